"""The Excel workbook: what a report counts, month by month, and every package, item and source that it rests on.

Each sheet holds one table, whose heading stands in the same row everywhere, so that a link can be written before its
target is. Sheets are described first, as rows of plain values, and then all written by one function.
"""

import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.writer.excel import ExcelWriter

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound
from aidledger.domain.currencies import exponent, sign
from aidledger.domain.numbers import plain
from aidledger.domain.packages import LineItem, Package
from aidledger.domain.parties import party_names
from aidledger.domain.report import Report
from aidledger.domain.totals import Total, Totals, counted, group_label
from aidledger.domain.vocabulary import COUNTED_STAGES, Dimension, Stage
from aidledger.errors import AidledgerError
from aidledger.reports.replacing import replacing

SHEETS: Final = ("Summary", "Totals by month", "Packages", "Line items", "Sources", "Notes")
HEADER_ROW: Final = 5

_SUMMARY, _MONTHS, _PACKAGES, _ITEMS, _SOURCES, _NOTES = SHEETS
_LISTED: Final = 50
_REMARK_WIDTH: Final = 110
_UNDISCLOSED: Final = "not disclosed"
_UNSOURCED: Final = "unsourced"

_ROW_LIMIT: Final = 1_048_576
_LINK_LIMIT: Final = 65_530
"""What one sheet may hold; Excel repairs, and thereby damages, a file that has more."""
_FIRST_EXCEL_DAY: Final = date(1900, 3, 1)
"""Excel counts a 29 February 1900; days before it are shown differently by different programs."""

_A4: Final = 9
_ACCENT: Final = "1F4E79"
_BLUE: Final = "0B5CAD"
_RULE: Final = "D0D5DB"
_QUIET: Final = "4A5560"

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


class _Money(NamedTuple):
    """`value` in whole and decimal units of the currency `code`."""

    value: Decimal
    code: str


class _Link(NamedTuple):
    """What a cell shows, and where a click leads: a web address, or `#'Sheet'!A1` in this workbook."""

    shown: str | int
    target: str


_Value = str | int | Decimal | date | _Money | _Link | None
_Row = Sequence[_Value]


class _Column(NamedTuple):
    """A heading, unique in its table; text that is longer than `widest` characters goes on in a further line."""

    heading: str
    widest: int = 45
    figures: bool = False


class _Sheet(NamedTuple):
    """A sheet: `title` in A1, `about` in the two rows below, then one table; text beneath and a chart beside it."""

    name: str
    title: str
    about: tuple[str, str]
    columns: Sequence[_Column]
    rows: Sequence[_Row]
    beneath: Sequence[_Value] = ()
    chart: BarChart | None = None

    @property
    def last_row(self) -> int:
        """The last row of the table, which has one row at least: Excel refuses tables without any."""
        return HEADER_ROW + max(1, len(self.rows))


class _Note(NamedTuple):
    """What the Notes say of one topic."""

    topic: str
    explanation: str


class _Series(NamedTuple):
    """The months of one currency: a run of rows without a gap, and then those whose month is unknown.

    `groups` are the values of the dimensions beside the month; `known` counts the rows whose month is known.
    """

    groups: tuple[str | None, ...]
    currency: str | None
    known: int
    months: dict[str, dict[Stage, Total]]


