"""What the database holds of the links between packages, as the domain judges them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from aidledger.domain.links import Statement
from aidledger.domain.vocabulary import Stage, Status
from aidledger.storage.batches import chunks
from aidledger.storage.tables import packages, revisions

_parent = packages.alias("parent")

Statements = dict[str, list[Statement]]
"""What the revisions of each package say, by its ref."""


def statements(connection: Connection, refs: Iterable[str]) -> Statements:
    """What is stated of `refs`, and of all that they draw on, directly and indirectly, on any day."""
    found: Statements = defaultdict(list)
    asked: set[str] = set()
    wanted = set(refs)
    while wanted:
        asked |= wanted
        for row in chunks(connection, sorted(wanted), _stated_of):
            found[row["ref"]].append(_statement(row))
        wanted = {one.draws_on for ref in wanted for one in found.get(ref, ()) if one.draws_on} - asked
    return found


def drawing_on(connection: Connection, refs: Iterable[str]) -> set[str]:
    """The refs of the packages of which any revision draws on one of `refs`."""
    return {row["ref"] for row in chunks(connection, sorted(refs), _drawing)}


def all_statements(connection: Connection) -> Statements:
    """What is stated of every package that draws on another one, or is drawn on, on any day."""
    drawn = select(revisions.c.draws_on_id).where(revisions.c.draws_on_id.is_not(None))
    drawing = select(revisions.c.package_id).where(revisions.c.draws_on_id.is_not(None))
    found: Statements = defaultdict(list)
    linked = _stated().where(packages.c.id.in_(drawn) | packages.c.id.in_(drawing))
    for row in connection.execute(linked.order_by(packages.c.ref, revisions.c.number)).mappings():
        found[row["ref"]].append(_statement(row))
    return found


def _stated() -> Select[Any]:
    return (
        select(
            packages.c.ref,
            revisions.c.number,
            revisions.c.known_on,
            revisions.c.stage,
            revisions.c.status,
            _parent.c.ref.label("draws_on"),
        )
        .join(packages, packages.c.id == revisions.c.package_id)
        .outerjoin(_parent, _parent.c.id == revisions.c.draws_on_id)
    )


def _stated_of(refs: Sequence[str]) -> Select[Any]:
    return _stated().where(packages.c.ref.in_(refs)).order_by(packages.c.ref, revisions.c.number)


def _drawing(refs: Sequence[str]) -> Select[Any]:
    return (
        select(packages.c.ref)
        .distinct()
        .join(revisions, revisions.c.package_id == packages.c.id)
        .join(_parent, _parent.c.id == revisions.c.draws_on_id)
        .where(_parent.c.ref.in_(refs))
    )


def _statement(row: RowMapping) -> Statement:
    return Statement(
        row["ref"], row["number"], row["known_on"], Stage(row["stage"]), Status(row["status"]), row["draws_on"]
    )
