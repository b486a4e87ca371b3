"""The ledger: record packages, find them, total them, verify them. Nothing in it is ever overwritten."""

import getpass
import re
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from unicodedata import normalize

from sqlalchemy import Connection, Text, exists, func, or_, select
from sqlalchemy import cast as as_type
from sqlalchemy.sql import ColumnElement

from aidledger.domain.dates import Period
from aidledger.domain.findings import Finding
from aidledger.domain.packages import Entry, Package
from aidledger.domain.report import Report
from aidledger.domain.revisions import Revision, fingerprint
from aidledger.domain.text import line
from aidledger.domain.totals import Filters, Totals
from aidledger.domain.vocabulary import Dimension
from aidledger.errors import NotFound
from aidledger.storage.database import SCHEMA, Database, open_database
from aidledger.storage.filters import matches, scope
from aidledger.storage.recording import Recorded, record
from aidledger.storage.rows import heads, read_revisions
from aidledger.storage.tables import citations, line_items, packages, revisions, sources
from aidledger.storage.totals import totals

_BY_DATE: Final = (revisions.c.first_day, revisions.c.last_day, packages.c.ref)
_ANY_CASE: Final = Text().with_variant(Text(collation="default"), "postgresql")
"""Text that lower() knows all letters of; in the collation that orders by code point it knows ASCII alone."""


class Ledger:
    """An open ledger; use it as a context manager.

    Every method is one transaction: it sees, or leaves behind, one state of the ledger. All raise the errors of
    `aidledger.errors`, and none of them leaves anything half done.
    """

    def __init__(self, database: Database, author: str) -> None:
        self._database = database
        self._author = author

    @classmethod
    def open(cls, target: str | Path, *, author: str | None = None, create: bool = True, writable: bool = True) -> Self:
        """Open the ledger at `target`: the path of an SQLite file, or the URL of a PostgreSQL database.

        `author` is named in every revision recorded through it; the name of the system's user, unless given. A
        ledger that does not exist is made where `create` is set.

        Raises `NotFound`, `Conflict` (locked) or `UnusableLedger`; `InvalidInput` for an author of several lines.
        """
        author = line(author or _user())
        return cls(open_database(target, create=create, writable=writable), author)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    @property
    def name(self) -> str:
        """Where the ledger lies: a path, or a URL without its password."""
        return self._database.name

    @property
    def schema(self) -> str:
        """The revision of its schema, which is this version's: no other can be opened."""
        return SCHEMA

    def record(self, package: Package, *, new: bool = False) -> Recorded:
        """Record one package; see `record_many`."""
        return self.record_many([Entry(package)], new=new)[0]

    def record_many(self, entries: Iterable[Entry], *, new: bool = False, dry_run: bool = False) -> list[Recorded]:
        """Record packages, all or none, in the order given; they may draw on each other in any order.

        With `dry_run` everything is checked and answered, and nothing recorded.

        A document that is recorded already changes nothing, and the answer says as what. Without a ref it is so when
        any revision states the same, unless `new` is set; with a ref, when a revision of that package does.

        Raises `Conflict` when a ref is taken by a package that states something else, `NotFound` when a package that
        is drawn on is not there, `InvalidInput` for dates after today and stages in the wrong order; of several
        problems all are told.
        """
        with self._database.write() as connection:
            return record(connection, entries, author=self._author, new=new, dry_run=dry_run)

    def get(self, ref: str) -> Revision:
        """What the ledger says of one package: its head. Raises `NotFound`."""
        return self._one(ref, heads(packages.c.ref == _storable(ref)))[0]

    def history(self, ref: str) -> list[Revision]:
        """All revisions of a package, by number. Raises `NotFound`."""
        return self._one(ref, packages.c.ref == _storable(ref))

    def _one(self, ref: str, where: ColumnElement[bool]) -> list[Revision]:
        with self._database.read() as connection:
            found = list(read_revisions(connection, where, (revisions.c.number,)))
            if not found:
                raise NotFound(f"there is no package '{ref}'", _nearest(connection, ref))
        return found

    def find(
        self, period: Period | None = None, filters: Filters | None = None, *, text: str | None = None
    ) -> list[Revision]:
        """The heads of the packages in `period` that match, by announced on and ref; cancelled ones, too.

        `text` holds words each of which must occur, in any case, in the ref, title, note, instrument or tags, in the
        description of an item, or in the publisher, title or address of a source.
        """
        with self.stream(period, filters, text=text) as found:
            return list(found)

    @contextmanager
    def stream(
        self, period: Period | None = None, filters: Filters | None = None, *, text: str | None = None
    ) -> Iterator[Iterator[Revision]]:
        """As `find`, one after the other, in memory that does not grow with their number."""
        where = heads(scope(period or Period()), matches(filters or Filters()), *_mention(text))
        with self._database.read() as connection, closing(read_revisions(connection, where, _BY_DATE)) as found:
            yield found

    def totals(self, by: Iterable[Dimension], period: Period | None = None, filters: Filters | None = None) -> Totals:
        """How much, by the given dimensions: never two stages, two currencies or the same money added together."""
        with self._database.read() as connection:
            return totals(connection, tuple(by), period or Period(), filters or Filters())

    def report(self, period: Period | None = None, filters: Filters | None = None) -> Report:
        """All that a report is written from, read in one transaction."""
        period, filters = period or Period(), filters or Filters()
        with self._database.read() as connection:
            where = heads(scope(period), matches(filters))
            return Report(
                ledger=self.name,
                fingerprint=_fingerprint(connection),
                made_at=datetime.now(UTC),
                period=period,
                filters=filters,
                overall=totals(connection, (Dimension.STAGE,), period, filters),
                by_month=totals(connection, (Dimension.MONTH,), period, filters),
                revisions=tuple(read_revisions(connection, where, _BY_DATE)),
            )

    def verify(self) -> list[Finding]:
        """Recompute every digest, chain and derived figure, and check the database's own guards; empty is good."""
        # Only this command needs it.
        from aidledger.storage.verify import verify

        with self._database.read() as connection:
            return list(verify(connection))

    def fingerprint(self) -> str:
        """One digest for all that the ledger holds: equal where the whole history is."""
        with self._database.read() as connection:
            return _fingerprint(connection)

    def size(self) -> tuple[int, int]:
        """How many packages, and how many revisions of them, there are."""
        counts = select(
            select(func.count()).select_from(packages).scalar_subquery(),
            select(func.count()).select_from(revisions).scalar_subquery(),
        )
        with self._database.read() as connection:
            held, stated = connection.execute(counts).one()
        return held, stated


