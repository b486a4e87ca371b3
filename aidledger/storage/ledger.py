"""The ledger: record packages, find them, total them, verify them. Nothing in it is ever overwritten."""

import getpass
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, NoReturn, Self

from sqlalchemy import Connection, and_, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from aidledger.domain.dates import FISCAL_START_MONTH, Period, instant_text
from aidledger.domain.findings import Finding
from aidledger.domain.lookback import NOW, AsOf
from aidledger.domain.packages import Entry, Package
from aidledger.domain.published import PublishedTotal
from aidledger.domain.rates import Exchange
from aidledger.domain.report import PartName, Report
from aidledger.domain.revisions import AnyRevision, Kept, PublishedRevision, Revision, called, fingerprint
from aidledger.domain.text import line
from aidledger.domain.totals import Filters, Totals
from aidledger.domain.vocabulary import Dimension, Status
from aidledger.errors import InvalidInput, NotFound, UnusableLedger
from aidledger.storage.database import SCHEMA, Database, open_database, upgrade_database
from aidledger.storage.filters import matches, scope, speaks, straddles
from aidledger.storage.publishing import read_published, speaking_totals, whole_history
from aidledger.storage.recording import Recorded, Tell, latest_instant, now, record
from aidledger.storage.rows import read_revisions, tips
from aidledger.storage.searching import holds, storable, words
from aidledger.storage.tables import citations, line_items, packages, published_totals, revisions, sources
from aidledger.storage.totals import totals

if TYPE_CHECKING:
    from aidledger.domain.balances import Balances
    from aidledger.domain.changes import Changes
    from aidledger.domain.evidence import KeptCopy
    from aidledger.domain.exported import Exported
    from aidledger.domain.item_totals import AnyDimension, ItemTotals
    from aidledger.domain.reconciling import Reconciliation
    from aidledger.storage.restoring import Restored

