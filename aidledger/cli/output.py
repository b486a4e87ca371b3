"""Data on standard output, everything else on standard error."""

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Final

import typer

from aidledger.cli.format import Format

if TYPE_CHECKING:
    from aidledger.reports.tables import Table

_FURTHER_IN: Final = "      "
MANY_ROWS: Final = 2_000
"""From so many on, a terminal shows how far an import or an export is; an import tells no line for each."""

_IN_FIGURES: Final = re.compile(r"(?<=[<>]=) (?=\S)|(?<=~) (?=\S)|(?<=\b[A-Z]{3}) (?=-?\d)")
"""The blanks of `<= $1.6B`, `~ $61.0B` and `CAD 1.0B`."""

_HELD: Final = "\0"
"""What stands for these blanks while a line is broken; no text in a ledger may have it."""


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


def show_fitting(table: "Table", kind: Format, spared: Sequence[str]) -> tuple[str, ...]:
    """`show`, without the columns for which a terminal has no room; these, by their headings, are the answer.

    `spared` are those that can be left out, the one that is needed least first. Where the others have no room either,
    all is told in prose.
    """
    from aidledger.reports.tables import as_lines, fitting

    room = width() if kind is Format.TABLE else None
    if room is None:
        show(table, kind)
        return ()
    if not (found := fitting(table, room, spared)):
        show_text(as_lines(table))
        return ()
    narrower, left_out = found
    show(narrower, kind)
    return left_out


def say_left_out(columns: Sequence[str], *, quiet: bool) -> None:
    """Tell which columns a terminal had no room for."""
    if columns:
        line = f"left out for want of room: {', '.join(columns)}"
        say(*(_broken(line, room) if (room := width()) else [line]), quiet=quiet)


def width() -> int | None:
    """The columns of the terminal that prints the data; `None` for a pipe or a file, which have no width."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def fits(table: "Table") -> bool:
    """Whether the terminal has room for every column; a pipe is not looked at, so nothing is made to fit it."""
    from aidledger.reports.tables import natural_width

    room = width()
    return room is not None and natural_width(table) <= room


def show_text(lines: Iterable[str], kind: Format = Format.TABLE) -> None:
    """Lines of prose, as data: a terminal breaks them between words, further in; a pipe has them whole.

    In Markdown they are paragraphs and lists.
    """
    if kind is Format.MD:
        from aidledger.reports.tables import markdown_text

        if text := markdown_text(lines):
            typer.echo(text)
        return
    if room := width():
        lines = chain.from_iterable(_broken(line, room) or [""] for line in lines)
    show_lines(lines)


def _broken(line: str, room: int) -> list[str]:
    """The line in several, broken at blanks; a ref, a day and a figure (`<= CAD 1.0B`) stay whole."""
    kept = _IN_FIGURES.sub(_HELD, line)
    broken = textwrap.wrap(kept, room, subsequent_indent=_FURTHER_IN, break_on_hyphens=False, break_long_words=False)
    return [part.replace(_HELD, " ") for part in broken]


def show_json(value: object) -> None:
    """JSON for programs, readable by people."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_lines(lines: Iterable[str]) -> None:
    """Lines of text, as data."""
    for line in lines:
        typer.echo(line)


@contextmanager
def progress(rows: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar of how many of so many `rows` are done, with their rate; on a terminal, and for many rows, alone."""
    if quiet or rows < MANY_ROWS or not sys.stderr.isatty():
        yield lambda _rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed or 0:,.0f}/s")

    columns = (BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=rows)
        yield lambda done: bar.advance(task, done)
