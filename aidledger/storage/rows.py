"""How a package becomes rows, and how rows become the package again."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, func, select
from sqlalchemy.sql import ColumnElement

from aidledger.domain.amounts import Amount, from_minor
from aidledger.domain.bounds import Bound
from aidledger.domain.dates import AnnouncedOn
from aidledger.domain.packages import Citation, LineItem, Package
from aidledger.domain.quantities import DECIMALS, Quantity
from aidledger.domain.revisions import CANONICAL_VERSION, Revision
from aidledger.domain.vocabulary import AidType, Category, Stage, Status
from aidledger.storage.batches import chunks
from aidledger.storage.tables import GROUPS, citations, line_items, packages, published_totals, revisions, sources

Row = dict[str, Any]

_BATCH = 2_000
"""Rows that a stream holds at a time."""


def revision_row(
    revision: Revision, *, id_: int, package_id: int, draws_on_id: int | None, duplicate_of_id: int | None,
    said_digest: str,
) -> Row:  # fmt: skip
    """The row of `revisions` for a revision whose references have been resolved to ids.

    `said_digest` is its content digest.
    """
    package = revision.package
    return {
        "id": id_,
        "package_id": package_id,
        "number": revision.number,
        "known_on": revision.known_on,
        "recorded_at": revision.recorded_at,
        "author": revision.author,
        "reason": revision.reason,
        "duplicate_of_id": duplicate_of_id,
        "draws_on_id": draws_on_id,
        "canonical_version": CANONICAL_VERSION,
        "digest": revision.digest,
    } | derived(package, said_digest)


def derived(package: Package, said_digest: str) -> Row:
    """The columns of `revisions` that follow from the package, whose content digest is given, alone."""
    announced = package.announced_on
    groups = announced.groups
    return {
        "status": package.status.value,
        "title": package.title,
        "donor": package.donor,
        "recipient": package.recipient,
        "stage": package.stage.value,
        "aid_type": package.aid_type.value,
        "instrument": package.instrument,
        "announced_on": str(announced),
        "first_day": announced.first_day,
        "last_day": announced.last_day,
        "tags": f" {' '.join(package.tags)} " if package.tags else "",
        "note": package.note,
        "content_digest": said_digest,
        "source_count": len(package.sources),
        **{group.replace("-", "_"): groups[group] for group in GROUPS},
        **_amount_columns(package.amount),
    }


def item_rows(revision_id: int, package: Package) -> list[Row]:
    """The rows of `line_items`, positions counted from 1."""
    return [
        {
            "revision_id": revision_id,
            "position": position,
            "description": item.description,
            "category": item.category and item.category.value,
            "quantity_milli": item.quantity and item.quantity.milli,
            "unit": item.quantity and item.quantity.unit,
            "quantity_bound": item.quantity and item.quantity.bound.value,
            **_amount_columns(item.amount),
        }
        for position, item in enumerate(package.items, start=1)
    ]


def source_row(citation: Citation, *, id_: int, digest: str) -> Row:
    """The row of `sources` for what a citation cites, which has this digest."""
    return citation.model_dump(exclude={"locator"}) | {"id": id_, "digest": digest}


def _amount_columns(amount: Amount | None) -> Row:
    return {
        "amount_minor": amount and amount.minor,
        "currency": amount and amount.currency,
        "amount_bound": amount and amount.bound.value,
    }


_parent = packages.alias("parent")
_duplicated = packages.alias("duplicated")
_before = revisions.alias("before")


def read_revisions(
    connection: Connection, where: ColumnElement[bool], order: tuple[ColumnElement[Any], ...]
) -> Generator[Revision, None, None]:
    """The revisions that satisfy `where` (over `packages` and `revisions`) in the given order, with all their parts.

    `order` must tell all revisions apart. Three statements run side by side, so that memory does not grow with what
    is read.
    """
    preceding = and_(_before.c.package_id == revisions.c.package_id, _before.c.number == revisions.c.number - 1)
    joined = revisions.join(packages, packages.c.id == revisions.c.package_id)
    statements = (
        select(
            revisions,
            packages.c.ref,
            _parent.c.ref.label("draws_on"),
            _duplicated.c.ref.label("duplicate_of"),
            _before.c.digest.label("previous"),
        )
        .select_from(
            joined.outerjoin(_parent, _parent.c.id == revisions.c.draws_on_id)
            .outerjoin(_duplicated, _duplicated.c.id == revisions.c.duplicate_of_id)
            .outerjoin(_before, preceding)
        )
        .where(where)
        .order_by(*order)
    )
    items = (
        select(line_items)
        .select_from(joined.join(line_items, line_items.c.revision_id == revisions.c.id))
        .where(where)
        .order_by(*order, line_items.c.position)
    )
    cited = (
        select(citations.c.revision_id, citations.c.locator, *(c for c in sources.c if c.name not in {"id", "digest"}))
        .select_from(
            joined.join(citations, citations.c.revision_id == revisions.c.id).join(
                sources, sources.c.id == citations.c.source_id
            )
        )
        .where(where)
        .order_by(*order, citations.c.position)
    )
    with (
        stream(connection, statements) as rows,
        stream(connection, items) as all_items,
        stream(connection, cited) as all_cited,
    ):
        items_of, cited_by = _Parts(all_items), _Parts(all_cited)
        for row in rows:
            package = _package(row, items_of(row["id"]), cited_by(row["id"]))
            yield Revision.model_construct(
                package=package, number=row["number"], recorded_at=row["recorded_at"], author=row["author"],
                reason=row["reason"], previous=row["previous"], digest=row["digest"],
            )  # fmt: skip


def citations_of(connection: Connection, revision_ids: Sequence[int]) -> dict[int, list[Citation]]:
    """What each of these revisions cites, in its order, by id."""
    columns = (citations.c.revision_id, citations.c.locator, *(c for c in sources.c if c.name not in {"id", "digest"}))
    joined = citations.join(sources, sources.c.id == citations.c.source_id)
    found: dict[int, list[Citation]] = {}
    for row in chunks(
        connection, revision_ids,
        lambda some: select(*columns).select_from(joined).where(citations.c.revision_id.in_(some)).order_by(
            citations.c.revision_id, citations.c.position
        ),
    ):  # fmt: skip
        found.setdefault(row["revision_id"], []).append(_citation(row))
    return found


@contextmanager
def stream(connection: Connection, statement: Select[Any]) -> Iterator[Iterator[RowMapping]]:
    """The rows of a statement, some at a time; its cursor is closed even where not all of them are read."""
    with connection.execute(statement, execution_options={"yield_per": _BATCH}) as result:
        yield iter(result.mappings())


class _Parts:
    """Hands out the rows of each revision in turn, from a stream in the order of the revisions."""

    def __init__(self, rows: Iterator[RowMapping]) -> None:
        self._groups = groupby(rows, key=lambda row: row["revision_id"])
        self._next = next(self._groups, None)

    def __call__(self, revision_id: int) -> list[RowMapping]:
        if self._next is None or self._next[0] != revision_id:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _package(row: RowMapping, items: list[RowMapping], cited: list[RowMapping]) -> Package:
    """The package that these rows state; what was judged by the models when it was written is not judged again."""
    return Package.model_construct(
        ref=row["ref"],
        title=row["title"],
        donor=row["donor"],
        recipient=row["recipient"],
        stage=Stage(row["stage"]),
        aid_type=AidType(row["aid_type"]),
        instrument=row["instrument"],
        announced_on=AnnouncedOn.parse(row["announced_on"]),
        amount=_amount(row),
        items=tuple(map(_item, items)),
        sources=tuple(map(_citation, cited)),
        draws_on=row["draws_on"],
        tags=tuple(row["tags"].split()),
        note=row["note"],
        known_on=row["known_on"],
        status=Status(row["status"]),
        duplicate_of=row["duplicate_of"],
    )


def _citation(row: RowMapping) -> Citation:
    return Citation.model_construct(**{name: value for name, value in row.items() if name != "revision_id"})


def _amount(row: RowMapping) -> Amount | None:
    if row["amount_minor"] is None:
        return None
    return Amount.model_construct(
        value=from_minor(row["amount_minor"], row["currency"]), currency=row["currency"],
        bound=Bound(row["amount_bound"]),
    )  # fmt: skip


def _item(row: RowMapping) -> LineItem:
    quantity = None
    if row["quantity_milli"] is not None:
        quantity = Quantity.model_construct(
            number=Decimal(row["quantity_milli"]).scaleb(-DECIMALS),
            unit=row["unit"],
            bound=Bound(row["quantity_bound"]),
        )
    return LineItem.model_construct(
        description=row["description"], category=row["category"] and Category(row["category"]), quantity=quantity,
        amount=_amount(row),
    )  # fmt: skip


def tips(connection: Connection, recorded_at: datetime | None = None) -> dict[str, str]:
    """The digest of the tip of each package and of each published total, now or at an instant, by ref."""
    if recorded_at is None:
        found = select(packages.c.ref, revisions.c.digest).join(revisions, revisions.c.id == packages.c.tip_id)
    else:
        latest = (
            select(revisions.c.package_id, func.max(revisions.c.number).label("number"))
            .where(revisions.c.recorded_at <= recorded_at)
            .group_by(revisions.c.package_id)
            .subquery()
        )
        found = (
            select(packages.c.ref, revisions.c.digest)
            .join(revisions, revisions.c.package_id == packages.c.id)
            .join(latest, and_(latest.c.package_id == packages.c.id, latest.c.number == revisions.c.number))
        )
    published = published_totals.alias("published")
    last = select(func.max(published.c.number)).where(published.c.ref == published_totals.c.ref)
    if recorded_at is not None:
        last = last.where(published.c.recorded_at <= recorded_at)
    others = select(published_totals.c.ref, published_totals.c.digest).where(
        published_totals.c.number == last.scalar_subquery()
    )
    return {row.ref: row.digest for row in connection.execute(found.union_all(others).order_by("ref"))}
