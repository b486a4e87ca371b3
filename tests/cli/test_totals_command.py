"""`aidledger totals`, on the seeds, whose sums are worked out here from the files themselves."""

import json
import tomllib
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from program import SEEDS, Run


def seeds() -> list[dict[str, str]]:
    """All packages of the seeds, as TOML gives them; of those stated again, what was stated last."""
    stated = [
        package
        for path in sorted(SEEDS.glob("*.toml"))
        for package in tomllib.loads(path.read_text()).get("packages", [])
    ]
    return list({package["ref"]: package for package in stated}.values())


def value(package: dict[str, str]) -> Decimal:
    """The amount of a seed: its last words, for all are written out in US dollars."""
    *_, currency, digits = package["amount"].split()
    assert currency in {"USD", "-USD"}
    return Decimal(digits.replace(",", "")) * (-1 if currency == "-USD" else 1)


def commitments_by_month() -> dict[str, Decimal]:
    """Live commitments, none of which draws on another commitment, added up month by month."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    stage_of = {package["ref"]: package["stage"] for package in seeds()}
    for package in seeds():
        if package["stage"] == "commitment" and package.get("status") != "cancelled":
            assert stage_of.get(package.get("draws_on", "")) != "commitment"
            sums[package["announced_on"][:7]] += value(package)
    return dict(sums)


def test_commitments_by_month_are_those_of_the_seeds(run: Run, seeded: str) -> None:
    rows = json.loads(run("--db", seeded, "totals", "--by", "month", "--format", "json").out)
    found = {row["month"]: Decimal(row["amount"]) for row in rows if row["stage"] == "commitment"}
    assert {month: amount for month, amount in found.items() if amount} == commitments_by_month()
    assert len(found) == len(rows) / 2 == 5 + 12 * 3 + 1, "every month from August 2021 to January 2025, at both stages"


def test_the_json_is_the_contract(run: Run, seeded: str) -> None:
    (row,) = json.loads(run("--db", seeded, "totals", "2023-08-29", "--by", "day,donor", "--format", "json").out)
    assert row == {
        "day": "2023-08-29", "donor": "US", "stage": "commitment", "currency": "USD", "amount": "250000000.00",
        "bound": "at_most", "packages": 1, "without_value": 0,
    }  # fmt: skip


def test_the_table_can_be_pasted_into_a_report(run: Run, seeded: str) -> None:
    ran = run("--db", seeded, "totals", "2022-11..2023-01", "--by", "month")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:3] == [
        "Aid (military, mixed) by month",
        "Period: 2022-11-01 to 2023-01-31 (both days included), each month by itself",
        f"As known on {datetime.now(UTC).date()}",
    ]
    assert lines[4].split() == ["Month", "Appropriation", "Commitment", "Packages"]
    assert [line.split() for line in lines[6:9]] == [
        ["2022-11", "$0", "<=", "$1.2B", "3"],
        ["2022-12", "~", "$45.3B", "<=", "$2.1B", "8"],
        ["2023-01", "$0", "<=", "$6.0B", "4"],
    ]
    assert all(line == line.rstrip() and len(line) <= 80 for line in lines[:10])


def test_an_act_and_its_components_are_counted_once_and_it_says_so(run: Run, seeded: str) -> None:
    ran = run("--db", seeded, "totals", "2024-04-24", "--by", "stage")
    assert "about" not in ran.out
    (row,) = [line for line in ran.out.splitlines() if line.startswith("appropriation")]
    acts = sum(
        value(package)
        for package in seeds()
        if package["announced_on"] == "2024-04-24" and package["stage"] == "appropriation"
    )
    assert acts > Decimal("61e9")
    assert "$55.3B" in row or "$60.8B" in row
    assert "Counted once: " in ran.out


def test_requests_and_pledges_are_counted_only_when_asked_for(run: Run, seeded: str) -> None:
    ran = run("--db", seeded, "totals", "--by", "year")
    assert "Not counted: 2 requests and 1 pledge (ask for them with --stage).\n" in ran.out
    asked = run("--db", seeded, "totals", "--by", "year", "--stage", "request,pledge")
    rows = [line.split() for line in asked.out.splitlines() if line.startswith("20")]
    assert rows == [
        ["2022", "$33.0B", "1"],
        ["2023", "$0", "0"],
        ["2024", "not", "disclosed", "1", "+", "1", "without", "a", "stated", "value"],
        ["2025", "$0", "not", "disclosed", "1", "+", "1", "without", "a", "stated", "value"],
    ]


def test_bounds_and_blanks_stand_beside_the_sum(run: Run) -> None:
    for words in (
        ["--amount", "up to $400M"],
        ["--item", "12 x HIMARS"],
        ["--item", "two Patriot batteries"],
        ["--amount", "about NOK 7.5bn", "--stage", "delivery"],
    ):
        run("add", "--on", "2022-11-10", "--donor", "US", *words)
    ran = run("totals", "--by", "month")
    assert [line.split() for line in ran.out.splitlines()[6:8]] == [
        ["2022-11", "~", "NOK", "7.5B", "1"],
        ["2022-11", "<=", "$400.0M", "3", "+", "2", "without", "a", "stated", "value"],
    ]
    rows = json.loads(run("totals", "--by", "month", "--format", "json").out)
    assert [(row["currency"], row["bound"], row["packages"], row["without_value"]) for row in rows] == [
        ("USD", "at_most", 3, 2),
        ("NOK", "about", 1, 0),
    ]


def test_a_coarse_date_is_never_made_finer_and_straddlers_are_listed(run: Run) -> None:
    run("add", "--amount", "EUR 1bn", "--on", "2022", "--donor", "DE")
    assert "2022, month unknown" in run("totals", "--by", "month").out
    (row,) = json.loads(run("totals", "--by", "month", "--format", "json").out)
    assert row["month"] == "2022-XX"
    straddling = run("totals", "2022-06..2022-07", "--by", "month").out
    assert "Only partly in this period, not counted: de-2022 (2022)." in straddling


def test_a_joint_package_is_a_row_of_its_own_under_a_donor_filter(run: Run) -> None:
    run("add", "--amount", "DKK 100M", "--on", "2023-01-05", "--donor", "DK")
    run("add", "--amount", "DKK 900M", "--on", "2023-01-06", "--donor", "DK+NO+SE")
    rows = json.loads(run("totals", "--donor", "dk", "--by", "year", "--format", "json").out)
    assert [(row["year"], row["donor"], row["amount"]) for row in rows] == [
        ("2023", "DK", "100000000.00"),
        ("2023", "DK+NO+SE", "900000000.00"),
    ]


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_notes_go_to_standard_error_where_standard_output_is_for_programs(run: Run, seeded: str, kind: str) -> None:
    ran = run("--db", seeded, "totals", "--by", "year", "--format", kind)
    assert "Counted once" not in ran.out
    assert "Counted once" in ran.err
    assert run("--quiet", "--db", seeded, "totals", "--format", kind).err == ""


def test_csv_has_one_row_for_each_group_stage_and_currency(run: Run, seeded: str) -> None:
    ran = run("--db", seeded, "totals", "2023-08", "--by", "month,instrument", "--format", "csv")
    assert ran.out == (
        "month,instrument,stage,currency,amount,bound,packages,without_value\n"
        "2023-08,PDA,commitment,USD,450000000.00,at_most,2,0\n"
    )


def test_markdown_can_be_pasted_into_a_memo(run: Run, seeded: str) -> None:
    ran = run("--db", seeded, "totals", "2023-08", "--by", "month", "--format", "md")
    assert ran.out.splitlines()[6:] == [
        "| Month | Commitment | Packages |",
        "| :--- | ---: | ---: |",
        "| 2023-08 | <= $450.0M | 2 |",
        "",
    ]


def test_an_empty_ledger_says_so(run: Run) -> None:
    ran = run("totals")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Nothing is recorded that this would count.")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--by", "monthly"],
            (
                "error: 'monthly' is not a dimension\nhint: choose from: day, week, month, quarter, year, fiscal-year, "
                "fiscal-quarter, donor, recipient, stage, aid-type, instrument, category, currency\n"
            ),
        ),
        (["--by", "month,month"], "error: 'month' is named twice\nhint: name each dimension once\n"),
        (["2023-13"], "error: there is no such day as '2023-13'\nhint: check the month and the day\n"),
        (
            ["Q3"],
            (
                "error: 'Q3' is not a period\nhint: write 2023-08-29, 2023-08, 2023Q3, 2023, FY2023, FY2023Q4, or a range: "
                "2022-11..2023-08\n"
            ),
        ),
        (["2023..2022"], "error: the period '2023..2022' ends before it starts\nhint: write the earlier day first\n"),
        (
            ["--donor", "Denmark"],
            "error: --donor: 'Denmark' is not a country code\nhint: Denmark is DK\n",
        ),
        (
            ["--currency", "kr"],
            "error: --currency: 'kr' may be SEK, NOK, DKK or ISK\nhint: write the code of three letters instead\n",
        ),
    ],
)
def test_a_question_that_cannot_be_understood(run: Run, words: list[str], message: str) -> None:
    ran = run("totals", *words)
    assert (ran.code, ran.out, ran.err) == (2, "", message)


def test_a_category_takes_the_packages_that_have_an_item_of_it(run: Run, seeded: str) -> None:
    def refs(*words: str) -> set[str]:
        return {package["ref"] for package in json.loads(run("--db", seeded, "list", "--format", "json", *words).out)}

    def headings(package: dict[str, Any]) -> set[str]:
        return {item.get("category", "") for item in package.get("items", []) if isinstance(item, dict)}

    fires, medical = ({one["ref"] for one in seeds() if name in headings(one)} for name in ("fires", "medical"))
    assert fires
    assert medical
    assert refs("--category", "fires") == fires
    assert (
        refs("--category", "Fires,medical") == refs("--category", "fires", "--category", "medical") == fires | medical
    )
    ran = run("--db", seeded, "totals", "--by", "stage", "--category", "medical", "--stage", "commitment")
    assert "Only: stage commitment, an item of category medical\n" in ran.out
    assert ran.out.count(f" {len(medical)}\n") == 1
    ran = run("--db", seeded, "list", "--category", "tanks")
    assert ran.code == 2
    assert ran.err.startswith("error: --category: 'tanks' is not a category\nhint: choose one of: air defense, ")
