"""Files that replace others: who may read them, and what they are."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aidledger.errors import AidledgerError
from aidledger.reports.replacing import replacing_text


@pytest.fixture
def guarded() -> Iterator[None]:
    """A user who lets only a group read what is new."""
    before = os.umask(0o027)
    yield
    os.umask(before)


def write(path: Path, words: str) -> None:
    with replacing_text(path) as file:
        file.write(words)


@pytest.mark.usefixtures("guarded")
def test_a_new_file_is_as_readable_as_any_other_and_one_that_is_replaced_as_before(tmp_path: Path) -> None:
    path = tmp_path / "report"
    write(path, "first")
    assert path.stat().st_mode & 0o777 == 0o640
    path.chmod(0o600)
    write(path, "second")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("second", 0o600)


def test_a_link_stays_one_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    target, link = tmp_path / "kept" / "report", tmp_path / "latest"
    target.write_text("first")
    link.symlink_to(target)
    write(link, "second")
    assert link.is_symlink()
    assert target.read_text() == "second"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["kept", "latest", "report"]


def test_what_cannot_be_written_is_told_by_the_name_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AidledgerError, match=r"^cannot write no/report: no such file or directory"):
        write(Path("no/report"), "lost")
