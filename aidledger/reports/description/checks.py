"""The last part: every total beside what its packages add up to."""

from collections.abc import Sequence
from decimal import Decimal

from aidledger.domain.report import PartName
from aidledger.reports.description.cover import all_tie
from aidledger.reports.description.sums import DIFFERENCE, decimals
from aidledger.reports.description.values import (
    AllTie,
    Check,
    Column,
    Count,
    Kind,
    Less,
    Link,
    Live,
    Money,
    Part,
    Place,
    Row,
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
        ("Each figure is read from where it stands, and held against what packages, or line items, add up to.",),
    ]
    return Part(PartName.CHECKS, "Checks", about, columns, [_row(check) for check in checks])


def _row(check: Check) -> Row:
    value = check.value
    nothing = Money(Decimal(0), value.code) if isinstance(value, Money) else Count(Decimal(0))
    return [
        check.what,
        Link(check.place.part.value, Place(check.place.part, check.place.row)),
        Live(value, check.stands),
        Live(value, check.adds_up),
        Live(nothing, Less(_STANDS, _SUM, decimals(value))),
        Live("yes", Ties(DIFFERENCE)),
    ]
