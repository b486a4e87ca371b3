"""Recording: what is new becomes first revisions, what is known changes nothing, what contradicts is refused."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, Select, Text, and_, column, func, insert, select, values

from aidledger.domain.differences import differences
from aidledger.domain.packages import Entry, Package
from aidledger.domain.revisions import Revision, content_digest, revision_digest, source_digest
from aidledger.domain.vocabulary import Stage, Status
from aidledger.errors import AidledgerError, Conflict, InvalidInput, NotFound, Problem
from aidledger.storage.rows import Row, heads, item_rows, read_revisions, revision_row, source_row
from aidledger.storage.tables import citations, line_items, packages, revisions, sources

_CHUNK = 500
"""Values in one IN list: below the limits of both databases, large enough to be few statements."""


class Recorded(NamedTuple):
    """What became of one document: the revision that states it, and whether it was there already."""

    ref: str
    number: int
    already: bool


class _Standing(NamedTuple):
    """What is needed of a package that another one names."""

    id: int
    stage: Stage
    status: Status


class _New(NamedTuple):
    """The first revision of a package to be recorded, its ref settled."""

    entry: Entry
    revision: Revision
    id: int

    @property
    def package(self) -> Package:
        return self.revision.package


def now(connection: Connection) -> datetime:
    """The instant of the next revision: the clock's, but always later than every revision so far."""
    last = connection.scalar(select(func.max(revisions.c.recorded_at)))
    clock = datetime.now(UTC)
    return max(clock, last + timedelta(microseconds=1)) if last else clock


def record(
    connection: Connection, entries: Iterable[Entry], *, author: str, new: bool, dry_run: bool
) -> list[Recorded]:
    """Record `entries` in the writing transaction of `connection`; see `Ledger.record_many`."""
    return _Recording(connection, author).record(list(entries), new=new, dry_run=dry_run)


