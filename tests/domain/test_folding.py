"""Sums of sums: whatever the order and the parts, the same rows; gaps and running totals against plain reckoning."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import announced, bounds

from aidledger.domain import folding
from aidledger.domain.bounds import Bound
from aidledger.domain.dates import AnnouncedOn, Period, fiscal_quarter, fiscal_year
from aidledger.domain.totals import Total
from aidledger.domain.vocabulary import TIME_DIMENSIONS, Dimension, Stage

LATE = date(2030, 1, 1)
MONTHS = [f"2023-{month:02}" for month in range(1, 13)]


def total(*groups: str | None, amount: int | None = 1, currency: str = "USD", stage: Stage = Stage.COMMITMENT) -> Total:
    stated = None if amount is None else Decimal(amount)
    code = None if amount is None else currency
    return Total(groups, stage, code, stated, Bound.EXACT, 1, int(amount is None))


@st.composite
def totals(draw: st.DrawFn) -> Total:
    group = draw(st.sampled_from([*MONTHS[:5], "2023-XX"])), draw(st.sampled_from(["US", "DK", None]))
    stage = draw(st.sampled_from([Stage.COMMITMENT, Stage.DELIVERY]))
    amount = draw(st.none() | st.integers(-50, 50).map(Decimal))
    code = None if amount is None else draw(st.sampled_from(["USD", "EUR"]))
    bound = Bound.EXACT if amount is None else draw(bounds)
    return Total(group, stage, code, amount, bound, 1, int(amount is None))


some_totals = st.lists(totals(), max_size=12)


@given(rows=some_totals, data=st.data())
def test_the_order_and_the_parts_of_what_is_added_do_not_matter(rows: list[Total], data: st.DataObject) -> None:
    whole = folding.merged(rows)
    assert folding.merged(data.draw(st.permutations(rows))) == whole
    cut = data.draw(st.integers(0, len(rows)))
    assert folding.merged([*folding.merged(rows[:cut]), *folding.merged(rows[cut:])]) == whole
    assert len({row[:3] for row in whole}) == len(whole)


@given(rows=some_totals)
def test_finer_groups_add_up_to_coarser_ones(rows: list[Total]) -> None:
    coarse = folding.merged(row._replace(groups=(row.groups[1],)) for row in rows)
    assert folding.merged(row._replace(groups=(row.groups[1],)) for row in folding.merged(rows)) == coarse
    assert folding.summed(coarse) == folding.summed(rows)


@given(rows=some_totals)
def test_gaps_are_zeros_and_change_no_sum(rows: list[Total]) -> None:
    before = folding.merged(rows)
    after = folding.filled(before, 0, MONTHS)
    assert [row for row in after if row.packages] == before
    for row in set(after) - set(before):
        assert (row.amount, row.bound, row.packages, row.without_value) == (Decimal(0), Bound.EXACT, 0, 0)
    there = {row[:3] for row in after}
    for donor, stage, code in {(row.groups[1], row.stage, row.currency) for row in before if row.currency}:
        for month in MONTHS:
            alone = ((month, donor), stage, None) in there
            assert (((month, donor), stage, code) in there) or alone
    assert {row[1:4] for row in folding.summed(after)} == {row[1:4] for row in folding.summed(before)}


@given(rows=some_totals, gaps=st.booleans())
def test_running_totals_are_the_sums_up_to_each_month(rows: list[Total], gaps: bool) -> None:
    before = folding.merged(rows)
    times = MONTHS if gaps else sorted({str(row.groups[0]) for row in before})
    after = folding.accumulated(folding.filled(before, 0, times) if gaps else before, 0, times, Dimension.MONTH, 10)
    for row in after:
        until = [one for one in before if str(one.groups[0]) <= str(row.groups[0]) and one.groups[1] == row.groups[1]]
        same = [one for one in until if (one.stage, one.currency) == (row.stage, row.currency)]
        assert row.packages == sum(one.packages for one in same)
        assert (row.amount or 0) == sum((one.amount or Decimal(0)) for one in same)
    last = {(row.groups[1], row.stage, row.currency): row.amount for row in after}
    assert {(*key, amount) for key, amount in last.items()} == {
        (row.groups[0], row.stage, row.currency, row.amount)
        for row in folding.merged(one._replace(groups=(one.groups[1],)) for one in before)
    }


def test_what_is_known_of_a_year_alone_joins_at_its_end() -> None:
    rows = folding.accumulated(
        folding.merged([total("2022-11"), total("2022-XX", amount=10), total("2023-01", amount=100)]), 0,
        ["2022-11", "2022-12", "2023-01"], Dimension.MONTH, 10,
    )  # fmt: skip
    assert {row.groups[0]: row.amount for row in rows} == {
        "2022-11": 1, "2022-12": 1, "2022-XX": 11, "2023-01": 111,
    }  # fmt: skip


def test_the_weeks_of_a_month_join_at_its_end() -> None:
    rows = folding.merged([total("2022-W46"), total("2022-11-WXX", amount=10), total("2022-W50", amount=100)])
    running = folding.accumulated(rows, 0, ["2022-W46", "2022-W50"], Dimension.WEEK, 10)
    assert {row.groups[0]: row.amount for row in running} == {"2022-W46": 1, "2022-11-WXX": 11, "2022-W50": 111}


@given(
    stated=st.lists(announced(), min_size=1, max_size=8), by=st.sampled_from(sorted(TIME_DIMENSIONS)),
    start=st.integers(1, 12),
)  # fmt: skip
def test_time_runs_on_and_nothing_joins_before_its_end(stated: list[AnnouncedOn], by: Dimension, start: int) -> None:
    """By the days that each announcement may mean, which no group text tells."""

    def group(one: AnnouncedOn) -> str:
        return folding.refiscalled(by, one.groups["month"], start) or one.groups[by]

    rows = folding.merged(total(group(one)) for one in stated)
    running = folding.accumulated(rows, 0, [], by, start)
    running.sort(key=folding.in_time([by], start))
    assert [row.packages for row in running] == sorted(row.packages for row in running)
    ends = {one: max(other.last_day for other in stated if group(other) == group(one)) for one in stated}
    for row in running:
        if not folding.known(str(row.groups[0])):
            continue
        last = max(one.last_day for one in stated if group(one) == row.groups[0])
        counted = [one for one in stated if ends[one] <= last or group(one) == row.groups[0]]
        assert row.packages >= len([one for one in counted if one.day and by is not Dimension.WEEK])
        coarse = [one for one in stated if not folding.known(group(one)) and one.last_day > _end_of(row, by, start)]
        assert row.packages <= len(stated) - len(coarse)


def _end_of(row: Total, by: Dimension, start: int) -> date:
    return folding._days(by, str(row.groups[0]), start)[1]


def test_a_year_joins_the_fiscal_quarters_that_lie_behind_it() -> None:
    rows = folding.merged([total("FY2022Q1"), total("FY2022-2023QX", amount=100), total("FY2023Q2", amount=7)])
    running = folding.accumulated(rows, 0, ["FY2023Q1"], Dimension.FISCAL_QUARTER, 10)
    running.sort(key=folding.in_time([Dimension.FISCAL_QUARTER], 10))
    assert [(row.groups[0], row.amount) for row in running] == [
        ("FY2022Q1", Decimal(1)), ("FY2023Q1", Decimal(1)), ("FY2022-2023QX", Decimal(101)), ("FY2023Q2", Decimal(108)),
    ]  # fmt: skip


def test_no_zero_stands_beside_what_has_no_value() -> None:
    rows = folding.merged([total("2023-01"), total("2023-02", amount=None), total("2023-03")])
    assert folding.filled(rows, 0, MONTHS[:3]) == rows


def test_packages_without_a_value_stand_beside_one_currency_and_apart_from_two() -> None:
    one = folding.beside(folding.merged([total("x"), total("x", amount=None)]))
    assert [(row.currency, row.packages, row.without_value) for row in one] == [("USD", 2, 1)]
    two = folding.beside(folding.merged([total("x"), total("x", currency="EUR"), total("x", amount=None)]))
    assert [(row.currency, row.packages, row.without_value) for row in two] == [
        ("EUR", 1, 0), ("USD", 1, 0), (None, 1, 1),
    ]  # fmt: skip


_days = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@given(first=_days, length=st.integers(0, 500), by=st.sampled_from(sorted(TIME_DIMENSIONS)), start=st.integers(1, 12))
def test_a_stretch_has_every_group_of_its_days(first: date, length: int, by: Dimension, start: int) -> None:
    """Day by day, which is another way than it was made."""
    last = first + timedelta(days=length)
    found = folding.stretch(by, [_group(by, first, start), _group(by, last, start)], Period(), LATE, start)
    days = (first + timedelta(days=number) for number in range(length + 1))
    assert found == sorted({_group(by, day, start) for day in days})


def _group(by: Dimension, day: date, start: int) -> str:
    groups = AnnouncedOn.parse(day.isoformat()).groups
    if by is Dimension.FISCAL_YEAR:
        return fiscal_year(groups["month"], start)
    return fiscal_quarter(groups["month"], start) if by is Dimension.FISCAL_QUARTER else groups[by]


def test_a_stretch_goes_to_the_ends_of_the_period_and_not_beyond_what_can_be_known() -> None:
    def months(*groups: str, period: str = "", until: date = LATE) -> list[str]:
        return folding.stretch(Dimension.MONTH, groups, Period.parse(period) if period else Period(), until, 10)

    assert months("2023-03", period="2023-01..2023-04") == MONTHS[:4]
    assert months("2023-02", period="2023", until=date(2023, 3, 15)) == MONTHS[:3]
    assert months(period="2023-01..2023-02") == MONTHS[:2]
    assert months("2023-XX", "2023-05") == ["2023-05"]
    assert months("2023-XX") == []
    assert months(period="2023-03..") == []


@given(day=_days, start=st.integers(1, 12))
def test_a_fiscal_year_is_named_after_the_year_in_which_it_ends(day: date, start: int) -> None:
    month = f"{day:%Y-%m}"
    period = Period.parse(fiscal_year(month, start), start)
    quarter = Period.parse(fiscal_quarter(month, start), start)
    assert period.first is not None
    assert period.last is not None
    assert quarter.first is not None
    assert quarter.last is not None
    assert period.first <= quarter.first <= day <= quarter.last <= period.last
    assert (period.first.month, period.first.day) == (start, 1)
    assert fiscal_year(month, start) == f"FY{period.last.year}"
    assert 88 <= (quarter.last - quarter.first).days <= 91


@pytest.mark.parametrize(("start", "group"), [(10, "FY2022-2023"), (4, "FY2022-2023"), (1, "FY2022")])
def test_a_year_may_lie_in_two_fiscal_years(start: int, group: str) -> None:
    assert fiscal_year("2022-XX", start) == group
    assert fiscal_quarter("2022-XX", start) == f"{group}QX"
    assert folding.known(group) == (start == 1)


def test_there_is_no_time_to_run_on_in_without_one_dimension_of_it() -> None:
    assert folding.time_position((Dimension.DONOR,)) is None
    assert folding.time_position((Dimension.DONOR, Dimension.MONTH)) == 1
    assert folding.time_position((Dimension.YEAR, Dimension.MONTH)) is None


def test_nothing_is_added_across_stages_or_currencies() -> None:
    rows = [total("x"), total("x", currency="EUR"), total("x", stage=Stage.DELIVERY)]
    found: dict[tuple[Stage, str | None], Decimal | None] = defaultdict()
    for row in folding.summed(rows):
        found[row.stage, row.currency] = row.amount
    assert found == {
        (Stage.COMMITMENT, "EUR"): 1, (Stage.COMMITMENT, "USD"): 1, (Stage.DELIVERY, "USD"): 1,
    }  # fmt: skip
