"""Values as pages and memos show them: `≤ $250,000,000`."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from aidledger.domain.amounts import short
from aidledger.domain.bounds import Bound
from aidledger.domain.currencies import exponent, sign
from aidledger.reports.description.values import Count, Kind, Link, Live, Money, Value

SIGNS: Final[Mapping[Bound, str]] = {
    Bound.EXACT: "", Bound.ABOUT: "~ ", Bound.AT_LEAST: "\u2265 ", Bound.AT_MOST: "\u2264 ",
}  # fmt: skip
"""What stands before a figure of each bound."""

_MILLION: Final = 6
_TENTH: Final = Decimal("0.1")


def shown(value: Value, fractional: Collection[str], kind: Kind = Kind.TEXT) -> str:
    """A value as text; decimals of money stand only where its currency is one of those `fractional`."""
    match value:
        case None:
            return ""
        case Link(inner) | Live(inner):
            return shown(inner, fractional, kind)
        case Money(amount, code, bound):
            digits = exponent(code) if code in fractional else 0
            minus = "-" if amount < 0 else ""
            figure = _millions(abs(amount)) if kind is Kind.MILLIONS else f"{abs(amount):,.{digits}f}"
            return f"{SIGNS[bound]}{minus}{sign(code)}{figure}"
        case Count(number, bound):
            return f"{SIGNS[bound]}{_without_idle_zeros(f'{number:,f}')}"
        case int() | Decimal():
            return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        case date() | str():
            return str(value)


def shortened(money: Money) -> str:
    """An amount as it stands in a headline: `≤ $250.0M`."""
    return f"{SIGNS[money.bound]}{short(money.value, money.code, Bound.EXACT)}"


def _without_idle_zeros(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _millions(amount: Decimal) -> str:
    """Rounded as a spreadsheet rounds what it shows."""
    return f"{amount.scaleb(-_MILLION).quantize(_TENTH, ROUND_HALF_UP):,}m"
