"""Whether a workbook still says what the ledger says: its cells held against those of the report made again.

Rows may have been sorted: what stands somewhere in its table stands there rightly. What is worked out by formulas is
left aside, for its figures are those of other cells.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from openpyxl.utils import get_column_letter

from aidledger.domain.report import PartName, Report
from aidledger.reports.description import Records, describe
from aidledger.reports.description.values import Live, Row, Value, bare
from aidledger.reports.workbook.cells import FIRST_DAY, visible
from aidledger.reports.workbook.layout import Layout, Sheet

Read = str | int | Decimal | date | None
"""What a cell of a file holds: text, a number, a day, or nothing."""
_NOTHING: Final = "nothing"
_LONG: Final = 60
"""Characters of a text that are told."""


class Difference(NamedTuple):
    """A cell that does not agree: what stands there, and what should."""

    sheet: str
    cell: str
    stands: str
    should: str

    def __str__(self) -> str:
        if not self.cell:
            return f"{self.sheet}: {self.stands}; {self.should}"
        return f"{self.sheet}!{self.cell}: {self.stands} stands there, and the ledger says {self.should}"


def differences(report: Report, read: Mapping[str, Callable[[], Iterable[Sequence[Read]]]]) -> Iterator[Difference]:
    """The cells of a workbook that do not agree with `report`; `read` gives the rows of its sheets by name."""
    records, layout = Records(report), Layout()
    rows: dict[PartName, list[Row]] = {part.name: [] for part in records.parts}
    for record in records:
        for held, more in zip(rows.values(), record.rows, strict=True):
            held.extend(more)
    for part in describe(report, records):
        whole = part._replace(rows=rows.get(part.name, part.rows))
        for sheet in layout.place(whole, len(whole.rows)):
            if sheet.name not in read:
                yield Difference(sheet.name, "", "this sheet is missing", "the ledger's report has it")
            else:
                yield from _of_sheet(sheet, [list(row) for row in read[sheet.name]()])


def _of_sheet(sheet: Sheet, found: list[Sequence[Read]]) -> Iterator[Difference]:
    above: list[Row] = [(sheet.part.title,), *sheet.above, [column.heading for column in sheet.part.columns]]
    for number, row in enumerate(above, start=1):
        yield from _of_row(sheet, number, row, _at(found, number))
    width = len(sheet.part.columns)
    expected = [*islice(sheet.part.rows, sheet.first, sheet.first + sheet.rows)]
    live = {at for at in range(width) if any(isinstance(row[at], Live) for row in expected)}
    end = sheet.foot_row - 1 if sheet.beneath else None
    body = {
        number: row
        for number, row in enumerate(found[sheet.header_row : end], start=sheet.header_row + 1)
        if any(cell is not None for cell in _kept(row, width, live))
    }
    yield from _of_body(sheet, expected, body, live)
    for number, row in enumerate(sheet.beneath, start=sheet.foot_row):
        yield from _of_row(sheet, number, row, _at(found, number))


def _of_body(
    sheet: Sheet, expected: Sequence[Row], body: Mapping[int, Sequence[Read]], live: set[int]
) -> Iterator[Difference]:
    """The rows of the table, wherever they stand in it."""
    width = len(sheet.part.columns)
    wanted = [_kept([plain(value) for value in row], width, live) for row in expected]
    unmet = Counter(wanted)
    strange: dict[int, tuple[Read, ...]] = {}
    for number, row in body.items():
        kept = _kept(row, width, live)
        if unmet[kept]:
            unmet[kept] -= 1
        else:
            strange[number] = kept
    left: dict[Read, list[tuple[Read, ...]]] = defaultdict(list)
    for row in wanted:
        if unmet[row]:
            unmet[row] -= 1
            left[row[0]].append(row)
    for number, row in list(strange.items()):
        if left[row[0]]:
            should = min(left[row[0]], key=lambda one: sum(a != b for a, b in zip(one, row, strict=True)))
            left[row[0]].remove(should)
            yield from _of_cells(sheet, number, should, row)
            del strange[number]
    others = [row for rows in left.values() for row in rows]
    for (number, row), should in zip(strange.items(), others, strict=False):
        yield from _of_cells(sheet, number, should, row)
    for number, row in islice(strange.items(), len(others), None):
        yield Difference(sheet.name, "", f"row {number} ({_told(row[0])}) stands there", "the ledger has no such row")
    for row in others[len(strange) :]:
        yield Difference(sheet.name, "", f"the row of {_told(row[0])} is missing", "the ledger has it")


def _of_row(sheet: Sheet, number: int, should: Row, row: Sequence[Read]) -> Iterator[Difference]:
    live = {at for at, value in enumerate(should) if isinstance(value, Live)}
    width = max(len(should), len(row))
    wanted = _kept([plain(value) for value in should], width, live)
    yield from _of_cells(sheet, number, wanted, _kept(row, width, live))


def _of_cells(sheet: Sheet, number: int, should: Sequence[Read], row: Sequence[Read]) -> Iterator[Difference]:
    for at, (one, other) in enumerate(zip(row, should, strict=True), start=1):
        if one != other:
            yield Difference(sheet.name, f"{get_column_letter(at)}{number}", *_parted(one, other))


def _parted(one: Read, other: Read) -> tuple[str, str]:
    """Two values in words; two long texts from where they part."""
    if isinstance(one, str) and isinstance(other, str) and max(len(one), len(other)) > _LONG:
        parts = next(
            (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
        )
        start = max(0, parts - _LONG // 3)
        before = "..." if start else ""
        return _told(before + one[start:]), _told(before + other[start:])
    return _told(one), _told(other)


def _kept(row: Sequence[Read], width: int, live: set[int]) -> tuple[Read, ...]:
    """So many cells of a row, as they can be compared, but for those that formulas work out."""
    cells = [*row[:width], *[None] * (width - len(row))]
    return tuple(None if at in live else _same(cell) for at, cell in enumerate(cells))


def _same(cell: Read) -> Read:
    """A cell so that equal ones are equal: a file keeps numbers as binary fractions, and no empty text."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n") or None
    return Decimal(repr(float(cell))) if isinstance(cell, int | Decimal) else cell


def plain(value: Value) -> Read:
    """What a cell that shows `value` holds."""
    match bare(value):
        case str(text):
            return visible(text)
        case date() as day if day < FIRST_DAY:
            return day.isoformat()
        case held:
            return held


def _at(rows: Sequence[Sequence[Read]], number: int) -> Sequence[Read]:
    return rows[number - 1] if number <= len(rows) else ()


def _told(cell: Read) -> str:
    match cell:
        case None:
            return _NOTHING
        case Decimal():
            return f"{cell:,f}".removesuffix(".0")
        case str():
            return f"'{cell}'" if len(cell) <= _LONG else f"'{cell[: _LONG - 3]}...'"
        case _:
            return str(cell)
