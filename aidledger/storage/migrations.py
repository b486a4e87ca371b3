"""Making and upgrading the schema with Alembic; imported only when there is something to migrate."""

from pathlib import Path
from typing import Final

from alembic.config import Config
from sqlalchemy import Connection

from alembic import command

_PACKAGE: Final = Path(__file__).parent.parent


def scripts() -> Path:
    """The folder of the migrations: inside an installed package, else at the top of the checkout."""
    installed = _PACKAGE / "_alembic"
    return installed if installed.is_dir() else _PACKAGE.parent / "alembic"


def configuration() -> Config:
    """Alembic's configuration, built here so that no file of settings has to be found at run time."""
    config = Config()
    # Alembic interpolates its options, so that a percent sign in a path has to be doubled.
    config.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    return config


def upgrade(connection: Connection) -> None:
    """Bring the schema to this version, inside the transaction of `connection`."""
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
