"""Totals as bars that a terminal can draw: columns over time where there is room, else a bar beside each figure."""

import math
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from aidledger.domain.amounts import short
from aidledger.domain.folding import known
from aidledger.domain.totals import Groups, Total, Totals, group_label
from aidledger.domain.vocabulary import TIME_DIMENSIONS, Stage

_NOTHING: Final = Decimal(0)
_EIGHTHS: Final = ("", *"▏▎▍▌▋▊▉")
_NARROW: Final = 60
"""A terminal of fewer columns has no room for axes."""
_PIPE: Final = 80
_HEIGHT: Final = 16
_SHORTEST: Final = 8
_LONGEST: Final = 48
_POWERS: Final = ((12, " trillion"), (9, " billion"), (6, " million"), (3, " thousand"))


class _Series(NamedTuple):
    """One stage and currency, and all groups but the first: what may share an axis."""

    stage: Stage
    currency: str
    others: Groups


def charts(totals: Totals, *, width: int | None) -> Iterator[str]:
    """The lines of a chart for each series, for a terminal of `width` columns; `None`, a pipe, gets plain bars."""
    found: dict[_Series, list[Total]] = defaultdict(list)
    for row in totals.rows:
        if row.currency is not None:
            found[_Series(row.stage, row.currency, row.groups[1:])].append(row)
    first, *others = totals.dimensions
    for series, rows in found.items():
        names = [group_label(name, value) for name, value in zip(others, series.others, strict=True)]
        over_time = first in TIME_DIMENSIONS and all(known(row.groups[0] or "X") for row in rows)
        columns = width is not None and width >= _NARROW and over_time and len(rows) > 2
        power, unit = _scale(rows)
        yield ", ".join([series.stage.capitalize(), *names, f"{series.currency}{unit if columns else ''}"])
        yield from _columns(rows, power, width or 0) if columns else _bars(totals, rows, width or _PIPE)
        yield ""


def _scale(rows: list[Total]) -> tuple[int, str]:
    """The power of ten in which the largest figure has one to three digits, and its name."""
    most = max(abs(row.amount or _NOTHING) for row in rows)
    return next(((power, name) for power, name in _POWERS if most >= Decimal(10) ** power), (0, ""))


def _columns(rows: list[Total], power: int, width: int) -> list[str]:
    """Columns over time, with axes; half a line of height is the least that can be seen."""
    # Only charts need it.
    import plotext

    figures = [float((row.amount or _NOTHING).scaleb(-power)) for row in rows]
    plotext.clear_figure()
    plotext.plotsize(width, _HEIGHT)
    plotext.bar([row.groups[0] or "" for row in rows], figures)
    ticks = _ticks(min(0.0, *figures), max(0.0, *figures))
    plotext.yticks(ticks)
    plotext.ylim(ticks[0], ticks[-1])
    return [line.rstrip() for line in plotext.uncolorize(plotext.build()).splitlines()]


def _ticks(low: float, high: float) -> list[float]:
    """Round figures from below `low` to above `high`, four to eight of them."""
    span = (high - low) or 1.0
    magnitude = 10.0 ** math.floor(math.log10(span))
    step = magnitude * next(part for part in (0.2, 0.25, 0.5, 1, 2) if span / (part * magnitude) <= 6)
    return [round(number * step, 6) for number in range(math.floor(low / step), math.ceil(high / step) + 1)]


def _bars(totals: Totals, rows: list[Total], width: int) -> Iterator[str]:
    """A line for each row: its name, its figure, and a bar of eighths of a character."""
    labels = [group_label(totals.dimensions[0], row.groups[0]) for row in rows]
    figures = [short(row.amount or _NOTHING, row.currency or "", row.bound) for row in rows]
    room, wide = max(map(len, labels)), max(map(len, figures))
    length = min(max(width - room - wide - 5, _SHORTEST), _LONGEST)
    most = max(abs(row.amount or _NOTHING) for row in rows) or Decimal(1)
    for label, figure, row in zip(labels, figures, rows, strict=True):
        amount = row.amount or _NOTHING
        whole, eighths = divmod(int(abs(amount) * length * 8 / most), 8)
        bar = f"{'-' if amount < 0 else ' '}{'█' * whole}{_EIGHTHS[eighths]}"
        yield f"{label:{room}}  {figure:>{wide}} {bar}".rstrip()
