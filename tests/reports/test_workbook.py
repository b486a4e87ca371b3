"""The Excel workbook, read back by another library than the one that wrote it."""

import re
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from strategies import amounts, lines, prose
from support import Anew, package

from aidledger.domain.amounts import Amount
from aidledger.domain.dates import Period
from aidledger.domain.packages import Entry, Package
from aidledger.domain.report import PartName, Report
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import Stage
from aidledger.errors import AidledgerError, InvalidInput
from aidledger.reports.workbook import write_workbook

DRAWDOWN = package(
    ref="us-pda-2023-08-29",
    title="Drawdown of up to $250 million",
    instrument="PDA",
    amount="up to USD 250M",
    draws_on="us-authority-2022",
    items=[
        "munitions",
        {"description": "small arms ammunition", "quantity": "at least 3,000,000 rounds", "category": "fires"},
        {"description": "spares", "amount": "about USD 1,000.50"},
    ],
    sources=[
        {
            "publisher": "Department of Defense",
            "title": "Security assistance",
            "url": "https://www.defense.gov/release?id=1#top",
            "published_on": "2023-08-29",
            "locator": "paragraph 2",
        },
        {"title": "A printed page", "published_on": "1899-12-31"},
    ],
    tags=["tranche"],
    note="First line\nSecond line",
)
AUTHORITY = package(
    ref="us-authority-2022", announced_on="2022-05", stage="appropriation", amount="USD 40bn", items=["authority"]
)
SPRING = package(ref="us-2023-04-04", announced_on="2023-04-04", amount="USD 500M", sources=["https://example.org/"])
VAGUE = package(ref="us-2023", announced_on="2023", amount="about USD 70M")
NORDIC = package(ref="no-2023-05-05", announced_on="2023-05-05", donor="NO", amount="NOK 7.5bn")
SILENT = package(ref="ee-2023-06-06", announced_on="2023-06-06", donor="EE", amount=None, items=["howitzers"])
WISH = package(ref="request-2023-05-07", announced_on="2023-05-07", stage="request", amount=None, items=["2 x Patriot"])
EVERYTHING = (AUTHORITY, DRAWDOWN, SPRING, VAGUE, NORDIC, SILENT, WISH)

Reports = Any
SHEETS = [
    "Cover", "Contents", "Totals by month", "Totals by fiscal year", "Totals by donor", "Totals by instrument",
    "Totals by category", "Appropriations", "Packages", "Line items", "Quantities by item", "Sources", "Revisions",
    "Notes", "Checks",
]  # fmt: skip


@pytest.fixture(scope="session")
def report_of(anew_sqlite: Anew) -> Reports:
    """Makes the report of a ledger that holds the given packages."""

    def report(packages: Sequence[Package], period: str = "", parts: Sequence[PartName] = (), **filters: Any) -> Report:
        with anew_sqlite() as ledger:
            for one in packages:
                ledger.record(one, new=True)
            return ledger.report(Period.parse(period) if period else None, Filters(**filters), parts=parts)

    return report


@pytest.fixture(scope="session")
def everything(report_of: Reports, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of all packages above, written once: tests read it alone."""
    path = tmp_path_factory.mktemp("everything") / "report.xlsx"
    write_workbook(report_of(EVERYTHING), path)
    return path


def rows_of(path: Path, sheet: str) -> list[list[Any]]:
    """The rows of `sheet`, as calamine reads them."""
    rows: list[list[Any]] = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return rows


def table(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The table of `sheet`: the rows that Excel has as one."""
    cells = grid(openpyxl.load_workbook(path)[sheet])
    top, bottom, right = cells[0][0].row, cells[-1][0].row, len(cells[0])
    headings, *body = (row[:right] for row in rows_of(path, sheet)[top - 1 : bottom])
    return [dict(zip(map(str, headings), row, strict=True)) for row in body if any(value != "" for value in row)]


def texts(path: Path, sheet: str) -> list[str]:
    """What stands in each row of `sheet`, its cells joined by a colon."""
    return [": ".join(str(value) for value in row if value != "") for row in rows_of(path, sheet)]


def opened(path: Path) -> dict[str, Any]:
    book = openpyxl.load_workbook(path)
    return {name: book[name] for name in book.sheetnames}


def grid(sheet: Any) -> list[Any]:
    """The cells of the table of `sheet`, headings first."""
    (found,) = sheet.tables.values()
    return list(sheet[found.ref])


def at(sheet: Any, ref: str, heading: str) -> Any:
    """The cell under `heading` in the first row of `ref`."""
    headings, *rows = grid(sheet)
    names = [cell.value for cell in headings]
    assert len(set(names)) == len(names)
    return next(row for row in rows if row[0].value == ref)[names.index(heading)]


def followed(sheets: dict[str, Any], cell: Any) -> list[Any]:
    """The values of the row that a click on `cell` leads to."""
    match = re.fullmatch(r"'(.+)'!([A-Z]+)(\d+)", cell.hyperlink.location)
    assert match
    return [found.value for found in sheets[match[1]][int(match[3])]]


def xml(path: Path) -> str:
    """Every sheet of the book, as it is stored."""
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if "/sheet" in name)


