"""Looking back: instants, what speaks as of then, and what a revision was made from."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import attempt, package

from aidledger.domain.dates import instant, instant_text
from aidledger.domain.lookback import NOW, AsOf, made_from
from aidledger.domain.revisions import Revision
from aidledger.errors import InvalidInput

START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = [date(2023, 9, number) for number in range(1, 6)]


@st.composite
def chains(draw: st.DrawFn) -> list[Revision]:
    """The revisions of one package, recorded an hour apart, known on a few days in any order."""
    chain: list[Revision] = []
    for number, day in enumerate(draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=6)), start=1):
        stated = package(ref="one", amount=f"USD {number}", known_on=day.isoformat())
        chain.append(
            Revision.sealed(
                stated, number=number, recorded_at=START + timedelta(hours=number), author="tester", reason=None,
                previous=chain[-1].digest if chain else None,
            )
        )  # fmt: skip
    return chain


views = st.builds(
    AsOf,
    known_on=st.none() | st.sampled_from([DAYS[0] - timedelta(days=1), *DAYS]),
    recorded_at=st.none() | st.integers(0, 7).map(lambda hours: START + timedelta(hours=hours)),
)


@given(chains(), views)
def test_the_latest_of_what_was_there_speaks(chain: list[Revision], view: AsOf) -> None:
    speaking = view.speaking(chain)
    there = [
        one for one in chain
        if (not view.known_on or one.known_on <= view.known_on)
        and (not view.recorded_at or one.recorded_at <= view.recorded_at)
    ]  # fmt: skip
    assert (speaking is None) == (not there)
    if speaking:
        assert speaking in there
        assert all((one.known_on, one.number) <= (speaking.known_on, speaking.number) for one in there)


@given(chains())
def test_a_revision_is_made_from_what_was_known_on_its_day_when_it_was_recorded(chain: list[Revision]) -> None:
    for one in chain:
        before = AsOf(known_on=one.known_on, recorded_at=one.recorded_at - timedelta(minutes=1)).speaking(chain)
        assert made_from(chain, one) == before


def test_a_view_is_told_in_words() -> None:
    moment = datetime(2024, 1, 2, 3, 4, 5, 6, UTC)
    assert (str(NOW), NOW.line) == ("", [])
    assert AsOf(known_on=DAYS[0]).line == ["As known on 2023-09-01"]
    both = AsOf(known_on=DAYS[0], recorded_at=moment)
    assert both.line == ["As known on 2023-09-01, as recorded at 2024-01-02T03:04:05.000006Z"]


@given(st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001  made aware below
def test_an_instant_is_read_as_it_is_written_in_any_zone(moment: datetime, minutes: int) -> None:
    utc = moment.replace(tzinfo=UTC)
    assert instant(instant_text(utc)) == utc
    assert instant(moment.isoformat()) == utc
    assert instant(utc.astimezone(timezone(timedelta(minutes=minutes))).isoformat()) == utc


def test_a_bare_date_is_its_last_instant() -> None:
    assert instant("2026-11-24") == datetime(2026, 11, 24, 23, 59, 59, 999_999, UTC)


@pytest.mark.parametrize(
    "text", ["", "x", "2026-11", "2026-02-30", "24.11.2026", "2026-11-24T25:00", "0001-01-01T00:00+14:00"]
)
def test_what_is_no_instant_is_refused_with_a_way_to_write_it(text: str) -> None:
    error = attempt(instant, text)
    assert isinstance(error, InvalidInput)
    assert error.hint
