"""Which ledger a command works on, and in whose name."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aidledger.cli import output
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import datetime

    from aidledger.storage.ledger import Ledger


class Settings(NamedTuple):
    """The global options. `target` is a path or URL, `None` for the user's own ledger."""

    target: str | None
    quiet: bool
    author: str | None

    @property
    def location(self) -> str | Path:
        """Where the ledger lies."""
        if self.target is not None:
            return self.target
        # A tenth of the time that the help takes, which names no ledger.
        from platformdirs import user_data_dir

        return Path(user_data_dir("aidledger", appauthor=False)) / "aidledger.db"

    @property
    def made_at(self) -> "datetime | None":
        """The instant that reports are to bear, in UTC, where SOURCE_DATE_EPOCH asks for one; else they bear now."""
        seconds = os.environ.get("SOURCE_DATE_EPOCH")
        if not seconds:
            return None
        from datetime import UTC, datetime

        try:
            return datetime.fromtimestamp(int(seconds), UTC)
        except (ValueError, OverflowError, OSError):
            raise InvalidInput(
                f"SOURCE_DATE_EPOCH: '{seconds}' is no number of seconds since 1970", "'git log -1 --format=%ct' is one"
            ) from None

    def read(self) -> "Ledger":
        """Open the ledger for reading alone. The user's own is made when it is not there yet; a named one is not."""
        return self._open(create=self.target is None, writable=False)

    def write(self) -> "Ledger":
        """Open the ledger for recording. A file is made when it is not there yet; a server's database is not."""
        return self._open(create=not str(self.location).startswith("postgres"), writable=True)

    def _open(self, *, create: bool, writable: bool) -> "Ledger":
        # The database takes longer to import than the help takes to print.
        from aidledger.storage.ledger import Ledger

        ledger = Ledger.open(self.location, author=self.author, create=create, writable=writable)
        if ledger.kept:
            output.say(f"the ledger was upgraded to schema {ledger.schema}; as it was, it is kept as {ledger.kept}")
        return ledger
