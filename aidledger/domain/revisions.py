"""What the ledger keeps of a package: revisions in canonical form v1, each chained to the one before by its digest.

The form is specified in CONTRIBUTING.md, "Canonical form v1"; a change of it needs a new version number, for the
digests of what is recorded already must stay computable forever.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Final, NamedTuple

from pydantic import Field

from aidledger.domain.amounts import Amount
from aidledger.domain.currencies import exponent
from aidledger.domain.dates import instant_text
from aidledger.domain.model import Model
from aidledger.domain.packages import Citation, LineItem, Package
from aidledger.domain.text import Line
from aidledger.domain.vocabulary import Status

CANONICAL_VERSION: Final = 1

Json = dict[str, object]


class Revision(Model):
    """One immutable statement of everything known about a package.

    `package` has its `ref` and `known_on` filled in; `recorded_at` is an instant in UTC with microseconds;
    `previous` is the digest of the revision numbered one less, absent for the first; digests are 64 hexadecimal
    digits of SHA-256.
    """

    package: Package
    number: Annotated[int, Field(ge=1)]
    recorded_at: datetime
    author: Line
    reason: Line | None = None
    previous: str | None = None
    digest: str

    @property
    def known_on(self) -> date:
        """The day on which the world could know what this revision states."""
        if self.package.known_on is None:
            raise ValueError("a recorded revision states its known-on day")
        return self.package.known_on

    @property
    def cancelled(self) -> bool:
        """Whether this revision takes the package out of all totals."""
        return self.package.status is Status.CANCELLED

    @property
    def statement(self) -> Json:
        """All that it states, in canonical form: what its digest is made over."""
        return _without_nulls(
            content(self.package)
            | {
                "author": self.author,
                "canonical": CANONICAL_VERSION,
                "known_on": self.known_on.isoformat(),
                "number": self.number,
                "previous": self.previous,
                "reason": self.reason,
                "recorded_at": instant_text(self.recorded_at),
                "ref": self.package.ref,
            }
        )

    @classmethod
    def sealed(
        cls, package: Package, *, number: int, recorded_at: datetime, author: str, reason: str | None,
        previous: str | None,
    ) -> "Revision":  # fmt: skip
        """The revision that states `package`, with the digest of all that."""
        stamp: dict[str, Any] = {
            "number": number,
            "recorded_at": recorded_at,
            "author": author,
            "reason": reason,
            "previous": previous,
        }
        unsealed = cls.model_construct(package=package, **stamp, digest="")
        return cls.model_construct(package=package, **stamp, digest=unsealed.recomputed_digest)

    @property
    def recomputed_digest(self) -> str:
        """What its digest has to be: SHA-256 over its canonical form, its predecessor's digest included."""
        return _sha256(self.statement)


class Kept(NamedTuple):
    """A revision as another ledger kept it, and where it was read (`ledger.jsonl:3`), for messages about it."""

    revision: Revision
    place: str = ""


def content(package: Package) -> Json:
    """All that a package states except its identity (`ref`) and when it was known (`known_on`), in canonical form."""
    return _without_nulls(
        {
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
    )


def content_digest(package: Package) -> str:
    """Equal for two packages that state the same under whatever ref."""
    return _sha256(content(package))


def source_digest(citation: Citation) -> str:
    """Equal for two citations of the same source, whatever place in it they name."""
    return _sha256({key: value for key, value in _citation(citation).items() if key != "locator"})


def fingerprint(tips: Iterable[tuple[str, str]]) -> str:
    """One digest for a whole ledger: SHA-256 over the lines `ref TAB digest of the tip`, in byte order."""
    lines = sorted(f"{ref}\t{digest}\n".encode() for ref, digest in tips)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def document(package: Package, *, tip: int | None = None) -> Json:
    """The package document that `add --from` takes, as `show --format json` writes it: only what is stated.

    `tip` is the number of the latest revision, by which `revise --from` knows whether somebody revised it since.
    """
    fields = content(package) | {"ref": package.ref, "known_on": package.known_on and package.known_on.isoformat()}
    if fields["status"] == Status.LIVE:
        del fields["status"]
    given = {key: value for key, value in _without_nulls(fields).items() if value != []}
    return {key: given[key] for key in Package.model_fields if key in given} | ({"tip": tip} if tip else {})


def canonical(value: Json) -> bytes:
    """UTF-8 JSON of text in NFC, as models keep it: keys sorted, no blanks, nothing escaped that JSON lets stand."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


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
