"""Published totals held against the ledger's own: whether they agree, by how much they do not, and what may explain it.

What a figure leaves open is its rounding, half a unit of its last significant digit (of two at least, so that "$40
billion" is one of whole billions), and its bound: "more than" is satisfied by whatever is not below it, "up to" by
whatever is not above it, and "about" by five percent either way. What the bound of the ledger's own sum leaves open is
as one-sided: a sum of "up to" may be lower, one of "at least" higher.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from aidledger.domain.amounts import Amount, from_minor
from aidledger.domain.bounds import Bound
from aidledger.domain.dates import Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.revisions import PublishedRevision
from aidledger.domain.totals import Filters, Share, Totals
from aidledger.domain.vocabulary import Dimension

PARTIES: Final = (Dimension.DONOR, Dimension.RECIPIENT)
"""What the ledger's own totals are asked by, so that what donors share stands apart."""

NEAR: Final = timedelta(days=7)
"""How far from the first or last day that a figure counts a package may lie to be on its wrong side by mistake."""

MOST: Final = 5
"""Packages that are named for one reason."""

_ABOUT: Final = Decimal("0.05")


class Sum(NamedTuple):
    """The ledger's own total for what a published one counts; `without_value` packages stand beside it."""

    amount: Decimal
    bound: Bound
    packages: int
    without_value: int


class Kind(StrEnum):
    """What may explain that two totals differ."""

    OUTSIDE = "not counted, announced shortly before or after"
    INSIDE = "counted, announced near the first or the last day"
    ADJUSTMENT = "an adjustment, counted"
    SINCE = "known, or stated differently, since then"
    WITHOUT_VALUE = "counted without a stated value"
    SHARED = "shared with others, not counted"
    OTHER_CURRENCY = "in another currency, not counted"
    STRADDLING = "of a month or a year that lies only partly within"
    EMPTY = "the ledger has no package of this kind"
    EARLIER = "an earlier figure of the same kind"


class Clue(NamedTuple):
    """One explanation: the packages that it is about, `more` than are named, and what would be left of the difference.

    `left` is `None` where nothing can be said of that; `amount` is what the one package named is counted with. Of an
    earlier figure, `left` is the difference that there was up to its last day, and `bounded` tells that the two agreed
    by a bound alone, further apart than the figure's margin.
    """

    kind: Kind
    refs: tuple[str, ...]
    more: int = 0
    day: str | None = None
    amount: Amount | None = None
    left: Decimal | None = None
    closes: bool = False
    bounded: bool = False


class Comparison(NamedTuple):
    """A published total and the ledger's own, as known on the day on which it was published and as known now."""

    published: PublishedRevision
    then: Sum
    now: Sum
    clues: tuple[Clue, ...]

    @property
    def kind(self) -> tuple[object, ...]:
        """All that two published totals have in common that count the same, up to different days."""
        total = self.published.total
        return (
            total.donor, total.recipient, total.stage, total.aid_type, total.instrument, total.since,
            self.figure.currency,
        )  # fmt: skip

    @property
    def figure(self) -> Amount:
        """The published figure."""
        return self.published.total.published_total

    @property
    def agrees_then(self) -> bool:
        """Whether it agrees with what was known on the day on which it was published."""
        return agrees(self.figure, self.then)

    @property
    def agrees(self) -> bool:
        """Whether it agrees with what was known then, or with what is known now."""
        return self.agrees_then or agrees(self.figure, self.now)

    @property
    def difference(self) -> Decimal:
        """What the ledger has more, below zero less; as known then, or as known now where only that agrees."""
        counted = self.now if self.agrees and not self.agrees_then else self.then
        return counted.amount - self.figure.value


class Reconciliation(NamedTuple):
    """Each live published total beside the ledger's own, by the last day that it counts, donor and ref."""

    as_of: AsOf
    comparisons: tuple[Comparison, ...]

    @classmethod
    def of(cls, as_of: AsOf, found: Iterable[Comparison]) -> "Reconciliation":
        """All of them in order; of each that differs it is told whether an earlier one of the same kind did so too."""
        ordered = sorted(
            found, key=lambda one: (one.published.total.until, one.published.total.donor, one.published.ref)
        )
        passed: dict[tuple[object, ...], list[Comparison]] = defaultdict(list)
        told = []
        for one in ordered:
            until = one.published.total.until
            # Another figure up to the same day tells nothing of when the difference arose.
            before = next((past for past in reversed(passed[one.kind]) if past.published.total.until < until), None)
            passed[one.kind].append(one)
            told.append(one if one.agrees or not before else one._replace(clues=(_earlier(before), *one.clues)))
        return cls(as_of, tuple(told))

    def only(self, refs: Collection[str]) -> "Reconciliation":
        """Those of `refs`, with what the others tell of them."""
        return self._replace(comparisons=tuple(one for one in self.comparisons if one.published.ref in refs))

    @property
    def agrees(self) -> bool:
        """Whether all of them agree."""
        return all(one.agrees for one in self.comparisons)


def margin(figure: Amount) -> Decimal:
    """How far a total may lie from a published figure and still be what was rounded, or estimated, to it."""
    size = abs(figure.value)
    if not size:
        return size
    last = int(size.normalize().as_tuple().exponent)
    rounding = Decimal(5).scaleb(min(last, size.adjusted() - 1) - 1)
    return max(rounding, size * _ABOUT) if figure.bound is Bound.ABOUT else rounding


