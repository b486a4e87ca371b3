"""Restoring: revisions that another ledger kept, taken in as they are, once their digests have been recomputed."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from aidledger.domain.dates import instant_text
from aidledger.domain.links import clashes, spells
from aidledger.domain.packages import Package
from aidledger.domain.revisions import AnyRevision, Kept, called, last_counted, named
from aidledger.errors import AidledgerError, Conflict, InvalidInput, NotFound, Problem
from aidledger.storage.batches import chunks
from aidledger.storage.linking import complaint, drawing_on, statements
from aidledger.storage.recording import latest_instant, places
from aidledger.storage.tables import packages, published_totals, revisions
from aidledger.storage.writing import Place, Writer, next_id

_BATCH: Final = 1_000


class Restored(NamedTuple):
    """How many revisions were taken in, and how many were there already."""

    added: int
    already: int


def restore(connection: Connection, kept: Iterable[Kept]) -> Restored:
    """Take in what is missing of `kept`, in the order in which it was recorded; see `Ledger.restore`."""
    return _Restoring(connection).restore(iter(kept))


class _Restoring:
    """One writing transaction: what is there under each ref, and what has been added to it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._writer = Writer(connection)
        self._next_package = next_id(connection, packages)
        self._latest = latest_instant(connection)
        self._now = datetime.now(UTC)
        self._places: dict[str, Place] = {}
        self._chains: dict[str, list[str]] = {}
        """The digests of the revisions under each ref, by number."""
        self._kinds: dict[str, str] = {}
        """Whether each ref is that of a package or of a published total."""
        self._named: dict[str, str] = {}
        """Where each package was first named by another one."""
        self._added: list[tuple[str, int]] = []
        self._linked: set[str] = set()
        self._already = 0

    def restore(self, kept: Iterator[Kept]) -> Restored:
        while batch := list(islice(kept, _BATCH)):
            self._look_up({ref for one in batch for ref in _names(one.revision)})
            for one in batch:
                self._take(one)
        self._writer.flush()
        for ref, place in self._named.items():
            if self._kinds.get(ref) != "package":
                raise _refusal(NotFound, place, f"it names '{ref}', which is not in the ledger, nor given with it",
                               "give the whole file that was exported")  # fmt: skip
        self._check_links()
        return Restored(len(self._added), self._already)

    def _look_up(self, refs: set[str]) -> None:
        fresh = sorted(refs - self._chains.keys())
        self._places |= places(self._connection, fresh)
        for ref in fresh:
            self._chains[ref] = []
            if ref in self._places:
                self._kinds[ref] = "package"
            else:
                self._places[ref] = Place(self._next_package)
                self._next_package += 1
        rows = chunks(
            self._connection, fresh,
            lambda some: (
                select(packages.c.ref, revisions.c.digest)
                .join(packages, packages.c.id == revisions.c.package_id)
                .where(packages.c.ref.in_(some))
                .order_by(packages.c.ref, revisions.c.number)
            ),
        )  # fmt: skip
        for row in rows:
            self._chains[row["ref"]].append(row["digest"])
        published = chunks(
            self._connection, fresh,
            lambda some: (
                select(published_totals.c.ref, published_totals.c.digest)
                .where(published_totals.c.ref.in_(some))
                .order_by(published_totals.c.ref, published_totals.c.number)
            ),
        )  # fmt: skip
        for row in published:
            self._chains[row["ref"]].append(row["digest"])
            self._kinds[row["ref"]] = "published total"

    def _take(self, kept: Kept) -> None:
        revision, place = kept
        if revision.recomputed_digest != revision.digest:
            raise _refusal(InvalidInput, place, f"{_called(revision)} does not fit its digest: it was altered",
                           "restore the file from where it was kept")  # fmt: skip
        ref, kind = revision.ref, called(revision.stated)
        chain = self._chains[ref]
        if self._kinds.setdefault(ref, kind) != kind:
            taken = f"'{ref}' is the ref of a {self._kinds[ref]}, and cannot be that of a {kind}"
            raise _refusal(Conflict, place, taken, "keep the two in two ledgers")
        if revision.number <= len(chain):
            if chain[revision.number - 1] != revision.digest:
                raise _refusal(Conflict, place, f"{_called(revision)} is another one than the one in the ledger",
                               "two histories of one package cannot be joined; keep them in two ledgers")  # fmt: skip
            self._already += 1
            return
        if revision.number > len(chain) + 1:
            raise _refusal(InvalidInput, place, f"{_called(revision)} has no revision {len(chain) + 1} before it",
                           "give the whole file that was exported")  # fmt: skip
        if revision.previous != (chain[-1] if chain else None):
            raise _refusal(Conflict, place, f"{_called(revision)} follows another one than the one in the ledger",
                           "two histories of one package cannot be joined; keep them in two ledgers")  # fmt: skip
        self._check_times(revision, place)
        chain.append(revision.digest)
        self._writer.add(revision, self._places)
        self._added.append((ref, revision.number))
        if not isinstance(revision.stated, Package):
            return
        for other in named(revision.stated):
            self._named.setdefault(other, place)
        if revision.stated.draws_on or revision.number > 1:
            self._linked.add(ref)

    def _check_times(self, revision: AnyRevision, place: str) -> None:
        recorded = revision.recorded_at
        if recorded > self._now:
            raise _refusal(InvalidInput, place, f"{_called(revision)} comes from after now: {instant_text(recorded)}",
                           "set the clock of this machine, or of the one that recorded it")  # fmt: skip
        if max(revision.known_on, last_counted(revision.stated)[1]) > recorded.date():
            raise _refusal(InvalidInput, place, f"{_called(revision)} was recorded before it was known or announced",
                           "restore the file from where it was kept")  # fmt: skip
        if self._latest and recorded <= self._latest:
            raise _refusal(
                Conflict, place,
                f"{_called(revision)} was recorded before what the ledger holds already: taking it in would change "
                "what the ledger said in the past",
                "export this ledger as .jsonl too, and import both files into a new one: "
                "aidledger --db NEW.db import THIS.jsonl OTHER.jsonl",
            )  # fmt: skip
        self._latest = recorded

    def _check_links(self) -> None:
        """As for what is recorded: nothing may be wrong with what packages draw on, on any day."""
        revised = {ref for ref, number in self._added if number > 1 and self._kinds[ref] == "package"}
        stated = statements(self._connection, self._linked | drawing_on(self._connection, revised))
        judged = {(ref, number) for ref, number in self._added if ref in stated}
        timelines = {ref: spells(found) for ref, found in stated.items()}
        for clash in clashes(timelines, judged):
            kind, message, hint = complaint(clash, of_child=clash.child[:2] in judged)
            raise kind(message, hint)


def _names(revision: AnyRevision) -> Iterator[str]:
    """The refs that a revision has or names."""
    return named(revision.stated) if isinstance(revision.stated, Package) else iter([revision.ref])


def _called(revision: AnyRevision) -> str:
    return f"revision {revision.number} of '{revision.ref}'"


def _refusal(kind: type[AidledgerError], place: str, message: str, hint: str) -> AidledgerError:
    return kind.of([Problem(place, message, hint)])
