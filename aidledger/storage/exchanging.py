"""Contributions in another currency: each package at the rate of its own day, rounded once."""

from decimal import Decimal
from typing import Final

from aidledger.domain.amounts import Amount, from_minor
from aidledger.domain.bounds import Bound
from aidledger.domain.rates import Conversions, Converted, Exchange, MissingRate, problems_of
from aidledger.domain.totals import Exchanged, Share
from aidledger.errors import InvalidInput, Problem
from aidledger.storage.contributions import Contribution

_TOLD: Final = 10
"""Reasons for which packages have no rate that an error tells."""

_DAY: Final = len("2023-08-29")


class Exchanger:
    """Converts contributions of single packages, one by one, and keeps what is to be said of it."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._conversions = Conversions()
        self._coarse = 0
        self._missing: list[tuple[str, MissingRate]] = []

    def exchanged(self, one: Contribution) -> Contribution:
        """The contribution in the currency that was asked for; without an amount, where there is no rate.

        Of a day that is known less finely, the first that it may mean counts.
        """
        total, share = one.total, one.share
        if share is None or total.amount is None or total.currency is None:
            return one
        code, amount = total.currency, total.amount
        before = Amount.model_construct(value=amount, currency=code, bound=total.bound)
        if not total.amount:  # nothing is nothing in every currency
            total = total._replace(currency=self._exchange.into, amount=from_minor(0, self._exchange.into))
            return one._replace(total=total, share=share._replace(total=total))
        found = self._exchange.rates.convert(amount, code, self._exchange.into, share.day)
        if isinstance(found, MissingRate):
            self._missing.append((share.ref, found))
            total = total._replace(currency=None, amount=None, bound=Bound.EXACT, unconvertible=1)
            return one._replace(total=total, share=share._replace(total=total, converted=before))
        self._conversions = self._conversions.plus(found)
        self._coarse += total.currency != self._exchange.into and len(share.announced_on) < _DAY
        total = total._replace(currency=self._exchange.into, amount=found.amount)
        return one._replace(total=total, share=share._replace(total=total, rate=found.rate, converted=before))

    def worth(self, amount: Decimal, share: Share) -> Decimal:
        """A part of what a package states, at the rate of the package."""
        if share.stated is None:
            raise ValueError("a part of nothing")
        found = self._exchange.rates.convert(amount, share.stated.currency, self._exchange.into, share.day)
        if not isinstance(found, Converted):
            raise TypeError("the package itself was converted")
        return found.amount

    def told(self) -> Exchanged:
        """What is to be said. Raises `InvalidInput` that names packages without a rate, unless skipped."""
        if self._missing and not self._exchange.skip:
            problems = problems_of(self._missing)
            more = len(problems) - _TOLD
            others = [Problem("", f"and {more:,} more reasons", problems[0].hint)] if more > 0 else []
            raise InvalidInput.of([*problems[:_TOLD], *others])
        skipped = tuple(ref for ref, _ in self._missing)
        return Exchanged(self._exchange.into, self._conversions, self._coarse, skipped)
