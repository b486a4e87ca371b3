"""What a check of the ledger reports."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """A fault is a ledger that was altered or damaged; a notice is a fact of the world worth knowing."""

    FAULT = "fault"
    NOTICE = "notice"


class Finding(NamedTuple):
    """One line of a report: of what kind, where (a ref, a revision, a table), and what was found."""

    kind: Kind
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.message}"
