"""Files that replace others whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TextIO

from aidledger.errors import AidledgerError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """The name of an empty file in the folder of `path`, which takes the place of `path` if all goes well.

    Otherwise it is deleted, and what was at `path` stays as it was. Raises `AidledgerError` for what cannot be written.
    """
    target = path.resolve()  # a link to a file stays one
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=target.suffix)
        os.close(descriptor)
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        if target.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        temporary.chmod(_mode(target))
        # Without it, a power cut could leave the good name on an empty file.
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(target)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacing_text(path: Path) -> Iterator[TextIO]:
    """A file for text in UTF-8, with plain line feeds, that takes the place of `path` as `replacing` says."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        yield file


def opened_anew(path: Path, replaced: ExitStack, opened: ExitStack) -> TextIO:
    """A file of several that replace others together: when `replaced` ends well, after `opened` has closed it."""
    temporary = replaced.enter_context(replacing(path))
    return opened.enter_context(temporary.open("w", encoding="utf-8", newline="\n"))


def _mode(path: Path) -> int:
    """Who may read and write it: who may what it replaces, else whoever may any other file that the user makes."""
    with suppress(FileNotFoundError):
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _unwritable(path: Path, error: OSError) -> AidledgerError:
    return AidledgerError(
        f"cannot write {path}: {(error.strerror or str(error)).lower()}",
        "check the folder, and close the file where another program has it open",
    )
