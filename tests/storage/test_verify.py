"""Verify: a clean ledger has no fault, and whatever is altered behind its back is found."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import make_url
from strategies import digests
from support import REFUSALS, TABLES, Fresh, Raw, package, published, raw

from aidledger.domain.findings import Finding, Kind
from aidledger.domain.packages import Entry
from aidledger.domain.revisions import Revision, sealed
from aidledger.errors import UnusableLedger
from aidledger.storage import database
from aidledger.storage.evidence import beside
from aidledger.storage.ledger import Ledger
from aidledger.storage.tables import metadata
from aidledger.storage.verify import POSTGRESQL_GUARDS, postgresql_guards

COLUMNS = [(table.name, column.name) for table in metadata.tables.values() for column in table.columns]
OTHERS = ("{c} || 'x'", "{c} + 1", "NULL", "0")
"""What any column may be altered to; most are words, numbers or days that it cannot hold."""
LIKELY = {
    "status": "'live'", "stage": "'delivery'", "aid_type": "'mixed'", "donor": "'DK'", "recipient": "'MD'",
    "currency": "'EUR'", "amount_bound": "'at_most'", "quantity_bound": "'at_least'", "category": "'medical'",
    "known_on": "'2023-09-01'", "published_on": "'2023-09-01'", "first_day": "'2023-08-28'", "last_day": "'2023-08-30'",
    "recorded_at": "'2024-01-01 00:00:00.000000'", "announced_on": "'2023-08'", "day": "'2023-08-30'",
    "unit": "'shells'", "url": "'https://example.com'", "sha256": f"'{'b' * 64}'", "content_digest": f"'{'b' * 64}'",
    "digest": f"'{'b' * 64}'", "since": "'2022-02-25'", "until": "'2023-08-28'",
}  # fmt: skip
"""What somebody would alter a column to, so that it looks like any other value."""


def faults(target: str | Path) -> list[Finding]:
    with Ledger.open(target, writable=False) as ledger:
        return [finding for finding in ledger.verify() if finding.kind is Kind.FAULT]


def fill(ledger: Ledger) -> None:
    """Packages and published totals that use every column."""
    full = {
        "title": "a title", "instrument": "PDA", "note": "a note", "tags": ["himars"],
        "items": [{"description": "shells", "category": "fires", "quantity": "5 rounds", "amount": "USD 5"}, "spares"],
        "sources": [
            {"publisher": "DoD", "title": "Fact sheet", "url": "https://example.org", "published_on": "2023-08-29",
             "sha256": ledger.keep(__file__), "locator": "p. 1"},
            "another source",
        ],
    }  # fmt: skip
    ledger.record_many(
        [
            Entry(package(ref="one", **full)),
            Entry(package(ref="two", draws_on="one", **(full | {"items": ["a", "b"]}))),
            Entry(package(ref="three", status="cancelled", duplicate_of="two", sources=["third"])),
            Entry(published(ref="four", **{name: full[name] for name in ("title", "instrument", "note", "sources")})),
            Entry(published(ref="four", until="2023-08-30", sources=["third"]), reason="a later day"),
        ]
    )


def test_a_clean_ledger_has_no_faults_and_tells_what_is_unsourced(ledger: Ledger) -> None:
    assert ledger.verify() == []
    fill(ledger)
    assert ledger.verify() == []
    ledger.record(package(ref="bare"))
    assert ledger.verify() == [Finding(Kind.NOTICE, "bare", "it cites no source")]


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled SQLite ledger without its triggers, whose only faults are those."""
    path = tmp_path_factory.mktemp("verify") / "ledger.db"
    with Ledger.open(path) as ledger:
        fill(ledger)
    with raw(str(path)) as opened:
        names = opened.rows("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1")
        opened.drop_guards()
    assert len(names) >= len(TABLES) * 3
    missing = "the trigger {}, which guards the history, is missing"
    assert faults(path) == [Finding(Kind.FAULT, "database", missing.format(name)) for (name,) in names]
    return path


