"""Totals as parts: a row for each figure, beside it what its packages add up to, and a chart of some of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from aidledger.domain.currencies import exponent
from aidledger.domain.dates import Period
from aidledger.domain.folding import accumulated, known
from aidledger.domain.quantities import DECIMALS
from aidledger.domain.report import PartName, Report
from aidledger.domain.totals import Groups, Total, Totals, group_label
from aidledger.domain.vocabulary import TIME_DIMENSIONS, Dimension, Stage
from aidledger.reports.description.cells import bound_word
from aidledger.reports.description.charts import chart, charted, series
from aidledger.reports.description.records import (
    COUNTED,
    COUNTED_IN,
    FISCAL_YEAR,
    LAST_DAY,
    MONTH,
    NOT_CONVERTED,
    WITHIN,
    Key,
    counted_as,
    why_no_amount,
)
from aidledger.reports.description.values import (
    Chart,
    Check,
    Checked,
    Column,
    Condition,
    Count,
    Kind,
    Less,
    Link,
    Live,
    Match,
    Money,
    Part,
    Place,
    Row,
    Standing,
    Summed,
    Term,
)
from aidledger.reports.wording import NOT_DISCLOSED, dimension_heading, group_labels, plural

AMOUNT: Final = "Amount"
CUMULATIVE: Final = "Cumulative"
ADDS_UP: Final = "Packages add up to"
DIFFERENCE: Final = "Difference"
_MILLION: Final = 1_000_000
_DIGITS: Final = 15
"""What a spreadsheet keeps of a number."""


def sums(
    name: PartName, totals: Totals, report: Report, first: Mapping[Key, int], about: Sequence[Row], *, checked: bool
) -> Checked:
    """The part of totals by one dimension; `first` tells where the packages of each group begin.

    Where it is `checked`, what its packages add up to stands beside each figure.
    """
    return _Writer(name, totals, report, first, checked=checked).sums(about)


def decimals(figure: Money | Count) -> int:
    """To how many decimals a spreadsheet can tell a figure from another: it keeps fifteen digits."""
    value, most = (figure.value, exponent(figure.code)) if isinstance(figure, Money) else (figure.number, DECIMALS)
    return min(most, _DIGITS - 1 - value.adjusted()) if value else most


class _Writer:
    def __init__(
        self, name: PartName, totals: Totals, report: Report, first: Mapping[Key, int], *, checked: bool
    ) -> None:
        self._name = name
        self._totals = totals
        self._report = report
        self._first = first
        self._dimension, *self._extra = totals.dimensions
        self._checked = checked
        self._runs_on = self._dimension in TIME_DIMENSIONS and not totals.cumulative
        self._rows = _in_series(totals)
        self._running = _running(totals) if self._runs_on else {}
        self._apart = {(row.groups, row.stage) for row in totals.rows if row.currency is None}
        self._millions = any(row.amount is not None and abs(row.amount) >= _MILLION for row in self._rows)

    def sums(self, about: Sequence[Row]) -> Checked:
        rows = [self._row(total) for total in self._rows]
        part = Part(self._name, self._totals.title, about, self._columns(), rows, self._charts())
        return Checked(part, list(self._checks()) if self._checked else ())

    def _columns(self) -> list[Column]:
        headings = [dimension_heading(one) for one in self._totals.dimensions]
        return [
            *map(Column, headings),
            *([Column("Stage")] if self._dimension is not Dimension.STAGE else []),
            Column("Currency"),
            Column("Bound"),
            Column(AMOUNT, Kind.FIGURE),
            *([Column("Shown in millions", Kind.MILLIONS)] if self._millions else []),
            *([Column(CUMULATIVE, Kind.FIGURE), Column(f"{CUMULATIVE} bound")] if self._runs_on else []),
            Column("Packages", Kind.FIGURE),
            Column("Without a stated value", Kind.FIGURE),
            *([Column("Not converted", Kind.FIGURE)] if self._totals.exchanged else []),
            *([Column(ADDS_UP, Kind.FIGURE), Column(DIFFERENCE, Kind.FIGURE)] if self._checked else []),
        ]

    def _row(self, total: Total) -> Row:
        money = _money(total)
        named = [self._label(total), *group_labels(self._extra, total.groups[1:])]
        return [
            *named,
            *([total.stage.capitalize()] if self._dimension is not Dimension.STAGE else []),
            total.currency or why_no_amount(total),
            bound_word(total.bound) if money and total.packages else None,
            money,
            *([money] if self._millions else []),
            *(self._cumulative(total) if self._runs_on else ()),
            self._packages(total),
            total.without_value,
            *([total.unconvertible] if self._totals.exchanged else []),
            *(self._adds_up(total, money) if self._checked else ()),
        ]

    def _cumulative(self, total: Total) -> Row:
        money = _money(self._running.get(total[:3]))
        return money, bound_word(money.bound) if money else None

    def _label(self, total: Total) -> str:
        label = group_label(self._dimension, total.groups[0])
        return label.capitalize() if self._dimension is Dimension.STAGE else label

    def _packages(self, total: Total) -> Link | int:
        position = self._first.get((self._dimension, total.groups[0], total.stage, total.currency))
        if position is None:
            return total.packages
        hint = f"The first of them. To see these alone, filter the packages by {self._filter(total)}."
        if self._totals.cumulative:
            hint = "The first of this row's own. The figure counts all that came before, too."
        return Link(total.packages, Place(PartName.PACKAGES, position), hint, self._counted_packages(total))

    def _filter(self, total: Total) -> str:
        by = f"{dimension_heading(self._dimension)} = {self._label(total)}, " if self._filterable else ""
        return f"{by}Stage = {total.stage}, {COUNTED_IN} = {total.currency or why_no_amount(total)}"

    @property
    def _filterable(self) -> bool:
        return self._dimension not in {Dimension.STAGE, Dimension.CATEGORY}

    def _adds_up(self, total: Total, money: Money | None) -> Row:
        if money is None:
            return None, None
        nothing = Money(Decimal(0), money.code)
        return Live(money, self._summed(total)), Live(nothing, Less(AMOUNT, ADDS_UP, decimals(money)))

    def _summed(self, total: Total, *, running: bool = False) -> Summed:
        """What the packages of a total add up to, of all that came before it too where it is `running`."""
        return Summed(tuple(self._terms(total, str(total.currency), running=running)))

    def _heading(self, total: Total) -> str:
        return counted_as(total.groups[0]) if self._dimension is Dimension.CATEGORY else COUNTED

    def _terms(self, total: Total, counted_in: str, *, running: bool = False) -> Iterator[Term]:
        fixed = (Condition("Stage", total.stage.value), Condition(COUNTED_IN, counted_in))
        parties = map(told_apart, self._extra, total.groups[1:])
        shared = (*fixed, *parties)
        for conditions, negative in self._own(total.groups[0], running=running or self._totals.cumulative):
            yield Term(self._heading(total), (*conditions, *shared), negative)

    def _counted_packages(self, total: Total) -> Summed:
        """The packages that a total counts: those that add to its sum, and those that stand beside it.

        By category the latter are among what is not itemised.
        """
        valued = list(self._terms(total, total.currency)) if total.currency else []
        beside = total.currency is None or (total.groups, total.stage) not in self._apart
        if self._dimension is Dimension.CATEGORY:
            beside = beside and total.groups[0] is None
            there = Condition(self._heading(total), match=Match.STATED)
            valued = [term._replace(conditions=(*term.conditions, there)) for term in valued]
        others = [NOT_DISCLOSED, NOT_CONVERTED, WITHIN] if beside else []
        return Summed((*valued, *(term for word in others for term in self._terms(total, word))))

    def _own(self, group: str | None, *, running: bool) -> list[tuple[tuple[Condition, ...], bool]]:
        """The conditions of the dimension itself, each with whether what meets them is to be taken away again."""
        if running and self._dimension in TIME_DIMENSIONS:
            return list(_until(self._dimension, str(group), self._report.fiscal_start))
        match self._dimension:
            case Dimension.MONTH:
                # A text such as 2023-08 alone would be taken for a day.
                return [((Condition(MONTH, group_label(Dimension.MONTH, group), Match.STARTS),), False)]
            case Dimension.FISCAL_YEAR:
                return [((Condition(FISCAL_YEAR, group_label(Dimension.FISCAL_YEAR, group)),), False)]
            case Dimension.DONOR:
                return [((Condition("Donor", str(group)),), False)]
            case Dimension.INSTRUMENT:
                return [((Condition("Instrument", group or "", Match.EXACT),), False)]
            case _:
                return [((), False)]

    def _checks(self) -> Iterator[Check]:
        for position, total in enumerate(self._rows):
            if money := _money(total):
                what = self._what(total)
                place = Place(self._name, position, AMOUNT)
                yield Check(what, place, money, Standing(place), Standing(Place(self._name, position, ADDS_UP)))
                running = self._running.get(total[:3])
                if running and (so_far := _money(running)):
                    place = Place(self._name, position, CUMULATIVE)
                    summed = self._summed(total, running=True)
                    yield Check(f"{what}, cumulative", place, so_far, Standing(place), summed)

    def _what(self, total: Total) -> str:
        groups = [] if self._dimension is Dimension.STAGE else [self._label(total)]
        groups += group_labels(self._extra, total.groups[1:])
        return ", ".join([plural(total.stage.value).capitalize(), str(total.currency), *groups])

    def _charts(self) -> list[Chart]:
        shown = charted(self._rows, self._dimension)
        if shown is None:
            return []
        start, rows = shown
        running = [self._running.get(row[:3]) for row in rows] if self._runs_on else None
        headings = dimension_heading(self._dimension), AMOUNT, CUMULATIVE
        return [chart(self._name, self._totals, start, rows, running, headings)]


def _in_series(totals: Totals) -> list[Total]:
    """The rows of each stage and currency together, those of most packages first; time as it runs, all else by size."""
    by_time = totals.dimensions[0] in TIME_DIMENSIONS
    packages: dict[object, int] = {}
    for row in totals.rows:
        packages[series(row)] = packages.get(series(row), 0) + row.packages

    def place(row: Total) -> tuple[object, ...]:
        size = () if totals.dimensions[0] is Dimension.STAGE else (row.currency is None, -packages[series(row)])
        one = *size, row.stage.rank, row.currency is None, str(row.currency), _texts(row.groups[1:])
        return one if by_time else (*one, -(row.amount or 0), _texts(row.groups[:1]))

    return sorted(totals.rows, key=place)


def _texts(groups: Iterable[str | None]) -> list[str]:
    return [group or "\U0010ffff" for group in groups]


def _running(totals: Totals) -> dict[tuple[Groups, Stage, str | None], Total]:
    """What each row comes to with all before it."""
    times = dict.fromkeys(str(row.groups[0]) for row in totals.rows)
    rows = accumulated(totals.rows, 0, times, totals.dimensions[0], totals.fiscal_start)
    return {row[:3]: row for row in rows}


def _money(total: Total | None) -> Money | None:
    if total is None or total.amount is None or total.currency is None:
        return None
    return Money(total.amount, total.currency, total.bound)


def told_apart(party: Dimension, group: str | None) -> Condition:
    """What parts packages that a donor shares with others from its own: `NO, SE` are those of either."""
    return Condition(dimension_heading(party), tuple(str(group).split(", ")))


def _until(dimension: Dimension, group: str, fiscal_start: int) -> Iterator[tuple[tuple[Condition, ...], bool]]:
    """Everything that a running total has taken in at `group`.

    What is known by its year alone joins behind December: behind the month, whose last day it shares, and before the
    fiscal year that ends in the next one.
    """
    label = group_label(dimension, group)
    if dimension is Dimension.FISCAL_YEAR:
        ends = Period.parse(group.partition("-")[0], fiscal_start).last or date.max
        yield (Condition(LAST_DAY, ends, Match.UNTIL),), False
        if not known(group):
            yield (Condition(FISCAL_YEAR, label),), False
        return
    ends = Period.parse(group if known(group) else group[:4]).last or date.max
    yield (Condition(LAST_DAY, ends, Match.UNTIL),), False
    if known(group) and ends.month == 12:
        unknown = group_label(dimension, f"{ends.year:04}-XX")
        yield (Condition(MONTH, unknown, Match.STARTS),), True
