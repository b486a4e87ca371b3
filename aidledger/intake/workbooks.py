"""Sheets of a workbook, read as values alone: formulas, macros and links to other files are never looked at.

An .xlsx file is a zip archive of XML. Before it is read, each of its parts is looked through once: for more than a
workbook can sensibly hold, for definitions of entities, which no workbook has, and for cells so far apart that the
table between them would not fit into memory. What the reader takes for blank and is not, errors and formulas that
nobody has calculated, is found on the way.
"""

import posixpath
import re
import zlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from lxml.etree import (  # type: ignore[import-untyped]  # its stubs lag behind it
    XMLParser,
    XMLSyntaxError,
    fromstring,
)
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from aidledger.errors import InvalidInput
from aidledger.intake.files import name_of, on_disk, opened
from aidledger.intake.grids import NOT_CALCULATED, OLD_WORKBOOK, Cell, Grid, Row

_LARGEST: Final = 1 << 30
"""Bytes of all parts together when they are unpacked."""
_MOST_CELLS: Final = 12_000_000
_ROOMY: Final = 1_000_000
_SPARSEST: Final = 20
"""Of a sheet with more cells than are roomy, blank ones between them included, one in twenty is written."""
_CHUNK: Final = 1 << 20
_LONGEST_CELL: Final = 1 << 17
"""Bytes; what is longer is no error and no formula."""
_EXCEL_DIGITS: Final = 15
"""What Excel shows of a number, and lets people type; what follows is left by its binary fractions."""
_DIGITS: Final = b"0123456789"
_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NOT_A_WORKBOOKS: Final = (b"<!DOCTYPE", b"<!ENTITY", b"\0")
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ADDRESS: Final = re.compile(rb'\sr="([A-Z]{1,3}[0-9]{1,7})"')
_ERROR: Final = re.compile(
    rb'<c (?=[^>]*\bt="e")[^>]*\br="([A-Z]+)([0-9]+)"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>'
)
_FORMULA: Final = re.compile(
    rb'<c (?![^>]*\bt="str")[^>]*\br="([A-Z]+)([0-9]+)"[^>]*><f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>'
)
DAMAGED: Final = (BadZipFile, zlib.error, XMLSyntaxError, NotImplementedError, RuntimeError, EOFError, KeyError)
"""What reading a zip archive raises: it is none, its bytes or its XML are damaged, a part is packed in a way that is
not known (`NotImplementedError`) or encrypted (`RuntimeError`), ends too early, or is not there (`KeyError`)."""
_HINT: Final = "give a workbook (.xlsx) that Excel or LibreOffice has written"
Value = int | float | str | bool | time | date | datetime | timedelta
Shown = Mapping[int, Mapping[int, str]]
"""What cells show that the reader takes for blank, by row and by column, both from 1."""


def sheets(path: str | Path) -> list[Grid]:
    """The sheets of a workbook, in its order.

    Raises `NotFound`, `AidledgerError` for what cannot be read, `InvalidInput` for what is no workbook, or no safe one.
    """
    name = name_of(path)
    with opened(path) as file:
        if file.read(len(OLD_WORKBOOK)) == OLD_WORKBOOK:
            raise InvalidInput(
                f"{name}: the workbook asks for a password, or is older than .xlsx",
                "save it as an .xlsx workbook without a password",
            )
        try:
            shown = _looked_through(name, ZipFile(file))
        except DAMAGED:
            raise InvalidInput(f"{name}: this is not a workbook, or a damaged one", _HINT) from None
    try:
        book = CalamineWorkbook.from_path(on_disk(path))
    except CalamineError as error:
        raise InvalidInput(f"{name}: this is not a workbook: {error}", _HINT) from None
    # A sheet is held while it is read, again and again; there might be no room for two.
    sheet = lru_cache(maxsize=1)(book.get_sheet_by_name)
    return [
        _grid(name, sheet, one.name, shown.get(one.name, {}), hidden=one.visible is not SheetVisibleEnum.Visible)
        for one in book.sheets_metadata
        if one.typ is SheetTypeEnum.WorkSheet
    ]


def _grid(name: str, sheet: Callable[[str], CalamineSheet], title: str, shown: Shown, *, hidden: bool) -> Grid:
    def rows() -> Iterator[Row]:
        try:
            found = sheet(title)
            blank = [""] * (found.start[1] if found.start else 0)
            number = 0
            for number, values in enumerate(found.iter_rows(), start=1):
                yield Row(number, _with(shown.get(number, {}), [*blank, *map(_cell, values)]))
            for beneath in sorted(row for row in shown if row > number):
                yield Row(beneath, _with(shown[beneath], []))
        except CalamineError as error:
            raise InvalidInput(f"{name}[{title}]: the sheet cannot be read: {error}", _HINT) from None

    return Grid(f"{name}[{title}]", "workbook", rows, hidden=hidden)


