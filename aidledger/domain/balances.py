"""What each appropriation has left, as records; `balancing` says by which rules it is worked out."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from aidledger.domain.bounds import Bound
from aidledger.domain.lookback import AsOf
from aidledger.domain.netting import Stated
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import AidType, Stage


class Linked(NamedTuple):
    """A live package that draws on another one, is an appropriation, or an adjustment; `chosen` by the filters."""

    stated: Stated
    ref: str
    title: str | None
    donor: str
    aid_type: AidType
    chosen: bool

    @property
    def adjusts(self) -> bool:
        """Whether its amount is negative."""
        return (self.stated.minor or 0) < 0

    @property
    def holds(self) -> bool:
        """Whether it is an appropriation that others may draw on."""
        return self.stated.stage is Stage.APPROPRIATION and not self.adjusts


class Figure(NamedTuple):
    """An amount in the currency of its balance."""

    value: Decimal
    bound: Bound


class Figures(NamedTuple):
    """An appropriation, or what is not broken down of it.

    `made_available` is `None` where its value is not disclosed, `remaining` also where that would mislead. The others
    are `None` where there is no currency to tell them in.
    """

    made_available: Figure | None
    committed: Figure | None
    delivered: Figure | None
    restored: Figure | None
    remaining: Figure | None


class Elsewhere(NamedTuple):
    """Money that is not subtracted, for it is in another currency; components in it make `made_available` available."""

    currency: str
    made_available: Figure
    committed: Figure
    delivered: Figure
    restored: Figure


class Balance(NamedTuple):
    """An appropriation with all that draws on it or on its components, `depth` steps below the top of its tree.

    `parent` is the ref of the one that it is a component of, `None` at the top. `rest` is what no component states of
    it. `overdrawn` is how much more is committed from it, or stated by its components, than it makes available.
    `packages` counts the commitments and deliveries that draw on it, `directly` those of them that draw on no
    component. `without_value` counts components and commitments that state no value, `deliveries_without_value`
    deliveries.
    Where it, or a component of it, is of `mixed` aid type, what remains leaves out what is not broken down.
    """

    ref: str
    title: str | None
    parent: str | None
    depth: int
    currency: str | None
    mixed: bool
    components: int
    figures: Figures
    rest: Figures | None
    overdrawn: Decimal | None
    packages: int
    directly: int
    without_value: int
    deliveries_without_value: int
    elsewhere: tuple[Elsewhere, ...]


class Adjustment(NamedTuple):
    """A package with a negative amount."""

    ref: str
    currency: str
    value: Decimal
    bound: Bound


class Tree(NamedTuple):
    """The balances, each followed by those of its components, and what a reader has to know besides.

    `adjusted` are the adjustments of what is made available; `adrift` are adjustments of the same donors that draw on
    no appropriation. `delivered_directly` counts deliveries that draw on an appropriation, and on no commitment.
    `counted_for` names, by ref, the nearest appropriation that each package draws on, directly or through others.
    """

    balances: tuple[Balance, ...]
    adjusted: tuple[Adjustment, ...]
    adrift: tuple[Adjustment, ...]
    delivered_directly: int
    counted_for: Mapping[str, str]


class Balances(NamedTuple):
    """The answer to a question about one appropriation, `ref`, or about all that pass the filters.

    `known_on` is the day on which it was, or is, known so.
    """

    ref: str | None
    filters: Filters
    as_of: AsOf
    known_on: date
    tree: Tree
