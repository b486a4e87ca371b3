"""Verify: a clean ledger has no fault, and whatever is altered behind its back is found."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support import TABLES, package, raw

from aidledger.domain.findings import Finding, Kind
from aidledger.domain.packages import Entry
from aidledger.errors import UnusableLedger
from aidledger.storage.ledger import Ledger
from aidledger.storage.tables import metadata
from aidledger.storage.verify import GUARDS

COLUMNS = [(table.name, column.name) for table in metadata.tables.values() for column in table.columns]
OTHERS = ("{c} || 'x'", "{c} + 1", "NULL", "0")
"""What any column may be altered to; most are words, numbers or days that it cannot hold."""
LIKELY = {
    "status": "'live'", "stage": "'delivery'", "aid_type": "'mixed'", "donor": "'DK'", "recipient": "'MD'",
    "currency": "'EUR'", "amount_bound": "'at_most'", "quantity_bound": "'at_least'", "category": "'medical'",
    "known_on": "'2023-09-01'", "published_on": "'2023-09-01'", "first_day": "'2023-08-28'", "last_day": "'2023-08-30'",
    "recorded_at": "'2024-01-01 00:00:00.000000'", "announced_on": "'2023-08'", "day": "'2023-08-30'",
    "unit": "'shells'", "url": "'https://example.com'", "sha256": f"'{'b' * 64}'", "content_digest": f"'{'b' * 64}'",
    "digest": f"'{'b' * 64}'",
}  # fmt: skip
"""What somebody would alter a column to, so that it looks like any other value."""


def faults(target: str | Path) -> list[Finding]:
    with Ledger.open(target, writable=False) as ledger:
        return [finding for finding in ledger.verify() if finding.kind is Kind.FAULT]


def fill(ledger: Ledger) -> None:
    """Packages that use every column."""
    full = {
        "title": "a title", "instrument": "PDA", "note": "a note", "tags": ["himars"],
        "items": [{"description": "shells", "category": "fires", "quantity": "5 rounds", "amount": "USD 5"}, "spares"],
        "sources": [
            {"publisher": "DoD", "title": "Fact sheet", "url": "https://example.org", "published_on": "2023-08-29",
             "sha256": "a" * 64, "locator": "p. 1"},
            "another source",
        ],
    }  # fmt: skip
    ledger.record_many(
        [
            Entry(package(ref="one", **full)),
            Entry(package(ref="two", draws_on="one", **(full | {"items": ["a", "b"]}))),
            Entry(package(ref="three", status="cancelled", duplicate_of="two", sources=["third"])),
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
    with raw(str(path)) as database:
        database.drop_guards()
    found = faults(path)
    assert len(found) == len(GUARDS) + 5
    assert all("the trigger" in fault.message for fault in found)
    return path


def altered(unguarded: Path, path: Path, statement: str) -> list[Finding] | None:
    """The faults, beside the missing triggers, of a copy that `statement` altered; `None` where it altered nothing."""
    shutil.copyfile(unguarded, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        try:
            if not connection.execute(statement).rowcount:
                return None
        except sqlite3.IntegrityError:
            return None
    return [fault for fault in faults(path) if "the trigger" not in fault.message]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_an_altered_value_of_any_column_is_a_fault(unguarded: Path, tmp_path: Path, table: str, column: str) -> None:
    keys = {"line_items": ("revision_id", "position"), "citations": ("revision_id", "position")}.get(table, ("id",))
    with raw(str(unguarded)) as database:
        rows = database.rows(f"SELECT {', '.join(keys)} FROM {table}")
    tried = 0
    for row in rows:
        where = " AND ".join(f"{key} = {value}" for key, value in zip(keys, row, strict=True))
        for other in (*OTHERS, *([LIKELY[column]] if column in LIKELY else ())):
            value = other.format(c=column)
            statement = f"UPDATE {table} SET {column} = {value} WHERE {where} AND {column} IS NOT {value}"
            found = altered(unguarded, tmp_path / "altered.db", statement)
            if found is None:
                continue
            tried += 1
            assert found, statement
            assert all(fault.where and fault.message for fault in found)
    assert tried


@pytest.mark.parametrize("table", TABLES)
def test_a_deleted_row_is_a_fault(unguarded: Path, tmp_path: Path, table: str) -> None:
    with raw(str(unguarded)) as database:
        rows = len(database.rows(f"SELECT * FROM {table}"))
    key = "revision_id * 10 + position" if table in {"line_items", "citations"} else "id"
    for number in range(rows):
        statement = f"DELETE FROM {table} WHERE {key} = (SELECT {key} FROM {table} ORDER BY 1 LIMIT 1 OFFSET {number})"
        assert altered(unguarded, tmp_path / "altered.db", statement), statement


def test_items_that_change_places_are_a_fault(unguarded: Path, tmp_path: Path) -> None:
    statement = "UPDATE line_items SET description = CASE position WHEN 1 THEN 'b' ELSE 'a' END WHERE revision_id = 2"
    assert altered(unguarded, tmp_path / "altered.db", statement)


def test_a_whole_package_that_is_gone_shows_in_the_fingerprint_alone(unguarded: Path, tmp_path: Path) -> None:
    shutil.copyfile(unguarded, tmp_path / "gone.db")
    with raw(str(tmp_path / "gone.db")) as database:
        database.rows("PRAGMA foreign_keys = OFF")
        database.rows("DELETE FROM citations WHERE revision_id = 3")
        database.rows("DELETE FROM revisions WHERE id = 3")
        database.rows("DELETE FROM packages WHERE id = 3")
    assert [fault for fault in faults(tmp_path / "gone.db") if "the trigger" not in fault.message] == []
    with Ledger.open(unguarded) as before, Ledger.open(tmp_path / "gone.db") as after:
        assert before.fingerprint() != after.fingerprint()


def test_a_missing_trigger_is_named(ledger: Ledger, target: str) -> None:
    fill(ledger)
    with raw(target) as database:
        if database.postgresql:
            names = database.rows("SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1")
            statements = {name: f"ALTER TABLE {table} DISABLE TRIGGER {name}" for name, table in names}
        else:
            names = database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1")
            statements = {name: f"DROP TRIGGER {name}" for (name,) in names}
        assert set(statements) > GUARDS
        for number, (name, statement) in enumerate(statements.items(), start=1):
            database.rows(statement)
            found = ledger.verify()
            assert len(found) == number
            assert any(name in fault.message and fault.kind is Kind.FAULT for fault in found)


def test_alterations_are_found_on_either_database(ledger: Ledger, target: str) -> None:
    fill(ledger)
    with raw(target) as database:
        database.drop_guards()
        missing = len(ledger.verify())
        database.rows("UPDATE revisions SET amount_minor = amount_minor + 1 WHERE id = 2")
        found = [fault for fault in ledger.verify() if "the trigger" not in fault.message]
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
