"""What a report says, part by part, as plain values: the one description that every format is written from.

    values    what parts are made of: columns, rows, links, checks, charts
    cells     how amounts, days and refs become values
    shown     how values look to people, on a page or in a memo
    records   the packages, their items, sources and revisions
    sums      the totals, a row for each figure, with what its packages add up to
    charts    what is drawn of them
    axes      the steps beside what is drawn
    appropriations  what each has left, with what its packages add up to
    quantities      how many of what, with what line items add up to
    published       published totals beside the ledger's own
    lists           changes; and why a part has nothing to show
    notes     how figures are counted, and what they leave out
    cover     the cover and the contents
    checks    every total beside what its packages add up to

First all `records` are gone through, once, for there may be a million; then it is known where packages stand, and
`describe` can link to them.
"""

from collections.abc import Iterator
from typing import Final

from aidledger.domain.report import DIMENSION_OF, PartName, Report
from aidledger.domain.vocabulary import Dimension
from aidledger.errors import NotFound
from aidledger.reports.description.appropriations import appropriations
from aidledger.reports.description.checks import checks_part
from aidledger.reports.description.cover import contents, cover
from aidledger.reports.description.lists import changes_part, missing
from aidledger.reports.description.notes import notes_part
from aidledger.reports.description.published import published
from aidledger.reports.description.quantities import quantities_part
from aidledger.reports.description.records import Records
from aidledger.reports.description.sums import sums
from aidledger.reports.description.values import Checked, Part, Row
from aidledger.reports.wording import period_words

__all__ = ["Records", "describe"]

_SAID: Final = {
    PartName.MONTHS: "Amounts by the month of announcement, stages and currencies apart; months with nothing are zero.",
    PartName.FISCAL_YEARS: "Amounts by the fiscal year of announcement, stages and currencies apart.",
    PartName.DONORS: "Amounts by donor, stages and currencies apart, the largest first; a joint package counts once.",
    PartName.INSTRUMENTS: "Amounts by legal channel, stages and currencies apart, the largest first.",
    PartName.CATEGORIES: "What line items state that they are worth; a package counts in each row that it is part of.",
}


def describe(report: Report, records: Records, *, live: bool = True) -> list[Part]:
    """The parts of the report in its order; `records` are its own, and have been gone through.

    Those of the packages, their items, sources and revisions come without their rows, which `records` have.

    Where figures are not `live`, because a format cannot work out again what packages add up to, nothing is said of it.

    Raises `NotFound` where none of the parts that were asked for has anything to show.
    """
    checked = live and report.has(PartName.PACKAGES)
    headline = sums(PartName.COVER, report.overall, report, records.packages, (), checked=checked)
    totals = {part: found for part, found in _totals(report, records, checked=checked) if found.part.rows}
    months = totals.get(PartName.MONTHS)
    besides = {
        PartName.APPROPRIATIONS: appropriations(report, records, checked=checked),
        PartName.QUANTITIES: quantities_part(report, records.items, checked=checked and report.has(PartName.ITEMS)),
        PartName.PUBLISHED: published(report, checked=checked),
    }
    figures: dict[PartName, Checked] = {PartName.COVER: headline, **totals}
    figures |= {name: one for name, one in besides.items() if one}
    checks = [check for name, one in figures.items() if report.has(name) for check in one.checks]
    found: dict[PartName, Part | None] = {
        PartName.COVER: cover(report, headline.part, months.part.charts if months else (), checked=len(checks)),
        **{name: one.part for name, one in figures.items() if name is not PartName.COVER},
        **{part.name: part for part in records.parts},
        PartName.CHANGES: changes_part(report),
        PartName.NOTES: notes_part(report, checked=bool(checks) and report.has(PartName.CHECKS)),
        PartName.CHECKS: checks_part(checks) if checks else None,
    }
    parts = [part for name in PartName if report.has(name) and (part := found.get(name))]
    if report.has(PartName.CONTENTS):
        absent = missing(report, (part.name for part in parts))
        listed = contents(parts, records.sizes, absent)
        parts.insert(1 if report.has(PartName.COVER) else 0, listed)
    if not parts:
        why = "; ".join(f"{name}: {reason}" for name, reason in missing(report, ()))
        raise NotFound(f"there is nothing to write ({why})", "ask for another period, or for other parts")
    return parts


def _totals(report: Report, records: Records, *, checked: bool) -> Iterator[tuple[PartName, Checked]]:
    for part, dimension in DIMENSION_OF.items():
        found = report.by.get(dimension)
        if found and (dimension is not Dimension.INSTRUMENT or any(row.groups[0] for row in found.rows)):
            about: list[Row] = [(_SAID[part],), (f"Period: {period_words(report.period)}.",)]
            yield part, sums(part, found, report, records.packages, about, checked=checked)
