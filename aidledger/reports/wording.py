"""Words that every format uses alike."""

import calendar
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final

from aidledger.domain.dates import FISCAL_START_MONTH, Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.packages import Package
from aidledger.domain.totals import group_label
from aidledger.domain.vocabulary import Dimension

WHOLE_PACKAGES: Final = "A category takes packages whole, with their other items: sums of several categories overlap."
UNSOURCED: Final = "unsourced"
NOT_DISCLOSED: Final = "not disclosed"
_SHOWN: Final = 10


def number_of(number: int, noun: str) -> str:
    """`3 packages`, `1 package`."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """The plural of the nouns that are counted here."""
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun != "day" else f"{noun}s"


def dimension_heading(dimension: Dimension) -> str:
    """The heading over the groups of a dimension."""
    return dimension.replace("-", " ").capitalize()


def group_labels(dimensions: Sequence[Dimension], groups: Sequence[str | None]) -> list[str]:
    """The names of a group, for people, one for each dimension."""
    return [group_label(dimension, group) for dimension, group in zip(dimensions, groups, strict=True)]


def status_words(package: Package) -> str:
    """Whether a package stands, and if not, why."""
    if package.duplicate_of:
        return f"{package.status.value}, as a duplicate of {package.duplicate_of}"
    return package.status.value


def known_line(known_on: date, as_of: AsOf) -> str:
    """On which day it was known so, and at which instant it was recorded so, where that was asked for."""
    recorded = str(as_of.model_copy(update={"known_on": None}))
    return ", ".join(filter(None, (f"As known on {known_on}", recorded)))


def period_words(period: Period) -> str:
    """The days that are covered, and that its ends count."""
    ends = "both days" if period.first and period.last else "that day"
    return f"{period} ({ends} included)" if period.first != period.last else str(period)


def fiscal_lines(dimensions: Collection[str], fiscal_start: int) -> Iterator[str]:
    """When fiscal years start, where that is not the US one and something is grouped by them."""
    if {Dimension.FISCAL_YEAR, Dimension.FISCAL_QUARTER} & set(dimensions) and fiscal_start != FISCAL_START_MONTH:
        first = f"1 {calendar.month_name[fiscal_start]}"
        yield f"Fiscal years start on {first}, and are named after the year in which they end"


def some_of(names: Sequence[str]) -> str:
    """The first few of many names, and how many more there are."""
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def straddling_lines(straddling: Sequence[tuple[str, str]], but: str) -> Iterator[str]:
    """The packages that lie only partly in a period, given as (ref, announced on), and what they are not for that."""
    if straddling:
        shown = some_of([f"{ref} ({announced_on})" for ref, announced_on in straddling])
        yield f"Only partly in this period, {but}: {shown}."
