"""Words that a text has to mention, in any case, the same on both databases."""

import re
from typing import Final
from unicodedata import normalize

from sqlalchemy import Text, func
from sqlalchemy import cast as as_type
from sqlalchemy.sql import ColumnElement

_ANY_CASE: Final = Text().with_variant(Text(collation="default"), "postgresql")
"""Text that lower() knows all letters of; in the collation that orders by code point it knows ASCII alone."""


def storable(text: str) -> str:
    """`text` with U+FFFD for what no database takes, NUL and halves of surrogate pairs, and so cannot be found."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)


def words(text: str | None) -> list[str]:
    """The words of `text`, each of which has to be mentioned."""
    return normalize("NFC", storable(text or "")).lower().split()


def holds(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """That the text of `column` holds `word`, in any case."""
    return func.lower(as_type(column, _ANY_CASE)).contains(word, autoescape=True)
