"""`aidledger items`, on the seeds, whose quantities are worked out here from the files themselves."""

import csv
import io
import json
import tomllib
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from program import SEEDS, Run

COUNTED = ("appropriation", "commitment", "delivery")


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def seeds() -> list[dict[str, Any]]:
    """The live packages of the seeds that are counted; of those stated again, what was stated last."""
    read = (tomllib.loads(path.read_text()) for path in sorted(SEEDS.glob("*.toml")))
    stated = [package for document in read for package in document.get("packages", [])]
    latest = {package["ref"]: package for package in stated}.values()
    return [one for one in latest if one.get("status") != "cancelled" and one["stage"] in COUNTED]


def figure(text: str) -> tuple[int, str]:
    """A quantity of the seeds: its number and unit, without the words of its bound."""
    *_, number, unit = text.split()
    return int(number.replace(",", "")), unit


def answer(run: Run, *words: str) -> list[dict[str, Any]]:
    """The rows that `items` gives to programs."""
    ran = run(*words, "--format", "json")
    assert ran.code == 0
    rows: list[dict[str, Any]] = json.loads(ran.out)
    return rows


def test_quantities_by_category_are_those_of_the_seeds(run: Run, seeded: str) -> None:
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    without: dict[tuple[str, str], int] = defaultdict(int)
    for package in seeds():
        for item in package.get("items", []):
            category = item["category"]
            if "quantity" in item:
                number, unit = figure(item["quantity"])
                sums[category, package["stage"], unit] += number
            else:
                without[category, package["stage"]] += 1
    rows = answer(run, "--db", seeded, "items")
    assert {(row["category"], row["stage"], row["unit"]): int(row["quantity"]) for row in rows if row["unit"]} == sums
    unstated: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        unstated[row["category"], row["stage"]] += row["without_quantity"]
    assert {key: number for key, number in unstated.items() if number} == without
    assert sum(row["items"] + row["without_quantity"] for row in rows) == sum(len(p.get("items", [])) for p in seeds())


def test_words_list_what_is_described_with_them(run: Run, seeded: str) -> None:
    ran = run("--db", seeded, "items", "--text", "155MM rounds")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:4] == [
        "Line items (military) by description",
        "Period: all dates",
        f"As known on {today()}",
        "Only: items described with 155MM and rounds",
    ]
    found = [
        (package["ref"], item)
        for package in seeds()
        for item in package.get("items", [])
        if "155mm" in item["description"] and "rounds" in item["description"]
    ]
    stated = [figure(item["quantity"])[0] for _, item in found if "quantity" in item]
    (row,) = answer(run, "--db", seeded, "items", "--text", "155MM rounds")
    assert row == {
        "description": "155mm remote anti-armor mine rounds", "stage": "commitment", "unit": "rounds",
        "quantity": str(sum(stated)), "bound": "exact", "packages": len(stated), "items": len(stated),
        "without_quantity": len(found) - len(stated),
    }  # fmt: skip
    unlisted = sum(not package.get("items") for package in seeds())
    assert lines[-1] == f"Not itemised: {unlisted} packages that list no items."


ADD = ("--on", "2023-01-10", "--donor", "US", "--source", "https://example.org")


def test_the_table_can_be_pasted_into_a_report(run: Run) -> None:
    run(
        "add", "one", *ADD, "--item", "over 3 million rounds of small arms ammunition", "--item", "two howitzers: 155mm"
    )
    run("add", "two", *ADD, "--item", "1 rds: small arms ammunition", "--item", "small arms ammunition")
    run("add", "three", *ADD, "--stage", "delivery", "--item", "up to 1.5 tonnes: food", "--item", "tents")
    run("add", "four", *ADD, "--stage", "pledge", "--item", "tents", "--item", "10 boats")
    ran = run("items", "2023-01", "--by", "description")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Line items (military) by description",
        "Period: 2023-01-01 to 2023-01-31 (both days included)",
        f"As known on {today()}",
        "",
        "Description              Commitment  Delivery  Unit       Packages  No quantity",
        "─" * 79,
        "155mm                             2            howitzers         1",
        "food                                   <= 1.5  tonnes            1",
        "small arms ammunition  >= 3,000,001            rounds            2     + 1 item",
        "tents                                                            1     + 1 item",
        "",
        "Not counted: 2 items of pledges (ask for them with --stage).",
    ]
    asked = run("items", "--stage", "pledge", "--by", "stage").out.splitlines()
    assert asked[3:] == [
        "Only: stage pledge",
        "",
        "Stage   Quantity  Unit   Packages  No quantity",
        "──────────────────────────────────────────────",
        "pledge        10  boats         1     + 1 item",
        "",
        "Not counted: 4 items of commitments and 2 items of deliveries (ask for them with --stage).",
    ]


