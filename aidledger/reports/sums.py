"""Totals for people and for programs, with the lines beneath that say what they leave out."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from aidledger.domain.amounts import full, short
from aidledger.domain.bounds import Bound
from aidledger.domain.folding import time_position
from aidledger.domain.totals import NOT_ITEMISED, Exchanged, Groups, Total, Totals
from aidledger.domain.vocabulary import Dimension, Stage
from aidledger.reports.tables import Column, Table, comma_separated
from aidledger.reports.wording import (
    NOT_DISCLOSED,
    WHOLE_PACKAGES,
    dimension_heading,
    fiscal_lines,
    group_labels,
    known_line,
    number_of,
    period_words,
    plural,
    some_of,
    straddling_lines,
)

NOT_CONVERTED: Final = "not converted"
JSON_FIGURES = frozenset({"amount", "packages", "without_value", "unconvertible"})

SPARED: Final = ("Packages",)
"""The column that a narrow terminal does without."""

Figure = Callable[[Decimal, str, Bound], str]
"""How an amount is written: rounded for a narrow table, or in full."""


def table(totals: Totals, *, exact: bool = False) -> Table:
    """A row for each group and currency, a column for each stage; sums of all groups below, by currency.

    Amounts are rounded (`$61.0B`), or `exact`.
    """
    figure = full if exact else short
    stages = () if Dimension.STAGE in totals.dimensions else totals.stages
    rows = _lines(totals)
    columns = [Column(dimension_heading(dimension)) for dimension in totals.dimensions]
    columns += [Column(stage.capitalize(), figures=True) for stage in stages] or [Column("Amount", figures=True)]
    columns += [Column("Packages", figures=True), Column("")]
    body = [[*group_labels(totals.dimensions, groups), *figures(found, stages, figure)] for groups, found in rows]
    summed = [] if totals.cumulative or len(rows) < 2 or not stages else list(_sums(totals, stages, figure))
    if not any(row[-1] for row in (*body, *summed)):
        columns.pop()
        body, summed = [row[:-1] for row in body], [row[:-1] for row in summed]
    return Table(tuple(columns), [*body, *summed], sums=len(summed))


def _lines(totals: Totals) -> list[tuple[Groups, dict[Stage, Total]]]:
    """The rows of each group and currency on one line; what states no value joins the only currency of its group."""
    by_group: dict[Groups, dict[str | None, dict[Stage, Total]]] = defaultdict(lambda: defaultdict(dict))
    for row in totals.rows:
        by_group[row.groups][row.currency][row.stage] = row
    return [(groups, stages) for groups, found in by_group.items() for _, stages in _beside(found)]


def _beside(found: dict[str | None, dict[Stage, Total]]) -> list[tuple[str | None, dict[Stage, Total]]]:
    """The stages of each currency, by its code; what states no value joins the only one, else it comes last."""
    if len(found) == 2 and None in found:
        unvalued = found.pop(None)
        (only,) = found.values()
        only.update(unvalued)
    return sorted(found.items(), key=lambda item: item[0] or "~")


def figures(found: dict[Stage, Total], stages: tuple[Stage, ...], figure: Figure) -> list[str]:
    """The amount of each stage, the packages of all, and how many of them state no value."""
    shown = [found.get(stage) for stage in stages] or list(found.values())
    packages = unvalued = unconvertible = 0
    for total in found.values():
        packages += total.packages
        unvalued += total.without_value
        unconvertible += total.unconvertible
    beside = [f"+ {unvalued:,} without a stated value"] if unvalued else []
    beside += [f"+ {unconvertible:,} not converted"] if unconvertible else []
    return [*[_amount_or_why(total, figure) for total in shown], f"{packages:,}", ", ".join(beside)]


def amount(total: Total | None, figure: Figure) -> str:
    """A sum as a cell of a table; empty where none is stated."""
    if total is None or total.amount is None or total.currency is None:
        return ""
    return figure(total.amount, total.currency, total.bound)


def _amount_or_why(total: Total | None, figure: Figure) -> str:
    """As `amount`; where packages state none, it says so, that the row may tell of which stage they are."""
    if total is None or total.amount is not None:
        return amount(total, figure)
    if total.unconvertible:
        return NOT_CONVERTED
    return NOT_DISCLOSED if total.without_value else ""


def total_label(currency: str | None, several: bool) -> str:
    """What a line of sums is called, that of what states no value apart; `several` currencies name themselves."""
    if currency is None:
        return f"Total {NOT_DISCLOSED}"
    return f"Total {currency}" if several else "Total"


def _sums(totals: Totals, stages: tuple[Stage, ...], figure: Figure) -> Iterator[list[str]]:
    by_currency: dict[str | None, dict[Stage, Total]] = defaultdict(dict)
    for total in totals.sums:
        by_currency[total.currency][total.stage] = total
    for currency, found in _beside(by_currency):
        label = total_label(currency, len(by_currency) > 1)
        yield [label, *("" for _ in totals.dimensions[1:]), *figures(found, stages, figure)]


def heading(totals: Totals) -> Iterator[str]:
    """What the table counts, over which days, and whether each row stands alone or runs on from those before."""
    yield totals.title
    position = time_position(totals.dimensions)
    if totals.cumulative:
        running = ", each row with all before it"
    else:
        running = "" if position is None else f", each {totals.dimensions[position].replace('-', ' ')} by itself"
    yield f"Period: {period_words(totals.period)}{running}"
    yield known_line(totals.known_on, totals.as_of)
    yield from fiscal_lines(totals.dimensions, totals.fiscal_start)
    if filtered := str(totals.filters):
        yield f"Only: {filtered}"


def notes(totals: Totals) -> Iterator[str]:
    """A line for everything that the figures leave out, or that a reader could take wrongly."""
    if not totals.rows:
        yield "Nothing is recorded that this would count."
    if totals.left_out:
        counts = " and ".join(number_of(number, stage.value) for stage, number in totals.left_out.items())
        yield f"Not counted: {counts} (ask for them with --stage)."
    yield from _drawn(totals)
    if totals.filters.categories:
        yield WHOLE_PACKAGES
    if totals.exchanged:
        yield from _exchanged(totals.exchanged)
    if Dimension.CATEGORY in totals.dimensions:
        yield "By category, only what line items state is broken down; a package counts in each row that it is part of."
    yield from straddling_lines(totals.straddling, "not counted")
    if totals.unsourced:
        yield f"Unsourced: {number_of(totals.unsourced, 'package')} of those counted."


def _drawn(totals: Totals) -> Iterator[str]:
    """What is stated at both ends of a link."""
    for once in totals.counted_once:
        stated = short(once.amount, once.currency, Bound.EXACT)
        yield (
            f"Counted once: {stated} of {plural(once.stage)}, stated by {number_of(once.packages, 'package')} "
            "and again by what they draw on."
        )
    for more in totals.overdrawn:
        beyond = short(more.amount, more.currency, Bound.EXACT)
        yield (
            f"Overdrawn: what draws on {number_of(more.packages, 'package')} states {beyond} of {plural(more.stage)} "
            "more than there is, and all of it is counted."
        )
    if number := totals.within_others:
        draws = "draws" if number == 1 else "draw"
        yield f"Counted within another package: {number_of(number, 'package')} that {draws} on it."


def _exchanged(told: Exchanged) -> Iterator[str]:
    packages, sources, gap = told.conversions
    if packages:
        older = f"the oldest rate is {number_of(gap, 'day')} older than its package" if gap else "no rate is older"
        yield f"In {told.into}: {number_of(packages, 'package')} converted, {' and '.join(sources)}; {older}."
    elif not told.unconvertible:
        yield f"In {told.into}: nothing had to be converted."
    if told.coarse:
        yield (
            f"Of these, {number_of(told.coarse, 'package')} whose day is not known, "
            "at the rate of the first that it may be."
        )
    if told.unconvertible:
        yield (
            f"Not converted, for want of a rate, and in no sum: {number_of(len(told.unconvertible), 'package')} "
            f"({some_of(told.unconvertible)})."
        )


Json = dict[str, object]


def records(totals: Totals) -> list[Json]:
    """The contract with programs: one object for each group, stage and currency, as the README describes it."""
    return [record(totals, row) for row in totals.rows]


def record(totals: Totals, row: Total) -> Json:
    """One row of them."""
    names = (dimension.value for dimension in totals.dimensions)
    groups: Json = dict(zip(names, row.groups, strict=True))
    if Dimension.CATEGORY in totals.dimensions:
        groups["category"] = groups["category"] or NOT_ITEMISED
    figures: Json = {
        "stage": row.stage.value,
        "currency": row.currency,
        "amount": None if row.amount is None else f"{row.amount:f}",
        "bound": None if row.amount is None else row.bound.value,
        "packages": row.packages,
        "without_value": row.without_value,
    }
    if totals.exchanged:
        figures["unconvertible"] = row.unconvertible
    return groups | figures


def as_csv(totals: Totals) -> str:
    """The same records as rows of CSV."""
    fixed = ["stage", "currency", "amount", "bound", "packages", "without_value"]
    fixed += ["unconvertible"] if totals.exchanged else []
    headings = list(dict.fromkeys([*(dimension.value for dimension in totals.dimensions), *fixed]))
    rows = [["" if found[name] is None else str(found[name]) for name in headings] for found in records(totals)]
    return comma_separated(headings, rows, figures=JSON_FIGURES)
