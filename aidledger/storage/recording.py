"""Recording: what is new becomes revisions, what is known changes nothing, what contradicts is refused."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain as joined
from itertools import islice
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, Table, Text, and_, column, func, select, values

from aidledger.domain.differences import differences
from aidledger.domain.links import clashes, spells
from aidledger.domain.lookback import NOW, AsOf, made_from
from aidledger.domain.packages import Entry, Package
from aidledger.domain.revisions import (
    AnyRevision,
    Json,
    Revision,
    called,
    content,
    content_digest,
    digest_of,
    last_counted,
    named,
    sealed,
)
from aidledger.domain.text import line
from aidledger.errors import AidledgerError, Conflict, InvalidInput, NotFound, Problem
from aidledger.storage.batches import batches, chunks
from aidledger.storage.contents import At, Contents
from aidledger.storage.linking import complaint, drawing_on, statements
from aidledger.storage.publishing import read_published
from aidledger.storage.rows import read_revisions
from aidledger.storage.tables import packages, published_totals, revisions
from aidledger.storage.writing import Place, Writer, next_id


class Recorded(NamedTuple):
    """What became of one document: the revision that states it, whether it was there already, and what it changes."""

    ref: str
    number: int
    already: bool
    changes: tuple[str, ...] = ()


Tell = Callable[[Entry, Recorded], None]
"""Is told what becomes of each entry, as soon as that is known."""
_BATCH: Final = 500
"""Entries that are held at a time."""
_PLANNED: Final = "planned"
_IDENTITY: Final = frozenset({"ref", "known_on", "reason", "tip"})


class _New(NamedTuple):
    """A revision to be recorded, what it was made of, and its content digest."""

    entry: Entry
    revision: AnyRevision
    said_digest: str


class _Linked(NamedTuple):
    """A revision to be judged once all are there: it names other packages, or others may draw on what it revises."""

    place: str
    ref: str
    number: int
    draws_on: str | None
    duplicate_of: str | None

    @classmethod
    def of(cls, entry: Entry, revision: Revision) -> "_Linked | None":
        package = revision.package
        if package.draws_on or package.duplicate_of or revision.number > 1:
            return cls(entry.place, revision.ref, revision.number, package.draws_on, package.duplicate_of)
        return None


def latest_instant(connection: Connection) -> datetime | None:
    """When the latest revision was recorded; `None` in an empty ledger."""
    found = (connection.scalar(select(func.max(table.c.recorded_at))) for table in (revisions, published_totals))
    return max(filter(None, found), default=None)


def now(connection: Connection) -> datetime:
    """The instant of the next revision: the clock's, but always later than every revision so far."""
    last = latest_instant(connection)
    clock = datetime.now(UTC)
    return max(clock, last + timedelta(microseconds=1)) if last else clock


def record(
    connection: Connection, entries: Iterable[Entry], tell: Tell, *, author: str, new: bool = False,
    reason: str | None = None, planned: bool = False,
) -> None:  # fmt: skip
    """Record `entries` in the writing transaction of `connection`, some at a time; see `Ledger.record_stream`.

    What is `planned` is rolled back by the caller, and needs no reason to revise.
    """
    recording = _Recording(connection, author, new=new, reason=line(reason) if reason else None, planned=planned)
    recording.record(iter(entries), tell)


