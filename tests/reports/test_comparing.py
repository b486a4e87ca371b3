"""A workbook held against the report that it was written from: every cell that was altered is found, and no other."""

from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook
from support import Fresh, package, published

from aidledger.domain.report import Report
from aidledger.reports.description import Records, describe
from aidledger.reports.description.values import Live
from aidledger.reports.workbook import write_workbook
from aidledger.reports.workbook.comparing import Difference, differences
from aidledger.storage.ledger import Ledger

Grids = dict[str, list[list[Any]]]


@pytest.fixture(scope="module")
def report(fresh_sqlite: Fresh) -> Report:
    with fresh_sqlite() as target, Ledger.open(target, author="tester") as ledger:
        ledger.record(package(ref="act", stage="appropriation", announced_on="2022", amount="USD 900", title="An act"))
        guns = [{"description": "guns", "category": "fires", "amount": "USD 30.25", "quantity": "at least 3 guns"}]
        cited = [{"title": "A page", "url": "https://example.org/", "published_on": "1899-12-31"}]
        ledger.record(
            package(ref="one", amount="up to USD 120.5", draws_on="act", items=guns, sources=cited, note="a\nb")
        )
        ledger.record(published(published_total="USD 100", since=None))
        return ledger.report()


@pytest.fixture(scope="module")
def written(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Grids:
    """What a file of the report holds."""
    path: Path = tmp_path_factory.mktemp("book") / "report.xlsx"
    write_workbook(report, path)
    book = CalamineWorkbook.from_path(path)
    return {
        name: [
            [Decimal(repr(cell)) if isinstance(cell, float) else cell for cell in row]
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
    }


def found(report: Report, grids: Grids) -> list[Difference]:
    return list(differences(report, {name: partial(iter, rows) for name, rows in grids.items()}))


def test_what_was_written_agrees(report: Report, written: Grids) -> None:
    assert len(written) == 15
    assert found(report, written) == []


def test_every_altered_cell_is_found_and_no_other(report: Report, written: Grids) -> None:
    records = Records(report)
    list(records)
    live = {
        part.name.value: {at for row in part.rows for at, value in enumerate(row) if isinstance(value, Live)}
        for part in describe(report, records)
    }
    altered = 0
    for name, rows in written.items():
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if (
                    cell == ""
                    or at in live[name]
                    or (name in {"Cover", "Checks"} and "tie to the packages" in str(cell))
                ):
                    continue
                other = (
                    date(1999, 9, 9)
                    if isinstance(cell, date)
                    else cell + 1
                    if isinstance(cell, Decimal)
                    else f"{cell}."
                )
                changed = [[*line] for line in rows]
                changed[number][at] = other
                (difference,) = found(report, written | {name: changed})
                assert (difference.sheet, difference.cell) == (name, f"{get_column_letter(at + 1)}{number + 1}")
                altered += 1
    assert altered > 200


def test_a_long_text_is_told_from_where_it_parts(report: Report, written: Grids) -> None:
    text = written["Notes"][10][1]
    changed = [[*line] for line in written["Notes"]]
    changed[10][1] = f"{text[:-3]}!"
    (difference,) = found(report, written | {"Notes": changed})
    assert difference.stands.startswith("'...")
    assert len(difference.stands) < 70
    assert difference.stands != difference.should
