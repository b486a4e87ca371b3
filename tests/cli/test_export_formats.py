"""`aidledger export` into files and folders of every kind: what is asked for, in whichever format, or why not."""

import csv
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from program import Run

FOLDER = ("cover.csv", "packages.csv", "about.csv")
CHOSEN = ("--sheets", "cover,packages")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["out/", "there", "there/"])
def test_a_folder_is_told_by_its_name_or_by_being_there(run: Run, seeded: str, home: Path, name: str) -> None:
    (home / "there").mkdir()
    ran = run("--db", seeded, "export", name, "2023", *CHOSEN)
    assert (ran.code, ran.out, ran.err) == (0, "", f"wrote 3 files in {name}\n")
    assert sorted(path.name for path in (home / name).iterdir()) == sorted(FOLDER)
    assert run("--quiet", "--db", seeded, "export", name, "2023", *CHOSEN).err == ""


@pytest.mark.parametrize("name", ["all.csv", "all.json", "all.md", "all/"])
def test_period_filters_and_currency_are_those_that_were_asked_for(
    run: Run, seeded: str, home: Path, name: str
) -> None:
    asked = (
        "2023-08",
        "--instrument",
        "PDA",
        "--in",
        "EUR",
        "--as-known-on",
        "2024-01-31",
        "--sheets",
        "totals-by-month",
    )
    assert run("--db", seeded, "export", name, *asked).code == 0
    if name == "all.json":
        found = json.loads((home / name).read_text())
        assert found["report"]["period"] == "2023-08-01 to 2023-08-31"
        assert found["report"]["filters"] == {"instruments": ["PDA"]}
        assert found["report"]["as_known_on"] == "2024-01-31"
        (row,) = found["tables"]["totals-by-month"]["rows"]
        assert (row["Month"], row["Amount"]["currency"], row["Packages"]) == ("2023-08", "EUR", 2)
    elif name == "all.md":
        (line,) = [line for line in (home / name).read_text().splitlines() if line.startswith("| 2023-08 ")]
        assert line.startswith("| 2023-08 | Commitment | EUR | up to | ≤ €")
    else:
        (row,) = rows(home / ("all/totals-by-month.csv" if name == "all/" else name))
        assert (row["Month"], row["Currency"], row["Packages"]) == ("2023-08", "EUR", "2")


def test_totals_run_on_in_tables_too(run: Run, seeded: str, home: Path) -> None:
    for name, *words in (("each.csv",), ("sum.csv", "--cumulative")):
        run("--db", seeded, "export", name, "2023", "--stage", "commitment", "--sheets", "totals-by-month", *words)
    each, so_far = ([Decimal(row["Amount"]) for row in rows(home / name)] for name in ("each.csv", "sum.csv"))
    assert len(each) == 12
    assert so_far == [sum(each[: at + 1]) for at in range(12)]


def test_the_same_ledger_gives_the_same_bytes_in_every_format(run: Run, seeded: str, home: Path) -> None:
    epoch = {"SOURCE_DATE_EPOCH": "1800000000"}
    for name in ("report.json", "report.md", "report.html", "report/"):
        for folder in ("one", "two"):
            (home / folder).mkdir(exist_ok=True)
            assert run("--db", seeded, "export", f"{folder}/{name}", env=epoch).code == 0
    first, second = (
        {path.relative_to(home / folder): path.read_bytes() for path in (home / folder).rglob("*") if path.is_file()}
        for folder in ("one", "two")
    )
    assert len(first) == 3 + 15
    assert first == second
    assert b"2027-01-15 08:00:00 UTC" in first[Path("report.md")]


def test_a_folder_with_tables_of_another_report_is_left_as_it_is(run: Run, seeded: str, home: Path) -> None:
    run("--db", seeded, "export", "out/")
    before = {path: path.read_bytes() for path in (home / "out").iterdir()}
    ran = run("--db", seeded, "export", "out/", "2023", *CHOSEN)
    assert (ran.code, ran.err.splitlines()) == (
        5,
        [
            "error: out/contents.csv is not of this report, and would be read as part of it",
            "hint: delete it, or name another folder",
        ],
    )
    assert {path: path.read_bytes() for path in (home / "out").iterdir()} == before


