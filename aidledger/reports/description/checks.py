"""The last part: every total beside what its packages add up to."""

from collections.abc import Sequence
from decimal import Decimal

from aidledger.domain.report import PartName
from aidledger.reports.description.cover import all_tie
from aidledger.reports.description.sums import DIFFERENCE, Check, decimals
from aidledger.reports.description.values import (
    AllTie,
    Column,
    Kind,
    Less,
    Link,
    Live,
    Money,
    Part,
    Place,
    Row,
    Standing,
    Summed,
    Ties,
)

TIES = "Ties"
_STANDS, _SUM = "Stands there", "Packages add up to"


def checks_part(checks: Sequence[Check]) -> Part:
    """A row for each figure: what stands where it is, what its packages add up to, and whether the two are the same."""
    columns = (
        Column("Figure", widest=70), Column("Part"), Column(_STANDS, Kind.FIGURE), Column(_SUM, Kind.FIGURE),
        Column(DIFFERENCE, Kind.FIGURE), Column(TIES),
    )  # fmt: skip
    about: list[Row] = [
        (Live(all_tie(len(checks)), AllTie()),),
        ("Each figure is read from where it stands, and held against what its packages have under Counted.",),
    ]
    return Part(PartName.CHECKS, "Checks", about, columns, [_row(check) for check in checks])


def _row(check: Check) -> Row:
    value = check.value
    nothing = Money(Decimal(0), value.code)
    means = check.adds_up if isinstance(check.adds_up, Summed) else Standing(check.adds_up)
    return [
        check.what,
        Link(check.place.part.value, Place(check.place.part, check.place.row)),
        Live(value, Standing(check.place)),
        Live(value, means),
        Live(nothing, Less(_STANDS, _SUM, decimals(value))),
        Live("yes", Ties(DIFFERENCE)),
    ]
