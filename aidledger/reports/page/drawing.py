"""Charts as SVG: columns over time with the line of what they come to, or bars beside each other."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from aidledger.reports.description.axes import Axis, axes
from aidledger.reports.description.values import Chart, ChartKind, Money, Part, Value
from aidledger.reports.page.markup import Markup, text

_WIDTH: Final = 960
_HEIGHT: Final = 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 84, 12, 78
_NAMES: Final = 210
"""The room that the names of bars have."""
_LONGEST: Final = 32
"""Characters of such a name; all of it stands in the title of its bar."""
_BAR: Final = 26
_LABEL: Final = 56
"""The room that a label beneath a column needs."""
_LETTER: Final = 6.5
"""The width of a letter, about."""
_MILLION: Final = 6


class _Point(NamedTuple):
    label: str
    figure: Money | None
    running: Money | None

    @property
    def height(self) -> Decimal:
        return self.figure.value if self.figure else Decimal(0)


def drawing(chart: Chart, source: Part, markup: Markup) -> str:
    """The chart of rows of `source`, with a caption that tells in words what is to be seen."""
    points = list(_points(chart, source))
    lying = chart.kind is ChartKind.BARS
    height = _TOP + _BAR * len(points) + _BOTTOM if lying else _HEIGHT
    inside = "\n".join(_bars(chart, points, markup, height) if lying else _columns(chart, points, markup))
    return (
        f'<figure class=chart><div class=drawing role="region" tabindex="0" aria-label="{text(chart.title)}, chart">'
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{text(chart.described)}">\n{inside}\n</svg></div>'
        f"<figcaption><b>{text(chart.title)}, {text(chart.scale)}.</b> {text(chart.described)}</figcaption></figure>"
    )


def _points(chart: Chart, source: Part) -> Iterator[_Point]:
    names, figures = source.at(chart.labels), source.at(chart.figures)
    for row in source.rows[chart.first : chart.last + 1]:
        running = row[source.at(chart.running)] if chart.running else None
        yield _Point(str(row[names]), _money(row[figures]), _money(running))


def _money(value: Value) -> Money | None:
    return value if isinstance(value, Money) else None


def _columns(chart: Chart, points: Sequence[_Point], markup: Markup) -> Iterator[str]:
    running = [point.running.value for point in points if point.running]
    axis, further = axes([point.height for point in points], running)
    width, height = _WIDTH - _LEFT - (_RIGHT if running else 12), _HEIGHT - _TOP - _BOTTOM

    def level(figure: Decimal, against: Axis) -> float:
        return _TOP + height * float((against.most - figure) / (against.most - against.least))

    for mark in axis.marks:
        at = level(mark, axis)
        yield f'<path class={"zero" if not mark else "rule"} d="M{_LEFT} {at:.1f}h{width}"/>'
        yield _label(_LEFT - 8, at + 4, _scaled(mark, chart), "end")
    room = width / len(points)
    named = _named([point.label for point in points], room)
    zero = level(Decimal(0), axis)
    for number, point in enumerate(points):
        left, top = _LEFT + room * (number + 0.15), level(point.height, axis)
        yield _bar(left, min(top, zero), room * 0.7, abs(zero - top), point, markup)
        if number in named:
            yield _label(left + room * 0.35, _TOP + height + 18, point.label, "middle")
    if running:
        for mark in further.marks:
            yield _label(_LEFT + width + 8, level(mark, further) + 4, _scaled(mark, chart), "start")
        line = [
            f"{_LEFT + room * (number + 0.5):.1f} {level(point.running.value, further):.1f}"
            for number, point in enumerate(points) if point.running
        ]  # fmt: skip
        yield f'<path class=line d="M{"L".join(line)}"/>'
        yield _turned(_WIDTH - 14, _TOP + height / 2, f"{chart.running}, {chart.scale}")
        yield from _legend(chart)
    yield _turned(14, _TOP + height / 2, chart.scale)
    yield _label(_LEFT + width / 2, _HEIGHT - 36, chart.label_title, "middle")


def _named(labels: Sequence[str], room: float) -> set[int]:
    """Which columns have room for their labels: the longer ones first, for `2023, month unknown` is no month."""
    usual = min(map(len, labels))
    every = -(-_LABEL // max(1, int(room)))
    wanted = [at for at, label in enumerate(labels) if len(label) > usual]
    taken: list[tuple[float, float]] = []
    named = set()
    for at in dict.fromkeys([*wanted, *range(0, len(labels), every)]):
        half, middle = max(_LABEL, _LETTER * len(labels[at])) / 2, room * (at + 0.5)
        if all(middle - half >= right or middle + half <= left for left, right in taken):
            taken.append((middle - half, middle + half))
            named.add(at)
    return named


def _legend(chart: Chart) -> Iterator[str]:
    middle, at = _WIDTH / 2, _HEIGHT - 10
    yield f'<rect class=bar x="{middle - 200:.0f}" y="{at - 10}" width="14" height="10"/>'
    yield _label(middle - 180, at, chart.figures, "start")
    yield f'<path class=line d="M{middle + 20:.0f} {at - 5}h26"/>'
    yield _label(middle + 52, at, f"{chart.running} (right)", "start")


def _bars(chart: Chart, points: Sequence[_Point], markup: Markup, height: int) -> Iterator[str]:
    axis, _ = axes([point.height for point in points], ())
    width, foot = _WIDTH - _NAMES - 40, height - _BOTTOM

    def along(figure: Decimal) -> float:
        return _NAMES + width * float((figure - axis.least) / (axis.most - axis.least))

    for mark in axis.marks:
        yield f'<path class={"zero" if not mark else "rule"} d="M{along(mark):.1f} {_TOP}V{foot}"/>'
        yield _label(along(mark), foot + 18, _scaled(mark, chart), "middle")
    zero = along(Decimal(0))
    for number, point in enumerate(points):
        top, end = _TOP + _BAR * number, along(point.height)
        yield _bar(min(zero, end), top + 4, abs(end - zero), _BAR - 8, point, markup)
        name = point.label if len(point.label) <= _LONGEST else f"{point.label[: _LONGEST - 1].rstrip()}…"
        yield _label(_NAMES - 8, top + _BAR / 2 + 4, name, "end")
    yield _label(_NAMES + width / 2, height - 30, chart.scale, "middle")


def _bar(left: float, top: float, width: float, height: float, point: _Point, markup: Markup) -> str:
    stated = markup.value(point.figure) or "no stated value"
    running = f"; so far {markup.value(point.running)}" if point.running else ""
    return (
        f'<rect class=bar x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}">'
        f"<title>{text(point.label)}: {stated}{running}</title></rect>"
    )


def _label(across: float, down: float, words: str, anchored: str) -> str:
    return f'<text x="{across:.1f}" y="{down:.1f}" text-anchor="{anchored}">{text(words)}</text>'


def _turned(across: float, down: float, words: str) -> str:
    place = f"{across:.0f} {down:.0f}"
    return f'<text transform="translate({place}) rotate(-90)" text-anchor="middle">{text(words)}</text>'


def _scaled(figure: Decimal, chart: Chart) -> str:
    shown = figure.scaleb(-_MILLION) if chart.millions else figure
    return f"{shown:,f}".rstrip("0").rstrip(".") if "." in f"{shown:f}" else f"{shown:,f}"
