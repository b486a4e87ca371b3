"""Everything that becomes packages and published totals: documents, tables in CSV, ledgers in JSON Lines.

files        bytes from disk or standard input, as text
documents    one file in TOML or JSON, one or more documents of packages or published totals
tables       packages.csv, with items and sources beside it
ledgers      whole ledgers in JSON Lines, revision by revision
rates        exchange rates, of the European Central Bank and of a CSV file
"""

from pathlib import Path

from aidledger.domain.packages import Entry
from aidledger.errors import InvalidInput, Problem
from aidledger.intake.documents import read_documents
from aidledger.intake.ledgers import read_ledgers
from aidledger.intake.rates import ecb_rates, read_rates
from aidledger.intake.tables import read_tables

__all__ = ["ecb_rates", "read", "read_ledgers", "read_rates"]


def read(*paths: str | Path) -> list[Entry]:
    """What the files at `paths` state, packages and published totals, in order, CSV last.

    `-` is standard input, in TOML or JSON. CSV files are read together: those of items and of sources belong to the
    packages of the others by their ref.

    Raises `NotFound` for a missing file, `InvalidInput` with every problem of all files otherwise.
    """
    tables = [path for path in paths if str(path).lower().endswith(".csv")]
    entries: list[Entry] = []
    problems: list[Problem] = []
    for path in paths:
        if path not in tables:
            try:
                entries += read_documents(path)
            except InvalidInput as error:
                problems += error.problems
    try:
        entries += read_tables(tables)
    except InvalidInput as error:
        problems += error.problems
    if problems:
        raise InvalidInput.of(problems)
    return entries
