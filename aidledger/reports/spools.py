"""What can be long, and comes before its place in a file does, waits in temporary files."""

import shutil
import tempfile
from contextlib import ExitStack
from typing import TextIO


class Spools(ExitStack):
    """Temporary files for text, which are gone when this is left."""

    def new(self) -> TextIO:
        """One more, empty and open for writing and reading."""
        return self.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n"))


def pour(spool: TextIO, file: TextIO) -> None:
    """Write to `file` all that waits in `spool`."""
    spool.seek(0)
    shutil.copyfileobj(spool, file)
