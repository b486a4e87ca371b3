"""Upgrading: ledgers of every schema that was ever released become ledgers of this one, with all that they held.

`frozen/` holds one for each, made by the program of its time: as a file, as what pg_dump wrote of the same ledger on
PostgreSQL, and what both must still say.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from support import Copied, Fresh, package, raw
from survival.children import Child, call

from aidledger.domain.findings import Kind
from aidledger.domain.revisions import content
from aidledger.errors import AidledgerError, UnusableLedger
from aidledger.storage import database, migrations
from aidledger.storage.ledger import Ledger

FROZEN = Path(__file__).parent / "frozen"
RELEASED = sorted(path.stem.split("_")[0] for path in (migrations.scripts() / "versions").glob("*.py"))
OLDER = RELEASED[:-1]
BROKEN = {
    "a statement that fails": 'op.execute("INSERT INTO nowhere VALUES (1)")',
    "a table that is there": 'op.execute("CREATE TABLE packages (id integer)")',
    "a program that fails": 'raise RuntimeError("it was thought out badly")',
}
"""What may go wrong in a migration, after it has done something already."""


@pytest.fixture(scope="module", params=OLDER)
def schema(request: pytest.FixtureRequest) -> str:
    """Each schema that came before this one."""
    return str(request.param)


@pytest.fixture
def path(schema: str, tmp_path: Path) -> Path:
    """A file of an older schema, alone in its folder."""
    (tmp_path / "home").mkdir()
    return Path(shutil.copyfile(FROZEN / f"schema-{schema}.db", tmp_path / "home" / "ledger.db"))


@pytest.fixture(scope="module")
def older(schema: str, fresh_postgresql_database: Fresh, copied_postgresql: Copied) -> Iterator[Fresh]:
    """PostgreSQL databases of an older schema: copies of one that was read in once."""
    with fresh_postgresql_database() as template:
        with psycopg.connect(template, autocommit=True) as connection:
            connection.execute((FROZEN / f"schema-{schema}.sql").read_bytes())
        yield partial(copied_postgresql, template)


@pytest.fixture
def url(older: Fresh) -> Iterator[str]:
    """One of them."""
    with older() as made:
        yield made


def dump(path: Path) -> list[str]:
    """All that a file holds, as statements."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


def says(ledger: Ledger) -> dict[str, Any]:
    """What the ledger says, in the form in which `frozen/` keeps it."""
    with ledger.stream() as revisions:
        return {
            "fingerprint": ledger.fingerprint(),
            "revisions": {
                one.ref: {
                    "number": one.number,
                    "known_on": one.known_on.isoformat(),
                    "recorded_at": one.recorded_at.isoformat(timespec="microseconds"),
                    "author": one.author,
                    "digest": one.digest,
                    "states": content(one.stated),
                }
                for one in revisions
            },
        }


def frozen(schema: str) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((FROZEN / f"schema-{schema}.json").read_text(encoding="utf-8"))
    return kept


def is_sound(ledger: Ledger, schema: str) -> None:
    """It says what it said, and works: nothing is at fault, and it takes in more."""
    assert says(ledger) == frozen(schema)
    assert [finding for finding in ledger.verify() if finding.kind is Kind.FAULT] == []
    ledger.record(package(ref="new", sources=["a fact sheet"], items=["4 x trucks"]))
    ledger.revise("new", {"amount": "USD 2M"}, reason="corrected")
    assert [finding for finding in ledger.verify() if finding.kind is Kind.FAULT] == []


def test_there_is_a_frozen_ledger_of_every_schema_but_this_one() -> None:
    assert RELEASED[-1] == database.SCHEMA
    names = {f"schema-{schema}{suffix}" for schema in OLDER for suffix in (".db", ".sql", ".json")}
    assert {entry.name for entry in FROZEN.iterdir()} == names


