"""A second release: what it changes is found, whatever became of its IDs, its order and its file."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kiel_sheets import Row, row, sheets, with_other_ids, write
from support import package

from aidledger.domain.packages import Entry, Package
from aidledger.domain.revisions import Revision
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import Status
from aidledger.intake.kiel import read_kiel, title_of
from aidledger.intake.matching import Matched, matched
from aidledger.storage.ledger import Ledger

_UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
_FIRST, _SECOND = date(2023, 9, 7), date(2023, 10, 26)
_REASON = title_of("15")


def _stated(identifier: str, ref: str | None = None, release: str = "14", **fields: Any) -> Package:
    """A package as a release has it under an ID, different from a plain one in `fields`."""
    own = {
        "publisher": "Kiel Institute for the World Economy",
        "title": f"Ukraine Support Tracker, release {release}",
        "locator": f"ID {identifier}",
    }
    plain: dict[str, Any] = {
        "ref": ref or f"kiel-{identifier.lower()}",
        "title": "A convoy of lanterns and kettles",
        "note": "A convoy of lanterns and kettles, with umbrellas for the journey and a violin.",
        "sources": ["https://www.example.org/generated"],
        "tags": ["kiel"],
        "known_on": _FIRST,
    }
    stated = plain | fields
    return package(**(stated | {"sources": [*stated["sources"], own]}))


_OTHER: dict[str, Any] = {
    "title": "Ladders",
    "note": "Seven ladders, to be leaned against walls by whoever arrives first.",
    "sources": ["https://www.example.org/other"],
}


def _revision(stated: Package, number: int = 1) -> Revision:
    return Revision.sealed(
        stated, number=number, recorded_at=datetime(2023, 9, 8, tzinfo=UTC), author="tester", reason=None, previous=None
    )


def _matched(new: Sequence[Package], old: Sequence[Package]) -> Matched:
    entries = [
        Entry(one.model_copy(update={"known_on": _SECOND}), f"main.csv:{line}") for line, one in enumerate(new, 2)
    ]
    return matched(entries, [_revision(one) for one in old], _REASON)


def _refs(answer: Matched) -> tuple[list[str], list[str], list[str], list[str]]:
    """The refs of what is new, revised, unchanged and gone."""
    new, revised = ([str(entry.package.ref) for entry in entries] for entries in (answer.new, answer.revised))
    return new, revised, answer.unchanged, answer.gone


# Nothing changed.


@settings(max_examples=30, suppress_health_check=_UNHURRIED)
@given(sheets(), st.randoms(use_true_random=False), st.integers(0, 5))
def test_a_release_against_itself_changes_nothing_in_any_order_and_under_any_ids(
    tmp_path: Path, rows: list[Row], random: Random, turn: int
) -> None:
    first = read_kiel(write(tmp_path / "first.csv", rows), release="14", known_on=_FIRST)
    recorded = [_revision(entry.package) for entry in first]
    again = with_other_ids(rows, turn)
    random.shuffle(again)
    second = read_kiel(write(tmp_path / "second.csv", again, encoding="utf-16"), release="15", known_on=_SECOND)
    answer = matched(second, recorded, _REASON)
    assert (answer.new, answer.revised, answer.gone) == ([], [], [])
    assert sorted(answer.unchanged) == sorted(revision.ref for revision in recorded)


def test_the_name_of_a_release_alone_is_no_change() -> None:
    assert _refs(_matched([_stated("USM8", release="15")], [_stated("USM8")])) == ([], [], ["kiel-usm8"], [])


def test_another_order_of_items_and_sources_is_no_change() -> None:
    lists: dict[str, Any] = {"items": ["12 x ladders", "3 x violins"], "sources": ["One", "Two"]}
    turned: dict[str, Any] = {"items": ["3 x violins", "12 x ladders"], "sources": ["Two", "One"]}
    assert _refs(_matched([_stated("USM8", **turned)], [_stated("USM8", **lists)])) == ([], [], ["kiel-usm8"], [])


def test_an_item_that_is_there_twice_now_is_a_change() -> None:
    answer = _matched([_stated("USM8", items=["a ladder", "a ladder"])], [_stated("USM8", items=["a ladder"])])
    assert _refs(answer) == ([], ["kiel-usm8"], [], [])


def test_what_somebody_added_to_a_package_is_no_change() -> None:
    added: dict[str, Any] = {
        "tags": ["kiel", "checked"],
        "instrument": "PDA",
        "draws_on": "us-act",
        "status": Status.CANCELLED,
    }
    assert _refs(_matched([_stated("USM8")], [_stated("USM8", **added)])) == ([], [], ["kiel-usm8"], [])


# What changed.


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "USD 300M"},
        {"amount": "EUR 250M"},
        {"amount": "about USD 250M"},
        {"amount": None},
        {"announced_on": "2023-03-01"},
        {"note": "A convoy of lanterns and kettles, with umbrellas for the journey and two violins."},
        {"title": "Rewritten", "note": "Nothing in it reads as it did before."},
        {"items": ["12 x ladders"]},
        {"instrument": "loan"},
    ],
    ids=str,
)
@pytest.mark.parametrize("identifier", ["USM8", "USM9"])
def test_one_change_is_a_revision_even_under_another_id(change: dict[str, Any], identifier: str) -> None:
    answer = _matched([_stated(identifier, **change)], [_stated("USM8")])
    assert _refs(answer) == ([], ["kiel-usm8"], [], [])
    (entry,) = answer.revised
    assert (entry.reason, entry.tip, entry.place, entry.package.known_on) == (_REASON, 1, "main.csv:2", _SECOND)


def test_a_revision_keeps_what_others_said_and_the_order_of_what_is_listed() -> None:
    before = _stated(
        "USM8",
        tags=["kiel", "checked"],
        instrument="PDA",
        draws_on="us-act",
        items=["a ladder", "2 x violins", "a kettle"],
    )
    after = _stated("USM9", amount="USD 300M", items=["a kettle", "a button", "3 x violins", "a ladder"])
    (entry,) = _matched([after], [before]).revised
    told = entry.package
    assert (told.ref, told.tags, told.instrument, told.draws_on) == ("kiel-usm8", ("checked", "kiel"), "PDA", "us-act")
    assert [str(item) for item in told.items] == ["a ladder", "3 units: violins", "a kettle", "a button"]
    assert [citation.locator for citation in told.sources] == [None, "ID USM9"]


def test_the_tracker_takes_back_no_cancellation() -> None:
    before = _stated("USM8", status=Status.CANCELLED, duplicate_of="us-pda")
    (entry,) = _matched([_stated("USM8", amount="USD 300M")], [before]).revised
    assert (entry.package.status, entry.package.duplicate_of) == (Status.CANCELLED, "us-pda")


# IDs that moved, or stand for something else.


def test_an_id_that_stands_for_something_else_gets_another_ref() -> None:
    answer = _matched([_stated("USM8", announced_on="2022-03-01", amount="USD 7M", **_OTHER)], [_stated("USM8")])
    assert _refs(answer) == (["kiel-usm8-2"], [], [], ["kiel-usm8"])
    assert answer.new[0].reason is None


def test_an_id_that_is_used_again_for_the_same_day_is_another_package() -> None:
    answer = _matched([_stated("USM8", amount="USD 7M", **_OTHER)], [_stated("USM8")])
    assert _refs(answer) == (["kiel-usm8-2"], [], [], ["kiel-usm8"])


@pytest.mark.parametrize(("announced_on", "same"), [("2023-08-05", True), ("2023-05-01", False), ("2023", True)])
def test_dates_far_apart_speak_against_one_package(announced_on: str, same: bool) -> None:
    before = _stated("USM8", title="Ladders", note="Lanterns, violins, umbrellas and buttons.", sources=["One"])
    change: dict[str, Any] = {"title": "Ladders", "note": "Bicycles, teapots and whistles.", "sources": ["Two"]}
    after = _stated("USM8", announced_on=announced_on, **change)
    assert _refs(_matched([after], [before]))[1] == (["kiel-usm8"] if same else [])


def test_what_says_the_same_under_another_id_is_closer_than_what_is_alike_under_its_own() -> None:
    one, other = _stated("USM8"), _stated("USM9", note="A convoy of lanterns and kettles, with a violin.")
    turned = [_stated("USM9"), _stated("USM8", note="A convoy of lanterns and kettles, with two violins.")]
    assert _refs(_matched(turned, [one, other])) == ([], ["kiel-usm9"], ["kiel-usm8"], [])


@pytest.mark.parametrize("gone", [0, 1])
def test_of_two_that_say_the_same_the_one_whose_id_is_there_stays(gone: int) -> None:
    old = [_stated("USM8"), _stated("USM9")]
    assert _refs(_matched([old[1 - gone]], old)) == ([], [], [old[1 - gone].ref], [old[gone].ref])


def test_a_package_that_moved_keeps_its_ref_when_its_id_is_used_again() -> None:
    other = _stated("USM8", announced_on="2022-03-01", amount="USD 7M", **_OTHER)
    answer = _matched([other, _stated("USM9", amount="USD 300M")], [_stated("USM8")])
    assert _refs(answer) == (["kiel-usm8-2"], ["kiel-usm8"], [], [])


def test_two_packages_that_swapped_their_ids_stay_themselves() -> None:
    old = [_stated("USM8"), _stated("USM9", amount="USD 7M", **_OTHER)]
    new = [_stated("USM9", amount="USD 251M"), _stated("USM8", amount="USD 7M", **_OTHER)]
    answer = _matched(new, old)
    assert _refs(answer) == ([], ["kiel-usm8"], ["kiel-usm9"], [])


@pytest.mark.parametrize("fields", [{"donor": "DE"}, {"aid_type": "humanitarian"}])
def test_donor_and_type_of_aid_must_agree(fields: dict[str, str]) -> None:
    assert _refs(_matched([_stated("USM8", **fields)], [_stated("USM8")])) == (["kiel-usm8-2"], [], [], ["kiel-usm8"])


def test_of_many_alike_the_most_alike_go_together_in_any_order() -> None:
    old = [
        _stated("DEM1", f"kiel-dem1-{number}", amount=f"EUR {number}M", note=f"The same. Earmarked for 202{number}.")
        for number in range(2, 6)
    ]
    new = [one.model_copy(update={"note": f"{one.note} Confirmed."}) for one in old]
    for order in permutations(new):
        answer = _matched(order, old)
        assert {str(entry.package.ref): str(entry.package.amount) for entry in answer.revised} == {
            str(one.ref): str(one.amount) for one in old
        }


def test_what_is_gone_is_told_unless_it_was_cancelled() -> None:
    old = [_stated("USM8"), _stated("USM9", status=Status.CANCELLED, amount="USD 7M", **_OTHER)]
    assert _refs(_matched([], old)) == ([], [], [], ["kiel-usm8"])


def test_refs_of_new_packages_are_free() -> None:
    new = [_stated("USM8", amount=f"USD {size}M", **_OTHER, announced_on="2022-03-01") for size in (7, 8)]
    answer = _matched(new, [_stated("USM8"), _stated("USM8", "kiel-usm8-2", donor="DE")])
    assert _refs(answer) == (["kiel-usm8-3", "kiel-usm8-4"], [], [], ["kiel-usm8", "kiel-usm8-2"])


# In a ledger.


def test_a_second_release_is_recorded_as_revisions_known_on_its_day(tmp_path: Path) -> None:
    rows = [
        row("USM8", "2,850,000,000", explanation="A convoy of lanterns."),
        row("USM9", "400,000,000", date="3/3/2023", explanation="Seven ladders."),
        row("USM10", "1,000", date="4/4/2022", explanation="A violin with a bow."),
    ]
    later = [
        row("USM1", "2,850,000,000", explanation="A convoy of lanterns."),
        row("USM8", "425,000,000", date="3/3/2023", explanation="Seven ladders."),
        row("USM9", "9,000", date="6/15/2023", explanation="Umbrellas against the rain."),
    ]
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record_many(read_kiel(write(tmp_path / "1.csv", rows), release="14", known_on=_FIRST))
        for _ in range(2):
            entries = read_kiel(write(tmp_path / "2.csv", later), release="15", known_on=_SECOND)
            answer = matched(entries, ledger.find(filters=Filters(tags=("kiel",))), _REASON)
            ledger.record_many([*answer.new, *answer.revised])
        chain = ledger.history("kiel-usm9")
        assert [(str(one.package.amount), one.known_on, one.reason) for one in chain] == [
            ("USD 400,000,000", _FIRST, None),
            ("USD 425,000,000", _SECOND, "Ukraine Support Tracker, release 15"),
        ]
        assert str(ledger.get("kiel-usm9-2").package.amount) == "USD 9,000"
        assert (answer.new, answer.revised, answer.gone) == ([], [], ["kiel-usm10"])
        assert len(ledger.history("kiel-usm8")) == 1
        assert ledger.verify() == []


def test_two_thousand_packages_are_matched_in_seconds() -> None:
    random = Random(14)
    words = [f"{one}{other}" for one in ("lantern", "kettle", "ladder", "violin") for other in range(200)]
    old = [
        _stated(
            f"XXM{number}", donor=random.choice(["US", "DE"]), amount=f"USD {random.randint(1, 400)}M",
            announced_on=f"2023-{random.randint(1, 6):02}-{random.randint(1, 28):02}",
            note=" ".join(random.choices(words, k=60)),
        )
        for number in range(2_000)
    ]  # fmt: skip
    new = [one.model_copy(update={"note": f"{one.note} Confirmed."}) for one in old]
    random.shuffle(new)
    start = process_time()
    answer = _matched(new, old)
    assert process_time() - start < 10
    assert sorted(_refs(answer)[1]) == sorted(str(one.ref) for one in old)
    assert all(entry.package.note == f"{before.note} Confirmed." for entry, before in _pairs(answer, old))


def _pairs(answer: Matched, old: Sequence[Package]) -> list[tuple[Entry, Package]]:
    by_ref = {one.ref: one for one in old}
    return [(entry, by_ref[entry.package.ref]) for entry in answer.revised]
