"""Files of any kind as entries to be recorded: what they were taken for, and then what they state."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Final

from aidledger.domain.bad_rows import BadRow
from aidledger.domain.packages import Entry
from aidledger.errors import InvalidInput, Problem
from aidledger.intake.documents import is_json, is_toml, read_documents, read_lines
from aidledger.intake.files import STANDARD_INPUT, name_of, opened
from aidledger.intake.grids import Grid, grids, is_workbook
from aidledger.intake.headings import KINDS, PACKAGES, lacking, words
from aidledger.intake.packages import read_tables
from aidledger.intake.tables import HEADINGS_WITHIN, Table, Told, as_headed

_TABLES: Final = frozenset({".csv", ".tsv", ".txt", ".tab", ".xlsx"})
_BEGINNING: Final = 4_096
_NEEDED: Final = " or ".join(f"{' and '.join(sorted(kind.needed))} ({kind.name})" for kind in KINDS)
_WANTED: Final = f"a table has headings for {_NEEDED}; --map 'Column=field' says what a column is"


class Reading:
    """What some files state: documents in order, then tables, which are read together.

    Iterating gives the entries one at a time, again and again. It raises `InvalidInput`, when all that can be read has
    been, with every problem of all files, each with its file, row and column.
    """

    def __init__(self, paths: Iterable[str | Path], told: Told) -> None:
        """Look at the files at `paths`; `-` is standard input.

        Raises `NotFound`, `AidledgerError` for what cannot be read, and `InvalidInput` for what is not understood:
        headings that mean no field, and figures or days that can be read in two ways.
        """
        self._documents: list[Callable[[], Iterable[Entry]]] = []
        self._tables: list[Table] = []
        self._unread: list[str] = []
        """Which sheets are not read, and why."""
        self._lines = 0
        self._refused: dict[str, str] = {}
        problems: list[Problem] = []
        for path in paths:
            try:
                self._look_at(path, told)
            except InvalidInput as error:
                problems += error.problems
        if not problems:
            problems += _mapped_in_vain(told, self._tables)
        if problems:
            raise InvalidInput.of(problems)

    def _look_at(self, path: str | Path, told: Told) -> None:
        match _type(path):
            case ".jsonl":
                with opened(path) as file:
                    self._lines += sum(1 for _ in file)
                self._documents.append(lambda: read_lines(path))
            case ending if ending in _TABLES:
                self._add_tables(name_of(path), grids(path), told)
            case _:
                documents = read_documents(path)
                self._documents.append(lambda: documents)

    def _add_tables(self, name: str, found: Sequence[Grid], told: Told) -> None:
        seen = [grid for grid in found if not grid.hidden]
        tables = [(grid, Table.of(grid, told)) for grid in seen]
        if not any(table for _, table in tables):
            raise _no_table(name, seen, told)
        self._tables += [table for _, table in tables if table]
        self._unread += [f"{grid.name}: is hidden, and is not read" for grid in found if grid.hidden]
        self._unread += [
            f"{grid.name}: has no headings of packages, items or sources, and is not read"
            for grid, table in tables
            if not table
        ]

    def __iter__(self) -> Iterator[Entry]:
        return self._entries(None)

    @property
    def rows(self) -> int:
        """How many rows its tables of packages have, and how many lines its files in JSON Lines."""
        return self._lines + sum(table.rows for table in self._tables if table.kind is PACKAGES)

    def understood(self) -> list[str]:
        """What each table was taken for, and which sheets of workbooks were none."""
        return [*chain.from_iterable(table.understood() for table in self._tables), *self._unread]

    def headed(self, problems: Iterable[Problem]) -> list[Problem]:
        """`problems` in the order of the tables, and by their headings: `packages.csv:3:Country`."""
        return as_headed(problems, self._tables)

    def without(self, problems: Iterable[Problem]) -> bool:
        """Leave out, from now on, the packages of tables with a row that has one of `problems`; whether there are any.

        Problems are told by their places: `packages.csv:3:amount` is one of the row at `packages.csv:3`.
        """
        more = {place: str(one) for one in self.headed(problems) for place in _prefixes(one.where)}
        known = len(self._refused)
        self._refused = more | self._refused
        return len(self._refused) > known

    def left_out(self) -> list[BadRow]:
        """The rows that `without` leaves out, and what is wrong with them."""
        bad: list[BadRow] = []
        for _ in self._entries(bad):
            pass
        return bad

    def _entries(self, bad: list[BadRow] | None) -> Iterator[Entry]:
        problems: list[Problem] = []
        streams = [documents() for documents in self._documents]
        if self._tables:
            streams.append(read_tables(self._tables, self._refused, bad))
        for stream in streams:
            try:
                yield from stream
            except InvalidInput as error:
                problems += error.problems
        if problems:
            raise InvalidInput.of(problems)


def _mapped_in_vain(told: Told, tables: Sequence[Table]) -> Iterator[Problem]:
    """What was said of columns that no table has."""
    there = {words(column.heading) for table in tables for column in table.columns}
    for one in told.mapped:
        if words(one.heading) not in there:
            columns = ", ".join(column.heading for table in tables for column in table.columns if column.heading)
            message = f"--map '{one.heading}={one.field}' names no column"
            yield Problem("", message, f"the columns are: {columns}" if columns else "only tables have columns")


def _no_table(name: str, found: Sequence[Grid], told: Told) -> InvalidInput:
    """What to say of a file without a table, by the row that is most like headings, else the first of several cells."""
    rows = [
        (f"{grid.name}:{number}", texts)
        for grid in found
        for number, cells in islice(grid, HEADINGS_WITHIN)
        if len(texts := [str(cell).strip() for cell in cells if str(cell).strip()]) > 1
    ]
    if not rows:
        return InvalidInput(f"{name}: there is no table in it", _WANTED)
    # One cell of data may look like a heading: EUR is one of amounts.
    place, texts = max(rows, key=lambda row: max(1, lacking(row[1], told.mapped).known))
    known, kind, missing = lacking(texts, told.mapped)
    columns = f"the columns are: {', '.join(texts)}"
    if not known:
        return InvalidInput(f"{place}: the first rows have no headings that are known", f"{_WANTED}; {columns}")
    return InvalidInput(
        f"{place}: of what a table of {kind.name} needs, no heading means {' and '.join(missing)}",
        f"say which column is: --map 'COLUMN={missing[0]}'; {columns}",
    )


def _type(path: str | Path) -> str:
    """The ending of the file's name, `.xlsx` for every workbook; of standard input, what it would be."""
    if is_workbook(path):
        return ".xlsx"
    if str(path) != STANDARD_INPUT:
        return Path(path).suffix.lower()
    with opened(path) as file:
        beginning = file.read(_BEGINNING).decode("utf-8-sig", "replace")
    if is_json(beginning):
        first, _, rest = beginning.strip().partition("\n")
        return ".jsonl" if first.rstrip().endswith("}") and rest.lstrip().startswith("{") else ".json"
    return ".toml" if is_toml(beginning) or not beginning.strip() else ".csv"


def _prefixes(where: str) -> Iterator[str]:
    parts = where.split(":")
    return (":".join(parts[:length]) for length in range(1, len(parts) + 1))
