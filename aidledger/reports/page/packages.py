"""Each package in full: all that its row says, what it is made of, who says so, and what was said of it before."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from aidledger.domain.report import PartName
from aidledger.reports.description.records import FIRST_DAY, FISCAL_YEAR, LAST_DAY, MONTH, Record
from aidledger.reports.description.values import Column, Part, Row
from aidledger.reports.page.markup import Markup, anchor, text

_ELSEWHERE: Final = frozenset({
    "Ref", "Title", "Items", "Sources", "Revisions", MONTH, FISCAL_YEAR, FIRST_DAY, LAST_DAY, "Currency",
    "Counted bound",
})  # fmt: skip
"""What stands in its heading, beneath as a table, or in another figure or day."""


def in_full(markup: Markup, parts: Sequence[Part], record: Record, shown: Collection[PartName]) -> Iterator[str]:
    """The package, folded up; of `parts`, those of packages, items, sources and revisions, those that are `shown`."""
    (packages, *others), (row, *_) = parts, record.rows[0]
    said = dict(zip((column.heading for column in packages.columns), row, strict=True))
    ref = str(said["Ref"])
    yield f"<details class=package><summary><b>{text(ref)}</b> <span>{markup.value(said['Title'])}</span>"
    yield f" <span class=figure>{markup.value(said['Amount'] or said['Bound'])}</span></summary>"
    yield f'<article id="{anchor(text(ref))}" aria-label="{text(ref)}">\n'
    yield markup.facts(_facts(packages.columns, row))
    for part, rows in zip(others, record.rows[1:], strict=True):
        if part.name in shown and rows:
            yield f"<h4>{text(part.name)}</h4>\n"
            yield markup.inner_table(f"{part.name} of {ref}", part.columns[1:], [found[1:] for found in rows])
    yield "</article></details>\n"


def _facts(columns: Sequence[Column], row: Row) -> Iterator[Row]:
    for column, value in zip(columns, row, strict=True):
        if column.heading not in _ELSEWHERE and value is not None and value != "":
            yield column.heading, value
