"""Files that replace others whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from aidledger.errors import AidledgerError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """The name of an empty file in the folder of `path`, which takes the place of `path` if all goes well.

    Otherwise it is deleted, and what was at `path` stays as it was. Raises `AidledgerError` for what cannot be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
        os.close(descriptor)
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        # mkstemp lets only the owner read; the finished file is as readable as any other that the user makes.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        # Without it, a power cut could leave the good name on an empty file.
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacing_text(path: Path) -> Iterator[TextIO]:
    """A file for text in UTF-8, with plain line feeds, that takes the place of `path` as `replacing` says."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        yield file


def _unwritable(path: Path, error: OSError) -> AidledgerError:
    return AidledgerError(
        f"cannot write {path}: {(error.strerror or str(error)).lower()}",
        "check the folder, and close the file where another program has it open",
    )
