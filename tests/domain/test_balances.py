"""What appropriations have left: figures that add up whatever the tree, and each rule by an example."""

from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bounds

from aidledger.domain.balances import Balance, Elsewhere, Figure, Figures, Linked, Tree
from aidledger.domain.balancing import tree
from aidledger.domain.bounds import Bound
from aidledger.domain.netting import Stated, net
from aidledger.domain.vocabulary import AidType, Stage

A, C, D = Stage.APPROPRIATION, Stage.COMMITMENT, Stage.DELIVERY


class P(NamedTuple):
    """A package in a line: amounts are in cents."""

    id: int
    above: int | None = None
    minor: int | None = 100
    stage: Stage = C
    currency: str = "USD"
    bound: Bound = Bound.EXACT
    kind: AidType = AidType.MILITARY
    donor: str = "US"


def linked(one: P) -> Linked:
    code = None if one.minor is None else one.currency
    stated = Stated(one.id, one.above, one.stage, code, one.minor, one.bound)
    return Linked(stated, f"p{one.id}", None, one.donor, one.kind, chosen=True)


def balances(*packages: P, ref: str | None = None) -> Tree:
    return tree(map(linked, packages), ref)


def only(*packages: P) -> Balance:
    """The balance of the first package."""
    return next(one for one in balances(*packages).balances if one.ref == f"p{packages[0].id}")


def cents(number: int, bound: Bound = Bound.EXACT) -> Figure:
    return Figure(Decimal(number).scaleb(-2), bound)


def value(figure: Figure | None) -> Decimal:
    assert figure is not None
    assert figure.bound is Bound.EXACT
    return figure.value


@st.composite
def forests(draw: st.DrawFn) -> list[P]:
    """Exact amounts of one currency; what draws on another one is of its stage or a later one, as ledgers have it."""
    made: list[P] = []
    for number in range(1, draw(st.integers(1, 14)) + 1):
        above = draw(st.none() | st.sampled_from(made)) if made else None
        stage = draw(st.sampled_from([stage for stage in (A, C, D) if not above or stage.rank >= above.stage.rank]))
        minor = draw(st.integers(-20, 100) if stage is C else st.integers(0, 200))
        kind = draw(st.sampled_from([AidType.MILITARY, AidType.MIXED]))
        made.append(P(number, above and above.id, minor, stage, kind=kind))
    return made


def hangs(one: P, by_id: dict[int, P]) -> bool:
    """Whether it draws on an appropriation, directly or through others."""
    above = by_id.get(one.above or 0)
    return above is not None and (above.stage is A or hangs(above, by_id))


@given(packages=forests())
def test_what_is_made_available_is_what_remains_and_what_is_committed_less_what_is_restored(packages: list[P]) -> None:
    kinds = {f"p{one.id}": one.kind for one in packages}
    for one in balances(*packages).balances:
        if one.components:
            continue
        available, committed, _, restored, _ = one.figures
        if kinds[one.ref] is AidType.MIXED:
            assert one.figures.remaining is None
            assert (one.rest is None) == (value(available) == 0)
        else:
            assert value(available) == value(one.figures.remaining) + value(committed) - value(restored)
            assert one.rest is None


@given(packages=forests())
def test_the_tops_add_up_to_all_that_hangs_from_them(packages: list[P]) -> None:
    by_id = {one.id: one for one in packages}
    nets = net(linked(one).stated for one in packages if one.stage is not A)
    hanging = [(one.stage, nets[one.id].minor or 0) for one in packages if one.stage is not A and hangs(one, by_id)]
    found = balances(*packages)
    tops = [one.figures for one in found.balances if one.parent is None]
    assert sum(value(top.committed) for top in tops) * 100 == sum(n for stage, n in hanging if stage is C and n > 0)
    assert sum(value(top.restored) for top in tops) * 100 == -sum(n for stage, n in hanging if stage is C and n < 0)
    assert sum(value(top.delivered) for top in tops) * 100 == sum(n for stage, n in hanging if stage is D)
    adrift = {f"p{one.id}" for one in packages if (one.minor or 0) < 0 and not hangs(one, by_id)}
    assert {one.ref for one in found.adrift} == (adrift if tops else set())


@given(packages=forests())
def test_columns_add_up(packages: list[P]) -> None:
    """Components and what is not broken down come to the whole, in every column that tells of each part."""
    found = balances(*packages).balances
    for one in found:
        parts = [other.figures for other in found if other.parent == one.ref]
        if not parts or one.overdrawn or not one.rest:
            continue
        rows = [*parts, one.rest]
        assert value(one.figures.made_available) == sum(value(row.made_available) for row in rows)
        for name in ("committed", "delivered", "restored"):
            assert value(getattr(one.figures, name)) == sum(value(getattr(row, name)) for row in rows)


@given(packages=forests(), data=st.data())
def test_the_order_is_that_of_the_packages_and_changes_no_figure(packages: list[P], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(packages))
    assert {one.ref: one for one in balances(*shuffled).balances} == {
        one.ref: one for one in balances(*packages).balances
    }
    found = [one.ref for one in balances(*shuffled).balances if one.parent is None]
    assert found == [f"p{one.id}" for one in shuffled if f"p{one.id}" in found]


