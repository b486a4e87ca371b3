"""Folders and files that one may only read: reading works, writing fails clearly."""

import ctypes
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from support import package
from survival.children import Child, Ended, die_between_two_pages, errors, run

from aidledger.storage.ledger import Ledger

READING = {
    "list": ("list",),
    "totals": ("totals", "--by", "month"),
    "show": ("show", "one"),
    "history": ("history", "one"),
    "changes": ("changes", "--since", "2023-08-29"),
    "verify": ("verify",),
    "status": ("db", "status"),
    "workbook": ("export", "../elsewhere/report.xlsx"),
    "ledger": ("export", "../elsewhere/ledger.jsonl"),
    "backup": ("db", "backup", "../elsewhere/copy.db"),
}
RECORDING = {
    "add": ("add", "--amount", "USD 1M", "--on", "2023-08-29", "--donor", "US"),
    "revise": ("revise", "one", "--amount", "USD 1M", "--reason", "a slip"),
    "cancel": ("cancel", "one", "--reason", "a slip"),
    "import": ("import", "list.csv"),
}
WRITING_FILES = {
    "workbook": ("export", "report.xlsx"),
    "ledger": ("export", "ledger.jsonl"),
    "backup": ("db", "backup", "copy.db"),
}
MODES = {"folder and file": (0o555, 0o444), "folder": (0o555, 0o644), "file": (0o755, 0o444)}
BOTH, *EITHER = MODES
ANY = [BOTH, *(pytest.param(modes, marks=pytest.mark.slow) for modes in EITHER)]


@pytest.fixture
def shut(home: Path, empty: Path) -> Iterator[Path]:
    """A folder with a ledger, and one elsewhere that may be written to."""
    shutil.copyfile(empty, home / "ledger.db")
    (home.parent / "elsewhere").mkdir()
    (home / "list.csv").write_text("ref,donor,announced_on,amount\ntwo,US,2023-08-29,USD 2M\n")
    with Ledger.open(home / "ledger.db") as ledger:
        ledger.record(package(ref="one", sources=["https://example.org/release"]))
    yield home
    home.chmod(0o755)


def attempt(shut: Path, modes: str, words: tuple[str, ...]) -> Ended:
    """Run the program as somebody whom modes bind; the superuser is not bound by them, so it lays its powers down."""
    folder, file = MODES[modes]
    (shut / "ledger.db").chmod(file)
    shut.chmod(folder)
    return run(shut, "--db", "ledger.db", *words, before=_lay_powers_down)


def _lay_powers_down() -> None:
    version_3, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capset(version_3, none) == 0


@pytest.mark.parametrize("modes", ANY)
@pytest.mark.parametrize("name", READING)
def test_what_may_only_be_read_can_be_read(shut: Path, modes: str, name: str) -> None:
    before = {path.name: path.read_bytes() for path in shut.iterdir()}
    ran = attempt(shut, modes, READING[name])
    assert ran.code == 0, ran.err
    assert {path.name: path.read_bytes() for path in shut.iterdir()} == before


@pytest.mark.parametrize("modes", ANY)
@pytest.mark.parametrize("name", RECORDING)
def test_nothing_is_recorded_where_one_may_only_read(shut: Path, modes: str, name: str) -> None:
    before = {path.name: path.read_bytes() for path in shut.iterdir()}
    ran = attempt(shut, modes, RECORDING[name])
    first, *others = errors(ran.err)
    assert (ran.code, ran.out) == (1, "")
    assert first.startswith(f"error: {shut / 'ledger.db'} cannot be written")
    assert others == ["hint: check who may write the file and its folder"]
    assert {path.name: path.read_bytes() for path in shut.iterdir()} == before


@pytest.mark.parametrize("name", WRITING_FILES)
def test_no_file_is_written_into_a_folder_that_one_may_only_read(shut: Path, name: str) -> None:
    before = sorted(path.name for path in shut.iterdir())
    ran = attempt(shut, BOTH, WRITING_FILES[name])
    first, *others = ran.err.splitlines()
    assert (ran.code, ran.out) == (1, "")
    assert first.startswith("error: cannot write ")
    assert first.lower().endswith("permission denied")
    assert [line.partition(": ")[0] for line in others] == ["hint"]
    assert sorted(path.name for path in shut.iterdir()) == before


def test_no_ledger_is_made_in_a_folder_that_one_may_only_read(shut: Path) -> None:
    (shut / "ledger.db").rename(shut.parent / "elsewhere" / "ledger.db")
    shut.chmod(0o555)
    ran = run(shut, "--db", "new.db", *RECORDING["add"], before=_lay_powers_down)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines() == [
        f"error: cannot make a ledger at {shut / 'new.db'}: Permission denied", "hint: choose another place with --db",
    ]  # fmt: skip


def test_a_ledger_whose_writer_died_midway_cannot_be_read_before_somebody_who_may_write_has_opened_it(
    shut: Path,
) -> None:
    assert Child(partial(die_between_two_pages, shut / "ledger.db"), shut).end().killed
    ran = attempt(shut, BOTH, READING["list"])
    first, *others = ran.err.splitlines()
    assert (ran.code, ran.out) == (1, "")
    assert first.startswith(f"error: {shut / 'ledger.db'} cannot be written")
    assert others == ["hint: check who may write the file and its folder"]
    for modes in ((0o755, 0o644), MODES[BOTH]):
        shut.chmod(modes[0])
        (shut / "ledger.db").chmod(modes[1])
        again = run(shut, "--db", "ledger.db", "list", before=_lay_powers_down)
        assert again.code == 0, again.err
