"""Copies of a ledger as SQLite files, consistent while others write, with the kept copies of its sources."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import insert, select

from aidledger.domain.revisions import Kept
from aidledger.errors import AidledgerError, Conflict, UnusableLedger
from aidledger.storage.database import Database, open_database
from aidledger.storage.evidence import carry_over
from aidledger.storage.publishing import whole_history
from aidledger.storage.restoring import restore
from aidledger.storage.tables import kept_copies


def back_up(database: Database, path: Path) -> int:
    """Copy `database`, of either kind, to a new SQLite file at `path`; see `Ledger.backup`."""
    with _new(path) as temporary, database.read() as connection:
        if connection.dialect.name == "sqlite":
            # The transaction must have begun to read before anybody else may write on.
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
            own = connection.connection.driver_connection
            if not isinstance(own, sqlite3.Connection):
                raise TypeError(f"a connection to SQLite is not a {type(own)}")
            _copy(own, temporary)
        else:
            copy = open_database(temporary, create=True, writable=True)
            with closing(copy), copy.write() as other, whole_history(connection) as everything:
                restore(other, (Kept(revision) for revision in everything))
                names = [{"sha256": sha256} for sha256 in connection.scalars(select(kept_copies.c.sha256))]
                if names:
                    other.execute(insert(kept_copies), names)
        # Before the file itself is there: a ledger is not to be found without what it names.
        return carry_over(connection, path)


def copy_aside(path: Path, schema: str) -> Path:
    """Copy the SQLite file at `path`, which has an older `schema`, to one beside it, and say which."""
    names = (f"{path.stem}.schema-{schema}{suffix}{path.suffix}" for suffix in ("", *(f"-{n}" for n in range(2, 100))))
    aside = next((beside for beside in map(path.with_name, names) if not beside.exists()), None)
    if aside is None:
        raise Conflict(f"there are a hundred copies of {path} already", "move them elsewhere")
    with _new(aside) as temporary, closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as own:
        _copy(own, temporary)
    return aside


def _copy(own: sqlite3.Connection, path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        own.backup(other)


@contextmanager
def _new(path: Path) -> Iterator[Path]:
    """The name of an empty file that only its owner can read, which becomes `path` if all goes well."""
    try:
        if path.exists():
            raise Conflict(
                f"there is something at {path} already", "choose another name: a copy never replaces anything"
            )
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(descriptor)
    except OSError as error:
        raise _unwritable(path, error.strerror) from error
    temporary = Path(name)
    try:
        yield temporary
        temporary.rename(path)
    except (OSError, sqlite3.Error) as error:
        raise _unwritable(path, str(error)) from error
    finally:
        temporary.unlink(missing_ok=True)


def _unwritable(path: Path, reason: str | None) -> AidledgerError:
    return UnusableLedger(f"cannot write a copy to {path}: {reason}", "choose another place, and check its room")
