"""Recording: all or nothing, the same twice changes nothing, what contradicts is refused."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import packages
from support import Anew, Fresh, package, raw

from aidledger.domain.lookback import AsOf
from aidledger.domain.packages import Entry, Package
from aidledger.domain.revisions import Revision, content_digest
from aidledger.errors import AidledgerError, Conflict, InvalidInput, NotFound
from aidledger.storage.ledger import Ledger
from aidledger.storage.recording import Recorded

TODAY = datetime.now(UTC).date()


def entries(*some: Package) -> list[Entry]:
    return [Entry(stated) for stated in some]


def refuses(
    ledger: Ledger, target: str, kind: type[AidledgerError], *some: Package, new: bool = False
) -> AidledgerError:
    """Recording `some` is refused as `kind`, and nothing of it stays."""
    with raw(target) as database:
        before = database.dump()
        fingerprint = ledger.fingerprint()
        with pytest.raises(kind) as caught:
            ledger.record_many([Entry(stated, f"file:{number}") for number, stated in enumerate(some, 1)], new=new)
        assert database.dump() == before
        assert ledger.fingerprint() == fingerprint
    assert caught.value.hint
    return caught.value


def test_a_package_is_recorded_with_all_that_was_filled_in(ledger: Ledger) -> None:
    before = datetime.now(UTC)
    assert ledger.record(package(instrument="PDA")) == Recorded("us-pda-2023-08-29", 1, already=False)
    revision = ledger.get("us-pda-2023-08-29")
    assert revision.package == package(instrument="PDA", ref="us-pda-2023-08-29", known_on="2023-08-29")
    assert (revision.number, revision.author, revision.reason, revision.previous) == (1, "tester", None, None)
    assert before <= revision.recorded_at <= datetime.now(UTC)
    assert revision == Revision.sealed(
        revision.package, number=1, recorded_at=revision.recorded_at, author="tester", reason=None, previous=None
    )


_histories = st.lists(packages(), min_size=1, max_size=5)


def _reads_back(anew: Anew, stated: list[Package]) -> list[str]:
    """Record `stated`, check that each comes back as it went in, and give the content digests."""
    with anew() as ledger:
        recorded = ledger.record_many(entries(*stated), new=True)
        assert len({one.ref for one in recorded}) == len(stated)
        digests = []
        for one, given_ in zip(recorded, stated, strict=True):
            held = ledger.get(one.ref).package
            known_on = given_.known_by(TODAY)
            assert held == given_.model_copy(update={"ref": one.ref, "known_on": known_on})
            digests.append(content_digest(held))
        assert digests == [content_digest(given_) for given_ in stated]
        assert [finding for finding in ledger.verify() if finding.kind == "fault"] == []
        return digests


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(stated=_histories)
def test_what_goes_in_comes_out(anew_sqlite: Anew, stated: list[Package]) -> None:
    _reads_back(anew_sqlite, stated)


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(stated=_histories)
def test_the_same_history_has_the_same_contents_on_both_databases(
    anew_sqlite: Anew, anew_postgresql: Anew, stated: list[Package]
) -> None:
    assert _reads_back(anew_sqlite, stated) == _reads_back(anew_postgresql, stated)


def test_the_same_document_again_changes_nothing(ledger: Ledger, target: str) -> None:
    first = ledger.record(package())
    with raw(target) as database:
        before = database.dump()
        assert ledger.record(package()) == first._replace(already=True)
        assert ledger.record(package(ref=first.ref)) == first._replace(already=True)
        assert ledger.record(package(known_on="2024-01-01")) == first._replace(already=True)
        assert ledger.record(package(amount="250 million USD")) == first._replace(already=True)
        assert ledger.record(ledger.get(first.ref).package) == first._replace(already=True)
        assert database.dump() == before
    assert ledger.size() == (1, 1)


def test_the_same_document_twice_in_one_batch_is_recorded_once(ledger: Ledger) -> None:
    answers = ledger.record_many(entries(package(), package(), package(ref="named"), package(ref="named")))
    assert answers == [
        Recorded("us-2023-08-29", 1, already=False),
        Recorded("us-2023-08-29", 1, already=True),
        Recorded("named", 1, already=False),
        Recorded("named", 1, already=True),
    ]


def test_new_records_an_equal_document_under_another_ref(ledger: Ledger) -> None:
    ledger.record(package())
    answers = ledger.record_many(entries(package(), package()), new=True)
    assert answers == [
        Recorded("us-2023-08-29-2", 1, already=False),
        Recorded("us-2023-08-29-3", 1, already=False),
    ]
    assert ledger.record(package(ref="us-2023-08-29"), new=True).already


def test_a_made_up_ref_takes_the_first_free_number(ledger: Ledger) -> None:
    ledger.record_many(entries(package(ref="us-2023-08-29", amount="USD 1"), package(ref="us-2023-08-29-3")))
    refs = [ledger.record(package(amount=f"USD {number}")).ref for number in (2, 3, 4)]
    assert refs == ["us-2023-08-29-2", "us-2023-08-29-4", "us-2023-08-29-5"]


def test_a_made_up_ref_leaves_those_that_the_batch_names(ledger: Ledger) -> None:
    answers = ledger.record_many(entries(package(amount="USD 1"), package(ref="us-2023-08-29", amount="USD 2")))
    assert [answer.ref for answer in answers] == ["us-2023-08-29-2", "us-2023-08-29"]


def test_many_equal_days_get_refs_of_their_own(ledger: Ledger) -> None:
    answers = ledger.record_many(entries(*(package(amount=f"USD {number}") for number in range(1, 1203))))
    assert len({answer.ref for answer in answers}) == 1202
    assert answers[-1].ref == "us-2023-08-29-1202"
    again = ledger.record_many(entries(*(package(amount=f"USD {number}") for number in range(1, 1203))))
    assert [answer.ref for answer in again] == [answer.ref for answer in answers]
    assert all(answer.already for answer in again)


def test_what_contradicts_a_recorded_package_is_refused_with_the_difference(ledger: Ledger, target: str) -> None:
    ledger.record(package(ref="one", amount="up to USD 400M"))
    error = refuses(ledger, target, Conflict, package(ref="one", amount="USD 380M", stage="delivery"))
    assert error.exit_code == 5
    assert "'one' is recorded already" in error.message
    assert "amount: <= $400.0M -> $380.0M" in error.message
    assert "stage: commitment -> delivery" in error.message
    assert error.problems[0].where == "file:1"


def test_another_known_on_day_under_the_same_ref_is_refused_with_both_days(ledger: Ledger, target: str) -> None:
    ledger.record(package(ref="one"))
    error = refuses(ledger, target, Conflict, package(ref="one", known_on="2023-09-01"))
    assert "known on: 2023-08-29 -> 2023-09-01" in error.message


def test_two_statements_under_one_ref_in_one_batch_are_refused(ledger: Ledger, target: str) -> None:
    refuses(ledger, target, Conflict, package(ref="one", amount="USD 1"), package(ref="one", amount="USD 2"))


@pytest.mark.parametrize("bad", range(3))
def test_one_bad_document_keeps_the_whole_batch_out(ledger: Ledger, target: str, bad: int) -> None:
    ledger.record(package(ref="here", items=["12 x HIMARS"], sources=["a source"]))
    batch = [package(ref=f"p{number}", sources=[f"source {number}"], items=["spares"]) for number in range(3)]
    batch[bad] = package(ref="bad", draws_on="nowhere", sources=["bad source"])
    error = refuses(ledger, target, NotFound, *batch)
    assert [problem.where for problem in error.problems] == [f"file:{bad + 1}"]
    assert ledger.size() == (1, 1)


def test_all_problems_of_a_batch_are_told(ledger: Ledger, target: str) -> None:
    ledger.record(package(ref="here"))
    error = refuses(
        ledger, target, Conflict,
        package(ref="here", amount="USD 1"), package(draws_on="nowhere"), package(ref="here", amount="USD 2"),
    )  # fmt: skip
    assert [problem.where for problem in error.problems] == ["file:1", "file:3", "file:2"]


@pytest.mark.parametrize("days", [1, 400])
def test_what_lies_after_today_is_a_slip_of_the_pen(ledger: Ledger, target: str, days: int) -> None:
    later = (TODAY + timedelta(days=days + 1)).isoformat()
    error = refuses(ledger, target, InvalidInput, package(announced_on=later), package(known_on=later))
    assert [problem.where for problem in error.problems] == ["file:1:announced_on", "file:2:known_on"]
    assert error.exit_code == 2


def test_today_is_not_after_today(ledger: Ledger) -> None:
    answer = ledger.record(package(announced_on=str(datetime.now(UTC).year), amount="USD 5"))
    assert ledger.get(answer.ref).known_on <= datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("fields", "kind", "says"),
    [
        ({"draws_on": "nowhere"}, NotFound, "draws on 'nowhere', which is not in the ledger"),
        ({"draws_on": "gone"}, Conflict, "draws on 'gone', which is cancelled"),
        ({"draws_on": "given", "stage": "commitment"}, InvalidInput, "a commitment cannot draw on a delivery"),
        ({"draws_on": "owed", "stage": "request"}, InvalidInput, "a request cannot draw on a commitment"),
        ({"duplicate_of": "nowhere", "status": "cancelled"}, NotFound, "duplicates 'nowhere'"),
        ({"draws_on": "us-2023-08-29"}, InvalidInput, "draws on itself"),
        ({"duplicate_of": "us-2023-08-29", "status": "cancelled"}, InvalidInput, "duplicates itself"),
    ],
)
def test_what_a_package_draws_on_must_stand_before_it(
    ledger: Ledger, target: str, fields: dict[str, Any], kind: type[AidledgerError], says: str
) -> None:
    ledger.record_many(
        entries(
            package(ref="gone", status="cancelled"),
            package(ref="given", stage="delivery"),
            package(ref="owed", stage="commitment"),
        )
    )
    assert says in refuses(ledger, target, kind, package(**fields)).message


def test_a_cancelled_package_may_draw_on_a_cancelled_one(ledger: Ledger) -> None:
    ledger.record(package(ref="gone", status="cancelled"))
    ledger.record(package(ref="too", status="cancelled", draws_on="gone", duplicate_of="gone"))
    held = ledger.get("too")
    assert held.cancelled
    assert (held.package.draws_on, held.package.duplicate_of) == ("gone", "gone")


def test_a_batch_may_name_its_packages_in_any_order(ledger: Ledger) -> None:
    ledger.record_many(
        entries(
            package(ref="child", draws_on="parent"),
            package(ref="copy", status="cancelled", duplicate_of="child"),
            package(ref="parent", stage="appropriation"),
        )
    )
    assert ledger.get("child").package.draws_on == "parent"


@pytest.mark.parametrize("length", [2, 3, 6])
def test_packages_that_draw_on_each_other_in_a_circle_are_refused(ledger: Ledger, target: str, length: int) -> None:
    circle = [package(ref=f"p{n}", draws_on=f"p{(n + 1) % length}") for n in range(length)]
    error = refuses(ledger, target, InvalidInput, package(ref="tail", draws_on="p0"), *circle)
    assert "draws on itself" in error.message


@settings(max_examples=40)
@given(links=st.lists(st.none() | st.integers(0, 7), min_size=1, max_size=8))
def test_a_batch_is_refused_exactly_when_its_links_make_a_circle(anew_sqlite: Anew, links: list[int | None]) -> None:
    parents = [None if link is None or link >= len(links) or link == n else link for n, link in enumerate(links)]

    def circular(start: int) -> bool:
        at: int | None = start
        for _ in parents:
            at = None if at is None else parents[at]
        return at is not None

    batch = entries(*(package(ref=f"p{n}", draws_on=None if at is None else f"p{at}") for n, at in enumerate(parents)))
    with anew_sqlite() as ledger:
        if any(map(circular, range(len(parents)))):
            with pytest.raises(InvalidInput, match="draws on itself"):
                ledger.record_many(batch)
            assert ledger.size() == (0, 0)
        else:
            ledger.record_many(batch)
            assert ledger.size() == (len(batch), len(batch))


def test_recorded_at_increases_strictly_even_where_the_clock_does_not(ledger: Ledger, target: str) -> None:
    ledger.record_many(entries(*(package(amount=f"USD {number}") for number in range(1, 30))))
    for number in range(30, 40):
        ledger.record(package(amount=f"USD {number}"))
    with raw(target) as database:
        instants = [at for (at,) in database.rows("SELECT recorded_at FROM revisions ORDER BY id")]
    assert all(earlier < later for earlier, later in pairwise(instants))


def test_a_clock_that_was_set_back_does_not_set_the_ledger_back(ledger: Ledger, target: str) -> None:
    ledger.record(package(ref="first"))
    with raw(target) as database:
        database.drop_guards()
        database.rows("UPDATE revisions SET recorded_at = '2999-01-01 00:00:00.000005+00:00'" if database.postgresql
                      else "UPDATE revisions SET recorded_at = '2999-01-01 00:00:00.000005'")  # fmt: skip
    ledger.record(package(ref="second"))
    assert ledger.get("second").recorded_at == datetime(2999, 1, 1, 0, 0, 0, 6, UTC)


def test_sources_are_kept_once_and_cited_with_their_places(ledger: Ledger, target: str) -> None:
    sheet = {"publisher": "DoD", "title": "Fact sheet", "published_on": "2023-08-29"}
    ledger.record(package(ref="one", sources=[sheet | {"locator": "p. 1"}, sheet | {"locator": "p. 2"}, "other"]))
    ledger.record(package(ref="two", sources=[sheet]))
    with raw(target) as database:
        assert database.rows("SELECT count(*) FROM sources") == [(2,)]
        assert database.rows("SELECT count(*) FROM citations") == [(4,)]
    assert [cited.locator for cited in ledger.get("one").package.sources] == ["p. 1", "p. 2", None]
    assert ledger.get("two").package.sources[0].published_on == package(sources=[sheet]).sources[0].published_on


def test_an_author_is_a_line_of_text(target: str) -> None:
    for author in ("a\nb", "\x00", "\ud800"):
        with pytest.raises(InvalidInput):
            Ledger.open(target, author=author)
    with Ledger.open(target, author=" Jo\u0308rg ") as ledger:
        ledger.record(package(ref="one"))
        assert ledger.get("one").author == "J\u00f6rg"
        assert {finding.kind for finding in ledger.verify()} == {"notice"}


def test_a_dry_run_answers_as_the_real_one_and_keeps_nothing(ledger: Ledger, target: str) -> None:
    batch = entries(package(sources=["x"]), package(), package(sources=["x"]))
    with raw(target) as database:
        before = database.dump()
        answers = ledger.record_many(batch, dry_run=True)
        assert database.dump() == before
        with pytest.raises(NotFound):
            ledger.record_many(entries(package(draws_on="nowhere")), dry_run=True)
    assert ledger.record_many(batch) == answers
    assert ledger.size() == (2, 2)


@pytest.mark.parametrize("field", ["ref", "known_on"])
def test_a_revision_does_not_change_which_package_it_is_of_nor_when_it_is_known(ledger: Ledger, field: str) -> None:
    ledger.record_many(entries(package(ref="one"), package(ref="two")))
    with pytest.raises(InvalidInput, match=f"'{field}' is not changed by a revision"):
        ledger.revise("one", {field: "two"}, reason="r")
    with pytest.raises(NotFound, match="a revision names no package"):
        ledger.record_many([Entry(package(amount="USD 1"), reason="r")])
    assert ledger.size() == (2, 2)


def test_an_instant_without_a_zone_is_utc(ledger: Ledger) -> None:
    ledger.record(package(ref="one"))
    instant = ledger.get("one").recorded_at
    for moment in (instant, instant.replace(tzinfo=None), instant.astimezone(timezone(timedelta(hours=5)))):
        view = AsOf(recorded_at=moment)
        assert len(ledger.history("one", view)) == len(ledger.find(None, None, view)) == 1
        assert ledger.find(None, None, AsOf(recorded_at=moment - timedelta(microseconds=1))) == []


def test_nothing_to_record_is_nothing_recorded(ledger: Ledger) -> None:
    assert ledger.record_many([]) == []
    assert ledger.size() == (0, 0)


def test_eight_writers_at_once_lose_nothing(target: str) -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(8)

    def write(writer: int) -> None:
        try:
            with Ledger.open(target, author=f"writer {writer}") as ledger:
                start.wait()
                for number in range(1, 6):
                    ledger.record(package(amount=f"USD {writer * 100 + number}", sources=["shared"]))
        except BaseException as error:  # noqa: BLE001  told below, in the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Ledger.open(target) as ledger, raw(target) as database:
        assert ledger.size() == (40, 40)
        assert len({revision.recorded_at for revision in ledger.find()}) == 40
        stated = [revision.package.amount for revision in ledger.find()]
        assert sorted(amount.minor for amount in stated if amount) == sorted(
            (writer * 100 + number) * 100 for writer in range(8) for number in range(1, 6)
        )
        assert database.rows("SELECT count(*) FROM sources") == [(1,)]
        assert ledger.verify() == []


def test_eight_programs_that_open_an_empty_ledger_at_once_all_find_it_made(
    fresh_postgresql_database: Fresh, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with fresh_postgresql_database() as url:
        for target in (url, str(tmp_path_factory.mktemp("race") / "ledger.db")):
            failures: list[BaseException] = []
            start = threading.Barrier(8)

            def open_it(target: str = target, failures: list[BaseException] = failures,
                        start: threading.Barrier = start) -> None:  # fmt: skip
                try:
                    start.wait()
                    Ledger.open(target).close()
                except BaseException as error:  # noqa: BLE001  told below, in the test's own thread
                    failures.append(error)

            threads = [threading.Thread(target=open_it) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert failures == []
            with Ledger.open(target, create=False) as ledger:
                assert ledger.verify() == []
