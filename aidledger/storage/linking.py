"""What the database holds of the links between packages, as the domain judges them, and how what is wrong is told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from aidledger.domain.links import Clash, Fault, Statement
from aidledger.domain.vocabulary import Stage, Status
from aidledger.errors import AidledgerError, Conflict, InvalidInput
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


def complaint(clash: Clash, *, of_child: bool) -> tuple[type[AidledgerError], str, str]:
    """What to tell of a wrong link, to whom states the child or, else, to whom states the parent."""
    fault, child, parent, first, through = clash
    since = f" from {first} on"
    match fault, of_child:
        case Fault.CIRCLE, _:
            # The child stands first among those of the circle.
            *others, last = through[1:]
            circle = f"{', '.join(others)} and {last}" if others else last
            return InvalidInput, f"'{child.ref}' draws on itself, through {circle}", "leave out a link"
        case Fault.STAGE, True:
            message = f"{_a(child.stage)} cannot draw on {_a(parent.stage)} ('{parent.ref}')"
            return InvalidInput, message, "a package draws on one of the same stage or of an earlier one"
        case Fault.STAGE, False:
            kinds = _a(parent.stage), _a(child.stage)
            message = f"'{parent.ref}' cannot be {kinds[0]}{since}: '{child.ref}', {kinds[1]}, draws on it"
            return InvalidInput, message, f"revise '{child.ref}' first, or choose an earlier stage"
        case _, True:
            message = f"'{child.ref}' draws on '{parent.ref}', which is cancelled"
            return Conflict, message, "draw on the package that it duplicates, or on none"
        case _:
            message = f"'{parent.ref}' cannot be cancelled{since}: '{child.ref}' draws on it"
            return Conflict, message, f"revise '{child.ref}' first, so that it draws on another package, or cancel it"


def _a(stage: Stage) -> str:
    """The stage with its article: `a pledge`, `an appropriation`."""
    return f"{'an' if stage[0] in 'aeiou' else 'a'} {stage}"


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
