"""Published totals, append-only like packages; how many sources a revision cites, and an index that answers totals.

A ref belongs to a package or to a published total, never to both, and whatever is recorded is recorded after all else.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"

WRITER_LOCK = 0x4149444C  # the lock for which the program's own writers queue
BOUNDS = "'exact', 'about', 'at_least', 'at_most'"
KEYS = {
    "published_totals": ("id", "ref, number", "recorded_at", "digest"),
    "published_citations": ("published_total_id, position",),
}
INDEXES = {
    "ix_revisions_duplicate_of_id": ("duplicate_of_id",),
    # What a question about all packages asks is in an index, so that it never looks at the rows themselves.
    "ix_revisions_draws_on_id": ("draws_on_id", "stage", "status", "known_on", "recorded_at", "id"),
    "ix_revisions_package_id": ("package_id", "known_on", "number", "recorded_at", "stage", "status", "id"),
    "ix_revisions_number_package_id": ("number", "package_id"),
    "ix_revisions_month": (
        "month", "donor", "stage", "currency", "aid_type", "status", "recipient", "instrument", "first_day",
        "last_day", "known_on", "recorded_at", "amount_minor", "amount_bound", "package_id", "draws_on_id",
        "source_count", "id", "year", "quarter", "fiscal_year", "fiscal_quarter", "day", "week",
    ),
}  # fmt: skip
NO_CHANGE = "history is never changed: record a revision instead"
NO_DELETION = "history is never deleted: record a cancellation instead"
NO_LATE_PART = "a stored revision takes no more parts"
NO_GAP = "revisions are numbered without a gap"
NO_PAST = "a revision is recorded after all others"
TAKEN = "a ref belongs to a package or to a published total"
BACKDATED = (
    "EXISTS (SELECT 1 FROM revisions WHERE recorded_at >= NEW.recorded_at) "
    "OR EXISTS (SELECT 1 FROM published_totals WHERE recorded_at >= NEW.recorded_at)"
)
NEXT_NUMBER = "(SELECT coalesce(max(number), 0) + 1 FROM published_totals WHERE ref = NEW.ref)"
STORED = "EXISTS (SELECT 1 FROM published_totals WHERE id = NEW.published_total_id)"
A_PACKAGE_HAS_IT = "EXISTS (SELECT 1 FROM packages WHERE ref = NEW.ref)"
A_PUBLISHED_TOTAL_HAS_IT = "EXISTS (SELECT 1 FROM published_totals WHERE ref = NEW.ref)"


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "postgresql":
        count_sources_on_postgresql()
        guard_postgresql()
    else:
        count_sources_on_sqlite()
        guard_sqlite()
    for pointer in ("draws_on_id", "duplicate_of_id"):
        op.drop_index(f"ix_revisions_{pointer}", "revisions")
    for index, columns in INDEXES.items():
        op.create_index(index, "revisions", list(columns))


def text(name: str, null: bool = False) -> sa.Column:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=null)


def check(rule: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(name))


def create_tables() -> None:
    op.create_table(
        "published_totals",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        text("ref"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("known_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        text("author"),
        text("reason", null=True),
        text("status"),
        text("title", null=True),
        text("donor"),
        text("recipient"),
        text("stage"),
        text("aid_type"),
        text("instrument", null=True),
        sa.Column("since", sa.Date, comment="the first day that it counts; none for all that came before"),
        sa.Column("until", sa.Date, nullable=False, comment="the last day that it counts"),
        sa.Column("amount_minor", sa.BigInteger, nullable=False, comment="in minor units of the currency (ISO 4217)"),
        text("currency"),
        text("amount_bound"),
        text("note", null=True),
        sa.Column("canonical_version", sa.Integer, nullable=False),
        text("content_digest"),
        text("digest"),
        sa.PrimaryKeyConstraint("id", name="pk_published_totals"),
        sa.UniqueConstraint("ref", "number", name="uq_published_totals_ref_number"),
        sa.UniqueConstraint("recorded_at", name="uq_published_totals_recorded_at"),
        sa.UniqueConstraint("digest", name="uq_published_totals_digest"),
        check("number >= 1", "ck_published_totals_number"),
        check("since <= until", "ck_published_totals_days"),
        check("known_on >= until", "ck_published_totals_known_on"),
        check("amount_minor BETWEEN 0 AND 1000000000000000", "ck_published_totals_amount_minor"),
        check("length(currency) = 3", "ck_published_totals_currency"),
        check("length(digest) = 64 AND length(content_digest) = 64", "ck_published_totals_digest"),
        check("status IN ('live', 'cancelled')", "ck_published_totals_status"),
        check("stage IN ('request', 'pledge', 'appropriation', 'commitment', 'delivery')", "ck_published_totals_stage"),
        check("aid_type IN ('military', 'financial', 'humanitarian', 'mixed')", "ck_published_totals_aid_type"),
        check(f"amount_bound IN ({BOUNDS})", "ck_published_totals_amount_bound"),
    )
    op.create_index("ix_published_totals_content_digest", "published_totals", ["content_digest"])
    op.create_table(
        "published_citations",
        sa.Column("published_total_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        text("locator", null=True),
        sa.PrimaryKeyConstraint("published_total_id", "position", name="pk_published_citations"),
        sa.ForeignKeyConstraint(
            ["published_total_id"], ["published_totals.id"], name="fk_published_citations_published_total_id",
            deferrable=True, initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_published_citations_source_id"),
        check("position >= 1", "ck_published_citations_position"),
        sqlite_with_rowid=False,
    )  # fmt: skip


ADD_COUNT = (
    "ALTER TABLE revisions ADD COLUMN source_count INTEGER DEFAULT 0 NOT NULL "
    "CONSTRAINT ck_revisions_source_count CHECK (source_count >= 0)"
)
COUNT = "UPDATE revisions SET source_count = (SELECT count(*) FROM citations WHERE revision_id = revisions.id)"


def count_sources_on_sqlite() -> None:
    """Batch mode would make the table anew, and drop its guards: so the one that is in the way steps aside alone."""
    connection = op.get_bind()
    find = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'revisions_refuse_update'"
    guard = connection.exec_driver_sql(find).scalar_one()
    op.execute(ADD_COUNT)
    op.execute("DROP TRIGGER revisions_refuse_update")
    op.execute(COUNT)
    connection.exec_driver_sql(guard)


def count_sources_on_postgresql() -> None:
    op.execute(ADD_COUNT)
    op.execute("ALTER TABLE revisions DISABLE TRIGGER revisions_refuse_update")
    op.execute(COUNT)
    op.execute("ALTER TABLE revisions ENABLE ALWAYS TRIGGER revisions_refuse_update")


def guard_sqlite() -> None:
    def refuse(table: str, event: str, kind: str, message: str, when: str = "1") -> None:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{kind} BEFORE {event} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    for table, keys in KEYS.items():
        # INSERT OR REPLACE deletes the row in its way without firing a trigger for the deletion.
        taken = " OR ".join(
            f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{part} = NEW.{part}' for part in key.split(', '))})"
            for key in keys
        )
        refuse(table, "INSERT", "replace", NO_CHANGE, taken)
        refuse(table, "DELETE", "delete", NO_DELETION)
        refuse(table, "UPDATE", "update", NO_CHANGE)
    refuse("published_citations", "INSERT", "late_part", NO_LATE_PART, STORED)
    refuse("published_totals", "INSERT", "gap", NO_GAP, f"NEW.number <> {NEXT_NUMBER}")
    op.execute("DROP TRIGGER revisions_refuse_backdated")
    for table in ("revisions", "published_totals"):
        refuse(table, "INSERT", "backdated", NO_PAST, BACKDATED)
    refuse("published_totals", "INSERT", "taken_ref", TAKEN, A_PACKAGE_HAS_IT)
    refuse("packages", "INSERT", "taken_ref", TAKEN, A_PUBLISHED_TOTAL_HAS_IT)


def guard_postgresql() -> None:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar()

    def function(name: str, wrong: str, message: str) -> None:
        # Two transactions that do not see each other would between them break each of these rules: whoever inserts is
        # alone. Without a search path of its own, a function would read a temporary table that bears the name of ours.
        op.execute(
            f"CREATE OR REPLACE FUNCTION aidledger_refuse_{name}() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = {schema}, pg_temp AS $$ BEGIN PERFORM pg_advisory_xact_lock({WRITER_LOCK}); "
            f"IF {wrong} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END IF; "
            "RETURN NEW; END $$"
        )

    def trigger(table: str, event: str, kind: str, call: str, each: str = "ROW") -> None:
        name = f"{table}_refuse_{kind}"
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {call}")
        # Otherwise a session that says it is a replica would be spared.
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

    function("backdated", BACKDATED, NO_PAST)
    function("late_citation", STORED, NO_LATE_PART)
    function("published_gap", f"NEW.number <> {NEXT_NUMBER}", NO_GAP)
    function("ref_of_package", A_PACKAGE_HAS_IT, TAKEN)
    function("ref_of_published_total", A_PUBLISHED_TOTAL_HAS_IT, TAKEN)
    for table in KEYS:
        trigger(table, "DELETE", "delete", f"aidledger_refuse('{NO_DELETION}')")
        trigger(table, "TRUNCATE", "truncate", f"aidledger_refuse('{NO_DELETION}')", "STATEMENT")
        trigger(table, "UPDATE", "update", f"aidledger_refuse('{NO_CHANGE}')")
    for table, kind, call in (
        ("published_citations", "late_part", "late_citation"),
        ("published_totals", "gap", "published_gap"),
        ("published_totals", "backdated", "backdated"),
        ("published_totals", "taken_ref", "ref_of_package"),
        ("packages", "taken_ref", "ref_of_published_total"),
    ):
        trigger(table, "INSERT", kind, f"aidledger_refuse_{call}()")
