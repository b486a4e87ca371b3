"""How many of what: a number with its unit and bound, and the line of text that people write for an item."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, ClassVar, Final, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from aidledger.domain.bounds import Bound, split_bound
from aidledger.domain.model import Written, validate
from aidledger.domain.numbers import NUMBER, exact_decimal, number, plain
from aidledger.domain.text import line
from aidledger.domain.units import KNOWN, READ
from aidledger.errors import InvalidInput

QUANTITY_LIMIT: Final = 10**12
DECIMALS: Final = 3
UNITS: Final = "units"
"""The unit of what is simply counted: `12 x HIMARS`."""


@lru_cache(maxsize=1_024)
def _unit(text: str) -> str:
    """A unit in the plural and in lower case, as the sums of items group by it."""
    unit = re.sub(r"\s+", " ", line(text.lower()))
    if not re.fullmatch(r"[^\W\d_][\w /.-]{0,39}", unit) or re.search(r"\bof\b", unit) or not _countable(unit):
        raise InvalidInput(f"'{text}' is not a unit", "write what is counted, in a word or two: rounds, systems")
    return READ.get(unit, unit)


def _countable(unit: str) -> bool:
    """Whether a number before it still reads as that number: `1 million`, `1 mm` or `1 to 7` do not."""
    try:
        return _leading_count(f"1 {unit}") == (Decimal(1), Bound.EXACT, unit)
    except InvalidInput:
        return False


class Quantity(Written):
    """`number` (at most three decimals, not negative) of `unit`, and the `bound` that its source gave it."""

    number: Annotated[Decimal, BeforeValidator(exact_decimal), Field(ge=0, le=QUANTITY_LIMIT)]
    unit: Annotated[str, AfterValidator(_unit)] = UNITS
    bound: Annotated[Bound, Field(strict=False)] = Bound.EXACT

    text_form: ClassVar = "a quantity as people write it: '3,000,000+ rounds', 'two batteries'"

    @classmethod
    def _read(cls, text: str) -> dict[str, object]:
        return _fields(text)

    @model_validator(mode="after")
    def _normalised(self) -> "Quantity":
        rounded = round(self.number, DECIMALS)
        if rounded != self.number:
            raise InvalidInput(f"{self.number} has more than {DECIMALS} decimals", f"round it to {plain(rounded)}")
        object.__setattr__(self, "number", (rounded + 0).normalize())  # one form for one number, -0 too
        return self

    @property
    def milli(self) -> int:
        """The number in thousandths, as it is stored."""
        return int(self.number.scaleb(DECIMALS))

    @classmethod
    def of_milli(cls, milli: int, unit: str, bound: Bound) -> "Quantity":
        """The quantity of `milli` thousandths of `unit`."""
        return cls(number=Decimal(milli).scaleb(-DECIMALS), unit=unit, bound=bound)

    def __str__(self) -> str:
        """Readable by `parse`: `at least 3,000,000 rounds`."""
        return " ".join(filter(None, (self.bound.words, plain(self.number), self.unit)))


_COUNT = re.compile(rf"\(?{NUMBER}\)?(?P<plus>\s*\+)?", re.IGNORECASE)
_CALIBRE = re.compile(r"[\s-]*(?:mm|cm|calib(?:er|re)|cal|inch)\b|-(?:ton|tonne|metre|meter)\b", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:-|\u2013|to)\s*\(?[0-9]", re.IGNORECASE)


def _leading_count(text: str) -> tuple[Decimal, Bound, str] | None:
    """The number at the head of `text`, its bound, and what follows; `None` where there is none.

    A number that measures the thing (`120 mm mortars`, `155mm shells`, `F-16`) counts nothing.
    """
    bound, rest = split_bound(text)
    match = _COUNT.match(rest)
    if not match:
        return None
    after = rest[match.end() :]
    if _RANGE.match(after):
        raise InvalidInput(f"'{text}' is a range", "write one bound: 'at least 5 tanks', or 'about 8 tanks'")
    if _CALIBRE.match(after) or re.match(r"[\w/]|-\w", after):
        return None
    if match["plus"]:
        if bound is not Bound.EXACT:
            raise InvalidInput(f"'{text}' gives two bounds", "leave out the +, or the words before the number")
        bound = Bound.AT_LEAST
    return number(match), bound, after.strip()


def _fields(text: str) -> dict[str, object]:
    counted = _leading_count(text)
    if counted is None:
        raise InvalidInput(f"'{text}' is not a quantity", "write a number and its unit: '3,000,000+ rounds'")
    value, bound, unit = counted
    return {"number": value, "unit": unit or UNITS, "bound": bound}


class ItemText(NamedTuple):
    """What one line says of an item."""

    description: str
    quantity: Quantity | None


_TIMES = re.compile(r"(?:x|\u00d7)\s+(.+)", re.IGNORECASE)
_OF = re.compile(r"((?:[^\W\d]\w*\s+){0,2}?[^\W\d]\w*)\s+of\s+(?:a\s+)?(.+)", re.IGNORECASE)


def parse_item(text: str) -> ItemText:
    """Read an item as people write it.

    `3,000,000+ rounds: small arms ammunition`, `over 3 million rounds of small arms ammunition`,
    `two Patriot batteries`, `12 x HIMARS`, `demolition munitions` (no quantity stated). A colon at the very start
    says that the whole line describes the item, whatever it looks like.

    Raises `InvalidInput` for a number before a list of things, of which it may count only the first, and for ranges.
    """
    text = line(text)
    if text.startswith(":"):
        return ItemText(line(text[1:]), None)
    head, colon, tail = text.partition(":")
    if colon and tail.strip() and (counted := _leading_count(head.strip())):
        value, bound, unit = counted
        return ItemText(line(tail), _quantity(value, unit or UNITS, bound))
    counted = _leading_count(text)
    if counted is None:
        return ItemText(text, None)
    value, bound, thing = counted
    if not thing:
        raise InvalidInput(f"'{text}' does not say what is counted", "write '12 x HIMARS' or '12 systems: HIMARS'")
    if times := _TIMES.fullmatch(thing):
        return ItemText(line(times[1]), _quantity(value, UNITS, bound))
    if (parted := _OF.fullmatch(thing)) and _named_unit(parted[1]):
        return ItemText(line(parted[2]), _quantity(value, parted[1], bound))
    if re.search(r"[,;]|\s(?:and|or|with)\s", thing):
        raise InvalidInput(
            f"'{text}' may count the first thing only",
            "give each thing an item of its own, or say what is counted: '4 systems: Avenger'",
        )
    return ItemText(line(thing), _quantity(value, _named_unit(thing) or UNITS, bound))


def format_item(description: str, quantity: Quantity | None) -> str:
    """One line that `parse_item` reads as the same item: `at least 3,000,000 rounds: small arms ammunition`."""
    if quantity:
        return f"{quantity}: {description}"
    try:
        plainly = parse_item(description) == (description, None)
    except InvalidInput:
        plainly = False
    return description if plainly else f": {description}"


def _quantity(value: Decimal, unit: str, bound: Bound) -> Quantity:
    return validate(Quantity, {"number": value, "unit": unit, "bound": bound})


def _named_unit(text: str) -> str | None:
    """The unit that the last word of `text` names, if it is one of those known here."""
    last = text.rsplit(maxsplit=1)[-1].lower()
    unit = READ.get(last, last)
    return unit if unit in KNOWN else None
