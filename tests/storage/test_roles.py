"""Roles of PostgreSQL: readers read, writers record, and neither can alter what is recorded or what guards it."""

import hashlib
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from program import PROGRAM
from psycopg import sql
from sqlalchemy.engine import make_url
from support import TABLES, Copied, Fresh, Raw, package, published, raw

from aidledger.domain.dates import Period
from aidledger.domain.exported import Exported
from aidledger.domain.lookback import NOW, AsOf
from aidledger.domain.packages import Entry
from aidledger.domain.revisions import Kept
from aidledger.domain.vocabulary import Dimension
from aidledger.errors import AidledgerError, InvalidInput, UnusableLedger
from aidledger.storage.ledger import Ledger

_numbers = count()
"""Roles belong to the whole server, whatever database they were made in."""


class Team(NamedTuple):
    """A ledger whose owner is no administrator, and the roles that it let in. Names are as odd as names may be."""

    url: str
    """As its owner reaches it."""
    owner: str
    writer: str
    reader: str

    def as_(self, role: str, password: str | None = None) -> str:
        """The URL as `role` reaches it."""
        url = make_url(self.url).set(username=role, password=password)
        return url.render_as_string(hide_password=False).replace(" ", "%20")  # the driver takes no blanks in it


@contextmanager
def administrator(server: str) -> Iterator[Callable[..., list[tuple[Any, ...]]]]:
    """Run statements in the name of the server's own user; `{}` in them stands for the names that follow."""
    with psycopg.connect(server, autocommit=True) as connection:

        def run(statement: str, *names: str) -> list[tuple[Any, ...]]:
            written = sql.SQL(statement).format(*map(sql.Identifier, names))
            cursor = connection.execute(written)
            return cursor.fetchall() if cursor.description else []

        yield run


@contextmanager
def roles(server: str, *, prefixes: tuple[str, ...]) -> Iterator[list[str]]:
    """Names of roles that nobody else has; those that have been made are dropped at the end."""
    names = [f"{prefix}{next(_numbers)}" for prefix in prefixes]
    yield names
    with administrator(server) as run:
        for name in names:
            run("DROP ROLE IF EXISTS {}", name)


def fill(ledger: Ledger) -> None:
    parts = {"items": ["12 x HIMARS", "spares"], "sources": ["a source", "another"]}
    ledger.record_many([Entry(package(ref="one", **parts)), Entry(package(ref="two", draws_on="one", **parts))])
    ledger.revise("two", {"amount": "USD 1M"}, reason="corrected")
    ledger.record(published(ref="all", sources=["a source"]))
    ledger.keep(__file__)


def reached_by(role: str, url: str) -> str:
    """The URL as `role` reaches the database."""
    return make_url(url).set(username=role).render_as_string(hide_password=False)


class Founded(NamedTuple):
    """Ledgers of a founder: copies of one that was filled once."""

    founder: str
    fresh: Fresh


@pytest.fixture(scope="module")
def founded(postgresql_server: str, fresh_postgresql_database: Fresh, copied_postgresql: Copied) -> Iterator[Founded]:
    with roles(postgresql_server, prefixes=("founder",)) as (founder,), fresh_postgresql_database() as url:
        with administrator(postgresql_server) as run:
            database = str(make_url(url).database)
            run("CREATE ROLE {} LOGIN", founder)
            run("ALTER DATABASE {} OWNER TO {}", database, founder)
            with Ledger.open(reached_by(founder, url), author="the owner") as ledger:
                fill(ledger)
            run("ALTER DATABASE {} OWNER TO CURRENT_USER", database)
        yield Founded(founder, partial(copied_postgresql, url))


