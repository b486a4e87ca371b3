"""When something was announced, as the sheet says it: to the day, to the month, or by when at the latest."""

import re
from datetime import date
from typing import Final, NamedTuple

from aidledger.domain.dates import AnnouncedOn
from aidledger.errors import InvalidInput
from aidledger.intake.notation import Notation

_BEGINS: Final = 2022
"""The year in which the tracker begins: on 24 January 2022, says its working paper."""

_UNTIL: Final = re.compile(r"(?:until|till|up to|before|by)\s+(.+)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"(?:between|from)\s+(.+?)\s+(?:and|to|until)\s+(.+)", re.IGNORECASE)
_VAGUE: Final = re.compile(r"(?:unclear|unspecified|not specified|undisclosed|unknown)\s*,?\s*(.+)", re.IGNORECASE)
_SHORT_MONTH: Final = re.compile(r"(\d{1,2})/(\d{2})")
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-\d{2}")
_YEAR: Final = re.compile(r"\b(20\d\d)\b")


class Announced(NamedTuple):
    """A date of the sheet: `on`, as coarse as it is known; `words`, as the sheet says it with the year first.

    `latest` is the last day that it may mean, and `remark` a sentence about what `on` does not say.
    """

    on: AnnouncedOn
    words: str
    latest: date
    remark: str = ""


def read_day(text: str, notation: Notation) -> Announced:
    """`2/24/2023`, `unclear, 10/2022`, `until 6/7/2022`, `between 3/20/2022 and 7/1/2022`.

    "Until" a day says that nobody knows an earlier one: the year is kept. A span of days is as coarse as the month or
    the year that holds both ends, or else the year in which it ends. A day that no calendar has is its month. What has
    no date at all is in the year in which the tracker begins, which is the same in every release.

    Raises `InvalidInput` for text that names no year.
    """
    if not text:
        remark = f"The tracker gives no date: it stands in {_BEGINS}, when the tracker begins."
        return Announced(AnnouncedOn(year=_BEGINS), "", date(_BEGINS, 12, 31), remark)
    if vague := _VAGUE.fullmatch(text):
        text = vague[1]
    if until := _UNTIL.fullmatch(text):
        words, end = _point(until[1], notation)
        return Announced(
            AnnouncedOn(year=end.year), f"until {words}", end.last_day, f"Announced until {words}; no day is given."
        )
    if between := _BETWEEN.fullmatch(text):
        (first, start), (last, end) = _point(between[1], notation), _point(between[2], notation)
        words = f"between {first} and {last}"
        same_month = (start.year, start.month) == (end.year, end.month)
        on = AnnouncedOn(year=end.year, month=end.month if same_month else None)
        return Announced(on, words, end.last_day, f"Announced {words}.")
    words, on = _point(text, notation)
    remark = "" if words == str(on) else f"The tracker dates it '{words}'."
    return Announced(on, words, on.last_day, remark)


def no_later(announced: Announced, release: date) -> Announced:
    """Of a date after the day of the release, which cannot be right, the year of the release is kept."""
    if announced.on.first_day <= release:
        return announced
    remark = f"The tracker dates it {announced.words}, after the release."
    return Announced(AnnouncedOn(year=release.year), announced.words, release, remark)


def _point(text: str, notation: Notation) -> tuple[str, AnnouncedOn]:
    """A day, a month or a year, in words with the year first, and as far as it is sure."""
    text = text.strip()
    if short := _SHORT_MONTH.fullmatch(text):
        text = f"{short[1]}/20{short[2]}"
    words = notation.day(text)
    try:
        return words, AnnouncedOn.parse(words)
    except InvalidInput:
        if (day := _DAY.fullmatch(words)) and 1 <= int(day[2]) <= 12:
            return words, AnnouncedOn(year=int(day[1]), month=int(day[2]))
        if year := _YEAR.search(text):
            return text, AnnouncedOn(year=int(year[1]))
        raise
