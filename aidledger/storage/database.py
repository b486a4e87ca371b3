"""Opening the database: where it lies, whether it is a ledger of this version; one transaction, one writer at a time.

SQLite is the default; PostgreSQL is reached through psycopg 3. One file stays one file: the rollback journal, not WAL,
which fails on network shares and leaves files beside the ledger.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from aidledger.errors import AidledgerError, Conflict, NotFound, UnusableLedger
from aidledger.interrupts import INTERRUPTS, Ending

SCHEMA: Final = "0004"
"""The Alembic revision of this version's schema, told here so that no command has to load Alembic to know it."""

APPLICATION_ID: Final = 0x4149444C
BUSY_TIMEOUT_MS: Final = 10_000
WRITER_LOCK: Final = 0x4149444C
"""The key of PostgreSQL's advisory lock that makes writers queue."""

LEDGER_FILE: Final = "aidledger_file"
"""The execution option of every connection to an SQLite ledger that names its file."""

_WRITES: Final = "aidledger_writes"


class Database:
    """A ledger's database. `read` and `write` each give one transaction.

    Make one with `open_database`; `close` it when done.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name
        """How to call it in a message: a path, or a URL without its password."""
        self.kept: Path | None = None
        """The copy of the file as it was before its schema was upgraded, when that happened as it was opened."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the ledger, whatever others write meanwhile."""
        with Ending() as ending, self._connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin(), ending.after():
                yield connection

    @contextmanager
    def write(self, *, keep: bool = True) -> Iterator[Connection]:
        """A transaction that records, and is alone in writing, from before its first statement to its commit.

        Unless `keep` is set, nothing of it stays.

        Raises `Conflict` when another program keeps the lock for longer than the busy timeout.
        """
        with Ending() as ending:
            with self._write(ending, keep=keep) as connection:
                yield connection
            INTERRUPTS.recorded = INTERRUPTS.recorded or keep

    @contextmanager
    def shape(self) -> Iterator[Connection]:
        """The same for the schema alone: nothing is recorded by it."""
        with Ending() as ending, self._write(ending) as connection:
            yield connection

    @contextmanager
    def _write(self, ending: Ending, *, keep: bool = True) -> Iterator[Connection]:
        with self._connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin() as transaction:
                with ending.after():
                    if connection.dialect.name == "postgresql":
                        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
                    yield connection
                if not keep:
                    transaction.rollback()

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise explained(error, self.name) from error

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def open_database(target: str | Path, *, create: bool, writable: bool) -> Database:
    """Open the ledger at `target`, a path of an SQLite file or a URL of a database.

    With `create`, an SQLite ledger that does not exist is made, and an empty PostgreSQL database is made into one. An
    SQLite file of an older schema is upgraded, after a copy of it was laid beside it; a server's database is not.

    Raises `NotFound` where there is no ledger, `Conflict` where it is locked, `UnusableLedger` where the database is
    no ledger, or one of another schema.
    """
    url = location(target)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(Path(url.database or ""), create=create, writable=writable)
    return _open_postgresql(url, create=create, upgrade=False)


def upgrade_database(target: str | Path) -> None:
    """Make the database at `target` a ledger of this schema, an empty one or one of an older schema alike."""
    url = location(target)
    if url.get_backend_name() == "sqlite":
        _open_sqlite(Path(url.database or ""), create=True, writable=True).close()
    else:
        _open_postgresql(url, create=True, upgrade=True).close()


def location(target: str | Path) -> URL:
    """`target` as a URL: a plain path is an SQLite file. Raises `UnusableLedger` for a URL that leads nowhere."""
    if isinstance(target, Path) or "://" not in target:
        return URL.create("sqlite", database=str(Path(target).expanduser().absolute()))
    try:
        url = make_url(target)
    except (ArgumentError, ValueError):  # a port that is no number
        raise UnusableLedger("the database URL cannot be read", _URL_HINT) from None
    if "@" in (url.host or ""):  # the end of a password, which no message may tell
        raise UnusableLedger("the database URL cannot be read", "write %40 for every @ in a name or a password")
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise UnusableLedger(f"'{_shown(url)}' leads to no file and no PostgreSQL server", _URL_HINT)
    return location(Path(url.database))


def _shown(url: URL) -> str:
    """`url` as people write it, without the passwords that it may hold, in its query too."""
    url = url.difference_update_query([key for key in url.query if "password" in key])
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


_URL_HINT = "write a path, as in ledger.db, or postgresql://user@host/database"


def _open_sqlite(path: Path, *, create: bool, writable: bool) -> Database:
    if _size(path) == 0:
        if not create:
            raise NotFound(
                f"there is no ledger at {path}", "record a first package with 'aidledger add', or check --db"
            )
        _create_file(path)
    database = Database(_sqlite_engine(path, writable=writable), str(path))
    try:
        with database.read() as connection:
            found = _sqlite_schema(connection, path)
        if found != SCHEMA:
            database.close()
            kept = _migrate_sqlite(path)
            database = Database(_sqlite_engine(path, writable=writable), str(path))
            database.kept = kept
    except AidledgerError:
        database.close()
        raise
    return database


def _migrate_sqlite(path: Path) -> Path | None:
    """Bring the file to this schema; where it holds a ledger already, keep a copy of it first, and say where."""
    # Alembic takes longer to import than most commands to run.
    from aidledger.storage.copies import copy_aside

    database = Database(_sqlite_engine(path, writable=True), str(path))
    kept = None
    try:
        with closing(database), database.shape() as connection:
            # Of several who try at once, one upgrades it, and the others see it done.
            found = _sqlite_schema(connection, path)
            if found == SCHEMA:
                return None
            if found:
                kept = copy_aside(path, found)
            _migrate(connection, str(path))
    except BaseException:
        if kept:
            kept.unlink()  # the file is as it was, and each new attempt would leave another copy
        raise
    return kept


