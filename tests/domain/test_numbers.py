"""Numbers: read exactly, or refused; never wrong by a factor of 1,000."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from support import attempt

from aidledger.domain.numbers import NUMBER, exact_decimal, number, plain
from aidledger.errors import InvalidInput

_PATTERN = re.compile(NUMBER, re.IGNORECASE)


def read(text: str) -> Decimal | None:
    """What `number` makes of the whole of `text`; `None` where it is refused."""
    match = _PATTERN.fullmatch(text)
    value = attempt(number, match) if match else None
    if isinstance(value, InvalidInput):
        assert value.hint
        return None
    return value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("250", "250"),
        ("0.5", "0.5"),
        ("1,234", "1234"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567", "1234567"),
        ("1'234'567", "1234567"),
        ("1 234 567", "1234567"),
        ("1\u202f234\u202f567,50", "1234567.50"),
        ("7.5", "7.5"),
        ("7,5", "7.5"),
        ("7,55", "7.55"),
        ("0.125", "0.125"),
        ("1.2345", "1.2345"),
        ("60.84 billion", "60840000000"),
        ("1.215 billion", "1215000000"),
        ("61-billion", "61000000000"),
        ("1.2bn", "1200000000"),
        ("500m", "500000000"),
        ("250K", "250000"),
        ("3 million", "3000000"),
        ("1,5 Mrd", "1500000000"),
        ("2 trillion", "2000000000000"),
        ("two", "2"),
        ("Twelve", "12"),
        ("two million", "2000000"),
        ("sixty", "60"),
    ],
)
def test_numbers_are_read_as_people_mean_them(text: str, value: str) -> None:
    assert read(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["1.234", "12.345", "999.000", "1.234 mrd", "1,234 Mrd.", "1,23,4", "12,34,567", "1.234.56", "1,234,56", "1.2.3",
     "1'234,567.8", "0,123,456"],
)  # fmt: skip
def test_what_has_two_readings_or_wrong_groups_is_refused(text: str) -> None:
    assert read(text) is None


@given(st.integers(0, 10**15))
def test_english_thousands_are_read_as_written(value: int) -> None:
    assert read(f"{value:,}") == value
    assert read(f"{value:,}.25") == value + Decimal("0.25")
    assert read(str(value)) == value


@given(st.integers(1000, 10**15))
def test_continental_thousands_are_never_wrong_by_a_factor_of_a_thousand(value: int) -> None:
    dotted = f"{value:,}".replace(",", ".")
    assert read(dotted) == (None if value < 10**6 else value)
    assert read(f"{dotted},25") == value + Decimal("0.25")


def _readings(text: str) -> set[Decimal]:
    """Every value that digits with marks may have, by any convention: written without a look at the code."""
    found = set()
    for group, mark in (
        (",", "."),
        (".", ","),
        ("'", "."),
        ("'", ","),
        (" ", "."),
        (" ", ","),
        (None, "."),
        (None, ","),
    ):
        whole, *fractions = text.split(mark)
        parts = whole.split(group) if group else [whole]
        sized = (
            1 <= len(parts[0]) <= 3 and parts[0][0] != "0" and all(len(part) == 3 for part in parts[1:])
            if len(parts) > 1
            else True
        )
        if sized and len(fractions) <= 1 and all(part.isdigit() for part in (*parts, *fractions)):
            found.add(Decimal("".join(parts) + "." + ("".join(fractions) or "0")))
    return found


@given(st.from_regex(r"[0-9]{1,4}([.,' ][0-9]{1,4}){0,3}", fullmatch=True))
@example("1,234")
@example("1.234")
@example("0,123")
@example("01.000")
def test_what_is_read_is_a_reading_and_the_only_one_but_for_the_english_comma(text: str) -> None:
    value, readings = read(text), _readings(text)
    if value is None:
        return
    assert value in readings
    if len(readings) > 1:
        assert re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", text), f"{text} may mean any of {readings}"
        assert value == max(readings)


@given(st.integers(1, 10**6), st.integers(0, 10**40))
def test_no_digit_is_lost_in_a_long_figure(whole: int, fraction: int) -> None:
    text = f"{whole}.{fraction:041}"
    assert read(text) in {None, Decimal(text)}


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15))
def test_plain_digits_keep_the_value_and_part_thousands(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text.replace(",", "")) == value
    whole = text.lstrip("-").partition(".")[0]
    groups = whole.split(",")
    assert all(len(group) == 3 for _, group in pairwise(groups))
    assert read(text.lstrip("-")) == abs(value)


@given(st.floats())
def test_a_float_is_never_let_in(value: float) -> None:
    with pytest.raises(InvalidInput, match="not exact"):
        exact_decimal(value)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_not_finite_is_never_let_in(value: str) -> None:
    with pytest.raises(InvalidInput, match="not exact"):
        exact_decimal(Decimal(value))


@pytest.mark.parametrize("text", ["", " 5", "+5", "1e3", "1,000", "0x10", ".5", "5.", "NaN", "٣", "1_000", "5\n"])
def test_decimal_text_in_documents_is_plain_digits(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        exact_decimal(text)
    assert caught.value.hint


@given(st.integers(-(10**29), 10**29))
def test_integers_and_their_text_become_the_same_decimal(value: int) -> None:
    assume(value)
    assert exact_decimal(value) == exact_decimal(str(value)) == Decimal(value)
