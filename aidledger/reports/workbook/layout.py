"""What a sheet holds, as plain values: its texts, columns and rows, its links; and the words that sheets share."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from openpyxl.chart import BarChart

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound
from aidledger.domain.packages import Package
from aidledger.domain.report import Report
from aidledger.domain.totals import Total
from aidledger.domain.vocabulary import Dimension, Stage
from aidledger.reports.wording import NOT_DISCLOSED, dimension_heading

SHEETS: Final = ("Summary", "Totals by month", "Packages", "Line items", "Sources", "Notes")
HEADER_ROW: Final = 5

SUMMARY, MONTHS, PACKAGES, ITEMS, SOURCES, NOTES = SHEETS

ACCENT: Final = "1F4E79"
RULE: Final = "D0D5DB"
QUIET: Final = "4A5560"
"""The colours that cells and the chart share."""


class Money(NamedTuple):
    """`value` in whole and decimal units of the currency `code`."""

    value: Decimal
    code: str


class Link(NamedTuple):
    """What a cell shows, and where a click leads: a web address, or `#'Sheet'!A1` in this workbook."""

    shown: str | int
    target: str


Value = str | int | Decimal | date | Money | Link | None
Row = Sequence[Value]


class Column(NamedTuple):
    """A heading, unique in its table; text that is longer than `widest` characters goes on in a further line."""

    heading: str
    widest: int = 45
    figures: bool = False


class Sheet(NamedTuple):
    """A sheet: `title` in A1, `about` in the two rows below, then one table; text beneath and a chart beside it."""

    name: str
    title: str
    about: tuple[str, str]
    columns: Sequence[Column]
    rows: Sequence[Row]
    beneath: Sequence[Value] = ()
    chart: BarChart | None = None

    @property
    def last_row(self) -> int:
        """The last row of the table, which has one row at least: Excel refuses tables without any."""
        return HEADER_ROW + max(1, len(self.rows))


def dimension_column(dimension: Dimension) -> Column:
    """The column of one dimension of the totals."""
    return Column(dimension_heading(dimension))


def amount_heading(stage: Stage) -> str:
    """The heading over the amounts of a stage, by which the chart finds them."""
    return f"{stage.capitalize()} amount"


def sum_cells(total: Total | None, code: str | None) -> tuple[str | None, Money | None]:
    """The bound and the amount of a sum in the currency `code`; that of no package at all is zero."""
    if total is None:
        return None, Money(Decimal(0), code) if code else None
    if total.amount is None or code is None:
        return NOT_DISCLOSED, None
    return bound_word(total.bound), Money(total.amount, code)


def amount_cells(amount: Amount | None, *, absent: str | None = None) -> tuple[str | None, str | None, Money | None]:
    """The currency, the bound (or what stands in its place) and the figure of what a source states."""
    if amount is None:
        return None, absent, None
    return amount.currency, bound_word(amount.bound), Money(amount.value, amount.currency)


def bound_word(bound: Bound) -> str:
    """A bound as a word of its own, for the column that can be filtered."""
    return bound.words or "exact"


def announced(package: Package) -> date | str:
    """A day as a date; a month or a year as the text that it is written as."""
    stated = package.announced_on
    return stated.first_day if stated.day else str(stated)


def package_places(report: Report) -> Iterator[tuple[str, str, Package]]:
    """Each package with its ref and its place in this workbook."""
    for position, revision in enumerate(report.revisions):
        yield str(revision.package.ref), place(PACKAGES, position), revision.package


def package_link(ref: str | None, places: Mapping[str, str]) -> Link | str | None:
    """A ref that leads to its package, where that is in this workbook."""
    return Link(ref, places[ref]) if ref and ref in places else ref


def place(sheet: str, position: int | None = None) -> str:
    """The target of a link: the record at `position` (from 0) of the table on `sheet`, or the sheet's first cell."""
    return f"#'{sheet}'!A{1 if position is None else HEADER_ROW + 1 + position}"


def period_words(report: Report) -> str:
    """The period, that its ends count, and as of when it is told."""
    first, last = report.period.first, report.period.last
    ends = "both days" if first and last else "that day"
    words = f"{report.period} ({ends} included)" if first != last else str(report.period)
    return ", ".join(filter(None, (words, str(report.as_of))))
