"""Totals by time and one more dimension as cross tables: time downwards, the other across, one table a stage."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from aidledger.domain.amounts import full, short
from aidledger.domain.folding import beside, merged, time_position
from aidledger.domain.totals import Total, Totals, group_label
from aidledger.domain.vocabulary import Dimension, Stage
from aidledger.reports.sums import Figure, amount, total_label
from aidledger.reports.tables import Column, Table
from aidledger.reports.wording import dimension_heading

MARK = "+ n: packages without a stated value"
"""What a `+ 2` beside a figure says."""


Cells = dict[tuple[str | None, str | None], dict[str | None, Total]]
"""By time and currency, what stands across."""


class Crossed(NamedTuple):
    """The table of one stage, or of all where the stages stand across."""

    stage: Stage | None
    table: Table


def crossed(totals: Totals, *, exact: bool = False) -> list[Crossed]:
    """The tables, one for each stage; none where the dimensions are not two, one of them time."""
    position = time_position(totals.dimensions)
    if position is None or len(totals.dimensions) != 2:
        return []
    figure = full if exact else short
    if Dimension.STAGE in totals.dimensions:
        return [Crossed(None, _table(totals, totals.rows, position, figure))]
    return [
        Crossed(stage, _table(totals, [row for row in totals.rows if row.stage is stage], position, figure))
        for stage in totals.stages
    ]


def _table(totals: Totals, rows: Sequence[Total], position: int, figure: Figure) -> Table:
    time, other = totals.dimensions[position], totals.dimensions[1 - position]
    across = sorted({row.groups[1 - position] for row in rows}, key=_place(other))
    cells: Cells = defaultdict(dict)
    for row in rows:
        cells[row.groups[position], row.currency][row.groups[1 - position]] = row
    _put_beside(cells)
    body = [
        [group_label(time, group), *(_cell(cells[group, currency].get(one), figure) for one in across)]
        for group, currency in cells
    ]
    columns = [Column(_heading(other, one), figures=True) for one in across]
    sums = [] if totals.cumulative or len(body) < 2 else list(_sums(rows, across, 1 - position, figure))
    return Table((Column(dimension_heading(time)), *columns), [*body, *sums], sums=len(sums))


def _heading(dimension: Dimension, group: str | None) -> str:
    label = group_label(dimension, group)
    return label.capitalize() if dimension is Dimension.STAGE else label


def _sums(rows: Iterable[Total], across: Sequence[str | None], position: int, figure: Figure) -> Iterator[list[str]]:
    found: dict[str | None, dict[str | None, Total]] = defaultdict(dict)
    for total in beside(merged(row._replace(groups=(row.groups[position],)) for row in rows)):
        found[total.currency][total.groups[0]] = total
    if None in found and len(found) > 1:
        only: Cells = {("", currency): cells for currency, cells in found.items()}
        _put_beside(only)
        found = {currency: cells for (_, currency), cells in only.items()}
    several = len(found.keys() - {None}) > 1
    for currency in sorted(found, key=lambda code: code or "~"):
        yield [total_label(currency, several), *(_cell(found[currency].get(one), figure) for one in across)]


def _put_beside(cells: Cells) -> None:
    """Put what has no value into the first row of its time that has room for it."""
    for time in [time for time, currency in cells if currency is None]:
        unvalued = cells[time, None]
        for code in sorted(code for other, code in cells if other == time and code):
            for group in [group for group in unvalued if group not in cells[time, code]]:
                cells[time, code][group] = unvalued.pop(group)
        if not unvalued:
            del cells[time, None]


def _cell(total: Total | None, figure: Figure) -> str:
    if total is None:
        return ""
    unvalued = f"+ {total.without_value:,}" if total.without_value else ""
    return " ".join(filter(None, (amount(total, figure), unvalued)))


def _place(dimension: Dimension) -> Callable[[str | None], tuple[bool, int, str]]:
    """Stages stand in their own order, all else by name, what is not stated last."""

    def place(group: str | None) -> tuple[bool, int, str]:
        rank = Stage(group).rank if group and dimension is Dimension.STAGE else 0
        return group is None, rank, group or ""

    return place
