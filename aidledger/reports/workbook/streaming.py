"""Sheets of whatever length, written into a book that openpyxl has made of everything else.

openpyxl keeps every cell in memory, or takes five times as long. So it makes a book whose sheets have no cells: with
all styles, widths, tables, charts and properties. The cells, which wait in a file for the widths of their columns to be
known, are then put into the parts of that book as these are copied.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml.etree import fromstring, tostring  # type: ignore[import-untyped]  # its stubs lag behind it

from aidledger.reports.workbook.cells import Cells

_CHUNK: Final = 1 << 20
_LEVEL: Final = 1
"""Of compression: the sixth takes four times as long, and a third off the size."""
_FIRST_YEAR: Final = 1980
"""Archives know no earlier one."""
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_LARGE: Final = 1_900_000_000
"""Bytes beyond which a part needs the larger form of an archive, which Excel does not want without need."""
_OF_A_FONT: Final = ("b", "i", "strike", "u", "vertAlign", "sz", "color", "name", "family", "charset", "scheme")
_DATA: Final = re.compile(rb"<sheetData\s*/>|<sheetData>.*?</sheetData>", re.DOTALL)
_DIMENSION: Final = re.compile(rb'<dimension ref="[^"]*"\s*/>')


class Waiting:
    """The rows of one sheet, in a file for the time until the book is made."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as this
        self._links: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  likewise
        self._chunk: list[str] = []
        self._head = self._foot = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._links.close()

    def add(self, row: str) -> None:
        """Take the next row."""
        self._chunk.append(row)
        if len(self._chunk) == 1_000:
            self._put()

    def _put(self) -> None:
        for file, texts in ((self._file, self._chunk), (self._links, self.cells.links)):
            file.write("".join(texts).encode())
            texts.clear()

    def end(self) -> None:
        """There are no more rows, and it is known where all other sheets are."""
        self._head, self._foot = self.cells.head().encode(), self.cells.foot().encode()
        self._put()

    @property
    def size(self) -> int:
        """In bytes."""
        return self._file.tell()

    def rows(self) -> Iterator[bytes]:
        """All rows of the sheet."""
        yield self._head
        yield from _chunks(self._file)
        yield self._foot

    def links(self) -> Iterator[bytes]:
        """All that leads from its cells."""
        return _chunks(self._links)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def fill(book: IO[bytes], path: Path, sheets: Sequence[Waiting], described: Sequence[str], made_at: datetime) -> None:
    """Write `book` at `path` with the cells of its `sheets`, in order, and its charts `described` for who sees none.

    Every part is dated `made_at`, so that the same report gives the same bytes.
    """
    with ZipFile(book) as skeleton, ZipFile(path, "w", ZIP_DEFLATED) as archive:
        left = list(described)
        for name in skeleton.namelist():
            part, large = skeleton.read(name), False
            if found := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name):
                waiting = sheets[int(found[1]) - 1]
                pieces, large = _filled(part, waiting), waiting.size > _LARGE
            elif found := re.fullmatch(r"xl/worksheets/_rels/sheet(\d+)\.xml\.rels", name):
                pieces = _related(part, sheets[int(found[1]) - 1].cells.addresses)
            elif name == "xl/styles.xml":
                pieces = iter([_in_order(part)])
            elif name.startswith("xl/drawings/drawing"):
                pieces = iter([_told(part, left)])
            else:
                pieces = iter([part])
            with archive.open(_info(name, made_at), "w", force_zip64=large) as written:
                for piece in pieces:
                    written.write(piece)


def _info(name: str, made_at: datetime) -> ZipInfo:
    year, month, day, hour, minute, second = made_at.timetuple()[:6]
    info = ZipInfo(name, (max(year, _FIRST_YEAR), month, day, hour, minute, second))
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001  public from Python 3.13 on
    return info


def _filled(part: bytes, waiting: Waiting) -> Iterator[bytes]:
    """The part of a sheet with its cells, and with what leads from these."""
    sheet = waiting.cells.sheet
    last = f"{sheet.ref.partition(':')[2]}"
    before, after = _DATA.split(part, maxsplit=1)
    yield _DIMENSION.sub(f'<dimension ref="A1:{last}"/>'.encode(), before)
    yield b"<sheetData>"
    yield from waiting.rows()
    yield b"</sheetData>"
    if not waiting.cells.linked:
        yield after
        return
    # Links stand behind everything about cells, and before everything about print.
    behind, margins, rest = after.partition(b"<pageMargins")
    yield behind + b"<hyperlinks>"
    yield from waiting.links()
    yield b"</hyperlinks>" + margins + rest


def _related(part: bytes, addresses: Mapping[str, int]) -> Iterator[bytes]:
    """The part that tells what a sheet is related to, with the addresses that its links lead to."""
    before, end, _ = part.rpartition(b"</Relationships>")
    yield before
    yield "".join(
        f'<Relationship Id="link{number}" Type="{_RELATION}" Target={quoteattr(address)} TargetMode="External"/>'
        for address, number in addresses.items()
    ).encode()
    yield end


def _in_order(part: bytes) -> bytes:
    """The styles, with what makes up a font in the order of the standard, which openpyxl does not keep to."""
    root = fromstring(part)
    for font in root.iterfind("{*}fonts/{*}font"):
        font[:] = sorted(font, key=lambda element: _OF_A_FONT.index(element.tag.rpartition("}")[2]))
    styles: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return styles


def _told(part: bytes, left: list[str]) -> bytes:
    """A drawing, with what its charts show in words; `left` are those of the charts that are yet to come."""

    def named(match: re.Match[bytes]) -> bytes:
        return match[1] + f" descr={quoteattr(left.pop(0))}".encode() + match[2]

    return re.sub(rb'(<(?:\w+:)?cNvPr [^>]*name="Chart \d+")([^>]*>)', named, part)
