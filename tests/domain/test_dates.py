"""Dates as precise as their source, and the periods that take them in."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import announced
from support import attempt

from aidledger.domain.dates import AnnouncedOn, Period, day
from aidledger.domain.model import validate
from aidledger.errors import InvalidInput


@given(announced())
def test_what_a_date_says_of_itself_reads_as_the_same_date(stated: AnnouncedOn) -> None:
    assert AnnouncedOn.parse(str(stated)) == stated
    assert AnnouncedOn.parse(stated.groups["day"].lower()) == stated


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023-08-29", date(2023, 8, 29), date(2023, 8, 29)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02-XX", date(2023, 2, 1), date(2023, 2, 28)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-XX", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-xx-xx", date(2022, 1, 1), date(2022, 12, 31)),
        (" 2022-12 ", date(2022, 12, 1), date(2022, 12, 31)),
    ],
)
def test_a_date_means_the_days_from_its_first_to_its_last(text: str, first: date, last: date) -> None:
    stated = AnnouncedOn.parse(text)
    assert (stated.first_day, stated.last_day) == (first, last)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("29/08/2023", "can mean two days"),
        ("8.9.23", "can mean two days"),
        ("2023-13", "no such day"),
        ("2023-02-30", "no such day"),
        ("2023-XX-05", "day of no month"),
        ("1899", "1900"),
        ("9999", "9998"),
        ("yesterday", "is not a date"),
        ("August 29, 2023", "is not a date"),
        ("2023-8-9", "is not a date"),
        ("", "is not a date"),
        ("2023\x00", "is not a date"),
    ],
)
def test_what_is_no_date_or_two_is_refused_with_a_hint(text: str, says: str) -> None:
    for read in (AnnouncedOn.parse, lambda text: validate(AnnouncedOn, text)):
        with pytest.raises(InvalidInput, match=says) as caught:
            read(text)
        assert caught.value.hint


@pytest.mark.parametrize(
    "data",
    [{"year": 2023, "day": 5}, {"year": 2023, "month": 2, "day": 30}, {"year": 2023, "month": 0}, {"year": "2023"},
     {"year": 9999}, {"month": 2}, 99999, True, 2023.0, [], None, -(10**40)],
)  # fmt: skip
def test_fields_that_make_no_date_are_refused(data: object) -> None:
    with pytest.raises(InvalidInput):
        validate(AnnouncedOn, data)


def test_toml_and_numbers_give_dates_too() -> None:
    assert validate(AnnouncedOn, date(2023, 8, 29)) == AnnouncedOn.parse("2023-08-29")
    assert validate(AnnouncedOn, 2023) == AnnouncedOn.parse("2023")
    assert validate(AnnouncedOn, {"year": 2023, "month": 8}) == AnnouncedOn.parse("2023-08")


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("2023-08-29", ["2023-08-29", "2023-W35", "2023-08", "2023Q3", "2023", "FY2023", "FY2023Q4"]),
        ("2023-09-30", ["2023-09-30", "2023-W39", "2023-09", "2023Q3", "2023", "FY2023", "FY2023Q4"]),
        ("2023-10-01", ["2023-10-01", "2023-W39", "2023-10", "2023Q4", "2023", "FY2024", "FY2024Q1"]),
        ("2021-01-03", ["2021-01-03", "2020-W53", "2021-01", "2021Q1", "2021", "FY2021", "FY2021Q2"]),
        ("2024-12-30", ["2024-12-30", "2025-W01", "2024-12", "2024Q4", "2024", "FY2025", "FY2025Q1"]),
        ("2022-11", ["2022-11-XX", "2022-11-WXX", "2022-11", "2022Q4", "2022", "FY2023", "FY2023Q1"]),
        ("2022", ["2022-XX-XX", "2022-WXX", "2022-XX", "2022QX", "2022", "FY2022-2023", "FY2022-2023QX"]),
    ],
)
def test_a_date_belongs_to_the_groups_that_its_source_knows(text: str, groups: list[str]) -> None:
    names = ["day", "week", "month", "quarter", "year", "fiscal-year", "fiscal-quarter"]
    assert AnnouncedOn.parse(text).groups == dict(zip(names, groups, strict=True))


@given(st.dates(date(1901, 1, 1), date(9998, 12, 31)))
def test_a_day_lies_in_the_periods_that_its_groups_name(one: date) -> None:
    groups = AnnouncedOn(year=one.year, month=one.month, day=one.day).groups
    for name in ("day", "month", "quarter", "year", "fiscal-year", "fiscal-quarter"):
        if groups[name] in {"FY9999", "FY9999Q1"}:  # beyond the years that a period may name
            continue
        period = Period.parse(groups[name])
        assert period.first
        assert period.last
        assert period.first <= one <= period.last
    assert date.fromisocalendar(int(groups["week"][:4]), int(groups["week"][6:]), one.isoweekday()) == one


@given(st.dates(date(1991, 1, 1), date(2025, 12, 31)))
def test_masked_groups_sort_behind_the_known_ones_of_their_year(one: date) -> None:
    by_day = AnnouncedOn(year=one.year, month=one.month, day=one.day).groups
    by_month = AnnouncedOn(year=one.year, month=one.month).groups
    by_year = AnnouncedOn(year=one.year).groups
    assert by_day["day"] < by_month["day"] < by_year["day"] < str(one.year + 1)
    assert by_month["month"] < by_year["month"]
    assert by_month["quarter"] < by_year["quarter"]


@pytest.mark.parametrize(
    ("text", "first", "last", "said"),
    [
        ("2023-08-29", date(2023, 8, 29), date(2023, 8, 29), "2023-08-29"),
        ("2023-08", date(2023, 8, 1), date(2023, 8, 31), "2023-08-01 to 2023-08-31"),
        ("2023Q3", date(2023, 7, 1), date(2023, 9, 30), "2023-07-01 to 2023-09-30"),
        ("2023q1", date(2023, 1, 1), date(2023, 3, 31), "2023-01-01 to 2023-03-31"),
        ("2023", date(2023, 1, 1), date(2023, 12, 31), "2023-01-01 to 2023-12-31"),
        ("FY2023", date(2022, 10, 1), date(2023, 9, 30), "2022-10-01 to 2023-09-30"),
        ("fy2023Q4", date(2023, 7, 1), date(2023, 9, 30), "2023-07-01 to 2023-09-30"),
        ("FY2023Q1", date(2022, 10, 1), date(2022, 12, 31), "2022-10-01 to 2022-12-31"),
        ("2022-11..2023-08", date(2022, 11, 1), date(2023, 8, 31), "2022-11-01 to 2023-08-31"),
        ("2023-08..", date(2023, 8, 1), None, "from 2023-08-01"),
        ("..2023-08", None, date(2023, 8, 31), "to 2023-08-31"),
        ("FY2023..2024Q1", date(2022, 10, 1), date(2024, 3, 31), "2022-10-01 to 2024-03-31"),
        ("1900..9998", date(1900, 1, 1), date(9998, 12, 31), "1900-01-01 to 9998-12-31"),
    ],
)
def test_periods_are_resolved_to_their_days(text: str, first: date | None, last: date | None, said: str) -> None:
    period = Period.parse(text)
    assert (period.first, period.last) == (first, last)
    assert str(period) == said


def test_no_period_is_all_dates() -> None:
    assert str(Period()) == "all dates"


@pytest.mark.parametrize(
    "text",
    ["", "..", "2023..2022", "2023-08..2023-07-31", "2023Q5", "FY23", "FY2023-08", "2023-13", "2023-02-29", "9999",
     "9999-01", "1899", "FY9999", "2023...2024", "2023..2024..2025", "08/2023", "Q3 2023", "2023-W35", "a..b", "\x00"],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Period.parse(text)
    assert caught.value.hint


_starts = st.dates(date(1901, 1, 1), date(9990, 12, 31))


@given(_starts, st.integers(0, 2000))
def test_any_two_days_in_order_make_a_period(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert Period.parse(f"{first}..{last}") == Period(first=first, last=last)
    assert Period.parse(f"{first}..").first == Period.parse(f"{first}").first == first
    assert Period.parse(f"..{last}").last == Period.parse(f"{last}").last == last


@given(st.integers(1901, 9997), st.sampled_from(["", "FY"]))
def test_quarters_part_a_year_without_gap_or_overlap(year: int, kind: str) -> None:
    whole = Period.parse(f"{kind}{year}")
    quarters = [Period.parse(f"{kind}{year}Q{number}") for number in (1, 2, 3, 4)]
    assert (quarters[0].first, quarters[-1].last) == (whole.first, whole.last)
    for earlier, later in pairwise(quarters):
        assert earlier.last
        assert later.first == earlier.last + timedelta(days=1)
    following = Period.parse(f"{kind}{year + 1}")
    assert whole.last
    assert following.first == whole.last + timedelta(days=1)


@given(st.text() | st.text(alphabet="0123456789-.QFYXx/ "))
@example("9999-12-31")
@example("0000")
@example("٢٠٢٣")
@example("\ud800")
def test_any_text_is_a_date_and_a_period_or_refused(text: str) -> None:
    for read in (AnnouncedOn.parse, Period.parse, day):
        refused = attempt(read, text)
        assert not isinstance(refused, InvalidInput) or refused.hint


@pytest.mark.parametrize("text", ["2023-08", "29.08.2023", "2023-02-29", "today", "", "2023-08-29T00:00"])
def test_a_day_in_a_document_is_a_whole_day(text: str) -> None:
    with pytest.raises(InvalidInput):
        day(text)


def test_a_day_that_is_no_text_is_left_for_the_model_to_judge() -> None:
    assert day(" 2023-08-29 ") == date(2023, 8, 29)
    instant = datetime(2023, 8, 29, tzinfo=UTC)
    assert day(instant) is instant
