"""Cells as Excel keeps them: styles, figures without rounding, text that is never a formula, print set-up."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from aidledger.domain.currencies import exponent, sign
from aidledger.domain.numbers import plain
from aidledger.domain.report import Report
from aidledger.reports.workbook.layout import (
    ACCENT,
    HEADER_ROW,
    QUIET,
    RULE,
    SUMMARY,
    Link,
    Money,
    Row,
    Sheet,
    Value,
    place,
)

ROW_LIMIT: Final = 1_048_576
_LINK_LIMIT: Final = 65_530
"""What one sheet may hold; Excel repairs, and thereby damages, a file that has more."""
_FIRST_EXCEL_DAY: Final = date(1900, 3, 1)
"""Excel counts a 29 February 1900; days before it are shown differently by different programs."""

_A4: Final = 9
_BLUE: Final = "0B5CAD"

_TITLE: Final = "Ledger title"
_REMARK: Final = "Ledger remark"
_REMARK_LINK: Final = "Ledger remark link"
_HEADING: Final = "Ledger heading"
_FIGURES_HEADING: Final = "Ledger heading of figures"
_TEXT: Final = "Ledger text"
_LINK: Final = "Ledger link"
_FIGURE: Final = "Ledger figure"
_FIGURE_LINK: Final = "Ledger figure link"
_DAY: Final = "Ledger day"
_LINE_HEIGHT: Final = 12.75
_MOST_HEIGHT: Final = 409
"""In points: that of one line of a cell, and of the highest row that Excel has."""


def money_formats(report: Report) -> dict[str, str]:
    """How Excel shows each currency: with its sign, and with decimals only where some amount has them."""
    rows = (*report.overall.rows, *report.by_month.rows)
    packages = [revision.package for revision in report.revisions]
    amounts = [*(package.amount for package in packages), *(item.amount for one in packages for item in one.items)]
    stated = [(row.currency, row.amount) for row in rows] + [(one.currency, one.value) for one in amounts if one]
    split = {code for code, value in stated if value and value != value.to_integral_value()}
    formats = {}
    for code in {code for code, _ in stated if code}:
        digits = f"#,##0.{'0' * exponent(code)}" if code in split else "#,##0"
        formats[code] = f"[${sign(code)}]{digits};-[${sign(code)}]{digits}"
    return formats


def named_styles() -> Iterator[NamedStyle]:
    """The few styles of all cells, by names that people find in Excel's gallery."""
    text = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
    figure = Alignment(horizontal="right", vertical="top")
    rule = Border(bottom=Side("hair", RULE))
    yield NamedStyle(_TITLE, font=font(16, bold=True, color=ACCENT))
    yield NamedStyle(_REMARK, font=font(color=QUIET), alignment=Alignment(vertical="top"))
    yield NamedStyle(_REMARK_LINK, font=font(color=_BLUE, underlined=True), alignment=Alignment(vertical="top"))
    fill = PatternFill("solid", fgColor=ACCENT)
    for name, side, indent in ((_HEADING, "left", 1), (_FIGURES_HEADING, "right", 2)):
        # Excel draws the button of the filter over the right end of the cell.
        alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent)
        yield NamedStyle(name, font=font(bold=True, color="FFFFFF"), fill=fill, alignment=alignment)
    yield NamedStyle(_TEXT, font=font(), alignment=text, border=rule)
    yield NamedStyle(_FIGURE, font=font(), alignment=figure, border=rule)
    yield NamedStyle(_DAY, font=font(), alignment=text, border=rule, number_format="yyyy-mm-dd")
    yield NamedStyle(_LINK, font=font(color=_BLUE, underlined=True), alignment=text, border=rule)
    yield NamedStyle(_FIGURE_LINK, font=font(color=_BLUE, underlined=True), alignment=figure, border=rule)


def font(size: int = 10, *, bold: bool = False, color: str = "000000", underlined: bool = False) -> Font:
    """The one typeface of the book, which every program has."""
    return Font(name="Arial", sz=size, b=bold, color=color, u="single" if underlined else None)


class _Writer:
    """Makes the cells of one sheet; `formats` are those of its currencies."""

    def __init__(self, worksheet: Any, formats: Mapping[str, str]) -> None:
        self._worksheet = worksheet
        self._formats = formats
        self._links = 0

    def cell(self, value: Value, style: str | None = None) -> Any:
        """A cell that shows `value` in `style`, or in that of its kind; user text stays text whatever it looks like."""
        cell = WriteOnlyCell(self._worksheet)
        match value:
            case None | "":
                cell.style = style or _TEXT
            case Link(shown, target):
                cell = self.cell(shown, style or (_FIGURE_LINK if isinstance(shown, int) else _LINK))
                self._link(cell, target)
            case Money(amount, code):
                _number(cell, amount, style or _FIGURE, self._formats[code])
            case int() | Decimal():
                _number(cell, Decimal(value), style or _FIGURE, "#,##0" if value == int(value) else "#,##0.###")
            case date() if value >= _FIRST_EXCEL_DAY:
                cell.value = value
                cell.style = style or _DAY
            case _:
                text = _visible(str(value))
                cell.value = text
                cell.data_type = "s"
                cell.style = style or _TEXT
                # Otherwise whoever edits the cell in Excel would make a formula of it.
                cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
        return cell

    def remark(self, value: Value) -> Any:
        """A cell above or beneath the table."""
        return self.cell(value, _REMARK_LINK if isinstance(value, Link) else _REMARK)

    def _link(self, cell: Any, target: str) -> None:
        self._links += 1
        if self._links > _LINK_LIMIT:
            return
        if target.startswith("#"):
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target[1:])
        elif target.lower().startswith(("http://", "https://")):
            cell.hyperlink = Hyperlink(ref=cell.coordinate, target=quote(target, safe=_URL_CHARACTERS))


