"""Numbers as people write them, read exactly or refused; a figure wrong by a factor of 1,000 is worse than none."""

import re
from decimal import Decimal

from aidledger.errors import InvalidInput

_TO_TWENTY = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_WORDS = {word: Decimal(value) for value, word in enumerate(_TO_TWENTY, start=1)} | {
    "thirty": Decimal(30), "forty": Decimal(40), "fifty": Decimal(50), "sixty": Decimal(60), "dozen": Decimal(12),
}  # fmt: skip

_MULTIPLIERS = {
    Decimal(10) ** 3: ("k", "thousand"),
    Decimal(10) ** 6: ("m", "mn", "mln", "mio", "million", "millions"),
    Decimal(10) ** 9: ("b", "bn", "bln", "mrd", "milliard", "billion", "billions"),
    Decimal(10) ** 12: ("tn", "trillion", "trillions"),
}
_MULTIPLIER_OF = {word: factor for factor, words in _MULTIPLIERS.items() for word in words}
_CONTINENTAL = frozenset({"mio", "mrd", "milliard"})
"""Multipliers of languages in which `1.234` is a thousand and more."""

_BLANKS = " \u00a0\u2009\u202f"
_DIGITS = rf"[0-9]{{1,3}}(?:[{_BLANKS}][0-9]{{3}})+(?:[.,][0-9]+)?(?![\w])|[0-9]+(?:[.,'][0-9]+)*"
"""Blanks part thousands only where no letter follows: `21,000 155mm rounds` are not 21 million."""
NUMBER = (
    rf"(?:(?P<digits>{_DIGITS})|(?P<word>{'|'.join(_WORDS)}))"
    rf"(?:[-{_BLANKS}]*(?P<multiplier>{'|'.join(sorted(_MULTIPLIER_OF, key=len, reverse=True))})\b\.?)?"
)
"""The shape of a number, for the patterns of amounts and quantities (use with `re.IGNORECASE`)."""

_GROUPED = re.compile(rf"[1-9][0-9]{{0,2}}(?:([,.'{_BLANKS}])[0-9]{{3}})(?:\1[0-9]{{3}})*(?:([.,])([0-9]+))?")
_PLAIN = re.compile(r"([0-9]+)(?:([.,])([0-9]+))?")
_LONGEST = 28
"""More digits than these would be rounded when they are multiplied."""


def number(match: re.Match[str]) -> Decimal:
    """The value of a match of `NUMBER`.

    A comma before exactly three digits parts thousands, as in English. A full stop there could be either mark and is
    refused, except before an English multiplier (`$1.215 billion`), where thousands are not written so.

    Raises `InvalidInput` for groups of the wrong length and for figures with two readings.
    """
    multiplier = (match["multiplier"] or "").lower()
    factor = _MULTIPLIER_OF.get(multiplier, Decimal(1))
    if match["word"]:
        return _WORDS[match["word"].lower()] * factor
    return _figure(match["digits"], multiplier) * factor


def _figure(digits: str, multiplier: str) -> Decimal:
    if len(digits) > _LONGEST:
        raise InvalidInput(f"'{digits[:10]}...' has more than {_LONGEST} digits", "no figure of aid is that long")
    if plain := _PLAIN.fullmatch(digits):
        whole, mark, fraction = plain.groups()
        if mark is None:
            return Decimal(whole)
        two_readings = len(fraction) == 3 and len(whole) <= 3 and not whole.startswith("0")
        if not two_readings or (mark == "." and multiplier and multiplier not in _CONTINENTAL):
            return Decimal(f"{whole}.{fraction}")
        if mark == "." or multiplier in _CONTINENTAL:
            raise InvalidInput(
                f"'{digits}' can mean {whole}{fraction} or {whole}.{fraction} with a decimal point",
                f"write {int(whole + fraction):,} for the one, {whole}.{fraction}0 for the other",
            )
    if grouped := _GROUPED.fullmatch(digits):
        separator, mark, fraction = grouped.groups()
        if mark != separator:
            whole = digits[: grouped.start(2)] if mark else digits
            return Decimal(whole.replace(separator, "") + (f".{fraction}" if mark else ""))
    raise InvalidInput(f"'{digits}' is not a number", "write thousands in groups of three: 1,234,567.89")


def plain(value: Decimal) -> str:
    """Digits with thousands parted by commas and no idle zeros: `1,234.5`; readable by `number`."""
    whole, _, fraction = f"{value:,f}".partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) == 3 and abs(value) < 1000:
        fraction += "0"  # 1.234 could mean a thousand and more
    return f"{whole}.{fraction}" if fraction else whole


def exact_decimal(value: object) -> object:
    """Decimal text becomes a decimal; a float is never let in."""
    if isinstance(value, str):
        if not re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,10})?", value):
            raise InvalidInput(f"'{value}' is not a decimal number", "write plain digits: 250000000.00")
        return Decimal(value)
    if isinstance(value, float) or (isinstance(value, Decimal) and not value.is_finite()):
        raise InvalidInput(f"{value} is not exact", "write the value as text: '250000000.00'")
    if isinstance(value, Decimal) and value and abs(value.adjusted()) > 30:
        raise InvalidInput(f"{value} is out of all proportion", "check its exponent")
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
