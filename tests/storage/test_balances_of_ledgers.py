"""Balances of whole ledgers on both databases: which packages they take, as of when, and what has none."""

from datetime import date
from decimal import Decimal

import pytest
from support import package, published

from aidledger.domain.balances import Balances, Figure
from aidledger.domain.bounds import Bound
from aidledger.domain.lookback import AsOf
from aidledger.domain.packages import Entry, Package
from aidledger.domain.totals import Filters
from aidledger.errors import InvalidInput, NotFound
from aidledger.reports.balances import notes
from aidledger.storage.ledger import Ledger


def record(ledger: Ledger, *packages: Package) -> None:
    ledger.record_many(map(Entry, packages))


def act(**fields: object) -> Package:
    plain = {"ref": "act", "stage": "appropriation", "amount": "USD 100M", "announced_on": "2022-01-01"}
    return package(**plain | fields)


def drawn(ref: str, amount: str | None, draws_on: str = "act", **fields: object) -> Package:
    return package(ref=ref, amount=amount, draws_on=draws_on, title="t", **fields)


def figures(found: Balances) -> dict[str, tuple[Figure | None, ...]]:
    """What is made available, committed and remains, by ref."""
    return {
        one.ref: (one.figures.made_available, one.figures.committed, one.figures.remaining)
        for one in found.tree.balances
    }


def million(number: int, bound: Bound = Bound.EXACT) -> Figure:
    return Figure(Decimal(number) * 10**6, bound)


def test_an_empty_ledger_has_no_balance(ledger: Ledger) -> None:
    found = ledger.balance()
    assert found.tree.balances == ()
    assert list(notes(found)) == ["No appropriation is recorded that this would show."]


def test_acts_and_components_stand_in_the_order_of_announcement_and_ref(ledger: Ledger) -> None:
    record(
        ledger, act(ref="z", announced_on="2021-05"), act(), act(ref="b", draws_on="act"),
        act(ref="a", draws_on="act"), act(ref="c", draws_on="act", announced_on="2021"), act(ref="y"),
        act(ref="d", draws_on="a"),
    )  # fmt: skip
    assert [(one.ref, one.parent, one.depth) for one in ledger.balance().tree.balances] == [
        ("z", None, 0), ("act", None, 0), ("c", "act", 1), ("a", "act", 1), ("d", "a", 2), ("b", "act", 1),
        ("y", None, 0),
    ]  # fmt: skip
    assert [one.ref for one in ledger.balance("a").tree.balances] == ["a", "d"]


def test_what_is_cancelled_or_only_asked_for_does_not_count(ledger: Ledger) -> None:
    record(ledger, act(), drawn("kept", "up to USD 30M"), drawn("gone", "USD 20M"), act(ref="other"))
    record(ledger, package(ref="asked", stage="request", amount="USD 40M"), act(ref="paid", draws_on="asked"))
    ledger.cancel("gone", reason="announced twice")
    ledger.cancel("other", reason="recorded twice")
    assert figures(ledger.balance()) == {
        "act": (million(100), million(30, Bound.AT_MOST), million(70, Bound.AT_LEAST)),
        "paid": (million(100), million(0), million(100)),
    }


def test_it_looks_back_on_both_axes(ledger: Ledger) -> None:
    record(ledger, act())
    first = ledger.latest()
    record(ledger, drawn("one", "USD 30M", announced_on="2022-02-01"))
    ledger.revise("one", {"amount": None}, reason="the figure was withdrawn", known_on=date(2022, 3, 1))
    assert figures(ledger.balance())["act"][1:] == (million(0), million(100))
    assert ledger.balance().tree.balances[0].without_value == 1
    then = ledger.balance(as_of=AsOf(known_on=date(2022, 2, 15)))
    assert then.known_on == date(2022, 2, 15)
    assert figures(then)["act"][1:] == (million(30), million(70))
    assert figures(ledger.balance(as_of=AsOf(recorded_at=first)))["act"][1:] == (million(0), million(100))
    assert ledger.balance(as_of=AsOf(recorded_at=first)).tree.balances[0].without_value == 0