def test_units_are_never_added_together_and_their_spellings_can_be_read(run: Run) -> None:
    run(
        "add",
        *ADD,
        "--item",
        "2 metric tons: food",
        "--item",
        "3 tonnes: food",
        "--item",
        "4 tons: food",
        "--item",
        "food",
    )
    rows = answer(run, "items", "--text", "food")
    assert [(row["unit"], row["quantity"], row["items"], row["without_quantity"]) for row in rows] == [
        ("tonnes", "5", 2, 0),
        ("tons", "4", 1, 0),
        (None, None, 0, 1),
    ]
    lines = run("items", "--units").out.splitlines()
    assert lines[0].split() == ["Unit", "Also", "written"]
    assert "tonnes        tonne, metric ton, metric tons, metric tonne, metric tonnes, mt" in lines
    table = json.loads(run("items", "--units", "--format", "json").out)
    assert {"unit": "rounds", "also_written": ["round", "rd", "rds", "rnd", "rnds"]} in table
    assert "| aircraft | aircrafts |" in run("items", "--units", "--format", "md").out


def test_what_may_be_counted_twice_or_not_at_all_is_told_beneath(run: Run) -> None:
    on = ("--donor", "US", "--recipient", "UA")
    run("add", "whole", "--on", "2022", *on, "--item", "10 x HIMARS")
    run("add", "whole-later", "--on", "2023-01-02", *on, "--item", "10 x HIMARS")
    for number in range(12):
        run("add", f"part-{number:02}", "--on", "2023-01-03", "--draws-on", "whole-later", *on, "--item", "1 x HIMARS")
    run("add", "unlisted", "--on", "2023-01-03", "--amount", "$5M", *on)
    notes = run("items", "2022-11..2023-08", "--text", "himars").out.splitlines()[9:]
    assert notes == [
        "Not itemised: 1 package that lists no items.",
        "Perhaps counted twice: items of 12 packages that draw on another one of the same stage, which lists such items "
        "too: part-00, part-01, part-02, part-03, part-04, part-05, part-06, part-07, part-08, part-09 and 2 more.",
        "Only partly in this period, not counted: whole (2022).",
        "Unsourced: 13 packages of those counted.",
    ]


def test_a_category_is_that_of_the_items_and_filters_are_those_of_packages(run: Run, seeded: str) -> None:
    ran = run(
        "--db", seeded, "items", "FY2023", "--category", "Fires,maritime", "--instrument", "pda", "--by", "category"
    )
    assert ran.out.splitlines()[1:4] == [
        "Period: 2022-10-01 to 2023-09-30 (both days included)",
        f"As known on {today()}",
        "Only: items of category fires or maritime, instrument PDA",
    ]
    rows = answer(run, "--db", seeded, "items", "FY2023", "--category", "Fires,maritime", "--instrument", "pda")
    assert {row["category"] for row in rows} == {"fires", "maritime"}


def test_a_joint_package_is_a_row_of_its_own_under_a_donor_filter(run: Run) -> None:
    run("add", "--on", "2023-01-05", "--donor", "DK", "--item", "5 tanks: Leopard 1")
    run("add", "--on", "2023-01-06", "--donor", "DK+NO+SE", "--item", "7 tanks: Leopard 1")
    rows = answer(run, "items", "--donor", "dk", "--by", "year")
    assert [(row["year"], row["donor"], row["quantity"]) for row in rows] == [
        ("2023", "DK", "5"),
        ("2023", "DK+NO+SE", "7"),
    ]


