"""Kept copies of sources: stored once, beside the file or in the database; verified, carried over, never in the way."""

import hashlib
import os
import re
import shutil
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import REFUSALS, Raw, package, published, raw

from aidledger.domain.evidence import KeptCopy, with_kept_copies
from aidledger.domain.findings import Finding, Kind
from aidledger.domain.packages import Entry
from aidledger.domain.revisions import Kept
from aidledger.errors import AidledgerError, Conflict, InvalidInput, NotFound, UnusableLedger
from aidledger.storage.evidence import SIZE_LIMIT, beside
from aidledger.storage.ledger import Ledger

PAGE = b"<p>up to $250M</p>\r\n\x00\xff"
DIGEST = hashlib.sha256(PAGE).hexdigest()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A file as somebody has saved it."""
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a ledger may be made, alone in its folder."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home" / "ledger.db"


def place_of(target: str, sha256: str = DIGEST) -> str:
    """Where a ledger has a copy."""
    return "in the database" if target.startswith("postgresql") else str(beside(Path(target).resolve()) / sha256)


def cite(ledger: Ledger, *refs: str, sha256: str = DIGEST) -> None:
    """Record packages whose only source states the digest of a copy."""
    source = {"publisher": "DoD", "title": "Fact sheet", "sha256": sha256}
    ledger.record_many([Entry(package(ref=ref, sources=[source])) for ref in refs])


def alter(opened: Raw, target: str, content: bytes | None) -> None:
    """Put other content into the only copy, or take it away, behind the ledger's back."""
    if opened.postgresql:
        opened.drop_guards()
        value = "NULL" if content is None else f"'\\x{content.hex()}'"
        opened.rows(f"UPDATE kept_copies SET content = {value}")
    else:
        copy = Path(place_of(target))
        copy.unlink()
        if content is not None:
            copy.write_bytes(content)


def of_copies(ledger: Ledger) -> list[Finding]:
    """What verify finds of copies."""
    return [finding for finding in ledger.verify() if "the trigger" not in finding.message]


def test_a_copy_is_kept_as_it_was_read(ledger: Ledger, target: str, page: Path) -> None:
    assert ledger.keep(page) == DIGEST
    page.write_bytes(b"something else")
    assert ledger.kept_copy(DIGEST) == PAGE
    assert ledger.kept_copies([DIGEST, "0" * 64]) == {DIGEST: KeptCopy(DIGEST, place_of(target), len(PAGE))}
    page.unlink()
    assert ledger.kept_copy(DIGEST) == PAGE


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=300))
def test_any_bytes_come_back(ledger: Ledger, page: Path, content: bytes) -> None:
    page.write_bytes(content)
    sha256 = ledger.keep(str(page))
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert ledger.kept_copy(sha256) == content
    assert ledger.kept_copies([sha256])[sha256].size == len(content)
    assert ledger.verify() == []


def test_the_same_content_is_kept_once(ledger: Ledger, target: str, page: Path, tmp_path: Path) -> None:
    (tmp_path / "again.html").write_bytes(PAGE)
    ledger.keep(page)
    with raw(target) as opened:
        before = opened.dump()["kept_copies"]
        first = None if opened.postgresql else Path(place_of(target)).stat()
        assert ledger.keep(page) == ledger.keep(tmp_path / "again.html") == DIGEST
        assert opened.dump()["kept_copies"] == before
        assert len(before) == 1
        assert first is None or os.path.samestat(first, Path(place_of(target)).stat())


def test_a_dry_run_keeps_nothing(ledger: Ledger, target: str, page: Path) -> None:
    assert ledger.keep(page, dry_run=True) == DIGEST
    assert ledger.kept_copies([DIGEST]) == {}
    with raw(target) as opened:
        assert opened.dump()["kept_copies"] == []
    assert not beside(Path(target)).exists()


def test_a_copy_lies_beside_the_file_under_its_digest_and_cannot_be_written(path: Path, page: Path) -> None:
    with Ledger.open(path) as ledger:
        path.chmod(0o640)
        ledger.keep(page)
    (folder,) = set(path.parent.iterdir()) - {path}
    assert folder.name == "ledger.db.sources"
    (copy,) = folder.iterdir()
    assert copy.name == DIGEST
    # Who may read the ledger may read its copies, and who may write it may keep more of them; nobody writes a copy.
    assert stat.filemode(copy.stat().st_mode) == "-r--r-----"
    assert stat.filemode(folder.stat().st_mode) == "drwxr-x---"


