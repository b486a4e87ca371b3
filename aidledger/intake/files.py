"""Files as text, with errors that name them; standard input is kept in a temporary file, to be read more than once."""

import atexit
import codecs
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, Final

from aidledger.errors import AidledgerError, InvalidInput, NotFound

STANDARD_INPUT: Final = "-"
UTF_8: Final = "utf-8-sig"
UTF_16: Final = "utf-16"
WINDOWS: Final = "cp1252"
"""Encodings, as Python calls them: UTF-8 with or without a byte order mark, UTF-16 with one, Windows-1252."""

_ENCODINGS: Final = {
    UTF_8: "UTF-8",
    UTF_16: "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    WINDOWS: "Windows-1252",
}
_CHUNK: Final = 1 << 16


def name_of(path: str | Path) -> str:
    """How messages call the file."""
    return "standard input" if str(path) == STANDARD_INPUT else str(path)


def encoding_name(encoding: str) -> str:
    """How people call the encoding."""
    return _ENCODINGS[encoding]


def read_text(path: str | Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark, or UTF-16 with one; `-` is standard input.

    Raises `NotFound`, `AidledgerError` for what cannot be read, `InvalidInput` for what is in no such encoding.
    """
    name = name_of(path)
    with opened(path) as file:
        data = file.read()
    try:
        return data.decode(unicode_encoding(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput(f"{name}:{line}: the text is not UTF-8", "save the file as UTF-8") from None


def unicode_encoding(start: bytes) -> str:
    """The encoding of text in Unicode that begins so: UTF-16 where it has that byte order mark, else UTF-8."""
    return UTF_16 if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else UTF_8


def encoding_of(path: str | Path) -> str:
    """The encoding of a file of text, judged by all of it: what is neither UTF-8 nor UTF-16 is Windows-1252.

    Raises `NotFound`, `AidledgerError` for what cannot be read, `InvalidInput` for what is in none of them.
    """
    with opened(path) as file:
        start = file.read(_CHUNK)
        if unicode_encoding(start) == UTF_16:
            candidates = [UTF_16]
        elif start.count(0) * 3 > len(start):
            candidates = ["utf-16-be" if start[:1] == b"\0" else "utf-16-le"]
        else:
            candidates = [UTF_8, WINDOWS]
        for encoding in candidates:
            file.seek(0)
            if _decodes(file, encoding):
                return encoding
    raise InvalidInput(
        f"{name_of(path)}: its text is in none of the encodings UTF-8, UTF-16 and Windows-1252", "save it as UTF-8"
    )


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def opened(path: str | Path) -> Iterator[BinaryIO]:
    """The bytes of a file. Raises `NotFound`, `AidledgerError` for what cannot be read."""
    try:
        with on_disk(path).open("rb") as file:
            yield file
    except FileNotFoundError:
        raise NotFound(f"there is no file {name_of(path)}", "check its name and folder") from None
    except OSError as error:
        raise AidledgerError(
            f"cannot read {name_of(path)}: {error.strerror}", "check that it is a file that you may read"
        ) from None


def on_disk(path: str | Path) -> Path:
    """Where the bytes of the file lie: those of standard input in a temporary file, until the process ends."""
    return _standard_input() if str(path) == STANDARD_INPUT else Path(path)


@cache
def _standard_input() -> Path:
    with tempfile.NamedTemporaryFile(prefix="aidledger-", delete=False) as file:
        kept = Path(file.name)
        atexit.register(_delete, kept)
        copyfileobj(sys.stdin.buffer, file)
    return kept


def _delete(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
