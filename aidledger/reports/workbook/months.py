"""The totals by month, without a gap, and the chart that is drawn from their cells."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

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
from openpyxl.utils import get_column_letter

from aidledger.domain.numbers import plain
from aidledger.domain.report import Report
from aidledger.domain.totals import Total, Totals, group_label
from aidledger.domain.vocabulary import Dimension, Stage
from aidledger.reports.wording import NOT_DISCLOSED, group_labels, plural
from aidledger.reports.workbook.layout import (
    ACCENT,
    HEADER_ROW,
    MONTHS,
    QUIET,
    RULE,
    Column,
    Sheet,
    amount_heading,
    dimension_column,
    period_words,
    sum_cells,
)


class _Series(NamedTuple):
    """The months of one currency: a run of rows without a gap, and then those whose month is unknown.

    `groups` are the values of the dimensions beside the month; `known` counts the rows whose month is known.
    """

    groups: tuple[str | None, ...]
    currency: str | None
    known: int
    months: dict[str, dict[Stage, Total]]


def months_sheet(report: Report) -> Sheet:
    """Totals by month: a row for each month and currency, the months without a package among them."""
    totals = report.by_month
    series = _series(totals)
    charted = _charted(series, totals.stages)
    extra = totals.dimensions[1:]
    columns = [Column("Month"), *map(dimension_column, extra), Column("Currency")]
    for stage in totals.stages:
        columns += [Column(f"{stage.capitalize()} bound"), Column(amount_heading(stage), figures=True)]
    columns += [Column("Packages", figures=True), Column("Without a stated value", figures=True)]
    rows = []
    for groups, code, _, months in series:
        for month, found in months.items():
            rows.append(
                (
                    group_label(Dimension.MONTH, month),
                    *group_labels(extra, groups),
                    code or NOT_DISCLOSED,
                    *chain.from_iterable(sum_cells(found.get(stage), code) for stage in totals.stages),
                    sum(row.packages for row in found.values()),
                    sum(row.without_value for row in found.values()),
                )
            )
    return Sheet(
        MONTHS,
        totals.title,
        (
            (
                f"Amounts by the month of announcement, currencies apart, months without a package as zero. "
                f"Period: {period_words(report)}."
            ),
            _about_chart(*charted) if charted else "",
        ),
        columns,
        rows,
        chart=_chart(*charted, columns, extra) if charted else None,
    )


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
    """The months and the stage that the chart shows: commitments, where there are any; `None` without a known month."""
    if not series or not series[0].known or series[0].currency is None:
        return None
    present = [stage for stage in stages if any(stage in found for found in series[0].months.values())]
    return series[0], Stage.COMMITMENT if Stage.COMMITMENT in present else present[-1]


def _about_chart(shown: _Series, stage: Stage) -> str:
    values = [(month, found[stage].amount or Decimal(0)) for month, found in shown.months.items() if stage in found]
    month, most = max(values, key=lambda value: value[1])
    unknown = "; rows of an unknown month are not in it" if len(shown.months) > shown.known else ""
    return (
        f"The chart shows the column '{amount_heading(stage)}' for {shown.currency}, with its highest month "
        f"{group_label(Dimension.MONTH, month)} ({shown.currency} {plain(most)}){unknown}."
    )


def _chart(shown: _Series, stage: Stage, columns: Sequence[Column], extra: Sequence[Dimension]) -> BarChart:
    """The amounts of `stage` by month, drawn from their cells; `extra` are the dimensions beside the month."""
    largest = max(abs(found[stage].amount or Decimal(0)) for found in shown.months.values() if stage in found)
    millions = largest >= 1_000_000
    unit = f"{shown.currency} million" if millions else str(shown.currency)
    column = get_column_letter([column.heading for column in columns].index(amount_heading(stage)) + 1)
    last = HEADER_ROW + shown.known
    chart = BarChart()
    chart.add_data(Reference(range_string=f"'{MONTHS}'!{column}{HEADER_ROW}:{column}{last}"), titles_from_data=True)
    chart.set_categories(Reference(range_string=f"'{MONTHS}'!A{HEADER_ROW + 1}:A{last}"))
    chart.series[0].graphicalProperties.solidFill = ACCENT
    chart.series[0].invertIfNegative = False
    what = ", ".join([f"{plural(stage.value).capitalize()} by month", *group_labels(extra, shown.groups)])
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
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=RULE)))
    return chart


def _chart_title(text: str, *, size: int = 1000) -> Title:
    """`text` in `size` hundredths of a point, in a place of its own beside what is drawn."""
    font = CharacterProperties(sz=size, b=size > 1000, solidFill=QUIET)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=font), r=[RegularTextRun(rPr=font, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _chart_font(*, rotation: int | None = None) -> RichText:
    """The font of an axis; `rotation` in 60,000ths of a degree."""
    properties = ParagraphProperties(defRPr=CharacterProperties(sz=900, solidFill=QUIET))
    return RichText(
        bodyPr=RichTextProperties(rot=rotation), p=[Paragraph(pPr=properties, endParaRPr=CharacterProperties())]
    )
