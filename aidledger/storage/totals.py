"""How much: what packages contribute, gathered into rows, and what stands beneath them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from sqlalchemy import Connection, select

from aidledger.domain import folding
from aidledger.domain.amounts import from_minor
from aidledger.domain.dates import FISCAL_START_MONTH, Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.netting import Net
from aidledger.domain.rates import Exchange
from aidledger.domain.totals import CountedOnce, Filters, Overdrawn, Share, Total, Totals, counted
from aidledger.domain.vocabulary import AidType, Dimension, Stage
from aidledger.errors import InvalidInput
from aidledger.storage.contributions import Contribution, Question, Worth, by_category, itemised, singly, sums
from aidledger.storage.exchanging import Exchanger
from aidledger.storage.filters import Standing, matches, straddles
from aidledger.storage.rows import citations_of
from aidledger.storage.tables import packages, revisions


def totals(
    connection: Connection, dimensions: tuple[Dimension, ...], period: Period, filters: Filters, as_of: AsOf, *,
    fiscal_start: int = FISCAL_START_MONTH, gaps: bool = False, cumulative: bool = False, explain: bool = False,
    exchange: Exchange | None = None,
) -> Totals:  # fmt: skip
    """See `Ledger.totals`."""
    position = folding.time_position(dimensions)
    if cumulative and position is None:
        raise InvalidInput("what is cumulative runs on in time", "name one dimension of time: --by month,donor")
    if cumulative and explain:
        raise InvalidInput("each row of a cumulative total has the packages of all before it", "leave out --cumulative")
    question = Question(dimensions, period, filters, as_of, fiscal_start)
    every = explain or Dimension.CATEGORY in dimensions or exchange is not None
    exchanger = Exchanger(exchange) if exchange else None
    stages, tally = counted(filters.stages), _Tally()
    split = _splitting(connection, question, exchanger.worth if exchanger else _as_stated)
    # Those that are held one by one are let go before the sums come.
    for one in chain(singly(connection, question, every=every), () if every else sums(connection, question)):
        if one.total.stage not in stages:
            tally.left_out[one.total.stage] += one.total.packages
            continue
        whole = exchanger.exchanged(one) if exchanger else one
        parts = split(whole) if split else (whole,)
        tally.add(whole, parts)
        if split:
            folding.add_to(tally.wholes, whole.total._replace(groups=()))
        if explain:
            tally.kept += parts
    parted = _parted(question, tally.rows)
    rows = list(_trimmed(tally.rows.values(), question, parted))
    known_on = as_of.known_on or datetime.now(UTC).date()
    if position is not None and (gaps or cumulative):
        there = {str(row.groups[position]) for row in rows}
        times = folding.stretch(dimensions[position], there, period, known_on, fiscal_start) if gaps else sorted(there)
        if gaps:
            rows = folding.filled(rows, position, times)
        if cumulative:
            rows = folding.accumulated(rows, position, times, dimensions[position], fiscal_start)
    rows.sort(key=folding.in_time(dimensions, fiscal_start))
    return Totals(
        dimensions=(*dimensions, *parted),
        period=period,
        filters=filters,
        as_of=as_of,
        known_on=known_on,
        fiscal_start=fiscal_start,
        cumulative=cumulative,
        rows=tuple(folding.beside(rows)),
        sums=tuple(folding.beside(folding.summed((tally.wholes if split else tally.rows).values()))),
        shares=tuple(_shares(connection, question, tally.kept, parted)),
        aid_types=tuple(kind for kind in AidType if kind in tally.aid_types),
        left_out={stage: tally.left_out[stage] for stage in Stage if stage in tally.left_out},
        straddling=_straddling(connection, question),
        counted_once=tuple(_counted_once(tally.drawn)),
        overdrawn=tuple(_overdrawn(tally.drawn)),
        within_others=tally.within_others,
        unsourced=tally.unsourced,
        exchanged=exchanger.told() if exchanger else None,
    )


class _Tally:
    """All that the contributions come to; each is taken in once and let go, for there may be a million."""

    def __init__(self) -> None:
        self.rows: dict[folding.Key, Total] = {}
        self.wholes: dict[folding.Key, Total] = {}
        """Sums of whole packages, where the rows have parts of them."""
        self.kept: list[Contribution] = []
        """What is to be explained."""
        self.aid_types: set[str] = set()
        self.left_out: dict[Stage, int] = defaultdict(int)
        self.drawn: dict[tuple[Stage, str], _Drawn] = defaultdict(_Drawn)
        """By stage and currency."""
        self.within_others = 0
        self.unsourced = 0

    def add(self, whole: Contribution, parts: Iterable[Contribution]) -> None:
        """Take in a contribution, which stands in the rows as its `parts`."""
        self.aid_types.add(whole.aid_type)
        self.unsourced += whole.unsourced
        self.within_others += whole.net.within
        if whole.net.children:
            place = whole.total.stage, str(whole.stated_in)
            self.drawn[place] = self.drawn[place].plus(whole.net)
        for part in parts:
            folding.add_to(self.rows, part.total)


class _Drawn(NamedTuple):
    """What `children` have drawn from packages, and what they state `beyond` that of some, in minor units."""

    minor: int = 0
    children: int = 0
    beyond: int = 0
    overdrawn: int = 0

    def plus(self, net: Net) -> "_Drawn":
        """With what has been drawn from one more package."""
        return _Drawn(
            self.minor + net.drawn, self.children + net.children, self.beyond + net.beyond,
            self.overdrawn + bool(net.beyond),
        )  # fmt: skip


def _splitting(
    connection: Connection, question: Question, worth: Worth
) -> Callable[[Contribution], list[Contribution]] | None:
    """What a contribution stands in the rows as, where categories are asked for; else it stands as itself."""
    if Dimension.CATEGORY not in question.dimensions:
        return None
    items, place = itemised(connection, question), question.dimensions.index(Dimension.CATEGORY)
    return lambda one: list(by_category(one, items.get(one.revision_id, []), place, worth))


def _as_stated(amount: Decimal, _share: Share) -> Decimal:
    return amount


def _parted(question: Question, rows: Iterable[folding.Key]) -> dict[Dimension, int]:
    """Of the parties that are filtered but not grouped by, those that some packages share with others; their places."""
    first = len(question.dimensions)
    places = enumerate(question.parted.items(), start=first)
    return {
        party: place
        for place, (party, codes) in places
        if any(groups[place] != ", ".join(sorted(codes)) for groups, *_ in rows)
    }


def _trimmed(totals: Iterable[Total], question: Question, parted: dict[Dimension, int]) -> Iterable[Total]:
    """The totals without the groups of parties that no package shares with others."""
    if len(parted) == len(question.parted):
        return totals
    kept = (*range(len(question.dimensions)), *parted.values())
    return (total._replace(groups=tuple(total.groups[place] for place in kept)) for total in totals)


def _shares(
    connection: Connection, question: Question, parts: list[Contribution], parted: dict[Dimension, int]
) -> Iterator[Share]:
    """The packages of which the rows are made, in the order of the rows, with what they cite."""
    cited = citations_of(connection, sorted({one.revision_id for one in parts}))
    totals = _trimmed((one.total for one in parts), question, parted)
    shares = [
        one.share._replace(total=total, sources=tuple(cited.get(one.revision_id, ())))
        for one, total in zip(parts, totals, strict=True)
        if one.share
    ]
    place = folding.in_time(question.dimensions, question.fiscal_start)
    return iter(sorted(shares, key=lambda share: place(share.total)))


def _straddling(connection: Connection, question: Question) -> tuple[tuple[str, str], ...]:
    if question.period == Period():
        return ()
    stands = Standing(question.as_of)
    found = connection.execute(
        select(packages.c.ref, revisions.c.announced_on)
        .join(revisions, revisions.c.package_id == packages.c.id)
        .where(
            stands(), straddles(question.period), matches(question.filters, stages=False),
            revisions.c.stage.in_(counted(question.filters.stages)),
        )
        .order_by(revisions.c.first_day, packages.c.ref)
    )  # fmt: skip
    return tuple((ref, announced_on) for ref, announced_on in found)


def _counted_once(drawn: Mapping[tuple[Stage, str], _Drawn]) -> Iterator[CountedOnce]:
    for (stage, code), all_ in _in_order(drawn):
        yield CountedOnce(stage, code, from_minor(all_.minor, code), all_.children)


def _overdrawn(drawn: Mapping[tuple[Stage, str], _Drawn]) -> Iterator[Overdrawn]:
    for (stage, code), all_ in _in_order(drawn):
        if all_.overdrawn:
            yield Overdrawn(stage, code, from_minor(all_.beyond, code), all_.overdrawn)


def _in_order(drawn: Mapping[tuple[Stage, str], _Drawn]) -> list[tuple[tuple[Stage, str], _Drawn]]:
    return sorted(drawn.items(), key=lambda item: (item[0][0].rank, item[0][1]))
