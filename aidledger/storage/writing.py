"""Revisions as rows of the database, some at a time: of each, its parts come before itself.

Once a revision is stored, the database lets nobody add to it; once it stands, head and tip of its package may move.
"""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from aidledger.domain.packages import Citation
from aidledger.domain.revisions import AnyRevision, PublishedRevision, Revision, content_digest, source_digest
from aidledger.storage.batches import chunks
from aidledger.storage.publishing import published_row
from aidledger.storage.rows import Row, item_rows, revision_row, source_row
from aidledger.storage.tables import (
    citations,
    line_items,
    packages,
    published_citations,
    published_totals,
    revisions,
    sources,
)

_BATCH: Final = 1_000
"""Revisions that are held before they are written."""


def next_id(connection: Connection, table: Any) -> int:
    """The first id of `table` that is free."""
    return (connection.scalar(select(func.max(table.c.id))) or 0) + 1


class Place:
    """Where a package stands while revisions are added to it: its id, its head and its tip."""

    def __init__(self, id_: int, head: tuple[date, int, int] | None = None) -> None:
        self.id = id_
        self.head = head
        """Known on, number and id of the revision that speaks; `None` for a package that is yet to be stored."""
        self.stored = head is not None
        self.tip_id = 0

    def move(self, revision: Revision, id_: int) -> None:
        """Let `revision`, of the row `id_`, be the tip, and the head if it was known last."""
        self.tip_id = id_
        self.head = max(self.head or (date.min, 0, 0), (revision.known_on, revision.number, id_))


class Writer:
    """Adds revisions within one writing transaction. What was added is there after `flush`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._next_revision = next_id(connection, revisions)
        self._next_published = next_id(connection, published_totals)
        self._next_source = next_id(connection, sources)
        self._waiting: list[tuple[int, Revision]] = []
        self._published: list[tuple[int, PublishedRevision]] = []
        self._rows: list[tuple[Table, Row]] = []
        self._moved: dict[str, Place] = {}

    def add(self, revision: AnyRevision, places: Mapping[str, Place], said_digest: str | None = None) -> None:
        """Add `revision`; `places` has its own package and those that it names, by ref.

        `said_digest` is its content digest, where that is known already.
        """
        if isinstance(revision, PublishedRevision):
            self._rows.append((published_totals, published_row(revision, id_=self._next_published)))
            self._published.append((self._next_published, revision))
            self._next_published += 1
        else:
            self._add_package(revision, places, said_digest or content_digest(revision.package))
        if len(self._waiting) + len(self._published) >= _BATCH:
            self.flush()

    def _add_package(self, revision: Revision, places: Mapping[str, Place], said_digest: str) -> None:
        package = revision.package
        ref, id_ = str(package.ref), self._next_revision
        place = places[ref]
        place.move(revision, id_)
        self._moved[ref] = place
        row = revision_row(
            revision, id_=id_, package_id=place.id,
            draws_on_id=places[package.draws_on].id if package.draws_on else None,
            duplicate_of_id=places[package.duplicate_of].id if package.duplicate_of else None,
            said_digest=said_digest,
        )  # fmt: skip
        self._rows.append((revisions, row))
        self._waiting.append((id_, revision))
        self._next_revision += 1

    def flush(self) -> None:
        """Write what is waiting."""
        digests: dict[Citation, str] = {}
        for _, one in (*self._waiting, *self._published):
            for cited in one.stated.sources:
                if cited not in digests:
                    digests[cited] = source_digest(cited)
        source_ids = self._store_sources({digest: cited for cited, digest in digests.items()})
        self._insert(line_items, [row for id_, revision in self._waiting for row in item_rows(id_, revision.package)])
        for table, owner, waiting in (
            (citations, "revision_id", self._waiting),
            (published_citations, "published_total_id", self._published),
        ):
            rows = [
                {owner: id_, "position": position, "source_id": source_ids[digests[cited]],
                 "locator": cited.locator}
                for id_, revision in waiting
                for position, cited in enumerate(revision.stated.sources, start=1)
            ]  # fmt: skip
            self._insert(table, rows)
        # In the order in which they were recorded, for the guards let nothing in that was recorded before.
        for table, run in groupby(self._rows, key=itemgetter(0)):
            self._insert(table, [row for _, row in run])
        self._store_packages()
        self._waiting, self._published, self._rows, self._moved = [], [], [], {}

    def _insert(self, table: Any, rows: list[Row]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)

    def _store_packages(self) -> None:
        heads = {ref: place.head[2] for ref, place in self._moved.items() if place.head}
        new = [
            {"id": place.id, "ref": ref, "head_id": heads[ref], "tip_id": place.tip_id}
            for ref, place in self._moved.items()
            if not place.stored
        ]
        later = [
            {"package": place.id, "head": heads[ref], "tip": place.tip_id}
            for ref, place in self._moved.items()
            if place.stored
        ]
        self._insert(packages, new)
        if later:
            moving = update(packages).where(packages.c.id == bindparam("package"))
            self._connection.execute(moving.values(head_id=bindparam("head"), tip_id=bindparam("tip")), later)
        for place in self._moved.values():
            place.stored = True

    def _store_sources(self, cited: Mapping[str, Citation]) -> dict[str, int]:
        """Write the sources that are not there yet; the ids of all that are `cited`, which are by their digests."""
        rows = chunks(
            self._connection, list(cited),
            lambda some: select(sources.c.digest, sources.c.id).where(sources.c.digest.in_(some)),
        )  # fmt: skip
        ids = {row["digest"]: int(row["id"]) for row in rows}
        missing = [digest for digest in cited if digest not in ids]
        ids |= {digest: id_ for id_, digest in enumerate(missing, start=self._next_source)}
        self._next_source += len(missing)
        self._insert(sources, [source_row(cited[digest], id_=ids[digest], digest=digest) for digest in missing])
        return ids