def duplicate(ledger: Path, path: Path) -> None:
    """A copy of `ledger` at `path`, which has the same kept copies of sources."""
    shutil.copyfile(ledger, path)
    folder = beside(path)
    if not folder.exists():
        folder.symlink_to(beside(ledger), target_is_directory=True)


Altered = Callable[[str], list[Finding] | None]


@pytest.fixture(scope="module")
def altered(unguarded: Path) -> Iterator[Altered]:
    """The faults, beside the missing triggers, of a copy that a statement altered; `None` where it altered nothing."""
    path = unguarded.with_name("altered.db")
    duplicate(unguarded, path)
    with Ledger.open(path, writable=False) as ledger:

        def altered(statement: str) -> list[Finding] | None:
            path.unlink()  # somebody may still be reading it: a row that fails leaves the rest of them unread
            duplicate(unguarded, path)
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.execute("PRAGMA ignore_check_constraints = ON")
                try:
                    if not connection.execute(statement).rowcount:
                        return None
                except sqlite3.IntegrityError:
                    return None
            return [one for one in ledger.verify() if one.kind is Kind.FAULT and "the trigger" not in one.message]

        yield altered


def key_of(table: str) -> str:
    """An expression that tells the rows of `table` apart."""
    owner = {"line_items": "revision_id", "citations": "revision_id", "published_citations": "published_total_id"}
    if table == "kept_copies":
        return "1"  # there is but one
    return f"{owner[table]} * 100 + position" if table in owner else "id"


@pytest.mark.parametrize("everywhere", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_an_altered_value_of_any_column_is_a_fault(
    unguarded: Path, altered: Altered, table: str, column: str, *, everywhere: bool
) -> None:
    with raw(str(unguarded)) as opened:
        rows = opened.rows(f"SELECT {key_of(table)} FROM {table} ORDER BY 1")
    tried = 0
    for (row,) in rows:
        for other in (*([LIKELY[column]] if column in LIKELY else ()), *OTHERS):
            value = other.format(c=column)
            statement = (
                f"UPDATE {table} SET {column} = {value} WHERE {key_of(table)} = {row} AND {column} IS NOT {value}"
            )
            if tried and not everywhere:
                return
            found = altered(statement)
            if found is None:
                continue
            tried += 1
            assert found, statement
            assert all(fault.where and fault.message for fault in found)
    assert tried


values = st.one_of(
    st.sampled_from([*OTHERS, *LIKELY.values()]),
    st.integers(-(10**6), 10**6).map(str),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)).map("'{}'".format),
    st.text("abcxyzABCXYZ0123456789 +-", max_size=12).map("'{}'".format),
    digests.map("'{}'".format),
)


def literal(value: object) -> str:
    """A value as SQL writes it."""
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    quoted = str(value).replace("'", "''")
    return "NULL" if value is None else str(value) if isinstance(value, int) else f"'{quoted}'"


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_flip_it_and_it_is_found(ledger: Ledger, target: str, data: st.DataObject) -> None:
    with raw(target) as opened:
        if not ledger.size()[0]:
            fill(ledger)
            opened.drop_guards()
        table, column = data.draw(
            st.sampled_from([(of, name) for of, name in COLUMNS if name not in key_of(of).split()])
        )
        rows = opened.rows(f"SELECT {key_of(table)}, {column} FROM {table} ORDER BY 1")
        row, before = data.draw(st.sampled_from(rows))
        value = data.draw(values).format(c=column)
        try:
            opened.rows(f"UPDATE {table} SET {column} = {value} WHERE {key_of(table)} = {row}")
        except REFUSALS:
            return  # another type, or a rule that the database still holds
        after = opened.rows(f"SELECT {key_of(table)}, {column} FROM {table} ORDER BY 1")
        found = [one for one in ledger.verify() if one.kind is Kind.FAULT and "the trigger" not in one.message]
        assert bool(found) == (after != rows), (table, column, before, value)
        opened.rows(f"UPDATE {table} SET {column} = {literal(before)} WHERE {key_of(table)} = {row}")
        assert opened.rows(f"SELECT {key_of(table)}, {column} FROM {table} ORDER BY 1") == rows


