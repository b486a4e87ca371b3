"""One table, and the clothes that it may wear: a terminal's, CSV, Markdown."""

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from aidledger.domain.text import spreadsheet_safe

_WIDE: Final = 100_000
"""A pipe has no width."""

_UNBROKEN: Final = re.compile(r"^\s*\S+|\S+", re.MULTILINE)
"""A word, with the blanks that stand before the first one of a line."""

_LONG_WORD: Final = 24
"""Longer words of prose, as addresses are, fold where the column is narrower."""


class Column(NamedTuple):
    """A column: its heading, whether it holds figures (aligned right), and whether its text may wrap."""

    heading: str
    figures: bool = False
    wraps: bool = False


class Table(NamedTuple):
    """Columns, rows with one text for each of them, and how many of the last rows are sums of those above."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]
    sums: int = 0


def terminal(table: Table, *, width: int | None, colour: bool) -> str:
    """The table as text for a terminal of `width` columns; `None` gives every column the room that it needs.

    No blanks at the ends of lines; markup in the cells stays what it is, text. On a narrow terminal text folds between
    words, but no figure does, nor a ref or a day: one that is cut would be another. Where there is not even room for
    that, lines are longer than the terminal.
    """
    rooms = _rooms(table)
    gap = 2 if sum(rooms) + 2 * (len(rooms) - 1) <= (width or _WIDE) else 1
    if not any(column.wraps for column in table.columns) and sum(rooms) + gap * (len(rooms) - 1) <= (width or _WIDE):
        return _laid_out(table, rooms, " " * gap, colour=colour)
    return _folded(table, rooms, gap, width or _prose_width(table), colour=colour)


def natural_width(table: Table) -> int:
    """The characters of a line of it when no text is folded and columns stand two blanks apart."""
    rooms = _rooms(table)
    return sum(rooms) + 2 * (len(rooms) - 1)


def fitting(table: Table, width: int, spared: Sequence[str]) -> tuple[Table, tuple[str, ...]] | None:
    """The table with as many columns as a terminal of `width` has room for, and the headings of those left out.

    `spared` are the headings of those that can be, the one that is needed least first. `None` where the others have no
    room either, though text is folded between words and columns stand one blank apart.
    """
    kept = dict(enumerate(_least_rooms(table, _rooms(table))))
    there = [at for heading in spared for at, column in enumerate(table.columns) if column.heading == heading]
    left_out: list[int] = []
    while sum(kept.values()) + len(kept) - 1 > width:
        if not there:
            return None
        left_out.append(there.pop(0))
        del kept[left_out[-1]]
    if not left_out:
        return table, ()
    columns, rows = tuple(table.columns[at] for at in kept), [[row[at] for at in kept] for row in table.rows]
    return Table(columns, rows, table.sums), tuple(table.columns[at].heading for at in left_out)


def as_lines(table: Table) -> Iterator[str]:
    """The table in prose, a line for each row, which can break between words where there is no room for columns."""
    for name, *cells in table.rows:
        told = (
            f"{column.heading.lower()} {cell}".strip()
            for column, cell in zip(table.columns[1:], cells, strict=True)
            if cell
        )
        yield f"{name}: {', '.join(told)}"


def _least_rooms(table: Table, rooms: Sequence[int]) -> list[int]:
    """What each column needs when text is folded between words; of prose, words are folded that are very long."""
    least = []
    for position, (column, room) in enumerate(zip(table.columns, rooms, strict=True)):
        if column.figures:
            least.append(room)
            continue
        cells = (column.heading, *(row[position] for row in table.rows))
        longest = max((len(part) for cell in cells for part in _UNBROKEN.findall(cell)), default=0)
        least.append(min(longest, _LONG_WORD) if column.wraps else longest)
    return least


def _rooms(table: Table) -> list[int]:
    cells = zip(*([column.heading for column in table.columns], *table.rows), strict=True)
    return [max(map(len, column)) for column in cells]


def _laid_out(table: Table, rooms: list[int], gap: str, *, colour: bool) -> str:
    """Line for line, which is a hundred times as fast as weighing columns against each other, for long tables."""
    pad = [str.rjust if column.figures else str.ljust for column in table.columns]

    def line(cells: Sequence[str]) -> str:
        return gap.join([put(cell, room) for put, cell, room in zip(pad, cells, rooms, strict=True)]).rstrip()

    heading = line([column.heading for column in table.columns])
    lines = [f"\x1b[1m{heading}\x1b[0m" if colour else heading, "─" * (sum(rooms) + len(gap) * (len(rooms) - 1))]
    lines += map(line, table.rows)
    if table.sums and len(table.rows) > table.sums:
        lines.insert(len(lines) - table.sums, "")
    return "\n".join(lines)


def _folded(table: Table, rooms: list[int], gap: int, width: int, *, colour: bool) -> str:
    # Rich is only wanted where text has to be folded into columns.
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    between = gap * (len(rooms) - 1)
    given = _shared_out(_least_rooms(table, rooms), _widest_lines(table), width - between)
    drawn = RichTable(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold", padding=(0, gap - 1, 0, 0)
    )
    for column, room in zip(table.columns, given, strict=True):
        drawn.add_column(
            Text(column.heading),
            justify="right" if column.figures else "left",
            width=room,
            no_wrap=column.figures,
            overflow="fold",
        )
    first_sum = len(table.rows) - table.sums
    for position, row in enumerate(table.rows):
        drawn.add_row(*map(Text, row), end_section=position == first_sum - 1 and table.sums > 0)
    page = io.StringIO()
    console = Console(
        file=page, width=sum(given) + between, force_terminal=colour, no_color=not colour, legacy_windows=False
    )
    console.print(drawn)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines())


def _widest_lines(table: Table) -> list[int]:
    """What each column needs so that none of its lines is folded."""
    from rich.cells import cell_len

    cells = zip(*([column.heading for column in table.columns], *table.rows), strict=True)
    return [max(cell_len(line) for cell in column for line in (cell.splitlines() or [""])) for column in cells]


def _shared_out(least: Sequence[int], most: Sequence[int], width: int) -> list[int]:
    """What each column is given of a width: at least the one, at most the other, and between them all the same."""

    def given(each: int) -> list[int]:
        return [max(low, min(high, each)) for low, high in zip(least, most, strict=True)]

    level = bisect_right(range(max(most) + 1), width, key=lambda each: sum(given(each))) - 1
    shared = given(max(level, 0))
    for at, high in enumerate(most):
        shared[at] += min(max(high - shared[at], 0), 1 if sum(shared) < width else 0)
    return shared


def _prose_width(table: Table) -> int:
    """Where text may wrap, room for lines of prose, but for no broken address."""
    cells = ((column, row[position]) for row in table.rows for position, column in enumerate(table.columns))
    unbroken = (part for column, cell in cells for part in (cell.split() if column.wraps else [cell]))
    return max(100, *(len(part) + 40 for part in unbroken))


def markdown(table: Table) -> str:
    """The table in the pipe form that GitHub and most editors of Markdown read."""
    rows = (markdown_row(map(markdown_cell, row)) for row in table.rows)
    return "\n".join([markdown_head(table.columns), *rows])


def markdown_head(columns: Sequence[Column]) -> str:
    """The headings of a table, and the line beneath that begins it."""
    rule = ["---:" if column.figures else ":---" for column in columns]
    return f"{markdown_row(markdown_cell(column.heading) for column in columns)}\n{markdown_row(rule)}"


def markdown_row(cells: Iterable[str]) -> str:
    """A row of cells that are Markdown already."""
    return f"| {' | '.join(cells)} |"


def markdown_cell(text: str) -> str:
    """Text of one or more lines that stays text in a cell."""
    return "<br>".join(map(_escaped, text.splitlines()))


def markdown_line(text: str) -> str:
    """Text that stays text in a line of its own, which it does not begin as a list or a quotation."""
    return _BEGINNING.sub(r"\g<0>\\", _escaped(" ".join(text.split())))


def markdown_text(lines: Iterable[str]) -> str:
    """Lines of text, each a paragraph of its own; those that stand further in are the items of a list."""
    page: list[str] = []
    item = False
    for line in filter(str.strip, lines):
        before, item = item, line.startswith(" ")
        page += [*([""] if page and not (item and before) else []), f"{'- ' * item}{markdown_line(line)}"]
    return "\n".join(page)


_MARKUP: Final = re.compile(r"[\\*`\[\]|#]|(?<![^\W_])_|_(?![^\W_])|~(?=\S)|\$(?!\d)|<(?=[A-Za-z/!?])|&(?=#?\w+;)")
"""What could begin or end markup where it stands: the `<` of `<= $400.0M` and the `_` within a word could not."""
_BEGINNING: Final = re.compile(r"^(?:\d+(?=[.)])|(?=[-+=>]))")
_ENTITIES: Final = {"<": "&lt;", "&": "&amp;"}
"""Backslashes before these are not understood everywhere."""


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), text)


def comma_separated(headings: Sequence[str], rows: Iterable[Sequence[str]], *, figures: frozenset[str]) -> str:
    """CSV with `headings`; text that a spreadsheet would take for a formula is escaped, `figures` are not."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(headings)
    numbers = [heading in figures for heading in headings]
    for row in rows:
        writer.writerow([text if number else spreadsheet_safe(text) for text, number in zip(row, numbers, strict=True)])
    return page.getvalue()
