"""How a file writes figures and days: all of it is read in one way, and what is ambiguous is never guessed."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support import attempt

from aidledger.domain.amounts import Amount
from aidledger.domain.dates import AnnouncedOn
from aidledger.domain.vocabulary import DateOrder, DecimalMark
from aidledger.errors import InvalidInput
from aidledger.intake.notation import Evidence, Notation


def shown_by(figures: list[str] = [], days: list[str] = []) -> Evidence:  # noqa: B006  nobody writes to them
    """What cells show, as a table tells it: each with its row, from 2."""
    evidence = Evidence()
    for row, text in enumerate(figures, start=2):
        evidence.figure(text, f"main.csv:{row}:Amount")
    for row, text in enumerate(days, start=2):
        evidence.day(text, f"main.csv:{row}:Date")
    return evidence


def _between_semicolons(figure: str) -> Evidence:
    evidence = Evidence(semicolons=True)
    evidence.figure(figure, "main.csv:2:Amount")
    return evidence


def notation_of(figures: list[str] = [], days: list[str] = []) -> Notation:  # noqa: B006  nobody writes to them
    return shown_by(figures, days).settled(None, None)


class Style(NamedTuple):
    """One consistent way to write numbers."""

    mark: DecimalMark
    group: str
    """What parts thousands; nothing where they stand together."""

    def write(self, value: Decimal, decimals: int) -> str:
        whole, _, fraction = f"{value:,.{decimals}f}".partition(".")
        mark = "," if self.mark is DecimalMark.COMMA else "."
        return whole.replace(",", self.group) + (f"{mark}{fraction}" if fraction else "")


STYLES = [
    *(Style(DecimalMark.POINT, group) for group in ("", ",", " ", "\u00a0", "\u202f", "'", "\u2019")),
    *(Style(DecimalMark.COMMA, group) for group in ("", ".", " ", "\u00a0", "\u2009", "'", "\u2019")),
]
values = st.decimals(Decimal("0.001"), Decimal(10) ** 10, places=3)


@given(style=st.sampled_from(STYLES), numbers=st.lists(st.tuples(values, st.integers(0, 3)), min_size=1, max_size=6))
def test_numbers_that_are_written_in_one_way_come_back_as_they_were(
    style: Style, numbers: list[tuple[Decimal, int]]
) -> None:
    rounded = [(round(value, decimals), decimals) for value, decimals in numbers]
    texts = [style.write(value, decimals) for value, decimals in rounded]
    notation = attempt(notation_of, texts)
    if isinstance(notation, InvalidInput):
        assert any(map(_has_two_readings, texts)), texts
        assert all(_has_two_readings(text) or not _decides(text) for text in texts), texts
        return
    if notation.decimal is None:
        assume(style.mark is DecimalMark.POINT or not any("," in text for text in texts))
    else:
        assert notation.decimal is style.mark
    for (value, _), text in zip(rounded, texts, strict=True):
        assert Amount.parse(f"CLF {notation.figure(text)}").value == value, text


def _has_two_readings(text: str) -> bool:
    whole, _, fraction = text.partition(".")
    return len(fraction) == 3 and whole.isdecimal() and 1 <= int(whole) <= 999


def _decides(text: str) -> bool:
    """Whether a number cannot be read in any other style, but for what counts as thousands in this house."""
    return bool(set(text) & set(".,")) and not re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", text)


@given(
    value=st.decimals(Decimal(1), Decimal("999.999"), places=3),
    others=st.lists(st.integers(0, 10**9).map(str), max_size=3),
)
def test_a_full_stop_before_three_digits_is_never_guessed_and_either_answer_settles_it(
    value: Decimal, others: list[str]
) -> None:
    text = f"{value:.3f}"
    evidence = shown_by([*others, text])
    with pytest.raises(InvalidInput, match="can be read in two ways, and no other cell of the file decides") as refusal:
        evidence.settled(None, None)
    assert refusal.value.message.startswith(f"main.csv:{len(others) + 2}:Amount: '{text}'")
    assert "--decimal point or --decimal comma" in str(refusal.value.hint)
    for mark, meant in ((DecimalMark.POINT, value), (DecimalMark.COMMA, value * 1000)):
        assert Amount.parse(f"CLF {evidence.settled(mark, None).figure(text)}").value == meant


@pytest.mark.parametrize(
    ("other", "meant"),
    [
        ("2,50", 1234),
        ("1.234.567", 1234),
        ("1.234,5", 1234),
        ("2.50", Decimal("1.234")),
        ("1,234.5", Decimal("1.234")),
        ("1,234,567", Decimal("1.234")),
        ("0.125", Decimal("1.234")),
        ("$1.215 billion", Decimal("1.234")),
        ("1'234.5", Decimal("1.234")),
        ("1 234,567", 1234),
    ],
)
def test_another_cell_decides(other: str, meant: Decimal | int) -> None:
    for figures in (["1.234", other], [other, "1.234"]):
        assert Amount.parse(f"CLF {notation_of(figures).figure('1.234')}").value == meant


def test_a_comma_before_three_digits_parts_thousands_unless_the_file_has_decimal_commas() -> None:
    assert notation_of(["1,234"]) == Notation()
    assert Notation().figure("1,234") == "1234"
    assert isinstance(attempt(_between_semicolons("1,234").settled, None, None), InvalidInput)
    comma = notation_of(["1,234", "0,5"])
    assert comma.decimal is DecimalMark.COMMA
    assert Amount.parse(f"CLF {comma.figure('1,234')}").value == Decimal("1.234")


def test_words_beside_the_number_stay_and_a_multiplier_of_the_continent_leaves_it_open() -> None:
    point, comma = Notation(DecimalMark.POINT), Notation(DecimalMark.COMMA)
    assert comma.figure("up to EUR 1.234,50 each") == "up to EUR 1234.50 each"
    assert point.figure("$1.215 billion") == "$1.215 billion"
    assert point.figure("3,000,000+") == "3000000+"
    assert point.figure("21,000 155mm rounds") == "21000 155mm rounds"
    assert [attempt(notation_of, [text]) for text in ("1.234 million",)] == [point]
    for text in ("1.234 Mrd", "1,234 Mio"):
        assert isinstance(attempt(notation_of, [text]), InvalidInput)
    assert point.figure("1,234 Mio") == "1234 Mio"


def test_cells_that_contradict_each_other_are_told_with_both_places() -> None:
    with pytest.raises(InvalidInput) as refusal:
        notation_of(["1.5", "7", "1,5"])
    assert refusal.value.message == (
        "main.csv:4:Amount: decimals are written in two ways: '1,5' here, '1.5' at main.csv:2:Amount"
    )
    with pytest.raises(InvalidInput, match="days are written in two ways: '08/29/2023' here, '29/08/2023' at"):
        notation_of(days=["29/08/2023", "08/29/2023"])


@pytest.mark.parametrize(
    ("mark", "text"),
    [("point", "1,23"), ("point", "1.234.567"), ("comma", "1.23"), ("comma", "1,234.5"), ("comma", "1.23.456,7")],
)
def test_a_number_that_does_not_fit_what_was_said_is_refused(mark: str, text: str) -> None:
    with pytest.raises(InvalidInput, match=f"'{text}' is no number with a decimal {mark}"):
        Notation(DecimalMark(mark)).figure(text)


# Days.

NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
WAYS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "iso without zeros": lambda day: f"{day.year}-{day.month}-{day.day}",
    "at midnight": lambda day: f"{day.isoformat()} 00:00:00",
    "at noon": lambda day: f"{day.isoformat()}T12:30:00Z",
    "year first": lambda day: f"{day:%Y/%m/%d}",
    "full stops": lambda day: f"{day.day}.{day.month}.{day.year}",
    "full stops, short": lambda day: f"{day:%d.%m.%y}",
    "day first": lambda day: f"{day:%d/%m/%Y}",
    "day first, hyphens": lambda day: f"{day:%d-%m-%Y}",
    "day first, short": lambda day: f"{day.day}/{day.month}/{day:%y}",
    "month first": lambda day: f"{day:%m/%d/%Y}",
    "month first, short": lambda day: f"{day.month}/{day.day}/{day:%y}",
    "British": lambda day: f"{day.day} {NAMES[day.month - 1]} {day.year}",
    "American": lambda day: f"{NAMES[day.month - 1]} {day.day}, {day.year}",
    "long": lambda day: f"{day:%A}, {NAMES[day.month - 1]} {day.day}, {day.year}",
    "ordinal": lambda day: f"{day.day}th of {NAMES[day.month - 1]} {day.year}",
    "Excel": lambda day: f"{day.day}-{NAMES[day.month - 1][:3]}-{day:%y}",
    "abbreviated": lambda day: f"{NAMES[day.month - 1][:3]}. {day.day}, {day.year}",
    "German": lambda day: f"{day.day}. {NAMES[day.month - 1]} {day.year}".upper(),
}
days = st.dates(date(1991, 1, 1), date(2059, 12, 31))


@given(way=st.sampled_from(sorted(WAYS)), stated=st.lists(days, min_size=1, max_size=5))
def test_days_that_are_written_in_one_way_come_back_as_they_were(way: str, stated: list[date]) -> None:
    texts = [WAYS[way](day) for day in stated]
    notation = attempt(notation_of, [], texts)
    if isinstance(notation, InvalidInput):
        assert way.startswith(("day first", "month first"))
        assert all(day.day <= 12 for day in stated)
        return
    assert [AnnouncedOn.parse(notation.day(text)).first_day for text in texts] == stated


@given(day=days.filter(lambda day: day.day <= 12 and day.day != day.month))
def test_a_day_with_two_readings_is_never_guessed_and_either_answer_settles_it(day: date) -> None:
    text = f"{day:%d/%m/%Y}"
    evidence = shown_by(days=[text])
    with pytest.raises(InvalidInput, match=f"'{text}' can be read in two ways, and no other cell of the file decides"):
        evidence.settled(None, None)
    assert evidence.settled(None, DateOrder.DAY_FIRST).day(text) == day.isoformat()
    assert evidence.settled(None, DateOrder.MONTH_FIRST).day(text) == f"{day:%Y-%d-%m}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("August 2023", "2023-08"), ("Aug-2023", "2023-08"), ("Sept. 2023", "2023-09"), ("08/2023", "2023-08"),
        ("8.2023", "2023-08"), ("2023/08", "2023-08"), ("2023", "2023"), ("2023-XX", "2023-XX"),
        # What is none, or might be another, stays for the model to refuse.
        ("23-08-29", "23-08-29"), ("Aug-23", "Aug-23"), ("next week", "next week"), ("Q3 2023", "Q3 2023"),
        ("45167", "45167"),
    ],
)  # fmt: skip
def test_coarser_dates_stay_coarse_and_what_is_none_stays_as_it_is(text: str, meant: str) -> None:
    assert Notation().day(text) == meant


def test_a_day_whose_parts_are_equal_shows_nothing_and_needs_no_answer() -> None:
    assert notation_of(days=["08/08/2023", "05/05/2023"]) == Notation()


def test_what_was_found_out_is_told_in_words() -> None:
    assert str(notation_of(["1,5"], ["29/08/2023"])) == "decimal comma, days before months"
    assert str(notation_of(["1.5"], ["08/29/2023"])) == "decimal point, months before days"
    assert str(notation_of(["5"], ["2023-08-29"])) == ""
