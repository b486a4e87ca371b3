"""Tables in CSV: one row a package; items and sources in columns of text, or in files of their own beside it.

Which table a file holds is told by its headings, those that `aidledger export FILE.csv` writes. The headings of a
package are the fields of its document; its amount stands in `amount`, `currency` and `bound`, or in `amount` alone
("up to USD 400M"). Several items or sources in one cell stand on lines of their own or between semicolons.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from aidledger.domain.bounds import Bound
from aidledger.domain.model import validate
from aidledger.domain.packages import Citation, Document, Entry, LineItem
from aidledger.domain.text import spreadsheet_plain
from aidledger.errors import InvalidInput, Problem
from aidledger.intake.files import name_of, read_text

if TYPE_CHECKING:
    from _csv import Reader

Cells = dict[str, str]
Fields = dict[str, object]

_AMOUNT: Final = ("amount", "currency", "bound")
PACKAGE_HEADINGS: Final = (*(name for name in Document.model_fields if name not in {"amount", "tip"}), *_AMOUNT)
ITEM_HEADINGS: Final = (
    "ref", "description", "category", "quantity", "unit", "quantity_bound", "amount", "currency", "amount_bound",
)  # fmt: skip
SOURCE_HEADINGS: Final = ("ref", *Citation.model_fields)
T = TypeVar("T", LineItem, Citation)
_SEVERAL = re.compile(r"\s*(?:;\s|;$|\n)\s*")


class _Kind(NamedTuple):
    """A kind of table: what it is called, its headings, and those that it cannot do without."""

    name: str
    headings: tuple[str, ...]
    needed: frozenset[str]


_KINDS: Final = (
    _Kind("packages", PACKAGE_HEADINGS, frozenset({"announced_on", "donor"})),
    _Kind("items", ITEM_HEADINGS, frozenset({"ref", "description"})),
    _Kind("sources", SOURCE_HEADINGS, frozenset({"ref", "url"})),
)


class _Row(NamedTuple):
    """One row: where it stands (`packages.csv:3`), and its cells that are not blank, by heading."""

    place: str
    cells: Cells


def read_tables(paths: Iterable[str | Path]) -> list[Entry]:
    """The packages of the tables at `paths`, with the items and sources of those that hold them.

    Raises `InvalidInput` with every problem of all tables, each with its file, row and column.
    """
    problems: list[Problem] = []
    rows: dict[str, list[_Row]] = defaultdict(list)
    for path in paths:
        try:
            _read(path, rows, problems)
        except InvalidInput as error:
            problems += error.problems
    items = _by_ref(rows["items"], _item, LineItem, problems)
    sources = _by_ref(rows["sources"], _source, Citation, problems)
    entries = []
    for row in rows["packages"]:
        fields, ref = _package(row.cells), row.cells.get("ref", "")
        fields["items"] = [*_several(row.cells.get("items", "")), *(item for _, item in items.pop(ref, []))]
        fields["sources"] = [*_several(row.cells.get("sources", "")), *(cited for _, cited in sources.pop(ref, []))]
        try:
            entries.append(validate(Document, fields, where=row.place).entry(row.place))
        except InvalidInput as error:
            problems += error.problems
    for place in sorted(parts[0][0] for strays in (items, sources) for parts in strays.values()):
        message = "no row of the table of packages has this ref"
        problems.append(Problem(f"{place}:ref", message, "give the table of packages, too; check the ref"))
    if problems:
        raise InvalidInput.of(problems)
    return entries


def _read(path: str | Path, rows: dict[str, list[_Row]], problems: list[Problem]) -> None:
    """Add the rows of one file to those of its kind, and what is wrong with single rows to `problems`."""
    name = name_of(path)
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        headings = [heading.strip().lower() for heading in next(reader, [])]
        kind = _kind(name, headings)
        rows[kind.name] += _rows(name, headings, reader, problems)
    except csv.Error as error:
        raise InvalidInput(f"{name}:{reader.line_num}: this is not CSV: {error}", "check the quotes") from None


def _kind(name: str, headings: list[str]) -> _Kind:
    known = next((kind for kind in _KINDS if kind.needed <= set(headings)), None)
    if known is None:
        wanted = " or ".join(f"{' and '.join(sorted(kind.needed))} ({kind.name})" for kind in _KINDS)
        raise InvalidInput(f"{name}:1: the first row has no headings that are known", f"they include {wanted}")
    problems = [
        Problem(
            f"{name}:1:{heading or position}", "there is no such heading", f"choose from: {', '.join(known.headings)}"
        )
        for position, heading in enumerate(headings, start=1)
        if heading not in known.headings
    ]
    problems += [
        Problem(f"{name}:1:{heading}", "the heading stands there twice", "delete one of the columns")
        for heading in sorted({heading for heading in headings if headings.count(heading) > 1})
    ]
    if problems:
        raise InvalidInput.of(problems)
    return known


def _rows(name: str, headings: list[str], reader: "Reader", problems: list[Problem]) -> Iterator[_Row]:
    for values in reader:
        place = f"{name}:{reader.line_num - sum(value.count(chr(10)) for value in values)}"
        if len(values) > len(headings):
            message = f"the row has {len(values)} cells where the headings are {len(headings)}"
            problems.append(Problem(place, message, "put text that holds a comma between double quotes"))
            continue
        cells = {heading: spreadsheet_plain(value) for heading, value in zip(headings, values, strict=False)}
        if filled := {heading: value for heading, value in cells.items() if value.strip()}:
            yield _Row(place, filled)


def _by_ref(
    rows: list[_Row], fields: Callable[[Cells], Fields], model: type[T], problems: list[Problem]
) -> dict[str, list[tuple[str, T]]]:
    """The parts that the rows state, with their places, by the ref of their package."""
    parts: dict[str, list[tuple[str, T]]] = defaultdict(list)
    for row in rows:
        try:
            part = validate(model, fields(row.cells), where=row.place)
        except InvalidInput as error:
            problems += error.problems
        else:
            parts[row.cells.get("ref", "")].append((row.place, part))
    return parts


def _package(cells: Cells) -> Fields:
    fields: Fields = {name: value for name, value in cells.items() if name not in _AMOUNT}
    if "tags" in cells:
        fields["tags"] = cells["tags"].replace(",", " ").split()
    return fields | _written("amount", cells, "bound", "currency", "amount")


def _item(cells: Cells) -> Fields:
    return (
        {name: cells[name] for name in ("description", "category") if name in cells}
        | _written("quantity", cells, "quantity_bound", "quantity", "unit")
        | _written("amount", cells, "amount_bound", "currency", "amount")
    )


def _written(name: str, cells: Cells, bound: str, *columns: str) -> Fields:
    """A figure that is spread over columns as one text, for the model to read: `up to USD 400000000.00`."""
    if name not in cells:
        return {}
    stated = cells.get(bound, "").strip()
    words = Bound(stated).words if stated in set(Bound) else stated
    return {name: " ".join(filter(None, (words, *(cells.get(column) for column in columns))))}


def _source(cells: Cells) -> Fields:
    return {name: value for name, value in cells.items() if name != "ref"}


def _several(text: str) -> list[object]:
    return [part for part in _SEVERAL.split(text.strip()) if part]
