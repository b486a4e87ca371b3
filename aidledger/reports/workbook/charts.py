"""Charts that Excel draws from cells and that a person can go on editing."""

from decimal import Decimal
from typing import Any, Final

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumData, NumDataSource, NumRef, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.series import Series, SeriesLabel
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

from aidledger.reports.description.axes import axes
from aidledger.reports.description.values import Chart, ChartKind, Money, Part, Value
from aidledger.reports.workbook.layout import Sheet
from aidledger.reports.workbook.styles import ACCENT, QUIET, RULE, SECOND

WIDTH: Final = 26
HEIGHT: Final = 13
"""In centimetres, as large as a page has room for."""
_MOST_LABELS: Final = 40
_HALF_POINT: Final = 6_350
"""In English metric units."""


def drawn(chart: Chart, source: Sheet) -> BarChart:
    """The chart of cells of `source`, the sheet that its figures stand on."""
    bars = _bars(chart, source)
    if chart.running:
        line = _line(chart, source)
        _level(bars, line)
        bars += line
    return bars


def _bars(chart: Chart, source: Sheet) -> BarChart:
    lying = chart.kind is ChartKind.BARS
    bars = BarChart(barDir="bar" if lying else "col", gapWidth=50)
    bars.series.append(_series(chart, source, chart.figures))
    bars.series[0].graphicalProperties.solidFill = ACCENT
    bars.series[0].invertIfNegative = False
    bars.title = _title(f"{chart.title}, {chart.scale}", size=1400)
    bars.width, bars.height = WIDTH, HEIGHT
    bars.x_axis.title, bars.y_axis.title = _title(chart.label_title), _title(chart.scale)
    if chart.running:
        bars.legend.position = "b"
    else:
        bars.legend = None
    # Without being told so, programs draw no axis.
    bars.x_axis.delete = bars.y_axis.delete = False
    bars.x_axis.axPos, bars.y_axis.axPos = ("l", "b") if lying else ("b", "l")
    bars.x_axis.tickLblPos = "low"
    rows = chart.last - chart.first + 1
    bars.x_axis.tickLblSkip = 1 if lying else -(-rows // _MOST_LABELS)
    bars.x_axis.txPr = _font(rotation=None if lying else -5_400_000)
    if lying:
        bars.x_axis.scaling.orientation = "maxMin"  # the first row at the top
        bars.y_axis.crosses = "max"
    _scale(bars, chart)
    bars.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=RULE)))
    return bars


def _line(chart: Chart, source: Sheet) -> LineChart:
    """What the columns come to, on an axis of its own to the right."""
    line = LineChart()
    line.series.append(_series(chart, source, str(chart.running)))
    shown = line.series[0]
    shown.graphicalProperties.line = LineProperties(solidFill=SECOND, w=4 * _HALF_POINT, prstDash="dash")
    shown.marker.symbol = "none"
    shown.smooth = False
    line.x_axis.axId, line.y_axis.axId = line.y_axis.crossAx, line.x_axis.crossAx = 500, 600
    line.x_axis.delete = True
    line.y_axis.axPos = "r"
    line.y_axis.crosses = "max"
    line.y_axis.delete = False
    line.y_axis.majorGridlines = None
    line.y_axis.title = _title(f"{chart.running}, {chart.scale}")
    _scale(line, chart)
    return line


def _level(bars: BarChart, line: LineChart) -> None:
    """Put the zeros of both axes side by side, and as many steps above and beneath them."""
    drawings: tuple[BarChart | LineChart, ...] = bars, line
    for drawing, axis in zip(drawings, axes(*map(_figures, drawings)), strict=True):
        drawing.y_axis.scaling.min, drawing.y_axis.scaling.max = float(axis.least), float(axis.most)
        drawing.y_axis.majorUnit = float(axis.step)


def _figures(drawing: BarChart | LineChart) -> list[Decimal]:
    drawn_from: Any = drawing.series[0].val  # which types-openpyxl takes for what may not be there
    return [Decimal(point.v) for point in drawn_from.numRef.numCache.pt]


def _scale(drawing: BarChart | LineChart, chart: Chart) -> None:
    """The cells keep amounts in full; each comma of the format takes three digits off what is shown."""
    drawing.y_axis.txPr = _font()
    drawing.y_axis.number_format = "#,##0,," if chart.millions else "#,##0"
    drawing.y_axis.numFmt.sourceLinked = False


def _series(chart: Chart, source: Sheet, heading: str) -> Series:
    """What stands under a heading; with the values, for programs that show charts without looking into the cells."""
    first, last = (source.header_row + 1 + row - source.first for row in (chart.first, chart.last))
    rows = source.part.rows[chart.first : chart.last + 1]
    figures, labels = (_column(source.part, one) for one in (heading, chart.labels))
    amounts = [NumVal(idx=at, v=f"{_number(row[figures]):f}") for at, row in enumerate(rows)]
    names = [StrVal(idx=at, v=str(row[labels])) for at, row in enumerate(rows)]

    def cells(column: int, top: int, bottom: int) -> str:
        letter = get_column_letter(column + 1)
        return (
            f"'{source.name}'!${letter}${top}:${letter}${bottom}"
            if top < bottom
            else f"'{source.name}'!${letter}${top}"
        )

    title = StrRef(cells(figures, source.header_row, source.header_row), StrData(1, [StrVal(idx=0, v=heading)]))
    series = Series(
        tx=SeriesLabel(strRef=title),
        cat=AxDataSource(strRef=StrRef(cells(labels, first, last), StrData(len(names), names))),
        val=NumDataSource(numRef=NumRef(cells(figures, first, last), NumData("General", len(amounts), amounts))),
    )
    series.graphicalProperties = GraphicalProperties()
    return series


def _column(part: Part, heading: str) -> int:
    return [column.heading for column in part.columns].index(heading)


def _number(value: Value) -> Decimal:
    return value.value if isinstance(value, Money) else Decimal(0)


def _title(text: str, *, size: int = 1000) -> Title:
    """`text` in `size` hundredths of a point, in a place of its own beside what is drawn."""
    font = CharacterProperties(sz=size, b=size > 1000, solidFill=QUIET)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=font), r=[RegularTextRun(rPr=font, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _font(*, rotation: int | None = None) -> RichText:
    """The font of an axis; `rotation` in 60,000ths of a degree."""
    properties = ParagraphProperties(defRPr=CharacterProperties(sz=900, solidFill=QUIET))
    return RichText(
        bodyPr=RichTextProperties(rot=rotation), p=[Paragraph(pPr=properties, endParaRPr=CharacterProperties())]
    )
