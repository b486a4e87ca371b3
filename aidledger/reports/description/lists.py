"""What changed since last month, as a part; and why a part has nothing to show."""

from collections.abc import Iterable, Sequence

from aidledger.domain.lookback import AsOf
from aidledger.domain.numbers import plain
from aidledger.domain.report import DIMENSION_OF, PartName, Report
from aidledger.domain.totals import Filters, Total
from aidledger.reports import changes
from aidledger.reports.description.cells import package_link
from aidledger.reports.description.values import Column, Part


def changes_part(report: Report) -> Part | None:
    """What the ledger says differently since last month; `None` where it says nothing different."""
    found = report.changes
    if found is None or not (found.packages or found.published):
        return None
    columns = (
        Column("Ref"), Column("Change"), Column("Stage"), Column("What it says", widest=70),
        Column("Reason", widest=40),
    )  # fmt: skip
    table = changes.packages(found)
    rows = [[package_link(ref, report.listing.places), *others] for ref, *others in table.rows]
    effects = [
        f"{effect.stage.capitalize()}, {effect.currency}: {_told(effect.before)} before, {_told(effect.after)} after."
        for effect in found.effects
        if effect.currency
    ]
    about = (
        f"What the whole ledger says differently {since_words(found.since, report)}.",
        "It is told whatever the period and the filters of this report are.",
        *effects,
    )
    return Part(PartName.CHANGES, "Changes since the last month", [(line,) for line in about], columns, rows)


def since_words(since: AsOf, report: Report) -> str:
    """Since which day changes are told."""
    if report.as_of.known_on:
        return f"as known on {report.known_on} than as known on {since.known_on}"
    return f"than it did at the end of {since.recorded_at:%Y-%m-%d} (UTC)"


def _told(total: Total | None) -> str:
    if total is None or total.amount is None or total.currency is None:
        return "nothing"
    return f"{total.bound.words} {total.currency} {plain(total.amount)}".strip()


def missing(report: Report, there: Iterable[PartName]) -> Sequence[tuple[PartName, str]]:
    """The parts that were asked for and that have nothing to show, each with the reason."""
    recorded = "recorded in this scope" if report.filters != Filters() else "recorded"
    reasons = dict.fromkeys(DIMENSION_OF, "nothing is counted in this scope") | {
        PartName.INSTRUMENTS: "no package states its legal channel",
        PartName.CATEGORIES: "no line item states what it is worth, so that no amount is broken down",
        PartName.APPROPRIATIONS: f"no appropriation is {recorded}",
        PartName.QUANTITIES: "no package lists items",
        PartName.CHANGES: "the ledger says what it said at the end of last month, or said nothing then",
        PartName.PUBLISHED: f"no published total is {recorded}",
        PartName.CHECKS: "no figure stands in it beside the packages that it could be held against",
    }
    present = set(there)
    return [(part, reasons[part]) for part in PartName if part in reasons and report.has(part) and part not in present]