# Sheets


def test_the_sheets_stand_in_order_with_their_titles_in_a1(everything: Path) -> None:
    sheets = opened(everything)
    assert list(sheets) == [name for name in SHEETS if name != "Totals by category"]
    assert sheets["Cover"]["A1"].value == "Military aid: Estonia, Norway and United States to Ukraine"
    assert sheets["Totals by month"]["A1"].value == "Aid (military) by month"
    assert all(sheet["A1"].value and sheet["A2"].value for sheet in sheets.values())


def test_each_sheet_has_one_table_that_covers_its_rows(everything: Path) -> None:
    names = []
    for name, sheet in opened(everything).items():
        (found,) = sheet.tables.values()
        names.append(found.displayName)
        headings = [cell.value for cell in grid(sheet)[0]]
        assert None not in headings
        assert len({heading.lower() for heading in headings}) == len(headings)
        assert found.autoFilter.ref == found.ref
        assert [column.name for column in found.tableColumns] == headings
        top = grid(sheet)[0][0].row
        assert sheet.freeze_panes == (None if name == "Cover" else f"B{top + 1}")
        assert not sheet.merged_cells.ranges
        assert sheet.print_title_rows == f"${top}:${top}"
        assert sheet.page_setup.orientation == "landscape"
        assert not sheet.sheet_view.showGridLines
    assert names == [name.title().replace(" ", "") for name in opened(everything)]


