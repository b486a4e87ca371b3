"""Runs the migrations inside the transaction of the connection that it is handed.

`aidledger.storage.migrations` passes its open connection in `config.attributes`; for a developer's own call of the
`alembic` program (see `[tool.alembic]` in pyproject.toml) a connection is made to the ledger named by AIDLEDGER_DB.
"""

import os

from sqlalchemy import Connection, create_engine

from aidledger.storage.tables import metadata
from alembic import context


def run(connection: Connection) -> None:
    """Migrate over `connection`, whose owner commits."""
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True,
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()


if (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    with create_engine(os.environ["AIDLEDGER_DB"]).begin() as own:
        run(own)
