"""Workbooks that `aidledger export` wrote, come back edited: what was changed in them, and nothing else.

A workbook names the state of the ledger that it was made from, and the ledger can say what that state was. So the rows
are held against it: a row that says the same is no edit, whatever has been recorded since. What has no row, or no
column, any more, is as it was.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, TypeVar
from zipfile import ZipFile

from aidledger.domain.exported import PROPERTY, Exported
from aidledger.domain.model import validate
from aidledger.domain.packages import Citation, Document, Entry, LineItem, Package
from aidledger.domain.revisions import Revision
from aidledger.domain.vocabulary import DateOrder, DecimalMark
from aidledger.errors import InvalidInput, Problem
from aidledger.intake.files import name_of, opened
from aidledger.intake.grids import Grid, is_workbook
from aidledger.intake.headings import ITEMS, PACKAGES, SOURCES, Kind, Mapped, words
from aidledger.intake.packages import (
    Fields,
    item_fields,
    no_package,
    package_fields,
    readable,
    source_fields,
    untold,
)
from aidledger.intake.tables import HEADINGS_WITHIN, Cells, Row, Table, Told, as_headed

T = TypeVar("T", LineItem, Citation)
_SHEETS: Final = {PACKAGES.name: "Packages", ITEMS.name: "Line items", SOURCES.name: "Sources"}
"""The titles of sheets by the kinds of their tables; what one cannot hold goes on in `Packages (2)`."""
_STATED: Final = {
    PACKAGES.name: "ref, title, announced on, stage, donor, recipient, aid type, instrument, currency, bound, amount, "
    "draws on, status, known on, tags, note",
    ITEMS.name: "ref, no, description, category, quantity bound, quantity, unit, currency, amount bound, amount",
    SOURCES.name: "ref, no, publisher, title, published on, locator, address, sha 256",
}
"""The headings of the columns that state something; all others are derived from these, or somebody's own."""
_STATUS: Final = re.compile(r"(live|cancelled)(?:, as a duplicate of (\S+))?")
_FIELDS: Final = tuple(name for name in Document.model_fields if name not in {"ref", "known_on", "reason", "tip"})


class Deleted(NamedTuple):
    """Rows that are gone: that of the package `ref`, or those of its items or sources with these `numbers`, from 1."""

    ref: str
    kind: str
    numbers: tuple[int, ...] = ()


class Edited(NamedTuple):
    """What was changed: `entries` to be recorded, and rows that were `deleted`, which changes nothing."""

    entries: list[Entry]
    deleted: list[Deleted]


def exported(path: str | Path) -> Exported | None:
    """What state of a ledger the file is a workbook of; `None` for any other file.

    Raises `NotFound`, `AidledgerError` for what cannot be read.
    """
    if not is_workbook(path):
        return None
    # Only workbooks need what reads them.
    from aidledger.intake.workbooks import DAMAGED, small_part

    with opened(path) as file:
        try:
            properties = small_part(ZipFile(file), "docProps/custom.xml")
        except DAMAGED:
            return None
    for one in properties:
        if one.get("name") == PROPERTY:
            try:
                return Exported.model_validate_json("".join(one.itertext()))
            except ValueError:
                return None
    return None


def read_edits(
    path: str | Path, shown: Sequence[Revision], *, decimal: DecimalMark | None = None, dates: DateOrder | None = None
) -> Edited:
    """What the workbook at `path` says differently than `shown`, the revisions that it was made of.

    A package that was edited is an entry with its ref, known on today unless its day was edited too; a row that was
    added is a new package. Of items and sources, one whose number stands in the sheet is what its row says, one whose
    row was deleted stays, and rows without a number are added. `decimal` and `dates` say how figures and days are
    written that are text, where that is open.

    Raises `InvalidInput` with every problem of the workbook, each with its sheet, row and column.
    """
    tables = _tables(path, Told(decimal=decimal, dates=dates))
    comparison = _Comparison(tables, {str(revision.ref): revision.package for revision in shown})
    entries = list(comparison.entries())
    if comparison.problems:
        raise InvalidInput.of(as_headed(comparison.problems, tables))
    return Edited(entries, comparison.deleted)


def _tables(path: str | Path, told: Told) -> list[Table]:
    """The sheets that say what there is."""
    from aidledger.intake.workbooks import sheets

    grids = sheets(path)
    found: list[Table] = []
    for kind, title in _SHEETS.items():
        name = re.compile(re.escape(f"{name_of(path)}[{title}") + r"(?: \(\d+\))?\]")
        tables = [_table(grid, kind, told) for grid in grids if name.fullmatch(grid.name)]
        if None in tables or (kind == PACKAGES.name and not tables):
            raise InvalidInput(
                f"{name_of(path)}[{title}]: the sheet, or its row of headings, is gone",
                "edit the cells below the headings, and leave these and the names of sheets as they are",
            )
        found += filter(None, tables)
    return found


def _table(grid: Grid, kind: str, told: Told) -> Table | None:
    """The sheet as a table of the columns that state something."""
    stated = set(_STATED[kind].split(", "))
    others = {
        str(cell) for row in islice(grid, HEADINGS_WITHIN) for cell in row.cells if words(str(cell)) not in stated
    }
    table = Table.of(grid, told._replace(mapped=[Mapped(heading, "") for heading in sorted(others)]))
    return table if table and table.kind.name == kind else None


