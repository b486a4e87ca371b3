"""What appropriations have left: a tree for people, records for programs, and the lines beneath."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Final

from aidledger.domain.amounts import full, short
from aidledger.domain.balances import Adjustment, Balance, Balances, Elsewhere, Figure, Figures, Tree
from aidledger.domain.bounds import Bound, combine
from aidledger.domain.revisions import Json
from aidledger.reports.tables import Column, Table, comma_separated
from aidledger.reports.wording import NOT_DISCLOSED, number_of

SPARED: Final = ("Delivered", "Restored", "Made available", "Committed")
"""The columns that a narrow terminal does without, the first one first."""

NOT_BROKEN_DOWN: Final = "not broken down"
_ALWAYS: Final = ("made_available", "committed", "remaining")
_SHOWN_REFS: Final = 10


def table(found: Balances, *, exact: bool = False, titles: bool = False, blank: str = " ") -> Table:
    """A row for each appropriation, further in for each component, and one for what is not broken down.

    Amounts are rounded (`$61.0B`), or `exact`. What was delivered, or restored, has a column where there is any.
    Components stand behind `blank`s, of a kind that Markdown does not take away.
    """
    figure = full if exact else short
    shown = [name for name in Figures._fields if name in _ALWAYS or any(_has(one, name) for one in found.tree.balances)]
    remarks = any(map(_remarks, found.tree.balances))
    titles = titles and any(one.title for one in found.tree.balances)
    columns = [Column("Appropriation"), *(Column(heading_of(name), figures=True) for name in shown)]
    columns += [Column("")] * remarks + [Column("Title")] * titles
    rows = [
        [
            f"{blank * 2 * depth}{name}",
            *(_cell(one, figures, column, figure) for column in shown),
            *[_remarks(one) if name == one.ref else ""] * remarks,
            *[(one.title or "") if name == one.ref else ""] * titles,
        ]
        for one, depth, name, figures in in_order(found.tree.balances)
    ]
    return Table(tuple(columns), rows)


def heading_of(name: str) -> str:
    """The heading over a figure: `Made available`."""
    return name.replace("_", " ").capitalize()


def _has(balance: Balance, name: str) -> bool:
    figure = getattr(balance.figures, name)
    return figure is not None and figure != (0, Bound.EXACT)


def in_order(balances: Iterable[Balance]) -> Iterator[tuple[Balance, int, str, Figures]]:
    """Each balance, and behind its last component what is not broken down of it; with depth and name."""
    ending: list[Balance] = []

    def ended(depth: int) -> Iterator[tuple[Balance, int, str, Figures]]:
        while ending and ending[-1].depth >= depth:
            one = ending.pop()
            if one.components and one.rest:
                yield one, one.depth + 1, NOT_BROKEN_DOWN, one.rest

    for one in balances:
        yield from ended(one.depth)
        yield one, one.depth, one.ref, one.figures
        ending.append(one)
    yield from ended(0)


def _cell(one: Balance, figures: Figures, name: str, figure: Callable[[Decimal, str, Bound], str]) -> str:
    held: Figure | None = getattr(figures, name)
    if held is not None and one.currency:
        return figure(held.value, one.currency, held.bound)
    if name == "made_available":
        return NOT_DISCLOSED
    told = name == "remaining" and figures is one.figures and figures.made_available is not None
    return NOT_BROKEN_DOWN if told else ""


def _remarks(one: Balance) -> str:
    remarks = []
    if one.overdrawn and one.currency:
        remarks.append(f"overdrawn by {short(one.overdrawn, one.currency, Bound.EXACT)}")
    if one.without_value:
        remarks.append(f"+ {one.without_value:,} without a stated value")
    return ", ".join(remarks)


def heading(found: Balances) -> Iterator[str]:
    """What the table shows, and as known on which day."""
    yield f"What {found.ref or 'each act'} has left after what draws on it"
    recorded = str(found.as_of.model_copy(update={"known_on": None}))
    yield f"As known on {found.known_on}" + (f", {recorded}" if recorded else "")
    if filtered := str(found.filters):
        yield f"Only: {filtered}"


def notes(found: Balances) -> Iterator[str]:
    """How the figures hang together, and a line for everything that they leave out or that could be taken wrongly."""
    balances = found.tree.balances
    if not balances:
        yield "No appropriation is recorded that this would show."
        return
    restored = ", plus restored" if any(_has(one, "restored") for one in balances) else ""
    yield f"Remaining is made available less committed{restored}; what of it has lapsed is not recorded."
    if any(one.components for one in balances):
        yield "Each row counts what draws on its components, too."
    if any(one.rest and one.rest.remaining is None for one in balances):
        yield "Of an act of mixed aid type, what is not broken down is in no remainder."
    yield from _left_out(found.tree)


def _left_out(tree: Tree) -> Iterator[str]:
    for one in tree.balances:
        for other in one.elsewhere:
            if told := _elsewhere(other):
                yield f"In another currency, not subtracted from {one.ref}: {told}."
    if adjusted := tree.adjusted:
        yield f"Made available counts {_sums(adjusted)}: {_refs(adjusted)}."
    if number := tree.delivered_directly:
        yield f"Not subtracted, for they draw on no commitment: {number_of(number, 'delivery')}."
    if number := sum(one.deliveries_without_value for one in tree.balances if one.parent is None):
        yield f"Delivered without a stated value, and not counted: {number_of(number, 'delivery')}."
    if adrift := tree.adrift:
        yield f"{_sums(adrift)} {'draws' if len(adrift) == 1 else 'draw'} on no appropriation: {_refs(adrift)}."


def _elsewhere(other: Elsewhere) -> str:
    """`€10.0M made available, €5.0M committed`; what is zero is left out."""
    figures = other._asdict().items()
    return ", ".join(
        f"{short(held.value, other.currency, held.bound)} {name.replace('_', ' ')}"
        for name, held in figures
        if name != "currency" and held.value
    )


def _sums(adjustments: tuple[Adjustment, ...]) -> str:
    """`2 adjustments of -$6.2B and -€1.0M`."""
    by_currency: dict[str, list[Adjustment]] = defaultdict(list)
    for one in adjustments:
        by_currency[one.currency].append(one)
    amounts = [
        short(sum((one.value for one in found), Decimal(0)), code, combine(one.bound for one in found))
        for code, found in sorted(by_currency.items())
    ]
    return f"{number_of(len(adjustments), 'adjustment')} of {' and '.join(amounts)}"


def _refs(adjustments: tuple[Adjustment, ...]) -> str:
    refs = [one.ref for one in adjustments[:_SHOWN_REFS]]
    more = len(adjustments) - len(refs)
    return f"{', '.join(refs)}{f' and {more:,} more' if more else ''}"


def records(found: Balances) -> list[Json]:
    """The contract with programs: one object for each appropriation, which comes before its components."""
    return [_record(one) for one in found.tree.balances]


def _record(one: Balance) -> Json:
    figures: Json = {}
    for name, held in (*one.figures._asdict().items(), ("not_broken_down", one.rest and one.rest.made_available)):
        figures[name] = held and f"{held.value:f}"
        figures[f"{name}_bound"] = held and held.bound.value
    return {
        "ref": one.ref,
        "title": one.title,
        "parent": one.parent,
        "depth": one.depth,
        "currency": one.currency,
        **figures,
        "overdrawn": one.overdrawn and f"{one.overdrawn:f}",
        "without_value": one.without_value,
        "deliveries_without_value": one.deliveries_without_value,
        "other_currencies": [_other(other) for other in one.elsewhere],
    }


def _other(other: Elsewhere) -> Json:
    figures: Json = {"currency": other.currency}
    for name, held in other._asdict().items():
        if name != "currency":
            figures |= {name: f"{held.value:f}", f"{name}_bound": held.bound.value}
    return figures


def as_csv(found: Balances) -> str:
    """The same records as rows of CSV, other currencies by their codes alone."""
    names = [*Figures._fields, "not_broken_down"]
    figures = [column for name in names for column in (name, f"{name}_bound")]
    headings = ["ref", "title", "parent", "depth", "currency", *figures, "overdrawn", "without_value"]
    headings += ["deliveries_without_value", "other_currencies"]
    rows = []
    for one, record in zip(found.tree.balances, records(found), strict=True):
        record["other_currencies"] = " ".join(other.currency for other in one.elsewhere)
        rows.append(["" if record[name] is None else str(record[name]) for name in headings])
    return comma_separated(headings, rows, figures=frozenset(names) | {"overdrawn"})
