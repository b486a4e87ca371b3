"""Exchange rates: what one currency was worth in another on a day, as somebody published it.

A rate is the last one published on or before the day that is asked for: never a later one, which nobody could know on
that day, and never one between two, which nobody published. It holds for seven days, over weekends and holidays;
those of a table that `holds` hold until the next of their pair, however late that comes, and only the last for seven
days. Where no table has a pair, its two legs through the euro make it; both are of one day where one daily table has
both. Everything is exact, and rounded once, when an amount is converted.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final, NamedTuple

from aidledger.domain.currencies import exponent
from aidledger.errors import Problem

HOLDS: Final = timedelta(days=7)
"""How long after its day a rate is used; longer, and it is missing."""

PIVOT: Final = "EUR"
"""The currency against which reference rates are published: those of other pairs go through it."""

_ONE: Final = Fraction(1)
_SIGNIFICANT: Final = 15
"""Digits, as many as a spreadsheet keeps."""
_TOLD: Final = 3
"""Packages that a reason names, of all that share it."""
_OWN_RATES: Final = "give rates of your own with --rates FILE, or leave such packages out with --skip-unconvertible"


class Rate(NamedTuple):
    """What one unit of `base` was worth in `quote`, exactly; published on `day` by `sources`.

    A rate made of two legs is of the day of the older one, and of the sources of both. Of a currency in itself it is 1,
    of the day that was asked for, and of no source.
    """

    day: date
    base: str
    quote: str
    value: Fraction
    sources: tuple[str, ...]

    @property
    def digits(self) -> str:
        """The value to fifteen significant digits: enough to work out again, to the cent, what was converted."""
        return _digits(self.value)

    def __str__(self) -> str:
        """`EUR 1 = USD 1.093`: that way round in which it is short, as it is when it was published so."""
        ways = (self.base, self.quote, self.digits), (self.quote, self.base, _digits(1 / self.value))
        one, other, digits = min(ways, key=lambda way: len(way[2].replace(".", "").strip("0")))
        return f"{one} 1 = {other} {digits}"


def _digits(value: Fraction) -> str:
    with localcontext(prec=_SIGNIFICANT):
        return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():f}"


class MissingRate(NamedTuple):
    """That no rate from `base` to `quote` can be had for `day`, with the reason and the remedy."""

    base: str
    quote: str
    day: date
    reason: str
    hint: str

    def problem(self, where: str) -> Problem:
        """As the problem of the package, or whatever else, that `where` names."""
        message = f"there is no rate from {self.base} to {self.quote} for {self.day}: {self.reason}"
        return Problem(where, message, self.hint)


def problems_of(missing: Sequence[tuple[str, MissingRate]]) -> list[Problem]:
    """What packages lack, by their refs: each reason is told once, however many packages share it."""
    sharing: dict[tuple[str, str, str], list[tuple[str, MissingRate]]] = {}
    for ref, one in missing:
        sharing.setdefault((one.quote, one.reason, one.hint), []).append((ref, one))
    return [_problem_of(some) for some in sharing.values()]


def _problem_of(sharing: Sequence[tuple[str, MissingRate]]) -> Problem:
    ref, first = sharing[0]
    if len(sharing) == 1:
        return first.problem(ref)
    bases = ", ".join(sorted({one.base for _, one in sharing}))
    days = sorted({str(one.day) for _, one in sharing})
    more = f" and {len(sharing) - _TOLD:,} more" if len(sharing) > _TOLD else ""
    packages = f"{len(sharing):,} packages ({', '.join(name for name, _ in sharing[:_TOLD])}{more})"
    span = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    message = f"there is no rate from {bases} to {first.quote} for {packages} of {span}: {first.reason}"
    return Problem("", message, first.hint)


class Converted(NamedTuple):
    """An amount in another currency: rounded once, half even, to the decimals that ISO 4217 gives that currency.

    `gap` is the number of days by which the rate is older than the day that was asked for.
    """

    amount: Decimal
    rate: Rate
    gap: int


class Conversions(NamedTuple):
    """What is told beneath a table of converted amounts: how many there were, by whose rates, and how old these were.

    Amounts that were in the currency already are not counted. `longest_gap` is in days, as that of `Converted`.
    """

    packages: int = 0
    sources: tuple[str, ...] = ()
    longest_gap: int = 0

    def plus(self, converted: Converted) -> "Conversions":
        """With one more package."""
        rate = converted.rate
        if rate.base == rate.quote:
            return self
        sources = self.sources if rate.sources == self.sources else _each_once(*self.sources, *rate.sources)
        return Conversions(self.packages + 1, sources, max(self.longest_gap, converted.gap))


class Series(NamedTuple):
    """The rates of one pair: ascending days, each there once, and the value of one unit of the base on each."""

    days: Sequence[date]
    values: Sequence[Decimal | Fraction]

    def position(self, day: date) -> int:
        """Where the last rate on or before `day` stands; below zero where there is none."""
        return bisect_right(self.days, day) - 1


class RateTable(NamedTuple):
    """The rates that one source publishes: by (base, quote), each pair one way round only, none of them empty.

    `name` is how notes and messages call the source; its last rates are of the day `until`, and `remedy` says how to
    get later ones. A table that `holds` states rates for stretches of time, each until the next of its pair; one that
    does not is published daily.
    """

    name: str
    until: date
    remedy: str
    pairs: Mapping[tuple[str, str], Series]
    holds: bool = False


class Exchange(NamedTuple):
    """The currency that totals are asked for `into`, at which rates; packages without one are an error, or skipped."""

    into: str
    rates: "Rates"
    skip: bool = False


class _Leg(NamedTuple):
    """The rates of one pair, as a table has them, and whether it has the pair the other way round."""

    table: RateTable
    pair: str
    series: Series
    turned: bool

    def refusal(self, position: int, day: date) -> tuple[str, str] | None:
        """Why the rate at `position` does not hold on `day`, and the remedy; `None` where it does."""
        days, name = self.series.days, self.table.name
        if position < 0:
            return f"{self.pair} begins on {days[0]} in {name}", _OWN_RATES
        if day - days[position] <= HOLDS or (self.table.holds and position + 1 < len(days)):
            return None
        reason = f"the last {self.pair} before then in {name} is of {days[position]}, over {HOLDS.days} days earlier"
        return reason, self.table.remedy if day > self.table.until else _OWN_RATES

    def value(self, position: int) -> Fraction:
        """What one unit of the leg's start was worth in its end."""
        value = Fraction(self.series.values[position])
        return 1 / value if self.turned else value


