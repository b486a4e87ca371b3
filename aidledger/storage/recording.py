"""Recording: what is new becomes revisions, what is known changes nothing, what contradicts is refused."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain as joined
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, Text, and_, column, func, select, values

from aidledger.domain.differences import differences
from aidledger.domain.links import Clash, Fault, Statement, clashes, spells
from aidledger.domain.lookback import NOW, AsOf, made_from
from aidledger.domain.packages import Entry, Package
from aidledger.domain.revisions import AnyRevision, Stated, content_digest, sealed
from aidledger.errors import AidledgerError, Conflict, InvalidInput, NotFound, Problem
from aidledger.storage.batches import batches, chunks
from aidledger.storage.linking import drawing_on, statements
from aidledger.storage.publishing import read_published
from aidledger.storage.rows import read_revisions
from aidledger.storage.tables import packages, published_totals, revisions
from aidledger.storage.writing import Place, Writer, next_id


class Recorded(NamedTuple):
    """What became of one document: the revision that states it, and whether it was there already."""

    ref: str
    number: int
    already: bool


class _New(NamedTuple):
    """A revision to be recorded, and what it was made of."""

    entry: Entry
    revision: AnyRevision


class _Package(NamedTuple):
    """A revision to be recorded that states a package."""

    entry: Entry
    package: Package
    key: tuple[str, int]
    known_on: date


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
    connection: Connection, entries: Iterable[Entry], *, author: str, new: bool, dry_run: bool
) -> list[Recorded]:
    """Record `entries` in the writing transaction of `connection`; see `Ledger.record_many`."""
    return _Recording(connection, author).record(list(entries), new=new, dry_run=dry_run)


class _Recording:
    """One writing transaction: its instant, the places of its packages, and the problems that it has met."""

    def __init__(self, connection: Connection, author: str) -> None:
        self._connection = connection
        self._author = author
        self._instant = now(connection)
        self._today = self._instant.date()
        self._places: dict[str, Place] = {}
        self._problems: list[tuple[type[AidledgerError], Problem]] = []
        self._suffixes: defaultdict[str, int] = defaultdict(lambda: 1)

    def record(self, entries: list[Entry], *, new: bool, dry_run: bool) -> list[Recorded]:
        for entry in entries:
            self._check_dates(entry)
        self._raise_problems()
        answers, fresh = self._sort_out(entries, new=new)
        stating = [
            _Package(one.entry, one.revision.stated, (one.revision.ref, one.revision.number), one.revision.known_on)
            for one in fresh
            if isinstance(one.revision.stated, Package)
        ]
        self._find_places(stating)
        self._check_references(stating, {one.revision.ref for one in fresh} - {one.key[0] for one in stating})
        self._check_links(stating)
        self._raise_problems()
        if not dry_run:
            writer = Writer(self._connection)
            for one in fresh:
                writer.add(one.revision, self._places)
            writer.flush()
        return answers

    def _refuse(self, entry: Entry, kind: type[AidledgerError], message: str, hint: str) -> None:
        self._problems.append((kind, Problem(entry.place, message, hint)))

    def _raise_problems(self) -> None:
        if self._problems:
            kind = self._problems[0][0]
            raise kind.of([problem for _, problem in self._problems])

    def _check_dates(self, entry: Entry) -> None:
        for name, day in (last_counted(entry.stated), ("known_on", entry.stated.known_on)):
            if day and day > self._today:
                where = ":".join(filter(None, (entry.place, name)))
                problem = Problem(where, f"{day} lies after today, {self._today} (UTC)", "check the date")
                self._problems.append((InvalidInput, problem))

    def _sort_out(self, entries: list[Entry], *, new: bool) -> tuple[list[Recorded], list[_New]]:
        """Tell what is recorded already from what is new, and settle the refs of the latter."""
        digests = [content_digest(entry.stated) for entry in entries]
        unnamed = [digest for entry, digest in zip(entries, digests, strict=True) if entry.stated.ref is None]
        stated = {} if new else self._stated(unnamed)
        held = self._held([entry.stated.ref for entry in entries if entry.stated.ref])
        bases = {entry.stated.suggested_ref for entry in entries if entry.stated.ref is None}
        taken = self._taken(bases) | {entry.stated.ref for entry in entries if entry.stated.ref}
        answers: list[Recorded] = []
        fresh: list[_New] = []
        for entry, digest in zip(entries, digests, strict=True):
            ref = entry.stated.ref
            if ref is None and digest in stated:
                answers.append(stated[digest]._replace(already=True))
                continue
            chain = held.get(ref or "", [])
            if ref is not None and (same := self._states_already(chain, entry, digest)):
                answers.append(Recorded(ref, same.number, already=True))
                continue
            if self._contradicts(entry, chain):
                continue
            ref = ref or self._free(entry.stated.suggested_ref, taken)
            taken.add(ref)
            revision = self._revision(entry, ref, chain)
            held.setdefault(ref, []).append(revision)
            answers.append(Recorded(ref, revision.number, already=False))
            fresh.append(_New(entry, revision))
            if not new:
                stated[digest] = answers[-1]
        return answers, fresh

    def _states_already(self, chain: list[AnyRevision], entry: Entry, digest: str) -> AnyRevision | None:
        """The revision of `chain` that says what `entry` does, if any.

        Who has seen the tip wants what was known on that day to read so, whatever an older revision said.
        """
        known_on = entry.stated.known_on
        if entry.reason and entry.tip is not None:
            speaking = AsOf(known_on=known_on or self._today).speaking(chain)
            if len(chain) != entry.tip or not speaking or content_digest(speaking.stated) != digest:
                return None
            return speaking
        said = (one for one in chain if content_digest(one.stated) == digest)
        return next((one for one in said if known_on in {None, one.known_on}), None)

    def _contradicts(self, entry: Entry, chain: list[AnyRevision]) -> bool:
        """Whether `entry` cannot follow `chain`, for which it is refused."""
        ref, kind = entry.stated.ref, called(entry.stated)
        if entry.reason and not chain:
            absent = f"there is no {kind} '{ref}' to revise" if ref else f"a revision names no {kind}"
            self._refuse(entry, NotFound, absent, "record it first, without a reason")
        elif chain and called(chain[0].stated) != kind:
            taken = f"'{ref}' is the ref of a {called(chain[0].stated)}, and cannot be that of a {kind}"
            self._refuse(entry, Conflict, taken, "choose another ref")
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
            entry,
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
            entry,
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

    def _revision(self, entry: Entry, ref: str, chain: list[AnyRevision]) -> AnyRevision:
        """The next revision of `ref` after `chain`, at the next instant."""
        known_on = entry.stated.known_on or (self._today if chain else entry.stated.known_by(self._today))
        stated = entry.stated.model_copy(update={"ref": ref, "known_on": known_on})
        instant, self._instant = self._instant, self._instant + timedelta(microseconds=1)
        return sealed(
            stated, number=len(chain) + 1, recorded_at=instant, author=self._author,
            reason=entry.reason, previous=chain[-1].digest if chain else None,
        )  # fmt: skip

    def _stated(self, digests: list[str]) -> dict[str, Recorded]:
        """The first revision that states each content."""
        rows = joined(
            chunks(
                self._connection,
                digests,
                lambda some: (
                    select(revisions.c.content_digest, packages.c.ref, revisions.c.number)
                    .join(packages, packages.c.id == revisions.c.package_id)
                    .where(revisions.c.content_digest.in_(some))
                    .order_by(revisions.c.id.desc())
                ),
            ),
            chunks(
                self._connection,
                digests,
                lambda some: (
                    select(published_totals.c.content_digest, published_totals.c.ref, published_totals.c.number)
                    .where(published_totals.c.content_digest.in_(some))
                    .order_by(published_totals.c.id.desc())
                ),
            ),
        )
        return {row["content_digest"]: Recorded(row["ref"], row["number"], already=True) for row in rows}

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

    def _find_places(self, fresh: list[_Package]) -> None:
        """Where the packages stand that are recorded, or named by one that is; new ones get their ids."""
        self._places = places(self._connection, joined.from_iterable(named(new.package) for new in fresh))
        id_ = next_id(self._connection, packages)
        for new in fresh:
            if new.package.ref not in self._places:
                self._places[str(new.package.ref)] = Place(id_)
                id_ += 1

    def _check_references(self, fresh: list[_Package], beside: set[str]) -> None:
        """That the packages which others name are there; `beside` are the published totals that are new with them."""
        absent = {ref for new in fresh for ref in named(new.package)} - self._places.keys()
        published = absent & (beside | self._published(absent)) if absent else absent
        for new in fresh:
            package = new.package
            for verb, ref in (("draws on", package.draws_on), ("duplicates", package.duplicate_of)):
                if ref in published:
                    self._refuse(
                        new.entry, InvalidInput,
                        f"'{package.ref}' {verb} '{ref}', which is a published total, and nothing {verb} it",
                        "name a package, as 'aidledger list' does; a published total is only reconciled",
                    )  # fmt: skip
                elif ref in absent:
                    self._refuse(
                        new.entry, NotFound, f"'{package.ref}' {verb} '{ref}', which is not in the ledger",
                        "record that package first, or check its ref with 'aidledger list'",
                    )  # fmt: skip
            if package.ref == package.duplicate_of:
                self._refuse(new.entry, InvalidInput, f"'{package.ref}' duplicates itself", "name the other package")

    def _published(self, refs: Iterable[str]) -> set[str]:
        """Those of `refs` that published totals in the ledger have."""
        rows = chunks(
            self._connection,
            sorted(refs),
            lambda some: select(published_totals.c.ref).where(published_totals.c.ref.in_(some)),
        )
        return {row["ref"] for row in rows}

    def _check_links(self, fresh: list[_Package]) -> None:
        """That nothing is wrong with what packages draw on, on any day on which a new revision speaks."""
        entries = {new.key: new.entry for new in fresh}
        revised = {ref for ref, number in entries if number > 1}
        parents = {new.package.draws_on for new in fresh if new.package.draws_on}
        stated = statements(self._connection, parents | revised | drawing_on(self._connection, revised))
        for new in fresh:
            package = new.package
            stated[str(package.ref)].append(
                Statement(*new.key, new.known_on, package.stage, package.status, package.draws_on)
            )
        timelines = {ref: spells(found) for ref, found in stated.items()}
        for clash in clashes(timelines, entries.keys()):
            own = clash.child[:2] in entries
            self._refuse(entries[clash.child[:2] if own else clash.parent[:2]], *complaint(clash, of_child=own))


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


def complaint(clash: Clash, *, of_child: bool) -> tuple[type[AidledgerError], str, str]:
    """What to tell of a wrong link, to whom states the child or, else, to whom states the parent."""
    fault, child, parent, first, through = clash
    since = f" from {first} on"
    match fault, of_child:
        case Fault.CIRCLE, _:
            circle = " and ".join(through)
            return InvalidInput, f"'{child.ref}' draws on itself, through {circle}", "leave out a link"
        case Fault.STAGE, True:
            message = f"a {child.stage} cannot draw on a {parent.stage} ('{parent.ref}')"
            return InvalidInput, message, "a package draws on one of the same stage or of an earlier one"
        case Fault.STAGE, False:
            message = f"'{parent.ref}' cannot be a {parent.stage}{since}: '{child.ref}', a {child.stage}, draws on it"
            return InvalidInput, message, f"revise '{child.ref}' first, or choose an earlier stage"
        case _, True:
            message = f"'{child.ref}' draws on '{parent.ref}', which is cancelled"
            return Conflict, message, "draw on the package that it duplicates, or on none"
        case _:
            message = f"'{parent.ref}' cannot be cancelled{since}: '{child.ref}' draws on it"
            return Conflict, message, f"revise '{child.ref}' first, so that it draws on another package, or cancel it"


def _refs_like(table: Table) -> Callable[[Sequence[str]], Select[Any]]:
    """The refs of `table` that equal one of some or continue it, found by one look into the index for each."""

    def of(bases: Sequence[str]) -> Select[Any]:
        base = values(column("base", Text)).data([(text,) for text in bases]).cte("bases")
        return select(table.c.ref).join(base, and_(table.c.ref >= base.c.base, table.c.ref <= base.c.base + "-~"))

    return of
