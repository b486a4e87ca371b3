"""Every error that a user may meet, as one tree.

    AidledgerError            1  the request failed
    ├── InvalidInput          2  an option, a document or a row cannot be understood
    ├── NotFound              4  no such package, file or ledger
    ├── Conflict              5  it would contradict what is recorded, or the ledger is locked
    └── UnusableLedger        1  the database is foreign, damaged, unwritable or of another schema

Exit code 3 belongs to checks that find something; a finding is a value, not an error.
"""

from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Sequence


class AidledgerError(Exception):
    """One sentence that says what is wrong and where, and a hint that says what to do next.

    Raised as such when something outside the ledger fails: a file that cannot be written, for example.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        message, hint = _writable(message), hint and _writable(hint)
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.problems: tuple[Problem, ...] = (Problem("", message, hint),)

    @classmethod
    def of(cls, problems: "Sequence[Problem]") -> Self:
        """One error that tells all `problems`, a line each, with every different hint once."""
        hints = dict.fromkeys(problem.hint for problem in problems if problem.hint)
        error = cls("\n".join(map(str, problems)), "\n".join(hints) or None)
        error.problems = tuple(problems)
        return error


def _writable(text: str) -> str:
    """`text` with halves of surrogate pairs, which no encoding has, as escapes: pydantic and terminals encode it."""
    return text.encode("utf-8", "backslashreplace").decode()


class Problem(NamedTuple):
    """One thing that is wrong with a document: where (`file:row:column`, or a field), what, and the remedy."""

    where: str
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class InvalidInput(AidledgerError, ValueError):
    """What was given cannot be understood, or breaks a rule of the domain.

    It is a `ValueError` too, so that pydantic gathers it with the other problems of a document.
    """

    exit_code = 2


class NotFound(AidledgerError):
    """A package, a file or a ledger that was named does not exist."""

    exit_code = 4


class Conflict(AidledgerError):
    """Recording it would contradict what the ledger holds, or somebody else is writing."""

    exit_code = 5


class UnusableLedger(AidledgerError):
    """The database is not a ledger of this version, or cannot be read or written."""
