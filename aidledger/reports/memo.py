"""A report as a memo in Markdown, to be pasted into a letter or a document.

Figures stand as people read them, in millions where there are many digits, with the exact ones at the end of the row.
What people have written into the ledger stays text, whatever it looks like.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple, TextIO
from urllib.parse import quote

from aidledger.domain.report import PartName, Report
from aidledger.reports import tables
from aidledger.reports.description import Records, describe
from aidledger.reports.description.cover import title
from aidledger.reports.description.lists import missing
from aidledger.reports.description.records import COUNTED, COUNTED_IN, Tell
from aidledger.reports.description.shown import shown
from aidledger.reports.description.sums import AMOUNT
from aidledger.reports.description.values import Column, Kind, Link, Part, Row, line
from aidledger.reports.replacing import replacing_text
from aidledger.reports.spools import Spools, pour

_AT_LENGTH: Final = {
    PartName.CONTENTS, PartName.ITEMS, PartName.QUANTITIES, PartName.SOURCES, PartName.REVISIONS, PartName.CHECKS,
}  # fmt: skip
PARTS: Final = tuple(part for part in PartName if part not in _AT_LENGTH)
"""What a memo holds unless somebody says otherwise."""

_OF_A_PACKAGE: Final = ("Ref", "Announced on", "Title", "Stage", "Donor", "Recipient", AMOUNT, COUNTED)
_INSTEAD: Final = {AMOUNT: "Bound", COUNTED: COUNTED_IN}
"""Where it stands why a package has no such figure."""
_NOT_COUNTED: Final = "not in totals"
_ADDRESS: Final = "%/:=&?~#+!$,;'@"
"""Characters that an address keeps; brackets would end it."""
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")


def write_memo(report: Report, path: Path, *, tell: Tell | None = None) -> None:
    """Write `report` as a memo that takes the place of `path` whole, or not at all.

    Raises `AidledgerError` when it cannot be written.
    """
    with replacing_text(path) as file, Spools() as spools:
        _Writer(report, file, spools).write(tell)


class _Shown(NamedTuple):
    """A column of a memo: where it stands in the part, and where the word that stands in for a figure."""

    column: Column
    at: int
    instead: int | None = None


class _Writer:
    """Writes one memo; the rows of what can be long wait in `spools` until their section comes."""

    def __init__(self, report: Report, file: TextIO, spools: Spools) -> None:
        self._report = report
        self._file = file
        self._spools = spools

    def write(self, tell: Tell | None) -> None:
        records = Records(self._report)
        spooled = {
            part.name: _Rows(self._columns(part), self._report, self._spools.new())
            for part in records.parts
            if self._report.has(part.name)
        }
        records.hand_out({name: rows.add for name, rows in spooled.items()}, tell)
        parts = describe(self._report, records, live=False)
        self._file.write(f"# {tables.markdown_line(title(self._report))}\n")
        for part in parts:
            self._section(part, spooled.get(part.name))
        if absent := missing(self._report, (part.name for part in parts)):
            self._file.write("\n## Not in this report\n")
            self._list(f"{name}: {why}." for name, why in absent)

    def _section(self, part: Part, spooled: "_Rows | None") -> None:
        if part.name is not PartName.COVER:
            self._file.write(f"\n## {part.name}\n")
            self._say([(part.title,)] if part.title != part.name else [])
        self._say(part.about)
        columns = self._columns(part)
        self._file.write(f"\n{tables.markdown_head([_heading(one.column) for one in columns])}\n")
        if spooled:
            spooled.copy_to(self._file)
        else:
            _Rows(columns, self._report, self._file).add(part.rows)
        self._list(map(line, part.beneath))

    def _say(self, rows: Iterable[Row]) -> None:
        """Sentences as paragraphs; what has a label as a list."""
        for labelled, some in groupby(rows, key=lambda row: len(row) > 1):
            if labelled:
                self._list(map(line, some))
            else:
                self._file.writelines(f"\n{tables.markdown_line(line(row))}\n" for row in some)

    def _list(self, lines: Iterable[str]) -> None:
        if points := [f"* {tables.markdown_line(text)}\n" for text in lines]:
            self._file.writelines(["\n", *points])

    def _columns(self, part: Part) -> list[_Shown]:
        headings = [column.heading for column in part.columns]
        if part.name is PartName.PACKAGES:
            several = len(self._report.listing.recipients) > 1
            chosen = [one for one in _OF_A_PACKAGE if several or one != "Recipient"]
            instead = {figure: headings.index(word) for figure, word in _INSTEAD.items()}
        else:
            chosen, instead = _millions_first(part), {}
        places = {heading: headings.index(heading) for heading in chosen}
        return [_Shown(part.columns[at], at, instead.get(heading)) for heading, at in places.items()]


class _Rows:
    """The rows of one table."""

    def __init__(self, columns: Sequence[_Shown], report: Report, file: TextIO) -> None:
        self._columns = columns
        self._fractional = report.listing.fractional
        self._file = file

    def add(self, rows: Iterable[Row]) -> None:
        self._file.writelines(f"{tables.markdown_row(self._cell(row, one) for one in self._columns)}\n" for row in rows)

    def copy_to(self, file: TextIO) -> None:
        pour(self._file, file)

    def _cell(self, row: Row, one: _Shown) -> str:
        value = row[one.at]
        if value is None and one.instead is not None:
            value = row[one.instead] or _NOT_COUNTED
        text = tables.markdown_cell(shown(value, self._fractional, one.column.kind))
        match value:
            case Link(address=str(address)):
                return f"[{text}]({_ENTITY.sub('&amp;', quote(address, safe=_ADDRESS))})"
            case _:
                return text


def _millions_first(part: Part) -> list[str]:
    """The headings, with millions in the place of the figure that they repeat, and that at the end."""
    headings = [column.heading for column in part.columns]
    if not any(column.kind is Kind.MILLIONS for column in part.columns):
        return headings
    return [heading for heading in headings if heading != AMOUNT] + [AMOUNT]


def _heading(column: Column) -> tables.Column:
    return tables.Column(column.heading, column.figures)