def _number(cell: Any, value: Decimal, style: str, number_format: str) -> None:
    """Set the exact digits of `value`; openpyxl would make a binary fraction of a decimal first."""
    cell.value = f"{value:f}"
    cell.data_type = "n"
    cell.style = style
    cell.number_format = number_format


_URL_CHARACTERS: Final = "%/:=&?~#+!$,;'@()*[]"
_HIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def _visible(text: str) -> str:
    """Text that XML can hold, as Excel will show it: it takes `_x0041_` for an escaped A."""
    return _ESCAPE.sub("_x005F_", _HIDDEN.sub("\ufffd", text))


def write_sheet(book: Workbook, sheet: Sheet, formats: Mapping[str, str]) -> None:
    """Write `sheet` as the next one of `book`."""
    worksheet: Any = book.create_sheet(sheet.name)
    worksheet.sheet_view.showGridLines = False
    worksheet.freeze_panes = f"B{HEADER_ROW + 1}"
    widths = list(_widths(sheet))
    for number, width in enumerate(widths, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = width
    _set_up_print(worksheet)
    writer = _Writer(worksheet, formats)
    worksheet.row_dimensions[HEADER_ROW].height = 2 * _LINE_HEIGHT + 4
    home = Link("Back to the summary", place(SUMMARY)) if sheet.name != SUMMARY else None
    worksheet.append([writer.cell(sheet.title, _TITLE)])
    for value in (*sheet.about, home):
        worksheet.append([writer.remark(value)])
    worksheet.append(
        [writer.cell(column.heading, _FIGURES_HEADING if column.figures else _HEADING) for column in sheet.columns]
    )
    for number, row in enumerate(sheet.rows or [[None] * len(sheet.columns)], start=HEADER_ROW + 1):
        worksheet.row_dimensions[number].height = _height(row, widths)
        worksheet.append([writer.cell(value) for value in row])
    for remark in ("", *sheet.beneath) if sheet.beneath else ():
        worksheet.append([writer.remark(remark)])
    worksheet.tables.add(_table(sheet))
    if sheet.chart:
        worksheet.add_chart(sheet.chart, f"{get_column_letter(len(sheet.columns) + 2)}{HEADER_ROW}")
    worksheet.close()


def _table(sheet: Sheet) -> Table:
    ref = f"A{HEADER_ROW}:{get_column_letter(len(sheet.columns))}{sheet.last_row}"
    name = "".join(word.capitalize() for word in sheet.name.split())
    table = Table(displayName=name, name=name, ref=ref, autoFilter=AutoFilter(ref=ref))
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    table.tableColumns = [
        TableColumn(id=number, name=column.heading) for number, column in enumerate(sheet.columns, start=1)
    ]
    return table


def _set_up_print(worksheet: Any) -> None:
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = _A4
    worksheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.3, footer=0.3)
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    worksheet.oddFooter.left.text = "&A"
    worksheet.oddFooter.right.text = "Page &P of &N"


def _widths(sheet: Sheet) -> Iterator[float]:
    """The width of each column, in characters: that of its longest text, as far as the column may grow."""
    for number, column in enumerate(sheet.columns):
        longest = max((_length(row[number]) for row in sheet.rows), default=0)
        # A heading may break into two lines, and has the button of the filter beside it.
        heading = max(len(column.heading) // 2 + 1, *map(len, column.heading.split())) + 6
        yield max(heading, min(longest, column.widest) + 3)


def _height(row: Row, widths: Sequence[float]) -> float:
    """The height of a row in points, by the lines that its texts break into; not every program works it out itself."""
    most = max(_lines(value, int(width * 1.1) - 2) for value, width in zip(row, widths, strict=True))
    return min(_MOST_HEIGHT, most * _LINE_HEIGHT + 3)


def _lines(value: Value, width: int) -> int:
    shown = value.shown if isinstance(value, Link) else value
    if not isinstance(shown, str) or (len(shown) <= width and "\n" not in shown):
        return 1
    return sum(max(1, len(textwrap.wrap(line, width))) for line in shown.splitlines())


def _length(value: Value) -> int:
    match value:
        case None:
            return 0
        case Link(shown, _):
            return _length(shown)
        case Money(amount, code):
            return len(f"{sign(code)}{amount:,f}")
        case Decimal():
            return len(plain(value))
        case _:
            return max(map(len, str(value).splitlines()), default=0)