@pytest.fixture
def team(postgresql_server: str, founded: Founded) -> Iterator[Team]:
    with (
        roles(postgresql_server, prefixes=("wri\"ter's 100%s ", "Re ader;--", "owner")) as (writer, reader, owner),
        founded.fresh() as url,
    ):
        with administrator(url) as run:
            run("CREATE ROLE {} LOGIN CREATEROLE", owner)
            run("ALTER DATABASE {} OWNER TO {}", str(make_url(url).database), owner)
            run("REASSIGN OWNED BY {} TO {}", founded.founder, owner)
        made = Team(reached_by(owner, url), owner, writer, reader)
        with Ledger.open(made.url, author="the owner") as ledger:
            assert ledger.grant(writers=[writer], readers=[reader]) == [writer, reader]
        yield made


def _all_of(ledger: Ledger) -> list[object]:
    with ledger.stream() as found:
        return list(found)


def _listed(ledger: Ledger) -> list[object]:
    with ledger.reporting() as report:
        return list(report.listed)


def _made_again(ledger: Ledger) -> list[object]:
    with ledger.reporting_again(Exported.of(ledger.report())) as report:
        return list(report.listed)


def _backup(ledger: Ledger, path: Path) -> str:
    ledger.backup(path)
    with Ledger.open(path, create=False) as copy:
        return copy.fingerprint()


_KEPT = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
READING: dict[str, Callable[[Ledger, Path], object]] = {
    "name": lambda ledger, _: ledger.name.split("@")[1],
    "schema": lambda ledger, _: ledger.schema,
    "kept": lambda ledger, _: ledger.kept,
    "get": lambda ledger, _: ledger.get("two"),
    "history": lambda ledger, _: ledger.history("two", AsOf(known_on=ledger.get("one").known_on)),
    "chain": lambda ledger, _: ledger.chain("all"),
    "published_totals": lambda ledger, _: ledger.published_totals(),
    "reconcile": lambda ledger, _: ledger.reconcile(["all"]),
    "find": lambda ledger, _: ledger.find(text="himars"),
    "straddling": lambda ledger, _: ledger.straddling(Period.parse("2024-02"), text="himars"),
    "stream": lambda ledger, _: _all_of(ledger),
    "totals": lambda ledger, _: ledger.totals(list(Dimension)),
    "quantities": lambda ledger, _: ledger.quantities(list(Dimension)),
    "balance": lambda ledger, _: ledger.balance(),
    "report": lambda ledger, _: ledger.report().revisions,
    "reporting": lambda ledger, _: _listed(ledger),
    "reporting_again": lambda ledger, _: _made_again(ledger),
    "changes": lambda ledger, _: ledger.changes(AsOf(known_on=ledger.get("one").known_on), NOW),
    "verify": lambda ledger, _: ledger.verify(),
    "fingerprint": lambda ledger, _: ledger.fingerprint(),
    "fingerprints": lambda ledger, _: ledger.fingerprints(ledger.latest()),
    "compare": lambda ledger, _: ledger.compare({"one": "0" * 64}),
    "latest": lambda ledger, _: ledger.latest(),
    "size": lambda ledger, _: ledger.size(),
    "kept_copies": lambda ledger, _: ledger.kept_copies([_KEPT]),
    "kept_copy": lambda ledger, _: ledger.kept_copy(_KEPT),
    "backup": _backup,
}
WRITING = {"record", "record_many", "record_stream", "revise", "cancel", "restore", "keep", "grant"}


def test_every_method_of_a_ledger_is_tried_here() -> None:
    public = {name for name in vars(Ledger) if not name.startswith("_")}
    assert public - {"open", "upgrade", "close"} == set(READING) | WRITING


@pytest.mark.parametrize("role", ["reader", "writer"])
def test_readers_and_writers_read_what_the_owner_reads(team: Team, role: str, tmp_path: Path) -> None:
    url = team.as_(getattr(team, role))
    Ledger.upgrade(url)  # of this schema already: there is nothing to do
    with Ledger.open(url, create=False, writable=False) as ledger, Ledger.open(team.url) as owners:
        for name, read in READING.items():
            assert read(ledger, tmp_path / "theirs.db") == read(owners, tmp_path / "owners.db"), name
        assert ledger.verify() == []


