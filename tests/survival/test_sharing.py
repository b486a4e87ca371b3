"""Programs that want the same ledger at the same time: they wait, or are told, and lose nothing of each other's."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from random import Random

import pytest
from support import package, raw
from survival.children import Child, call, errors, faults, refs, told

from aidledger.errors import Conflict
from aidledger.storage import database
from aidledger.storage.database import BUSY_TIMEOUT_MS
from aidledger.storage.ledger import Ledger

STATED = ("--amount", "USD 1M", "--on", "2023-08-29", "--donor", "US")
ALONE = "BEGIN EXCLUSIVE"


class Gate:
    """Lets the children wait that were forked before, until it is opened."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    def wait(self) -> None:
        assert os.read(self._reading, 1)

    def open(self, waiting: int = 1) -> None:
        os.write(self._writing, b"." * waiting)

    def close(self) -> None:
        os.close(self._reading)
        os.close(self._writing)


@contextmanager
def held(ledger: Path, *statements: str) -> Iterator[Gate]:
    """Another program that executes `statements` and then does nothing, until the gate is opened."""
    with closing(Gate()) as taken, closing(Gate()) as over:

        def hold() -> None:
            with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
                for statement in statements:
                    other.execute(statement).fetchone()
                taken.open()
                over.wait()

        holder = Child(hold, ledger.parent)
        taken.wait()
        yield over
        assert holder.end().code == 0


def ledger_of_one(empty: Path, path: Path) -> Path:
    shutil.copyfile(empty, path)
    with Ledger.open(path) as ledger:
        ledger.record(package(ref="one", sources=["https://example.org/release"]))
    return path


@pytest.mark.parametrize("patience_ms", [500, pytest.param(BUSY_TIMEOUT_MS, marks=pytest.mark.slow)])
def test_a_ledger_that_stays_locked_is_told_to_everybody_and_left_alone(
    empty: Path, home: Path, monkeypatch: pytest.MonkeyPatch, patience_ms: int
) -> None:
    locked, read = (ledger_of_one(empty, home / name) for name in ("locked.db", "read.db"))
    (home / "list.csv").write_text("ref,donor,announced_on,amount\ntwo,US,2023-08-29,USD 2M\n")
    recording = (
        ("add", *STATED),
        ("revise", "one", "--amount", "USD 1M", "--reason", "a slip"),
        ("cancel", "one", "--reason", "a slip"),
        ("import", "list.csv"),
    )
    reading = (("list",), ("totals",), ("verify",), ("export", "x.xlsx"), ("db", "backup", "copy.db"))
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    # All at once: each of them waits for as long as it has patience.
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", patience_ms)
    with held(locked, ALONE) as first, held(read, "BEGIN", "SELECT count(*) FROM packages") as second:
        runs = [(locked, words) for words in (*recording, *reading)] + [(read, recording[0])]
        children = [Child(partial(call, "--db", ledger, *words), home) for ledger, words in runs]
        ended = [child.end() for child in children]
        first.open()
        second.open()
    for (ledger, words), one in zip(runs, ended, strict=True):
        assert (one.code, one.out) == (5, ""), (words, one.err)
        message, *hints = errors(one.err)
        assert message.startswith(f"error: {ledger} is locked by another program"), words
        assert hints == ["hint: try again when it is done"], words
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before
    assert faults(locked) == faults(read) == []


@pytest.mark.parametrize("statements", [(ALONE,), ("BEGIN IMMEDIATE",), ("BEGIN", "SELECT count(*) FROM packages")])
def test_a_ledger_that_is_locked_for_a_moment_is_waited_for(
    empty: Path, home: Path, statements: tuple[str, ...]
) -> None:
    ledger = ledger_of_one(empty, home / "ledger.db")
    with held(ledger, *statements) as over:
        child = Child(lambda: call("--db", ledger, "add", "two", *STATED), home)
        early = child.wait(Random(4).uniform(0.3, 0.6))
        over.open()
    assert early is None
    ended = child.end()
    assert ended.code == 0, ended.err
    assert refs(ledger) == {"one", "two"}


@pytest.mark.parametrize("rounds", [2, pytest.param(25, marks=pytest.mark.slow)])
def test_eight_writers_at_once_lose_nothing_of_each_others(target: str, home: Path, rounds: int) -> None:
    with Ledger.open(target) as ledger:
        ledger.record(package(ref="shared"))
    with closing(Gate()) as gate:
        children = [Child(partial(_write, target, gate, name, rounds), home) for name in range(8)]
        gate.open(8)
        ended = [child.end() for child in children]
    assert [(one.code, one.err) for one in ended] == [(0, "")] * 8
    said = [line for one in ended for line in told(r"(\S+ \d+)", one.out)]
    with Ledger.open(target, create=False, writable=False) as ledger:
        stored = [f"{ref} {one.number}" for ref in ledger.fingerprints() for one in ledger.history(ref)]
        shared = ledger.history("shared")
    assert sorted([*said, "shared 1"]) == sorted(stored)
    assert faults(target) == []
    # Whoever was not refused had seen all that was there before.
    seen = [str(one.package.note).partition(" after ")[2] for one in shared[1:]]
    assert seen == [str(one.number - 1) for one in shared[1:]]
    assert sum(one.out.count("refused") for one in ended) + len(shared) - 1 == 8 * rounds
    with raw(target) as database:
        ((instants, revisions),) = database.rows("SELECT count(DISTINCT recorded_at), count(*) FROM revisions")
    assert instants == revisions == 1 + 8 * rounds * 2 + len(shared) - 1


def _write(target: str, gate: Gate, name: int, rounds: int) -> None:
    gate.wait()
    with Ledger.open(target, author=f"writer {name}") as ledger:
        for turn in range(rounds):
            recorded = ledger.record(package(ref=f"w-{name}-{turn}", amount=f"USD {turn + 1}M", items=["3 x HIMARS"]))
            _say(f"{recorded.ref} {recorded.number}")
            revised = ledger.revise(recorded.ref, {"amount": f"USD {turn + 2}M"}, reason="a slip")
            _say(f"{revised.ref} {revised.number}")
            seen = len(ledger.history("shared"))
            try:
                revised = ledger.revise(
                    "shared", {"note": f"{name} after {seen}"}, reason=f"{name} in {turn}", tip=seen
                )
                _say(f"{revised.ref} {revised.number}")
            except Conflict:
                _say("refused")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
