"""Appropriations and quantities in a report: what is checked, over which packages, and where figures lead."""

import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from reports.test_checks import Described, checks, recalculated, report_of
from reports.test_formats import NOTHING_SPECIAL
from support import Fresh, package

from aidledger.domain.dates import Period
from aidledger.domain.report import PartName
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import AidType
from aidledger.reports.description.appropriations import MOST_CHARACTERS
from aidledger.reports.description.values import Link, Place
from aidledger.reports.workbook import write_workbook

ACT = package(ref="act", stage="appropriation", amount="USD 100", announced_on="2023-01-01")
PART = package(ref="part", stage="appropriation", amount="USD 60", draws_on="act", announced_on="2023-01-02")
DRAWN = package(ref="drawn", amount="USD 50", draws_on="part", announced_on="2023-02-01", items=["5 rounds: shells"])
WITHIN = package(ref="within", amount="USD 20", draws_on="drawn", announced_on="2023-02-02", items=["7 rds: mines"])
BACK = package(ref="back", amount="-USD 10", draws_on="part", announced_on="2023-03-01")
LESS = package(ref="less", stage="appropriation", amount="-USD 5", draws_on="act", announced_on="2023-03-02")
GIVEN = package(ref="given", stage="delivery", amount="USD 15", draws_on="drawn", announced_on="2023-04-01")
DIRECTLY = package(ref="directly", amount="USD 4", draws_on="act", announced_on="2023-05-01", items=["spares"])
ALL = [ACT, PART, DRAWN, WITHIN, BACK, LESS, GIVEN, DIRECTLY]


def figures(found: list[tuple[Any, Decimal, Decimal]], part: PartName) -> dict[str, tuple[int, int]]:
    """The figures of a part that are checked, and what they are checked against: whole ones, here."""
    return {row[0]: (int(figure), int(added)) for row, figure, added in found if row[1].shown == part.value}


def test_every_figure_of_an_appropriation_is_checked_over_its_packages(fresh_sqlite: Fresh) -> None:
    with fresh_sqlite() as target:
        found = list(checks(report_of(target, ALL, NOTHING_SPECIAL)))
    told = {
        # The act has 5 less, and what draws on its component draws on it; of 50, 20 are counted within it.
        "act": {"made available": 95, "committed": 54, "restored": 10, "remaining": 51, "delivered": 15},
        "part": {"made available": 60, "committed": 50, "restored": 10, "remaining": 20, "delivered": 15},
        "act: not broken down": {
            "made available": 35, "committed": 4, "restored": 0, "remaining": 31, "delivered": 0,
        },
    }  # fmt: skip
    assert figures(found, PartName.APPROPRIATIONS) == {
        f"{name}, {figure}, USD": (value, value) for name, own in told.items() for figure, value in own.items()
    }


def test_what_remains_of_mixed_aid_leaves_out_what_is_not_broken_down_and_is_not_checked(fresh_sqlite: Fresh) -> None:
    mixed = ACT.model_copy(update={"aid_type": AidType.MIXED})
    with fresh_sqlite() as target:
        found = figures(list(checks(report_of(target, [mixed, PART, DRAWN], NOTHING_SPECIAL))), PartName.APPROPRIATIONS)
    assert "act, remaining, USD" not in found
    assert found["act, committed, USD"] == found["part, committed, USD"] == (50, 50)
    assert found["part, remaining, USD"] == (10, 10)


@pytest.mark.parametrize(
    "asked",
    [{"period": Period.parse("2023-02")}, {"filters": Filters(donors=("US",))}, {"exchange": "EUR"}],
)  # fmt: skip
def test_nothing_is_checked_over_packages_that_are_not_there_or_in_other_money(
    fresh_sqlite: Fresh, asked: dict[str, Any]
) -> None:
    with fresh_sqlite() as target:
        report = report_of(target, ALL, NOTHING_SPECIAL | asked)
    assert not figures(list(checks(report)), PartName.APPROPRIATIONS)
    part = Described.of(report).parts[PartName.APPROPRIATIONS]
    told = ("They count whatever the period and the filters of this report are.",) in part.about
    assert told is not ("exchange" in asked)
    link = part.rows[0][[column.heading for column in part.columns].index("Packages")]
    assert isinstance(link, Link)
    assert link.shown == 5
    assert bool(link.only) is ("exchange" in asked)


def test_an_appropriation_leads_to_the_packages_that_draw_on_it(fresh_sqlite: Fresh) -> None:
    with fresh_sqlite() as target:
        described = Described.of(report_of(target, ALL, NOTHING_SPECIAL))
    part = described.parts[PartName.APPROPRIATIONS]
    links = [row[[column.heading for column in part.columns].index("Packages")] for row in part.rows]
    assert [(link.shown, link.to.row) for link in links if isinstance(link, Link) and isinstance(link.to, Place)] == [
        (5, 2), (4, 2), (1, 7)
    ]  # fmt: skip
    packages = described.tables[PartName.PACKAGES]
    assert [packages[at]["Ref"] for at in (2, 7)] == ["drawn", "directly"]
    assert {row["Ref"]: row["Appropriation"] for row in packages} == {
        "act": None, "part": "act", "drawn": "part", "within": "part", "back": "part", "less": "act", "given": "part",
        "directly": "act",
    }  # fmt: skip


