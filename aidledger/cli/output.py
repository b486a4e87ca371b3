"""Data on standard output, everything else on standard error."""

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Final

import typer

from aidledger.cli.format import Format

if TYPE_CHECKING:
    from aidledger.reports.tables import Table

_FURTHER_IN: Final = "      "


def say(*lines: str, quiet: bool = False) -> None:
    """Messages for the person at the terminal."""
    if not quiet:
        for line in lines:
            typer.echo(line, err=True)


def show(table: "Table", kind: Format) -> None:
    """A table as a terminal, Markdown or CSV has it; a terminal's width is kept to, a pipe's is without end."""
    from aidledger.reports.tables import comma_separated, markdown, terminal

    match kind:
        case Format.MD:
            typer.echo(markdown(table))
        case Format.CSV:
            headings = [column.heading for column in table.columns]
            typer.echo(comma_separated(headings, table.rows, figures=frozenset()), nl=False)
        case _:
            colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            typer.echo(terminal(table, width=width(), colour=colour), color=True)


def width() -> int | None:
    """The columns of the terminal that prints the data; `None` for a pipe or a file, which have no width."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def fits(table: "Table") -> bool:
    """Whether the terminal has room for every column; a pipe is not looked at, so nothing is made to fit it."""
    from aidledger.reports.tables import natural_width

    room = width()
    return room is not None and natural_width(table) <= room


def show_text(lines: Iterable[str]) -> None:
    """Lines of prose, as data: a terminal breaks them between words, further in; a pipe has them whole."""
    if room := width():
        broken = (textwrap.wrap(line, room, subsequent_indent=_FURTHER_IN) or [""] for line in lines)
        lines = chain.from_iterable(broken)
    show_lines(lines)


def show_json(value: object) -> None:
    """JSON for programs, readable by people."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_lines(lines: Iterable[str]) -> None:
    """Lines of text, as data."""
    for line in lines:
        typer.echo(line)
