"""Data on standard output, everything else on standard error."""

import json
import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from aidledger.cli.format import Format

if TYPE_CHECKING:
    from aidledger.reports.tables import Table


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
            interactive = sys.stdout.isatty()
            width = shutil.get_terminal_size().columns if interactive else None
            typer.echo(terminal(table, width=width, colour=interactive and not os.environ.get("NO_COLOR")), color=True)


def show_json(value: object) -> None:
    """JSON for programs, readable by people."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_lines(lines: Iterable[str]) -> None:
    """Lines of text, as data."""
    for line in lines:
        typer.echo(line)
