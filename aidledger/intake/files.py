"""Files as text, with errors that name them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from aidledger.errors import AidledgerError, InvalidInput, NotFound

STANDARD_INPUT: Final = "-"


def name_of(path: str | Path) -> str:
    """How messages call the file."""
    return "standard input" if str(path) == STANDARD_INPUT else str(path)


def read_text(path: str | Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark; `-` is standard input.

    Raises `NotFound`, `AidledgerError` for what cannot be read, `InvalidInput` for what is not UTF-8.
    """
    name = name_of(path)
    if str(path) == STANDARD_INPUT:
        data = sys.stdin.buffer.read()
    else:
        with opened(path) as file:
            data = file.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput(f"{name}:{line}: the text is not UTF-8", "save the file as UTF-8") from None


@contextmanager
def opened(path: str | Path) -> Iterator[BinaryIO]:
    """The bytes of a file. Raises `NotFound`, `AidledgerError` for what cannot be read."""
    try:
        with Path(path).open("rb") as file:
            yield file
    except FileNotFoundError:
        raise NotFound(f"there is no file {name_of(path)}", "check its name and folder") from None
    except OSError as error:
        raise AidledgerError(
            f"cannot read {name_of(path)}: {error.strerror}", "check that it is a file that you may read"
        ) from None