def test_a_reader_records_nothing(team: Team) -> None:
    with raw(team.url) as database, Ledger.open(team.as_(team.reader), create=False) as ledger:
        before = database.dump()
        kept = [Kept(revision) for revision in ledger.history("one")]
        attempts: list[Callable[[], object]] = [
            lambda: ledger.record(package(ref="three")),
            lambda: ledger.revise("one", {"amount": "USD 2M"}, reason="changed"),
            lambda: ledger.cancel("two", reason="changed"),
            lambda: ledger.keep(PROGRAM),
            lambda: ledger.grant(readers=[team.reader]),
            lambda: ledger.grant(writers=[team.reader]),
        ]
        for attempt in attempts:
            with pytest.raises(UnusableLedger) as caught:
                attempt()
            assert "\n" not in caught.value.message
            assert caught.value.hint
        assert ledger.restore(kept).added == 0  # there already, so that nothing is written
        assert database.dump() == before


def test_a_writer_records_revises_cancels_and_restores(team: Team, tmp_path: Path) -> None:
    with (
        Ledger.open(tmp_path / "other.db", author="elsewhere") as other,
        Ledger.open(team.as_(team.writer), create=False, author="the writer") as ledger,
    ):
        ledger.record(package(ref="three", sources=["a source", "a third"], items=["4 x trucks"], draws_on="one"))
        ledger.revise("three", {"amount": "USD 2M"}, reason="corrected")
        ledger.cancel("three", reason="announced twice", duplicate_of="two")
        ledger.record(published(ref="sum", note="n", sources=["a source"]))
        ledger.cancel("sum", reason="withdrawn")
        ledger.keep(PROGRAM)
        other.record(package(ref="four", sources=["a fourth"]))
        assert ledger.restore(map(Kept, other.history("four"))).added == 1
        assert [revision.author for revision in ledger.history("three")] == ["the writer"] * 3
    with Ledger.open(team.url) as ledger:
        assert ledger.verify() == []
        assert ledger.size() == (4, 7)


