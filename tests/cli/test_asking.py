"""`aidledger add` with nothing given, on a terminal: it asks, shows, and records what was approved."""

import os
import pty
import select
from pathlib import Path

from program import PROGRAM, Run


def converse(answers: list[str], folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Run `aidledger add` on a terminal of its own, answer its questions in turn, and give back all that it showed."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execve(PROGRAM, [str(PROGRAM), "add"], environment | {"TERM": "dumb", "COLUMNS": "100"})
    shown = b""
    left = list(answers)
    asked = 0
    while select.select([terminal], [], [], 30)[0]:
        try:
            read = os.read(terminal, 4096)
        except OSError:
            break
        if not read:
            break
        shown += read
        prompts = shown.rstrip(b" ").endswith(b":") and len(shown) > asked
        if prompts and left:
            os.write(terminal, f"{left.pop(0)}\n".encode())
            asked = len(shown)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


DRAWDOWN = [
    "US",
    "",
    "2023-08-29",
    "",
    "",
    "PDA",
    "up to $250M",
    "3,000,000+ rounds: small arms ammunition",
    "",
    "",
    "",
]


def test_it_asks_step_by_step_shows_the_record_and_keeps_it(run: Run, home: Path, environment: dict[str, str]) -> None:
    code, shown = converse([*DRAWDOWN, "y"], home, environment)
    assert code == 0, shown
    assert "up to USD 250,000,000" in shown
    assert "recorded as us-pda-2023-08-29" in shown
    assert "small arms ammunition" in run("show", "us-pda-2023-08-29").out


def test_a_wrong_answer_is_explained_and_asked_again(run: Run, home: Path, environment: dict[str, str]) -> None:
    code, shown = converse(["Norway", "NO", *DRAWDOWN[1:], "y"], home, environment)
    assert code == 0, shown
    assert "Norway is NO" in shown
    assert run("show", "no-pda-2023-08-29").code == 0


def test_what_is_not_approved_is_not_recorded(run: Run, home: Path, environment: dict[str, str]) -> None:
    code, shown = converse([*DRAWDOWN, "n", "n"], home, environment)
    assert code == 130, shown
    assert "0 packages" in run("list").err
