"""Tables of packages as people keep them, and as the program exports them: what they state, and what is refused."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import packages
from support import attempt

from aidledger.domain.packages import Entry, Package
from aidledger.domain.revisions import Revision
from aidledger.domain.vocabulary import DateOrder, DecimalMark
from aidledger.errors import InvalidInput
from aidledger.intake import Mapped, Reading, read
from aidledger.intake.cells import is_total
from aidledger.reports import importable


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where files are written, each over the one before."""
    return tmp_path_factory.mktemp("tables")


def reading_of(folder: Path, *texts: str, maps: Sequence[str] = (), encoding: str = "utf-8") -> Reading:
    """Tables, each a CSV file: `1.csv`, `2.csv`, ..."""
    paths = [folder / f"{number}.csv" for number in range(1, len(texts) + 1)]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text.encode(encoding))
    return read(*paths, mapped=[Mapped.parse(text) for text in maps])


def packages_of(folder: Path, *texts: str, maps: Sequence[str] = ()) -> list[Package]:
    return [entry.package for entry in reading_of(folder, *texts, maps=maps)]


def refusals_of(folder: Path, *texts: str, maps: Sequence[str] = ()) -> list[str]:
    """What is wrong with tables, each problem in a line, by the names of the files alone."""
    with pytest.raises(InvalidInput) as refusal:
        list(reading_of(folder, *texts, maps=maps))
    return [str(problem).removeprefix(f"{folder}/") for problem in refusal.value.problems]


def one(folder: Path, heading: str, cell: str) -> Package:
    """The package that a row with one more column states."""
    (package,) = packages_of(folder, f'Donor,Date,Title,{heading}\nUS,2023-08-29,a package,"{cell}"\n')
    return package


# What a row says.


def test_a_table_with_titles_above_blank_rows_between_and_headings_of_ones_own(folder: Path) -> None:
    found = packages_of(
        folder,
        "Military aid to Ukraine,,,,\n(in millions),,,,\n\n"
        "Date announced,Donor country,Amount (USD m),Package name,Remarks\n"
        '"August 29, 2023",United States,250,Drawdown 45,first\n'
        ",,,,\n"
        "30 August 2023,Denmark and Norway,12.5,,\n",
    )
    assert [(one.donor, str(one.announced_on), str(one.amount), one.title, one.note) for one in found] == [
        ("US", "2023-08-29", "USD 250,000,000", "Drawdown 45", "first"),
        ("DK+NO", "2023-08-30", "USD 12,500,000", None, None),
    ]


@pytest.mark.parametrize(
    ("heading", "cell", "amount"),
    [
        ("Amount", "up to $400M", "up to USD 400,000,000"),
        ("Amount", "($5m)", "USD -5,000,000"),
        ("Amount", "$(5,000.50)", "USD -5,000.5"),
        ("Amount (USD)", "(6,200,000)", "USD -6,200,000"),
        ("Amount (EUR m)", "(12.5)", "EUR -12,500,000"),
        ("Amount (EUR m)", "\u221212.5", "EUR -12,500,000"),
        ("Amount (EUR m)", "about 1,250.5", "about EUR 1,250,500,000"),
        ("Amount (USD)", "1 234 567", "USD 1,234,567"),
        ("Amount (CHF)", "1\u2019234\u2019567", "CHF 1,234,567"),
        ("Amount (KWD)", "1.2340", "KWD 1.2340"),
        ("EUR bn", "0.0015", "EUR 1,500,000"),
        ("Amount (EUR)", "up to EUR 5m", "up to EUR 5,000,000"),
        ("Amount (EUR)", "\u20ac5", "EUR 5"),
    ],
)
def test_amounts_as_people_write_them(folder: Path, heading: str, cell: str, amount: str) -> None:
    assert str(one(folder, heading, cell).amount) == amount


