"""Published totals beside the ledger's own totals of the same scope."""

from collections.abc import Collection

from sqlalchemy import Connection

from aidledger.domain.lookback import AsOf
from aidledger.domain.reconciling import PARTIES, Comparison, Reconciliation, around, compare, explained, scope
from aidledger.domain.revisions import PublishedRevision
from aidledger.errors import NotFound
from aidledger.storage.publishing import speaking_totals
from aidledger.storage.totals import totals


def reconcile(connection: Connection, refs: Collection[str], as_of: AsOf) -> Reconciliation:
    """See `Ledger.reconcile`."""
    live = [one for one in speaking_totals(connection, as_of) if not one.cancelled]
    if strange := sorted(set(refs) - {one.ref for one in live}):
        raise NotFound(
            f"there is no published total '{strange[0]}' that stands {as_of}".rstrip(),
            "'aidledger reconcile' without a ref names all that do",
        )
    chosen = refs or {one.ref for one in live}
    # Those that nobody asked for say when a difference arose, without being explained themselves.
    found = (_comparison(connection, one, as_of, explain=one.ref in chosen) for one in live)
    return Reconciliation.of(as_of, found).only(chosen)


def _comparison(connection: Connection, published: PublishedRevision, as_of: AsOf, *, explain: bool) -> Comparison:
    period, filters = scope(published)
    known_then = AsOf(known_on=published.known_on, recorded_at=as_of.recorded_at)
    views = (known_then, as_of)
    found = compare(published, *(totals(connection, PARTIES, period, filters, view) for view in views))
    if found.agrees or not explain:
        return found
    then, now = (totals(connection, PARTIES, period, filters, view, explain=True) for view in views)
    beside = [totals(connection, PARTIES, days, filters, known_then, explain=True) for days in around(published)]
    return explained(found, then, now, beside)
