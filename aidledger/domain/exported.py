"""What a workbook tells of the state of the ledger that it was exported from, so that it can be held against it."""

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import Field

from aidledger.domain.dates import FISCAL_START_MONTH, Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.model import AS_TUPLE, Model
from aidledger.domain.report import PartName, Report
from aidledger.domain.totals import Filters

PROPERTY: Final = "aidledger"
"""The name of the document property that a workbook keeps it in, as JSON."""

_BEFORE_ALL: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""An instant at which no ledger had anything."""


class Exported(Model):
    """The fingerprint of the ledger, when its latest revision was recorded, and which packages were taken.

    And what else the report was asked for: `into` is the currency that its totals are in, at rates of these sources;
    `ledger` is what it calls its ledger.
    """

    fingerprint: str
    recorded_up_to: datetime | None = None
    period: Period
    filters: Filters
    as_of: AsOf
    ledger: str = ""
    made_at: datetime | None = None
    fiscal_start: int = FISCAL_START_MONTH
    cumulative: bool = False
    into: str | None = None
    rates: Annotated[tuple[str, ...], AS_TUPLE] = ()
    parts: Annotated[tuple[Annotated[PartName, Field(strict=False)], ...], AS_TUPLE] = ()

    @classmethod
    def of(cls, report: Report) -> "Exported":
        """What a workbook of `report` keeps."""
        exchanged = report.overall.exchanged
        return cls(
            fingerprint=report.fingerprint, recorded_up_to=report.recorded_up_to, period=report.period,
            filters=report.filters, as_of=report.as_of, ledger=report.ledger_name, made_at=report.made_at,
            fiscal_start=report.fiscal_start, cumulative=report.cumulative, into=exchanged and exchanged.into,
            rates=exchanged.conversions.sources if exchanged else (), parts=report.parts,
        )  # fmt: skip

    @property
    def recorded(self) -> AsOf:
        """The look back that sees no more revisions than there were."""
        return AsOf(recorded_at=self.recorded_up_to or _BEFORE_ALL)

    @property
    def shown(self) -> AsOf:
        """The look back that shows what the workbook showed."""
        limits = filter(None, (self.recorded.recorded_at, self.as_of.recorded_at))
        return AsOf(known_on=self.as_of.known_on, recorded_at=min(limits))
