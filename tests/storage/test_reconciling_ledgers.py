"""Reconciling: published totals beside what the ledger adds up, and what explains a difference."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import Anew, package, published

from aidledger.domain.bounds import Bound
from aidledger.domain.lookback import AsOf
from aidledger.domain.packages import Entry
from aidledger.domain.reconciling import Clue, Kind, Sum
from aidledger.errors import NotFound
from aidledger.reports.reconciliation import clue_line, explanations, summary, verdict
from aidledger.storage.ledger import Ledger


def million(amount: int) -> Decimal:
    return Decimal(amount) * 10**6


def record(ledger: Ledger, *packages: tuple[str, str, str], **fields: str) -> None:
    """Packages as (ref, announced on, amount), of the donor and all else that a plain published total counts."""
    ledger.record_many(
        Entry(package(ref=ref, announced_on=on, amount=amount or None, title="t", **fields))
        for ref, on, amount in packages
    )


def clues(ledger: Ledger) -> list[Clue]:
    (one,) = ledger.reconcile().comparisons
    return list(one.clues)


def test_without_published_totals_there_is_nothing_to_reconcile(ledger: Ledger) -> None:
    record(ledger, ("one", "2022-03-01", "USD 1M"))
    found = ledger.reconcile()
    assert found.comparisons == ()
    assert found.agrees
    assert summary(found) == "No published total is recorded: there is nothing to reconcile."


def test_what_is_counted_is_what_the_published_total_counts(ledger: Ledger) -> None:
    record(
        ledger, ("first", "2022-02-24", "USD 10M"), ("last", "2023-08-29", "USD 20M"), ("before", "2022-02-23", "USD 1M"),
        ("after", "2023-08-30", "USD 1M"), ("month", "2022-02", "USD 1M"),
    )  # fmt: skip
    for name, value in (
        ("donor", "DK"), ("recipient", "MD"), ("stage", "pledge"), ("aid_type", "financial"),
    ):  # fmt: skip
        record(ledger, (f"other-{value.lower()}", "2022-05-01", "USD 500M"), **{name: value})
    record(ledger, ("joint", "2022-05-01", "USD 500M"), donor="DK+US")
    record(ledger, ("child", "2023-01-01", "USD 15M"), draws_on="last")
    ledger.record(published(ref="all", published_total="USD 30M"))
    (one,) = ledger.reconcile().comparisons
    assert one.then == one.now == Sum(million(30), Bound.EXACT, 3, 0)
    assert one.agrees_then
    assert one.agrees
    assert one.clues == ()
    assert verdict(one) == "agrees"


def test_an_instrument_is_counted_alone_where_one_is_named(ledger: Ledger) -> None:
    record(ledger, ("pda", "2022-05-01", "USD 10M"), instrument="PDA")
    record(ledger, ("usai", "2022-05-01", "USD 5M"), instrument="USAI")
    ledger.record(published(ref="all", published_total="USD 15M"))
    ledger.record(published(ref="pdas", published_total="USD 10M", instrument="drawdown"))
    assert ledger.reconcile().agrees


def test_both_what_was_known_then_and_what_is_known_now_is_told(ledger: Ledger) -> None:
    record(ledger, ("one", "2022-05-01", "USD 10M"))
    ledger.record(published(ref="all", published_total="USD 10M"))
    ledger.revise("one", {"amount": "USD 4M"}, reason="revalued", known_on=date(2024, 1, 1))
    (one,) = ledger.reconcile().comparisons
    assert (one.then.amount, one.now.amount) == (million(10), million(4))
    assert verdict(one) == "agrees"
    ledger.revise("all", {"published_total": "USD 4M"}, reason="misread", known_on=date(2023, 8, 29))
    (one,) = ledger.reconcile().comparisons
    assert (one.agrees, one.agrees_then, one.difference) == (True, False, million(0))
    assert verdict(one) == "agrees now"
    (one,) = ledger.reconcile(as_of=AsOf(known_on=date(2023, 12, 1))).comparisons
    assert not one.agrees
    assert verdict(one) == "$6.0M more"


def test_what_was_not_published_yet_is_not_reconciled(ledger: Ledger) -> None:
    ledger.record(published(ref="all"))
    assert ledger.reconcile(as_of=AsOf(known_on=date(2023, 8, 28))).comparisons == ()
    ledger.cancel("all", reason="withdrawn")
    assert ledger.reconcile().comparisons == ()
    for refs in (["all"], ["all", "nothing"], ["x"]):
        with pytest.raises(NotFound, match="there is no published total"):
            ledger.reconcile(refs)


def test_those_that_are_named_are_reconciled_alone(ledger: Ledger) -> None:
    ledger.record_many([Entry(published(ref="one")), Entry(published(ref="two"))])
    assert [one.published.ref for one in ledger.reconcile(["two"]).comparisons] == ["two"]
    assert len(ledger.reconcile().comparisons) == 2


def test_a_package_announced_shortly_after_or_before_may_close_the_difference(ledger: Ledger) -> None:
    record(
        ledger, ("one", "2022-05-01", "USD 10M"), ("after", "2023-09-05", "USD 5M"), ("nearly", "2022-02-17", "USD 4M"),
        ("late", "2023-09-06", "USD 5M"), ("small", "2023-08-30", "USD 1M"),
    )  # fmt: skip
    ledger.record(published(ref="all", published_total="USD 15M", known_on="2023-09-10"))
    (one,) = ledger.reconcile().comparisons
    assert [clue_line(one, clue) for clue in one.clues] == [
        "after (2023-09-05, $5.0M), not counted, announced shortly before or after: with it the two agree",
        "nearly (2022-02-17, $4.0M), not counted, announced shortly before or after: with it $1.0M would be left",
    ]
    assert [clue.closes for clue in one.clues] == [True, False]


def test_what_was_not_known_when_a_figure_was_published_explains_nothing_of_it(ledger: Ledger) -> None:
    record(ledger, ("one", "2022-05-01", "USD 10M"), ("after", "2023-09-05", "USD 5M"))
    record(ledger, ("before", "2022-02-20", "USD 5M"), known_on="2023-09-01")
    for known_on, named in (("2023-08-31", []), ("2023-09-04", ["before"]), ("2023-09-05", ["after", "before"])):
        ledger.record(published(ref=f"on-{known_on}", published_total="USD 15M", known_on=known_on))
        (one,) = ledger.reconcile([f"on-{known_on}"]).comparisons
        assert sorted(clue.refs[0] for clue in one.clues if clue.kind is Kind.OUTSIDE) == named
    (later,) = ledger.reconcile(["on-2023-09-05"]).comparisons
    assert all(clue.amount and clue.amount.value == million(5) for clue in later.clues)
    ledger.revise("after", {"amount": "USD 1M"}, reason="corrected", known_on=date(2024, 1, 1))
    (same,) = ledger.reconcile(["on-2023-09-05"]).comparisons
    assert same.clues == later.clues


def test_one_that_is_counted_near_the_ends_may_be_too_much(ledger: Ledger) -> None:
    record(
        ledger, ("one", "2022-05-01", "USD 10M"), ("edge", "2023-08-25", "USD 5M"), ("middle", "2022-12-01", "USD 5M")
    )
    ledger.record(published(ref="all", published_total="USD 15M"))
    (one,) = ledger.reconcile().comparisons
    assert [clue_line(one, clue) for clue in one.clues] == [
        "edge (2023-08-25, $5.0M), counted, announced near the first or the last day: without it the two agree"
    ]


def test_an_adjustment_that_the_publisher_did_not_make_is_named(ledger: Ledger) -> None:
    record(ledger, ("one", "2022-05-01", "USD 10M"), ("revalued", "2023-01-01", "-USD 3M"))
    ledger.record(published(ref="all", published_total="USD 10M"))
    (clue,) = clues(ledger)
    assert (clue.kind, clue.refs, clue.closes, clue.left) == (Kind.ADJUSTMENT, ("revalued",), True, million(0))


def test_what_became_known_later_is_named(ledger: Ledger) -> None:
    record(ledger, ("one", "2022-05-01", "USD 10M"), ("gone", "2022-06-01", "USD 10M"))
    record(ledger, ("found", "2022-05-01", "USD 3M"), known_on="2024-01-01")
    ledger.revise("one", {"amount": "USD 20M"}, reason="corrected", known_on=date(2024, 1, 1))
    ledger.cancel("gone", reason="never was", known_on=date(2024, 1, 1))
    ledger.record(published(ref="all", published_total="USD 99M"))
    (clue,) = clues(ledger)
    assert clue.kind is Kind.SINCE
    assert sorted(clue.refs) == ["found", "gone", "one"]


def test_what_cannot_be_added_is_named(ledger: Ledger) -> None:
    record(ledger, ("one", "2022-05-01", "USD 10M"), ("silent", "2022-05-02", ""), ("month", "2023-08", "USD 7M"))
    record(ledger, ("euro", "2022-05-03", "EUR 4M"))
    record(ledger, ("joint", "2022-05-04", "USD 4M"), donor="DK+US")
    ledger.record(published(ref="all", published_total="USD 99M"))
    found = {clue.kind: clue.refs for clue in clues(ledger)}
    assert found == {
        Kind.WITHOUT_VALUE: ("silent",),
        Kind.SHARED: ("joint",),
        Kind.OTHER_CURRENCY: ("euro",),
        Kind.STRADDLING: ("month",),
    }


def test_of_many_the_first_are_named_and_the_rest_counted(ledger: Ledger) -> None:
    record(ledger, *((f"silent-{number}", "2022-05-02", "") for number in range(8)))
    ledger.record(published(ref="all", published_total="USD 99M"))
    (one,) = ledger.reconcile().comparisons
    line = next(clue_line(one, clue) for clue in one.clues if clue.kind is Kind.WITHOUT_VALUE)
    assert line == ("counted without a stated value: silent-0, silent-1, silent-2, silent-3, silent-4 and 3 more")
    assert one.then.without_value == 8
    assert not any(clue.kind is Kind.EMPTY for clue in one.clues)


def test_a_ledger_without_such_packages_says_so(ledger: Ledger) -> None:
    ledger.record(published(ref="all", published_total="CAD 1B"))
    assert list(explanations(ledger.reconcile())) == [
        "",
        "all: the ledger has CAD 1.0B less",
        "  the ledger has no package of this kind",
    ]


def test_an_earlier_figure_of_the_same_kind_tells_when_it_arose(ledger: Ledger) -> None:
    record(
        ledger, ("one", "2022-05-01", "USD 10M"), ("two", "2022-08-01", "USD 10M"), ("three", "2023-05-01", "USD 10M")
    )
    for until, figure in (("2022-06-01", "USD 10M"), ("2022-09-01", "USD 25M"), ("2023-08-29", "USD 35M")):
        ledger.record(published(ref=f"to-{until}", until=until, published_total=figure))
    ledger.record(published(ref="other", since="2022-03-01", until="2023-08-29", published_total="USD 50M"))
    assert list(explanations(ledger.reconcile())) == [
        "",
        "to-2022-09-01: the ledger has $5.0M less",
        "  up to 2022-06-01, the two agreed (to-2022-06-01)",
        "",
        "other: the ledger has $20.0M less",
        "  nothing near it explains that",
        "",
        "to-2023-08-29: the ledger has $5.0M less",
        "  up to 2022-09-01, the ledger had $5.0M less already (to-2022-09-01)",
    ]


def test_a_figure_up_to_the_same_day_is_no_earlier_one(ledger: Ledger) -> None:
    record(ledger, ("one", "2022-05-01", "USD 10M"), ("two", "2022-08-01", "USD 10M"))
    for ref, until, figure in (
        ("a-first", "2022-06-01", "USD 10M"), ("b-twin", "2022-09-01", "USD 25M"), ("c-twin", "2022-09-01", "USD 26M"),
    ):  # fmt: skip
        ledger.record(published(ref=ref, until=until, published_total=figure))
    told = {one.published.ref: [clue.refs for clue in one.clues] for one in ledger.reconcile().comparisons}
    assert told == {"a-first": [], "b-twin": [("a-first",)], "c-twin": [("a-first",)]}


@pytest.mark.parametrize(
    ("earlier", "says"),
    [
        ("about USD 10.4M", "the figure agreed within its margin, the ledger had $400.0K less"),
        ("about USD 9.6M", "the figure agreed within its margin, the ledger had $400.0K more"),
        ("USD 10M", "the two agreed"),
        ("at least USD 4M", "the figure agreed by the bounds, the ledger had $6.0M more"),
        ("USD 12M", "the ledger had $2.0M less already"),
    ],
)
def test_what_an_earlier_figure_differed_by_is_told_though_it_agreed(ledger: Ledger, earlier: str, says: str) -> None:
    record(ledger, ("one", "2022-05-01", "USD 10M"))
    ledger.record(published(ref="first", until="2022-06-01", published_total=earlier))
    ledger.record(published(ref="second", until="2022-09-01", published_total="USD 30M"))
    one = next(one for one in ledger.reconcile().comparisons if one.published.ref == "second")
    assert clue_line(one, one.clues[0]) == f"up to 2022-06-01, {says} (first)"


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 600), st.integers(-50, 50)), max_size=6), st.integers(0, 200))
def test_what_agrees_is_what_adds_up(anew_sqlite: Anew, stated: list[tuple[int, int]], figure: int) -> None:
    first, last = date(2022, 2, 24), date(2023, 8, 29)
    with anew_sqlite() as ledger:
        days = [date.fromordinal(first.toordinal() - 30 + after) for after, _ in stated]
        record(
            ledger, *((f"p{n}", str(days[n]), f"USD {amount}M") for n, (_, amount) in enumerate(stated) if amount >= 0)
        )
        record(
            ledger, *((f"n{n}", str(days[n]), f"-USD {-amount}M") for n, (_, amount) in enumerate(stated) if amount < 0)
        )
        ledger.record(published(ref="all", published_total=f"USD {figure}M"))
        (one,) = ledger.reconcile().comparisons
        own = sum(amount for day, (_, amount) in zip(days, stated, strict=True) if first <= day <= last)
        assert one.then.amount == million(own)
        assert one.difference == million(own - figure)
        if own == figure:
            assert one.agrees
        for clue in one.clues:
            if clue.closes:
                assert abs(clue.left or Decimal(0)) < abs(one.difference)