_ALL = ", ".join(TABLES)
_LATE = "INSERT INTO {} (revision_id, position, {}) VALUES (1, 9, {})"
FORBIDDEN = [
    *(f"UPDATE {table} SET {column} = {column}" for table, column in (
        ("packages", "id"), ("packages", "ref"), ("revisions", "amount_minor"), ("line_items", "description"),
        ("citations", "locator"), ("sources", "title"), ("alembic_version", "version_num"),
        ("published_totals", "ref"), ("published_totals", "amount_minor"), ("published_citations", "locator"),
        ("kept_copies", "sha256"), ("kept_copies", "content"),
    )),
    *(f"{verb} {table}" for table in (*TABLES, "alembic_version") for verb in ("DELETE FROM", "TRUNCATE", "DROP TABLE")),
    f"TRUNCATE {_ALL} CASCADE",
    "INSERT INTO alembic_version VALUES ('0004')",
    "ALTER TABLE revisions DISABLE TRIGGER USER",
    "ALTER TABLE revisions DISABLE TRIGGER revisions_refuse_update",
    "ALTER TABLE revisions ADD COLUMN extra text",
    "ALTER TABLE revisions DROP CONSTRAINT ck_revisions_number",
    "ALTER TABLE revisions OWNER TO CURRENT_USER",
    "ALTER TABLE revisions ENABLE ROW LEVEL SECURITY",
    "DROP TRIGGER revisions_refuse_update ON revisions",
    "CREATE TRIGGER mine BEFORE INSERT ON packages FOR EACH ROW EXECUTE FUNCTION aidledger_refuse('mine')",
    "CREATE RULE mine AS ON INSERT TO packages DO INSTEAD NOTHING",
    "CREATE INDEX ON revisions (title)",
    "DROP INDEX ix_revisions_first_day",
    "CREATE OR REPLACE FUNCTION aidledger_refuse_move() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "ALTER FUNCTION aidledger_refuse_gap() SET search_path = pg_temp",
    "DROP FUNCTION aidledger_refuse CASCADE",
    "CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE mine (id integer)",
    "CREATE TABLE public.mine (id integer)",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE SEQUENCE mine",
    "CREATE SCHEMA mine",
    "DROP SCHEMA public CASCADE",
    "ALTER SCHEMA public RENAME TO mine",
    "SET session_replication_role = replica",
    "ALTER SYSTEM SET fsync = on",
    "DO 'BEGIN LOCK TABLE revisions IN ACCESS EXCLUSIVE MODE; END'",
    "SELECT * FROM revisions FOR UPDATE",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER CREATEROLE",
    "CREATE ROLE mine",
    "SET SESSION AUTHORIZATION postgres",
    "SET ROLE {owner}",
    "GRANT {owner} TO CURRENT_USER",
    "ALTER DATABASE {database} SET search_path = pg_temp, public",
    "DROP DATABASE {database}",
    "COPY revisions TO PROGRAM 'true'",
    "COPY packages FROM PROGRAM 'true'",
    "SELECT pg_read_file('/etc/hostname')",
    "SELECT lo_import('/etc/hostname')",
]  # fmt: skip
"""What neither readers nor writers may do; by what they may not, it says."""
DENIED = "permission denied|must be (able|owner|superuser)|grant options|only roles|cannot drop the currently open"
VAIN = [
    "GRANT UPDATE, DELETE ON revisions TO CURRENT_USER",
    "GRANT ALL ON ALL TABLES IN SCHEMA public TO CURRENT_USER",
    "GRANT CREATE ON SCHEMA public TO CURRENT_USER",
    "REVOKE ALL ON revisions FROM {owner}",
    "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO CURRENT_USER",
]
"""What PostgreSQL answers with no more than a warning, and does not do."""
MISLEADING = [
    "UPDATE packages SET head_id = 2 WHERE ref = 'two'",
    "UPDATE packages SET head_id = 2, tip_id = 2 WHERE ref = 'two'",
    "UPDATE packages SET tip_id = 2 WHERE ref = 'two'",
    "UPDATE packages SET head_id = 3, tip_id = 3 WHERE ref = 'one'",
    "INSERT INTO packages VALUES (9, 'new', 1, 1)",
    "INSERT INTO packages VALUES (1, 'one', 3, 3) ON CONFLICT (id) DO UPDATE SET head_id = 3",
    "INSERT INTO line_items (revision_id, position, description) VALUES (1, 9, 'late')",
    "INSERT INTO citations (revision_id, position, source_id) VALUES (3, 9, 1)",
    "INSERT INTO line_items (revision_id, position, description) VALUES (77, 1, 'of no revision')",
]
"""What a writer has the rights for and the database refuses, since history does not say so."""
REFUSED = "only to where its revisions say|takes no more parts|violates foreign key"


RIGHTS = """
    SELECT nspname, nspacl::text, relname, relacl::text, relowner::regrole::text,
        (SELECT string_agg(attname || attacl::text, ';' ORDER BY attname) FROM pg_attribute WHERE attrelid = c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE nspname = 'public' AND relkind = 'r' ORDER BY relname
"""
"""Who may do what with each table."""


def lets_in(opened: Raw, statement: str, but: str) -> bool:
    """Whether the database runs `statement`, or refuses it in other words than `but`."""
    try:
        opened.rows(statement)
    except psycopg.Error as error:
        return not re.search(but, str(error))
    return True


@contextmanager
def session(team: Team, role: str, through: str) -> Iterator[Raw]:
    """A bare connection in the name of `role`: of its own, or of an administrator who took its name."""
    if through == "login":
        with raw(team.as_(role)) as opened:
            yield opened
        return
    with raw(team.as_("postgres")) as opened:
        opened.rows(f"{through} " + sql.Identifier(role).as_string())
        assert opened.rows("SELECT current_user") == [(role,)]
        yield opened


