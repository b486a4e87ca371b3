"""Tables: grids whose headings are known, and how their files write figures and days.

A table is read row by row, twice: first for how it is written, then for what its rows say; nothing of it is held.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from textwrap import shorten
from typing import Final, NamedTuple

from aidledger.domain.currencies import currency
from aidledger.domain.model import NEEDED
from aidledger.domain.vocabulary import DateOrder, DecimalMark
from aidledger.errors import InvalidInput, Problem
from aidledger.intake.cells import AMOUNTS, DAYS, FIGURES, brief, is_bare, is_filled, is_unstated, text_of
from aidledger.intake.grids import Cell, Grid
from aidledger.intake.headings import (
    OF_ITEM,
    OF_SOURCE,
    SCALE_WORDS,
    Column,
    Kind,
    Mapped,
    columns_of,
    currency_of,
    kind_of,
)
from aidledger.intake.notation import Evidence, Notation

Cells = dict[str, str]

HEADINGS_WITHIN: Final = 20
"""Rows from the top among which the headings stand."""
_LONGEST_HEADING: Final = 200


class Told(NamedTuple):
    """What a person says of tables beforehand: what columns mean, and how figures and days are written."""

    mapped: Sequence[Mapped] = ()
    decimal: DecimalMark | None = None
    dates: DateOrder | None = None


class Row(NamedTuple):
    """One row: where it stands (`packages.csv:3`), and its cells that are not blank, by field.

    `wrong` is what cannot be read, by field, or by nothing for the row itself; such cells are as the file has them.
    """

    place: str
    cells: Cells
    wrong: Mapping[str, Problem] = {}


class Table:
    """A grid whose headings are known: its kind, its columns, and how its file writes figures and days."""

    def __init__(self, grid: Grid, kind: Kind, at: int, columns: Sequence[Column], told: Told) -> None:
        self.name = grid.name
        self.kind = kind
        self.columns = columns
        self.rows = 0
        self._grid = grid
        self._at = at
        self._fields = [(position, column) for position, column in enumerate(columns) if column.field]
        survey = _Survey(columns, semicolons=grid.separator == ";")
        looked_at = [(position, column) for position, column in enumerate(columns) if survey.wants(column)]
        for number, cells in self._below():
            self.rows += any(map(is_filled, cells))
            for position, column in looked_at:
                if position < len(cells) and is_filled(cells[position]):
                    survey.look(cells[position], column, f"{self.name}:{number}")
        self.notation = survey.settled(told)

    @classmethod
    def of(cls, grid: Grid, told: Told) -> "Table | None":
        """The table that `grid` holds; `None` where none of its first rows are headings.

        Raises `InvalidInput` for headings that mean nothing, and for cells with two readings or without a heading.
        """
        for number, cells in islice(grid, HEADINGS_WITHIN):
            headings = [shorten(str(cell), _LONGEST_HEADING, placeholder="...") for cell in cells]
            while headings and not headings[-1]:
                headings.pop()
            if kind := kind_of(headings, told.mapped):
                columns = columns_of(kind, headings, told.mapped, f"{grid.name}:{number}")
                return cls(grid, kind, number, columns, told)
        return None

    def understood(self) -> list[str]:
        """What it was taken for: a line for the file, one for each column that is not called as its field."""
        layout = ", ".join(filter(None, (self._grid.layout, str(self.notation))))
        lines = [f"{self.name}: {self.rows:,} row{'s' * (self.rows != 1)} of {self.kind.name} ({layout})"]
        width = max(len(column.heading) for column in self.columns)
        return lines + [
            f"  {column.heading:<{width}}  {column}"
            for column in self.columns
            if column.heading and column.heading.casefold() != str(column)
        ]

    def read(self) -> Iterator[Row]:
        """Its rows, but for blank ones."""
        for number, cells in self._below():
            row = self._row(f"{self.name}:{number}", cells)
            if row.cells or row.wrong:
                yield row

    def _row(self, place: str, cells: Sequence[Cell]) -> Row:
        filled: Cells = {}
        wrong: dict[str, Problem] = {}
        if stray := next(filter(is_filled, cells[len(self.columns) :]), None):
            if self._grid.separator:
                message = f"the row has {len(cells)} cells where the headings are {len(self.columns)}"
                wrong[""] = Problem(place, message, "put text that holds the separator between double quotes")
            else:
                message = f"'{brief(stray)}' stands to the right of the last heading"
                wrong[""] = Problem(place, message, "name its column, or delete it")
        named: list[tuple[Column, str]] = []
        for position, column in self._fields:
            if position >= len(cells) or not is_filled(cells[position]):
                continue
            try:
                filled[column.field] = text_of(cells[position], column, self.notation)
            except InvalidInput as error:
                # What the heading says of the figure would be lost where the row is put aside.
                scale = SCALE_WORDS.get(column.scale, "").removesuffix("s")
                filled[column.field] = f"{cells[position]} {scale}".strip()
                wrong[column.field] = Problem(f"{place}:{column.heading}", error.message, error.hint)
            if column.currency:
                named.append((column, currency_of(column.field)))
        for column, field in named:
            if not _is_currency(filled.setdefault(field, column.currency), column.currency):
                message = f"'{filled[field]}' is not the currency in the heading '{column.heading}'"
                hint = "leave out the column that does not belong to it: --map 'COLUMN='"
                wrong[column.field] = Problem(f"{place}:{field}", message, hint)
        return Row(place, filled, wrong)

    def _below(self) -> Iterator[tuple[int, list[Cell]]]:
        return ((number, cells) for number, cells in self._grid if number > self._at)


class _Survey:
    """What the cells of a table show: how it writes figures and days, and whether it says of what its amounts are."""

    def __init__(self, columns: Sequence[Column], *, semicolons: bool) -> None:
        self._evidence = Evidence(semicolons=semicolons)
        there = {column.field for column in columns}
        self._unnamed = {
            column for column in columns
            if column.field in AMOUNTS and not column.currency and currency_of(column.field) not in there
        }  # fmt: skip
        """Columns of amounts whose cells alone may name a currency."""
        self._bare: dict[Column, Problem] = {}

    def wants(self, column: Column) -> bool:
        """Whether the cells of `column` show anything."""
        return column.field in FIGURES | DAYS or not column.heading

    def look(self, cell: Cell, column: Column, place: str) -> None:
        """Look at a cell that is not blank. Raises `InvalidInput` for one without a heading."""
        if not column.heading:
            message = f"{place}: '{brief(cell)}' stands in a column without a heading"
            raise InvalidInput(message, "name the column, or delete what is in it")
        place = f"{place}:{column.heading}"
        if isinstance(cell, str):
            (self._evidence.day if column.field in DAYS else self._evidence.figure)(cell, place)
        if column in self._unnamed:
            if is_bare(cell):
                message = f"the amount '{brief(cell)}' names no currency, and neither does the heading"
                hint = f"call the column '{column.heading} (USD)', or say so: --map '{column.heading}=amount (USD)'"
                self._bare.setdefault(column, Problem(place, message, hint))
            elif not is_unstated(str(cell)):
                self._unnamed.discard(column)

    def settled(self, told: Told) -> Notation:
        """How the file writes. Raises `InvalidInput` for what is not clear, and for amounts of no currency."""
        if bare := [problem for column, problem in self._bare.items() if column in self._unnamed]:
            raise InvalidInput.of(bare)
        return self._evidence.settled(told.decimal, told.dates)


def _is_currency(text: str, code: str) -> bool:
    try:
        return currency(text) == code
    except InvalidInput:
        return False


def as_headed(problems: Iterable[Problem], tables: Sequence[Table]) -> list[Problem]:
    """`problems` as whoever looks at the tables finds them: in order, by heading: `packages.csv:3:Country`."""
    return [problem for _, problem in sorted((_found(problem, tables) for problem in problems), key=lambda one: one[0])]


def _found(problem: Problem, tables: Sequence[Table]) -> tuple[tuple[int, int, int], Problem]:
    """Where in the tables the problem is, by numbers of table, row and column, and the problem with its heading."""
    if problem.hint == NEEDED:
        problem = problem._replace(hint="fill in the cell; where cells are merged, the first has the value")
    for at, table in enumerate(tables):
        if not problem.where.startswith(f"{table.name}:"):
            continue
        row, _, place = problem.where.removeprefix(f"{table.name}:").partition(":")
        field = place.partition(".")[0]
        names = {field, f"{OF_ITEM}{field}", f"{OF_SOURCE}{field}"}
        for position, column in enumerate(table.columns):
            if place and (column.field in names or column.heading == place):
                where = f"{table.name}:{row}:{column.heading}"
                return (at, int(row), position), problem._replace(where=where)
        return (at, int(row), len(table.columns)), problem
    return (len(tables), 0, 0), problem
