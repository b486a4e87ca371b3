"""Periods, filters and looking back as conditions over the revisions."""

from typing import Any

from sqlalchemy import CTE, and_, exists, not_, or_, select, true
from sqlalchemy.sql import ColumnElement

from aidledger.domain.dates import Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import Status
from aidledger.storage.tables import line_items, packages, revisions

# Made once: an alias takes longer to make than a statement.
_later, _second, _older, _newer = (revisions.alias(name) for name in ("later", "second", "older", "newer"))


def speaks(as_of: AsOf, revision: Any = revisions, package: Any = packages) -> ColumnElement[bool]:
    """That `revision` speaks for `package`: now by its head, else as the latest of those that were there by then."""
    if as_of == AsOf():
        return and_(package.c.head_id == revision.c.id)
    newer = or_(
        _later.c.known_on > revision.c.known_on,
        and_(_later.c.known_on == revision.c.known_on, _later.c.number > revision.c.number),
    )
    outdone = exists().where(_later.c.package_id == revision.c.package_id, newer, admitted(as_of, _later))
    return and_(package.c.id == revision.c.package_id, admitted(as_of, revision), not_(outdone))


class Standing:
    """For questions about all packages: which revisions speak for theirs, and are live.

    Few packages have more than one revision. To find those that another one outdoes, and to take all others, is quicker
    than to look for the head of each; and so it costs the same to look back.
    """

    def __init__(self, as_of: AsOf) -> None:
        self._as_of = as_of
        later = or_(
            _newer.c.known_on > _older.c.known_on,
            and_(_newer.c.known_on == _older.c.known_on, _newer.c.number > _older.c.number),
        )
        self.outdone: CTE = (
            select(_older.c.id)
            .select_from(
                _second.join(_older, _older.c.package_id == _second.c.package_id).join(
                    _newer, and_(_newer.c.package_id == _second.c.package_id, later)
                )
            )
            .where(_second.c.number == 2, admitted(as_of, _newer))
            .cte("outdone")
        )
        """The revisions, by id, in whose place another one speaks."""

    def there(self, revision: Any = revisions) -> ColumnElement[bool]:
        """That `revision` is live, and was known and recorded by then: it speaks unless it is outdone."""
        return and_(revision.c.status == Status.LIVE.value, admitted(self._as_of, revision))

    def __call__(self, revision: Any = revisions) -> ColumnElement[bool]:
        """That `revision` is live and speaks for its package."""
        return and_(self.there(revision), revision.c.id.not_in(select(self.outdone.c.id)))


def admitted(as_of: AsOf, revision: Any = revisions) -> ColumnElement[bool]:
    """That `revision` was known, and recorded, by then."""
    return and_(
        true(),
        *([revision.c.known_on <= as_of.known_on] if as_of.known_on else []),
        *([revision.c.recorded_at <= as_of.recorded_at] if as_of.recorded_at else []),
    )


def scope(period: Period) -> ColumnElement[bool]:
    """The packages of which every day that their announcement may mean lies in `period`."""
    return and_(
        true(),
        *([revisions.c.first_day >= period.first] if period.first else []),
        *([revisions.c.last_day <= period.last] if period.last else []),
    )


def straddles(period: Period) -> ColumnElement[bool]:
    """The packages that may lie inside `period`, and may not."""
    return and_(
        or_(
            *([revisions.c.first_day < period.first] if period.first else []),
            *([revisions.c.last_day > period.last] if period.last else []),
        ),
        *([revisions.c.last_day >= period.first] if period.first else []),
        *([revisions.c.first_day <= period.last] if period.last else []),
    )


def matches(filters: Filters, *, stages: bool = True) -> ColumnElement[bool]:
    """The packages that pass the filters; without `stages`, whatever stage they are at."""
    columns = revisions.c
    conditions: list[ColumnElement[bool]] = []
    for column, values in (
        (columns.stage, filters.stages if stages else ()),
        (columns.aid_type, filters.aid_types),
        (columns.instrument, filters.instruments),
        (columns.currency, filters.currencies),
    ):
        if values:
            conditions.append(column.in_([str(value) for value in values]))
    for column, codes in ((columns.donor, filters.donors), (columns.recipient, filters.recipients)):
        if codes:
            conditions.append(or_(*(_includes(column, code) for code in codes)))
    if filters.categories:
        item = line_items.alias("filtered_item")
        wanted = item.c.category.in_([str(category) for category in filters.categories])
        conditions.append(exists().where(item.c.revision_id == columns.id, wanted))
    if filters.tags:
        conditions.append(or_(*(columns.tags.contains(f" {tag} ", autoescape=True) for tag in filters.tags)))
    return and_(true(), *conditions)


def _includes(column: ColumnElement[str], code: str) -> ColumnElement[bool]:
    """That `code` is the party, or one of the joint parties."""
    return or_(column == code, ("+" + column + "+").contains(f"+{code}+", autoescape=True))
