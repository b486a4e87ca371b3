"""Each way in which a command can fail: its sentence, its hint, its exit code, and nothing changed."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from program import PROGRAM, Run

FILES: dict[str, str | bytes] = {
    "bad.toml": 'donor = "US"\namount = $5M\n',
    "bad.json": '{"donor" "US"}',
    "twice.json": '{"donor": "US", "donor": "UA"}',
    "nan.json": '{"donor": NaN}',
    "deep.json": "[" * 100_000,
    "huge.json": '{"donor": ' + "9" * 5_000 + "}",
    "empty.toml": "",
    "report.json": '{"packages": [{"donor": "US", "announced_on": "2023"}], "report": {}, "table": {}}',
    "list.json": '{"packages": [{"donor": "US", "announced_on": "2023", "amount": 5.0}, "x"], "more": 1}',
    "fields.toml": '[[packages]]\ndonor = "US"\nannounced_on = 2023-08-29\namount = 250000000.00\n'
    '\n[[packages]]\ndonor = "US"\n',
    "latin.toml": b"# n\xf6",
    "no-encoding.csv": b"ref,donor,announced_on\nn\x81,US,2023\n",
    "headings.csv": "who,when\nUS,2023\n",
    "undated.csv": "A table,\nDonor,Amount,When\nUS,$5M,2023\n",
    "unknown.csv": "donor,date,amount,Colour\nUS,2023,$5M,red\n",
    "decimals.csv": "donor,date,amount,currency\nUS,2023,1.234,USD\n",
    "days.csv": "donor,date,amount\nUS,03/04/2023,$5M\n",
    "mixed.csv": 'donor,date,amount,currency\nUS,2023,1.5,USD\nUS,2023,"1,5",USD\n',
    "folder.xlsx": "a workbook by its name alone",
    "open.csv": 'donor,announced_on\n"US,2023\n',
    "words.txt": "some words",
    "text.db": "This is no database, but a letter to the editor of some length.",
}

LONG = "x" * 300
"""More than a file system takes for a name."""

CASES = {
    ("add", "--from", "absent.toml"): (4, "there is no file absent.toml"),
    ("add", "--from", "bad.toml"): (2, "bad.toml:2:10: this is not TOML: invalid value"),
    ("add", "--from", "bad.json"): (
        2,
        "bad.json:1:10: this is not JSON: expecting ':' delimiter",
    ),
    ("add", "--from", "twice.json"): (2, "twice.json: the field 'donor' is given twice"),
    ("add", "--from", "nan.json"): (2, "nan.json: NaN is not a number"),
    ("add", "--from", "deep.json"): (2, "deep.json: a number is too long, or lists lie too deep"),
    ("add", "--from", "huge.json"): (2, "huge.json: a number is too long, or lists lie too deep"),
    ("add", "--from", "empty.toml"): (2, "empty.toml: there is no package in it"),
    ("add", "--from", "list.json"): (2, "list.json: 'more' stands beside the list of packages"),
    ("import", "report.json"): (2, "report.json: 'report' stands beside the list of packages"),
    ("add", "--from", "fields.toml"): (
        2,
        "fields.toml:1:amount: Decimal('250000000.00') (a Decimal) does not fit here",
    ),
    ("add", "--from", "words.txt"): (2, "words.txt: there is no table in it"),
    ("import", "absent.csv"): (4, "there is no file absent.csv"),
    ("add", "--from", "latin.toml"): (2, "latin.toml:1: the text is not UTF-8"),
    ("import", "no-encoding.csv"): (2, "no-encoding.csv: its text is in none of the encodings UTF-8, UTF-16 and"),
    ("import", "headings.csv"): (2, "headings.csv:1: the first rows have no headings that are known"),
    ("import", "undated.csv"): (2, "undated.csv:2: of what a table of packages needs, no heading means announced_on"),
    ("import", "unknown.csv"): (2, "unknown.csv:1:Colour: no field is known by the name 'Colour'"),
    ("import", "decimals.csv"): (2, "decimals.csv:2:amount: '1.234' can be read in two ways, and no other cell"),
    ("import", "days.csv"): (2, "days.csv:2:date: '03/04/2023' can be read in two ways, and no other cell"),
    ("import", "mixed.csv"): (
        2,
        "mixed.csv:3:amount: decimals are written in two ways: '1,5' here, '1.5' at mixed.csv",
    ),
    ("import", "folder.xlsx"): (2, "folder.xlsx: there is no table in it"),
    ("import", "open.csv"): (2, "open.csv:2: this is not CSV: unexpected end of data"),
    ("import", "."): (1, "cannot read .: Is a directory"),
    ("show", "us-pda-2023-08-2"): (4, "there is no package 'us-pda-2023-08-2'"),
    ("history", "x"): (4, "there is no package 'x'"),
    ("export", "report.pdf"): (2, "cannot write a report of type '.pdf'"),
    ("export", "report"): (2, "the name 'report' does not say what to write"),
    ("export", LONG): (2, f"the name '{LONG}' does not say what to write"),
    ("export", f"{LONG}.xlsx"): (1, f"cannot write {LONG}.xlsx: file name too long"),
    ("demo", LONG): (1, f"cannot make the folder {LONG}: File name too long"),
    ("db", "backup", LONG): (1, f"cannot write a copy to {LONG}: File name too long"),
    ("export", "bad.toml/"): (1, "cannot make the folder bad.toml: a file has its name"),
    ("export", "report.csv", "--sheets", "cover,notes"): (2, "report.csv holds one table, and 2 are asked for"),
    ("export", "report.csv", "--sheets", "totals-by-category"): (
        4,
        "there is nothing to write (Totals by category: no line",
    ),
    ("export", "no/such/folder/report.xlsx"): (1, "cannot write no/such/folder/report.xlsx: no such file or directory"),
    ("totals", "--format", "xml"): (2, "Invalid value for '--format': 'xml' is not one of"),
    ("frobnicate",): (2, "No such command 'frobnicate'."),
    ("db", "downgrade"): (2, "No such command 'downgrade'."),
    ("db",): (2, "Missing command."),
    ("--db", "absent.db", "list"): (4, "there is no ledger at "),
    ("--db", "text.db", "list"): (1, "is not a ledger: it is no SQLite file"),
    ("--db", "other.db", "list"): (1, "is an SQLite database of another program"),
    ("--db", "other.db", "add", "--amount", "$5", "--on", "2023", "--donor", "US"): (
        1,
        "is an SQLite database of another program",
    ),
    ("--db", "newer.db", "list"): (1, "was written by a newer aidledger (schema 9999; this one knows 0004)"),
    ("--db", "mysql://localhost/x", "list"): (1, "leads to no file and no PostgreSQL server"),
    ("--db", "postgresql://nobody:secret@127.0.0.1:1/x", "list"): (1, "cannot be reached"),
}


@pytest.fixture
def files(run: Run, seeded: str, home: Path) -> None:
    """All the files that the cases name."""
    for name, text in FILES.items():
        (home / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with closing(sqlite3.connect(home / "other.db")) as other:
        other.execute("CREATE TABLE packages (id INTEGER)")
        other.commit()
    (home / "newer.db").write_bytes((home / seeded).read_bytes())
    with closing(sqlite3.connect(home / "newer.db")) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("words", CASES, ids=" ".join)
def test_it_fails_with_one_sentence_a_hint_and_its_exit_code(
    run: Run, seeded: str, home: Path, words: tuple[str, ...]
) -> None:
    code, message = CASES[words]
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    ran = run(*(() if words[0] == "--db" else ("--db", seeded)), *words)
    first, *others = ran.err.splitlines()
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert first.startswith("error: ")
    assert message in first
    assert any(line.startswith("hint: ") for line in others)
    assert "Traceback" not in ran.err
    assert "secret" not in ran.err
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()} == before


@pytest.mark.usefixtures("files")
def test_every_wrong_field_of_every_package_is_told_with_its_line(run: Run) -> None:
    ran = run("add", "--from", "fields.toml")
    assert [line.partition(": ")[0] for line in ran.err.removeprefix("error: ").splitlines()[:2]] == [
        "fields.toml:1:amount",
        "fields.toml:6:announced_on",
    ]


def test_a_place_that_cannot_be_written_to(run: Run, home: Path) -> None:
    (home / "file").write_text("")
    ran = run("--db", "file/ledger.db", "add", "--amount", "$5", "--on", "2023", "--donor", "US")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[0].endswith("ledger.db: Not a directory")


def test_debug_shows_the_traceback_that_a_user_never_sees(run: Run) -> None:
    assert "Traceback" not in run("show", "x").err
    ran = run("--debug", "show", "x")
    assert ran.code != 0
    assert "Traceback" in ran.err


def test_a_reader_that_has_seen_enough_is_no_error(seeded: str, home: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        [PROGRAM, "--db", seeded, "list", "--format", "json"], cwd=home, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as program:  # fmt: skip
        assert program.stdout
        assert program.stderr
        program.stdout.readline()
        program.stdout.close()
        assert program.stderr.read() == ""
        assert program.wait() in {0, 1}


def test_a_tampered_ledger_ends_verify_with_exit_code_3(run: Run, seeded: str, home: Path) -> None:
    assert run("--db", seeded, "verify").code == 0
    with closing(sqlite3.connect(home / seeded)) as forger:
        forger.execute("DROP TRIGGER revisions_refuse_update")
        forger.execute("UPDATE revisions SET amount_minor = amount_minor + 1 WHERE stage = 'commitment' AND number = 1 "
                       "AND package_id = (SELECT id FROM packages WHERE ref = 'us-pda-2023-08-29')")  # fmt: skip
        forger.commit()
    ran = run("--db", seeded, "verify")
    assert ran.code == 3
    assert "fault: database: the trigger revisions_refuse_update, which guards the history, is missing" in ran.out
    assert "fault: us-pda-2023-08-29 revision 1: its digest does not fit what it states" in ran.out


def test_a_missing_source_is_a_notice_and_no_failure(run: Run) -> None:
    run("add", "--amount", "$5", "--on", "2023", "--donor", "US")
    assert run("verify") == (0, "notice: us-2023: it cites no source\n", "")


@pytest.mark.skipif(os.name == "nt", reason="modes of files are those of POSIX")
def test_a_new_ledger_is_its_owners_alone(run: Run, home: Path) -> None:
    run("list")
    assert (home / "data" / "aidledger" / "aidledger.db").stat().st_mode & 0o777 == 0o600