@pytest.mark.parametrize("cell", ["undisclosed", "Not disclosed", "n/a", "-", "\u2013", "TBD", " ", "unknown"])
@pytest.mark.parametrize("heading", ["Amount", "Amount (USD)", "Amount (EUR m)"])
def test_a_value_that_was_not_disclosed_is_no_amount(folder: Path, heading: str, cell: str) -> None:
    assert one(folder, heading, cell).amount is None


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("United States", "US"), ("USA", "US"), ("germany", "DE"), ("UK", "GB"), ("The Netherlands", "NL"),
        ("European Union", "EU"), ("Denmark, Norway and Sweden", "DK+NO+SE"), ("no / dk", "DK+NO"),
        ("Bosnia and Herzegovina", "BA"), ("Bosnia & Herzegovina", "BA"), ("Kosovo", "XK"),
    ],
)  # fmt: skip
def test_countries_by_their_names(folder: Path, country: str, code: str) -> None:
    (package,) = packages_of(folder, f'Country,Date,Title\n"{country}",2023,x\n')
    assert package.donor == code


def test_amount_currency_and_bound_in_columns_of_their_own(folder: Path) -> None:
    found = packages_of(
        folder,
        "donor,date,amount,currency,bound\nUS,2023,400,USD,at_most\nUS,2023,400,US dollars,more than\n"
        "US,2023,~400,USD,\nUS,2023,400,USD,exact\n",
    )
    assert [str(one.amount) for one in found] == ["up to USD 400", "at least USD 400", "about USD 400", "USD 400"]


def test_tags_items_and_sources_in_one_cell(folder: Path) -> None:
    (package,) = packages_of(
        folder,
        "donor,date,items,sources,tags\nUS,2023,"
        '"3,000,000+ rounds: small arms ammunition; 12 x HIMARS\ntwo Patriot batteries",'
        '"https://example.org/a; A book, page 5","a, b c"\n',
    )
    assert [str(item) for item in package.items] == [
        "at least 3,000,000 rounds: small arms ammunition", "12 units: HIMARS", "2 batteries: Patriot batteries",
    ]  # fmt: skip
    assert [source.url or source.title for source in package.sources] == ["https://example.org/a", "A book, page 5"]
    assert package.tags == ("a", "b", "c")


# Rows that add items, and tables beside.


def test_one_row_an_item(folder: Path) -> None:
    found = packages_of(
        folder,
        "Package,Donor,Date,Amount,Item,Quantity,Unit,Item value (USD),Source URL\n"
        'us-1,US,2023-08-29,$250M,ammunition,"3,000,000+",rounds,,https://example.org/a\n'
        "us-1,US,2023-08-29,$250M,HIMARS,12,,\n"
        ",,,,Javelin,~100,,5000\n"
        "uk-1,UK,2023-08-30,\u00a35m,Storm Shadow,,,\n"
        "de-1,DE,2023-08-31,\u20ac2m,,,,,\n",
    )
    assert {one.ref: [str(item) for item in one.items] for one in found} == {
        "us-1": ["at least 3,000,000 rounds: ammunition", "12 units: HIMARS", "about 100 units: Javelin"],
        "uk-1": ["Storm Shadow"],
        "de-1": [],
    }
    assert [[str(item.amount) for item in one.items if item.amount] for one in found] == [["USD 5,000"], [], []]
    assert [[source.url for source in one.sources] for one in found] == [["https://example.org/a"], [], []]


def test_rows_that_add_an_item_to_a_package_without_a_ref_leave_its_cells_blank(folder: Path) -> None:
    (package,) = packages_of(folder, "Donor,Date,Item,Quantity\nUS,2023-08-29,HIMARS,12\n,,Javelin,100\n")
    assert [str(item) for item in package.items] == ["12 units: HIMARS", "100 units: Javelin"]
    assert refusals_of(folder, "Donor,Date,Item\nUS,2023-08-29,HIMARS\nUS,2023-08-29,Javelin\n") == [
        "1.csv:3: it states the same package as the row above, with another item: once, or twice?"
    ]
    assert refusals_of(folder, "Ref,Donor,Date,Item\na,US,2023,HIMARS\na,NO,2023,Javelin\n") == [
        "1.csv:3:Donor: it says 'NO' of 'a', and the row above 'US'"
    ]


PACKAGES = "ref,donor,date\nb,US,2023\na,NO,2023\n"
ITEMS = "Ref,Item,Quantity,Unit\na,rockets,5,rounds\nb,tanks,3,\na,shells,7,rounds\n"
SOURCES = "Ref,URL\na,https://example.org/a\nb,https://example.org/b\n"


