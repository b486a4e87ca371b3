"""One report in every format: the same figures, text that stays text, nothing kept in memory, all or nothing."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from hypothesis import HealthCheck, given, settings
from reports.reading import PARTS, csv_tables, described, json_tables, memo_tables
from reports.test_checks import VARIED, ledgers, questions, report_of
from support import Fresh, package

from aidledger import reports
from aidledger.domain.dates import Period
from aidledger.domain.packages import Package
from aidledger.domain.report import Listed, PartName, Report
from aidledger.domain.revisions import Revision
from aidledger.domain.totals import Filters
from aidledger.errors import AidledgerError, InvalidInput
from aidledger.reports.description.shown import shown
from aidledger.reports.description.values import Count, Kind, Link, Live, Money, Value

NOTHING_SPECIAL = {
    "period": Period(), "filters": Filters(), "fiscal_start": 10, "cumulative": False, "exchange": None,
}  # fmt: skip
TARGETS = ["report.xlsx", "report.html", "report.md", "report.csv", "months.csv", "report.json", "report/"]
LINKLESS = ["report.md", "report.csv", "packages.csv", "report.json", "report/"]


def unwrapped(value: Value) -> Any:
    return unwrapped(value.shown) if isinstance(value, Link | Live) else value


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(packages=ledgers(), asked=questions)
def test_every_figure_is_the_same_in_every_format(
    fresh_sqlite: Fresh, tmp_path_factory: pytest.TempPathFactory, packages: list[Package], asked: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("formats")
    with fresh_sqlite() as target:
        report = report_of(target, packages, asked)._replace(parts=PARTS)
    for name in ("tables/", "report.json", "report.md"):
        reports.write(report, f"{folder}/{name}")
    in_csv = csv_tables(folder / "tables")
    in_json, in_memo = json_tables(folder / "report.json"), memo_tables(folder / "report.md")
    figures = 0
    for part in described(report):
        option = part.name.option
        assert len(in_csv[option]) == len(in_json[option]) == len(in_memo[option]) == len(part.rows)
        for row, of_csv, of_json, of_memo in zip(
            part.rows, in_csv[option], in_json[option], in_memo[option], strict=True
        ):
            for column, value in zip(part.columns, map(unwrapped, row), strict=True):
                if column.heading in of_memo and (value is not None or part.name is not PartName.PACKAGES):
                    assert of_memo[column.heading] == shown(value, report.listing.fractional, column.kind)
                if column.kind is Kind.MILLIONS:
                    assert column.heading not in of_csv
                elif isinstance(value, Money):
                    figures += 1
                    stated = {"amount": of_csv[column.heading], "currency": value.code, "bound": value.bound.value}
                    assert Decimal(of_csv[column.heading]) == value.value
                    assert of_json[column.heading] == stated
                elif isinstance(value, Count):
                    assert Decimal(of_csv[column.heading]) == value.number
                    assert of_json[column.heading] == {"number": of_csv[column.heading], "bound": value.bound.value}
                else:
                    assert of_csv[column.heading] == ("" if value is None else str(of_json[column.heading]))
                    assert of_csv[column.heading] == ("" if value is None else str(value))
    assert figures >= sum(one.package.amount is not None for one in report.revisions)


@pytest.mark.parametrize("name", TARGETS)
def test_the_same_report_gives_the_same_bytes(fresh_sqlite: Fresh, tmp_path: Path, name: str) -> None:
    with fresh_sqlite() as target:
        report = report_of(target, VARIED, NOTHING_SPECIAL)
    if name == "months.csv":
        report = report._replace(parts=(PartName.MONTHS,))
    first, second = ([path.read_bytes() for path in written(report, tmp_path / at, name)] for at in ("one", "two"))
    assert first
    assert first == second


def written(report: Report, folder: Path, name: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    return reports.write(report, f"{folder}/{name}")


class Stream:
    """Packages that are there only while they are needed, as those of a ledger are."""

    def __init__(self, listed: Iterable[Listed], copies: int) -> None:
        self._listed = tuple(listed)
        self._copies = copies
        self.passes = 0
        self.most = 0
        """How many were there at once."""

    def __iter__(self) -> Iterator[Listed]:
        self.passes += 1
        there: WeakSet[Revision] = WeakSet()
        for one in self._listed * self._copies:
            fresh = one.revision.model_copy()
            there.add(fresh)
            yield one._replace(revision=fresh, chain=(fresh,))
            del fresh
            self.most = max(self.most, len(there))


@pytest.mark.parametrize("name", LINKLESS)
def test_packages_are_gone_through_once_and_not_kept(fresh_sqlite: Fresh, tmp_path: Path, name: str) -> None:
    with fresh_sqlite() as target:
        report = report_of(target, VARIED, NOTHING_SPECIAL)
    stream, heard = Stream(report.listed, 20), list[int]()
    parts = (PartName.PACKAGES,) if name == "packages.csv" else () if name == "report.csv" else PARTS
    reports.write(report._replace(listed=stream, parts=parts), f"{tmp_path}/{name}", tell=heard.append)
    assert stream.passes == 1
    assert stream.most <= 3
    assert sum(heard) == 20 * len(VARIED)


@pytest.mark.parametrize("name", ["report.md", "report.html", "months.csv", "report.json", "report/"])
def test_packages_that_no_part_lists_are_not_gone_through(fresh_sqlite: Fresh, tmp_path: Path, name: str) -> None:
    with fresh_sqlite() as target:
        report = report_of(target, VARIED, NOTHING_SPECIAL)
    stream = Stream(report.listed, 1)
    reports.write(report._replace(listed=stream, parts=(PartName.MONTHS,)), f"{tmp_path}/{name}")
    assert stream.passes == 0


class Full:
    """Packages of which the second one finds the disk full."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self._listed = tuple(listed)

    def __iter__(self) -> Iterator[Listed]:
        yield self._listed[0]
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("name", LINKLESS)
def test_a_failure_half_way_leaves_the_older_files_and_nothing_else(
    fresh_sqlite: Fresh, tmp_path: Path, name: str
) -> None:
    with fresh_sqlite() as target:
        report = report_of(target, VARIED, NOTHING_SPECIAL)
    if name == "packages.csv":
        report = report._replace(parts=(PartName.PACKAGES,))
    older = {path: f"the older {path.name}".encode() for path in written(report, tmp_path, name)}
    for path, text in older.items():
        path.write_bytes(text)
    with pytest.raises(AidledgerError, match=r"^cannot write .*: no space left on device$"):
        reports.write(report._replace(listed=Full(report.listed)), f"{tmp_path}/{name}")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == older