def test_a_frozen_ledger_says_enough_to_be_worth_keeping(schema: str) -> None:
    stated = [one["states"] for one in frozen(schema)["revisions"].values()]
    assert any(one.get("draws_on") for one in stated)
    assert any(one["status"] == "cancelled" and one.get("duplicate_of") for one in stated)
    assert any(len(one.get("items", ())) > 1 for one in stated)
    assert any(len(one["sources"]) > 1 for one in stated)
    assert any("amount" not in one for one in stated if "published_total" not in one)
    assert any("published_total" in one for one in stated) == (schema >= "0003")


@pytest.mark.parametrize("writable", [True, False])
def test_opening_a_file_upgrades_it_and_keeps_what_it_was(schema: str, path: Path, *, writable: bool) -> None:
    before = dump(path)
    aside = path.with_name(f"ledger.schema-{schema}.db")
    with Ledger.open(path, create=False, writable=writable) as ledger:
        assert ledger.kept == aside
        assert says(ledger) == frozen(schema)
    assert sorted(path.parent.iterdir()) == [path, aside]
    assert dump(aside) == before
    assert dump(path) != before
    for create in (True, False):
        with Ledger.open(path, create=create) as ledger:
            assert ledger.kept is None
    with Ledger.open(path) as ledger:
        is_sound(ledger, schema)
    assert sorted(path.parent.iterdir()) == [path, aside]
    assert dump(aside) == before


def test_the_copy_is_a_ledger_that_can_be_upgraded_itself(schema: str, path: Path) -> None:
    Ledger.open(path).close()
    aside = path.with_name(f"ledger.schema-{schema}.db")
    with Ledger.open(aside) as ledger:
        assert ledger.kept == path.with_name(f"ledger.schema-{schema}.schema-{schema}.db")
        is_sound(ledger, schema)


def test_upgrade_does_the_same_as_opening(schema: str, path: Path) -> None:
    Ledger.upgrade(path)
    assert path.with_name(f"ledger.schema-{schema}.db").is_file()
    with Ledger.open(path) as ledger:
        assert ledger.kept is None
        is_sound(ledger, schema)


def test_a_copy_takes_the_place_of_nothing(schema: str, path: Path) -> None:
    taken = path.with_name(f"ledger.schema-{schema}.db")
    taken.write_text("mine")
    before = dump(path)
    with Ledger.open(path) as ledger:
        assert ledger.kept == path.with_name(f"ledger.schema-{schema}-2.db")
    assert taken.read_text() == "mine"
    assert dump(path.with_name(f"ledger.schema-{schema}-2.db")) == before


def at_once(*commands: tuple[str, ...], home: Path) -> list[tuple[int | None, str]]:
    """Run the program several times at once; the code that each left behind, and what it said."""
    ended = [child.end() for child in [Child(partial(call, *command), home) for command in commands]]
    return [(one.code, one.out + one.err) for one in ended]


def test_of_several_who_open_a_file_at_once_one_upgrades_it(schema: str, path: Path) -> None:
    add = ("--db", str(path), "add", "--amount", "$5", "--on", "2023", "--donor")
    status = ("--db", str(path), "db", "status")
    ran = at_once(status, (*add, "US"), status, (*add, "DK"), home=path.parent)
    assert [code for code, _ in ran] == [0] * 4, ran
    assert sum(f"the ledger was upgraded to schema {database.SCHEMA}" in said for _, said in ran) == 1
    assert sorted(path.parent.glob("*")) == [path, path.with_name(f"ledger.schema-{schema}.db")]
    with Ledger.open(path) as ledger:
        stated = frozen(schema)["revisions"].values()
        numbers = [one["number"] for one in stated if "published_total" not in one["states"]]
        assert ledger.size() == (len(numbers) + 2, sum(numbers) + 2)
        assert frozen(schema)["revisions"].items() <= says(ledger)["revisions"].items()
        assert [finding for finding in ledger.verify() if finding.kind is Kind.FAULT] == []