# Of a copy that the ledger does not know to have kept, it cannot tell that it was.
@pytest.mark.parametrize("table", [table for table in TABLES if table != "kept_copies"])
def test_a_deleted_row_is_a_fault(unguarded: Path, altered: Altered, table: str) -> None:
    with raw(str(unguarded)) as opened:
        rows = len(opened.rows(f"SELECT * FROM {table}"))
    key = key_of(table)
    for number in range(rows):
        statement = f"DELETE FROM {table} WHERE {key} = (SELECT {key} FROM {table} ORDER BY 1 LIMIT 1 OFFSET {number})"
        assert altered(statement), statement


def test_a_revision_that_was_backdated_with_a_digest_that_fits_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path) as ledger:
        ledger.record_many([Entry(package(ref="one", sources=["x"])), Entry(package(ref="two", sources=["x"]))])
        stated = ledger.get("two")
    instant = stated.recorded_at - timedelta(days=400)
    sealed = Revision.sealed(
        stated.package, number=1, recorded_at=instant, author=stated.author, reason=None, previous=None
    )
    with raw(str(path)) as opened:
        opened.drop_guards()
        opened.rows(
            f"UPDATE revisions SET recorded_at = '{instant:%Y-%m-%d %H:%M:%S.%f}', digest = '{sealed.digest}' WHERE id = 2"
        )
    found = [fault for fault in faults(path) if "the trigger" not in fault.message]
    assert [fault.where for fault in found] == ["two revision 1"]
    assert "backdated" in found[0].message


def test_a_published_total_of_the_ref_of_a_package_is_a_fault(altered: Altered) -> None:
    found = altered("UPDATE packages SET ref = 'four' WHERE id = 3")
    assert Finding(Kind.FAULT, "four", "a package and a published total have this ref") in (found or [])


def test_a_published_total_that_was_backdated_with_a_digest_that_fits_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path) as ledger:
        ledger.record(package(ref="one", sources=["x"]))
        ledger.record_many([Entry(published(ref=ref, sources=["x"])) for ref in ("two", "three")])
        (stated,) = ledger.chain("three")
        first = ledger.get("one").recorded_at
    for instant in (first, first - timedelta(days=400)):
        anew = sealed(stated.stated, number=1, recorded_at=instant, author=stated.author, reason=None, previous=None)
        shutil.copyfile(path, tmp_path / "altered.db")
        with raw(str(tmp_path / "altered.db")) as opened:
            opened.drop_guards()
            opened.rows(
                f"UPDATE published_totals SET recorded_at = '{instant:%Y-%m-%d %H:%M:%S.%f}', digest = '{anew.digest}' "
                "WHERE ref = 'three'"
            )
        found = [fault for fault in faults(tmp_path / "altered.db") if "the trigger" not in fault.message]
        assert [fault.where for fault in found] == ["three revision 1"]
        assert "backdated" in found[0].message


def test_items_that_change_places_are_a_fault(altered: Altered) -> None:
    statement = "UPDATE line_items SET description = CASE position WHEN 1 THEN 'b' ELSE 'a' END WHERE revision_id = 2"
    assert altered(statement)


def test_a_whole_package_that_is_gone_shows_in_the_fingerprint_alone(unguarded: Path, tmp_path: Path) -> None:
    duplicate(unguarded, tmp_path / "gone.db")
    with raw(str(tmp_path / "gone.db")) as opened:
        opened.rows("PRAGMA foreign_keys = OFF")
        opened.rows("DELETE FROM citations WHERE revision_id = 3")
        opened.rows("DELETE FROM revisions WHERE id = 3")
        opened.rows("DELETE FROM packages WHERE id = 3")
    assert [fault for fault in faults(tmp_path / "gone.db") if "the trigger" not in fault.message] == []
    with Ledger.open(unguarded) as before, Ledger.open(tmp_path / "gone.db") as after:
        assert before.fingerprint() != after.fingerprint()


def triggers(opened: Raw) -> dict[str, str]:
    """The table of each trigger, by name."""
    statement = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
    if not opened.postgresql:
        statement = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1"
    return dict(opened.rows(statement))


