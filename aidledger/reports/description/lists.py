"""Parts that list what is beside the totals: changes, published totals; and why a part has nothing to show."""

from collections.abc import Iterable, Sequence

from aidledger.domain.bounds import Bound
from aidledger.domain.dates import Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.numbers import plain
from aidledger.domain.reconciling import Comparison
from aidledger.domain.report import DIMENSION_OF, PartName, Report
from aidledger.domain.totals import Filters, Total
from aidledger.reports import changes, reconciliation
from aidledger.reports.description.cells import bound_word, package_link
from aidledger.reports.description.values import Column, Kind, Link, Money, Part, Row


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


def published(report: Report) -> Part | None:
    """Published totals beside the ledger's own; `None` where there are none."""
    found = report.reconciliation
    if found is None or not found.comparisons:
        return None
    scoped = report.period != Period() or report.filters != Filters()
    columns = (
        Column("Ref"), Column("Published by", widest=40), Column("What it counts", widest=40),
        Column("Since", Kind.DAY), Column("Until", Kind.DAY), Column("Currency"), Column("Published bound"),
        Column("Published", Kind.FIGURE), Column("Known then bound"), Column("Known then", Kind.FIGURE),
        Column("Known now bound"), Column("Known now", Kind.FIGURE), Column("Difference", Kind.FIGURE),
        Column("Agrees"), Column("What may explain it", widest=70), Column("Address", widest=60),
    )  # fmt: skip
    about = (
        f"{reconciliation.summary(found)}. A published total is never summed.",
        "Beside it stand the ledger's own totals of what it counts.",
        f"Known then: as known on the day on which it was published. Known now: as known on {report.known_on}.",
        *(["They are told whatever the period and the filters are, but for those of donors and recipients."] * scoped),
    )
    rows = [_comparison(one) for one in found.comparisons]
    return Part(PartName.PUBLISHED, "Published totals and reconciliation", [(line,) for line in about], columns, rows)


def _comparison(one: Comparison) -> Row:
    total, code = one.published.total, one.figure.currency
    source = total.sources[0] if total.sources else None
    clues = "\n".join(reconciliation.clue_line(one, clue) for clue in one.clues) if not one.agrees else None
    return [
        one.published.ref,
        (source.publisher or source.title) if source else None,
        reconciliation.scope(one),
        total.since,
        total.until,
        code,
        bound_word(one.figure.bound),
        Money(one.figure.value, code, one.figure.bound),
        bound_word(one.then.bound),
        Money(one.then.amount, code, one.then.bound),
        bound_word(one.now.bound),
        Money(one.now.amount, code, one.now.bound),
        Money(one.difference, code, Bound.EXACT),
        "yes" if one.agrees else "no",
        clues or None,
        Link(source.url, source.url) if source and source.url else None,
    ]


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
