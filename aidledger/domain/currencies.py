"""Currencies by ISO 4217, their minor units, and the names and signs that people give them."""

import re
from functools import cache

from aidledger.errors import InvalidInput

_WITHDRAWN = frozenset({"BGN", "CYP", "EEK", "HRK", "LTL", "LVL", "MTL", "SIT", "SKK"})
"""Currencies that gave way to the euro after 2006, all with two decimals: ISO 4217, list three."""


@cache
def exponent(code: str) -> int:
    """Digits after the decimal point in the currency `code`, as ISO 4217 lists them: 2 for USD, 0 for JPY.

    Withdrawn ones stay known: aid was stated in them. Raises `InvalidInput` for a code that ISO 4217 does not list.
    """
    if code in _WITHDRAWN or code in _NAMES:
        return 0 if code in _WHOLE else 2
    # The package reads the whole standard when it is imported, for codes that few packages of aid have.
    from iso4217 import Currency

    try:
        digits: int | None = Currency(code).exponent
    except ValueError:
        digits = None
    if digits is None:
        raise InvalidInput(f"'{code}' is not a currency of ISO 4217", "write its code of three letters: USD, EUR, NOK")
    return digits


_NAMES = {
    "USD": ("$", "US$", "U.S. dollars", "US dollars", "dollars", "dollar"),
    "CAD": ("C$", "CA$", "CAD$", "Canadian dollars"),
    "AUD": ("A$", "AU$", "AUD$", "Australian dollars"),
    "NZD": ("NZ$", "NZD$", "New Zealand dollars"),
    "EUR": ("€", "euros", "euro"),
    "GBP": ("£", "pounds sterling", "British pounds"),
    "UAH": ("₴", "hryvnias", "hryvnia"),
    "PLN": ("zł", "zlotys", "zloty", "złoty"),
    "CZK": ("Kč", "Czech koruna", "Czech crowns"),
    "NOK": ("Norwegian kroner", "Norwegian krone", "Norwegian crowns"),
    "SEK": ("Swedish kronor", "Swedish krona", "Swedish crowns"),
    "DKK": ("Danish kroner", "Danish krone", "Danish crowns"),
    "KRW": ("₩", "won"),
    "CHF": ("Swiss francs", "francs"),
    "JPY": ("yen",),
}
_WHOLE = frozenset({"JPY", "KRW"})
"""Those of them that have no decimals; all others have two."""
DOLLARS = frozenset(code for code, names in _NAMES.items() if any("$" in name for name in names))
_CODE_OF = {name.lower(): code for code, names in _NAMES.items() for name in names}
_SEVERAL = {
    "kr": "SEK, NOK, DKK or ISK",
    "kroner": "NOK or DKK",
    "kronor": "SEK or ISK",
    "crowns": "SEK, NOK, DKK, ISK or CZK",
    "pounds": "GBP, EGP or another",
    "¥": "JPY or CNY",
}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


def sign(code: str) -> str:
    """What stands before a figure in a narrow table: `$`, `€`, `£`, else the code and a blank."""
    return _SIGNS.get(code, f"{code} ")


def currency(text: str) -> str:
    """The ISO 4217 code that a code, a sign or a name stands for; `$` alone is the US dollar.

    Raises `InvalidInput` for what is no currency, or could be several.
    """
    name = re.sub(r"\s+", " ", text.strip()).rstrip(".").lower()
    if name in _SEVERAL:
        raise InvalidInput(f"'{text.strip()}' may be {_SEVERAL[name]}", "write the code of three letters instead")
    if name in _CODE_OF:
        return _CODE_OF[name]
    if not re.fullmatch("[a-z]{3}", name):
        raise InvalidInput(f"'{text.strip()}' is not a currency", "write its code of three letters: USD, EUR, NOK")
    code = name.upper()
    exponent(code)
    return code