def test_a_missing_trigger_is_named(ledger: Ledger, target: str) -> None:
    fill(ledger)
    with raw(target) as opened:
        guards = triggers(opened)
        first = next(iter(guards))
        for number, (name, table) in enumerate(guards.items(), start=1):
            opened.rows(f"DROP TRIGGER {name} ON {table}" if opened.postgresql else f"DROP TRIGGER {name}")
            if name == first:
                assert len(ledger.verify()) == number
    assert set(ledger.verify()) == {
        Finding(Kind.FAULT, "database", f"the trigger {name}, which guards the history, is missing") for name in guards
    }


def emptied(opened: Raw, name: str, table: str) -> tuple[str, ...]:
    """Statements that put a trigger of the same name, for the same event, in the place of one, which does nothing."""
    if not opened.postgresql:
        ((made,),) = opened.rows(f"SELECT sql FROM sqlite_master WHERE name = '{name}'")
        return f"DROP TRIGGER {name}", re.sub(r" WHEN .*", " WHEN 0 BEGIN SELECT 1; END", made)
    ((made,),) = opened.rows(f"SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = '{name}'")
    return (
        "CREATE OR REPLACE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        f"DROP TRIGGER {name} ON {table}",
        re.sub(r"EXECUTE FUNCTION .*", "EXECUTE FUNCTION nothing()", made),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    )


