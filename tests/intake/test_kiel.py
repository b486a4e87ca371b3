"""The Ukraine Support Tracker's main data sheet: what counts adds up to its own column, and nothing is made finer."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kiel_sheets import (
    AID_TYPE,
    CURRENCY,
    DATE,
    DONOR,
    EXPLANATION,
    FIRST,
    HEADINGS,
    ID,
    REPORTED,
    TOTAL,
    UNITS,
    Row,
    row,
    sheets,
    write,
)
from openpyxl import Workbook
from support import attempt

from aidledger.domain.bounds import Bound
from aidledger.domain.model import validate
from aidledger.domain.packages import Entry, Package
from aidledger.domain.revisions import document
from aidledger.domain.text import PROSE_LENGTH
from aidledger.domain.vocabulary import AidType, Category, Stage
from aidledger.errors import InvalidInput
from aidledger.intake.kiel import is_own_citation, read_kiel
from aidledger.storage.ledger import Ledger

_UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
_RELEASE = date(2023, 9, 7)
_CODES = {
    "United States": "US", "Germany": "DE", "Czech Republic": "CZ", "European Investment Bank": "EU",
    "European Peace Facility": "EU",
}  # fmt: skip


def _packages(path: Path, *rows: Row, release: str | None = None, known_on: date | None = None) -> list[Package]:
    entries = read_kiel(write(path / "main.csv", rows), release=release, known_on=known_on)
    return [entry.package for entry in entries]


def _only(path: Path, *rows: Row) -> Package:
    (package,) = _packages(path, *rows)
    return package


def _refusal(path: Path, *rows: Row) -> InvalidInput:
    refused = attempt(read_kiel, write(path / "main.csv", rows))
    assert isinstance(refused, InvalidInput)
    return refused


def _locator(package: Package) -> str:
    (own,) = filter(is_own_citation, package.sources)
    return str(own.locator)


def _tallies(packages: list[Package]) -> dict[tuple[str, str, str], Decimal]:
    sums: dict[tuple[str, str, str], Decimal] = {}
    for package in packages:
        if package.amount:
            key = (package.donor, package.aid_type.value, package.amount.currency)
            sums[key] = sums.get(key, Decimal(0)) + package.amount.value
    return sums


# What counts.


@settings(max_examples=40, suppress_health_check=_UNHURRIED)
@given(sheets())
def test_sums_by_donor_type_and_currency_are_those_of_the_sheets_own_column(tmp_path: Path, rows: list[Row]) -> None:
    column: dict[tuple[str, str, str], Decimal] = {}
    for one in rows:
        if (digits := one[TOTAL].replace(",", "")).isdigit():
            key = (_CODES[one[DONOR]], one[AID_TYPE].strip().lower(), one[CURRENCY])
            column[key] = column.get(key, Decimal(0)) + int(digits)
    packages = _packages(tmp_path, *rows)
    assert _tallies(packages) == column
    valued = {_locator(package) for package in packages if package.amount}
    without = [_locator(package) for package in packages if not package.amount]
    assert not valued & set(without)
    assert len(without) == len(set(without))
    assert {one[ID] for one in rows} == {name.removeprefix("ID ") for name in valued | set(without)}


@settings(max_examples=40, suppress_health_check=_UNHURRIED)
@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_package(tmp_path: Path, rows: list[Row], random: Random) -> None:
    def told(entries: list[Entry]) -> Counter[object]:
        return Counter(
            (
                package.model_copy(update={"ref": None, "items": (), "sources": ()}),
                frozenset(package.items),
                frozenset(package.sources),
            )
            for package in (entry.package for entry in entries)
        )

    shuffled = list(rows)
    random.shuffle(shuffled)
    assert told(read_kiel(write(tmp_path / "one.csv", rows))) == told(
        read_kiel(write(tmp_path / "other.csv", shuffled))
    )


def test_the_amount_that_each_row_repeats_counts_once(tmp_path: Path) -> None:
    package = _only(
        tmp_path,
        row("USM8", "2,850,000,000", item="Bradley infantry fighting vehicle", units="50"),
        row("USM8", reported="2,850,000,000", item="155mm artillery round", units="500"),
        row("USM8", reported="2,850,000,000", item="ballistic vest", units="undisclosed"),
    )
    assert package.ref == "kiel-usm8"
    assert str(package.amount) == "USD 2,850,000,000"
    assert [str(item) for item in package.items] == [
        "50 vehicles: Bradley infantry fighting vehicle", "500 rounds: 155mm artillery round", "ballistic vest",
    ]  # fmt: skip
    assert (package.stage, package.aid_type, package.recipient, package.tags) == (
        Stage.COMMITMENT, AidType.MILITARY, "UA", ("kiel",),
    )  # fmt: skip


def test_two_rows_of_an_id_that_count_are_two_packages_each_with_its_own_items(tmp_path: Path) -> None:
    first, second = _packages(
        tmp_path,
        row("CAM11", "50,000,000", date="3/9/2022", currency="CAD", explanation="One tranche."),
        row("CAM11", "500,000,000", date="4/7/2022", currency="CAD", explanation="Another tranche."),
        row("CAM11", date="4/7/2022", item="machine gun", explanation="One tranche."),
        row("CAM11", date="3/9/2022", item="ballistic vest", explanation="Of no tranche."),
        row("CAM11", date="4/5/2022", item="helmet", explanation="Of no tranche."),
        row("CAM11", date="4/22/2022", item="M777 howitzer", units="4", explanation="Of no tranche."),
    )
    assert (first.ref, second.ref) == ("kiel-cam11", "kiel-cam11-2")
    assert [str(item) for item in first.items] == ["machine gun (2022-04-07)", "ballistic vest", "helmet (2022-04-05)"]
    assert [str(item) for item in second.items] == ["4 howitzers: M777 howitzer (2022-04-22)"]


def test_rows_in_another_currency_are_items_of_the_one_that_counts(tmp_path: Path) -> None:
    package = _only(
        tmp_path,
        row("ATH2", "54,400,000", currency="EUR"),
        row("ATH2", currency="USD", reported="1,000,000", item="ambulance"),
    )
    assert str(package.amount) == "EUR 54,400,000"
    assert len(package.items) == 1


def test_an_id_without_a_row_that_counts_is_one_package_without_a_value(tmp_path: Path) -> None:
    package = _only(
        tmp_path,
        row("EEM14", date="6/23/2023", reported="3,000,000", item="ballistic vest", explanation="The later row."),
        row("EEM14", date="6/22/2023", item="helmet", explanation="The earlier row."),
    )
    assert package.amount is None
    assert str(package.announced_on) == "2023-06-22"
    assert package.title == "The earlier row."
    assert package.note == "The earlier row.\n\nThe later row."
    assert {item.description for item in package.items} == {"ballistic vest (2023-06-23)", "helmet"}


def test_the_first_row_of_a_package_without_a_value_speaks_for_it(tmp_path: Path) -> None:
    earlier, first = row("EEM14", date="6/22/2023"), row("EEM14", ".", date="6/23/2023", explanation="The first row.")
    assert _only(tmp_path, earlier, first).title == "The first row."


@pytest.mark.parametrize("mark", [".", " . ", "No price", "undisclosed", "", "#VALUE!", "\u00a0", "n/a", "Not given"])
def test_marks_for_what_is_missing_are_blanks(tmp_path: Path, mark: str) -> None:
    package = _only(
        tmp_path,
        row("AA1", mark) | dict.fromkeys([REPORTED, UNITS, "Items", "Source of Aid 1", "Source of Aid 2"], mark)
        | {FIRST: "1"},
    )  # fmt: skip
    assert package.amount is None
    assert package.items == ()
    assert [citation.publisher for citation in package.sources] == ["Kiel Institute for the World Economy"]


def test_a_zero_counts_only_in_the_first_row_of_a_package(tmp_path: Path) -> None:
    stated, other = _packages(tmp_path, row("KOF1", "0"), row("KOF2", "5"), row("KOF2", "0", first="0"))
    assert str(stated.amount) == "USD 0"
    assert str(other.amount) == "USD 5"
    assert _only(tmp_path, row("KOF3", "0", first="0")).amount is None


def test_an_adjustment_is_negative(tmp_path: Path) -> None:
    assert str(_only(tmp_path, row("AA1", "-6,200,000,000")).amount) == "USD -6,200,000,000"


@pytest.mark.parametrize(
    ("cells", "bound"),
    [
        ({}, Bound.EXACT),
        ({"basis": "Value is calculated with prices"}, Bound.ABOUT),
        ({"reported": "Not given"}, Bound.ABOUT),
        ({"total": "1,000.005"}, Bound.ABOUT),
    ],
)
def test_what_the_tracker_reckoned_is_about_so_much(tmp_path: Path, cells: dict[str, str], bound: Bound) -> None:
    package = _only(tmp_path, row("AA1", "1,000,000") | row("AA1", **({"total": "1,000,000"} | cells)))
    assert package.amount
    assert package.amount.bound is bound


# When.


@pytest.mark.parametrize(
    ("text", "announced_on", "remark"),
    [
        ("2/24/2023", "2023-02-24", None),
        ("until 2/24/2023", "2023", "Announced until 2023-02-24; no day is given."),
        ("until 06/31/2022", "2022", "Announced until 2022-06-31; no day is given."),
        ("06/31/2022", "2022-06", "The tracker dates it '2022-06-31'."),
        ("until 6/2023", "2023", "Announced until 2023-06; no day is given."),
        ("unclear, 10/2022", "2022-10", None),
        ("not specified, 03/22", "2022-03", None),
        ("between 3/20/2022 and 3/28/2022", "2022-03", "Announced between 2022-03-20 and 2022-03-28."),
        ("between 3/20/2022 and 7/1/2022", "2022", "Announced between 2022-03-20 and 2022-07-01."),
        ("March 2022", "2022-03", None),
        ("2022-03-01 00:00:00", "2022-03-01", None),
        ("Spring 2023", "2023", "The tracker dates it 'Spring 2023'."),
        ("Undisclosed", "2022", "The tracker gives no date: it stands in 2022, when the tracker begins."),
        ("", "2022", "The tracker gives no date: it stands in 2022, when the tracker begins."),
    ],
)
def test_dates_are_as_coarse_as_they_are(tmp_path: Path, text: str, announced_on: str, remark: str | None) -> None:
    package, _ = _packages(tmp_path, row("AA1", "1,000", date=text), row("AA2", "1", date="1/31/2022"))
    assert str(package.announced_on) == announced_on
    assert package.note == "\n\n".join(filter(None, ["A generated explanation. It goes on.", remark]))


def test_a_date_after_the_release_keeps_its_year_at_most(tmp_path: Path) -> None:
    later, beyond, within = _packages(
        tmp_path,
        row("AA1", "1", date="12/29/2023"),
        row("AA2", "1", date="until 4/24/2024"),
        row("AA3", "1", date="until 12/31/2023"),
        known_on=_RELEASE,
    )
    assert str(later.announced_on) == str(beyond.announced_on) == str(within.announced_on) == "2023"
    assert "The tracker dates it 2023-12-29, after the release." in str(later.note)
    assert "The tracker dates it until 2024-04-24, after the release." in str(beyond.note)
    assert "Announced until 2023-12-31; no day is given." in str(within.note)


def test_days_are_read_in_one_order_for_the_whole_file(tmp_path: Path) -> None:
    german = [
        row("AA1", "1", date="24.2.2023"),
        row("AA2", "1", date="3.4.2023"),
        row("AA3", "1", date="until 1.12.2022"),
    ]
    assert [str(package.announced_on) for package in _packages(tmp_path, *german)] == [
        "2023-02-24",
        "2023-04-03",
        "2022",
    ]
    day_first = [row("AA1", "1", date="24/2/2023"), row("AA2", "1", date="3/4/2023")]
    assert [str(package.announced_on) for package in _packages(tmp_path, *day_first)] == ["2023-02-24", "2023-04-03"]
    refused = _refusal(tmp_path, row("AA1", "1", date="24/2/2023"), row("AA2", "1", date="until 2/24/2023"))
    main = tmp_path / "main.csv"
    assert refused.message == (
        f"{main}:3:Announcement Date: days are written in two ways: '2/24/2023' here, '24/2/2023' at {main}:2:Announcement Date"
    )


def test_what_is_known_on_the_day_of_the_release_cites_the_release(tmp_path: Path) -> None:
    (package,) = _packages(tmp_path, row("USM8", "1"), release="14", known_on=_RELEASE)
    assert package.known_on == _RELEASE
    own = package.sources[-1]
    assert own.label == "Kiel Institute for the World Economy, Ukraine Support Tracker, release 14 (2023-09-07)"
    assert own.locator == "ID USM8"
    (package,) = _packages(tmp_path, row("USM8", "1"))
    assert package.known_on is None
    assert package.sources[-1].label == "Kiel Institute for the World Economy, Ukraine Support Tracker"


# Who, what and according to whom.


@pytest.mark.parametrize(
    ("name", "code", "remark"),
    [
        ("Czech Republic", "CZ", None), ("Turkey", "TR", None), ("South Korea", "KR", None), ("Taiwan", "TW", None),
        ("EU (Commission and Council)", "EU", "The tracker names as its donor: EU (Commission and Council)."),
        ("European Investment Bank", "EU", "The tracker names as its donor: European Investment Bank."),
    ],
)  # fmt: skip
def test_donors_are_read_by_the_trackers_names(tmp_path: Path, name: str, code: str, remark: str | None) -> None:
    package = _only(tmp_path, row("AA1", "1", donor=name))
    assert package.donor == code
    assert str(package.note).endswith(remark or "It goes on.")


@pytest.mark.parametrize(
    ("specific", "instrument"),
    [("Loan", "loan"), ("Grant", "grant"), ("European Peace Facility", "EPF"), ("Assistance", None)],
)
def test_specific_types_that_are_channels_are_the_instrument(
    tmp_path: Path, specific: str, instrument: str | None
) -> None:
    assert _only(tmp_path, row("AA1", "1", specific=specific)).instrument == instrument


@pytest.mark.parametrize(
    ("item", "units", "line"),
    [
        ("155mm artillery round", "2000", "2,000 rounds: 155mm artillery round"),
        ("152 mm round", "200", "200 rounds: 152 mm round"),
        ("round of 84 mm ammunition", "1,000", "1,000 rounds: 84 mm ammunition"),
        ("ballistic vest", "20 000", "20,000 units: ballistic vest"),
        ("ballistic vest", "more than 300", "at least 300 units: ballistic vest"),
        ("ammunition", "(25,000) 155mm rounds", "25,000 rounds: ammunition"),
        ("K-9 howitzer", "3", "3 units: K-9 howitzer"),
        ("M rifle", "3", "3 units: M rifle"),
        ("radios, and optics", "7", "7 units: radios, and optics"),
        ("helmet", "20.000", "helmet"),
        ("helmet", "5 to 7", "helmet"),
        ("helmet", "several", "helmet"),
        ("helmet", "0", "helmet"),
    ],
)
def test_units_are_counted_where_the_number_is_certain(tmp_path: Path, item: str, units: str, line: str) -> None:
    (read,) = _only(tmp_path, row("AA1", "1", item=item, units=units)).items
    assert str(read) == line


@pytest.mark.parametrize(
    ("item", "type_", "subtype", "category"),
    [
        ("M777 howitzer", "Heavy weapon", "155mm howitzer", Category.FIRES),
        ("Leopard-2A6", "Heavy Weapon", "Main Battle Tank (MBT)", Category.GROUND_MANEUVER),
        ("Stinger anti-aircraft system", "Portable defence system", "MANPADS", Category.AIR_DEFENSE),
        ("AT4 anti-tank weapon", "Portable defence system", "MANPADS", None),
        ("drone", "Aviation and drones", ".", Category.AIRCRAFT_AND_UAS),
        ("counter-unmanned aerial system", "Aviation and drones", "Drone", None),
        ("Spare parts", "Military equipment", "Spare parts", Category.SUPPORT),
        ("ballistic vest", "Military equipment", "Military equipment", None),
        ("missile", "Ammunition for heavy weapon", "Missile", None),
    ],
)
def test_categories_are_those_that_type_and_words_agree_on(
    tmp_path: Path, item: str, type_: str, subtype: str, category: Category | None
) -> None:
    (read,) = _only(tmp_path, row("AA1", "1", item=item, subtype=subtype) | {"Type of Item": type_}).items
    assert read.category is category


def test_every_source_is_kept_and_broken_addresses_are_text(tmp_path: Path) -> None:
    package = _only(
        tmp_path,
        row("AA1", "1", source_1="https://www.example.org/one ", source_2=".https://broken.example/page"),
        row("AA1", source_1="https://www.example.org/one", source_2="E-mail from a ministry"),
        row("AA1", source_1="https://www.example.org/2 https://www.example.org/3", source_2="http://"),
    )
    told = [citation.url or citation.title for citation in package.sources]
    assert told == [
        "https://www.example.org/one", ".https://broken.example/page", "E-mail from a ministry",
        "https://www.example.org/2", "https://www.example.org/3", "http://", "Ukraine Support Tracker",
    ]  # fmt: skip


def test_long_texts_say_that_they_go_on(tmp_path: Path) -> None:
    package = _only(
        tmp_path,
        row(
            "AA1", "1", explanation="word " * 5_000, item="thing " * 300, date="until 2/24/2023", source_1="text " * 500
        ),
    )
    assert package.title == "word " * 18 + "word [...]"
    assert package.note
    assert len(package.note) <= PROSE_LENGTH
    assert package.note.endswith("word [...]\n\nAnnounced until 2023-02-24; no day is given.")
    assert package.items[0].description.endswith(" thing [...]")
    assert str(package.sources[0].title).endswith(" text [...]")


def test_what_cannot_be_seen_is_left_out(tmp_path: Path) -> None:
    package = _only(tmp_path, row("AA1", "1", explanation="One\u00a0line.\x07\n\tAnother\u2028line. ", item="a\tthing"))
    assert package.note == "One line.\nAnother line."
    assert package.items[0].description == "a thing"


def test_years_that_money_is_earmarked_for_tell_equal_rows_apart(tmp_path: Path) -> None:
    one, other = _packages(tmp_path, row("DEM1", "2,625", year="2024"), row("DEM1", "2,625", year="2025"))
    assert [str(package.note)[-19:] for package in (one, other)] == ["Earmarked for 2024.", "Earmarked for 2025."]


# Other releases.

_RENAMED = {
    ID: "activity_id", DONOR: "donor", DATE: "announcement_date", AID_TYPE: "aid_type_general", EXPLANATION: "explanation",
    "Type of Aid Specific": "aid_type_specific", CURRENCY: "reporting_currency", REPORTED: "source_reported_value",
    "Items": "item", "Type of Item": "item_type", UNITS: "item_numb", TOTAL: "tot_activity_value", FIRST: "total_value_dummy",
}  # fmt: skip
_ROWS = (
    row("USM8", "2,850,000,000", item="155mm artillery round", units="500", date="1/6/2023"),
    row("USM8", reported="2,850,000,000", item="helmet", date="1/6/2023"),
    row("CZM9", "30,000,000", donor="Czech Republic", currency="CZK", date="2/24/2023"),
)


def _said(entries: list[Entry]) -> list[Package]:
    return [entry.package for entry in entries]


def test_other_headings_encodings_and_separators_say_the_same(tmp_path: Path) -> None:
    plain = _said(read_kiel(write(tmp_path / "main.csv", _ROWS)))
    headings = [_RENAMED.get(heading, heading) for heading in reversed(HEADINGS)]
    renamed = [{_RENAMED.get(heading, heading): cell for heading, cell in one.items()} for one in _ROWS]
    for encoding, delimiter in (("utf-16", "\t"), ("utf-8", ";"), ("cp1252", ",")):
        path = write(tmp_path / "other.csv", renamed, headings=headings, encoding=encoding, delimiter=delimiter)
        assert _said(read_kiel(path)) == plain
    broken = [heading.replace(" ", "\n").upper() + " " for heading in HEADINGS]
    shouted = [{heading.replace(" ", "\n").upper() + " ": cell for heading, cell in one.items()} for one in _ROWS]
    assert _said(read_kiel(write(tmp_path / "shouted.csv", shouted, headings=broken))) == plain


def test_a_workbook_has_days_and_numbers_and_other_sheets(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("Contents", 0).append(["Contents", "of a generated workbook"])
    hidden = book.create_sheet("Old", 0)
    hidden.append(HEADINGS)
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("Bilateral Assistance, MAIN DATA")
    sheet.append(HEADINGS)
    for one in _ROWS:
        day = date(2023, 1, 6) if one[ID] == "USM8" else date(2023, 2, 24)
        total = int(one[TOTAL].replace(",", "")) if one[TOTAL] else None
        sheet.append([{DATE: day, TOTAL: total}.get(heading, one[heading]) for heading in HEADINGS])
    sheet.append(["CZM10", *list(_ROWS[2].values())[1:]])
    sheet.cell(5, HEADINGS.index(TOTAL) + 1).value = 17291259.333333332
    book.save(tmp_path / "main.xlsx")
    *packages, reckoned = read_kiel(tmp_path / "main.xlsx")
    assert _said(packages) == _said(read_kiel(write(tmp_path / "main.csv", _ROWS)))
    assert packages[0].place == f"{tmp_path / 'main.xlsx'}[Bilateral Assistance, MAIN DATA]:2"
    assert str(reckoned.package.amount) == "about CZK 17,291,259.33"


def test_decimal_commas_are_found_out(tmp_path: Path) -> None:
    rows = [row("AA1", "2.850.000.000,50"), row("AA2", "1.234")]
    assert [str(package.amount) for package in _packages(tmp_path, *rows)] == ["USD 2,850,000,000.5", "USD 1,234"]


# What is wrong is told, all of it at once.


def test_a_missing_heading_is_named_beside_those_that_are_there(tmp_path: Path) -> None:
    path = write(tmp_path / "main.csv", [row("AA1", "1")], headings=[ID, DONOR, DATE, CURRENCY])
    refused = attempt(read_kiel, path)
    assert isinstance(refused, InvalidInput)
    assert refused.message == (
        f"{path}:1: there is no heading 'type of aid general', 'total'; there are 'ID', 'Countries', 'Announcement Date', "
        "'Original Currency', 'Sub-type of item'"
    )
    assert refused.hint == "give the main data sheet of the Ukraine Support Tracker, with its row of headings"


def test_every_problem_is_told_with_its_cell(tmp_path: Path) -> None:
    refused = _refusal(
        tmp_path,
        row("AA1", "1", donor="Atlantis"),
        row("", "1", date="soon"),
        row("AA2", "a lot"),
        row("AA3", "1", aid_type="Moral"),
        row("AA4", "1", currency="."),
        row("AA5", "1" + "0" * 27),
        row("AA6", "1"),
    )
    main = tmp_path / "main.csv"
    assert refused.message.splitlines() == [
        f"{main}:2:Countries: 'Atlantis' is not a country code",
        f"{main}:3:ID: the row has no ID",
        f"{main}:3:Announcement Date: 'soon' is not a date",
        f"{main}:4:Total: 'a lot' is not a number",
        f"{main}:5:Type of Aid General: 'moral' is not a type of aid",
        f"{main}:6:Original Currency: '' is not a currency",
        f"{main}:7:Total: USD 1{',000' * 9} is beyond any aid package",
    ]


_cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["1e400", "9" * 40, "-1", "1.234", "1,5", "1/2/3", "until", "between 1 and 2", "00/00/2022", "99/99/9999", "0000-00-00",
     "until 2022-13-45", "one million", "12 to 15", "1 mm", "EU", "DE+FR", "kr", "XXX", "military", "\ufb1d" * 600]
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=_UNHURRIED)
@given(st.lists(st.dictionaries(st.sampled_from(HEADINGS), _cells, max_size=6), min_size=1, max_size=3))
def test_whatever_cells_hold_is_understood_or_refused(tmp_path: Path, changes: list[dict[str, str]]) -> None:
    rows = [row(f"AA{number}", "1") | cells for number, cells in enumerate(changes)]
    entries = attempt(read_kiel, write(tmp_path / "main.csv", rows))
    if not isinstance(entries, InvalidInput):
        assert all(validate(Package, json.loads(json.dumps(document(one)))) == one for one in _said(entries))


def test_rows_without_any_needed_cell_are_no_rows(tmp_path: Path) -> None:
    blank = dict.fromkeys(HEADINGS, "") | {"Earmarked year": "0"}
    assert len(_packages(tmp_path, row("AA1", "1"), blank)) == 1
    path = tmp_path / "main.csv"
    path.write_text(f"{',' * len(HEADINGS)}\n{path.read_text('utf-8-sig')}", "utf-8")
    (entry,) = read_kiel(path)
    assert entry.place == f"{path}:3"


def test_what_is_read_can_be_recorded_and_again_changes_nothing(tmp_path: Path) -> None:
    entries = read_kiel(write(tmp_path / "main.csv", _ROWS), release="14", known_on=_RELEASE)
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        assert [one.already for one in ledger.record_many(entries)] == [False, False]
        assert [one.already for one in ledger.record_many(entries)] == [True, True]
        assert ledger.verify() == []
