"""`aidledger import`: what was understood, planned, recorded, revised and refused, as whoever runs it sees it."""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook
from program import PROGRAM, Run

LEDGER = "data/aidledger/aidledger.db"
GERMAN = (
    "Datum;Country;Betrag (EUR m);Title\r\n"
    "29.08.2023;Germany;1.250,5;Luftverteidigung f\u00fcr St\u00e4dte\r\n"
    "30.08.2023;Denmark and Norway;up to 12;\r\n"
    "31.08.2023;France;undisclosed;Artillerie\r\n"
)
MAPS = ("--map", "Datum=announced_on", "--map", "Betrag (EUR m)=amount")
TABLE = "ref,donor,date,amount,note\na,US,2023-08-29,$5M,first\nb,NO,2023-08-30,NOK 7bn,\n"


def stated(run: Run) -> list[dict[str, object]]:
    """All that the ledger states, as the documents of its packages."""
    found: list[dict[str, object]] = json.loads(run("list", "--format", "json").out)
    return found


def one(run: Run, ref: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("show", ref, "--format", "json").out)
    return found


def test_what_was_understood_comes_first_and_a_dry_run_shows_every_figure(run: Run, home: Path) -> None:
    (home / "aid.csv").write_bytes(GERMAN.encode("cp1252"))
    understood = [
        "aid.csv: 3 rows of packages (Windows-1252, separated by semicolons, decimal comma)",
        "  Datum           announced_on",
        "  Country         donor",
        "  Betrag (EUR m)  amount, in millions of EUR",
    ]
    ran = run("import", "aid.csv", *MAPS, "--dry-run")
    assert (ran.code, ran.out) == (0, "3 would be recorded, 0 already there\n")
    assert ran.err.splitlines() == [
        *understood,
        "aid.csv:2: would be recorded as de-2023-08-29: EUR 1,250,500,000",
        "aid.csv:3: would be recorded as dk-no-2023-08-30: up to EUR 12,000,000",
        "aid.csv:4: would be recorded as fr-2023-08-31: value not disclosed",
    ]
    assert stated(run) == []
    ran = run("import", "aid.csv", *MAPS)
    assert (ran.code, ran.out) == (0, "3 recorded, 0 already there\n")
    assert ran.err.splitlines()[:4] == understood
    assert one(run, "de-2023-08-29")["title"] == "Luftverteidigung f\u00fcr St\u00e4dte"
    assert run("import", "aid.csv", *MAPS).out == "0 recorded, 3 already there\n"


def test_quiet_says_the_result_alone(run: Run, home: Path) -> None:
    (home / "aid.csv").write_text(TABLE)
    assert run("--quiet", "import", "aid.csv", "--dry-run") == (0, "2 would be recorded, 0 already there\n", "")
    assert run("--quiet", "import", "aid.csv") == (0, "2 recorded, 0 already there\n", "")


def test_nobody_is_asked_and_the_option_that_settles_it_is_named(run: Run, home: Path) -> None:
    (home / "aid.csv").write_text("donor,date,amount,currency\nUS,03/04/2023,1.234,KWD\n")
    ran = run("import", "aid.csv")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        "error: aid.csv:2:amount: '1.234' can be read in two ways, and no other cell of the file decides",
        "hint: say how the file writes decimals, such as '1.234': --decimal point or --decimal comma",
    ]
    ran = run("import", "aid.csv", "--decimal", "point")
    assert ran.code == 2
    assert ran.err.splitlines()[1] == (
        "hint: say how the file writes days, such as '03/04/2023': --dates day-first or --dates month-first"
    )
    ran = run("import", "aid.csv", "--decimal", "point", "--dates", "month-first", "--dry-run")
    assert ran.err.splitlines()[-1] == "aid.csv:2: would be recorded as us-2023-03-04: KWD 1.2340"
    ran = run("import", "aid.csv", "--decimal", "comma", "--dates", "day-first", "--dry-run")
    assert ran.err.splitlines()[-1] == "aid.csv:2: would be recorded as us-2023-04-03: KWD 1,234"


