"""`aidledger verify report.xlsx`: whether a workbook still says what the ledger says, and where it does not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from program import Run

PACKAGES = """ref,donor,announced_on,amount,instrument,items,sources
one,US,2023-08-29,up to USD 250M,PDA,"3,000,000+ rounds: small arms ammunition; spares",https://example.org/one
two,US,2023-09,USD 5M,PDA,,https://example.org/two
three,NO,2023,NOK 7.5bn,,12 x generators,
"""


@pytest.fixture
def exported(run: Run, home: Path) -> Path:
    """The workbook of a small ledger."""
    (home / "packages.csv").write_text(PACKAGES)
    assert run("import", "packages.csv").code == 0
    assert run("export", "report.xlsx").code == 0
    return home / "report.xlsx"


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Change a workbook as somebody would who opens and saves it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def place(sheet: Any, ref: str, heading: str) -> Any:
    """The cell under `heading` in the row of `ref`."""
    (table,) = sheet.tables.values()
    headings, *rows = sheet[table.ref]
    column = [cell.value for cell in headings].index(heading)
    return next(row for row in rows if row[0].value == ref)[column]


def test_a_workbook_agrees_with_its_ledger_whatever_was_recorded_since(run: Run, exported: Path) -> None:
    assert run("verify", "report.xlsx") == (0, "", "")
    run("add", "later", "--amount", "USD 7M", "--on", "2023-09-02", "--donor", "US")
    run("revise", "one", "--amount", "USD 200M", "--reason", "a correction")
    assert run("verify", "report.xlsx") == (0, "", "")


def test_every_altered_cell_is_told_with_what_stands_there_and_what_should(run: Run, exported: Path) -> None:
    cells: dict[str, str] = {}

    def change(book: Any) -> None:
        for ref, heading, value in (
            ("one", "Amount", 25_000_000), ("two", "Title", "'=1+1"), ("three", "Known on", date(2023, 1, 2)),
        ):  # fmt: skip
            cell = place(book["Packages"], ref, heading)
            cell.value = value
            cells[heading] = cell.coordinate
        cell = place(book["Cover"], "Commitment", "Amount")
        cells["Cover"] = cell.coordinate
        cell.value = 8

    edit(exported, change)
    ran = run("verify", "report.xlsx")
    assert (ran.code, ran.err) == (3, "")
    assert ran.out.splitlines() == [
        f"Cover!{cells['Cover']}: 8 stands there, and the ledger says 7,500,000,000",
        f"Packages!{cells['Known on']}: 2023-01-02 stands there, and the ledger says 2023-12-31",
        f"Packages!{cells['Amount']}: 25,000,000 stands there, and the ledger says 250,000,000",
        f"Packages!{cells['Title']}: ''=1+1' stands there, and the ledger says nothing",
    ]


def test_rows_may_be_sorted_and_none_may_go_or_come(run: Run, exported: Path) -> None:
    def turn(book: Any) -> None:
        (table,) = book["Packages"].tables.values()
        rows = book["Packages"][table.ref][1:]
        turned = [[cell.value for cell in row] for row in reversed(rows)]
        for row, values in zip(rows, turned, strict=True):
            for cell, value in zip(row, values, strict=True):
                cell.value = value

    edit(exported, turn)
    assert run("verify", "report.xlsx").code == 0

    def replace(book: Any) -> None:
        cell = place(book["Packages"], "two", "Ref")
        book["Packages"].delete_rows(cell.row)
        book["Line items"].cell(book["Line items"].max_row + 3, 1).value = "four"

    edit(exported, replace)
    ran = run("verify", "report.xlsx")
    assert ran.code == 3
    assert "Packages: the row of 'two' is missing; the ledger has it" in ran.out
    assert "('four') stands there; the ledger has no such row" in ran.out


def test_a_number_that_became_text_and_a_sheet_that_went_are_told(run: Run, exported: Path) -> None:
    def change(book: Any) -> None:
        place(book["Packages"], "two", "Amount").value = "5000000"
        del book["Sources"]

    edit(exported, change)
    ran = run("verify", "report.xlsx")
    assert ran.code == 3
    assert "'5000000' stands there, and the ledger says 5,000,000" in ran.out
    assert "Sources: this sheet is missing; the ledger's report has it" in ran.out


def test_another_ledger_is_told_apart(run: Run, exported: Path) -> None:
    run("--db", "other.db", "add", "one", "--amount", "USD 7M", "--on", "2023-09-02", "--donor", "US")
    ran = run("--db", "other.db", "verify", "report.xlsx")
    assert ran.code == 3
    first = "report.xlsx was exported from another ledger, or the history of this one was altered since"
    assert ran.out.splitlines()[0] == first


@pytest.mark.parametrize(
    "words",
    [
        ("2023", "--donor", "US", "--as-known-on", "2023-10-01"),
        ("--cumulative", "--fiscal-start", "4"),
        ("--in", "EUR"),
        ("--sheets", "cover,packages,checks", "--instrument", "PDA"),
        ("--stage", "pledge"),
    ],
)
def test_what_the_report_was_asked_for_is_remembered(run: Run, exported: Path, words: tuple[str, ...]) -> None:
    assert run("export", "asked.xlsx", *words).code == 0
    run("add", "later", "--amount", "USD 7M", "--on", "2023-09-02", "--donor", "US")
    assert run("verify", "asked.xlsx") == (0, "", "")


def test_rates_of_ones_own_are_asked_for_again(run: Run, exported: Path, home: Path) -> None:
    (home / "rates.csv").write_text("date,base,quote,rate\n2022-01-01,USD,EUR,0.5\n2026-01-01,USD,EUR,0.6\n")
    assert run("export", "asked.xlsx", "--in", "EUR", "--rates", "rates.csv", "--donor", "US").code == 0
    assert run("verify", "asked.xlsx", "--rates", "rates.csv") == (0, "", "")
    ran = run("verify", "asked.xlsx")
    assert ran.code == 2
    assert ran.err == ("error: asked.xlsx was exported with rates of rates.csv\nhint: add --rates rates.csv\n")
    (home / "rates.csv").write_text("date,base,quote,rate\n2022-01-01,USD,EUR,0.4\n2026-01-01,USD,EUR,0.6\n")
    assert run("verify", "asked.xlsx", "--rates", "rates.csv").code == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("verify", "none.xlsx"), "error: there is no file none.xlsx"),
        (("verify", "packages.csv"), "error: packages.csv does not say from which ledger it was exported"),
        (("verify", "report.xlsx", "--strict"), "error: --strict is about the whole ledger, and not about a workbook"),
        (("verify", "report.xlsx", "--rates", "r.csv"), "error: report.xlsx has no converted totals"),
        (("verify", "--rates", "r.csv"), "error: --rates says nothing without a workbook"),
        (("export", "a.csv", "--cumulative"), "error: --cumulative is about totals, and a.csv has none"),
        (("export", "a.csv", "--in", "EUR"), "error: --in is about totals, and a.csv has none"),
        (("export", "a.jsonl", "--sheets", "cover"), "error: --sheets is about totals, and a.jsonl has none"),
        (("export", "a.xlsx", "--sheets", "front"), "error: 'front' is not a sheet"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, exported: Path, words: tuple[str, ...], message: str) -> None:
    ran = run(*words)
    assert ran.err.splitlines()[0] == message
    assert ran.code in {2, 4}
    assert "hint: " in ran.err


def test_the_same_ledger_gives_the_same_bytes(run: Run, exported: Path, home: Path) -> None:
    epoch = {"SOURCE_DATE_EPOCH": "1800000000"}
    for name in ("first.xlsx", "second.xlsx"):
        assert run("export", name, env=epoch).code == 0
    assert (home / "first.xlsx").read_bytes() == (home / "second.xlsx").read_bytes()
    assert run("verify", "first.xlsx") == (0, "", "")
    ran = run("export", "third.xlsx", env={"SOURCE_DATE_EPOCH": "soon"})
    assert (ran.code, ran.err.splitlines()[0]) == (
        2, "error: SOURCE_DATE_EPOCH: 'soon' is no number of seconds since 1970",
    )  # fmt: skip


def test_the_author_is_the_one_who_was_named(run: Run, exported: Path) -> None:
    assert openpyxl.load_workbook(exported).properties.creator == "An Author"
