"""Reading: one package, its history, and what periods, filters and words find."""

import warnings
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import packages, prose
from support import Anew, package, raw

from aidledger.domain.dates import Period
from aidledger.domain.lookback import AsOf
from aidledger.domain.packages import Entry, Package
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import AidType, Dimension, Stage
from aidledger.errors import NotFound
from aidledger.storage.ledger import Ledger


def record(ledger: Ledger, **named: dict[str, Any]) -> None:
    ledger.record_many([Entry(package(ref=ref.replace("_", "-"), **fields)) for ref, fields in named.items()])


def found(
    ledger: Ledger, period: str | None = None, filters: Filters | None = None, *, text: str | None = None
) -> list[str | None]:
    return [
        revision.package.ref for revision in ledger.find(Period.parse(period) if period else None, filters, text=text)
    ]


def test_a_package_that_is_not_there_is_not_found_and_near_ones_are_named(ledger: Ledger) -> None:
    record(ledger, us_pda_2023_08_29={}, us_pda_2023_08_28={"amount": "USD 1"})
    for read in (ledger.get, ledger.history):
        with pytest.raises(NotFound, match="there is no package 'us-pda-2023-08-2'") as caught:
            read("us-pda-2023-08-2")
        assert caught.value.exit_code == 4
        assert "us-pda-2023-08-29" in (caught.value.hint or "")
    with pytest.raises(NotFound) as caught:
        ledger.get("zzz")
    assert caught.value.hint == "'aidledger list' shows all refs"


@pytest.mark.parametrize("odd", ["", "\x00", "\ud800", "'; DROP TABLE packages; --", "US-PDA", "x" * 10_000])
def test_odd_refs_and_words_find_nothing_and_break_nothing(ledger: Ledger, odd: str) -> None:
    record(ledger, one={})
    for read in (ledger.get, ledger.history):
        with pytest.raises(NotFound):
            read(odd)
    assert found(ledger, text=odd) == ([] if odd else ["one"])


def test_history_has_every_revision_by_number_and_get_the_head(ledger: Ledger, target: str) -> None:
    record(ledger, one={"items": ["12 x HIMARS"]}, other={"amount": "USD 1"})
    with raw(target) as database:
        second_revision(database, known_on="2023-08-29")
        third = ledger.history("one")
        assert [revision.number for revision in third] == [1, 2]
        assert [revision.previous for revision in third] == [None, third[0].digest]
        assert ledger.get("one").number == 2
        assert ledger.size() == (2, 3)


def second_revision(database: Any, *, known_on: str) -> None:
    """Add, as a program of a later version might, a second revision of the first package, and move head and tip."""
    columns = database.columns("revisions")
    new = {"id": "3", "number": "2", "known_on": f"'{known_on}'", "recorded_at": "'2030-01-01 00:00:00'",
           "digest": "'" + "f" * 64 + "'"}  # fmt: skip
    values = ", ".join(new.get(column, column) for column in columns)
    database.rows(f"INSERT INTO revisions SELECT {values} FROM revisions WHERE id = 1")
    database.rows("UPDATE packages SET head_id = 3, tip_id = 3 WHERE id = 1")


def test_packages_are_listed_by_the_day_that_they_may_mean_and_their_ref(ledger: Ledger) -> None:
    record(
        ledger,
        z={"announced_on": "2022-11-10"},
        year={"announced_on": "2022"},
        month={"announced_on": "2022-11"},
        first={"announced_on": "2022-11-01"},
        a={"announced_on": "2022-11-10", "amount": "USD 1"},
        late={"announced_on": "2023-01-01"},
    )
    assert found(ledger) == ["year", "first", "month", "a", "z", "late"]
    assert found(ledger, "2022") == ["year", "first", "month", "a", "z"]
    assert found(ledger, "2022-11") == ["first", "month", "a", "z"]
    assert found(ledger, "2022-11-02..") == ["a", "z", "late"]
    assert found(ledger, "..2022-11-15") == ["first", "a", "z"]
    assert found(ledger, "FY2023") == ["first", "month", "a", "z", "late"]


def test_cancelled_packages_are_listed_too(ledger: Ledger) -> None:
    record(ledger, gone={"status": "cancelled"})
    assert found(ledger) == ["gone"]


def test_refs_sort_by_code_point_on_both_databases(ledger: Ledger) -> None:
    record(ledger, **{ref: {"amount": f"USD {n}"} for n, ref in enumerate(["a_b", "ab", "a_a", "a", "a0", "b"], 1)})
    assert found(ledger) == sorted(["a-b", "ab", "a-a", "a", "a0", "b"])


