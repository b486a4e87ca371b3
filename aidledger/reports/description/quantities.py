"""How many of what, as a part: each row leads to its line items, and the rows of each unit are checked together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from aidledger.domain.bounds import combine
from aidledger.domain.item_totals import ItemTotal
from aidledger.domain.report import PartName, Report
from aidledger.domain.vocabulary import Dimension, Stage
from aidledger.reports import quantities
from aidledger.reports.description.cells import bound_word
from aidledger.reports.description.records import COUNTED_IN, NO_QUANTITY, ItemKey, parties_of_items
from aidledger.reports.description.sums import told_apart
from aidledger.reports.description.values import (
    Check,
    Checked,
    Column,
    Condition,
    Count,
    Kind,
    Link,
    Match,
    Part,
    Place,
    Row,
    Summed,
    Term,
)
from aidledger.reports.wording import dimension_heading, plural

_QUANTITY = "Quantity"


def quantities_part(report: Report, first: Mapping[ItemKey, int], *, checked: bool) -> Checked | None:
    """How many of what; `first` tells where the line items of each row begin. `None` where nothing is itemised.

    Where they are `checked`, it is by stage and unit: row by row, a spreadsheet would be at it for hours.
    """
    found = report.quantities
    if found is None or not found.rows:
        return None
    parties = parties_of_items(report)
    columns = (
        Column("Category"), Column("Description", widest=70), *(Column(dimension_heading(party)) for party in parties),
        Column("Stage"), Column("Unit", widest=25),
        Column("Bound"), Column(_QUANTITY, Kind.FIGURE), Column("Packages", Kind.FIGURE),
        Column("Line items", Kind.FIGURE), Column("Without a quantity", Kind.FIGURE),
    )  # fmt: skip
    about = (
        "Quantities of line items as they are described. Units and stages are never added together.",
        *quantities.notes(found),
    )
    rows = [_row(row, first, parties) for row in found.rows]
    part = Part(PartName.QUANTITIES, "Quantities by item", [(line,) for line in about], columns, rows)
    return Checked(part, list(_checks(found.rows)) if checked else ())


def _row(row: ItemTotal, first: Mapping[ItemKey, int], parties: Sequence[Dimension]) -> Row:
    category, *others = row.groups
    return [
        category or "not stated",
        *others,
        row.stage.capitalize(),
        row.unit,
        None if row.quantity is None else bound_word(row.bound),
        None if row.quantity is None else Count(row.quantity, row.bound),
        row.packages,
        _items(row, first, parties),
        row.without_quantity,
    ]


def _items(row: ItemTotal, first: Mapping[ItemKey, int], parties: Sequence[Dimension]) -> Link | int:
    """How many line items there are, with the way to them; those without a quantity may stand before the others."""
    units = [row.unit, None] if row.unit and row.without_quantity else [row.unit]
    places = [place for unit in units if (place := first.get((row.groups, row.stage, unit))) is not None]
    number = row.items + row.without_quantity
    if not places:
        return number
    category, description, *codes = row.groups
    # What tells most apart comes first: whoever looks through ten thousand items is done sooner.
    stated = ("Description", str(description)), ("Category", category or ""), ("Stage", row.stage.value)
    conditions = (
        *(Condition(heading, text, Match.EXACT) for heading, text in stated),
        Condition(COUNTED_IN, tuple(unit or NO_QUANTITY for unit in units), Match.EXACT),
        *map(told_apart, parties, codes),
    )
    hint = "The first of them. To see these alone, filter the line items by Description and Stage."
    only = Summed((Term(_QUANTITY, conditions, part=PartName.ITEMS),))
    return Link(number, Place(PartName.ITEMS, min(places)), hint, only)


def _checks(rows: Iterable[ItemTotal]) -> Iterator[Check]:
    """A check for each stage and unit: that the rows come to what the line items do."""

    def key(row: ItemTotal) -> tuple[Stage, str]:
        return row.stage, str(row.unit)

    stated = sorted((row for row in rows if row.quantity is not None), key=lambda row: (row.stage.rank, str(row.unit)))
    for (stage, unit), found in groupby(stated, key):
        some = list(found)
        value = Count(sum((row.quantity or Decimal(0) for row in some), Decimal(0)), combine(row.bound for row in some))
        stands = Term(
            _QUANTITY,
            (Condition("Stage", stage.capitalize(), Match.EXACT), Condition("Unit", unit, Match.EXACT)),
            part=PartName.QUANTITIES,
        )
        items = Term(
            _QUANTITY,
            (Condition("Stage", stage.value, Match.EXACT), Condition(COUNTED_IN, unit, Match.EXACT)),
            part=PartName.ITEMS,
        )
        what = f"{plural(stage.value).capitalize()}, {unit}, of all items"
        yield Check(what, Place(PartName.QUANTITIES), value, Summed((stands,)), Summed((items,)))
