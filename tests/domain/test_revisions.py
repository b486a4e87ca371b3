"""Canonical form v1: what is recorded today must have the same digest forever."""

import hashlib
import json
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import digests, lines, packages, refs
from support import package

from aidledger.domain.model import validate
from aidledger.domain.packages import Citation, Package
from aidledger.domain.revisions import (
    Revision,
    canonical,
    content,
    content_digest,
    document,
    fingerprint,
    source_digest,
)

AT = datetime(2024, 1, 2, 3, 4, 5, 67, UTC)


def revision_digest(stated: Package, **stamp: Any) -> str:
    return Revision.sealed(stated, **stamp).digest


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


PLAIN = package(ref="us-1", known_on="2023-08-29")
PLAIN_CONTENT = (
    '{"aid_type":"military","amount":{"bound":"exact","currency":"USD","value":"250000000.00"},'
    '"announced_on":"2023-08-29","donor":"US","items":[],"recipient":"UA","sources":[],"stage":"commitment",'
    '"status":"live","tags":[]}'
)

RICH = package(
    ref="dk-no-2022-11",
    title='"Mu\u0308nchen", \\ and',
    donor="NO+DK",
    recipient="UA",
    stage="delivery",
    aid_type="mixed",
    instrument="loans",
    announced_on="2022-11",
    amount={"value": "-0.125", "currency": "KWD", "bound": "at_most"},
    items=[
        "over 3 million rounds: small arms ammunition",
        {"description": "Kits", "category": "fires", "amount": "about JPY 5", "quantity": {"number": "1.500"}},
        "spares",
    ],
    sources=[
        {
            "publisher": "DoD",
            "title": "Fact sheet",
            "url": "https://example.org/a?b=%20",
            "published_on": "2022-12-01",
            "sha256": "0" * 64,
            "locator": "p. 2",
        },
        "https://example.org",
    ],
    draws_on="parent",
    tags=["zeta", "alpha"],
    note="first line\nsecond — line 😀",
    known_on="2022-12-01",
    status="cancelled",
    duplicate_of="other",
)
RICH_TEXT = (
    '{"aid_type":"mixed",'
    '"amount":{"bound":"at_most","currency":"KWD","value":"-0.125"},'
    '"announced_on":"2022-11",'
    '"author":"Jürgen",'
    '"canonical":1,'
    '"donor":"DK+NO",'
    '"draws_on":"parent",'
    '"duplicate_of":"other",'
    '"instrument":"loan",'
    '"items":['
    '{"description":"small arms ammunition","quantity":{"bound":"at_least","number":"3000000","unit":"rounds"}},'
    '{"amount":{"bound":"about","currency":"JPY","value":"5"},"category":"fires","description":"Kits",'
    '"quantity":{"bound":"exact","number":"1.5","unit":"units"}},'
    '{"description":"spares"}],'
    '"known_on":"2022-12-01",'
    '"note":"first line\\nsecond — line 😀",'
    '"number":2,'
    f'"previous":"{"a" * 64}",'
    '"reason":"it came twice",'
    '"recipient":"UA",'
    '"recorded_at":"2024-01-02T03:04:05.000067Z",'
    '"ref":"dk-no-2022-11",'
    '"sources":['
    '{"locator":"p. 2","published_on":"2022-12-01","publisher":"DoD",'
    f'"sha256":"{"0" * 64}","title":"Fact sheet","url":"https://example.org/a?b=%20"}},'
    '{"url":"https://example.org"}],'
    '"stage":"delivery",'
    '"status":"cancelled",'
    '"tags":["alpha","zeta"],'
    '"title":"\\"München\\", \\\\ and"}'
)


def test_golden_vector_of_a_plain_content() -> None:
    assert content_digest(PLAIN) == sha256(PLAIN_CONTENT)
    assert content_digest(PLAIN) == "702fcb77ac9a8b7cb91623d4075f9a667636505c4c1d4c7671a73c63cedbe0b0"


def test_golden_vector_of_a_first_revision() -> None:
    text = (
        '{"aid_type":"military","amount":{"bound":"exact","currency":"USD","value":"250000000.00"},'
        '"announced_on":"2023-08-29","author":"tester","canonical":1,"donor":"US","items":[],"known_on":"2023-08-29",'
        '"number":1,"recipient":"UA","recorded_at":"2024-01-02T03:04:05.000067Z","ref":"us-1","sources":[],'
        '"stage":"commitment","status":"live","tags":[]}'
    )
    digest = revision_digest(PLAIN, number=1, recorded_at=AT, author="tester", reason=None, previous=None)
    assert digest == sha256(text)
    assert digest == "ca67484473f168a28a7010c262c077179c0165278d67cae4a0e21252def3563d"


def test_golden_vector_of_a_later_revision_with_everything_in_it() -> None:
    digest = revision_digest(RICH, number=2, recorded_at=AT, author="Jürgen", reason="it came twice", previous="a" * 64)
    assert digest == sha256(RICH_TEXT)
    assert digest == "4005e428212f87e25995ce8d91ebaee97cfcb220b4418eec36fa6ebbc295c9d1"


