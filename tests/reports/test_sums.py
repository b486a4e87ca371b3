"""How exactly the difference of two figures is compared: no finer than a spreadsheet can, and no coarser."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import EXPONENTS

from aidledger.domain.amounts import MINOR_LIMIT
from aidledger.reports.description.sums import decimals
from aidledger.reports.description.values import Count, Money

sizes = st.integers(0, 15).flatmap(lambda digits: st.integers(0, 10**digits))
"""Minor units as many of each length, which plain integers are not."""


def kept(value: Decimal) -> Decimal:
    """What a spreadsheet keeps of a number: fifteen digits."""
    return Decimal(f"{value:.14e}")


@given(size=sizes, sign=st.sampled_from([1, -1]), code=st.sampled_from(["JPY", "USD", "KWD"]))
@example(size=0, sign=1, code="KWD")
@example(size=MINOR_LIMIT - 1, sign=-1, code="USD")
@example(size=MINOR_LIMIT, sign=1, code="USD")
@example(size=MINOR_LIMIT, sign=-1, code="JPY")
def test_one_minor_unit_more_makes_a_difference_where_fifteen_digits_can_tell(size: int, sign: int, code: str) -> None:
    unit = sign * Decimal(1).scaleb(-EXPONENTS[code])
    stated, added_up = size * unit, (size + 1) * unit
    differs = round(added_up - stated, decimals(Money(stated, code))) != 0
    assert differs == (kept(added_up) != kept(stated))


@given(milli=st.integers(0, 10**15))
@example(milli=0)
@example(milli=10**15 - 1)
@example(milli=10**15)
def test_so_does_a_thousandth_of_what_is_counted(milli: int) -> None:
    stated, added_up = Decimal(milli).scaleb(-3), Decimal(milli + 1).scaleb(-3)
    differs = round(added_up - stated, decimals(Count(stated))) != 0
    assert differs == (kept(added_up) != kept(stated))


@pytest.mark.parametrize(
    ("figure", "places"),
    [
        (Money(Decimal(0), "JPY"), 0),
        (Money(Decimal("0.00"), "USD"), 2),
        (Money(Decimal("0.000"), "KWD"), 3),
        (Money(Decimal("250000000.00"), "USD"), 2),
        (Money(Decimal("9999999999999.99"), "USD"), 2),
        (Money(Decimal("10000000000000.00"), "USD"), 1),
        (Money(Decimal("-100000000000000.00"), "USD"), 0),
        (Money(Decimal("1000000000000000.00"), "USD"), -1),  # sums may be larger than any amount
        (Money(Decimal(999_999_999_999_999), "JPY"), 0),
        (Money(Decimal(1_000_000_000_000_000), "JPY"), -1),
        (Money(Decimal("999999999999.999"), "KWD"), 3),
        (Money(Decimal("1000000000000.000"), "KWD"), 2),
        (Count(Decimal(0)), 3),
        (Count(Decimal("3E+6")), 3),
        (Count(Decimal(10) ** 12), 2),
    ],
)
def test_to_how_many_decimals_figures_are_compared(figure: Money | Count, places: int) -> None:
    assert decimals(figure) == places
