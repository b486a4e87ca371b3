"""How long a sheet of line items takes to write, against what other writers take for the same rows of ten columns.

`python benchmarks/workbooks.py [100000,1000000]`. Ours has number formats by bound, an Excel Table, and widths that
fit; openpyxl's write-only mode and the Rust writer (rustpy-xlsxwriter) have what their names here say. Some of
the seconds and most of the memory of ours are what the program is: it reads a ledger first.
"""

import sys
import tempfile
from pathlib import Path

from run import PYTHON, Contender, judge, measure, show

ROWS = """
import sys
path, count = sys.argv[1], int(sys.argv[2])
HEADINGS = ["Ref", "No.", "Description", "Category", "Quantity bound", "Quantity", "Unit", "Currency", "Amount bound",
            "Amount"]
def rows():
    for number in range(count):
        yield [f"generated-{number // 5}", number % 5 + 1, f"thing {number % 997} of a generated package", "fires",
               "at least", number % 5000, "rounds", "USD", "up to", number * 100]
"""
OURS = (
    ROWS
    + """
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from aidledger import Ledger
from aidledger.domain.bounds import Bound
from aidledger.domain.report import PartName
from aidledger.reports.description import Records
from aidledger.reports.description.values import Count, Link, Money, Place
from aidledger.reports.workbook.book import Book
from aidledger.reports.workbook.cells import Cells
from aidledger.reports.workbook.layout import Layout
from aidledger.reports.workbook.streaming import Waiting, fill
with Ledger.open(f"{path}.db") as ledger:
    report = ledger.report(parts=[PartName.ITEMS])
book, layout = Book(report, None), Layout()
part = next(part for part in Records(report).parts if part.name is PartName.ITEMS)
part = part._replace(columns=part.columns[:10])
(sheet,) = layout.place(part, count)
with Waiting(Cells(sheet, book.styles, layout)) as waiting, tempfile.TemporaryFile() as file:
    for ref, number, description, category, bound, quantity, unit, code, other, amount in rows():
        waiting.add(waiting.cells.row((
            Link(ref, Place(PartName.PACKAGES, 0)), number, description, category, bound,
            Count(Decimal(quantity), Bound.AT_LEAST), unit, code, other, Money(Decimal(amount), code, Bound.AT_MOST),
        )))
    waiting.end()
    book.add(waiting.cells, layout)
    book.save(file)
    fill(file, Path(path), [waiting], [], report.made_at)
"""
)
OPENPYXL = (
    ROWS
    + """
from openpyxl import Workbook
book = Workbook(write_only=True)
sheet = book.create_sheet("Line items")
sheet.append(HEADINGS)
for row in rows():
    sheet.append(row)
book.save(path)
"""
)
STYLED = (
    ROWS
    + """
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import NamedStyle
book = Workbook(write_only=True)
sheet = book.create_sheet("Line items")
for name, number_format in (("text", "General"), ("figure", '"up to " #,##0')):
    book.add_named_style(NamedStyle(name, number_format=number_format))
sheet.append(HEADINGS)
def cell(value):
    styled = WriteOnlyCell(sheet, value)
    styled.style = "figure" if isinstance(value, int) else "text"
    return styled
for row in rows():
    sheet.append([cell(value) for value in row])
book.save(path)
"""
)
RUST = (
    ROWS
    + """
from rustpy_xlsxwriter import write_worksheet
write_worksheet((dict(zip(HEADINGS, row)) for row in rows()), path, sheet_name="Line items")
"""
)
RUST_STYLED = RUST.replace(
    'sheet_name="Line items"',
    'sheet_name="Line items", float_format="#,##0", bold_headers=True, freeze_row=1, autofilter=True',
)


def main(sizes: list[int]) -> None:
    """Measure every size, and hold the figures against the aims."""
    took = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in sizes:
            path = str(Path(folder) / "report.xlsx")
            contenders = {
                "aidledger": (OURS, []),
                "rustpy-xlsxwriter": (RUST, ["rustpy_xlsxwriter"]),
                "rustpy-xlsxwriter, formats": (RUST_STYLED, ["rustpy_xlsxwriter"]),
                "openpyxl write-only": (OPENPYXL, []),
                "openpyxl write-only, styled": (STYLED, []),
            }
            measured = measure(
                [
                    Contender(name, [*PYTHON, program, path, str(count)], needs)
                    for name, (program, needs) in contenders.items()
                    if count <= 200_000 or name == "aidledger"
                ],
                rounds=3 if count <= 200_000 else 1,
            )
            print(f"\n## {count:,} rows of ten columns")
            show(measured, "aidledger")
            ours = took[count] = measured["aidledger"].processor
            if "openpyxl write-only, styled" in measured:
                faster = measured["openpyxl write-only, styled"].processor / ours
                judge("faster than openpyxl's write-only mode, styled", faster, 5, "x", at_least=True)
                judge("times that mode without styles", ours / measured["openpyxl write-only"].processor, 1.25, "x")
            if "rustpy-xlsxwriter, formats" in measured:
                judge("times a Rust writer", ours / measured["rustpy-xlsxwriter, formats"].processor, 1.5, "x")
            judge("memory", measured["aidledger"].memory, 64, " MiB")
    if len(sizes) == 2:
        judge(f"{sizes[1]:,} against {sizes[0]:,}", took[sizes[1]] / took[sizes[0]], sizes[1] / sizes[0], "x")


if __name__ == "__main__":
    main([int(size) for size in (sys.argv[1] if len(sys.argv) > 1 else "100000,1000000").split(",")])
