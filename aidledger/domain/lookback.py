"""Looking back, on both axes of time: what the world knew on a day, and what the ledger said at an instant."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator

from aidledger.domain.dates import in_utc, instant_text
from aidledger.domain.model import Model
from aidledger.domain.revisions import Chained

R = TypeVar("R", bound=Chained)


class AsOf(Model):
    """Which revisions may speak: those known on or before `known_on`, and recorded at or before `recorded_at`.

    `None` sets no limit. `recorded_at` is an instant in UTC. Of those that may, the latest by (known on, number)
    speaks for its package, or its published total.
    """

    known_on: date | None = None
    recorded_at: Annotated[datetime, AfterValidator(in_utc)] | None = None

    def admits(self, revision: Chained) -> bool:
        """Whether `revision` was known, and recorded, by then."""
        return (self.known_on is None or revision.known_on <= self.known_on) and (
            self.recorded_at is None or revision.recorded_at <= self.recorded_at
        )

    def speaking(self, chain: Iterable[R]) -> R | None:
        """The revision of `chain`, those under one ref, that speaks for it; `None` where none was there yet."""
        admitted = filter(self.admits, chain)
        return max(admitted, key=lambda revision: (revision.known_on, revision.number), default=None)

    def __str__(self) -> str:
        """`as known on 2023-06-01, as recorded at 2026-11-24T20:15:00.000000Z`; empty where nothing is limited."""
        known = f"as known on {self.known_on}" if self.known_on else ""
        recorded = f"as recorded at {instant_text(self.recorded_at)}" if self.recorded_at else ""
        return ", ".join(filter(None, (known, recorded)))

    @property
    def line(self) -> list[str]:
        """The line that tells of it beneath or above a table: none where nothing is limited."""
        return [f"A{str(self)[1:]}"] if self != NOW else []


NOW = AsOf()
"""All that the ledger holds: the heads speak."""


def made_from(chain: Iterable[R], revision: R) -> R | None:
    """What `revision` was made from: what was known on its own known-on day when it was recorded."""
    earlier = (other for other in chain if other.number < revision.number)
    return AsOf(known_on=revision.known_on).speaking(earlier)
