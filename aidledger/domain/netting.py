"""The same money at both ends of a draws-on link counts once: what each package contributes to its stage.

Inside a stage, the money of a package that draws on another one is stated twice. The child counts, in its own period;
the parent counts with what is not yet drawn from it, whatever period or filter the question has, so that finer groups
always add up to coarser ones. In full:

* The lineage of a package is the chain of packages of its own stage that it draws on, directly and indirectly.
* A child in another currency than the topmost valued package of its lineage, or without a value below a valued one,
  is within that package: it contributes no amount.
* Any other child is drawn from the nearest package of its lineage that states a value in the same currency, by its
  whole amount. That package contributes what remains, never less than nothing; its bound is that of the difference.
* A negative amount is an adjustment: it counts in full and in its own currency, is drawn from nothing, and nothing is
  drawn from it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from aidledger.domain.bounds import Bound, combine
from aidledger.domain.vocabulary import Stage


class Stated(NamedTuple):
    """What a live package states. `draws_on` is the id of another package, whether it is at hand or not."""

    id: int
    draws_on: int | None
    stage: Stage
    currency: str | None
    minor: int | None
    bound: Bound


class Net(NamedTuple):
    """What it contributes: `minor` units of its currency, `None` where it states no value or is `within` another.

    `drawn` is what its `children` have taken from it, in minor units, and `beyond` what they state above that.
    """

    minor: int | None
    bound: Bound
    drawn: int = 0
    children: int = 0
    within: bool = False
    beyond: int = 0


def net(packages: Iterable[Stated]) -> dict[int, Net]:
    """What each package contributes, by id; `packages` holds all that draw on each other within a stage."""
    by_id = {package.id: package for package in packages}
    within: set[int] = set()
    drawn: dict[int, list[Stated]] = defaultdict(list)
    for package in by_id.values():
        if package.draws_on not in by_id or (package.minor is not None and package.minor < 0):
            continue
        lineage = list(_lineage(package, by_id))
        topmost = next((above.currency for above in reversed(lineage) if above.currency), None)
        if topmost and package.currency != topmost:
            within.add(package.id)
        elif package.minor:
            nearest = next((above for above in lineage if _holds(above, package.currency)), None)
            if nearest:
                drawn[nearest.id].append(package)
    return {
        id_: Net(None, Bound.EXACT, within=True) if id_ in within else _remaining(package, drawn.get(id_, []))
        for id_, package in by_id.items()
    }


def _holds(above: Stated, currency: str | None) -> bool:
    """Whether something may be drawn from `above` in that currency."""
    return above.currency == currency and above.minor is not None and above.minor >= 0


def _lineage(package: Stated, by_id: Mapping[int, Stated]) -> Iterator[Stated]:
    """The packages of its stage above it, the nearest first; a circle, which no ledger takes in, ends."""
    seen = {package.id}
    above = by_id.get(package.draws_on or 0)
    while above and above.stage is package.stage and above.id not in seen:
        yield above
        seen.add(above.id)
        above = by_id.get(above.draws_on or 0)


def _remaining(package: Stated, children: list[Stated]) -> Net:
    if package.minor is None or package.minor <= 0 or not children:
        return Net(package.minor, package.bound)
    left = package.minor - sum(child.minor or 0 for child in children)
    # Subtracting turns the bound of what is subtracted: "exactly 100 less at least 60" is at most 40.
    bound = combine([package.bound, *(child.bound.flipped for child in children)])
    if left <= 0 and bound is Bound.AT_MOST:
        bound = Bound.EXACT  # at most nothing is nothing
    kept = max(left, 0)
    return Net(kept, bound, drawn=package.minor - kept, children=len(children), beyond=kept - left)
