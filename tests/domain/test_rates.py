"""Exchange rates: the last one published, never a later one, never one that nobody published; rounded once."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import EXPONENTS

from aidledger.domain.rates import Conversions, Converted, MissingRate, Rate, Rates, RateTable, Series, problems_of

START = date(2023, 8, 1)
Daily = dict[date, Decimal]
Pairs = dict[tuple[str, str], Daily]

days = st.integers(0, 40).map(lambda number: START + timedelta(days=number))
values = st.decimals("0.0001", "20000", places=4, allow_nan=False, allow_infinity=False)
dailies = st.dictionaries(days, values, min_size=1, max_size=12)
amounts = st.integers(-(10**15), 10**15).map(lambda minor: Decimal(minor).scaleb(-2))


def table(pairs: Pairs, name: str = "the bank", *, holds: bool = False) -> RateTable:
    """A table of these rates, whatever the order of their days."""
    series = {pair: Series(sorted(daily), [daily[day] for day in sorted(daily)]) for pair, daily in pairs.items()}
    until = max(max(daily) for daily in pairs.values())
    return RateTable(name, until, "fetch newer ones", series, holds)


def rated(rates: Rates, base: str, quote: str, day: date) -> Rate:
    """The rate, which is there."""
    rate = rates.find(base, quote, day)
    assert isinstance(rate, Rate), rate
    return rate


def converted(rates: Rates, amount: str, base: str, quote: str, day: date) -> Converted:
    """The amount, for which there is a rate."""
    found = rates.convert(Decimal(amount), base, quote, day)
    assert isinstance(found, Converted), found
    return found


def reason(rates: Rates, base: str, quote: str, day: date) -> str:
    """Why there is no rate."""
    missing = rates.find(base, quote, day)
    assert isinstance(missing, MissingRate), missing
    assert (missing.base, missing.quote, missing.day) == (base, quote, day)
    assert rates.convert(Decimal(1), base, quote, day) == missing
    return missing.reason


def on(day: str) -> date:
    return date.fromisoformat(day)


FRIDAY, MONDAY = on("2023-08-25"), on("2023-08-28")
ECB = table(
    {
        ("EUR", "USD"): {FRIDAY: Decimal("1.0808"), MONDAY: Decimal("1.0821")},
        ("EUR", "NOK"): {FRIDAY: Decimal("11.518"), MONDAY: Decimal("11.5475")},
        ("EUR", "JPY"): {FRIDAY: Decimal("157.81")},
    }
)


@pytest.mark.parametrize("day", ["2023-08-25", "2023-08-26", "2023-08-27"])
def test_a_weekend_takes_the_rate_of_friday(day: str) -> None:
    found = converted(Rates(ECB), "100.00", "EUR", "USD", on(day))
    assert found.amount == Decimal("108.08")
    assert found.rate == Rate(FRIDAY, "EUR", "USD", Fraction("1.0808"), ("the bank",))
    assert found.gap == (on(day) - FRIDAY).days


def test_a_rate_holds_for_seven_days_and_no_longer() -> None:
    rates = Rates(ECB)
    assert rated(rates, "EUR", "USD", MONDAY + timedelta(days=7)).day == MONDAY
    assert reason(rates, "EUR", "USD", MONDAY + timedelta(days=8)) == (
        "the last EUR/USD before then in the bank is of 2023-08-28, over 7 days earlier"
    )
    assert reason(rates, "USD", "EUR", FRIDAY - timedelta(days=1)) == "EUR/USD begins on 2023-08-25 in the bank"


def test_both_legs_of_a_daily_table_are_of_one_day() -> None:
    """On Monday there was no rate of the yen: that of the krone on Monday is not mixed with that of the yen on Friday."""
    rate = rated(Rates(ECB), "NOK", "JPY", MONDAY)
    assert rate == Rate(FRIDAY, "NOK", "JPY", Fraction("157.81") / Fraction("11.518"), ("the bank",))
    assert rated(Rates(ECB), "NOK", "USD", MONDAY).value == Fraction("1.0821") / Fraction("11.5475")


def test_legs_without_a_common_day_make_no_rate() -> None:
    apart = table({("EUR", "USD"): {FRIDAY: Decimal(1)}, ("EUR", "NOK"): {MONDAY: Decimal(10)}})
    expected = "the bank has no EUR/USD and EUR/NOK of one day within 7 days before then"
    assert reason(Rates(apart), "USD", "NOK", MONDAY) == expected


def test_a_currency_in_itself_is_one_and_is_not_counted_as_converted() -> None:
    same = converted(Rates(ECB), "12.50", "USD", "USD", on("1990-01-01"))
    assert same == (Decimal("12.50"), Rate(on("1990-01-01"), "USD", "USD", Fraction(1), ()), 0)
    assert Conversions().plus(same) == Conversions()


@pytest.mark.parametrize(
    ("amount", "rate", "result"),
    [
        ("0.05", "0.5", "0.02"),  # 0.025
        ("0.15", "0.5", "0.08"),  # 0.075
        ("-0.05", "0.5", "-0.02"),
        ("-0.15", "0.5", "-0.08"),
        ("0.01", "0.4999", "0.00"),
        ("-0.01", "0.4999", "0.00"),
        ("-6200000000.00", "1.1", "-6820000000.00"),
        ("9999999999999.99", "19999.9999", "199999998999999800.00"),
        ("123456789012345678901234567890.12", "1", "123456789012345678901234567890.12"),
    ],
)
def test_it_is_rounded_half_even_and_keeps_the_sign(amount: str, rate: str, result: str) -> None:
    rates = Rates(table({("EUR", "USD"): {FRIDAY: Decimal(rate)}}))
    assert str(converted(rates, amount, "EUR", "USD", FRIDAY).amount) == result


def test_it_is_rounded_once() -> None:
    """Through 0.4545 euro, which would be 0.45 in cents, it would be 0.44 krona in place of 0.45."""
    legs = {("EUR", "USD"): {FRIDAY: Decimal("1.1")}, ("EUR", "SEK"): {FRIDAY: Decimal("0.99")}}
    assert converted(Rates(table(legs)), "0.50", "USD", "SEK", FRIDAY).amount == Decimal("0.45")


def test_it_has_the_decimals_of_its_currency() -> None:
    assert str(converted(Rates(ECB), "100.00", "EUR", "JPY", FRIDAY).amount) == "15781"
    assert str(converted(Rates(ECB), "15781", "JPY", "EUR", FRIDAY).amount) == "100.00"


# Rates of one's own.

OWN = table(
    {
        ("EUR", "UAH"): {on("2023-07-01"): Decimal(40), on("2023-08-26"): Decimal("39.5")},
        ("USD", "EUR"): {on("2023-01-01"): Decimal("0.9"), on("2023-08-01"): Decimal("0.8")},
    },
    "rates.csv",
    holds=True,
)


def test_a_rate_of_ones_own_holds_until_the_next_and_the_last_for_seven_days() -> None:
    rates = Rates(OWN, ECB)
    assert rated(rates, "EUR", "UAH", FRIDAY) == Rate(on("2023-07-01"), "EUR", "UAH", Fraction(40), ("rates.csv",))
    assert converted(rates, "1.00", "EUR", "UAH", FRIDAY).gap == 55
    assert rated(rates, "UAH", "EUR", on("2023-09-02")).value == Fraction(2, 79)
    assert "over 7 days" in reason(rates, "UAH", "EUR", on("2023-09-03"))
    assert "begins on 2023-07-01 in rates.csv" in reason(rates, "UAH", "EUR", on("2023-06-30"))


def test_the_first_table_that_has_a_pair_speaks_for_it_alone() -> None:
    """Where one's own rates end, those of another source do not quietly take their place."""
    assert rated(Rates(OWN, ECB), "EUR", "USD", on("2023-08-02")).value == Fraction(10, 8)
    assert "USD/EUR before then in rates.csv is of 2023-08-01" in reason(Rates(OWN, ECB), "EUR", "USD", FRIDAY)
    assert rated(Rates(ECB, OWN), "EUR", "USD", FRIDAY).value == Fraction("1.0808")


