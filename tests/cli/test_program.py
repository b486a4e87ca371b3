"""The program as a whole: its help, its start, its streams, its demo."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from program import PROGRAM, Run

from aidledger import __version__
from aidledger.cli import COMMANDS

HEAVY = ("sqlalchemy", "alembic", "openpyxl", "pydantic", "rich", "babel", "iso4217", "lxml")


def test_help_names_every_command_as_the_command_calls_itself(run: Run) -> None:
    shown = " ".join(run("--help").out.split())
    for name, summary in COMMANDS.items():
        module = import_module(f"aidledger.cli.commands.{name}{'_' if name in {'import', 'list'} else ''}")
        assert f"{name} {summary}" in shown
        if hasattr(module, "command"):
            assert module.command.__doc__.splitlines()[0] == summary
    assert run().out == run("--help").out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: aidledger {command} ")
    assert run(command, "-h").out == ran.out


def test_the_version_is_the_packages(run: Run) -> None:
    assert run("--version").out == f"aidledger {__version__}\n"
    module = [sys.executable, "-m", "aidledger", "--version"]
    assert subprocess.run(module, capture_output=True, text=True, check=True).stdout == f"aidledger {__version__}\n"


def loaded(*words: str) -> set[str]:
    """The top-level modules that the program has imported when it ends."""
    code = (
        "import sys, atexit; from aidledger.cli import main; "
        "atexit.register(lambda: print('\\n'.join(sys.modules), file=sys.stderr)); main()"
    )
    ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    return set(ran.stderr.split())


def test_help_and_version_load_nothing_heavy() -> None:
    for words in (["--help"], ["--version"]):
        assert not loaded(*words) & set(HEAVY)
    assert not loaded("totals", "--help") & {"sqlalchemy", "alembic", "openpyxl", "rich", "babel", "iso4217", "lxml"}


def test_totals_load_neither_the_orm_nor_alembic_nor_openpyxl(seeded: str, home: Path) -> None:
    modules = loaded("--db", str(home / seeded), "totals", "--by", "month,donor")
    assert "sqlalchemy" in modules
    assert not modules & {"alembic", "openpyxl", "lxml", "sqlalchemy.orm", "babel"}


def test_the_schema_accepts_what_show_prints_and_refuses_what_add_refuses(run: Run, seeded: str) -> None:
    schema = json.loads(run("schema").out)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for document in json.loads(run("--db", seeded, "list", "--format", "json").out):
        validator.validate(document)
    assert validator.is_valid({"donor": "US", "announced_on": "2023", "amount": "up to $5M", "items": ["12 x HIMARS"]})
    assert not validator.is_valid({"donor": "US", "amount": "up to $5M"})
    assert not validator.is_valid({"donor": "US", "announced_on": "2023", "amont": "$5M"})


def test_list_finds_text_wherever_it_stands(run: Run, seeded: str) -> None:
    ran = run("--db", seeded, "list", "2022-11", "--text", "155MM precision")
    assert [line.split()[0] for line in ran.out.splitlines()[2:]] == ["us-pda-2022-11-10", "us-pda-2022-11-23"]
    assert ran.err == "2 packages, announced: 2022-11-01 to 2022-11-30\n"
    assert run("--db", seeded, "list", "--text", "50%").out == ""


def test_cancelled_duplicates_are_listed_as_such_and_counted_nowhere(run: Run, seeded: str) -> None:
    (row,) = [line for line in run("--db", seeded, "list", "2024-05").out.splitlines() if "2024-05-24" in line]
    assert "cancelled" in row
    assert "cancelled, as a duplicate of us-pda-2024-05-28" in run("--db", seeded, "show", "us-pda-2024-05-24").out
    assert json.loads(run("--db", seeded, "totals", "2024-05-24", "--format", "json").out) == []


def test_users_text_is_never_taken_for_markup(run: Run) -> None:
    title = "[bold red]x[/] :smile: \\[y]"
    run("add", "a", "--amount", "$5", "--on", "2023", "--donor", "US", "--title", title)
    assert title in run("show", "a").out


def test_colour_is_for_terminals_that_want_it(seeded: str, run_on_terminal: Run) -> None:
    words, on = ("--db", seeded, "list", "2023-08"), {"TERM": "xterm", "COLUMNS": "80"}
    assert "\x1b[" in run_on_terminal(*words, env=on).out
    assert "\x1b[" not in run_on_terminal(*words, env=on | {"NO_COLOR": "1"}).out


@pytest.mark.parametrize("columns", [40, 80])
def test_a_narrow_terminal_folds_text_and_cuts_no_figure(
    seeded: str, on_terminal: Callable[..., list[str]], columns: int
) -> None:
    shown = "\n".join(on_terminal("--db", seeded, "totals", "2022", "--by", "quarter,instrument", columns=columns))
    for figure in ("<= $3.7B", "$10.8B", "~ $25.2B", "ppropriation"):
        assert figure in shown
    assert any("<= $400.0M" in line for line in on_terminal("--db", seeded, "list", "2023-03", columns=columns))


def test_the_demo_makes_a_ledger_and_a_workbook_and_says_what_to_try_next(run: Run, home: Path) -> None:
    ran = run("demo")
    assert ran.code == 0, ran.err
    assert "2022-11" in ran.out
    assert (home / "demo" / "aid-report.xlsx").read_bytes()[:2] == b"PK"
    commands = [line.strip() for line in ran.err.splitlines() if "aidledger --db " in line]
    assert len(commands) == 6
    assert {command.split()[0] for command in commands} <= {"aidledger", str(PROGRAM)}
    for command in commands:
        assert run(*command.split()[1:]).code == (
            3 if command.endswith("reconcile") else 0
        )  # a check, which finds some
    again = run("demo")
    assert (again.code, again.out) == (5, "")
    assert again.err.startswith("error: there is a ledger at demo/aidledger.db already")


def test_db_status_says_what_the_ledger_holds(run: Run, seeded: str) -> None:
    lines = [line.split(maxsplit=1) for line in run("--db", seeded, "db", "status").out.splitlines()]
    told = {line[0]: line[1] for line in lines if len(line) == 2}
    assert (told["Schema"], told["Packages"], told["Revisions"]) == ("0004", "136", "137")
    assert told["Published"] == "totals  18"
    assert len(told["Fingerprint"]) == 64


def test_db_upgrade_makes_a_ledger(run: Run, home: Path) -> None:
    ran = run("--db", "new.db", "db", "upgrade")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"{(home / 'new.db').resolve()} has schema 0004, the one of this version\n"
