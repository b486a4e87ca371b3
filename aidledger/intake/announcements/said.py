"""What a text says of one sum, and when two figures are one: the pieces of which packages are gathered."""

from decimal import Decimal
from typing import Final, NamedTuple

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound
from aidledger.domain.drafts import Found
from aidledger.domain.vocabulary import Stage
from aidledger.intake.announcements import cues
from aidledger.intake.announcements.about import Judged
from aidledger.intake.announcements.cues import pattern
from aidledger.intake.announcements.donors import Giver
from aidledger.intake.announcements.page import Kind
from aidledger.intake.announcements.reading import Line


class Said(NamedTuple):
    """A figure, who gives it, how much it is, and how much in another currency, where that is said too."""

    judged: Judged
    giver: Giver
    amount: Amount
    converted: Amount | None = None

    @property
    def line(self) -> Line:
        """The sentence that says it."""
        return self.judged.line

    @property
    def in_heading(self) -> bool:
        """Whether it stands in a title or the like, where figures are rounded."""
        return self.line.kind is Kind.HEADING


class Package:
    """A package while it is put together.

    `said` is the figure that says best what it is worth, if one does; else `phrase` are the characters of the first
    of `lines` that announce it. `lines` are all the sentences that speak of it, `channel` is its instrument.
    """

    def __init__(self, giver: Giver, line: Line, channel: Found[str] | None) -> None:
        self.giver = giver
        self.lines = [line]
        self.channel = channel
        self.said: Said | None = None
        self.phrase: tuple[int, int] | None = None
        self.stage: Stage | None = None
        self.converted: list[Amount] = []

    @classmethod
    def of(cls, said: Said, channel: Found[str] | None) -> "Package":
        """The package of a figure."""
        package = cls(said.giver, said.line, channel)
        package.said = said
        package.converted = [said.converted] if said.converted else []
        return package

    @property
    def amount(self) -> Amount | None:
        """What it is worth, if that is said."""
        return self.said.amount if self.said else None

    @property
    def valuations(self) -> list[Amount]:
        """What it is worth, in every currency in which that is said."""
        return [*([self.amount] if self.amount else []), *self.converted]

    @property
    def givers(self) -> frozenset[str]:
        """The codes of all who give it."""
        return frozenset(self.giver.code.split("+"))

    @property
    def line(self) -> Line:
        """The sentence that says it best."""
        return self.said.line if self.said else self.lines[0]

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of all sentences that speak of it."""
        return frozenset(line.number for line in self.lines)

    @property
    def at(self) -> int:
        """Where in its sentence it is said."""
        return self.said.judged.figure.start if self.said else self.phrase[0] if self.phrase else 0

    @property
    def position(self) -> tuple[int, int]:
        """Where it is said, for the order of packages."""
        return self.line.number, self.at

    def is_worth(self, amount: Amount, *, rounded: bool) -> bool:
        """Whether `amount` is what it is worth; `rounded` as figures of headings are."""
        return any(
            one.currency == amount.currency and about_equal(one, amount, rounded=rounded) for one in self.valuations
        )


_FIFTH: Final = 5
_TENTH: Final = 10
_FIFTIETH: Final = 50


def about_equal(one: Amount, other: Amount, *, rounded: bool) -> bool:
    """Whether one figure is the other with fewer digits: within half a unit of the last digit of the coarser one.

    Never more than a fifth apart where it is `rounded`, a tenth where it is but a bound (and within a whole unit), a
    fiftieth otherwise: two exact figures are two sums.
    """
    if one.value == other.value:
        return True
    coarse, fine = sorted((one, other), key=lambda amount: _digits(amount.value))
    if _digits(coarse.value) == _digits(fine.value):
        return False
    last = unit(coarse.value)
    bounded = coarse.bound is not Bound.EXACT
    part = _FIFTH if rounded else _TENTH if bounded else _FIFTIETH
    apart = abs(one.value - other.value)
    return apart <= (last if bounded else last / 2) and apart * part < max(one.value, other.value)


def _digits(value: Decimal) -> int:
    """How many digits of it say something."""
    return len(str(int(value)).rstrip("0"))


def unit(value: Decimal) -> Decimal:
    """What one more in the last digit that says something would add."""
    return Decimal(10) ** (len(str(int(value))) - _digits(value))


def says_more(said: Said, than: Said) -> bool:
    """Whether one figure says of the same sum what the other leaves open: more digits, or a bound."""
    if said.in_heading or said.amount.currency != than.amount.currency:
        return False
    if said.amount.value == than.amount.value:
        return than.amount.bound is Bound.EXACT and said.amount.bound is not Bound.EXACT
    return _digits(said.amount.value) > _digits(than.amount.value)


_ROUGH: Final = 1.2
"""Two sums in two currencies, one of which is this many times the other at most, are one."""


def is_roughly(package: Package, said: Said) -> bool:
    """Whether it is the same sum in another currency, as far as one can tell without the rate of the day."""
    one, other = package.amount, said.amount
    if not one or one.currency == other.currency or pattern(*cues.BESIDES).search(said.line.words):
        return False
    rates = cues.ROUGH_RATES.get(one.currency), cues.ROUGH_RATES.get(other.currency)
    if not (rates[0] and rates[1]):
        return False
    ratio = float(one.value) * rates[0] / (float(other.value) * rates[1])
    return 1 / _ROUGH < ratio < _ROUGH


def is_own_money(said: Said, than: Said) -> bool:
    """Whether it tells in the giver's own money what the other tells in another."""
    own = cues.MONEY.get(said.giver.code)
    return said.amount.currency == own != than.amount.currency and not said.in_heading