def test_a_leg_of_ones_own_joins_one_of_the_bank() -> None:
    """Each leg follows the rule of its own table; the whole is of the older day, and of both sources."""
    rate = rated(Rates(OWN, ECB), "UAH", "NOK", on("2023-08-27"))
    assert rate == Rate(FRIDAY, "UAH", "NOK", Fraction("11.518") / Fraction("39.5"), ("rates.csv", "the bank"))
    assert rated(Rates(OWN, ECB), "NOK", "UAH", MONDAY).day == on("2023-08-26")


def test_legs_of_ones_own_hold_each_until_its_next() -> None:
    rate = rated(Rates(OWN), "USD", "UAH", on("2023-07-15"))
    assert rate == Rate(on("2023-01-01"), "USD", "UAH", Fraction("0.9") * 40, ("rates.csv",))


def test_a_pair_as_such_comes_before_its_legs() -> None:
    pair = table({("NOK", "USD"): {FRIDAY: Decimal("0.1")}}, "rates.csv", holds=True)
    for rates in (Rates(pair, ECB), Rates(ECB, pair)):
        assert rated(rates, "USD", "NOK", FRIDAY) == Rate(FRIDAY, "USD", "NOK", Fraction(10), ("rates.csv",))


# What is missing is told.


@pytest.mark.parametrize(
    ("base", "quote", "lacking"),
    [
        ("UAH", "USD", "no UAH/USD and no UAH/EUR"),
        ("USD", "UAH", "no USD/UAH and no UAH/EUR"),
        ("XAF", "UAH", "no XAF/UAH and no XAF/EUR and no UAH/EUR"),
        ("UAH", "EUR", "no UAH/EUR"),
        ("EUR", "UAH", "no EUR/UAH"),
    ],
)
def test_pairs_that_no_table_has_are_named(base: str, quote: str, lacking: str) -> None:
    assert reason(Rates(ECB), base, quote, FRIDAY) == f"{lacking} in the bank"
    other = table({("GBP", "EUR"): {FRIDAY: Decimal(1)}}, "rates.csv")
    assert reason(Rates(other, ECB), base, quote, FRIDAY) == f"{lacking} in rates.csv or the bank"


