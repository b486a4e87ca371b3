"""What a part of a report is made of, as plain values: texts, typed columns and rows, links, checks and charts.

Every format is written from these, so that no figure can differ between two of them.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple

from aidledger.domain.bounds import Bound
from aidledger.domain.currencies import exponent
from aidledger.domain.report import PartName


class Money(NamedTuple):
    """`value` in whole and decimal units of the currency `code`, as firm as its `bound`."""

    value: Decimal
    code: str
    bound: Bound = Bound.EXACT

    @property
    def digits(self) -> str:
        """The amount with all decimals of its currency: `250000000.00`."""
        return f"{self.value:.{exponent(self.code)}f}"


class Count(NamedTuple):
    """A number of things, as firm as its `bound`."""

    number: Decimal
    bound: Bound = Bound.EXACT

    @property
    def digits(self) -> str:
        """The number without idle zeros: `3000000`."""
        return f"{self.number.normalize():f}"


class Place(NamedTuple):
    """A row of a part, from 0, or the cell of it under `heading`; without a row the beginning of the part."""

    part: PartName
    row: int | None = None
    heading: str | None = None


class Link(NamedTuple):
    """What is shown, and where it leads: a place in the report, or a web address; `hint` says what is found there.

    Where it leads to the first of several rows of a table, `only` tells which are meant, and what they add up to.
    """

    shown: "str | int | Money"
    to: Place | str
    hint: str = ""
    only: "Summed | None" = None

    @property
    def address(self) -> str | None:
        """The web address that it leads to; `None` for a place, and for what is no web address, which nothing links."""
        to = self.to
        return to if isinstance(to, str) and to.lower().startswith(("http://", "https://")) else None


class Live(NamedTuple):
    """What is shown, and what it was worked out from, so that a format that can work it out again may do so."""

    shown: "str | int | Money | Count"
    means: "Meaning"


Value = str | int | Decimal | date | Money | Count | Link | Live | None
Row = Sequence[Value]
Bare = str | int | Decimal | date | None


def bare(value: Value) -> Bare:
    """What a value says: its text, number or day alone."""
    match value:
        case Link(shown) | Live(shown):
            return bare(shown)
        case Money(amount) | Count(amount):
            return amount
        case _:
            return value


def line(row: Row) -> str:
    """What a row above or beneath a table says: `Period: all dates`."""
    return ": ".join(str(bare(value)) for value in row)


# What a live value is worked out from


class Match(Enum):
    """How the text of a cell has to match."""

    SAME = auto()
    """It is that text, one of a closed list."""
    STARTS = auto()
    """It starts with that text."""
    EXACT = auto()
    """It is that text to the letter, whatever people have written."""
    STATED = auto()
    """There is something in it."""
    UNTIL = auto()
    """It is a day, that one or an earlier one."""
    FROM = auto()
    """It is a day, that one or a later one."""
    ABOVE_ZERO = auto()
    BELOW_ZERO = auto()
    """It is a figure, and such a one."""


class Condition(NamedTuple):
    """What a row has to have under `heading` to be added up; an empty text is a blank cell, of several one will do."""

    heading: str
    value: str | date | tuple[str, ...] = ""
    match: Match = Match.SAME

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts of which one will do; a day as text."""
        return self.value if isinstance(self.value, tuple) else (str(self.value),)


class Term(NamedTuple):
    """What the rows of a part that meet all conditions have under `heading`, to be added, or taken away again."""

    heading: str
    conditions: tuple[Condition, ...]
    negative: bool = False
    part: PartName = PartName.PACKAGES


class Summed(NamedTuple):
    """What all terms come to."""

    terms: tuple[Term, ...]


class Standing(NamedTuple):
    """What stands at another place."""

    place: Place


class Less(NamedTuple):
    """What one cell of the row has more than another, to so many decimals, which may be less than none."""

    one: str
    other: str
    decimals: int


class Ties(NamedTuple):
    """Whether the cell of the row under `heading` is zero, as `yes` or `no`."""

    heading: str


class AllTie(NamedTuple):
    """Whether all rows of the part Checks tie, as a sentence."""


Meaning = Summed | Standing | Less | Ties | AllTie


class Check(NamedTuple):
    """A figure, where it is found and what `stands` there, and what that has to add up to, or where that stands."""

    what: str
    place: Place
    value: Money | Count
    stands: Standing | Summed
    adds_up: Standing | Summed


# Parts


class Kind(Enum):
    """What a column holds: how it is aligned, and shown."""

    TEXT = auto()
    DAY = auto()
    FIGURE = auto()
    MILLIONS = auto()
    """Amounts in full that are shown in millions."""


class Column(NamedTuple):
    """A heading, unique in its table; text that is longer than `widest` characters goes on in a further line."""

    heading: str
    kind: Kind = Kind.TEXT
    widest: int = 45

    @property
    def figures(self) -> bool:
        """Whether it holds figures, which are aligned right."""
        return self.kind in {Kind.FIGURE, Kind.MILLIONS}


class ChartKind(Enum):
    """Columns over time, with a line of what they come to, or bars beside each other."""

    COLUMNS = auto()
    BARS = auto()


class Chart(NamedTuple):
    """A picture of some rows of `part`, from `first` to `last`: what stands under `labels` and under `figures`.

    `running` is the heading of what runs on, drawn as a line with an axis of its own. The figures are in `unit`, of
    which a million is shown as one where `millions` is set. `described` tells in words what is to be seen.
    """

    kind: ChartKind
    title: str
    described: str
    part: PartName
    first: int
    last: int
    labels: str
    figures: str
    running: str | None
    label_title: str
    unit: str
    millions: bool

    @property
    def scale(self) -> str:
        """What one of the axis of figures is: `USD million`."""
        return f"{self.unit} million" if self.millions else self.unit


class Part(NamedTuple):
    """One table, with `title` and the lines `about` it above, each of one or more values side by side.

    Those of the packages, their items, sources and revisions are a stream apart, and `rows` has none of them.
    """

    name: PartName
    title: str
    about: Sequence[Row]
    columns: Sequence[Column]
    rows: Sequence[Row]
    charts: Sequence[Chart] = ()
    beneath: Sequence[Row] = ()

    def at(self, heading: str) -> int:
        """The place of the column under `heading`, from 0. Raises `ValueError` where there is none."""
        return [column.heading for column in self.columns].index(heading)


class Checked(NamedTuple):
    """A part, and the checks of its figures."""

    part: Part
    checks: Sequence[Check] = ()
