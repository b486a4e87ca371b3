"""The database's own guards: raw SQL cannot change, delete, replace or add to what is recorded."""

import hashlib
from collections.abc import Iterator

import pytest
from support import REFUSALS, TABLES, Filled, Raw, package, published, raw

from aidledger.domain.packages import Entry
from aidledger.storage.database import WRITER_LOCK
from aidledger.storage.ledger import Ledger
from aidledger.storage.migrations import scripts
from aidledger.storage.tables import (
    citations,
    kept_copies,
    line_items,
    metadata,
    packages,
    published_citations,
    published_totals,
    revisions,
    sources,
)

KEYS = {
    "packages": ["id", "ref", "head_id", "tip_id"],
    "revisions": ["id", "package_id, number", "recorded_at", "digest"],
    "line_items": ["revision_id, position"],
    "citations": ["revision_id, position"],
    "sources": ["id", "digest"],
    "published_totals": ["id", "ref, number", "recorded_at", "digest"],
    "published_citations": ["published_total_id, position"],
    "kept_copies": ["sha256"],
}
IMMUTABLE = tuple(table for table in KEYS if table != "packages")
OWNER = {"line_items": "revision_id", "citations": "revision_id", "published_citations": "published_total_id"}
"""What the parts of a revision belong to."""


def fill(ledger: Ledger) -> None:
    """Two packages; the first is drawn on by the other."""
    parts = {"items": ["12 x HIMARS", "spares"], "sources": ["a source", "another"]}
    ledger.record_many([Entry(package(ref="one", **parts)), Entry(package(ref="two", draws_on="one", **parts))])
    ledger.record(published(ref="all", sources=["a source", "another"]))
    ledger.keep(__file__)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest) -> Iterator[str]:
    """The path or the URL of a ledger that is filled."""
    filled: Filled = request.getfixturevalue(f"filled_{request.param}")
    with filled(fill)() as made:
        yield made


@pytest.fixture
def database(target: str) -> Iterator[Raw]:
    """A bare connection to it."""
    with raw(target) as opened:
        yield opened


def add_revision(
    database: Raw, *, number: int = 2, id_: int = 3, known_on: str = "known_on", package_id: int = 1
) -> None:
    """Add a revision to the first package, or to another one, as recording a later one does."""
    new = {"id": str(id_), "number": str(number), "digest": f"'{str(id_) * 64:.64}'", "known_on": known_on,
           "package_id": str(package_id), "recorded_at": f"'2030-01-{id_:02} 00:00:00'"}  # fmt: skip
    values = ", ".join(new.get(column, column) for column in database.columns("revisions"))
    schema = "public" if database.postgresql else "main"
    database.rows(f"INSERT INTO {schema}.revisions SELECT {values} FROM {schema}.revisions WHERE id = 1")


def refuses(database: Raw, *statements: str, says: str | None = None) -> None:
    """Each statement is refused, and nothing of it stays."""
    before = database.dump()
    assert all(before.values()), "there is nothing that it could change"
    for statement in statements:
        with pytest.raises(REFUSALS, match=says):
            database.rows(statement)
        assert database.dump() == before, statement


@pytest.mark.parametrize("table", IMMUTABLE)
def test_no_column_of_the_history_changes(database: Raw, table: str) -> None:
    for column in database.columns(table):
        refuses(database, f"UPDATE {table} SET {column} = {column}", says="history is never changed")
        refuses(database, f"UPDATE {table} SET {column} = NULL")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_deleted(database: Raw, table: str) -> None:
    refuses(database, f"DELETE FROM {table}", f"DELETE FROM {table} WHERE 1 = 1", says="history is never deleted")


def test_a_package_keeps_its_id_and_ref(database: Raw) -> None:
    refuses(
        database,
        "UPDATE packages SET id = id + 10",
        "UPDATE packages SET ref = 'other' WHERE id = 1",
        "UPDATE packages SET ref = ref || 'x'",
        says="only head and tip move",
    )
    refuses(database, "UPDATE packages SET ref = NULL", "UPDATE packages SET id = NULL")


def pointers(database: Raw, package_id: int = 1) -> tuple[int, int]:
    """The head and the tip of a package."""
    ((head, tip),) = database.rows(f"SELECT head_id, tip_id FROM packages WHERE id = {package_id}")
    return head, tip


