"""What each appropriation has left, as a part: each row leads to what draws on it, and is checked by that."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, takewhile
from typing import Final, NamedTuple

from aidledger.domain.balances import Balance, Figure, Figures
from aidledger.domain.report import PartName, Report
from aidledger.domain.vocabulary import Stage
from aidledger.reports import balances
from aidledger.reports.description.cells import bound_word, package_link
from aidledger.reports.description.records import APPROPRIATION, COUNTED, COUNTED_IN, Records
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
    Value,
)
from aidledger.reports.wording import NOT_DISCLOSED

_FIGURES: Final = ("made_available", "committed", "restored", "remaining", "delivered")
"""The figures of a row, each with its bound in a column beside it."""
MOST_CHARACTERS: Final = 1_000
"""Of the refs that one figure is checked over: Excel takes no formula of more than 8,192, and repairs the file."""


class _Line(NamedTuple):
    """A row: an appropriation or what is not broken down of it, and the `refs` that packages of it count for."""

    balance: Balance
    depth: int
    figures: Figures
    refs: Sequence[str]
    own: bool

    @property
    def name(self) -> str:
        return self.balance.ref if self.own else f"{self.balance.ref}: {balances.NOT_BROKEN_DOWN}"


def appropriations(report: Report, records: Records, *, checked: bool) -> Checked | None:
    """What each appropriation has left after what draws on it; `None` where there is none.

    Figures can be `checked` where nothing that draws on any is left out of the report.
    """
    found = report.balances
    if found is None or not found.tree.balances:
        return None
    lines = list(_lines(found.tree.balances))
    columns = [
        Column("Appropriation"), Column("Title", widest=60), Column("Level", Kind.FIGURE), Column("Part of"),
        Column("Currency"), *chain.from_iterable(map(_columns, _FIGURES)),
        Column("Overdrawn by", Kind.FIGURE), Column("Packages", Kind.FIGURE),
        Column("Without a stated value", Kind.FIGURE),
    ]  # fmt: skip
    rows = [_row(one, report.listing.places, _packages(one, records, whole=report.whole)) for one in lines]
    used = [at for at in range(len(columns)) if at < 5 or any(row[at] not in {None, ""} for row in rows)]
    part = Part(
        PartName.APPROPRIATIONS, "Appropriations and what draws on them", list(_about(report)),
        [columns[at] for at in used], [[row[at] for at in used] for row in rows],
    )  # fmt: skip
    checks = _checks(lines) if checked and report.whole and not report.overall.exchanged else ()
    return Checked(part, list(checks))


def _lines(found: Sequence[Balance]) -> Iterator[_Line]:
    places = {one.ref: at for at, one in enumerate(found)}
    for one, depth, name, figures in balances.in_order(found):
        own = name == one.ref
        further = found[places[one.ref] + 1 :] if own else ()
        below = [other.ref for other in takewhile(partial(_is_below, one), further)]
        yield _Line(one, depth, figures, [one.ref, *below], own)


def _is_below(above: Balance, one: Balance) -> bool:
    return one.depth > above.depth


def _about(report: Report) -> Iterator[Row]:
    if report.balances:
        yield from ((line,) for line in balances.notes(report.balances))
    yield ("Packages are the commitments and deliveries that draw on it, directly or through others.",)
    if not report.whole:
        yield ("They count whatever the period and the filters of this report are.",)


def _columns(name: str) -> tuple[Column, Column]:
    return Column(balances.heading_of(name), Kind.FIGURE), Column(f"{balances.heading_of(name)} bound")


def _row(line: _Line, places: Mapping[str, int], packages: Link | int) -> Row:
    one, own = line.balance, line.own
    return [
        package_link(one.ref, places) if own else line.name,
        one.title if own else "What no component states of it",
        line.depth,
        package_link(one.parent if own else one.ref, places),
        one.currency,
        *chain.from_iterable(_held(one, getattr(line.figures, name), name) for name in _FIGURES),
        Money(one.overdrawn, str(one.currency)) if own and one.overdrawn else None,
        packages,
        one.without_value if own else None,
    ]  # fmt: skip


def _held(one: Balance, figure: Figure | None, name: str) -> tuple[Value, Value]:
    if figure is None or one.currency is None:
        return None, NOT_DISCLOSED if name == "made_available" else None
    return Money(figure.value, one.currency, figure.bound), bound_word(figure.bound)


def _packages(line: _Line, records: Records, *, whole: bool) -> Link | int:
    number = line.balance.packages if line.own else line.balance.directly
    places = [place for ref in line.refs if (place := records.counted_for.get(ref)) is not None]
    if not places:
        return number
    stages = Condition("Stage", (Stage.COMMITMENT.value, Stage.DELIVERY.value))
    only = Summed((Term(COUNTED, (_counting_for(line), stages)),))
    several = ", or by those of its components" if len(line.refs) > 1 else ""
    hint = (
        f"The first of them. To see these alone, filter the packages by {APPROPRIATION} = {line.balance.ref}{several}."
    )
    return Link(number, Place(PartName.PACKAGES, min(places)), hint, only if whole else None)


def _checks(lines: Sequence[_Line]) -> Iterator[Check]:
    for position, line in enumerate(lines):
        code = line.balance.currency
        if code is None or sum(map(len, line.refs)) > MOST_CHARACTERS:
            continue
        for name in _FIGURES:
            figure: Figure | None = getattr(line.figures, name)
            terms = _terms(name, line, code)
            if figure and terms:
                place = Place(PartName.APPROPRIATIONS, position, balances.heading_of(name))
                what = f"{line.name}, {balances.heading_of(name).lower()}, {code}"
                yield Check(what, place, Money(figure.value, code, figure.bound), Standing(place), Summed(terms))


def _terms(name: str, line: _Line, code: str) -> tuple[Term, ...]:
    """What the packages have to add up to; none for what remains where that leaves out what is not broken down."""
    match name:
        case "made_available":
            return _available(line, code)
        case "committed":
            return (_counted(line, Stage.COMMITMENT, code, Match.ABOVE_ZERO),)
        case "restored":
            return (_counted(line, Stage.COMMITMENT, code, Match.BELOW_ZERO)._replace(negative=True),)
        case "delivered":
            return (_counted(line, Stage.DELIVERY, code),)
        case _ if line.balance.mixed:
            return ()
        case _:
            return (*_available(line, code), _counted(line, Stage.COMMITMENT, code)._replace(negative=True))


def _counted(line: _Line, stage: Stage, code: str, match: Match | None = None) -> Term:
    sign = (Condition(COUNTED, match=match),) if match else ()
    return Term(COUNTED, (_counting_for(line), Condition("Stage", stage.value), Condition(COUNTED_IN, code), *sign))


def _counting_for(line: _Line) -> Condition:
    """That a package counts for the appropriation, or for a component of it."""
    return Condition(APPROPRIATION, tuple(line.refs))


def _available(line: _Line, code: str) -> tuple[Term, ...]:
    """What it states itself, and its adjustments, which are negative; less its components, for what is beside them."""
    stage, currency = Condition("Stage", Stage.APPROPRIATION.value), Condition("Currency", code)
    below, above = (Condition("Amount", match=match) for match in (Match.BELOW_ZERO, Match.ABOVE_ZERO))
    stated = Term("Amount", (Condition("Ref", line.balance.ref),))
    adjusted = Term("Amount", (_counting_for(line), stage, currency, below))
    if line.own:
        return stated, adjusted
    return stated, adjusted, Term("Amount", (_counting_for(line), stage, currency, above), negative=True)
