"""Donors and recipients: ISO 3166 alpha-2 codes, the EU, the UN and Kosovo; several of them act jointly."""

import re
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from aidledger.errors import InvalidInput

_CLDR_ONLY = frozenset(["AC", "CP", "CQ", "DG", "EA", "EZ", "IC", "QO", "TA", "XA", "XB", "ZZ"])
"""Codes that CLDR lists beside those of ISO 3166, for regions that are no party to anything."""


@cache
def names() -> dict[str, str]:
    """The English names of all codes that may be donors or recipients, as CLDR gives them."""
    # Reading the locale takes as long as a small command, and many commands name no country.
    from babel import Locale

    territories = Locale("en").territories
    return {
        code: name for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code) and code not in _CLDR_ONLY
    }


def parties(text: str) -> str:
    """One code, or several joined by `+`, in upper case and sorted: `no + dk` is `DK+NO`.

    Raises `InvalidInput` for what is no such code; the hint names the code of a country that was written out.
    """
    codes = [code.strip().upper() for code in re.split(r"[+,]", text)]
    for code in codes:
        if code not in names():
            raise InvalidInput(f"'{code if len(code) < 3 else text.strip()}' is not a country code", _suggestion(code))
    return "+".join(sorted(set(codes)))


def _suggestion(name: str) -> str:
    if name in {"UK", "ENGLAND", "BRITAIN"}:
        return "the United Kingdom is GB"
    if name in {"USA", "U.S.", "UNITED STATES OF AMERICA"}:
        return "the United States is US"
    for code, known in names().items():
        if known.upper() == name:
            return f"{known} is {code}"
    return "write the two letters of ISO 3166, or EU, UN, XK; join several with +: DK+NO+SE"


def joint(codes: str) -> bool:
    """Whether more than one party is named."""
    return "+" in codes


def party_names(codes: str) -> str:
    """In words, for people: `Denmark, Norway and Sweden`."""
    *rest, last = (names()[code] for code in codes.split("+"))
    return f"{', '.join(rest)} and {last}" if rest else last


def _joined(value: object) -> object:
    """A list of codes is accepted beside the joined text."""
    if isinstance(value, list | tuple) and value and all(isinstance(code, str) for code in value):
        return "+".join(value)
    return value


Parties = Annotated[str, BeforeValidator(_joined), AfterValidator(parties)]
