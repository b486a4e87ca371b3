"""`aidledger import` and `export`: files go in whole or not at all, and what comes out goes in again."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from program import SEEDS, Run

TABLE = """ref,donor,announced_on,amount,currency,bound,instrument,items,sources,tags
first,US,2023-08-29,"250,000,000",USD,at_most,PDA,"3,000,000+ rounds: small arms ammunition; 12 x HIMARS",https://example.org/a,himars drawdown
,NO,2023-09,NOK 7.5bn,,,,,,
"""
UNDERSTOOD = "packages.csv: 2 rows of packages (UTF-8, separated by commas, decimal point)"


def documents(run: Run, ledger: str) -> list[dict[str, object]]:
    """All that a ledger states, as the documents of its packages."""
    found: list[dict[str, object]] = json.loads(run("--db", ledger, "list", "--format", "json").out)
    return found


def test_a_table_of_packages_with_items_as_text(run: Run, home: Path) -> None:
    (home / "packages.csv").write_text(TABLE)
    ran = run("import", "packages.csv")
    assert (ran.code, ran.out) == (0, "2 recorded, 0 already there\n")
    assert ran.err.splitlines() == [UNDERSTOOD, "packages.csv:3: recorded as no-2023-09"]
    first = json.loads(run("show", "first", "--format", "json").out)
    assert first["amount"] == {"bound": "at_most", "currency": "USD", "value": "250000000.00"}
    assert [item["description"] for item in first["items"]] == ["small arms ammunition", "HIMARS"]
    assert first["tags"] == ["drawdown", "himars"]
    assert run("import", "packages.csv").out == "0 recorded, 2 already there\n"


def test_a_dry_run_says_what_it_would_do_and_does_nothing(run: Run, home: Path) -> None:
    (home / "packages.csv").write_text(TABLE)
    ran = run("import", "packages.csv", "--dry-run")
    assert ran.out == "2 would be recorded, 0 already there\n"
    assert ran.err.splitlines() == [
        UNDERSTOOD,
        "packages.csv:2: would be recorded as first: up to USD 250,000,000, 2 items",
        "packages.csv:3: would be recorded as no-2023-09: NOK 7,500,000,000",
    ]
    assert documents(run, "data/aidledger/aidledger.db") == []


def test_items_in_a_second_file(run: Run, home: Path) -> None:
    (home / "packages.csv").write_text("ref,donor,announced_on,amount\na,US,2023-08-29,$5M\n")
    (home / "items.csv").write_text(
        "ref,description,category,quantity,unit,quantity_bound\na,ammunition,Fires,3000,rounds,at_least\n"
    )
    assert run("import", "packages.csv", "items.csv").code == 0
    (item,) = json.loads(run("show", "a", "--format", "json").out)["items"]
    assert item == {
        "category": "fires", "description": "ammunition",
        "quantity": {"bound": "at_least", "number": "3000", "unit": "rounds"},
    }  # fmt: skip


def test_all_errors_of_all_files_are_told_at_once_and_nothing_is_written(run: Run, home: Path) -> None:
    (home / "packages.csv").write_text(
        "ref,donor,announced_on,amount,stage\n"
        "good,US,2023-08-29,$5M,\n"
        "bad,XX,2023-02-30,50M,promise\n"
        "too,US,2023,$5M,pledge,more\n"
        '"quoted\nline",US,2023,$5M,\n'
    )
    (home / "items.csv").write_text("ref,description,quantity\ngood,tanks,5-10\nnone,tanks,5\n")
    ran = run("--db", "ledger.db", "import", "packages.csv", "items.csv")
    assert (ran.code, ran.out) == (2, "")
    told = ran.err[ran.err.index("error: ") :].splitlines()
    errors = [line.removeprefix("error: ") for line in told if not line.startswith("hint: ")]
    assert sorted(errors) == sorted([
        "packages.csv:4: the row has 6 cells where the headings are 5",
        "items.csv:2:quantity: '5-10' is a range",
        "packages.csv:3:donor: 'XX' is not a country code",
        "packages.csv:3:stage: 'promise' is not a stage",
        "packages.csv:3:announced_on: there is no such day as '2023-02-30'",
        "packages.csv:3:amount: the amount '50M' names no currency",
        "packages.csv:5:ref: 'quoted",
        "line' is not a ref",
        "items.csv:3:ref: no row of the table of packages has this ref",
    ])  # fmt: skip
    assert documents(run, "ledger.db") == []


def test_one_package_that_the_ledger_refuses_keeps_all_others_out(run: Run, home: Path) -> None:
    (home / "packages.csv").write_text(
        "ref,donor,announced_on,amount,draws_on\na,US,2023,$5M,\nb,US,2023,$5M,nothing\nc,US,9000,$5M,\n"
    )
    ran = run("import", "packages.csv")
    assert ran.code == 2
    assert "\npackages.csv:4:announced_on: 9000-01-01 lies after today" in ran.err
    (home / "packages.csv").write_text(
        "ref,donor,announced_on,amount,draws_on\na,US,2023,$5M,\nb,US,2023,$5M,nothing\n"
    )
    ran = run("import", "packages.csv")
    assert ran.code == 4
    assert "\nerror: packages.csv:3: 'b' draws on 'nothing', which is not in the ledger\n" in ran.err
    assert documents(run, "data/aidledger/aidledger.db") == []


@pytest.mark.parametrize("name", ["seeds.csv", "seeds.json"])
def test_what_is_exported_goes_in_again_the_same(run: Run, seeded: str, home: Path, name: str) -> None:
    assert run("--db", seeded, "export", name).code == 0
    files = ["seeds.csv", "seeds-items.csv", "seeds-sources.csv"] if name.endswith("csv") else [name]
    assert sorted(path.name for path in home.glob("seeds*")) == sorted(files)
    assert run("--db", "again.db", "import", *files).out.endswith(" recorded, 0 already there\n")
    assert documents(run, "again.db") == documents(run, seeded)
    assert run("--db", seeded, "import", *files).out.startswith("0 recorded, ")


def test_text_that_a_spreadsheet_would_run_is_escaped_and_comes_back(run: Run, home: Path) -> None:
    title = '=HYPERLINK("https://example.org","look")'
    run(
        "add", "a", "--amount", "-$6.2bn", "--on", "2023-06-20", "--donor", "US", "--title", title, "--note", "-1 = '+'"
    )
    run("export", "out.csv")
    row = (home / "out.csv").read_text().splitlines()[1]
    assert "\"'=HYPERLINK(" in row
    assert ",-6200000000.00,USD,exact," in row
    run("--db", "again.db", "import", "out.csv")
    assert documents(run, "again.db") == documents(run, "data/aidledger/aidledger.db")


def test_a_workbook_holds_the_period_and_filters_that_were_asked_for(run: Run, seeded: str, home: Path) -> None:
    assert run("--db", seeded, "export", "report.xlsx", "2023-08", "--instrument", "PDA").code == 0
    book = load_workbook(home / "report.xlsx")
    refs = [cell.value for row in book["Packages"].iter_rows(max_col=1) for cell in row if cell.value]
    assert [ref for ref in refs if str(ref).startswith("us-")] == ["us-pda-2023-08-14", "us-pda-2023-08-29"]


def test_an_older_file_is_replaced_whole_or_not_at_all(run: Run, seeded: str, home: Path) -> None:
    (home / "report.xlsx").write_bytes(b"old")
    assert run("--db", "absent.db", "export", "report.xlsx").code == 4
    assert (home / "report.xlsx").read_bytes() == b"old"
    assert run("--db", seeded, "export", "report.xlsx").code == 0
    assert (home / "report.xlsx").read_bytes()[:2] == b"PK"
    assert [path.name for path in home.iterdir() if "report" in path.name] == ["report.xlsx"]


def test_the_seeds_are_what_the_project_was_made_to_hold(run: Run, seeded: str) -> None:
    held = {document["ref"]: document for document in documents(run, seeded)}
    quarter = held["us-pda-2023-08-29"]
    assert quarter["amount"] == {"bound": "at_most", "currency": "USD", "value": "250000000.00"}
    rounds = [item for item in quarter["items"] if "small arms" in item["description"]]  # type: ignore[attr-defined] # JSON
    assert rounds[0]["quantity"] == {"bound": "at_least", "number": "3000000", "unit": "rounds"}
    assert held["us-pda-2024-05-24"]["duplicate_of"] == "us-pda-2024-05-28"
    assert held["us-pda-determination-2024-09-26"]["stage"] == "appropriation"
    assert all(document.get("sources") for ref, document in held.items() if ref != "us-pledge-2025-01-05")
    acts = {ref for ref, document in held.items() if document.get("aid_type") == "mixed"}
    drawing = [document for document in held.values() if document["stage"] == "commitment" and "draws_on" in document]
    assert len(drawing) > 50
    assert not [document["ref"] for document in drawing if document["draws_on"] in acts]
    assert len(list(SEEDS.glob("*.toml"))) == 9
