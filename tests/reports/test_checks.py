"""Every total of a report beside what its packages add up to: as described, and as LibreOffice works it out."""

import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import bounds
from support import Fresh, package, published

from aidledger.domain.dates import Period
from aidledger.domain.packages import Entry, Package
from aidledger.domain.rates import Exchange, Rates, RateTable, Series
from aidledger.domain.report import PartName, Report
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import Category, Stage
from aidledger.reports.description import Records, describe
from aidledger.reports.description.values import (
    Condition,
    Link,
    Live,
    Match,
    Money,
    Part,
    Row,
    Standing,
    Summed,
    Term,
    bare,
)
from aidledger.reports.workbook import write_workbook
from aidledger.reports.workbook.comparing import plain
from aidledger.storage.ledger import Ledger

_STAGES = [Stage.PLEDGE, Stage.APPROPRIATION, Stage.COMMITMENT, Stage.COMMITMENT, Stage.DELIVERY]
_DAYS = ["2022-11-10", "2022-12-31", "2023-01-01", "2023-01", "2022", "2023", "2023-10-01"]
_items = st.builds(
    lambda name, category, amount, quantity: {
        "description": name, "category": category, "amount": amount, "quantity": quantity
    },
    st.sampled_from(["thing", "Thing", "*"]),
    st.sampled_from(["fires", "medical", None]),
    st.none() | st.integers(0, 40).map(lambda number: f"USD {number}"),
    st.none() | st.sampled_from(["5 rounds", "7 rds", "over 0.5 tonnes", "up to 3 Rounds"]),
)  # fmt: skip


@st.composite
def ledgers(draw: st.DrawFn) -> list[Package]:
    """A few packages that draw on one another, of several stages, currencies, bounds, donors and kinds of days."""
    some: list[Package] = []
    for number in range(draw(st.integers(1, 7))):
        stage = draw(st.sampled_from(_STAGES))
        parents = [one.ref for one in some if one.stage.rank <= stage.rank]
        stated = st.tuples(st.integers(-6_000, 12_000), st.sampled_from(["USD", "USD", "JPY"]), bounds)
        amount = draw(st.none() | stated | stated)
        value = None if amount is None else amount[0] if amount[1] == "JPY" else Decimal(amount[0]).scaleb(-2)
        some.append(
            package(
                ref=f"p{number}",
                title="x",
                stage=stage.value,
                donor=draw(st.sampled_from(["US", "DK", "DK+NO"])),
                instrument=draw(st.sampled_from([None, "PDA", "Own fund", "own fund", "F*"])),
                announced_on=draw(st.sampled_from(_DAYS)),
                amount=amount and {"value": value, "currency": amount[1], "bound": amount[2].value},
                draws_on=draw(st.sampled_from([None, *parents[-3:]])),
                items=draw(st.lists(_items, max_size=3)),
            )
        )
    return some


questions = st.fixed_dictionaries(
    {
        "period": st.sampled_from(["", "2022", "FY2023", "2022-12-31..", "..2023-09"]).map(
            lambda text: Period.parse(text) if text else Period()
        ),
        "filters": st.sampled_from(
            [Filters(), Filters(donors=("DK",)), Filters(donors=("DK+NO", "US")), Filters(stages=(Stage.PLEDGE,)),
             Filters(categories=(Category.FIRES,))]
        ),
        "fiscal_start": st.sampled_from([10, 1, 4]),
        "cumulative": st.booleans(),
        "exchange": st.sampled_from([None, "EUR"]),
    }
)  # fmt: skip


def at_two_days() -> Rates:
    """Rates that are nobody's: of two days, so that some packages lack one."""
    days = (date(2022, 11, 1), date(2022, 12, 30))
    pairs = {
        ("EUR", "USD"): Series(days, (Fraction(3, 2), Fraction(7, 5))),
        ("EUR", "JPY"): Series(days, (Fraction(140), Fraction(141))),
    }
    return Rates(RateTable("generated", days[-1], "", pairs, holds=True))


def report_of(target: str, packages: list[Package], asked: dict[str, Any]) -> Report:
    with Ledger.open(target, author="tester") as ledger:
        ledger.record_many([Entry(one) for one in packages], new=True)
        exchange = asked["exchange"] and Exchange(asked["exchange"], at_two_days(), skip=True)
        return ledger.report(**(asked | {"exchange": exchange}))


PUBLISHED = [
    published(published_total="USD 80", since=None, until="2023-12-31"),
    published(published_total="USD 70", since="2022-12-31", until="2023-01-31", donor="DK"),
    published(published_total="JPY 900", since="2022-01-01", until="2023-10-01", donor="DK+NO", stage="delivery"),
    published(published_total="USD 60", since="2022-11-10", until="2024-01-01", instrument="Own fund"),
    published(published_total="USD 5", since="2022-11-10", until="2024-01-01", stage="pledge"),
]


