"""What balances are made of: every package that draws on another one, every appropriation and adjustment."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, case, or_, select

from aidledger.domain.balances import Balances, Linked
from aidledger.domain.balancing import tree
from aidledger.domain.bounds import Bound
from aidledger.domain.lookback import AsOf
from aidledger.domain.netting import Stated
from aidledger.domain.revisions import Revision
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import COUNTED_STAGES, AidType, Stage, Status
from aidledger.errors import InvalidInput
from aidledger.storage.filters import matches, speaks
from aidledger.storage.tables import packages, revisions

_STAGES: Final[Mapping[str, Stage]] = {stage.value: stage for stage in Stage}
_AID_TYPES: Final[Mapping[str, AidType]] = {aid_type.value: aid_type for aid_type in AidType}
_BOUNDS: Final[Mapping[str | None, Bound]] = {None: Bound.EXACT} | {bound.value: bound for bound in Bound}


def balances(connection: Connection, ref: str | None, filters: Filters, as_of: AsOf) -> Balances:
    """See `Ledger.balance`."""
    return Balances(
        ref=ref,
        filters=filters,
        as_of=as_of,
        known_on=as_of.known_on or datetime.now(UTC).date(),
        tree=tree(_linked(connection, filters, as_of), ref),
    )


def refuse_unless_it_has_one(revision: Revision) -> None:
    """Raise `InvalidInput`, which says why, for what is no appropriation that others may draw on."""
    package = revision.package
    if revision.cancelled:
        raise InvalidInput(f"'{package.ref}' is cancelled", f"'aidledger history {package.ref}' tells why")
    negative = package.amount is not None and package.amount.value < 0
    if package.stage is Stage.APPROPRIATION and not negative:
        return
    raise InvalidInput(
        f"'{package.ref}' is {'an adjustment' if negative else f'a {package.stage}'}, and only appropriations have a "
        "balance",
        f"it draws on {package.draws_on}: 'aidledger balance {package.draws_on}'"
        if package.draws_on
        else "'aidledger balance' shows all of them",
    )


def _linked(connection: Connection, filters: Filters, as_of: AsOf) -> Iterator[Linked]:
    columns = revisions.c
    statement = (
        select(
            columns.package_id, columns.draws_on_id, columns.stage, columns.currency, columns.amount_minor,
            columns.amount_bound, packages.c.ref, columns.title, columns.donor, columns.aid_type,
            case((matches(filters), 1), else_=0),
        )
        .select_from(revisions)
        .join(packages, speaks(as_of))
        .where(
            columns.status == Status.LIVE.value,
            columns.stage.in_([stage.value for stage in COUNTED_STAGES]),
            or_(
                columns.draws_on_id.is_not(None), columns.stage == Stage.APPROPRIATION.value, columns.amount_minor < 0
            ),
        )
        .order_by(columns.first_day, columns.last_day, packages.c.ref)
    )  # fmt: skip
    for id_, draws_on, stage, code, minor, bound, ref, title, donor, aid_type, chosen in connection.execute(statement):
        stated = Stated(id_, draws_on, _STAGES[stage], code, minor, _BOUNDS[bound])
        yield Linked(stated, ref, title, donor, _AID_TYPES[aid_type], bool(chosen))