def test_an_emptied_trigger_is_named(ledger: Ledger, target: str) -> None:
    fill(ledger)
    with raw(target) as opened:
        guards = triggers(opened)
        for name, table in guards.items():
            for statement in emptied(opened, name, table):
                opened.rows(statement)
        assert set(ledger.verify()) == {
            Finding(Kind.FAULT, "database", f"the trigger {name}, which guards the history, was altered or disabled")
            for name in guards
        }
        opened.rows("DELETE FROM citations" if opened.postgresql else "UPDATE sources SET title = 'x'")  # it was let in


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("ALTER TABLE revisions DISABLE TRIGGER revisions_refuse_update", "revisions_refuse_update"),
        ("ALTER TABLE revisions ENABLE TRIGGER revisions_refuse_update", "revisions_refuse_update"),
        ("ALTER TABLE sources ENABLE REPLICA TRIGGER sources_refuse_delete", "sources_refuse_delete"),
        ("ALTER FUNCTION aidledger_refuse_gap RESET search_path", "revisions_refuse_gap"),
        ("ALTER FUNCTION aidledger_refuse_gap SET search_path = pg_temp, public", "revisions_refuse_gap"),
        ("ALTER FUNCTION aidledger_refuse_gap STABLE", "revisions_refuse_gap"),
        ("ALTER FUNCTION aidledger_refuse_gap SECURITY DEFINER", "revisions_refuse_gap"),
        (
            "CREATE OR REPLACE FUNCTION aidledger_refuse_move() RETURNS trigger LANGUAGE plpgsql "
            "SET search_path = public, pg_temp AS 'BEGIN RETURN NEW; END'",
            "packages_refuse_update",
        ),
        (
            "CREATE OR REPLACE TRIGGER revisions_refuse_update BEFORE UPDATE OF title ON revisions "
            "FOR EACH ROW EXECUTE FUNCTION aidledger_refuse('history is never changed: record a revision instead'); "
            "ALTER TABLE revisions ENABLE ALWAYS TRIGGER revisions_refuse_update",
            "revisions_refuse_update",
        ),
        (
            "CREATE OR REPLACE TRIGGER revisions_refuse_update BEFORE UPDATE ON revisions FOR EACH ROW WHEN (false) "
            "EXECUTE FUNCTION aidledger_refuse('history is never changed: record a revision instead'); "
            "ALTER TABLE revisions ENABLE ALWAYS TRIGGER revisions_refuse_update",
            "revisions_refuse_update",
        ),
    ],
)
def test_a_weakened_trigger_is_named(ledger: Ledger, target: str, statement: str, named: str) -> None:
    with raw(target) as opened:
        opened.rows(statement)
    (fault,) = ledger.verify()
    assert fault.message == f"the trigger {named}, which guards the history, was altered or disabled"


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("sources", "mine"),
        ("PACKAGES", "packages_mine"),
        ("alembic_version", "x"),
        ("citations", "revisions_refuse_gap2"),
    ],
)
def test_a_trigger_that_is_none_of_ours_is_a_fault(ledger: Ledger, target: str, table: str, name: str) -> None:
    with raw(target) as opened:
        opened.rows("CREATE TABLE other (id integer)")
        body = "BEGIN SELECT 1; END"
        if opened.postgresql:
            opened.rows("CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
            body = "FOR EACH ROW EXECUTE FUNCTION mine()"
        opened.rows(f"CREATE TRIGGER harmless BEFORE INSERT ON other {body}")
        assert ledger.verify() == []
        opened.rows(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} {body}")
    (fault,) = ledger.verify()
    assert fault.kind is Kind.FAULT
    assert re.fullmatch(f"the trigger {name}( on {table})? is none of the ledger's own", fault.message)


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
def test_a_trigger_of_another_table_does_not_stand_in_for_one_of_the_same_name(ledger: Ledger, target: str) -> None:
    with raw(target) as opened:
        opened.rows("DROP TRIGGER revisions_refuse_delete ON revisions")
        call = "aidledger_refuse('history is never deleted: record a cancellation instead')"
        opened.rows(f"CREATE TRIGGER revisions_refuse_delete BEFORE DELETE ON packages EXECUTE FUNCTION {call}")
    assert {fault.message for fault in ledger.verify()} == {
        "the trigger revisions_refuse_delete, which guards the history, is missing",
        "the trigger revisions_refuse_delete on packages is none of the ledger's own",
    }


@pytest.mark.parametrize("schema", ["public", "a", "my ledger", 'q"uote', "Größe%s"])
def test_the_digests_of_the_triggers_are_those_that_the_migrations_make_in_any_schema(
    fresh_postgresql_database: Fresh, schema: str
) -> None:
    quoted = '"{}"'.format(schema.replace('"', '""'))
    with fresh_postgresql_database() as url:
        with raw(url) as opened:
            opened.rows(f"CREATE SCHEMA IF NOT EXISTS {quoted}")
            opened.rows(f"ALTER DATABASE {make_url(url).database} SET search_path = {quoted}")
        with Ledger.open(url) as ledger:
            fill(ledger)
            with closing(database.open_database(url, create=False, writable=False)) as ours, ours.read() as connection:
                assert postgresql_guards(connection) == POSTGRESQL_GUARDS
            assert ledger.verify() == []


def test_alterations_are_found_on_either_database(ledger: Ledger, target: str) -> None:
    fill(ledger)
    with raw(target) as opened:
        opened.drop_guards()
        missing = len(ledger.verify())
        opened.rows("UPDATE revisions SET amount_minor = amount_minor + 1 WHERE id = 2")
        found = [
            finding
            for finding in ledger.verify()
            if finding.kind is Kind.FAULT and "the trigger" not in finding.message
        ]
    assert missing
    assert {fault.where for fault in found} == {"two revision 1"}
    assert any("its digest does not fit" in fault.message for fault in found)


def damage(path: Path, name: str, old: bytes, new: bytes) -> None:
    """Overwrite bytes in the first page of a table or an index, as a failing disk does."""
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name]).fetchone()
    content = bytearray(path.read_bytes())
    start = content.index(old, (page - 1) * size, page * size)
    content[start : start + len(new)] = new
    path.write_bytes(content)


def test_a_damaged_index_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path) as ledger:
        ledger.record(package(ref="one"))
        digest = ledger.get("one").digest.encode()
    damage(path, "sqlite_autoindex_revisions_4", digest, b"0" * 64)
    assert any("its file is damaged" in fault.message for fault in faults(path))


def test_a_damaged_page_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger.open(path).close()
    damage(path, "revisions", b"\x0d", b"\x00" * 100)
    try:
        messages = [fault.message for fault in faults(path)]
    except UnusableLedger as error:
        messages = [error.message]
    assert any("damaged" in message for message in messages)
