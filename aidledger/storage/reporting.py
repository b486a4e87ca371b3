"""What a report is made of, read from one state of the ledger; the packages that it lists are a stream."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby, islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, case, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from aidledger.domain.bounds import Bound, combine
from aidledger.domain.changes import Changes
from aidledger.domain.currencies import exponent
from aidledger.domain.dates import Period
from aidledger.domain.exported import Exported
from aidledger.domain.item_totals import ItemDimension, ItemTotals
from aidledger.domain.lookback import AsOf
from aidledger.domain.packages import Package
from aidledger.domain.rates import Exchange
from aidledger.domain.reconciling import Reconciliation
from aidledger.domain.report import DIMENSION_OF, Listed, Listing, PartName, Report
from aidledger.domain.revisions import Revision, fingerprint
from aidledger.domain.totals import Filters, Share, Total, Totals, counted
from aidledger.domain.vocabulary import TIME_DIMENSIONS, Dimension, Status
from aidledger.storage.balances import balances
from aidledger.storage.changes import changes
from aidledger.storage.contributions import Contribution, Question, by_category, itemised, singly
from aidledger.storage.exchanging import Exchanger
from aidledger.storage.filters import admitted, matches, scope, speaks
from aidledger.storage.quantities import quantities
from aidledger.storage.reconciling import reconcile
from aidledger.storage.recording import latest_instant
from aidledger.storage.rows import read_revisions, tips
from aidledger.storage.tables import line_items, packages, revisions
from aidledger.storage.totals import totals

_ORDER = (revisions.c.first_day, revisions.c.last_day, packages.c.ref)
_JOINED = revisions.join(packages, packages.c.id == revisions.c.package_id)
_second = revisions.alias("second")
_BATCH = 500
"""Packages whose revisions are read in one statement."""


class Asked(NamedTuple):
    """What a report is asked for; see `Ledger.report`. `seen` is the state of the ledger that answers."""

    period: Period
    filters: Filters
    as_of: AsOf
    seen: AsOf
    fiscal_start: int
    cumulative: bool
    exchange: Exchange | None
    parts: tuple[PartName, ...]
    made_at: datetime

    @classmethod
    def again(cls, exported: Exported, exchange: Exchange | None) -> "Asked":
        """What a workbook was exported for, of the ledger as it was then."""
        made_at = exported.made_at or datetime.now(UTC)
        shown = exported.shown.model_copy(update={} if exported.recorded_up_to else {"recorded_at": made_at})
        return cls(
            exported.period, exported.filters, exported.as_of, _pinned(shown, made_at), exported.fiscal_start,
            exported.cumulative, exchange, exported.parts, made_at,
        )  # fmt: skip

    @property
    def known_on(self) -> date:
        """The day on which it was, or is, known so."""
        return self.as_of.known_on or self.made_at.date()

    @property
    def chosen(self) -> ColumnElement[bool]:
        """The revisions that are listed."""
        return and_(speaks(self.seen), scope(self.period), matches(self.filters))

    def has(self, *parts: PartName) -> bool:
        """Whether one of these parts is asked for."""
        return not self.parts or not set(parts).isdisjoint(self.parts)


def seen_at(as_of: AsOf, made_at: datetime | None) -> AsOf:
    """The state that answers: of a report that is made at another instant than now, what was known by then."""
    return _pinned(as_of, made_at) if made_at else as_of


def _pinned(as_of: AsOf, made_at: datetime) -> AsOf:
    return as_of.model_copy(update={"known_on": as_of.known_on or made_at.date()})


def report(connection: Connection, ledger: str, asked: Asked) -> Report:
    """See `Ledger.report`; `listed` reads from the connection whenever it is gone through."""
    by = {part: dimension for part, dimension in DIMENSION_OF.items() if asked.has(part)}
    if asked.has(PartName.COVER):
        by[PartName.MONTHS] = Dimension.MONTH  # its chart is drawn from them
    if PartName.CATEGORIES in by and not itemised(connection, _question(asked, Dimension.CATEGORY)):
        del by[PartName.CATEGORIES]
    found = {dimension: _totals(connection, asked, dimension) for dimension in by.values()}
    trees = (
        balances(connection, None, _parties(asked.filters), asked.seen) if asked.has(PartName.APPROPRIATIONS) else None
    )
    changed = _changes(connection, asked) if asked.has(PartName.CHANGES) else None
    overall = _totals(connection, asked, Dimension.STAGE)
    named = {one.ref for one in trees.tree.balances} if trees else set()
    named |= {one.ref for one in changed.packages} if changed else set()
    return Report(
        ledger=ledger,
        fingerprint=fingerprint(tips(connection).items()),
        recorded_up_to=latest_instant(connection),
        made_at=asked.made_at,
        known_on=asked.known_on,
        period=asked.period,
        filters=asked.filters,
        as_of=asked.as_of,
        fiscal_start=asked.fiscal_start,
        cumulative=asked.cumulative,
        parts=asked.parts,
        overall=overall,
        by=found,
        balances=trees,
        quantities=_quantities(connection, asked) if asked.has(PartName.QUANTITIES) else None,
        changes=changed,
        reconciliation=_reconciliation(connection, asked) if asked.has(PartName.PUBLISHED) else None,
        listing=_listing(connection, asked, named, (overall, *found.values())),
        listed=_Listed(connection, asked, categories=Dimension.CATEGORY in found),
    )


def _question(asked: Asked, *dimensions: Dimension) -> Question:
    return Question(dimensions, asked.period, asked.filters, asked.seen, asked.fiscal_start)


def _totals(connection: Connection, asked: Asked, dimension: Dimension) -> Totals:
    in_time = dimension in TIME_DIMENSIONS
    return totals(
        connection, (dimension,), asked.period, asked.filters, asked.seen, fiscal_start=asked.fiscal_start,
        gaps=in_time, cumulative=asked.cumulative and in_time, exchange=asked.exchange,
    )  # fmt: skip


def _parties(filters: Filters) -> Filters:
    """The filters that acts have in common with the packages that are paid from them."""
    return Filters(donors=filters.donors, recipients=filters.recipients)


def _quantities(connection: Connection, asked: Asked) -> ItemTotals:
    dimensions = (Dimension.CATEGORY, ItemDimension.DESCRIPTION)
    return quantities(connection, dimensions, asked.period, asked.filters, asked.seen, None, asked.fiscal_start)


def _reconciliation(connection: Connection, asked: Asked) -> Reconciliation:
    found = reconcile(connection, (), asked.seen)
    wanted = [(set(asked.filters.donors), "donor"), (set(asked.filters.recipients), "recipient")]
    chosen = tuple(
        one for one in found.comparisons
        if all(not codes or getattr(one.published.total, party) in codes for codes, party in wanted)
    )  # fmt: skip
    return found._replace(comparisons=chosen)


def _changes(connection: Connection, asked: Asked) -> Changes | None:
    """What the ledger says differently since the month before ended; `None` where it said nothing then.

    Of a report as known on a day, it is what the world knew by then that differs.
    """
    if asked.as_of.known_on:
        since = asked.seen.model_copy(update={"known_on": asked.as_of.known_on.replace(day=1) - timedelta(days=1)})
    else:
        moment = asked.as_of.recorded_at or asked.made_at
        end = datetime.combine(moment.date().replace(day=1), time.min, UTC) - timedelta(microseconds=1)
        since = asked.seen.model_copy(update={"recorded_at": end})
    if not connection.scalar(select(exists().where(admitted(since)))):
        return None
    return changes(connection, since, asked.seen)


def _listing(connection: Connection, asked: Asked, named: set[str], answers: tuple[Totals, ...]) -> Listing:
    counts = select(
        func.count(),
        func.coalesce(func.sum(case((revisions.c.status == Status.CANCELLED.value, 1), else_=0)), 0),
        func.coalesce(func.sum(case((revisions.c.source_count == 0, 1), else_=0)), 0),
        func.coalesce(func.sum(revisions.c.source_count), 0),
    ).select_from(_JOINED).where(asked.chosen)  # fmt: skip
    held, cancelled, unsourced, cited = map(int, connection.execute(counts).one())
    of_items = _JOINED.join(line_items, line_items.c.revision_id == revisions.c.id)
    items = connection.scalar(select(func.count()).select_from(of_items).where(asked.chosen))
    fractional = {
        str(row.currency) for one in answers for row in one.rows if row.amount and row.amount != int(row.amount)
    }
    for table, joined in ((revisions, _JOINED), (line_items, of_items)):
        fractional |= _fractional(connection, asked, table, joined)
    return Listing(
        packages=held,
        cancelled=cancelled,
        unsourced=unsourced,
        items=int(items or 0),
        citations=cited,
        revisions=_revisions(connection, asked) if asked.has(PartName.REVISIONS) else 0,
        donors=_codes(connection, asked, revisions.c.donor),
        recipients=_codes(connection, asked, revisions.c.recipient),
        fractional=frozenset(fractional),
        places=_places(connection, asked, named),
    )


def _revisions(connection: Connection, asked: Asked) -> int:
    """How many revisions the packages have that are listed, as far as they were there by then."""
    chosen = select(revisions.c.package_id).select_from(_JOINED).where(asked.chosen)
    every = revisions.alias("every")
    counted_ones = select(func.count()).select_from(every)
    return connection.scalar(counted_ones.where(admitted(asked.seen, every), every.c.package_id.in_(chosen))) or 0


def _codes(connection: Connection, asked: Asked, party: ColumnElement[str]) -> tuple[str, ...]:
    found = connection.scalars(select(party).distinct().select_from(_JOINED).where(asked.chosen))
    return tuple(sorted({code for codes in found for code in codes.split("+")}))


def _fractional(connection: Connection, asked: Asked, table: Any, joined: Any) -> set[str]:
    """The currencies of which an amount in `table` is not whole."""
    amount, code = table.c.amount_minor, table.c.currency
    there = connection.scalars(select(code).distinct().select_from(joined).where(asked.chosen, code.is_not(None)))
    split = [and_(code == one, amount % 10 ** exponent(one) != 0) for one in there]
    if not split:
        return set()
    return set(connection.scalars(select(code).distinct().select_from(joined).where(asked.chosen, or_(*split))))


def _places(connection: Connection, asked: Asked, named: set[str]) -> Mapping[str, int]:
    above = packages.alias("above")
    drawn_on = select(above.c.ref).distinct().select_from(_JOINED.join(above, above.c.id == revisions.c.draws_on_id))
    wanted = named | set(connection.scalars(drawn_on.where(asked.chosen)))
    refs = select(packages.c.ref).select_from(_JOINED).where(asked.chosen).order_by(*_ORDER)
    found = connection.execution_options(yield_per=2_000).scalars(refs)
    return {ref: place for place, ref in enumerate(found) if ref in wanted}


class _Listed:
    """The packages that are listed, as often as they are gone through while the connection is open."""

    def __init__(self, connection: Connection, asked: Asked, *, categories: bool) -> None:
        self._connection = connection
        self._asked = asked
        self._categories = categories

    def __iter__(self) -> Iterator[Listed]:
        exchanger = Exchanger(self._asked.exchange) if self._asked.exchange else None
        linked, stages = self._linked(), counted(self._asked.filters.stages)
        with closing(read_revisions(self._connection, self._asked.chosen, _ORDER)) as found:
            for revision, chain in self._with_chains(found):
                if revision.cancelled or revision.package.stage not in stages:
                    yield Listed(revision, None, {}, chain)
                    continue
                one = _contribution(revision, linked.get(revision.ref))
                whole = exchanger.exchanged(one) if exchanger else one
                yield Listed(revision, whole.share, self._parts(whole, revision.package, exchanger), chain)

    def _with_chains(self, found: Iterator[Revision]) -> Iterator[tuple[Revision, Sequence[Revision]]]:
        """Each revision with all of its package, where these were asked for; few have more than one."""
        if not self._asked.has(PartName.REVISIONS):
            yield from ((one, ()) for one in found)
            return
        while some := list(islice(found, _BATCH)):
            wanted = and_(
                packages.c.ref.in_([one.ref for one in some]),
                exists().where(_second.c.package_id == packages.c.id, _second.c.number == 2),
                admitted(self._asked.seen),
            )
            read = read_revisions(self._connection, wanted, (packages.c.ref, revisions.c.number))
            chains = {ref: tuple(chain) for ref, chain in groupby(read, key=lambda one: one.ref)}
            yield from ((one, chains.get(one.ref, (one,))) for one in some)

    def _linked(self) -> dict[str, Contribution]:
        """What packages contribute that hang together with others, by ref."""
        found = {one.revision_id: one for one in singly(self._connection, _question(self._asked), every=False)}
        named = select(revisions.c.id, packages.c.ref).select_from(_JOINED).where(self._asked.chosen)
        rows = self._connection.execution_options(yield_per=2_000).execute(named) if found else ()
        return {ref: found[id_] for id_, ref in rows if id_ in found}

    def _parts(self, whole: Contribution, package: Package, exchanger: Exchanger | None) -> dict[str | None, Decimal]:
        if not self._categories or whole.total.amount is None:
            return {}
        items: dict[str, list[tuple[Decimal, Bound]]] = {}
        for item in package.items:
            if item.category and item.amount and package.amount and item.amount.currency == package.amount.currency:
                items.setdefault(item.category.value, []).append((item.amount.value, item.amount.bound))
        stated = [
            (category, sum((value for value, _ in of_it), Decimal(0)), combine(bound for _, bound in of_it))
            for category, of_it in sorted(items.items())
        ]
        whole = whole._replace(total=whole.total._replace(groups=(None,)))
        parts = by_category(whole, stated, 0, exchanger.worth if exchanger else lambda amount, _share: amount)
        return {part.total.groups[0]: part.total.amount for part in parts if part.total.amount is not None}


def _contribution(revision: Revision, linked: Contribution | None) -> Contribution:
    """What one package contributes, with all about it."""
    package, amount = revision.package, revision.package.amount
    if linked:
        one = linked
    else:
        figures = (amount.currency, amount.value, amount.bound, 1, 0) if amount else (None, None, Bound.EXACT, 1, 1)
        one = Contribution(Total((), package.stage, *figures), package.aid_type.value, int(not package.sources))
    total = one.total._replace(groups=())
    announced = package.announced_on
    share = Share(revision.ref, package.title, str(announced), announced.first_day, amount, total)
    return one._replace(total=total, share=share)
