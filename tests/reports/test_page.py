"""The page of a report: as a program reads it, and as a browser shows it."""

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, Browser, browser
from hypothesis import given, settings
from program import SEEDS
from reports.elements import Element, read, the
from strategies import lines
from support import Anew, package

from aidledger import intake
from aidledger.domain.bounds import Bound
from aidledger.domain.packages import Entry
from aidledger.domain.report import PartName, Report
from aidledger.errors import AidledgerError
from aidledger.reports.description import Records, describe
from aidledger.reports.description.values import Count, Link, Live, Money, Value, bare
from aidledger.reports.page import write_page
from aidledger.reports.wording import plural
from aidledger.storage.ledger import Ledger

SIGNS = {"\u2264": Bound.AT_MOST, "\u2265": Bound.AT_LEAST, "~": Bound.ABOUT}


def rows(page: Element, part: PartName) -> list[list[Element]]:
    """The cells of each row of a part."""
    table = the(page.all("table", id=f"{part.option}-table"))
    return [row.within for row in the(table.all("tbody")).within]


ACT = package(ref="act", stage="appropriation", announced_on="2022-05", amount="USD 900", instrument="supplemental")
WHOLE = package(
    ref="whole", title="A whole & its <parts>", announced_on="2023-03-01", amount="up to USD 100.25", draws_on="act",
    instrument="PDA", note="First line\nsecond", tags=["one", "two"],
    items=[{"description": "guns", "category": "fires", "amount": "USD 30.25", "quantity": "at least 3 guns"}, "spares"],
    sources=[{"publisher": "A ministry", "title": "A page", "url": 'https://example.org/a?b=1&c="2"'}],
)  # fmt: skip
PART = package(ref="part", announced_on="2023-04-01", amount="-USD 60", draws_on="whole", donor="DK+NO")
SILENT = package(ref="silent", announced_on="2023", amount=None, items=["3,000+ rounds: small arms ammunition"])
KRONER = package(ref="kroner", announced_on="2023-05-05", amount="NOK 7.5bn", donor="NO")
PACKAGES = (ACT, WHOLE, PART, SILENT, KRONER)


@pytest.fixture(scope="module")
def report(anew_sqlite: Anew) -> Report:
    with anew_sqlite() as ledger:
        ledger.record_many(map(Entry, PACKAGES))
        ledger.revise("silent", {"amount": "USD 5"}, reason="Disclosed & <checked>", known_on=date(2024, 1, 2))
        return ledger.report()


