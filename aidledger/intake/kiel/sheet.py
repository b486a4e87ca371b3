"""The rows of the main data sheet, under whatever headings a release gives them.

Releases of 2022 and 2023 head their columns with words ("Announcement Date"), those since 2024 with names of variables
(`announcement_date`); CSV files come in any encoding and separator.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from aidledger.domain.vocabulary import DateOrder, DecimalMark
from aidledger.errors import InvalidInput, Problem
from aidledger.intake.grids import Cell, Grid, Row, grids
from aidledger.intake.notation import Evidence, Notation

_NEEDED: Final = {
    "id": ("id", "activity id"),
    "donor": ("countries", "country", "donor"),
    "announced": ("announcement date",),
    "aid_type": ("type of aid general", "aid type general"),
    "currency": ("original currency", "currency", "reporting currency"),
    "total": ("total", "tot activity value"),
}
"""What cannot be done without. Since 2024 `tot_activity_value` is what was committed; the totals of sub-activities are
allocations, which are a part of that."""
_OTHERS: Final = {
    "specific": ("type of aid specific", "aid type specific"),
    "explanation": ("explanation",),
    "reported": ("monetary value as given by source", "source reported value"),
    "first": ("total value dummy 1 is first row in the package", "total value dummy"),
    "basis": ("value source commitments",),
    "earmarked": ("earmarked year",),
    "item": ("items", "item"),
    "item_type": ("type of item", "item type"),
    "item_subtype": ("sub type of item", "item sub type"),
    "units": ("no of units", "item numb"),
}
_FIELD_OF: Final = {name: field for field, names in (_NEEDED | _OTHERS).items() for name in names}
_SOURCE: Final = re.compile(r"source of aid \d+")
_HINT: Final = "give the main data sheet of the Ukraine Support Tracker, with its row of headings"

_MISSING: Final = frozenset(
    {"", ".", ",", ":", "-", "not given", "no price", "undisclosed", "not disclosed", "unspecified", "not specified",
     "unclear", "unknown", "n/a", "na", "nan", "none", "#value!", "#n/a", "#ref!"}
)  # fmt: skip
_NUMERIC_DAY: Final = re.compile(r"\b\d{1,2}([/.-])\d{1,2}\1\d{2,4}\b")


class SheetRow(NamedTuple):
    """One row: where it stands (`main.csv:3`), the headings of its fields, and its cells that are not missing."""

    place: str
    headings: dict[str, str]
    cells: dict[str, Cell]
    sources: tuple[str, ...]

    def text(self, field: str) -> str:
        """The cell as text; empty where the sheet has nothing, or says that nothing is known."""
        return _text(self.cells.get(field, ""))

    def line(self, field: str) -> str:
        """The cell as text of one line."""
        return " ".join(self.text(field).split())

    @property
    def is_first(self) -> bool:
        """Whether the sheet marks it as the first row of its package."""
        return self.text("first").startswith("1")

    def where(self, field: str) -> str:
        """The place of the cell: `main.csv:3:Original Currency`."""
        return f"{self.place}:{self.headings[field]}"

    @contextmanager
    def at(self, field: str) -> Iterator[None]:
        """Inside, what is refused is told of the cell of `field`."""
        try:
            yield
        except InvalidInput as error:
            raise InvalidInput.of(
                [Problem(self.where(field), problem.message, problem.hint) for problem in error.problems]
            ) from None


class Sheet(NamedTuple):
    """The rows of a sheet that have any of the cells that are needed, and how it writes numbers and days."""

    rows: list[SheetRow]
    notation: Notation


def read_sheet(path: str | Path, decimal: DecimalMark | None, dates: DateOrder | None) -> Sheet:
    """The main data sheet of the file: of those that can be seen, the one with most of the headings that are needed.

    Raises `NotFound`, and `InvalidInput` where a heading is missing, or numbers or days could be read in two ways.
    """
    grid, heads = max(((grid, _headings(grid)) for grid in grids(path)), key=_fitness)
    if missing := [names for field, names in _NEEDED.items() if field not in _found(heads)]:
        wanted = ", ".join(f"'{names[0]}'" for names in missing)
        there = ", ".join(f"'{_line(heading)}'" for heading in heads.cells if _text(heading)) or "nothing"
        raise InvalidInput(f"{grid.name}:{heads.number}: there is no heading {wanted}; there are {there}", _HINT)
    rows = list(_rows(grid, heads))
    evidence = Evidence()
    for row in rows:
        if not isinstance(row.cells.get("total"), Decimal):
            evidence.figure(row.text("total"), row.where("total"))
        for day in _NUMERIC_DAY.finditer(row.text("announced")):
            evidence.day(day[0], row.where("announced"))
    return Sheet(rows, evidence.settled(decimal, dates))


def _fitness(candidate: tuple[Grid, Row]) -> tuple[bool, int]:
    grid, heads = candidate
    return not grid.hidden, len(_NEEDED.keys() & _found(heads))


def _headings(grid: Grid) -> Row:
    """The first row that is not blank."""
    return next((row for row in grid if any(map(_text, row.cells))), Row(1, []))


def _found(heads: Row) -> dict[str, int]:
    """The column of each field; of headings that stand there twice, the first is meant."""
    columns: dict[str, int] = {}
    for column, heading in enumerate(heads.cells):
        if field := _FIELD_OF.get(_words(heading)):
            columns.setdefault(field, column)
    return columns


def _rows(grid: Grid, heads: Row) -> Iterable[SheetRow]:
    columns = _found(heads)
    headings = {field: _line(heads.cells[column]) for field, column in columns.items()}
    sources = [column for column, heading in enumerate(heads.cells) if _SOURCE.fullmatch(_words(heading))]
    for row in grid:
        if row.number <= heads.number:
            continue
        wanted = ((column, row.cells[column]) for column in (*columns.values(), *sources) if column < len(row.cells))
        there = {column: cell for column, cell in wanted if _text(cell).casefold() not in _MISSING}
        cells = {field: there[column] for field, column in columns.items() if column in there}
        if cells.keys() & _NEEDED.keys():
            cited = tuple(_text(there[column]) for column in sources if column in there)
            yield SheetRow(f"{grid.name}:{row.number}", headings, cells, cited)


def _text(cell: Cell) -> str:
    """A cell as text that can be kept: without what cannot be seen, and without idle blanks."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    text = unicodedata.normalize("NFC", cell)
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def _line(cell: Cell) -> str:
    return " ".join(_text(cell).split())


def _words(heading: Cell) -> str:
    """`No. of Units`, `item_numb` and `Total ` as `no of units`, `item numb` and `total`."""
    return " ".join(re.findall(r"[^\W_]+", _text(heading).casefold()))
