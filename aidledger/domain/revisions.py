"""What the ledger keeps: revisions in canonical form v1, each chained to the one before by its digest.

The form is specified in CONTRIBUTING.md, "Canonical form v1"; a change of it needs a new version number, for the
digests of what is recorded already must stay computable forever.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Final, NamedTuple, Self

from pydantic import Field

from aidledger.domain.amounts import Amount
from aidledger.domain.currencies import exponent
from aidledger.domain.dates import instant_text
from aidledger.domain.model import Model
from aidledger.domain.packages import Citation, LineItem, Package
from aidledger.domain.published import PublishedTotal
from aidledger.domain.text import Line
from aidledger.domain.vocabulary import Status

CANONICAL_VERSION: Final = 1

Json = dict[str, object]
Stated = Package | PublishedTotal
"""What a revision may state."""


def called(stated: Stated) -> str:
    """How messages call it."""
    return "package" if isinstance(stated, Package) else "published total"


def named(package: Package) -> Iterator[str]:
    """The refs that a package has or names."""
    return filter(None, (package.ref, package.draws_on, package.duplicate_of))


def last_counted(stated: Stated) -> tuple[str, date]:
    """The field that says when it was announced, or until when it counts, and the first day that it may mean."""
    if isinstance(stated, Package):
        return "announced_on", stated.announced_on.first_day
    return "until", stated.until


class Chained(Model):
    """One immutable statement, chained to the one before it.

    What it states has its `ref` and `known_on` filled in; `recorded_at` is an instant in UTC with microseconds;
    `previous` is the digest of the revision numbered one less, absent for the first; digests are 64 hexadecimal
    digits of SHA-256.
    """

    _field: ClassVar[str]
    """The name of the field that holds what is stated."""

    number: Annotated[int, Field(ge=1)]
    recorded_at: datetime
    author: Line
    reason: Line | None = None
    previous: str | None = None
    digest: str

    @property
    def stated(self) -> Stated:
        """What it states."""
        stated: Stated = getattr(self, self._field)
        return stated

    @property
    def ref(self) -> str:
        """The identity of what it states."""
        return str(self.stated.ref)

    @property
    def known_on(self) -> date:
        """The day on which the world could know what this revision states."""
        if self.stated.known_on is None:
            raise ValueError("a recorded revision states its known-on day")
        return self.stated.known_on

    @property
    def cancelled(self) -> bool:
        """Whether this revision takes it out of all totals, or out of reconciliation."""
        return self.stated.status is Status.CANCELLED

    @property
    def statement(self) -> Json:
        """All that it states, in canonical form: what its digest is made over."""
        return self.stating(content(self.stated))

    def stating(self, said: Json) -> Json:
        """The same, where `said` is the content of what it states."""
        stamp = {
            "author": self.author,
            "canonical": CANONICAL_VERSION,
            "known_on": self.known_on.isoformat(),
            "number": self.number,
            "previous": self.previous,
            "reason": self.reason,
            "recorded_at": instant_text(self.recorded_at),
            "ref": self.stated.ref,
        }
        return said | _without_nulls(stamp)

    @classmethod
    def sealed(
        cls, stated: Stated, *, number: int, recorded_at: datetime, author: str, reason: str | None,
        previous: str | None, said: Json | None = None,
    ) -> Self:  # fmt: skip
        """The revision that states `stated`, whose content is `said` where that is known, with the digest of all."""
        fields: dict[str, Any] = {
            cls._field: stated,
            "number": number,
            "recorded_at": recorded_at,
            "author": author,
            "reason": reason,
            "previous": previous,
        }
        unsealed = cls.model_construct(**fields, digest="")
        # What pydantic tells mypy of a model has forgotten that this is one of `cls`.
        digest = _sha256(unsealed.stating(content(stated) if said is None else said))
        return cls.model_construct(**fields, digest=digest)  # type: ignore[return-value]

    @property
    def recomputed_digest(self) -> str:
        """What its digest has to be: SHA-256 over its canonical form, its predecessor's digest included."""
        return _sha256(self.statement)


class Revision(Chained):
    """One immutable statement of everything known about a package."""

    _field = "package"

    package: Package


class PublishedRevision(Chained):
    """One immutable statement of everything known about a published total."""

    _field = "total"

    total: PublishedTotal


AnyRevision = Revision | PublishedRevision


