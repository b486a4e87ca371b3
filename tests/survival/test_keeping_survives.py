"""Programs killed while they keep copies of sources, and disks without room: no revision names a copy that is not there."""

import hashlib
import resource
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from support import package
from survival.children import Work, call, kills, run

from aidledger.storage.evidence import beside
from aidledger.storage.ledger import Ledger

STATED = ("--on", "2023-08-29", "--donor", "US", "--amount", "USD 1M", "--source", "https://example.org/release")


@pytest.mark.parametrize("wanted", [3, pytest.param(40, marks=pytest.mark.slow)])
def test_no_revision_names_a_copy_that_a_killed_program_has_not_kept(target: str, home: Path, wanted: int) -> None:
    page = home / "page"
    page.write_bytes(bytes(2**20))
    once = run(home, "--db", target, "add", "first", *STATED, "--keep", page).seconds
    works: Iterator[Work] = (partial(_keep_for_ever, target, child) for child in count())
    killed = 0
    for ended in kills(wanted, works, home, within=3 * once, seed=wanted):
        killed += ended.killed
        with Ledger.open(target, create=False, writable=False) as ledger:
            assert ledger.verify() == [], "a copy that is missing is a fault, one that was never kept a notice"
            digests = [source.sha256 for one in ledger.find() for source in one.package.sources]
            assert all(hashlib.sha256(ledger.kept_copy(str(sha256))).hexdigest() == sha256 for sha256 in digests)
    assert killed == wanted
    assert len(digests) > 1


def _keep_for_ever(target: str, child: int) -> int:
    for number in count(1):
        page = Path(f"{child}-{number}")
        page.write_bytes(page.name.encode() * 2**17)
        if code := call("--db", target, "add", page.name, *STATED, "--keep", page):
            return code
    raise AssertionError


@pytest.mark.parametrize("room", [4_096, 99_999])
def test_a_copy_that_finds_no_room_leaves_nothing_behind(home: Path, room: int) -> None:
    (home / "page").write_bytes(bytes(100_000))
    with Ledger.open(home / "ledger.db") as ledger:
        ledger.record(package(ref="one", sources=["a page"]))
        before = ledger.fingerprint()
    words = ("--db", "ledger.db", "add", "two", *STATED, "--keep", "page")
    limited = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    ended = run(home, *words, before=limited)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.splitlines() == [
        f"error: cannot write a copy to {beside(home / 'ledger.db')}: File too large",
        "hint: make room, and check who may write there",
    ]
    assert sorted(path.name for path in home.iterdir()) == ["ledger.db", "page"]
    with Ledger.open(home / "ledger.db") as ledger:
        assert (ledger.verify(), ledger.fingerprint()) == ([], before)
    assert run(home, *words).code == 0
