"""What sums have in common, in plain Python, written from the rules in words: of totals and of quantities alike."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hypothesis import strategies as st
from support import package

from aidledger.domain.dates import Period
from aidledger.domain.item_totals import AnyDimension
from aidledger.domain.packages import Package
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import Dimension, Stage, Status

Packages = list[Package]
Groups = tuple[str | None, ...]

_STAGES = [Stage.APPROPRIATION, Stage.COMMITMENT, Stage.COMMITMENT, Stage.COMMITMENT, Stage.DELIVERY, Stage.PLEDGE]
_DAYS = ["2022-11-10", "2022-12-31", "2023-01-01", "2023-01", "2022", "2023-10-01"]


@st.composite
def ledgers(draw: st.DrawFn, amounts: st.SearchStrategy[Any], items: st.SearchStrategy[Any]) -> Packages:
    """A few packages that draw on one another in trees, of several stages, parties, currencies and dates."""
    some: Packages = []
    for number in range(draw(st.integers(2, 7))):
        stage = draw(st.sampled_from(_STAGES))
        cancelled = draw(st.sampled_from([False] * 7 + [True]))
        parents = [one.ref for one in some if one.stage.rank <= stage.rank and (cancelled or one.status is Status.LIVE)]
        some.append(
            package(
                ref=f"p{number}",
                title="x",
                stage=stage.value,
                status="cancelled" if cancelled else None,
                donor=draw(st.sampled_from(["US", "DK", "DK+NO"])),
                recipient=draw(st.sampled_from(["UA", "UA", "MD+UA"])),
                aid_type=draw(st.sampled_from(["military", "military", "mixed"])),
                instrument=draw(st.sampled_from([None, "PDA", "loan"])),
                announced_on=draw(st.sampled_from(_DAYS)),
                amount=draw(amounts),
                draws_on=draw(st.sampled_from([None, *parents[-3:]])),
                tags=draw(st.lists(st.sampled_from(["a", "b"]), max_size=1)),
                items=draw(st.lists(items, max_size=4)),
                sources=draw(st.sampled_from([None, ["a source"]])),
            )
        )
    return some


def inside(one: Package, period: Period) -> bool:
    """Whether every day that its date may mean lies in the period."""
    return (period.first is None or one.announced_on.first_day >= period.first) and (
        period.last is None or one.announced_on.last_day <= period.last
    )


def touches(one: Package, period: Period) -> bool:
    """Whether any of them does."""
    return (period.first is None or one.announced_on.last_day >= period.first) and (
        period.last is None or one.announced_on.first_day <= period.last
    )


def passes(one: Package, filters: Filters) -> bool:
    """Whether it is one that the filters take, whatever its stage and its items."""

    def party(wanted: tuple[str, ...], stated: str) -> bool:
        return not wanted or any(code == stated or code in stated.split("+") for code in wanted)

    return (
        party(filters.donors, one.donor)
        and party(filters.recipients, one.recipient)
        and (not filters.aid_types or one.aid_type in filters.aid_types)
        and (not filters.instruments or one.instrument in filters.instruments)
        and (not filters.currencies or (one.amount is not None and one.amount.currency in filters.currencies))
        and (not filters.tags or bool(set(filters.tags) & set(one.tags)))
    )


def stages(filters: Filters) -> tuple[Stage, ...]:
    """Those that are counted: requests and pledges only when asked for."""
    return filters.stages or (Stage.APPROPRIATION, Stage.COMMITMENT, Stage.DELIVERY)


def lineage(one: Package, packages: Packages) -> Iterator[Package]:
    """What it draws on within its stage, the nearest first."""
    by_ref = {other.ref: other for other in packages}
    at = by_ref.get(one.draws_on)
    while at and at.stage is one.stage:
        yield at
        at = by_ref.get(at.draws_on)


Apart = list[tuple[str, tuple[str, ...]]]
"""Parties, by name, and the codes that a filter has of them."""


def apart(counted: Iterable[Package], by: tuple[AnyDimension, ...], filters: Filters) -> Apart:
    """The parties that a filter names and `by` does not, where something is counted that is theirs and others'."""
    counted = list(counted)
    return [
        (name, codes)
        for name, codes in (("donor", filters.donors), ("recipient", filters.recipients))
        if codes and name not in by and any(getattr(one, name) not in codes for one in counted)
    ]


def dimensions(by: tuple[AnyDimension, ...], parted: Apart) -> tuple[AnyDimension, ...]:
    """All that the rows are grouped by."""
    return (*by, *(Dimension(name) for name, _ in parted))


def groups(
    one: Package, by: tuple[AnyDimension, ...], parted: Apart, own: Callable[[AnyDimension], str | None]
) -> Groups:
    """The groups of a row that the package is in; `own` tells what is not the package's alone to say."""
    found: list[str | None] = []
    for dimension in by:
        match dimension:
            case Dimension.DONOR | Dimension.RECIPIENT | Dimension.STAGE | Dimension.INSTRUMENT | Dimension.AID_TYPE:
                found.append(getattr(one, dimension.value.replace("-", "_")))
            case Dimension.CURRENCY | Dimension.CATEGORY:
                found.append(own(dimension))
            case Dimension():
                found.append(one.announced_on.groups[dimension.value])
            case _:
                found.append(own(dimension))
    for name, codes in parted:
        stated = getattr(one, name)
        found.append(", ".join(sorted(codes)) if stated in codes else stated)
    return tuple(found)


def straddling(some: Iterable[Package], period: Period) -> tuple[tuple[str, str], ...]:
    """Those of which it cannot be said whether they lie in the period, as (ref, announced on)."""
    found = [one for one in some if touches(one, period) and not inside(one, period)]
    found.sort(key=lambda one: (one.announced_on.first_day, str(one.ref)))
    return tuple((str(one.ref), str(one.announced_on)) for one in found)


def by_text(*texts: str | None) -> list[tuple[bool, str]]:
    """A key that sorts by text, and what is not stated last."""
    return [(text is None, text or "") for text in texts]
