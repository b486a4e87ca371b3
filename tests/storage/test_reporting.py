"""What a report is made of: one state of the ledger, its packages one by one, and the same again later."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from support import package, published

from aidledger.domain.dates import Period
from aidledger.domain.exported import Exported
from aidledger.domain.lookback import AsOf
from aidledger.domain.rates import Exchange, Rates, RateTable, Series
from aidledger.domain.report import PartName, Report
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import Category, Dimension, Stage
from aidledger.errors import InvalidInput
from aidledger.storage.ledger import Ledger


@pytest.fixture
def kept(ledger: Ledger) -> Ledger:
    """A ledger of packages that hang together, of several currencies, and one published total."""
    guns = [
        {"description": "guns", "category": "fires", "amount": "USD 30.25", "quantity": "3 guns"},
        {"description": "more guns", "category": "fires", "amount": "USD 9", "quantity": "2 guns"},
        {"description": "bandages", "category": "medical"},
    ]
    for one in (
        package(ref="act", stage="appropriation", announced_on="2022-05", amount="USD 900"),
        package(ref="whole", announced_on="2023-03-01", amount="up to USD 100", items=guns, sources=["A page"]),
        package(ref="part", announced_on="2023-04-01", amount="USD 60", draws_on="whole", items=guns),
        package(ref="within", announced_on="2023-04-02", amount="EUR 5", draws_on="whole"),
        package(ref="joint", announced_on="2023", donor="DK+NO", amount="NOK 7"),
        package(ref="silent", announced_on="2023-05", amount=None, title="howitzers"),
        package(ref="wish", announced_on="2023-06", stage="request", amount="USD 5"),
        package(ref="twice", announced_on="2023-07", status="cancelled", duplicate_of="whole"),
    ):
        ledger.record(one)
    ledger.record(published(published_total="USD 160", since=None))
    return ledger


def sums(report: Report) -> dict[tuple[Stage, str | None], Decimal]:
    found: dict[tuple[Stage, str | None], Decimal] = defaultdict(Decimal)
    for one in report.listed:
        if one.share and one.share.total.amount is not None:
            found[one.share.total.stage, one.share.total.currency] += one.share.total.amount
    return found


def test_what_packages_contribute_adds_up_to_the_totals(kept: Ledger) -> None:
    report = kept.report()
    assert sums(report) == {
        (row.stage, row.currency): row.amount for row in report.overall.rows if row.amount is not None
    }
    shares = {one.revision.ref: one.share for one in report.listed}
    assert {ref for ref, share in shares.items() if share is None} == {"wish", "twice"}
    assert {ref: share.total.amount for ref, share in shares.items() if share} == {
        "act": 900, "whole": 40, "part": 60, "within": None, "joint": 7, "silent": None,
    }  # fmt: skip


def test_what_is_itemised_stands_beside_each_package(kept: Ledger) -> None:
    parts = {one.revision.ref: dict(one.by_category) for one in kept.report().listed}
    assert parts["part"] == {"fires": Decimal("39.25"), None: Decimal("20.75")}
    assert parts["whole"] == {None: 40}  # of what others draw on, nobody says which items they took
    assert parts["silent"] == {}


def test_the_listing_tells_what_the_packages_come_to(kept: Ledger) -> None:
    listing = kept.report(Period.parse("2023")).listing
    assert (listing.packages, listing.cancelled, listing.unsourced) == (7, 1, 6)
    assert (listing.items, listing.citations) == (6, 1)
    assert (listing.donors, listing.recipients) == (("DK", "NO", "US"), ("UA",))
    assert listing.parties == ["DK", "NO", "UA", "US"]
    assert listing.fractional == {"USD"}
    assert listing.places == {"whole": 1}


def test_revisions_stand_beside_each_package_as_far_as_they_were_there(kept: Ledger) -> None:
    kept.revise("silent", {"amount": "USD 3"}, reason="Disclosed", known_on=date(2023, 8, 1))
    kept.revise("silent", {"title": "guns"}, reason="Mended", known_on=date(2023, 7, 1))
    report = kept.report()
    numbers = {one.revision.ref: [revision.number for revision in one.chain] for one in report.listed}
    assert numbers.pop("silent") == [1, 2, 3]
    assert set(map(tuple, numbers.values())) == {(1,)}
    assert report.listing.revisions == 10
    earlier = kept.report(as_of=AsOf(known_on=date(2023, 7, 15)))
    assert {one.revision.ref: [revision.number for revision in one.chain] for one in earlier.listed}["silent"] == [1, 3]
    assert earlier.listing.revisions == sum(len(one.chain) for one in earlier.listed)
    without = kept.report(parts=[PartName.PACKAGES])
    assert without.listing.revisions == 0
    assert not any(one.chain for one in without.listed)


def test_only_what_is_asked_for_is_read(kept: Ledger) -> None:
    report = kept.report(parts=[PartName.PACKAGES])
    assert (dict(report.by), report.balances, report.quantities, report.reconciliation) == ({}, None, None, None)
    assert len(report.revisions) == 8
    assert set(kept.report().by) == {
        Dimension.MONTH, Dimension.FISCAL_YEAR, Dimension.DONOR, Dimension.INSTRUMENT, Dimension.CATEGORY,
    }  # fmt: skip


def test_published_totals_of_others_are_left_out(kept: Ledger) -> None:
    kept.record(published(ref="theirs", published_total="GBP 5", donor="GB"))
    found = kept.report(filters=Filters(donors=("US",))).reconciliation
    assert found
    assert [one.published.total.donor for one in found.comparisons] == ["US"]


def test_a_package_without_a_rate_is_an_error_or_left_out(kept: Ledger) -> None:
    pairs = {("EUR", "USD"): Series((date(2022, 1, 1), date(2026, 1, 1)), (Fraction(2), Fraction(2)))}
    rates = Rates(RateTable("generated", date(2026, 1, 1), "", pairs, holds=True))
    with pytest.raises(InvalidInput, match="joint: there is no rate from NOK to EUR"):
        kept.report(exchange=Exchange("EUR", rates))
    report = kept.report(exchange=Exchange("EUR", rates, skip=True))
    assert sums(report) == {(Stage.APPROPRIATION, "EUR"): 450, (Stage.COMMITMENT, "EUR"): 50}
    joint = next(one.share for one in report.listed if one.revision.ref == "joint")
    assert joint
    assert (joint.total.unconvertible, joint.total.amount) == (1, None)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"period": Period.parse("2023"), "filters": Filters(donors=("US",)), "cumulative": True, "fiscal_start": 4},
        {"as_of": AsOf(known_on=date(2023, 4, 1))},
        {"filters": Filters(categories=(Category.FIRES,)), "parts": (PartName.COVER, PartName.CATEGORIES)},
    ],
)
def test_the_same_report_can_be_made_again_whatever_came_since(kept: Ledger, asked: dict[str, Any]) -> None:
    before = kept.report(**asked)
    kept.record(package(ref="later", amount="USD 1"))
    kept.revise("part", {"amount": "USD 50"}, reason="a correction")
    with kept.reporting_again(Exported.of(before)) as found:
        again = found._replace(listed=tuple(found.listed))
    assert (again.fingerprint, again.recorded_up_to, again.known_on) == (
        before.fingerprint, before.recorded_up_to, before.known_on,
    )  # fmt: skip
    assert [one.rows for one in (again.overall, *again.by.values())] == [
        one.rows for one in (before.overall, *before.by.values())
    ]
    assert again.listed == before.listed
    assert again.listing == before.listing


def test_a_report_of_an_empty_ledger_can_be_made_again(ledger: Ledger) -> None:
    before = ledger.report()
    assert before.listing.packages == 0
    ledger.record(package())
    with ledger.reporting_again(Exported.of(before)) as again:
        assert again.overall.rows == ()
        assert again.fingerprint == before.fingerprint


def test_a_report_that_is_made_at_another_instant_tells_what_was_known_by_then(kept: Ledger) -> None:
    report = kept.report(made_at=datetime(2023, 3, 31, tzinfo=UTC))
    assert report.known_on == date(2023, 3, 31)
    assert [one.revision.ref for one in report.listed] == ["act", "whole"]


def test_changes_are_those_since_the_month_before_ended(kept: Ledger) -> None:
    assert kept.report().changes is None  # nothing was recorded then
    report = kept.report(as_of=AsOf(known_on=date(2023, 4, 15)))
    assert report.changes
    assert [change.ref for change in report.changes.packages] == ["part", "within"]
    assert report.changes.since.known_on == date(2023, 3, 31)
    recorded = report.recorded_up_to
    assert recorded
    later = recorded.replace(day=1) + timedelta(days=40)
    asked = Exported.of(kept.report())
    with kept.reporting_again(asked.model_copy(update={"made_at": later})) as again:
        assert again.changes
        assert again.changes.packages == ()


def test_a_stream_is_gone_through_as_often_as_one_likes(kept: Ledger) -> None:
    with kept.reporting() as report:
        first, second = list(report.listed), list(report.listed)
    assert first == second
    assert [one.revision.ref for one in first] == [one.package.ref for one in kept.find()]
