"""Tables of packages: one row a package, or one row an item of it; items and sources in columns or in other tables.

Which table a grid holds is told by its headings (`headings`). An amount stands in `amount`, `currency` and `bound`, or
in `amount` alone ("up to USD 400M"). Several items or sources in one cell stand on lines of their own or between
semicolons. A row that only adds an item repeats the ref of the row above, and leaves the cells of the package blank or
as they are there.

Nothing is held that grows with the number of packages: tables are read row by row, twice, first for how they are
written (`notation`); items and sources of other tables wait in a temporary database until their package comes.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from typing import Final, NamedTuple, TypeVar

from aidledger.domain.amounts import Amount
from aidledger.domain.bad_rows import BadRow
from aidledger.domain.bounds import Bound, split_bound
from aidledger.domain.currencies import currency
from aidledger.domain.model import validate
from aidledger.domain.packages import Citation, Document, Entry, LineItem
from aidledger.errors import InvalidInput, Problem
from aidledger.intake.cells import brief, is_bare, is_total, is_unstated
from aidledger.intake.headings import ITEMS, OF_ITEM, OF_SOURCE, PACKAGES, SOURCES
from aidledger.intake.tables import Cells, Row, Table, as_headed

Fields = dict[str, object]
T = TypeVar("T", LineItem, Citation)

_AMOUNT: Final = frozenset({"amount", "currency", "bound"})
_BOUNDS: Final = {bound.value: bound for bound in Bound} | dict.fromkeys(
    ("", "not disclosed", "value not disclosed"), Bound.EXACT
)
"""What stands in columns of bounds; nothing, or that nothing was stated, beside an exact figure."""
_PLAIN: Final = re.compile(r"[0-9]{1,27}(?:\.[0-9]{1,10})?")
_SEVERAL: Final = re.compile(r"\s*(?:;\s|;$|\n)\s*")
_NO_PACKAGE: Final = "delete the row, or leave it out with --skip-bad FILE"


class _Package(NamedTuple):
    """The rows that state one package: its own, those below that only add to it, and those of other tables."""

    own: Row
    more: list[Row]
    items: list[Row]
    sources: list[Row]

    @property
    def rows(self) -> list[Row]:
        """All of them, its own first."""
        return [self.own, *self.more, *self.items, *self.sources]


def read_tables(
    tables: Sequence[Table], refused: Mapping[str, str] | None = None, bad: list[BadRow] | None = None
) -> Iterator[Entry]:
    """The packages of `tables`, with the items and sources of those that hold them.

    Those with a row at a place in `refused`, which tells why, are left out, and their rows added to `bad`.

    Raises `InvalidInput`, when all others have been read, with every problem, each with its file, row and column.
    """
    refused = refused or {}
    problems: list[Problem] = []
    kinds = {table.kind.name for table in tables}
    with closing(sqlite3.connect("")) as waiting:
        _set_aside((table for table in tables if table.kind is not PACKAGES), waiting)
        for table in tables:
            if table.kind is not PACKAGES:
                continue
            stated = _stated({column.field for column in table.columns}, kinds)
            for rows in _grouped(table.read()):
                package = _with_parts(rows, waiting)
                if any(row.place in refused for row in package.rows):
                    if bad is not None:
                        bad += _left_out(package, refused)
                    continue
                try:
                    yield _entry(package)._replace(fields=stated)
                except InvalidInput as error:
                    problems += error.problems
        strays = [
            BadRow(place, name, json.loads(cells), refused.get(place, ""))
            for place, name, cells in waiting.execute("SELECT place, kind, cells FROM part ORDER BY rowid")
        ]
    if bad is not None:
        bad += strays
    problems += [
        Problem(f"{row.place}:ref", "no row of the table of packages has this ref", "check it, or give that table, too")
        for row in strays
        if not row.problem
    ]
    if problems:
        raise InvalidInput.of(as_headed(problems, tables))


def _set_aside(tables: Iterable[Table], waiting: sqlite3.Connection) -> None:
    """Keep the rows of items and sources in `waiting`, from where `_with_parts` takes those of one package."""
    waiting.execute("CREATE TABLE part (kind TEXT, ref TEXT, place TEXT, cells TEXT, wrong TEXT)")
    for table in tables:
        waiting.executemany(
            "INSERT INTO part VALUES (?, ?, ?, ?, ?)",
            (
                (
                    table.kind.name,
                    row.cells.get("ref", ""),
                    row.place,
                    json.dumps(row.cells),
                    json.dumps(row.wrong) if row.wrong else None,
                )
                for row in table.read()
            ),
        )
    waiting.execute("CREATE INDEX by_ref ON part (ref)")


def _with_parts(rows: Sequence[Row], waiting: sqlite3.Connection) -> _Package:
    """A package with its rows in other tables, which wait no longer."""
    package = _Package(rows[0], list(rows[1:]), [], [])
    if ref := package.own.cells.get("ref"):
        taken = waiting.execute("DELETE FROM part WHERE ref = ? RETURNING rowid, kind, place, cells, wrong", (ref,))
        for _, kind, place, cells, wrong in sorted(taken.fetchall()):
            parts = package.items if kind == ITEMS.name else package.sources
            problems = {field: Problem(*one) for field, one in json.loads(wrong).items()} if wrong else {}
            parts.append(Row(place, json.loads(cells), problems))
    return package


def _stated(fields: set[str], kinds: set[str]) -> frozenset[str]:
    """The fields of a package that its tables say something of, blank or not."""
    own = {name for name in fields if name in Document.model_fields}
    if ITEMS.name in kinds or any(name.startswith(OF_ITEM) for name in fields):
        own.add("items")
    if SOURCES.name in kinds or any(name.startswith(OF_SOURCE) for name in fields):
        own.add("sources")
    return frozenset(own)


def _grouped(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """The rows of each package: one that says nothing new of a package adds to the one above."""
    current: list[Row] = []
    for row in rows:
        if not current:
            current = [row]
            continue
        try:
            if _adds_to(current[0].cells, row):
                current.append(row)
                continue
        except InvalidInput as error:
            current.append(row._replace(wrong={"row above": error.problems[0], **row.wrong}))
            continue
        yield current
        current = [row]
    if current:
        yield current


def _adds_to(above: Cells, row: Row) -> bool:
    """Whether a row only adds items or sources to the package above. Raises `InvalidInput` where that is not clear."""
    said = {name: text for name, text in row.cells.items() if not name.startswith((OF_ITEM, OF_SOURCE))}
    if len(said) == len(row.cells) or _total_in(row):
        return False
    named = said.get("ref")
    other = next((name for name, text in said.items() if above.get(name) != text), None)
    if other is None and (named or not said):
        return True
    if named and named == above.get("ref"):
        message = f"it says '{said[str(other)]}' of '{named}', and the row above '{above.get(str(other), '')}'"
        hint = "leave the cells of the package blank where a row only adds an item"
        raise InvalidInput.of([Problem(f"{row.place}:{other}", message, hint)])
    if other is None:
        message = "it states the same package as the row above, with another item: once, or twice?"
        hint = "give every package a ref, or leave its cells blank where a row only adds an item"
        raise InvalidInput.of([Problem(row.place, message, hint)])
    return False


def _entry(package: _Package) -> Entry:
    """The package that the rows state. Raises `InvalidInput` with all that is wrong with any of them."""
    place, cells = package.own.place, readable(package.own)
    if stray := no_package(package.own):
        raise InvalidInput.of([stray])
    problems = list(chain.from_iterable(row.wrong.values() for row in package.rows))
    fields = package_fields(cells)
    items = [*_prefixed([package.own, *package.more], OF_ITEM), *package.items]
    sources = [*_prefixed([package.own, *package.more], OF_SOURCE), *package.sources]
    fields["items"] = [*_several(cells.get("items", "")), *_parts(LineItem, items, item_fields, problems)]
    fields["sources"] = [*_several(cells.get("sources", "")), *_parts(Citation, sources, source_fields, problems)]
    try:
        document = validate(Document, fields, where=place)
    except InvalidInput as error:
        # Without what is wrong, the whole may lack something.
        own = [one for one in untold(error, package.own) if one.where != place or not problems]
        raise InvalidInput.of([*own, *problems]) from None
    if problems:
        raise InvalidInput.of(problems)
    return document.entry(place)


def no_package(row: Row) -> Problem | None:
    """What to say of a row that is none of a package: one of totals, or of a footnote."""
    if total := _total_in(row):
        return Problem(row.place, f"'{brief(total)}': a row of totals states no package", _NO_PACKAGE)
    if not row.wrong and (len(row.cells) == 1 or not row.cells.keys() & {"donor", "announced_on"}):
        text = brief(next(iter(row.cells.values())))
        return Problem(row.place, f"'{text}': the row has no donor and day, and states no package", _NO_PACKAGE)
    return None


def _total_in(row: Row) -> str | None:
    """The cell that says that the row adds up others; with a ref it states a package, whatever title that has."""
    cells = row.cells
    named = cells.get("ref")
    return next(filter(is_total, [named] if named and "announced_on" in cells else cells.values()), None)


def readable(row: Row) -> Cells:
    """The cells of a row that can be read."""
    return {field: text for field, text in row.cells.items() if field not in row.wrong}


def untold(error: InvalidInput, row: Row) -> list[Problem]:
    """What is wrong with a row beside what could not be read, and what the lack of that entails."""
    told = {row.place, *(f"{row.place}:{field}" for field in row.wrong)} if row.wrong else set()
    return [problem for problem in error.problems if problem.where not in told]


def package_fields(cells: Mapping[str, str]) -> Fields:
    """What a row of a table of packages says, its items and sources aside, as the model takes it."""
    fields: Fields = {
        name: text for name, text in cells.items() if name not in _AMOUNT and not name.startswith((OF_ITEM, OF_SOURCE))
    } | _written("amount", cells, "bound", "currency", "amount")
    if "tags" in cells:
        fields["tags"] = cells["tags"].replace(",", " ").split()
    return fields


def _prefixed(rows: Iterable[Row], prefix: str) -> Iterator[Row]:
    """The parts that rows of packages state in columns of their own, under the names that tables of parts have."""
    for row in rows:
        cells = {name.removeprefix(prefix): text for name, text in row.cells.items() if name.startswith(prefix)}
        if cells:
            yield Row(row.place, cells, {name.removeprefix(prefix): problem for name, problem in row.wrong.items()})


def _parts(
    model: type[T], rows: Iterable[Row], fields: Callable[[Mapping[str, str]], Fields], problems: list[Problem]
) -> Iterator[T]:
    """What rows of items, or of sources, state; what is wrong with one goes to `problems`."""
    for row in rows:
        if is_total(row.cells.get("description", "")):
            problems.append(Problem(row.place, "a row of totals states no item", _NO_PACKAGE))
            continue
        try:
            yield validate(model, fields(readable(row)), where=row.place)
        except InvalidInput as error:
            problems += untold(error, row)


def item_fields(cells: Mapping[str, str]) -> Fields:
    """What a row of a table of items says, as the model takes it."""
    return (
        {name: cells[name] for name in ("description", "category") if name in cells}
        | _written("quantity", cells, "quantity_bound", "unit", "quantity", unit_last=True)
        | _written("amount", cells, "amount_bound", "currency", "amount")
    )


def source_fields(cells: Mapping[str, str]) -> Fields:
    """What a row of a table of sources says, as the model takes it."""
    return {name: value for name, value in cells.items() if name not in {"ref", "number"}}


def _written(
    name: str, cells: Mapping[str, str], bound: str, unit: str, figure: str, *, unit_last: bool = False
) -> Fields:
    """A figure that is spread over columns as one text, for the model to read: `up to USD 400000000.00`."""
    text = cells.get(figure, "")
    if is_unstated(text):
        return {}
    stated = cells.get(bound, "").strip()
    known = _BOUNDS.get(stated)
    if known and unit in cells and _PLAIN.fullmatch(text):
        # What parsing a text would give, at a fraction of its cost: most rows of large tables are written so.
        names = ("number", "unit") if unit_last else ("value", "currency")
        return {name: dict(zip(names, (text, cells[unit]), strict=True)) | {"bound": known}}
    words = known.words if known else stated
    if not words and unit in cells:
        inner, text = split_bound(text)
        words = inner.words
    pieces = (words, text, cells.get(unit)) if unit_last else (words, _currency_beside(text, cells.get(unit)), text)
    return {name: " ".join(filter(None, pieces))}


def _currency_beside(amount: str, stated: str | None) -> str | None:
    """The currency in a column of its own, but for an amount that names the same one itself."""
    if stated is None or is_bare(amount):
        return stated
    try:
        return None if Amount.parse(amount).currency == currency(stated) else stated
    except InvalidInput:
        return stated


def _several(text: str) -> list[object]:
    return [part for part in _SEVERAL.split(text.strip()) if part]


def _left_out(package: _Package, refused: Mapping[str, str]) -> Iterator[BadRow]:
    kinds = [PACKAGES] * (1 + len(package.more)) + [ITEMS] * len(package.items) + [SOURCES] * len(package.sources)
    for kind, row in zip(kinds, package.rows, strict=True):
        yield BadRow(row.place, kind.name, row.cells, refused.get(row.place, ""))