def test_what_lies_only_partly_in_a_period_is_told_of_the_packages_that_match(ledger: Ledger) -> None:
    record(
        ledger, year={"announced_on": "2024"}, month={"announced_on": "2024-02", "stage": "request"},
        within={"announced_on": "2024-02-10"}, before={"announced_on": "2023"},
        other={"announced_on": "2024", "donor": "DE", "title": "rounds"},
    )  # fmt: skip
    period = Period.parse("2024-02-05..2024-03")
    assert ledger.straddling(period) == [("other", "2024"), ("year", "2024"), ("month", "2024-02")]
    assert ledger.straddling(period, Filters(stages=(Stage.REQUEST,))) == [("month", "2024-02")]
    assert ledger.straddling(period, text="Rounds") == [("other", "2024")]
    assert ledger.straddling(period, as_of=AsOf(known_on=date(2023, 12, 31))) == []
    assert ledger.straddling(Period.parse("2024-02"))[-1] == ("year", "2024")
    assert ledger.straddling(Period()) == []


def test_a_filter_on_one_party_takes_what_it_shares(ledger: Ledger) -> None:
    record(
        ledger,
        alone={"donor": "DK"},
        joint={"donor": "DK+NO+SE"},
        pair={"donor": "NO+SE"},
        both={"donor": "US", "recipient": "UA+MD"},
    )
    assert found(ledger, filters=Filters(donors=("DK",))) == ["alone", "joint"]
    assert found(ledger, filters=Filters(donors=("NO",))) == ["joint", "pair"]
    assert found(ledger, filters=Filters(donors=("NO+SE",))) == ["joint", "pair"]
    assert found(ledger, filters=Filters(donors=("DK", "US"))) == ["alone", "both", "joint"]
    assert found(ledger, filters=Filters(donors=("DK",), recipients=("MD",))) == []
    assert found(ledger, filters=Filters(recipients=("MD",))) == ["both"]
    assert found(ledger, filters=Filters(recipients=("UA",))) == ["alone", "both", "joint", "pair"]


def test_each_filter_takes_any_of_its_values_and_all_filters_together(ledger: Ledger) -> None:
    record(
        ledger,
        a={"stage": "pledge", "aid_type": "financial", "instrument": "loan", "amount": "EUR 5"},
        b={"stage": "delivery", "aid_type": "military", "instrument": "PDA"},
        c={"stage": "delivery", "aid_type": "mixed", "amount": None, "title": "untold"},
    )
    assert found(ledger, filters=Filters(stages=(Stage.PLEDGE, Stage.REQUEST))) == ["a"]
    assert found(ledger, filters=Filters(stages=(Stage.DELIVERY,), aid_types=(AidType.MIXED,))) == ["c"]
    assert found(ledger, filters=Filters(instruments=("drawdown", "loans"))) == ["a", "b"]
    assert found(ledger, filters=Filters(currencies=("EUR", "USD"))) == ["a", "b"]
    assert found(ledger, filters=Filters()) == ["a", "b", "c"]


def test_a_tag_is_a_whole_word_and_its_wildcards_are_letters(ledger: Ledger) -> None:
    record(
        ledger,
        percent={"tags": ["100%", "x_y"]},
        plain={"tags": ["1000", "xay"]},
        longer={"tags": ["100%x", "himars-2"]},
        back={"tags": ["a\\b", "himars"]},
    )
    assert found(ledger, filters=Filters(tags=("100%",))) == ["percent"]
    assert found(ledger, filters=Filters(tags=("x_y",))) == ["percent"]
    assert found(ledger, filters=Filters(tags=("%",))) == []
    assert found(ledger, filters=Filters(tags=("himars",))) == ["back"]
    assert found(ledger, filters=Filters(tags=("a\\b",))) == ["back"]
    assert found(ledger, filters=Filters(tags=("HIMARS", "1000"))) == ["back", "plain"]
    assert found(ledger, filters=Filters(tags=("/",))) == []


def test_words_are_found_in_any_case_wherever_a_package_mentions_them(ledger: Ledger) -> None:
    record(
        ledger,
        titled={"title": "\u00d6l f\u00fcr K\u00f6ln"},
        noted={"note": "Stra\u00dfe\nzum \u0416\u0423\u041a"},
        channelled={"instrument": "\u00c5land fund"},
        tagged={"tags": ["\u00f6l-2"]},
        itemised={"items": ["12 x \u0141\u00f3d\u017a trucks"]},
        sourced={"sources": [{"publisher": "\u00c9tat", "title": "Fa\u00e7ade", "url": "https://example.org/Page"}]},
    )
    assert found(ledger, text="\u00f6L") == ["tagged", "titled"]
    assert found(ledger, text="O\u0308L") == ["tagged", "titled"]
    assert found(ledger, text="\u0436\u0443\u043a") == ["noted"]
    assert found(ledger, text="\u00e5LAND") == ["channelled"]
    assert found(ledger, text="\u0142\u00f3d\u017a TRUCKS") == ["itemised"]
    for word in ("\u00e9TAT", "fa\u00c7ade", "EXAMPLE.ORG/pAGE", "SOURCED"):
        assert found(ledger, text=word) == ["sourced"]
    assert found(ledger, text="\u00f6l k\u00d6ln") == ["titled"]
    assert found(ledger, text="trucks fa\u00e7ade") == []
    assert found(ledger, text="  ") == found(ledger)


