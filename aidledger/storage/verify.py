"""Recompute everything that can be recomputed, and report what does not agree; nothing is repaired."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import CheckConstraint, Connection, Text, exists, func, not_, select, text, union_all
from sqlalchemy import cast as as_type

from aidledger.domain.findings import Finding, Kind
from aidledger.domain.packages import Citation
from aidledger.domain.revisions import CANONICAL_VERSION, Revision, revision_digest, source_digest
from aidledger.storage.rows import derived, heads, read_revisions, stream
from aidledger.storage.tables import citations, line_items, packages, revisions, sources

GUARDS = frozenset(
    [f"{table.name}_refuse_delete" for table in (packages, revisions, line_items, citations, sources)]
    + [f"{table.name}_refuse_update" for table in (packages, revisions, line_items, citations, sources)]
    + [f"{table.name}_refuse_late_part" for table in (line_items, citations)]
    + ["revisions_refuse_gap"]
)
"""The triggers that both databases have."""
_SQLITE_GUARDS = frozenset(f"{t.name}_refuse_replace" for t in (packages, revisions, line_items, citations, sources))
_POSTGRESQL_GUARDS = frozenset(
    f"{t.name}_refuse_truncate" for t in (packages, revisions, line_items, citations, sources)
)


def verify(connection: Connection) -> Iterator[Finding]:
    """Faults first, then notices; see `Ledger.verify`."""
    for check in (_integrity, _guards, _rules, _sources, _orphans, _revisions, _unsourced):
        try:
            yield from check(connection)
        except (ValueError, ArithmeticError, AttributeError, TypeError) as error:
            yield _fault("database", f"a row holds what nothing that was recorded can state: {error}")


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
    if connection.dialect.name == "sqlite":
        expected, statement = GUARDS | _SQLITE_GUARDS, "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        expected = GUARDS | _POSTGRESQL_GUARDS
        statement = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
    found = set(connection.scalars(text(statement)))
    for name in sorted(expected - found):
        yield _fault("database", f"the trigger {name}, which guards the history, is missing")


def _rules(connection: Connection) -> Iterator[Finding]:
    """The CHECKs of the tables: SQLite passes over them where it is opened for reading alone."""
    for table in (packages, revisions, line_items, citations, sources):
        for rule in (constraint for constraint in table.constraints if isinstance(constraint, CheckConstraint)):
            broken = text(f"SELECT count(*) FROM {table.name} WHERE NOT ({rule.sqltext})")  # noqa: S608  all our own words
            if rows := connection.scalar(broken):
                yield _fault(table.name, f"{rows} rows break the rule {rule.name}")


def _sources(connection: Connection) -> Iterator[Finding]:
    for row in connection.execute(select(sources).order_by(sources.c.id)).mappings():
        stated = Citation.model_construct(**{name: row[name] for name in row if name not in {"id", "digest"}})
        if source_digest(stated) != row["digest"]:
            yield _fault(f"source {stated.label}", "its digest does not fit what it says: it was altered")


def _orphans(connection: Connection) -> Iterator[Finding]:
    """Parts and revisions of which nothing is left that they belong to, and parts that are missing among others."""
    for table in (line_items, citations):
        lost = select(table.c.revision_id).where(not_(exists().where(revisions.c.id == table.c.revision_id))).distinct()
        for (id_,) in connection.execute(lost.order_by(table.c.revision_id)):
            yield _fault(table.name, f"they belong to a revision that is not there (id {id_})")
        parts = select(table.c.revision_id).group_by(table.c.revision_id).order_by(table.c.revision_id)
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


def _chain(ref: str, chain: list[Revision], stored: Iterator[Any]) -> Iterator[Finding]:
    previous = None
    rows = [next(stored) for _ in chain]
    for expected, (revision, row) in enumerate(zip(chain, rows, strict=True), start=1):
        where = f"{ref} revision {revision.number}"
        if revision.number != expected:
            yield _fault(where, f"revision {expected} is missing before it")
        digest = revision_digest(
            revision.package, number=revision.number, recorded_at=revision.recorded_at, author=revision.author,
            reason=revision.reason, previous=previous,
        )  # fmt: skip
        if row["canonical_version"] != CANONICAL_VERSION:
            yield _fault(where, f"it is said to be in canonical form {row['canonical_version']}, which is not known")
        if digest != revision.digest:
            yield _fault(where, "its digest does not fit what it states: it, or one before it, was altered")
        for column, value in derived(revision.package).items():
            if row[column] != value:
                yield _fault(where, f"the stored {column} is '{row[column]}' where '{value}' follows from the package")
        previous = revision.digest
    head = max(rows, key=lambda row: (row["known_on"], row["number"]))
    for name, expected_row in (("head", head), ("tip", rows[-1])):
        if rows[0][f"{name}_id"] != expected_row["id"]:
            yield _fault(ref, f"its {name} is not revision {expected_row['number']}, as it should be")


def _unsourced(connection: Connection) -> Iterator[Finding]:
    sourced = exists().where(citations.c.revision_id == revisions.c.id)
    statement = select(packages.c.ref).join(revisions, heads(not_(sourced))).order_by(packages.c.ref)
    for (ref,) in connection.execute(statement):
        yield Finding(Kind.NOTICE, ref, "it cites no source")