_BY_DATE: Final = (revisions.c.first_day, revisions.c.last_day, packages.c.ref)


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

    @staticmethod
    def upgrade(target: str | Path) -> None:
        """Make a ledger at `target` where there is none, and bring its schema to this version. Raises as `open`."""
        upgrade_database(target)

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

    @property
    def kept(self) -> Path | None:
        """The copy of the file as it was before its schema was upgraded, where that happened as it was opened."""
        return self._database.kept

    def record(self, stated: Package | PublishedTotal, *, new: bool = False) -> Recorded:
        """Record one package, or one published total; see `record_many`."""
        return self.record_many([Entry(stated)], new=new)[0]

    def record_many(
        self, entries: Iterable[Entry], *, new: bool = False, dry_run: bool = False, reason: str | None = None
    ) -> list[Recorded]:
        """Record packages and published totals, all or none, in the order given, which may be any.

        With `dry_run` everything is checked and answered, and nothing recorded. With a `reason`, and in a dry run, an
        entry that says something else than what is recorded under its ref is its next revision.

        A document that is recorded already changes nothing, and the answer says as what. Without a ref it is so when
        any revision states the same, unless `new` is set; with a ref, when a revision under that ref does. An entry
        with a reason is the next revision under its ref.

        Raises `Conflict` when a ref is taken by what states something else, `NotFound` when a package that
        is drawn on is not there, `InvalidInput` for dates after today and stages in the wrong order; of several
        problems all are told.
        """
        answers: list[Recorded] = []
        self.record_stream(
            entries, lambda _, recorded: answers.append(recorded), new=new, dry_run=dry_run, reason=reason
        )
        return answers

    def record_stream(
        self, entries: Iterable[Entry], tell: Tell, *, new: bool = False, dry_run: bool = False,
        reason: str | None = None,
    ) -> None:  # fmt: skip
        """As `record_many`, in memory that does not grow with what is recorded: `tell` hears what becomes of each.

        Entries are taken some at a time; what they raise as `InvalidInput` is told with the other problems.
        """
        with self._database.write(keep=not dry_run) as connection:
            record(connection, entries, tell, author=self._author, new=new, reason=reason, planned=dry_run)

    def revise(
        self, ref: str, changes: Mapping[str, object], *, reason: str, known_on: date | None = None,
        tip: int | None = None,
    ) -> Recorded:  # fmt: skip
        """State a package or a published total again, with `changes` as a document has them, as its next revision.

        `known_on` is the day on which the world could know it, today unless given; what is not named in `changes`
        carries over from what was known on that day. What was cancelled stands again, unless `changes` says
        otherwise. `tip` is the number of the latest revision that the change was made from.

        Raises `NotFound`; `Conflict` when somebody else has revised it since `tip`, with what that changed, or when
        live packages draw on one that is cancelled; `InvalidInput`, also when nothing was known of it on that day.
        What says nothing new changes nothing.
        """
        if fixed := sorted({"ref", "known_on"} & changes.keys()):
            raise InvalidInput(
                f"'{fixed[0]}' is not changed by a revision", "a ref stays; known_on is given beside the changes"
            )
        with self._database.write() as connection:
            chain = self._chain(connection, ref)
            day = known_on or now(connection).date()
            speaking = AsOf(known_on=day).speaking(chain)
            if speaking is None:
                raise InvalidInput(
                    f"nothing was known of '{ref}' on {day}: it is known since {min(one.known_on for one in chain)}",
                    "give a later --known-on, or state the whole package with --from",
                )
            standing: dict[str, object] = {"status": Status.LIVE, "known_on": day}
            if isinstance(speaking, Revision) and changes.get("status") != Status.CANCELLED:
                standing["duplicate_of"] = None
            stated = speaking.stated.revised(standing | dict(changes))
            entry = Entry(stated, reason=line(reason), tip=len(chain) if tip is None else tip)
            answers: list[Recorded] = []
            record(connection, [entry], lambda _, recorded: answers.append(recorded), author=self._author)
            return answers[0]

    def cancel(
        self, ref: str, *, reason: str, duplicate_of: str | None = None, known_on: date | None = None,
        tip: int | None = None,
    ) -> Recorded:  # fmt: skip
        """Take a package out of all totals from `known_on` on, a published total out of reconciliation.

        What was cancelled as a duplicate stays one, unless another `duplicate_of` is named. `revise` restores it; see
        there for the rest.
        """
        changes = {"status": Status.CANCELLED} | ({"duplicate_of": duplicate_of} if duplicate_of else {})
        return self.revise(ref, changes, reason=reason, known_on=known_on, tip=tip)

    def keep(self, path: str | Path, *, dry_run: bool = False) -> str:
        """Keep a copy of the file at `path`, a page or a report, and return the SHA-256 that its source is to state.

        It lies in a folder beside the file of the ledger, or in the database of a server; the same content is kept
        once, and never altered. With `dry_run` nothing is kept. `domain.evidence.with_kept_copies` states it.

        Raises `NotFound` for no file, `InvalidInput` for more than 50 MiB, `UnusableLedger` where there is no room.
        """
        # Only this needs it.
        from aidledger.storage import evidence

        content = evidence.read(Path(path))
        if not dry_run:
            with self._database.write() as connection:
                evidence.keep(connection, content)
        return evidence.digest(content)

    def kept_copies(self, digests: Iterable[str]) -> "dict[str, KeptCopy]":
        """The copies of sources with these digests, by digest; one that was kept and is missing has no size."""
        # Only this needs it.
        from aidledger.storage.evidence import find

        with self._database.read() as connection:
            return find(connection, digests)

    def kept_copy(self, sha256: str) -> bytes:
        """The bytes of a kept copy. Raises `NotFound`, `UnusableLedger` where it was altered."""
        # Only this needs it.
        from aidledger.storage import evidence

        with self._database.read() as connection:
            content = evidence.content_of(connection, sha256)
        if content is None:
            raise NotFound(f"no copy is kept with the SHA-256 '{sha256}'", "'aidledger show REF --sources' tells it")
        if evidence.digest(content) != sha256:
            raise UnusableLedger(f"the kept copy {sha256} was altered", "take it from a backup of the ledger")
        return content

    def get(self, ref: str, as_of: AsOf = NOW) -> Revision:
        """What the ledger says, or said, of one package. Raises `NotFound`."""
        with self._database.read() as connection:
            return self._get(connection, ref, as_of)

    def history(self, ref: str, as_of: AsOf = NOW) -> list[Revision]:
        """All revisions of a package that were there by then, by number. Raises `NotFound`."""
        chain = [one for one in self.chain(ref, as_of) if isinstance(one, Revision)]
        if not chain:
            raise _no_package(ref)
        return chain

    def chain(self, ref: str, as_of: AsOf = NOW) -> list[AnyRevision]:
        """The same of a package or a published total, whichever has the ref."""
        with self._database.read() as connection:
            chain = self._chain(connection, ref)
            return list(filter(as_of.admits, chain)) or self._not_there(connection, ref, as_of)

    def published_totals(self, as_of: AsOf = NOW) -> list[PublishedRevision]:
        """What is, or was, said of each published total, by ref; also cancelled ones."""
        with self._database.read() as connection:
            return speaking_totals(connection, as_of)

    def _get(self, connection: Connection, ref: str, as_of: AsOf) -> Revision:
        found = next(_read(connection, and_(packages.c.ref == storable(ref), speaks(as_of))), None)
        return found or self._not_there(connection, ref, as_of)

    def _chain(self, connection: Connection, ref: str) -> list[AnyRevision]:
        return _stated(connection, ref) or self._not_there(connection, ref, NOW)

    def _not_there(self, connection: Connection, ref: str, as_of: AsOf) -> NoReturn:
        chain = _stated(connection, ref)
        if as_of.speaking(chain):
            raise _no_package(ref)
        if chain:
            known, recorded = min(one.known_on for one in chain), min(one.recorded_at for one in chain)
            raise NotFound(
                f"there was no {called(chain[0].stated)} '{ref}' {as_of}",
                f"it is known since {known}, and recorded since {instant_text(recorded)}",
            )
        raise NotFound(f"there is no package '{ref}'", _nearest(connection, ref))

    def find(
        self, period: Period | None = None, filters: Filters | None = None, as_of: AsOf = NOW, *,
        text: str | None = None,
    ) -> list[Revision]:  # fmt: skip
        """What is, or was, said of the packages in `period` that match, by announced on and ref; also cancelled ones.

        `text` holds words each of which must occur, in any case, in the ref, title, note, instrument or tags, in the
        description of an item, or in the publisher, title or address of a source.
        """
        where = and_(speaks(as_of), scope(period or Period()), matches(filters or Filters()), *_mention(text))
        with self._database.read() as connection:
            return list(read_revisions(connection, where, _BY_DATE))

    def straddling(
        self, period: Period, filters: Filters | None = None, as_of: AsOf = NOW, *, text: str | None = None
    ) -> list[tuple[str, str]]:
        """The packages that `find` leaves out because they lie only partly in `period`, as (ref, announced on)."""
        if period == Period():
            return []
        wanted = and_(speaks(as_of), straddles(period), matches(filters or Filters()), *_mention(text))
        chosen = select(packages.c.ref, revisions.c.announced_on).join(
            revisions, revisions.c.package_id == packages.c.id
        )
        with self._database.read() as connection:
            found = connection.execute(chosen.where(wanted).order_by(*_BY_DATE))
            return [(ref, announced_on) for ref, announced_on in found]

    @contextmanager
    def stream(self) -> Iterator[Iterator[AnyRevision]]:
        """Every revision as they were recorded, in memory that does not grow with the number of packages."""
        with self._database.read() as connection, whole_history(connection) as found:
            yield found

    def totals(
        self, by: Iterable[Dimension], period: Period | None = None, filters: Filters | None = None, as_of: AsOf = NOW,
        *, fiscal_start: int = FISCAL_START_MONTH, gaps: bool = False, cumulative: bool = False, explain: bool = False,
        exchange: Exchange | None = None,
    ) -> Totals:  # fmt: skip
        """How much, by the given dimensions: never two stages, two currencies or the same money added together.

        With one dimension of time, `gaps` are rows of zero, and what is `cumulative` runs on to the end of each row.
        Fiscal years start in the month `fiscal_start` (1 to 12). With `explain`, `shares` tells the packages of which
        each row is made. With `exchange` each package is converted at the rate of its own day, and rounded once.

        Raises `InvalidInput` for cumulative totals by no dimension of time, or by several, or explained; and for
        packages without a rate, unless these are skipped.
        """
        with self._database.read() as connection:
            return totals(
                connection, tuple(by), period or Period(), filters or Filters(), as_of,
                fiscal_start=fiscal_start, gaps=gaps, cumulative=cumulative, explain=explain, exchange=exchange,
            )  # fmt: skip

    def quantities(
        self, by: "Iterable[AnyDimension]", period: Period | None = None, filters: Filters | None = None,
        as_of: AsOf = NOW, *, text: str | None = None, fiscal_start: int = FISCAL_START_MONTH,
    ) -> "ItemTotals":  # fmt: skip
        """How many of what, by the given dimensions: never two stages or two units added together.

        `text` holds words each of which must occur, in any case, in the description of an item. The categories of
        `filters` are those of the items, which count alone; all others are about their packages.
        """
        # Only this command needs it.
        from aidledger.storage.quantities import quantities

        with self._database.read() as connection:
            return quantities(
                connection, tuple(by), period or Period(), filters or Filters(), as_of, text, fiscal_start
            )

    def reconcile(self, refs: Iterable[str] = (), as_of: AsOf = NOW) -> "Reconciliation":
        """Each published total, or those of `refs`, beside the ledger's own total of what it counts.

        Both as known on the day on which it was published and as known now. Raises `NotFound` for other refs.
        """
        # Only this command needs it.
        from aidledger.storage.reconciling import reconcile

        with self._database.read() as connection:
            return reconcile(connection, frozenset(refs), as_of)

    def balance(self, ref: str | None = None, filters: Filters | None = None, as_of: AsOf = NOW) -> "Balances":
        """What each act has left after what draws on it, or what the appropriation `ref` has; with their components.

        An act is an appropriation that draws on no other one; `filters` say which. Raises `NotFound`, and
        `InvalidInput` for a package that has no balance.
        """
        # Only this command needs it.
        from aidledger.storage.balances import balances, refuse_unless_it_has_one

        with self._database.read() as connection:
            if ref is not None:
                refuse_unless_it_has_one(self._get(connection, ref, as_of))
            return balances(connection, ref, filters or Filters(), as_of)

    def report(
        self, period: Period | None = None, filters: Filters | None = None, as_of: AsOf = NOW, *,
        fiscal_start: int = FISCAL_START_MONTH, cumulative: bool = False, exchange: Exchange | None = None,
        parts: Iterable[PartName] = (), made_at: datetime | None = None,
    ) -> Report:  # fmt: skip
        """All that a report is written from, read in one transaction: `reporting`, with its packages in memory."""
        with self.reporting(
            period, filters, as_of, fiscal_start=fiscal_start, cumulative=cumulative, exchange=exchange, parts=parts,
            made_at=made_at,
        ) as found:  # fmt: skip
            return found._replace(listed=tuple(found.listed))

    @contextmanager
    def reporting(
        self, period: Period | None = None, filters: Filters | None = None, as_of: AsOf = NOW, *,
        fiscal_start: int = FISCAL_START_MONTH, cumulative: bool = False, exchange: Exchange | None = None,
        parts: Iterable[PartName] = (), made_at: datetime | None = None,
    ) -> Iterator[Report]:  # fmt: skip
        """A report whose packages are read one by one whenever they are gone through, while it is open.

        `parts` are those that are wanted, all unless given; see `totals` for the rest. A report that is made at another
        instant than now tells what was known by then. Raises as `totals`.
        """
        # Only reports need it.
        from aidledger.storage.reporting import Asked, report, seen_at

        asked = Asked(
            period or Period(), filters or Filters(), as_of, seen_at(as_of, made_at), fiscal_start, cumulative,
            exchange, tuple(parts), made_at or datetime.now(UTC),
        )  # fmt: skip
        with self._database.read() as connection:
            yield report(connection, self.name, asked)

    @contextmanager
    def reporting_again(self, exported: "Exported", exchange: Exchange | None = None) -> Iterator[Report]:
        """The report that a workbook was exported from, as this ledger makes it of what it had recorded then."""
        # Only this needs it.
        from aidledger.storage.reporting import Asked, report

        with self._database.read() as connection:
            found = report(connection, exported.ledger, Asked.again(exported, exchange))
            then = tips(connection, exported.recorded_up_to) if exported.recorded_up_to else {}
            yield found._replace(fingerprint=fingerprint(then.items()), recorded_up_to=exported.recorded_up_to)

    def changes(self, since: AsOf, until: AsOf = NOW) -> "Changes":
        """What the ledger says differently between two of its states, and the effect on the totals by stage."""
        # Only this command needs it.
        from aidledger.storage.changes import changes

        with self._database.read() as connection:
            return changes(connection, since, until)

    def verify(self) -> list[Finding]:
        """Recompute every digest, chain and derived figure, check the database's own guards; empty is good.

        Faults come first; notices are facts of the world that somebody should know.
        """
        # Only this command needs it.
        from aidledger.storage.verify import verify

        with self._database.read() as connection:
            return list(verify(connection))

    def restore(self, kept: Iterable[Kept], *, dry_run: bool = False) -> "Restored":
        """Take in the revisions of another ledger, in the order in which it recorded them, all or none.

        Their digests are recomputed; what is there already changes nothing. Into an empty ledger, a whole history
        restores the same fingerprint.

        Raises `InvalidInput` for what was altered, incomplete or out of time, `Conflict` where two histories of one
        package part, or where what is missing was recorded before the latest revision here, `NotFound` for packages
        that are named and not given.
        """
        # Only this needs it.
        from aidledger.storage.restoring import restore

        with self._database.write(keep=not dry_run) as connection:
            return restore(connection, kept)

    def fingerprint(self, recorded_at: datetime | None = None) -> str:
        """One digest for all that the ledger holds, or held at an instant: equal where the whole history is."""
        return fingerprint(self.fingerprints(recorded_at).items())

    def fingerprints(self, recorded_at: datetime | None = None) -> dict[str, str]:
        """The digest of the tip of each package and each published total, now or at an instant, by ref."""
        with self._database.read() as connection:
            return tips(connection, recorded_at)

    def compare(self, expected: Mapping[str, str], recorded_at: datetime | None = None) -> list[Finding]:
        """How the ledger differs from one that had the tips `expected`, digests by ref; empty where it does not."""
        # Only this command needs it.
        from aidledger.storage.verify import compare

        with self._database.read() as connection:
            return list(compare(connection, expected, recorded_at))

    def backup(self, path: str | Path) -> int:
        """Write a consistent copy of the ledger, while others may write to it, as an SQLite file at `path`.

        The kept copies of sources go into a folder beside it. Returns how many these are.

        Raises `Conflict` when something is there already, `UnusableLedger` when it cannot be written.
        """
        # Only this command needs it.
        from aidledger.storage.copies import back_up

        return back_up(self._database, Path(path))

    def grant(self, *, writers: Iterable[str] = (), readers: Iterable[str] = ()) -> list[str]:
        """Let roles of PostgreSQL record, or read alone; the names of those that had to be created for it.

        Raises `UnusableLedger` on SQLite, and where one may not grant; `InvalidInput` for a role that cannot be.
        """
        # Only this command needs it.
        from aidledger.storage.roles import grant

        with self._database.write() as connection:
            return grant(connection, writers=tuple(writers), readers=tuple(readers))

    def latest(self) -> datetime | None:
        """When the latest revision was recorded; `None` in an empty ledger."""
        with self._database.read() as connection:
            return latest_instant(connection)

    def size(self) -> tuple[int, int]:
        """How many packages, and how many revisions of them, there are."""
        counts = select(
            select(func.count()).select_from(packages).scalar_subquery(),
            select(func.count()).select_from(revisions).scalar_subquery(),
        )
        with self._database.read() as connection:
            held, stated = connection.execute(counts).one()
        return held, stated


