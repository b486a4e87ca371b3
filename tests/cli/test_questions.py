"""The questions of the README: each is one command that answers it, on the demo ledger."""

import re
import shlex
from pathlib import Path

import pytest
from program import Run

README = Path(__file__).parents[2] / "README.md"
SECTION = README.read_text(encoding="utf-8").partition("## Twenty-five questions")[2].partition("\n## ")[0]
QUESTIONS = re.findall(r"^\| (.+\?) \| `(aidledger .+)` \|$", SECTION, re.MULTILINE)


def test_there_are_twenty_five() -> None:
    assert len(QUESTIONS) == len(set(QUESTIONS)) == 25


@pytest.mark.parametrize(("question", "command"), QUESTIONS)
def test_each_question_is_one_command(run: Run, seeded: str, question: str, command: str) -> None:
    ran = run(*shlex.split(command)[1:], env={"AIDLEDGER_DB": seeded})
    assert ran.code in ({0, 3} if "reconcile" in command else {0}), ran.err
    assert "Nothing is recorded" not in ran.out
    assert len(ran.out.splitlines()) > 3
