"""The Excel workbook: the description of a report as sheets, each with one table.

layout     on which sheet, and in which row, everything stands
styles     how cells look
cells      values as cells
formulas   what values are worked out from
charts     charts of cells
book       all but the cells, which openpyxl makes
streaming  how the cells, of which there may be millions, come into the book
comparing  whether a workbook still says what the ledger says
"""

import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from lxml.etree import SerialisationError  # type: ignore[import-untyped]  # its stubs lag behind it

from aidledger.domain.report import Report
from aidledger.errors import AidledgerError
from aidledger.reports.description import Records, describe
from aidledger.reports.description.records import Tell
from aidledger.reports.description.values import Part, Row
from aidledger.reports.replacing import replacing
from aidledger.reports.workbook.book import Book
from aidledger.reports.workbook.cells import Cells
from aidledger.reports.workbook.layout import Layout
from aidledger.reports.workbook.streaming import Waiting, fill


def write_workbook(report: Report, path: Path, *, author: str | None = None, tell: Tell | None = None) -> None:
    """Write `report` as an Excel workbook that takes the place of `path` whole, or not at all.

    `author` is named as the author of the document. Raises `AidledgerError` when `path` cannot be written.
    """
    try:
        with replacing(path) as temporary, ExitStack() as files:
            _Writer(report, author, files).write(temporary, tell)
    except SerialisationError as error:
        # openpyxl keeps each sheet in the folder for temporary files first, and lxml has an error of its own.
        raise AidledgerError(
            f"cannot write {path}: no room for temporary files in {tempfile.gettempdir()} ({error})",
            "make room there, or name another folder in TMPDIR",
        ) from error


class _Writer:
    """Writes one book; `files` are closed when it is done."""

    def __init__(self, report: Report, author: str | None, files: ExitStack) -> None:
        self._report = report
        self._files = files
        self._book = Book(report, author)
        self._layout = Layout()

    def write(self, path: Path, tell: Tell | None) -> None:
        records = Records(self._report)
        streamed = {
            part.name: _Stream(self._place(part, records.sizes[part.name]))
            for part in records.parts
            if self._report.has(part.name)
        }
        records.hand_out({name: stream.add for name, stream in streamed.items()}, tell)
        parts = describe(self._report, records)
        placed = {part.name: self._place(part, len(part.rows)) for part in parts if part.name not in streamed}
        for part in parts:
            if part.name in placed:
                _Stream(placed[part.name]).add(part.rows)
        waiting = [one for part in parts for one in (placed.get(part.name) or streamed[part.name].sheets)]
        for one in waiting:
            one.end()
        described = [told for one in waiting for told in self._book.add(one.cells, self._layout)]
        with tempfile.TemporaryFile() as file:
            self._book.save(file)
            fill(file, path, waiting, described, self._report.made_at)

    def _place(self, part: Part, rows: int) -> list[Waiting]:
        sheets = self._layout.place(part, rows)
        return [self._files.enter_context(Waiting(Cells(sheet, self._book.styles, self._layout))) for sheet in sheets]


class _Stream:
    """Takes the rows of one part, and spreads them over its sheets."""

    def __init__(self, sheets: list[Waiting]) -> None:
        self.sheets = sheets
        self._at = 0
        self._room = sheets[0].cells.sheet.rows

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            while not self._room:
                self._at += 1
                self._room = self.sheets[self._at].cells.sheet.rows
            self._room -= 1
            sheet = self.sheets[self._at]
            sheet.add(sheet.cells.row(row))
