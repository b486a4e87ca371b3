"""Quantities and items: how many of what, in the words that people use."""

from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import bounds, lines, units
from support import attempt

from aidledger.domain.bounds import Bound
from aidledger.domain.model import validate
from aidledger.domain.quantities import QUANTITY_LIMIT, Quantity, format_item, parse_item
from aidledger.errors import InvalidInput

EXACT, ABOUT, AT_LEAST, AT_MOST = Bound.EXACT, Bound.ABOUT, Bound.AT_LEAST, Bound.AT_MOST


def quantity(number: str, unit: str, bound: Bound = EXACT) -> Quantity:
    return Quantity(number=Decimal(number), unit=unit, bound=bound)


@pytest.mark.parametrize(
    ("text", "number", "unit", "bound"),
    [
        ("3,000,000+ rounds", "3000000", "rounds", AT_LEAST),
        ("over 3 million rounds", "3000000", "rounds", AT_LEAST),
        ("two batteries", "2", "batteries", EXACT),
        ("one battery", "1", "batteries", EXACT),
        ("up to 12 systems", "12", "systems", AT_MOST),
        ("approximately 1.5 metric tons", "1.5", "metric tons", ABOUT),
        ("12", "12", "units", EXACT),
        ("two (2) batteries", "2", "(2) batteries", EXACT),
        ("1 Tonne", "1", "tonnes", EXACT),
    ],
)
def test_quantities_that_people_write_are_read(text: str, number: str, unit: str, bound: Bound) -> None:
    if "(" in unit:
        with pytest.raises(InvalidInput, match="is not a unit"):
            Quantity.parse(text)
    else:
        assert Quantity.parse(text) == quantity(number, unit, bound)


@pytest.mark.parametrize(
    "text",
    ["", "rounds", "-5 rounds", "5-10 rounds", "5 to 10 rounds", "1.234 rounds", "0.0001 rounds", "at least 5+ rounds",
     "155mm shells", "1,000,000,000,001 rounds", "F-16", "5 rounds of", "12 \x00"],
)  # fmt: skip
def test_what_is_no_quantity_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Quantity.parse(text)
    assert caught.value.exit_code == 2


@given(st.integers(0, QUANTITY_LIMIT * 1000), units, bounds)
@example(1125, "tonnes", EXACT)
@example(5000, "million", EXACT)
@example(5000, "mm", EXACT)
@example(5000, "to 7", EXACT)
@example(5000, "or more", EXACT)
@example(5000, "x", EXACT)
def test_what_a_quantity_says_of_itself_reads_as_the_same_quantity(milli: int, unit: str, bound: Bound) -> None:
    try:
        stated = Quantity.of_milli(milli, unit, bound)
    except ValueError:
        assume(False)
    assert Quantity.parse(str(stated)) == stated
    assert stated.milli == milli


@given(units)
def test_a_unit_is_kept_in_one_form(unit: str) -> None:
    try:
        kept = validate(Quantity, {"number": 1, "unit": unit}).unit
    except InvalidInput:
        assume(False)
    assert validate(Quantity, {"number": 1, "unit": kept}).unit == kept
    assert validate(Quantity, {"number": 1, "unit": f"  {unit.upper()} "}).unit == kept or not unit.isascii()


@pytest.mark.parametrize("number", ["-0", "0", "0.000", 0])
def test_there_is_one_nothing(number: object) -> None:
    assert str(validate(Quantity, {"number": number, "unit": "rounds"})) == "0 rounds"


@pytest.mark.parametrize("number", [5.0, -1, "-0.001", True, None, "1.2345", QUANTITY_LIMIT + 1, Decimal("1E-999999")])
def test_a_number_in_a_document_is_exact_not_negative_and_within_limits(number: object) -> None:
    with pytest.raises(InvalidInput):
        validate(Quantity, {"number": number, "unit": "rounds"})


@pytest.mark.parametrize(
    ("text", "description", "stated"),
    [
        ("3,000,000+ rounds: small arms ammunition", "small arms ammunition", ("3000000", "rounds", AT_LEAST)),
        ("over 3 million rounds of small arms ammunition", "small arms ammunition", ("3000000", "rounds", AT_LEAST)),
        ("two Patriot batteries", "Patriot batteries", ("2", "batteries", EXACT)),
        ("12 x HIMARS", "HIMARS", ("12", "units", EXACT)),
        ("12 \u00d7 HIMARS", "HIMARS", ("12", "units", EXACT)),
        ("12 HIMARS", "HIMARS", ("12", "units", EXACT)),
        ("12 systems: HIMARS", "HIMARS", ("12", "systems", EXACT)),
        ("demolition munitions", "demolition munitions", None),
        ("155mm artillery rounds", "155mm artillery rounds", None),
        ("120 mm mortars", "120 mm mortars", None),
        ("F-16 training: simulators", "F-16 training: simulators", None),
        ("AIM-9M missiles for air defense", "AIM-9M missiles for air defense", None),
        ("21,000 155mm rounds", "155mm rounds", ("21000", "rounds", EXACT)),
        ("four howitzers of a new type", "new type", ("4", "howitzers", EXACT)),
        ("about 100 Humvees", "Humvees", ("100", "units", ABOUT)),
        (": 12 angry men", "12 angry men", None),
        ("ammunition: 155mm and 105mm", "ammunition: 155mm and 105mm", None),
    ],
)
def test_items_that_people_write_are_read(text: str, description: str, stated: tuple[str, str, Bound] | None) -> None:
    assert parse_item(text) == (description, stated and quantity(*stated))


@pytest.mark.parametrize(
    "text",
    ["", "12", "12 tanks and trucks", "5 Avengers, 3 Stingers", "5-10 tanks", "5 to 10 tanks", "two tanks with crews",
     "1.234 rounds: ammunition", "5 tanks\n6 trucks", "\x00"],
)  # fmt: skip
def test_an_item_that_counts_nothing_clearly_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_item(text)
    assert caught.value.hint


_wordy = st.lists(
    st.sampled_from(["12", "two", "over", "of", "x", ":", "rounds", "and", "155mm", "up to", "3,000", "+", "-", "F-16"]) | lines(6),
    min_size=1, max_size=6,
).map(" ".join)  # fmt: skip


@given(lines(200) | _wordy, st.none() | st.tuples(st.integers(0, 10**9), units, bounds))
@example("12 angry men", None)
@example(": colons", None)
@example("of", (1125, "tonnes", ABOUT))
def test_the_text_of_an_item_reads_as_the_same_item(description: str, stated: tuple[int, str, Bound] | None) -> None:
    try:
        counted = stated and Quantity.of_milli(*stated)
    except ValueError:
        assume(False)
    assert parse_item(format_item(description, counted)) == (description, counted)


@given(st.text() | _wordy)
@example("1 \ud800")
@example("9" * 5000 + " rounds: of")
def test_any_text_is_an_item_and_a_quantity_or_refused(text: str) -> None:
    for read in (parse_item, Quantity.parse):
        refused = attempt(read, text)
        assert not isinstance(refused, InvalidInput) or refused.message
