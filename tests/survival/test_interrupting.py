"""Ctrl-C at any instant: the program rolls back, says what became of what it did, and leaves nothing lying about."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from random import Random

import pytest
from program import PROGRAM
from sqlalchemy import Connection, Engine, event
from survival.children import Child, Ended, call, errors, faults, refs, run
from survival.test_killing import slow, timed, write_list

from aidledger import cli
from aidledger.interrupts import INTERRUPTS

NOTHING = "interrupted; nothing was recorded\n"
SOMETHING = "interrupted; what was recorded before stays recorded\n"
Work = Callable[[], int]


def heeding(*words: str | Path, ready: Callable[[], None] = lambda: None) -> Work:
    """Runs the program as its own process does, with an ear for Ctrl-C, and tells when it is `ready` for one."""

    def work() -> int:
        INTERRUPTS.heed()
        pytest.MonkeyPatch().setattr(cli, "refuse_empty", lambda _words, _commands: ready())
        return call(*words)

    return work


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    """Ctrl-C reaches the program also where these tests run in the background of a shell, which ignores it there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def until(there: Callable[[], bool]) -> None:
    """Wait for something that soon is so."""
    end = time.monotonic() + 30
    while not there():
        assert time.monotonic() < end
        time.sleep(0.0005)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("suffix", [".json", ".csv"])
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("wanted", [4, slow(250)])
def test_an_import_that_is_interrupted_leaves_nothing_and_says_so(
    empty: Path, home: Path, suffix: str, times: int, wanted: int
) -> None:
    ledger, file, ready = home / "ledger.db", home / f"list{suffix}", home.with_name("ready")
    write_list(file, 300)
    words = ("--db", ledger, "import", file)
    shutil.copyfile(empty, ledger)
    once, dice = timed(lambda: run(home, *words)), Random(wanted)
    whole, stopped = refs(ledger), 0
    for attempt in count():
        assert attempt < 3 * wanted + 10, "most children end before they can be interrupted"
        shutil.copyfile(empty, ledger)
        ready.unlink(missing_ok=True)
        child = Child(heeding(*words, ready=ready.touch), home)
        until(ready.exists)
        time.sleep(dice.uniform(0, once))
        for _ in range(times):
            child.interrupt()
            time.sleep(dice.uniform(0, 0.003))
        ended = child.end()
        assert ended.code in {0, 130}, ended.err
        assert refs(ledger) == (whole if "recorded" in ended.out or ended.err.endswith(SOMETHING) else set())
        assert names(home) == ["ledger.db", file.name]
        assert faults(ledger) == []
        if ended.code == 130:
            assert ended.err.endswith((NOTHING, SOMETHING))
            assert "Traceback" not in ended.err
            stopped += 1
        if stopped == wanted:
            break


def test_the_program_that_is_interrupted_while_it_writes_takes_everything_back(empty: Path, home: Path) -> None:
    ledger, file, journal = home / "ledger.db", home / "list.json", home / "ledger.db-journal"
    shutil.copyfile(empty, ledger)
    write_list(file, 3_000)
    with subprocess.Popen(
        [PROGRAM, "--db", ledger, "import", file], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        until(journal.exists)
        process.send_signal(signal.SIGINT)
        assert process.communicate() == ("", NOTHING)
    assert process.returncode == 130
    assert names(home) == ["ledger.db", "list.json"]
    assert refs(ledger) == set()


def pressed_at(end: str, words: tuple[str | Path, ...], home: Path) -> Ended:
    """A run in which Ctrl-C is pressed, twice, just when a transaction that writes comes to its `end`."""

    wrote: list[bool] = []

    def begun(connection: Connection) -> None:
        wrote.append("aidledger_writes" in connection.get_execution_options())

    def ended(_connection: Connection) -> None:
        for _ in range(2 * wrote[-1]):
            signal.raise_signal(signal.SIGINT)

    def work() -> int:
        event.listen(Engine, "begin", begun)
        event.listen(Engine, end, ended)
        return heeding(*words)()

    return Child(work, home).end()


def test_what_is_being_committed_is_committed_first(empty: Path, home: Path) -> None:
    ledger, file = home / "ledger.db", home / "list.json"
    shutil.copyfile(empty, ledger)
    write_list(file, 3)
    ended = pressed_at("commit", ("--db", ledger, "import", file), home)
    assert (ended.code, ended.out, ended.err) == (130, "", SOMETHING)
    assert len(refs(ledger)) == 3


def test_what_is_being_taken_back_is_taken_back_first(empty: Path, home: Path) -> None:
    ledger, file = home / "ledger.db", home / "list.json"
    shutil.copyfile(empty, ledger)
    write_list(file, 1_200)
    file.write_text(file.read_text().replace('"announced_on": "2023-12', '"announced_on": "2999-12'))
    refused = run(home, "--db", ledger, "import", file)
    assert refused.code == 2
    assert "lies after today" in errors(refused.err)[0]
    ended = pressed_at("rollback", ("--db", ledger, "import", file), home)
    assert (ended.code, ended.out, ended.err) == (130, "", NOTHING)
    assert names(home) == ["ledger.db", "list.json"]
    assert refs(ledger) == set()


def test_a_reading_command_ends_too(empty: Path, home: Path) -> None:
    child = Child(heeding("--db", empty, "list", ready=lambda: signal.raise_signal(signal.SIGINT)), home)
    ended = child.end()
    assert (ended.code, ended.out, ended.err) == (130, "", NOTHING)


def test_one_who_asked_that_it_goes_on_is_not_stopped(empty: Path, home: Path) -> None:
    def work() -> int:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in the background of a shell
        return heeding("--db", empty, "list", ready=lambda: signal.raise_signal(signal.SIGINT))()

    assert Child(work, home).end().code == 0
