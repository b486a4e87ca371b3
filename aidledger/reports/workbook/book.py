"""The book without its cells, which openpyxl makes: sheets, widths, tables, charts, print set-up, properties."""

import math
from collections.abc import Sequence
from datetime import UTC
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.dimensions import SheetFormatProperties
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.writer.excel import ExcelWriter

from aidledger.domain.exported import PROPERTY, Exported
from aidledger.domain.report import DIMENSION_OF, PartName, Report
from aidledger.reports.description.cover import title
from aidledger.reports.description.sums import AMOUNT
from aidledger.reports.workbook.cells import LINE_HEIGHT, Cells
from aidledger.reports.workbook.charts import drawn
from aidledger.reports.workbook.layout import CHART_ROWS, Layout, Sheet
from aidledger.reports.workbook.styles import ACCENT, QUIET, Styles, font

_A4: Final = 9
_PAGE: Final = 260
"""Characters across a page that can still be read."""


class Book:
    """A book to which sheets are added in their order; their cells are written elsewhere, in its `styles`."""

    def __init__(self, report: Report, author: str | None) -> None:
        self._book = Workbook()
        # The widths of columns are measured in the default font, which openpyxl lets nobody choose.
        fonts: Any = self._book
        fonts._fonts = IndexedList([font()])  # noqa: SLF001
        self.styles = Styles(self._book, report.listing.fractional)
        self._first: Any = self._book.active
        self._describe(report, author or "aidledger")

    def _describe(self, report: Report, author: str) -> None:
        properties = self._book.properties
        properties.title = f"{title(report)}: {report.period}"
        properties.subject = f"Ledger fingerprint {report.fingerprint}"
        properties.keywords = ", ".join(["aid", *report.overall.aid_types, *report.listing.parties])
        properties.creator = properties.lastModifiedBy = author
        properties.created = properties.modified = report.made_at.astimezone(UTC).replace(tzinfo=None)
        # Which types-openpyxl does not know.
        custom: Any = self._book
        custom.custom_doc_props.append(StringProperty(name=PROPERTY, value=Exported.of(report).model_dump_json()))

    def add(self, cells: Cells, layout: Layout) -> list[str]:
        """Add a sheet as wide as its cells need; what its charts show in words."""
        sheet = cells.sheet
        worksheet: Any = self._book.create_sheet(sheet.name)
        worksheet.sheet_view.showGridLines = False
        worksheet.freeze_panes = f"B{sheet.header_row + 1}" if sheet.part.name is not PartName.COVER else None
        worksheet.sheet_format = SheetFormatProperties(defaultRowHeight=LINE_HEIGHT + 3, customHeight=True)
        for number, width in enumerate(cells.widths, start=1):
            worksheet.column_dimensions[get_column_letter(number)].width = width
        worksheet.sheet_properties.tabColor = ACCENT if sheet.part.name in _FIGURES else QUIET
        worksheet.tables.add(_table(sheet))
        _set_up_print(worksheet, sheet, cells.widths)
        charts = [chart for chart in sheet.part.charts if layout.sheets(chart.part) and not sheet.first]
        for at, chart in enumerate(charts):
            if sheet.charts_beneath:
                place = f"A{sheet.last_row + 2 + at * CHART_ROWS}"
            else:
                place = f"{get_column_letter(len(sheet.part.columns) + 2)}{sheet.header_row + at * CHART_ROWS}"
            worksheet.add_chart(drawn(chart, layout.sheets(chart.part)[0]), place)
        if sheet.part.name is PartName.COVER:
            self._name_figures(sheet)
        return [chart.described for chart in charts]

    def _name_figures(self, sheet: Sheet) -> None:
        """Names by which formulas can call the headline figures: `Commitment_USD`."""
        amount, words = sheet.part.at(AMOUNT), slice(sheet.part.at("Currency") + 1)
        for row, values in enumerate(sheet.part.rows, start=sheet.header_row + 1):
            if values[amount] is not None:
                said = " ".join(map(str, values[words]))
                name = "_".join(said.replace("+", " with ").replace(",", " ").split())
                cell = f"'{sheet.name}'!${sheet.letter(AMOUNT)}${row}"
                self._book.defined_names[name] = DefinedName(name, attr_text=cell)

    def save(self, file: IO[bytes]) -> None:
        """Write the book as it is."""
        self._book.remove(self._first)
        # Workbook.save would state the present as the time of the last change.
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(self._book, archive).save()


_FIGURES: Final = frozenset({PartName.COVER, *DIMENSION_OF})
"""The parts of totals, whose tabs are coloured alike."""


def _table(sheet: Sheet) -> Table:
    table = Table(displayName=sheet.table, name=sheet.table, ref=sheet.ref, autoFilter=AutoFilter(ref=sheet.ref))
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    table.tableColumns = [
        TableColumn(id=number, name=column.heading) for number, column in enumerate(sheet.part.columns, start=1)
    ]
    return table


def _set_up_print(worksheet: Any, sheet: Sheet, widths: Sequence[float]) -> None:
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = _A4
    worksheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.3, footer=0.3)
    pages = math.ceil(sum(widths) / _PAGE)
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = pages, int(sheet.part.name is PartName.COVER)
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_title_rows = f"{sheet.header_row}:{sheet.header_row}"
    if pages > 1:
        worksheet.print_title_cols = "A:A"
    if sheet.part.charts and not sheet.charts_beneath:
        # On paper a chart at its side would make the table too small to read.
        worksheet.print_area = f"A1:{sheet.ref.partition(':')[2]}"
    worksheet.oddFooter.left.text = "&A"
    worksheet.oddFooter.right.text = "Page &P of &N"
