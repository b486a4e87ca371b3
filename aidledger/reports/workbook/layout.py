"""Where everything stands in the book: which sheet a row of a part is on, and in which of its rows."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from openpyxl.utils import get_column_letter

from aidledger.domain.report import PartName
from aidledger.reports.description.values import Link, Part, Place, Row

ROW_LIMIT: Final = 1_048_576
_LINE: Final = 120
"""Characters of a line above or beneath a table, which no cell folds."""
CHART_ROWS: Final = 27
"""That a chart beneath a table covers."""
_TALLEST: Final = 32
"""Rows of a table that still leave its chart in sight beneath them."""


class Sheet(NamedTuple):
    """A sheet: the rows of a part from `first` on, `rows` of them, beneath headings in `header_row` (from 1).

    A part whose rows one sheet cannot hold goes on in a further one.
    """

    name: str
    table: str
    part: Part
    above: Sequence[Row]
    beneath: Sequence[Row]
    first: int
    rows: int

    @property
    def header_row(self) -> int:
        """The row of the headings: beneath the title, what is said above the table, and the way back."""
        return len(self.above) + 2

    @property
    def last_row(self) -> int:
        """The last row of the table, which has one row at least: Excel refuses tables without any."""
        return self.header_row + max(1, self.rows)

    @property
    def ref(self) -> str:
        """The cells of the table."""
        return f"A{self.header_row}:{get_column_letter(len(self.part.columns))}{self.last_row}"

    @property
    def charts_beneath(self) -> bool:
        """Whether its charts have room beneath the table; else they stand to the right of it."""
        return self.rows <= _TALLEST

    @property
    def foot_row(self) -> int:
        """The first row beneath the table, and beneath the charts that stand there."""
        charts = len(self.part.charts) if self.charts_beneath else 0
        return self.last_row + 2 + charts * CHART_ROWS

    def letter(self, heading: str) -> str:
        """The letter of the column under `heading`."""
        return get_column_letter(self.part.at(heading) + 1)


class Layout:
    """The sheets of a book by their parts, as far as they have been placed."""

    def __init__(self) -> None:
        self._sheets: dict[PartName, list[Sheet]] = {}

    def place(self, part: Part, rows: int) -> list[Sheet]:
        """Give a part of so many rows its sheets, and tell which these are."""
        above = list(_above(part))
        room = ROW_LIMIT - len(above) - 2
        self._sheets[part.name] = [
            Sheet(
                name=f"{part.name.value} ({number})" if number > 1 else part.name.value,
                table=f"{_table_name(part.name)}{number if number > 1 else ''}",
                part=part,
                above=above,
                beneath=list(_broken(part.beneath)),
                first=first,
                rows=min(room, rows - first),
            )
            for number, first in enumerate(range(0, max(rows, 1), room), start=1)
        ]
        return self._sheets[part.name]

    def sheets(self, part: PartName) -> Sequence[Sheet]:
        """The sheets of a part; none where it is not in the book."""
        return self._sheets.get(part, ())

    def cell(self, place: Place) -> tuple[Sheet, str] | None:
        """The sheet that a place is on, and its cell; `None` where it is not in the book."""
        sheets = self.sheets(place.part)
        if not sheets:
            return None
        if place.row is None:
            return sheets[0], "A1"
        row = place.row
        sheet = next(one for one in reversed(sheets) if one.first <= row)
        letter = sheet.letter(place.heading) if place.heading else "A"
        return sheet, f"{letter}{sheet.header_row + 1 + row - sheet.first}"

    def target(self, place: Place) -> str | None:
        """A place as formulas and links name it: `'Line items'!A6`."""
        found = self.cell(place)
        return f"'{found[0].name}'!{found[1]}" if found else None


def _above(part: Part) -> Iterator[Row]:
    yield from _broken(part.about)
    home = PartName.COVER if part.name is PartName.CONTENTS else PartName.CONTENTS
    if part.name is not PartName.COVER:
        yield (Link(f"Back to the {home.lower()}", Place(home)),)


def _broken(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows outside the table, with long lines in several."""
    for row in rows:
        if len(row) == 1 and isinstance(row[0], str):
            for line in textwrap.wrap(row[0], _LINE):
                yield (line,)
        else:
            yield row


def _table_name(part: PartName) -> str:
    return "".join(word.capitalize() for word in part.split())
