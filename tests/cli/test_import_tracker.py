"""`aidledger import --format kiel`: one release of a tracker after the other."""

from pathlib import Path

import kiel_sheets
import pytest
from program import Ran, Run

ROWS = [kiel_sheets.row("USM1", "100"), kiel_sheets.row("DEM1", "200", donor="Germany", date="4/19/2023")]


@pytest.fixture
def sheet(home: Path) -> Path:
    """A release of two packages."""
    return kiel_sheets.write(home / "main.csv", ROWS)


def take(run: Run, sheet: Path, *words: str) -> Ran:
    return run("import", "--format", "kiel", str(sheet), *words)


NAMED = ("--release", "14", "--known-on", "2023-03-15")


def test_a_file_that_says_not_which_release_it_is_changes_nothing_that_is_recorded(run: Run, sheet: Path) -> None:
    assert take(run, sheet, *NAMED).out == "2 recorded, 0 already there\n"
    # Without the day of the release nobody can tell that a day of April cannot be right.
    for words in ((), ("--dry-run",)):
        ran = take(run, sheet, *words)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            f"error: {sheet} would change what is recorded of the tracker, and nothing says which release it is\n"
            "hint: name the release and its day: --release NAME --known-on DATE\n"
        )
    assert run("history", "kiel-dem1", "--format", "json").out.count('"number"') == 1
    assert take(run, sheet, *NAMED).out == "0 recorded, 2 already there\n"


def test_the_same_file_is_already_there_whether_or_not_its_release_is_named(run: Run, home: Path) -> None:
    sheet = kiel_sheets.write(home / "main.csv", ROWS[:1])
    assert take(run, sheet, *NAMED).out == "1 recorded, 0 already there\n"
    assert take(run, sheet).out == "0 recorded, 1 already there\n"


def test_the_first_release_of_all_needs_no_name_and_the_next_one_does(run: Run, home: Path) -> None:
    sheet = kiel_sheets.write(home / "main.csv", ROWS[:1])
    assert take(run, sheet).out == "1 recorded, 0 already there\n"
    later = kiel_sheets.write(home / "later.csv", [kiel_sheets.row("USM1", "150")])
    assert take(run, later).code == 2
    ran = take(run, later, "--release", "15")
    assert ran.out == "0 recorded, 1 revised, 0 already there\n"
