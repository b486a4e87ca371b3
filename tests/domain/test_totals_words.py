"""The words of a total: dimensions, filters, titles, group labels; errors and findings, too."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import announced

from aidledger.domain.bounds import Bound
from aidledger.domain.dates import AnnouncedOn, Period
from aidledger.domain.findings import Finding, Kind
from aidledger.domain.lookback import NOW
from aidledger.domain.model import validate
from aidledger.domain.totals import Filters, Total, Totals, group_label
from aidledger.domain.vocabulary import AidType, Dimension, Stage
from aidledger.errors import AidledgerError, Conflict, InvalidInput, NotFound, Problem, UnusableLedger


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("month", (Dimension.MONTH,)),
        ("Month, DONOR", (Dimension.MONTH, Dimension.DONOR)),
        ("fiscal_year", (Dimension.FISCAL_YEAR,)),
        ("aid-type,currency", (Dimension.AID_TYPE, Dimension.CURRENCY)),
    ],
)
def test_dimensions_are_read_in_any_case(text: str, found: tuple[Dimension, ...]) -> None:
    assert Dimension.parse(text) == found


@pytest.mark.parametrize("text", ["", "colour", "month,", "month,month", "month;donor"])
def test_unknown_and_repeated_dimensions_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Dimension.parse(text)
    assert caught.value.hint


@given(st.text() | st.lists(st.sampled_from(list(Dimension))).map(",".join))
def test_any_text_is_dimensions_or_refused(text: str) -> None:
    try:
        found = Dimension.parse(text)
    except InvalidInput:
        return
    assert len(set(found)) == len(found) > 0


def test_filters_say_what_they_take() -> None:
    filters = Filters(donors=("US",), instruments=("drawdown", "usai"), stages=(Stage.PLEDGE,), currencies=("usd",))
    assert filters.instruments == ("PDA", "USAI")
    assert str(filters) == "donor US, stage pledge, instrument PDA or USAI, currency USD"
    assert str(Filters()) == ""


@pytest.mark.parametrize(
    "data",
    [{"donors": ("Norway",)}, {"currencies": ("kr",)}, {"tags": ("two words",)}, {"stages": ("promise",)}, {"x": ()}],
)
def test_filters_are_refused_as_packages_are(data: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        validate(Filters, data)


@pytest.mark.parametrize(
    ("dimension", "group", "label"),
    [
        (Dimension.MONTH, "2023-08", "2023-08"),
        (Dimension.MONTH, "2022-XX", "2022, month unknown"),
        (Dimension.DAY, "2022-11-XX", "2022-11, day unknown"),
        (Dimension.DAY, "2022-XX-XX", "2022, day unknown"),
        (Dimension.WEEK, "2022-11-WXX", "2022-11, week unknown"),
        (Dimension.WEEK, "2022-WXX", "2022, week unknown"),
        (Dimension.QUARTER, "2022QX", "2022, quarter unknown"),
        (Dimension.FISCAL_YEAR, "FY2022-2023", "2022, fiscal year unknown"),
        (Dimension.FISCAL_QUARTER, "FY2022-2023QX", "2022, fiscal quarter unknown"),
        (Dimension.FISCAL_QUARTER, "FY2023Q1", "FY2023Q1"),
        (Dimension.INSTRUMENT, None, "not stated"),
        (Dimension.INSTRUMENT, "X-XX", "X-XX"),
        (Dimension.DONOR, "XK", "XK"),
    ],
)
def test_a_group_has_a_name_for_people(dimension: Dimension, group: str | None, label: str) -> None:
    assert group_label(dimension, group) == label


_TIME = ("day", "week", "month", "quarter", "year", "fiscal-year", "fiscal-quarter")


@given(announced())
def test_a_group_is_called_unknown_exactly_where_the_date_leaves_it_open(stated: AnnouncedOn) -> None:
    for name in _TIME:
        label = group_label(Dimension(name), stated.groups[name])
        known = name == "year" or (stated.month and (stated.day or name not in {"day", "week"}))
        assert label.endswith("unknown") == (not known)
        assert "X" not in label


def _totals(
    *stages: Stage, by: tuple[Dimension, ...] = (Dimension.MONTH,), kinds: tuple[AidType, ...] = (),
    cumulative: bool = False,
) -> Totals:  # fmt: skip
    rows = tuple(
        Total(groups=("2023-08",), stage=stage, currency="USD", amount=Decimal(1), bound=Bound.EXACT, packages=1,
              without_value=0)
        for stage in stages
    )  # fmt: skip
    return Totals(
        dimensions=by, period=Period(), filters=Filters(), as_of=NOW, known_on=date(2023, 9, 1), fiscal_start=10,
        cumulative=cumulative, rows=rows, sums=rows, shares=(), aid_types=kinds, left_out={}, straddling=(),
        counted_once=(), overdrawn=(), within_others=0, unsourced=0, exchanged=None,
    )  # fmt: skip


def test_totals_name_what_they_count_and_their_stages_in_order() -> None:
    assert _totals(Stage.DELIVERY, Stage.APPROPRIATION, Stage.DELIVERY).stages == (Stage.APPROPRIATION, Stage.DELIVERY)
    by = (Dimension.MONTH, Dimension.FISCAL_YEAR, Dimension.DONOR)
    assert _totals(by=by, kinds=(AidType.MILITARY, AidType.MIXED)).title == (
        "Aid (military, mixed) by month, fiscal year and donor"
    )
    assert _totals().title == "Aid by month"
    assert _totals(cumulative=True).title == "Cumulative aid by month"


def test_every_error_has_its_exit_code() -> None:
    assert {kind: kind.exit_code for kind in (AidledgerError, InvalidInput, NotFound, Conflict, UnusableLedger)} == {
        AidledgerError: 1, InvalidInput: 2, NotFound: 4, Conflict: 5, UnusableLedger: 1,
    }  # fmt: skip


def test_many_problems_make_one_error_that_tells_each_hint_once() -> None:
    problems = [Problem("a.csv:2", "bad", "fix it"), Problem("", "worse", "fix it"), Problem("b", "worst")]
    error = Conflict.of(problems)
    assert error.message == "a.csv:2: bad\nworse\nb: worst"
    assert error.hint == "fix it"
    assert error.problems == tuple(problems)
    assert Conflict("alone", "hint").problems == (Problem("", "alone", "hint"),)
    assert Conflict.of([Problem("", "alone")]).hint is None


def test_a_finding_is_one_line() -> None:
    assert str(Finding(Kind.FAULT, "us-1 revision 2", "altered")) == "fault: us-1 revision 2: altered"


def test_a_period_without_ends_takes_all() -> None:
    assert Period(first=None, last=None) == Period() != Period(first=date(2023, 1, 1))
