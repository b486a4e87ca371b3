"""Packages that are told together with others: sums of them, and shares in them."""

from decimal import Decimal
from itertools import combinations
from typing import Final

from aidledger.domain.bounds import Bound
from aidledger.intake.announcements.kinds import has_own_channel
from aidledger.intake.announcements.said import Package, unit

_FEW: Final = 7
"""So many packages are tried in every combination."""
_TWELFTH: Final = 12
_FIFTIETH: Final = 50


def is_sum(package: Package, packages: list[Package]) -> bool:
    """Whether some smaller packages of the same givers add up to it.

    To within half a unit of its last digit, and a fiftieth of it; to a twelfth, where it is a bound or of a heading.
    """
    whole = package.amount
    if not whole:
        return False
    parts = [
        amount.value
        for other in packages
        if other is not package and other.givers <= package.givers
        for amount in other.valuations
        if amount.currency == whole.currency and amount.value < whole.value
    ][:_FEW]
    heading = package.said is not None and package.said.in_heading
    near = min(unit(whole.value) / 2, whole.value / (_TWELFTH if heading else _FIFTIETH))
    reach = near if whole.bound is Bound.EXACT else whole.value / _TWELFTH
    return any(
        abs(sum(some, Decimal(0)) - whole.value) <= reach
        for count in range(2, len(parts) + 1)
        for some in combinations(parts, count)
    )


_ROUNDED: Final = Decimal("1.05")
"""So much more than a whole the sum of its parts may be, since the whole is rounded."""


def is_parted(package: Package, packages: list[Package]) -> bool:
    """Whether two or more packages are most of it, each through a channel of its own, where it has none."""
    whole = package.amount
    if not whole or has_own_channel(package.channel):
        return False
    parts = [
        other.amount.value
        for other in packages
        if other.giver.code == package.giver.code
        and has_own_channel(other.channel)
        and other.line.number > package.line.number
        if other.amount and other.amount.currency == whole.currency and other.amount.value < whole.value
    ]
    return len(parts) > 1 and whole.value / 2 < sum(parts) <= whole.value * _ROUNDED


def is_share(package: Package, joint: Package) -> bool:
    """Whether `package` is what one of those who give `joint` together puts in."""
    if not (package.givers < joint.givers and joint.amount):
        return False
    whole = joint.amount
    return any(one.currency == whole.currency and one.value < whole.value for one in package.valuations)
