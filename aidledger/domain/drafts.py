"""Drafts: what an announcement's text seems to say, each field with the place in the text that supports it.

    Draft ─┬─ DraftPackage ─── DraftItem     to be read, mended and handed to `add --from`
           ├─ DraftPublishedTotal            cumulative figures, never summed
           └─ SetAside                       every other figure, with the reason why it is no package

Nothing of a draft is recorded. What the text does not say, and nobody told, is left open.
"""

from datetime import date
from typing import Generic, NamedTuple, TypeVar

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound
from aidledger.domain.dates import AnnouncedOn
from aidledger.domain.packages import LineItem
from aidledger.domain.vocabulary import AidType, Stage

T_co = TypeVar("T_co", covariant=True)


class Place(NamedTuple):
    """The characters of the text from `start` up to, not including, `end`, counted from 0."""

    start: int
    end: int


class Found(NamedTuple, Generic[T_co]):
    """What was read, and where; without a place it is the default, or was told by whoever asked for the draft."""

    value: T_co
    place: Place | None = None


class DraftItem(NamedTuple):
    """A line item, and the words that state it."""

    item: LineItem
    place: Place


class DraftPackage(NamedTuple):
    """One announced package. `announced_on` is `None` where no day could be told; `add` then asks for it.

    `amount` carries its bound, whose own words are at `bound`. `title` is there where neither amount nor items are.
    """

    donor: Found[str]
    recipient: Found[str]
    stage: Found[Stage]
    aid_type: Found[AidType]
    announced_on: Found[AnnouncedOn] | None
    title: Found[str] | None = None
    instrument: Found[str] | None = None
    amount: Found[Amount] | None = None
    bound: Found[Bound] | None = None
    items: tuple[DraftItem, ...] = ()

    @property
    def places(self) -> "dict[str, Place]":
        """The places of its fields, items aside, by the names that the fields have in a document."""
        fields = {name: getattr(self, name) for name in self._fields if name != "items"}
        return {name: found.place for name, found in fields.items() if found and found.place}


class DraftPublishedTotal(NamedTuple):
    """A cumulative figure. `until` is `None` where no day could be told; without `since` it counts everything."""

    published_total: Found[Amount]
    donor: Found[str]
    recipient: Found[str]
    aid_type: Found[AidType]
    until: Found[date] | None
    since: Found[date] | None = None
    bound: Found[Bound] | None = None

    @property
    def places(self) -> "dict[str, Place]":
        """The places of its fields, by the names that the fields have in a document."""
        fields = {name: getattr(self, name) for name in self._fields}
        return {name: found.place for name, found in fields.items() if found and found.place}


class SetAside(NamedTuple):
    """A figure that is no new package: its words, where they stand, and why."""

    text: str
    place: Place
    reason: str


class Draft(NamedTuple):
    """Everything that was found in one text, in the order in which it stands there.

    `title`, `publisher` and `published` are what the source will be cited by, `sha256` is that of a kept copy of it.
    """

    packages: tuple[DraftPackage, ...]
    published_totals: tuple[DraftPublishedTotal, ...]
    set_aside: tuple[SetAside, ...]
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    sha256: str | None = None