def test_a_ledger_that_is_reached_by_a_link_has_the_copies_of_its_file(path: Path, page: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    Ledger.open(path).close()
    link.symlink_to(path)
    with Ledger.open(link) as ledger:
        ledger.keep(page)
    with Ledger.open(path) as ledger:
        assert ledger.kept_copy(DIGEST) == PAGE
    assert not beside(link).exists()


@pytest.mark.parametrize("name", ["100%", "größe ü", "what?", "#1;a&b"])
def test_a_ledger_of_any_name_has_its_copies(tmp_path: Path, page: Path, name: str) -> None:
    with Ledger.open(tmp_path / name / f"{name}.db") as ledger:
        ledger.keep(page)
    assert (tmp_path / name / f"{name}.db.sources" / DIGEST).read_bytes() == PAGE


def test_no_more_is_kept_than_a_copy_may_have(ledger: Ledger, target: str, page: Path) -> None:
    with page.open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
    with pytest.raises(InvalidInput, match=r"page\.html has more than 50 MiB") as caught:
        ledger.keep(page)
    assert caught.value.hint
    with raw(target) as opened:
        assert opened.dump()["kept_copies"] == []


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
def test_as_much_is_kept_as_a_copy_may_have(ledger: Ledger, page: Path) -> None:
    with page.open("wb") as file:
        file.truncate(SIZE_LIMIT)
    sha256 = ledger.keep(page)
    assert ledger.kept_copies([sha256])[sha256].size == SIZE_LIMIT
    assert ledger.verify() == []


def test_what_cannot_be_read_is_told(path: Path, tmp_path: Path) -> None:
    with Ledger.open(path) as ledger:
        for attempt, kind, message in (
            (tmp_path / "absent", NotFound, "there is no file"),
            (tmp_path, AidledgerError, "cannot read .*: Is a directory"),
            ("nul\0", AidledgerError, "cannot read"),
        ):
            with pytest.raises(kind, match=message) as caught:
                ledger.keep(attempt)
            assert type(caught.value) is kind
            assert caught.value.hint


def test_a_copy_that_cannot_be_written_leaves_nothing(path: Path, page: Path) -> None:
    with Ledger.open(path) as ledger:
        beside(path).write_text("in the way")
        with pytest.raises(UnusableLedger, match=r"cannot write a copy to .*ledger\.db\.sources: ") as caught:
            ledger.keep(page)
        assert caught.value.hint
        assert ledger.kept_copies([DIGEST]) == {}
        assert ledger.verify() == []
    assert beside(path).read_text() == "in the way"


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
def test_a_copy_whose_row_never_came_is_nothing_but_a_file_more(ledger: Ledger, target: str, page: Path) -> None:
    with raw(target) as opened:
        opened.rows("CREATE TRIGGER dies BEFORE INSERT ON kept_copies BEGIN SELECT RAISE(ABORT, 'here'); END")
        with pytest.raises(UnusableLedger, match="here"):
            ledger.keep(page)
        opened.rows("DROP TRIGGER dies")
    assert Path(place_of(target)).read_bytes() == PAGE
    assert ledger.verify() == []
    assert ledger.keep(page) == DIGEST
    assert [entry.name for entry in beside(Path(target)).iterdir()] == [DIGEST]


def test_only_a_kept_copy_is_handed_out_and_only_unaltered(ledger: Ledger, target: str, page: Path) -> None:
    for name in (DIGEST, DIGEST[:12], f"../{page.name}", str(page), ".", ""):
        with pytest.raises(NotFound, match=re.escape(f"no copy is kept with the SHA-256 '{name}'")) as caught:
            ledger.kept_copy(name)
        assert caught.value.hint
    ledger.keep(page)
    with raw(target) as opened:
        alter(opened, target, b"forged")
    with pytest.raises(UnusableLedger, match=f"the kept copy {DIGEST} was altered") as altered:
        ledger.kept_copy(DIGEST)
    assert altered.value.hint


def test_verify_is_silent_where_each_copy_is_as_it_was(ledger: Ledger, page: Path) -> None:
    ledger.keep(page)
    assert ledger.verify() == [], "a copy that nothing names is none of its business"
    cite(ledger, "one", "two")
    assert ledger.verify() == []


@pytest.mark.parametrize("content", [None, b"forged", b"", PAGE[:-1], PAGE + b" "])
def test_a_copy_that_is_missing_or_altered_is_a_fault(
    ledger: Ledger, target: str, page: Path, content: bytes | None
) -> None:
    ledger.keep(page)
    cite(ledger, "d", "c", "b", "a")
    ledger.revise("c", {"sources": ["another"]}, reason="of an earlier revision, it is still evidence")
    ledger.record(published(ref="e", sources=[{"publisher": "DoD", "title": "Fact sheet", "sha256": DIGEST}]))
    with raw(target) as opened:
        alter(opened, target, content)
    what = "is missing" if content is None else "was altered"
    cited = "cited by a, b, c and 2 more"
    message = f"its kept copy {what} ({place_of(target)}); {cited}"
    assert of_copies(ledger) == [Finding(Kind.FAULT, "source DoD, Fact sheet", message)]
    found = ledger.kept_copies([DIGEST])[DIGEST]
    assert found.size == (None if content is None else len(content))


def test_a_copy_that_was_never_kept_is_a_notice(ledger: Ledger) -> None:
    cite(ledger, "one", "two")
    message = "no copy of it is kept, and it states the SHA-256 of one; cited by one, two"
    assert ledger.verify() == [Finding(Kind.NOTICE, "source DoD, Fact sheet", message)]


def test_a_kept_copy_that_nothing_names_and_that_is_gone_is_a_fault(ledger: Ledger, target: str, page: Path) -> None:
    ledger.keep(page)
    with raw(target) as opened:
        alter(opened, target, None)
    message = f"its kept copy is missing ({place_of(target)})"
    assert of_copies(ledger) == [Finding(Kind.FAULT, f"kept copy {DIGEST}", message)]


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
@pytest.mark.parametrize("content", [None, b"forged"])
def test_keeping_the_same_file_again_mends_what_was_lost(
    ledger: Ledger, target: str, page: Path, content: bytes | None
) -> None:
    ledger.keep(page)
    cite(ledger, "one")
    with raw(target) as opened:
        alter(opened, target, content)
    assert ledger.verify()
    ledger.keep(page)
    assert ledger.verify() == []


def test_a_restored_ledger_knows_the_digest_and_takes_the_copies_when_they_come(
    ledger: Ledger, target: str, page: Path, path: Path
) -> None:
    ledger.keep(page)
    cite(ledger, "one")
    with Ledger.open(path) as restored, ledger.stream() as revisions:
        restored.restore(map(Kept, revisions))
        (notice,) = restored.verify()
        assert notice.kind is Kind.NOTICE
        assert restored.kept_copies([DIGEST]) == {}
        beside(path).mkdir()
        (beside(path) / DIGEST).write_bytes(PAGE)
        assert restored.verify() == []
        assert restored.kept_copies([DIGEST]) == {DIGEST: KeptCopy(DIGEST, place_of(str(path)), len(PAGE))}
        (beside(path) / DIGEST).write_bytes(b"forged")
        (fault,) = restored.verify()
        assert fault.kind is Kind.FAULT


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
@pytest.mark.parametrize("content", ["NULL", "''", "'other'"])
def test_a_server_refuses_content_under_another_name(ledger: Ledger, target: str, content: str) -> None:
    assert ledger.verify() == []
    with raw(target) as opened, pytest.raises(REFUSALS, match="named by the SHA-256 of its content"):
        opened.rows(f"INSERT INTO kept_copies VALUES ('{DIGEST}', {content})")


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["short", DIGEST.upper(), "g" * 64, "a" * 63 + " ", ""])
def test_a_copy_is_named_by_digits_alone(ledger: Ledger, target: str, name: str) -> None:
    assert ledger.verify() == []
    with raw(target) as opened, pytest.raises(REFUSALS, match="ck_kept_copies_sha256"):
        opened.rows(f"INSERT INTO kept_copies (sha256) VALUES ('{name}')")


