"""Values as pages and memos show them, each beside the text that a reader should see."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

import pytest

from aidledger.domain.bounds import Bound
from aidledger.domain.report import PartName
from aidledger.reports.description.shown import shown
from aidledger.reports.description.values import Count, Kind, Link, Live, Money, Place, Standing, Value

NO_CURRENCY: Collection[str] = frozenset()
EVERY_CURRENCY = frozenset({"USD", "EUR", "NOK", "JPY", "KWD", "CLF"})
HERE = Place(PartName.PACKAGES, 0, "Amount")


def money(digits: str, code: str = "USD", bound: Bound = Bound.EXACT) -> Money:
    return Money(Decimal(digits), code, bound)


def count(digits: str, bound: Bound = Bound.EXACT) -> Count:
    return Count(Decimal(digits), bound)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (money("250000000"), "$250,000,000"),
        (money("250000000", bound=Bound.ABOUT), "~ $250,000,000"),
        (money("250000000", bound=Bound.AT_LEAST), "≥ $250,000,000"),
        (money("250000000", bound=Bound.AT_MOST), "≤ $250,000,000"),
        (money("-6200000000"), "-$6,200,000,000"),
        (money("-6200000000", bound=Bound.AT_MOST), "≤ -$6,200,000,000"),
        (money("0"), "$0"),
        (money("999"), "$999"),
        (money("1000"), "$1,000"),
        (money("1000", "EUR"), "€1,000"),
        (money("-1000", "GBP"), "-£1,000"),
        (money("7500000000", "NOK"), "NOK 7,500,000,000"),
        (money("-7500", "NOK", Bound.ABOUT), "~ -NOK 7,500"),
        (money("1000.00"), "$1,000"),
    ],
)
def test_money_of_a_currency_in_which_all_is_whole_has_no_decimals(value: Money, text: str) -> None:
    assert shown(value, NO_CURRENCY) == text
    assert shown(value, EVERY_CURRENCY - {value.code}) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (money("250000000.25"), "$250,000,000.25"),
        (money("1000"), "$1,000.00"),
        (money("0"), "$0.00"),
        (money("0.01"), "$0.01"),
        (money("-0.01"), "-$0.01"),
        (money("-1000.5", bound=Bound.AT_LEAST), "≥ -$1,000.50"),
        (money("10000000000000", "EUR"), "€10,000,000,000,000.00"),
        (money("9999999999999.99", "EUR"), "€9,999,999,999,999.99"),
        (money("1234567", "JPY"), "JPY 1,234,567"),
        (money("-5", "JPY", Bound.AT_MOST), "≤ -JPY 5"),
        (money("1234.5", "KWD"), "KWD 1,234.500"),
        (money("-0.001", "KWD"), "-KWD 0.001"),
        (money("1234.5678", "CLF"), "CLF 1,234.5678"),
    ],
)
def test_money_of_other_currencies_has_all_decimals_of_its_own(value: Money, text: str) -> None:
    assert shown(value, EVERY_CURRENCY) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (money("2350000"), "$2.4m"),
        (money("2349999"), "$2.3m"),
        (money("2349999.99"), "$2.3m"),
        (money("2250000"), "$2.3m"),  # half to even would be 2.2
        (money("-2350000"), "-$2.4m"),
        (money("-2349999"), "-$2.3m"),
        (money("-2250000"), "-$2.3m"),
        (money("0"), "$0.0m"),
        (money("49999.99"), "$0.0m"),
        (money("50000"), "$0.1m"),
        (money("949999.99"), "$0.9m"),
        (money("950000"), "$1.0m"),
        (money("250000000"), "$250.0m"),
        (money("61655000000", bound=Bound.ABOUT), "~ $61,655.0m"),
        (money("-2350000", "EUR", Bound.AT_LEAST), "≥ -€2.4m"),
        (money("2350000", "JPY", Bound.AT_MOST), "≤ JPY 2.4m"),
        (money("2350000.000", "KWD"), "KWD 2.4m"),
    ],
)
@pytest.mark.parametrize("fractional", [NO_CURRENCY, EVERY_CURRENCY], ids=["whole", "with decimals"])
def test_millions_have_one_decimal_and_round_half_away_from_zero(
    value: Money, text: str, fractional: Collection[str]
) -> None:
    assert shown(value, fractional, Kind.MILLIONS) == text
    assert shown(Live(value, Standing(HERE)), fractional, Kind.MILLIONS) == text
    assert shown(Link(value, HERE), fractional, Kind.MILLIONS) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (count("0"), "0"),
        (count("0.500"), "0.5"),
        (count("0.001"), "0.001"),
        (count("100"), "100"),
        (count("100.000"), "100"),
        (count("1200.050"), "1,200.05"),
        (count("3E+6"), "3,000,000"),
        (count("1E+12", Bound.ABOUT), "~ 1,000,000,000,000"),
        (count("3000000", Bound.AT_LEAST), "≥ 3,000,000"),
        (count("0.5", Bound.AT_MOST), "≤ 0.5"),
        (count("-30.0"), "-30"),
    ],
)
def test_counts_have_no_idle_zeros(value: Count, text: str) -> None:
    assert shown(value, EVERY_CURRENCY) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("1000", "1000"),
        ("a <text> & more", "a <text> & more"),
        (0, "0"),
        (999, "999"),
        (1234567, "1,234,567"),
        (Decimal("1234.5000"), "1,234.5000"),
        (date(2023, 8, 29), "2023-08-29"),
    ],
)
def test_all_else_is_shown_as_it_is_with_thousands_parted(value: Value, text: str) -> None:
    assert shown(value, EVERY_CURRENCY) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Link("us-pda-2023-08-29", HERE), "us-pda-2023-08-29"),
        (Link("A page", "https://example.org/"), "A page"),
        (Link(1200, HERE), "1,200"),
        (Link(money("-60", bound=Bound.AT_MOST), HERE), "≤ -$60.00"),
        (Live(1200, Standing(HERE)), "1,200"),
        (Live(money("60"), Standing(HERE)), "$60.00"),
        (Live(count("30.0", Bound.AT_LEAST), Standing(HERE)), "≥ 30"),
    ],
)
def test_a_link_and_what_is_worked_out_show_what_they_hold(value: Value, text: str) -> None:
    assert shown(value, EVERY_CURRENCY) == text
