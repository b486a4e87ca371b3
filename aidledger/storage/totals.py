"""How much: one statement for the sums, and two for what stands beneath the table.

Inside a stage, the money of a package that draws on another one is stated twice. The child counts, in its own period;
the parent counts with what is not yet drawn from it, whatever period or filter the question has, so that finer groups
always add up to coarser ones. In full:

* The lineage of a package is the chain of packages of its own stage that it draws on, directly and indirectly.
* A child in another currency than the topmost valued package of its lineage, or without a value below a valued one,
  is within that package: it contributes no amount.
* Any other child is drawn from the nearest package of its lineage that states a value in the same currency, by its
  whole amount. That package contributes what remains, never less than nothing; its bound is that of the difference.
* A negative amount is an adjustment: it counts in full, is drawn from nothing, and nothing is drawn from it.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import (
    CTE,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.sql import ColumnElement

from aidledger.domain.amounts import from_minor
from aidledger.domain.bounds import Bound
from aidledger.domain.dates import Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.totals import CountedOnce, Filters, Total, Totals, counted
from aidledger.domain.vocabulary import AidType, Dimension, Stage, Status
from aidledger.storage.filters import matches, scope, speaks, straddles
from aidledger.storage.tables import citations, packages, revisions

_LONGEST_LINEAGE: Final = 100
"""A guard against endless recursion in a ledger that somebody tampered with."""


def totals(
    connection: Connection, dimensions: tuple[Dimension, ...], period: Period, filters: Filters, as_of: AsOf
) -> Totals:
    """See `Ledger.totals`."""
    stages = counted(filters.stages)
    chosen = and_(scope(period), matches(filters, stages=False))
    counted_ones = and_(chosen, revisions.c.stage.in_(stages))
    sums = connection.execute(_sums(dimensions, filters, counted_ones, as_of)).mappings().all()
    parties = _joint_dimensions(dimensions, filters)
    shared = [dimension for dimension in parties if any(row[_key(dimension)] for row in sums)]
    besides = connection.execute(_besides(chosen, as_of)).mappings().all()
    shown = [row for row in besides if row["stage"] in stages]
    return Totals(
        dimensions=(*dimensions, *shared),
        period=period,
        filters=filters,
        as_of=as_of,
        rows=tuple(_fold(sums, dimensions, shared, filters)),
        aid_types=tuple(kind for kind in AidType if any(row["aid_type"] == kind for row in shown)),
        left_out=_count(row for row in besides if row["stage"] not in stages),
        straddling=_straddling(connection, period, filters, stages, as_of),
        counted_once=tuple(_counted_once(sums)),
        within_others=sum(row["within"] for row in sums),
        unsourced=sum(row["unsourced"] for row in shown),
    )


def _column(dimension: Dimension) -> str:
    return dimension.value.replace("-", "_")


def _key(dimension: Dimension) -> str:
    """The name of its result column; were it that of a table's column, PostgreSQL would group by the latter."""
    return f"by_{_column(dimension)}"


def _joint_dimensions(dimensions: tuple[Dimension, ...], filters: Filters) -> tuple[Dimension, ...]:
    """Parties that are filtered but not grouped by: what they share with others is kept in rows of its own."""
    filtered = ((Dimension.DONOR, filters.donors), (Dimension.RECIPIENT, filters.recipients))
    return tuple(dimension for dimension, codes in filtered if codes and dimension not in dimensions)


def _live(as_of: AsOf, revision: Any = revisions, package: Any = packages) -> ColumnElement[bool]:
    return and_(speaks(as_of, revision, package), revision.c.status == Status.LIVE.value)


def _lineage(as_of: AsOf) -> CTE:
    """Every live package below others of its stage, with each of those at its distance from it."""
    child, ancestor = revisions.alias("child"), revisions.alias("ancestor")
    child_package, ancestor_package = packages.alias("child_package"), packages.alias("ancestor_package")
    base = (
        select(
            child.c.package_id.label("child_id"),
            child.c.stage,
            child.c.currency,
            child.c.amount_minor.label("minor"),
            child.c.amount_bound.label("bound"),
            ancestor.c.package_id.label("ancestor_id"),
            ancestor.c.currency.label("ancestor_currency"),
            ancestor.c.draws_on_id.label("next_id"),
            literal(1).label("distance"),
        )
        .select_from(
            child.join(child_package, _live(as_of, child, child_package))
            .join(ancestor_package, ancestor_package.c.id == child.c.draws_on_id)
            .join(ancestor, speaks(as_of, ancestor, ancestor_package))
        )
        .where(child.c.draws_on_id.is_not(None), ancestor.c.stage == child.c.stage)
    )
    lineage = base.cte("lineage", recursive=True)
    further = (
        select(
            *(lineage.c[name] for name in ("child_id", "stage", "currency", "minor", "bound")),
            ancestor.c.package_id,
            ancestor.c.currency,
            ancestor.c.draws_on_id,
            lineage.c.distance + 1,
        )
        .select_from(
            lineage.join(ancestor_package, ancestor_package.c.id == lineage.c.next_id).join(
                ancestor, speaks(as_of, ancestor, ancestor_package)
            )
        )
        .where(ancestor.c.stage == lineage.c.stage, lineage.c.distance < _LONGEST_LINEAGE)
    )
    return lineage.union_all(further)