class _Recording:
    """One writing transaction: its instant, the ids that it hands out, and the problems that it has met."""

    def __init__(self, connection: Connection, author: str) -> None:
        self._connection = connection
        self._author = author
        self._instant = now(connection)
        self._problems: list[tuple[type[AidledgerError], Problem]] = []
        self._suffixes: defaultdict[str, int] = defaultdict(lambda: 1)

    def record(self, entries: list[Entry], *, new: bool, dry_run: bool) -> list[Recorded]:
        for entry in entries:
            self._check_dates(entry)
        self._raise_problems()
        answers, fresh = self._sort_out(entries, new=new)
        standing = self._standing(fresh)
        for candidate in fresh:
            self._check_references(candidate, standing)
        self._check_cycles(fresh)
        self._raise_problems()
        if not dry_run:
            self._store(fresh, standing)
        return answers

    def _refuse(self, entry: Entry, kind: type[AidledgerError], message: str, hint: str) -> None:
        self._problems.append((kind, Problem(entry.place, message, hint)))

    def _raise_problems(self) -> None:
        if self._problems:
            kind = self._problems[0][0]
            raise kind.of([problem for _, problem in self._problems])

    def _check_dates(self, entry: Entry) -> None:
        today = self._instant.date()
        for name, day in (("announced_on", entry.package.announced_on.first_day), ("known_on", entry.package.known_on)):
            if day and day > today:
                where = ":".join(filter(None, (entry.place, name)))
                problem = Problem(where, f"{day} lies after today, {today} (UTC)", "check the date")
                self._problems.append((InvalidInput, problem))

    def _sort_out(self, entries: list[Entry], *, new: bool) -> tuple[list[Recorded], list[_New]]:
        """Tell what is recorded already from what is new, and settle the refs of the latter."""
        digests = [content_digest(entry.package) for entry in entries]
        unnamed = [digest for entry, digest in zip(entries, digests, strict=True) if entry.package.ref is None]
        stated = {} if new else self._stated(unnamed)
        held = self._held([entry.package.ref for entry in entries if entry.package.ref])
        bases = {entry.package.suggested_ref for entry in entries if entry.package.ref is None}
        taken = self._taken(bases) | {entry.package.ref for entry in entries if entry.package.ref}
        next_id = self._next_id(packages)
        answers: list[Recorded] = []
        fresh: list[_New] = []
        for entry, digest in zip(entries, digests, strict=True):
            ref = entry.package.ref
            if ref is None and digest in stated:
                answers.append(stated[digest]._replace(already=True))
                continue
            if ref is not None and ref in held:
                same = held[ref].get(digest)
                if same and entry.package.known_on in {None, same.known_on}:
                    answers.append(Recorded(ref, same.number, already=True))
                else:
                    self._contradicts(entry, held[ref])
                continue
            ref = ref or self._free(entry.package.suggested_ref, taken)
            taken.add(ref)
            revision = self._revision(entry.package, ref)
            held[ref] = {digest: revision}
            answers.append(Recorded(ref, 1, already=False))
            fresh.append(_New(entry, revision, next_id + len(fresh)))
            if not new:
                stated[digest] = answers[-1]
        return answers, fresh

    def _free(self, base: str, taken: set[str | None]) -> str:
        """`base`, or `base` with the first number behind it that is not taken."""
        ref = base
        while ref in taken:
            self._suffixes[base] += 1
            ref = f"{base}-{self._suffixes[base]}"
        return ref

    def _revision(self, package: Package, ref: str) -> Revision:
        """The first revision of `package` under its `ref`, at the next instant."""
        package = package.model_copy(update={"ref": ref, "known_on": package.known_by(self._instant.date())})
        stamp: dict[str, Any] = {"number": 1, "recorded_at": self._instant, "author": self._author, "reason": None}
        digest = revision_digest(package, **stamp, previous=None)
        self._instant += timedelta(microseconds=1)
        return Revision.model_construct(package=package, **stamp, previous=None, digest=digest)

    def _contradicts(self, entry: Entry, known: dict[str, Revision]) -> None:
        ref, head = entry.package.ref, max(known.values(), key=lambda revision: (revision.known_on, revision.number))
        lines = differences(head.package, entry.package)
        if entry.package.known_on not in {None, head.known_on}:
            lines.append(f"known on: {head.known_on} -> {entry.package.known_on}")
        self._refuse(
            entry,
            Conflict,
            f"'{ref}' is recorded already and says something else:\n  " + "\n  ".join(lines),
            "record it under another ref, or leave the ref out to have one made up",
        )

    def _stated(self, digests: list[str]) -> dict[str, Recorded]:
        """The first revision that states each content."""
        rows = self._chunks(
            digests,
            lambda some: (
                select(revisions.c.content_digest, packages.c.ref, revisions.c.number)
                .join(packages, packages.c.id == revisions.c.package_id)
                .where(revisions.c.content_digest.in_(some))
                .order_by(revisions.c.id.desc())
            ),
        )
        return {row["content_digest"]: Recorded(row["ref"], row["number"], already=True) for row in rows}

    def _held(self, refs: list[str]) -> dict[str, dict[str, Revision]]:
        """All revisions of the packages that have one of `refs`, by ref and content."""
        found: dict[str, dict[str, Revision]] = defaultdict(dict)
        for some in _batches(refs, _CHUNK):
            order = (packages.c.ref, revisions.c.number)
            for revision in read_revisions(self._connection, packages.c.ref.in_(some), order):
                found[str(revision.package.ref)][content_digest(revision.package)] = revision
        return dict(found)

    def _taken(self, bases: Iterable[str]) -> set[str | None]:
        """The refs in the ledger that equal one of `bases`, or continue it with a hyphen."""
        rows = self._chunks(sorted(bases), _refs_like)
        return {row["ref"] for row in rows}

    def _chunks(
        self, values: Sequence[str], statement: Callable[[Sequence[str]], Any], size: int = _CHUNK
    ) -> Iterator[RowMapping]:
        for some in _batches(values, size):
            yield from self._connection.execute(statement(some)).mappings()

    def _next_id(self, table: Any) -> int:
        return (self._connection.scalar(select(func.max(table.c.id))) or 0) + 1

    def _standing(self, fresh: list[_New]) -> dict[str, _Standing]:
        """What is known of the packages that `fresh` name, in the ledger and among themselves."""
        named = {ref for new in fresh for ref in (new.package.draws_on, new.package.duplicate_of) if ref}
        rows = self._chunks(
            sorted(named),
            lambda some: select(packages.c.ref, packages.c.id, revisions.c.stage, revisions.c.status).where(
                heads(packages.c.ref.in_(some))
            ),
        )
        standing = {row["ref"]: _Standing(row["id"], Stage(row["stage"]), Status(row["status"])) for row in rows}
        for new in fresh:
            standing[str(new.package.ref)] = _Standing(new.id, new.package.stage, new.package.status)
        return standing

    def _check_references(self, new: _New, standing: dict[str, _Standing]) -> None:
        package = new.package
        for verb, ref in (("draws on", package.draws_on), ("duplicates", package.duplicate_of)):
            if ref and ref not in standing:
                self._refuse(
                    new.entry, NotFound, f"'{package.ref}' {verb} '{ref}', which is not in the ledger",
                    "record that package first, or check its ref with 'aidledger list'",
                )  # fmt: skip
        if package.ref == package.duplicate_of:
            self._refuse(new.entry, InvalidInput, f"'{package.ref}' duplicates itself", "name the other package")
        parent = standing.get(package.draws_on or "")
        if not parent:
            return
        if parent.stage.rank > package.stage.rank:
            self._refuse(
                new.entry, InvalidInput, f"a {package.stage} cannot draw on a {parent.stage} ('{package.draws_on}')",
                "a package draws on one of the same stage or of an earlier one",
            )  # fmt: skip
        if parent.status is Status.CANCELLED and package.status is Status.LIVE:
            self._refuse(
                new.entry, Conflict, f"'{package.ref}' draws on '{package.draws_on}', which is cancelled",
                "draw on the package that it duplicates, or on none",
            )  # fmt: skip

    def _check_cycles(self, fresh: list[_New]) -> None:
        """Of packages that are new together, that none is reached from itself; what is recorded names none of them."""
        parent_of = {new.package.ref: new.package.draws_on for new in fresh}
        settled: set[str | None] = set()
        for new in fresh:
            path: dict[str | None, None] = {}
            ref: str | None = new.package.ref
            while ref in parent_of and ref not in settled and ref not in path:
                path[ref] = None
                ref = parent_of[ref]
            if ref in path:
                circle = " and ".join(map(str, path))
                self._refuse(new.entry, InvalidInput, f"'{ref}' draws on itself, through {circle}", "leave out a link")
            settled.update(path)

    def _store(self, fresh: list[_New], standing: dict[str, _Standing]) -> None:
        """Write parts first: once a revision is there, the database lets nobody add to it."""
        first_id = self._next_id(revisions)
        source_ids = self._store_sources(fresh)
        tables: dict[Any, list[Row]] = {line_items: [], citations: [], revisions: [], packages: []}
        for id_, new in enumerate(fresh, start=first_id):
            package = new.package
            tables[line_items] += item_rows(id_, package)
            tables[citations] += [
                {"revision_id": id_, "position": position, "source_id": source_ids[source_digest(cited)],
                 "locator": cited.locator}
                for position, cited in enumerate(package.sources, start=1)
            ]  # fmt: skip
            tables[revisions].append(
                revision_row(
                    new.revision, id_=id_, package_id=new.id,
                    draws_on_id=standing[package.draws_on].id if package.draws_on else None,
                    duplicate_of_id=standing[package.duplicate_of].id if package.duplicate_of else None,
                )
            )  # fmt: skip
            tables[packages].append({"id": new.id, "ref": package.ref, "head_id": id_, "tip_id": id_})
        for table, rows in tables.items():
            if rows:
                self._connection.execute(insert(table), rows)

    def _store_sources(self, fresh: list[_New]) -> dict[str, int]:
        """Write the sources that are not there yet; the ids of all that are cited, by digest."""
        cited = {source_digest(citation): citation for new in fresh for citation in new.package.sources}
        rows = self._chunks(
            list(cited), lambda some: select(sources.c.digest, sources.c.id).where(sources.c.digest.in_(some))
        )
        ids = {row["digest"]: int(row["id"]) for row in rows}
        missing = [digest for digest in cited if digest not in ids]
        ids |= {digest: id_ for id_, digest in enumerate(missing, start=self._next_id(sources))}
        if missing:
            self._connection.execute(
                insert(sources), [source_row(cited[digest], id_=ids[digest]) for digest in missing]
            )
        return ids


def _refs_like(bases: Sequence[str]) -> Select[Any]:
    """The refs that equal one of `bases` or continue it, found by one look into the index for each."""
    base = values(column("base", Text)).data([(text,) for text in bases]).cte("bases")
    return select(packages.c.ref).join(base, and_(packages.c.ref >= base.c.base, packages.c.ref <= base.c.base + "-~"))


def _batches(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """`values` in runs of `size`, the last one perhaps shorter."""
    return (values[start : start + size] for start in range(0, len(values), size))
