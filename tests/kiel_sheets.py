"""Main data sheets in the shape of the Ukraine Support Tracker's, made up by this program: nobody announced any of it."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

ID, DONOR, DATE, AID_TYPE = "ID", "Countries", "Announcement Date", "Type of Aid General"
SPECIFIC, EXPLANATION, CURRENCY = "Type of Aid Specific", "Explanation", "Original Currency"
REPORTED, ITEM, TYPE, SUBTYPE = "Monetary Value as Given by Source", "Items", "Type of Item", "Sub-type of item"
UNITS, PRICE, TOTAL, EUROS = "No. of Units", "Unit Price in USD", "Total ", "Converted Value in EUR"
SOURCE_1, SOURCE_2 = "Source of Aid 1", "Source of Aid 2"
FIRST, BASIS = "Total_value_dummy (1 is first row in the package)", "value_source_commitments"
YEAR = "Earmarked year"
HEADINGS = (
    ID, DONOR, DATE, AID_TYPE, SPECIFIC, EXPLANATION, CURRENCY, REPORTED, ITEM, TYPE, SUBTYPE, UNITS, PRICE, TOTAL,
    EUROS, SOURCE_1, SOURCE_2, FIRST, BASIS, YEAR,
)  # fmt: skip
"""Of the release of 2023, which has `Sub-type of item` twice, and columns without a heading, besides."""

Row = dict[str, str]


def row(identifier: str = "USM1", total: str = "", **cells: str) -> Row:
    """A row that differs from a plain one in `cells`, named by the constants of this module in lower case."""
    plain = {
        ID: identifier,
        DONOR: "United States",
        DATE: "2/24/2023",
        AID_TYPE: "Military",
        SPECIFIC: "Weapons and equipment",
        EXPLANATION: "A generated explanation. It goes on.",
        CURRENCY: "USD",
        REPORTED: total or "Not given",
        ITEM: ".",
        TYPE: ".",
        SUBTYPE: ".",
        UNITS: ".",
        PRICE: ".",
        TOTAL: total,
        EUROS: "1",
        SOURCE_1: "https://www.example.org/generated",
        SOURCE_2: ".",
        FIRST: "1" if total else "0",
        BASIS: "Value is given by the source",
        YEAR: "2022-2023",
    }
    return plain | {globals()[name.upper()]: value for name, value in cells.items()}


def write(
    path: Path, rows: Iterable[Row], *, headings: Sequence[str] = HEADINGS, encoding: str = "utf-8-sig",
    delimiter: str = ",",
) -> Path:  # fmt: skip
    """The file at `path`, with the headings and, as in the release, columns that have none."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow([*headings, SUBTYPE, "", ""])
        for one in rows:
            writer.writerow([*(one.get(heading, "") for heading in headings), "other", "\u00a0", "\u00a0"])
    return path


_DONORS = ("United States", "Germany", "Czech Republic", "European Investment Bank", "European Peace Facility")
_DAYS = ("2/24/2023", "until 2/24/2023", "3/25/2022", "unclear, 10/2022", "Undisclosed", "until 06/31/2022", "7/1/2022")
_WORDS = ("convoy", "lantern", "kettle", "bicycle", "umbrella", "teapot", "ladder", "whistle", "button", "violin")
_ITEMS = (
    ".",
    "155mm artillery round",
    "ballistic vest",
    "ton of teapots",
    "M777 howitzer",
    "blankets, and other things",
)
_totals = st.one_of(
    st.just(""),
    st.sampled_from([".", "No price", "#VALUE!"]),
    st.integers(1, 10**10).map("{:,}".format),
    st.integers(1, 10**10).map(str),
)
_explanations = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8).map(" ".join)


@st.composite
def sheets(draw: st.DrawFn) -> list[Row]:
    """The rows of a sheet with several IDs, each of several rows that count or do not, of several currencies and days."""
    rows = [row("AAA0", "1,234", explanation="The row by which days are told from months.")]
    for number in range(draw(st.integers(1, 6))):
        donor, aid_type = (
            draw(st.sampled_from(_DONORS)),
            draw(st.sampled_from(["Military", "Humanitarian ", "Financial"])),
        )
        explanation = draw(_explanations)
        for _ in range(draw(st.integers(1, 5))):
            total = draw(_totals)
            cells: dict[str, Any] = {
                "donor": donor,
                "aid_type": aid_type,
                "date": draw(st.sampled_from(_DAYS)),
                "currency": draw(st.sampled_from(["USD", "EUR", "CZK", "ISK"])),
                "explanation": explanation if draw(st.booleans()) else draw(_explanations),
                "item": draw(st.sampled_from(_ITEMS)),
                "units": draw(st.sampled_from([".", "undisclosed", "12", "20 000"])),
                "year": draw(st.sampled_from(["2022-2023", "2024", "2025"])),
                "source_1": f"https://www.example.org/{draw(st.integers(1, 9))}",
            }
            rows.append(row(f"{donor[:2].upper()}X{number}", total, **cells))
    return rows


def with_other_ids(rows: Sequence[Row], seed: int) -> list[Row]:
    """The same rows, with the IDs of each donor given to others of its packages."""
    by_donor: defaultdict[str, list[str]] = defaultdict(list)
    for one in rows:
        if one[ID] not in by_donor[one[DONOR]]:
            by_donor[one[DONOR]].append(one[ID])
    turned = {}
    for donor, identifiers in by_donor.items():
        turn = seed % len(identifiers)
        for old, new in zip(identifiers, identifiers[turn:] + identifiers[:turn], strict=True):
            turned[donor, old] = new
    return [one | {ID: turned[one[DONOR], one[ID]]} for one in rows]
