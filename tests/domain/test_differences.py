"""What two statements say differently, in words."""

from typing import Any

import pytest
from hypothesis import given
from strategies import packages
from support import package

from aidledger.domain.differences import differences, item_words
from aidledger.domain.packages import LineItem, Package
from aidledger.domain.revisions import content_digest


@given(packages(), packages())
def test_there_is_a_difference_exactly_where_the_contents_differ(one: Package, other: Package) -> None:
    assert bool(differences(one, other)) == (content_digest(one) != content_digest(other))
    assert len(differences(one, other)) == len(differences(other, one))
    for said in differences(one, other):
        before, _, after = said.partition(": ")[2].partition(" -> ")
        assert before != after


@given(packages())
def test_a_statement_does_not_differ_from_itself_under_another_ref(stated: Package) -> None:
    assert differences(stated, stated.model_copy(update={"ref": "another", "known_on": None})) == []


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (
            {"amount": "up to USD 400M"},
            {"amount": "USD 380M"},
            ["amount: <= $400.0M -> $380.0M"],
        ),
        (
            {"amount": "USD 400,000,001"},
            {"amount": "USD 400M"},
            ["amount: USD 400,000,001 -> $400.0M"],
        ),
        (
            {},
            {"amount": None, "title": "secret"},
            ["title: nothing -> secret", "amount: $250.0M -> value not disclosed"],
        ),
        (
            {"note": f"{'It is a long story. ' * 3}It ends well."},
            {"note": f"{'It is a long story. ' * 3}It ends badly."},
            ["note: ... well. -> ... badly."],
        ),
        ({}, {"aid_type": "mixed"}, ["aid type: military -> mixed"]),
        ({"title": "one"}, {"title": None}, ["title: one -> nothing"]),
        ({}, {"tags": ["a", "b"]}, ["tags: nothing -> a, b"]),
        ({"announced_on": "2023"}, {"announced_on": "2023-08"}, ["announced on: 2023 -> 2023-08"]),
        (
            {"items": ["12 x HIMARS", "spares"]},
            {"items": ["12 x HIMARS", {"description": "spares", "category": "support", "amount": "USD 5"}, "2 tanks"]},
            ["items 2: spares -> spares (support, USD 5)", "items 3: nothing -> 2 tanks: tanks"],
        ),
        (
            {"sources": ["Fact sheet"]},
            {"sources": [{"publisher": "DoD", "title": "Fact sheet", "published_on": "2023-08-29"}]},
            ["sources 1: Fact sheet -> DoD, Fact sheet (2023-08-29)"],
        ),
    ],
)
def test_each_field_that_differs_is_told_as_a_person_would(
    before: dict[str, Any], after: dict[str, Any], lines: list[str]
) -> None:
    assert differences(package(**before), package(**after)) == lines


def test_a_difference_in_the_place_alone_shows() -> None:
    one = package(sources=[{"title": "Fact sheet", "locator": "p. 1"}])
    other = package(sources=[{"title": "Fact sheet", "locator": "p. 2"}])
    assert differences(one, other) == ["sources 1: Fact sheet, p. 1 -> Fact sheet, p. 2"]


def test_an_item_is_told_in_full() -> None:
    assert item_words(LineItem(description="spares")) == "spares"
