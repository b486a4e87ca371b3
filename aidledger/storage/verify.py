"""Recompute everything that can be recomputed, and report what does not agree; nothing is repaired."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, Final

from sqlalchemy import (
    CheckConstraint,
    Connection,
    RowMapping,
    Text,
    and_,
    create_engine,
    exists,
    func,
    not_,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy import cast as as_type

from aidledger.domain.amounts import from_minor
from aidledger.domain.bounds import Bound
from aidledger.domain.findings import Finding, Kind
from aidledger.domain.links import clashes, spells
from aidledger.domain.lookback import NOW
from aidledger.domain.numbers import plain
from aidledger.domain.packages import Citation
from aidledger.domain.revisions import CANONICAL_VERSION, AnyRevision, Revision, called, content_digest, source_digest
from aidledger.domain.vocabulary import Status
from aidledger.storage import evidence
from aidledger.storage.filters import speaks
from aidledger.storage.linking import all_statements, complaint
from aidledger.storage.publishing import published_derived, read_published, speaking_totals
from aidledger.storage.rows import derived, read_revisions, stream, tips
from aidledger.storage.tables import (
    citations,
    kept_copies,
    line_items,
    metadata,
    packages,
    published_citations,
    published_totals,
    revisions,
    sources,
)

POSTGRESQL_GUARDS: Final[Mapping[str, str]] = {
    "citations_refuse_delete": "77f6c98103f68722544aea98d82ab059ac100f5e7d0e79bf9657582e2a5f766f",
    "citations_refuse_late_part": "dbe6ab4f903e851fa6f4d2770feeb79d0282c0b5c6fd80d133d165be4380f902",
    "citations_refuse_truncate": "e77cfb0278ff63cc5847e93dcdc74f1eb25e76ae61cf3f839bf109671b99f8bb",
    "citations_refuse_update": "adf04767c94f1c81f51bca00a45d9a7a6b0809ad4e5753463f5daae9f36b1987",
    "kept_copies_refuse_delete": "61c227844376dd28ffe44a588bc7499c481342be701ebcad7a9b3875df707a13",
    "kept_copies_refuse_other_content": "3b2c0f3a1cc671826f32fd4bd55c0874e3e01aadaac86b70a0bda3f0005534df",
    "kept_copies_refuse_truncate": "5db983ddb7080d432e8414ba44d2515211ff9972900e0d59b640769c1e3ec360",
    "kept_copies_refuse_update": "8f895dfb63d342d60d63695ef5210495679859b8d2ea745af70aad051c66da97",
    "line_items_refuse_delete": "b8ccf12829e99472a61d731b59f0ee3d1fa8f2eeb5162656c3b02bb6d62e3865",
    "line_items_refuse_late_part": "79e8f608d5e4b36e19575bbcc3c63da68ae8937447a5e17874662d4351bf2ab2",
    "line_items_refuse_truncate": "91b7a7fdda3646d4cd585b67ad11080b2795c68615dadec2dda5ae9b33d1244e",
    "line_items_refuse_update": "c4f3b583a7d01282afbd7cb58686df4793215779f75c3e00d3ed4956eb8875b8",
    "packages_refuse_delete": "9b38a345a084d38be2a175fb0426842ce5243eeb98d6b2a80b388ad12e060b7d",
    "packages_refuse_misplaced": "668ade17d04bb2abaacfb6fabb3044ad72f0224a92b81f7e1bf4d6664728d5be",
    "packages_refuse_taken_ref": "b0227f39539ce2ba63c7bc35212bca9898ba398ea23e8b3953c3d083dcd620bb",
    "packages_refuse_truncate": "84b8f699423137c1a2aa6c2225a2ded59980521bfbab5bd9157080125f31c8c9",
    "packages_refuse_update": "06dc8a8a8dff6c11a2def0fdea6bbbed3646d2c9d2b4627814cde81a5e72d770",
    "published_citations_refuse_delete": "06cae2aaa66a5e5057fad3270b5c49986f1ae83b1a1526c0ab435ffecc5d8306",
    "published_citations_refuse_late_part": "f424efbfcfa2279aeab8ffe8e778fe18457f6e674c918ac292bb2593774b3c82",
    "published_citations_refuse_truncate": "f01ef37ce9cfef60c68d0455be2b016516e043bb05f20925c995f64a3c5fc55c",
    "published_citations_refuse_update": "47e2ec4536ae6c4b87ed3ae561b1ad521ff3d999dffdc589467f9f2a1f802f64",
    "published_totals_refuse_backdated": "de3826b8e05f99baf2ff768e59ad45ef23f075cbd0ca6f4175e212be911c4712",
    "published_totals_refuse_delete": "d325013c06b10f0ea34987d48aed2bfd96e7a113a8fd5e35b2e2a01d0d239026",
    "published_totals_refuse_gap": "0616b276420dade02c734ad3b0ac57bb890aa4e03a1ef368cc151b2c51a1b9d8",
    "published_totals_refuse_taken_ref": "76e325ec52fa7c20010e8fcc3c1d8892753719f67c7afe344fba0979f87958ab",
    "published_totals_refuse_truncate": "1f7904ec39cdc643bb4537f99c3535e1bf7b52e1f63c6d1320ac7aae601c012b",
    "published_totals_refuse_update": "1ecdcb5966f8ec59acebc68ce7e65ae21d59310b365d4e03c3bb411638674372",
    "revisions_refuse_backdated": "8c0582d85b5219b04c8582199b4a2bae52b9f4844300dbb27d3766faf2b247ec",
    "revisions_refuse_delete": "be3e7f8671f60546e782e24009fb3e8c15902f206ada7aa2d3ba994332e0c635",
    "revisions_refuse_gap": "da4ec25e67d99b10734e71a45768417c28e63967c127a21826840616ec29d76e",
    "revisions_refuse_truncate": "b193e29bd2d7c9fe982875de5ca8b5875cfdeec942af90723682cc3c351c4b51",
    "revisions_refuse_update": "8e1b4cd1c5a4fabcfcd1f5b63a065f0d4db4b00f67d845a2f576da90fa17bdeb",
    "sources_refuse_delete": "64fb01565fbe5ff3898a0128d1cbc0daeafe77ae22e4cf2a7e02e1ea0a98ca9f",
    "sources_refuse_truncate": "dd5134cd109c61818202e93a09330ab2230ec5c67fc30e6bbe02d99ab8a60b9e",
    "sources_refuse_update": "d53660edae262cfba847d2e0c819dd852f1eae7daf169a049a776c8dd90859fa",
}
"""The digest of each trigger of ours as PostgreSQL keeps it: see `postgresql_guards`.

