"""Parts that list what is beside the totals: appropriations, quantities, changes, published totals."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from aidledger.domain.balances import Balance, Figure
from aidledger.domain.bounds import Bound
from aidledger.domain.item_totals import ItemTotal
from aidledger.domain.lookback import AsOf
from aidledger.domain.numbers import plain
from aidledger.domain.reconciling import Comparison
from aidledger.domain.report import PartName, Report
from aidledger.domain.totals import Total
from aidledger.domain.vocabulary import Stage
from aidledger.reports import balances, changes, quantities, reconciliation
from aidledger.reports.description.cells import bound_word, package_link
from aidledger.reports.description.values import Column, Count, Kind, Link, Money, Part, Place, Row, Value
from aidledger.reports.wording import NOT_DISCLOSED

_NOT_BROKEN_DOWN = "not broken down"


def appropriations(report: Report) -> Part | None:
    """What each appropriation has left after what draws on it; `None` where there is none."""
    found = report.balances
    if found is None or not found.tree.balances:
        return None
    names = {"made_available": True, "committed": False, "restored": False, "remaining": True, "delivered": False}
    columns = [Column("Appropriation"), Column("Title", widest=60), Column("Level", Kind.FIGURE), Column("Part of")]
    columns += [Column("Currency")]
    for name, bounded in names.items():
        words = name.replace("_", " ").capitalize()
        columns += [Column(words, Kind.FIGURE), *([Column(f"{words} bound")] if bounded else [])]
    columns += [Column("Overdrawn by", Kind.FIGURE), Column("Without a stated value", Kind.FIGURE)]
    rows: list[Row] = []
    for one, depth, name, figures in balances.in_order(found.tree.balances):
        own = name == one.ref
        rows.append([
            package_link(one.ref, report.listing.places) if own else f"{one.ref}: {_NOT_BROKEN_DOWN}",
            one.title if own else "What no component states of it",
            depth,
            package_link(one.parent if own else one.ref, report.listing.places),
            one.currency,
            *chain.from_iterable(
                _held(one, getattr(figures, each), each)[: 1 + bounded] for each, bounded in names.items()
            ),
            Money(one.overdrawn, str(one.currency)) if own and one.overdrawn else None,
            one.without_value if own else None,
        ])  # fmt: skip
    used = [at for at in range(len(columns)) if at < 5 or any(row[at] not in {None, ""} for row in rows)]
    about = [(line,) for line in balances.notes(found)]
    return Part(
        PartName.APPROPRIATIONS, "Appropriations and what draws on them", about,
        [columns[at] for at in used], [[row[at] for at in used] for row in rows],
    )  # fmt: skip


def _held(one: Balance, figure: Figure | None, name: str) -> tuple[Value, Value]:
    if figure is None or one.currency is None:
        return None, NOT_DISCLOSED if name == "made_available" else None
    return Money(figure.value, one.currency, figure.bound), bound_word(figure.bound)


ItemKey = tuple[str | None, str, Stage, str | None]


def quantities_part(report: Report, first: Mapping[ItemKey, int]) -> Part | None:
    """How many of what; `first` tells where the line items of each row begin. `None` where nothing is itemised."""
    found = report.quantities
    if found is None or not found.rows:
        return None
    columns = (
        Column("Category"), Column("Description", widest=70), Column("Stage"), Column("Unit", widest=25),
        Column("Bound"), Column("Quantity", Kind.FIGURE), Column("Packages", Kind.FIGURE),
        Column("Line items", Kind.FIGURE), Column("Without a quantity", Kind.FIGURE),
    )  # fmt: skip
    about = (
        "Quantities of line items as they are described. Units and stages are never added together.",
        *quantities.notes(found),
    )
    rows = [_quantity(row, first) for row in found.rows]
    return Part(PartName.QUANTITIES, "Quantities by item", [(line,) for line in about], columns, rows)


def _quantity(row: ItemTotal, first: Mapping[ItemKey, int]) -> Row:
    category, description = row.groups[0], str(row.groups[1])
    position = first.get((category, description, row.stage, row.unit))
    number = row.items + row.without_quantity
    return [
        category or "not stated",
        description,
        row.stage.capitalize(),
        row.unit,
        None if row.quantity is None else bound_word(row.bound),
        None if row.quantity is None else Count(row.quantity, row.bound),
        row.packages,
        number if position is None else Link(number, Place(PartName.ITEMS, position), "The first of them"),
        row.without_quantity,
    ]


def changes_part(report: Report) -> Part | None:
    """What the ledger says differently since last month; `None` where it says nothing different."""
    found = report.changes
    if found is None or not (found.packages or found.published):
        return None
    columns = (
        Column("Ref"), Column("Change"), Column("Stage"), Column("What it says", widest=70),
        Column("Reason", widest=40),
    )  # fmt: skip
    table = changes.packages(found)
    rows = [[package_link(ref, report.listing.places), *others] for ref, *others in table.rows]
    effects = [
        f"{effect.stage.capitalize()}, {effect.currency}: {_told(effect.before)} before, {_told(effect.after)} after."
        for effect in found.effects
        if effect.currency
    ]
    about = (
        f"What the whole ledger says differently {since_words(found.since, report)}.",
        "It is told whatever the period and the filters of this report are.",
        *effects,
    )
    return Part(PartName.CHANGES, "Changes since the last month", [(line,) for line in about], columns, rows)


def since_words(since: AsOf, report: Report) -> str:
    """Since which day changes are told."""
    if report.as_of.known_on:
        return f"as known on {report.known_on} than as known on {since.known_on}"
    return f"than it did at the end of {since.recorded_at:%Y-%m-%d} (UTC)"


def _told(total: Total | None) -> str:
    if total is None or total.amount is None or total.currency is None:
        return "nothing"
    return f"{total.bound.words} {total.currency} {plain(total.amount)}".strip()


def published(report: Report) -> Part | None:
    """Published totals beside the ledger's own; `None` where there are none."""
    found = report.reconciliation
    if found is None or not found.comparisons:
        return None
    columns = (
        Column("Ref"), Column("Published by", widest=40), Column("What it counts", widest=40),
        Column("Since", Kind.DAY), Column("Until", Kind.DAY), Column("Currency"), Column("Published bound"),
        Column("Published", Kind.FIGURE), Column("Known then bound"), Column("Known then", Kind.FIGURE),
        Column("Known now bound"), Column("Known now", Kind.FIGURE), Column("Difference", Kind.FIGURE),
        Column("Agrees"), Column("What may explain it", widest=70), Column("Address", widest=60),
    )  # fmt: skip
    about = (
        f"{reconciliation.summary(found)}. A published total is never summed.",
        "Beside it stand the ledger's own totals of what it counts.",
        "Known then: as known on the day on which it was published. Known now: as known when this report was made.",
    )
    rows = [_comparison(one) for one in found.comparisons]
    return Part(PartName.PUBLISHED, "Published totals and reconciliation", [(line,) for line in about], columns, rows)