def test_a_backup_has_the_copies_beside_it(ledger: Ledger, page: Path, path: Path) -> None:
    other = hashlib.sha256(b"").hexdigest()
    ledger.keep(page)
    page.write_bytes(b"")
    ledger.keep(page)
    cite(ledger, "one")
    assert ledger.backup(path) == 2
    assert sorted(path.parent.iterdir()) == [path, beside(path)]
    assert {copy.name: copy.read_bytes() for copy in beside(path).iterdir()} == {DIGEST: PAGE, other: b""}
    with Ledger.open(path) as copy:
        assert copy.fingerprint() == ledger.fingerprint()
        assert copy.verify() == []
        shutil.rmtree(beside(path))
        assert [finding.kind for finding in copy.verify()] == [Kind.FAULT] * 2, "it knows what it had"


def test_a_backup_without_copies_has_no_folder(ledger: Ledger, path: Path) -> None:
    cite(ledger, "one")
    assert ledger.backup(path) == 0
    assert list(path.parent.iterdir()) == [path]


def test_a_backup_takes_the_place_of_no_folder(ledger: Ledger, page: Path, path: Path) -> None:
    ledger.keep(page)
    beside(path).mkdir()
    with pytest.raises(Conflict, match=r"there is something at .*ledger\.db\.sources already") as caught:
        ledger.backup(path)
    assert caught.value.hint
    assert list(path.parent.iterdir()) == [beside(path)]
    assert list(beside(path).iterdir()) == []


