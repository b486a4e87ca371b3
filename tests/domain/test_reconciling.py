"""When a published figure and the ledger's own sum agree."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bounds

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound
from aidledger.domain.reconciling import Sum, agrees, margin

figures = st.builds(Amount.of_minor, st.integers(0, 10**15), st.just("USD"), bounds)
sums = st.builds(Sum, st.integers(-(10**15), 10**15).map(Decimal), bounds, st.just(1), st.just(0))


@pytest.mark.parametrize(
    ("figure", "open_by"),
    [
        ("$43.1B", "0.05e9"),
        ("$43 billion", "0.5e9"),
        ("$40 billion", "0.5e9"),
        ("$2 billion", "0.05e9"),
        ("$12,345,678", "0.5"),
        ("$12.34", "0.005"),
        ("$0", "0"),
        ("about $43.1B", "2.155e9"),
        ("about $1.00", "0.05"),
        ("more than $13.5 billion", "0.05e9"),
        ("up to $400M", "5e6"),
    ],
)
def test_what_a_figure_leaves_open_is_its_rounding_or_five_percent(figure: str, open_by: str) -> None:
    assert margin(Amount.parse(figure)) == Decimal(open_by)


@pytest.mark.parametrize(
    ("figure", "own", "bound", "expected"),
    [
        ("$43.1B", "43.14e9", Bound.EXACT, True),
        ("$43.1B", "43.2e9", Bound.EXACT, False),
        ("$43.1B", "43.0e9", Bound.EXACT, False),
        ("more than $43.1B", "60e9", Bound.EXACT, True),
        ("more than $43.1B", "43.04e9", Bound.EXACT, False),
        ("up to $43.1B", "1e9", Bound.EXACT, True),
        ("up to $43.1B", "43.2e9", Bound.EXACT, False),
        ("about $43.1B", "41e9", Bound.EXACT, True),
        ("about $43.1B", "40e9", Bound.EXACT, False),
        ("$43.1B", "50e9", Bound.AT_MOST, True),
        ("$43.1B", "40e9", Bound.AT_MOST, False),
        ("$43.1B", "40e9", Bound.AT_LEAST, True),
        ("$43.1B", "50e9", Bound.AT_LEAST, False),
        ("$43.1B", "50e9", Bound.ABOUT, False),
        ("more than $43.1B", "40e9", Bound.AT_LEAST, True),
        ("more than $43.1B", "40e9", Bound.AT_MOST, False),
    ],
)
def test_whether_they_agree(figure: str, own: str, bound: Bound, *, expected: bool) -> None:
    assert agrees(Amount.parse(figure), Sum(Decimal(own), bound, 1, 0)) is expected


@given(figures, sums)
def test_the_very_figure_always_agrees(figure: Amount, own: Sum) -> None:
    assert agrees(figure, own._replace(amount=figure.value))


@given(figures, sums)
def test_what_does_not_agree_lies_further_off_than_the_figure_leaves_open(figure: Amount, own: Sum) -> None:
    if not agrees(figure, own):
        assert abs(own.amount - figure.value) > margin(figure)
    elif figure.bound in {Bound.EXACT, Bound.ABOUT} and own.bound in {Bound.EXACT, Bound.ABOUT}:
        assert abs(own.amount - figure.value) <= margin(figure)


@given(figures, sums, st.integers(0, 10**15))
def test_more_never_falls_short_and_less_never_exceeds(figure: Amount, own: Sum, by: int) -> None:
    more, less = own._replace(amount=own.amount + by), own._replace(amount=own.amount - by)
    if figure.bound is Bound.AT_LEAST and agrees(figure, own):
        assert agrees(figure, more)
    if figure.bound is Bound.AT_MOST and agrees(figure, own):
        assert agrees(figure, less)
    if own.bound is Bound.AT_MOST and agrees(figure, own):
        assert agrees(figure, more)
    if own.bound is Bound.AT_LEAST and agrees(figure, own):
        assert agrees(figure, less)