def report_beside_a_cancelled_one(target: str, packages: list[Package], asked: dict[str, Any]) -> Report:
    """A report on these packages and on one that counts nowhere, with items that they may have, too.

    Beside it stand published totals of several scopes.
    """
    with Ledger.open(target, author="tester") as ledger:
        ledger.record(package(ref="cancelled", items=["5 rounds: thing", "Thing"]), new=True)
        ledger.cancel("cancelled", reason="announced by mistake")
        for one in PUBLISHED:
            ledger.record(one)
    return report_of(target, packages, asked)


def meets(row: dict[str, Any], condition: Condition) -> bool:
    stands, wanted = row[condition.heading], condition.value
    if isinstance(wanted, date):
        return isinstance(stands, date) and (stands >= wanted if condition.match is Match.FROM else stands <= wanted)
    text = str(stands or "")
    match condition.match:
        case Match.STATED:
            return stands is not None
        case Match.ABOVE_ZERO | Match.BELOW_ZERO:
            return isinstance(stands, Decimal) and (stands > 0 if condition.match is Match.ABOVE_ZERO else stands < 0)
        case Match.EXACT:
            return text in condition.texts
        case Match.STARTS:
            return any(text.lower().startswith(one.lower()) for one in condition.texts)
        case _:
            return text.lower() in {one.lower() for one in condition.texts}


Tables = dict[PartName, list[dict[str, Any]]]


class Described(NamedTuple):
    """The parts of a report, and what stands in their tables, by headings."""

    parts: dict[PartName, Part]
    tables: Tables

    @classmethod
    def of(cls, report: Report) -> "Described":
        records = Records(report)
        rows: dict[PartName, list[Row]] = {part.name: [] for part in records.parts}
        records.hand_out({name: found.extend for name, found in rows.items()})
        parts = {part.name: part for part in describe(report, records)}
        tables = {}
        for name, part in parts.items():
            headings = [column.heading for column in part.columns]
            tables[name] = [dict(zip(headings, map(plain, row), strict=True)) for row in rows.get(name, part.rows)]
        return cls(parts, tables)

    def at(self, standing: Standing) -> Any:
        place = standing.place
        part = self.parts[place.part]
        return part.rows[place.row or 0][[column.heading for column in part.columns].index(str(place.heading))]

    def added_up(self, means: Summed) -> Decimal:
        found = Decimal(0)
        for term in means.terms:
            part = sum((row[term.heading] or 0 for row in self._meeting(term)), Decimal(0))
            found += -part if term.negative else part
        return found

    def meant(self, means: Summed) -> int:
        """How many rows are taken in more often than they are taken away."""
        met: Counter[tuple[PartName, int]] = Counter()
        for term in means.terms:
            for row in self._meeting(term):
                met[term.part, id(row)] += -1 if term.negative else 1
        return sum(times > 0 for times in met.values())

    def _meeting(self, term: Term) -> list[dict[str, Any]]:
        return [row for row in self.tables[term.part] if all(meets(row, one) for one in term.conditions)]


def checks(report: Report) -> Iterator[tuple[Row, Decimal, Decimal]]:
    """Each row of the part Checks, what stands where its figure does, and what its packages add up to."""
    described = Described.of(report)
    for row in described.parts[PartName.CHECKS].rows if PartName.CHECKS in described.parts else ():
        stands, adds_up = row[2], row[3]
        assert isinstance(stands, Live)
        assert isinstance(adds_up, Live)
        assert stands.shown == adds_up.shown
        means = described.at(adds_up.means).means if isinstance(adds_up.means, Standing) else adds_up.means
        assert isinstance(means, Summed)
        if isinstance(stands.means, Standing):
            found = described.at(stands.means)
            figure: Any = found.shown if isinstance(found, Link) else found
            assert figure == stands.shown
            yield row, figure.value, described.added_up(means)
        else:
            assert isinstance(stands.means, Summed)
            assert bare(stands) == described.added_up(stands.means)
            yield row, described.added_up(stands.means), described.added_up(means)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(packages=ledgers(), asked=questions)
def test_every_total_is_what_its_packages_add_up_to(
    fresh_sqlite: Fresh, packages: list[Package], asked: dict[str, Any]
) -> None:
    with fresh_sqlite() as target:
        report = report_beside_a_cancelled_one(target, packages, asked)
    found = list(checks(report))
    for row, figure, added in found:
        assert added == figure, row[0]
    stated = sum(one.amount is not None for one in report.overall.rows)
    assert sum(row[1].shown == "Cover" for row, *_ in found) == stated  # type: ignore[union-attr]  # a link


@pytest.mark.slow
@settings(max_examples=1_500, suppress_health_check=list(HealthCheck))
@given(packages=ledgers(), asked=questions)
def test_every_total_is_what_its_packages_add_up_to_at_length(
    fresh_sqlite: Fresh, packages: list[Package], asked: dict[str, Any]
) -> None:
    with fresh_sqlite() as target:
        for row, figure, added in checks(report_beside_a_cancelled_one(target, packages, asked)):
            assert added == figure, row[0]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(packages=ledgers(), asked=questions)