def _comparison(one: Comparison) -> Row:
    total, code = one.published.total, one.figure.currency
    source = total.sources[0] if total.sources else None
    clues = "\n".join(reconciliation.clue_line(one, clue) for clue in one.clues) if not one.agrees else None
    return [
        one.published.ref,
        (source.publisher or source.title) if source else None,
        reconciliation.scope(one),
        total.since,
        total.until,
        code,
        bound_word(one.figure.bound),
        Money(one.figure.value, code, one.figure.bound),
        bound_word(one.then.bound),
        Money(one.then.amount, code, one.then.bound),
        bound_word(one.now.bound),
        Money(one.now.amount, code, one.now.bound),
        Money(one.difference, code, Bound.EXACT),
        "yes" if one.agrees else "no",
        clues or None,
        Link(source.url, source.url) if source and source.url else None,
    ]


def missing(report: Report, there: Iterable[PartName]) -> Sequence[tuple[PartName, str]]:
    """The parts that were asked for and that have nothing to show, each with the reason."""
    reasons = {
        PartName.MONTHS: "nothing is counted in this scope",
        PartName.INSTRUMENTS: "no package states its legal channel",
        PartName.CATEGORIES: "no line item states what it is worth, so that no amount is broken down",
        PartName.APPROPRIATIONS: "no appropriation is recorded",
        PartName.QUANTITIES: "no package lists items",
        PartName.CHANGES: "the ledger says what it said at the end of last month, or said nothing then",
        PartName.PUBLISHED: "no published total is recorded",
    }
    present = set(there)
    return [(part, why) for part, why in reasons.items() if report.has(part) and part not in present]
