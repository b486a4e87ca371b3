"""Where these tests can run, and the ledger that they begin with."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import Fresh

# Forks, limits, capabilities and signals are those of Linux; what they show of the program holds elsewhere, too.
collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]


@pytest.fixture
def empty(fresh_sqlite: Fresh) -> Iterator[Path]:
    """An empty SQLite ledger, for copies of it."""
    with fresh_sqlite() as path:
        yield Path(path)