def test_the_packages_that_a_figure_leads_to_are_those_that_it_counts(
    fresh_sqlite: Fresh, packages: list[Package], asked: dict[str, Any]
) -> None:
    with fresh_sqlite() as target:
        described = Described.of(report_beside_a_cancelled_one(target, packages, asked))
    for part in described.parts.values():
        for row in part.rows:
            for link in row:
                if isinstance(link, Link) and link.only:
                    if isinstance(link.shown, Money):
                        assert described.added_up(link.only) == link.shown.value, (part.name, row[0])
                    else:
                        assert described.meant(link.only) == link.shown, (part.name, row[0])


def test_a_figure_that_was_changed_is_found(fresh_sqlite: Fresh) -> None:
    asked = {"period": Period(), "filters": Filters(), "fiscal_start": 10, "cumulative": False, "exchange": None}
    with fresh_sqlite() as target:
        report = report_of(target, [package(), package(ref="other", donor="NO", amount="NOK 5")], asked)
    first, *others = report.overall.rows
    changed = report.overall._replace(rows=(first._replace(amount=Decimal(6)), *others))
    wrong = [row[0] for row, figure, added in checks(report._replace(overall=changed)) if added != figure]
    assert wrong == ["Commitments, NOK"]


# As a spreadsheet works it out


def recalculated(path: Path) -> Any:
    """The workbook as LibreOffice saves it, which has had to work out every formula: their values were taken away."""
    bare = path.with_name("bare.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", part) if "/sheet" in name else part)
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    words = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run([*words, "--outdir", path.parent / "out", bare], check=True, capture_output=True, timeout=120)
    return openpyxl.load_workbook(path.parent / "out" / "bare.xlsx", data_only=True)


VARIED = [
    package(ref="act", stage="appropriation", announced_on="2022", amount="USD 900", title="An act", instrument="supplemental"),
    package(ref="part", stage="appropriation", announced_on="2022-05", amount="up to USD 400", draws_on="act"),
    package(ref="one", announced_on="2022-12-31", amount="about USD 120.25", draws_on="part", instrument="Own fund"),
    package(ref="two", announced_on="2023-01-01", amount="USD 0.10", instrument="own fund"),
    package(ref="three", announced_on="2023", amount="USD 0.20", instrument='F*"'),
    package(ref="joint", announced_on="2023-02", donor="DK+NO", amount="JPY 9,007,199,254,740"),
    package(ref="less", announced_on="2023-03-03", amount="-USD 20"),
    package(ref="unknown", announced_on="2023-03-04", amount=None, items=["a thing"]),
    package(
        ref="itemised",
        announced_on="2023-04-04",
        amount="USD 50",
        items=[{"description": "guns", "category": "fires", "amount": "USD 30"}],
    ),
]  # fmt: skip


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("cumulative", [False, True])
def test_a_spreadsheet_comes_to_the_same(fresh_sqlite: Fresh, tmp_path: Path, *, cumulative: bool) -> None:
    asked = {"period": Period(), "filters": Filters(donors=("US", "DK")), "fiscal_start": 10, "cumulative": cumulative}
    path = tmp_path / "report.xlsx"
    with fresh_sqlite() as target:
        write_workbook(report_of(target, VARIED, asked | {"exchange": None}), path)
    written, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    worked_out = recalculated(path)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    should, found = (book[sheet.title][cell.coordinate].value for book in (written, worked_out))
                    assert found == pytest.approx(should, abs=1e-6), (sheet.title, cell.coordinate, cell.value)
                    compared += 1
    assert compared > 100
    number = len(written["Checks"]["F"]) - 5
    assert worked_out["Cover"]["B11"].value == f"All {number} figures tie to the packages"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_spreadsheet_finds_an_altered_figure(fresh_sqlite: Fresh, tmp_path: Path) -> None:
    asked = {"period": Period(), "filters": Filters(), "fiscal_start": 10, "cumulative": False, "exchange": None}
    path = tmp_path / "report.xlsx"
    with fresh_sqlite() as target:
        write_workbook(report_of(target, VARIED, asked), path)
    book = openpyxl.load_workbook(path)
    rows = list(book["Packages"][book["Packages"].tables["Packages"].ref])
    counted = [cell.value for cell in rows[0]].index("Counted")
    row = next(row for row in rows if row[0].value == "less")
    row[counted].value = -19
    book.save(path)
    worked_out = recalculated(path)
    wrong = {row[0].value for row in worked_out["Checks"].iter_rows(min_row=6) if row[5].value == "no"}
    assert "Commitments, USD" in wrong
    assert "Commitments, USD, 2023-03" in wrong
    assert "Commitments, USD, 2023-04" not in wrong
    assert worked_out["Checks"]["A2"].value.endswith("figures do not tie to the packages: see the sheet Checks")
