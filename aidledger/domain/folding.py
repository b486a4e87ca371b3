"""Sums of sums: groups that become one, gaps that are filled, months that run on.

Everything here takes and gives rows of one answer, never two stages or two currencies in one sum.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from aidledger.domain.amounts import from_minor
from aidledger.domain.bounds import Bound, combine
from aidledger.domain.dates import AnnouncedOn, Period, fiscal_quarter, fiscal_year
from aidledger.domain.totals import Groups, Total
from aidledger.domain.vocabulary import TIME_DIMENSIONS, Dimension, Stage

_MONTH_OF_WEEKS: Final = re.compile(r"\d{4}-(\d{2})-W?XX")
Key = tuple[Groups, Stage, str | None]
"""What tells one row from another: the group, the stage, the currency."""

_LAST: Final = "\U0010ffff"
"""The last of all characters."""


def merged(totals: Iterable[Total]) -> list[Total]:
    """One row for each group, stage and currency, in order.

    Adding is associative and commutative: in whatever parts and order the packages come, the rows are the same.
    """
    together: dict[Key, Total] = {}
    for total in totals:
        add_to(together, total)
    return ordered(together.values())


def add_to(rows: dict[Key, Total], total: Total) -> None:
    """Add a total to the row of its group, stage and currency."""
    key = total[:3]
    before = rows.get(key)
    rows[key] = added(before, total) if before else total


def added(one: Total, other: Total) -> Total:
    """Two totals of the same group, stage and currency as one."""
    amount = None if one.amount is None or other.amount is None else one.amount + other.amount
    bound = one.bound if one.bound is other.bound else _both(one.bound, other.bound)
    counts = (one.packages + other.packages, one.without_value + other.without_value,
              one.unconvertible + other.unconvertible)  # fmt: skip
    return Total(one.groups, one.stage, one.currency, amount, bound, *counts)


@cache
def _both(one: Bound, other: Bound) -> Bound:
    return combine((one, other))


def ordered(totals: Iterable[Total]) -> list[Total]:
    """The rows by the texts of their groups, by stage and currency; what is not stated comes behind everything else."""
    return sorted(totals, key=_place)


def _place(total: Total) -> tuple[object, ...]:
    return tuple(group or _LAST for group in total.groups), total.stage.rank, total.currency or _LAST


Place = Callable[[Total], tuple[object, ...]]


def in_time(dimensions: Sequence[Dimension], fiscal_start: int) -> Place:
    """A key for the order in which every report has rows: time runs on, and all else is as in `ordered`."""
    keys = [_moment(one, fiscal_start) if one in TIME_DIMENSIONS else None for one in dimensions]

    @cache
    def among(groups: Groups) -> tuple[object, ...]:
        # Parties that a filter parts from others stand behind the dimensions.
        own = [key(group or "") if key else group or _LAST for key, group in zip(keys, groups, strict=False)]
        return own, groups[len(keys) :]

    return lambda total: (among(total.groups), total.stage.rank, total.currency or _LAST)


def _moment(dimension: Dimension, fiscal_start: int) -> Callable[[str], tuple[date, bool, str]]:
    """A key that sorts the groups of a time dimension by their ends; what is known less finely comes behind these."""

    @cache
    def end(group: str) -> tuple[date, bool, str]:
        if known(group):
            return _days(dimension, group, fiscal_start)[1], False, group
        year = int(group.removeprefix("FY")[:4])
        month = _MONTH_OF_WEEKS.match(group)
        coarse = AnnouncedOn(year=year, month=int(month[1]) if month else None)
        return coarse.last_day, True, group

    return end


def beside(totals: Sequence[Total]) -> list[Total]:
    """The ordered rows, with packages without a value beside the sum of their group where it has but one currency."""
    rows: list[Total] = []
    for _, found in groupby(totals, key=itemgetter(0, 1)):
        some = list(found)
        if len(some) == 2 and some[1].currency is None:
            sum_, unvalued = some
            some = [
                sum_._replace(
                    packages=sum_.packages + unvalued.packages,
                    without_value=sum_.without_value + unvalued.without_value,
                    unconvertible=sum_.unconvertible + unvalued.unconvertible,
                )
            ]
        rows += some
    return rows


def summed(totals: Iterable[Total]) -> list[Total]:
    """All groups together: a row for each stage and currency, of no group."""
    alike: dict[tuple[Stage, str | None], list[Total]] = defaultdict(list)
    for total in totals:
        alike[total.stage, total.currency].append(total)
    return ordered(_sum(stage, currency, found) for (stage, currency), found in alike.items())


def _sum(stage: Stage, currency: str | None, totals: Sequence[Total]) -> Total:
    """The sum of no group of totals that are all of one stage and currency."""
    _, _, _, amounts, bounds, *counts = zip(*totals, strict=True)
    amount = None if None in amounts else sum(amounts, Decimal())
    return Total((), stage, currency, amount, combine(bounds), *map(sum, counts))


def time_position(dimensions: Sequence[Dimension]) -> int | None:
    """Where among `dimensions` the time stands, if there is one and only one."""
    found = [position for position, dimension in enumerate(dimensions) if dimension in TIME_DIMENSIONS]
    return found[0] if len(found) == 1 else None


def known(group: str) -> bool:
    """Whether a group of a time dimension is one stretch of time, and not `2022, month unknown`."""
    return "X" not in group and not (group.startswith("FY") and "-" in group)


def stretch(dimension: Dimension, groups: Iterable[str], period: Period, until: date, fiscal_start: int) -> list[str]:
    """Every group of a time dimension from the first to the last of `groups`, and to the ends of `period`.

    Nothing after `until`, of which nobody can know. Groups that are no stretch of time are left out.
    """
    days = [_days(dimension, group, fiscal_start) for group in groups if known(group)]
    starts = [first for first, _ in days] + ([period.first] if period.first and period.first <= until else [])
    ends = [last for _, last in days] + ([min(period.last, until)] if period.last else [])
    if not starts or not ends:
        return []
    step = timedelta(days=1 if dimension in {Dimension.DAY, Dimension.WEEK} else 28)
    found: dict[str, None] = {}
    at, last = min(starts), max(ends)
    while at <= last:
        found[_group(dimension, at, fiscal_start)] = None
        at += step
    found[_group(dimension, last, fiscal_start)] = None
    return sorted(found)


def _days(dimension: Dimension, group: str, fiscal_start: int) -> tuple[date, date]:
    """The first and the last day of a group."""
    if dimension is Dimension.WEEK:
        year, _, week = group.partition("-W")
        monday = date.fromisocalendar(int(year), int(week), 1)
        return monday, monday + timedelta(days=6)
    period = Period.parse(group, fiscal_start)
    return period.first or date.min, period.last or date.max


def _group(dimension: Dimension, day: date, fiscal_start: int) -> str:
    announced = AnnouncedOn(year=day.year, month=day.month, day=day.day)
    return refiscalled(dimension, announced.groups["month"], fiscal_start) or announced.groups[dimension]


def refiscalled(dimension: Dimension, month: str, fiscal_start: int) -> str | None:
    """The group of a fiscal dimension that a month is of; `None` for the other dimensions."""
    match dimension:
        case Dimension.FISCAL_YEAR:
            return fiscal_year(month, fiscal_start)
        case Dimension.FISCAL_QUARTER:
            return fiscal_quarter(month, fiscal_start)
        case _:
            return None


def filled(totals: Sequence[Total], position: int, times: Sequence[str]) -> list[Total]:
    """The rows, and after them a zero wherever a series has nothing at one of `times`, in no order.

    A series is all rows of one currency and stage, and of the same groups but for that at `position`. Where a group has
    only packages without a value no zero is put beside them: it would be taken for theirs.
    """
    there = {total[:3] for total in totals}
    series: dict[Groups, set[tuple[Stage, str]]] = defaultdict(set)
    for groups, stage, currency in there:
        if currency is not None:
            series[_without(groups, position)].add((stage, currency))
    zeros = []
    for others, found in series.items():
        every = [_at(time, others, position) for time in times]
        for stage, currency in found:
            nothing = from_minor(0, currency)
            zeros += [
                Total(groups, stage, currency, nothing, Bound.EXACT, 0, 0)
                for groups in every
                if (groups, stage, currency) not in there and (groups, stage, None) not in there
            ]
    return [*totals, *zeros]


def accumulated(
    totals: Sequence[Total], position: int, times: Iterable[str], dimension: Dimension, fiscal_start: int
) -> list[Total]:
    """The rows run on, series by series: at each of `times`, all that its series had until then.

    What is known less finely joins behind the end of what it may mean: `2022, month unknown` behind December 2022.
    """
    series: dict[tuple[Groups, Stage, str | None], dict[str, Total]] = defaultdict(dict)
    for total in totals:
        others = _without(total.groups, position)
        series[others, total.stage, total.currency][total.groups[position] or ""] = total
    there = {*times, *(time for found in series.values() for time in found)}
    moments = sorted(there, key=_moment(dimension, fiscal_start))
    return [total for (others, *_), found in series.items() for total in _running(others, position, found, moments)]


def _running(others: Groups, position: int, found: dict[str, Total], moments: Iterable[str]) -> Iterator[Total]:
    running: Total | None = None
    for time in moments:
        if new := found.get(time):
            running = added(running, new) if running else new
        if running:
            yield running._replace(groups=_at(time, others, position))


def _at(time: str, others: Groups, position: int) -> Groups:
    return (*others[:position], time, *others[position:])


def _without(groups: Groups, position: int) -> Groups:
    return groups[:position] + groups[position + 1 :]