def test_head_and_tip_move_to_the_latest_revision_together_and_not_back(database: Raw) -> None:
    add_revision(database)
    assert pointers(database) == (1, 1)
    refuses(
        database,
        "UPDATE packages SET tip_id = 3 WHERE id = 1",
        "UPDATE packages SET head_id = 3 WHERE id = 1",
        says="only to where its revisions say",
    )
    database.rows("UPDATE packages SET head_id = 3, tip_id = 3 WHERE id = 1")
    assert pointers(database) == (3, 3)
    refuses(
        database,
        "UPDATE packages SET head_id = 1, tip_id = 1 WHERE id = 1",
        "UPDATE packages SET head_id = 1 WHERE id = 1",
        "UPDATE packages SET tip_id = 1 WHERE id = 1",
        says="only to where its revisions say",
    )


def test_what_comes_in_late_but_was_known_earlier_moves_the_tip_alone(database: Raw) -> None:
    add_revision(database, known_on="'2023-09-10'")
    add_revision(database, number=3, id_=4, known_on="'2023-09-09'")
    refuses(database, "UPDATE packages SET head_id = 4, tip_id = 4 WHERE id = 1", says="only to where")
    database.rows("UPDATE packages SET head_id = 3, tip_id = 4 WHERE id = 1")
    add_revision(database, number=4, id_=5, known_on="'2023-09-10'")  # of two that were known at once, the later one
    refuses(database, "UPDATE packages SET tip_id = 5 WHERE id = 1", says="only to where")
    database.rows("UPDATE packages SET head_id = 5, tip_id = 5 WHERE id = 1")
    assert pointers(database) == (5, 5)


def test_a_package_comes_with_the_head_and_the_tip_that_its_revisions_make(database: Raw) -> None:
    def attempt(head: object, tip: object) -> None:
        database.rows("BEGIN")
        try:
            add_revision(database, number=1, id_=10, package_id=10, known_on="'2023-09-10'")
            add_revision(database, number=2, id_=11, package_id=10, known_on="'2023-09-09'")
            database.rows(f"INSERT INTO packages (id, ref, head_id, tip_id) VALUES (10, 'new', {head}, {tip})")
            database.rows("COMMIT")
        except REFUSALS:
            database.rows("ROLLBACK")
            raise

    before = database.dump()
    for head, tip in ((11, 11), (10, 10), (11, 10), (1, 1), (10, 1), (2, 11), (99, 99)):
        with pytest.raises(REFUSALS, match="only to where its revisions say"):
            attempt(head, tip)
        assert database.dump() == before
    for nothing in (("NULL", 11), (10, "NULL")):
        with pytest.raises(REFUSALS):
            attempt(*nothing)
    refuses(
        database,
        "INSERT INTO packages (id, ref, head_id, tip_id) VALUES (10, 'new', 10, 11)",
        "INSERT INTO packages (id, ref, head_id, tip_id) VALUES (10, 'new', 1, 1)",
        says="only to where its revisions say",
    )
    attempt(10, 11)
    assert pointers(database, 10) == (10, 11)


