"""The axes of charts: round steps that take in every figure, and zeros side by side where there are two axes."""

import math
from collections.abc import Collection
from decimal import Decimal
from typing import Final, NamedTuple

_STEPS: Final = 6


class Axis(NamedTuple):
    """An axis from `beneath` steps under zero to `above` steps over it."""

    step: Decimal
    beneath: int
    above: int

    @property
    def least(self) -> Decimal:
        """The figure at its lower end."""
        return -self.beneath * self.step

    @property
    def most(self) -> Decimal:
        """The figure at its upper end."""
        return self.above * self.step

    @property
    def marks(self) -> list[Decimal]:
        """The figures at its steps, from the lowest."""
        return [number * self.step for number in range(-self.beneath, self.above + 1)]


def axes(figures: Collection[Decimal], running: Collection[Decimal]) -> tuple[Axis, Axis]:
    """The axis of `figures`, and that of what is `running`, with as many steps, so that their zeros are level."""
    least, most = _ends(figures)
    step = _round((most - least) / _STEPS)
    beneath, above = math.ceil(-least / step), math.ceil(most / step) or 1
    lowest, highest = _ends(running)
    beneath = max(beneath, 1 if lowest < 0 else 0)
    running_step = _round(max(highest / above, -lowest / beneath if beneath else Decimal(0)))
    return Axis(step, beneath, above), Axis(running_step, beneath, above)


def _ends(figures: Collection[Decimal]) -> tuple[Decimal, Decimal]:
    """The smallest and the largest figure, or zero where that lies beyond."""
    return min(Decimal(0), *figures, Decimal(0)), max(Decimal(0), *figures, Decimal(0))


def _round(step: Decimal) -> Decimal:
    """The next round figure that is no smaller: of one digit, or two and a half."""
    size = Decimal(1).scaleb(step.adjusted()) if step else Decimal(1)
    return next(part * size for part in map(Decimal, ("1", "2", "2.5", "5", "10")) if part * size >= step)
