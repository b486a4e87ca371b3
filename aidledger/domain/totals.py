"""The question "how much, from whom, when", and its answer with all that it leaves out."""

from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from aidledger.domain.bounds import Bound
from aidledger.domain.currencies import currency
from aidledger.domain.dates import Period
from aidledger.domain.instruments import Instrument
from aidledger.domain.lookback import AsOf
from aidledger.domain.model import AS_TUPLE, Model
from aidledger.domain.packages import AnyAidType, AnyCategory, AnyStage
from aidledger.domain.parties import Parties
from aidledger.domain.text import Tag
from aidledger.domain.vocabulary import COUNTED_STAGES, TIME_DIMENSIONS, AidType, Dimension, Stage


class Filters(Model):
    """Which packages to take: of any of the values of each field, and of all fields that have some.

    A donor or recipient that is named takes the packages that it shares with others, too; a category takes those that
    have an item of it, whole.
    """

    donors: Annotated[tuple[Parties, ...], AS_TUPLE] = ()
    recipients: Annotated[tuple[Parties, ...], AS_TUPLE] = ()
    stages: Annotated[tuple[AnyStage, ...], AS_TUPLE] = ()
    aid_types: Annotated[tuple[AnyAidType, ...], AS_TUPLE] = ()
    instruments: Annotated[tuple[Instrument, ...], AS_TUPLE] = ()
    categories: Annotated[tuple[AnyCategory, ...], AS_TUPLE] = ()
    currencies: Annotated[tuple[Annotated[str, AfterValidator(currency)], ...], AS_TUPLE] = ()
    tags: Annotated[tuple[Tag, ...], AS_TUPLE] = ()

    def __str__(self) -> str:
        """`donor US, instrument PDA or USAI`; empty where nothing is filtered."""
        named = {
            "donor": self.donors, "recipient": self.recipients, "stage": self.stages, "aid type": self.aid_types,
            "instrument": self.instruments, "an item of category": self.categories, "currency": self.currencies,
            "tag": self.tags,
        }  # fmt: skip
        return ", ".join(f"{name} {' or '.join(values)}" for name, values in named.items() if values)


class Total(NamedTuple):
    """The sum of one group of packages, of one stage and one currency.

    `groups` has one text for each dimension asked for, `None` where the packages do not state it. `currency` and
    `amount` are `None` where no package of the group states a value. `packages` counts all of the group and
    `without_value` those of them that state no value; where a group has one currency only, they stand beside its sum.
    `bound` speaks for the stated values alone.
    """

    groups: tuple[str | None, ...]
    stage: Stage
    currency: str | None
    amount: Decimal | None
    bound: Bound
    packages: int
    without_value: int


class CountedOnce(NamedTuple):
    """Money of one stage and currency that is stated twice, by a package and by those that draw on it."""

    stage: Stage
    currency: str
    amount: Decimal
    packages: int


class Totals(NamedTuple):
    """Totals by `dimensions`, and what they leave out.

    `straddling` lists the packages that lie only partly within the period, as (ref, announced on); `left_out` counts
    the packages of stages that were not asked for; `within_others` those whose value is part of a package in another
    currency, or of one that they state no value beside.
    """

    dimensions: tuple[Dimension, ...]
    period: Period
    filters: Filters
    as_of: AsOf
    rows: tuple[Total, ...]
    aid_types: tuple[AidType, ...]
    left_out: dict[Stage, int]
    straddling: tuple[tuple[str, str], ...]
    counted_once: tuple[CountedOnce, ...]
    within_others: int
    unsourced: int

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that the rows have, in their order."""
        present = {row.stage for row in self.rows}
        return tuple(stage for stage in Stage if stage in present)

    @property
    def title(self) -> str:
        """What is counted: `Aid by month and donor: military, mixed`."""
        *rest, last = (dimension.replace("-", " ") for dimension in self.dimensions)
        by = f"{', '.join(rest)} and {last}" if rest else last
        what = f" ({', '.join(self.aid_types)})" if self.aid_types else ""
        return f"Aid{what} by {by}"


def counted(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """The stages that a question counts: those it names, else all but requests and pledges."""
    return stages or COUNTED_STAGES


def group_label(dimension: Dimension, value: str | None) -> str:
    """A group's name for people: `2022, month unknown` for `2022-XX`; machine formats keep the EDTF text."""
    if value is None:
        return "not stated"
    if dimension in {Dimension.FISCAL_YEAR, Dimension.FISCAL_QUARTER} and "-" in value:
        return f"{value[2:6]}, {dimension.replace('-', ' ')} unknown"
    if "X" not in value or dimension not in TIME_DIMENSIONS:
        return value
    known = value.partition("-XX")[0].partition("-WXX")[0].partition("QX")[0]
    return f"{known}, {dimension} unknown"
