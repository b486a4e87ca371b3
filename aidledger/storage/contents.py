"""What the ledger states already under whatever ref, found by the digests of its contents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from aidledger.domain.revisions import Stated, content_digest
from aidledger.storage.batches import chunks
from aidledger.storage.tables import packages, published_totals, revisions, sources

At = tuple[str, int]
"""The ref and the number of a revision."""


class Contents:
    """What is stated in the ledger of one writing transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stated_already(self, some: Iterable[Stated]) -> dict[str, At]:
        """The first revision that states the same as each of `some`, by the digest of its content."""
        return self._first(content_digest(one) for one in some)

    def stated_with_copies(self, some: Iterable[Stated]) -> dict[str, At]:
        """The first revision that states the same as each of `some` but for the kept copies of sources.

        It is no other package, and would be counted twice, because a copy was kept later, or is not named again.
        """
        own: dict[str, str] = {}
        for one in some:
            if one.sources and (self._copies or any(citation.sha256 for citation in one.sources)):
                own |= {content_digest(_copied(one, of)): content_digest(one) for of in (self._copies, {})}
        return {own[digest]: at for digest, at in self._first(own).items()}

    @cached_property
    def _copies(self) -> Mapping[tuple[object, ...], str]:
        """The digest of the latest copy of each source that was recorded with one, by what describes it."""
        described = (sources.c.publisher, sources.c.title, sources.c.url, sources.c.published_on)
        copied = select(*described, sources.c.sha256).where(sources.c.sha256.is_not(None)).order_by(sources.c.id)
        return {tuple(row[:4]): row.sha256 for row in self._connection.execute(copied)}

    def _first(self, digests: Iterable[str]) -> dict[str, At]:
        wanted = list(digests)
        rows: Iterator[RowMapping] = chain.from_iterable(
            chunks(self._connection, wanted, of) for of in (_packages_of, _published_of)
        )
        return {row["content_digest"]: (row["ref"], row["number"]) for row in rows}


def _packages_of(digests: Sequence[str]) -> Select[Any]:
    """The revisions of packages, the first of each content last."""
    return (
        select(revisions.c.content_digest, packages.c.ref, revisions.c.number)
        .join(packages, packages.c.id == revisions.c.package_id)
        .where(revisions.c.content_digest.in_(digests))
        .order_by(revisions.c.id.desc())
    )


def _published_of(digests: Sequence[str]) -> Select[Any]:
    """The revisions of published totals, the first of each content last."""
    columns = published_totals.c
    found = select(columns.content_digest, columns.ref, columns.number).where(columns.content_digest.in_(digests))
    return found.order_by(columns.id.desc())


def _copied(stated: Stated, copies: Mapping[tuple[object, ...], str]) -> Stated:
    """The same with those kept copies of its sources that `copies` names, by what describes them, and no others."""
    cited = [
        one.model_copy(update={"sha256": copies.get((one.publisher, one.title, one.url, one.published_on))})
        for one in stated.sources
    ]
    return stated.model_copy(update={"sources": tuple(cited)})
