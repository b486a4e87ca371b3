"""Published totals in the ledger: recorded once, stated again, kept, and restored with the same fingerprint."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import packages, published_documents
from support import Anew, package, published, raw

from aidledger.domain.findings import Kind
from aidledger.domain.lookback import NOW, AsOf
from aidledger.domain.model import validate
from aidledger.domain.packages import Entry
from aidledger.domain.published import PublishedTotal
from aidledger.domain.revisions import Kept, PublishedRevision, sealed
from aidledger.errors import AidledgerError, Conflict, InvalidInput, NotFound
from aidledger.storage.ledger import Ledger
from aidledger.storage.recording import Recorded

many = settings(max_examples=6, suppress_health_check=list(HealthCheck))


def test_it_is_recorded_under_a_ref_of_its_own(ledger: Ledger) -> None:
    assert ledger.record(published()) == Recorded("us-published-2023-08-29", 1, already=False)
    assert ledger.record(published(note="another")).ref == "us-published-2023-08-29-2"
    (first, second) = ledger.published_totals()
    assert first.total == published(ref=first.ref, known_on="2023-08-29")
    assert (first.number, first.author, first.reason, first.previous) == (1, "tester", None, None)
    assert second.recorded_at > first.recorded_at
    assert ledger.size() == (0, 0)
    assert ledger.latest() == second.recorded_at


def test_it_counts_in_no_total_and_in_no_list(ledger: Ledger) -> None:
    ledger.record(package(ref="one"))
    before = ledger.find()
    ledger.record(published(ref="all"))
    assert ledger.find() == before


def test_what_is_recorded_already_changes_nothing(ledger: Ledger) -> None:
    first = ledger.record(published(sources=["x"]))
    for again in (published(sources=["x"]), published(ref=first.ref, sources=["x"])):
        assert ledger.record(again) == first._replace(already=True)
    assert ledger.record_many([Entry(published(ref="one", sources=["x"]))] * 2)[1].already
    assert ledger.record(published(sources=["x"]), new=True).ref == "us-published-2023-08-29-2"
    assert ledger.record_many([Entry(published(note="y"))], dry_run=True) == [
        Recorded("us-published-2023-08-29-3", 1, already=False)
    ]
    assert len(ledger.published_totals()) == 3


def test_what_says_something_else_is_refused_with_the_difference(ledger: Ledger) -> None:
    ledger.record(published(ref="all"))
    with pytest.raises(Conflict, match=r"says something else:\n  published total: \$43\.1B -> \$44\.0B"):
        ledger.record(published(ref="all", published_total="USD 44B"))


def test_days_after_today_are_refused(ledger: Ledger) -> None:
    later = (datetime.now(UTC) + timedelta(days=9)).date()
    with pytest.raises(InvalidInput, match=r"until: .* lies after today"):
        ledger.record(published(until=later))


def test_a_ref_is_that_of_one_kind(ledger: Ledger) -> None:
    ledger.record(package(ref="package"))
    ledger.record(published(ref="total"))
    for stated, says in (
        (published(ref="package"), "'package' is the ref of a package, and cannot be that of a published total"),
        (package(ref="total"), "'total' is the ref of a published total, and cannot be that of a package"),
    ):
        for reason in (None, "why"):
            with pytest.raises(Conflict, match=says):
                ledger.record_many([Entry(stated, reason=reason)])
    with pytest.raises(Conflict, match="cannot be that of"):
        ledger.record_many([Entry(package(ref="new")), Entry(published(ref="new"))])
    for verb, field in (("draws on", "draws_on"), ("duplicates", "duplicate_of")):
        status = {"status": "cancelled"} if field == "duplicate_of" else {}
        for named, also in (("total", ()), ("fresh", [Entry(published(ref="fresh"))])):
            says = f"{verb} '{named}', which is a published total, and nothing {verb} it"
            with pytest.raises(InvalidInput, match=says):
                ledger.record_many([Entry(package(**{field: named}, **status)), *also])
        with pytest.raises(NotFound, match=f"{verb} 'fresh', which is not in the ledger"):
            ledger.record(package(**{field: "fresh"}, **status))
    with pytest.raises(NotFound, match="'total' is a published total, and no package"):
        ledger.get("total")
    with pytest.raises(NotFound, match="'total' is a published total, and no package"):
        ledger.history("total")
    assert ledger.size() == (1, 1)


def test_a_made_up_ref_is_taken_by_neither_kind(ledger: Ledger) -> None:
    ledger.record(package(ref="us-published-2023-08-29"))
    assert ledger.record(published()).ref == "us-published-2023-08-29-2"


def test_it_is_stated_again_cancelled_and_restored(ledger: Ledger) -> None:
    ledger.record(published(ref="all"))
    ledger.revise("all", {"published_total": "USD 44B"}, reason="misread", known_on=date(2023, 9, 10))
    ledger.cancel("all", reason="withdrawn", known_on=date(2023, 9, 20))
    ledger.revise("all", {}, reason="it stands", known_on=date(2023, 9, 30))
    chain = ledger.chain("all")
    assert [one.number for one in chain] == [1, 2, 3, 4]
    assert [one.cancelled for one in chain] == [False, False, True, False]
    assert [one.previous for one in chain[1:]] == [one.digest for one in chain[:-1]]
    for day, minor in (("2023-09-01", 43), ("2023-09-15", 44), ("2023-09-25", None), ("2023-10-01", 44)):
        (speaking,) = ledger.published_totals(AsOf(known_on=date.fromisoformat(day)))
        assert (None if speaking.cancelled else int(speaking.total.published_total.value // 10**9)) == minor
    assert ledger.published_totals(AsOf(known_on=date(2023, 8, 1))) == []
    assert ledger.published_totals(AsOf(recorded_at=chain[1].recorded_at)) == [chain[1]]
    with pytest.raises(Conflict, match="no longer at revision 1"):
        ledger.revise("all", {"note": "late"}, reason="late", tip=1)
    with pytest.raises(InvalidInput, match="there is no such field"):
        ledger.cancel("all", reason="twice", duplicate_of="other")
    with pytest.raises(NotFound, match="there was no published total 'all' as known on 2023-01-01"):
        ledger.chain("all", AsOf(known_on=date(2023, 1, 1)))
    with pytest.raises(NotFound) as caught:
        ledger.chain("al")
    assert caught.value.hint == "did you mean all?"
    with pytest.raises(NotFound, match="there is no published total 'x' to revise"):
        ledger.record_many([Entry(published(ref="x"), reason="why")])


def fill(ledger: Ledger) -> None:
    """Packages and published totals in turn, one of each revised, all in one transaction and in several."""
    ledger.record_many(
        [Entry(published(ref="t1", sources=["x"])), Entry(package(ref="p1", sources=["x"])), Entry(published(ref="t2"))]
    )
    ledger.revise("p1", {"amount": "USD 2"}, reason="a slip")
    ledger.revise("t1", {"published_total": "more than USD 44B"}, reason="a slip")
    ledger.record(package(ref="p2", draws_on="p1"))


def test_instants_increase_over_packages_and_published_totals_together(ledger: Ledger) -> None:
    fill(ledger)
    with ledger.stream() as found:
        instants = [(one.recorded_at, one.ref) for one in found]
    assert [ref for _, ref in instants] == ["t1", "p1", "t2", "p1", "t1", "p2"]
    assert all(one < other for (one, _), (other, _) in pairwise(instants))


def test_a_history_comes_back_with_its_fingerprint_on_either_database(
    ledger: Ledger, anew_sqlite: Anew, anew_postgresql: Anew
) -> None:
    fill(ledger)
    assert sorted(ledger.fingerprints()) == ["p1", "p2", "t1", "t2"]
    for anew in (anew_sqlite, anew_postgresql):
        with anew() as other:
            with ledger.stream() as found:
                assert other.restore(Kept(one) for one in found) == (6, 0)
            assert other.fingerprint() == ledger.fingerprint()
            assert other.verify() == ledger.verify()
            assert other.compare(ledger.fingerprints()) == []
            with ledger.stream() as found:
                assert other.restore(Kept(one) for one in found) == (0, 6)
            with ledger.stream() as one, other.stream() as two:
                assert list(one) == list(two)


@many
@given(stated=st.lists(published_documents() | packages(), min_size=1, max_size=4))
def test_whatever_is_recorded_comes_back_the_same(anew_sqlite: Anew, anew_postgresql: Anew, stated: list[Any]) -> None:
    given_ = [validate(PublishedTotal, one) if isinstance(one, dict) else one for one in stated]
    with anew_sqlite() as one, anew_postgresql() as other:
        outcome = one.record_many([Entry(each) for each in given_])
        for recorded, each in zip(outcome, given_, strict=True):
            (kept,) = one.chain(recorded.ref)
            assert kept.stated == each.model_copy(update={"ref": recorded.ref, "known_on": kept.known_on})
        with one.stream() as found:
            other.restore(Kept(each) for each in found)
        assert one.fingerprint() == other.fingerprint()
        assert [finding for finding in other.verify() if finding.kind is Kind.FAULT] == []


def test_a_backup_has_the_same_fingerprint(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger)
    ledger.backup(tmp_path / "copy.db")
    with Ledger.open(tmp_path / "copy.db") as copy:
        assert copy.fingerprint() == ledger.fingerprint()
        assert copy.published_totals() == ledger.published_totals()


def test_fingerprints_look_back(ledger: Ledger) -> None:
    ledger.record(published(ref="all"))
    then, at = ledger.fingerprint(), ledger.latest()
    ledger.revise("all", {"note": "later"}, reason="a note")
    ledger.record(published(ref="other"))
    assert ledger.fingerprint() != then
    assert ledger.fingerprint(at) == then
    expected = dict(ledger.fingerprints(at))
    (grown, new) = ledger.compare(expected)
    assert (grown.where, grown.message) == ("all", "it is at revision 2, the other ledger was at 1")
    assert (new.where, new.message) == ("other", "this ledger has it, and the other one has not")


def test_what_is_unsourced_is_told(ledger: Ledger) -> None:
    ledger.record(published(ref="all"))
    (notice,) = ledger.verify()
    assert (notice.where, notice.message) == ("all", "it cites no source")


def anew(one: PublishedRevision, **changed: Any) -> Kept:
    """A revision of another ledger, like `one` but for what is `changed`, with a digest that fits."""
    stamp = {name: getattr(one, name) for name in ("number", "recorded_at", "author", "reason", "previous")}
    return Kept(sealed(changed.pop("stated", one.total), **(stamp | changed)), "kept.jsonl:1")


def test_a_restore_refuses_what_does_not_fit(ledger: Ledger, anew_sqlite: Anew) -> None:
    ledger.record(published(ref="all"))
    (one,) = ledger.published_totals()
    later = one.recorded_at + timedelta(seconds=1)
    moved = one.total.model_copy(update={"ref": "p"})
    cases: list[tuple[type[AidledgerError], str, Kept]] = [
        (InvalidInput, "does not fit its digest", Kept(one.model_copy(update={"author": "x"}), "f:1")),
        (InvalidInput, "has no revision 1 before it", anew(one, number=2, previous="a" * 64)),
        (InvalidInput, "comes from after now", anew(one, recorded_at=datetime.now(UTC) + timedelta(days=1))),
        (
            InvalidInput,
            "was recorded before it was known or announced",
            anew(one, recorded_at=datetime(2023, 1, 1, tzinfo=UTC)),
        ),
        (
            Conflict,
            "'p' is the ref of a package, and cannot be that of a published total",
            anew(one, stated=moved, recorded_at=later),
        ),
    ]
    for kind, says, kept in cases:
        with anew_sqlite() as other:
            other.record(package(ref="p"))
            with pytest.raises(kind, match=says):
                other.restore([kept])
    with pytest.raises(Conflict, match="is another one than the one in the ledger"):
        ledger.restore([anew(one, author="x")])
    with pytest.raises(Conflict, match="follows another one"):
        ledger.restore([anew(one, number=2, previous="a" * 64, recorded_at=later)])
    with pytest.raises(Conflict, match="was recorded before what the ledger holds already"):
        ledger.restore([anew(one, stated=moved, recorded_at=one.recorded_at - timedelta(days=1))])


def test_a_package_that_draws_on_a_published_total_is_not_restored(ledger: Ledger, anew_sqlite: Anew) -> None:
    ledger.record_many([Entry(package(ref="parent")), Entry(package(ref="child", draws_on="parent"))])
    child = ledger.get("child")
    with anew_sqlite() as other:
        other.record(published(ref="parent"))
        late = datetime.now(UTC)
        kept = sealed(child.package, number=1, recorded_at=late, author="x", reason=None, previous=None)
        with pytest.raises(NotFound, match="it names 'parent', which is not in the ledger"):
            other.restore([Kept(kept)])


def test_the_count_of_sources_is_kept_with_a_revision(ledger: Ledger, target: str) -> None:
    ledger.record_many([Entry(package(ref="none")), Entry(package(ref="two", sources=["x", "y"]))])
    with raw(target) as opened:
        assert opened.rows("SELECT source_count FROM revisions ORDER BY id") == [(0,), (2,)]


def test_now_is_later_than_every_published_total(ledger: Ledger) -> None:
    ledger.record(published(ref="all"))
    (one,) = ledger.published_totals(NOW)
    ledger.record(package(ref="p"))
    assert ledger.get("p").recorded_at > one.recorded_at
