"""The question "how many of what", and its answer with all that it leaves out."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from aidledger.domain.bounds import Bound, combine
from aidledger.domain.dates import Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.totals import Filters, Groups
from aidledger.domain.vocabulary import AidType, Dimension, Stage
from aidledger.errors import InvalidInput


class ItemDimension(StrEnum):
    """What line items, besides all `Dimension`s, may be grouped by."""

    DESCRIPTION = "description"


AnyDimension = Dimension | ItemDimension


def dimension_names() -> tuple[str, ...]:
    """The names of all that line items may be grouped by."""
    return (*ItemDimension, *Dimension)


def parse_dimensions(text: str) -> tuple[AnyDimension, ...]:
    """Read `category,month`. Raises `InvalidInput` for an unknown dimension or the same one twice."""
    choices: dict[str, AnyDimension] = {one.value: one for one in (*ItemDimension, *Dimension)}
    found: list[AnyDimension] = []
    for name in (part.strip().lower().replace("_", "-") for part in text.split(",")):
        if name not in choices:
            raise InvalidInput(f"'{name}' is not a dimension", f"choose from: {', '.join(choices)}")
        if choices[name] in found:
            raise InvalidInput(f"'{name}' is named twice", "name each dimension once")
        found.append(choices[name])
    return tuple(found)


class ItemTotal(NamedTuple):
    """The quantity of one group of line items, of one stage and one unit.

    `groups` has one text for each dimension asked for, `None` where it is not stated. `items` of `packages` are added
    up; of the same group and stage, `without_quantity` items more state no quantity. Where a group has one unit only
    they stand beside its sum, else in a row of their own, whose `unit` and `quantity` are `None` and whose `packages`
    are theirs. `bound` speaks for the stated quantities alone.
    """

    groups: Groups
    stage: Stage
    unit: str | None
    quantity: Decimal | None
    bound: Bound
    packages: int
    items: int
    without_quantity: int


class ItemTotals(NamedTuple):
    """Quantities by `dimensions`, and what they leave out.

    `known_on` is the day on which it was, or is, known so; fiscal years start in the month `fiscal_start`. `text` holds
    the words that the descriptions mention, `filters.categories` are those of the items themselves.
    `left_out` counts the items of stages that were not asked for, `unlisted` the packages that list no items at all,
    `unsourced` the packages with items counted that cite nothing. `straddling` lists the packages with such items that
    lie only partly within the period, as (ref, announced on). `within_others` are the refs of packages that draw on
    another one of their stage of which items are counted as well: both may list the same things.
    """

    dimensions: tuple[AnyDimension, ...]
    period: Period
    filters: Filters
    text: str
    as_of: AsOf
    known_on: date
    fiscal_start: int
    rows: tuple[ItemTotal, ...]
    aid_types: tuple[AidType, ...]
    left_out: dict[Stage, int]
    unlisted: int
    unsourced: int
    straddling: tuple[tuple[str, str], ...]
    within_others: tuple[str, ...]

    @property
    def title(self) -> str:
        """What is counted: `Line items (military) by category and fiscal year`."""
        *rest, last = (dimension.replace("-", " ") for dimension in self.dimensions)
        by = f"{', '.join(rest)} and {last}" if rest else last
        what = f" ({', '.join(self.aid_types)})" if self.aid_types else ""
        return f"Line items{what} by {by}"


def gathered(totals: Iterable[ItemTotal]) -> list[ItemTotal]:
    """One row for each group, stage and unit, in the order in which every report has them.

    What is not stated comes behind everything else; items without a quantity stand beside the sum of their group where
    it has but one unit. Rows that become one are of different packages.
    """
    together: dict[tuple[Groups, Stage], dict[str | None, ItemTotal]] = {}
    for total in totals:
        units = together.setdefault((total.groups, total.stage), {})
        before = units.get(total.unit)
        units[total.unit] = _added(before, total) if before else total
    for units in together.values():
        if len(units) == 2 and (unstated := units.pop(None, None)):
            for unit, sum_ in units.items():
                units[unit] = sum_._replace(without_quantity=unstated.without_quantity)
    return sorted((total for units in together.values() for total in units.values()), key=_place)


def _added(one: ItemTotal, other: ItemTotal) -> ItemTotal:
    return one._replace(
        quantity=None if one.quantity is None or other.quantity is None else one.quantity + other.quantity,
        bound=combine((one.bound, other.bound)),
        packages=one.packages + other.packages,
        items=one.items + other.items,
        without_quantity=one.without_quantity + other.without_quantity,
    )


def _place(total: ItemTotal) -> tuple[object, ...]:
    groups = [(group is None, group or "") for group in total.groups]
    return groups, total.stage.rank, total.unit is None, total.unit or ""