def test_an_appropriation_of_more_components_than_a_formula_holds_is_not_checked_and_these_are(
    fresh_sqlite: Fresh,
) -> None:
    for last, there in ((37, True), (38, False)):
        refs = [*(f"p{at:079}" for at in range(12)), "q" * last]
        assert sum(map(len, refs)) + len("act") == MOST_CHARACTERS + (not there)
        components = [package(ref=ref, stage="appropriation", amount="USD 1", draws_on="act") for ref in refs]
        with fresh_sqlite() as target:
            found = figures(
                list(checks(report_of(target, [ACT, *components], NOTHING_SPECIAL))), PartName.APPROPRIATIONS
            )
        assert ("act, committed, USD" in found) is there
        assert found["act: not broken down, made available, USD"] == (87, 87)
        assert found[f"{refs[0]}, made available, USD"] == (1, 1)


@pytest.mark.parametrize("filters", [Filters(), Filters(donors=("DK",))])
def test_what_no_figure_stands_of_is_not_denied_for_the_whole_ledger(fresh_sqlite: Fresh, filters: Filters) -> None:
    told = [package(ref="own", donor="DK"), *([ACT] if filters.donors else [])]
    with fresh_sqlite() as target:
        described = Described.of(report_of(target, told, NOTHING_SPECIAL | {"filters": filters}))
    where = " in this scope" if filters.donors else ""
    rows = {row["Part"]: row["What it holds"] for row in described.tables[PartName.CONTENTS]}
    assert rows["Appropriations"] == f"Not in this report: no appropriation is recorded{where}"
    assert rows["Published totals"] == f"Not in this report: no published total is recorded{where}"


def test_quantities_are_checked_by_stage_and_unit(fresh_sqlite: Fresh) -> None:
    with fresh_sqlite() as target:
        report = report_of(target, ALL, NOTHING_SPECIAL)
    found = figures(list(checks(report)), PartName.QUANTITIES)
    assert found == {"Commitments, rounds, of all items": (12, 12)}
    quantities = report.quantities
    assert quantities
    first, *others = quantities.rows
    changed = report._replace(quantities=quantities._replace(rows=(first._replace(quantity=Decimal(6)), *others)))
    assert len({*figures(list(checks(changed)), PartName.QUANTITIES).values()} - {(12, 12)}) == 1


def test_line_items_tell_in_which_unit_they_are_summed(fresh_sqlite: Fresh) -> None:
    request = package(ref="asked", stage="request", items=["2 rounds: shells"], announced_on="2023-06-01")
    with fresh_sqlite() as target:
        described = Described.of(report_of(target, [*ALL, request], NOTHING_SPECIAL))
    assert [(row["Ref"], row["Unit"], row["Stage"], row["Counted in"]) for row in described.tables[PartName.ITEMS]] == [
        ("drawn", "rounds", "commitment", "rounds"),
        ("within", "rds", "commitment", "rounds"),
        ("directly", None, "commitment", "no quantity"),
        ("asked", "rounds", "request", None),
    ]


def test_quantities_tell_apart_what_a_donor_shares_with_others(fresh_sqlite: Fresh) -> None:
    own = package(ref="own", donor="DK", items=["2 rounds: shells"])
    shared = package(ref="shared", donor="DK+NO", items=["3 rounds: shells"])
    with fresh_sqlite() as target:
        described = Described.of(
            report_of(target, [own, shared], NOTHING_SPECIAL | {"filters": Filters(donors=("DK",))})
        )
    rows = described.tables[PartName.QUANTITIES]
    assert [(row["Donor"], row["Quantity"], row["Line items"]) for row in rows] == [("DK", 2, 1), ("DK+NO", 3, 1)]
    assert [row["Donor"] for row in described.tables[PartName.ITEMS]] == ["DK", "DK+NO"]


MEMBERS = [
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
]
"""Those of the European Union."""
MANY = [
    ACT,
    *(package(ref=f"p{at:079}", stage="appropriation", amount="USD 1", draws_on="act") for at in range(12)),
    package(ref="said", amount="USD 7", draws_on="act", instrument='"' + "said" * 100 + '"'),
    package(ref="shared", donor="+".join(["US", *MEMBERS]), amount="USD 5", recipient="UA"),
    *(package(ref=f"of-{code}".lower(), donor=code, amount="USD 5", recipient="MD+UA") for code in MEMBERS),
]
named = pytest.mark.parametrize("filters", [Filters(), Filters(donors=("US", *MEMBERS), recipients=("UA", "MD"))])


@named
def test_excel_takes_every_formula(fresh_sqlite: Fresh, tmp_path: Path, filters: Filters) -> None:
    """It repairs a file in which one has more than 8,192 characters, or a text in one more than 255."""
    path = tmp_path / "report.xlsx"
    with fresh_sqlite() as target:
        write_workbook(report_of(target, MANY, NOTHING_SPECIAL | {"filters": filters}), path)
    cells = (cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row)
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert len(formulas) > 30
    assert max(map(len, formulas)) <= 8_192
    assert max(len(text) for formula in formulas for text in re.findall(r'"(?:[^"]|"")*"', formula)) <= 255


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@named
def test_a_spreadsheet_comes_to_the_same_for_many_at_once(
    fresh_sqlite: Fresh, tmp_path: Path, filters: Filters
) -> None:
    path = tmp_path / "report.xlsx"
    with fresh_sqlite() as target:
        write_workbook(report_of(target, MANY, NOTHING_SPECIAL | {"filters": filters}), path)
    rows = list(recalculated(path)["Checks"].iter_rows(values_only=True))
    headings = next(row for row in rows if row[0] == "Figure")
    told = [row[headings.index("Ties")] for row in rows[rows.index(headings) + 1 :]]
    assert set(told) == {"yes"}
    assert len(told) > 5
