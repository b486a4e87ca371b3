"""How many of what: one statement for the sums, and one for each thing that stands beneath them.

Units are folded in the statement, by the table of `domain.units`, so that a package that states both `rounds` and `rds`
is one package.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, case, exists, func, not_, select
from sqlalchemy.sql import ColumnElement

from aidledger.domain.bounds import Bound
from aidledger.domain.dates import FISCAL_START_MONTH, Period
from aidledger.domain.folding import refiscalled
from aidledger.domain.item_totals import AnyDimension, ItemDimension, ItemTotal, ItemTotals, gathered
from aidledger.domain.lookback import AsOf
from aidledger.domain.quantities import DECIMALS
from aidledger.domain.totals import Filters, counted
from aidledger.domain.units import FOLDED
from aidledger.domain.vocabulary import AidType, Dimension, Stage, Status
from aidledger.storage.filters import matches, scope, speaks, straddles
from aidledger.storage.searching import holds, words
from aidledger.storage.tables import line_items, packages, revisions


class _Question(NamedTuple):
    """Which items, in which groups."""

    dimensions: tuple[AnyDimension, ...]
    period: Period
    filters: Filters
    text: str
    as_of: AsOf
    fiscal_start: int

    @property
    def stages(self) -> ColumnElement[bool]:
        """The stages that are counted."""
        return revisions.c.stage.in_(counted(self.filters.stages))

    @property
    def packages(self) -> ColumnElement[bool]:
        """The packages of all stages and days whose items it may be about, but for what the items are."""
        live = and_(speaks(self.as_of), revisions.c.status == Status.LIVE.value)
        return and_(live, matches(self.filters.model_copy(update={"categories": ()}), stages=False))

    @property
    def items(self) -> ColumnElement[bool]:
        """The items that it is about, whatever package lists them."""
        wanted = [holds(line_items.c.description, word) for word in words(self.text)]
        if self.filters.categories:
            wanted.append(line_items.c.category.in_(self.filters.categories))
        return and_(line_items.c.revision_id == revisions.c.id, *wanted)

    @property
    def parted(self) -> dict[Dimension, tuple[str, ...]]:
        """Parties that are filtered but not grouped by: what they share with others is kept in rows of its own."""
        return {party: codes for party, codes in self.filters.parties.items() if party not in self.dimensions}


def quantities(
    connection: Connection, dimensions: tuple[AnyDimension, ...], period: Period, filters: Filters, as_of: AsOf,
    text: str | None, fiscal_start: int,
) -> ItemTotals:  # fmt: skip
    """See `Ledger.quantities`."""
    question = _Question(dimensions, period, filters, " ".join((text or "").split()), as_of, fiscal_start)
    sums = connection.execute(_sums(question)).all()
    shared = [party for party in question.parted if any(getattr(row, f"by_{party}") for row in sums)]
    besides = connection.execute(_besides(question)).all()
    stages = counted(filters.stages)
    shown = [row for row in besides if row.stage in stages]
    return ItemTotals(
        dimensions=(*dimensions, *shared),
        period=period,
        filters=filters,
        text=question.text,
        as_of=as_of,
        known_on=as_of.known_on or datetime.now(UTC).date(),
        fiscal_start=fiscal_start,
        rows=tuple(gathered(_total(row, question, shared) for row in sums)),
        aid_types=tuple(kind for kind in AidType if any(row.aid_type == kind for row in shown)),
        left_out=_left_out(row for row in besides if row.stage not in stages),
        unlisted=connection.execute(_unlisted(question)).scalar_one(),
        unsourced=sum(row.unsourced for row in shown),
        straddling=_straddling(connection, question),
        within_others=tuple(connection.scalars(_within_others(question))),
    )


def _column(dimension: AnyDimension, fiscal_start: int) -> ColumnElement[Any]:
    if dimension in {ItemDimension.DESCRIPTION, Dimension.CATEGORY}:
        return line_items.c[dimension.value]
    if _fiscal(dimension) and fiscal_start != FISCAL_START_MONTH:
        return revisions.c.month
    return revisions.c[dimension.replace("-", "_")]


def _sums(question: _Question) -> Select[Any]:
    """One row for each group, stage and unit; no key has the name of a column, by which PostgreSQL would group."""
    columns = (_column(dimension, question.fiscal_start) for dimension in question.dimensions)
    keys = [column.label(f"by_{place}") for place, column in enumerate(columns)]
    for party, codes in question.parted.items():
        column = revisions.c[party.value]
        keys.append(case((column.in_(codes), ""), else_=column).label(f"by_{party}"))
    unit = line_items.c.unit
    keys += [revisions.c.stage.label("of_stage"), case(FOLDED, value=unit, else_=unit).label("in_unit")]
    softened = func.nullif(line_items.c.quantity_bound, Bound.EXACT.value)
    return (
        select(
            *keys,
            func.sum(line_items.c.quantity_milli).label("milli"),
            # Of the bounds that are not exact, two that differ make the sum an approximate one.
            func.min(softened).label("low"),
            func.max(softened).label("high"),
            func.count(revisions.c.package_id.distinct()).label("packages"),
            func.count().label("items"),
        )
        .select_from(_joined(question))
        .where(question.packages, scope(question.period), question.stages)
        .group_by(*(key.name for key in keys))
    )


def _joined(question: _Question) -> Any:
    """The items that the question is about, with their revisions and packages."""
    return line_items.join(revisions, question.items).join(packages, packages.c.id == revisions.c.package_id)


def _total(row: Any, question: _Question, shared: Sequence[Dimension]) -> ItemTotal:
    codes = question.parted
    parties = [getattr(row, f"by_{party}") or ", ".join(sorted(codes[party])) for party in shared]
    stated = row.in_unit is not None
    return ItemTotal(
        groups=(*_groups(row, question), *parties),
        stage=Stage(row.of_stage),
        unit=row.in_unit,
        quantity=_quantity(int(row.milli)) if stated else None,
        bound=Bound(row.low or Bound.EXACT) if row.low == row.high else Bound.ABOUT,
        packages=row.packages,
        items=row.items if stated else 0,
        without_quantity=0 if stated else row.items,
    )


def _groups(row: Any, question: _Question) -> list[str | None]:
    """The groups of a row; fiscal years that are not those of the database are made of its months."""
    found = list(row[: len(question.dimensions)])
    if question.fiscal_start != FISCAL_START_MONTH:
        for place, dimension in enumerate(question.dimensions):
            if isinstance(dimension, Dimension) and _fiscal(dimension):
                found[place] = refiscalled(dimension, found[place], question.fiscal_start)
    return found


def _fiscal(dimension: AnyDimension) -> bool:
    return dimension in {Dimension.FISCAL_YEAR, Dimension.FISCAL_QUARTER}


def _quantity(milli: int) -> Decimal:
    """`milli` thousandths, without idle zeros."""
    value = Decimal(milli).scaleb(-DECIMALS)
    return value.normalize() if value % 1 else value.to_integral_value()


def _besides(question: _Question) -> Select[Any]:
    """The items of all stages by stage and aid type, and the packages that list them and cite nothing."""
    unsourced = case((revisions.c.source_count == 0, revisions.c.package_id))
    return (
        select(
            revisions.c.stage,
            revisions.c.aid_type,
            func.count().label("items"),
            func.count(unsourced.distinct()).label("unsourced"),
        )
        .select_from(_joined(question))
        .where(question.packages, scope(question.period))
        .group_by(revisions.c.stage, revisions.c.aid_type)
    )


def _left_out(rows: Iterable[Any]) -> dict[Stage, int]:
    found = list(rows)
    counts = {stage: sum(row.items for row in found if row.stage == stage) for stage in Stage}
    return {stage: count for stage, count in counts.items() if count}


def _unlisted(question: _Question) -> Select[int]:
    """How many packages list no items at all."""
    lists = exists().where(line_items.c.revision_id == revisions.c.id)
    chosen = and_(question.packages, scope(question.period), question.stages, not_(lists))
    return select(func.count()).select_from(_standing()).where(chosen)


def _standing() -> Any:
    return revisions.join(packages, packages.c.id == revisions.c.package_id)


def _straddling(connection: Connection, question: _Question) -> tuple[tuple[str, str], ...]:
    if question.period == Period():
        return ()
    found = connection.execute(
        select(packages.c.ref, revisions.c.announced_on)
        .select_from(_standing())
        .where(question.packages, straddles(question.period), question.stages, exists().where(question.items))
        .order_by(revisions.c.first_day, packages.c.ref)
    )
    return tuple((ref, announced_on) for ref, announced_on in found)


def _within_others(question: _Question) -> Select[str]:
    """The refs of packages with items counted that draw, directly or not, on another such package of their stage."""
    counts = and_(question.packages, scope(question.period), question.stages, exists().where(question.items))
    # Ids count from 1; SQLite looks up a range in an index, and would not do so for IS NOT NULL.
    draws = revisions.c.draws_on_id > 0
    below = (
        select(packages.c.ref, revisions.c.stage, revisions.c.draws_on_id.label("above_id"))
        .select_from(_standing())
        .where(draws, counts)
        .cte("below", recursive=True)
    )
    further = (
        select(below.c.ref, below.c.stage, revisions.c.draws_on_id)
        .join(revisions, and_(revisions.c.package_id == below.c.above_id, revisions.c.stage == below.c.stage))
        .join(packages, speaks(question.as_of))
        .where(draws)
    )
    lineage = below.union(further)
    return (
        select(lineage.c.ref)
        .distinct()
        .join(revisions, and_(revisions.c.package_id == lineage.c.above_id, revisions.c.stage == lineage.c.stage))
        .join(packages, packages.c.id == revisions.c.package_id)
        .where(counts)
        .order_by(lineage.c.ref)
    )
