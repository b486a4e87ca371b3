"""What packages contribute to the totals of their groups.

A package that is neither drawn on within its stage nor draws on one of its stage contributes what it states: the
database adds those up, in one statement. Those that do are read one by one, for `domain.netting` to say what each
contributes; so is every package where each has to be told, converted, or broken down by category.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain
from sys import intern
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, Text, and_, case, cast, func, null, or_, select, union, union_all
from sqlalchemy.sql import ColumnElement

from aidledger.domain.amounts import Amount, from_minor
from aidledger.domain.bounds import Bound, combine
from aidledger.domain.dates import FISCAL_START_MONTH, Period
from aidledger.domain.folding import refiscalled
from aidledger.domain.lookback import AsOf
from aidledger.domain.netting import Net, Stated, net
from aidledger.domain.totals import Filters, Groups, Share, Total
from aidledger.domain.vocabulary import Dimension, Stage
from aidledger.storage.filters import Standing, matches, scope
from aidledger.storage.tables import line_items, packages, revisions

_STAGES: Final[Mapping[str, Stage]] = {stage.value: stage for stage in Stage}
_BOUNDS: Final[Mapping[str | None, Bound]] = {None: Bound.EXACT} | {bound.value: bound for bound in Bound}
_PLAIN: Final = Net(None, Bound.EXACT)
_AT_A_TIME: Final = 100
_NOTHING: Final = Total((), Stage.COMMITMENT, None, None, Bound.EXACT, 0, 0)


class Question(NamedTuple):
    """Which packages, in which groups."""

    dimensions: tuple[Dimension, ...]
    period: Period
    filters: Filters
    as_of: AsOf
    fiscal_start: int

    @property
    def parted(self) -> dict[Dimension, tuple[str, ...]]:
        """Parties that are filtered but not grouped by: what they share with others is kept in rows of its own."""
        return {party: codes for party, codes in self.filters.parties.items() if party not in self.dimensions}

    @property
    def chosen(self) -> ColumnElement[bool]:
        """The packages of all stages that it is about."""
        return and_(scope(self.period), matches(self.filters, stages=False))


class Contribution(NamedTuple):
    """What packages of one aid type contribute to a total.

    Of a single one, `net` tells what has been drawn from it, in minor units of the currency that it states, and
    `share` all about it, where that was asked for.
    """

    total: Total
    aid_type: str
    unsourced: int
    net: Net = _PLAIN
    stated_in: str | None = None
    revision_id: int = 0
    share: Share | None = None


Worth = Callable[[Decimal, Share], Decimal]
"""What an amount that a package states counts as: itself, or what it is in another currency."""

_child, _parent = revisions.alias("child"), revisions.alias("parent")
_amount, _bound, _unsourced = revisions.c.amount_minor, revisions.c.amount_bound, revisions.c.source_count == 0


def sums(connection: Connection, question: Question) -> Iterator[Contribution]:
    """What the packages contribute that hang together with no other, added up by the database."""
    keys = [*_keys(question), revisions.c.stage.label("of_stage"), revisions.c.currency.label("in_currency")]
    keys.append(revisions.c.aid_type.label("of_aid_type"))
    stands = Standing(question.as_of)
    # One set to look into: a second one would cost as much again as all the adding up.
    apart = union_all(select(stands.outdone.c.id), *_linked(stands))
    softened = func.nullif(_bound, Bound.EXACT.value)
    statement = (
        select(
            *keys,
            func.sum(_amount),
            func.count(),
            # Of the bounds that are not exact, two that differ make the sum an approximate one.
            func.min(softened),
            func.max(softened),
            func.sum(case((_unsourced, 1), else_=0)),
        )
        .where(stands.there(), question.chosen, revisions.c.id.not_in(apart))
        .group_by(*(key.name for key in keys))
    )
    grouped = _reader(question)
    for *groups, stage, code, aid_type, minor, count, low, high, unsourced in _rows(connection, statement):
        amount = None if code is None else from_minor(int(minor), code)
        bound = _BOUNDS[low] if low == high else Bound.ABOUT
        # What states a currency states an amount.
        total = Total(grouped(groups), _STAGES[stage], code, amount, bound, count, 0 if code else count)
        yield Contribution(total, aid_type, int(unsourced))


def singly(connection: Connection, question: Question, *, every: bool) -> Iterator[Contribution]:
    """What the packages contribute that hang together with others, or `every` one and all about it, each by itself."""
    stands = Standing(question.as_of)
    linked = revisions.c.id.in_(union(*_linked(stands)))
    keys = [*_keys(question), revisions.c.aid_type, case((_unsourced, 1), else_=0).label("unsourced")]
    statement = select(
        *keys, revisions.c.id, revisions.c.package_id, revisions.c.draws_on_id, revisions.c.stage,
        revisions.c.currency, _amount, _bound, case((question.chosen, 1), else_=0).label("chosen"),
    ).where(stands(), or_(linked, question.chosen) if every else linked)  # fmt: skip
    if every:
        told = (revisions.c.announced_on, revisions.c.first_day, revisions.c.title, packages.c.ref)
        statement = statement.add_columns(*told).join(packages, packages.c.id == revisions.c.package_id)
        statement = statement.order_by(revisions.c.first_day, revisions.c.last_day, packages.c.ref)
    stated: list[Stated] = []
    kinds: list[_Kind | None] = []
    ids = array("q")
    shares: list[Share | None] = []
    grouped, width = _reader(question), len(keys)

    @cache  # of a million packages there are a few thousand kinds
    def kind_of(values: Sequence[Any]) -> _Kind:
        return _Kind(grouped(values[:-2]), *values[-2:])

    for row in _rows(connection, statement):
        # By place: a name costs as much as all else that is done with it.
        id_, package_id, draws_on_id, stage, code, minor, bound, chosen = row[width : width + 8]
        stated.append(Stated(package_id, draws_on_id, _STAGES[stage], code and intern(code), minor, _BOUNDS[bound]))
        kinds.append(kind_of(row[:width]) if chosen else None)
        ids.append(id_)
        shares.append(_share(row) if every and chosen else None)
    nets = net(stated)
    currency = question.dimensions.index(Dimension.CURRENCY) if Dimension.CURRENCY in question.dimensions else None
    return (
        _contribution(own, kind, nets[own.id], currency, id_, share)
        for own, kind, id_, share in zip(stated, kinds, ids, shares, strict=True)
        if kind
    )


def _rows(connection: Connection, statement: Select[Any]) -> Iterator[Sequence[Any]]:
    """The rows of an answer, some at a time: to ask for one after the other takes as long as to make them."""
    return chain.from_iterable(connection.execute(statement).partitions(_AT_A_TIME))


class _Kind(NamedTuple):
    """What packages of an answer have in common, before it is known what others have drawn from them."""

    groups: Groups
    aid_type: str
    unsourced: int


def _contribution(
    stated: Stated, kind: _Kind, found: Net, currency: int | None, revision_id: int, share: Share | None
) -> Contribution:
    groups = kind.groups
    if found.within and currency is not None:
        groups = (*groups[:currency], None, *groups[currency + 1 :])
    code = None if found.minor is None else stated.currency
    amount = from_minor(found.minor, code) if code and found.minor is not None else None
    unvalued = int(stated.minor is None and not found.within)
    total = Total(groups, stated.stage, code, amount, found.bound if code else Bound.EXACT, 1, unvalued)
    share = share and share._replace(total=total)
    return Contribution(total, kind.aid_type, kind.unsourced, found, stated.currency, revision_id, share)


def _share(row: Any) -> Share:
    """All about the package of a row, but for what it contributes."""
    stated = row.currency and Amount.model_construct(
        value=from_minor(row.amount_minor, row.currency), currency=row.currency, bound=_BOUNDS[row.amount_bound]
    )
    return Share(row.ref, row.title, row.announced_on, row.first_day, stated, _NOTHING)


def _linked(stands: Standing) -> tuple[Select[Any], Select[Any]]:
    """The revisions of live packages that draw on one of their stage, and of those that are drawn on so."""
    pairs = (
        select(_child.c.id.label("child_id"), _parent.c.id.label("parent_id"))
        # Hints for SQLite. It looks up a range of ids, which count from 1, and not IS NOT NULL; the sum keeps it from
        # starting with the parents, which are all, and the text from making an index of them for this statement alone.
        .join(_parent, and_(_parent.c.package_id == _child.c.draws_on_id + 0, _parent.c.stage + "" == _child.c.stage))
        .where(_child.c.draws_on_id > 0, stands(_child), stands(_parent))
        .cte("pairs")
    )
    return select(pairs.c.child_id), select(pairs.c.parent_id)


_Grouped = Callable[[Sequence[str | None]], Groups]


def _keys(question: Question) -> list[Any]:
    """The columns of the groups; no result has the name of a column, by which PostgreSQL would group."""
    found = [_column(name, question).label(f"by_{position}") for position, name in enumerate(question.dimensions)]
    for party, codes in question.parted.items():
        column = revisions.c[party.value]
        found.append(case((column.in_(codes), ""), else_=column).label(f"by_{party}"))
    return found


def _column(dimension: Dimension, question: Question) -> ColumnElement[Any]:
    if dimension is Dimension.CATEGORY:
        return cast(null(), Text)
    fiscal = dimension in {Dimension.FISCAL_YEAR, Dimension.FISCAL_QUARTER}
    if fiscal and question.fiscal_start != FISCAL_START_MONTH:
        return revisions.c.month
    return revisions.c[dimension.value.replace("-", "_")]


def _reader(question: Question) -> _Grouped:
    """What makes groups of the values of those columns."""
    own_year = question.fiscal_start != FISCAL_START_MONTH
    fiscal = [
        (position, name) for position, name in enumerate(question.dimensions)
        if own_year and name in {Dimension.FISCAL_YEAR, Dimension.FISCAL_QUARTER}
    ]  # fmt: skip
    named = [", ".join(sorted(codes)) for codes in question.parted.values()]
    if not fiscal and not named:
        return tuple

    def grouped(values: Sequence[str | None]) -> Groups:
        found = list(values)
        for position, name in fiscal:
            found[position] = refiscalled(name, str(found[position]), question.fiscal_start)
        for position, names in enumerate(named, start=len(question.dimensions)):
            found[position] = found[position] or names
        return tuple(found)

    return grouped


Items = list[tuple[str, Decimal, Bound]]
"""What the line items of a package state, by category."""


def itemised(connection: Connection, question: Question) -> dict[int, Items]:
    """What line items are worth, by revision, in the currency of their package, which has one amount."""
    item, stands = line_items, Standing(question.as_of)
    softened = func.nullif(item.c.amount_bound, Bound.EXACT.value)
    statement = (
        select(
            item.c.revision_id, item.c.category, func.sum(item.c.amount_minor).label("minor"),
            func.min(softened).label("low"), func.max(softened).label("high"), revisions.c.currency,
        )
        .join(revisions, revisions.c.id == item.c.revision_id)
        .where(stands(), question.chosen, item.c.category.is_not(None), item.c.currency == revisions.c.currency)
        .group_by(item.c.revision_id, item.c.category, revisions.c.currency)
        .order_by(item.c.revision_id, item.c.category)
    )  # fmt: skip
    found: dict[int, Items] = defaultdict(list)
    for row in connection.execute(statement):
        bound = _BOUNDS[row.low] if row.low == row.high else Bound.ABOUT
        found[row.revision_id].append((row.category, from_minor(int(row.minor), row.currency), bound))
    return found


def by_category(one: Contribution, items: Items, position: int, worth: Worth) -> Iterator[Contribution]:
    """A contribution as those of the line items that state what they are worth, and the rest, which is not itemised.

    What others have drawn from a package cannot be told apart by its items, so what is left of it is not itemised.
    """
    whole, share = one.total, one.share
    if whole.amount is None or share is None or not items or one.net.children:
        yield one
        return
    worths = [(category, stated, worth(stated, share), bound) for category, stated, bound in items]
    rest = whole.amount - sum(amount for _, _, amount, _ in worths)
    if rest < 0 <= whole.amount:  # they state more than the package does: nobody knows which of them to believe
        yield one
        return
    for category, stated, amount, bound in worths:
        groups = (*whole.groups[:position], category, *whole.groups[position + 1 :])
        yield _part(one, whole._replace(groups=groups, amount=amount, bound=bound), stated)
    left = combine([whole.bound, *(bound.flipped for *_, bound in worths)])
    if rest or left not in {Bound.EXACT, Bound.AT_MOST}:  # at most nothing is nothing
        converted = share.converted.value - sum(stated for _, stated, *_ in worths) if share.converted else rest
        yield _part(one, whole._replace(amount=rest, bound=left), converted)


def _part(one: Contribution, total: Total, stated: Decimal) -> Contribution:
    """A contribution of which `total` alone counts here, which is `stated` before any conversion."""
    share = one.share and one.share._replace(total=total)
    if share and share.converted:
        update = {"value": stated, "bound": total.bound}
        share = share._replace(converted=share.converted.model_copy(update=update))
    return one._replace(total=total, share=share)