def test_items_and_sources_in_other_files_in_any_order(folder: Path) -> None:
    expected = [("b", ["3 units: tanks"], ["https://example.org/b"]),
                ("a", ["5 rounds: rockets", "7 rounds: shells"], ["https://example.org/a"])]  # fmt: skip
    for texts in ((PACKAGES, ITEMS, SOURCES), (SOURCES, ITEMS, PACKAGES), (ITEMS, PACKAGES, SOURCES)):
        found = packages_of(folder, *texts)
        assert [
            (one.ref, [str(item) for item in one.items], [source.url for source in one.sources]) for one in found
        ] == expected


def test_a_table_says_of_which_fields_it_says_something(folder: Path) -> None:
    def fields(*texts: str) -> set[str]:
        (entry,) = reading_of(folder, *texts)
        assert isinstance(entry, Entry)
        return set(entry.fields or ())

    row = "ref,donor,date,title,{}\na,US,2023,x,\n"
    assert fields(row.format("note")) == {"ref", "donor", "announced_on", "title", "note"}
    assert fields(row.format("amount"), "ref,item\na,tanks\n") == {
        "ref", "donor", "announced_on", "title", "amount", "items",
    }  # fmt: skip
    assert "sources" in fields(row.format("URL"))


# What a person says.


def test_columns_are_mapped_and_left_out(folder: Path) -> None:
    (package,) = packages_of(
        folder, "Geber,Datum,Betrag (EUR m),Farbe\nDE,29.08.2023,5,rot\n",
        maps=["Geber=donor", "datum=announced_on", "Betrag (EUR m)=amount", "Farbe="],
    )  # fmt: skip
    assert (package.donor, str(package.announced_on), str(package.amount)) == ("DE", "2023-08-29", "EUR 5,000,000")


def test_a_map_that_no_column_has_is_a_slip_of_the_pen(folder: Path) -> None:
    with pytest.raises(InvalidInput, match="--map 'Remakrs=note' names no column") as refusal:
        reading_of(folder, "donor,date,title,Remarks\nUS,2023,x,y\n", maps=["Remakrs=note"])
    assert refusal.value.hint == "the columns are: donor, date, title, Remarks"


def test_what_was_understood_is_told_a_line_a_column_that_is_not_called_as_its_field(folder: Path) -> None:
    reading = reading_of(
        folder, "Donor;Date announced;Amount\n(EUR m);Farbe;Title\nDE;29.08.2023;1,5;rot;x\n".replace("\n(", " (", 1),
        maps=["Farbe="], encoding="cp1252",
    )  # fmt: skip
    assert [line.removeprefix(f"{folder}/") for line in reading.understood()] == [
        "1.csv: 1 row of packages (UTF-8, separated by semicolons, decimal comma)",
        "  Date announced  announced_on",
        "  Amount (EUR m)  amount, in millions of EUR",
        "  Farbe           left out",
    ]


def test_headings_that_are_broken_into_lines_are_one_line(folder: Path) -> None:
    (package,) = packages_of(folder, 'Donor,"Date\nannounced","Amount\n(EUR m)"\nDE,2023,5\n')
    assert str(package.amount) == "EUR 5,000,000"


def test_how_a_table_writes_is_asked_for_once_for_all_of_it(folder: Path) -> None:
    assert refusals_of(folder, "donor,date,amount,currency\nUS,03/04/2023,1.234,KWD\nUS,2023,5,KWD\n") == [
        "1.csv:2:amount: '1.234' can be read in two ways, and no other cell of the file decides"
    ]
    path = folder / "1.csv"
    (entry, _) = read(path, decimal=DecimalMark.POINT, dates=DateOrder.MONTH_FIRST)
    assert (str(entry.package.amount), str(entry.package.announced_on)) == ("KWD 1.2340", "2023-03-04")
    (entry, _) = read(path, decimal=DecimalMark.COMMA, dates=DateOrder.DAY_FIRST)
    assert (str(entry.package.amount), str(entry.package.announced_on)) == ("KWD 1,234", "2023-04-03")


