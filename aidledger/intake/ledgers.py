"""Ledgers as `aidledger export FILE.jsonl` keeps them: one revision a line, in canonical form, with its digest."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO, Final, NamedTuple

from pydantic import BeforeValidator, Field

from aidledger.domain.dates import instant
from aidledger.domain.model import Model, validate
from aidledger.domain.packages import Package
from aidledger.domain.published import PublishedTotal
from aidledger.domain.revisions import CANONICAL_VERSION, AnyRevision, Kept, PublishedRevision, Revision, Stated
from aidledger.domain.text import Line
from aidledger.errors import InvalidInput
from aidledger.intake.documents import no_key_twice
from aidledger.intake.files import name_of, opened

Fields = dict[str, object]

_HINT: Final = "give a file that 'aidledger export FILE.jsonl' wrote"


def _as_instant(value: object) -> object:
    return instant(value) if isinstance(value, str) else value


_Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Stamp(Model):
    """What a line says beside the package, or the published total."""

    number: Annotated[int, Field(ge=1)]
    recorded_at: Annotated[datetime, BeforeValidator(_as_instant)]
    author: Line
    reason: Line | None = None
    previous: _Digest | None = None
    digest: _Digest
    canonical: int


class _Place(NamedTuple):
    """Where a line begins, and when its revision was recorded, by which lines are put in order."""

    recorded_at: datetime
    file: int
    line: int
    offset: int


def is_history(path: str | Path) -> bool:
    """Whether the file is a ledger, revision by revision, and not documents in JSON Lines: its first line has a digest.

    Raises `NotFound`, `AidledgerError` for what cannot be read.
    """
    if Path(path).suffix.lower() != ".jsonl":
        return False
    with opened(path) as file:
        first = next((line for line in file if line.strip()), b"")
    return b'"digest"' in first or not first


def read_ledgers(*paths: str | Path) -> Iterator[Kept]:
    """The revisions of the files at `paths`, in the order in which they were recorded, one at a time.

    Each file is read twice, first for that order: files that were joined, or merged by Git, may come in any.

    Raises `NotFound` for a missing file, `InvalidInput` with file and line for what is no revision.
    """
    with ExitStack() as stack:
        files = [stack.enter_context(opened(path)) for path in paths]
        places = sorted(place for number, file in enumerate(files) for place in _places(paths[number], number, file))
        for _, number, line, offset in places:
            files[number].seek(offset)
            where = f"{name_of(paths[number])}:{line}"
            yield Kept(_revision(_fields(files[number].readline(), where), where), where)


def _places(path: str | Path, number: int, file: BinaryIO) -> Iterator[_Place]:
    offset = 0
    for line, text in enumerate(file, start=1):
        if text.strip():
            where = f"{name_of(path)}:{line}"
            yield _Place(
                validate(_Stamp, _parted(_fields(text, where))[0], where=where).recorded_at, number, line, offset
            )
        offset += len(text)


def _fields(text: bytes, where: str) -> Fields:
    try:
        fields = json.loads(text.decode("utf-8"), object_pairs_hook=no_key_twice)
    except (ValueError, RecursionError) as error:
        message = error.message if isinstance(error, InvalidInput) else "this is not JSON in UTF-8"
        raise InvalidInput(f"{where}: {message}", _HINT) from None
    if not isinstance(fields, dict) or "digest" not in fields:
        raise InvalidInput(f"{where}: this is not a revision", _HINT)
    return fields


def _parted(fields: Fields) -> tuple[Fields, Fields]:
    """What is said of the revision, and what of that which it states."""
    stamp = {name: value for name, value in fields.items() if name in _Stamp.model_fields}
    return stamp, {name: value for name, value in fields.items() if name not in stamp}


def _revision(fields: Fields, where: str) -> AnyRevision:
    said, document = _parted(fields)
    stamp = validate(_Stamp, said, where=where)
    is_total = "published_total" in document
    stated: Stated = (
        validate(PublishedTotal, document, where=where) if is_total else validate(Package, document, where=where)
    )
    if stated.ref is None or stated.known_on is None:
        raise InvalidInput(f"{where}: this is not a revision: it has no ref, or no known-on day", _HINT)
    if stamp.canonical != CANONICAL_VERSION:
        raise InvalidInput(
            f"{where}: it is in canonical form {stamp.canonical}, and this version knows {CANONICAL_VERSION}",
            "upgrade aidledger",
        )
    kept = stamp.model_dump(exclude={"canonical"})
    if isinstance(stated, PublishedTotal):
        return PublishedRevision.model_construct(total=stated, **kept)
    return Revision.model_construct(package=stated, **kept)