@pytest.mark.parametrize("through", ["login", "SET ROLE", "SET SESSION AUTHORIZATION"])
def test_neither_readers_nor_writers_get_past_the_guards(team: Team, through: str) -> None:
    names = {"owner": team.owner, "database": str(make_url(team.url).database)}
    # An administrator may take back what he took.
    forbidden = [one for one in FORBIDDEN if through == "login" or not one.startswith(("SET SESSION", "SET ROLE"))]
    with raw(team.url) as owners:
        before = owners.dump(), owners.rows(RIGHTS)
        for role, misled in ((team.reader, DENIED), (team.writer, REFUSED)):
            with session(team, role, through) as opened:
                assert [one for one in forbidden if lets_in(opened, one.format(**names), but=DENIED)] == []
                assert [one for one in MISLEADING if lets_in(opened, one, but=misled)] == []
                for one in VAIN:
                    lets_in(opened, one.format(**names), but=DENIED)
            assert (owners.dump(), owners.rows(RIGHTS)) == before
    with Ledger.open(team.url) as ledger:
        assert ledger.verify() == []


def test_a_temporary_table_helps_a_writer_to_nothing(team: Team) -> None:
    with raw(team.url) as owners, session(team, team.writer, "login") as opened:
        before = owners.dump()
        for table in ("revisions", "packages"):
            opened.rows(f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM public.{table} WHERE false")
        public = [one.replace(" packages", " public.packages") for one in MISLEADING]
        assert [one for one in public if lets_in(opened, one, but=REFUSED)] == []
        assert owners.dump() == before


def test_nothing_that_roles_would_need_rights_for_is_forgotten(team: Team) -> None:
    with raw(team.url) as owners:
        kinds = "SELECT relkind::text, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        found = {name for kind, name in owners.rows(kinds) if kind not in {"i", "I"}}
    assert found == {*TABLES, "alembic_version"}


def test_granting_again_changes_nothing_and_names_nobody_as_new(team: Team) -> None:
    with raw(team.url) as owners, Ledger.open(team.url) as ledger:
        before = owners.rows(RIGHTS)
        for _ in range(2):
            assert ledger.grant(writers=[team.writer, team.writer], readers=[team.reader]) == []
            assert owners.rows(RIGHTS) == before
        assert ledger.grant() == []
        assert owners.rows(RIGHTS) == before


def test_who_is_named_again_as_the_other_loses_or_gains_the_rights_of_a_writer(team: Team) -> None:
    with Ledger.open(team.url) as ledger:
        assert ledger.grant(writers=[team.reader], readers=[team.writer]) == []
    with Ledger.open(team.as_(team.reader), create=False) as ledger:
        ledger.record(package(ref="three"))
        ledger.revise("three", {"amount": "USD 2M"}, reason="corrected")
    with session(team, team.writer, "login") as opened:
        moved = "UPDATE packages SET head_id = head_id"
        assert [one for one in (*MISLEADING, moved) if lets_in(opened, one, but=DENIED)] == []


def refused(ledger: Ledger, kind: type[AidledgerError], says: str, **named: list[str]) -> None:
    """Granting fails as `kind`, in one line, with a hint."""
    with pytest.raises(AidledgerError, match=says) as caught:
        ledger.grant(**named)
    assert type(caught.value) is kind
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_a_role_that_cannot_be_is_refused(team: Team) -> None:
    with Ledger.open(team.url) as ledger:
        for name in ("", "x" * 64, "ü" * 32, "nul\0", "two\nlines", "\ud800"):
            refused(ledger, InvalidInput, "cannot be called", writers=[name])
            refused(ledger, InvalidInput, "cannot be called", readers=[name])
        for name in ("public", "none", "pg_mine", "pg_write_all_data"):
            refused(ledger, InvalidInput, "is one of PostgreSQL's own names", writers=[name])
            refused(ledger, InvalidInput, "is one of PostgreSQL's own names", readers=[name])


def test_a_name_of_the_greatest_length_stands_for_one_role(postgresql_server: str, team: Team) -> None:
    name = str(next(_numbers)).rjust(63, "x")
    with Ledger.open(team.url) as ledger:
        assert ledger.grant(readers=[name]) == [name]
        assert ledger.grant(readers=[name]) == []
    with administrator(team.as_("postgres")) as run:
        run("DROP OWNED BY {}", name)
        run("DROP ROLE {}", name)


def test_the_owner_and_who_may_become_the_owner_are_refused(postgresql_server: str, team: Team) -> None:
    with roles(postgresql_server, prefixes=("member", "boss", "group")) as (member, boss, group):
        with administrator(postgresql_server) as run:
            run("CREATE ROLE {}", group)
            run("GRANT {} TO {}", team.owner, group)
            run("CREATE ROLE {} LOGIN NOINHERIT IN ROLE {}", member, group)
            run("CREATE ROLE {} LOGIN SUPERUSER", boss)
        with Ledger.open(team.url) as ledger, Ledger.open(team.as_("postgres")) as other:
            for name in (team.owner, member, boss, group):
                for one in ("writers", "readers"):
                    for opened in (ledger, other):
                        refused(opened, InvalidInput, f"'{name}' owns the ledger", **{one: [name]})
            assert other.grant(writers=[team.writer]) == []


def test_a_role_in_both_lists_is_refused(team: Team) -> None:
    with Ledger.open(team.url) as ledger:
        says = f"'{team.reader}' is to read alone, and to write"
        refused(ledger, InvalidInput, says, writers=[team.writer, team.reader], readers=[team.reader])


def test_more_rights_through_another_role_are_told(postgresql_server: str, team: Team) -> None:
    with roles(postgresql_server, prefixes=("group",)) as (group,), Ledger.open(team.url) as ledger:
        with administrator(postgresql_server) as run:
            run("CREATE ROLE {}", group)
            run("GRANT {} TO {}", group, team.reader)
        for right, told in (
            ("INSERT ON revisions", "INSERT on revisions"),
            ("INSERT (ref) ON packages", "INSERT on packages"),
            ("UPDATE (title) ON sources", "UPDATE on sources.title"),
            ("DELETE ON packages", "DELETE on packages"),
            ("TRIGGER ON citations", "TRIGGER on citations"),
            ("CREATE ON SCHEMA public", "CREATE on the schema public"),
        ):
            with administrator(team.as_("postgres")) as run:
                run(f"GRANT {right} TO {{}}", group)
                refused(ledger, InvalidInput, f"may {told}, through another role", readers=[team.reader])
                run("DROP OWNED BY {}", group)
        assert ledger.grant(readers=[team.reader]) == []


def test_what_everybody_might_write_is_taken_away(team: Team) -> None:
    with raw(team.url) as owners:
        owners.rows("GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC")
        owners.rows("GRANT UPDATE (title) ON revisions TO PUBLIC")
        owners.rows("GRANT CREATE ON SCHEMA public TO PUBLIC")
    with Ledger.open(team.url) as ledger:
        ledger.grant(readers=[team.reader])
    test_neither_readers_nor_writers_get_past_the_guards(team, "login")


def test_who_does_not_own_the_ledger_lets_nobody_in(postgresql_server: str, team: Team) -> None:
    with roles(postgresql_server, prefixes=("new", "other")) as (new, other):
        with administrator(postgresql_server) as run:
            run("CREATE ROLE {} LOGIN CREATEROLE", other)
        for url in (team.as_(team.writer), team.as_(team.reader)):
            with Ledger.open(url, create=False) as ledger:
                for name in (new, team.reader):
                    refused(ledger, UnusableLedger, "does not own the ledger", readers=[name])
        with Ledger.open(team.url) as ledger:
            ledger.grant(writers=[other])
        with Ledger.open(team.as_(other), create=False) as ledger:
            refused(ledger, UnusableLedger, f"'{other}' does not own the ledger", writers=[new])
        with administrator(postgresql_server) as run:
            assert run("SELECT FROM pg_roles WHERE rolname = {}".replace("{}", f"'{new}'")) == []
        with administrator(team.as_("postgres")) as run:
            run("DROP OWNED BY {}", other)


def test_an_owner_who_may_create_no_roles_lets_in_those_that_are_there(postgresql_server: str, team: Team) -> None:
    with administrator(postgresql_server) as run:
        run("ALTER ROLE {} NOCREATEROLE", team.owner)
    with Ledger.open(team.url) as ledger:
        refused(
            ledger, UnusableLedger, "there is no role 'nobody', and 'owner.*' may not create one", readers=["nobody"]
        )
        assert ledger.grant(readers=[team.reader], writers=[team.writer]) == []


def test_a_ledger_may_lie_in_a_schema_of_any_name(postgresql_server: str, fresh_postgresql_database: Fresh) -> None:
    with roles(postgresql_server, prefixes=("writer",)) as (writer,), fresh_postgresql_database() as url:
        with administrator(url) as run:
            run("CREATE SCHEMA {}", 'Größe "100%s"')
            run("ALTER DATABASE {} SET search_path = {}", str(make_url(url).database), 'Größe "100%s"')
        with Ledger.open(url) as ledger:
            assert ledger.grant(writers=[writer]) == [writer]
        with Ledger.open(reached_by(writer, url)) as ledger:
            fill(ledger)
            assert ledger.verify() == []


def test_a_file_has_no_roles(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        refused(ledger, UnusableLedger, "an SQLite file has no roles", readers=["somebody"])


@contextmanager
def asked_for_passwords(server: str, role: str) -> Iterator[None]:
    """The server lets `role` in with a password alone."""
    with administrator(server) as run:
        ((rules,),) = run("SHOW hba_file")
        before = Path(rules).read_text(encoding="utf-8")
        Path(rules).write_text(f'local all "{role}" scram-sha-256\n{before}', encoding="utf-8")
        run("SELECT pg_reload_conf()")
        yield
        Path(rules).write_text(before, encoding="utf-8")
        run("SELECT pg_reload_conf()")


PASSWORD = "p@ss/w:rd 100%#?é"
SAID = ("p@ss", "p%40ss", "w:rd", "w%3Ard")
"""Parts of it, as it is and as a URL has it."""


def test_a_login_takes_its_password_and_nobody_is_told_it(postgresql_server: str, team: Team, tmp_path: Path) -> None:
    with administrator(postgresql_server) as run:
        run(f"ALTER ROLE {{}} PASSWORD '{PASSWORD}'", team.reader)
    wrong, right = team.as_(team.reader, PASSWORD[1:]), team.as_(team.reader, PASSWORD)
    with asked_for_passwords(postgresql_server, team.reader):
        error = None
        for _ in range(100):  # until the server has read its rules
            try:
                Ledger.open(wrong, create=False).close()
                time.sleep(0.05)
            except UnusableLedger as caught:
                error = caught
                break
        assert error is not None
        assert "password authentication failed" in error.message
        said = f"{error.message}{error.hint}"
        with Ledger.open(right, create=False, writable=False) as ledger:
            assert ledger.verify() == []
            said += ledger.name + ledger.report().ledger
            with pytest.raises(UnusableLedger) as refusal:
                ledger.record(package(ref="three"))
            said += f"{refusal.value.message}{refusal.value.hint}"
        for words in (["db", "status"], ["--debug", "add", "--amount", "$5", "--on", "2023", "--donor", "US"]):
            ran = subprocess.run(
                [PROGRAM, *words], env={"AIDLEDGER_DB": right, "HOME": str(tmp_path)}, capture_output=True, text=True,
                encoding="utf-8", timeout=60, check=False,
            )  # fmt: skip
            assert ran.returncode == (0 if words[0] == "db" else 1)
            said += ran.stdout + ran.stderr
    assert "***" in said
    assert not [part for part in SAID if part in said]
