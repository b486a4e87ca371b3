"""Tables as rows of cells, whatever holds them: a CSV file of any encoding and separator, a sheet of a workbook."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from aidledger.domain.text import spreadsheet_plain
from aidledger.errors import InvalidInput
from aidledger.intake.files import encoding_name, encoding_of, name_of, opened

if TYPE_CHECKING:
    from _csv import Reader

Cell = str | Decimal | date
"""What a cell holds: text, which may be blank; in workbooks also a number or a day."""

NOT_CALCULATED: Final = "#FORMULA!"
"""Stands for a formula whose result the workbook does not hold, as Excel's do, and those of other programs may not."""
OLD_WORKBOOK: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""How workbooks begin that ask for a password, or are older than .xlsx."""
_ZIP: Final = b"PK\x03\x04"
_SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE: Final = 100
"""Lines that the separator is judged by."""


class Row(NamedTuple):
    """One row: its cells, and its number in the file, from 1 as people count; in CSV, of the line that it begins on."""

    number: int
    cells: list[Cell]


class Grid:
    """A table: its rows, the one of headings included, which may be read again and again.

    `name` is what messages call it (`main.csv`, `main.xlsx[Packages]`), `layout` how it is written (`UTF-8, separated
    by commas`); `separator` is that of its cells, if text parts them; `hidden` sheets are seen by nobody.
    """

    def __init__(
        self, name: str, layout: str, rows: Callable[[], Iterator[Row]], *, separator: str = "", hidden: bool = False
    ) -> None:
        self.name = name
        self.layout = layout
        self.separator = separator
        self.hidden = hidden
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        return self._rows()


def grids(path: str | Path) -> list[Grid]:
    """The tables of a file: a CSV file has one, a workbook one for each of its sheets.

    Raises `NotFound`, `AidledgerError` for what cannot be read, `InvalidInput` for what is no table.
    """
    if is_workbook(path):
        # Its reader is loaded for workbooks alone.
        from aidledger.intake.workbooks import sheets

        return sheets(path)
    return [_of_text(path)]


def is_workbook(path: str | Path) -> bool:
    """Whether the file is one of Excel's, by its first bytes: those of a zip archive, or of an older workbook."""
    with opened(path) as file:
        return file.read(len(OLD_WORKBOOK)).startswith((_ZIP, OLD_WORKBOOK))


def _of_text(path: str | Path) -> Grid:
    name, encoding = name_of(path), encoding_of(path)
    separator = _separator(path, encoding)

    def rows() -> Iterator[Row]:
        with opened(path) as file, io.TextIOWrapper(file, encoding, newline="") as text:
            yield from _rows(name, text, separator)

    layout = f"{encoding_name(encoding)}, separated by {_SEPARATORS[separator]}"
    return Grid(name, layout, rows, separator=separator)


def _rows(name: str, text: io.TextIOWrapper, separator: str) -> Iterator[Row]:
    reader = csv.reader(text, delimiter=separator, strict=True)
    try:
        number = 1
        for values in reader:
            yield Row(number, [spreadsheet_plain(value).strip("\u00a0") for value in values])
            number = reader.line_num + 1
    except csv.Error as error:
        raise InvalidInput(f"{name}:{reader.line_num}: this is not CSV: {error}", "check the quotes") from None


def _separator(path: str | Path, encoding: str) -> str:
    """The separator that parts the most of the first lines into equally many cells, and the more the better.

    Lines count, not rows: read with another separator, a cell of several lines falls into as many rows. A comma where
    nothing is parted.
    """
    with opened(path) as file, io.TextIOWrapper(file, encoding, newline="") as text:
        lines = list(islice(text, _SAMPLE))

    def fitness(separator: str) -> tuple[int, int]:
        reader = csv.reader(lines, delimiter=separator)
        widths: Counter[int] = Counter()
        read = 0
        for row in _readable(reader):
            widths[len(row)] += reader.line_num - read
            read = reader.line_num
        return max(((covered, width) for width, covered in widths.items() if width > 1), default=(0, 0))

    return max(_SEPARATORS, key=fitness)


def _readable(reader: "Reader") -> Iterator[list[str]]:
    """The rows, as far as they can be read."""
    try:
        yield from reader
    except csv.Error:
        return
