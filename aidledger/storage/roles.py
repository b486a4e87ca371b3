"""Roles of PostgreSQL: writers may record and revise, readers may read; neither may change what is recorded."""

from typing import Final

from sqlalchemy import Connection, text

from aidledger.errors import InvalidInput, UnusableLedger
from aidledger.storage.tables import metadata, packages

_VERSION: Final = "alembic_version"
_TABLES: Final = (*metadata.tables, _VERSION)
_LONGEST_NAME: Final = 63
"""In bytes. PostgreSQL cuts what is longer, so that two roles may become one."""

_SCHEMA: Final = "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
_OURS: Final = (
    f"(SELECT oid, relname, relowner FROM pg_class WHERE relnamespace = {_SCHEMA} AND relname = ANY (:tables)) AS ours"  # noqa: S608  all our own words, as below
)
_OWNERS: Final = f"""
    SELECT relowner AS id FROM {_OURS}
    UNION SELECT proowner FROM pg_proc WHERE pronamespace = {_SCHEMA} AND starts_with(proname, 'aidledger_')
    UNION SELECT nspowner FROM pg_namespace WHERE nspname = current_schema()
    UNION SELECT datdba FROM pg_database WHERE datname = current_database()
"""  # noqa: S608
_RIGHTS: Final = text(f"""
    WITH roles AS (SELECT unnest(CAST(:names AS text[])) AS name)
    SELECT name, relname, kind FROM roles, {_OURS}, unnest(ARRAY['SELECT', 'INSERT']) AS kind
    WHERE has_any_column_privilege(name, ours.oid, kind)
    UNION ALL
    SELECT name, relname, kind FROM roles, {_OURS}, unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER']) AS kind
    WHERE has_table_privilege(name, ours.oid, kind)
    UNION ALL
    SELECT name, relname || '.' || attname, 'UPDATE' FROM roles, {_OURS}
    JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
    WHERE has_column_privilege(name, ours.oid, attnum, 'UPDATE')
    UNION ALL
    SELECT name, 'the schema ' || current_schema(), 'CREATE' FROM roles
    WHERE has_schema_privilege(name, current_schema(), 'CREATE')
""")  # noqa: S608
"""Whatever each role may do to the tables and their schema, by itself, through another role or with everybody."""

_READING: Final = frozenset((table, "SELECT") for table in _TABLES)
_WRITING: Final = (
    _READING
    | {(table, "INSERT") for table in metadata.tables}
    | {(f"{packages.name}.{pointer}", "UPDATE") for pointer in ("head_id", "tip_id")}
)


def grant(connection: Connection, *, writers: tuple[str, ...], readers: tuple[str, ...]) -> list[str]:
    """Give each role its rights in the database of `connection`, and create those that are not there yet.

    A role that is created may log in and has no password: how it proves who it is, the server's own rules say.
    Returns the names of those that were created; see `Ledger.grant`.
    """
    if connection.dialect.name != "postgresql":
        raise UnusableLedger("an SQLite file has no roles", "who may read or write the file, its folder says")
    quoted = connection.dialect.identifier_preparer.quote_identifier  # percent signs are doubled, for the driver
    names = tuple(dict.fromkeys((*writers, *readers)))
    if both := set(writers) & set(readers):
        raise InvalidInput(f"'{min(both)}' is to read alone, and to write", "name it once")
    for name in names:
        _check_name(name)
    _check_that_none_owns_it(connection, names)
    created = _missing(connection, names)
    database, schema = connection.execute(text("SELECT current_database(), current_schema()")).one()
    tables = ", ".join(map(quoted, _TABLES))
    altering = "INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
    if (connection.dialect.server_version_info or ()) >= (17,):
        altering += ", MAINTAIN"  # to lock, among others
    statements = [
        # Everybody may otherwise make tables and functions there, on servers before PostgreSQL 15.
        f"REVOKE CREATE ON SCHEMA {quoted(schema)} FROM PUBLIC",
        f"REVOKE {altering} ON {tables} FROM PUBLIC",
        *(f"CREATE ROLE {quoted(name)} LOGIN" for name in created),
    ]
    for name in names:
        role = quoted(name)
        statements += [
            f"GRANT CONNECT ON DATABASE {quoted(database)} TO {role}",
            f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {role}",
            f"REVOKE ALL ON {tables} FROM {role}",
            f"GRANT SELECT ON {tables} TO {role}",
        ]
        if name in writers:
            recorded = ", ".join(map(quoted, metadata.tables))
            statements += [
                f"GRANT INSERT ON {recorded} TO {role}",
                f"GRANT UPDATE (head_id, tip_id) ON {quoted(packages.name)} TO {role}",
            ]
    for statement in statements:
        connection.exec_driver_sql(statement)
    _check_rights(connection, dict.fromkeys(readers, _READING) | dict.fromkeys(writers, _WRITING))
    return created


def _check_name(name: str) -> None:
    if not (name.isprintable() and 0 < len(name.encode()) <= _LONGEST_NAME):
        raise InvalidInput(f"a role cannot be called {name!r}", f"name it in one line of at most {_LONGEST_NAME} bytes")
    if name.startswith("pg_") or name in {"public", "none"}:
        raise InvalidInput(f"'{name}' is one of PostgreSQL's own names", "name a role of your own")


def _check_that_none_owns_it(connection: Connection, names: tuple[str, ...]) -> None:
    """That who grants owns the ledger, and that none of `names` does, by itself or through another role.

    PostgreSQL itself only warns of what is granted in vain, and an owner may drop the guards.
    """
    user, owner, owns = connection.execute(
        text(
            f"SELECT current_user, pg_get_userbyid(relowner), pg_has_role(relowner, 'USAGE') FROM {_OURS} "  # noqa: S608  all our own words
            "ORDER BY 3 LIMIT 1"
        ),
        {"tables": list(_TABLES)},
    ).one()
    if not owns:
        raise UnusableLedger(
            f"'{user}' does not own the ledger, and may let nobody into it", f"do it in the name of '{owner}' in --db"
        )
    mighty = text(
        f"SELECT rolname FROM pg_roles, ({_OWNERS}) AS owners WHERE rolname = ANY (:names) "  # noqa: S608  all our own words
        "AND (rolsuper OR pg_has_role(pg_roles.oid, owners.id, 'MEMBER')) ORDER BY 1 LIMIT 1"
    )
    if name := connection.scalar(mighty, {"names": list(names), "tables": list(_TABLES)}):
        raise InvalidInput(f"'{name}' owns the ledger, and may alter everything in it", "name a role of its own")


def _missing(connection: Connection, names: tuple[str, ...]) -> list[str]:
    """Those of `names` that have to be created. Raises `UnusableLedger` where one may not do that."""
    known = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    missing = [name for name in names if name not in known]
    user, able = connection.execute(
        text("SELECT rolname, rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    ).one()
    if missing and not able:
        raise UnusableLedger(
            f"there is no role '{missing[0]}', and '{user}' may not create one",
            "let an administrator of the server create it, with LOGIN",
        )
    return missing


def _check_rights(connection: Connection, due: dict[str, frozenset[tuple[str, str]]]) -> None:
    """That each role has the rights that are due to it and no others, be it through another role or with everybody."""
    found = connection.execute(_RIGHTS, {"names": list(due), "tables": list(_TABLES)})
    for name, what, right in sorted(map(tuple, found)):
        if (what, right) not in due[name]:
            raise InvalidInput(
                f"'{name}' may {right} on {what}, through another role or with everybody", "take that right away first"
            )
