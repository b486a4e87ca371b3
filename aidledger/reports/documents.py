"""A report as JSON: its packages as documents, which `aidledger import` reads again, and its parts as tables.

A row or a document stands in a line of its own. Amounts and numbers of things are text, for JSON's own numbers are
binary fractions to most programs.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, TextIO

from aidledger.domain.dates import instant_text
from aidledger.domain.report import Listed, PartName, Report
from aidledger.domain.revisions import document
from aidledger.reports.description import Records, describe
from aidledger.reports.description.cover import title
from aidledger.reports.description.records import Tell
from aidledger.reports.description.values import Column, Count, Kind, Link, Live, Money, Part, Row, Value, line
from aidledger.reports.replacing import replacing_text
from aidledger.reports.spools import Spools, pour

_REPEATED: Final = {PartName.ITEMS, PartName.SOURCES, PartName.REVISIONS}
"""What would only repeat the documents, and what was said before them."""
PARTS: Final = tuple(part for part in PartName if part not in _REPEATED | {PartName.CHECKS})
"""What it holds unless somebody says otherwise: no checks, for JSON works nothing out again."""


def write_documents(report: Report, path: Path, *, tell: Tell | None = None) -> None:
    """Write `report` as an object with the keys `report`, `packages` (where it has them) and `tables`.

    The file replaces an older one whole or not at all. Raises `AidledgerError` when it cannot be written.
    """
    with replacing_text(path) as file, Spools() as spools:
        _Writer(report, file, spools).write(tell)


class _Writer:
    """Writes one object; the rows of what can be long wait in `spools` until their table has its place."""

    def __init__(self, report: Report, file: TextIO, spools: Spools) -> None:
        self._report = report
        self._file = file
        self._spools = spools

    def write(self, tell: Tell | None) -> None:
        self._file.write(f'{{\n"report": {json.dumps(_facts(self._report), ensure_ascii=False, indent=2)}')
        report = self._report
        if report.has(PartName.PACKAGES):
            documents = _Lines(self._file)
            report = report._replace(listed=_passed_on(report.listed, documents))
            self._file.write(',\n"packages": [')
        records = Records(report)
        spooled = {
            part.name: _Rows(part.columns, self._spools.new()) for part in records.parts if report.has(part.name)
        }
        records.hand_out({name: rows.add for name, rows in spooled.items()}, tell)
        if report.has(PartName.PACKAGES):
            self._file.write("\n]")
        self._file.write(',\n"tables": {')
        for at, part in enumerate(describe(report, records, live=False)):
            self._file.write(f"{',' if at else ''}\n")
            self._table(part, spooled.get(part.name))
        self._file.write("\n}\n}\n")

    def _table(self, part: Part, spooled: "_Rows | None") -> None:
        about = {"title": part.title, "about": [line(row) for row in part.about], "columns": _headings(part.columns)}
        self._file.write(f'{_encoded(part.name.option)}: {_encoded(about)[:-1]}, "rows": [')
        if spooled:
            spooled.copy_to(self._file)
        else:
            _Rows(part.columns, self._file).add(part.rows)
        self._file.write(f'\n], "beneath": {_encoded([line(row) for row in part.beneath])}}}')


class _Lines:
    """The values of a list, each in a line."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self._before = "\n"

    def add(self, value: object) -> None:
        self.file.write(self._before + _encoded(value))
        self._before = ",\n"


class _Rows:
    """The rows of one table, each an object with what stands under its headings."""

    def __init__(self, columns: Sequence[Column], file: TextIO) -> None:
        self._columns = [(at, column.heading) for at, column in enumerate(columns) if _kept(column)]
        self._lines = _Lines(file)

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._lines.add({heading: _value(row[at]) for at, heading in self._columns})

    def copy_to(self, file: TextIO) -> None:
        pour(self._lines.file, file)


def _passed_on(listed: Iterable[Listed], documents: _Lines) -> Iterator[Listed]:
    """The packages as they are gone through, each written as a document when it comes."""
    for one in listed:
        documents.add(document(one.revision.package))
        yield one


def _facts(report: Report) -> dict[str, object]:
    period, recorded_at, up_to = report.period, report.as_of.recorded_at, report.recorded_up_to
    return {
        "title": title(report),
        "period": str(period),
        "first": period.first and period.first.isoformat(),
        "last": period.last and period.last.isoformat(),
        "filters": report.filters.model_dump(mode="json", exclude_defaults=True),
        "as_known_on": report.known_on.isoformat(),
        "as_recorded_at": recorded_at and instant_text(recorded_at),
        "made_at": instant_text(report.made_at),
        "ledger": report.ledger_name,
        "fingerprint": report.fingerprint,
        "recorded_up_to": up_to and instant_text(up_to),
    }


def _kept(column: Column) -> bool:
    """Whether it is no repetition: amounts in millions stand beside themselves."""
    return column.kind is not Kind.MILLIONS


def _headings(columns: Iterable[Column]) -> list[str]:
    return [column.heading for column in columns if _kept(column)]


def _value(value: Value) -> object:
    match value:
        case Link(shown) | Live(shown):
            return _value(shown)
        case Money(_, code, bound):
            return {"amount": value.digits, "currency": code, "bound": bound.value}
        case Count(_, bound):
            return {"number": value.digits, "bound": bound.value}
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case None | int() | str():
            return value


_encoded: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