def test_a_book_may_hold_some_sheets_alone(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(report_of(EVERYTHING, parts=PartName.parse("sources,contents,totals-by-donor")), path)
    sheets = opened(path)
    assert list(sheets) == ["Contents", "Totals by donor", "Sources"]
    assert [row["Part"] for row in table(path, "Contents")] == ["Totals by donor", "Sources"]
    assert "Packages add up to" not in table(path, "Totals by donor")[0]
    assert not any(cell.hyperlink for row in grid(sheets["Totals by donor"]) for cell in row)


@pytest.mark.parametrize("text", ["cover,sheet", "", "Packages,,notes"])
def test_a_sheet_that_there_is_not_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a sheet") as caught:
        PartName.parse(text)
    assert "totals-by-month" in str(caught.value.hint)


def test_what_has_nothing_to_show_is_told_with_the_reason(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(report_of([SPRING]), path)
    told = {row["Part"]: row["What it holds"] for row in table(path, "Contents")}
    assert told["Totals by category"].startswith("Not in this report: no line item states what it is worth")
    assert told["Appropriations"] == "Not in this report: no appropriation is recorded"
    assert told["Totals by instrument"] == "Not in this report: no package states its legal channel"
    assert told["Published totals"] == "Not in this report: no published total is recorded"


# The cover


def test_the_cover_keeps_stages_and_currencies_apart(everything: Path) -> None:
    shown = [tuple(row.values())[:7] for row in table(everything, "Cover")]
    assert shown == [
        ("Appropriation", "USD", "exact", 40_000_000_000, 40_000_000_000, 1, 0),
        ("Commitment", "NOK", "exact", 7_500_000_000, 7_500_000_000, 1, 0),
        ("Commitment", "USD", "about", 820_000_000, 820_000_000, 3, 0),
        ("Commitment", "not disclosed", "", "", "", 1, 1),
    ]


def test_the_cover_says_what_is_left_out_and_where_it_comes_from(report_of: Reports, tmp_path: Path) -> None:
    part = package(ref="part", announced_on="2023-09-01", draws_on="us-2023-04-04", amount="USD 100M", sources=["A"])
    within = package(ref="within", announced_on="2023-09-02", draws_on="us-2023-04-04", amount="EUR 5M", sources=["A"])
    report = report_of((*EVERYTHING, part, within), period="2023-02..", donors=("US",))
    write_workbook(report, tmp_path / "report.xlsx")
    shown = texts(tmp_path / "report.xlsx", "Cover")
    assert "Period: from 2023-02-01 (that day included)" in shown
    assert f"Fingerprint: {report.fingerprint}" in shown
    assert "Ledger: ledger.db" in shown
    assert f"Made at: {report.made_at:%Y-%m-%d %H:%M:%S} UTC, by aidledger" in shown
    assert "Packages: donor US" in shown
    assert "Only partly in the period: not counted: us-2023 (2023)." in shown
    assert "Counted once: USD 100,000,000, stated by 1 commitment and again by what they draw on." in shown
    assert any(line.startswith("Counted within others: 1 package ") for line in shown)
    assert any(line.startswith("Unsourced: 0 of 4 packages counted.") for line in shown)
    assert any(re.fullmatch(r"Checks: All \d+ figures tie to the packages", line) for line in shown)


def test_headline_figures_have_names(everything: Path) -> None:
    book = openpyxl.load_workbook(everything)
    named = {}
    for name, defined in book.defined_names.items():
        sheet, cell = next(defined.destinations)
        named[name] = book[sheet][cell.replace("$", "")].value
    assert named == {
        "Appropriation_USD": 40_000_000_000, "Commitment_NOK": 7_500_000_000, "Commitment_USD": 820_000_000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ("", "all dates"),
        ("2023-08-29", "2023-08-29"),
        ("2023-08", "2023-08-01 to 2023-08-31 (both days included)"),
        ("..2023", "to 2023-12-31 (that day included)"),
    ],
)
def test_the_period_is_written_out(report_of: Reports, tmp_path: Path, period: str, shown: str) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(report_of([], period=period), path)
    assert f"Period: {shown}" in texts(path, "Cover")


def test_requests_are_left_out_unless_asked_for(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(report_of(EVERYTHING), path)
    assert any("1 request. Totals count appropriations, commitments" in line for line in texts(path, "Cover"))
    assert {row["Ref"]: row["In totals"] for row in table(path, "Packages")}["request-2023-05-07"] == "no"
    write_workbook(report_of(EVERYTHING, stages=(Stage.REQUEST,)), path)
    assert {row["Ref"]: row["In totals"] for row in table(path, "Packages")}["request-2023-05-07"] == "yes"


# Totals


def test_months_without_a_package_are_rows_of_zero(everything: Path) -> None:
    dollars = [
        row for row in table(everything, "Totals by month") if (row["Stage"], row["Currency"]) == ("Commitment", "USD")
    ]
    assert [row["Month"] for row in dollars] == [
        *(f"2022-{month:02}" for month in range(5, 13)),
        *(f"2023-{month:02}" for month in (1, 2, 3, 4, 5, 7, 8)),  # in June somebody gave what no value is stated of
        "2023, month unknown",
    ]
    headings = ("Bound", "Amount", "Cumulative", "Cumulative bound", "Packages")
    figures = {row["Month"]: tuple(row[heading] for heading in headings) for row in dollars}
    assert figures["2023-03"] == ("", 0, 0, "exact", 0)
    assert figures["2023-04"] == ("exact", 500_000_000, 500_000_000, "exact", 1)
    assert figures["2023-08"] == ("up to", 250_000_000, 750_000_000, "up to", 1)
    assert figures["2023, month unknown"] == ("about", 70_000_000, 820_000_000, "about", 1)


def test_cumulative_totals_run_on_instead(anew_sqlite: Anew, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    with anew_sqlite() as ledger:
        for one in (SPRING, DRAWDOWN.model_copy(update={"draws_on": None})):
            ledger.record(one)
        write_workbook(ledger.report(cumulative=True), path)
    rows = table(path, "Totals by month")
    assert [(row["Month"], row["Amount"]) for row in rows][-2:] == [("2023-07", 500_000_000), ("2023-08", 750_000_000)]
    assert "Cumulative" not in rows[0]
    assert opened(path)["Totals by month"]["A1"].value == "Cumulative aid (military) by month"


def test_totals_by_category_break_down_what_line_items_state(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    guns = [{"description": "guns", "category": "fires", "amount": "USD 30"}, {"description": "spares"}]
    write_workbook(report_of([package(ref="a", amount="USD 50", items=guns)]), path)
    shown = [(row["Category"], row["Amount"], row["Packages add up to"]) for row in table(path, "Totals by category")]
    assert shown == [("fires", 30, 30), ("not itemised", 20, 20)]
    (row,) = table(path, "Packages")
    assert (row["Counted"], row["Counted as fires"], row["Counted as not itemised"]) == (50, 30, 20)


def test_what_a_donor_shares_with_others_has_rows_of_its_own(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    joint = package(donor="DK+NO", amount="NOK 1bn")
    write_workbook(report_of([NORDIC, joint], donors=("NO",)), path)
    assert [(row["Stage"], row["Donor"], row["Amount"]) for row in table(path, "Cover")] == [
        ("Commitment", "DK+NO", 1_000_000_000),
        ("Commitment", "NO", 7_500_000_000),
    ]
    assert {(row["Month"], row["Donor"]) for row in table(path, "Totals by month") if row["Packages"]} == {
        ("2023-05", "NO"),
        ("2023-08", "DK+NO"),
    }


def test_figures_lead_to_the_first_of_their_packages(everything: Path) -> None:
    sheets = opened(everything)
    for name in ("Cover", "Totals by month", "Totals by fiscal year", "Totals by donor", "Totals by instrument"):
        headings, *rows = grid(sheets[name])
        place = [cell.value for cell in headings].index("Packages")
        counted = [row for row in rows if row[place].value]
        assert counted
        for row in counted:
            assert "filter the packages by" in row[place].hyperlink.tooltip
            stage = next(cell.value for cell in row if cell.value in {"Appropriation", "Commitment"})
            assert stage.lower() in followed(sheets, row[place])


# Charts


def test_the_chart_shows_the_commitments_and_what_they_come_to(everything: Path) -> None:
    sheets = opened(everything)
    for name in ("Cover", "Totals by month"):
        (chart,) = sheets[name]._charts
        bars, line = chart._charts
        rows = grid(sheets["Totals by month"])
        dollars = [row for row in rows if (row[1].value, row[2].value) == ("Commitment", "USD")]
        first, last = dollars[0][0].row, dollars[-1][0].row
        assert bars.series[0].val.numRef.f == f"'Totals by month'!$E${first}:$E${last}"
        assert bars.series[0].cat.strRef.f == f"'Totals by month'!$A${first}:$A${last}"
        assert line.series[0].val.numRef.f == f"'Totals by month'!$G${first}:$G${last}"
        assert [Decimal(point.v) for point in bars.series[0].val.numRef.numCache.pt] == [
            row[4].value for row in dollars
        ]
        assert not bars.x_axis.delete
        assert not bars.y_axis.delete
    with zipfile.ZipFile(everything) as archive:
        drawn = archive.read("xl/charts/chart1.xml").decode()
        told = archive.read("xl/drawings/drawing1.xml").decode()
    assert "Commitments by month, USD million" in drawn
    assert "Month of announcement" in drawn
    assert 'descr="Columns: Commitments by month, in USD, 16 figures; the largest is 2023-04 with $500.0M' in told


def test_every_chart_is_told_in_words(everything: Path) -> None:
    with zipfile.ZipFile(everything) as archive:
        drawings = [
            archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/drawings/drawing")
        ]
    assert len(drawings) == 4
    assert all(drawing.count("descr=") == drawing.count("name=") for drawing in drawings)


@pytest.mark.parametrize("packages", [[], [SILENT], [VAGUE], [WISH]])
def test_there_is_no_chart_of_one_figure_or_none(report_of: Reports, tmp_path: Path, packages: list[Package]) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(report_of(packages), path)
    assert not any(sheet._charts for sheet in opened(path).values())


def test_small_sums_are_charted_in_units(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    two = [
        package(ref=f"a{month}", stage="appropriation", announced_on=f"2023-0{month}", amount="JPY 1,000")
        for month in (1, 3)
    ]
    write_workbook(report_of(two), path)
    with zipfile.ZipFile(path) as archive:
        assert "Appropriations by month, JPY<" in archive.read("xl/charts/chart1.xml").decode()


def test_the_zeros_of_both_axes_stand_side_by_side(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    less = package(ref="less", announced_on="2023-03", amount="-USD 40M")
    write_workbook(report_of([less, package(ref="more", announced_on="2023-04", amount="USD 100M")]), path)
    (chart,) = opened(path)["Cover"]._charts
    lowest, highest = ([one.y_axis.scaling.min, one.y_axis.scaling.max] for one in chart._charts)
    assert lowest[0] / lowest[1] == highest[0] / highest[1]
    assert lowest[0] <= -40_000_000
    assert highest[1] >= 60_000_000


# Packages, items, sources


def test_a_package_reads_back(everything: Path) -> None:
    row = next(row for row in table(everything, "Packages") if row["Ref"] == DRAWDOWN.ref)
    assert row == {
        "Ref": "us-pda-2023-08-29",
        "Title": "Drawdown of up to $250 million",
        "Announced on": date(2023, 8, 29),
        "Month": "2023-08",
        "Fiscal year": "FY2023",
        "Stage": "commitment",
        "Donor": "US",
        "Recipient": "UA",
        "Aid type": "military",
        "Instrument": "PDA",
        "Currency": "USD",
        "Bound": "up to",
        "Amount": 250_000_000,
        "In totals": "yes",
        "Counted in": "USD",
        "Counted bound": "up to",
        "Counted": 250_000_000,
        "Items": 3,
        "Sources": 2,
        "Revisions": 1,
        "Draws on": "us-authority-2022",
        "Appropriation": "us-authority-2022",
        "Status": "live",
        "Known on": date(2023, 8, 29),
        "Tags": "tranche",
        "Note": "First line\nSecond line",
        "First possible day": date(2023, 8, 29),
        "Last possible day": date(2023, 8, 29),
    }


def test_every_revision_of_a_package_is_listed(anew_sqlite: Anew, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    with anew_sqlite() as ledger:
        ledger.record_many(map(Entry, (SPRING, AUTHORITY, DRAWDOWN)))
        ledger.revise(str(DRAWDOWN.ref), {"amount": "USD 240M"}, reason="=Mended", known_on=date(2023, 9, 1))
        write_workbook(ledger.report(), path)
    rows = [row for row in table(path, "Revisions") if row["Ref"] == DRAWDOWN.ref]
    assert [(row["No."], row["Known on"], row["Recorded by"], row["Reason"], row["What changed"]) for row in rows] == [
        (1, date(2023, 8, 29), "tester", "", "first recorded"),
        (2, date(2023, 9, 1), "tester", "=Mended", "amount: <= $250.0M -> $240.0M"),
    ]
    sheets = opened(path)
    cell = at(sheets["Packages"], str(DRAWDOWN.ref), "Revisions")
    assert (cell.value, followed(sheets, cell)[:2]) == (2, [DRAWDOWN.ref, 1])


def test_what_is_not_stated_is_said_or_blank(everything: Path) -> None:
    rows = {row["Ref"]: row for row in table(everything, "Packages")}
    silent = rows["ee-2023-06-06"]
    assert (silent["Currency"], silent["Bound"], silent["Amount"]) == ("", "not disclosed", "")
    assert silent["Sources"] == "unsourced"
    assert rows["us-2023"]["Announced on"] == "2023"
    assert rows["us-2023"]["Month"] == "2023, month unknown"
    assert rows["us-authority-2022"]["Announced on"] == "2022-05"


def test_a_cancelled_package_is_listed_and_not_counted(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    twice = package(ref="twice", status="cancelled", duplicate_of="us-2023-04-04")
    write_workbook(report_of([SPRING, twice]), path)
    row = next(row for row in table(path, "Packages") if row["Ref"] == "twice")
    assert (row["Status"], row["In totals"]) == ("cancelled, as a duplicate of us-2023-04-04", "no")
    assert table(path, "Cover")[0]["Amount"] == 500_000_000


def test_items_read_back(everything: Path) -> None:
    rows = [tuple(row.values()) for row in table(everything, "Line items") if row["Ref"] == DRAWDOWN.ref]
    assert rows == [
        ("us-pda-2023-08-29", 1, "munitions", "", "", "", "", "", "", "", "commitment", "no quantity"),
        (
            "us-pda-2023-08-29",
            2,
            "small arms ammunition",
            "fires",
            "at least",
            3_000_000,
            "rounds",
            "",
            "",
            "",
            "commitment",
            "rounds",
        ),
        ("us-pda-2023-08-29", 3, "spares", "", "", "", "", "USD", "about", 1000.5, "commitment", "no quantity"),
    ]


def test_sources_read_back(everything: Path) -> None:
    rows = [tuple(row.values())[1:] for row in table(everything, "Sources") if row["Ref"] == DRAWDOWN.ref]
    address = "https://www.defense.gov/release?id=1#top"
    assert rows == [
        (1, "Department of Defense", "Security assistance", date(2023, 8, 29), "paragraph 2", address, ""),
        (2, "", "A printed page", "1899-12-31", "", "", ""),
    ]


def test_a_reader_gets_from_a_package_to_its_items_and_sources_and_back(everything: Path) -> None:
    sheets = opened(everything)
    packages = sheets["Packages"]
    ref = str(DRAWDOWN.ref)
    assert followed(sheets, at(packages, ref, "Items"))[:3] == [ref, 1, "munitions"]
    assert followed(sheets, at(packages, ref, "Sources"))[:3] == [ref, 1, "Department of Defense"]
    assert followed(sheets, at(packages, ref, "Draws on"))[0] == "us-authority-2022"
    assert followed(sheets, at(packages, "us-2023-04-04", "Sources"))[:2] == ["us-2023-04-04", 1]
    assert at(packages, "us-2023-04-04", "Items").hyperlink is None
    assert at(packages, "us-2023", "Sources").hyperlink is None
    for name in ("Line items", "Sources"):
        for row in grid(sheets[name])[1:]:
            assert followed(sheets, row[0])[0] == row[0].value
    assert at(sheets["Sources"], ref, "Address").hyperlink.target == "https://www.defense.gov/release?id=1#top"


def test_the_contents_lead_to_every_sheet_and_every_sheet_back(everything: Path) -> None:
    sheets = opened(everything)
    links = [row[0] for row in grid(sheets["Contents"])[1:] if row[0].hyperlink]
    assert [cell.value for cell in links] == [name for name in sheets if name != "Contents"]
    for cell in links:
        assert followed(sheets, cell)[0] == sheets[cell.value]["A1"].value
        if cell.value != "Cover":
            (back,) = (
                row[0]
                for row in sheets[cell.value].iter_rows(max_row=12, max_col=1)
                if row[0].value == "Back to the contents"
            )
            assert followed(sheets, back)[0] == "Contents"


def test_a_reader_who_doubts_the_headline_is_three_clicks_from_the_page_itself(
    report_of: Reports, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(report_of([AUTHORITY, SPRING, NORDIC]), path)
    sheets = opened(path)
    headings, *rows = grid(sheets["Cover"])
    names = [cell.value for cell in headings]
    headline = next(row for row in rows if (row[0].value, row[1].value) == ("Commitment", "USD"))
    package_row = followed(sheets, headline[names.index("Packages")])
    source_row = followed(sheets, at(sheets["Packages"], package_row[0], "Sources"))
    address = source_row[[cell.value for cell in grid(sheets["Sources"])[0]].index("Address")]
    assert (package_row[0], address) == ("us-2023-04-04", "https://example.org/")
    assert at(sheets["Sources"], package_row[0], "Address").hyperlink.target == address


def test_a_package_that_is_not_in_the_book_is_named_without_a_link(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(report_of(EVERYTHING, period="2023-08"), path)
    cell = at(opened(path)["Packages"], str(DRAWDOWN.ref), "Draws on")
    assert (cell.value, cell.hyperlink) == ("us-authority-2022", None)


def test_formats_name_the_currency_and_show_decimals_where_there_are_any(everything: Path) -> None:
    sheets = opened(everything)
    assert at(sheets["Packages"], str(DRAWDOWN.ref), "Amount").number_format == '"≤ "[$$]#,##0.00;"≤ "-[$$]#,##0.00'
    assert at(sheets["Packages"], "no-2023-05-05", "Amount").number_format == "[$NOK ]#,##0;-[$NOK ]#,##0"
    assert at(sheets["Packages"], str(DRAWDOWN.ref), "Announced on").number_format == "yyyy-mm-dd"


def test_notes_explain_what_is_counted(everything: Path) -> None:
    notes = {row["Topic"]: row["Explanation"] for row in table(everything, "Notes")}
    assert len(notes) == len(table(everything, "Notes"))
    assert notes["Donors and recipients"] == "EE: Estonia; NO: Norway; UA: Ukraine; US: United States"
    assert "never added together" in notes["Stages"]
    assert notes["Unsourced"].startswith("4 of 6 packages counted.")


def test_a_ledger_without_packages_gives_a_workbook_that_opens(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(report_of([]), path)
    for name, sheet in opened(path).items():
        (found,) = sheet.tables.values()
        assert name in {"Contents", "Notes"} or len(sheet[found.ref]) == 2
    assert "Nothing to count: the ledger has no package in this scope." in texts(path, "Cover")


def test_the_properties_are_those_of_the_report(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    report = report_of([SPRING])
    write_workbook(report, path)
    properties = openpyxl.load_workbook(path).properties
    assert properties.title == "Military aid: United States to Ukraine: all dates"
    assert properties.keywords == "aid, military, UA, US"
    assert properties.creator == "aidledger"
    made = report.made_at.replace(microsecond=0, tzinfo=None)
    assert (properties.created, properties.modified) == (made, made)


def test_many_straddling_packages_are_named_in_part(
    report_of: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.xlsx"
    monkeypatch.setattr("aidledger.reports.description.notes._LISTED", 2)
    vague = [package(announced_on="2023", amount="USD 1M", title=f"tranche {number}") for number in range(4)]
    write_workbook(report_of(vague, period="2023-08"), path)
    notes = {row["Topic"]: row["Explanation"] for row in table(path, "Notes")}
    assert notes["Only partly in the period"].endswith("and 2 more.")


# What looks like a formula, and other awkward text

formulas = st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "#N/A", "TRUE", "12", "_x0041_"])
awkward = formulas | st.builds(str.__add__, st.sampled_from("=+-@"), lines()) | lines()


texts_of_a_package = st.fixed_dictionaries(
    {"title": awkward, "note": prose | awkward, "item": awkward, "publisher": awkward, "locator": awkward}
)


@settings(max_examples=5)
@given(written=st.lists(texts_of_a_package, min_size=4, max_size=12))
def test_text_stays_text(
    report_of: Reports, tmp_path_factory: pytest.TempPathFactory, written: list[dict[str, str]]
) -> None:
    stated = [
        package(
            ref=f"awkward-{number:02}",
            title=one["title"],
            note=one["note"],
            items=[{"description": one["item"]}],
            sources=[{"title": one["title"], "publisher": one["publisher"], "locator": one["locator"]}],
        )
        for number, one in enumerate(written)
    ]
    path = tmp_path_factory.mktemp("awkward") / "report.xlsx"
    write_workbook(report_of(stated, parts=[PartName.PACKAGES, PartName.ITEMS, PartName.SOURCES]), path)
    assert "<f>" not in xml(path)
    assert "<f " not in xml(path)
    assert [(row["Title"], row["Note"]) for row in table(path, "Packages")] == [(one.title, one.note) for one in stated]
    assert [row["Description"] for row in table(path, "Line items")] == [one.items[0].description for one in stated]
    cited = [one.sources[0] for one in stated]
    assert [(row["Title"], row["Publisher"], row["Locator"]) for row in table(path, "Sources")] == [
        (source.title, source.publisher, source.locator) for source in cited
    ]


def test_what_looks_like_a_formula_stays_text_when_somebody_edits_it(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    odd = {"equals": "=1+1", "plus": "+1", "minus": "-1", "at": "@SUM(A1)"}
    write_workbook(report_of([package(ref=ref, title=title, note="plain") for ref, title in odd.items()]), path)
    packages = opened(path)["Packages"]
    for ref in odd:
        assert at(packages, ref, "Title").data_type == "s"
        assert at(packages, ref, "Title").quotePrefix
        assert not at(packages, ref, "Note").quotePrefix


@settings(max_examples=4)
@given(stated=st.lists(amounts(), min_size=10, max_size=60))
def test_every_amount_is_stored_with_its_own_digits(
    report_of: Reports, tmp_path_factory: pytest.TempPathFactory, stated: list[Amount]
) -> None:
    path = tmp_path_factory.mktemp("amount") / "report.xlsx"
    items = [{"description": "item", "amount": str(amount)} for amount in stated]
    write_workbook(report_of([package(amount=None, items=items)]), path)
    with zipfile.ZipFile(path) as archive:
        number = list(opened(path)).index("Line items") + 1
        sheet = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
    stored = re.findall(r'<c r="J\d+" s="\d+"><v>([^<]*)</v>', sheet)
    assert list(map(Decimal, stored)) == [amount.value for amount in stated]


def test_an_address_that_breaks_the_rules_of_addresses_is_linked_by_its_escaped_form(
    report_of: Reports, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(report_of([package(ref="odd", sources=['https://example.org/"a"<b>'])]), path)
    cell = at(opened(path)["Sources"], "odd", "Address")
    assert (cell.value, cell.hyperlink.target) == ('https://example.org/"a"<b>', "https://example.org/%22a%22%3Cb%3E")


def test_text_over_the_limit_of_a_cell_is_cut_visibly(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    long = "\U0001f681" * 20_000  # two units of UTF-16 each
    write_workbook(report_of([package(note=long), package(ref="short", note="\U0001f681" * 16_000)]), path)
    whole, cut = (row["Note"] for row in table(path, "Packages"))
    kept, mark = cut.split(" ", 1)
    assert kept == "\U0001f681" * len(kept)
    assert mark == "[... cut: a cell holds no more; the ledger has all of it]"
    assert 32_767 - 2 <= len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert whole == "\U0001f681" * 16_000


def test_only_web_addresses_become_links(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    report = report_of([SPRING])
    (listed,) = report.listed
    revision = listed.revision
    evil = revision.package.sources[0].model_copy(update={"url": "file:///c:/windows/system32/calc.exe"})
    changed = revision.model_copy(update={"package": revision.package.model_copy(update={"sources": (evil,)})})
    write_workbook(report._replace(listed=(listed._replace(revision=changed),)), path)
    assert at(opened(path)["Sources"], str(SPRING.ref), "Address").hyperlink is None


def test_the_name_of_a_ledger_may_hold_anything_that_a_path_may(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(report_of([])._replace(ledger="a\x01b\udcff.db"), path)
    assert "Ledger: a\u2401b\ufffd.db" in texts(path, "Cover")


# Limits and failures


def test_links_beyond_the_limit_of_excel_are_plain_text(
    report_of: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aidledger.reports.workbook.cells.LINK_LIMIT", 3)
    path = tmp_path / "report.xlsx"
    write_workbook(report_of([DRAWDOWN.model_copy(update={"draws_on": None})]), path)
    refs = [row[0] for row in grid(opened(path)["Line items"])[1:]]
    assert [(cell.value, bool(cell.hyperlink)) for cell in refs] == [
        (DRAWDOWN.ref, True),
        (DRAWDOWN.ref, True),
        (DRAWDOWN.ref, False),
    ]


def test_more_rows_than_a_sheet_holds_go_on_in_a_further_one(
    report_of: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aidledger.reports.workbook.layout.ROW_LIMIT", 30)
    path = tmp_path / "report.xlsx"
    things = [f"thing {number}" for number in range(40)]
    some = [
        package(ref=f"p{number:02}", amount="USD 5", announced_on=f"2023-08-{number + 1:02}") for number in range(30)
    ]
    write_workbook(report_of([*some, package(ref="last", announced_on="2023-08-31", items=things)]), path)
    sheets = opened(path)
    listed = [row["Description"] for name in ("Line items", "Line items (2)") for row in table(path, name)]
    assert listed == things
    assert followed(sheets, at(sheets["Packages (2)"], "last", "Items"))[:3] == ["last", 1, "thing 0"]
    assert {table_.displayName for table_ in sheets["Packages (2)"].tables.values()} == {"Packages2"}
    assert at(sheets["Cover"], "Commitment", "Packages add up to").value == "=" + "+".join(
        f'SUMIFS({name}[Counted],{name}[Stage],"commitment",{name}[Counted in],"USD")'
        for name in ("Packages", "Packages2")
    )


@pytest.mark.parametrize("place", ["missing/report.xlsx", "file/report.xlsx", "folder"])
def test_a_path_that_cannot_be_written_is_one_sentence(report_of: Reports, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file")
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(AidledgerError, match=r"^cannot write .*: ") as caught:
        write_workbook(report_of([]), tmp_path / place)
    assert caught.value.exit_code == 1
    assert caught.value.hint
    assert sorted(tmp_path.rglob("*")) == before


def test_a_failure_half_way_leaves_the_older_workbook_and_nothing_else(
    report_of: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"the older workbook")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("openpyxl.writer.excel.ExcelWriter.save", full)
    with pytest.raises(AidledgerError, match="no space left"):
        write_workbook(report_of([]), path)
    assert path.read_bytes() == b"the older workbook"
    assert list(tmp_path.iterdir()) == [path]


def test_it_takes_the_place_of_an_older_file(report_of: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_text("something else")
    write_workbook(report_of([SPRING]), path)
    assert "Packages" in opened(path)
    assert list(tmp_path.iterdir()) == [path]