def _migrate(connection: Connection, name: str) -> None:
    """Bring the schema to this version; if anything fails, the transaction leaves nothing of it."""
    # Alembic takes longer to import than most commands to run.
    from aidledger.storage.migrations import upgrade

    try:
        upgrade(connection)
    except (AidledgerError, DBAPIError):  # told by who opened the connection
        raise
    except Exception as error:
        reason = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise UnusableLedger(
            f"{name} cannot be upgraded to schema {SCHEMA}: {reason}",
            "nothing in it was changed; run it again with --debug for the whole story",
        ) from error


def _size(path: Path) -> int:
    """The bytes of the file; none where there is no file."""
    try:
        if path.is_dir():
            raise UnusableLedger(f"{path} is a folder", "name a file in it with --db")
        return path.stat().st_size
    except FileNotFoundError:
        return 0
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnusableLedger(f"cannot look for {path}: {reason}", "choose another place with --db") from error


def _create_file(path: Path) -> None:
    """An empty file that only its owner can read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise UnusableLedger(
            f"cannot make a ledger at {path}: {error.strerror}", "choose another place with --db"
        ) from error


def _sqlite_engine(path: Path, *, writable: bool) -> Engine:
    uri = f"{path.as_uri()}?mode={'rw' if writable else 'ro'}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
        try:
            if not writable:
                _undo_what_died(connection, path)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error:  # the first look into a file that is no database, or is locked
            connection.close()
            raise
        # SQLite folds the case of ASCII alone, PostgreSQL that of all letters; searches shall find the same.
        connection.create_function("lower", 1, lambda value: value and str(value).lower(), deterministic=True)
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, execution_options={LEDGER_FILE: path})

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _undo_what_died(reader: sqlite3.Connection, path: Path) -> None:
    """Take back what a writer left in the file that died before its commit; who reads alone cannot, and is refused."""
    try:
        reader.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        timeout = BUSY_TIMEOUT_MS / 1000
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=timeout)) as writer:
            writer.execute("PRAGMA schema_version")


def _sqlite_schema(connection: Connection, path: Path) -> str | None:
    """The schema of the file, `None` for an empty one."""
    tables = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()
    application = connection.execute(text("PRAGMA application_id")).scalar_one()
    if tables and application != APPLICATION_ID:
        raise UnusableLedger(
            f"{path} is an SQLite database of another program", "choose another file with --db; this one is untouched"
        )
    return _known(connection.execute(_FOUND).scalar_one_or_none(), str(path)) if tables else None


_FOUND = text("SELECT max(version_num) FROM alembic_version")


def _known(schema: str | None, name: str) -> str | None:
    if schema and schema > SCHEMA:
        raise UnusableLedger(
            f"{name} was written by a newer aidledger (schema {schema}; this one knows {SCHEMA})",
            "upgrade aidledger; the ledger is untouched",
        )
    return schema


def _open_postgresql(url: URL, *, create: bool, upgrade: bool) -> Database:
    name = _shown(url)
    try:
        engine = create_engine(url, poolclass=NullPool)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise UnusableLedger("PostgreSQL needs its driver", "pip install 'aidledger[postgres]'") from None
    database = Database(engine, name)
    with database.read() as connection:
        tables = inspect(connection).get_table_names()
        found = _known(connection.execute(_FOUND).scalar_one_or_none(), name) if "alembic_version" in tables else None
    if found is None and {"packages", "revisions"} & set(tables):
        raise UnusableLedger(f"{name} holds tables of another program", "choose another database with --db")
    if found is None and not create:
        raise NotFound(f"there is no ledger in {name}", "make one with 'aidledger db upgrade', or check --db")
    if found not in {None, SCHEMA} and not upgrade:
        raise UnusableLedger(
            f"{name} has schema {found}, and this version needs {SCHEMA}",
            "upgrade it with 'aidledger db upgrade', once everybody who writes to it has this version",
        )
    if found != SCHEMA:
        with database.shape() as connection:
            _migrate(connection, name)
    return database


_COMPLAINTS: Final = (
    (("locked", "busy"), Conflict, "is locked by another program", "try again when it is done"),
    (("not a database",), UnusableLedger, "is not a ledger: it is no SQLite file", "choose another file with --db"),
    (("malformed",), UnusableLedger, "is damaged", "restore it from a copy"),
    (
        ("permission denied", "must be owner"),
        UnusableLedger,
        "lets you do no such thing",
        "ask its owner, who may let you in with 'aidledger db grant'",
    ),
    (("readonly",), UnusableLedger, "cannot be written", "check who may write the file and its folder"),
    (("unable to open",), UnusableLedger, "cannot be opened", "check who may read the file and its folder"),
    (("full", "disk I/O"), UnusableLedger, "cannot be written", "make room on the disk; nothing was recorded"),
    (("connection",), UnusableLedger, "cannot be reached", "check that the server runs, and --db"),
)
"""What the drivers say, by a word of it, and what that means for people."""


def explained(error: DBAPIError, name: str) -> AidledgerError:
    """What a driver complains of, as an error for people."""
    complaint = str(error.orig).strip() or type(error.orig).__name__
    for words, kind, meaning, hint in _COMPLAINTS:
        if any(word in complaint for word in words):
            return kind(f"{name} {meaning} ({complaint.splitlines()[0]})", hint)
    return UnusableLedger(
        f"{name} refused: {complaint.splitlines()[0]}", "run it again with --debug for the whole story"
    )
