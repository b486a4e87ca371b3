"""Empty words, as a shell leaves them where a variable is not set: none ever changes what is asked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from program import Prepare, Run

from aidledger.cli import COMMANDS

HINT = "hint: check that every variable in the command is set, or leave that word out"
TO_CLEAR = "hint: 'aidledger revise REF --clear FIELD' leaves a field out"

OPTIONS = [
    ("--db", "", "add", "--amount", "USD 5M", "--on", "2023", "--donor", "US"),
    ("add", "--amount", "USD 5M", "--on", "2023", "--donor", "US", "--note", ""),
    ("add", "--amount", "USD 5M", "--on", "2023", "--donor", "US", "--source", "x", "--source", ""),
    ("add", "--from", ""),
    ("import", "packages.csv", "--reason", ""),
    ("import", "packages.csv", "--skip-bad", ""),
    ("draft", "words.txt", "--publisher", ""),
    ("list", "--text", ""),
    ("list", "--donor", ""),
    ("show", "one", "--as-recorded-at", ""),
    ("history", "one", "--as-known-on", ""),
    ("revise", "one", "--amount", "USD 6M", "--reason", "a reason", "--known-on", ""),
    ("revise", "one", "--amount", "USD 6M", "--reason", "a reason", "--title", ""),
    ("cancel", "one", "--reason", "a reason", "--duplicate-of", ""),
    ("totals", "--as-known-on", ""),
    ("totals", "--in", "EUR", "--rates", ""),
    ("items", "--text", ""),
    ("balance", "--donor", ""),
    ("changes", "--since", ""),
    ("changes", "--since", "2023-01-01", "--until", ""),
    ("reconcile", "--as-known-on", ""),
    ("export", "new.xlsx", "--as-recorded-at", ""),
    ("export", "new.xlsx", "--sheets", ""),
    ("verify", "--expect", ""),
    ("verify", "report.xlsx", "--rates", ""),
    ("db", "grant", "--writer", ""),
]


def record(run: Run) -> None:
    words = ("--amount", "up to USD 5M", "--on", "2023-08-29", "--donor", "US", "--title", "a title")
    assert run("add", "one", *words).code == 0
    assert run("export", "report.xlsx").code == 0
    assert run("export", "packages.csv").code == 0


@pytest.fixture(autouse=True)
def recorded(prepared: Callable[[Prepare], None], home: Path) -> None:
    prepared(record)
    (home / "words.txt").write_text("The US will send $5 million.")


def content(home: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


@pytest.mark.parametrize("words", OPTIONS, ids=" ".join)
@pytest.mark.parametrize("joined", [False, True])
def test_an_option_with_nothing_in_it_is_refused_and_named(
    run: Run, home: Path, words: tuple[str, ...], joined: bool
) -> None:
    before, at = content(home), words.index("")
    given = (*words[: at - 1], f"{words[at - 1]}=", *words[at + 1 :]) if joined else words
    ran = run(*given)
    assert (ran.code, ran.out) == (2, "")
    message = f"nothing stands after {words[at - 1]}=" if joined else f"the word after {words[at - 1]} is empty"
    hints = [HINT, TO_CLEAR] if "revise" in words else [HINT]
    assert ran.err.splitlines() == [f"error: {message}", *hints]
    assert content(home) == before


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("blank", ["", " "])
def test_no_command_takes_an_empty_word(run: Run, home: Path, command: str, blank: str) -> None:
    before = content(home)
    ran = run(command, blank)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[:2] == [f"error: the word after 'aidledger {command}' is empty", HINT]
    assert content(home) == before


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("",), "'aidledger'"),
        (("reconcile", "a", "b", ""), "'aidledger reconcile' and 2 more"),
        (("db", "backup", ""), "'aidledger db' and 1 more"),
        (("list", "--", ""), "--"),
        (("--db=postgresql://anna:secret@host/x", ""), "--db"),
        (("--db", "postgresql://anna:secret@host/x", ""), "'aidledger' and 2 more"),
        (("list", "--text", "--tag", ""), "--tag"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_where_it_stands_is_told_without_saying_what_else_was_given(
    run: Run, words: tuple[str, ...], place: str
) -> None:
    ran = run(*words)
    assert (ran.code, ran.err.splitlines()) == (2, [f"error: the word after {place} is empty", HINT])


def test_what_is_not_empty_is_left_alone(run: Run, home: Path) -> None:
    (home / "more.csv").write_text("ref,donor,announced_on,amount,Remarks\ntwo,US,2023,USD 7M,x\n")
    assert run("import", "more.csv", "--map", "Remarks=").out == "1 recorded, 0 already there\n"
    assert run("revise", "one", "--item-at", "1=12 x HIMARS", "--reason", "the list").code == 0
    assert run("revise", "one", "--item-at", "1=", "--reason", "the list").code == 0
    assert run("show", "--", "--x=").err.startswith("error: there is no package '--x='\n")


def test_a_variable_of_the_environment_that_is_empty_is_as_good_as_not_set(run: Run) -> None:
    assert run("list", env={"AIDLEDGER_DB": ""}) == run("list")
    assert run("revise", "one", "--note", "x", "--reason", "r", env={"AIDLEDGER_AUTHOR": ""}).code == 0
    author = run("history", "one").out.splitlines()[-3]
    assert " by " in author
    assert "An Author" not in author