def write_workbook(report: Report, path: Path) -> None:
    """Write `report` as an Excel workbook that takes the place of `path` whole, or not at all.

    Raises `AidledgerError` when `path` cannot be written, or a sheet would hold more rows than Excel does.
    """
    sheets = (
        _summary(report),
        _by_month(report),
        _packages(report),
        _line_items(report),
        _sources(report),
        _notes(report),
    )
    for sheet in sheets:
        if sheet.last_row + len(sheet.beneath) > _ROW_LIMIT:
            raise AidledgerError(
                f"cannot write {path}: '{sheet.name}' would have {len(sheet.rows):,} rows, "
                f"and a sheet of Excel ends at {_ROW_LIMIT:,}",
                "name a shorter period, or write a .csv file",
            )
    with replacing(path) as temporary:
        book = Workbook(write_only=True)
        # The widths of columns are measured in the default font, which openpyxl lets nobody choose.
        fonts: Any = book
        fonts._fonts = IndexedList([_font()])  # noqa: SLF001
        for style in _styles():
            book.add_named_style(style)
        formats = _money_formats(report)
        for sheet in sheets:
            _write_sheet(book, sheet, formats)
        _describe(book, report)
        # Workbook.save would state the present as the time of the last change.
        with ZipFile(temporary, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(book, archive).save()


def _describe(book: Workbook, report: Report) -> None:
    properties = book.properties
    properties.title = f"{report.overall.title}: {report.period}"
    properties.subject = f"Ledger fingerprint {report.fingerprint}"
    properties.creator = properties.lastModifiedBy = "aidledger"
    properties.created = properties.modified = report.made_at.astimezone(UTC).replace(tzinfo=None)


# What the sheets say


def _summary(report: Report) -> _Sheet:
    totals = report.overall
    extra = totals.dimensions[1:]
    columns = (
        _Column("Stage"), *map(_dimension_column, extra), _Column("Currency"), _Column("Bound"),
        _Column("Amount", figures=True), _Column("Packages", figures=True),
        _Column("Without a stated value", figures=True),
    )  # fmt: skip
    rows = [
        (
            row.stage.capitalize(),
            *_labels(extra, row.groups[1:]),
            row.currency or _UNDISCLOSED,
            *_sum(row, row.currency),
            row.packages,
            row.without_value,
        )
        for row in totals.rows
    ]
    return _Sheet(
        _SUMMARY,
        totals.title,
        (
            f"What donors have announced, by stage and currency. Period: {_period(report)}.",
            "Stages are never added together: the same money passes from one to the next.",
        ),
        columns,
        rows,
        (
            *chain.from_iterable(textwrap.wrap(": ".join(note), _REMARK_WIDTH) for note in _caveats(report)),
            "",
            f"Only: {report.filters}" if str(report.filters) else "Filters: none",
            f"Ledger: {report.ledger}",
            f"Fingerprint of the ledger: {report.fingerprint}",
            f"Made at: {report.made_at:%Y-%m-%d %H:%M:%S} UTC, by aidledger",
            "",
            "In this workbook:",
            *(_Link(name, _place(name)) for name in SHEETS[1:]),
        ),
    )


def _by_month(report: Report) -> _Sheet:
    totals = report.by_month
    series = _series(totals)
    extra = totals.dimensions[1:]
    columns = [_Column("Month"), *map(_dimension_column, extra), _Column("Currency")]
    for stage in totals.stages:
        columns += [_Column(f"{stage.capitalize()} bound"), _Column(_amount_heading(stage), figures=True)]
    columns += [_Column("Packages", figures=True), _Column("Without a stated value", figures=True)]
    rows = []
    for groups, code, _, months in series:
        for month, found in months.items():
            rows.append(
                (
                    group_label(Dimension.MONTH, month),
                    *_labels(extra, groups),
                    code or _UNDISCLOSED,
                    *chain.from_iterable(_sum(found.get(stage), code) for stage in totals.stages),
                    sum(row.packages for row in found.values()),
                    sum(row.without_value for row in found.values()),
                )
            )
    return _Sheet(
        _MONTHS,
        totals.title,
        (
            (
                f"Amounts by the month of announcement, currencies apart, months without a package as zero. "
                f"Period: {_period(report)}."
            ),
            _about_chart(series, totals.stages),
        ),
        columns,
        rows,
        chart=_chart([column.heading for column in columns], series, totals),
    )


def _packages(report: Report) -> _Sheet:
    columns = (
        _Column("Ref"), _Column("Title"), _Column("Announced on"), _Column("Month"), _Column("Stage"),
        _Column("Donor"), _Column("Recipient"), _Column("Aid type"), _Column("Instrument", 25), _Column("Currency"),
        _Column("Bound"), _Column("Amount", figures=True), _Column("In totals"), _Column("Items", figures=True),
        _Column("Sources", figures=True), _Column("Draws on"), _Column("Status", 20), _Column("Known on"),
        _Column("Tags", 18), _Column("Note", 60),
    )  # fmt: skip
    stages = counted(report.filters.stages)
    places = {ref: place for ref, place, _ in _places(report)}
    rows: list[_Row] = []
    items = sources = 0
    for revision in report.revisions:
        package = revision.package
        rows.append(
            (
                package.ref,
                package.title,
                _announced(package),
                group_label(Dimension.MONTH, package.announced_on.groups["month"]),
                package.stage.value,
                package.donor,
                package.recipient,
                package.aid_type.value,
                package.instrument,
                *_amount(package.amount, absent=_UNDISCLOSED),
                "yes" if package.stage in stages and not revision.cancelled else "no",
                _Link(len(package.items), _place(_ITEMS, items)) if package.items else 0,
                _Link(len(package.sources), _place(_SOURCES, sources)) if package.sources else _UNSOURCED,
                _reference(package.draws_on, places),
                _status(package),
                revision.known_on,
                " ".join(package.tags),
                package.note,
            )
        )
        items += len(package.items)
        sources += len(package.sources)
    cancelled = sum(revision.cancelled for revision in report.revisions)
    return _Sheet(
        _PACKAGES,
        "Packages",
        (
            (
                f"{_count(len(rows), 'package')} of every stage; {cancelled:,} cancelled. "
                "'In totals' says which of them the totals count."
            ),
            (
                "The numbers under Items and Sources lead to the lists behind them. Amounts are as announced, "
                "before anything is drawn from them."
            ),
        ),
        columns,
        rows,
    )


def _line_items(report: Report) -> _Sheet:
    columns = (
        _Column("Ref"), _Column("No.", figures=True), _Column("Description", 60), _Column("Category"),
        _Column("Quantity bound"), _Column("Quantity", figures=True), _Column("Unit", 25),
        _Column("Currency"), _Column("Amount bound"), _Column("Amount", figures=True),
    )  # fmt: skip
    rows = [
        (_Link(ref, place), number, *_item(item))
        for ref, place, package in _places(report)
        for number, item in enumerate(package.items, start=1)
    ]
    return _Sheet(
        _ITEMS,
        "Line items",
        (
            f"{_count(len(rows), 'line item')}: what the packages are made of, as far as their sources say.",
            "A blank quantity or amount was not stated. A ref leads back to its package.",
        ),
        columns,
        rows,
    )


def _item(item: LineItem) -> _Row:
    quantity = item.quantity
    counted_as = (_bound(quantity.bound), quantity.number, quantity.unit) if quantity else (None, None, None)
    return item.description, item.category, *counted_as, *_amount(item.amount)


def _sources(report: Report) -> _Sheet:
    columns = (
        _Column("Ref"), _Column("No.", figures=True), _Column("Publisher", 40), _Column("Title", 60),
        _Column("Published on"), _Column("Locator", 40), _Column("Address", 110),
    )  # fmt: skip
    rows = [
        (
            _Link(ref, place),
            number,
            cited.publisher,
            cited.title,
            cited.published_on,
            cited.locator,
            cited.url and _Link(cited.url, cited.url),
        )
        for ref, place, package in _places(report)
        for number, cited in enumerate(package.sources, start=1)
    ]
    unsourced = sum(not revision.package.sources for revision in report.revisions)
    return _Sheet(
        _SOURCES,
        "Sources",
        (
            (
                f"{_count(len(rows), 'citation')}: who published what each package states. "
                f"Packages without any source, and so without a row here: {unsourced:,}."
            ),
            "A ref leads back to its package, an address to the page itself; the locator says where in it to look.",
        ),
        columns,
        rows,
    )


def _notes(report: Report) -> _Sheet:
    return _Sheet(
        _NOTES,
        "Notes",
        ("How the figures of this workbook are counted, and what they leave out.", ""),
        (_Column("Topic", 30), _Column("Explanation", 110)),
        [*_caveats(report), *_RULES, *_codes(report)],
    )


_RULES: Final = (
    _Note(
        "Stages",
        "Request (asked for), pledge (promised), appropriation (a legislature, or a determination under its law, makes "
        "funds or authority available), commitment (a concrete package is announced), delivery (handed over). The "
        "same money passes through several of them, so stages are never added together.",
    ),
    _Note(
        "Amounts",
        "Each is exact to the last unit that its source states; a negative one is an adjustment. A package has one "
        "amount, and what its line items are worth is part of it.",
    ),
    _Note(
        "Bounds",
        "Sources say 'up to', 'at least', 'about'; the word stands beside the amount. Upper bounds add up to an upper "
        "bound and lower ones to a lower one; a sum that mixes the two, or holds an approximate amount, is 'about'. "
        "The bound of a sum speaks for the stated values only.",
    ),
    _Note("Currencies", "Amounts are in the currency of their announcement. No sum mixes two currencies."),
    _Note(
        "Draws on",
        "A package that draws on another is paid for by it, or is part of it. Within one stage the money is counted "
        "once: where it is drawn, in that package's own month; the package that it is drawn from adds only what "
        "remains. A sum over the Packages sheet can therefore exceed the totals.",
    ),
    _Note(
        "Period",
        "A package belongs to a period only if every day that its announcement may mean lies inside. Both ends count.",
    ),
    _Note(
        "Announced on",
        "As precise as the source: a day, a month (2022-11) or a year (2022). What names no month has a row of its "
        "own, 'month unknown'.",
    ),
    _Note("Known on", "The day on which the world could know what the package states."),
    _Note("Cancelled", "Announced in error or twice: listed with the packages, and in no total."),
    _Note(
        "Fingerprint",
        "The fingerprint on the Summary names the state of the whole ledger: the same fingerprint, the same history.",
    ),
)


def _caveats(report: Report) -> Iterator[_Note]:
    """What the totals leave out or treat specially in this report, as notes."""
    totals = report.overall
    if not totals.rows:
        yield _Note("Nothing to count", "the ledger has no package in this scope.")
    if totals.left_out:
        counts = " and ".join(_count(number, stage.value) for stage, number in totals.left_out.items())
        yield _Note("Left out", f"{counts}. {_why_left_out(report)}")
    for once in totals.counted_once:
        amount = f"{once.currency} {plain(once.amount)}"
        named = _count(once.packages, once.stage.value)
        yield _Note("Counted once", f"{amount}, stated by {named} and again by what they draw on.")
    if totals.within_others:
        yield _Note(
            "Counted within others",
            (
                f"{_count(totals.within_others, 'package')} whose value is part of a package in another currency, "
                "or of one whose value covers it."
            ),
        )
    if totals.straddling:
        listed = ", ".join(f"{ref} ({announced_on})" for ref, announced_on in totals.straddling[:_LISTED])
        more = len(totals.straddling) - _LISTED
        yield _Note("Only partly in the period", f"not counted: {listed}{f' and {more:,} more' if more > 0 else ''}.")
    unvalued = sum(row.without_value for row in totals.rows)
    counted_packages = _count(sum(row.packages for row in totals.rows), "package")
    yield _Note(
        "Value not disclosed",
        f"by {unvalued:,} of {counted_packages} counted. They stand beside the sums: not disclosed is not zero.",
    )
    yield _Note(
        "Unsourced",
        f"{totals.unsourced:,} of {counted_packages} counted. What cites no source is marked so wherever it is listed.",
    )


def _why_left_out(report: Report) -> str:
    if report.filters.stages:
        return "The report was asked for other stages."
    *others, last = (_plural(stage.value) for stage in COUNTED_STAGES)
    return f"Totals count {', '.join(others)} and {last}: nobody owes a request or a pledge yet."


def _codes(report: Report) -> Iterator[_Note]:
    packages = [revision.package for revision in report.revisions]
    codes = {code for package in packages for code in f"{package.donor}+{package.recipient}".split("+")}
    if codes:
        yield _Note("Donors and recipients", "; ".join(f"{code}: {party_names(code)}" for code in sorted(codes)))


# Months


def _series(totals: Totals) -> list[_Series]:
    """The totals by month, for each currency and further group; the one with most packages first."""
    found: dict[tuple[tuple[str | None, ...], str | None], dict[str, dict[Stage, Total]]] = defaultdict(dict)
    for row in totals.rows:
        month, groups = str(row.groups[0]), row.groups[1:]
        found[groups, row.currency].setdefault(month, {})[row.stage] = row
    every = []
    for (groups, code), months in found.items():
        known = sorted(month for month in months if "X" not in month)
        run = list(_run(known[0], known[-1])) if known else []
        unknown = sorted(set(months) - set(known))
        every.append(_Series(groups, code, len(run), {month: months.get(month, {}) for month in (*run, *unknown)}))
    return sorted(every, key=lambda one: (one.currency is None, -_size(one), str(one.currency), str(one.groups)))


def _size(series: _Series) -> int:
    return sum(row.packages for found in series.months.values() for row in found.values())


def _run(first: str, last: str) -> Iterator[str]:
    """The months from `first` to `last`, both included: `2023-08`, `2023-09`, ..."""
    year, month = map(int, first.split("-"))
    while (text := f"{year:04}-{month:02}") <= last:
        yield text
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _charted(series: Sequence[_Series], stages: Sequence[Stage]) -> tuple[_Series, Stage] | None:
    """The months and the stage that the chart shows: commitments, where there are any."""
    if not series or not series[0].known or series[0].currency is None:
        return None
    present = [stage for stage in stages if any(stage in found for found in series[0].months.values())]
    return series[0], Stage.COMMITMENT if Stage.COMMITMENT in present else present[-1]


def _about_chart(series: Sequence[_Series], stages: Sequence[Stage]) -> str:
    if not (charted := _charted(series, stages)):
        return ""
    shown, stage = charted
    values = [(month, found[stage].amount or Decimal(0)) for month, found in shown.months.items() if stage in found]
    month, most = max(values, key=lambda value: value[1])
    unknown = "; rows of an unknown month are not in it" if len(shown.months) > shown.known else ""
    return (
        f"The chart shows the column '{_amount_heading(stage)}' for {shown.currency}, with its highest month "
        f"{group_label(Dimension.MONTH, month)} ({shown.currency} {plain(most)}){unknown}."
    )


def _chart(headings: list[str], series: Sequence[_Series], totals: Totals) -> BarChart | None:
    """Columns by month, made from the cells under `headings`; `None` where there is nothing to draw."""
    if not (charted := _charted(series, totals.stages)):
        return None
    shown, stage = charted
    largest = max(abs(found[stage].amount or Decimal(0)) for found in shown.months.values() if stage in found)
    millions = largest >= 1_000_000
    unit = f"{shown.currency} million" if millions else str(shown.currency)
    column = get_column_letter(headings.index(_amount_heading(stage)) + 1)
    last = HEADER_ROW + shown.known
    chart = BarChart()
    chart.add_data(Reference(range_string=f"'{_MONTHS}'!{column}{HEADER_ROW}:{column}{last}"), titles_from_data=True)
    chart.set_categories(Reference(range_string=f"'{_MONTHS}'!A{HEADER_ROW + 1}:A{last}"))
    chart.series[0].graphicalProperties.solidFill = _ACCENT
    chart.series[0].invertIfNegative = False
    what = ", ".join([f"{_plural(stage.value).capitalize()} by month", *_labels(totals.dimensions[1:], shown.groups)])
    chart.title = _chart_title(f"{what}, {unit}", size=1400)
    chart.legend = None
    chart.gapWidth = 40
    chart.width, chart.height = 26, 12
    chart.x_axis.title, chart.y_axis.title = _chart_title("Month of announcement"), _chart_title(unit)
    # Without being told so, programs draw no axis.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblPos = "low"
    chart.x_axis.tickLblSkip = -(-shown.known // 48)
    chart.x_axis.txPr = _chart_font(rotation=-5_400_000)
    chart.y_axis.txPr = _chart_font()
    # The cells keep amounts in full; each comma of the format takes three digits off what is shown.
    chart.y_axis.number_format = "#,##0,," if millions else "#,##0"
    chart.y_axis.numFmt.sourceLinked = False
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=_RULE)))
    return chart