def test_a_temporary_table_of_the_same_name_deceives_no_guard(database: Raw) -> None:
    add_revision(database)
    schema = "public" if database.postgresql else "main"
    for rows in ("id = 1", "1 = 0"):  # as if only the first revision were there, as if none were
        database.rows(f"CREATE TEMPORARY TABLE revisions AS SELECT * FROM {schema}.revisions WHERE {rows}")
        seen = len(database.rows("SELECT * FROM revisions"))
        assert seen == len(database.rows(f"SELECT * FROM {schema}.revisions WHERE {rows}")), "nobody was deceived"
        for statement, says in (
            ("UPDATE packages SET tip_id = 1, head_id = 1 WHERE id = 1", "only to where its revisions say"),
            ("INSERT INTO packages (id, ref, head_id, tip_id) VALUES (9, 'new', 1, 1)", "only to where"),
            ("INSERT INTO line_items (revision_id, position, description) VALUES (2, 9, 'late')", "no more parts"),
            ("INSERT INTO citations (revision_id, position, source_id) VALUES (2, 9, 1)", "no more parts"),
        ):
            with pytest.raises(REFUSALS, match=says):
                database.rows(statement)
        with pytest.raises(REFUSALS, match="numbered without a gap"):
            add_revision(database, number=2 if rows == "id = 1" else 1, id_=4)
        database.rows("DROP TABLE revisions" if database.postgresql else "DROP TABLE temp.revisions")
    assert len(database.dump()["revisions"]) == 3


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
@pytest.mark.parametrize("isolation", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_two_transactions_that_do_not_see_each_other_add_no_part_between_them(
    database: Raw, target: str, isolation: str
) -> None:
    late = "INSERT INTO line_items (revision_id, position, description) VALUES (3, 9, 'late')"
    with raw(target) as other:
        other.rows("SET lock_timeout = '100ms'")
        database.rows("BEGIN")
        add_revision(database)
        with pytest.raises(REFUSALS, match="lock timeout"):
            other.rows(late)
        other.rows(f"BEGIN ISOLATION LEVEL {isolation}")
        assert len(other.rows("SELECT * FROM revisions")) == 2
        database.rows("UPDATE packages SET head_id = 3, tip_id = 3 WHERE id = 1")
        database.rows("COMMIT")
        with pytest.raises(REFUSALS, match=r"no more parts|violates foreign key"):  # noqa: PT012  refused at the end
            other.rows(late)
            other.rows("COMMIT")
        other.rows("ROLLBACK")
    with raw(target) as other:
        other.rows("BEGIN")
        other.rows("INSERT INTO line_items (revision_id, position, description) VALUES (4, 9, 'early')")
        database.rows("SET lock_timeout = '100ms'")
        with pytest.raises(REFUSALS, match="lock timeout"):
            add_revision(database, number=3, id_=4)
        with pytest.raises(REFUSALS, match="violates foreign key"):
            other.rows("COMMIT")
    assert {row[0] for row in database.dump()["line_items"]} == {1, 2}


def test_the_guards_take_the_lock_for_which_writers_queue() -> None:
    migration = (scripts() / "versions" / "0002_pointers.py").read_text(encoding="utf-8")
    assert f"WRITER_LOCK = 0x{WRITER_LOCK:X}" in migration


def test_head_and_tip_are_revisions_of_their_own_package(database: Raw) -> None:
    add_revision(database)
    refuses(
        database,
        "UPDATE packages SET head_id = 99 WHERE id = 1",
        "UPDATE packages SET tip_id = 99 WHERE id = 1",
        "UPDATE packages SET head_id = 3 WHERE id = 2",
        "UPDATE packages SET tip_id = 3 WHERE id = 2",
        "UPDATE packages SET head_id = 2 WHERE id = 1",
        "UPDATE packages SET head_id = NULL WHERE id = 1",
    )


@pytest.mark.parametrize("number", [0, 1, 2, 4, -1])
def test_revisions_are_numbered_without_a_gap(database: Raw, number: int) -> None:
    add_revision(database)
    before = database.dump()
    with pytest.raises(REFUSALS):
        add_revision(database, number=number, id_=4)
    assert database.dump() == before
    add_revision(database, number=3, id_=4)


def test_a_revision_is_recorded_after_all_others(database: Raw) -> None:
    fresh = {"id": "3", "number": "2", "digest": f"'{'3' * 64}'"}
    for instant in ("'2020-01-01 00:00:00'", "(SELECT min(recorded_at) FROM revisions)"):
        new = fresh | {"recorded_at": instant}
        values = ", ".join(new.get(column, column) for column in database.columns("revisions"))
        refuses(database, f"INSERT INTO revisions SELECT {values} FROM revisions WHERE id = 1")
    new = fresh | {"recorded_at": "'2020-01-01 00:00:00'"}
    values = ", ".join(new.get(column, column) for column in database.columns("revisions"))
    refuses(database, f"INSERT INTO revisions SELECT {values} FROM revisions WHERE id = 1", says="after all others")


def test_a_published_total_is_recorded_after_all_else(database: Raw) -> None:
    statement = _insertion(database, "published_totals", recorded_at="(SELECT min(recorded_at) FROM revisions)")
    refuses(database, statement, says="after all others")
    statement = _insertion(database, "published_totals", recorded_at="'2020-01-01'")
    refuses(database, statement, says="after all others")
    database.rows(_insertion(database, "published_totals"))
    refuses(database, _insertion(database, "revisions"), says="after all others")  # of an instant before that one


@pytest.mark.parametrize("number", [0, 1, 3, -1])
def test_revisions_of_published_totals_are_numbered_without_a_gap(database: Raw, number: int) -> None:
    refuses(database, _insertion(database, "published_totals", ref="'all'", number=str(number)))
    database.rows(_insertion(database, "published_totals", ref="'all'", number="2"))


def test_a_ref_is_that_of_a_package_or_of_a_published_total(database: Raw) -> None:
    refuses(database, _insertion(database, "published_totals", ref="'one'"), says="a ref belongs to a package or")
    before = database.dump()
    database.rows("BEGIN")
    database.rows(_insertion(database, "revisions"))
    with pytest.raises(REFUSALS, match="a ref belongs to a package or to a published total"):
        database.rows(_insertion(database, "packages", ref="'all'"))
    database.rows("ROLLBACK")
    assert database.dump() == before


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
def test_two_transactions_that_do_not_see_each_other_share_no_ref(database: Raw, target: str) -> None:
    with raw(target) as other:
        other.rows("SET lock_timeout = '100ms'")
        database.rows("BEGIN")
        database.rows(_insertion(database, "published_totals", ref="'new'"))
        with pytest.raises(REFUSALS, match="lock timeout"):
            other.rows(_insertion(database, "revisions"))
        database.rows("COMMIT")
        other.rows("BEGIN")
        other.rows(_insertion(database, "revisions", recorded_at="'2030-01-03'"))
        with pytest.raises(REFUSALS, match="a ref belongs to a package or to a published total"):
            other.rows(_insertion(database, "packages"))


def test_a_stored_revision_takes_no_more_parts(database: Raw) -> None:
    refuses(
        database,
        "INSERT INTO line_items (revision_id, position, description) VALUES (1, 3, 'late')",
        "INSERT INTO line_items (revision_id, position, description) VALUES (2, 9, 'late')",
        "INSERT INTO citations (revision_id, position, source_id) VALUES (1, 3, 1)",
        "INSERT INTO published_citations (published_total_id, position, source_id) VALUES (1, 3, 1)",
        says="takes no more parts",
    )


def test_parts_of_a_revision_that_never_comes_are_refused(database: Raw) -> None:
    refuses(
        database,
        "INSERT INTO line_items (revision_id, position, description) VALUES (99, 1, 'early')",
        "INSERT INTO citations (revision_id, position, source_id) VALUES (99, 1, 1)",
        "INSERT INTO citations (revision_id, position, source_id) VALUES (99, 1, 99)",
        "INSERT INTO published_citations (published_total_id, position, source_id) VALUES (99, 1, 1)",
        "INSERT INTO published_citations (published_total_id, position, source_id) VALUES (99, 1, 99)",
    )


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", TABLES)
def test_truncate_is_refused(database: Raw, table: str) -> None:
    refuses(database, f"TRUNCATE {table} CASCADE", f"TRUNCATE {', '.join(TABLES)}", says="history is never deleted")
    refuses(database, f"TRUNCATE {table}")


@pytest.mark.parametrize("table", TABLES)
def test_an_upsert_is_refused_over_every_key(database: Raw, table: str) -> None:
    changes = ["ref = 'taken'", "head_id = 99"] if table == "packages" else [
        f"{column} = excluded.{column}" for column in database.columns(table)
    ]  # fmt: skip
    for key in KEYS[table]:
        again = f"INSERT INTO {table} SELECT * FROM {table} WHERE 1 = 1"
        refuses(database, again, *(f"{again} ON CONFLICT ({key}) DO UPDATE SET {change}" for change in changes))


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", TABLES)
def test_replacing_is_refused_over_every_key(database: Raw, table: str) -> None:
    database.rows("PRAGMA foreign_keys = OFF")  # as in any program that does not ask for them
    columns = database.columns(table)
    for key in KEYS[table]:
        kept = key.split(", ")
        fresh = {
            "id": "id + 100", "ref": "ref || 'x'", "head_id": "head_id + 100", "tip_id": "tip_id + 100",
            "digest": "lower(hex(randomblob(32)))", "recorded_at": "datetime(recorded_at, '+1 year')",
            "package_id": "package_id + 100", "position": "position + 100", "number": "number + 100",
        }  # fmt: skip
        values = ", ".join(column if column in kept else fresh.get(column, column) for column in columns)
        for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT"):
            refuses(
                database,
                f"{verb} INTO {table} SELECT {values} FROM {table}",
                says="history is never changed|numbered without a gap|takes no more parts|only to where its revisions|after all",
            )
    for column in columns:
        refuses(database, f"UPDATE OR REPLACE {table} SET {column} = (SELECT max({column}) FROM {table}) WHERE 1 = 1")


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
def test_no_package_is_replaced_by_one_whose_head_and_tip_are_right(database: Raw) -> None:
    database.rows("PRAGMA foreign_keys = OFF")
    add_revision(database, number=1, id_=10, package_id=10)
    for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT"):
        for values in ("1, 'other', 1, 1", "10, 'one', 10, 10"):
            refuses(database, f"{verb} INTO packages VALUES ({values})", says="history is never changed")


def test_a_session_that_says_it_is_a_replica_is_not_spared(database: Raw) -> None:
    if not database.postgresql:
        database.rows("PRAGMA recursive_triggers = OFF")
        database.rows("PRAGMA defer_foreign_keys = ON")
    else:
        database.rows("SET session_replication_role = replica")
    for table in TABLES:
        refuses(database, f"DELETE FROM {table}", says="history is never deleted")
    for table in IMMUTABLE:
        refuses(database, f"UPDATE {table} SET {database.columns(table)[0]} = 7", says="history is never changed")


def _insertion(database: Raw, table: str, **changed: str) -> str:
    """A new row of `table`, like the first one but for its keys and what is `changed`."""
    fresh = {
        "packages": {"id": "50", "ref": "'new'", "head_id": "50", "tip_id": "50"},
        "revisions": {"id": "50", "package_id": "50", "digest": f"'{'5' * 64}'", "recorded_at": "'2030-01-01'"},
        "line_items": {"revision_id": "50"},
        "citations": {"revision_id": "50"},
        "sources": {"id": "50", "digest": f"'{'5' * 64}'"},
        "published_totals": {"id": "50", "ref": "'other'", "digest": f"'{'5' * 64}'", "recorded_at": "'2030-01-02'"},
        "published_citations": {"published_total_id": "50"},
        "kept_copies": {"sha256": f"'{hashlib.sha256().hexdigest()}'", "content": "''"},
    }[table] | changed
    key = "1" if table == "kept_copies" else OWNER.get(table, "id")
    position = " AND position = 1" if table in OWNER else ""
    values = ", ".join(fresh.get(column, column) for column in database.columns(table))
    return f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {key} = 1{position}"


def _insert_all(database: Raw) -> None:
    database.rows("BEGIN")
    for table in (
        "sources", "line_items", "citations", "revisions", "packages", "published_citations", "published_totals",
        "kept_copies",
    ):  # fmt: skip
        database.rows(_insertion(database, table))
    database.rows("COMMIT")


def test_a_whole_new_package_is_let_in(database: Raw) -> None:
    counts = {table: len(rows) for table, rows in database.dump().items()}
    _insert_all(database)
    assert {table: len(rows) - counts[table] for table, rows in database.dump().items()} == dict.fromkeys(TABLES, 1)


LIMIT = 10**15
BROKEN = [
    ("revisions", "ck_revisions_days", {"first_day": "'2023-08-30'", "known_on": "'2023-09-01'"}),
    ("revisions", "ck_revisions_known_on", {"known_on": "'2023-08-28'"}),
    ("revisions", "ck_revisions_amount_minor", {"amount_minor": str(LIMIT + 1)}),
    ("revisions", "ck_revisions_amount_minor", {"amount_minor": str(-LIMIT - 1)}),
    ("revisions", "ck_revisions_currency", {"currency": "'DOLLARS'"}),
    ("revisions", "ck_revisions_digest", {"digest": "'short'"}),
    ("revisions", "ck_revisions_digest", {"content_digest": "'short'"}),
    ("revisions", "ck_revisions_itself", {"draws_on_id": "50"}),
    ("revisions", "ck_revisions_itself", {"duplicate_of_id": "50", "status": "'cancelled'"}),
    ("revisions", "ck_revisions_duplicate", {"duplicate_of_id": "1"}),
    ("revisions", "ck_revisions_status", {"status": "'done'"}),
    ("revisions", "ck_revisions_stage", {"stage": "'promise'"}),
    ("revisions", "ck_revisions_aid_type", {"aid_type": "'lethal'"}),
    ("revisions", "ck_revisions_amount_bound", {"amount_bound": "'maximum'"}),
    ("revisions", "ck_revisions_amount", {"amount_bound": "NULL"}),
    ("revisions", "ck_revisions_amount", {"currency": "NULL"}),
    ("revisions", "ck_revisions_amount", {"amount_minor": "NULL"}),
    ("revisions", "ck_revisions_source_count", {"source_count": "-1"}),
    ("line_items", "ck_line_items_position", {"position": "0"}),
    ("line_items", "ck_line_items_quantity_milli", {"quantity_milli": "-1"}),
    ("line_items", "ck_line_items_quantity_milli", {"quantity_milli": str(LIMIT + 1)}),
    ("line_items", "ck_line_items_amount_minor",
     {"amount_minor": str(LIMIT + 1), "currency": "'USD'", "amount_bound": "'exact'"}),
    ("line_items", "ck_line_items_category", {"category": "'tanks'"}),
    ("line_items", "ck_line_items_quantity_bound", {"quantity_bound": "'maximum'"}),
    ("line_items", "ck_line_items_amount_bound",
     {"amount_minor": "1", "currency": "'USD'", "amount_bound": "'maximum'"}),
    ("line_items", "ck_line_items_quantity", {"unit": "NULL"}),
    ("line_items", "ck_line_items_amount", {"amount_minor": "1"}),
    ("citations", "ck_citations_position", {"position": "0"}),
    ("sources", "ck_sources_says_where", {"title": "NULL"}),
    ("sources", "ck_sources_sha256", {"sha256": "'short'"}),
    ("published_totals", "ck_published_totals_days", {"since": "'2023-08-30'"}),
    ("published_totals", "ck_published_totals_known_on", {"known_on": "'2023-08-28'"}),
    ("published_totals", "ck_published_totals_amount_minor", {"amount_minor": str(LIMIT + 1)}),
    ("published_totals", "ck_published_totals_amount_minor", {"amount_minor": "-1"}),
    ("published_totals", "ck_published_totals_currency", {"currency": "'DOLLARS'"}),
    ("published_totals", "ck_published_totals_digest", {"digest": "'short'"}),
    ("published_totals", "ck_published_totals_digest", {"content_digest": "'short'"}),
    ("published_totals", "ck_published_totals_status", {"status": "'done'"}),
    ("published_totals", "ck_published_totals_stage", {"stage": "'promise'"}),
    ("published_totals", "ck_published_totals_aid_type", {"aid_type": "'lethal'"}),
    ("published_totals", "ck_published_totals_amount_bound", {"amount_bound": "'maximum'"}),
    ("published_citations", "ck_published_citations_position", {"position": "0"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "rule", "changed"), BROKEN, ids=lambda value: "" if isinstance(value, dict) else value
)
def test_the_database_holds_the_rules_of_a_row(database: Raw, table: str, rule: str, changed: dict[str, str]) -> None:
    refuses(database, _insertion(database, table, **changed), says=rule)


def test_every_check_of_the_tables_is_tested_here() -> None:
    checks = {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }
    # The guards against gaps, and against names that do not fit, come before these.
    assert checks - {rule for _, rule, _ in BROKEN} == {
        "ck_revisions_number",
        "ck_published_totals_number",
        "ck_kept_copies_sha256",
    }


@pytest.mark.parametrize("table", TABLES)
def test_what_must_be_stated_is_stated(database: Raw, table: str) -> None:
    needed = [column.name for column in metadata.tables[table].columns if not column.nullable]
    for column in needed:
        if column != "id" or database.postgresql:  # SQLite makes up a row id that is null
            refuses(database, _insertion(database, table, **{column: "NULL"}))


def test_what_is_unique_is_unique(database: Raw) -> None:
    for table, keys in KEYS.items():
        for key in keys:
            same = {part: f"(SELECT {part} FROM {table} LIMIT 1)" for part in key.split(", ")}
            refuses(database, _insertion(database, table, **same))


def test_what_is_referred_to_is_there(database: Raw) -> None:
    for changed in ({"draws_on_id": "99"}, {"duplicate_of_id": "99", "status": "'cancelled'"}, {"package_id": "99"}):
        before = database.dump()
        with pytest.raises(REFUSALS):  # noqa: PT012  the transaction as a whole is refused, at its end
            database.rows("BEGIN")
            for table in ("revisions", "packages"):
                database.rows(_insertion(database, table, **(changed if table == "revisions" else {})))
            database.rows("COMMIT")
        database.rows("ROLLBACK")
        assert database.dump() == before
    refuses(database, _insertion(database, "packages"), _insertion(database, "revisions"))


def test_the_tables_named_here_are_all_there_are() -> None:
    assert (
        set(TABLES)
        == set(metadata.tables)
        == {
            table.name
            for table in (
                packages,
                revisions,
                line_items,
                citations,
                sources,
                published_totals,
                published_citations,
                kept_copies,
            )
        }
    )