def test_an_amount_without_a_currency_is_told_once_and_the_currency_can_be_said(run: Run, home: Path) -> None:
    (home / "aid.csv").write_text("Donor,Date,Amount\nUS,2023-08-29,5\nUS,2023-08-30,6.5\nUS,2023-08-31,undisclosed\n")
    ran = run("import", "aid.csv")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        "error: aid.csv:2:Amount: the amount '5' names no currency, and neither does the heading",
        "hint: call the column 'Amount (USD)', or say so: --map 'Amount=amount (USD)'",
    ]
    ran = run("import", "aid.csv", "--map", "Amount=amount in EUR million", "--dry-run")
    assert ran.err.splitlines()[2:4] == [
        "  Amount  amount, in millions of EUR",
        "aid.csv:2: would be recorded as us-2023-08-29: EUR 5,000,000",
    ]


def test_what_the_ledger_refuses_is_told_by_its_heading_and_in_order(run: Run, home: Path) -> None:
    (home / "aid.csv").write_text(
        "Ref,Country,When announced,Title\na,US,2023,x\nb,XX,2023,x\nc,US,9023,x\nd,YY,2023,x\n"
    )
    ran = run("import", "aid.csv", "--map", "When announced=announced_on")
    assert ran.code == 2
    assert [line for line in ran.err.splitlines() if "aid.csv:" in line][1:] == [
        "error: aid.csv:3:Country: 'XX' is not a country code",
        next(line for line in ran.err.splitlines() if "aid.csv:4:When announced: 9023-01-01 lies after today" in line),
        "aid.csv:5:Country: 'YY' is not a country code",
    ]


# Revising.


def test_a_table_that_says_something_else_is_refused_and_revises_with_a_reason(run: Run, home: Path) -> None:
    (home / "aid.csv").write_text(TABLE)
    run("import", "aid.csv")
    (home / "aid.csv").write_text(TABLE.replace("$5M,first", "up to $6M,second").replace("NOK 7bn", "NOK 8bn"))
    changes = ["  amount: $5.0M -> <= $6.0M", "  note: first -> second"]
    ran = run("import", "aid.csv")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.splitlines()[-7:] == [
        "error: aid.csv:2: 'a' is recorded already and says something else:", *changes,
        "aid.csv:3: 'b' is recorded already and says something else:", "  amount: NOK 7.0B -> NOK 8.0B",
        "hint: correct it with 'aidledger revise a', or record it under another ref",
        "hint: correct it with 'aidledger revise b', or record it under another ref",
    ]  # fmt: skip
    ran = run("import", "aid.csv", "--dry-run")
    assert (ran.code, ran.out) == (0, "0 would be recorded, 2 would be revised, 0 already there\n")
    assert ran.err.splitlines()[-6:] == [
        "aid.csv:2: would be revised: a", *changes,
        "aid.csv:3: would be revised: b", "  amount: NOK 7.0B -> NOK 8.0B",
        "hint: what is revised needs a reason: --reason TEXT",
    ]  # fmt: skip
    assert one(run, "a")["note"] == "first"
    ran = run("import", "aid.csv", "--reason", "the ministry corrected it")
    assert (ran.code, ran.out) == (0, "0 recorded, 2 revised, 0 already there\n")
    assert one(run, "a")["note"] == "second"
    assert "the ministry corrected it" in run("history", "a").out
    ran = run("import", "aid.csv", "--reason", "again")
    assert ran.out == "0 recorded, 2 already there\n"


