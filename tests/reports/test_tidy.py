"""The parts of a report as tidy CSV, read back as other programs read it."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from reports.reading import PARTS, csv_table, csv_tables
from reports.test_checks import VARIED, report_of
from reports.test_formats import NOTHING_SPECIAL
from support import Fresh, package

from aidledger import reports
from aidledger.domain.report import PartName, Report
from aidledger.errors import AidledgerError, Conflict, InvalidInput, NotFound


@pytest.fixture(scope="module")
def report(fresh_sqlite: Fresh) -> Report:
    """One of packages of all kinds."""
    with fresh_sqlite() as target:
        return report_of(target, VARIED, NOTHING_SPECIAL)


def test_a_folder_has_a_table_for_each_part_and_what_they_are_about(report: Report, tmp_path: Path) -> None:
    written = reports.write(report, f"{tmp_path}/made/anew/")
    assert sorted(path.name for path in written) == sorted(path.name for path in (tmp_path / "made/anew").iterdir())
    assert [path.name for path in written] == [
        "cover.csv", "contents.csv", "totals-by-month.csv", "totals-by-fiscal-year.csv", "totals-by-donor.csv",
        "totals-by-instrument.csv", "totals-by-category.csv", "appropriations.csv", "packages.csv", "line-items.csv",
        "quantities-by-item.csv", "sources.csv", "revisions.csv", "notes.csv", "about.csv",
    ]  # fmt: skip


def test_what_packages_count_adds_up_to_the_totals(report: Report, tmp_path: Path) -> None:
    reports.write(report, tmp_path)
    tables = csv_tables(tmp_path)
    counted: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in tables["packages"]:
        if row["Counted"]:
            counted[row["Stage"].capitalize(), row["Counted in"]] += Decimal(row["Counted"])
    for name in ("cover", "totals-by-month", "totals-by-fiscal-year", "totals-by-donor", "totals-by-category"):
        totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in tables[name]:
            if row["Amount"]:
                totals[row["Stage"], row["Currency"]] += Decimal(row["Amount"])
        assert totals == counted, name


def test_figures_are_plain_digits_and_days_are_iso(report: Report, tmp_path: Path) -> None:
    reports.write(report._replace(parts=(PartName.PACKAGES,)), tmp_path / "table.csv")
    rows = {row["Ref"]: row for row in csv_table(tmp_path / "table.csv")}
    assert (rows["less"]["Amount"], rows["less"]["Announced on"]) == ("-20.00", "2023-03-03")
    assert (rows["joint"]["Amount"], rows["joint"]["Currency"]) == ("9007199254740", "JPY")
    assert (rows["one"]["Amount"], rows["one"]["Bound"]) == ("120.25", "about")
    assert (rows["unknown"]["Amount"], rows["unknown"]["Bound"]) == ("", "not disclosed")
    assert (rows["three"]["Announced on"], rows["act"]["Sources"]) == ("2023", "unsourced")


def test_what_stands_around_tables_is_in_a_file_of_its_own(report: Report, tmp_path: Path) -> None:
    reports.write(report, tmp_path)
    about = csv_table(tmp_path / "about.csv")
    cover = [row["Text"] for row in about if row["Part"] == "Cover"]
    assert cover[0] == "Military aid: Denmark, Norway and United States to Ukraine"
    assert f"Fingerprint: {report.fingerprint}" in cover
    assert "Period: all dates" in cover
    assert any(text.startswith("Value not disclosed: by 1 of ") for text in cover)
    assert [row["Line"] for row in about if row["Part"] == "Cover"] == [str(at + 1) for at in range(len(cover))]
    assert {row["Part"] for row in about} == {part.value for part in PARTS} - {"Changes", "Published totals"}


def test_what_a_spreadsheet_would_run_is_escaped_and_no_figure_is(fresh_sqlite: Fresh, tmp_path: Path) -> None:
    odd = package(ref="odd", title="=1+1", note="@SUM(A1)", amount="-USD 5", items=[{"description": "-1 | +2"}])
    with fresh_sqlite() as target:
        reports.write(report_of(target, [odd], NOTHING_SPECIAL), tmp_path)
    (row,) = csv_table(tmp_path / "packages.csv")
    assert (row["Title"], row["Note"], row["Amount"]) == ("'=1+1", "'@SUM(A1)", "-5.00")
    assert csv_table(tmp_path / "line-items.csv")[0]["Description"] == "'-1 | +2"


def test_a_table_of_an_older_report_would_be_read_as_part_of_this_one(report: Report, tmp_path: Path) -> None:
    reports.write(report, tmp_path)
    (tmp_path / "sources.csv").write_text("kept as it was")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(Conflict, match=r"contents\.csv is not of this report") as caught:
        reports.write(report._replace(parts=(PartName.COVER, PartName.SOURCES)), tmp_path)
    assert caught.value.hint == "delete it, or name another folder"
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    reports.write(report, tmp_path)
    assert csv_table(tmp_path / "sources.csv") == []


def test_files_of_others_may_lie_in_the_folder(report: Report, tmp_path: Path) -> None:
    for name in ("checks.csv", "my.csv", "packages.xlsx"):
        (tmp_path / name).write_text("mine")
    reports.write(report, tmp_path)
    assert (tmp_path / "my.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("place", "reason"), [("file/", "a file has its name"), ("file/folder/", "not a directory")], ids=["file", "below"]
)
def test_a_folder_that_cannot_be_made_is_one_sentence(report: Report, tmp_path: Path, place: str, reason: str) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(AidledgerError, match=f"^cannot make the folder .*: {reason}$") as caught:
        reports.write(report, f"{tmp_path}/{place}")
    assert caught.value.exit_code == 1
    assert caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_one_file_holds_one_table(report: Report, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="holds one table, and 2 are asked for") as caught:
        reports.write(report._replace(parts=(PartName.COVER, PartName.NOTES)), tmp_path / "x.csv")
    assert caught.value.hint == f"name a folder: {tmp_path}/x/"
    assert not list(tmp_path.iterdir())


def test_a_table_with_nothing_to_show_is_not_written(report: Report, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no published total is recorded"):
        reports.write(report._replace(parts=(PartName.PUBLISHED,)), tmp_path / "x.csv")
    assert not list(tmp_path.iterdir())