On SQLite the triggers are compared with those that the migrations make, which takes a moment in memory.
"""


def verify(connection: Connection) -> Iterator[Finding]:
    """Faults first, then notices; see `Ledger.verify`."""
    for check in (
        _integrity, _guards, _rules, _sources, _orphans, _revisions, _published, _refs, _instants, _links, _unsourced,
        _overdrawn, _items, _kept_copies,
    ):  # fmt: skip
        try:
            yield from check(connection)
        except (ValueError, ArithmeticError, AttributeError, TypeError) as error:
            yield _fault("database", f"a row holds what nothing that was recorded can state: {error}")


def compare(connection: Connection, expected: Mapping[str, str], recorded_at: datetime | None) -> Iterator[Finding]:
    """How the ledger differs from one that had the tips `expected`; see `Ledger.compare`."""
    found = tips(connection, recorded_at)
    of_packages = select(packages.c.ref, revisions.c.number, revisions.c.digest).join(
        packages, packages.c.id == revisions.c.package_id
    )
    others = select(published_totals.c.ref, published_totals.c.number, published_totals.c.digest)
    rows = connection.execute(of_packages.union_all(others))
    numbers = {(ref, digest): number for ref, number, digest in rows}
    for ref in sorted(found.keys() | expected.keys()):
        then, now = expected.get(ref), found.get(ref)
        if then == now:
            continue
        if now is None:
            yield _fault(ref, "the other ledger has it, and this one has not")
        elif then is None:
            yield _fault(ref, "this ledger has it, and the other one has not")
        elif (ref, then) in numbers:
            yield _fault(ref, f"it is at revision {numbers[ref, now]}, the other ledger was at {numbers[ref, then]}")
        else:
            yield _fault(ref, f"its history is another one: no revision of it has the digest {then[:12]}...")


def _fault(where: str, message: str) -> Finding:
    return Finding(Kind.FAULT, where, message)


def _integrity(connection: Connection) -> Iterator[Finding]:
    """SQLite checks its file and foreign keys on request; PostgreSQL does so all the time."""
    if connection.dialect.name != "sqlite":
        return
    for (report,) in connection.execute(text("PRAGMA integrity_check")):
        if report != "ok":
            yield _fault("database", f"its file is damaged: {report}")
    for table, row, target, _ in connection.execute(text("PRAGMA foreign_key_check")):
        yield _fault(f"{table} {row or ''}".strip(), f"it refers to a row of {target} that is not there")


def _guards(connection: Connection) -> Iterator[Finding]:
    """The triggers that guard the history: all are there, do what they should, and there are no others."""
    if connection.dialect.name == "sqlite":
        expected, found = _sqlite_guards_as_made(), _sqlite_guards(connection)
    else:
        expected, found = POSTGRESQL_GUARDS, postgresql_guards(connection)
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield _fault("database", f"the trigger {name}, which guards the history, is missing")
        elif name not in expected:
            yield _fault("database", f"the trigger {name} is none of the ledger's own")
        elif found[name] != expected[name]:
            yield _fault("database", f"the trigger {name}, which guards the history, was altered or disabled")


def _sqlite_guards(connection: Connection) -> Mapping[str, str]:
    """The statement that made each trigger on the tables of the ledger, by name."""
    statement = text("SELECT name, sql, lower(tbl_name) AS of FROM sqlite_master WHERE type = 'trigger'")
    return {row.name: row.sql for row in connection.execute(statement) if row.of in _TABLES}


@cache
def _sqlite_guards_as_made() -> Mapping[str, str]:
    """The triggers of a file that the migrations have just made."""
    # Alembic takes longer to import than most commands to run.
    from aidledger.storage.migrations import upgrade

    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection)
        made = _sqlite_guards(connection)
    engine.dispose()
    return made


def postgresql_guards(connection: Connection) -> dict[str, str]:
    """For each trigger on the tables of the ledger, by name, one digest of all that decides what it does.

    That is its table, when it fires and for what, and its function as it was written, with its language and settings;
    the name of the schema in which they lie is left out.
    """
    return {
        # Another table may have a trigger of the same name.
        row.name if row.name.startswith(f"{row.of}_") else f"{row.name} on {row.of}": hashlib.sha256(
            json.dumps(list(row)).encode()
        ).hexdigest()
        for row in connection.execute(_POSTGRESQL_GUARDS, {"tables": sorted(_TABLES)})
    }


_TABLES: Final = frozenset([*metadata.tables, "alembic_version"])
_POSTGRESQL_GUARDS: Final = text("""
    SELECT t.tgname AS name, c.relname AS of, t.tgtype, CAST(t.tgenabled AS text), CAST(t.tgattr AS text),
        CAST(t.tgqual AS text), encode(t.tgargs, 'escape'), p.proname, p.pronamespace = c.relnamespace, l.lanname,
        CAST(p.provolatile AS text), p.prosecdef, p.prosrc,
        replace(
            array_to_string(p.proconfig, chr(10)), 'search_path=' || quote_ident(n.nspname) || ',', 'search_path=*,'
        )
    FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_language l ON l.oid = p.prolang
    WHERE NOT t.tgisinternal AND n.nspname = current_schema() AND c.relname = ANY (:tables)
