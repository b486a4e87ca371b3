"""The days that a text names, absolute or counted from the day of its publication."""

import calendar
import re
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from aidledger.domain.dates import AnnouncedOn

_MONTHS: Final = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH_OF: Final = _MONTHS | {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_WEEKDAYS: Final = {name.lower(): number for number, name in enumerate(calendar.day_name)}


@cache
def _day() -> re.Pattern[str]:
    months = "|".join([*_MONTHS, *(rf"{name[:3]}\." for name in _MONTHS), r"sept\.?", *(name[:3] for name in _MONTHS)])
    weekdays = "|".join(_WEEKDAYS)
    weekday = rf"(?:(?:{weekdays}),? )?"
    return re.compile(
        rf"(?<![\w-])(?:(?:on )?{weekday}(?:the )?(?P<day1>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month1>{months})"
        r"(?:,? (?P<year1>20[0-9]{2}))?"
        rf"|(?:on )?{weekday}(?P<month2>{months}) (?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9,]*[0-9]{{3}} )"
        r"(?:,? (?P<year2>20[0-9]{2}))?"
        r"|(?P<iso>20[0-9]{2}-[01][0-9]-[0-3][0-9])|(?P<dotted>[0-3]?[0-9]\.[01]?[0-9]\.20[0-9]{2})"
        r"|(?P<today>(?:earlier )?today|this (?:morning|afternoon|evening)|tonight)|(?P<yesterday>yesterday)"
        rf"|(?:on |late |early |last |this )?(?P<weekday>{weekdays})(?:'s)?"
        rf"|(?P<month3>{months})(?:,? of)?,? (?P<year3>20[0-9]{{2}}))(?![\w])",
        re.IGNORECASE,
    )


class Named(NamedTuple):
    """A day, or a month, that the characters from `start` to `end` name."""

    start: int
    end: int
    on: AnnouncedOn
    relative: bool

    @property
    def is_day(self) -> bool:
        """Whether it is as fine as a day."""
        return self.on.day is not None


def named(text: str, published: date | None) -> list[Named]:
    """Every day that `text` names, in order.

    What is counted from the day of publication, and days without a year (the latest ones before it), only where that
    is known: another year in the text may be of anything.
    """
    found = []
    for match in _day().finditer(text):
        on = _read(match, published)
        if on:
            relative = bool(match["today"] or match["yesterday"] or match["weekday"])
            found.append(Named(match.start(), match.end(), on, relative))
    return found


def _read(match: re.Match[str], published: date | None) -> AnnouncedOn | None:
    on: AnnouncedOn | None = None
    if match["iso"] or match["dotted"]:
        parts = match["iso"].split("-") if match["iso"] else match["dotted"].split(".")[::-1]
        on = _calendar(*map(int, parts))
    elif match["month3"]:
        on = AnnouncedOn(year=int(match["year3"]), month=_month(match["month3"]))
    elif name := match["month1"] or match["month2"]:
        stated = match["year1"] or match["year2"]
        on = _dated(int(stated) if stated else None, _month(name), int(match["day1"] or match["day2"]), published)
    elif published and match["weekday"]:
        on = _of(published - timedelta(days=(published.weekday() - _WEEKDAYS[match["weekday"].lower()]) % 7))
    elif published:
        on = _of(published - timedelta(days=1 if match["yesterday"] else 0))
    return on


_AHEAD: Final = timedelta(days=2)
"""So much later than its publication a text may name a day; a later one is of the year before."""


def _dated(stated: int | None, month: int, number: int, published: date | None) -> AnnouncedOn | None:
    if stated or not published:
        return _calendar(stated, month, number) if stated else None
    near = _calendar(published.year, month, number)
    later = near and near.first_day > published + _AHEAD
    return _calendar(published.year - 1, month, number) if later else near


def _month(name: str) -> int:
    return _MONTH_OF[name.lower().rstrip(".")]


def _calendar(year: int, month: int, number: int) -> AnnouncedOn | None:
    try:
        return _of(date(year, month, number))
    except ValueError:
        return None


def _of(day: date) -> AnnouncedOn:
    return AnnouncedOn(year=day.year, month=day.month, day=day.day)
