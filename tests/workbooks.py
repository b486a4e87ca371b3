"""Workbooks that were exported, edited as somebody edits them in Excel: by sheet, heading and ref."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook


class Sheet:
    """A sheet of records: its headings, and the rows below them."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        cells = next(row for row in sheet.iter_rows(max_row=20) if row[0].value == "Ref")
        self.heading_row: int = cells[0].row
        self._columns: dict[str, int] = {str(cell.value): cell.column for cell in cells if cell.value}

    def column(self, heading: str) -> int:
        """The number of the column under `heading`."""
        return self._columns[heading]

    def row(self, ref: str, number: int | None = None) -> int:
        """The row of a package, or of its item or source with this number."""
        for row in range(self.heading_row + 1, self.sheet.max_row + 1):
            numbered = number is None or self.sheet.cell(row, self.column("No.")).value == number
            if numbered and self.sheet.cell(row, self.column("Ref")).value == ref:
                return row
        raise LookupError(ref)

    def write(self, ref: str, heading: str, value: object, *, number: int | None = None) -> "Sheet":
        """Type a value into a cell; `None` clears it, and text stays text whatever it begins with."""
        cell = self.sheet.cell(self.row(ref, number), self.column(heading))
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
        return self

    def add(self, cells: Mapping[str, object]) -> None:
        """Write a row below the others, by headings."""
        row = self.sheet.max_row + 1
        for heading, value in cells.items():
            self.sheet.cell(row, self.column(heading)).value = value

    def delete(self, ref: str, number: int | None = None) -> None:
        """Take a row out."""
        self.sheet.delete_rows(self.row(ref, number))

    def turn(self) -> None:
        """Put the rows, and the columns, into the opposite order."""
        top, width = self.heading_row, self.sheet.max_column
        rows = [[cell.value for cell in row][::-1] for row in self.sheet.iter_rows(min_row=top, max_col=width)]
        for at, row in enumerate([rows[0], *rows[:0:-1]], start=top):
            for column, value in enumerate(row, start=1):
                self.sheet.cell(at, column).value = value


class Book:
    """A workbook that is being edited."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.book = load_workbook(path)
        self.packages = Sheet(self.book["Packages"])
        self.items = Sheet(self.book["Line items"])
        self.sources = Sheet(self.book["Sources"])

    def save(self) -> None:
        """Write it over the file that it was read from."""
        self.book.save(self._path)
