"""Quantities of line items for people and for programs, with the lines beneath that say what they leave out."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from aidledger.domain.item_totals import AnyDimension, ItemDimension, ItemTotal, ItemTotals
from aidledger.domain.numbers import plain
from aidledger.domain.totals import Groups, group_label
from aidledger.domain.units import TABLE
from aidledger.domain.vocabulary import Dimension, Stage
from aidledger.reports.tables import Column, Table, comma_separated
from aidledger.reports.wording import (
    fiscal_lines,
    known_line,
    number_of,
    period_words,
    plural,
    some_of,
    straddling_lines,
)

_FIXED: Final = ("stage", "unit", "quantity", "bound", "packages", "items", "without_quantity")
_FIGURES: Final = frozenset({"quantity", "packages", "items", "without_quantity"})

SPARED: Final = ("Packages", "No quantity")
"""The columns that a narrow terminal does without, the first one first."""


def table(totals: ItemTotals) -> Table:
    """A row for each group and unit, a column for each stage.

    Nothing is added up beneath: what the groups have in common is seldom one thing, and `--by stage` asks for it.
    """
    present = {row.stage for row in totals.rows}
    stages = [stage for stage in Stage if stage in present and Dimension.STAGE not in totals.dimensions]
    rows: dict[tuple[Groups, str | None], dict[Stage, ItemTotal]] = defaultdict(dict)
    for row in sorted(totals.rows, key=_place):
        rows[row.groups, row.unit][row.stage] = row
    headings = [dimension.replace("-", " ").capitalize() for dimension in totals.dimensions]
    columns = [Column(heading) for heading in headings]
    columns += [Column(stage.capitalize(), figures=True) for stage in stages] or [Column("Quantity", figures=True)]
    columns += [Column("Unit"), Column("Packages", figures=True), Column("No quantity", figures=True)]
    body = [
        [
            *(_label(dimension, group) for dimension, group in zip(totals.dimensions, groups, strict=True)),
            *(_figure(row) for row in ([found.get(stage) for stage in stages] or found.values())),
            unit or "",
            f"{sum(row.packages for row in found.values()):,}",
            _without_quantity(found),
        ]
        for (groups, unit), found in rows.items()
    ]
    if not any(row[-1] for row in body):
        columns.pop()
        body = [row[:-1] for row in body]
    return Table(tuple(columns), body)


def _place(row: ItemTotal) -> tuple[object, ...]:
    """Where a row stands in the table, in which the stages of a group and unit stand side by side."""
    return [(group is None, group or "") for group in row.groups], row.unit is None, row.unit or "", row.stage.rank


def _label(dimension: AnyDimension, group: str | None) -> str:
    if group is None:
        return "not stated"
    return group if isinstance(dimension, ItemDimension) else group_label(dimension, group)


def _figure(row: ItemTotal | None) -> str:
    if row is None or row.quantity is None:
        return ""
    return f"{row.bound.symbol} {plain(row.quantity)}".strip()


def _without_quantity(found: dict[Stage, ItemTotal]) -> str:
    number = sum(row.without_quantity for row in found.values())
    return f"+ {number_of(number, 'item')}" if number else ""


def heading(totals: ItemTotals) -> Iterator[str]:
    """What the table counts, and over which days."""
    yield totals.title
    yield f"Period: {period_words(totals.period)}"
    yield known_line(totals.known_on, totals.as_of)
    yield from fiscal_lines(totals.dimensions, totals.fiscal_start)
    if only := ", ".join(_only(totals)):
        yield f"Only: {only}"


def _only(totals: ItemTotals) -> Iterator[str]:
    if totals.text:
        yield f"items described with {' and '.join(totals.text.split())}"
    if totals.filters.categories:
        yield f"items of category {' or '.join(totals.filters.categories)}"
    if others := str(totals.filters.model_copy(update={"categories": ()})):
        yield others


def notes(totals: ItemTotals) -> Iterator[str]:
    """A line for everything that the figures leave out, or that a reader could take wrongly."""
    if not totals.rows:
        yield "Nothing is recorded that this would count."
    if totals.left_out:
        counts = " and ".join(
            f"{number_of(number, 'item')} of {plural(stage.value)}" for stage, number in totals.left_out.items()
        )
        yield f"Not counted: {counts} (ask for them with --stage)."
    if totals.unlisted:
        listing = "lists" if totals.unlisted == 1 else "list"
        yield f"Not itemised: {number_of(totals.unlisted, 'package')} that {listing} no items."
    if number := len(totals.within_others):
        draws = "draws" if number == 1 else "draw"
        yield (
            f"Perhaps counted twice: items of {number_of(number, 'package')} that {draws} on another one of the same "
            f"stage, which lists such items too: {some_of(totals.within_others)}."
        )
    yield from straddling_lines(totals.straddling, "not counted")
    if totals.unsourced:
        yield f"Unsourced: {number_of(totals.unsourced, 'package')} of those counted."


def records(totals: ItemTotals) -> list[dict[str, str | int | None]]:
    """The contract with programs: one object for each group, stage and unit, as the README describes it."""
    found = []
    for row in totals.rows:
        names = (dimension.value for dimension in totals.dimensions)
        groups: dict[str, str | int | None] = dict(zip(names, row.groups, strict=True))
        figures: dict[str, str | int | None] = {
            "stage": row.stage.value,
            "unit": row.unit,
            "quantity": None if row.quantity is None else f"{row.quantity:f}",
            "bound": None if row.quantity is None else row.bound.value,
            "packages": row.packages,
            "items": row.items,
            "without_quantity": row.without_quantity,
        }
        found.append(groups | figures)
    return found


def as_csv(totals: ItemTotals) -> str:
    """The same records as rows of CSV."""
    headings = list(dict.fromkeys([*(dimension.value for dimension in totals.dimensions), *_FIXED]))
    rows = [["" if record[name] is None else str(record[name]) for name in headings] for record in records(totals)]
    return comma_separated(headings, rows, figures=_FIGURES)


def units_table() -> Table:
    """The units that are known by more than one spelling, each of which is summed under its name."""
    columns = (Column("Unit"), Column("Also written", wraps=True))
    return Table(columns, [[str(unit["unit"]), ", ".join(unit["also_written"])] for unit in units_records()])


def units_records() -> list[dict[str, str | list[str]]]:
    """The same for programs."""
    return [
        {"unit": unit.name, "also_written": [name for name in (*unit.read, *unit.folded) if name != unit.name]}
        for unit in TABLE
    ]
