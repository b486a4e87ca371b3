"""A report as JSON: documents that are imported again, and tables beside them."""

import json
from pathlib import Path
from typing import Any

import pytest
from reports.test_checks import VARIED, report_of
from reports.test_formats import NOTHING_SPECIAL
from support import Fresh, attempt, package

from aidledger import intake, reports
from aidledger.domain.dates import Period
from aidledger.domain.report import PartName, Report
from aidledger.domain.revisions import document
from aidledger.domain.totals import Filters
from aidledger.errors import InvalidInput

PART = package(
    ref="part",
    amount="up to USD 250M",
    items=[{"description": "ammunition", "quantity": "at least 3,000,000 rounds"}, "spares"],
    sources=["https://example.org/a"],
)


@pytest.fixture(scope="module")
def report(fresh_sqlite: Fresh) -> Report:
    """One of a single month and donor."""
    asked = NOTHING_SPECIAL | {"period": Period.parse("2023-08"), "filters": Filters(donors=("US",))}
    with fresh_sqlite() as target:
        return report_of(target, [PART, package(ref="other", donor="NO")], asked)


def written(report: Report, path: Path, *parts: PartName) -> dict[str, Any]:
    reports.write(report._replace(parts=parts), path)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"), parse_float=pytest.fail)
    return found


def test_it_says_what_the_report_is(report: Report, tmp_path: Path) -> None:
    found = written(report, tmp_path / "report.json")
    assert list(found) == ["report", "packages", "tables"]
    made_at = found["report"].pop("made_at")
    assert made_at.endswith("Z")
    assert found["report"].pop("recorded_up_to").endswith("Z")
    assert found["report"] == {
        "title": "Military aid: United States to Ukraine",
        "period": "2023-08-01 to 2023-08-31",
        "first": "2023-08-01",
        "last": "2023-08-31",
        "filters": {"donors": ["US"]},
        "as_known_on": str(report.known_on),
        "as_recorded_at": None,
        "ledger": "ledger.db",
        "fingerprint": report.fingerprint,
    }


def test_values_are_typed_and_figures_are_text(report: Report, tmp_path: Path) -> None:
    tables = written(report, tmp_path / "report.json", PartName.COVER, PartName.PACKAGES, PartName.ITEMS)["tables"]
    assert list(tables) == ["cover", "packages", "line-items"]
    amount = {"amount": "250000000.00", "currency": "USD", "bound": "at_most"}
    assert tables["cover"]["rows"] == [
        {"Stage": "Commitment", "Currency": "USD", "Bound": "up to", "Amount": amount, "Packages": 1,
         "Without a stated value": 0},
    ]  # fmt: skip
    assert tables["cover"]["columns"] == list(tables["cover"]["rows"][0])
    assert tables["cover"]["title"] == "Military aid: United States to Ukraine"
    assert "Packages: donor US" in tables["cover"]["about"]
    assert any(line.startswith("Unsourced: 0 of 1 package") for line in tables["cover"]["beneath"])
    (row,) = tables["packages"]["rows"]
    assert (row["Ref"], row["Amount"], row["Announced on"], row["Items"]) == ("part", amount, "2023-08-29", 2)
    ammunition, spares = tables["line-items"]["rows"]
    assert ammunition["Quantity"] == {"number": "3000000", "bound": "at_least"}
    assert (spares["Quantity"], spares["Amount"]) == (None, None)


def test_what_would_repeat_the_documents_is_there_only_when_it_is_named(report: Report, tmp_path: Path) -> None:
    found = written(report, tmp_path / "report.json")
    assert found["packages"] == [document(one.revision.package) for one in report.listed]
    assert {"line-items", "sources", "revisions", "checks"}.isdisjoint(found["tables"])
    assert {"cover", "totals-by-month", "packages", "notes"} <= found["tables"].keys()
    found = written(report, tmp_path / "report.json", PartName.SOURCES)
    assert list(found) == ["report", "tables"]
    assert [row["Address"] for row in found["tables"]["sources"]["rows"]] == ["https://example.org/a"]


def test_documents_are_read_again(fresh_sqlite: Fresh, tmp_path: Path) -> None:
    with fresh_sqlite() as target:
        report = report_of(target, VARIED, NOTHING_SPECIAL)
    reports.write(report, tmp_path / "report.json")
    assert [entry.package for entry in intake.read(tmp_path / "report.json")] == [
        one.package for one in report.revisions
    ]


DOCUMENT = {"donor": "US", "announced_on": "2023", "amount": "USD 5"}


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        ({"report": {}}, "'report' stands beside the list of packages"),
        ({"tables": {}}, "'tables' stands beside the list of packages"),
        ({"report": {}, "tables": []}, "'report' stands beside the list of packages"),
        ({"report": {}, "tables": {}, "published_total": []}, "'published_total' stands beside the list of packages"),
        ({"report": {}, "tables": {}, "packages": []}, "there is no package in it"),
    ],
    ids=["report", "tables", "no-object", "typing-error", "no-package"],
)
def test_only_what_an_export_holds_may_stand_beside_packages(tmp_path: Path, beside: dict[str, Any], told: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"packages": [DOCUMENT]} | beside))
    read = attempt(intake.read, path)
    assert isinstance(read, InvalidInput)
    assert read.message == f"{path}: {told}"


def test_tables_alone_are_nothing_to_import(report: Report, tmp_path: Path) -> None:
    written(report, tmp_path / "report.json", PartName.COVER)
    with pytest.raises(InvalidInput, match="there is no package in it"):
        intake.read(tmp_path / "report.json")