def test_a_missing_rate_is_a_problem_of_the_package() -> None:
    missing = Rates(ECB).find("UAH", "USD", FRIDAY)
    assert isinstance(missing, MissingRate)
    problem = missing.problem("us-pda-2023-08-29")
    assert str(problem) == (
        "us-pda-2023-08-29: there is no rate from UAH to USD for 2023-08-25: no UAH/USD and no UAH/EUR in the bank"
    )
    assert problem.hint
    assert "--rates" in problem.hint


def test_the_leg_that_lacks_the_rate_is_named() -> None:
    """The other one has a rate of that day, which is not used without its fellow."""
    stopped = {on("2022-03-01"): Decimal("117.2")}
    ecb = table({("EUR", "USD"): {on("2022-03-01"): Decimal("1.12"), FRIDAY: Decimal("1.08")}, ("EUR", "RUB"): stopped})
    for base, quote in (("USD", "RUB"), ("RUB", "USD")):
        expected = "the last EUR/RUB before then in the bank is of 2022-03-01, over 7 days earlier"
        assert reason(Rates(ecb), base, quote, FRIDAY) == expected


def test_a_reason_is_told_once_of_all_packages_that_share_it() -> None:
    asked = [("GBP", FRIDAY), *(("UAH", FRIDAY + timedelta(days=more)) for more in (0, 3, 1, 2))]
    missing = []
    for number, (base, day) in enumerate(asked):
        found = Rates(ECB).find(base, "XAF", day)
        assert isinstance(found, MissingRate)
        missing.append((f"p{number}", found))
    one, others = problems_of(missing)
    assert one == missing[0][1].problem("p0")
    assert str(others) == (
        "there is no rate from UAH to XAF for 4 packages (p1, p2, p3 and 1 more) of 2023-08-25 to 2023-08-28: "
        "no UAH/XAF and no UAH/EUR and no XAF/EUR in the bank"
    )


