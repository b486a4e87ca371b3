"""Periods and filters as conditions over the revisions."""

from sqlalchemy import and_, or_, true
from sqlalchemy.sql import ColumnElement

from aidledger.domain.dates import Period
from aidledger.domain.totals import Filters
from aidledger.storage.tables import revisions


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
    if filters.tags:
        conditions.append(or_(*(columns.tags.contains(f" {tag} ", autoescape=True) for tag in filters.tags)))
    return and_(true(), *conditions)


def _includes(column: ColumnElement[str], code: str) -> ColumnElement[bool]:
    """That `code` is the party, or one of the joint parties."""
    return or_(column == code, ("+" + column + "+").contains(f"+{code}+", autoescape=True))
