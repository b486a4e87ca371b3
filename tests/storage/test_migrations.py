"""The schema: migrations and tables agree, on both databases, and so do tables and models."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import BaseModel
from sqlalchemy import CheckConstraint, Connection, create_engine, inspect
from support import Fresh

from aidledger.domain.amounts import MINOR_LIMIT, Amount
from aidledger.domain.bounds import Bound
from aidledger.domain.dates import AnnouncedOn
from aidledger.domain.packages import Citation, LineItem, Package
from aidledger.domain.quantities import DECIMALS, QUANTITY_LIMIT, Quantity
from aidledger.domain.revisions import Revision
from aidledger.domain.vocabulary import AidType, Category, Stage, Status
from aidledger.storage import database, migrations
from aidledger.storage.ledger import Ledger
from aidledger.storage.tables import GROUPS, citations, line_items, metadata, packages, revisions, sources

VERSIONS = sorted((migrations.scripts() / "versions").glob("*.py"))


@pytest.fixture
def connection(target: str) -> Iterator[Connection]:
    engine = create_engine(database.location(target))
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def test_a_migrated_database_is_what_the_tables_say(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    assert compare_metadata(context, metadata) == []


def test_a_migrated_database_has_the_checks_of_the_tables(connection: Connection) -> None:
    def words(rule: object) -> list[str]:
        """The columns and values that a rule names; each database writes the rest of it in its own way."""
        text = re.sub(r"::[a-z ]+", "", str(rule))
        own = r"(?i)AND|OR|NOT|NULL|IS|IN|BETWEEN|ANY|ARRAY"
        return sorted(
            {word for word in re.findall(r"[\w @-]+", text) for word in word.split() if not re.fullmatch(own, word)}
        )

    for table in metadata.sorted_tables:
        declared = {str(c.name): words(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)}
        found = {str(c["name"]): words(c["sqltext"]) for c in inspect(connection).get_check_constraints(table.name)}
        assert found == declared


def test_a_migrated_database_has_the_foreign_keys_of_the_tables(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        declared = {
            (tuple(key.column_keys), key.elements[0].target_fullname.split(".")[0])
            for key in table.foreign_key_constraints
        }
        found = {
            (tuple(key["constrained_columns"]), key["referred_table"])
            for key in inspect(connection).get_foreign_keys(table.name)
        }
        assert found == declared


def test_the_schema_that_the_program_knows_is_the_one_head_of_the_migrations() -> None:
    scripts = ScriptDirectory.from_config(migrations.configuration())
    assert scripts.get_heads() == [database.SCHEMA]
    assert scripts.get_bases() == ["0001"]


def test_the_folder_of_the_migrations_does_not_shadow_the_library() -> None:
    assert not list(migrations.scripts().rglob("__init__.py"))


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_does_not_change_when_the_program_does(version: Path) -> None:
    assert not re.search(r"^\s*(from|import)\s+aidledger", version.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_header_of_the_file_is_the_same_in_migration_and_program() -> None:
    assert f"0x{database.APPLICATION_ID:X}" in VERSIONS[0].read_text(encoding="utf-8")


def test_upgrading_twice_changes_nothing(target: str) -> None:
    engine = create_engine(database.location(target))
    with engine.begin() as connection:
        migrations.upgrade(connection)
    engine.dispose()
    with Ledger.open(target) as ledger:
        assert ledger.verify() == []


def test_an_installed_package_brings_its_own_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "_PACKAGE", tmp_path / "aidledger")
    assert migrations.scripts() == tmp_path / "alembic"
    (tmp_path / "aidledger" / "_alembic").mkdir(parents=True)
    assert migrations.scripts() == tmp_path / "aidledger" / "_alembic"


@pytest.mark.parametrize(
    "folder", ["100%", "with space", "größe", "what?", "#1", "a&b=c;d", "%2e%2e", "'quote\"", "[x]"]
)
def test_a_ledger_may_lie_under_any_name(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / f"{folder}.db"
    with Ledger.open(path) as ledger:
        assert ledger.name == str(path)
    assert path.is_file()
    with Ledger.open(str(path), create=False, writable=False) as ledger:
        assert ledger.verify() == []


def test_a_migration_folder_with_a_percent_sign_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "100%s"
    home.mkdir()
    (home / "alembic").symlink_to(migrations.scripts(), target_is_directory=True)
    monkeypatch.setattr(migrations, "_PACKAGE", home / "aidledger")
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        assert ledger.size() == (0, 0)


def _members(kind: type[Bound | Stage | AidType | Status | Category]) -> set[str]:
    return {member.value for member in kind}


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("revisions", "status", Status),
        ("revisions", "stage", Stage),
        ("revisions", "aid_type", AidType),
        ("revisions", "amount_bound", Bound),
        ("line_items", "category", Category),
        ("line_items", "quantity_bound", Bound),
        ("line_items", "amount_bound", Bound),
    ],
)
def test_the_choices_of_a_model_are_those_of_its_column(
    connection: Connection, table: str, column: str, kind: type[Bound | Stage | AidType | Status | Category]
) -> None:
    checks = {str(check["name"]): str(check["sqltext"]) for check in inspect(connection).get_check_constraints(table)}
    assert set(re.findall(r"'([^']*)'", checks[f"ck_{table}_{column}"])) == _members(kind)


def test_limits_are_those_of_the_models() -> None:
    numbers = {
        name: set(map(int, re.findall(r"\d{9,}", version)))
        for name, version in ((p.stem, p.read_text()) for p in VERSIONS)
    }
    assert numbers["0001_ledger"] == {MINOR_LIMIT} == {QUANTITY_LIMIT * 10**DECIMALS}


_AMOUNT = {"value": "amount_minor", "currency": "currency", "bound": "amount_bound"}
KEPT: dict[type[BaseModel], tuple[object, dict[str, tuple[str, ...]]]] = {
    Revision: (
        revisions,
        {
            "package": (), "number": ("number",), "recorded_at": ("recorded_at",), "author": ("author",),
            "reason": ("reason",), "previous": (), "digest": ("digest",),
        },
    ),
    Package: (
        revisions,
        {
            "ref": ("package_id",), "title": ("title",), "donor": ("donor",), "recipient": ("recipient",),
            "stage": ("stage",), "aid_type": ("aid_type",), "instrument": ("instrument",),
            "announced_on": ("announced_on", "first_day", "last_day", *(name.replace("-", "_") for name in GROUPS)),
            "amount": tuple(_AMOUNT.values()), "items": (), "sources": (), "draws_on": ("draws_on_id",),
            "tags": ("tags",), "note": ("note",), "known_on": ("known_on",), "status": ("status",),
            "duplicate_of": ("duplicate_of_id",),
        },
    ),
    LineItem: (
        line_items,
        {
            "description": ("description",), "category": ("category",),
            "quantity": ("quantity_milli", "unit", "quantity_bound"), "amount": tuple(_AMOUNT.values()),
        },
    ),
}  # fmt: skip
OWN = {
    "revisions": {"id", "canonical_version", "content_digest", "source_count"},
    "line_items": {"revision_id", "position"},
}


def test_every_field_of_a_model_has_its_columns_and_every_column_its_field() -> None:
    kept: dict[str, set[str]] = {name: set(columns) for name, columns in OWN.items()}
    for model, (table, columns) in KEPT.items():
        assert set(columns) == set(model.model_fields), model
        kept[getattr(table, "name")].update(*columns.values())  # noqa: B009  mypy knows it as an object
    for name, columns_ in kept.items():
        assert columns_ == set(metadata.tables[name].columns.keys())
    assert set(sources.columns.keys()) == {"id", "digest"} | (set(Citation.model_fields) - {"locator"})
    assert set(citations.columns.keys()) == {"revision_id", "position", "source_id", "locator"}
    assert set(packages.columns.keys()) == {"id", "ref", "head_id", "tip_id"}
    assert set(Amount.model_fields) == set(_AMOUNT)
    assert set(Quantity.model_fields) == {"number", "unit", "bound"}


def test_what_is_grouped_by_is_what_a_date_gives() -> None:
    assert tuple(AnnouncedOn(year=2023).groups) == GROUPS


def test_an_empty_postgresql_database_becomes_a_ledger(fresh_postgresql_database: Fresh) -> None:
    with fresh_postgresql_database() as url, Ledger.open(url) as ledger:
        assert ledger.size() == (0, 0)
        assert ledger.verify() == []