def test_wildcards_in_words_are_letters(ledger: Ledger) -> None:
    record(ledger, a={"note": "100% of it"}, b={"note": "100 of it"}, c={"note": "a_b \\ c"}, d={"note": "axb / c"})
    assert found(ledger, text="100%") == ["a"]
    assert found(ledger, text="a_b") == ["c"]
    assert found(ledger, text="\\") == ["c"]
    assert found(ledger, text="/") == ["d"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(notes=st.lists(prose, min_size=1, max_size=4), data=st.data())
def test_any_part_of_what_is_written_is_found_in_either_case(
    anew_sqlite: Anew, notes: list[str], data: st.DataObject
) -> None:
    with anew_sqlite() as ledger:
        record(ledger, **{f"p{number}": {"note": note} for number, note in enumerate(notes)})
        number = data.draw(st.integers(0, len(notes) - 1))
        words = notes[number].split()
        word = data.draw(st.sampled_from(words))
        assert f"p{number}" in found(ledger, text=word)
        if word.isascii():
            assert f"p{number}" in found(ledger, text=word.swapcase())


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(some=st.lists(packages(), max_size=6), data=st.data())
def test_find_agrees_with_the_rules_applied_one_by_one(
    anew_sqlite: Anew, some: list[Package], data: st.DataObject
) -> None:
    filters = Filters(
        donors=tuple(data.draw(st.lists(st.sampled_from(["DK", "US"]), max_size=1))),
        stages=tuple(data.draw(st.lists(st.sampled_from(Stage), max_size=3))),
        aid_types=tuple(data.draw(st.lists(st.sampled_from(AidType), max_size=2))),
    )
    period = Period.parse(data.draw(st.sampled_from(["1995..2015", "2000..", "..2010-06", "FY2005..FY2020"])))
    with anew_sqlite() as ledger:
        ledger.record_many([Entry(stated) for stated in some], new=True)
        everything = ledger.find()
        wanted = [
            revision.package.ref
            for revision in everything
            if (period.first is None or revision.package.announced_on.first_day >= period.first)
            and (period.last is None or revision.package.announced_on.last_day <= period.last)
            and (not filters.donors or set(filters.donors) & set(revision.package.donor.split("+")))
            and (not filters.stages or revision.package.stage in filters.stages)
            and (not filters.aid_types or revision.package.aid_type in filters.aid_types)
        ]
        assert len(everything) == len(some)
        assert [revision.package.ref for revision in ledger.find(period, filters)] == wanted


def test_a_stream_may_be_left_before_its_end(ledger: Ledger) -> None:
    ledger.record_many([Entry(package(amount=f"USD {n}", items=["spares"], sources=["x"])) for n in range(1, 30)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with ledger.stream() as revisions:
            stated = next(revisions).stated
            assert isinstance(stated, Package)
            assert stated.items[0].description == "spares"
        with pytest.raises(StopIteration):
            next(revisions)
    with ledger.stream() as revisions:
        assert len(list(revisions)) == 29


def test_more_packages_than_a_batch_keep_their_own_parts(ledger: Ledger) -> None:
    ledger.record_many(
        [
            Entry(package(ref=f"p{n:04}", items=[f"item {n} {m}" for m in range(n % 3)], sources=[f"s{n}"] * (n % 2)))
            for n in range(2100)
        ]
    )
    for n, revision in enumerate(ledger.find()):
        assert revision.package.ref == f"p{n:04}"
        assert [item.description for item in revision.package.items] == [f"item {n} {m}" for m in range(n % 3)]
        assert [cited.title for cited in revision.package.sources] == [f"s{n}"] * (n % 2)


def test_a_report_is_one_state_of_the_ledger(ledger: Ledger) -> None:
    record(ledger, one={}, other={"announced_on": "2022", "amount": "USD 1"}, wish={"stage": "request"})
    period, filters = Period.parse("2023"), Filters(donors=("US",))
    report = ledger.report(period, filters)
    assert (report.ledger, report.fingerprint) == (ledger.name, ledger.fingerprint())
    assert (report.period, report.filters) == (period, filters)
    assert report.overall == ledger.totals([Dimension.STAGE], period, filters)
    assert report.by_month == ledger.totals([Dimension.MONTH], period, filters, gaps=True)
    assert [revision.package.ref for revision in report.revisions] == ["one", "wish"]


def test_a_fingerprint_names_the_whole_history(ledger: Ledger) -> None:
    fingerprints = [ledger.fingerprint()]
    for amount in ("USD 1", "USD 2"):
        ledger.record(package(amount=amount))
        fingerprints.append(ledger.fingerprint())
    assert len(set(fingerprints)) == 3
    ledger.record(package(amount="USD 1"))
    assert ledger.fingerprint() == fingerprints[-1]