class Rates:
    """Finds rates in `tables`. The first of these that has a pair, either way round, speaks for it alone.

    Where its rate is missing that of another table never quietly takes its place. This is so for pairs that are a leg,
    too: one of a person's own file is joined with one of the European Central Bank's. A pair as such comes before its
    legs, whichever table has it.
    """

    def __init__(self, first: RateTable, *others: RateTable) -> None:
        self._tables = (first, *others)
        self._found: dict[tuple[str, str, date], Rate | MissingRate] = {}

    def find(self, base: str, quote: str, day: date) -> Rate | MissingRate:
        """What one unit of `base` was worth in `quote` on `day`, both by their ISO 4217 codes."""
        key = (base, quote, day)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._find(base, quote, day)
        return found

    def convert(self, amount: Decimal, base: str, quote: str, day: date) -> Converted | MissingRate:
        """`amount` of the currency `base` in the currency `quote`, at the rate of `day`."""
        rate = self.find(base, quote, day)
        if isinstance(rate, MissingRate):
            return rate
        digits = exponent(quote)
        (over, under), value = amount.as_integer_ratio(), rate.value
        # Exact until it is rounded, which `round` does half even.
        minor = round(Fraction(over * value.numerator * 10**digits, under * value.denominator))
        # From text a decimal takes all its digits, from arithmetic only as many as its context allows.
        return Converted(Decimal(f"{minor}e-{digits}"), rate, (day - rate.day).days)

    def _find(self, base: str, quote: str, day: date) -> Rate | MissingRate:
        if base == quote:
            return Rate(day, base, quote, _ONE, ())
        legs = self._legs(base, quote)
        if isinstance(legs, str):
            return MissingRate(base, quote, day, legs, _OWN_RATES)
        positions = _positions(legs, day)
        if refusal := _refusal(legs, positions, day):
            return MissingRate(base, quote, day, *refusal)
        value, published, sources = _ONE, day, []
        for leg, position in zip(legs, positions, strict=True):
            value *= leg.value(position)
            published = min(published, leg.series.days[position])
            sources.append(leg.table.name)
        return Rate(published, base, quote, value, _each_once(*sources))

    def _legs(self, base: str, quote: str) -> list[_Leg] | str:
        """The way from `base` to `quote`, at once or else through the pivot; or why there is none."""
        if direct := self._leg(base, quote):
            return [direct]
        # A table has no pair of a currency with itself: where one of the two is the pivot there is no second way.
        there, onwards = self._leg(base, PIVOT), self._leg(PIVOT, quote)
        if there and onwards:
            return [there, onwards]
        lacking = [f"{base}/{quote}"]
        if PIVOT not in {base, quote}:
            lacking += [f"{code}/{PIVOT}" for code, leg in ((base, there), (quote, onwards)) if not leg]
        names = " or ".join(table.name for table in self._tables)
        return f"no {' and no '.join(lacking)} in {names}"

    def _leg(self, base: str, quote: str) -> _Leg | None:
        for table in self._tables:
            for pair, turned in (((base, quote), False), ((quote, base), True)):
                if series := table.pairs.get(pair):
                    return _Leg(table, "/".join(pair), series, turned)
        return None


def _positions(legs: Sequence[_Leg], day: date) -> list[int]:
    """Where in the series of each leg the rate of `day` stands.

    Two legs of one daily table are of one day, the last one on which both were published: else their quotient would mix
    the markets of two days. A rate that holds until the next one stands for all the days between.
    """
    positions = [leg.series.position(day) for leg in legs]
    if all(leg.table is legs[0].table for leg in legs) and not legs[0].table.holds:
        while min(positions) >= 0:
            days = [leg.series.days[position] for leg, position in zip(legs, positions, strict=True)]
            if len(set(days)) == 1:
                break
            positions = [leg.series.position(min(days)) for leg in legs]
    return positions


def _refusal(legs: Sequence[_Leg], positions: Sequence[int], day: date) -> tuple[str, str] | None:
    """Why the rates at `positions` do not hold on `day`, and the remedy; `None` where they do.

    A leg may stand where it does for want of the other's rate of that day: the one that is to blame is named.
    """
    refused = [leg.refusal(position, day) for leg, position in zip(legs, positions, strict=True)]
    if not any(refused):
        return None
    alone = [leg.refusal(leg.series.position(day), day) for leg in legs]
    if any(alone):
        return next(filter(None, alone))
    pairs = " and ".join(leg.pair for leg in legs)
    return f"{legs[0].table.name} has no {pairs} of one day within {HOLDS.days} days before then", _OWN_RATES


def _each_once(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
