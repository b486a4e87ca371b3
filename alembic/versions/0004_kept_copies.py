"""Kept copies of sources, append-only: their names, and on PostgreSQL their content, which fits the name or is refused.

An SQLite ledger has the content in files beside it, and the names alone in here.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"

NO_CHANGE = "history is never changed: record a revision instead"
NO_DELETION = "history is never deleted: record a cancellation instead"
ANOTHER = "a kept copy is named by the SHA-256 of its content"


def upgrade() -> None:
    op.create_table(
        "kept_copies",
        sa.Column("sha256", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("content", sa.LargeBinary, comment="none where it is a file beside the ledger"),
        sa.PrimaryKeyConstraint("sha256", name="pk_kept_copies"),
        sa.CheckConstraint(
            "length(sha256) = 64 AND ltrim(sha256, '0123456789abcdef') = ''", name=op.f("ck_kept_copies_sha256")
        ),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def guard_sqlite() -> None:
    # INSERT OR REPLACE deletes the row in its way without firing a trigger for the deletion.
    taken = "EXISTS (SELECT 1 FROM kept_copies WHERE sha256 = NEW.sha256)"
    for event, kind, message, when in (
        ("INSERT", "replace", NO_CHANGE, taken),
        ("DELETE", "delete", NO_DELETION, "1"),
        ("UPDATE", "update", NO_CHANGE, "1"),
    ):
        op.execute(
            f"CREATE TRIGGER kept_copies_refuse_{kind} BEFORE {event} ON kept_copies WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def guard_postgresql() -> None:
    def trigger(event: str, kind: str, call: str, *, each: str = "ROW") -> None:
        name = f"kept_copies_refuse_{kind}"
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON kept_copies FOR EACH {each} EXECUTE FUNCTION {call}")
        # Otherwise a session that says it is a replica would be spared.
        op.execute(f"ALTER TABLE kept_copies ENABLE ALWAYS TRIGGER {name}")

    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar()
    # No CHECK: a file of SQLite, which has none of these functions, is to have the same table.
    op.execute(
        "CREATE FUNCTION aidledger_refuse_other_content() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path = {schema}, pg_temp AS $$ BEGIN "
        "IF NEW.sha256 IS DISTINCT FROM encode(sha256(NEW.content), 'hex') THEN "
        f"RAISE EXCEPTION '{ANOTHER}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    trigger("DELETE", "delete", f"aidledger_refuse('{NO_DELETION}')")
    trigger("TRUNCATE", "truncate", f"aidledger_refuse('{NO_DELETION}')", each="STATEMENT")
    trigger("UPDATE", "update", f"aidledger_refuse('{NO_CHANGE}')")
    trigger("INSERT", "other_content", "aidledger_refuse_other_content()")
