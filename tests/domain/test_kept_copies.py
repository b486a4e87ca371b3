"""Of which source a kept copy is one: stated where it can be told, refused where it cannot."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import packages
from support import package, published

from aidledger.domain.evidence import with_kept_copies
from aidledger.domain.packages import Citation, Entry
from aidledger.domain.revisions import Stated
from aidledger.errors import InvalidInput

COPIES = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(4)]
PAGE = {"publisher": "DoD", "title": "Fact sheet", "url": "https://example.org/page"}


def entries(*cited: list[Any]) -> list[Entry]:
    """An entry for each list of sources that one cites."""
    return [Entry(package(ref=f"p{number}", sources=sources)) for number, sources in enumerate(cited)]


def copies(found: list[Entry]) -> list[list[str | None]]:
    """The copies that each entry states."""
    return [[source.sha256 for source in entry.stated.sources] for entry in found]


def without_copies(stated: Stated) -> Stated:
    bare = tuple(source.model_copy(update={"sha256": None}) for source in stated.sources)
    return stated.model_copy(update={"sources": bare})


@given(packages())
def test_as_many_copies_as_sources_are_stated_in_their_order(stated: Any) -> None:
    before = without_copies(stated)
    digests = COPIES[: len(stated.sources)]
    (after,) = with_kept_copies([Entry(before, "here", "why", 3)], digests)
    assert [source.sha256 for source in after.stated.sources] == digests
    assert after._replace(stated=without_copies(after.stated)) == Entry(before, "here", "why", 3)
    assert with_kept_copies([after], digests) == [after]


@pytest.mark.parametrize(
    ("cited", "stated"),
    [
        ([["a"]], [[0]]),
        ([["a"], ["a"], []], [[0], [0], []]),
        ([[PAGE | {"locator": "p. 1"}, PAGE | {"locator": "p. 2"}], [PAGE]], [[0, 0], [0]]),
        ([["a", {"title": "b", "sha256": COPIES[1]}]], [[0, 1]]),
        ([["a", {"title": "b", "sha256": COPIES[0]}]], [[None, 0]]),
        ([["a", {"title": "a", "sha256": COPIES[0]}], ["b", "a"]], [[0, 0], [None, 0]]),
        ([[{"title": "a", "sha256": COPIES[0]}, {"title": "b", "sha256": COPIES[0]}], ["c"]], [[0, 0], [None]]),
        ([["its own page", "the tracker"], ["the tracker"], ["another", "the tracker"]], [[None, 0], [0], [None, 0]]),
    ],
)
def test_one_copy_is_of_the_source_that_it_can_only_be_of(
    cited: list[list[Any]], stated: list[list[int | None]]
) -> None:
    expected = [[None if number is None else COPIES[number] for number in one] for one in stated]
    assert copies(with_kept_copies(entries(*cited), COPIES[:1])) == expected


def test_each_of_several_copies_finds_its_source_by_the_digest_that_it_states() -> None:
    known = {"title": "b", "sha256": COPIES[1]}
    assert copies(with_kept_copies(entries(["a", known], [known]), [COPIES[1], COPIES[0]])) == [COPIES[:2], [COPIES[1]]]


def test_a_published_total_has_copies_too() -> None:
    (entry,) = with_kept_copies([Entry(published(sources=["a", "b"]))], COPIES[:2])
    assert [source.sha256 for source in entry.stated.sources] == COPIES[:2]


@pytest.mark.parametrize(
    ("cited", "kept", "message"),
    [
        ([[]], 1, "a copy is kept of a source, and none is cited"),
        ([], 1, "a copy is kept of a source, and none is cited"),
        ([["a", "b"]], 1, "2 different sources are cited, and the file could be a copy of any of them"),
        ([["a"], ["b"], ["c"]], 1, "3 different sources are cited"),
        ([["a", "b"], ["a", "b"]], 2, "2 different sources are cited"),
        ([["a", "b", "c"]], 2, "3 different sources are cited"),
        ([["a"]], 2, "every source that is cited states another kept copy"),
        ([[{"title": "a", "sha256": COPIES[3]}]], 1, "every source that is cited states another kept copy"),
        ([["a", {"title": "b", "sha256": COPIES[3]}]], 2, "'b' states another kept copy"),
    ],
)
def test_what_only_a_person_can_know_is_refused(cited: list[list[Any]], kept: int, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        with_kept_copies(entries(*cited), COPIES[:kept])
    assert caught.value.message.startswith(message)
    assert caught.value.hint


@given(st.lists(packages(), max_size=4))
def test_without_copies_nothing_changes(stated: list[Any]) -> None:
    given_ = [Entry(one) for one in stated]
    assert with_kept_copies(iter(given_), []) == given_


def test_what_is_stated_is_a_source_that_a_document_may_have() -> None:
    (entry,) = with_kept_copies(entries([PAGE]), COPIES[:1])
    (source,) = entry.stated.sources
    assert Citation.model_validate_json(source.model_dump_json()) == source
