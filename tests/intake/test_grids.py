"""Files of text as rows of cells: encodings, separators and quotes are found out, and what is no table is refused."""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidledger.errors import AidledgerError, InvalidInput, NotFound
from aidledger.intake import files
from aidledger.intake.grids import Grid, grids

ROWS = [["Donor", "Title"], ["DE", "Munition für Geschütze"], ["FR", "a “quoted” title: œuvre"]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where files are written, each over the one before."""
    return tmp_path_factory.mktemp("grids")


def grid_of(path: Path, data: bytes) -> Grid:
    path.write_bytes(data)
    (grid,) = grids(path)
    return grid


def cells_of(grid: Grid) -> list[list[object]]:
    return [list(row.cells) for row in grid]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_encoding_is_told_and_no_character_of_it_is_lost(folder: Path, encoding: str, name: str, end: str) -> None:
    text = end.join(",".join(cells) for cells in ROWS) + end
    grid = grid_of(folder / "main.csv", text.encode(encoding))
    assert grid.layout == f"{name}, separated by commas"
    assert cells_of(grid) == ROWS


def test_utf_16_with_its_mark_the_other_way_round(folder: Path) -> None:
    assert cells_of(grid_of(folder / "main.csv", b"\xfe\xff" + "ü,b\n".encode("utf-16-be"))) == [["ü", "b"]]


def test_the_whole_file_decides_about_its_encoding_not_its_beginning(folder: Path) -> None:
    data = b"donor,title\n" + b"US,plain\n" * 20_000 + "DE,Geschütz\n".encode("cp1252")
    grid = grid_of(folder / "main.csv", data)
    assert grid.layout.startswith("Windows-1252")
    assert cells_of(grid)[-1] == ["DE", "Geschütz"]


def test_what_is_in_no_encoding_is_refused(folder: Path) -> None:
    with pytest.raises(InvalidInput, match=r"broken\.csv: its text is in none of the encodings UTF-8, UTF-16 and"):
        grid_of(folder / "broken.csv", b"a,\x81\n")
    with pytest.raises(InvalidInput, match="in none of the encodings"):
        grid_of(folder / "broken.csv", b"\xff\xfea,\xd8")


cells = st.text(st.sampled_from("abc ,;|\t\"'\n1.5€ü="), max_size=6).filter(
    # An apostrophe before a formula is taken off: see below.
    lambda cell: cell == cell.strip() and not cell.startswith("'")
)


def written(rows: list[list[str]], separator: str) -> str:
    """As the format says (RFC 4180), written down here independently of any library."""
    return "".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows)


@given(
    width=st.integers(2, 5), separator=st.sampled_from(",;\t|"), encoding=st.sampled_from(["utf-8-sig", "utf-16"]),
    data=st.data(),
)  # fmt: skip
def test_whatever_the_separator_the_cells_come_back(
    folder: Path, width: int, separator: str, encoding: str, data: st.DataObject
) -> None:
    headings = [f"heading {number}" for number in range(width)]
    rows = data.draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=4))
    grid = grid_of(folder / "main.csv", written([headings, *rows], separator).encode(encoding))
    assert grid.layout.endswith({",": "by commas", ";": "by semicolons", "\t": "by tabs", "|": "by bars"}[separator])
    assert cells_of(grid) == [headings, *rows]


def test_decimal_commas_between_semicolons_separate_nothing(folder: Path) -> None:
    grid = grid_of(folder / "main.csv", b"Donor;Amount;Currency\nDE;1,5;EUR\nFR;2,5;EUR\n")
    assert cells_of(grid)[1:] == [["DE", "1,5", "EUR"], ["FR", "2,5", "EUR"]]


def test_lists_of_several_lines_in_a_cell_do_not_hide_the_separator(folder: Path) -> None:
    lists = '"12 x tanks; 3 x guns\n4 x mines; spare parts\n5 x shells; fuses"'
    grid = grid_of(folder / "main.csv", f"Donor,Date,Items\nUS,2023,{lists}\nNO,2023,{lists}\n".encode())
    assert grid.layout == "UTF-8, separated by commas"
    assert [len(cells) for cells in cells_of(grid)] == [3, 3, 3]


def test_titles_above_a_table_do_not_hide_its_separator(folder: Path) -> None:
    grid = grid_of(folder / "main.csv", b"Aid, by donor\n\nDonor;Date;Note\nUS;2023;one, two\nNO;2023;three\n")
    assert cells_of(grid)[2] == ["Donor", "Date", "Note"]


def test_rows_are_numbered_as_an_editor_numbers_lines(folder: Path) -> None:
    grid = grid_of(
        folder / "main.csv", b'donor,note\n\nUS,"two\nlines"\nNO,"two\r\nlines"\n\nDK,"two\rlines"\nSE,one\n'
    )
    assert [(row.number, row.cells[0]) for row in grid if row.cells] == [
        (1, "donor"), (3, "US"), (5, "NO"), (8, "DK"), (10, "SE"),
    ]  # fmt: skip


def test_blanks_that_do_not_break_are_blanks_and_the_apostrophe_before_a_formula_is_no_text(folder: Path) -> None:
    grid = grid_of(folder / "main.csv", "US\u00a0,'=1+1,'quoted'\n".encode())
    assert cells_of(grid) == [["US", "=1+1", "'quoted'"]]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'a,b\n"open,c\n', r"main\.csv:2: this is not CSV: unexpected end of data"),
        (b'a,b\n"shut"x,c\n', r"main\.csv:2: this is not CSV: ',' expected after '\"'"),
        (b"a,b\n" + b"x" * 200_000 + b",c\n", r"main\.csv:2: this is not CSV: field larger than field limit"),
    ],
)
def test_quotes_that_do_not_fit_and_huge_cells_are_refused_with_their_line(
    folder: Path, data: bytes, message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        cells_of(grid_of(folder / "main.csv", data))


def test_an_empty_file_has_no_rows(folder: Path) -> None:
    assert cells_of(grid_of(folder / "main.csv", b"")) == []


def test_what_is_not_there_and_what_is_a_folder(folder: Path) -> None:
    with pytest.raises(NotFound, match=r"there is no file .*absent\.csv"):
        grids(folder / "absent.csv")
    with pytest.raises(AidledgerError, match="Is a directory"):
        grids(folder)


@pytest.fixture
def standard_input(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], None]]:
    """Hands bytes to the process as its standard input."""

    def hand_in(data: bytes) -> None:
        files._standard_input.cache_clear()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    yield hand_in
    files._standard_input.cache_clear()


def test_standard_input_can_be_read_again_and_again(standard_input: Callable[[bytes], None]) -> None:
    standard_input("donor;title\nDE;Geschütz\n".encode("cp1252"))
    (grid,) = grids("-")
    assert (grid.name, grid.layout) == ("standard input", "Windows-1252, separated by semicolons")
    assert cells_of(grid) == cells_of(grid) == [["donor", "title"], ["DE", "Geschütz"]]
