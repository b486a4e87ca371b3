"""The first parts: what the report is about with its headline figures, and what else is in it."""

from collections.abc import Mapping, Sequence
from typing import Final

from aidledger.domain.dates import instant_text
from aidledger.domain.parties import party_names
from aidledger.domain.report import PartName, Report
from aidledger.reports.description.notes import caveats
from aidledger.reports.description.values import AllTie, Chart, Column, Kind, Link, Live, Part, Place, Row
from aidledger.reports.wording import number_of, period_words

_SEVERAL: Final = 3
"""More parties than these are counted instead of named."""

_HOLDS: Final = {
    PartName.COVER: "What is counted, the headline figures, and where they come from",
    PartName.CONTENTS: "This list",
    PartName.MONTHS: "A figure for each month of announcement, stage and currency, and what they come to",
    PartName.FISCAL_YEARS: "A figure for each fiscal year of announcement, stage and currency",
    PartName.DONORS: "Who gave it",
    PartName.INSTRUMENTS: "Through which legal channel",
    PartName.CATEGORIES: "For what, as far as line items state what they are worth",
    PartName.APPROPRIATIONS: "What each appropriation makes available, what draws on it, and what remains",
    PartName.PACKAGES: "Every package in scope, with what it adds to the totals",
    PartName.ITEMS: "What the packages are made of",
    PartName.QUANTITIES: "How many of what, over all packages",
    PartName.CHANGES: "What the ledger says differently since last month",
    PartName.PUBLISHED: "Cumulative totals that somebody published, beside the ledger's own",
    PartName.SOURCES: "Who published what each package states, and where",
    PartName.REVISIONS: "Who stated what of each package when, why, and what that changed",
    PartName.NOTES: "How figures are counted, and what they leave out",
    PartName.CHECKS: "Every total beside what its packages add up to",
}


def cover(report: Report, headline: Part, charts: Sequence[Chart], *, checked: int) -> Part:
    """The cover: the headline figures are those of the totals by stage, of which `checked` figures have checks."""
    about: list[Row] = [
        (_sentence(report),),
        ("Period", period_words(report.period)),
        ("Packages", str(report.filters) or "all: no filter"),
        ("As known on", str(report.known_on)),
        *([("As recorded at", instant_text(report.as_of.recorded_at))] if report.as_of.recorded_at else []),
        ("Made at", f"{report.made_at:%Y-%m-%d %H:%M:%S} UTC, by aidledger"),
        ("Ledger", report.ledger_name),
        ("Fingerprint", report.fingerprint),
        *([("Recorded up to", instant_text(report.recorded_up_to))] if report.recorded_up_to else []),
        *([("Checks", Live(all_tie(checked), AllTie()))] if checked and report.has(PartName.CHECKS) else []),
    ]
    beneath = [(f"{topic}: {explanation}",) for topic, explanation in caveats(report)]
    return headline._replace(name=PartName.COVER, title=title(report), about=about, charts=charts, beneath=beneath)


def all_tie(number: int) -> str:
    """What the checks come to when all is well."""
    return f"All {number_of(number, 'figure')} tie to the packages" if number > 1 else "The figure ties to the packages"


def title(report: Report) -> str:
    """What is counted: `Military aid: United States to Ukraine`."""
    kinds = _listed(report.overall.aid_types or ("no",))
    donors, recipients = report.listing.donors, report.listing.recipients
    if not donors:
        return f"{kinds.capitalize()} aid"
    return f"{kinds.capitalize()} aid: {_named(donors, 'donor')} to {_named(recipients, 'recipient')}"


def _listed(words: Sequence[str]) -> str:
    """`one, two and three`."""
    *others, last = words
    return " and ".join(filter(None, (", ".join(others), last)))


def _named(codes: Sequence[str], noun: str) -> str:
    if len(codes) > _SEVERAL:
        return number_of(len(codes), noun)
    return party_names("+".join(codes))


def _sentence(report: Report) -> str:
    counts: dict[str, int] = {}
    for row in report.overall.rows:
        counts[row.stage.value] = counts.get(row.stage.value, 0) + row.packages
    found = [number_of(number, stage) for stage, number in counts.items()] or ["nothing"]
    kind = f"in {report.overall.exchanged.into}" if report.overall.exchanged else "by stage and currency"
    return (
        f"What was announced, {kind}: {_listed(found)}. Stages are never added together, for the same money passes "
        "from one to the next."
    )


def contents(parts: Sequence[Part], sizes: Mapping[PartName, int], absent: Sequence[tuple[PartName, str]]) -> Part:
    """The list of the parts, with links; and of those that have nothing to show, with the reason."""
    rows: list[Row] = [
        (Link(part.name.value, Place(part.name)), _HOLDS[part.name], sizes.get(part.name, len(part.rows)))
        for part in parts
    ]
    rows += [(name.value, f"Not in this report: {why}", 0) for name, why in absent]
    columns = (Column("Part", widest=30), Column("What it holds", widest=90), Column("Rows", Kind.FIGURE))
    return Part(
        PartName.CONTENTS, "Contents", [("What this report holds, and what it has nothing of.",)], columns, rows
    )
