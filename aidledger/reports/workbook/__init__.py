"""The Excel workbook: what a report counts, month by month, and every package, item and source that it rests on.

    layout    what a sheet holds, as plain values
    sheets    the summary, the packages, their items, their sources
    months    the totals by month, and their chart
    notes     how figures are counted, and what they leave out
    cells     how all of it is written into cells

Each sheet holds one table, whose heading stands in the same row everywhere, so that a link can be written before its
target is. Sheets are described first, as rows of plain values, and then all written by one function.
"""

import tempfile
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from lxml.etree import SerialisationError  # type: ignore[import-untyped]  # its stubs lag behind it
from openpyxl import Workbook
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.writer.excel import ExcelWriter

from aidledger.domain.report import Report
from aidledger.errors import AidledgerError
from aidledger.reports.replacing import replacing
from aidledger.reports.workbook.cells import ROW_LIMIT, font, money_formats, named_styles, write_sheet
from aidledger.reports.workbook.layout import Sheet
from aidledger.reports.workbook.months import months_sheet
from aidledger.reports.workbook.notes import notes_sheet
from aidledger.reports.workbook.sheets import line_items_sheet, packages_sheet, sources_sheet, summary_sheet


def write_workbook(report: Report, path: Path) -> None:
    """Write `report` as an Excel workbook that takes the place of `path` whole, or not at all.

    Raises `AidledgerError` when `path` cannot be written, or a sheet would hold more rows than Excel does.
    """
    sheets = (
        summary_sheet(report),
        months_sheet(report),
        packages_sheet(report),
        line_items_sheet(report),
        sources_sheet(report),
        notes_sheet(report),
    )
    for sheet in sheets:
        if sheet.last_row + len(sheet.beneath) > ROW_LIMIT:
            raise AidledgerError(
                f"cannot write {path}: '{sheet.name}' would have {len(sheet.rows):,} rows, "
                f"and a sheet of Excel ends at {ROW_LIMIT:,}",
                "name a shorter period, or write a .csv file",
            )
    try:
        with replacing(path) as temporary:
            _save(report, sheets, temporary)
    except SerialisationError as error:
        # openpyxl keeps each sheet in the folder for temporary files first, and lxml has an error of its own.
        raise AidledgerError(
            f"cannot write {path}: no room for temporary files in {tempfile.gettempdir()} ({error})",
            "make room there, or name another folder in TMPDIR",
        ) from error


def _save(report: Report, sheets: Iterable[Sheet], path: Path) -> None:
    book = Workbook(write_only=True)
    # The widths of columns are measured in the default font, which openpyxl lets nobody choose.
    fonts: Any = book
    fonts._fonts = IndexedList([font()])  # noqa: SLF001
    for style in named_styles():
        book.add_named_style(style)
    formats = money_formats(report)
    for sheet in sheets:
        write_sheet(book, sheet, formats)
    _describe(book, report)
    # Workbook.save would state the present as the time of the last change.
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()


def _describe(book: Workbook, report: Report) -> None:
    properties = book.properties
    properties.title = f"{report.overall.title}: {report.period}"
    properties.subject = f"Ledger fingerprint {report.fingerprint}"
    properties.creator = properties.lastModifiedBy = "aidledger"
    properties.created = properties.modified = report.made_at.astimezone(UTC).replace(tzinfo=None)
