"""What tests of several layers need: packages in one line, and the databases themselves, bare of our own code."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, TypeVar

import psycopg

from aidledger.domain.model import validate
from aidledger.domain.packages import Package
from aidledger.domain.published import PublishedTotal
from aidledger.errors import InvalidInput
from aidledger.storage.ledger import Ledger

T = TypeVar("T")

Fresh = Callable[[], AbstractContextManager[str]]
"""Makes a ledger, gives its path or URL, and takes it away again."""
Copied = Callable[[str], AbstractContextManager[str]]
"""Makes a copy of the ledger at a path or URL, gives that of the copy, and takes it away again."""
Filled = Callable[[Callable[[Ledger], object]], Fresh]
"""Makes ledgers that a function has filled."""
Opened = Callable[[str], Ledger]
"""Opens the ledger at a path or URL."""
Anew = Callable[[], AbstractContextManager[Ledger]]
"""Makes an empty ledger, gives it open, and takes it away again."""

TABLES = (
    "packages", "revisions", "line_items", "citations", "sources", "published_totals", "published_citations",
    "kept_copies",
)  # fmt: skip
REFUSALS = (sqlite3.Error, psycopg.Error)


def package(**fields: Any) -> Package:
    """A package that differs from a plain one in `fields`; `None` leaves a field out."""
    plain = {"donor": "US", "announced_on": "2023-08-29", "amount": "USD 250M"}
    return validate(Package, {name: value for name, value in (plain | fields).items() if value is not None})


def published(**fields: Any) -> PublishedTotal:
    """A published total that differs from a plain one in `fields`; `None` leaves a field out."""
    plain = {"published_total": "USD 43.1B", "since": "2022-02-24", "until": "2023-08-29", "donor": "US"}
    return validate(PublishedTotal, {name: value for name, value in (plain | fields).items() if value is not None})


def attempt(read: Callable[..., T], *given: Any) -> T | InvalidInput:
    """What `read` makes of what it is given, or why it refuses it; any other exception fails the test."""
    try:
        return read(*given)
    except InvalidInput as error:
        return error


class Raw:
    """A connection straight to the database, as another program would have it; every statement commits."""

    def __init__(self, target: str) -> None:
        self.postgresql = target.startswith("postgresql")
        self._connection: Any
        if self.postgresql:
            self._connection = psycopg.connect(target, autocommit=True)
        else:
            self._connection = sqlite3.connect(target, isolation_level=None)
            self._connection.execute("PRAGMA foreign_keys = ON")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows that a statement gives, if any."""
        with closing(self._connection.execute(sql)) as cursor:
            return list(cursor.fetchall()) if cursor.description else []

    def columns(self, table: str) -> list[str]:
        """The names of the columns of `table`."""
        with closing(self._connection.execute(f"SELECT * FROM {table} WHERE 1 = 0")) as cursor:
            return [column[0] for column in cursor.description]

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that the ledger's tables hold; one of an older schema lacks some of them."""
        own = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        there = self.rows(own if self.postgresql else "SELECT name FROM main.sqlite_master WHERE type = 'table'")
        tables = [table for table in TABLES if (table,) in there]
        return {table: sorted(self.rows(f"SELECT * FROM {table}"), key=repr) for table in tables}

    def drop_guards(self) -> None:
        """Take away every trigger, as somebody would who wants to alter the history."""
        if self.postgresql:
            for table in TABLES:
                self.rows(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                self.rows(f"DROP TRIGGER {name}")

    def close(self) -> None:
        self._connection.close()


@contextmanager
def raw(target: str) -> Iterator[Raw]:
    """A bare connection to the database at `target`, closed afterwards."""
    with closing(Raw(target)) as database:
        yield database