def test_filters_choose_acts_with_all_that_draws_on_them(ledger: Ledger) -> None:
    record(
        ledger, act(), act(ref="joint", donor="DK+NO", amount="NOK 10M"), drawn("share", "NOK 4M", "joint", donor="NO"),
        package(ref="less", donor="DK+NO", amount="NOK -3M"), package(ref="other", amount="USD -1M"),
    )  # fmt: skip
    found = ledger.balance(filters=Filters(donors=("NO",)))
    assert figures(found) == {"joint": (million(10), million(4), million(6))}
    assert [one.ref for one in found.tree.adrift] == ["less"]
    assert [one.ref for one in ledger.balance(filters=Filters(recipients=("MD",))).tree.balances] == []


@pytest.mark.parametrize(
    ("ref", "error", "message", "hint"),
    [
        ("acts", NotFound, "there is no package 'acts'", "did you mean act?"),
        ("all", NotFound, "'all' is a published total, and no package", "'aidledger show all' shows it"),
        (
            "one", InvalidInput, "'one' is a commitment, and only appropriations have a balance",
            "it draws on act: 'aidledger balance act'",
        ),
        (
            "asked", InvalidInput, "'asked' is a request, and only appropriations have a balance",
            "'aidledger balance' shows all of them",
        ),
        (
            "cut", InvalidInput, "'cut' is an adjustment, and only appropriations have a balance",
            "it draws on act: 'aidledger balance act'",
        ),
        ("gone", InvalidInput, "'gone' is cancelled", "'aidledger history gone' tells why"),
    ],
)  # fmt: skip
def test_what_has_no_balance_is_refused(
    ledger: Ledger, ref: str, error: type[NotFound | InvalidInput], message: str, hint: str
) -> None:
    record(
        ledger, act(), act(ref="gone"), drawn("one", "USD 30M"), act(ref="cut", amount="USD -5M", draws_on="act"),
        package(ref="asked", stage="request"),
    )  # fmt: skip
    ledger.record(published(ref="all"))
    ledger.cancel("gone", reason="recorded twice")
    with pytest.raises(error) as caught:
        ledger.balance(ref)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_what_was_not_there_yet_is_not_found(ledger: Ledger) -> None:
    record(ledger, act())
    with pytest.raises(NotFound, match="there was no package 'act' as known on 2021-12-31"):
        ledger.balance("act", as_of=AsOf(known_on=date(2021, 12, 31)))
    assert ledger.balance(as_of=AsOf(known_on=date(2021, 12, 31))).tree.balances == ()


def test_everything_that_is_left_out_is_told(ledger: Ledger) -> None:
    record(
        ledger, act(aid_type="mixed"), act(ref="part", draws_on="act", amount="USD 60M"),
        act(ref="less", draws_on="part", amount="USD -10M"), act(ref="euro", draws_on="act", amount="EUR 5M"),
        drawn("krone", "NOK 7M", "part"), drawn("back", "USD -2M", "part"), drawn("sent", "USD 1M", stage="delivery"),
        package(ref="adrift", amount="up to USD -3M"), package(ref="adrift-2", amount="EUR -1M"),
    )  # fmt: skip
    found = ledger.balance()
    assert figures(found) == {
        "act": (million(90), million(0), million(52)),
        "euro": (million(5), million(0), million(5)),
        "part": (million(50), million(0), million(52)),
    }
    assert list(notes(found)) == [
        "Remaining is made available less committed, plus restored; what of it has lapsed is not recorded.",
        "Each row counts what draws on its components, too.",
        "Of an act of mixed aid type, what is not broken down is in no remainder.",
        "In another currency, not subtracted from act: €5.0M made available.",
        "In another currency, not subtracted from part: NOK 7.0M committed.",
        "Made available counts 1 adjustment of -$10.0M: less.",
        "Not subtracted, for they draw on no commitment: 1 delivery.",
        "2 adjustments of -€1.0M and <= -$3.0M draw on no appropriation: adrift, adrift-2.",
    ]
