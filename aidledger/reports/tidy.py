"""The parts of a report as tidy CSV, a table a file: for programs, and for tables of one's own.

Each has headings, rows and nothing else: figures are plain digits, days are ISO 8601, currencies and bounds have
columns of their own. Nothing in it leads anywhere, so parts are described before the packages have been gone through.
"""

import csv
from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Final, TextIO

from aidledger.domain.report import PartName, Report
from aidledger.domain.text import spreadsheet_safe
from aidledger.errors import AidledgerError, Conflict, InvalidInput
from aidledger.reports.description import Records, describe
from aidledger.reports.description.records import Tell
from aidledger.reports.description.values import Count, Kind, Link, Live, Money, Part, Row, Value, line
from aidledger.reports.replacing import opened_anew

PARTS: Final = tuple(part for part in PartName if part is not PartName.CHECKS)
"""What a folder holds unless somebody says otherwise: no checks, for CSV works nothing out again."""
_ABOUT: Final = "about.csv"


def only_part(parts: Sequence[PartName], path: Path) -> PartName:
    """The part that one file can hold. Raises `InvalidInput` where there are several."""
    if len(parts) > 1:
        raise InvalidInput(
            f"{path} holds one table, and {len(parts)} are asked for", f"name a folder: {path.with_suffix('')}/"
        )
    return parts[0]


def write_table(report: Report, path: Path, *, tell: Tell | None = None) -> None:
    """Write the only part of `report` at `path`, which it replaces whole or not at all.

    Raises `InvalidInput` where it has several, `NotFound` where it has nothing to show, `AidledgerError` for what
    cannot be written.
    """
    only_part(report.parts, path)
    records = Records(report)
    (part,) = describe(report, records, live=False)
    with ExitStack() as replaced, ExitStack() as opened:
        _write([part], [opened_anew(path, replaced, opened)], records, tell)


def write_folder(report: Report, folder: Path, *, tell: Tell | None = None) -> list[Path]:
    """Write each part of `report` as a file in `folder`, named after it, and what is said of the tables in one more.

    The folder is made if it is missing. Each file replaces an older one whole or not at all. Tells which were written.

    Raises `Conflict` where the folder holds a table that this report does not write, `AidledgerError` for what cannot
    be written.
    """
    records = Records(report)
    parts = describe(report, records, live=False)
    _make(folder, {part.name for part in parts})
    paths = [*(_path(folder, part.name) for part in parts), folder / _ABOUT]
    with ExitStack() as replaced, ExitStack() as opened:
        *files, about = (opened_anew(path, replaced, opened) for path in paths)
        _write(parts, files, records, tell)
        _write_about(parts, about)
    return paths


def _path(folder: Path, part: PartName) -> Path:
    return folder / f"{part.option}.csv"


def _make(folder: Path, written: Collection[PartName]) -> None:
    """Make the folder. Raises `Conflict` for an older table that would be read as part of this report."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        older = [path for part in PARTS if part not in written and (path := _path(folder, part)).exists()]
    except OSError as error:
        reason = "a file has its name" if isinstance(error, FileExistsError) else (error.strerror or str(error)).lower()
        raise AidledgerError(f"cannot make the folder {folder}: {reason}", "name another folder") from error
    if older:
        raise Conflict(
            f"{older[0]} is not of this report, and would be read as part of it", "delete it, or name another folder"
        )


def _write(parts: Sequence[Part], files: Sequence[TextIO], records: Records, tell: Tell | None) -> None:
    tables = {part.name: _Table(part, file) for part, file in zip(parts, files, strict=True)}
    for part in parts:
        tables[part.name].add(part.rows)
    streamed = {part.name for part in records.parts}
    records.hand_out({name: table.add for name, table in tables.items() if name in streamed}, tell)


def _write_about(parts: Iterable[Part], file: TextIO) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["Part", "Line", "Text"])
    for part in parts:
        lines = [part.title, *map(line, part.about), *map(line, part.beneath)]
        writer.writerows([part.name.value, at, spreadsheet_safe(text)] for at, text in enumerate(lines, start=1))


class _Table:
    """One table, but for amounts in millions, which repeat others."""

    def __init__(self, part: Part, file: TextIO) -> None:
        self._kept = [at for at, column in enumerate(part.columns) if column.kind is not Kind.MILLIONS]
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow([part.columns[at].heading for at in self._kept])

    def add(self, rows: Iterable[Row]) -> None:
        self._writer.writerows([_text(row[at]) for at in self._kept] for row in rows)


def _text(value: Value) -> str:
    match value:
        case Link(shown) | Live(shown):
            return _text(shown)
        case Money() | Count():
            return value.digits
        case Decimal():
            return f"{value:f}"
        case str():
            return spreadsheet_safe(value)
        case _:
            return "" if value is None else str(value)
