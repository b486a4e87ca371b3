"""The package document: what a person states about one announced unit of support.

    Package ─┬─ Amount                (amounts)       worth how much
             ├─ LineItem ─┬─ Quantity (quantities)    made of which items
             │            └─ Amount
             ├─ Citation ─── Source                   according to whom
             └─ AnnouncedOn           (dates)         on which day

The same document is read from TOML, JSON, CSV and the command line, and written by `show --format json`.
"""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from aidledger.domain.amounts import Amount
from aidledger.domain.dates import AnnouncedOn, Day
from aidledger.domain.instruments import Instrument
from aidledger.domain.model import AS_TUPLE, Model, Written, validate
from aidledger.domain.parties import Parties
from aidledger.domain.quantities import Quantity, format_item, parse_item
from aidledger.domain.text import Line, Prose, Tag, WebAddress
from aidledger.domain.vocabulary import AidType, Category, Stage, Status
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from aidledger.domain.published import PublishedTotal


def _choice(kind: type[StrEnum], name: str) -> BeforeValidator:
    """Accept a member's text in any case; otherwise say what the choices are."""
    members = {member.value: member for member in kind}

    def choose(value: object) -> object:
        if isinstance(value, str) and not isinstance(value, kind):
            if (member := members.get(value.strip().lower())) is None:
                raise InvalidInput(f"'{value}' is not {name}", f"choose one of: {', '.join(kind)}")
            return member
        return value

    return BeforeValidator(choose)


AnyStage = Annotated[Stage, _choice(Stage, "a stage")]
AnyAidType = Annotated[AidType, _choice(AidType, "a type of aid")]
AnyCategory = Annotated[Category, _choice(Category, "a category")]
AnyStatus = Annotated[Status, _choice(Status, "a status")]


def ref(text: str) -> str:
    """The identity of a package: small letters and digits in words joined by hyphens.

    Raises `InvalidInput` for anything else.
    """
    text = text.strip()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) or len(text) > 80:
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80].rstrip("-")
        raise InvalidInput(
            f"'{text}' is not a ref",
            f"write up to 80 small letters, digits and single hyphens, as in '{slug or 'us-pda-2023-08-29'}'",
        )
    return text


Ref = Annotated[str, AfterValidator(ref)]


class Source(Model):
    """Who published what, where and when. A kept copy is named by its SHA-256 (64 hexadecimal digits)."""

    publisher: Line | None = None
    title: Line | None = None
    url: WebAddress | None = None
    published_on: Day | None = None
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if not (self.title or self.url):
            raise InvalidInput("a source needs a title or a url", "add the address of the page, or what it is called")
        return self

    @property
    def label(self) -> str:
        """One line for people: publisher, title, address, day."""
        what = ", ".join(filter(None, (self.publisher, self.title))) or str(self.url)
        return f"{what} ({self.published_on})" if self.published_on else what


class Citation(Source, Written):
    """A source, and the place in it that supports the package: a page, a section, a paragraph."""

    text_form: ClassVar = "the address of the page, or the title of what is cited"

    locator: Line | None = None

    @classmethod
    def _read(cls, text: str) -> dict[str, object]:
        address = text.strip()
        return {"url": address} if re.match(r"https?://", address, re.IGNORECASE) else {"title": text}

    @property
    def source(self) -> Source:
        """The source itself, without the place in it."""
        return Source(**self.model_dump(exclude={"locator"}))


class LineItem(Written):
    """One line of a package's list: what, under which heading, how many, and what it is worth, as far as stated."""

    description: Line
    category: AnyCategory | None = None
    quantity: Quantity | None = None
    amount: Amount | None = None

    text_form: ClassVar = "an item as people write it: '3,000,000+ rounds: small arms ammunition', '12 x HIMARS'"

    @classmethod
    def _read(cls, text: str) -> dict[str, object]:
        return parse_item(text)._asdict()

    def __str__(self) -> str:
        """The line of text that reads as this item, its category and amount aside."""
        return format_item(self.description, self.quantity)


def _sorted_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(tags)))