def _chart_title(text: str, *, size: int = 1000) -> Title:
    """`text` in `size` hundredths of a point, in a place of its own beside what is drawn."""
    font = CharacterProperties(sz=size, b=size > 1000, solidFill=_QUIET)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=font), r=[RegularTextRun(rPr=font, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _chart_font(*, rotation: int | None = None) -> RichText:
    """The font of an axis; `rotation` in 60,000ths of a degree."""
    properties = ParagraphProperties(defRPr=CharacterProperties(sz=900, solidFill=_QUIET))
    return RichText(
        bodyPr=RichTextProperties(rot=rotation), p=[Paragraph(pPr=properties, endParaRPr=CharacterProperties())]
    )


# Words


def _dimension_column(dimension: Dimension) -> _Column:
    return _Column(dimension.replace("-", " ").capitalize())


def _labels(dimensions: Sequence[Dimension], groups: Sequence[str | None]) -> list[str]:
    return [group_label(dimension, group) for dimension, group in zip(dimensions, groups, strict=True)]


def _amount_heading(stage: Stage) -> str:
    return f"{stage.capitalize()} amount"


def _sum(total: Total | None, code: str | None) -> tuple[str | None, _Money | None]:
    """The bound and the amount of a sum in the currency `code`; that of no package at all is zero."""
    if total is None:
        return None, _Money(Decimal(0), code) if code else None
    if total.amount is None or code is None:
        return _UNDISCLOSED, None
    return _bound(total.bound), _Money(total.amount, code)


def _amount(amount: Amount | None, *, absent: str | None = None) -> tuple[str | None, str | None, _Money | None]:
    """The currency, the bound (or what stands in its place) and the figure of what a source states."""
    if amount is None:
        return None, absent, None
    return amount.currency, _bound(amount.bound), _Money(amount.value, amount.currency)


def _bound(bound: Bound) -> str:
    return bound.words or "exact"


def _announced(package: Package) -> date | str:
    """A day as a date; a month or a year as the text that it is written as."""
    announced = package.announced_on
    return announced.first_day if announced.day else str(announced)


def _status(package: Package) -> str:
    if package.duplicate_of:
        return f"{package.status.value}, as a duplicate of {package.duplicate_of}"
    return package.status.value


def _places(report: Report) -> Iterator[tuple[str, str, Package]]:
    """Each package with its ref and its place in this workbook."""
    for position, revision in enumerate(report.revisions):
        yield str(revision.package.ref), _place(_PACKAGES, position), revision.package


def _reference(ref: str | None, places: Mapping[str, str]) -> _Link | str | None:
    """A ref that leads to its package, where that is in this workbook."""
    return _Link(ref, places[ref]) if ref and ref in places else ref


def _place(sheet: str, position: int | None = None) -> str:
    """The target of a link: the record at `position` (from 0) of the table on `sheet`, or the sheet's first cell."""
    return f"#'{sheet}'!A{1 if position is None else HEADER_ROW + 1 + position}"


def _period(report: Report) -> str:
    first, last = report.period.first, report.period.last
    ends = "both days" if first and last else "that day"
    return f"{report.period} ({ends} included)" if first != last else str(report.period)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


# Cells


def _money_formats(report: Report) -> dict[str, str]:
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


def _styles() -> Iterator[NamedStyle]:
    """The few styles of all cells, by names that people find in Excel's gallery."""
    text = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
    figure = Alignment(horizontal="right", vertical="top")
    rule = Border(bottom=Side("hair", _RULE))
    yield NamedStyle(_TITLE, font=_font(16, bold=True, color=_ACCENT))
    yield NamedStyle(_REMARK, font=_font(color=_QUIET), alignment=Alignment(vertical="top"))
    yield NamedStyle(_REMARK_LINK, font=_font(color=_BLUE, underlined=True), alignment=Alignment(vertical="top"))
    fill = PatternFill("solid", fgColor=_ACCENT)
    for name, side, indent in ((_HEADING, "left", 1), (_FIGURES_HEADING, "right", 2)):
        # Excel draws the button of the filter over the right end of the cell.
        alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent)
        yield NamedStyle(name, font=_font(bold=True, color="FFFFFF"), fill=fill, alignment=alignment)
    yield NamedStyle(_TEXT, font=_font(), alignment=text, border=rule)
    yield NamedStyle(_FIGURE, font=_font(), alignment=figure, border=rule)
    yield NamedStyle(_DAY, font=_font(), alignment=text, border=rule, number_format="yyyy-mm-dd")
    yield NamedStyle(_LINK, font=_font(color=_BLUE, underlined=True), alignment=text, border=rule)
    yield NamedStyle(_FIGURE_LINK, font=_font(color=_BLUE, underlined=True), alignment=figure, border=rule)


def _font(size: int = 10, *, bold: bool = False, color: str = "000000", underlined: bool = False) -> Font:
    return Font(name="Arial", sz=size, b=bold, color=color, u="single" if underlined else None)


class _Writer:
    """Makes the cells of one sheet; `formats` are those of its currencies."""

    def __init__(self, worksheet: Any, formats: Mapping[str, str]) -> None:
        self._worksheet = worksheet
        self._formats = formats
        self._links = 0

    def cell(self, value: _Value, style: str | None = None) -> Any:
        """A cell that shows `value` in `style`, or in that of its kind; user text stays text whatever it looks like."""
        cell = WriteOnlyCell(self._worksheet)
        match value:
            case None | "":
                cell.style = style or _TEXT
            case _Link(shown, target):
                cell = self.cell(shown, style or (_FIGURE_LINK if isinstance(shown, int) else _LINK))
                self._link(cell, target)
            case _Money(amount, code):
                _number(cell, amount, style or _FIGURE, self._formats[code])
            case Decimal():
                _number(
                    cell,
                    value,
                    style or _FIGURE,
                    "#,##0" if value == value.to_integral_value() else "#,##0.###",
                )
            case int():
                _number(cell, Decimal(value), style or _FIGURE, "#,##0")
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

    def remark(self, value: _Value) -> Any:
        """A cell above or beneath the table."""
        return self.cell(value, _REMARK_LINK if isinstance(value, _Link) else _REMARK)

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


def _write_sheet(book: Workbook, sheet: _Sheet, formats: Mapping[str, str]) -> None:
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
    home = _Link("Back to the summary", _place(_SUMMARY)) if sheet.name != _SUMMARY else None
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


def _table(sheet: _Sheet) -> Table:
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


def _widths(sheet: _Sheet) -> Iterator[float]:
    """The width of each column, in characters: that of its longest text, as far as the column may grow."""
    for number, column in enumerate(sheet.columns):
        longest = max((_length(row[number]) for row in sheet.rows), default=0)
        # A heading may break into two lines, and has the button of the filter beside it.
        heading = max(len(column.heading) // 2 + 1, *map(len, column.heading.split())) + 6
        yield max(heading, min(longest, column.widest) + 3)


def _height(row: _Row, widths: Sequence[float]) -> float:
    """The height of a row in points, by the lines that its texts break into; not every program works it out itself."""
    most = max(_lines(value, int(width * 1.1) - 2) for value, width in zip(row, widths, strict=True))
    return min(_MOST_HEIGHT, most * _LINE_HEIGHT + 3)


def _lines(value: _Value, width: int) -> int:
    shown = value.shown if isinstance(value, _Link) else value
    if not isinstance(shown, str) or (len(shown) <= width and "\n" not in shown):
        return 1
    return sum(max(1, len(textwrap.wrap(line, width))) for line in shown.splitlines())


def _length(value: _Value) -> int:
    match value:
        case None:
            return 0
        case _Link(shown, _):
            return _length(shown)
        case _Money(amount, code):
            return len(f"{sign(code)}{amount:,f}")
        case Decimal():
            return len(plain(value))
        case _:
            return max(map(len, str(value).splitlines()), default=0)
