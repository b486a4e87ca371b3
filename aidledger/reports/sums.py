"""Totals for people and for programs, with the lines beneath that say what they leave out."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from aidledger.domain.amounts import short
from aidledger.domain.bounds import Bound, combine
from aidledger.domain.totals import Total, Totals
from aidledger.domain.vocabulary import Dimension, Stage
from aidledger.reports.tables import Column, Table, comma_separated
from aidledger.reports.wording import dimension_heading, group_labels, number_of, plural

JSON_FIGURES = frozenset({"amount", "packages", "without_value"})
_SHOWN_STRADDLING = 10

Key = tuple[tuple[str | None, ...], str | None]


def table(totals: Totals) -> Table:
    """A row for each group and currency, a column for each stage; sums of all groups below, by currency."""
    stages = () if Dimension.STAGE in totals.dimensions else totals.stages
    rows: dict[Key, dict[Stage, Total]] = defaultdict(dict)
    for row in totals.rows:
        rows[row.groups, row.currency][row.stage] = row
    currencies = {row.currency for row in totals.rows} - {None}
    columns = [Column(dimension_heading(dimension)) for dimension in totals.dimensions]
    columns += [Column(stage.capitalize(), figures=True) for stage in stages] or [Column("Amount", figures=True)]
    columns += [Column("Packages", figures=True), Column("")]
    order = {groups: position for position, (groups, _) in enumerate(rows)}
    ordered = sorted(rows.items(), key=lambda item: (order[item[0][0]], item[0][1] or "~"))
    body = [_row(totals.dimensions, key, found, stages) for key, found in ordered]
    summed = _sums(totals, stages, currencies) if len(rows) > 1 and Dimension.STAGE not in totals.dimensions else []
    if not any(row[-1] for row in (*body, *summed)):
        columns.pop()
        body, summed = [row[:-1] for row in body], [row[:-1] for row in summed]
    return Table(tuple(columns), [*body, *summed], sums=len(summed))


def _row(
    dimensions: tuple[Dimension, ...], key: Key, found: dict[Stage, Total], stages: tuple[Stage, ...]
) -> list[str]:
    return [*group_labels(dimensions, key[0]), *_figures(found, stages)]


def _figures(found: dict[Stage, Total], stages: tuple[Stage, ...]) -> list[str]:
    shown = [found.get(stage) for stage in stages] or list(found.values())
    unvalued = sum(total.without_value for total in found.values())
    return [
        *(_amount(total) for total in shown),
        f"{sum(total.packages for total in found.values()):,}",
        f"+ {unvalued:,} without a stated value" if unvalued else "",
    ]


def _amount(total: Total | None) -> str:
    if total is None or total.amount is None or total.currency is None:
        return ""
    return short(total.amount, total.currency, total.bound)


def _sums(totals: Totals, stages: tuple[Stage, ...], currencies: set[str | None]) -> list[list[str]]:
    rows = []
    known: list[str | None] = [*sorted(filter(None, currencies))]
    for currency in known or [None]:
        found = {}
        for stage in stages:
            of_stage = [row for row in totals.rows if row.stage is stage and row.currency in {currency, None}]
            if any(row.currency == currency for row in of_stage):
                found[stage] = add_up(of_stage, currency)
        label = "Total" if len(currencies) < 2 else f"Total {currency}"
        rows.append([label, *("" for _ in totals.dimensions[1:]), *_figures(found, stages)])
    return rows


def add_up(rows: list[Total], currency: str | None) -> Total:
    """The sum of rows of one stage and one currency, as the total of no group."""
    valued = [row for row in rows if row.amount is not None]
    return Total(
        groups=(),
        stage=rows[0].stage,
        currency=currency,
        amount=sum((row.amount for row in valued if row.amount is not None), Decimal(0)) if valued else None,
        bound=combine(row.bound for row in valued),
        packages=sum(row.packages for row in rows),
        without_value=sum(row.without_value for row in rows),
    )


def heading(totals: Totals) -> Iterator[str]:
    """What the table counts, and over which days."""
    yield totals.title
    yield f"Period: {totals.period}" + (" (both days included)" if totals.period.first or totals.period.last else "")
    yield from totals.as_of.line
    if filtered := str(totals.filters):
        yield f"Only: {filtered}"


def notes(totals: Totals) -> Iterator[str]:
    """A line for everything that the figures leave out, or that a reader could take wrongly."""
    if not totals.rows:
        yield "Nothing is recorded that this would count."
    if totals.left_out:
        counts = " and ".join(number_of(number, stage.value) for stage, number in totals.left_out.items())
        yield f"Not counted: {counts} (ask for them with --stage)."
    for once in totals.counted_once:
        amount = short(once.amount, once.currency, Bound.EXACT)
        yield (
            f"Counted once: {amount} of {plural(once.stage)}, stated by {number_of(once.packages, 'package')} "
            "and again by what they draw on."
        )
    if totals.within_others:
        yield f"Counted within another package: {number_of(totals.within_others, 'package')} that draw on it."
    if totals.straddling:
        shown = [f"{ref} ({announced_on})" for ref, announced_on in totals.straddling[:_SHOWN_STRADDLING]]
        more = len(totals.straddling) - len(shown)
        yield f"Only partly in this period, not counted: {', '.join(shown)}{f' and {more} more' if more else ''}."
    if totals.unsourced:
        yield f"Unsourced: {number_of(totals.unsourced, 'package')} of those counted."


def records(totals: Totals) -> list[dict[str, str | int | None]]:
    """The contract with programs: one object for each group, stage and currency, as the README describes it."""
    found = []
    for row in totals.rows:
        names = (dimension.value for dimension in totals.dimensions)
        groups: dict[str, str | int | None] = dict(zip(names, row.groups, strict=True))
        figures: dict[str, str | int | None] = {
            "stage": row.stage.value,
            "currency": row.currency,
            "amount": None if row.amount is None else f"{row.amount:f}",
            "bound": None if row.amount is None else row.bound.value,
            "packages": row.packages,
            "without_value": row.without_value,
        }
        found.append(groups | figures)
    return found


def as_csv(totals: Totals) -> str:
    """The same records as rows of CSV."""
    fixed = ("stage", "currency", "amount", "bound", "packages", "without_value")
    headings = list(dict.fromkeys([*(dimension.value for dimension in totals.dimensions), *fixed]))
    rows = [["" if record[name] is None else str(record[name]) for name in headings] for record in records(totals)]
    return comma_separated(headings, rows, figures=JSON_FIGURES)
