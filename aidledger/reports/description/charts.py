"""What is drawn, and what a reader who cannot see it is told instead."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from aidledger.domain.bounds import Bound
from aidledger.domain.report import PartName
from aidledger.domain.totals import Groups, Total, Totals, group_label
from aidledger.domain.vocabulary import TIME_DIMENSIONS, Dimension, Stage
from aidledger.reports.description.shown import shortened
from aidledger.reports.description.values import Chart, ChartKind, Money
from aidledger.reports.wording import dimension_heading, group_labels, number_of, plural

_MILLION: Final = 1_000_000
_MOST_BARS: Final = 20


def charted(rows: Sequence[Total], dimension: Dimension) -> tuple[int, Sequence[Total]] | None:
    """The rows to be drawn and where they begin: commitments, where there are any, in the currency of most packages.

    Of what is no time, the largest. `None` where there is but one.
    """
    candidates: list[tuple[int, list[Total]]] = []
    for (_, code, _), found in groupby(enumerate(rows), key=lambda pair: series(pair[1])):
        pairs = list(found)
        if code is not None:
            candidates.append((pairs[0][0], [row for _, row in pairs]))
    if not candidates or dimension is Dimension.STAGE:
        return None
    start, chosen = max(candidates, key=lambda one: (_fitness(one[1][0].stage), sum(row.packages for row in one[1])))
    if dimension not in TIME_DIMENSIONS:
        chosen = chosen[:_MOST_BARS]
    return (start, chosen) if len(chosen) > 1 and any(row.amount for row in chosen) else None


def _fitness(stage: Stage) -> int:
    return len(Stage) if stage is Stage.COMMITMENT else stage.rank


def series(total: Total) -> tuple[Stage, str | None, Groups]:
    """What rows have in common that may be drawn together: their stage, their currency and what parts parties."""
    return total.stage, total.currency, total.groups[1:]


def chart(
    part: PartName, totals: Totals, first: int, rows: Sequence[Total], running: Sequence[Total | None] | None,
    headings: tuple[str, str, str],
) -> Chart:  # fmt: skip
    """The chart of `rows`, which begin at `first`: columns with the line that runs on, or bars.

    `headings` are those of the labels, of the figures and of what is `running`.
    """
    dimension, *extra = totals.dimensions
    by_time, sample = dimension in TIME_DIMENSIONS, rows[0]
    amounts = [row.amount or Decimal(0) for row in rows]
    code = str(sample.currency)
    millions = max(map(abs, amounts)) >= _MILLION
    what = ", ".join([f"{plural(sample.stage.value).capitalize()} by {dimension.replace('-', ' ')}",
                      *group_labels(extra, sample.groups[1:])])  # fmt: skip
    largest = max(range(len(rows)), key=amounts.__getitem__)
    told = [f"{'Columns' if by_time else 'Bars'}: {what}, in {code}, {number_of(len(rows), 'figure')}"]
    told.append(f"the largest is {group_label(dimension, rows[largest].groups[0])} with {_short(rows[largest])}")
    if by_time:
        told.append(f"from {group_label(dimension, sample.groups[0])} to {group_label(dimension, rows[-1].groups[0])}")
    if running and (last := running[-1]):
        told.append(f"a line of what they come to, {_short(last)} at the end")
    return Chart(
        kind=ChartKind.COLUMNS if by_time else ChartKind.BARS,
        title=what if not totals.cumulative else f"{what}, cumulative",
        described=f"{'; '.join(told)}. The figures stand in the table '{part}'.",
        part=part,
        first=first,
        last=first + len(rows) - 1,
        labels=headings[0],
        figures=headings[1],
        running=headings[2] if running else None,
        label_title=dimension_heading(dimension) + (" of announcement" if by_time else ""),
        unit=code,
        millions=millions,
    )


def _short(total: Total) -> str:
    bound = total.bound if total.packages else Bound.EXACT
    return shortened(Money(total.amount or Decimal(0), str(total.currency), bound))