def test_a_backup_of_a_ledger_with_damaged_copies_says_the_same_of_them(
    ledger: Ledger, target: str, page: Path, path: Path
) -> None:
    ledger.keep(page)
    cite(ledger, "one")
    with raw(target) as opened:
        alter(opened, target, b"forged")
    assert ledger.backup(path) == 1
    with Ledger.open(path) as copy:
        (fault,) = copy.verify()
        assert fault.message.startswith("its kept copy was altered")


def test_a_copy_makes_no_other_package_of_one_that_is_recorded(ledger: Ledger, page: Path) -> None:
    plain = Entry(package(sources=[{"title": "Fact sheet", "locator": "p. 1"}, "another"]))
    (copied,) = with_kept_copies([plain], [ledger.keep(page), "b" * 64])
    (other,) = with_kept_copies([plain], ["c" * 64, "d" * 64])
    (first,) = ledger.record_many([plain])
    for entry in (copied, other):
        with pytest.raises(Conflict, match=f"'{first.ref}' states the same already, but for the kept copies") as caught:
            ledger.record_many([entry])
        assert f"'aidledger revise {first.ref} --keep FILE'" in (caught.value.hint or "")
    assert ledger.record_many([copied], new=True)[0].ref == f"{first.ref}-2"


def test_a_document_that_does_not_name_the_copy_is_recorded_already(ledger: Ledger, page: Path) -> None:
    plain = Entry(package(sources=["Fact sheet", "another"]))
    total = Entry(published(sources=["Fact sheet"]))
    copies = [ledger.keep(page), "b" * 64]
    first = ledger.record_many([*with_kept_copies([plain], copies), *with_kept_copies([total], copies[:1])])
    again = ledger.record_many([plain, total])
    assert again == [one._replace(already=True) for one in first]
    assert ledger.size() == (1, 1)
    assert not ledger.record_many([Entry(package(sources=["Fact sheet"]))])[0].already


def test_what_has_other_sources_is_another_package(ledger: Ledger, page: Path) -> None:
    (copied,) = with_kept_copies([Entry(package(sources=["Fact sheet"]))], [ledger.keep(page)])
    ledger.record_many([copied])
    for sources in (["Fact sheets"], [{"title": "Fact sheet", "publisher": "DoD"}], []):
        assert not ledger.record(package(sources=sources)).already


def test_an_older_file_takes_copies_once_it_is_upgraded(page: Path, path: Path) -> None:
    shutil.copyfile(Path(__file__).parent / "frozen" / "schema-0003.db", path)
    with Ledger.open(path) as ledger:
        ledger.keep(page)
        ledger.revise("quiet", {"sources": [{"title": "Fact sheet", "sha256": DIGEST}]}, reason="evidence was found")
        assert not [finding for finding in ledger.verify() if finding.kind is Kind.FAULT]
        assert ledger.kept_copy(DIGEST) == PAGE
