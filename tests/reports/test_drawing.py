"""Charts as SVG, against places that were worked out by hand.

A chart is 960 wide. Columns are 400 high, of which 12 lie above and 78 beneath: 310 are for figures, from 84 on.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

import pytest
from reports.elements import Element, parsed, the
from support import Anew

from aidledger.domain.bounds import Bound
from aidledger.domain.report import PartName
from aidledger.reports.description.values import Chart, ChartKind, Column, Kind, Money, Part, Row
from aidledger.reports.page.drawing import drawing
from aidledger.reports.page.markup import Markup

COLUMNS = [Column("Of"), Column("Amount", Kind.FIGURE), Column("Cumulative", Kind.FIGURE)]


@pytest.fixture(scope="module")
def markup(anew_sqlite: Anew) -> Markup:
    with anew_sqlite() as ledger:
        return Markup(ledger.report())


def usd(digits: str | None, bound: Bound = Bound.EXACT) -> Money | None:
    return None if digits is None else Money(Decimal(digits), "USD", bound)


def millions(number: str | None) -> Money | None:
    return None if number is None else usd(f"{Decimal(number) * 1_000_000:f}")


def drawn(
    markup: Markup, rows: Sequence[Row], kind: ChartKind = ChartKind.COLUMNS, *, running: bool = False,
    in_millions: bool = True,
) -> Element:  # fmt: skip
    """The drawing of `rows`, before and after which others stand that do not belong to it."""
    other: Row = ("not drawn", usd("777000000"), usd("777000000"))
    chart = Chart(
        kind, "Of some", "Some.", PartName.MONTHS, 1, len(rows), "Of", "Amount", "Cumulative" if running else None,
        "Month", "USD", in_millions,
    )  # fmt: skip
    part = Part(PartName.MONTHS, "Totals by month", (), COLUMNS, [other, *rows, other])
    return the(parsed(drawing(chart, part, markup)).all("svg"))


def texts(svg: Element, *, across: str) -> list[tuple[str, float]]:
    """The words that stand at this place across, and how far down each is."""
    return [(one.text, float(one.attributes["y"])) for one in svg.all("text", x=across)]


def beneath(svg: Element, *, down: str) -> list[tuple[str, float]]:
    """The words that stand so far down, and where."""
    return [(one.text, float(one.attributes["x"])) for one in svg.all("text", y=down)]


def boxes(svg: Element) -> list[tuple[float, ...]]:
    """Left, top, width and height of each bar; that of the legend stands for none, and has no title."""
    sides = ("x", "y", "width", "height")
    return [tuple(float(bar.attributes[side]) for side in sides) for bar in svg.all("rect") if bar.within]


def points(path: Element) -> list[tuple[float, ...]]:
    return [tuple(map(float, pair.split())) for pair in re.split("[ML]", path.attributes["d"])[1:]]


def near(places: Sequence[tuple[float, ...]]) -> object:
    """What is written to a tenth."""
    return [pytest.approx(place, abs=0.051) for place in places]


RUNS: list[Row] = [
    ("2023-01", millions("20"), millions("20")),
    ("2023-02", millions("-10"), millions("10")),
    ("2023-03", None, None),
    ("2023-04", millions("30"), millions("40")),
]
"""From -10 to 30 in four steps of 10, of 77.5 each. The line goes to 40 in three steps above zero, thus of 20 each."""


def test_columns_stand_on_the_axis_at_their_left(markup: Markup) -> None:
    svg = drawn(markup, RUNS, running=True)
    assert texts(svg, across="76.0") == [("-10", 326), ("0", 248.5), ("10", 171), ("20", 93.5), ("30", 16)]
    # 960 - 84 - 84 = 792, or 198 for each month, of which a column takes seven tenths.
    assert boxes(svg) == near([
        (113.7, 89.5, 138.6, 155), (311.7, 244.5, 138.6, 77.5), (509.7, 244.5, 138.6, 0), (707.7, 12, 138.6, 232.5),
    ])  # fmt: skip
    assert beneath(svg, down="340.0") == [("2023-01", 183), ("2023-02", 381), ("2023-03", 579), ("2023-04", 777)]
    assert [one.attributes["d"] for one in svg.all("path", class_="zero")] == ["M84 244.5h792"]
    rules = [one.attributes["d"] for one in svg.all("path", class_="rule")]
    assert rules == ["M84 322.0h792", "M84 167.0h792", "M84 89.5h792", "M84 12.0h792"]


def test_the_line_runs_through_the_middles_on_the_axis_at_its_right(markup: Markup) -> None:
    svg = drawn(markup, RUNS, running=True)
    assert texts(svg, across="884.0") == [("-20", 326), ("0", 248.5), ("20", 171), ("40", 93.5), ("60", 16)]
    line, _ = svg.all("path", class_="line")
    # 20 is one step of 77.5 above zero, at 244.5; 10 is half of one, 40 two. March has nothing that runs on.
    assert points(line) == near([(183, 167), (381, 205.75), (777, 89.5)])


def test_what_a_chart_measures_stands_beside_its_axes(markup: Markup) -> None:
    turned = {
        one.attributes["transform"]: one.text
        for one in drawn(markup, RUNS, running=True).all("text")
        if "transform" in one.attributes
    }
    assert turned == {
        "translate(14 167) rotate(-90)": "USD million",
        "translate(946 167) rotate(-90)": "Cumulative, USD million",
    }


def test_a_legend_tells_columns_from_the_line(markup: Markup) -> None:
    svg = drawn(markup, RUNS, running=True)
    assert beneath(svg, down="390.0") == [("Amount", 300), ("Cumulative (right)", 532)]
    (box,) = (one.attributes for one in svg.all("rect", class_="bar") if not one.within)
    _, line = svg.all("path", class_="line")
    # Each stands before its name, on its line.
    assert (box["x"], box["y"]) == ("280", "380")
    assert line.attributes["d"] == "M500 385h26"


def test_a_column_tells_its_figures(markup: Markup) -> None:
    rows = [("2023-01", usd("20", Bound.AT_MOST), usd("20", Bound.AT_MOST)), ("2023-02", None, None)]
    titles = [one.text for one in drawn(markup, rows, running=True, in_millions=False).all("title")]
    assert titles == ["2023-01: ≤ $20; so far ≤ $20", "2023-02: no stated value"]


def test_without_a_line_columns_take_its_room_and_name_every_second_month_where_they_are_narrow(
    markup: Markup,
) -> None:
    svg = drawn(markup, [(f"m{number}", millions("6"), None) for number in range(18)])
    # 960 - 84 - 12 = 864, or 48 for each month, while a name needs 56.
    assert boxes(svg)[:2] == near([(91.2, 12, 33.6, 310), (139.2, 12, 33.6, 310)])
    assert beneath(svg, down="340.0") == [(f"m{number}", 108 + 48 * number) for number in range(0, 18, 2)]
    assert not [*svg.all("path", class_="line")]


def test_what_names_no_month_is_named_first_and_no_name_runs_into_another(markup: Markup) -> None:
    labels = [f"2022-{month:02}" for month in range(1, 13)]
    labels += ["2022, month unknown", "2023-01", "2023-02", "2023, month unknown"]
    svg = drawn(markup, [(label, millions("6"), None) for label in labels])
    # 864 are 54 for each column. A month takes 56 and the longer name 19 * 6.5 = 123.5, so that the months on both
    # sides of it have no room.
    named = [label for label, _ in beneath(svg, down="340.0")]
    assert named == [*labels[0:11:2], "2022, month unknown", "2023, month unknown"]


def test_a_long_name_of_a_bar_is_cut_visibly_and_stands_whole_in_its_title(markup: Markup) -> None:
    long, just = "An instrument of a name that is longer than that", "Just as long as there is room f."
    svg = drawn(markup, [(long, usd("8000"), None), (just, usd("4000"), None)], ChartKind.BARS, in_millions=False)
    assert [text for text, _ in texts(svg, across="202.0")] == ["An instrument of a name that is\u2026", just]
    assert [title.text for title in svg.all("title")] == [f"{long}: $8,000", f"{just}: $4,000"]


def test_bars_lie_on_an_axis_beneath_them(markup: Markup) -> None:
    rows = [("US", usd("8000"), None), ("NO", usd("4000"), None), ("DK", usd("-2000"), None)]
    svg = drawn(markup, rows, ChartKind.BARS, in_millions=False)
    # Names have 210 and the right 40, which leaves five steps of 142. Each bar has 26, with the 12 above and 78 beneath.
    assert svg.attributes["viewbox"] == "0 0 960 168"
    assert boxes(svg) == near([(352, 16, 568, 18), (352, 42, 284, 18), (210, 68, 142, 18)])
    assert texts(svg, across="202.0") == [("US", 29), ("NO", 55), ("DK", 81)]
    assert beneath(svg, down="108.0") == [
        ("-2,000", 210), ("0", 352), ("2,000", 494), ("4,000", 636), ("6,000", 778), ("8,000", 920),
    ]  # fmt: skip
    assert [one.attributes["d"] for one in svg.all("path", class_="zero")] == ["M352.0 12V90"]
    assert beneath(svg, down="138.0") == [("USD", 565)]


@pytest.mark.parametrize(
    ("most", "in_millions", "labels"),
    [
        ("3", False, "0 0.5 1 1.5 2 2.5 3"),
        ("5.50", False, "0 1 2 3 4 5 6"),
        ("600", False, "0 100 200 300 400 500 600"),
        ("6000", False, "0 1,000 2,000 3,000 4,000 5,000 6,000"),
        ("3000000", True, "0 0.5 1 1.5 2 2.5 3"),
        ("15000000", True, "0 2.5 5 7.5 10 12.5 15"),
        ("60000000", True, "0 10 20 30 40 50 60"),
        ("600000000.00", True, "0 100 200 300 400 500 600"),
        ("12000000000", True, "0 2,000 4,000 6,000 8,000 10,000 12,000"),
    ],
)
@pytest.mark.parametrize("kind", ChartKind)
def test_an_axis_says_how_many_of_its_unit(
    markup: Markup, kind: ChartKind, most: str, *, in_millions: bool, labels: str
) -> None:
    svg = drawn(markup, [("2023-01", usd(most), None), ("2023-02", usd("0"), None)], kind, in_millions=in_millions)
    found = texts(svg, across="76.0") if kind is ChartKind.COLUMNS else beneath(svg, down="82.0")
    assert [words for words, _ in found] == labels.split()
    scale = "USD million" if in_millions else "USD"
    assert scale in [one.text for one in svg.all("text")]
