"""The tables, as one definition of each row; `alembic/versions` creates the same, with the triggers that guard them.

Money is an integer of minor units, a quantity one of thousandths. Surrogate ids never leave the database. The foreign
keys between packages and revisions are checked at commit, since each names the other; so are those of line items and
citations, which are written before their revision: once a revision is there, triggers refuse it any more of them.
"""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from aidledger.domain.amounts import MINOR_LIMIT
from aidledger.domain.bounds import Bound
from aidledger.domain.quantities import DECIMALS, QUANTITY_LIMIT
from aidledger.domain.vocabulary import AidType, Category, Stage, Status

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)


class Instant(TypeDecorator[datetime]):
    """An instant in UTC with microseconds, however the database keeps it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite keeps no time zone: it is handed the time in UTC."""
        return value and value.astimezone(UTC).replace(tzinfo=None if dialect.name == "sqlite" else UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """What SQLite hands back without a zone is UTC; PostgreSQL's session zone is turned into it."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


def _one_of(column: str, kind: type[Bound | Stage | AidType | Status | Category]) -> CheckConstraint:
    choices = ", ".join(f"'{member.value}'" for member in kind)
    return CheckConstraint(f"{column} IN ({choices})", name=column)


def _together(name: str, *columns: str) -> CheckConstraint:
    none, all_ = (" AND ".join(f"{c} IS {word}" for c in columns) for word in ("NULL", "NOT NULL"))
    return CheckConstraint(f"({none}) OR ({all_})", name=name)


def _ordered_text() -> Text:
    """Text that sorts by code point on both databases, so that output and fingerprints agree."""
    return Text().with_variant(Text(collation="C"), "postgresql")


def _text(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, _ordered_text(), nullable=null)


def _deferred(column: str, target: str, **options: Any) -> Column[Any]:
    return Column(column, Integer, ForeignKey(target, deferrable=True, initially="DEFERRED"), **options)


packages = Table(
    "packages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("ref"),
    Column("head_id", Integer, nullable=False, comment="the revision that speaks for the package"),
    Column("tip_id", Integer, nullable=False, comment="the revision with the highest number"),
    UniqueConstraint("ref"),
    UniqueConstraint("head_id"),
    UniqueConstraint("tip_id"),
    ForeignKeyConstraint(
        ["id", "head_id"], ["revisions.package_id", "revisions.id"],
        deferrable=True, initially="DEFERRED", use_alter=True,
    ),
    ForeignKeyConstraint(
        ["id", "tip_id"], ["revisions.package_id", "revisions.id"],
        deferrable=True, initially="DEFERRED", use_alter=True,
    ),
)  # fmt: skip

GROUPS: Final = ("day", "week", "month", "quarter", "year", "fiscal-year", "fiscal-quarter")
"""What is computed from announced on when a revision is written; column names have `_` for `-`."""

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _deferred("package_id", "packages.id", nullable=False),
    Column("number", Integer, nullable=False),
    Column("known_on", Date, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    _text("author"),
    _text("reason", null=True),
    _text("status"),
    _deferred("duplicate_of_id", "packages.id", nullable=True),
    _text("title", null=True),
    _text("donor"),
    _text("recipient"),
    _text("stage"),
    _text("aid_type"),
    _text("instrument", null=True),
    _text("announced_on"),
    Column("first_day", Date, nullable=False, comment="the first day that announced_on may mean"),
    Column("last_day", Date, nullable=False, comment="the last day that announced_on may mean"),
    *(_text(group.replace("-", "_")) for group in GROUPS),
    Column("amount_minor", BigInteger, comment="in minor units of the currency (ISO 4217)"),
    _text("currency", null=True),
    _text("amount_bound", null=True),
    _deferred("draws_on_id", "packages.id", nullable=True),
    Column("tags", _ordered_text(), nullable=False, comment="each between blanks: ' himars training '"),
    _text("note", null=True),
    Column("canonical_version", Integer, nullable=False),
    _text("content_digest"),
    _text("digest"),
    Column("source_count", Integer, nullable=False, server_default="0"),
    UniqueConstraint("package_id", "number"),
    UniqueConstraint("package_id", "id"),
    UniqueConstraint("recorded_at"),
    UniqueConstraint("digest"),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("first_day <= last_day", name="days"),
    CheckConstraint("known_on >= first_day", name="known_on"),
    CheckConstraint(f"abs(amount_minor) <= {MINOR_LIMIT}", name="amount_minor"),
    CheckConstraint("length(currency) = 3", name="currency"),
    CheckConstraint("length(digest) = 64 AND length(content_digest) = 64", name="digest"),
    CheckConstraint("draws_on_id <> package_id AND duplicate_of_id <> package_id", name="itself"),
    CheckConstraint("duplicate_of_id IS NULL OR status = 'cancelled'", name="duplicate"),
    CheckConstraint("source_count >= 0", name="source_count"),
    _one_of("status", Status),
    _one_of("stage", Stage),
    _one_of("aid_type", AidType),
    _one_of("amount_bound", Bound),
    _together("amount", "amount_minor", "currency", "amount_bound"),
)
Index(None, revisions.c.content_digest)
Index(None, revisions.c.first_day)
# SQLite looks for pointers to every package that is recorded while deferred foreign keys are open.
Index(None, revisions.c.duplicate_of_id)
# All that a question about all packages asks of a revision: it never looks at the rows themselves.
_COVERED: Final = {
    "ix_revisions_draws_on_id": ("draws_on_id", "stage", "status", "known_on", "recorded_at", "id"),
    "ix_revisions_package_id": ("package_id", "known_on", "number", "recorded_at", "stage", "status", "id"),
    "ix_revisions_number_package_id": ("number", "package_id"),
    "ix_revisions_month": (
        "month", "donor", "stage", "currency", "aid_type", "status", "recipient", "instrument", "first_day",
        "last_day", "known_on", "recorded_at", "amount_minor", "amount_bound", "package_id", "draws_on_id",
        "source_count", "id", "year", "quarter", "fiscal_year", "fiscal_quarter", "day", "week",
    ),
}  # fmt: skip
for _name, _columns in _COVERED.items():
    Index(_name, *(revisions.c[column] for column in _columns))

line_items = Table(
    "line_items",
    metadata,
    _deferred("revision_id", "revisions.id", primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("description"),
    _text("category", null=True),
    Column("quantity_milli", BigInteger, comment="in thousandths of the unit"),
    _text("unit", null=True),
    _text("quantity_bound", null=True),
    Column("amount_minor", BigInteger, comment="in minor units of the currency (ISO 4217)"),
    _text("currency", null=True),
    _text("amount_bound", null=True),
    CheckConstraint("position >= 1", name="position"),
    CheckConstraint(f"quantity_milli BETWEEN 0 AND {QUANTITY_LIMIT * 10**DECIMALS}", name="quantity_milli"),
    CheckConstraint(f"abs(amount_minor) <= {MINOR_LIMIT}", name="amount_minor"),
    _one_of("category", Category),
    _one_of("quantity_bound", Bound),
    _one_of("amount_bound", Bound),
    _together("quantity", "quantity_milli", "unit", "quantity_bound"),
    _together("amount", "amount_minor", "currency", "amount_bound"),
    sqlite_with_rowid=False,
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("publisher", null=True),
    _text("title", null=True),
    _text("url", null=True),
    Column("published_on", Date),
    _text("sha256", null=True),
    _text("digest"),
    UniqueConstraint("digest"),
    CheckConstraint("title IS NOT NULL OR url IS NOT NULL", name="says_where"),
    CheckConstraint("length(sha256) = 64", name="sha256"),
)

citations = Table(
    "citations",
    metadata,
    _deferred("revision_id", "revisions.id", primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("source_id", Integer, ForeignKey("sources.id"), nullable=False),
    _text("locator", null=True),
    CheckConstraint("position >= 1", name="position"),
    sqlite_with_rowid=False,
)

published_totals = Table(
    "published_totals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("ref"),
    Column("number", Integer, nullable=False),
    Column("known_on", Date, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    _text("author"),
    _text("reason", null=True),
    _text("status"),
    _text("title", null=True),
    _text("donor"),
    _text("recipient"),
    _text("stage"),
    _text("aid_type"),
    _text("instrument", null=True),
    Column("since", Date, comment="the first day that it counts; none for all that came before"),
    Column("until", Date, nullable=False, comment="the last day that it counts"),
    Column("amount_minor", BigInteger, nullable=False, comment="in minor units of the currency (ISO 4217)"),
    _text("currency"),
    _text("amount_bound"),
    _text("note", null=True),
    Column("canonical_version", Integer, nullable=False),
    _text("content_digest"),
    _text("digest"),
    UniqueConstraint("ref", "number"),
    UniqueConstraint("recorded_at"),
    UniqueConstraint("digest"),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("since <= until", name="days"),
    CheckConstraint("known_on >= until", name="known_on"),
    CheckConstraint(f"amount_minor BETWEEN 0 AND {MINOR_LIMIT}", name="amount_minor"),
    CheckConstraint("length(currency) = 3", name="currency"),
    CheckConstraint("length(digest) = 64 AND length(content_digest) = 64", name="digest"),
    _one_of("status", Status),
    _one_of("stage", Stage),
    _one_of("aid_type", AidType),
    _one_of("amount_bound", Bound),
)
"""Each row is a revision of one: they are few, so that which of them speaks is found by looking at all."""
Index(None, published_totals.c.content_digest)

published_citations = Table(
    "published_citations",
    metadata,
    _deferred("published_total_id", "published_totals.id", primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("source_id", Integer, ForeignKey("sources.id"), nullable=False),
    _text("locator", null=True),
    CheckConstraint("position >= 1", name="position"),
    sqlite_with_rowid=False,
)

kept_copies = Table(
    "kept_copies",
    metadata,
    Column("sha256", _ordered_text(), primary_key=True),
    Column("content", LargeBinary, comment="none where it is a file beside the ledger"),
    CheckConstraint("length(sha256) = 64 AND ltrim(sha256, '0123456789abcdef') = ''", name="sha256"),
    sqlite_with_rowid=False,
)