# What is refused.


@pytest.mark.parametrize(
    "row",
    ["Total,,260.5,", "Total (USD),,260.5,", "US,2023-08-30,260.5,Total", "Grand total:,,260.5,", "EU,2023,260.5,SUM",
     "Insgesamt,,260.5,", "US,Subtotal,260.5,", "Total 2023,,260.5,", "Total USD,2023,260.5,"],
)  # fmt: skip
def test_a_row_of_totals_never_becomes_a_package(folder: Path, row: str) -> None:
    (refusal,) = refusals_of(folder, f"Donor,Date,Amount (USD),Title\nUS,2023-08-29,260.5,x\n{row}\n")
    assert refusal.startswith("1.csv:3: '")
    assert refusal.endswith("': a row of totals states no package")


def test_a_row_of_totals_never_becomes_an_item(folder: Path) -> None:
    assert refusals_of(folder, "Donor,Date,Item,Quantity\nUS,2023,tanks,5\n,,Total,5\n") == [
        "1.csv:3: 'Total': a row of totals states no package"
    ]
    items = "Ref,Item,Quantity\na,tanks,5\nb,shells,7\n"
    assert refusals_of(folder, PACKAGES, f"{items}a,Total,12\n") == ["2.csv:4: a row of totals states no item"]
    assert refusals_of(folder, PACKAGES, f"{items},Total,12\n") == [
        "2.csv:4:Ref: no row of the table of packages has this ref"
    ]


def test_a_package_that_is_named_by_its_ref_may_have_any_title(folder: Path) -> None:
    (package,) = packages_of(folder, "Ref,Donor,Date,Title,Note\na,US,2023,TOTAL,Sum\n")
    assert (package.title, package.note) == ("TOTAL", "Sum")
    for row in ("Total,US,2023,x,", "a,US,,TOTAL,", ",US,2023,TOTAL,"):
        (refusal,) = refusals_of(folder, f"Ref,Donor,Date,Title,Note\n{row}\n")
        assert refusal.endswith("': a row of totals states no package")
    (refusal,) = refusals_of(folder, "Ref,Donor,Date,Item,Quantity\na,US,2023,tanks,5\na,US,2023,Total,5\n")
    assert refusal == "1.csv:3: a row of totals states no item"


@pytest.mark.parametrize("title", ["Total defence package", "Summer package", "Totals of small arms"])
def test_words_that_begin_like_a_total_are_none(folder: Path, title: str) -> None:
    (package,) = packages_of(folder, f"Donor,Date,Title\nUS,2023,{title}\n")
    assert package.title == title


def test_footnotes_and_figures_alone_are_told_in_one_line_each(folder: Path) -> None:
    assert refusals_of(
        folder, "Donor,Date,Amount (USD),Title\nUS,2023,5,x\nSource: own compilation,,,\n,,260.5,\n,,,* preliminary\n"
    ) == [
        "1.csv:3: 'Source: own compilation': the row has no donor and day, and states no package",
        "1.csv:4: '260.5': the row has no donor and day, and states no package",
        "1.csv:5: '* preliminary': the row has no donor and day, and states no package",
    ]


def test_every_problem_of_every_row_is_told_by_its_heading_and_once(folder: Path) -> None:
    assert refusals_of(
        folder,
        "Country,Date,Value (EUR m),Title,Item,Qty,URL\n"
        "XX,2023-02-30,12 x,x,tanks,5-10,ftp://x\n"
        "US,2023,5,x,tanks,5\n"
        ",2024,5,x,tanks,5,,,more\n"
        "US,2023,five,,,,\n",
    ) == [
        "1.csv:2:Country: 'XX' is not a country code",
        "1.csv:2:Date: there is no such day as '2023-02-30'",
        "1.csv:2:Value (EUR m): '12 x' is not a number that could be of the scale in its heading",
        "1.csv:2:Qty: '5-10' is a range",
        "1.csv:2:URL: 'ftp://x' is not a web address",
        "1.csv:4:Country: this is needed",
        "1.csv:4: the row has 9 cells where the headings are 7",
        "1.csv:5:Value (EUR m): 'five' is not a number that could be of the scale in its heading",
    ]


