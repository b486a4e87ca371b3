"""What a row lists: how many of what, under which category."""

import re
from contextlib import suppress
from typing import Final

from aidledger.domain.model import validate
from aidledger.domain.packages import LineItem
from aidledger.domain.quantities import UNITS, Quantity, parse_item
from aidledger.domain.text import LINE_LENGTH
from aidledger.domain.vocabulary import Category
from aidledger.errors import InvalidInput
from aidledger.intake.kiel.sheet import SheetRow

_LAST_WORD: Final = re.compile(r"\s+\S{0,30}$")
_CATEGORIES: Final = (
    (r"spare|overhaul|repair|training|funding", Category.SUPPORT),
    (r"surface-to-air|anti-aircraft|air.defen[cs]e|manpads|anti-drone|counter-unmanned|c-uas", Category.AIR_DEFENSE),
    (r"anti-ship|coastal|vessel|undersea|mine ?hunter|mine ?sweeper", Category.MARITIME),
    (r"howitzer|mlrs|mortar|artillery", Category.FIRES),
    (r"anti-armou?r|anti-tank|small arms|recoilless|anti-materiel|grenade launcher|light (?:armaments|infantry)",
     Category.ANTI_ARMOR_AND_SMALL_ARMS),
    (r"tank|infantry fighting|personnel carrier|armou?red|patrol vehicle|assault gun|launched bridge|unmanned ground",
     Category.GROUND_MANEUVER),
    (r"drone|helicopter|aircraft|fighter jet|air-to-surface|aviation|unmanned aerial", Category.AIRCRAFT_AND_UAS),
)  # fmt: skip
"""Words for what the Department of Defense's fact sheets list under each category; the first that is found decides.

What they list under several, or nowhere (radars, missiles of no kind, explosives, vehicles not for combat), has none.
"""


def item_of(row: SheetRow, date: str) -> LineItem | None:
    """The item that the row lists, if any. `date` is said of it: the row's own, where that is not its package's.

    What the sheet takes for its price is an estimate of the tracker's, and left out.
    """
    thing = row.line("item")
    if not thing:
        return None
    description, quantity = _counted(thing, row.line("units"))
    said = f" ({date})" if date else ""
    fields = {"description": fitted(description, LINE_LENGTH - len(said)) + said, "category": _category(row)}
    return validate(LineItem, fields | ({"quantity": quantity} if quantity else {}), where=row.place)


def fitted(text: str, limit: int) -> str:
    """`text`, or as many of its words as go into `limit` characters, with a mark that more follow."""
    if len(text) <= limit:
        return text
    mark = " [...]"
    room = limit - len(mark)
    return _LAST_WORD.sub("", text[: room + 1])[:room].rstrip() + mark


def _category(row: SheetRow) -> Category | None:
    """What the type of the item says, unless the words of the item say otherwise: the sheet has AT4s among MANPADS."""
    by_type, by_name = _named(row.line("item_subtype") or row.line("item_type")), _named(row.line("item"))
    return by_type if by_name in {None, by_type} else None


def _named(words: str) -> Category | None:
    return next((category for pattern, category in _CATEGORIES if re.search(pattern, words, re.IGNORECASE)), None)


def _counted(thing: str, units: str) -> tuple[str, Quantity | None]:
    """The item and how many of it: `1000` of `round of 84 mm ammunition` are 1,000 rounds of 84 mm ammunition."""
    quantity = _quantity(units)
    if quantity is None or quantity.unit != UNITS:
        return thing, quantity
    try:
        one = parse_item(f"one {thing}")
    except InvalidInput:
        return thing, quantity
    if one.quantity is None or one.quantity.number != 1 or one.quantity.unit == UNITS:
        return thing, quantity
    return one.description, quantity.model_copy(update={"unit": one.quantity.unit})


def _quantity(units: str) -> Quantity | None:
    """`20 000`, `(25,000) 155mm rounds`; `None` for nothing, and for what does not say one number for certain."""
    for read in (Quantity.parse, lambda text: parse_item(text).quantity):
        with suppress(InvalidInput):
            quantity = read(units)
            return quantity if quantity and quantity.number else None
    return None