def _children(lineage: CTE) -> tuple[CTE, CTE]:
    """The packages within others, and what has been drawn from each package, by the rules above."""
    reach = (
        select(
            lineage.c.child_id,
            func.max(case((lineage.c.ancestor_currency.is_not(None), lineage.c.distance))).label("top"),
            func.min(case((lineage.c.ancestor_currency == lineage.c.currency, lineage.c.distance))).label("nearest"),
        )
        .group_by(lineage.c.child_id)
        .cte("reach")
    )
    within = (
        select(lineage.c.child_id)
        .join(reach, and_(reach.c.child_id == lineage.c.child_id, reach.c.top == lineage.c.distance))
        .where(or_(lineage.c.currency.is_(None), lineage.c.currency != lineage.c.ancestor_currency))
        .cte("within")
    )
    drawn = (
        select(
            lineage.c.ancestor_id.label("owner_id"),
            func.sum(lineage.c.minor).label("minor"),
            func.count().label("children"),
            *(_any(lineage.c.bound == bound.value).label(bound.value) for bound in Bound if bound is not Bound.EXACT),
        )
        .join(reach, and_(reach.c.child_id == lineage.c.child_id, reach.c.nearest == lineage.c.distance))
        .where(lineage.c.minor > 0, lineage.c.child_id.not_in(select(within.c.child_id)))
        .group_by(lineage.c.ancestor_id)
        .cte("drawn")
    )
    return within, drawn