@pytest.fixture(scope="module")
def written(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_page(report, path)
    return path


@pytest.fixture(scope="module")
def page(written: Path) -> Element:
    return read(written)


HEADLINED = [
    package(ref="silent", stage="appropriation", announced_on="2022-05", amount=None, items=["spares"]),
    package(ref="dollars", announced_on="2023-03", amount="up to USD 2.35M"),
    package(ref="cents", announced_on="2023-03", amount="USD 0.25"),
    package(ref="kroner", announced_on="2023-05", amount="NOK 7.5bn", donor="NO"),
    package(ref="less", announced_on="2023-06", amount="-EUR 60", donor="DE"),
    package(ref="yen", stage="delivery", announced_on="2023-07", amount="about JPY 40,000", donor="JP"),
]
"""Of stages and currencies enough that each figure has a row of its own; the first row has no figure."""
HEADLINE = [
    ("cover-1", "Commitments, EUR", "-€60", "-€60", "1 package"),
    ("cover-2", "Commitments, NOK", "NOK 7.5B", "NOK 7,500,000,000", "1 package"),
    ("cover-3", "Commitments, USD", "≤ $2.4M", "≤ $2,350,000.25", "2 packages"),
    ("cover-4", "Deliveries, JPY", "~ JPY 40.0K", "~ JPY 40,000", "1 package"),
]


@pytest.fixture(scope="module")
def headlined(anew_sqlite: Anew, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    with anew_sqlite() as ledger:
        ledger.record_many(map(Entry, HEADLINED))
        write_page(ledger.report(), path)
    return path


# As a program reads it


def test_it_asks_nobody_for_anything(page: Element) -> None:
    for one in page.all():
        assert "src" not in one.attributes
        assert "style" not in one.attributes
        assert not [name for name in one.attributes if name.startswith("on")]
        if one.tag == "link":
            assert one.attributes == {"rel": "icon", "href": "data:,"}
        elif href := one.attributes.get("href"):
            assert one.tag == "a"
            assert href.startswith(("#", "https://"))
    assert not [*page.all("form"), *page.all("img"), *page.all("iframe"), *page.all("base")]


def test_its_policy_allows_its_own_script_and_style_alone(page: Element) -> None:
    head = the(page.all("head"))
    policy = the(page.all("meta", **{"http-equiv": "Content-Security-Policy"})).attributes["content"]
    assert [one.tag for one in head.within].index("meta") < [one.tag for one in head.within].index("style")
    for kind, tag in (("script", "script"), ("style", "style")):
        content = the(page.all(tag)).text
        named = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{named}';" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_every_link_within_it_has_its_target(page: Element) -> None:
    ids = Counter(one.attributes["id"] for one in page.all() if "id" in one.attributes)
    assert set(ids.values()) == {1}
    targets = {one.attributes["href"][1:] for one in page.all("a") if one.attributes["href"].startswith("#")}
    assert targets <= ids.keys()
    assert {"packages-0", "package-whole", "sources-0", "line-items-0", "revisions-3", "notes"} <= targets


@pytest.mark.parametrize("sheets", ["packages", "cover", "totals-by-donor,line-items", "sources,checks", "contents"])
def test_some_parts_alone_have_no_link_that_leads_nowhere(anew_sqlite: Anew, tmp_path: Path, sheets: str) -> None:
    path = tmp_path / "report.html"
    with anew_sqlite() as ledger:
        ledger.record_many(map(Entry, PACKAGES))
        write_page(ledger.report(parts=PartName.parse(sheets)), path)
    found = read(path)
    ids = {one.attributes.get("id") for one in found.all()}
    assert {one.attributes["href"][1:] for one in found.all("a") if one.attributes["href"][0] == "#"} <= ids
    assert [one.attributes["id"] for one in found.all("section")] == [
        part.option for part in PartName.parse(sheets) if part.option != "checks"
    ]


def read_figure(shown: str) -> tuple[Bound, Decimal]:
    """What a figure says, as a person reads it."""
    digits = re.sub(r"[^\d.]", "", shown)
    return SIGNS.get(shown[0], Bound.EXACT), Decimal(f"-{digits}" if "-" in shown else digits)


def figure(value: Value) -> Money | Count | None:
    match value:
        case Link(inner) | Live(inner):
            return figure(inner)
        case Money() | Count():
            return value
        case _:
            return None


def test_every_figure_of_the_report_is_in_it_to_the_last_digit(report: Report, page: Element) -> None:
    records = Records(report)
    streamed: dict[PartName, list[Any]] = {part.name: [] for part in records.parts}
    for record in records:
        for found, more in zip(streamed.values(), record.rows, strict=True):
            found.extend(more)
    figures = 0
    for part in describe(report, records):
        stated = streamed.get(part.name, part.rows)
        for row, cells in zip(stated, rows(page, part.name), strict=True):
            for value, cell in zip(row, cells, strict=True):
                if isinstance(bare(value), str):
                    assert cell.text == bare(value)
                if money := figure(value):
                    assert cell.text.endswith("m") or read_figure(cell.text) == (money.bound, bare(money))
                    figures += 1
    assert figures > 50


def test_a_package_in_full_has_its_items_sources_and_history(page: Element) -> None:
    article = the(page.all("article", id="package-whole"))
    assert [one.text for one in article.all("h4")] == ["Line items", "Sources", "Revisions"]
    assert "\u2264 $100.25" in article.text
    assert "First line\nsecond" in article.text
    assert "\u2265 3" in article.text
    address = the(article.all("a", rel="external noopener noreferrer"))
    assert address.attributes["href"] == "https://example.org/a?b=1&c=%222%22"
    assert the(article.all("a", href="#package-act")).text == "act"
    history = the(page.all("article", id="package-silent")).text
    assert "Disclosed & <checked>" in history
    assert "amount: value not disclosed -> $5" in history
    assert [one.text for one in the(page.all("article", id="package-kroner")).all("h4")] == ["Revisions"]


def test_a_chart_is_drawn_to_scale_and_told_in_words(report: Report, page: Element) -> None:
    months = [row for row in report.by_month.rows if row.currency == "USD" and row.stage == "commitment"]
    drawing = next(page.all("svg"))
    bars = [bar for bar in drawing.all("rect") if bar.within]
    assert len(bars) == len(months)
    heights = {bar.text.partition(":")[0]: float(bar.attributes["height"]) for bar in bars}
    assert heights["2023-03"] / heights["2023-04"] == pytest.approx(100.25 / 60, rel=0.01)
    assert "Commitments by month" in drawing.attributes["aria-label"]
    assert "2023-03: \u2264 $100.25" in drawing.text


def test_each_figure_of_the_headline_names_the_row_that_it_repeats(headlined: Path) -> None:
    page = read(headlined)
    cards = []
    for card in the(page.all("dl", class_="headline")).within:
        rounded, exact, packages, *_ = (one for one in card.all() if one.tag in {"b", "span"})
        row, heading = json.loads(exact.attributes["data-at"])
        assert heading == "Amount"
        cards.append((row, the(card.all("dt")).text, rounded.text, exact.text, packages.text))
    assert cards == HEADLINE
    headings = [one.text for one in the(page.all("table", id="cover-table")).all("th", scope="col")]
    for row, what, _, amount, _ in HEADLINE:
        said = dict(zip(headings, (cell.text for cell in the(page.all("tr", id=row)).within), strict=True))
        assert (f"{plural(said['Stage'])}, {said['Currency']}", said["Amount"]) == (what, amount)


def test_the_headline_says_how_many_packages_have_no_stated_value(anew_sqlite: Anew, tmp_path: Path) -> None:
    with anew_sqlite() as ledger:
        for one in (
            package(),
            package(ref="unvalued", amount=None, items=["boots"]),
            package(ref="given", stage="delivery"),
        ):
            ledger.record(one)
        write_page(ledger.report(), tmp_path / "report.html")
    cards = the(read(tmp_path / "report.html").all("dl", class_="headline")).within
    assert ["+ 1 without a stated value" in card.text for card in cards] == [True, False]


@settings(max_examples=40)
@given(title=lines(), description=lines(), publisher=lines())
def test_what_people_wrote_stays_text(
    anew_sqlite: Anew, tmp_path_factory: pytest.TempPathFactory, title: str, description: str, publisher: str
) -> None:
    path = tmp_path_factory.mktemp("page") / "report.html"
    one = package(title=title, items=[{"description": description}], sources=[{"publisher": publisher, "title": "x"}])
    with anew_sqlite() as ledger:
        ledger.record(one)
        write_page(ledger.report(), path)
    found = read(path)
    assert rows(found, PartName.PACKAGES)[0][1].text == one.title
    assert rows(found, PartName.ITEMS)[0][2].text == one.items[0].description
    assert rows(found, PartName.SOURCES)[0][2].text == one.sources[0].publisher


HOSTILE = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onclick='x",
    "<!--", "&lt;b&gt;&amp;", "]]>", "</details></section></main>",
]  # fmt: skip


def test_hostile_text_becomes_no_element(anew_sqlite: Anew, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    with anew_sqlite() as ledger:
        for number, words in enumerate(HOSTILE):
            ledger.record(
                package(
                    ref=f"p{number}", title=words, note=words, instrument=words, items=[words.replace("(1)", "")],
                    sources=[{"title": words, "url": 'https://example.org/"onclick="alert(1)'}, "javascript:alert(1)"],
                )
            )  # fmt: skip
        write_page(ledger.report(), path)
    found = read(path)
    assert len([*found.all("script")]) == 1
    assert not [*found.all("img")]
    assert [cells[1].text for cells in rows(found, PartName.PACKAGES)] == HOSTILE
    assert all(one.attributes.get("href", "#").startswith(("#", "https://", "data:,")) for one in found.all())


def test_the_same_report_is_the_same_page(report: Report, written: Path, tmp_path: Path) -> None:
    heard: list[int] = []
    write_page(report, tmp_path / "again.html", tell=heard.append)
    assert (tmp_path / "again.html").read_bytes() == written.read_bytes()
    assert sum(heard) == len(PACKAGES)


def test_a_page_that_fails_leaves_the_old_one(report: Report, tmp_path: Path) -> None:
    def broken() -> Iterator[Any]:
        yield from list(report.listed)[:1]
        raise OSError(28, "No space left on device")

    path = tmp_path / "report.html"
    path.write_text("old")
    with pytest.raises(AidledgerError, match="no space left on device"):
        write_page(report._replace(listed=broken()), path)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_nothing_to_count_is_a_page_too(anew_sqlite: Anew, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    with anew_sqlite() as ledger:
        write_page(ledger.report(), path)
    assert "the ledger has no package in this scope" in read(path).text


# As a browser shows it

shown = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the seeds: real packages."""
    folder = tmp_path_factory.mktemp("real")
    with Ledger.open(folder / "ledger.db", author="tester") as ledger:
        ledger.record_many(intake.read(*sorted(SEEDS.glob("*.toml"))))
        with ledger.reporting(made_at=datetime(2026, 11, 26, tzinfo=UTC)) as report:
            write_page(report, folder / "report.html")
    return folder / "report.html"


@shown
@pytest.mark.parametrize(
    "how", [{}, {"dark": True}, {"width": 360, "height": 740, "touch": True}, {"scripts": False}], ids=str
)
def test_it_loads_alone_and_fits(chromium: Browser, real: Path, how: dict[str, Any]) -> None:
    page = chromium.open(real, **how)
    assert page.errors == []
    assert page.requests == [real.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ink, paper = (page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("color", "backgroundColor"))
    assert (brightness(ink) > brightness(paper)) == bool(how.get("dark"))
    page.close()


def brightness(colour: object) -> int:
    return sum(map(int, re.findall(r"\d+", str(colour))[:3]))


@shown
def test_every_figure_leads_to_packages_that_count_as_much(chromium: Browser, real: Path) -> None:
    """The browser adds up, exactly, what it shows when a reader follows a figure."""
    page = chromium.open(real)
    compared: Any = page.evaluate("""[...document.querySelectorAll("main section > .table a[data-only]")].map((link) => {
        link.click();
        const [row, part] = [link.closest("tr"), JSON.parse(link.dataset.only)[0][0]];
        const left = [...document.querySelectorAll(`#${part}-table tbody tr`)].filter((one) => !one.hidden).length;
        const told = document.querySelector(`#${part} [role=status]`).textContent;
        const said = Object.fromEntries(headingsOf(row.closest("table")).map((one, at) => [one, textsOf(row)[at]]));
        return [row.id, link.textContent, String(left), told, said];
    })""")
    assert len(compared) > 250
    for row, number, left, told, said in compared:
        assert number == left or row.startswith("published-totals"), row
        if row.startswith("published-totals"):
            assert told.endswith(f": {said['Known now']}." if int(left) else ", those that the figure counts."), (
                row,
                told,
            )
            continue
        if row.startswith("appropriations"):
            assert ("commitment: " in told) == (said["Committed"] != "$0"), (row, told)
            assert said["Committed"] == "$0" or f"commitment: {said['Committed']}" in told, (row, told)
        elif row.startswith("quantities"):
            counted = (
                f" They count as {said['Stage'].lower()}: {said['Quantity']} {said['Unit']}." if said["Unit"] else ""
            )
            assert told.endswith(f", those that the figure counts.{counted}"), (row, told)
        else:
            assert told.endswith(f": {said['Amount']}."), (row, told)
    page.close()


@shown
def test_it_works_out_again_what_packages_add_up_to(chromium: Browser, real: Path, tmp_path: Path) -> None:
    page = chromium.open(real)
    assert re.fullmatch(
        r"All \d+ figures tie to the packages, worked out again on this page",
        str(page.evaluate("document.querySelector('#cover [data-all-tie]').textContent")),
    )
    page.close()
    counted = r'(<a href="#package-us-pda-2023-08-29">.*?\$[\d,]+<.*?\$[\d,]+)(?=<)'
    altered, number = re.subn(counted, r"\1.01", real.read_text(encoding="utf-8"), count=1)
    assert number == 1
    (tmp_path / "altered.html").write_text(altered, encoding="utf-8")
    page = chromium.open(tmp_path / "altered.html")
    wrong: Any = page.evaluate(
        """[...document.querySelectorAll("#checks-table tbody tr")].filter((row) => cellOf(row, "Ties").textContent === "no")
        .map((row) => [cellOf(row, "Figure").textContent, cellOf(row, "Difference").textContent])"""
    )
    assert ["Commitments, USD, 2023-08", "-$0.01"] in wrong
    assert not [figure for figure, _ in wrong if figure in {"Commitments, USD, 2023-07", "Appropriations, USD"}]
    told = str(page.evaluate("document.querySelector('#cover [data-all-tie]').textContent"))
    assert re.fullmatch(rf"{len(wrong)} of \d+ figures do not tie to the packages", told)
    page.close()


@shown
@pytest.mark.parametrize(
    "text",
    [
        (">~ $61,655,000,000<", ">$7.0B<"),
        (">~ $61,655,000,000<", ">~ \u20ac61,655,000,000<"),
        (">~ $61,655,000,000<", ">$61,655,000,000<"),
    ],
    ids=["no figure", "another currency", "another bound"],
)
def test_it_finds_a_figure_of_another_kind(
    chromium: Browser, real: Path, tmp_path: Path, text: tuple[str, str]
) -> None:
    (before, after), page_text = text, real.read_text(encoding="utf-8")
    place = page_text.index(before, page_text.index('id="cover-1"'))
    altered = page_text[:place] + after + page_text[place + len(before) :]
    (tmp_path / "altered.html").write_text(altered, encoding="utf-8")
    page = chromium.open(tmp_path / "altered.html")
    assert page.errors == []
    told = str(page.evaluate("document.querySelector('#cover [data-all-tie]').textContent"))
    assert re.fullmatch(r"1 of \d+ figures do not tie to the packages", told)
    page.close()


@shown
def test_the_headline_is_that_of_the_rows_of_the_cover(chromium: Browser, headlined: Path) -> None:
    """The script puts there what stands in the table."""
    page = chromium.open(headlined)
    assert page.errors == []
    cards: Any = page.evaluate("""[...document.querySelectorAll("#cover .headline > div")].map((card) =>
        ["dt", "b", "[data-at]", "span:last-child"].map((part) => card.querySelector(part).textContent))""")
    assert cards == [list(card[1:]) for card in HEADLINE]
    amounts: Any = page.evaluate("""[...document.querySelectorAll("#cover-table tbody tr")]
        .map((row) => ["Stage", "Currency", "Amount"].map((heading) => cellOf(row, heading).textContent))""")
    assert amounts == [
        ["Appropriation", "not disclosed", ""],
        ["Commitment", "EUR", "-€60"],
        ["Commitment", "NOK", "NOK 7,500,000,000"],
        ["Commitment", "USD", "≤ $2,350,000.25"],
        ["Delivery", "JPY", "~ JPY 40,000"],
    ]
    assert page.evaluate("document.querySelectorAll('#cover .differs').length") == 0
    page.close()


@shown
def test_without_scripts_it_claims_no_check(chromium: Browser, written: Path) -> None:
    page = chromium.open(written, scripts=False)
    assert page.evaluate("document.querySelector('#cover [data-all-tie]').textContent") == (
        "not worked out here: that takes a browser with scripts"
    )
    page.close()


@shown
def test_a_figure_by_category_leads_to_what_counts_in_it(chromium: Browser, written: Path) -> None:
    page = chromium.open(written)
    page.click("#totals-by-category tr:has(th) a[data-only]")
    row = "document.querySelector('#totals-by-category tr:has(a[data-only])')"
    amount = page.evaluate(f"cellOf({row}, 'Amount').textContent")
    told = str(page.evaluate("document.querySelector('#packages [role=status]').textContent"))
    assert told.endswith(f": {amount}.")
    page.close()


@shown
def test_a_link_shows_a_row_that_was_filtered_away(chromium: Browser, written: Path) -> None:
    page = chromium.open(written)
    page.type("#packages input", "kroner")
    assert page.evaluate("document.getElementById('packages-1').hidden")
    page.evaluate("location.hash = 'packages-1'")
    page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))")
    assert not page.evaluate("document.getElementById('packages-1').hidden")
    page.close()


@shown
def test_a_table_can_be_sorted_and_searched(chromium: Browser, written: Path) -> None:
    page = chromium.open(written)

    def column(heading: str) -> Any:
        return page.evaluate(
            f"""[...document.querySelectorAll("#packages-table tbody tr")].filter((row) => !row.hidden)
            .map((row) => cellOf(row, "{heading}").textContent)"""
        )

    page.click("#packages-table th:nth-child(13) button")
    assert column("Amount") == ["-$60.00", "$5.00", "\u2264 $100.25", "$900.00", "NOK 7,500,000,000"]
    page.click("#packages-table th:nth-child(13) button")
    assert column("Ref") == ["kroner", "act", "whole", "silent", "part"]
    assert page.evaluate("document.querySelector('[aria-sort=descending]').textContent") == "Amount"
    page.type("#packages input", "pda WHOLE")
    assert column("Ref") == ["whole"]
    assert page.evaluate("document.querySelector('#packages [role=status]').textContent") == (
        "1 of 5 rows. They count as commitment: \u2264 $100.25."
    )
    page.click("#packages .tools button")
    assert len(column("Ref")) == 5
    page.close()


@shown
@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_opens_the_package_that_it_leads_to(chromium: Browser, written: Path, *, scripts: bool) -> None:
    page = chromium.open(written, scripts=scripts)
    assert not page.evaluate("document.getElementById('package-whole').closest('details').open")
    page.click("#packages-table a[href='#package-whole']")
    assert page.evaluate("document.getElementById('package-whole').closest('details').open")
    page.close()


@shown
def test_a_screen_reader_meets_names(chromium: Browser, written: Path) -> None:
    page = chromium.open(written)
    names = page.names()
    assert ("navigation", "Parts of this report") in names
    assert ("region", "Packages, table") in names
    assert ("searchbox", "Find in all columns") in names
    assert ("columnheader", "Announced on") in names
    assert ("rowheader", "whole") in names
    assert any(role in {"image", "img"} and name.startswith("Columns: Commitments by month") for role, name in names)
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map((one) => Number(one.tagName[1]))")
    assert isinstance(levels, Sequence)
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    page.close()