@pytest.mark.parametrize(
    ("heading", "cell", "message"),
    [
        ("Amount", "50%", "'%' is not a currency"),
        ("Amount (USD)", "#N/A", "the formula failed: #N/A"),
        ("Amount (USD)", "#DIV/0!", "the formula failed: #DIV/0!"),
        ("Note", "#REF!", "the formula failed: #REF!"),
        ("Note", "Err:502", "the formula failed: Err:502"),
        ("Amount (EUR)", "$5m", "'EUR $5m' names more than one currency"),
        ("Sources", "2", "'2' is a number, and no list of sources"),
        ("Items", "12", "'12' is a number, and no list of items"),
        ("Instrument", "x" * 1_001, "the cell has 1,001 characters"),
    ],
)
def test_cells_that_cannot_be_what_their_column_says(folder: Path, heading: str, cell: str, message: str) -> None:
    assert refusals_of(folder, f"Donor,Date,Title,{heading}\nUS,2023,x,{cell}\n") == [f"1.csv:2:{heading}: {message}"]


def test_a_currency_beside_a_heading_that_names_another_is_refused(folder: Path) -> None:
    """An amount that somebody converted, beside the currency that it was converted from."""
    table = "Donor,Date,Amount (USD),Original currency\nDE,2023,5,{}\n"
    assert refusals_of(folder, table.format("EUR")) == [
        "1.csv:2:Original currency: 'EUR' is not the currency in the heading 'Amount (USD)'"
    ]
    assert refusals_of(folder, table.format("local")) == [
        "1.csv:2:Original currency: 'local' is not the currency in the heading 'Amount (USD)'"
    ]
    (package,) = packages_of(folder, table.format("US dollars"))
    assert str(package.amount) == "USD 5"


def test_what_stands_beneath_no_heading_is_told_once(folder: Path) -> None:
    rows = "".join(f"{number},US,2023,x\n" for number in range(50))
    assert refusals_of(folder, f",Donor,Date,Title\n{rows}") == ["1.csv:2: '0' stands in a column without a heading"]


@pytest.mark.parametrize("text", ["", "\n\n", "only words\nin lines\n"])
def test_a_file_without_a_table(folder: Path, text: str) -> None:
    assert refusals_of(folder, text) == ["1.csv: there is no table in it"]


def test_headings_in_another_language_are_told_as_they_stand(folder: Path) -> None:
    with pytest.raises(InvalidInput) as refusal:
        reading_of(folder, "Datum;Geber;Betrag;W\u00e4hrung\n29.08.2023;Deutschland;5;EUR\n")
    assert refusal.value.message.endswith("1.csv:1: the first rows have no headings that are known")
    assert refusal.value.hint is not None
    assert refusal.value.hint.endswith("the columns are: Datum, Geber, Betrag, W\u00e4hrung")


def test_a_huge_heading_does_not_fill_the_screen(folder: Path) -> None:
    (refusal,) = refusals_of(folder, f"donor,date,{'x' * 50_000}\nUS,2023,y\n")
    assert len(refusal) < 200


# Rows that are put aside.


def test_bad_rows_are_left_out_with_all_that_belongs_to_their_package(folder: Path) -> None:
    reading = reading_of(
        folder,
        "ref,donor,date,Amount (EUR m),Title\na,DE,2023,5,\nb,DE,2023,12 x,\nTotal,,,17,\n",
        "ref,item,qty\na,tanks,1\nb,shells,2\nb,rockets,3\nc,mines,4\n",
    )
    with pytest.raises(InvalidInput) as refusal:
        list(reading)
    assert reading.without(refusal.value.problems)
    assert [entry.package.ref for entry in reading] == ["a"]
    assert not reading.without(refusal.value.problems)
    bad = [
        (row.place.removeprefix(f"{folder}/"), row.table, dict(row.cells), bool(row.problem))
        for row in reading.left_out()
    ]
    assert bad == [
        # What a heading says of a figure goes with it.
        ("1.csv:3", "packages",
         {"ref": "b", "donor": "DE", "announced_on": "2023", "amount": "12 x million", "currency": "EUR"}, True),
        ("2.csv:3", "items", {"ref": "b", "description": "shells", "quantity": "2"}, False),
        ("2.csv:4", "items", {"ref": "b", "description": "rockets", "quantity": "3"}, False),
        ("1.csv:4", "packages", {"ref": "Total", "amount": "17000000", "currency": "EUR"}, True),
        ("2.csv:5", "items", {"ref": "c", "description": "mines", "quantity": "4"}, True),
    ]  # fmt: skip


