"""What a change does to totals: the difference carries the bounds of both sides."""

from decimal import Decimal

import pytest

from aidledger.domain.bounds import Bound
from aidledger.domain.changes import Effect
from aidledger.domain.totals import Total
from aidledger.domain.vocabulary import Stage


def total(amount: int | None, bound: Bound = Bound.EXACT) -> Total:
    value = None if amount is None else Decimal(amount)
    return Total((), Stage.COMMITMENT, "USD", value, bound, packages=1, without_value=0)


@pytest.mark.parametrize(
    ("before", "after", "amount", "bound"),
    [
        (total(400, Bound.AT_MOST), total(380), -20, Bound.AT_LEAST),
        (total(400), total(380, Bound.AT_MOST), -20, Bound.AT_MOST),
        (total(400, Bound.AT_MOST), total(450, Bound.AT_MOST), 50, Bound.ABOUT),
        (total(400, Bound.AT_LEAST), total(450, Bound.AT_MOST), 50, Bound.AT_MOST),
        (total(400), total(400), 0, Bound.EXACT),
        (None, total(7, Bound.ABOUT), 7, Bound.ABOUT),
        (total(7, Bound.AT_LEAST), None, -7, Bound.AT_MOST),
        (total(None), total(7), 7, Bound.EXACT),
    ],
)
def test_a_difference_turns_the_bound_of_what_is_subtracted(
    before: Total | None, after: Total | None, amount: int, bound: Bound
) -> None:
    effect = Effect(Stage.COMMITMENT, "USD", before, after)
    assert (effect.amount, effect.bound) == (Decimal(amount), bound)


def test_without_a_currency_there_is_no_amount() -> None:
    assert Effect(Stage.COMMITMENT, None, None, total(None)).amount is None
