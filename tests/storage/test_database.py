"""Opening: every way in which a database may be missing, foreign, damaged or locked, in one clear sentence."""

import getpass
import os
import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from support import Fresh, package, raw

from aidledger.errors import AidledgerError, Conflict, NotFound, UnusableLedger
from aidledger.storage import database
from aidledger.storage.ledger import Ledger


def refused(
    target: str | Path, kind: type[AidledgerError], says: str, *, create: bool = True, writable: bool = True
) -> AidledgerError:
    """Opening `target` fails as `kind`, in one line, with a hint."""
    with pytest.raises(AidledgerError) as caught:
        Ledger.open(target, create=create, writable=writable)
    assert type(caught.value) is kind
    assert says in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == {NotFound: 4, Conflict: 5, UnusableLedger: 1}[kind]
    return caught.value


@contextmanager
def holding(path: Path, statement: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Another program holds the lock of the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(statement)
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a ledger with one package."""
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record(package(ref="one"))
    return tmp_path / "ledger.db"


def test_a_ledger_that_is_not_there_is_made_or_not_found(tmp_path: Path) -> None:
    for target in (tmp_path / "new.db", tmp_path / "deep" / "er" / "new.db"):
        error = refused(target, NotFound, f"there is no ledger at {target}", create=False)
        assert "aidledger add" in (error.hint or "")
        assert not target.exists()
        Ledger.open(target).close()
        with Ledger.open(target, create=False) as ledger:
            assert ledger.size() == (0, 0)


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    refused(path, NotFound, "there is no ledger", create=False)
    with Ledger.open(path, writable=False) as ledger:
        assert ledger.verify() == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_only_its_owner_reads_a_new_ledger(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record(package())
    assert stat.S_IMODE((tmp_path / "ledger.db").stat().st_mode) == 0o600


def test_a_ledger_is_one_file(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.record(package(ref="two"))
        assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    with raw(str(path)) as opened:
        assert opened.rows("PRAGMA journal_mode") == [("delete",)]
        assert opened.rows("PRAGMA application_id") == [(0x4149444C,)]


@pytest.mark.parametrize(
    "content", [b"hello\n", b"ref,amount\n" * 3, b"SQLite format 4\x00" + b"x" * 4096, b"\x00" * 5000]
)
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    for writable in (True, False):
        refused(path, UnusableLedger, "is not a ledger: it is no SQLite file", writable=writable)
        assert path.read_bytes() == content


@pytest.mark.parametrize("application", [0, 42])
def test_the_database_of_another_program_is_left_alone(tmp_path: Path, application: int) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE packages (id INTEGER)")
        connection.execute(f"PRAGMA application_id = {application}")
    content = path.read_bytes()
    refused(path, UnusableLedger, "is an SQLite database of another program")
    assert path.read_bytes() == content


@pytest.mark.parametrize("schema", ["0005", "9999", "x"])
def test_a_ledger_of_a_newer_schema_is_left_alone(path: Path, schema: str) -> None:
    with raw(str(path)) as opened:
        opened.rows(f"UPDATE alembic_version SET version_num = '{schema}'")
    content = path.read_bytes()
    error = refused(path, UnusableLedger, f"was written by a newer aidledger (schema {schema}; this one knows 0004)")
    assert error.hint == "upgrade aidledger; the ledger is untouched"
    assert path.read_bytes() == content


@pytest.mark.parametrize("statement", ["DROP TABLE alembic_version", "DELETE FROM alembic_version"])
def test_a_ledger_that_lost_its_version_is_refused(path: Path, statement: str) -> None:
    with raw(str(path)) as opened:
        opened.rows(statement)
    content = path.read_bytes()
    refused(path, UnusableLedger, str(path))
    assert path.read_bytes() == content


def test_a_ledger_with_two_versions_is_refused(path: Path) -> None:
    with raw(str(path)) as opened:
        opened.rows("INSERT INTO alembic_version VALUES ('0005')")
    refused(path, UnusableLedger, str(path))


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    for writable in (True, False):
        refused(tmp_path, UnusableLedger, f"{tmp_path} is a folder", writable=writable)


def test_a_place_where_no_file_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for target in (tmp_path / "file" / "ledger.db", tmp_path / ("x" * 300), tmp_path / "nul\x00.db"):
        refused(target, UnusableLedger, f"cannot look for {target}: ")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows keeps other permissions")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path, path: Path) -> None:
    if os.geteuid() == 0:
        target = Path("/proc/ledger.db")  # where not even root makes files
        refused(target, UnusableLedger, f"cannot make a ledger at {target}")
        return
    tmp_path.chmod(0o500)
    refused(tmp_path / "ledger-2.db", UnusableLedger, "cannot make a ledger at")
    path.chmod(0o000)
    refused(path, UnusableLedger, "cannot be opened")
    tmp_path.chmod(0o700)


def test_a_locked_ledger_is_a_conflict(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    with Ledger.open(path) as ledger, holding(path):
        with pytest.raises(Conflict, match="is locked by another program") as caught:
            ledger.record(package(ref="two"))
        assert caught.value.exit_code == 5
        assert caught.value.hint
        assert ledger.get("one").number == 1  # who reads does not wait for a writer
    with holding(path, "BEGIN EXCLUSIVE"):
        refused(path, Conflict, "is locked by another program")


def test_a_writer_waits_for_another_one(path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        with Ledger.open(path) as ledger:
            ledger.record(package(ref="two"))
        done.set()

    with holding(path):
        writer = threading.Thread(target=write)
        writer.start()
        assert not done.wait(0.2)
    writer.join(10)
    assert done.is_set()


def test_a_ledger_opened_for_reading_writes_nothing(path: Path) -> None:
    content = path.read_bytes()
    with Ledger.open(path, create=False, writable=False) as ledger:
        assert ledger.get("one").number == 1
        with pytest.raises(UnusableLedger, match="cannot be written") as caught:
            ledger.record(package(ref="two"))
        assert caught.value.hint
    assert path.read_bytes() == content


def test_a_file_and_folder_that_cannot_be_written_are_readable(path: Path) -> None:
    path.chmod(0o400)
    path.parent.chmod(0o500)
    with Ledger.open(path, create=False, writable=False) as ledger:
        assert ledger.get("one").number == 1
        assert ledger.verify() != [None]
    path.parent.chmod(0o700)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://host/ledger", "leads to no file and no PostgreSQL server"),
        ("sqlite://", "leads to no file and no PostgreSQL server"),
        ("sqlite:///:memory:", "leads to no file and no PostgreSQL server"),
        ("http://example.org/ledger.db", "leads to no file and no PostgreSQL server"),
        ("://", "cannot be read"),
        ("not a scheme://x", "cannot be read"),
        ("postgresql://user@host:port/ledger", "cannot be read"),
        ("postgresql://[::1/ledger", "cannot be read"),
    ],
)
def test_a_url_that_leads_nowhere_is_told(url: str, says: str) -> None:
    error = refused(url, UnusableLedger, says)
    assert "postgresql://user@host/database" in (error.hint or "")


def test_a_password_is_never_told() -> None:
    for url in ("mysql://me:secret@host/x", "postgresql://me:secret@127.0.0.1:1/x", "postgresql://me:secret@h:p/x"):
        with pytest.raises(UnusableLedger) as caught:
            Ledger.open(url)
        assert "secret" not in f"{caught.value.message}{caught.value.hint}"


def test_a_path_may_be_written_as_a_url_or_relative_or_from_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    Ledger.open("ledger.db").close()
    for target in (
        "ledger.db",
        f"sqlite:///{tmp_path}/ledger.db",
        "~/ledger.db",
        Path("ledger.db"),
        "sqlite:///ledger.db",
    ):
        with Ledger.open(target, create=False) as ledger:
            assert ledger.name == str(tmp_path / "ledger.db")


def test_a_missing_driver_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    error = refused("postgresql://me@127.0.0.1:1/ledger", UnusableLedger, "PostgreSQL needs its driver")
    assert error.hint == "pip install 'aidledger[postgres]'"


def test_a_user_without_a_name_is_an_unknown_author(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nameless)
    with Ledger.open(path) as ledger:
        ledger.record(package(ref="two"))
        assert ledger.get("two").author == "unknown"
        assert ledger.schema == database.SCHEMA


def test_a_server_that_does_not_answer_is_told() -> None:
    error = refused("postgresql://me@127.0.0.1:1/ledger", UnusableLedger, "cannot be reached")
    assert "server" in (error.hint or "")


def test_a_database_that_the_server_does_not_have_is_told(postgresql_server: str) -> None:
    refused(postgresql_server.replace("/postgres?", "/nowhere?"), UnusableLedger, "nowhere")


def test_an_empty_postgresql_database_is_no_ledger_until_it_is_made_one(fresh_postgresql_database: Fresh) -> None:
    with fresh_postgresql_database() as url:
        error = refused(url, NotFound, "there is no ledger in", create=False)
        assert "db upgrade" in (error.hint or "")
        Ledger.open(url).close()
        with Ledger.open(url, create=False) as ledger:
            assert ledger.size() == (0, 0)


@pytest.mark.parametrize("table", ["packages", "revisions"])
def test_a_postgresql_database_of_another_program_is_left_alone(fresh_postgresql_database: Fresh, table: str) -> None:
    with fresh_postgresql_database() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE TABLE {table} (id integer)")
        refused(url, UnusableLedger, "holds tables of another program")
        with raw(url) as opened:
            assert opened.rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]


def test_a_postgresql_ledger_of_a_newer_schema_is_refused(fresh_postgresql: Fresh) -> None:
    with fresh_postgresql() as url:
        with raw(url) as opened:
            opened.rows("UPDATE alembic_version SET version_num = '9999'")
        refused(url, UnusableLedger, "was written by a newer aidledger")


def test_reading_sees_one_state_while_others_write(target: str) -> None:
    with Ledger.open(target) as reader, Ledger.open(target) as writer:
        writer.record_many([])
        writer.record(package(ref="one"))
        if not target.startswith("postgresql"):  # SQLite lets nobody commit while somebody reads
            return
        with reader.stream() as revisions:
            assert next(revisions).ref == "one"
            writer.record(package(ref="two"))
            assert list(revisions) == []
        assert len(reader.find()) == 2


def test_reading_transactions_cannot_write(target: str) -> None:
    opened = database.open_database(target, create=False, writable=False)
    with opened.read() as connection, pytest.raises(Exception, match=r"read-?only"):
        connection.exec_driver_sql("UPDATE packages SET head_id = head_id + 1")
    opened.close()


def test_what_a_driver_complains_of_is_told_in_one_line(path: Path) -> None:
    opened = database.open_database(path, create=False, writable=True)
    with (
        pytest.raises(UnusableLedger, match=r"refused: .*history is never changed") as caught,
        opened.write() as connection,
    ):
        connection.exec_driver_sql("UPDATE revisions SET title = 'x'")
    assert "--debug" in (caught.value.hint or "")
    opened.close()
