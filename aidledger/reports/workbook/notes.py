"""The notes: how figures are counted, and what they leave out."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from aidledger.domain.numbers import plain
from aidledger.domain.parties import party_names
from aidledger.domain.report import Report
from aidledger.domain.vocabulary import COUNTED_STAGES
from aidledger.reports.wording import number_of, plural
from aidledger.reports.workbook.layout import NOTES, Column, Sheet

_LISTED: Final = 50


class _Note(NamedTuple):
    """What the Notes say of one topic."""

    topic: str
    explanation: str


def notes_sheet(report: Report) -> Sheet:
    """What a reader has to know of the figures, topic by topic."""
    return Sheet(
        NOTES,
        "Notes",
        ("How the figures of this workbook are counted, and what they leave out.", ""),
        (Column("Topic", 30), Column("Explanation", 110)),
        [*caveats(report), *_RULES, *_codes(report)],
    )


_RULES: Final = (
    _Note(
        "Stages",
        "Request (asked for), pledge (promised), appropriation (a legislature, or a determination under its law, makes "
        "funds or authority available), commitment (a concrete package is announced), delivery (handed over). The "
        "same money passes through several of them, so stages are never added together.",
    ),
    _Note(
        "Amounts",
        "Each is exact to the last unit that its source states; a negative one is an adjustment. A package has one "
        "amount, and what its line items are worth is part of it.",
    ),
    _Note(
        "Bounds",
        "Sources say 'up to', 'at least', 'about'; the word stands beside the amount. Upper bounds add up to an upper "
        "bound and lower ones to a lower one; a sum that mixes the two, or holds an approximate amount, is 'about'. "
        "The bound of a sum speaks for the stated values only.",
    ),
    _Note("Currencies", "Amounts are in the currency of their announcement. No sum mixes two currencies."),
    _Note(
        "Draws on",
        "A package that draws on another is paid for by it, or is part of it. Within one stage the money is counted "
        "once: where it is drawn, in that package's own month; the package that it is drawn from adds only what "
        "remains. A sum over the Packages sheet can therefore exceed the totals.",
    ),
    _Note(
        "Period",
        "A package belongs to a period only if every day that its announcement may mean lies inside. Both ends count.",
    ),
    _Note(
        "Announced on",
        "As precise as the source: a day, a month (2022-11) or a year (2022). What names no month has a row of its "
        "own, 'month unknown'.",
    ),
    _Note("Known on", "The day on which the world could know what the package states."),
    _Note("Cancelled", "Announced in error or twice: listed with the packages, and in no total."),
    _Note(
        "Fingerprint",
        "The fingerprint on the Summary names the state of the whole ledger: the same fingerprint, the same history.",
    ),
)


def caveats(report: Report) -> Iterator[_Note]:
    """What the totals leave out or treat specially in this report, as notes."""
    totals = report.overall
    if not totals.rows:
        yield _Note("Nothing to count", "the ledger has no package in this scope.")
    if totals.left_out:
        counts = " and ".join(number_of(number, stage.value) for stage, number in totals.left_out.items())
        yield _Note("Left out", f"{counts}. {_why_left_out(report)}")
    for once in totals.counted_once:
        amount = f"{once.currency} {plain(once.amount)}"
        named = number_of(once.packages, once.stage.value)
        yield _Note("Counted once", f"{amount}, stated by {named} and again by what they draw on.")
    if totals.within_others:
        yield _Note(
            "Counted within others",
            (
                f"{number_of(totals.within_others, 'package')} whose value is part of a package in another currency, "
                "or of one whose value covers it."
            ),
        )
    if totals.straddling:
        listed = ", ".join(f"{ref} ({announced_on})" for ref, announced_on in totals.straddling[:_LISTED])
        more = len(totals.straddling) - _LISTED
        yield _Note("Only partly in the period", f"not counted: {listed}{f' and {more:,} more' if more > 0 else ''}.")
    unvalued = sum(row.without_value for row in totals.rows)
    counted_packages = number_of(sum(row.packages for row in totals.rows), "package")
    yield _Note(
        "Value not disclosed",
        f"by {unvalued:,} of {counted_packages} counted. They stand beside the sums: not disclosed is not zero.",
    )
    yield _Note(
        "Unsourced",
        f"{totals.unsourced:,} of {counted_packages} counted. What cites no source is marked so wherever it is listed.",
    )


def _why_left_out(report: Report) -> str:
    if report.filters.stages:
        return "The report was asked for other stages."
    *others, last = (plural(stage.value) for stage in COUNTED_STAGES)
    return f"Totals count {', '.join(others)} and {last}: nobody owes a request or a pledge yet."


def _codes(report: Report) -> Iterator[_Note]:
    packages = [revision.package for revision in report.revisions]
    codes = {code for package in packages for code in f"{package.donor}+{package.recipient}".split("+")}
    if codes:
        yield _Note("Donors and recipients", "; ".join(f"{code}: {party_names(code)}" for code in sorted(codes)))