# What goes out comes in, whoever wrote it again.

_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)
_ORDERS = {
    "%Y-%m-%d": None, "%d.%m.%Y": None, "%d/%m/%Y": DateOrder.DAY_FIRST, "%m/%d/%Y": DateOrder.MONTH_FIRST,
    "%d %B %Y": None, "%B %d, %Y": None,
}  # fmt: skip
_FIGURES = {"amount", "quantity"}
_DATES = {"announced_on", "known_on", "published_on"}


def rewritten(text: str, draw: st.DrawFn, mark: DecimalMark, way: str) -> bytes:
    """A table that was exported, as somebody else's program would have written it."""
    headings, *rows = csv.reader(io.StringIO(text))
    order = draw(st.permutations(range(len(headings))))
    grouped = draw(st.booleans())

    def cell(heading: str, value: str) -> str:
        if heading in _FIGURES and value:
            number = Decimal(value)
            english = f"{number:,f}" if grouped else f"{number:f}"
            return english.translate(str.maketrans(",.", ".,")) if mark is DecimalMark.COMMA else english
        if heading in _DATES and len(value) == len("2023-08-29"):
            return f"{date.fromisoformat(value):{way}}"
        return value

    def name(heading: str) -> str:
        return draw(st.sampled_from([heading, heading.upper(), heading.replace("_", " ").capitalize(), f" {heading}*"]))

    page = io.StringIO()
    separator = draw(st.sampled_from(";\t|" if mark is DecimalMark.COMMA else ",;\t|"))
    writer = csv.writer(page, delimiter=separator, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerow([name(headings[at]) for at in order])
    writer.writerows([cell(headings[at], row[at]) for at in order] for row in rows)
    return page.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))


@st.composite
def ledgers(draw: st.DrawFn) -> list[Package]:
    """Packages as a ledger has them: each with a ref and the day since which it is known.

    None has an item that is called a total, for nobody can tell its row of a table from one that adds up the others.
    """
    found = draw(
        st.lists(
            packages().filter(lambda one: not any(is_total(item.description) for item in one.items)),
            min_size=1,
            max_size=4,
        )
    )
    return [
        one.model_copy(update={"ref": f"p-{number}", "known_on": one.known_by(date(2026, 1, 1))})
        for number, one in enumerate(found)
    ]


def check_that_it_comes_back(folder: Path, stated: list[Package], data: st.DataObject) -> None:
    revisions = [
        Revision.sealed(one, number=1, recorded_at=_INSTANT, author="x", reason=None, previous=None) for one in stated
    ]
    mark, way = data.draw(st.sampled_from(DecimalMark)), data.draw(st.sampled_from(sorted(_ORDERS)))
    paths = importable.write_tables(revisions, folder / "main.csv")
    for path in paths:
        text = path.read_bytes().decode()
        path.write_bytes(data.draw(st.composite(lambda draw: rewritten(text, draw, mark, way))()))  # noqa: B023
    reading = attempt(read, *paths)
    if isinstance(reading, InvalidInput):
        assert all("can be read in two ways" in problem.message for problem in reading.problems), reading
        reading = read(*paths, decimal=mark, dates=_ORDERS[way])
    assert [entry.package for entry in reading] == stated


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stated=ledgers(), data=st.data())
def test_what_was_exported_comes_back_however_it_was_written_since(
    folder: Path, stated: list[Package], data: st.DataObject
) -> None:
    check_that_it_comes_back(folder, stated, data)


@pytest.mark.slow
@settings(max_examples=2_000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stated=ledgers(), data=st.data())
def test_two_thousand_exports_come_back_however_they_were_written_since(
    folder: Path, stated: list[Package], data: st.DataObject
) -> None:
    check_that_it_comes_back(folder, stated, data)