@pytest.fixture(params=BROKEN)
def broken(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Puts a version of the program in place whose next migration fails, once it has altered something."""
    home = tmp_path / "program"
    shutil.copytree(migrations.scripts(), home / "alembic", ignore=shutil.ignore_patterns("__pycache__"))
    following = f"{int(database.SCHEMA) + 1:04}"
    (home / "alembic" / "versions" / f"{following}_broken.py").write_text(
        f'from alembic import op\n\nrevision = "{following}"\ndown_revision = "{database.SCHEMA}"\n\n\n'
        'def upgrade() -> None:\n    op.execute("CREATE TABLE half_done (id integer)")\n'
        '    op.execute("DROP INDEX ix_revisions_first_day")\n'
        f"    {BROKEN[request.param]}\n",
        encoding="utf-8",
    )

    def put() -> None:
        monkeypatch.setattr(migrations, "_PACKAGE", home / "aidledger")
        monkeypatch.setattr(database, "SCHEMA", following)

    return put


def refused(attempt: Callable[[], object]) -> None:
    """It fails with one sentence and a hint."""
    with pytest.raises(AidledgerError) as caught:
        attempt()
    assert type(caught.value) is UnusableLedger
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_a_file_whose_upgrade_fails_is_as_it_was(schema: str, path: Path, broken: Callable[[], None]) -> None:
    before, content_before = dump(path), path.read_bytes()
    broken()
    for _ in range(2):
        refused(lambda: Ledger.open(path))
        assert dump(path) == before
        assert path.read_bytes() == content_before
    assert list(path.parent.iterdir()) == [path], "what did not change needs no copy"


def test_the_next_version_upgrades_what_failed_before(
    schema: str, path: Path, broken: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken()
    refused(lambda: Ledger.open(path))
    monkeypatch.undo()
    with Ledger.open(path) as ledger:
        is_sound(ledger, schema)


def test_a_database_on_a_server_is_upgraded_only_by_name(schema: str, url: str) -> None:
    with raw(url) as opened:
        before = opened.dump()
        for writable in (True, False):
            with pytest.raises(UnusableLedger, match=f"has schema {schema}, and this version needs") as caught:
                Ledger.open(url, writable=writable)
            assert "'aidledger db upgrade'" in (caught.value.hint or "")
        assert opened.rows("SELECT version_num FROM alembic_version") == [(schema,)]
        Ledger.upgrade(url)
        after = opened.dump()
        for table, rows in before.items():  # a later schema may have columns, and tables, that it had not
            assert [row[: len(rows[0])] for row in after[table]] == rows
        assert opened.rows("SELECT version_num FROM alembic_version") == [(database.SCHEMA,)]
        Ledger.upgrade(url)
    with Ledger.open(url, create=False) as ledger:
        assert ledger.kept is None
        is_sound(ledger, schema)


def test_of_several_who_upgrade_a_server_at_once_one_does(schema: str, url: str, tmp_path: Path) -> None:
    ran = at_once(*[("--db", url, "db", "upgrade")] * 3, home=tmp_path)
    assert [code for code, _ in ran] == [0] * 3, ran
    with Ledger.open(url, create=False) as ledger:
        is_sound(ledger, schema)


def test_a_database_on_a_server_whose_upgrade_fails_is_as_it_was(
    schema: str, url: str, broken: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = (
        "SELECT relname, relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
        "UNION ALL SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal "
        "UNION ALL SELECT version_num, '' FROM alembic_version ORDER BY 1, 2"
    )
    with raw(url) as opened:
        before = opened.dump(), opened.rows(everything)
        broken()
        refused(lambda: Ledger.upgrade(url))
        assert (opened.dump(), opened.rows(everything)) == before
    monkeypatch.undo()
    Ledger.upgrade(url)
    with Ledger.open(url) as ledger:
        is_sound(ledger, schema)
