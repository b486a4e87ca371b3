"""Which rows of the sheet count, and which belong to them.

The sheet has one row for each item, and many rows repeat the amount of their package. Its own column `Total` says which
amounts add up: a row counts if it has a number there (a zero only where the sheet also marks the row as the first of
its package, since releases fill such columns with zeros elsewhere). So:

* Each row that counts is one package, with its own currency, date and type of aid: sums by any of these are those of
  the column.
* All other rows of the same donor and ID are items. Where several rows of an ID count, an item belongs to the one that
  shares its explanation, else its date, else to the nearest announced before it; which one that is does not hang on the
  order of the rows.
* An ID none of whose rows counts is one package without a value, for which its first row speaks; there is never a
  second one beside a sibling that has the value.

What a row says beside that column (`Monetary Value as Given by Source`, prices of units) is no amount of its package.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from aidledger.domain.numbers import NUMBER, number
from aidledger.domain.parties import in_codes, parties
from aidledger.errors import InvalidInput, Problem
from aidledger.intake.kiel.days import Announced, no_later, read_day
from aidledger.intake.kiel.sheet import Sheet, SheetRow
from aidledger.intake.notation import Notation

T = TypeVar("T")

_INSTITUTIONS: Final = {
    "eu (commission and council)": "EU",
    "eu institutions": "EU",
    "european investment bank": "EU",
    "european peace facility": "EU",
}
"""Donors of the tracker that are no countries."""

_NUMBER: Final = re.compile(rf"(?P<minus>[-\u2212])?\s*{NUMBER}", re.IGNORECASE)


class ReadRow(NamedTuple):
    """A row, understood as far as it decides what belongs together.

    `donor` is a code of ISO 3166, or EU; `total` is what it adds to the sheet's own, absent where it does not count.
    """

    row: SheetRow
    donor: str
    announced: Announced
    total: Decimal | None

    @property
    def explanation(self) -> str:
        """What the tracker says of it."""
        return self.row.text("explanation")

    @property
    def rank(self) -> tuple[date, str, str, Decimal, str]:
        """By this rows are put in order, wherever they stand in the file."""
        total = self.total or Decimal(0)
        return (self.announced.latest, self.announced.words, self.explanation, total, self.row.text("earmarked"))


class Parted(NamedTuple):
    """What is one package: the row that speaks for it, and all rows that belong to it, itself first."""

    lead: ReadRow
    rows: list[ReadRow]


def parted(sheet: Sheet, known_on: date | None, problems: list[Problem]) -> list[Parted]:
    """The packages of the sheet, in its order; what is wrong with rows goes to `problems`.

    `known_on` is the day of the release, if somebody said it.
    """
    groups: dict[tuple[str, str], list[ReadRow]] = defaultdict(list)
    for read in _understood(sheet, known_on, problems):
        groups[read.donor, read.row.line("id").casefold()].append(read)
    return [package for group in groups.values() for package in _packages(group)]


def _packages(group: Sequence[ReadRow]) -> list[Parted]:
    """The packages of one donor and ID."""
    leads = [read for read in group if read.total is not None]
    leads = leads or [min(group, key=lambda read: (not read.row.is_first, read.rank))]
    packages = {id(lead): Parted(lead, [lead]) for lead in leads}
    for read in group:
        if id(read) not in packages:
            packages[id(_nearest(read, leads))].rows.append(read)
    return list(packages.values())


def _nearest(read: ReadRow, leads: Sequence[ReadRow]) -> ReadRow:
    """The row that counts to whose package the row of an item belongs."""

    def nearness(lead: ReadRow) -> tuple[object, ...]:
        days = (read.announced.latest - lead.announced.latest).days
        same_text, same_date = lead.explanation == read.explanation, lead.announced.words == read.announced.words
        return same_text, same_date, days >= 0, -abs(days), lead.rank

    return max(leads, key=nearness)


def _understood(sheet: Sheet, known_on: date | None, problems: list[Problem]) -> list[ReadRow]:
    """The rows whose ID, donor, date and total could be read."""

    def tried(row: SheetRow, field: str, read: Callable[[SheetRow], T]) -> T | None:
        try:
            with row.at(field):
                return read(row)
        except InvalidInput as error:
            problems.extend(error.problems)
            return None

    found = []
    for row in sheet.rows:
        before = len(problems)
        tried(row, "id", _check_id)
        donor = tried(row, "donor", _donor)
        announced = tried(row, "announced", lambda row: read_day(row.line("announced"), sheet.notation))
        total = tried(row, "total", lambda row: _total(row, sheet.notation))
        if donor and announced and len(problems) == before:
            announced = no_later(announced, known_on) if known_on else announced
            found.append(ReadRow(row, donor, announced, total))
    return found


def _check_id(row: SheetRow) -> None:
    if not row.line("id"):
        raise InvalidInput("the row has no ID", "give it one, or delete the row")


def _donor(row: SheetRow) -> str:
    name = row.line("donor")
    return _INSTITUTIONS.get(name.casefold()) or parties(in_codes(name))


def _total(row: SheetRow, notation: Notation) -> Decimal | None:
    total, text = row.cells.get("total"), row.line("total")
    if not text:
        return None
    if not isinstance(total, Decimal):
        match = _NUMBER.fullmatch(notation.figure(text))
        if not match:
            raise InvalidInput(f"'{text}' is not a number", "write the amount in digits: 250,000,000")
        total = -number(match) if match["minus"] else number(match)
    return total if total or row.is_first else None