def test_a_json_report_is_imported_with_all_that_it_states(run: Run, seeded: str) -> None:
    run("--db", seeded, "export", "report.json")
    assert run("--db", "again.db", "import", "report.json").code == 0
    first, second = (run("--db", name, "list", "--format", "json").out for name in (seeded, "again.db"))
    assert first == second
    run("--db", seeded, "export", "totals.json", "--sheets", "totals-by-month")
    ran = run("--db", "again.db", "import", "totals.json")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: totals.json: there is no package in it")


@pytest.mark.parametrize(
    ("words", "code", "message", "hint"),
    [
        (
            ("report.docx",), 2, "cannot write a report of type '.docx'",
            "name a file .xlsx, .html, .md, .csv or .json, or a folder: report/; a .jsonl file keeps the whole ledger",
        ),
        (
            ("report",), 2, "the name 'report' does not say what to write",
            "name a file .xlsx, .html, .md, .csv or .json, or a folder: report/; a .jsonl file keeps the whole ledger",
        ),
        (("file.csv/",), 1, "cannot make the folder file.csv: a file has its name", "name another folder"),
        (("file.csv/below/",), 1, "cannot make the folder file.csv/below: not a directory", "name another folder"),
        (("no/report.md",), 1, "cannot write no/report.md: no such file or directory", "check the folder, "),
        (("a.csv", *CHOSEN), 2, "a.csv holds one table, and 2 are asked for", "name a folder: a/"),
        (
            ("a.csv", "--sheets", "packages,line-items,sources"), 2, "a.csv holds one table, and 3 are asked for",
            "name a folder: a/",
        ),
        (
            ("a.csv", "1999", "--sheets", "totals-by-donor"), 4,
            "there is nothing to write (Totals by donor: nothing is counted in this scope)", "ask for another period, ",
        ),
        *(
            (
                (path, "1999", "--sheets", "changes,totals-by-donor"), 4,
                "there is nothing to write (Totals by donor: nothing is counted in this scope; Changes: the ledger",
                "ask for another period, ",
            )
            for path in ("a.xlsx", "a.html", "a.md", "a.json", "out/")
        ),
        (
            ("a.xlsx", "--sheets", "checks"), 4, "there is nothing to write (Checks: no figure stands in it beside ",
            "ask for another period, ",
        ),
        (("a.md", "--sheets", "cover,checks"), 2, "a.md can have no checks, which are worked out by", "name a workbook"),
        (("out/", "--sheets", "checks"), 2, "out/ can have no checks, which are worked out by", "name a workbook"),
        (("a.csv", "--in", "EUR"), 2, "--in is about totals, and a.csv has none", "name one that has: --sheets "),
        (("a.jsonl", "--in", "EUR"), 2, "--in is about totals, and a.jsonl has none", "name a workbook: report.xlsx"),
        (("a.md", "--sheets", "front"), 2, "'front' is not a sheet", "choose from: cover, contents, "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_what_cannot_be_written_is_one_sentence(
    run: Run, seeded: str, home: Path, words: tuple[str, ...], code: int, message: str, hint: str
) -> None:
    (home / "file.csv").write_text("a file")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    ran = run("--db", seeded, "export", *words)
    assert (ran.code, ran.out) == (code, "")
    first, second = ran.err.splitlines()
    assert first.startswith(f"error: {message}")
    assert second.startswith(f"hint: {hint}")
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_nobody_is_told_of_a_ledger_that_is_missing_by_a_folder(run: Run, home: Path) -> None:
    assert run("--db", "absent.db", "export", "out/").code == 4
    assert not (home / "out").exists()


@pytest.mark.slow
def test_a_page_too_large_for_a_mail_is_told_of(run: Run, home: Path) -> None:
    items = [{"description": f"{number} {'x' * 980}"} for number in range(7_000)]
    document = {"donor": "US", "announced_on": "2023-08-29", "items": items}
    (home / "package.json").write_text(json.dumps(document))
    assert run("--db", "large.db", "add", "--from", "package.json").code == 0
    told = run("--db", "large.db", "export", "report.html").err.splitlines()
    assert told[0] == "wrote report.html"
    assert re.fullmatch(
        r"it has \d+ MB, more than can be mailed, .*: narrow it with a period, filters or --sheets", told[1]
    )
    assert run("--db", "large.db", "export", "report.html", "--sheets", "cover").err == "wrote report.html\n"
