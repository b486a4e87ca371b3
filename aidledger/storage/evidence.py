"""Kept copies of sources: files beside an SQLite ledger, rows of a PostgreSQL database, named by their SHA-256.

    ledger.db                  its table kept_copies names every copy that was kept
    ledger.db.sources/3f9c...  the bytes of one, as they were read

A copy is on the disk before its row is there, and its row before a revision names it: whatever dies in between leaves
at most a copy that nothing names. The row tells a copy that was lost from one that was never kept.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, func, insert, select

from aidledger.domain.evidence import KeptCopy
from aidledger.errors import AidledgerError, Conflict, InvalidInput, NotFound, UnusableLedger
from aidledger.storage.batches import chunks
from aidledger.storage.database import LEDGER_FILE
from aidledger.storage.tables import kept_copies, sources

SIZE_LIMIT: Final = 50 * 2**20
"""In bytes: far more than a page or a report has, and no more than memory and a database carry with ease."""

IN_THE_DATABASE: Final = "in the database"

T = TypeVar("T")


def read(path: Path) -> bytes:
    """The bytes of a file that is to be kept.

    Raises `NotFound`, `InvalidInput` where they are too many, `AidledgerError` for what cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise NotFound(f"there is no file {path}", "check its name and folder") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise AidledgerError(f"cannot read {path}: {reason}", "check that it is a file that you may read") from None
    if len(content) > SIZE_LIMIT:
        raise InvalidInput(
            f"{path} has more than {SIZE_LIMIT // 2**20} MiB, and no larger copy is kept",
            "keep the page or the report alone that supports the package",
        )
    return content


def digest(content: bytes) -> str:
    """By which a copy is named: its SHA-256, in 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def keep(connection: Connection, content: bytes) -> None:
    """Keep a copy, in the writing transaction of `connection`; what is there already stays, unless it was damaged."""
    sha256, ledger = digest(content), _file_of(connection)
    if ledger and recomputed(connection, sha256) != sha256:
        _write(beside(ledger), sha256, content, mode=ledger.stat().st_mode)
    if sha256 not in _sizes(connection, [sha256]):
        connection.execute(insert(kept_copies), {"sha256": sha256, "content": None if ledger else content})


def find(connection: Connection, digests: Iterable[str]) -> dict[str, KeptCopy]:
    """The copies with these digests that are there, or were kept, by digest."""
    asked, ledger = sorted(set(digests)), _file_of(connection)
    sizes = _sizes(connection, asked)
    if not ledger:
        return {sha256: KeptCopy(sha256, IN_THE_DATABASE, size) for sha256, size in sizes.items()}
    paths = {sha256: beside(ledger) / sha256 for sha256 in asked}
    copies = [KeptCopy(sha256, str(path), _of_file(path, _length)) for sha256, path in paths.items()]
    return {copy.sha256: copy for copy in copies if copy.size is not None or copy.sha256 in sizes}


def content_of(connection: Connection, sha256: str) -> bytes | None:
    """The bytes of a copy, whether or not they were altered; `None` where there is none of that name."""
    if not re.fullmatch("[0-9a-f]{64}", sha256):  # a person wrote it, and it is to name no other file
        return None
    stored: bytes | None = connection.scalar(select(kept_copies.c.content).where(kept_copies.c.sha256 == sha256))
    ledger = _file_of(connection)
    if stored is None and ledger:
        return _of_file(beside(ledger) / sha256, lambda file: file.read(SIZE_LIMIT + 1))
    return stored


def recomputed(connection: Connection, sha256: str) -> str | None:
    """The digest that a copy has now; `None` where it is missing."""
    of = kept_copies.c.sha256 == sha256
    ledger = _file_of(connection)
    if ledger is None:
        found: str | None = connection.scalar(select(func.encode(func.sha256(kept_copies.c.content), "hex")).where(of))
        return found
    stored = connection.scalar(select(kept_copies.c.content).where(of))
    if stored is not None:  # which is nothing that we put there
        return digest(stored)
    return _of_file(beside(ledger) / sha256, _digest_of_file)


def carry_over(connection: Connection, ledger: Path) -> int:
    """Write every copy that is there to where a ledger in the file `ledger` has its own; how many they were.

    Raises `Conflict` where something is there already, `UnusableLedger` for what cannot be written.
    """
    named = select(sources.c.sha256).where(sources.c.sha256.is_not(None)).union(select(kept_copies.c.sha256))
    digests = [copy.sha256 for copy in find(connection, connection.scalars(named)).values() if copy.size is not None]
    if not digests:
        return 0
    folder = beside(ledger)
    if folder.exists():
        raise Conflict(f"there is something at {folder} already", "choose another name: a copy never replaces anything")
    try:
        temporary = Path(tempfile.mkdtemp(dir=ledger.parent, prefix=f".{folder.name}."))
        try:
            for sha256 in digests:
                if (content := content_of(connection, sha256)) is not None:
                    _write(temporary, sha256, content, mode=0o600)
            temporary.rename(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise UnusableLedger(
            f"cannot write the kept copies to {folder}: {error.strerror}", "choose another place, and check its room"
        ) from error
    return len(digests)


def beside(ledger: Path) -> Path:
    """The folder of the copies that belong to the ledger in the file `ledger`."""
    return ledger.with_name(f"{ledger.name}.sources")


def _file_of(connection: Connection) -> Path | None:
    """The file of an SQLite ledger, links followed; `None` on PostgreSQL."""
    path: Path | None = connection.get_execution_options().get(LEDGER_FILE)
    return path and path.resolve()


def _sizes(connection: Connection, digests: Iterable[str]) -> dict[str, int | None]:
    """How many bytes the database has of each of `digests` that were kept; `None` where they lie in a file."""
    size = func.length(kept_copies.c.content).label("size")
    rows = chunks(
        connection,
        sorted(digests),
        lambda some: select(kept_copies.c.sha256, size).where(kept_copies.c.sha256.in_(some)),
    )
    return {row["sha256"]: row["size"] for row in rows}


def _of_file(path: Path, read: Callable[[BufferedReader], T]) -> T | None:
    """What `read` makes of the file of a copy; `None` where it is missing."""
    try:
        with path.open("rb") as file:
            return read(file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnusableLedger(
            f"cannot read the kept copy {path}: {error.strerror}", "check who may read it and its folder"
        ) from error


def _digest_of_file(file: BufferedReader) -> str:
    """In memory that does not grow with the file."""
    return hashlib.file_digest(file, "sha256").hexdigest()


def _length(file: BufferedReader) -> int:
    return file.seek(0, os.SEEK_END)


def _write(folder: Path, sha256: str, content: bytes, *, mode: int) -> None:
    """Write a copy, whole or not at all. Who may read the ledger, whose file has the `mode`, may read it, too."""
    try:
        if not folder.is_dir():
            folder.mkdir()
            folder.chmod(mode & 0o666 | (mode & 0o444) >> 2)  # to read a folder is to enter it
            _sync(folder.parent)
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=".")
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode & 0o444)
            temporary.replace(folder / sha256)
        finally:
            temporary.unlink(missing_ok=True)
        _sync(folder)
    except OSError as error:
        with suppress(OSError):  # it is not empty
            folder.rmdir()
        raise UnusableLedger(
            f"cannot write a copy to {folder}: {error.strerror}", "make room, and check who may write there"
        ) from error


def _sync(folder: Path) -> None:
    """Without it, a power cut could take back a name in it, and leave the row; Windows knows no such thing."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