def test_the_remedy_is_newer_rates_only_for_days_after_the_last() -> None:
    def hint(quote: str, day: date) -> str:
        missing = Rates(ECB).find("EUR", quote, day)
        assert isinstance(missing, MissingRate)
        return missing.hint

    long_after = MONDAY + timedelta(days=30)
    assert hint("USD", long_after) == hint("JPY", long_after) == "fetch newer ones"
    ended = table({("EUR", "RUB"): {START: Decimal(117)}, ("EUR", "USD"): {MONDAY: Decimal(1)}})
    missing = Rates(ended).find("EUR", "RUB", MONDAY)
    assert isinstance(missing, MissingRate)
    assert "--rates" in missing.hint


def test_conversions_are_counted_with_their_sources_and_the_longest_gap() -> None:
    rates, told = Rates(OWN, ECB), Conversions()
    for base, day in (("NOK", MONDAY), ("UAH", on("2023-08-27")), ("EUR", FRIDAY), ("JPY", FRIDAY)):
        told = told.plus(converted(rates, "100", base, "NOK", day))
    assert told == Conversions(packages=3, sources=("rates.csv", "the bank"), longest_gap=2)


# Whatever the rates are.


def last(daily: Daily, day: date) -> date | None:
    """The day of the last rate that holds on `day`, found the slow way."""
    return max((there for there in daily if 0 <= (day - there).days <= 7), default=None)


@given(dailies, days)
def test_it_is_always_the_last_one_published(daily: Daily, day: date) -> None:
    rates, expected = Rates(table({("EUR", "USD"): daily})), last(daily, day)
    found, turned = rates.find("EUR", "USD", day), rates.find("USD", "EUR", day)
    if expected is None:
        assert isinstance(found, MissingRate)
        assert isinstance(turned, MissingRate)
    else:
        assert found == Rate(expected, "EUR", "USD", Fraction(daily[expected]), ("the bank",))
        assert turned == found._replace(base="USD", quote="EUR", value=1 / Fraction(daily[expected]))


@given(dailies, dailies, dailies, days, st.booleans())
def test_later_rates_change_nothing(one: Daily, other: Daily, later: Daily, day: date, turned: bool) -> None:
    base, quote = ("NOK", "USD") if turned else ("USD", "NOK")
    then = {("EUR", "USD"): one, ("EUR", "NOK"): other}
    now = {pair: daily | {at: value for at, value in later.items() if at > day} for pair, daily in then.items()}
    assume(all(min(daily) <= day for daily in then.values()))
    found, afterwards = (Rates(table(pairs)).find(base, quote, day) for pairs in (then, now))
    if isinstance(found, Rate):
        assert afterwards == found
        assert found.day <= day
    else:
        assert isinstance(afterwards, MissingRate)


@given(dailies, dailies, days)
def test_a_cross_rate_is_the_quotient_of_two_rates_of_one_day(usd: Daily, nok: Daily, day: date) -> None:
    rates = Rates(table({("EUR", "USD"): usd, ("NOK", "EUR"): nok}))
    expected = last({at: usd[at] for at in usd.keys() & nok.keys()}, day)
    found, back = rates.find("USD", "NOK", day), rates.find("NOK", "USD", day)
    if expected is None:
        assert isinstance(found, MissingRate)
        assert isinstance(back, MissingRate)
    else:
        assert isinstance(found, Rate)
        assert isinstance(back, Rate)
        assert found.day == back.day == expected
        assert found.value == 1 / (Fraction(usd[expected]) * Fraction(nok[expected]))
        assert found.value * back.value == 1