def test_what_a_table_has_no_column_for_carries_over(run: Run, home: Path) -> None:
    run("add", "a", "--amount", "up to $5M", "--on", "2023-08-29", "--donor", "US", "--title", "kept", "--tag", "kept",
        "--item", "12 x HIMARS", "--source", "https://example.org/a", "--note", "dropped")  # fmt: skip
    (home / "aid.csv").write_text("ref,donor,date,amount,note\na,US,2023-08-29,$6M,\n")
    ran = run("import", "aid.csv", "--reason", "recount")
    assert [line for line in ran.err.splitlines() if line.startswith("  ") and "->" in line] == [
        "  amount: <= $5.0M -> $6.0M", "  note: dropped -> nothing",
    ]  # fmt: skip
    document = one(run, "a")
    assert (document["title"], document["tags"]) == ("kept", ["kept"])
    assert document["items"]
    assert document["sources"]
    (home / "items.csv").write_text("ref,item,quantity\na,HIMARS,13\n")
    ran = run("import", "aid.csv", "items.csv", "--reason", "another recount")
    assert [line for line in ran.err.splitlines() if "->" in line] == [
        "  items 1: 12 units: HIMARS -> 13 units: HIMARS"
    ]


# Errors.


def test_nothing_is_written_after_an_error_in_any_file(run: Run, home: Path) -> None:
    (home / "good.csv").write_text(TABLE)
    (home / "bad.csv").write_text("donor,date,amount\nXX,2023,$5M\nUS,2023,$5\nUS,2023,much\n")
    ran = run("import", "good.csv", "bad.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "error: bad.csv:2:donor: 'XX' is not a country code" in ran.err
    assert "\nbad.csv:4:amount: 'much' is not an amount" in ran.err
    assert stated(run) == []


def test_bad_rows_are_put_aside_and_go_in_when_they_are_repaired(run: Run, home: Path) -> None:
    (home / "aid.csv").write_text(
        "Ref;Country;Date;Amount (EUR m);Draws on;Title\n"
        "a;DE;29.08.2023;1,5;;\n"
        "b;Germoney;30.08.2023;2,5;;\n"
        "c;FR;31.08.2023;about five;;\n"
        "d;FR;31.08.2023;3,5;b;\n"
        "e;FR;31.08.9023;4,5;;\n"
        "Total;;;12;;\n"
    )
    (home / "items.csv").write_text("ref;item;quantity\na;tanks;1\nb;shells;2\nb;rockets;3\nz;mines;4\n")
    ran = run("import", "aid.csv", "items.csv", "--skip-bad", "bad.csv")
    assert (ran.code, ran.out) == (0, "1 recorded, 0 already there\n"), ran.err
    assert ran.err.splitlines()[-3:] == [
        "wrote bad.csv",
        "wrote bad-items.csv",
        "8 rows left out: repair and import them",
    ]
    assert [document["ref"] for document in stated(run)] == ["a"]
    bad = (home / "bad.csv").read_text()
    assert bad.splitlines()[0] == "problem,ref,donor,announced_on,amount,currency,draws_on"
    assert "aid.csv:3:Country: 'Germoney' is not a country code" in bad
    assert ",c,FR,2023-08-31,about five million,EUR," in bad
    bad = bad.replace("Germoney", "Germany").replace("about five million", "about 5 million").replace("9023", "2023")
    (home / "bad.csv").write_text("".join(line for line in bad.splitlines(keepends=True) if ",Total," not in line))
    items = (home / "bad-items.csv").read_text()
    assert items.splitlines()[0] == "problem,ref,description,quantity"
    (home / "bad-items.csv").write_text("".join(line for line in items.splitlines(keepends=True) if ",z," not in line))
    ran = run("import", "bad.csv", "bad-items.csv")
    assert (ran.code, ran.out) == (0, "4 recorded, 0 already there\n"), ran.err
    assert one(run, "c")["amount"] == {"bound": "about", "currency": "EUR", "value": "5000000.00"}
    assert one(run, "e")["amount"] == {"bound": "exact", "currency": "EUR", "value": "4500000.00"}
    assert [item["description"] for item in one(run, "b")["items"]] == ["shells", "rockets"]  # type: ignore[attr-defined]  # JSON


def test_what_is_wrong_beside_rows_of_tables_is_not_skipped(run: Run, home: Path) -> None:
    (home / "aid.csv").write_text("donor,date,amount\nXX,2023,$5M\nUS,2023,$5M\n")
    (home / "one.toml").write_text('donor = "US"\n')
    ran = run("import", "one.toml", "aid.csv", "--skip-bad", "bad.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "one.toml:announced_on: this is needed" in ran.err
    assert not (home / "bad.csv").exists()
    assert stated(run) == []
    ran = run("import", "aid.csv", "--skip-bad", "bad.csv", "--dry-run")
    assert ran.out == "1 would be recorded, 0 already there\n"


def test_a_good_file_leaves_nothing_aside(run: Run, home: Path) -> None:
    (home / "aid.csv").write_text(TABLE)
    ran = run("import", "aid.csv", "--skip-bad", "bad.csv")
    assert (ran.code, ran.out) == (0, "2 recorded, 0 already there\n")
    assert "left out" not in ran.err
    assert not (home / "bad.csv").exists()


# Files of every type, from disk and from standard input.

DOCUMENT = '{"ref": "a", "donor": "US", "announced_on": "2023-08-29", "amount": "USD 5M"}'
TEXTS = {
    "aid.json": DOCUMENT,
    "aid.toml": 'ref = "a"\ndonor = "US"\nannounced_on = 2023-08-29\namount = "USD 5M"\n',
    "aid.jsonl": DOCUMENT + "\n",
    "aid.csv": "ref,donor,date,amount\na,US,2023-08-29,$5M\n",
    "aid.tsv": "ref\tdonor\tdate\tamount\na\tUS\t2023-08-29\t$5M\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_type_of_text_from_disk_and_from_standard_input(run: Run, home: Path, name: str) -> None:
    (home / name).write_text(TEXTS[name])
    assert run("import", name).out == "1 recorded, 0 already there\n"
    ran = run("import", "-", stdin=TEXTS[name])
    assert (ran.code, ran.out) == (0, "0 recorded, 1 already there\n"), ran.err
    assert one(run, "a")["amount"] == {"bound": "exact", "currency": "USD", "value": "5000000.00"}


def test_text_of_windows_programs(run: Run, home: Path) -> None:
    """Excel saves tables as "Unicode text" with the ending .txt, PowerShell writes all text so."""
    (home / "aid.txt").write_bytes(TEXTS["aid.tsv"].encode("utf-16"))
    ran = run("import", "aid.txt")
    assert (ran.code, ran.out) == (0, "1 recorded, 0 already there\n"), ran.err
    assert ran.err.startswith("aid.txt: 1 row of packages (UTF-16, separated by tabs)\n")
    for name in ("aid.json", "aid.toml", "aid.jsonl"):
        (home / name).write_bytes(TEXTS[name].encode("utf-16"))
        assert run("import", name).out == "0 recorded, 1 already there\n"


def test_json_lines_are_told_by_their_lines(run: Run, home: Path) -> None:
    (home / "aid.jsonl").write_text(
        DOCUMENT + "\n\n" + DOCUMENT.replace('"a"', '"b"') + "\n" + '{"donor": "XX"}\n{"donor" "US"}\n[1, 2]\n'
    )
    ran = run("import", "aid.jsonl")
    assert (ran.code, ran.out) == (2, "")
    assert "error: aid.jsonl:4:donor: 'XX' is not a country code\n" in ran.err
    assert "\naid.jsonl:5:1:10: this is not JSON: expecting ':' delimiter\n" in ran.err
    assert stated(run) == []
    (home / "aid.jsonl").write_text(DOCUMENT + "\n" + DOCUMENT.replace('"a"', '"b"') + "\n")
    assert run("import", "aid.jsonl").out == "2 recorded, 0 already there\n"
    assert run("import", "aid.jsonl").out == "0 recorded, 2 already there\n"


def piped(home: Path, environment: Mapping[str, str], data: bytes, *words: str) -> tuple[int, str, str]:
    """What a run leaves behind that gets bytes, which are no text, on its standard input."""
    ran = subprocess.run(
        [PROGRAM, "import", "-", *words],
        cwd=home,
        env=environment,
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


def test_a_workbook_and_text_of_any_encoding_from_standard_input(
    run: Run, home: Path, environment: dict[str, str]
) -> None:
    code, out, err = piped(home, environment, GERMAN.encode("utf-16"), *MAPS)
    assert (code, out) == (0, "3 recorded, 0 already there\n"), err
    assert err.startswith("standard input: 3 rows of packages (UTF-16, separated by semicolons, decimal comma)\n")
    book = Workbook()
    for row in (["Ref", "Donor", "Date", "Amount (USD)"], ["w", "US", "2023-08-29", 5]):
        book.active.append(row)  # type: ignore[union-attr]  # it has an active sheet
    book.save(home / "aid.xlsx")
    code, out, err = piped(home, environment, (home / "aid.xlsx").read_bytes())
    assert (code, out) == (0, "1 recorded, 0 already there\n"), err
    assert err.startswith("standard input[Sheet]: 1 row of packages (workbook)\n")
    assert run("import", "aid.xlsx").out == "0 recorded, 1 already there\n"


def test_packages_items_and_sources_in_files_of_different_types(run: Run, home: Path) -> None:
    (home / "aid.csv").write_text("Ref,Donor,Date,Title\na,US,2023-08-29,x\n")
    (home / "items.tsv").write_text("Ref\tItem\tQuantity\na\tHIMARS\t12\n")
    book = Workbook()
    for row in (["Ref", "Publisher", "URL"], ["a", "An Office", "https://example.org/a"]):
        book.active.append(row)  # type: ignore[union-attr]  # it has an active sheet
    book.save(home / "sources.xlsx")
    (home / "more.json").write_text(DOCUMENT.replace('"a"', '"b"'))
    ran = run("import", "sources.xlsx", "aid.csv", "items.tsv", "more.json")
    assert (ran.code, ran.out) == (0, "2 recorded, 0 already there\n"), ran.err
    document = one(run, "a")
    assert document["items"] == [
        {"description": "HIMARS", "quantity": {"bound": "exact", "number": "12", "unit": "units"}}
    ]
    assert document["sources"] == [{"publisher": "An Office", "url": "https://example.org/a"}]


def test_new_records_what_equals_a_recorded_package(run: Run, home: Path) -> None:
    (home / "aid.csv").write_text("donor,date,amount\nUS,2023-08-29,$5M\n")
    run("import", "aid.csv")
    ran = run("import", "aid.csv")
    assert "aid.csv:2: already recorded as us-2023-08-29\n" in ran.err
    ran = run("import", "aid.csv", "--new")
    assert ran.out == "1 recorded, 0 already there\n"
    assert "aid.csv:2: recorded as us-2023-08-29-2\n" in ran.err


def test_a_long_file_shows_a_bar_on_a_terminal_and_no_line_for_each(
    on_terminal: Callable[..., list[str]], home: Path
) -> None:
    rows = "".join(f"US,2023-08-29,{number + 1},USD\n" for number in range(2_000))
    (home / "aid.csv").write_text(f"donor,date,amount,currency\n{rows}")
    lines = on_terminal("import", "aid.csv", columns=80)
    assert lines[-1].endswith("2,000 recorded, 0 already there")
    assert any("2000/2000" in line for line in lines)
    assert not any("recorded as" in line for line in lines)


def test_the_lines_of_what_was_understood_fit_a_narrow_terminal(
    on_terminal: Callable[..., list[str]], home: Path
) -> None:
    shutil.copy(_messy(home), home / "aid.tsv")
    lines = on_terminal("import", "aid.tsv", "--dry-run", columns=80)
    assert max(map(len, lines)) <= 80


def _messy(home: Path) -> Path:
    path = home / "messy.tsv"
    path.write_text(
        "Aid\t\t\t\n\nDonor country\tDate announced\tAmount (EUR million)\tRemarks\nGermany\t29 August 2023\t12.5\tok\n"
    )
    return path
