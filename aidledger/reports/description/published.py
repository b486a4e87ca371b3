"""Published totals beside the ledger's own, as a part: what is known now leads to its packages, and is checked."""

from typing import Final

from aidledger.domain.bounds import Bound
from aidledger.domain.reconciling import Comparison
from aidledger.domain.report import PartName, Report
from aidledger.domain.vocabulary import COUNTED_STAGES, Stage
from aidledger.reports import reconciliation
from aidledger.reports.description.cells import bound_word
from aidledger.reports.description.records import COUNTED, COUNTED_IN, FIRST_DAY, LAST_DAY
from aidledger.reports.description.values import (
    Check,
    Checked,
    Column,
    Condition,
    Kind,
    Link,
    Match,
    Money,
    Part,
    Place,
    Row,
    Standing,
    Summed,
    Term,
)

_NOW: Final = "Known now"
_UNSCOPED: Final = "They are told whatever the period and the filters are, but for donors and recipients."
_ALONE: Final = "To see its packages alone, filter by Donor, Recipient, Stage, Aid type, Counted in and possible days."


def published(report: Report, *, checked: bool) -> Checked | None:
    """Published totals beside the ledger's own; `None` where there are none.

    What is known now can be `checked` where no package of it is left out of the report.
    """
    found = report.reconciliation
    if found is None or not found.comparisons:
        return None
    columns = (
        Column("Ref"), Column("Published by", widest=40), Column("What it counts", widest=40),
        Column("Since", Kind.DAY), Column("Until", Kind.DAY), Column("Currency"), Column("Published bound"),
        Column("Published", Kind.FIGURE), Column("Known then bound"), Column("Known then", Kind.FIGURE),
        Column("Known now bound"), Column(_NOW, Kind.FIGURE), Column("Difference", Kind.FIGURE),
        Column("Agrees"), Column("What may explain it", widest=70), Column("Address", widest=60),
    )  # fmt: skip
    about = (
        f"{reconciliation.summary(found)}. A published total is never summed.",
        "Beside it stand the ledger's own totals of what it counts.",
        f"Known then: as known on the day on which it was published. Known now: as known on {report.known_on}.",
        *([] if report.whole else [_UNSCOPED]),
    )
    linked = report.whole and not report.overall.exchanged
    terms = [
        _counted(one) if linked and one.published.total.stage in COUNTED_STAGES else None for one in found.comparisons
    ]
    rows = [_comparison(one, term) for one, term in zip(found.comparisons, terms, strict=True)]
    part = Part(PartName.PUBLISHED, "Published totals and reconciliation", [(line,) for line in about], columns, rows)
    told = enumerate(zip(found.comparisons, terms, strict=True))
    return Checked(part, [_check(at, one, term) for at, (one, term) in told if checked and term])


def _comparison(one: Comparison, counted: Summed | None) -> Row:
    total, code = one.published.total, one.figure.currency
    source = total.sources[0] if total.sources else None
    clues = "\n".join(reconciliation.clue_line(one, clue) for clue in one.clues) if not one.agrees else None
    now = Money(one.now.amount, code, one.now.bound)
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
        Link(now, Place(PartName.PACKAGES), _ALONE, counted) if counted else now,
        Money(one.difference, code, Bound.EXACT),
        "yes" if one.agrees else "no",
        clues or None,
        Link(source.url, source.url) if source and source.url else None,
    ]


def _stage(one: Comparison) -> Stage:
    return one.published.total.stage


def _counted(one: Comparison) -> Summed:
    """The packages of the ledger's own total, as known now."""
    total = one.published.total
    stated = {"Donor": total.donor, "Recipient": total.recipient, "Stage": _stage(one).value,
              "Aid type": total.aid_type.value, COUNTED_IN: one.figure.currency}  # fmt: skip
    conditions = [Condition(heading, text) for heading, text in stated.items()]
    conditions += [Condition("Instrument", total.instrument, Match.EXACT)] if total.instrument else []
    conditions += [Condition(FIRST_DAY, total.since, Match.FROM)] if total.since else []
    conditions += [Condition(LAST_DAY, total.until, Match.UNTIL)]
    return Summed((Term(COUNTED, tuple(conditions)),))


def _check(position: int, one: Comparison, counted: Summed) -> Check:
    place = Place(PartName.PUBLISHED, position, _NOW)
    value = Money(one.now.amount, one.figure.currency, one.now.bound)
    return Check(f"{one.published.ref}, known now", place, value, Standing(place), counted)
