"""Head and tip of a package can only be what its revisions make them, and a revision only come after all others.

On PostgreSQL sessions cannot deceive the guards any more: neither by a temporary table that bears the name of ours, nor
by two transactions that do not see each other.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"

WRITER_LOCK = 0x4149444C  # the lock for which the program's own writers queue
ONLY_HEAD_AND_TIP = "of a package only head and tip move, and only to where its revisions say"
HEAD = "(SELECT id FROM revisions WHERE package_id = NEW.id ORDER BY known_on DESC, number DESC LIMIT 1)"
TIP = "(SELECT id FROM revisions WHERE package_id = NEW.id ORDER BY number DESC LIMIT 1)"
NO_LATE_PART = "a stored revision takes no more parts"
NO_GAP = "revisions are numbered without a gap"
NO_PAST = "a revision is recorded after all others"
BACKDATED = "EXISTS (SELECT 1 FROM revisions WHERE recorded_at >= NEW.recorded_at)"
NEXT_NUMBER = "(SELECT coalesce(max(number), 0) + 1 FROM revisions WHERE package_id = NEW.package_id)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def guard_sqlite() -> None:
    wrong = f"NEW.head_id IS NOT {HEAD} OR NEW.tip_id IS NOT {TIP}"
    # UPDATE OR REPLACE would silently delete another package that has the same head or tip.
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM packages WHERE {pointer} = NEW.{pointer} AND id <> OLD.id)"
        for pointer in ("head_id", "tip_id")
    )
    moved = f"NEW.id IS NOT OLD.id OR NEW.ref IS NOT OLD.ref OR {taken} OR {wrong}"
    op.execute("DROP TRIGGER packages_refuse_update")
    for table, event, kind, when, message in (
        ("packages", "INSERT", "misplaced", wrong, ONLY_HEAD_AND_TIP),
        ("packages", "UPDATE", "update", moved, ONLY_HEAD_AND_TIP),
        ("revisions", "INSERT", "backdated", BACKDATED, NO_PAST),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{kind} BEFORE {event} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def guard_postgresql() -> None:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar()

    def function(name: str, wrong: str, message: str, *, alone: bool = False) -> None:
        lock = f"PERFORM pg_advisory_xact_lock({WRITER_LOCK}); " if alone else ""
        # Without a search path of its own, a function would read a temporary table that bears the name of ours.
        op.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = {schema}, pg_temp AS $$ BEGIN {lock}IF {wrong} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
        )

    # A part may come before its revision. Two transactions that store one each, and see neither of the other's, would
    # between them add a part to what somebody else recorded: so whoever inserts is alone, with or without the program.
    stored = "EXISTS (SELECT 1 FROM revisions WHERE id = NEW.revision_id)"
    function("aidledger_refuse_late_part", stored, NO_LATE_PART, alone=True)
    function("aidledger_refuse_gap", f"NEW.number <> {NEXT_NUMBER}", NO_GAP, alone=True)
    function("aidledger_refuse_backdated", BACKDATED, NO_PAST, alone=True)
    misplaced = f"NEW.head_id IS DISTINCT FROM {HEAD} OR NEW.tip_id IS DISTINCT FROM {TIP}"
    function("aidledger_refuse_misplaced", misplaced, ONLY_HEAD_AND_TIP)
    function(
        "aidledger_refuse_move",
        f"NEW.id IS DISTINCT FROM OLD.id OR NEW.ref IS DISTINCT FROM OLD.ref OR {misplaced}",
        ONLY_HEAD_AND_TIP,
    )
    op.execute("DROP TRIGGER packages_refuse_update ON packages")
    for table, event, kind, call in (
        ("packages", "INSERT", "misplaced", "misplaced"),
        ("packages", "UPDATE", "update", "move"),
        ("revisions", "INSERT", "backdated", "backdated"),
    ):
        name = f"{table}_refuse_{kind}"
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION aidledger_refuse_{call}()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