def _fingerprint(connection: Connection) -> str:
    tips = select(packages.c.ref, revisions.c.digest).join(revisions, revisions.c.id == packages.c.tip_id)
    return fingerprint((ref, digest) for ref, digest in connection.execute(tips))


def _storable(text: str) -> str:
    """`text` with U+FFFD for what no database takes, NUL and halves of surrogate pairs, and so cannot be found."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no name for this user id, as in some containers
        return "unknown"


def _nearest(connection: Connection, ref: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(ref, connection.scalars(select(packages.c.ref)).all(), n=3)
    return f"did you mean {' or '.join(close)}?" if close else "'aidledger list' shows all refs"


def _mention(text: str | None) -> Iterator[ColumnElement[bool]]:
    """For each word of `text`, that something of the package mentions it."""
    item, citation, source = line_items.alias("item"), citations.alias("citation"), sources.alias("source")
    own = (packages.c.ref, *(revisions.c[name] for name in ("title", "note", "instrument", "tags")))
    for word in normalize("NFC", _storable(text or "")).lower().split():
        cited = (_holds(column, word) for column in (source.c.publisher, source.c.title, source.c.url))
        yield or_(
            *(_holds(column, word) for column in own),
            exists().where(item.c.revision_id == revisions.c.id, _holds(item.c.description, word)),
            exists().where(citation.c.revision_id == revisions.c.id, source.c.id == citation.c.source_id, or_(*cited)),
        )


def _holds(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return func.lower(as_type(column, _ANY_CASE)).contains(word, autoescape=True)