def agrees(figure: Amount, own: Sum) -> bool:
    """Whether the ledger's own sum can be what was published, each as firm as it is."""
    within = margin(figure)
    below = own.amount < figure.value - within and Bound.AT_MOST is not figure.bound and Bound.AT_LEAST is not own.bound
    above = own.amount > figure.value + within and Bound.AT_LEAST is not figure.bound and Bound.AT_MOST is not own.bound
    return not (below or above)


def scope(published: PublishedRevision) -> tuple[Period, Filters]:
    """What a published total counts, as the question that the ledger's own answers."""
    total = published.total
    return Period(first=total.since, last=total.until), Filters(
        donors=(total.donor,), recipients=(total.recipient,), stages=(total.stage,), aid_types=(total.aid_type,),
        instruments=(total.instrument,) if total.instrument else (),
    )  # fmt: skip


def around(published: PublishedRevision) -> Iterator[Period]:
    """The days shortly before and after those that it counts."""
    total = published.total
    if total.since:
        yield Period(first=total.since - NEAR, last=total.since - timedelta(days=1))
    yield Period(first=total.until + timedelta(days=1), last=total.until + NEAR)


def compare(published: PublishedRevision, then: Totals, now: Totals) -> Comparison:
    """A published total beside the ledger's own, as known `then` and `now`."""
    return Comparison(published, _sum(published, then), _sum(published, now), ())


def explained(found: Comparison, then: Totals, now: Totals, beside: Iterable[Totals]) -> Comparison:
    """The comparison with what may explain it: the same totals, and those of the days `beside` them, with shares."""
    return found._replace(clues=tuple(_clues(found, then, now, beside)))


def _sum(published: PublishedRevision, totals: Totals) -> Sum:
    code = published.total.published_total.currency
    rows = [row for row in totals.rows if row.groups == _parties(published)]
    own = next((row for row in rows if row.currency == code), None)
    # Where there are several currencies, what states no value stands in a row of its own.
    without = sum(row.without_value for row in rows)
    if own is None or own.amount is None:
        return Sum(from_minor(0, code), Bound.EXACT, 0, without)
    return Sum(own.amount, own.bound, own.packages, without)


def _parties(published: PublishedRevision) -> tuple[str, str]:
    return published.total.donor, published.total.recipient


def _clues(found: Comparison, then: Totals, now: Totals, beside: Iterable[Totals]) -> Iterator[Clue]:
    published, code = found.published, found.figure.currency
    own = [share for share in then.shares if share.total.groups == _parties(published)]
    counted = [share for share in own if share.total.currency == code and share.total.amount is not None]
    outside = [
        share for totals in beside for share in totals.shares
        if share.total.groups == _parties(published) and share.total.currency == code
    ]  # fmt: skip
    adjustments = [share for share in counted if _worth(share) < 0]
    near = [share for share in counted if share not in adjustments and _is_near(share, published)]
    for kind, shares, sign in ((Kind.ADJUSTMENT, adjustments, -1), (Kind.OUTSIDE, outside, 1), (Kind.INSIDE, near, -1)):
        yield from _closing(found, kind, shares, sign)
    before = {share.ref: share.total for share in own}
    after = {share.ref: share.total for share in now.shares if share.total.groups == _parties(published)}
    if not (before or after):
        yield Clue(Kind.EMPTY, ())
    since = [ref for ref, total in after.items() if before.get(ref) != total]
    gone = sorted(before.keys() - after.keys())
    yield from _named(Kind.SINCE, [*since, *gone])
    yield from _named(Kind.WITHOUT_VALUE, [share.ref for share in own if share.stated is None])
    yield from _named(Kind.SHARED, [share.ref for share in then.shares if share.total.groups != _parties(published)])
    others = [share.ref for share in own if share.total.currency not in {None, code}]
    yield from _named(Kind.OTHER_CURRENCY, others)
    yield from _named(Kind.STRADDLING, [ref for ref, _ in now.straddling])


def _closing(found: Comparison, kind: Kind, shares: list[Share], sign: int) -> Iterator[Clue]:
    """Of the packages, those with or without which the difference would close, or at least halve, the best first."""
    gap = found.then.amount - found.figure.value
    clues = []
    for share in shares:
        left = gap + sign * _worth(share)
        closes = agrees(found.figure, found.then._replace(amount=found.then.amount + sign * _worth(share)))
        if closes or abs(left) <= abs(gap) / 2:
            amount = Amount(value=_worth(share), currency=found.figure.currency, bound=share.total.bound)
            clues.append(Clue(kind, (share.ref,), 0, share.announced_on, amount, left, closes))
    yield from sorted(clues, key=lambda clue: (not clue.closes, abs(clue.left or 0), clue.refs))[:MOST]


def _earlier(before: Comparison) -> Clue:
    """What there was of the difference already up to the last day of an earlier figure of the same kind."""
    until = str(before.published.total.until)
    bounded = before.agrees and abs(before.difference) > margin(before.figure)
    return Clue(
        Kind.EARLIER, (before.published.ref,), day=until, left=before.difference, closes=before.agrees, bounded=bounded
    )


def _worth(share: Share) -> Decimal:
    return share.total.amount or Decimal(0)


def _is_near(share: Share, published: PublishedRevision) -> bool:
    ends: tuple[date | None, date] = (published.total.since, published.total.until)
    return any(end is not None and abs(share.day - end) <= NEAR for end in ends)


def _named(kind: Kind, refs: list[str]) -> Iterator[Clue]:
    if refs:
        yield Clue(kind, tuple(refs[:MOST]), max(len(refs) - MOST, 0))
