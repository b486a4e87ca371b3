"""Amounts: exact money with its bound, as people write it."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from iso4217 import Currency
from strategies import EXPONENTS, amounts, bounds
from support import attempt

from aidledger.domain import currencies
from aidledger.domain.amounts import MINOR_LIMIT, Amount, from_minor
from aidledger.domain.bounds import Bound
from aidledger.domain.currencies import currency, exponent, sign
from aidledger.domain.model import validate
from aidledger.errors import InvalidInput

EXACT, ABOUT, AT_LEAST, AT_MOST = Bound.EXACT, Bound.ABOUT, Bound.AT_LEAST, Bound.AT_MOST


@pytest.mark.parametrize(
    ("text", "code", "value", "bound"),
    [
        ("$250M", "USD", "250000000", EXACT),
        ("$61-billion", "USD", "61000000000", EXACT),
        ("$1.2bn", "USD", "1200000000", EXACT),
        ("USD 400,000,000", "USD", "400000000", EXACT),
        ("400 million USD", "USD", "400000000", EXACT),
        ("€500m", "EUR", "500000000", EXACT),
        ("£50 million", "GBP", "50000000", EXACT),
        ("up to $300 million", "USD", "300000000", AT_MOST),
        ("more than $1B", "USD", "1000000000", AT_LEAST),
        ("~$61B", "USD", "61000000000", ABOUT),
        ("-$6.2bn", "USD", "-6200000000", EXACT),
        ("\u2212$6.2bn", "USD", "-6200000000", EXACT),
        ("$-6.2bn", "USD", "-6200000000", EXACT),
        ("NOK 7.5bn", "NOK", "7500000000", EXACT),
        ("C$500m", "CAD", "500000000", EXACT),
        ("CAD $500m", "CAD", "500000000", EXACT),
        ("A$450m", "AUD", "450000000", EXACT),
        ("NZ$5m", "NZD", "5000000", EXACT),
        ("US$ 60.84 billion", "USD", "60840000000", EXACT),
        ("$1.215 billion", "USD", "1215000000", EXACT),
        ("5 million Canadian dollars", "CAD", "5000000", EXACT),
        ("7.5 billion Norwegian kroner", "NOK", "7500000000", EXACT),
        ("1 234 567 EUR", "EUR", "1234567", EXACT),
        ("1.234,56 EUR", "EUR", "1234.56", EXACT),
        ("1,5 Mrd EUR", "EUR", "1500000000", EXACT),
        ("$1B+", "USD", "1000000000", AT_LEAST),
        ("$1B or more", "USD", "1000000000", AT_LEAST),
        ("valued at $250M", "USD", "250000000", EXACT),
        ("usd 250m", "USD", "250000000", EXACT),
        ("JPY 500 million", "JPY", "500000000", EXACT),
        ("a reduction of $6.2bn", "USD", "-6200000000", EXACT),
        ("a reduction of at least $6.2bn", "USD", "-6200000000", AT_MOST),
        ("a reduction of up to $6.2bn", "USD", "-6200000000", AT_LEAST),
        ("a reduction of about $6.2bn", "USD", "-6200000000", ABOUT),
    ],
)
def test_amounts_that_people_write_are_read(text: str, code: str, value: str, bound: Bound) -> None:
    assert Amount.parse(text) == Amount(value=Decimal(value), currency=code, bound=bound)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kr 500m", "may be SEK, NOK, DKK or ISK"),
        ("500 million kr", "may be SEK, NOK, DKK or ISK"),
        ("¥500m", "may be JPY or CNY"),
        ("500 million pounds", "may be GBP"),
        ("50M", "names no currency"),
        ("50", "names no currency"),
        ("$1.234", "can mean 1234 or 1.234"),
        ("1.234 EUR", "can mean 1234 or 1.234"),
        ("$1,23,4", "is not a number"),
        ("USD 5 EUR", "more than one currency"),
        ("$5 EUR", "more than one currency"),
        ("€5 NOK", "more than one currency"),
        ("XYZ 5", "is not a currency"),
        ("XAU 5", "is not a currency"),
        ("USD 1.005", "can mean"),
        ("USD 0.005", "more decimals than USD has"),
        ("JPY 0.5", "more decimals than JPY has"),
        ("USD 10.1 trillion", "beyond any aid package"),
        ("-$-5", "negative twice"),
        ("a reduction of -$5m", "negative twice"),
        ("at least up to $5m", "two bounds"),
        ("up to $5m+", "two bounds"),
        ("", "is not an amount"),
        ("$", "is not an amount"),
        ("$five hundred", ""),
        ("$1 million to $2 million", "'$1 million to $2 million' is a range"),
        ("$1-2 million", "is a range"),
        ("between $3M and $5M", "is a range"),
        ("$5M-$6M", "is a range"),
        ("about USD 3,000,000 \u2013 4,000,000", "is a range"),
        ("$0.5-0.8bn", "is a range"),
        ("2023-08-29", "is not an amount"),
        ("2023-11-15", "is not an amount"),
        ("$1m and $2m", "'and $2m' is not a currency"),
        ("USD 1e6", ""),
        ("USD ٣", ""),
        ("= $5m\x00", ""),
    ],
)
def test_what_is_ambiguous_or_no_amount_is_refused_with_a_hint(text: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Amount.parse(text)
    assert says in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 2


def test_an_amount_without_a_currency_is_told_what_the_shell_did() -> None:
    with pytest.raises(InvalidInput) as caught:
        Amount.parse("50M")
    assert "single quotes" in (caught.value.hint or "")


@given(amounts())
@example(Amount.of_minor(1125, "KWD", EXACT))
@example(Amount.of_minor(-(10**15), "USD", AT_LEAST))
def test_what_an_amount_says_of_itself_reads_as_the_same_amount(amount: Amount) -> None:
    assert Amount.parse(str(amount)) == amount


@given(amounts())
def test_minor_units_keep_the_amount(amount: Amount) -> None:
    assert Amount.of_minor(amount.minor, amount.currency, amount.bound) == amount
    assert amount.minor == amount.value * 10 ** EXPONENTS[amount.currency]
    assert -amount.value.as_tuple().exponent == EXPONENTS[amount.currency]  # type: ignore[operator]


@given(st.integers(0, MINOR_LIMIT // 100))
def test_the_same_money_is_read_alike_however_its_thousands_are_parted(units: int) -> None:
    expected = Amount.of_minor(units * 100, "USD", EXACT)
    for text in (f"USD {units:,}", f"${units}", f"{units:,}.00 USD", f"USD {units:,}".replace(",", "\u202f")):
        assert Amount.parse(text) == expected


@given(st.integers(1000, MINOR_LIMIT // 100 - 1))
def test_dotted_thousands_are_read_right_or_refused(units: int) -> None:
    dotted = f"{units:,}".replace(",", ".")
    amount = attempt(Amount.parse, f"EUR {dotted}")
    assert units < 10**6 if isinstance(amount, InvalidInput) else amount.minor == units * 100
    assert Amount.parse(f"{dotted},50 EUR").minor == units * 100 + 50


@given(st.integers(1, 9999), st.sampled_from(["USD", "EUR", "NOK"]), bounds)
def test_a_multiplier_multiplies_exactly(tenths: int, code: str, bound: Bound) -> None:
    for word, factor in (("K", 10**3), ("m", 10**6), (" million", 10**6), ("bn", 10**9), ("-billion", 10**9)):
        text = f"{bound.words} {code} {tenths // 10}.{tenths % 10}{word}"
        assert Amount.parse(text) == Amount.of_minor(tenths * factor * 10, code, bound)


@given(st.text())
@example("USD \ud800 5")
@example("$" + "9" * 5000)
@example("USD 999,999,999.9999999999999999999999999999")
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    assert isinstance(attempt(Amount.parse, text), Amount | InvalidInput)


@given(st.text(alphabet="$€£-+~<=., 0123456789kKmMbBnUSDEURr"))
def test_anything_like_an_amount_is_an_exact_amount_or_refused(text: str) -> None:
    amount = attempt(Amount.parse, text)
    if isinstance(amount, Amount):
        assert Amount.parse(str(amount)) == amount


def test_digits_are_never_rounded_away() -> None:
    with pytest.raises(InvalidInput):
        Amount.parse("USD 999,999,999.9999999999999999999999999999")


@pytest.mark.parametrize("value", [250.0, float("nan"), True, None, [], "1e3", "", "1,000", Decimal("NaN")])
def test_a_value_in_a_document_is_an_integer_or_decimal_text(value: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        validate(Amount, {"value": value, "currency": "USD"})
    assert [problem.where for problem in caught.value.problems] == ["value"]


@pytest.mark.parametrize("value", ["1E+999999", "1E-999999", "-1E+999999"])
def test_a_decimal_out_of_all_proportion_is_refused(value: str) -> None:
    with pytest.raises(InvalidInput):
        validate(Amount, {"value": Decimal(value), "currency": "USD"})


def test_the_limit_is_ten_to_the_fifteen_minor_units_on_either_side() -> None:
    for minor in (MINOR_LIMIT, -MINOR_LIMIT):
        assert Amount.of_minor(minor, "JPY", EXACT).minor == minor
        with pytest.raises(InvalidInput, match="beyond any aid package"):
            validate(Amount, {"value": minor + (1 if minor > 0 else -1), "currency": "JPY"})


def test_minus_nothing_is_nothing() -> None:
    assert str(Amount.parse("USD -0").value) == "0.00"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("up to $400M", "<= $400.0M"),
        ("~$61B", "~ $61.0B"),
        ("-$6.2bn", "-$6.2B"),
        ("USD 999", "$999"),
        ("USD 1000", "$1.0K"),
        ("USD 999,949", "$999.9K"),
        ("USD 999,951", "$1.0M"),
        ("USD 1,050,000", "$1.0M"),  # half even
        ("USD 1,150,000", "$1.2M"),
        ("at least NOK 7.5bn", ">= NOK 7.5B"),
        ("€2 trillion", "€2.0T"),
        ("JPY 1,000 trillion", "JPY 1,000.0T"),
        ("USD 0", "$0"),
    ],
)
def test_a_narrow_table_shows_a_rounded_figure(text: str, short: str) -> None:
    assert Amount.parse(text).short == short


@pytest.mark.parametrize(("code", "digits"), EXPONENTS.items())
def test_currencies_have_the_decimals_of_iso_4217(code: str, digits: int) -> None:
    assert exponent(code) == digits
    assert from_minor(1, code) == Decimal(10) ** -digits


@pytest.mark.parametrize("code", currencies._NAMES)
def test_currencies_that_have_names_need_no_look_into_the_standard_and_agree_with_it(code: str) -> None:
    assert exponent(code) == Currency(code).exponent


@pytest.mark.parametrize("code", ["usd", "", "US", "XXX", "XAU", "ABC", "DEM"])
def test_what_iso_4217_gives_no_decimals_is_no_currency(code: str) -> None:
    with pytest.raises(InvalidInput):
        exponent(code)


@given(st.text())
def test_any_text_is_a_currency_or_refused(text: str) -> None:
    code = attempt(currency, text)
    if isinstance(code, InvalidInput):
        assert code.hint
    else:
        assert currency(code) == code
        assert exponent(code) >= 0


def test_a_sign_stands_for_the_currency_that_it_reads_as() -> None:
    assert [currency(sign(code)) for code in ("USD", "EUR", "GBP", "NOK")] == ["USD", "EUR", "GBP", "NOK"]


@given(amounts())
def test_the_concise_form_reads_as_the_same_amount(stated: Amount) -> None:
    assert Amount.parse(stated.concise) == stated
    assert len(stated.concise) <= max(len(str(stated)), len(stated.short))


@pytest.mark.parametrize(
    ("text", "concise"),
    [("up to USD 400M", "<= $400.0M"), ("USD 380,000,001", "USD 380,000,001"), ("-$6.2bn", "-$6.2B"), ("EUR 5", "€5")],
)
def test_the_concise_form_is_short_where_that_loses_nothing(text: str, concise: str) -> None:
    assert Amount.parse(text).concise == concise