def test_it_looks_back_and_says_so(run: Run) -> None:
    run("add", "one", *ADD, "--item", "10 x HIMARS")
    run("revise", "one", "--item", "8 x HIMARS", "--known-on", "2023-03-01", "--reason", "recount")
    assert [row["quantity"] for row in answer(run, "items")] == ["8"]
    assert [row["quantity"] for row in answer(run, "items", "--as-known-on", "2023-02-28")] == ["10"]
    assert "\nAs known on 2023-02-28\n" in run("items", "--as-known-on", "2023-02-28").out
    assert answer(run, "items", "--as-recorded-at", "2023-02-28") == []
    told = run("items", "--as-recorded-at", "2023-02-28").out.splitlines()
    assert told[2] == f"As known on {today()}, as recorded at 2023-02-28T23:59:59.999999Z"


def test_fiscal_years_may_start_in_another_month(run: Run) -> None:
    run("add", *ADD, "--item", "5 tanks: Leopard 1")
    ran = run("items", "FY2022", "--fiscal-start", "4", "--by", "fiscal-year")
    assert ran.out.splitlines()[1:4] == [
        "Period: 2021-04-01 to 2022-03-31 (both days included)",
        f"As known on {today()}",
        "Fiscal years start on 1 April, and are named after the year in which they end",
    ]
    (row,) = answer(run, "items", "FY2023", "--fiscal-start", "4", "--by", "fiscal-year")
    assert (row["fiscal-year"], row["quantity"]) == ("FY2023", "5")


def test_csv_is_for_spreadsheets_and_notes_go_to_standard_error(run: Run) -> None:
    run("add", *ADD, "--item", "3+ systems: =SUM(A1)", "--item", "@home", "--item", "0.5 tonnes: =SUM(A1)")
    ran = run("items", "--by", "description,stage", "--format", "csv")
    assert ran.out == (
        "description,stage,unit,quantity,bound,packages,items,without_quantity\n"
        "'=SUM(A1),commitment,systems,3,at_least,1,1,0\n"
        "'=SUM(A1),commitment,tonnes,0.5,exact,1,1,0\n"
        "'@home,commitment,,,,1,0,1\n"
    )
    assert ran.err.splitlines() == [
        "Line items (military) by description and stage",
        "Period: all dates",
        f"As known on {today()}",
    ]
    assert run("--quiet", "items", "--format", "csv").err == ""
    assert len(list(csv.DictReader(io.StringIO(run("items", "--units", "--format", "csv").out)))) > 40


def test_markdown_can_be_pasted_into_a_memo(run: Run) -> None:
    run("add", *ADD, "--item", "over 3 radars: counter-artillery radars")
    ran = run("items", "--format", "md")
    assert ran.out.splitlines()[6:9] == [
        "| Category | Commitment | Unit | Packages |",
        "| :--- | ---: | :--- | ---: |",
        "| not stated | >= 3 | radars | 1 |",
    ]


@pytest.mark.parametrize("columns", [50, 80])
def test_a_narrow_terminal_folds_text_and_cuts_no_figure(
    seeded: str, on_terminal: Callable[..., list[str]], columns: int
) -> None:
    lines = on_terminal("--db", seeded, "items", "--text", "small arms", columns=columns)
    assert all(len(line) <= columns for line in lines[4:-2])
    assert any(">= 96,200,000" in line for line in lines)


def test_an_empty_ledger_says_so(run: Run) -> None:
    ran = run("items")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Nothing is recorded that this would count.")
    assert run("items", "--format", "json").out == "[]\n"


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["--by", "kind"], "'kind' is not a dimension", "choose from: description, day, week, "),
        (["--by", "category,category"], "'category' is named twice", "name each dimension once"),
        (["2023-13"], "there is no such day as '2023-13'", "check the month"),
        (["--category", "tanks"], "--category: 'tanks' is not a category", "choose one of: air defense, "),
        (
            ["--units", "2023"],
            "--units lists all units that are known: it takes no period, no filter and ",
            "leave them out",
        ),
        (["--as-known-on", "9000-01-01"], "--as-known-on: 9000-01-01 lies after today", "check the date"),
    ],
)
def test_a_question_that_cannot_be_understood(run: Run, words: list[str], message: str, hint: str) -> None:
    ran = run("items", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {message}")
    assert f"\nhint: {hint}" in ran.err
