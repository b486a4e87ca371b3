"""Whether the days, months and years beside a figure lie before the news."""

import calendar
import re
from datetime import date, timedelta
from typing import Final

from aidledger.intake.announcements import cues
from aidledger.intake.announcements.about import Judged
from aidledger.intake.announcements.cues import ending
from aidledger.intake.announcements.days import Named

_NEWS: Final = timedelta(days=10)
"""What was announced longer before the text was published is no news of it."""


def is_old(day: Named, published: date) -> bool:
    """Whether what was announced on the day is no news any more."""
    return not day.relative and published - day.on.last_day > _NEWS


def earlier_day(one: Judged, published: date) -> str | None:
    """The day, the month or the year beside it that lies before the news."""
    start, end = one.reach
    for day in one.line.days:
        beside = start <= day.start <= end and not ending(*cues.UNTIL).search(one.line.words[: day.start])
        if beside and is_old(day, published):
            return one.line.words[day.start : day.end]
    for year in re.finditer(r"\b(?:in|during|throughout) (20[0-9]{2})\b", one.near, re.IGNORECASE):
        if int(year[1]) < published.year:
            return year[0]
    return _other_month(one, published)


_IN_MONTH: Final = re.compile(r"\bin (?:early |mid-|late )?([A-Z][a-z]{2,8})\b(?! \d)")
_TO_COME: Final = re.compile(r"\b(?:will|would|to|shall)\b")


def _other_month(one: Judged, published: date) -> str | None:
    """The month beside it, if that is neither the month of publication nor one in which it is to come."""
    for found in _IN_MONTH.finditer(one.near):
        other = found[1] in calendar.month_name and found[1] != calendar.month_name[published.month]
        if other and not _TO_COME.search(one.left):
            return found[0]
    return None