@given(
    links=st.lists(st.tuples(st.integers(0, 6), st.sampled_from([A, C, D]), st.sampled_from([None, -5, 40]), bounds)),
    ref=st.none() | st.sampled_from(["p1", "p3"]),
)
def test_circles_end(links: list[tuple[int, Stage, int | None, Bound]], ref: str | None) -> None:
    packages = [
        P(number, above or None, minor, stage, bound=bound)
        for number, (above, stage, minor, bound) in enumerate(links, start=1)
    ]
    found = balances(*packages, ref=ref).balances
    assert len({one.ref for one in found}) == len(found)


def test_components_reach_to_any_depth() -> None:
    deep = 3_000
    found = balances(*(P(number, number - 1 or None, stage=A) for number in range(1, deep)), P(deep, deep - 1, 30))
    assert found.balances[-1].depth == deep - 2
    assert found.balances[0].figures.committed == cents(30)


ACT = P(1, None, 1000, A)


def test_money_of_one_stage_counts_once() -> None:
    whole, part, delivered, again = P(2, 1, 300), P(3, 2, 200), P(4, 3, 150, D), P(5, 4, 50, D)
    assert only(ACT, whole, part, delivered, again).figures == Figures(
        cents(1000), cents(300), cents(150), cents(0), cents(700)
    )


def test_adjustments_give_authority_back() -> None:
    one = only(ACT, P(2, 1, 300), P(3, 1, -50, bound=Bound.AT_MOST), P(4, 2, -20))
    assert one.figures == Figures(
        cents(1000), cents(300), cents(0), cents(70, Bound.AT_LEAST), cents(770, Bound.AT_LEAST)
    )


def test_a_negative_appropriation_adjusts_what_is_made_available_to_the_top() -> None:
    found = balances(ACT, P(2, 1, 400, A), P(3, 2, -100, A), P(4, 3, 10))
    assert [(one.ref, one.depth, one.figures.made_available, one.figures.committed) for one in found.balances] == [
        ("p1", 0, cents(900), cents(10)), ("p2", 1, cents(300), cents(10)),
    ]  # fmt: skip
    assert found.balances[0].rest
    assert found.balances[0].rest.made_available == cents(600)
    assert [one.ref for one in found.adjusted] == ["p3"]
    assert found.adrift == ()


def test_adjustments_that_draw_on_nothing_are_told_for_the_donors_shown() -> None:
    found = balances(ACT, P(2, None, -7), P(3, 2, -5), P(4, None, -3, donor="DK"), P(5, None, -2, A), P(6, None, -1, D))
    assert [(one.ref, one.value) for one in found.adrift] == [
        ("p2", Decimal("-0.07")), ("p3", Decimal("-0.05")), ("p5", Decimal("-0.02")),
    ]  # fmt: skip
    assert [one.ref for one in found.balances] == ["p1"]


def test_subtraction_turns_bounds() -> None:
    def left(available: Bound, committed: Bound) -> Bound:
        figure = only(ACT._replace(bound=available), P(2, 1, 300, bound=committed)).figures.remaining
        assert figure is not None
        return figure.bound

    assert left(Bound.EXACT, Bound.AT_MOST) is Bound.AT_LEAST
    assert left(Bound.AT_MOST, Bound.AT_LEAST) is Bound.AT_MOST
    assert left(Bound.AT_MOST, Bound.AT_MOST) is Bound.ABOUT
    assert left(Bound.ABOUT, Bound.EXACT) is Bound.ABOUT


def test_at_most_nothing_is_nothing() -> None:
    assert only(ACT._replace(bound=Bound.AT_MOST), P(2, 1, 1000)).figures.remaining == cents(0)


@pytest.mark.parametrize(
    ("packages", "more"),
    [
        ([ACT, P(2, 1, 1200)], cents(200)),
        ([ACT, P(2, 1, 1200), P(3, 1, -200)], None),
        ([ACT, P(2, 1, 700, A), P(3, 1, 500, A)], cents(200)),
        ([ACT, P(2, 1, 700, A), P(3, 1, 300, A), P(4, 2, 900)], None),
        ([ACT, P(2, 1, 400, A), P(3, 1, 900)], None),
        ([ACT._replace(bound=Bound.AT_LEAST), P(2, 1, 1200)], None),
        ([ACT._replace(minor=None), P(2, 1, 1200)], None),
    ],
)
def test_overdrawn_is_what_stated_figures_exceed(packages: list[P], more: Figure | None) -> None:
    assert only(*packages).overdrawn == (more and more.value)


def test_a_component_may_be_overdrawn_where_its_act_is_not() -> None:
    found = balances(ACT, P(2, 1, 300, A), P(3, 2, 400)).balances
    assert [one.overdrawn for one in found] == [None, Decimal(1)]


MIXED = ACT._replace(kind=AidType.MIXED)


