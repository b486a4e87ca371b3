"""Money: an exact decimal in one currency, with the bound that its source gave it."""

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, ClassVar, Final, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from aidledger.domain.bounds import Bound, split_bound
from aidledger.domain.currencies import DOLLARS, currency, exponent, sign
from aidledger.domain.model import Written
from aidledger.domain.numbers import NUMBER, exact_decimal, number, plain
from aidledger.errors import InvalidInput

MINOR_LIMIT: Final = 10**15
"""No stated amount has more minor units than this, so that sums of many fit 64 bits."""

_LETTERS: Final = ((3, "K"), (6, "M"), (9, "B"), (12, "T"))
_TENTH: Final = Decimal("0.1")

_MINUS = "[-\u2212\u2013]"
_REDUCTION = re.compile(r"(?:an?\s+)?reduction of\s+", re.IGNORECASE)
_AMOUNT = re.compile(
    rf"(?P<minus>{_MINUS})?\s*(?P<before>[^\W\d][^\d\u2212\u2013-]*?|[^\w\s.,-]+)?\s*(?P<inner>{_MINUS})?\s*"
    rf"{NUMBER}(?P<plus>\s*\+)?\s*(?P<after>[^\W\d_].*|[^\w\s.,-]+)?",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\bbetween\b\D*[0-9].*\band\b.*[0-9]"
    r"|(?<![0-9])(?<![0-9]-)[0-9][0-9.,]*[^\d,;]{0,20}?(?:[-\u2013\u2014]|\bto\b)[^\d,;]{0,20}?(?!0\d)[0-9]+(?!-?[0-9])",
    re.IGNORECASE,
)
"""Two figures and what joins them; not the parts of a date."""
_SHELL = "write it as 'USD 250M'; in a shell, single quotes keep '$250M' whole, double quotes turn it into 50M"


class Amount(Written):
    """An amount of money: `value` in whole and decimal units of `currency`, and its `bound`.

    `value` has exactly the decimals of the currency (ISO 4217), and at most 10^15 minor units. A negative amount is
    an adjustment. What has no amount is "value not disclosed", which is not zero.
    """

    value: Annotated[Decimal, BeforeValidator(exact_decimal), Field(description="decimal, as text in JSON")]
    currency: Annotated[str, AfterValidator(currency), Field(description="ISO 4217 code")]
    bound: Annotated[Bound, Field(strict=False)] = Bound.EXACT

    text_form: ClassVar = "an amount as people write it: 'up to $400M', 'NOK 7.5bn', '-$6.2bn'"

    @classmethod
    def _read(cls, text: str) -> dict[str, object]:
        return _fields(text)

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        digits = exponent(self.currency)
        if abs(self.value).scaleb(digits) > MINOR_LIMIT:
            raise InvalidInput(f"{self.currency} {plain(self.value)} is beyond any aid package", "check the multiplier")
        scaled = self.value.quantize(Decimal(1).scaleb(-digits))
        if scaled != self.value:
            raise InvalidInput(
                f"{self.currency} {plain(self.value)} has more decimals than {self.currency} has ({digits})",
                f"round it to {plain(scaled)}",
            )
        object.__setattr__(self, "value", scaled + 0)  # a frozen model; "+ 0" turns -0.00 into 0.00
        return self

    @classmethod
    def of_minor(cls, minor: int, code: str, bound: Bound) -> "Amount":
        """The amount of `minor` minor units (cents) of the currency `code`."""
        return cls(value=from_minor(minor, code), currency=code, bound=bound)

    @property
    def minor(self) -> int:
        """The amount in minor units of its currency."""
        return int(self.value.scaleb(exponent(self.currency)))

    def __str__(self) -> str:
        """In full, and readable by `parse`: `up to USD 400,000,000`."""
        return " ".join(filter(None, (self.bound.words, self.currency, plain(self.value))))

    @property
    def short(self) -> str:
        """For a narrow table: `<= $400.0M`."""
        return short(self.value, self.currency, self.bound)

    @property
    def concise(self) -> str:
        """As `short`, where that states the very same amount; else in full."""
        try:
            return self.short if Amount.parse(self.short) == self else str(self)
        except InvalidInput:
            return str(self)


def _fields(text: str) -> dict[str, object]:
    bound, rest = split_bound(text)
    reduction = _REDUCTION.match(rest)
    if reduction:
        inner, rest = split_bound(rest[reduction.end() :])
        bound = inner.flipped if bound is Bound.EXACT else bound
    if _RANGE.search(rest):
        raise InvalidInput(
            f"'{text}' is a range", "write one bound: 'at least USD 3M', 'up to USD 5M', or 'about USD 4M'"
        )
    match = _AMOUNT.fullmatch(rest)
    if not match:
        raise InvalidInput(f"'{text}' is not an amount", "write a currency and a number: 'USD 250M', 'up to $1.2bn'")
    if match["plus"]:
        if bound is not Bound.EXACT:
            raise InvalidInput(f"'{text}' gives two bounds", "leave out the +, or the words before the number")
        bound = Bound.AT_LEAST
    value = number(match)
    if bool(match["minus"]) + bool(match["inner"]) + bool(reduction) > 1:
        raise InvalidInput(f"'{text}' is negative twice", "write one minus sign, before the currency")
    negative = match["minus"] or match["inner"] or reduction
    return {"value": -value if negative else value, "currency": _named_currency(match, text), "bound": bound}


def _named_currency(match: re.Match[str], text: str) -> str:
    names = [name for name in (match["before"], match["after"]) if name and name.strip()]
    if not names:
        raise InvalidInput(f"the amount '{text}' names no currency", _SHELL)
    codes = {currency(part) for name in names for part in _parts(name)}
    if len(codes) > 1 and codes <= DOLLARS and any("$" in _parts(name) for name in names):
        codes.discard("USD")  # a bare dollar sign beside a code, as in "CAD $50m", takes its meaning from the code
    if len(codes) > 1:
        raise InvalidInput(f"'{text}' names more than one currency", "keep one of them")
    return codes.pop()


def _parts(name: str) -> list[str]:
    """`CAD $` holds two names of a currency, `Canadian dollars` and `C$` one each."""
    code_and_sign = re.fullmatch(r"\s*([A-Za-z]{3})\s+([^\w\s]+)\s*", name)
    return list(code_and_sign.groups()) if code_and_sign else [name.strip()]


def from_minor(minor: int, code: str) -> Decimal:
    """`minor` minor units of the currency `code`, as a decimal with all its places."""
    return Decimal(minor).scaleb(-exponent(code))


def short(value: Decimal, code: str, bound: Bound) -> str:
    """A figure for a narrow table, rounded half even to one decimal of K, M, B or T: `~ $61.0B`."""
    size = abs(value)
    digits = plain(size) if size < 1000 else _scaled(size)
    minus = "-" if value < 0 else ""
    return f"{bound.symbol} {minus}{sign(code)}{digits}".strip()


def _scaled(size: Decimal) -> str:
    """`61.0B`; what rounds to a thousand of one letter is one of the next."""
    for power, letter in _LETTERS[min(size.adjusted() // 3, len(_LETTERS)) - 1 :]:
        scaled = size.scaleb(-power).quantize(_TENTH, ROUND_HALF_EVEN)
        if scaled < 1000 or letter == "T":
            break
    return f"{scaled:,f}{letter}"


def full(value: Decimal, code: str, bound: Bound) -> str:
    """A figure with all its decimals, so that figures beneath each other align: `<= $250,000,000.00`."""
    minus = "-" if value < 0 else ""
    return f"{bound.symbol} {minus}{sign(code)}{abs(value):,.{exponent(code)}f}".strip()
