"""What the ledger says differently between two of its states."""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from aidledger.domain.bounds import Bound, combine
from aidledger.domain.differences import differences
from aidledger.domain.lookback import AsOf
from aidledger.domain.revisions import AnyRevision
from aidledger.domain.totals import Total, Totals
from aidledger.domain.vocabulary import Stage


class Kind(StrEnum):
    """What became of a package, or of a published total."""

    NEW = "new"
    REVISED = "revised"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    PAST = "past corrected"
    """What was known on earlier days reads differently; what is known at last does not."""


class Change(NamedTuple):
    """One package, or published total: what spoke for it before (`None` where nothing did), and what does after.

    `chain` holds all revisions that there are after, `between` those of them that came since.
    """

    ref: str
    before: AnyRevision | None
    after: AnyRevision
    chain: tuple[AnyRevision, ...]
    between: tuple[AnyRevision, ...]

    @property
    def kind(self) -> Kind:
        """What became of it."""
        if self.before is None:
            return Kind.NEW
        if self.before == self.after:
            return Kind.PAST
        if self.before.cancelled != self.after.cancelled:
            return Kind.CANCELLED if self.after.cancelled else Kind.RESTORED
        return Kind.REVISED

    @property
    def lines(self) -> list[str]:
        """What it says differently, field by field."""
        return differences(self.before.stated, self.after.stated) if self.before else []


class Effect(NamedTuple):
    """What changed of the total of one stage and currency; `None` where there was, or is, no such total."""

    stage: Stage
    currency: str | None
    before: Total | None
    after: Total | None

    @property
    def amount(self) -> Decimal | None:
        """By how much it rose, below zero by how much it fell; `None` where no value is stated."""
        if self.currency is None:
            return None
        before, after = (total.amount if total and total.amount else Decimal(0) for total in (self.before, self.after))
        return after - before

    @property
    def bound(self) -> Bound:
        """The bound of that difference: of what is subtracted, it turns."""
        before, after = (total.bound if total else Bound.EXACT for total in (self.before, self.after))
        return combine([after, before.flipped])


class Changes(NamedTuple):
    """What changed from one state of the ledger to another; published totals have no effect on its own."""

    since: AsOf
    until: AsOf
    packages: tuple[Change, ...]
    effects: tuple[Effect, ...]
    published: tuple[Change, ...] = ()


def effects(before: Totals, after: Totals) -> tuple[Effect, ...]:
    """The totals by stage that differ between two answers to the same question."""
    then, now = ({(row.stage, row.currency): row for row in totals.rows} for totals in (before, after))
    keys = sorted(then.keys() | now.keys(), key=lambda key: (key[0].rank, key[1] or "~"))
    pairs = ((key, then.get(key), now.get(key)) for key in keys)
    return tuple(Effect(*key, one, other) for key, one, other in pairs if one != other)
