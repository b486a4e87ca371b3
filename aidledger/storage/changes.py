"""What changed between two states of the ledger, found by comparing which revision speaks for each package."""

from itertools import groupby

from sqlalchemy import Connection, and_, not_, select, true

from aidledger.domain.changes import Change, Changes, effects
from aidledger.domain.dates import Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.revisions import AnyRevision
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import Dimension
from aidledger.storage.filters import admitted
from aidledger.storage.publishing import read_published
from aidledger.storage.rows import read_revisions
from aidledger.storage.tables import packages, revisions
from aidledger.storage.totals import totals


def changes(connection: Connection, since: AsOf, until: AsOf) -> Changes:
    """See `Ledger.changes`."""
    fresh = select(revisions.c.package_id).where(admitted(until), not_(admitted(since)))
    touched = and_(packages.c.id.in_(fresh), admitted(until))
    chains = groupby(
        read_revisions(connection, touched, (packages.c.ref, revisions.c.number)),
        key=lambda revision: str(revision.package.ref),
    )
    found = tuple(_change(ref, tuple(chain), since, until) for ref, chain in chains)
    everything = filter(until.admits, read_published(connection, true()))
    totals_by_ref = groupby(everything, key=lambda revision: revision.ref)
    published = (_change(ref, tuple(chain), since, until) for ref, chain in totals_by_ref)
    first, last = (totals(connection, (Dimension.STAGE,), Period(), Filters(), view) for view in (since, until))
    return Changes(
        since=since,
        until=until,
        packages=found,
        effects=effects(first, last),
        published=tuple(change for change in published if change.between),
    )


def _change(ref: str, chain: tuple[AnyRevision, ...], since: AsOf, until: AsOf) -> Change:
    between = tuple(revision for revision in chain if not since.admits(revision))
    return Change(ref, since.speaking(chain), until.speaking(chain) or chain[-1], chain, between)