def _any(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """1 if the condition holds for any row of the group, else 0."""
    return func.max(case((condition, 1), else_=0))


def _sums(dimensions: tuple[Dimension, ...], filters: Filters, chosen: ColumnElement[bool], as_of: AsOf) -> Select[Any]:
    """One row for each group, stage and currency."""
    within, drawn = _children(_lineage(as_of))
    amount, bound = revisions.c.amount_minor, revisions.c.amount_bound
    netted = and_(drawn.c.minor.is_not(None), amount > 0)
    left = amount - drawn.c.minor
    net = case((within.c.child_id.is_not(None), null()), (not_(func.coalesce(netted, False)), amount),
               (left > 0, left), else_=0)  # fmt: skip
    counts = within.c.child_id.is_(None)
    # Subtracting turns the bound of what is subtracted: "exactly 100 less at least 60" is at most 40.
    at_least = or_(bound == Bound.AT_LEAST.value, and_(netted, drawn.c.at_most == 1))
    at_most = or_(bound == Bound.AT_MOST.value, and_(netted, drawn.c.at_least == 1))
    about = or_(bound == Bound.ABOUT.value, and_(netted, drawn.c.about == 1))
    # "At most nothing" is nothing exactly.
    nothing = and_(netted, left <= 0, not_(func.coalesce(at_least, False)))
    currency = case((counts, revisions.c.currency), else_=null())
    groups = [
        (currency if name is Dimension.CURRENCY else revisions.c[_column(name)]).label(_key(name))
        for name in dimensions
    ]
    for dimension in _joint_dimensions(dimensions, filters):
        codes = filters.donors if dimension is Dimension.DONOR else filters.recipients
        party = revisions.c[_column(dimension)]
        groups.append(case((party.in_(codes), ""), else_=party).label(_key(dimension)))
    keys = [*groups, revisions.c.stage.label("of_stage"), currency.label("in_currency")]
    return (
        select(
            *keys,
            func.sum(net).label("minor"),
            func.sum(case((netted, amount - net), else_=0)).label("drawn_minor"),
            func.sum(case((netted, drawn.c.children), else_=0)).label("drawn_children"),
            _any(and_(counts, about)).label("about"),
            _any(and_(counts, at_least)).label("at_least"),
            _any(and_(counts, at_most, not_(func.coalesce(nothing, False)))).label("at_most"),
            func.count().label("packages"),
            func.sum(case((and_(counts, amount.is_(None)), 1), else_=0)).label("without_value"),
            func.sum(case((counts, 0), else_=1)).label("within"),
        )
        .select_from(
            revisions.join(packages, _live(as_of))
            .outerjoin(within, within.c.child_id == revisions.c.package_id)
            .outerjoin(drawn, drawn.c.owner_id == revisions.c.package_id)
        )
        .where(chosen)
        .group_by(*(key.name for key in keys))
    )


def _besides(chosen: ColumnElement[bool], as_of: AsOf) -> Select[Any]:
    """The packages of all stages, counted by stage and aid type, and those of them that cite no source."""
    sourced = exists().where(citations.c.revision_id == revisions.c.id)
    return (
        select(
            revisions.c.stage,
            revisions.c.aid_type,
            func.count().label("packages"),
            func.sum(case((sourced, 0), else_=1)).label("unsourced"),
        )
        .select_from(revisions.join(packages, _live(as_of)))
        .where(chosen)
        .group_by(revisions.c.stage, revisions.c.aid_type)
    )


def _straddling(
    connection: Connection, period: Period, filters: Filters, stages: tuple[Stage, ...], as_of: AsOf
) -> tuple[tuple[str, str], ...]:
    if period == Period():
        return ()
    found = connection.execute(
        select(packages.c.ref, revisions.c.announced_on)
        .select_from(revisions.join(packages, _live(as_of)))
        .where(straddles(period), matches(filters, stages=False), revisions.c.stage.in_(stages))
        .order_by(revisions.c.first_day, packages.c.ref)
    )
    return tuple((ref, announced_on) for ref, announced_on in found)


def _count(rows: Iterable[Any]) -> dict[Stage, int]:
    counts: dict[Stage, int] = defaultdict(int)
    for row in rows:
        counts[Stage(row["stage"])] += row["packages"]
    return {stage: counts[stage] for stage in Stage if stage in counts}


def _counted_once(rows: Iterable[Any]) -> Iterable[CountedOnce]:
    sums: dict[tuple[Stage, str], tuple[Decimal, int]] = {}
    for row in rows:
        if row["drawn_children"]:
            key = Stage(row["of_stage"]), str(row["in_currency"])
            amount, children = sums.get(key, (Decimal(0), 0))
            sums[key] = (amount + from_minor(int(row["drawn_minor"]), key[1]), children + int(row["drawn_children"]))
    for (stage, code), (amount, children) in sorted(sums.items(), key=lambda item: (item[0][0].rank, item[0][1])):
        yield CountedOnce(stage=stage, currency=code, amount=amount, packages=children)


def _fold(
    sums: Iterable[Any], dimensions: tuple[Dimension, ...], shared: list[Dimension], filters: Filters
) -> Iterable[Total]:
    """The rows in order; packages without a value stand beside the sum of their group where it has but one."""
    together: dict[tuple[tuple[str | None, ...], Stage], list[Any]] = defaultdict(list)
    for row in sums:
        groups = tuple(row[_key(dimension)] for dimension in dimensions)
        together[(*groups, *_party_groups(row, shared, filters)), Stage(row["of_stage"])].append(row)
    ordered = sorted(together.items(), key=lambda item: ([_last(group) for group in item[0][0]], item[0][1].rank))
    for (groups, stage), unordered in ordered:
        rows = sorted(unordered, key=lambda row: _last(row["in_currency"]))
        beside = 0, 0
        if len(rows) == 2 and rows[1]["in_currency"] is None:
            unvalued = rows.pop()
            beside = unvalued["packages"], int(unvalued["without_value"])
        for row in rows:
            yield _total(row, groups, stage, *beside)


def _party_groups(row: Any, shared: list[Dimension], filters: Filters) -> Iterable[str]:
    for dimension in shared:
        codes = filters.donors if dimension is Dimension.DONOR else filters.recipients
        yield row[_key(dimension)] or ", ".join(sorted(codes))


def _last(text: str | None) -> tuple[bool, str]:
    """A key that sorts what is not stated behind everything else."""
    return text is None, text or ""


def _total(row: Any, groups: tuple[str | None, ...], stage: Stage, packages_beside: int, unvalued_beside: int) -> Total:
    code = row["in_currency"]
    either = row["about"] or (row["at_least"] and row["at_most"])
    bound = Bound.ABOUT if either else Bound.AT_LEAST if row["at_least"] else Bound.AT_MOST if row["at_most"] else None
    return Total(
        groups=groups,
        stage=stage,
        currency=code,
        amount=None if code is None else from_minor(int(row["minor"]), code),
        bound=bound or Bound.EXACT,
        packages=row["packages"] + packages_beside,
        without_value=int(row["without_value"]) + unvalued_beside,
    )
