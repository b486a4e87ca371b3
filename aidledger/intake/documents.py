"""Package documents in TOML and JSON: one package a file, or a list of them under `packages`."""

import json
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NoReturn

from aidledger.domain.model import validate
from aidledger.domain.packages import Document, Entry
from aidledger.errors import InvalidInput, Problem
from aidledger.intake.files import STANDARD_INPUT, name_of, read_text

_JSON_START = re.compile(r"\s*(\{|\[\s*[\]{])")
_PACKAGES_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*packages[ \t]*\]\]", re.MULTILINE)
_TOML_PLACE = re.compile(r"(.*?)\s*\(at line (\d+), column (\d+)\)")
_SHAPE: Final = "write one package, or a list of them under 'packages'; 'aidledger schema' describes a package"


def read_documents(path: str | Path) -> list[Entry]:
    """The packages of one file, or of standard input. JSON is told from TOML by its name, else by how it begins.

    Raises `InvalidInput` with every problem of the file, `NotFound` where there is none.
    """
    name, text = name_of(path), read_text(path)
    suffix = Path(path).suffix.lower()
    if suffix not in {".toml", ".json"} and str(path) != STANDARD_INPUT:
        raise InvalidInput(f"{name}: files of type '{suffix}' cannot be read", "give a .toml, .json or .csv file")
    is_json = suffix == ".json" or (suffix != ".toml" and _JSON_START.match(text))
    entries: list[Entry] = []
    problems: list[Problem] = []
    for place, data in _json(name, text) if is_json else _toml(name, text):
        try:
            entries.append(validate(Document, data, where=place).entry(place))
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput.of(problems)
    return entries


def _toml(name: str, text: str) -> Iterator[tuple[str, object]]:
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.fullmatch(str(error))
        what, where = (place[1], f"{name}:{place[2]}:{place[3]}") if place else (str(error), name)
        raise InvalidInput(f"{where}: this is not TOML: {what.lower()}", "text goes between quotes") from None
    except (ValueError, ArithmeticError, RecursionError):
        raise InvalidInput(f"{name}: a number is too long, or lists lie too deep", "check the file") from None
    lines = [text.count("\n", 0, header.start()) + 1 for header in _PACKAGES_HEADER.finditer(text)]
    for position, package in enumerate(_packages(name, document)):
        # Packages that are not written under headers of their own, but as an array, have no line to point at.
        yield f"{name}:{lines[position]}" if position < len(lines) else name, package


def _json(name: str, text: str) -> Iterator[tuple[str, object]]:
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
    single = isinstance(document, dict) and "packages" not in document
    for position, package in enumerate(_packages(name, document), start=1):
        yield (name if single else f"{name}:packages.{position}"), package


def _packages(name: str, document: object) -> list[object]:
    if isinstance(document, dict) and "packages" in document:
        if stray := sorted(set(document) - {"packages"}):
            raise InvalidInput(f"{name}: '{stray[0]}' stands beside the list of packages", _SHAPE)
        document = document["packages"]
    elif isinstance(document, dict) and document:
        return [document]
    if not isinstance(document, list) or not document:
        raise InvalidInput(f"{name}: there is no package in it", _SHAPE)
    return document


def _not_a_number(text: str) -> NoReturn:
    raise InvalidInput(f"{text} is not a number")


def no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Raises `InvalidInput` where a key stands twice, of which other readers keep the last."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        twice = next(key for position, (key, _) in enumerate(pairs) if key in dict(pairs[:position]))
        raise InvalidInput(f"the field '{twice}' is given twice")
    return fields
