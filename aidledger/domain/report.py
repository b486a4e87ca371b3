"""A report: one state of the ledger, with all that its figures rest on. Every format is written from this alone."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

from aidledger.domain.dates import Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.revisions import Revision
from aidledger.domain.totals import Filters, Share, Totals
from aidledger.domain.vocabulary import Dimension
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from aidledger.domain.balances import Balances
    from aidledger.domain.changes import Changes
    from aidledger.domain.item_totals import ItemTotals
    from aidledger.domain.reconciling import Reconciliation


_SURROGATES: Final = re.compile("[\ud800-\udfff]")
"""Bytes in the name of a file that are no text."""


class PartName(StrEnum):
    """The parts of a report, in its order, by the names that they bear: those of a workbook's sheets."""

    COVER = "Cover"
    CONTENTS = "Contents"
    MONTHS = "Totals by month"
    FISCAL_YEARS = "Totals by fiscal year"
    DONORS = "Totals by donor"
    INSTRUMENTS = "Totals by instrument"
    CATEGORIES = "Totals by category"
    APPROPRIATIONS = "Appropriations"
    PACKAGES = "Packages"
    ITEMS = "Line items"
    QUANTITIES = "Quantities by item"
    CHANGES = "Changes"
    PUBLISHED = "Published totals"
    SOURCES = "Sources"
    REVISIONS = "Revisions"
    NOTES = "Notes"
    CHECKS = "Checks"

    @property
    def option(self) -> str:
        """The word for it on a command line: `totals-by-month`."""
        return self.lower().replace(" ", "-")

    @classmethod
    def parse(cls, text: str) -> "tuple[PartName, ...]":
        """Read `cover,packages,line-items`. Raises `InvalidInput` for an unknown part."""
        parts = {part.option: part for part in cls}
        asked = [word.strip().lower().replace(" ", "-") for word in text.split(",")]
        if unknown := [word for word in asked if word not in parts]:
            raise InvalidInput(f"'{unknown[0]}' is not a sheet", f"choose from: {', '.join(parts)}")
        return tuple(part for part in cls if part.option in asked)


DIMENSION_OF: Mapping[PartName, Dimension] = {
    PartName.MONTHS: Dimension.MONTH,
    PartName.FISCAL_YEARS: Dimension.FISCAL_YEAR,
    PartName.DONORS: Dimension.DONOR,
    PartName.INSTRUMENTS: Dimension.INSTRUMENT,
    PartName.CATEGORIES: Dimension.CATEGORY,
}
"""What the parts with totals group by."""


class Listed(NamedTuple):
    """A package in scope, of whatever stage, cancelled or not, and what it contributes to the totals.

    `chain` are its revisions by number, as far as they were known and recorded by then; none unless they were asked
    for. `share` is `None` where they do not count it. `by_category` tells what of that share stands in the totals by
    category, where these were asked for: under `None` what is not itemised.
    """

    revision: Revision
    share: Share | None
    by_category: Mapping[str | None, Decimal]
    chain: Sequence[Revision] = ()


class Listing(NamedTuple):
    """What the packages in scope come to before any is read, for `Report.listed` may be a stream.

    `items`, `citations` and `revisions` are those of all `packages`; `donors` and `recipients` are codes, of joint
    ones each by itself. `fractional` are the currencies of which some amount is not whole. `places` are the positions,
    from 0, of the packages that others draw on, or that other parts name.
    """

    packages: int
    cancelled: int
    unsourced: int
    items: int
    citations: int
    revisions: int
    donors: tuple[str, ...]
    recipients: tuple[str, ...]
    fractional: frozenset[str]
    places: Mapping[str, int]

    @property
    def parties(self) -> list[str]:
        """All donors and recipients."""
        return sorted({*self.donors, *self.recipients})


class Report(NamedTuple):
    """What a ledger says of a period.

    `listed` are the packages in scope, of every stage, by announced on and ref, cancelled ones among them, each as the
    revision that speaks for it; the totals count those that they say. `fingerprint` names the state of the whole
    ledger, at which its latest revision was the one of `recorded_up_to` (`None` for an empty ledger). Instants are in
    UTC. `known_on` is the day on which it was, or is, known so. With `cumulative`, totals by time run on.

    `parts` are those that were asked for, none for all. What no part asked for needs is `None`, or not in `by`, the
    totals by what they group by; totals by category are there where line items state what they are worth, `changes`
    where something was there to be changed.
    """

    ledger: str
    fingerprint: str
    recorded_up_to: datetime | None
    made_at: datetime
    known_on: date
    period: Period
    filters: Filters
    as_of: AsOf
    fiscal_start: int
    cumulative: bool
    parts: tuple[PartName, ...]
    overall: Totals
    by: Mapping[Dimension, Totals]
    balances: "Balances | None"
    quantities: "ItemTotals | None"
    changes: "Changes | None"
    reconciliation: "Reconciliation | None"
    listing: Listing
    listed: Iterable[Listed]

    @property
    def by_month(self) -> Totals:
        """The totals by month."""
        return self.by[Dimension.MONTH]

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """The revisions that speak for the packages in scope."""
        return tuple(one.revision for one in self.listed)

    @property
    def ledger_name(self) -> str:
        """The last part of where the ledger lies: whose machine that is concerns no reader."""
        return _SURROGATES.sub("\ufffd", PurePath(self.ledger).name)

    @property
    def whole(self) -> bool:
        """Whether it leaves out no package of the ledger as it was known then, by period or filters."""
        return self.period == Period() and self.filters == Filters()

    def has(self, part: PartName) -> bool:
        """Whether the part was asked for."""
        return not self.parts or part in self.parts
