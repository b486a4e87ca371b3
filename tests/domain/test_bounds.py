"""Bounds: what a sum of bounded figures may claim."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bounds

from aidledger.domain.bounds import Bound, combine, split_bound
from aidledger.errors import InvalidInput

EXACT, ABOUT, AT_LEAST, AT_MOST = Bound.EXACT, Bound.ABOUT, Bound.AT_LEAST, Bound.AT_MOST


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (EXACT, EXACT, EXACT),
        (EXACT, AT_LEAST, AT_LEAST),
        (AT_LEAST, AT_LEAST, AT_LEAST),
        (EXACT, AT_MOST, AT_MOST),
        (AT_MOST, AT_MOST, AT_MOST),
        (AT_LEAST, AT_MOST, ABOUT),
        (EXACT, ABOUT, ABOUT),
        (ABOUT, AT_LEAST, ABOUT),
        (ABOUT, AT_MOST, ABOUT),
        (ABOUT, ABOUT, ABOUT),
    ],
)
def test_two_bounds_combine_as_the_design_says(one: Bound, other: Bound, together: Bound) -> None:
    assert combine([one, other]) is together
    assert combine([other, one]) is together


def test_the_sum_of_nothing_is_exact() -> None:
    assert combine([]) is EXACT


@given(bounds, bounds, bounds)
def test_combining_is_associative_and_commutative(a: Bound, b: Bound, c: Bound) -> None:
    assert combine([combine([a, b]), c]) is combine([a, combine([b, c])]) is combine([a, b, c])
    assert combine([a, b]) is combine([b, a])


@given(st.lists(bounds))
def test_flipping_is_an_involution_and_commutes_with_combining(some: list[Bound]) -> None:
    assert [bound.flipped.flipped for bound in some] == some
    assert combine(bound.flipped for bound in some) is combine(some).flipped


@given(
    st.lists(st.tuples(st.integers(-1000, 1000), bounds.filter(lambda bound: bound is not ABOUT), st.integers(0, 99)))
)
def test_a_combined_bound_is_true_of_the_sum_whatever_the_true_figures_are(
    figures: list[tuple[int, Bound, int]],
) -> None:
    stated = sum(value for value, _, _ in figures)
    truth = sum(value + {EXACT: 0, AT_LEAST: off, AT_MOST: -off}[bound] for value, bound, off in figures)
    match combine(bound for _, bound, _ in figures):
        case Bound.EXACT:
            assert truth == stated
        case Bound.AT_LEAST:
            assert truth >= stated
        case Bound.AT_MOST:
            assert truth <= stated
        case Bound.ABOUT:
            assert {bound for _, bound, _ in figures} >= {AT_LEAST, AT_MOST}


@given(bounds, st.integers(-1000, 1000), st.integers(0, 99))
def test_a_flipped_bound_is_true_of_the_negated_figure(bound: Bound, stated: int, off: int) -> None:
    truth = stated + {EXACT: 0, ABOUT: 0, AT_LEAST: off, AT_MOST: -off}[bound]
    match bound.flipped:
        case Bound.AT_LEAST:
            assert -truth >= -stated
        case Bound.AT_MOST:
            assert -truth <= -stated
        case unchanged:
            assert unchanged is bound


@pytest.mark.parametrize(
    ("text", "bound", "rest"),
    [
        ("$400M", EXACT, "$400M"),
        ("valued at $400M", EXACT, "$400M"),
        ("worth $400M", EXACT, "$400M"),
        ("valued at up to $400M", AT_MOST, "$400M"),
        ("Up  To $400M", AT_MOST, "$400M"),
        ("no more than $400M", AT_MOST, "$400M"),
        ("less than $400M", AT_MOST, "$400M"),
        ("<= $400M", AT_MOST, "$400M"),
        ("$400M or less", AT_MOST, "$400M"),
        ("more than $400M", AT_LEAST, "$400M"),
        ("OVER 3 million", AT_LEAST, "3 million"),
        ("at least 3", AT_LEAST, "3"),
        ("not less than 3", AT_LEAST, "3"),
        (">=3", AT_LEAST, "3"),
        ("3 or more", AT_LEAST, "3"),
        ("roughly $61B", ABOUT, "$61B"),
        ("~$61B", ABOUT, "$61B"),
        ("approx. $61B", ABOUT, "$61B"),
        ("an estimated 12", ABOUT, "12"),
        ("some 300 vehicles", ABOUT, "300 vehicles"),
    ],
)
def test_words_before_and_after_a_figure_give_its_bound(text: str, bound: Bound, rest: str) -> None:
    assert split_bound(text) == (bound, rest)


@pytest.mark.parametrize("text", ["overhaul kits", "underwater drones", "somewhere", "worthy", "abouts", "upto"])
def test_a_cue_is_a_whole_word(text: str) -> None:
    assert split_bound(text) == (EXACT, text)


@pytest.mark.parametrize("text", ["at least up to 5", "about 5 or more", "more than 5 or less", "~ <= 5"])
def test_two_bounds_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="two bounds") as caught:
        split_bound(text)
    assert caught.value.hint


@given(bounds, st.decimals(0, 10**6, places=0))
def test_the_words_and_the_symbol_of_a_bound_read_as_that_bound(bound: Bound, number: Decimal) -> None:
    for said in (bound.words, bound.symbol):
        assert split_bound(f"{said} {number}") == (bound, str(number))