@given(dailies, days)
def test_rates_that_hold_leave_no_gap_but_at_the_ends(daily: Daily, day: date) -> None:
    found = Rates(table({("EUR", "USD"): daily}, holds=True)).find("EUR", "USD", day)
    expected = max((there for there in daily if there <= day), default=None)
    if expected is None or day > max(daily) + timedelta(days=7):
        assert isinstance(found, MissingRate)
    else:
        assert found == Rate(expected, "EUR", "USD", Fraction(daily[expected]), ("the bank",))


@given(dailies, dailies, st.lists(st.tuples(days, st.sampled_from(["EUR", "USD", "NOK", "GBP"])), max_size=20))
def test_what_was_asked_before_changes_no_answer(usd: Daily, nok: Daily, asked: list[tuple[date, str]]) -> None:
    once = table({("EUR", "USD"): usd, ("EUR", "NOK"): nok})
    rates = Rates(once)
    for day, base in asked:
        assert rates.find(base, "USD", day) == Rates(once).find(base, "USD", day) == rates.find(base, "USD", day)


@given(amounts, values, values, st.sampled_from(sorted(EXPONENTS)))
def test_the_result_is_the_nearest_amount_that_the_currency_has(
    amount: Decimal, one: Decimal, other: Decimal, quote: str
) -> None:
    """Of two that are as near, the even one."""
    assume(quote != "EUR")
    rates = Rates(table({("EUR", "NZD"): {START: one}, ("EUR", quote): {START: other}}))
    found = converted(rates, str(amount), "NZD", quote, START).amount
    exact = Fraction(amount) * Fraction(other) / Fraction(one) * 10 ** EXPONENTS[quote]
    minor = Fraction(found) * 10 ** EXPONENTS[quote]
    assert minor.denominator == 1
    assert -found.as_tuple().exponent == EXPONENTS[quote]  # type: ignore[operator]
    assert abs(minor - exact) < Fraction(1, 2) or (abs(minor - exact) == Fraction(1, 2) and minor % 2 == 0)
    assert not found or (found > 0) == (amount > 0)


@given(amounts, values, st.sampled_from(sorted(EXPONENTS)))
def test_there_and_back_is_the_same_but_for_what_was_rounded(amount: Decimal, value: Decimal, quote: str) -> None:
    assume(quote != "EUR")
    rates = Rates(table({("EUR", quote): {START: value}}))
    there = converted(rates, str(amount), "EUR", quote, START)
    back = converted(rates, str(there.amount), quote, "EUR", START)
    half_of_each = Fraction(1, 2 * 10 ** EXPONENTS[quote]) / Fraction(value) + Fraction(1, 200)
    assert abs(Fraction(back.amount) - Fraction(amount)) <= half_of_each


@given(
    st.decimals("1", "10000000000", places=2),
    st.decimals("0.0001", "10000", places=6) | st.integers(1, 9_999).map(lambda number: 1 / Fraction(number)),
)
def test_the_digits_of_a_rate_give_what_was_converted_to_the_cent(amount: Decimal, value: Decimal | Fraction) -> None:
    """Worked out again with the digits that are shown."""
    rate = Rate(date(2023, 8, 29), "USD", "EUR", Fraction(value), ("generated",))
    exactly = Fraction(amount) * rate.value
    assert abs(Fraction(amount) * Fraction(rate.digits) - exactly) <= max(exactly / 10**14, Fraction(1, 10**9))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(10_000, 10_930), "EUR 1 = USD 1.093"),
        (Fraction("1.093"), "USD 1 = EUR 1.093"),
        (Fraction(1, 40), "EUR 1 = USD 40"),
        (Fraction(40), "USD 1 = EUR 40"),
        (Fraction(16_000), "USD 1 = EUR 16000"),
        (Fraction(2, 3), "EUR 1 = USD 1.5"),
        (Fraction(7, 9), "USD 1 = EUR 0.777777777777778"),
    ],
)
def test_a_rate_is_written_the_way_round_in_which_it_is_short(value: Fraction, words: str) -> None:
    assert str(Rate(date(2023, 8, 29), "USD", "EUR", value, ("generated",))) == words