class _Comparison:
    """The rows of a workbook beside the packages that it was made of; gathers `problems`, and what was `deleted`."""

    def __init__(self, tables: Sequence[Table], before: Mapping[str, Package]) -> None:
        self.problems: list[Problem] = []
        self.deleted: list[Deleted] = []
        self._before = before
        self._columns = {table.kind.name: {column.field for column in table.columns} for table in tables}
        self._rows: dict[str, dict[str, list[Row]]] = {kind: defaultdict(list) for kind in _SHEETS}
        for table in tables:
            for row in table.read():
                self._rows[table.kind.name][row.cells.get("ref", "")].append(row)

    def entries(self) -> Iterator[Entry]:
        """What is to be recorded, if there are no `problems` in the end."""
        rows, columns = self._rows[PACKAGES.name], self._columns[PACKAGES.name]
        columns |= {"duplicate_of"} if "status" in columns else set()
        for ref, own in rows.items():
            for row in own[:1] if ref else own:
                yield from self._entry(row, self._before.get(ref), columns)
            for row in own[1:] if ref else ():
                message = f"'{ref}' stands at {own[0].place}, too"
                self._complain(row, "ref", message, "a row that you add has a new ref, or none")
        for ref, package in self._before.items():
            if ref not in rows:
                self.deleted.append(Deleted(ref, "package"))
                # Its items and sources may have been edited all the same.
                parts = [*self._rows[ITEMS.name].get(ref, ()), *self._rows[SOURCES.name].get(ref, ())]
                yield from self._entry(Row(parts[0].place, {"ref": ref}), package, {"ref"}) if parts else ()
        for kind in (ITEMS, SOURCES):
            for ref, strays in self._rows[kind.name].items():
                for row in strays if not ref or (ref not in rows and ref not in self._before) else ():
                    self._complain(row, "ref", "no row of the sheet Packages has this ref", "check the ref")

    def _entry(self, row: Row, before: Package | None, columns: Collection[str]) -> Iterator[Entry]:
        """What the rows of one package say; nothing where that is what they said before."""
        if before is None and (stray := no_package(row)):
            self.problems.append(stray)
            return
        self.problems += row.wrong.values()
        try:
            cells = _whole(_with_status(readable(row), row.place), before, columns)
            stated = _as_before(package_fields(cells), before, columns)
            if before and str(stated.get("known_on")) == str(before.known_on):
                # An edit is known since another day, and what was announced may have been after this one.
                del stated["known_on"]
            stated["items"] = self._parts(row, ITEMS, LineItem, before.items if before else (), item_fields)
            stated["sources"] = self._parts(row, SOURCES, Citation, before.sources if before else (), source_fields)
            document = validate(Document, stated, where=row.place)
        except InvalidInput as error:
            self.problems += untold(error, row)
            return
        if before is None:
            yield document.entry(row.place)
            return
        changes = {
            name: getattr(document, name) for name in _FIELDS if getattr(document, name) != getattr(before, name)
        }
        if changes or document.known_on:
            yield Entry(before.revised(changes | {"known_on": document.known_on}), row.place)

    def _parts(
        self, package: Row, kind: Kind, model: type[T], before: Sequence[T],
        fields: Callable[[Mapping[str, str]], Fields],
    ) -> list[T]:  # fmt: skip
        """The items or sources of a package: those before, as their rows say if they have any; then added ones."""
        ref, columns = package.cells.get("ref", ""), self._columns.get(kind.name, set())
        found, gone = list(before), set(range(1, len(before) + 1))
        for row in self._rows[kind.name].get(ref, ()) if ref else ():
            number = row.cells.get("number", "")
            if number and (not number.isdecimal() or int(number) not in gone):
                message = (
                    f"no {kind.name.removesuffix('s')} of '{ref}' has the number {number}, or another row has it, too"
                )
                self._complain(row, "number", message, "leave No. blank in a row that you add")
                continue
            one = before[int(number) - 1] if number else None
            self.problems += row.wrong.values()
            try:
                stated = _as_before(fields(_whole(readable(row), one, columns)), one, columns)
                part = validate(model, stated, where=row.place)
            except InvalidInput as error:
                self.problems += untold(error, row)
                continue
            if number:
                found[int(number) - 1] = part
                gone.discard(int(number))
            else:
                found.append(part)
        if gone and kind.name in self._columns and len(package.cells) > 1:
            self.deleted.append(Deleted(ref, kind.name.removesuffix("s"), tuple(sorted(gone))))
        return found

    def _complain(self, row: Row, field: str, message: str, hint: str) -> None:
        self.problems.append(Problem(f"{row.place}:{field}", message, hint))


def _as_before(fields: Fields, before: Package | LineItem | Citation | None, columns: Collection[str]) -> Fields:
    """`fields`, with those for which there is no column as they were."""
    kept = {name: value for name, value in before or () if name not in columns and value is not None}
    return kept | {name: value for name, value in fields.items() if name in columns or name not in kept}


def _whole(cells: Cells, before: Package | LineItem | Citation | None, columns: Collection[str]) -> Cells:
    """`cells`, with what goes with their figures as it was, where there is no column for it."""
    known: Cells = {}
    if isinstance(before, Package | LineItem) and before.amount:
        bound = "bound" if isinstance(before, Package) else "amount_bound"
        known |= {"currency": before.amount.currency, bound: before.amount.bound.value}
    if isinstance(before, LineItem) and before.quantity:
        known |= {"unit": before.quantity.unit, "quantity_bound": before.quantity.bound.value}
    return {name: text for name, text in known.items() if name not in columns} | cells


def _with_status(cells: Cells, place: str) -> Cells:
    """The cells, with the two fields that the words of the column Status stand for."""
    cells = dict(cells)
    words = cells.pop("status", "live").strip()
    match = _STATUS.fullmatch(words)
    if not match:
        message = f"'{words}' is not a status"
        hint = "write live, or cancelled, or 'cancelled, as a duplicate of REF'"
        raise InvalidInput.of([Problem(f"{place}:status", message, hint)])
    return cells | {"status": match[1]} | ({"duplicate_of": match[2]} if match[2] else {})
