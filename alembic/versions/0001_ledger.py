"""The ledger: packages, their revisions with line items and citations, sources, and the triggers that guard them.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa

from alembic import op

revision = "0001"
down_revision = None

APPLICATION_ID = 0x4149444C  # "AIDL" in the header of an SQLite file tells a ledger from other databases

BOUNDS = "'exact', 'about', 'at_least', 'at_most'"
KEYS = {
    "packages": ("id", "ref", "head_id", "tip_id"),
    "revisions": ("id", "package_id, number", "recorded_at", "digest"),
    "line_items": ("revision_id, position",),
    "citations": ("revision_id, position",),
    "sources": ("id", "digest"),
}
IMMUTABLE = ("revisions", "line_items", "citations", "sources")
PARTS_OF_A_REVISION = ("line_items", "citations")
NO_CHANGE = "history is never changed: record a revision instead"
NO_DELETION = "history is never deleted: record a cancellation instead"
NO_LATE_PART = "a stored revision takes no more parts"
NO_GAP = "revisions are numbered without a gap"
ONLY_HEAD_AND_TIP = "of a package only head and tip move, and the tip only onwards"


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        guard_sqlite()


def text(name: str, null: bool = False) -> sa.Column:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=null)


def deferred(columns: list[str], targets: list[str], name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(columns, targets, name=name, deferrable=True, initially="DEFERRED")


def together(name: str, *columns: str) -> sa.CheckConstraint:
    none, every = (" AND ".join(f"{column} IS {word}" for column in columns) for word in ("NULL", "NOT NULL"))
    return sa.CheckConstraint(f"({none}) OR ({every})", name=op.f(name))


def check(rule: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(name))


def create_tables() -> None:
    later = op.get_bind().dialect.name == "postgresql"  # there a foreign key needs its target to exist already
    heads_and_tips = [
        (["id", "head_id"], ["revisions.package_id", "revisions.id"], "fk_packages_id_head_id"),
        (["id", "tip_id"], ["revisions.package_id", "revisions.id"], "fk_packages_id_tip_id"),
    ]
    op.create_table(
        "packages",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        text("ref"),
        sa.Column("head_id", sa.Integer, nullable=False, comment="the revision that speaks for the package"),
        sa.Column("tip_id", sa.Integer, nullable=False, comment="the revision with the highest number"),
        sa.PrimaryKeyConstraint("id", name="pk_packages"),
        sa.UniqueConstraint("ref", name="uq_packages_ref"),
        sa.UniqueConstraint("head_id", name="uq_packages_head_id"),
        sa.UniqueConstraint("tip_id", name="uq_packages_tip_id"),
        *([] if later else [deferred(*key) for key in heads_and_tips]),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("package_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("known_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        text("author"),
        text("reason", null=True),
        text("status"),
        sa.Column("duplicate_of_id", sa.Integer),
        text("title", null=True),
        text("donor"),
        text("recipient"),
        text("stage"),
        text("aid_type"),
        text("instrument", null=True),
        text("announced_on"),
        sa.Column("first_day", sa.Date, nullable=False, comment="the first day that announced_on may mean"),
        sa.Column("last_day", sa.Date, nullable=False, comment="the last day that announced_on may mean"),
        text("day"),
        text("week"),
        text("month"),
        text("quarter"),
        text("year"),
        text("fiscal_year"),
        text("fiscal_quarter"),
        sa.Column("amount_minor", sa.BigInteger, comment="in minor units of the currency (ISO 4217)"),
        text("currency", null=True),
        text("amount_bound", null=True),
        sa.Column("draws_on_id", sa.Integer),
        sa.Column("tags", text("tags").type, nullable=False, comment="each between blanks: ' himars training '"),
        text("note", null=True),
        sa.Column("canonical_version", sa.Integer, nullable=False),
        text("content_digest"),
        text("digest"),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.UniqueConstraint("package_id", "number", name="uq_revisions_package_id_number"),
        sa.UniqueConstraint("package_id", "id", name="uq_revisions_package_id_id"),
        sa.UniqueConstraint("recorded_at", name="uq_revisions_recorded_at"),
        sa.UniqueConstraint("digest", name="uq_revisions_digest"),
        deferred(["package_id"], ["packages.id"], "fk_revisions_package_id"),
        deferred(["duplicate_of_id"], ["packages.id"], "fk_revisions_duplicate_of_id"),
        deferred(["draws_on_id"], ["packages.id"], "fk_revisions_draws_on_id"),
        check("number >= 1", "ck_revisions_number"),
        check("first_day <= last_day", "ck_revisions_days"),
        check("known_on >= first_day", "ck_revisions_known_on"),
        check("abs(amount_minor) <= 1000000000000000", "ck_revisions_amount_minor"),
        check("length(currency) = 3", "ck_revisions_currency"),
        check("length(digest) = 64 AND length(content_digest) = 64", "ck_revisions_digest"),
        check("draws_on_id <> package_id AND duplicate_of_id <> package_id", "ck_revisions_itself"),
        check("duplicate_of_id IS NULL OR status = 'cancelled'", "ck_revisions_duplicate"),
        check("status IN ('live', 'cancelled')", "ck_revisions_status"),
        check("stage IN ('request', 'pledge', 'appropriation', 'commitment', 'delivery')", "ck_revisions_stage"),
        check("aid_type IN ('military', 'financial', 'humanitarian', 'mixed')", "ck_revisions_aid_type"),
        check(f"amount_bound IN ({BOUNDS})", "ck_revisions_amount_bound"),
        together("ck_revisions_amount", "amount_minor", "currency", "amount_bound"),
    )
    op.create_index("ix_revisions_content_digest", "revisions", ["content_digest"])
    op.create_index("ix_revisions_first_day", "revisions", ["first_day"])
    for pointer in ("draws_on_id", "duplicate_of_id"):
        given = sa.text(f"{pointer} IS NOT NULL")
        op.create_index(f"ix_revisions_{pointer}", "revisions", [pointer], sqlite_where=given, postgresql_where=given)
    for columns, targets, name in heads_and_tips if later else ():
        op.create_foreign_key(
            name, "packages", "revisions", columns, [target.split(".")[1] for target in targets],
            deferrable=True, initially="DEFERRED",
        )  # fmt: skip
    op.create_table(
        "line_items",
        sa.Column("revision_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer, autoincrement=False, nullable=False),
        text("description"),
        text("category", null=True),
        sa.Column("quantity_milli", sa.BigInteger, comment="in thousandths of the unit"),
        text("unit", null=True),
        text("quantity_bound", null=True),
        sa.Column("amount_minor", sa.BigInteger, comment="in minor units of the currency (ISO 4217)"),
        text("currency", null=True),
        text("amount_bound", null=True),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_line_items"),
        deferred(["revision_id"], ["revisions.id"], "fk_line_items_revision_id"),
        check("position >= 1", "ck_line_items_position"),
        check("quantity_milli BETWEEN 0 AND 1000000000000000", "ck_line_items_quantity_milli"),
        check("abs(amount_minor) <= 1000000000000000", "ck_line_items_amount_minor"),
        check(
            "category IN ('air defense', 'fires', 'ground maneuver', 'aircraft and uas', 'anti-armor and small arms', "
            "'maritime', 'demining and engineering', 'medical', 'support', 'other')",
            "ck_line_items_category",
        ),
        check(f"quantity_bound IN ({BOUNDS})", "ck_line_items_quantity_bound"),
        check(f"amount_bound IN ({BOUNDS})", "ck_line_items_amount_bound"),
        together("ck_line_items_quantity", "quantity_milli", "unit", "quantity_bound"),
        together("ck_line_items_amount", "amount_minor", "currency", "amount_bound"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        text("publisher", null=True),
        text("title", null=True),
        text("url", null=True),
        sa.Column("published_on", sa.Date),
        text("sha256", null=True),
        text("digest"),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("digest", name="uq_sources_digest"),
        check("title IS NOT NULL OR url IS NOT NULL", "ck_sources_says_where"),
        check("length(sha256) = 64", "ck_sources_sha256"),
    )
    op.create_table(
        "citations",
        sa.Column("revision_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        text("locator", null=True),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_citations"),
        deferred(["revision_id"], ["revisions.id"], "fk_citations_revision_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_citations_source_id"),
        check("position >= 1", "ck_citations_position"),
        sqlite_with_rowid=False,
    )


def guard_sqlite() -> None:
    def refuse(table: str, event: str, kind: str, message: str, when: str = "1") -> None:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{kind} BEFORE {event} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    for table, keys in KEYS.items():
        # INSERT OR REPLACE deletes the row in its way without firing a trigger for the deletion.
        # Each key is looked up by itself: an OR within one look-up would read the whole table for every row.
        taken = " OR ".join(
            f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{part} = NEW.{part}' for part in key.split(', '))})"
            for key in keys
        )
        refuse(table, "INSERT", "replace", NO_CHANGE, taken)
        refuse(table, "DELETE", "delete", NO_DELETION)
    for table in IMMUTABLE:
        refuse(table, "UPDATE", "update", NO_CHANGE)
    for table in PARTS_OF_A_REVISION:
        stored = "EXISTS (SELECT 1 FROM revisions WHERE id = NEW.revision_id)"
        refuse(table, "INSERT", "late_part", NO_LATE_PART, stored)
    next_number = "(SELECT coalesce(max(number), 0) + 1 FROM revisions WHERE package_id = NEW.package_id)"
    refuse("revisions", "INSERT", "gap", NO_GAP, f"NEW.number <> {next_number}")
    # UPDATE OR REPLACE, too, would silently delete another package that has the same head or tip.
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM packages WHERE {pointer} = NEW.{pointer} AND id <> OLD.id)"
        for pointer in ("head_id", "tip_id")
    )
    moved = f"NEW.id IS NOT OLD.id OR NEW.ref IS NOT OLD.ref OR NEW.tip_id < OLD.tip_id OR {taken}"
    refuse("packages", "UPDATE", "update", ONLY_HEAD_AND_TIP, moved)


def guard_postgresql() -> None:
    def function(name: str, body: str) -> None:
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")

    def trigger(table: str, event: str, kind: str, call: str, *, each: str = "ROW", when: str = "") -> None:
        name = f"{table}_refuse_{kind}"
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} {when} EXECUTE FUNCTION {call}")
        # Otherwise a session that says it is a replica would be spared.
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

    def refusal(message: str) -> str:
        return f"aidledger_refuse('{message}')"

    function("aidledger_refuse", "RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';")
    function(
        "aidledger_refuse_late_part",
        "IF EXISTS (SELECT 1 FROM revisions WHERE id = NEW.revision_id) THEN "
        f"RAISE EXCEPTION '{NO_LATE_PART}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW;",
    )
    function(
        "aidledger_refuse_gap",
        "IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM revisions WHERE package_id = NEW.package_id) THEN "
        f"RAISE EXCEPTION '{NO_GAP}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW;",
    )
    for table in KEYS:
        trigger(table, "DELETE", "delete", refusal(NO_DELETION))
        trigger(table, "TRUNCATE", "truncate", refusal(NO_DELETION), each="STATEMENT")
    for table in IMMUTABLE:
        trigger(table, "UPDATE", "update", refusal(NO_CHANGE))
    for table in PARTS_OF_A_REVISION:
        trigger(table, "INSERT", "late_part", "aidledger_refuse_late_part()")
    trigger("revisions", "INSERT", "gap", "aidledger_refuse_gap()")
    moved = "WHEN (NEW.id <> OLD.id OR NEW.ref <> OLD.ref OR NEW.tip_id < OLD.tip_id)"
    trigger("packages", "UPDATE", "update", refusal(ONLY_HEAD_AND_TIP), when=moved)