@pytest.mark.parametrize("name", ["report.md", "report.csv", "report.json", "report/"])
def test_a_ledger_without_packages_has_a_report_all_the_same(fresh_sqlite: Fresh, tmp_path: Path, name: str) -> None:
    with fresh_sqlite() as target:
        report = report_of(target, [], NOTHING_SPECIAL)
    assert all(path.read_text() for path in reports.write(report, f"{tmp_path}/{name}"))


@pytest.mark.parametrize("name", ["report.md", "report.csv", "report.json", "report/"])
def test_checks_are_refused_where_nothing_works_them_out(fresh_sqlite: Fresh, tmp_path: Path, name: str) -> None:
    with fresh_sqlite() as target:
        report = report_of(target, [package()], NOTHING_SPECIAL)
    with pytest.raises(InvalidInput, match="can have no checks"):
        reports.write(report._replace(parts=(PartName.COVER, PartName.CHECKS)), f"{tmp_path}/{name}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["report.jsonl", "report.pdf", "report"])
def test_what_is_no_format_of_a_report_is_refused_with_those_that_are(
    fresh_sqlite: Fresh, tmp_path: Path, name: str
) -> None:
    with fresh_sqlite() as target:
        report = report_of(target, [package()], NOTHING_SPECIAL)
    with pytest.raises(InvalidInput) as refused:
        reports.write(report, tmp_path / name)
    hint = "name a file .xlsx, .html, .md, .csv or .json, or a folder: report/; a .jsonl file keeps the whole ledger"
    assert refused.value.hint == hint
    assert not list(tmp_path.iterdir())


def read_back(name: str) -> Callable[[Path], list[str]]:
    """What reads the titles of packages in a file."""
    readers: dict[str, Callable[[Path], Any]] = {
        "report/": csv_tables, "report.json": json_tables, "report.md": memo_tables,
    }  # fmt: skip
    return lambda path: [row["Title"] for row in readers[name](path)["packages"]]


@pytest.mark.parametrize("name", ["report/", "report.json", "report.md"])
def test_titles_that_look_like_something_else_stay_text(fresh_sqlite: Fresh, tmp_path: Path, name: str) -> None:
    titles = ["=1+1", "| * [x](javascript:alert(1)) <script> # heading", "12", "TRUE", '"a", b', "a\\|b"]
    hostile = [package(ref=f"p-{at}", title=title) for at, title in enumerate(titles)]
    with fresh_sqlite() as target:
        reports.write(report_of(target, hostile, NOTHING_SPECIAL), f"{tmp_path}/{name}")
    found = read_back(name)(tmp_path / name)
    assert found == [f"'{title}" if name == "report/" and title.startswith("=") else title for title in titles]