class _Recording:
    """One writing transaction: its instant, the places of its packages, and the problems that it has met."""

    def __init__(self, connection: Connection, author: str, *, new: bool, reason: str | None, planned: bool) -> None:
        self._connection = connection
        self._author = author
        self._new = new
        self._reason = reason
        self._restates = planned or reason is not None
        self._writer = Writer(connection)
        self._contents = Contents(connection)
        self._instant = now(connection)
        self._today = self._instant.date()
        self._next_package = next_id(connection, packages)
        self._awaited: dict[str, Place] = {}
        """The places of packages that others name, and that have not come yet."""
        self._linked: list[_Linked] = []
        self._problems: list[tuple[type[AidledgerError], Problem]] = []
        self._all_read = True
        self._left_out: set[str] = set()
        """The refs of what was refused: what draws on them is not what is wrong."""
        self._suffixes: defaultdict[str, int] = defaultdict(lambda: 1)

    def record(self, entries: Iterator[Entry], tell: Tell) -> None:
        for some in self._batches(entries):
            for entry, recorded in self._take(some):
                tell(entry, recorded)
        self._check_references()
        self._raise_problems()
        self._check_links()
        self._raise_problems()

    def _batches(self, entries: Iterator[Entry]) -> Iterator[list[Entry]]:
        """Some entries at a time; what whoever reads them finds wrong is told with all other problems."""
        while True:
            some: list[Entry] = []
            try:
                some.extend(islice(entries, _BATCH))
            except InvalidInput as error:
                # Refs of what could not be read are not known.
                self._all_read = False
                self._problems += [(InvalidInput, problem) for problem in error.problems]
            if not some:
                return
            yield some

    def _take(self, entries: list[Entry]) -> list[tuple[Entry, Recorded]]:
        """Store what is new of `entries`, and tell what became of each that was not refused."""
        answers, fresh = self._sort_out([entry for entry in entries if self._is_dated_well(entry)])
        fresh = [one for one in fresh if not self._names_itself(one)]
        places = self._places([one.revision.package for one in fresh if isinstance(one.revision, Revision)])
        for one in fresh:
            self._writer.add(one.revision, places, one.said_digest)
            if isinstance(one.revision, Revision) and (linked := _Linked.of(one.entry, one.revision)):
                self._linked.append(linked)
        self._writer.flush()
        return answers

    def _names_itself(self, one: _New) -> bool:
        """Whether it draws on, or duplicates, the ref that was made up for it, for which it is refused."""
        stated = one.revision.stated
        if not isinstance(stated, Package) or stated.ref not in {stated.draws_on, stated.duplicate_of}:
            return False
        verb = "draws on" if stated.ref == stated.draws_on else "duplicates"
        self._refuse(one.entry.place, InvalidInput, f"'{stated.ref}' {verb} itself", "name the other package")
        return True

    def _refuse(self, place: str, kind: type[AidledgerError], message: str, hint: str) -> None:
        self._problems.append((kind, Problem(place, message, hint)))

    def _raise_problems(self) -> None:
        if self._problems:
            kind = self._problems[0][0]
            raise kind.of([problem for _, problem in self._problems])

    def _is_dated_well(self, entry: Entry) -> bool:
        """Whether it states no day after today, for which it is refused."""
        late = [
            (name, day)
            for name, day in (last_counted(entry.stated), ("known_on", entry.stated.known_on))
            if day and day > self._today
        ]
        for name, day in late:
            where = ":".join(filter(None, (entry.place, name)))
            self._refuse(where, InvalidInput, f"{day} lies after today, {self._today} (UTC)", "check the date")
            self._left_out.add(entry.stated.ref or "")
        return not late

    def _sort_out(self, entries: list[Entry]) -> tuple[list[tuple[Entry, Recorded]], list[_New]]:
        """Tell what is recorded already from what is new, and settle the refs of the latter."""
        held = self._held([entry.stated.ref for entry in entries if entry.stated.ref])
        unnamed = [] if self._new else [entry.stated for entry in entries if not entry.stated.ref]
        stated = _recorded(self._contents.stated_already(unnamed))
        twins = _recorded(self._contents.stated_with_copies(unnamed))
        bases = {entry.stated.suggested_ref for entry in entries if entry.stated.ref is None}
        taken = self._taken(bases) | {entry.stated.ref for entry in entries if entry.stated.ref}
        answers: list[tuple[Entry, Recorded]] = []
        fresh: list[_New] = []
        for handed_in in entries:
            ref = handed_in.stated.ref
            chain = held.get(ref or "", [])
            entry = self._completed(handed_in, chain)
            if entry is None:
                self._left_out.add(ref or "")
                continue
            said = content(entry.stated)
            digest = digest_of(said)
            if ref is None and digest in stated:
                answers.append((handed_in, stated[digest]._replace(already=True, changes=())))
                continue
            if ref is None and (twin := twins.get(digest)):
                if any(citation.sha256 for citation in entry.stated.sources):
                    self._has_other_copies(entry, twin)
                else:
                    answers.append((handed_in, twin))
                continue
            if ref is not None and (same := self._states_already(chain, entry, digest)):
                answers.append((handed_in, Recorded(ref, same.number, already=True)))
                continue
            if chain and self._restates and not entry.reason and called(chain[0].stated) == called(entry.stated):
                entry = entry._replace(reason=self._reason or _PLANNED)
            if self._contradicts(entry, chain):
                self._left_out.add(ref or "")
                continue
            ref = ref or self._free(entry.stated.suggested_ref, taken)
            taken.add(ref)
            revision = self._revision(entry, ref, chain, said)
            before = made_from([*chain, revision], revision) if chain else None
            changes = tuple(differences(before.stated, revision.stated)) if before else ()
            held.setdefault(ref, []).append(revision)
            answers.append((handed_in, Recorded(ref, revision.number, already=False, changes=changes)))
            fresh.append(_New(entry, revision, digest))
            if not self._new:
                stated[digest] = answers[-1][1]
        return answers, fresh

    def _has_other_copies(self, entry: Entry, twin: Recorded) -> None:
        self._refuse(
            entry.place,
            Conflict,
            f"'{twin.ref}' states the same already, but for the kept copies of its sources",
            f"add them with 'aidledger revise {twin.ref} --keep FILE', or record another package with --new",
        )

    def _completed(self, entry: Entry, chain: list[AnyRevision]) -> Entry | None:
        """`entry` with all fields that its table says nothing of as they were known; `None` where that is refused."""
        if entry.fields is None or not chain or not isinstance(entry.stated, Package):
            return entry
        known_on = entry.stated.known_on
        speaking = AsOf(known_on=known_on or self._today).speaking(chain) or chain[-1]
        if not isinstance(speaking, Revision):
            return entry
        changes = {name: getattr(entry.stated, name) for name in entry.fields - _IDENTITY}
        try:
            stated = speaking.package.revised(changes | {"known_on": known_on})
        except InvalidInput as error:
            for problem in error.problems:
                where = ":".join(filter(None, (entry.place, problem.where)))
                self._refuse(where, InvalidInput, problem.message, problem.hint or "")
            return None
        if known_on == speaking.known_on and stated != speaking.package:
            # The day stands in its column as it was exported: what changed is known from today on.
            stated = stated.model_copy(update={"known_on": None})
        return entry._replace(stated=stated)

    def _states_already(self, chain: list[AnyRevision], entry: Entry, digest: str) -> AnyRevision | None:
        """The revision of `chain` that says what `entry` does, if any.

        Who has seen the tip wants what was known on that day to read so, whatever an older revision said; if it does,
        nobody else was in the way.
        """
        known_on = entry.stated.known_on
        if entry.reason and entry.tip is not None:
            speaking = AsOf(known_on=known_on or self._today).speaking(chain)
            return speaking if speaking and content_digest(speaking.stated) == digest else None
        said = (one for one in chain if content_digest(one.stated) == digest)
        return next((one for one in said if known_on in {None, one.known_on}), None)

    def _contradicts(self, entry: Entry, chain: list[AnyRevision]) -> bool:
        """Whether `entry` cannot follow `chain`, for which it is refused."""
        ref, kind = entry.stated.ref, called(entry.stated)
        if entry.reason and not chain:
            absent = f"there is no {kind} '{ref}' to revise" if ref else f"a revision names no {kind}"
            self._refuse(entry.place, NotFound, absent, "record it first, without a reason")
        elif chain and called(chain[0].stated) != kind:
            taken = f"'{ref}' is the ref of a {called(chain[0].stated)}, and cannot be that of a {kind}"
            self._refuse(entry.place, Conflict, taken, "choose another ref")
        elif chain and not entry.reason:
            self._says_something_else(entry, chain)
        elif entry.reason and entry.tip not in {None, len(chain)}:
            self._has_moved_on(entry, chain)
        else:
            return False
        return True

    def _says_something_else(self, entry: Entry, chain: list[AnyRevision]) -> None:
        head = NOW.speaking(chain) or chain[-1]
        lines = differences(head.stated, entry.stated)
        if entry.stated.known_on not in {None, head.known_on}:
            lines.append(f"known on: {head.known_on} -> {entry.stated.known_on}")
        self._refuse(
            entry.place,
            Conflict,
            f"'{entry.stated.ref}' is recorded already and says something else:\n  " + "\n  ".join(lines),
            f"correct it with 'aidledger revise {entry.stated.ref}', or record it under another ref",
        )

    def _has_moved_on(self, entry: Entry, chain: list[AnyRevision]) -> None:
        ref, lines = entry.stated.ref, []
        for revision in chain[entry.tip :]:
            before = made_from(chain, revision)
            lines.append(f"  revision {revision.number} by {revision.author}: {revision.reason or 'first recorded'}")
            lines += [f"    {line}" for line in (differences(before.stated, revision.stated) if before else ())]
        if not lines:
            lines = [f"  the latest is revision {len(chain)}"]
        self._refuse(
            entry.place,
            Conflict,
            f"'{ref}' is no longer at revision {entry.tip}, from which this one was made:\n" + "\n".join(lines),
            f"look at 'aidledger history {ref}', and revise it again if need be",
        )

    def _free(self, base: str, taken: set[str | None]) -> str:
        """`base`, or `base` with the first number behind it that is not taken."""
        ref = base
        while ref in taken:
            self._suffixes[base] += 1
            ref = f"{base}-{self._suffixes[base]}"
        return ref

    def _revision(self, entry: Entry, ref: str, chain: list[AnyRevision], said: Json) -> AnyRevision:
        """The next revision of `ref` after `chain`, at the next instant."""
        known_on = entry.stated.known_on or (self._today if chain else entry.stated.known_by(self._today))
        stated = entry.stated.model_copy(update={"ref": ref, "known_on": known_on})
        instant, self._instant = self._instant, self._instant + timedelta(microseconds=1)
        return sealed(
            stated, number=len(chain) + 1, recorded_at=instant, author=self._author,
            reason=entry.reason, previous=chain[-1].digest if chain else None, said=said,
        )  # fmt: skip

    def _held(self, refs: list[str]) -> dict[str, list[AnyRevision]]:
        """All revisions under each of `refs`, by number."""
        found: dict[str, list[AnyRevision]] = defaultdict(list)
        for some in batches(refs):
            order = (packages.c.ref, revisions.c.number)
            for revision in read_revisions(self._connection, packages.c.ref.in_(some), order):
                found[revision.ref].append(revision)
            for published in read_published(self._connection, published_totals.c.ref.in_(some)):
                found[published.ref].append(published)
        return found

    def _taken(self, bases: Iterable[str]) -> set[str | None]:
        """The refs in the ledger that equal one of `bases`, or continue it with a hyphen."""
        tables = (packages, published_totals)
        return {row["ref"] for of in tables for row in chunks(self._connection, sorted(bases), _refs_like(of))}

    def _places(self, stated: Iterable[Package]) -> dict[str, Place]:
        """Where the packages stand that are recorded, or named by one that is; what is not there yet gets its id."""
        stated = list(stated)
        refs = dict.fromkeys(joined.from_iterable(map(named, stated)))
        found = places(self._connection, refs)
        own = {package.ref for package in stated}
        for ref in refs:
            if ref not in found:
                place = self._awaited.pop(ref, None)
                if place is None:
                    place = Place(self._next_package)
                    self._next_package += 1
                found[ref] = place
                if ref not in own:
                    self._awaited[ref] = place
        return found

    def _check_references(self) -> None:
        """That the packages which others name have come, as far as all could be read."""
        published = self._published(self._awaited)
        for link in self._linked if self._all_read else ():
            for verb, ref in (("draws on", link.draws_on), ("duplicates", link.duplicate_of)):
                if ref in published:
                    self._refuse(
                        link.place, InvalidInput,
                        f"'{link.ref}' {verb} '{ref}', which is a published total, and nothing {verb} it",
                        "name a package, as 'aidledger list' does; a published total is only reconciled",
                    )  # fmt: skip
                elif ref in self._awaited and ref not in self._left_out:
                    self._refuse(
                        link.place, NotFound, f"'{link.ref}' {verb} '{ref}', which is not in the ledger",
                        "record that package first, or check its ref with 'aidledger list'",
                    )  # fmt: skip

    def _published(self, refs: Iterable[str]) -> set[str]:
        """Those of `refs` that published totals in the ledger have."""
        rows = chunks(
            self._connection,
            sorted(refs),
            lambda some: select(published_totals.c.ref).where(published_totals.c.ref.in_(some)),
        )
        return {row["ref"] for row in rows}

    def _check_links(self) -> None:
        """That nothing is wrong with what packages draw on, on any day on which a new revision speaks."""
        added = {(link.ref, link.number): link.place for link in self._linked}
        revised = {ref for ref, number in added if number > 1}
        refs = {link.ref for link in self._linked} | drawing_on(self._connection, revised)
        timelines = {ref: spells(found) for ref, found in statements(self._connection, refs).items()}
        for clash in clashes(timelines, added.keys()):
            own = clash.child[:2] in added
            self._refuse(added[clash.child[:2] if own else clash.parent[:2]], *complaint(clash, of_child=own))


def _recorded(found: Mapping[str, At]) -> dict[str, Recorded]:
    return {digest: Recorded(*at, already=True) for digest, at in found.items()}


def places(connection: Connection, refs: Iterable[str]) -> dict[str, Place]:
    """Where those of `refs` stand that are in the ledger."""
    rows = chunks(
        connection,
        sorted(set(refs)),
        lambda some: (
            select(packages.c.ref, packages.c.id, revisions.c.known_on, revisions.c.number, packages.c.head_id)
            .join(revisions, revisions.c.id == packages.c.head_id)
            .where(packages.c.ref.in_(some))
        ),
    )
    return {row["ref"]: Place(row["id"], (row["known_on"], row["number"], row["head_id"])) for row in rows}


def _refs_like(table: Table) -> Callable[[Sequence[str]], Select[Any]]:
    """The refs of `table` that equal one of some or continue it, found by one look into the index for each."""

    def of(bases: Sequence[str]) -> Select[Any]:
        base = values(column("base", Text)).data([(text,) for text in bases]).cte("bases")
        return select(table.c.ref).join(base, and_(table.c.ref >= base.c.base, table.c.ref <= base.c.base + "-~"))

    return of
