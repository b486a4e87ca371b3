"""Children of the test process, forked with the whole program imported already: one costs milliseconds, not a start."""

import os
import pkgutil
import re
import select
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, NoReturn

import openpyxl  # noqa: F401  the program loads it inside a function

import aidledger
from aidledger.cli import main
from aidledger.domain.findings import Finding, Kind
from aidledger.storage.ledger import Ledger

for _module in pkgutil.walk_packages(aidledger.__path__, "aidledger."):
    if not _module.name.endswith("__main__"):
        import_module(_module.name)

Work = Callable[[], int | None]
"""What a child does; it may return the code to exit with."""

_numbers = count()


class Ended(NamedTuple):
    """What is left of a child: its exit code, `None` when it was killed, and what it had printed by then."""

    code: int | None
    out: str
    err: str
    seconds: float

    @property
    def killed(self) -> bool:
        return self.code is None


def errors(printed: str) -> list[str]:
    """The lines of an error and its hints, without what stood before: what `import` understood of a table."""
    lines = printed.splitlines()
    return lines[next(at for at, line in enumerate(lines) if line.startswith("error: ")) :]


class Child:
    """A fork of this process that does `work` in `folder`; what it prints is kept beside the folder."""

    def __init__(self, work: Work, folder: Path) -> None:
        self._printed = folder.with_name(f"{folder.name}-printed-{next(_numbers)}")
        self._printed.mkdir()
        self._began = time.monotonic()
        # No connection to a database is open here, and no other thread holds a lock that a child could need.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            self._live(work, folder)

    def _live(self, work: Work, folder: Path) -> NoReturn:
        code = 99
        try:
            os.chdir(folder)
            os.environ["AIDLEDGER_AUTHOR"] = "a child"
            # What openpyxl leaves behind when it is killed goes with the rest.
            tempfile.tempdir = str(self._printed)
            for descriptor, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(self._printed / name, os.O_CREAT | os.O_WRONLY | os.O_APPEND), descriptor)
            sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))  # noqa: SIM115
            code = work() or 0
        except BaseException:  # noqa: BLE001  the parent's test must not go on in the child, whatever happens
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def kill(self) -> None:
        """As a power cut or the kernel does it: without a last word."""
        os.kill(self.pid, signal.SIGKILL)

    def interrupt(self) -> None:
        """As Ctrl-C does it."""
        os.kill(self.pid, signal.SIGINT)

    def _printed_to(self, stream: str) -> str:
        path = self._printed / stream
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def wait(self, seconds: float | None = None) -> Ended | None:
        """How it ended, `None` when it has not within so many seconds."""
        waiting = os.pidfd_open(self.pid)
        try:
            ready, _, _ = select.select([waiting], [], [], seconds)
        finally:
            os.close(waiting)
        return self.end() if ready else None

    def end(self) -> Ended:
        """How it ended, when it has."""
        _, status = os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        out, err = self._printed_to("out"), self._printed_to("err")
        shutil.rmtree(self._printed)
        assert code in {-signal.SIGKILL, *range(256)}, f"it died of signal {-code}: {err}"
        return Ended(None if code < 0 else code, out, err, time.monotonic() - self._began)


def call(*words: str | Path) -> int:
    """Run the program in this process, as `aidledger WORDS...`, and give its exit code."""
    sys.argv = ["aidledger", *map(str, words)]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    raise AssertionError("the program ends by itself")


def run(folder: Path, *words: str | Path, before: Callable[[], Any] = lambda: None) -> Ended:
    """Run `aidledger WORDS...` in a child, which does `before` first."""

    def work() -> int:
        before()
        return call(*words)

    return Child(work, folder).end()


def kills(wanted: int, works: Iterator[Work], folder: Path, *, within: float, seed: int) -> Iterator[Ended]:
    """Start one child after the other, and kill each at a random instant of its first `within` seconds.

    Ends when `wanted` of them have been killed; those that were done before are given, too.
    """
    dice, done = Random(seed), 0
    for attempt, work in enumerate(works):
        assert attempt < 3 * wanted + 10, "most children end before they can be killed"
        child = Child(work, folder)
        ended = child.wait(dice.uniform(0, within))
        if ended is None:
            child.kill()
            ended = child.end()
        assert ended.killed or ended.code == 0, ended.err
        if not ended.killed:
            # What was measured while the machine had other work to do would let most of them live.
            within = min(within, ended.seconds)
        done += ended.killed
        yield ended
        if done == wanted:
            return


def faults(target: str | Path) -> list[Finding]:
    """What is wrong with a ledger, as a reader finds it that may write nothing."""
    with Ledger.open(target, create=False, writable=False) as ledger:
        return [finding for finding in ledger.verify() if finding.kind is Kind.FAULT]


def refs(target: str | Path) -> set[str]:
    """The packages of a ledger."""
    with Ledger.open(target, create=False, writable=False) as ledger:
        return set(ledger.fingerprints())


def told(pattern: str, text: str) -> list[str]:
    """What the lines of `text` say that are printed to their end, where `pattern` has its group."""
    return re.findall(rf"^{pattern}\n", text, re.MULTILINE)


def die_between_two_pages(ledger: Path) -> None:
    """Write half of a transaction into the file of a ledger, and end this process in the middle of it."""
    writer = sqlite3.connect(ledger, isolation_level=None)
    # So few pages in memory that most are in the file before the commit, and what stood there in the journal alone.
    writer.execute("PRAGMA cache_size = 2")
    writer.execute("BEGIN IMMEDIATE")
    rows = ((number, f"{number:064x}", f"https://example.org/{number}") for number in range(1_000, 3_000))
    writer.executemany("INSERT INTO sources (id, digest, url) VALUES (?, ?, ?)", rows)
    os.kill(os.getpid(), signal.SIGKILL)
