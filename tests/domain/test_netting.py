"""What packages contribute that hang together; the rules at length are tested with the totals of whole ledgers."""

from hypothesis import given
from hypothesis import strategies as st

from aidledger.domain.bounds import Bound
from aidledger.domain.netting import Net, Stated, net
from aidledger.domain.vocabulary import Stage


def stated(id_: int, draws_on: int | None = None, minor: int | None = 100, currency: str = "USD") -> Stated:
    return Stated(id_, draws_on, Stage.COMMITMENT, None if minor is None else currency, minor, Bound.EXACT)


@given(parts=st.lists(st.integers(1, 60), max_size=6), whole=st.integers(1, 200))
def test_parents_and_children_add_up_to_the_larger_of_the_two(parts: list[int], whole: int) -> None:
    children = [stated(number, 1, part) for number, part in enumerate(parts, start=2)]
    found = net([stated(1, minor=whole), *children])
    assert sum(one.minor or 0 for one in found.values()) == max(whole, sum(parts))
    assert found[1].drawn == min(whole, sum(parts))
    assert found[1].children == len(parts)


@given(
    links=st.lists(st.tuples(st.integers(0, 5), st.sampled_from([None, 10, 90]), st.sampled_from(["USD", "EUR"]))),
    data=st.data(),
)
def test_circles_end_and_the_order_does_not_matter(
    links: list[tuple[int, int | None, str]], data: st.DataObject
) -> None:
    packages = [
        stated(number, above or None, minor, currency) for number, (above, minor, currency) in enumerate(links, start=1)
    ]
    assert net(data.draw(st.permutations(packages))) == net(packages)


def test_what_lies_at_another_stage_or_is_not_at_hand_is_no_parent() -> None:
    act = Stated(1, None, Stage.APPROPRIATION, "USD", 100, Bound.EXACT)
    assert net([act, stated(2, 1, 60), stated(3, 99, 60)]) == {
        1: Net(100, Bound.EXACT), 2: Net(60, Bound.EXACT), 3: Net(60, Bound.EXACT),
    }  # fmt: skip
