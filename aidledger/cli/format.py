"""How a command prints what it found."""

from enum import StrEnum


class Format(StrEnum):
    """How a command prints what it found."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"
