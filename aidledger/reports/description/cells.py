"""How amounts, days and refs become the values of cells, alike in every part."""

from collections.abc import Mapping
from datetime import date

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound
from aidledger.domain.packages import Package
from aidledger.domain.report import PartName
from aidledger.reports.description.values import Link, Money, Place


def bound_word(bound: Bound) -> str:
    """A bound as a word of its own, for the column that can be filtered."""
    return bound.words or "exact"


def amount_cells(amount: Amount | None, *, absent: str | None = None) -> tuple[str | None, str | None, Money | None]:
    """The currency, the bound (or what stands in its place) and the figure of what a source states."""
    if amount is None:
        return None, absent, None
    return amount.currency, bound_word(amount.bound), Money(amount.value, amount.currency, amount.bound)


def announced(package: Package) -> date | str:
    """A day as a date; a month or a year as the text that it is written as."""
    stated = package.announced_on
    return stated.first_day if stated.day else str(stated)


def package_link(ref: str | None, places: Mapping[str, int]) -> Link | str | None:
    """A ref that leads to its package, where that is in this report."""
    return Link(ref, Place(PartName.PACKAGES, places[ref])) if ref and ref in places else ref
