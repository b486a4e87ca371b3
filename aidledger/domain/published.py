"""Published totals: cumulative figures that somebody published, never summed, only reconciled with the ledger's own.

The document is told from a package's by its key `published_total`, which holds the figure.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from aidledger.domain.amounts import Amount
from aidledger.domain.dates import Day
from aidledger.domain.instruments import Instrument
from aidledger.domain.model import AS_TUPLE, Model, validate
from aidledger.domain.packages import AnyAidType, AnyStage, AnyStatus, Citation, Entry, Ref
from aidledger.domain.parties import Parties
from aidledger.domain.text import Line, Prose
from aidledger.domain.vocabulary import AidType, Stage, Status
from aidledger.errors import InvalidInput

EARLIEST_YEAR: Final = 1900
"""As for packages."""


class PublishedTotal(Model):
    """What somebody said that a donor had given a recipient in all, and what exactly that counts.

    `since` and `until` are the first and the last day that it counts; without `since` it counts from the beginning.
    Without an `instrument` it counts all of them. The ledger makes up an absent `ref`, and fills in `known_on`: the
    day that the first source was published, else `until`.
    """

    ref: Ref | None = None
    title: Line | None = None
    published_total: Amount
    since: Day | None = None
    until: Day
    donor: Parties
    recipient: Parties = "UA"
    stage: AnyStage = Stage.COMMITMENT
    aid_type: AnyAidType = AidType.MILITARY
    instrument: Instrument | None = None
    sources: Annotated[tuple[Citation, ...], AS_TUPLE] = ()
    note: Prose | None = None
    known_on: Day | None = None
    status: AnyStatus = Status.LIVE

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.published_total.value < 0:
            raise InvalidInput("a published total is not negative", "an adjustment is a package of its own")
        if (self.since or self.until).year < EARLIEST_YEAR:
            raise InvalidInput(f"{self.since or self.until} lies before {EARLIEST_YEAR}", "check the year")
        if self.since and self.since > self.until:
            raise InvalidInput(f"it would count from {self.since} to {self.until}", "write the earlier day first")
        if self.known_on and self.known_on < self.until:
            raise InvalidInput(
                f"it would be known on {self.known_on}, before the last day that it counts ({self.until})",
                "check both dates",
            )
        return self

    @property
    def suggested_ref(self) -> str:
        """What its ref would be, as far as nothing else has it: `us-published-2023-08-29`."""
        return f"{self.donor.lower().replace('+', '-')[:20].rstrip('-')}-published-{self.until}"

    def known_by(self, today: date) -> date:
        """The day on which the world could know it: stated, else of its first dated source, else the last it counts.

        Never after `today`.
        """
        published = next((source.published_on for source in self.sources if source.published_on), None)
        return self.known_on or min(max(published or self.until, self.until), today)

    def revised(self, changes: Mapping[str, object]) -> Self:
        """The same total with the fields in `changes`, as a document has them, in place of its own; `None` for none.

        Raises `InvalidInput` as for a whole document.
        """
        stated = dict(self) | dict(changes)
        return validate(type(self), {name: value for name, value in stated.items() if value is not None})


class PublishedDocument(PublishedTotal):
    """A published total as people hand it in; `reason` and `tip` are those of a package's document."""

    reason: Line | None = None
    tip: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _names_what_it_revises(self) -> Self:
        if self.reason and not self.ref:
            raise InvalidInput(
                "a revision needs the ref of its published total", "add the ref, or leave the reason out"
            )
        return self

    def entry(self, place: str) -> Entry:
        """What there is to record of it."""
        fields = {name: getattr(self, name) for name in PublishedTotal.model_fields}
        return Entry(PublishedTotal.model_construct(**fields), place, self.reason, self.tip)
