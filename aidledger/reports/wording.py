"""Words that every format uses alike."""

from collections.abc import Sequence
from typing import Final

from aidledger.domain.packages import Package
from aidledger.domain.totals import group_label
from aidledger.domain.vocabulary import Dimension

UNSOURCED: Final = "unsourced"
NOT_DISCLOSED: Final = "not disclosed"


def number_of(number: int, noun: str) -> str:
    """`3 packages`, `1 package`."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """The plural of a regular noun."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


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