class Package(Model):
    """One announced unit of support from a donor to a recipient, as one document states it.

    What is absent is unknown or takes its default; an absent amount is "value not disclosed". The ledger makes up
    an absent `ref`, and fills in `known_on`: the day that the first source was published, else the last day that the
    announcement may mean.
    """

    ref: Ref | None = None
    title: Line | None = None
    donor: Parties
    recipient: Parties = "UA"
    stage: AnyStage = Stage.COMMITMENT
    aid_type: AnyAidType = AidType.MILITARY
    instrument: Instrument | None = None
    announced_on: AnnouncedOn
    amount: Amount | None = None
    items: Annotated[tuple[LineItem, ...], AS_TUPLE] = ()
    sources: Annotated[tuple[Citation, ...], AS_TUPLE] = ()
    draws_on: Ref | None = None
    tags: Annotated[tuple[Tag, ...], AS_TUPLE, AfterValidator(_sorted_tags)] = ()
    note: Prose | None = None
    known_on: Day | None = None
    status: AnyStatus = Status.LIVE
    duplicate_of: Ref | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if not (self.amount or self.items or self.title):
            raise InvalidInput(
                "a package needs an amount or items",
                "give one of them; where neither was disclosed, a title that says what was announced",
            )
        if self.known_on and self.known_on < self.announced_on.first_day:
            raise InvalidInput(
                f"it would be known on {self.known_on}, before it was announced ({self.announced_on})",
                "check both dates",
            )
        if self.ref and self.ref in {self.draws_on, self.duplicate_of}:
            raise InvalidInput(f"'{self.ref}' cannot draw on, or duplicate, itself", "name the other package")
        if self.duplicate_of and self.status is not Status.CANCELLED:
            raise InvalidInput("a duplicate is not cancelled", 'set status = "cancelled", or drop duplicate_of')
        return self

    @property
    def suggested_ref(self) -> str:
        """What its ref would be, as far as nothing else has it: `us-pda-2023-08-29`."""
        channel = re.sub(r"[^a-z0-9]+", "-", (self.instrument or "").lower()).strip("-")[:40].strip("-")
        kind = channel or ("" if self.stage is Stage.COMMITMENT else self.stage)
        donors = (
            self.donor.lower().replace("+", "-")[:20].rstrip("-")
        )  # of many joint ones, those that a ref has room for
        return "-".join(filter(None, (donors, kind, str(self.announced_on))))

    def known_by(self, today: date) -> date:
        """The day on which the world could know it: stated, else of its first dated source, else of its announcement.

        Never after `today`.
        """
        published = next((source.published_on for source in self.sources if source.published_on), None)
        day = self.known_on or max(published or self.announced_on.last_day, self.announced_on.first_day)
        return day if self.known_on else min(day, today)

    def revised(self, changes: Mapping[str, object]) -> Self:
        """The same package with the fields in `changes`, as a document has them, in place of its own; `None` for none.

        Raises `InvalidInput` as for a whole document.
        """
        stated = dict(self) | dict(changes)
        return validate(type(self), {name: value for name, value in stated.items() if value is not None})


class Document(Package):
    """A package as people hand it in: with a `reason`, it is the next revision of the package that has its ref.

    `tip` is the number of the latest revision that whoever wrote it has seen; without a reason it means nothing.
    """

    reason: Line | None = None
    tip: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _names_what_it_revises(self) -> Self:
        if self.reason and not self.ref:
            raise InvalidInput("a revision needs the ref of its package", "add the ref, or leave the reason out")
        return self

    def entry(self, place: str) -> "Entry":
        """What there is to record of it."""
        package = Package.model_construct(**{name: getattr(self, name) for name in Package.model_fields})
        return Entry(package, place, self.reason, self.tip)


class Entry(NamedTuple):
    """What is handed in to be recorded: a package or a published total, and where it was read (`packages.csv:3`).

    With a `reason` it is a revision, and `tip` is the number of the latest one when it was made, where that is known.
    A table need not have a column for each field: `fields` are those that it says something of, and when the entry
    revises a package, what it says of all others carries over; `None` for all fields.
    """

    stated: "Package | PublishedTotal"
    place: str = ""
    reason: str | None = None
    tip: int | None = None
    fields: frozenset[str] | None = None

    @property
    def package(self) -> Package:
        """What is stated, for whom knows that it is a package."""
        if not isinstance(self.stated, Package):
            raise TypeError("this entry is no package")
        return self.stated