def _with(shown: Mapping[int, str], cells: list[Cell]) -> list[Cell]:
    for column, text in shown.items():
        cells += [""] * (column - len(cells))
        cells[column - 1] = text
    return cells


def _cell(value: Value) -> Cell:
    match value:
        case bool():
            return "yes" if value else "no"
        case float() | int():
            number = Decimal(f"{value:.{_EXCEL_DIGITS}g}")
            return number.to_integral_value() if number == number.to_integral_value() else number
        case datetime():
            return value.date() if value.time() == time() else value.isoformat(" ")
        case date() | str():
            return value
        case _:
            return str(value)


def small_part(archive: ZipFile, part: str) -> Any:
    """The root element of a part that is small in any sane workbook.

    Raises `KeyError` where there is none, `BadZipFile` or `XMLSyntaxError` for one that is damaged, or large.
    """
    if archive.getinfo(part).file_size > _CHUNK:
        raise BadZipFile(f"{part} is too large")
    return fromstring(archive.read(part), XMLParser(resolve_entities=False, no_network=True))


def _looked_through(name: str, archive: ZipFile) -> Mapping[str, Shown]:
    """What sheets show that the reader takes for blank, by their titles. Raises `InvalidInput` for what is not safe."""
    if sum(part.file_size for part in archive.infolist()) > _LARGEST:
        raise InvalidInput(f"{name}: unpacked, the workbook would take more than 1 GiB", "export it as CSV")
    titles = _titles(archive)
    shown: dict[str, Shown] = {}
    for part in archive.infolist():
        chunks = _chunks(name, archive, part)
        if title := titles.get(part.filename.lower()):
            shown[title] = _shown(f"{name}[{title}]", chunks)
        else:
            # They are only unpacked, so that nothing in them is larger than it says.
            deque(chunks, maxlen=0)
    return shown


def _titles(archive: ZipFile) -> Mapping[str, str]:
    """The titles of sheets by the names of their parts, in lower case. Raises `KeyError` where it is no workbook."""
    targets = {one.get("Id"): one.get("Target") for one in small_part(archive, "xl/_rels/workbook.xml.rels")}
    titles: dict[str, str] = {}
    for sheet in small_part(archive, "xl/workbook.xml").iter("{*}sheet"):
        # The namespace differs between the two forms of the standard.
        relation = next((value for name, value in sheet.items() if name.endswith("relationships}id")), None)
        if not (targets.get(relation) and sheet.get("name")):
            raise KeyError(relation)
        part = posixpath.normpath(posixpath.join("/xl", targets[relation])).lstrip("/")
        titles[part.lower()] = sheet.get("name")
    return titles


def _shown(name: str, chunks: Iterable[bytes]) -> Shown:
    cells = last_row = last_column = 0
    shown: dict[int, dict[int, str]] = defaultdict(dict)
    for chunk in chunks:
        addresses = _ADDRESS.findall(chunk)
        cells += len(addresses)
        if len(_CELL.findall(chunk)) > len(addresses):
            raise InvalidInput(f"{name}: cells of the sheet do not say where they stand", _HINT)
        joined = b" ".join(addresses)
        last_row = max([last_row, *map(int, set(joined.translate(None, _LETTERS).split()))])
        last_column = max([last_column, *map(_number, set(joined.translate(None, _DIGITS).split()))])
        for column, row, error in _ERROR.findall(chunk) if b't="e"' in chunk else ():
            shown[int(row)][_number(column)] = error.decode()
        for column, row in _FORMULA.findall(chunk) if b"<f" in chunk else ():
            shown[int(row)][_number(column)] = NOT_CALCULATED
    if cells > _MOST_CELLS or last_row * last_column > max(_ROOMY, cells * _SPARSEST):
        raise InvalidInput(
            f"{name}: the sheet has {cells:,} cells and reaches to row {last_row:,} and column {last_column:,}, "
            "too far to be read",
            "delete what stands apart from the table, or export it as CSV",
        )
    return shown


def _chunks(name: str, archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    """The bytes of a part, some at a time, cut between cells. Raises `InvalidInput` for XML of no workbook."""
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    rest = b""
    with archive.open(part) as file:
        while read := file.read(_CHUNK):
            chunk = rest + read
            if is_xml and any(mark in chunk for mark in _NOT_A_WORKBOOKS):
                raise InvalidInput(f"{name}: the workbook defines entities, which none needs", _HINT)
            near = max(0, len(chunk) - _LONGEST_CELL)
            cuts = (chunk.rfind(b"<c ", near), chunk.rfind(b"<", near), len(chunk))
            cut = next(at for at in cuts if at >= 0)
            yield chunk[:cut]
            rest = chunk[cut:]
    yield rest


def _number(letters: bytes) -> int:
    """The number of a column: 1 for A, 28 for AB."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