def test_what_is_not_broken_down_of_mixed_aid_is_in_no_remainder() -> None:
    one = only(MIXED, P(2, 1, 600, A), P(3, 2, 250), P(4, 1, 10))
    assert one.figures == Figures(cents(1000), cents(260), cents(0), cents(0), cents(350))
    assert one.rest == Figures(cents(400), cents(10), cents(0), cents(0), None)


@pytest.mark.parametrize("components", [[], [P(2, 1, None, A)], [P(2, 1, 30, A, "EUR")]])
def test_mixed_aid_without_stated_components_is_not_broken_down(components: list[P]) -> None:
    one = only(MIXED, *components, P(9, 1, 10))
    assert one.figures.remaining is None
    assert one.rest
    assert one.rest.made_available == cents(1000)


def test_of_mixed_aid_no_more_remains_than_is_not_committed() -> None:
    one = only(MIXED, P(2, 1, 800, A), P(3, 1, 500))
    assert one.figures.remaining == cents(500)


def test_of_one_type_of_aid_the_rest_remains() -> None:
    one = only(ACT, P(2, 1, 600, A), P(3, 1, 100))
    assert one.figures.remaining == cents(900)
    assert one.rest == Figures(cents(400), cents(100), cents(0), cents(0), cents(300))
    assert only(ACT, P(2, 1, 1000, A)).rest is None


def test_money_in_another_currency_is_not_subtracted() -> None:
    act, component = balances(
        ACT, P(2, 1, 300, currency="EUR"), P(3, 2, 999), P(4, 1, 50, A, "EUR"), P(5, 4, 20, currency="EUR"),
        P(6, 4, 7, D), P(7, 1, -5, A, "NOK"),
    ).balances  # fmt: skip
    none = cents(0)
    assert act.figures == Figures(cents(1000), none, cents(7), none, cents(1000))
    assert act.elsewhere == (
        Elsewhere("EUR", cents(50), cents(320), none, none), Elsewhere("NOK", cents(-5), none, none, none),
    )  # fmt: skip
    assert (component.currency, component.figures) == ("EUR", Figures(cents(50), cents(20), none, none, cents(30)))
    assert component.elsewhere == (Elsewhere("USD", none, none, cents(7), none),)


def test_what_states_no_value_is_counted_beside() -> None:
    act, component = balances(
        ACT, P(2, 1, None), P(3, 1, None, A), P(4, 3, None), P(5, 3, 20), P(6, 5, None), P(7, 5, None, D)
    ).balances
    assert (act.without_value, act.deliveries_without_value) == (3, 1)
    assert (component.without_value, component.deliveries_without_value) == (1, 1)
    assert component.currency == "USD"
    assert component.figures == Figures(None, cents(20), cents(0), cents(0), None)


def test_an_act_without_a_value_has_the_currency_of_what_is_drawn_from_it() -> None:
    act = ACT._replace(minor=None)
    assert only(act, P(2, 1, 30, currency="EUR")).currency == "EUR"
    assert only(act, P(2, 1, 30, A, currency="EUR")).figures == Figures(None, cents(0), cents(0), cents(0), None)
    several = only(act, P(2, 1, 30, currency="EUR"), P(3, 1, 40))
    assert (several.currency, several.figures) == (None, Figures(None, None, None, None, None))
    assert [other.currency for other in several.elsewhere] == ["EUR", "USD"]
    assert only(act).currency is None


def test_what_draws_on_what_is_not_at_hand_is_an_act() -> None:
    found = balances(P(1, 99, 500, A), P(2, 1, 100, A), P(3, 98, 20))
    assert [(one.ref, one.parent, one.depth) for one in found.balances] == [("p1", None, 0), ("p2", "p1", 1)]


def test_a_component_asked_for_is_at_the_top() -> None:
    (one,) = balances(ACT, P(2, 1, 100, A), P(3, 2, 30), P(4, 1, 5), ref="p2").balances
    assert (one.ref, one.parent, one.depth, one.figures.committed) == ("p2", None, 0, cents(30))
    assert balances(ACT, ref="p9") == Tree((), (), (), 0, {})


def test_only_chosen_acts_are_shown() -> None:
    other = linked(P(2, None, 100, A))._replace(chosen=False)
    assert [one.ref for one in tree([linked(ACT), other, linked(P(3, 1, 10, A))._replace(chosen=False)]).balances] == [
        "p1", "p3",
    ]  # fmt: skip


def test_deliveries_that_draw_on_no_commitment_are_counted() -> None:
    assert balances(ACT, P(2, 1, 10, D), P(3, 1), P(4, 3, 10, D), P(5, 2, 10, D)).delivered_directly == 1


def test_what_is_not_broken_down_of_a_component_is_in_no_remainder_above_it_either() -> None:
    division = P(2, 1, 600, A, kind=AidType.MIXED)
    assert [one.figures.remaining for one in balances(MIXED, division).balances] == [None, None]
    found = balances(MIXED, division, P(3, 2, 100, A), P(4, 3, 30), P(5, 2, 1), P(6, 1, 50, A)).balances
    assert [one.figures.remaining for one in found] == [cents(120), cents(70), cents(70), cents(50)]
    assert balances(ACT, division, P(3, 1, 100)).balances[0].figures.remaining == cents(300)
