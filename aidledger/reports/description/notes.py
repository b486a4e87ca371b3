"""The notes: how figures are counted, and what they leave out."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from aidledger.domain.numbers import plain
from aidledger.domain.parties import party_names
from aidledger.domain.rates import HOLDS
from aidledger.domain.report import PartName, Report
from aidledger.domain.totals import Exchanged
from aidledger.domain.vocabulary import COUNTED_STAGES
from aidledger.reports.description.values import Column, Part
from aidledger.reports.wording import WHOLE_PACKAGES, fiscal_lines, number_of, plural

_LISTED: Final = 50


class Note(NamedTuple):
    """What the Notes say of one topic."""

    topic: str
    explanation: str


def notes_part(report: Report, *, checked: bool) -> Part:
    """What a reader has to know of the figures, topic by topic; also of checks where figures are `checked`."""
    return Part(
        PartName.NOTES,
        "Notes",
        [("How the figures of this report are counted, and what they leave out.",)],
        (Column("Topic", widest=30), Column("Explanation", widest=110)),
        [
            *caveats(report),
            *_RULES,
            *([_CHECKS] if checked else ()),
            *_fiscal(report),
            *_rates(report),
            *_codes(report),
        ],
    )


_RULES: Final = (
    Note(
        "Stages",
        "Request (asked for), pledge (promised), appropriation (a legislature, or a determination under its law, makes "
        "funds or authority available), commitment (a concrete package is announced), delivery (handed over). The "
        "same money passes through several of them, so stages are never added together.",
    ),
    Note(
        "Amounts",
        "Each is exact to the last unit that its source states; a negative one is an adjustment. A package has one "
        "amount, and what its line items are worth is part of it.",
    ),
    Note(
        "Bounds",
        "Sources say 'up to', 'at least', 'about'; the word stands beside the amount. Upper bounds add up to an upper "
        "bound and lower ones to a lower one; a sum that mixes the two, or holds an approximate amount, is 'about'. "
        "The bound of a sum speaks for the stated values only.",
    ),
    Note("Currencies", "Amounts are in the currency that they were announced in. No sum adds up two currencies."),
    Note(
        "Draws on",
        "A package that draws on another is paid for by it, or is part of it. Within one stage the money is counted "
        "once: where it is drawn, in that package's own month; the package that it is drawn from adds only what "
        "remains. The amounts of the packages therefore add up to more than the totals; what the packages have under "
        "Counted adds up to them.",
    ),
    Note(
        "Period",
        "A package belongs to a period only if every day that its announcement may mean lies inside. Both ends count.",
    ),
    Note(
        "Announced on",
        "As precise as the source: a day, a month (2022-11) or a year (2022). What names no month has a row of its "
        "own, 'month unknown'.",
    ),
    Note("Known on", "The day on which the world could know what the package states."),
    Note("Cancelled", "Announced in error or twice: listed with the packages, and in no total."),
    Note(
        "Signs before figures",
        "\u2264 is up to, \u2265 is at least, ~ is about; the column Bound says the same in words. In a workbook they "
        "belong to the format of a cell, which itself holds the number.",
    ),
    Note(
        "Fingerprint",
        "The fingerprint on the cover names the state of the whole ledger: the same fingerprint, the same history.",
    ),
)


_CHECKS: Final = Note(
    "Checks",
    "Every total stands as a value; beside it stands what its packages add up to, worked out from the table Packages "
    "by the program that shows it. The part Checks gathers them, with the figures of Appropriations, and the sums of "
    "Quantities by unit over Line items: alter a figure under Counted in a workbook, and it tells what does not tie.",
)


def caveats(report: Report) -> Iterator[Note]:
    """What the totals leave out or treat specially in this report, as notes."""
    totals = report.overall
    if not totals.rows:
        yield Note("Nothing to count", "the ledger has no package in this scope.")
    if totals.left_out:
        counts = " and ".join(number_of(number, stage.value) for stage, number in totals.left_out.items())
        yield Note("Left out", f"{counts}. {_why_left_out(report)}")
    for once in totals.counted_once:
        amount = f"{once.currency} {plain(once.amount)}"
        named = number_of(once.packages, once.stage.value)
        yield Note("Counted once", f"{amount}, stated by {named} and again by what they draw on.")
    for one in totals.overdrawn:
        beyond = f"{one.currency} {plain(one.amount)}"
        packages = number_of(one.packages, one.stage.value)
        yield Note("Overdrawn", f"what draws on {packages} states {beyond} more than there is, and all of it counts.")
    if totals.within_others:
        yield Note(
            "Counted within others",
            (
                f"{number_of(totals.within_others, 'package')} whose value is part of a package in another currency, "
                "or of one whose value covers it."
            ),
        )
    if report.filters.categories:
        yield Note("Categories", WHOLE_PACKAGES)
    if totals.straddling:
        listed = ", ".join(f"{ref} ({announced_on})" for ref, announced_on in totals.straddling[:_LISTED])
        more = len(totals.straddling) - _LISTED
        yield Note("Only partly in the period", f"not counted: {listed}{f' and {more:,} more' if more > 0 else ''}.")
    unvalued = sum(row.without_value for row in totals.rows)
    counted_packages = number_of(sum(row.packages for row in totals.rows), "package")
    yield Note(
        "Value not disclosed",
        f"by {unvalued:,} of {counted_packages} counted. They stand beside the sums: not disclosed is not zero.",
    )
    yield Note(
        "Unsourced",
        f"{totals.unsourced:,} of {counted_packages} counted. What cites no source is marked so wherever it is listed.",
    )


def _why_left_out(report: Report) -> str:
    if report.filters.stages:
        return "The report was asked for other stages."
    *others, last = (plural(stage.value) for stage in COUNTED_STAGES)
    return f"Totals count {', '.join(others)} and {last}: a request or a pledge binds nobody yet."


def _fiscal(report: Report) -> Iterator[Note]:
    for dimension in report.by:
        for line in fiscal_lines([dimension], report.fiscal_start):
            yield Note("Fiscal years", f"{line}.")
            return
    yield Note("Fiscal years", "A US fiscal year starts on 1 October, and is named after the year in which it ends.")


def _rates(report: Report) -> Iterator[Note]:
    told = report.overall.exchanged
    if told is None:
        return
    yield Note("Converted", _converted(told))
    yield Note(
        "Rates",
        "Each package is converted at the rate of its own day, the last one published by then, and rounded once; a "
        f"rate holds for {HOLDS.days} days. Of a package whose day is not known, at that of the first day that it may "
        "be. The table Packages tells each rate and its day.",
    )


def _converted(told: Exchanged) -> str:
    packages, sources, gap = told.conversions
    said = f"{number_of(packages, 'package')} into {told.into}"
    if packages:
        said += f", at {' and '.join(sources)}, the oldest {number_of(gap, 'day')} older than its package"
    if told.coarse:
        said += f"; {number_of(told.coarse, 'package')} of them of a day that is not known"
    if number := len(told.unconvertible):
        said += f". {number_of(number, 'package')} could not be converted for want of a rate, and stand in no sum"
    return f"{said}."


def _codes(report: Report) -> Iterator[Note]:
    if codes := report.listing.parties:
        yield Note("Donors and recipients", "; ".join(f"{code}: {party_names(code)}" for code in codes))