def sealed(
    stated: Stated, *, number: int, recorded_at: datetime, author: str, reason: str | None, previous: str | None,
    said: Json | None = None,
) -> AnyRevision:  # fmt: skip
    """The revision, of the kind that goes with what is stated, with its digest; see `Chained.sealed`."""
    kind = Revision if isinstance(stated, Package) else PublishedRevision
    return kind.sealed(
        stated, number=number, recorded_at=recorded_at, author=author, reason=reason, previous=previous, said=said
    )


class Kept(NamedTuple):
    """A revision as another ledger kept it, and where it was read (`ledger.jsonl:3`), for messages about it."""

    revision: AnyRevision
    place: str = ""


def content(stated: Stated) -> Json:
    """All that is stated except its identity (`ref`) and when it was known (`known_on`), in canonical form."""
    return _without_nulls(_of_package(stated) if isinstance(stated, Package) else _of_published_total(stated))


def _of_package(package: Package) -> Json:
    return {
        "aid_type": package.aid_type.value,
        "amount": package.amount and _amount(package.amount),
        "announced_on": str(package.announced_on),
        "donor": package.donor,
        "draws_on": package.draws_on,
        "duplicate_of": package.duplicate_of,
        "instrument": package.instrument,
        "items": [_item(item) for item in package.items],
        "note": package.note,
        "recipient": package.recipient,
        "sources": [_citation(citation) for citation in package.sources],
        "stage": package.stage.value,
        "status": package.status.value,
        "tags": list(package.tags),
        "title": package.title,
    }


def _of_published_total(total: PublishedTotal) -> Json:
    return {
        "aid_type": total.aid_type.value,
        "donor": total.donor,
        "instrument": total.instrument,
        "note": total.note,
        "published_total": _amount(total.published_total),
        "recipient": total.recipient,
        "since": total.since and total.since.isoformat(),
        "sources": [_citation(citation) for citation in total.sources],
        "stage": total.stage.value,
        "status": total.status.value,
        "title": total.title,
        "until": total.until.isoformat(),
    }


def content_digest(stated: Stated) -> str:
    """Equal for two that state the same under whatever ref."""
    return digest_of(content(stated))


def digest_of(said: Json) -> str:
    """The content digest of what has this content."""
    return _sha256(said)


def source_digest(citation: Citation) -> str:
    """Equal for two citations of the same source, whatever place in it they name."""
    return _sha256({key: value for key, value in _citation(citation).items() if key != "locator"})


def fingerprint(tips: Iterable[tuple[str, str]]) -> str:
    """One digest for a whole ledger: SHA-256 over the lines `ref TAB digest of the tip`, in byte order."""
    lines = sorted(f"{ref}\t{digest}\n".encode() for ref, digest in tips)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def document(stated: Stated, *, tip: int | None = None) -> Json:
    """The document that `add --from` takes, as `show --format json` writes it: only what is stated.

    `tip` is the number of the latest revision, by which `revise --from` knows whether somebody revised it since.
    """
    fields = content(stated) | {"ref": stated.ref, "known_on": stated.known_on and stated.known_on.isoformat()}
    if fields["status"] == Status.LIVE:
        del fields["status"]
    given = {key: value for key, value in _without_nulls(fields).items() if value != []}
    return {key: given[key] for key in type(stated).model_fields if key in given} | ({"tip": tip} if tip else {})


def canonical(value: Json) -> bytes:
    """UTF-8 JSON of text in NFC, as models keep it: keys sorted, no blanks, nothing escaped that JSON lets stand."""
    return _encoded(value).encode()


_encoded: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def _sha256(value: Json) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def _without_nulls(fields: Json) -> Json:
    return {key: value for key, value in fields.items() if value is not None}


def _amount(amount: Amount) -> Json:
    value = f"{amount.value:.{exponent(amount.currency)}f}"
    return {"bound": amount.bound.value, "currency": amount.currency, "value": value}


def _item(item: LineItem) -> Json:
    quantity = item.quantity and {
        "bound": item.quantity.bound.value,
        "number": f"{item.quantity.number.normalize():f}",
        "unit": item.quantity.unit,
    }
    return _without_nulls(
        {
            "amount": item.amount and _amount(item.amount),
            "category": item.category and item.category.value,
            "description": item.description,
            "quantity": quantity,
        }
    )


def _citation(citation: Citation) -> Json:
    return _without_nulls(
        {
            "locator": citation.locator,
            "published_on": citation.published_on and citation.published_on.isoformat(),
            "publisher": citation.publisher,
            "sha256": citation.sha256,
            "title": citation.title,
            "url": citation.url,
        }
    )
