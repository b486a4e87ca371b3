"""Disks that are full, and files that may not grow: a clear error, nothing lost, old files as they were."""

import ctypes
import os
import re
import resource
import shutil
import subprocess
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from program import PROGRAM
from support import Fresh, raw
from survival.children import Child, Ended, call, errors, faults, run

PAGE = 4_096
COMMANDS = {
    "add": ("add", "new", "--amount", "USD 1M", "--on", "2023-08-29", "--donor", "US", "--note", "word " * 900),
    "revise": ("revise", "p-1", "--note", "word " * 900, "--reason", "more is known"),
    "import": ("import", "list.csv"),
    "restore": ("import", "history.jsonl"),
    "workbook": ("export", "report.xlsx"),
    "tables": ("export", "report.csv"),
    "documents": ("export", "report.json"),
    "memo": ("export", "report.md"),
    "history": ("export", "report.jsonl"),
    "backup": ("db", "backup", "copy.db"),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, fresh_sqlite: Fresh) -> Path:
    """A folder with a ledger, what can be imported into it, and reports of an earlier day."""
    folder = tmp_path_factory.mktemp("prepared") / "folder"
    folder.mkdir()
    with fresh_sqlite() as empty:
        shutil.copyfile(empty, folder / "ledger.db")
    rows = [f"{{}}-{number},US,2023-08-29,USD {number}M,{number} x HIMARS" for number in range(1, 61)]
    headings = "ref,donor,announced_on,amount,items"
    for name, letter in (("old.csv", "p"), ("list.csv", "q")):
        (folder / name).write_text("\n".join([headings, *(row.format(letter) for row in rows), ""]))
    assert run(folder, "--db", "ledger.db", "import", "old.csv").code == 0
    # What the restored history adds: a ledger that goes on from this one.
    shutil.copyfile(folder / "ledger.db", folder / "longer.db")
    for number in range(1, 4):
        revise = ("revise", f"p-{number}", "--note", "word " * 900, "--reason", "more is known")
        assert run(folder, "--db", "longer.db", *revise).code == 0
    assert run(folder, "--db", "longer.db", "export", "history.jsonl").code == 0
    (folder / "longer.db").unlink()
    tables = ("report.csv", "report-items.csv", "report-sources.csv")
    for name in ("report.xlsx", *tables, "report.json", "report.md", "report.jsonl"):
        (folder / name).write_text(f"the {name} of an earlier day")
    return folder


def check(ended: Ended, before: Path, after: Path) -> None:
    """That nothing was lost, and, if it failed, that it said so and left everything as it was."""
    assert faults(after / "ledger.db") == []
    assert ended.code in {0, 1}, ended.err
    if ended.code == 0:
        return
    first, *others = errors(ended.err)
    assert re.match(r"error: (cannot write |\S+/ledger\.db cannot be written )", first), ended.err
    assert [line.partition(": ")[0] for line in others] == ["hint"], ended.err
    assert ended.out == ""
    assert {path.name for path in after.iterdir()} == {path.name for path in before.iterdir()}
    for path in before.iterdir():
        if path.name != "ledger.db":
            assert (after / path.name).read_bytes() == path.read_bytes()
    with raw(str(before / "ledger.db")) as earlier, raw(str(after / "ledger.db")) as later:
        assert later.dump() == earlier.dump()


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("rooms", [1, pytest.param(12, marks=pytest.mark.slow)])
def test_a_file_that_may_not_grow_fails_clearly_and_loses_nothing(
    prepared: Path, tmp_path: Path, name: str, rooms: int
) -> None:
    dice = Random(rooms)
    size = (prepared / "ledger.db").stat().st_size
    failed = 0
    for number, limit in enumerate([PAGE, *(dice.randrange(PAGE, 2 * size) for _ in range(rooms - 1))]):
        home = tmp_path / str(number)
        shutil.copytree(prepared, home)
        ended = run(home, "--db", "ledger.db", *COMMANDS[name], before=partial(_limit, limit))
        check(ended, prepared, home)
        failed += ended.code == 1
    assert failed


def _limit(size: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("rooms", [1, pytest.param(12, marks=pytest.mark.slow)])
def test_a_full_disk_fails_clearly_and_loses_nothing(prepared: Path, home: Path, name: str, rooms: int) -> None:
    dice = Random(rooms)
    failed = 0
    for number, room in enumerate([0, *(dice.randrange(0, 400_000, PAGE) for _ in range(rooms - 1))]):
        after = home.with_name(f"after-{number}")
        ended = Child(partial(_on_a_disk, prepared, home, after, room, COMMANDS[name]), home).end()
        check(ended, prepared, after)
        failed += ended.code == 1
    assert failed


def _on_a_disk(prepared: Path, home: Path, after: Path, room: int, words: tuple[str, ...]) -> int:
    """Run the program on a copy of `prepared` on a disk with so much room, and leave what it made of it in `after`."""
    mounted = _mount(home)
    shutil.copytree(prepared, home, dirs_exist_ok=True)
    os.chdir(home)
    if mounted:
        free = os.statvfs(home)
        with Path("filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, max(1, free.f_bavail * free.f_frsize - room))
    else:
        _limit(max(room, PAGE))
    code = call("--db", "ledger.db", *words)
    Path("filler").unlink(missing_ok=True)
    _limit(resource.getrlimit(resource.RLIMIT_FSIZE)[1])
    shutil.copytree(home, after)
    return code


def _mount(folder: Path) -> bool:
    """Lay a small disk over `folder`, for this process alone; false where nobody may, as in some containers."""
    libc = ctypes.CDLL(None)
    new_mounts, new_user, private = 0x00020000, 0x10000000, (1 << 14) | (1 << 18)
    if libc.unshare(new_mounts if os.geteuid() == 0 else new_mounts | new_user):
        return False
    nothing: Any = None
    if libc.mount(b"none", b"/", nothing, private, nothing):
        return False
    return not libc.mount(b"tmpfs", bytes(folder), b"tmpfs", 0, b"size=4m")


@pytest.mark.parametrize("words", [("list",), ("verify", "--fingerprint")])
def test_an_answer_that_finds_no_room_is_an_error(prepared: Path, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [PROGRAM, "--db", "ledger.db", *words], cwd=prepared, stdout=full, stderr=subprocess.PIPE, text=True,
            timeout=60, check=False,
        )  # fmt: skip
    *_, error, hint = ran.stderr.splitlines()
    assert ran.returncode == 1
    assert error == "error: cannot write standard output: no space left on device"
    assert hint.startswith("hint: ")
    assert "Traceback" not in ran.stderr
