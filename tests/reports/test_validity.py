"""Whether other programs take the workbook for what it is: by the schemas of the standard, and as pandas reads it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # it has no types
from support import Fresh, package

from aidledger.domain.report import Report
from aidledger.reports.workbook import write_workbook
from aidledger.storage.ledger import Ledger


@pytest.fixture(scope="module")
def report(fresh_sqlite: Fresh) -> Iterator[Report]:
    some = [
        package(
            ref=f"p{number}",
            announced_on=f"2023-0{number}-01",
            amount=f"{bound} {code} {number}.50",
            donor=donor,
            instrument="PDA",
            items=[{"description": "guns <&>", "category": "fires", "quantity": "about 12.5 tons", "amount": f"{code} 1"}],
            sources=[f"https://example.org/{number}?a=1&b='2'", "A title"],
        )
        for number, (bound, code, donor) in enumerate(
            [("about", "USD", "US"), ("up to", "EUR", "DE"), ("at least", "USD", "US"), ("", "USD", "PL")], start=1
        )
    ]  # fmt: skip
    with fresh_sqlite() as target, Ledger.open(target) as ledger:
        for one in some:
            ledger.record(one)
        yield ledger.report()


@pytest.fixture(scope="module")
def workbook(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("valid") / "report.xlsx"
    write_workbook(report, path)
    return path


def test_the_parts_are_valid_by_the_schemas_of_the_standard(workbook: Path) -> None:
    found = OpenXmlValidator().validate(workbook).errors
    # That Excel moves texts into a part of their own when it saves is no fault.
    assert [f"{one.part_uri}: {one.description}" for one in found if one.id != "Excel_InlineStrCells"] == []


def test_pandas_reads_figures_days_and_texts(workbook: Path) -> None:
    pandas = pytest.importorskip("pandas")
    top = openpyxl.load_workbook(workbook)["Packages"].tables["Packages"].ref.partition(":")[0]
    frame = pandas.read_excel(workbook, sheet_name="Packages", header=int(top[1:]) - 1, engine="openpyxl")
    assert list(frame["Ref"]) == ["p1", "p2", "p3", "p4"]
    assert list(frame["Amount"]) == [1.5, 2.5, 3.5, 4.5]
    assert list(frame["Announced on"]) == [datetime(2023, month, 1) for month in (1, 2, 3, 4)]  # noqa: DTZ001  as read
    sums = frame.groupby(["Stage", "Counted in"])["Counted"].sum()
    assert sums["commitment", "USD"] == 9.5


def test_what_is_worked_out_is_stored_too(workbook: Path) -> None:
    """For previewers, telephones and pandas, which work nothing out."""
    book = openpyxl.load_workbook(workbook, data_only=True)
    formulas = openpyxl.load_workbook(workbook)
    blank = [
        cell.coordinate
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and book[sheet.title][cell.coordinate].value is None
    ]
    assert blank == []