def _read(connection: Connection, where: ColumnElement[bool]) -> Iterator[Revision]:
    return read_revisions(connection, where, (packages.c.ref, revisions.c.number))


def _stated(connection: Connection, ref: str) -> list[AnyRevision]:
    """All revisions under a ref, by number; none where nothing has it."""
    found = list(_read(connection, packages.c.ref == storable(ref)))
    return [*(found or read_published(connection, published_totals.c.ref == storable(ref)))]


def _no_package(ref: str) -> NotFound:
    return NotFound(f"'{ref}' is a published total, and no package", f"'aidledger show {ref}' shows it")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no name for this user id, as in some containers
        return "unknown"


def _nearest(connection: Connection, ref: str) -> str:
    from difflib import get_close_matches

    refs = select(packages.c.ref).union(select(published_totals.c.ref))
    close = get_close_matches(ref, connection.scalars(refs).all(), n=3)
    return f"did you mean {' or '.join(close)}?" if close else "'aidledger list' shows all refs"


def _mention(text: str | None) -> Iterator[ColumnElement[bool]]:
    """For each word of `text`, that something of the package mentions it."""
    item, citation, source = line_items.alias("item"), citations.alias("citation"), sources.alias("source")
    own = (packages.c.ref, *(revisions.c[name] for name in ("title", "note", "instrument", "tags")))
    for word in words(text):
        cited = (holds(column, word) for column in (source.c.publisher, source.c.title, source.c.url))
        yield or_(
            *(holds(column, word) for column in own),
            exists().where(item.c.revision_id == revisions.c.id, holds(item.c.description, word)),
            exists().where(citation.c.revision_id == revisions.c.id, source.c.id == citation.c.source_id, or_(*cited)),
        )
