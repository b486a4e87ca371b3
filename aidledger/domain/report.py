"""A report: one state of the ledger, with all that its figures rest on. Every format is written from this alone."""

from datetime import datetime
from typing import NamedTuple

from aidledger.domain.dates import Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.revisions import Revision
from aidledger.domain.totals import Filters, Totals


class Report(NamedTuple):
    """What a ledger says of a period.

    `revisions` are those that speak for the packages in scope, of every stage, by announced on and ref, cancelled ones
    among them; the totals count those that they say. `fingerprint` names the state of the whole ledger, at which its
    latest revision was the one of `recorded_up_to` (`None` for an empty ledger). Instants are in UTC.
    """

    ledger: str
    fingerprint: str
    recorded_up_to: datetime | None
    made_at: datetime
    period: Period
    filters: Filters
    as_of: AsOf
    overall: Totals
    by_month: Totals
    revisions: tuple[Revision, ...]
