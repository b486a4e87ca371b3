"""Workbooks as people make them, read as values; and files that only look like workbooks, or mean harm."""

import io
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from aidledger.domain.packages import Package
from aidledger.errors import AidledgerError, InvalidInput
from aidledger.intake import Mapped, exported, read
from aidledger.intake.grids import grids

HEADINGS = ["Date announced", "Donor country", "What", "Value in USD", "Remarks"]
ROW = [date(2023, 8, 29), "United States", "Drawdown 45", 250_000_000, None]
Rows = Sequence[Sequence[Any]]


def made(rows: Rows = (HEADINGS, ROW), more: Callable[[Any], None] = lambda _book: None) -> bytes:
    """A workbook with one sheet, as openpyxl writes it; `more` is done to it before."""
    book: Any = Workbook()
    sheet = book.active
    sheet.title = "Aid"
    for row in rows:
        sheet.append(list(row))
    more(book)
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def patched(data: bytes, parts: Mapping[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """The archive with `parts` added, or in place of those that it has; a function makes a part of what it was."""
    page = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            part = parts[name] if name in parts else old.read(name)
            new.writestr(name, part if isinstance(part, bytes) else part(old.read(name)))
    return page.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_cells(*cells: str) -> Callable[[bytes], bytes]:
    """A further row 9 in the XML of a sheet."""
    row = f'<row r="9">{"".join(cells)}</row></sheetData>'.encode()
    return lambda content: content.replace(b"</sheetData>", row)


def packages_of(path: Path, data: bytes, *maps: str) -> list[Package]:
    path.write_bytes(data)
    return [entry.package for entry in read(path, mapped=[Mapped.parse(text) for text in maps])]


def refusal_of(path: Path, data: bytes, *maps: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as refusal:
        packages_of(path, data, *maps)
    assert refusal.value.hint
    return refusal.value


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the workbooks are written, each over the one before."""
    return tmp_path_factory.mktemp("workbooks") / "aid.xlsx"


def said(path: Path, refusal: AidledgerError) -> list[str]:
    """The lines of a refusal, without the folder."""
    return [line.replace(f"{path.parent}/", "") for line in refusal.message.splitlines()]


# As people make them.


def test_typed_days_and_numbers_with_titles_above_that_are_merged(path: Path) -> None:
    def titled(book: Any) -> None:
        sheet = book.active
        sheet.insert_rows(1, 3)
        sheet["A1"], sheet["A2"] = "Military aid to Ukraine", "compiled by hand"
        sheet.merge_cells("A1:E1")
        sheet.merge_cells("A2:E2")

    rows: Rows = [
        HEADINGS,
        ROW,
        [datetime.fromisoformat("2023-08-30T00:00:00"), "DE", "Marder", 10_500_000.5, "two\nlines"],
        [2023, "NO", "x", 0.1],
    ]
    found = packages_of(path, made(rows, titled))
    assert [(str(one.announced_on), one.donor, one.title, str(one.amount), one.note) for one in found] == [
        ("2023-08-29", "US", "Drawdown 45", "USD 250,000,000", None),
        ("2023-08-30", "DE", "Marder", "USD 10,500,000.5", "two\nlines"),
        ("2023", "NO", "x", "USD 0.1", None),
    ]
    assert [line.replace(f"{path.parent}/", "") for line in read(path).understood()] == [
        "aid.xlsx[Aid]: 3 rows of packages (workbook)",
        "  Date announced  announced_on",
        "  Donor country   donor",
        "  What            title",
        "  Value in USD    amount, in USD",
        "  Remarks         note",
    ]


@pytest.mark.parametrize(
    ("value", "amount"),
    [(0.1 + 0.2, "USD 0.3"), (1.1 * 3, "USD 3.3"), (9_999_999_999_999.99, "USD 9,999,999,999,999.99"),
     (10.0**13, "USD 10,000,000,000,000"), (-5, "USD -5"), ("(5.50)", "USD -5.5"), ("up to 5", "up to USD 5")],
)  # fmt: skip
def test_numbers_are_what_excel_shows_of_them(path: Path, value: object, amount: str) -> None:
    (package,) = packages_of(path, made([HEADINGS, [*ROW[:3], value]]))
    assert str(package.amount) == amount


def test_a_time_of_day_leaves_the_day_and_truth_is_a_word(path: Path) -> None:
    (package,) = packages_of(path, made([HEADINGS, [datetime.fromisoformat("2023-08-29T14:30:00"), "US", True, 5]]))
    assert (str(package.announced_on), package.title) == ("2023-08-29", "yes")
    refusal = refusal_of(path, made([HEADINGS, [*ROW[:3], time(3, 4)]]))
    assert said(path, refusal)[0].startswith("aid.xlsx[Aid]:2:Value in USD: ")


def test_days_of_either_calendar_of_excel(path: Path) -> None:
    def since_1904(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904

    (package,) = packages_of(path, made(more=since_1904))
    assert str(package.announced_on) == "2023-08-29"


def test_a_day_that_excel_made_of_something_else_is_refused(path: Path) -> None:
    refusal = refusal_of(path, made([HEADINGS, [*ROW[:3], date(2023, 10, 5)]]))
    assert said(path, refusal) == [
        "aid.xlsx[Aid]:2:Value in USD: the workbook has the day 2023-10-05 here, and no amount"
    ]


def test_a_table_that_does_not_begin_in_the_first_column(path: Path) -> None:
    (package,) = packages_of(path, made([["", "", *HEADINGS], ["", "", *ROW]]))
    assert package.title == "Drawdown 45"
    refusal = refusal_of(path, made([["", "", *HEADINGS], ["", "?", *ROW]]))
    assert said(path, refusal) == ["aid.xlsx[Aid]:2: '?' stands in a column without a heading"]


def test_a_cell_beside_the_table_is_told(path: Path) -> None:
    refusal = refusal_of(path, made([HEADINGS, [*ROW, "beside"]]))
    assert said(path, refusal) == ["aid.xlsx[Aid]:2: 'beside' stands to the right of the last heading"]


def test_cells_that_are_merged_have_one_value(path: Path) -> None:
    def merged(book: Any) -> None:
        book.active.merge_cells("B2:B3")

    refusal = refusal_of(path, made([HEADINGS, ROW, ROW], merged))
    assert said(path, refusal) == ["aid.xlsx[Aid]:3:Donor country: this is needed"]
    assert refusal.hint == "fill in the cell; where cells are merged, the first has the value"


def test_sheets_of_all_kinds_in_one_workbook(path: Path) -> None:
    def sheets(book: Any) -> None:
        book.create_sheet("Items").append(["Package", "Item", "Qty"])
        book["Items"].append(["us-1", "HIMARS", 12])
        book.create_sheet("Empty")
        book.create_sheet("Read me").append(["Some words", "and others"])
        for title, state in (("Old", "hidden"), ("Older", "veryHidden")):
            book.create_sheet(title).append(HEADINGS)
            book[title].append(ROW)
            book[title].sheet_state = state
        book.create_chartsheet("Chart").add_chart(BarChart())

    (package,) = packages_of(path, made([["Package", *HEADINGS], ["us-1", *ROW]], sheets))
    assert [str(item) for item in package.items] == ["12 units: HIMARS"]
    assert [line.replace(f"{path.parent}/", "") for line in read(path).understood() if "is not read" in line] == [
        "aid.xlsx[Old]: is hidden, and is not read",
        "aid.xlsx[Older]: is hidden, and is not read",
        "aid.xlsx[Empty]: has no headings of packages, items or sources, and is not read",
        "aid.xlsx[Read me]: has no headings of packages, items or sources, and is not read",
    ]


def test_a_workbook_without_a_table(path: Path) -> None:
    assert said(path, refusal_of(path, made([]))) == ["aid.xlsx: there is no table in it"]
    refusal = refusal_of(path, made([["Colour", "Shade"], ["red", 5]]))
    assert said(path, refusal) == ["aid.xlsx[Aid]:1: the first rows have no headings that are known"]


def test_a_file_is_what_it_is_whatever_it_is_called(path: Path) -> None:
    (package,) = packages_of(path.with_suffix(".csv"), made())
    assert package.title == "Drawdown 45"
    (package,) = packages_of(path, b"Donor,Date,Title\nUS,2023,text\n")
    assert package.title == "text"


# Formulas, errors, macros, links.


def test_a_formula_is_its_result_and_nothing_else(path: Path) -> None:
    cells = with_cells(
        '<c r="A9" t="str"><f>TEXT(45167,"yyyy-mm-dd")</f><v>2023-08-29</v></c>',
        '<c r="B9" t="str"><f>"U"&amp;"S"</f><v>US</v></c>',
        '<c r="C9" t="str"><f>[1]Sheet1!A1</f><v>linked</v></c>',
        '<c r="D9"><f>SUM(D2:D2)</f><v>5</v></c>',
        '<c r="E9" t="str"><f>""</f><v></v></c>',
    )
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    found = packages_of(path, patched(made(), {SHEET: cells, "xl/externalLinks/externalLink1.xml": link}))
    assert (found[-1].title, str(found[-1].amount), found[-1].note) == ("linked", "USD 5", None)


@pytest.mark.parametrize(
    "formula", ["<f>SUM(D2:D2)</f><v></v>", "<f>SUM(D2:D2)</f><v/>", "<f>1</f>", '<f t="shared" si="0"/>']
)
def test_a_formula_without_a_result_is_not_taken_for_a_blank(path: Path, formula: str) -> None:
    """Else an amount that nobody has calculated would be one that was not disclosed."""
    cells = with_cells('<c r="A9" t="str"><v>2023</v></c><c r="B9" t="str"><v>US</v></c>',
                       f'<c r="C9" t="str"><v>x</v></c><c r="D9">{formula}</c>')  # fmt: skip
    data = patched(made(), {SHEET: cells})
    assert said(path, refusal_of(path, data)) == ["aid.xlsx[Aid]:9:Value in USD: the formula has no result"]
    assert packages_of(path, data, "Value in USD=")[-1].amount is None


def test_rows_of_nothing_but_formulas_without_a_result_are_not_lost(path: Path) -> None:
    refusal = refusal_of(path, patched(made(), {SHEET: with_cells('<c r="B9"><f>Old!B9</f></c>')}))
    assert said(path, refusal) == [
        "aid.xlsx[Aid]:9:Date announced: this is needed",
        "aid.xlsx[Aid]:9:Donor country: the formula has no result",
    ]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_a_formula_that_failed_is_not_taken_for_a_blank(path: Path, error: str) -> None:
    cells = with_cells('<c r="A9" t="str"><v>2023</v></c><c r="B9" t="str"><v>US</v></c>',
                       f'<c r="C9" t="str"><v>x</v></c><c r="D9" s="0" t="e"><f>1/0</f><v>{error}</v></c>')  # fmt: skip
    refusal = refusal_of(path, patched(made(), {SHEET: cells}))
    assert said(path, refusal) == [f"aid.xlsx[Aid]:9:Value in USD: the formula failed: {error}"]


def test_a_workbook_with_macros_is_read_as_values(path: Path) -> None:
    data = patched(made(), {
        "xl/vbaProject.bin": b'\xd0\xcf\x11\xe0 Sub Auto_Open() Shell "calc" End Sub' * 100,
        "[Content_Types].xml": lambda content: content.replace(
            b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
        ),
    })  # fmt: skip
    (package,) = packages_of(path.with_suffix(".xlsm"), data)
    assert package.title == "Drawdown 45"


# Hostile ones.

_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))
LAUGHTER = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">' + _LAUGHS + b"]><x>&l9;</x>"


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", SHEET, "docProps/app.xml", "customXml/item1.xml"])
def test_a_part_that_defines_entities_is_refused(path: Path, part: str) -> None:
    assert said(path, refusal_of(path, patched(made(), {part: LAUGHTER}))) == [
        "aid.xlsx: the workbook defines entities, which none needs"
    ]
    assert exported(path) is None


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "docProps/custom.xml"])
def test_nothing_is_expanded_in_the_parts_that_are_read_first(path: Path, part: str) -> None:
    assert refusal_of(path, patched(made(), {part: LAUGHTER})).message.startswith(f"{path}: ")
    assert exported(path) is None


def test_xml_in_another_encoding_hides_nothing(path: Path) -> None:
    hidden = LAUGHTER.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")
    refusal_of(path, patched(made(), {"xl/sharedStrings.xml": hidden}))


def claiming(data: bytes, part: str, size: int) -> bytes:
    """The archive, whose directory says that a part has `size` bytes when it is unpacked."""
    page = bytearray(data)
    for found in re.finditer(rb"PK\x01\x02", data):
        at = found.start()
        if data[at + 46 :].startswith(part.encode()):
            page[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(page)


def test_what_would_not_fit_is_refused_by_what_it_says_of_itself(path: Path) -> None:
    refusal = refusal_of(path, claiming(made(), SHEET, 2 << 30))
    assert said(path, refusal) == ["aid.xlsx: unpacked, the workbook would take more than 1 GiB"]


def test_a_list_of_sheets_as_long_as_a_book_is_refused(path: Path) -> None:
    data = patched(made(), {"xl/workbook.xml": lambda content: content + b" " * (2 << 20)})
    assert said(path, refusal_of(path, data)) == ["aid.xlsx: this is not a workbook, or a damaged one"]


@pytest.mark.parametrize("told", ["{}", "no JSON", ""])
def test_a_workbook_that_tells_of_no_ledger_is_one_like_others(path: Path, told: str) -> None:
    """One that another program, or another version of this one, has written."""

    def telling(book: Any) -> None:
        book.custom_doc_props.append(StringProperty(name="aidledger", value=told))

    (package,) = packages_of(path, made(more=telling))
    assert package.title == "Drawdown 45"
    assert exported(path) is None


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/media/image1.png"])
def test_what_is_larger_than_it_says_is_refused(path: Path, part: str) -> None:
    bomb = claiming(patched(made(), {part: b" " * (50 << 20)}), part, 1_000)
    assert len(bomb) < 100_000
    assert said(path, refusal_of(path, bomb)) == ["aid.xlsx: this is not a workbook, or a damaged one"]


def test_cells_so_far_apart_that_the_table_between_them_would_not_fit(path: Path) -> None:
    refusal = refusal_of(path, patched(made(), {SHEET: with_cells('<c r="XFD1048576"><v>1</v></c>')}))
    assert said(path, refusal) == [
        "aid.xlsx[Aid]: the sheet has 10 cells and reaches to row 1,048,576 and column 16,384, too far to be read"
    ]


def test_cells_that_hide_where_they_stand_are_refused(path: Path) -> None:
    refusal = refusal_of(path, patched(made(), {SHEET: with_cells("<c><v>1</v></c>")}))
    assert said(path, refusal) == ["aid.xlsx[Aid]: cells of the sheet do not say where they stand"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell the most memory held")
def test_memory_stays_bounded_whatever_the_sheet_claims(path: Path) -> None:
    path.write_bytes(patched(made(), {SHEET: with_cells('<c r="XFD1048576"><v>1</v></c>')}))
    program = (
        "import re, sys\nfrom pathlib import Path\nfrom aidledger.errors import InvalidInput\n"
        "from aidledger.intake import read\ntry:\n    read(sys.argv[1])\nexcept InvalidInput:\n"
        "    print(re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1])"
    )
    ran = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True, timeout=60)
    assert int(ran.stdout) < 300_000  # KiB


def test_a_cell_longer_than_any_text_is_refused_without_being_repeated(path: Path) -> None:
    for position, heading in ((4, "Remarks"), (1, "Donor country"), (3, "Value in USD")):
        row = [*ROW[:4], "x"]
        row[position] = "x" * 32_767
        refusal = refusal_of(path, made([HEADINGS, row]))
        assert said(path, refusal)[0].startswith(f"aid.xlsx[Aid]:2:{heading}: the ")
        assert len(refusal.message) < 300


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 and then nothing", "aid.xlsx: this is not a workbook, or a damaged one"),
        (made()[:-200], "aid.xlsx: this is not a workbook, or a damaged one"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
            "aid.xlsx: the workbook asks for a password, or is older than",
        ),
        (patched(made(), {})[:3_000], "aid.xlsx: this is not a workbook, or a damaged one"),
    ],
    # The bytes of a workbook hold the time at which it was made: no two processes would call it the same.
    ids=["no archive", "cut short", "encrypted", "its beginning alone"],
)
def test_what_is_no_workbook_or_a_damaged_one(path: Path, data: bytes, message: str) -> None:
    assert said(path, refusal_of(path, data))[0].startswith(message)
    assert exported(path) is None


def test_an_archive_of_something_else(path: Path) -> None:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert said(path, refusal_of(path, page.getvalue())) == ["aid.xlsx: this is not a workbook, or a damaged one"]


WHOLE = made([HEADINGS, ROW, [date(2023, 8, 30), "DE", "Marder", 10.5, "x"]])


def understood_or_refused(path: Path, data: bytes) -> None:
    """Whatever the bytes are: no other exception comes out."""
    path.write_bytes(data)
    exported(path)
    try:
        for grid in grids(path):
            for _ in grid:
                pass
        list(read(path))
    except AidledgerError as error:
        refusal = error
    else:
        return
    assert refusal.message.strip()


def damaged(inside: bool) -> st.SearchStrategy[bytes]:
    """The workbook with a piece that was cut out, doubled or replaced; `inside`, in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/") and "theme" not in name]
        contents = {name: archive.read(name) for name in names}

    def cut(whole: bytes, start: int, length: int, piece: bytes) -> bytes:
        start %= len(whole)
        return whole[:start] + piece + whole[start + length :]

    lengths = st.sampled_from([0, 1, 7, 60, 400])
    pieces = st.binary(max_size=4) | st.sampled_from([b"<", b">", b'"', b"</c>", b"<c/>", b"99999999999", b"A1", b"t="])
    if not inside:
        return st.builds(cut, st.just(WHOLE), st.integers(0, 10**6), lengths, pieces)
    return st.builds(
        lambda name, start, length, piece: patched(WHOLE, {name: cut(contents[name], start, length, piece)}),
        st.sampled_from(names), st.integers(0, 10**6), lengths, pieces,
    )  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=damaged(inside=True) | damaged(inside=False))
def test_whatever_is_damaged_is_understood_or_refused(path: Path, data: bytes) -> None:
    understood_or_refused(path, data)


@pytest.mark.slow
@settings(max_examples=10_000, suppress_health_check=[HealthCheck.too_slow])
@given(data=damaged(inside=True) | damaged(inside=False))
def test_ten_thousand_damaged_workbooks_are_understood_or_refused(path: Path, data: bytes) -> None:
    understood_or_refused(path, data)
