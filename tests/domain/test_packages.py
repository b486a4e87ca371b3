"""The package document: what it may state, and how it says what is wrong with it."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import json_values, package_documents, packages
from support import attempt, package

from aidledger.domain.dates import AnnouncedOn
from aidledger.domain.model import validate
from aidledger.domain.packages import Citation, LineItem, Package, Source, ref
from aidledger.domain.parties import names
from aidledger.domain.revisions import document
from aidledger.domain.totals import counted
from aidledger.domain.vocabulary import COUNTED_STAGES, AidType, Category, Stage, Status
from aidledger.errors import InvalidInput


@given(packages(), st.none() | st.just("us-pda-1"))
def test_a_document_that_comes_out_goes_back_in(stated: Package, named: str | None) -> None:
    stated = stated.model_copy(update={"ref": named})
    written = document(stated)
    assert validate(Package, written) == stated
    assert validate(Package, json.loads(json.dumps(written))) == stated
    assert None not in written.values()
    assert [] not in written.values()


def test_a_cancelled_duplicate_goes_out_and_in() -> None:
    stated = package(ref="a", status="cancelled", duplicate_of="b", draws_on="c", known_on="2023-09-01")
    assert validate(Package, document(stated)) == stated
    assert "status" not in document(package())


_FIELDS = sorted(Package.model_fields)


@given(
    st.dictionaries(st.sampled_from(_FIELDS) | st.text(max_size=5), json_values, max_size=8)
    | package_documents().flatmap(
        lambda data: st.dictionaries(st.sampled_from(_FIELDS), json_values, max_size=2).map(lambda odd: data | odd)
    )
    | json_values
)
@example({"donor": "US", "announced_on": {"year": 2023, "day": 5}, "title": "x"})
@example({"donor": "US", "announced_on": {"year": 2023, "month": 2, "day": 30}, "known_on": "2023-03-01", "title": "x"})
@example({"donor": ["US", 5], "announced_on": 2023, "title": "\ud800"})
@example({"donor": "US", "announced_on": 10**5000, "title": "x"})
def test_any_data_is_a_package_or_refused_with_the_fields_that_are_wrong(data: Any) -> None:
    stated = attempt(validate, Package, data)
    if isinstance(stated, InvalidInput):
        assert stated.problems
        assert all(problem.message for problem in stated.problems)
        if isinstance(data, dict):
            named = {problem.where for problem in stated.problems}
            assert all(
                place in {*data, "donor", "announced_on", ""} or place.partition(".")[0] in data for place in named
            )
    else:
        assert isinstance(stated, Package)
        assert validate(Package, document(stated)) == stated
        assert ref(stated.suggested_ref)


def test_every_wrong_field_is_named_with_its_place_and_a_remedy() -> None:
    data = {
        "donor": "Norway",
        "announced_on": "29/08/2023",
        "stage": "promise",
        "colour": "red",
        "items": ["12 x HIMARS", {"description": "shells", "quantity": {"number": 1.5}}],
        "amount": 250,
    }
    with pytest.raises(InvalidInput) as caught:
        validate(Package, data, where="packages.toml:3")
    problems = {problem.where: problem for problem in caught.value.problems}
    assert set(problems) == {
        f"packages.toml:3:{field}"
        for field in ("donor", "announced_on", "stage", "colour", "items.2.quantity.number", "amount")
    }
    assert all(problem.hint for problem in problems.values())
    assert str(caught.value).count("\n") == 5


@pytest.mark.parametrize("field", ["donor", "announced_on"])
def test_what_is_needed_is_asked_for(field: str) -> None:
    with pytest.raises(InvalidInput, match=f"{field}: this is needed"):
        package(**{field: None})


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"amount": None}, "needs an amount or items"),
        ({"known_on": "2023-08-28"}, "before it was announced"),
        ({"ref": "a", "draws_on": "a"}, "cannot draw on, or duplicate, itself"),
        ({"ref": "a", "duplicate_of": "a", "status": "cancelled"}, "cannot draw on, or duplicate, itself"),
        ({"duplicate_of": "a"}, "a duplicate is not cancelled"),
        ({"sources": [{"publisher": "DoD"}]}, "a source needs a title or a url"),
        ({"sources": [{"title": "x", "sha256": "abc"}]}, "sha256"),
        ({"sources": [{"url": "ftp://x.org"}]}, "is not a web address"),
        ({"aid_type": "lethal"}, "is not a type of aid"),
        ({"status": "done"}, "is not a status"),
        ({"items": [{"description": "x", "category": "tanks"}]}, "is not a category"),
        ({"tags": "himars"}, "tags"),
        ({"tags": ["two words"]}, "more than one word"),
        ({"known_on": "2023-09"}, "is not a day"),
        ({"ref": "US PDA"}, "is not a ref"),
        ({"note": "\x00"}, "control character"),
        ({"title": "a\nb"}, "line break"),
        ({"amount": 250.0}, "does not fit here"),
        ({"amount": {"value": "1", "currency": "USD", "bound": "maximum"}}, "bound"),
    ],
)
def test_what_does_not_hold_together_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as caught:
        package(**fields)
    assert caught.value.exit_code == 2


def test_a_title_alone_makes_a_package_of_undisclosed_value() -> None:
    stated = package(amount=None, title="surging assistance")
    assert stated.amount is None
    assert stated.items == ()


def test_choices_are_read_in_any_case_and_refusals_list_them() -> None:
    stated = package(stage=" Pledge ", aid_type="MIXED", status="Live")
    assert (stated.stage, stated.aid_type, stated.status) == (Stage.PLEDGE, AidType.MIXED, Status.LIVE)
    with pytest.raises(InvalidInput) as caught:
        package(stage="promise")
    assert caught.value.hint == "choose one of: request, pledge, appropriation, commitment, delivery"


def test_stages_are_in_order_and_nobody_owes_requests_and_pledges() -> None:
    assert [stage.rank for stage in Stage] == [0, 1, 2, 3, 4]
    assert counted(()) == COUNTED_STAGES == (Stage.APPROPRIATION, Stage.COMMITMENT, Stage.DELIVERY)
    assert counted((Stage.REQUEST,)) == (Stage.REQUEST,)


def test_text_stands_for_items_sources_and_amounts() -> None:
    stated = package(
        amount="up to $400M",
        items=["3,000,000+ rounds: small arms ammunition"],
        sources=["https://www.defense.gov/x", "DoD fact sheet"],
        donor=["NO", "DK"],
        tags=["Training", "himars", "training"],
    )
    assert str(stated.amount) == "up to USD 400,000,000"
    assert str(stated.items[0]) == "at least 3,000,000 rounds: small arms ammunition"
    assert stated.sources == (Citation(url="https://www.defense.gov/x"), Citation(title="DoD fact sheet"))
    assert stated.donor == "DK+NO"
    assert stated.tags == ("himars", "training")


def test_an_item_may_state_its_heading_and_worth() -> None:
    item = package(items=[{"description": "Javelin", "category": "Fires", "amount": "USD 5m"}]).items[0]
    assert item.category is Category.FIRES
    assert str(item.amount) == "USD 5,000,000"
    assert str(item) == "Javelin"


def test_a_citation_is_its_source_and_a_place_in_it() -> None:
    citation = Citation(publisher="DoD", title="Fact sheet", published_on=date(2023, 8, 29), locator="p. 2")
    assert citation.source == Source(publisher="DoD", title="Fact sheet", published_on=date(2023, 8, 29))
    assert citation.label == "DoD, Fact sheet (2023-08-29)"
    assert Citation(url="https://example.org").label == "https://example.org"


def test_a_package_is_frozen_and_strict() -> None:
    stated = package()
    with pytest.raises(ValueError, match="frozen"):
        stated.title = "another"  # type: ignore[misc]
    assert LineItem(description="x") == LineItem(description="x")


@pytest.mark.parametrize(
    ("fields", "suggested"),
    [
        ({"instrument": "PDA"}, "us-pda-2023-08-29"),
        ({"instrument": "presidential drawdown"}, "us-pda-2023-08-29"),
        ({}, "us-2023-08-29"),
        ({"stage": "request"}, "us-request-2023-08-29"),
        ({"stage": "delivery", "instrument": "PDA"}, "us-pda-2023-08-29"),
        ({"donor": "NO+DK", "announced_on": "2022-11"}, "dk-no-2022-11"),
        ({"instrument": "Danish Model (2024)"}, "us-danish-model-2024-2023-08-29"),
        ({"instrument": "Ös"}, "us-s-2023-08-29"),
        ({"instrument": "дрон"}, "us-2023-08-29"),
    ],
)
def test_a_ref_is_suggested_from_donor_channel_and_date(fields: dict[str, Any], suggested: str) -> None:
    assert package(**fields).suggested_ref == suggested


@given(packages())
def test_a_suggested_ref_is_a_ref_with_room_for_a_suffix(stated: Package) -> None:
    for suffix in ("", "-2", "-123456"):
        suggested = stated.suggested_ref + suffix
        assert ref(suggested) == suggested


def test_a_package_of_very_many_donors_has_a_ref_too() -> None:
    crowd = package(donor=sorted(names())[:60], instrument="x" * 60)
    assert ref(f"{crowd.suggested_ref}-123") == f"{crowd.suggested_ref}-123"


@pytest.mark.parametrize(
    ("fields", "known_on"),
    [
        ({}, date(2023, 8, 29)),
        ({"announced_on": "2023-08"}, date(2023, 8, 31)),
        ({"announced_on": "2023"}, date(2023, 12, 31)),
        ({"sources": [{"title": "x", "published_on": "2023-09-05"}]}, date(2023, 9, 5)),
        ({"sources": [{"title": "x"}, {"title": "y", "published_on": "2023-09-05"}]}, date(2023, 9, 5)),
        ({"sources": [{"title": "x", "published_on": "2023-01-01"}]}, date(2023, 8, 29)),
        ({"announced_on": "2023-08", "sources": [{"title": "x", "published_on": "2023-08-10"}]}, date(2023, 8, 10)),
        ({"known_on": "2024-01-01", "sources": [{"title": "x", "published_on": "2023-09-05"}]}, date(2024, 1, 1)),
    ],
)
def test_known_on_is_stated_or_published_or_the_last_day_announced(fields: dict[str, Any], known_on: date) -> None:
    assert package(**fields).known_by(date(2026, 1, 1)) == known_on


@given(packages(), st.integers(0, 1000))
def test_nothing_is_known_after_today_nor_before_it_was_announced(stated: Package, later: int) -> None:
    first = stated.announced_on.first_day
    today = first + timedelta(days=later)
    assert first <= stated.known_by(today) <= today


def test_the_schema_offers_the_text_form_beside_the_fields() -> None:
    schema = Package.model_json_schema()
    assert set(schema["properties"]) == set(Package.model_fields)
    assert schema["required"] == ["donor", "announced_on"]
    for name in ("Amount", "Quantity", "LineItem", "Citation", "AnnouncedOn"):
        text, fields = schema["$defs"][name]["anyOf"]
        assert text["type"] == "string"
        assert text["description"]
        assert fields["type"] == "object"


def test_announced_on_may_be_a_date_of_toml_or_a_year() -> None:
    assert package(announced_on=date(2023, 8, 29)) == package()
    assert package(announced_on=2023).announced_on == AnnouncedOn(year=2023)
