"""Published totals as documents, and in canonical form."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from strategies import days, published_documents
from support import published

from aidledger.domain.differences import differences
from aidledger.domain.model import validate
from aidledger.domain.published import PublishedDocument, PublishedTotal
from aidledger.domain.revisions import PublishedRevision, canonical, content, content_digest, document, sealed
from aidledger.errors import InvalidInput

TODAY = date(2026, 2, 1)


def test_a_plain_one_takes_the_defaults_of_a_package() -> None:
    total = published()
    assert (total.recipient, total.stage, total.aid_type, total.status) == ("UA", "commitment", "military", "live")
    assert total.suggested_ref == "us-published-2023-08-29"
    assert published(donor="DK+NO").suggested_ref == "dk-no-published-2023-08-29"


@given(days)
def test_the_last_day_that_it_counts_is_when_it_was_known_unless_a_source_says_later(until: date) -> None:
    total = published(since=None, until=until)
    assert total.known_by(TODAY) == until
    for later in (-1, 0, 9):
        dated = [{"title": "x"}, {"title": "y", "published_on": until + timedelta(days=later)}]
        assert published(since=None, until=until, sources=dated).known_by(TODAY) == until + timedelta(
            days=max(later, 0)
        )
    stated = published(since=None, until=until, known_on=until + timedelta(days=30))
    assert stated.known_by(TODAY) == until + timedelta(days=30)


def test_it_is_known_today_at_the_latest() -> None:
    total = published(sources=[{"title": "x", "published_on": "2024-01-01"}])
    assert total.known_by(date(2023, 9, 1)) == date(2023, 9, 1)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"published_total": "-USD 6.2B"}, "is not negative"),
        ({"since": "2023-08-30"}, "would count from 2023-08-30 to 2023-08-29"),
        ({"known_on": "2023-08-28"}, "before the last day that it counts"),
        ({"until": "2023-08"}, "is not a day"),
        ({"since": "0001-01-01"}, "0001-01-01 lies before 1900"),
        ({"since": None, "until": "1899-12-31"}, "1899-12-31 lies before 1900"),
        ({"published_total": None}, "this is needed"),
        ({"donor": None}, "this is needed"),
        ({"amount": "USD 1"}, "no such field"),
        ({"published_total": "43.1 billion"}, "names no currency"),
    ],
)
def test_what_contradicts_itself_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as caught:
        published(**fields)
    assert all(problem.hint for problem in caught.value.problems)


def test_a_revision_names_what_it_revises() -> None:
    plain = {"published_total": "USD 1", "until": "2023", "donor": "US"}
    with pytest.raises(InvalidInput, match="is not a day"):
        validate(PublishedDocument, plain)
    with pytest.raises(InvalidInput, match="needs the ref of its published total"):
        validate(PublishedDocument, plain | {"until": "2023-01-01", "reason": "why"})
    entry = validate(PublishedDocument, plain | {"until": "2023-01-01", "reason": "why", "ref": "x", "tip": 2}).entry(
        "f"
    )
    assert (entry.stated.ref, entry.place, entry.reason, entry.tip) == ("x", "f", "why", 2)
    assert type(entry.stated) is PublishedTotal
    with pytest.raises(TypeError):
        _ = entry.package


_schema = Draft202012Validator(PublishedDocument.model_json_schema())


def test_its_schema_is_one() -> None:
    Draft202012Validator.check_schema(_schema.schema)


@given(published_documents())
def test_a_document_reads_as_what_it_was_written_from(data: dict[str, Any]) -> None:
    total = validate(PublishedTotal, data)
    written = document(total)
    assert validate(PublishedTotal, written) == total
    _schema.validate(written)
    assert total.revised({}) == total


def test_the_canonical_form_is_the_one_that_is_specified() -> None:
    stated = published(
        ref="all", known_on="2023-08-30", published_total="more than $43.1 billion", title="t", note="n", instrument="PDA",
        sources=[{"title": "s", "locator": "p. 1"}],
    )  # fmt: skip
    one = sealed(
        stated, number=1, recorded_at=datetime(2026, 11, 23, 12, tzinfo=UTC), author="A", reason=None, previous=None
    )
    assert isinstance(one, PublishedRevision)
    assert canonical(one.statement).decode() == (
        '{"aid_type":"military","author":"A","canonical":1,"donor":"US","instrument":"PDA","known_on":"2023-08-30",'
        '"note":"n","number":1,"published_total":{"bound":"at_least","currency":"USD","value":"43100000000.00"},'
        '"recipient":"UA","recorded_at":"2026-11-23T12:00:00.000000Z","ref":"all","since":"2022-02-24",'
        '"sources":[{"locator":"p. 1","title":"s"}],"stage":"commitment","status":"live","title":"t",'
        '"until":"2023-08-29"}'
    )
    assert one.digest == "39d36c760b54938ceb38cfbefc7c465e403918265d6be795f69ff7d76853ad4d"


@given(published_documents(), published_documents())
def test_the_content_digest_tells_contents_apart_and_not_identities(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = validate(PublishedTotal, one), validate(PublishedTotal, other)
    assert (content_digest(first) == content_digest(second)) == (content(first) == content(second))
    assert content_digest(first.model_copy(update={"ref": "x", "known_on": TODAY})) == content_digest(first)
    assert bool(differences(first, second)) == (content(first) != content(second))


def test_what_differs_is_told_field_by_field() -> None:
    lines = differences(published(), published(published_total="USD 44B", since=None))
    assert lines == ["published total: $43.1B -> $44.0B", "since: 2022-02-24 -> nothing"]
