"""Published totals as rows and back, and the whole history of a ledger, packages and published totals together."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from heapq import merge
from itertools import groupby

from sqlalchemy import Connection, RowMapping, and_, select, true
from sqlalchemy.sql import ColumnElement

from aidledger.domain.amounts import Amount, from_minor
from aidledger.domain.bounds import Bound
from aidledger.domain.lookback import AsOf
from aidledger.domain.packages import Citation
from aidledger.domain.published import PublishedTotal
from aidledger.domain.revisions import CANONICAL_VERSION, AnyRevision, PublishedRevision, content_digest
from aidledger.domain.vocabulary import AidType, Stage, Status
from aidledger.storage.rows import Row, read_revisions
from aidledger.storage.tables import published_citations, published_totals, revisions, sources

_before = published_totals.alias("before")


def published_row(revision: PublishedRevision, *, id_: int) -> Row:
    """The row of `published_totals` for a revision."""
    return {
        "id": id_,
        "ref": revision.ref,
        "number": revision.number,
        "known_on": revision.known_on,
        "recorded_at": revision.recorded_at,
        "author": revision.author,
        "reason": revision.reason,
        "canonical_version": CANONICAL_VERSION,
        "digest": revision.digest,
    } | published_derived(revision.total)


def published_derived(total: PublishedTotal) -> Row:
    """The columns of `published_totals` that follow from what is stated alone."""
    return {
        "status": total.status.value,
        "title": total.title,
        "donor": total.donor,
        "recipient": total.recipient,
        "stage": total.stage.value,
        "aid_type": total.aid_type.value,
        "instrument": total.instrument,
        "since": total.since,
        "until": total.until,
        "amount_minor": total.published_total.minor,
        "currency": total.published_total.currency,
        "amount_bound": total.published_total.bound.value,
        "note": total.note,
        "content_digest": content_digest(total),
    }


def read_published(connection: Connection, where: ColumnElement[bool]) -> list[PublishedRevision]:
    """The revisions of published totals that satisfy `where`, by ref and number; they are few."""
    preceding = and_(_before.c.ref == published_totals.c.ref, _before.c.number == published_totals.c.number - 1)
    statement = (
        select(published_totals, _before.c.digest.label("previous"))
        .outerjoin(_before, preceding)
        .where(where)
        .order_by(published_totals.c.ref, published_totals.c.number)
    )
    rows = connection.execute(statement).mappings().all()
    cited = _cited(connection, where) if rows else {}
    return [
        PublishedRevision.model_construct(
            total=_total(row, cited.get(row["id"], [])), number=row["number"], recorded_at=row["recorded_at"],
            author=row["author"], reason=row["reason"], previous=row["previous"], digest=row["digest"],
        )
        for row in rows
    ]  # fmt: skip


def speaking_totals(connection: Connection, as_of: AsOf) -> list[PublishedRevision]:
    """The revision that speaks, or spoke, for each published total, by ref."""
    chains = groupby(read_published(connection, true()), key=lambda revision: revision.ref)
    return [speaking for _, chain in chains if (speaking := as_of.speaking(chain))]


@contextmanager
def whole_history(connection: Connection) -> Iterator[Iterator[AnyRevision]]:
    """Every revision of the ledger as they were recorded, in memory that does not grow with the number of packages."""
    published = sorted(read_published(connection, true()), key=lambda revision: revision.recorded_at)
    with closing(read_revisions(connection, true(), (revisions.c.recorded_at,))) as found:
        yield merge(found, published, key=lambda revision: revision.recorded_at)


def _cited(connection: Connection, where: ColumnElement[bool]) -> dict[int, list[Citation]]:
    """What is cited, by the id of the revision."""
    fields = (published_citations.c.locator, *(c for c in sources.c if c.name not in {"id", "digest"}))
    statement = (
        select(published_citations.c.published_total_id, *fields)
        .join(published_totals, published_totals.c.id == published_citations.c.published_total_id)
        .join(sources, sources.c.id == published_citations.c.source_id)
        .where(where)
        .order_by(published_citations.c.published_total_id, published_citations.c.position)
    )
    cited: dict[int, list[Citation]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        stated = {name: value for name, value in row.items() if name != "published_total_id"}
        cited[row["published_total_id"]].append(Citation.model_construct(**stated))
    return cited


def _total(row: RowMapping, cited: list[Citation]) -> PublishedTotal:
    """The published total that a row states; what was judged when it was written is not judged again."""
    amount = Amount.model_construct(
        value=from_minor(row["amount_minor"], row["currency"]),
        currency=row["currency"],
        bound=Bound(row["amount_bound"]),
    )
    return PublishedTotal.model_construct(
        ref=row["ref"],
        title=row["title"],
        published_total=amount,
        since=row["since"],
        until=row["until"],
        donor=row["donor"],
        recipient=row["recipient"],
        stage=Stage(row["stage"]),
        aid_type=AidType(row["aid_type"]),
        instrument=row["instrument"],
        sources=tuple(cited),
        note=row["note"],
        known_on=row["known_on"],
        status=Status(row["status"]),
    )
