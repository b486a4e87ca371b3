"""The question "how much, from whom, when", and its answer with all that it leaves out."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final, NamedTuple

from pydantic import AfterValidator

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound
from aidledger.domain.currencies import currency
from aidledger.domain.dates import Period
from aidledger.domain.instruments import Instrument
from aidledger.domain.lookback import AsOf
from aidledger.domain.model import AS_TUPLE, Model
from aidledger.domain.packages import AnyAidType, AnyCategory, AnyStage, Citation
from aidledger.domain.parties import Parties
from aidledger.domain.rates import Conversions, Rate
from aidledger.domain.text import Tag
from aidledger.domain.vocabulary import COUNTED_STAGES, TIME_DIMENSIONS, AidType, Dimension, Stage

Groups = tuple[str | None, ...]


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

    @property
    def parties(self) -> dict[Dimension, tuple[str, ...]]:
        """The kinds of parties that are filtered, with the codes that are named."""
        named = {Dimension.DONOR: self.donors, Dimension.RECIPIENT: self.recipients}
        return {party: codes for party, codes in named.items() if codes}

    def told_under(self, party: Dimension, code: str) -> str:
        """Where packages of `code` stand: with all that are named (`NO, SE`), or apart, as shared with others."""
        codes = self.parties.get(party, ())
        return ", ".join(sorted(codes)) if code in codes else code


class Total(NamedTuple):
    """The sum of one group of packages, of one stage and one currency.

    `groups` has one text for each dimension asked for, `None` where the packages do not state it. `currency` and
    `amount` are `None` where no package of the group states a value. `packages` counts all of the group and
    `without_value` those of them that state no value; where a group has one currency only, they stand beside its sum.
    `bound` speaks for the stated values alone. `unconvertible` packages state a value for which there is no rate.
    """

    groups: Groups
    stage: Stage
    currency: str | None
    amount: Decimal | None
    bound: Bound
    packages: int
    without_value: int
    unconvertible: int = 0


class Share(NamedTuple):
    """What one package contributes to the total of its group.

    `announced_on` is written as EDTF, `day` is the first that it may mean. `stated` is the amount of the package; what
    has been drawn of it counts where it was drawn. `sources` are its citations; `rate` is that of its conversion, and
    `converted` what was converted at it.
    """

    ref: str
    title: str | None
    announced_on: str
    day: date
    stated: Amount | None
    total: Total
    sources: tuple[Citation, ...] = ()
    rate: Rate | None = None
    converted: Amount | None = None


class Overdrawn(NamedTuple):
    """Packages of a stage and currency from which more is drawn than they state, and how much more: all is counted."""

    stage: Stage
    currency: str
    amount: Decimal
    packages: int


class CountedOnce(NamedTuple):
    """Money of one stage and currency that is stated twice, by a package and by those that draw on it."""

    stage: Stage
    currency: str
    amount: Decimal
    packages: int


class Exchanged(NamedTuple):
    """What is told beneath totals in a currency that packages did not state.

    `coarse` counts those converted whose day is not known, at the rate of the first that it may be; `unconvertible`
    names those for which there was no rate.
    """

    into: str
    conversions: Conversions
    coarse: int
    unconvertible: tuple[str, ...]


class Totals(NamedTuple):
    """Totals by `dimensions`, and what they leave out.

    `known_on` is the day on which it was, or is, known so. `sums` add up all groups, by stage and currency; `shares`
    are the packages of which each row is made, where they were asked for. `straddling` lists the packages that lie only
    partly within the period, as (ref, announced on); `left_out` counts the packages of stages that were not asked for;
    `within_others` those whose value is part of a package in another currency, or of one that they state no value
    beside.
    """

    dimensions: tuple[Dimension, ...]
    period: Period
    filters: Filters
    as_of: AsOf
    known_on: date
    fiscal_start: int
    cumulative: bool
    rows: tuple[Total, ...]
    sums: tuple[Total, ...]
    shares: tuple[Share, ...]
    aid_types: tuple[AidType, ...]
    left_out: dict[Stage, int]
    straddling: tuple[tuple[str, str], ...]
    counted_once: tuple[CountedOnce, ...]
    overdrawn: tuple[Overdrawn, ...]
    within_others: int
    unsourced: int
    exchanged: Exchanged | None

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that the rows have, in their order."""
        present = {row.stage for row in self.rows}
        return tuple(stage for stage in Stage if stage in present)

    @property
    def title(self) -> str:
        """What is counted: `Aid (military, mixed) by month and donor`."""
        *rest, last = (dimension.replace("-", " ") for dimension in self.dimensions)
        by = f"{', '.join(rest)} and {last}" if rest else last
        what = f" ({', '.join(self.aid_types)})" if self.aid_types else ""
        return f"{'Cumulative aid' if self.cumulative else 'Aid'}{what} by {by}"


NOT_ITEMISED: Final = "not itemised"
"""The group, by category, of what no line item states."""


def counted(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """The stages that a question counts: those it names, else all but requests and pledges."""
    return stages or COUNTED_STAGES


def group_label(dimension: Dimension, value: str | None) -> str:
    """A group's name for people: `2022, month unknown` for `2022-XX`; machine formats keep the EDTF text."""
    if value is None:
        return NOT_ITEMISED if dimension is Dimension.CATEGORY else "not stated"
    if dimension in {Dimension.FISCAL_YEAR, Dimension.FISCAL_QUARTER} and "-" in value:
        return f"{value[2:6]}, {dimension.replace('-', ' ')} unknown"
    if "X" not in value or dimension not in TIME_DIMENSIONS:
        return value
    known = value.partition("-XX")[0].partition("-WXX")[0].partition("QX")[0]
    return f"{known}, {dimension} unknown"
