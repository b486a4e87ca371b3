"""Documents: one a file, or lists of them under `packages` and `published_totals`; in JSON Lines one a line."""

import io
import json
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from aidledger.domain.model import validate
from aidledger.domain.packages import Document, Entry
from aidledger.domain.published import PublishedDocument
from aidledger.errors import InvalidInput, Problem
from aidledger.intake.files import STANDARD_INPUT, name_of, opened, read_text, unicode_encoding

_JSON_START = re.compile(r"\s*(\{|\[\s*[\]{])")
_TOML_START = re.compile(r"\s*(#|\[|[A-Za-z_-]+\s*=)")
_PACKAGES: Final = "packages"
_PUBLISHED: Final = "published_totals"
_OF_A_REPORT: Final = ("report", "tables")
"""What `aidledger export` writes beside packages, to be read by others: both are there, and both are objects."""
_HEADER = re.compile(rf"^[ \t]*\[\[[ \t]*({_PACKAGES}|{_PUBLISHED})[ \t]*\]\]", re.MULTILINE)
_TOML_PLACE = re.compile(r"(.*?)\s*\(at line (\d+), column (\d+)\)")
_SHAPE: Final = "write one package, or a list of them under 'packages'; 'aidledger schema' describes a package"


class _Part(NamedTuple):
    """One document of a file: whether it is a published total, and the list that it stands in with its position."""

    data: object
    published: bool
    list_name: str = ""
    position: int = 0


def read_documents(path: str | Path) -> list[Entry]:
    """The packages and published totals of one file, or of standard input.

    JSON is told from TOML by its name, else by how it begins.

    Raises `InvalidInput` with every problem of the file, `NotFound` where there is none.
    """
    name, text = name_of(path), read_text(path)
    suffix = Path(path).suffix.lower()
    if suffix not in {".toml", ".json"} and str(path) != STANDARD_INPUT:
        raise InvalidInput(
            f"{name}: files of type '{suffix}' cannot be read", "give a .toml, .json, .jsonl, .csv or .xlsx file"
        )
    as_json = suffix == ".json" or (suffix != ".toml" and is_json(text))
    entries: list[Entry] = []
    problems: list[Problem] = []
    for place, part in _json(name, text) if as_json else _toml(name, text):
        try:
            entries.append(_entry(part, place))
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput.of(problems)
    return entries


def read_lines(path: str | Path) -> Iterator[Entry]:
    """The packages and published totals of a file in JSON Lines, one a line, one at a time.

    Raises `NotFound` where there is none, `InvalidInput`, when all others have been read, with every problem.
    """
    problems: list[Problem] = []
    with opened(path) as file:
        encoding = unicode_encoding(file.read(2))
        file.seek(0)
        for number, line in enumerate(io.TextIOWrapper(file, encoding, errors="surrogateescape"), start=1):
            if line.strip():
                try:
                    yield from (_entry(part, place) for place, part in _json(f"{name_of(path)}:{number}", line))
                except InvalidInput as error:
                    problems += error.problems
    if problems:
        raise InvalidInput.of(problems)


def is_toml(text: str) -> bool:
    """Whether text that has no name begins as TOML does."""
    return bool(_TOML_START.match(text))


def is_json(text: str) -> bool:
    """Whether text that has no name begins as JSON does."""
    return bool(_JSON_START.match(text))


def _entry(part: _Part, place: str) -> Entry:
    if part.published:
        return validate(PublishedDocument, part.data, where=place).entry(place)
    return validate(Document, part.data, where=place).entry(place)


def _toml(name: str, text: str) -> Iterator[tuple[str, _Part]]:
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.fullmatch(str(error))
        what, where = (place[1], f"{name}:{place[2]}:{place[3]}") if place else (str(error), name)
        raise InvalidInput(f"{where}: this is not TOML: {what.lower()}", "text goes between quotes") from None
    except (ValueError, ArithmeticError, RecursionError):
        raise InvalidInput(f"{name}: a number is too long, or lists lie too deep", "check the file") from None
    lines: dict[str, list[int]] = {_PACKAGES: [], _PUBLISHED: []}
    for header in _HEADER.finditer(text):
        lines[header[1]].append(text.count("\n", 0, header.start()) + 1)
    for part in _parts(name, document):
        # What is not written under headers of its own, but as an array, has no line to point at.
        own = lines.get(part.list_name, [])[part.position - 1 : part.position]
        yield f"{name}:{own[0]}" if own else name, part


def _json(name: str, text: str) -> Iterator[tuple[str, _Part]]:
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=_not_a_number, object_pairs_hook=no_key_twice)
    except json.JSONDecodeError as error:
        where = f"{name}:{error.lineno}:{error.colno}"
        raise InvalidInput(
            f"{where}: this is not JSON: {error.msg.lower()}", "check commas, quotes and brackets"
        ) from None
    except (ValueError, ArithmeticError, RecursionError) as error:
        message = error.message if isinstance(error, InvalidInput) else "a number is too long, or lists lie too deep"
        raise InvalidInput(f"{name}: {message}", "check the file") from None
    for part in _parts(name, document):
        yield (f"{name}:{part.list_name}.{part.position}" if part.list_name else name), part


def _parts(name: str, document: object) -> list[_Part]:
    lists: dict[str, object] = {_PACKAGES: document} if isinstance(document, list) else {}
    if isinstance(document, dict):
        if all(isinstance(document.get(key), dict) for key in _OF_A_REPORT):
            document = {key: value for key, value in document.items() if key not in _OF_A_REPORT}
        lists = {key: value for key, value in document.items() if key in {_PACKAGES, _PUBLISHED}}
        if document and not lists:
            return [_Part(document, _is_published(document))]
        if stray := sorted(document.keys() - lists.keys()):
            raise InvalidInput(f"{name}: '{stray[0]}' stands beside the list of {next(iter(lists))}", _SHAPE)
    parts = []
    for key, value in lists.items():
        if not isinstance(value, list) or not value:
            raise InvalidInput(
                f"{name}: there is no {'package' if key == _PACKAGES else 'published total'} in it", _SHAPE
            )
        named = isinstance(document, dict)
        parts += [
            _Part(one, key == _PUBLISHED if named else _is_published(one), key, position)
            for position, one in enumerate(value, start=1)
        ]
    if not parts:
        raise InvalidInput(f"{name}: there is no package in it", _SHAPE)
    return parts


def _is_published(document: object) -> bool:
    return isinstance(document, dict) and "published_total" in document


def _not_a_number(text: str) -> NoReturn:
    raise InvalidInput(f"{text} is not a number")


def no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Raises `InvalidInput` where a key stands twice, of which other readers keep the last."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        twice = next(key for position, (key, _) in enumerate(pairs) if key in dict(pairs[:position]))
        raise InvalidInput(f"the field '{twice}' is given twice")
    return fields
