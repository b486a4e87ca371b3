"""Rows of tables that were left out of an import, to be repaired and imported again."""

from collections.abc import Mapping
from typing import NamedTuple


class BadRow(NamedTuple):
    """Where the row stood (`packages.csv:3`), what its table held, its cells by field, and what is wrong with it.

    `problem` is empty for a row that is left out because another one of its package is.
    """

    place: str
    table: str
    cells: Mapping[str, str]
    problem: str