""")


def _rules(connection: Connection) -> Iterator[Finding]:
    """The CHECKs of the tables: SQLite passes over them where it is opened for reading alone."""
    for table in metadata.tables.values():
        for rule in (constraint for constraint in table.constraints if isinstance(constraint, CheckConstraint)):
            broken = text(f"SELECT count(*) FROM {table.name} WHERE NOT ({rule.sqltext})")  # noqa: S608  all our own words
            if rows := connection.scalar(broken):
                yield _fault(table.name, f"{rows} rows break the rule {rule.name}")


def _sources(connection: Connection) -> Iterator[Finding]:
    # What is there instead of a day raises while rows are read, and a cursor that is left open keeps the file locked.
    with stream(connection, select(sources).order_by(sources.c.id)) as rows:
        for row in rows:
            if source_digest(_stated(row)) != row["digest"]:
                yield _fault(_called(row), "its digest does not fit what it says: it was altered")


def _orphans(connection: Connection) -> Iterator[Finding]:
    """Parts and revisions of which nothing is left that they belong to, and parts that are missing among others."""
    for table, owner, whole in (
        (line_items, line_items.c.revision_id, revisions),
        (citations, citations.c.revision_id, revisions),
        (published_citations, published_citations.c.published_total_id, published_totals),
    ):
        lost = select(owner).where(not_(exists().where(whole.c.id == owner))).distinct()
        for (id_,) in connection.execute(lost.order_by(owner)):
            yield _fault(table.name, f"they belong to a revision that is not there (id {id_})")
        parts = select(owner).group_by(owner).order_by(owner)
        for (id_,) in connection.execute(parts.having(func.max(table.c.position) != func.count())):
            yield _fault(table.name, f"their positions in a revision have a gap (id {id_})")
    alone = union_all(
        select(as_type(revisions.c.id, Text)).where(not_(exists().where(packages.c.id == revisions.c.package_id))),
        select(packages.c.ref).where(not_(exists().where(revisions.c.package_id == packages.c.id))),
    )
    for (name,) in connection.execute(alone):
        yield _fault(name, "a package without revisions, or a revision without its package")


def _revisions(connection: Connection) -> Iterator[Finding]:
    """Digests, chains, what is derived, heads and tips, package by package."""
    everything = packages.c.id == revisions.c.package_id
    order = (packages.c.ref, revisions.c.number)
    stored = (
        select(revisions, packages.c.ref, packages.c.head_id, packages.c.tip_id)
        .join(packages, packages.c.id == revisions.c.package_id)
        .order_by(*order)
    )
    with stream(connection, stored) as rows:
        for ref, chain in groupby(read_revisions(connection, everything, order), lambda r: str(r.package.ref)):
            yield from _chain(ref, list(chain), rows)


def _published(connection: Connection) -> Iterator[Finding]:
    """Digests, chains and what is derived, of published totals."""
    order = (published_totals.c.ref, published_totals.c.number)
    stored = iter(connection.execute(select(published_totals).order_by(*order)).mappings().all())
    for ref, found in groupby(read_published(connection, true()), lambda revision: revision.ref):
        chain = list(found)
        yield from _statements(ref, chain, [next(stored) for _ in chain])


def _refs(connection: Connection) -> Iterator[Finding]:
    """Refs that both a package and a published total have."""
    both = select(packages.c.ref).where(exists().where(published_totals.c.ref == packages.c.ref))
    for (ref,) in connection.execute(both.order_by(packages.c.ref)):
        yield _fault(ref, "a package and a published total have this ref")


def _chain(ref: str, chain: list[Revision], stored: Iterator[Any]) -> Iterator[Finding]:
    rows = [next(stored) for _ in chain]
    yield from _statements(ref, chain, rows)
    head = max(rows, key=lambda row: (row["known_on"], row["number"]))
    for name, expected_row in (("head", head), ("tip", rows[-1])):
        if rows[0][f"{name}_id"] != expected_row["id"]:
            yield _fault(ref, f"its {name} is not revision {expected_row['number']}, as it should be")


def _statements(ref: str, chain: Sequence[AnyRevision], rows: list[Any]) -> Iterator[Finding]:
    """What is wrong with the revisions under one ref, each by itself and as a chain."""
    previous = None
    for expected, (revision, row) in enumerate(zip(chain, rows, strict=True), start=1):
        where = f"{ref} revision {revision.number}"
        if revision.number != expected:
            yield _fault(where, f"revision {expected} is missing before it")
        if row["canonical_version"] != CANONICAL_VERSION:
            yield _fault(where, f"it is said to be in canonical form {row['canonical_version']}, which is not known")
        if revision.recomputed_digest != revision.digest or revision.previous != previous:
            yield _fault(where, "its digest does not fit what it states: it, or one before it, was altered")
        follows = (
            derived(revision.package, content_digest(revision.package))
            if isinstance(revision, Revision)
            else published_derived(revision.total)
        )
        for column, value in follows.items():
            if row[column] != value:
                kind = called(revision.stated)
                yield _fault(where, f"the stored {column} is '{row[column]}' where '{value}' follows from the {kind}")
        previous = revision.digest


def _instants(connection: Connection) -> Iterator[Finding]:
    """What was recorded later, was so at a later instant: otherwise what the ledger said in the past would change."""
    before = func.lag(revisions.c.recorded_at).over(order_by=revisions.c.id).label("before")
    ordered = select(revisions.c.package_id, revisions.c.number, revisions.c.recorded_at, before).subquery()
    backdated = (
        select(packages.c.ref, ordered.c.number)
        .join(ordered, ordered.c.package_id == packages.c.id)
        .where(ordered.c.before >= ordered.c.recorded_at)
        .order_by(packages.c.ref, ordered.c.number)
    )
    for ref, number in connection.execute(backdated):
        yield _fault(f"{ref} revision {number}", _BACKDATED)
    published = func.lag(published_totals.c.recorded_at).over(order_by=published_totals.c.id).label("before")
    row = select(
        published_totals.c.ref, published_totals.c.number, published_totals.c.recorded_at, published
    ).subquery()
    at_once = exists().where(revisions.c.recorded_at == row.c.recorded_at)
    wrong = select(row.c.ref, row.c.number).where(or_(row.c.before >= row.c.recorded_at, at_once))
    for ref, number in connection.execute(wrong.order_by(row.c.ref, row.c.number)):
        yield _fault(f"{ref} revision {number}", _BACKDATED)


_BACKDATED: Final = "it was not recorded after the one before it: it is backdated"


def _links(connection: Connection) -> Iterator[Finding]:
    """What packages draw on, on every day."""
    stated = all_statements(connection)
    timelines = {ref: spells(found) for ref, found in stated.items()}
    judged = {one[:2] for found in stated.values() for one in found}
    for clash in clashes(timelines, judged):
        _, message, _ = complaint(clash, of_child=True)
        yield _fault(f"{clash.child.ref} revision {clash.child.number}", message)


def _unsourced(connection: Connection) -> Iterator[Finding]:
    sourced = exists().where(citations.c.revision_id == revisions.c.id)
    statement = select(packages.c.ref).join(revisions, and_(speaks(NOW), not_(sourced))).order_by(packages.c.ref)
    published = (one.ref for one in speaking_totals(connection, NOW) if not one.total.sources)
    for ref in sorted([*connection.scalars(statement), *published]):
        yield _notice(ref, "it cites no source")


def _overdrawn(connection: Connection) -> Iterator[Finding]:
    """Packages of which more is drawn, at one stage and in their own currency, than they state."""
    child, child_package = revisions.alias("child"), packages.alias("child_package")
    drawn = func.sum(child.c.amount_minor)
    statement = (
        select(packages.c.ref, revisions.c.amount_minor, revisions.c.currency, child.c.stage, drawn.label("drawn"))
        .join(packages, speaks(NOW))
        .join(child, child.c.draws_on_id == packages.c.id)
        .join(child_package, speaks(NOW, child, child_package))
        .where(
            revisions.c.status == Status.LIVE.value,
            child.c.status == Status.LIVE.value,
            child.c.currency == revisions.c.currency,
            revisions.c.amount_minor >= 0,
            revisions.c.amount_bound != Bound.AT_LEAST.value,
        )
        .group_by(packages.c.ref, revisions.c.amount_minor, revisions.c.currency, child.c.stage)
        .having(drawn > revisions.c.amount_minor)
        .order_by(packages.c.ref, child.c.stage)
    )
    for ref, stated, code, stage, minor in connection.execute(statement):
        more = from_minor(int(minor) - stated, code)
        yield _notice(ref, f"overdrawn: what draws on it at the stage of {stage} is {code} {plain(more)} more than it")


def _items(connection: Connection) -> Iterator[Finding]:
    """Packages whose line items state more, in its currency, than the whole."""
    worth = func.sum(line_items.c.amount_minor)
    statement = (
        select(packages.c.ref, revisions.c.amount_minor, revisions.c.currency, worth.label("worth"))
        .join(packages, speaks(NOW))
        .join(line_items, line_items.c.revision_id == revisions.c.id)
        .where(
            line_items.c.currency == revisions.c.currency,
            revisions.c.amount_minor >= 0,
            revisions.c.amount_bound != Bound.AT_LEAST.value,
        )
        .group_by(packages.c.ref, revisions.c.amount_minor, revisions.c.currency)
        .having(worth > revisions.c.amount_minor)
        .order_by(packages.c.ref)
    )
    for ref, stated, code, minor in connection.execute(statement):
        yield _notice(ref, f"its line items state {code} {plain(from_minor(int(minor) - stated, code))} more than it")


def _kept_copies(connection: Connection) -> Iterator[Finding]:
    """Copies of sources: what was kept is there as it was; of some, the digest may be all that there ever was."""
    named = _named_copies(connection)
    kept = set(connection.scalars(select(kept_copies.c.sha256)))
    for sha256 in sorted(named.keys() | kept):
        now = evidence.recomputed(connection, sha256)
        if now == sha256:
            continue
        where, cited = named.get(sha256, (f"kept copy {sha256}", ""))
        if sha256 not in kept and now is None:
            yield _notice(where, f"no copy of it is kept, and it states the SHA-256 of one{cited}")
            continue
        place = evidence.find(connection, [sha256])[sha256].place
        yield _fault(where, f"its kept copy {'is missing' if now is None else 'was altered'} ({place}){cited}")


def _named_copies(connection: Connection) -> dict[str, tuple[str, str]]:
    """For each digest that sources state, the first of them, and which packages and published totals cite one."""
    stating = select(sources).where(sources.c.sha256.is_not(None)).order_by(sources.c.id.desc())
    labels = {row["sha256"]: _called(row) for row in connection.execute(stating).mappings()}
    if not labels:
        return {}
    by_packages = (
        select(sources.c.sha256, packages.c.ref)
        .join(citations, citations.c.source_id == sources.c.id)
        .join(revisions, revisions.c.id == citations.c.revision_id)
        .join(packages, packages.c.id == revisions.c.package_id)
    )
    by_totals = (
        select(sources.c.sha256, published_totals.c.ref)
        .join(published_citations, published_citations.c.source_id == sources.c.id)
        .join(published_totals, published_totals.c.id == published_citations.c.published_total_id)
    )
    found = by_packages.where(sources.c.sha256.is_not(None)).union(by_totals.where(sources.c.sha256.is_not(None)))
    citing: dict[str, list[str]] = defaultdict(list)
    for sha256, ref in connection.execute(found.order_by("sha256", "ref")):
        citing[sha256].append(ref)
    return {sha256: (label, _by(citing[sha256])) for sha256, label in labels.items()}


def _by(refs: Sequence[str]) -> str:
    more = f" and {len(refs) - 3:,} more" if len(refs) > 3 else ""
    return f"; cited by {', '.join(refs[:3])}{more}" if refs else ""


def _called(row: RowMapping) -> str:
    """How findings call the source of a row."""
    return f"source {_stated(row).label}"


def _stated(row: RowMapping) -> Citation:
    """The source that a row states."""
    return Citation.model_construct(**{name: row[name] for name in row if name not in {"id", "digest"}})


def _notice(where: str, message: str) -> Finding:
    return Finding(Kind.NOTICE, where, message)
