"""Donors and recipients: ISO 3166 alpha-2 codes, the EU, the UN and Kosovo; several of them act jointly."""

import re
from functools import cache
from typing import Annotated, Final

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


_EVERYDAY: Final = {
    "UK": "GB", "GREAT BRITAIN": "GB", "BRITAIN": "GB", "ENGLAND": "GB", "USA": "US", "U.S.": "US", "U.S.A.": "US",
    "UNITED STATES OF AMERICA": "US", "CZECH REPUBLIC": "CZ", "HOLLAND": "NL", "SLOVAK REPUBLIC": "SK",
    "TURKEY": "TR", "KOREA": "KR", "REPUBLIC OF KOREA": "KR", "NORTH MACEDONIA": "MK",
}  # fmt: skip
"""Names that CLDR does not give, or not as they are said."""


@cache
def _codes() -> dict[str, str]:
    return {known.upper().replace(" & ", " AND "): code for code, known in names().items()} | _EVERYDAY


def in_codes(text: str) -> str:
    """`text` with each country that is written out in English as its code: `Denmark and Norway` is `DK+NO`.

    What is no such name stays as it is, for `parties` to judge.
    """
    if whole := _code(text):
        return whole
    parts = re.split(r"\s*[+,;/&]\s*|\s+and\s+", text.strip())
    return "+".join(_code(part) or part for part in parts if part) or text


def _code(name: str) -> str | None:
    """The code of a country by its name in English, with or without its article."""
    return _codes().get(re.sub(r"\s*&\s*", " AND ", name.strip().upper()).removeprefix("THE "))


def _suggestion(name: str) -> str:
    if code := _code(name):
        article = "the " if names()[code].startswith(("United ", "Netherlands")) else ""
        return f"{article}{names()[code]} is {code}"
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