def test_golden_vector_of_a_source_and_of_a_fingerprint() -> None:
    text = '{"publisher":"DoD","title":"Fact sheet"}'
    assert source_digest(Citation(publisher="DoD", title="Fact sheet", locator="p. 2")) == sha256(text)
    lines_ = "a\t1\na-b\t3\nb\t2\n"  # in byte order: TAB stands before the hyphen
    assert fingerprint([("b", "2"), ("a-b", "3"), ("a", "1")]) == sha256(lines_)
    assert fingerprint([]) == sha256("")


@given(packages())
@example(package(note="a\n\u0301b"))
@example(package(tags=["J\u030c"]))
def test_the_canonical_form_is_json_in_nfc_with_sorted_keys_and_no_nulls(stated: Package) -> None:
    text = canonical(content(stated)).decode("utf-8")
    read = json.loads(text)
    assert read == content(stated)
    assert text == json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def check(value: Any) -> None:
        assert value is not None
        assert not isinstance(value, float)
        if isinstance(value, dict):
            assert list(value) == sorted(value)
            for part in value.values():
                check(part)
        elif isinstance(value, list):
            for part in value:
                check(part)
        elif isinstance(value, str):
            assert unicodedata.is_normalized("NFC", value)

    check(read)


@given(packages(), refs, st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_content_ignores_ref_and_known_on_and_nothing_else(stated: Package, named: str, known_on: date) -> None:
    renamed = stated.model_copy(update={"ref": named, "known_on": known_on})
    assert content_digest(renamed) == content_digest(stated)


_OTHER: dict[str, Any] = {
    "title": "another title",
    "donor": "GB",
    "recipient": "MD",
    "stage": "pledge",
    "aid_type": "humanitarian",
    "instrument": "another channel",
    "announced_on": "1990",
    "amount": "USD 1",
    "items": ["another item"],
    "sources": ["another source"],
    "draws_on": "another",
    "tags": ["another"],
    "note": "another note",
    "status": "cancelled",
    "duplicate_of": "another",
}


@pytest.mark.parametrize("field", sorted(set(Package.model_fields) - {"ref", "known_on"}))
def test_every_field_but_ref_and_known_on_is_part_of_the_content(field: str) -> None:
    base = package(title="t", status="cancelled" if field == "duplicate_of" else "live")
    other = validate(Package, document(base) | {field: _OTHER[field]})
    assert content_digest(other) != content_digest(base)


@given(packages(), packages())
def test_contents_have_one_digest_exactly_when_they_state_the_same(one: Package, other: Package) -> None:
    assert (content_digest(one) == content_digest(other)) == (one == other)


_stamps = st.fixed_dictionaries(
    {
        "number": st.integers(1, 9),
        "recorded_at": st.datetimes(timezones=st.just(UTC)),
        "author": lines(8),
        "reason": st.none() | lines(8),
        "previous": st.none() | st.just("b" * 64),
    }
)


@given(_stamps, _stamps)
def test_a_digest_tells_every_part_of_the_stamp(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (revision_digest(PLAIN, **one) == revision_digest(PLAIN, **other)) == (one == other)
    for name, value in other.items():
        assert (revision_digest(PLAIN, **(one | {name: value})) == revision_digest(PLAIN, **one)) == (
            one[name] == value
        )


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2030, 1, 1)), st.integers(-14, 14))  # noqa: DTZ001
def test_an_instant_has_one_digest_in_whatever_zone_it_is_told(instant: datetime, hours: int) -> None:
    here = instant.replace(tzinfo=UTC)
    there = here.astimezone(timezone(timedelta(hours=hours)))
    stamp: dict[str, Any] = {"number": 1, "author": "a", "reason": None, "previous": None}
    assert revision_digest(PLAIN, recorded_at=here, **stamp) == revision_digest(PLAIN, recorded_at=there, **stamp)


@given(st.dictionaries(refs, digests), st.randoms())
def test_a_fingerprint_depends_on_the_tips_and_not_on_their_order(tips: dict[str, str], random: Any) -> None:
    shuffled = list(tips.items())
    random.shuffle(shuffled)
    assert fingerprint(shuffled) == fingerprint(tips.items())
    for ref in tips:
        assert fingerprint((tips | {ref: "f" * 63 + "g"}).items()) != fingerprint(tips.items())


@given(packages())
def test_amounts_and_quantities_are_written_as_plain_decimals(stated: Package) -> None:
    read = json.loads(canonical(content(stated)))
    numbers = [item["quantity"]["number"] for item in read["items"] if "quantity" in item]
    values = [part["amount"]["value"] for part in (read, *read["items"]) if "amount" in part]
    for number in numbers + values:
        assert re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", number)


def test_a_recorded_revision_knows_its_day_and_status() -> None:
    revision = Revision(package=RICH, number=1, recorded_at=AT, author="a", digest="d")
    assert revision.known_on == date(2022, 12, 1)
    assert revision.cancelled
    unknown = revision.model_copy(update={"package": package()})
    assert not unknown.cancelled
    with pytest.raises(ValueError, match="known-on"):
        _ = unknown.known_on
