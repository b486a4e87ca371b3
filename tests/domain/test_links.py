"""Links through time: what must hold on every day on which two statements speak together."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aidledger.domain.links import Fault, Statement, clashes, spells
from aidledger.domain.vocabulary import Stage, Status

FIRST = date(2023, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(6)]
REFS = ("a", "b", "c", "d")


@st.composite
def histories(draw: st.DrawFn) -> dict[str, list[Statement]]:
    """A few packages, each stated up to three times, on few days, drawing on each other at random."""
    stated = {}
    for ref in REFS:
        others = st.none() | st.sampled_from([other for other in REFS if other != ref])
        stated[ref] = [
            Statement(
                ref, number, draw(st.sampled_from(DAYS)),
                draw(st.sampled_from([Stage.APPROPRIATION, Stage.COMMITMENT])),
                draw(st.sampled_from([Status.LIVE, Status.LIVE, Status.CANCELLED])), draw(others),
            )
            for number in range(1, draw(st.integers(1, 3)) + 1)
        ]  # fmt: skip
    return stated


def speaking(chain: list[Statement], day: date) -> Statement | None:
    """The rule of "as known on" in one line: the latest by (known on, number)."""
    known = [one for one in chain if one.known_on <= day]
    return max(known, key=lambda one: (one.known_on, one.number), default=None)


@given(histories())
def test_on_every_day_the_spell_that_lasts_is_that_of_what_was_known_then(stated: dict[str, list[Statement]]) -> None:
    for chain in stated.values():
        for day in DAYS:
            lasting = [spell.statement for spell in spells(chain) if spell.first <= day < spell.until]
            assert lasting == [one for one in [speaking(chain, day)] if one]


def wrong_on(stated: dict[str, list[Statement]], day: date) -> set[tuple[Fault, frozenset[str]]]:
    """What is wrong on a day, worked out from what each package says on it."""
    said = {ref: speaking(chain, day) for ref, chain in stated.items()}
    found = set()
    for ref, child in said.items():
        parent = said.get(child.draws_on or "") if child else None
        if child and parent and parent.stage.rank > child.stage.rank:
            found.add((Fault.STAGE, frozenset({ref, parent.ref})))
        elif child and parent and parent.status is Status.CANCELLED and child.status is Status.LIVE:
            found.add((Fault.CANCELLED, frozenset({ref, parent.ref})))
        path: list[str] = []
        at: str | None = ref
        while at and at not in path:
            path.append(at)
            here = said.get(at)
            at = here.draws_on if here else None
        if at == ref:
            found.add((Fault.CIRCLE, frozenset(path)))
    return found


@given(histories())
def test_a_clash_is_found_exactly_where_some_day_shows_one(stated: dict[str, list[Statement]]) -> None:
    judged = {one[:2] for chain in stated.values() for one in chain}
    found = list(clashes({ref: spells(chain) for ref, chain in stated.items()}, judged))
    named = {(one.fault, frozenset(one.through) or frozenset({one.child.ref, one.parent.ref})) for one in found}
    expected = set().union(*(wrong_on(stated, day) for day in DAYS))
    assert named == expected
    assert len(found) == len({(one.fault, one.child.ref, one.parent.ref, one.through) for one in found})
    for one in found:
        assert (one.fault, frozenset(one.through) or frozenset({one.child.ref, one.parent.ref})) in wrong_on(
            stated, one.first
        )


def test_a_circle_that_no_day_shows_is_none() -> None:
    stated = {
        "a": [Statement("a", 1, DAYS[0], Stage.COMMITMENT, Status.LIVE, "b"),
              Statement("a", 2, DAYS[2], Stage.COMMITMENT, Status.LIVE, None)],
        "b": [Statement("b", 1, DAYS[0], Stage.COMMITMENT, Status.LIVE, None),
              Statement("b", 2, DAYS[2], Stage.COMMITMENT, Status.LIVE, "a")],
    }  # fmt: skip
    judged = {one[:2] for chain in stated.values() for one in chain}
    assert list(clashes({ref: spells(chain) for ref, chain in stated.items()}, judged)) == []
