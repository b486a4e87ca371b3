"""A report as a memo in Markdown, read by a parser of it."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reports.reading import MARKDOWN, PARTS, memo_tables, pairs, said
from reports.test_checks import VARIED, report_of
from reports.test_formats import NOTHING_SPECIAL
from strategies import prose
from support import Fresh, package

from aidledger import reports
from aidledger.domain.report import PartName, Report
from aidledger.reports import tables

HOSTILE = "| * [x](javascript:) <script> \n# heading"
awkward = st.text("*_[]<>`#|\\~$&;!()-+=.:/1a \n", max_size=20).map(str.strip) | prose


@pytest.fixture(scope="module")
def report(fresh_sqlite: Fresh) -> Report:
    """One of packages of all kinds, in dollars and millions among others."""
    more = [
        package(ref="more", title="More", amount="up to USD 250M", sources=["https://example.org/(a)?b=1&lt;c|d_e"]),
        package(ref="request", title="Asked for", stage="request", amount="USD 5"),
        package(ref="within", amount="EUR 5M", draws_on="more"),
    ]
    with fresh_sqlite() as target:
        return report_of(target, [*VARIED, *more], NOTHING_SPECIAL)


def written(report: Report, path: Path, *parts: PartName) -> str:
    reports.write(report._replace(parts=parts), path)
    return path.read_text(encoding="utf-8")


def headings(text: str) -> list[str]:
    return [said(after) for token, after in pairs(MARKDOWN.parse(text)) if token.type == "heading_open"]


def test_it_begins_with_what_is_counted_and_says_what_is_left_out(report: Report, tmp_path: Path) -> None:
    lines = written(report, tmp_path / "memo.md").splitlines()
    assert lines[0] == "# Military aid: Denmark, Norway and United States to Ukraine"
    assert lines[2].startswith("What was announced, by stage and currency: ")
    assert lines[4] == "* Period: all dates"
    assert f"* Fingerprint: {report.fingerprint}" in lines
    table = lines.index("| Stage | Currency | Bound | Shown in millions | Packages | Without a stated value | Amount |")
    assert any(line.startswith("* Counted within others: 1 package ") for line in lines[table:])


def test_it_has_what_a_reader_of_memos_needs(report: Report, tmp_path: Path) -> None:
    assert headings(written(report, tmp_path / "memo.md"))[1:] == [
        "Totals by month", "Totals by fiscal year", "Totals by donor", "Totals by instrument", "Totals by category",
        "Appropriations", "Packages", "Notes", "Not in this report",
    ]  # fmt: skip
    named = headings(written(report, tmp_path / "memo.md", PartName.CONTENTS, PartName.SOURCES))
    assert named[1:] == ["Contents", "Sources"]


def test_figures_stand_in_millions_and_exactly(report: Report, tmp_path: Path) -> None:
    written(report, tmp_path / "memo.md")
    rows = memo_tables(tmp_path / "memo.md")["totals-by-donor"]
    row = next(row for row in rows if (row["Donor"], row["Stage"], row["Currency"]) == ("US", "Commitment", "USD"))
    assert (row["Shown in millions"], row["Amount"]) == ("~ $250.0m", "~ $250,000,150.55")
    assert list(row)[-1] == "Amount"


def test_packages_say_why_they_have_no_figure(report: Report, tmp_path: Path) -> None:
    written(report, tmp_path / "memo.md")
    rows = {row["Ref"]: row for row in memo_tables(tmp_path / "memo.md")["packages"]}
    assert list(rows["more"]) == ["Ref", "Announced on", "Title", "Stage", "Donor", "Amount", "Counted"]
    assert (rows["more"]["Amount"], rows["more"]["Counted"]) == ("≤ $250,000,000.00", "≤ $250,000,000.00")
    assert (rows["unknown"]["Amount"], rows["unknown"]["Counted"]) == ("not disclosed", "not disclosed")
    assert (rows["within"]["Amount"], rows["within"]["Counted"]) == ("€5,000,000", "within another")
    assert (rows["request"]["Amount"], rows["request"]["Counted"]) == ("$5.00", "not in totals")


def test_recipients_are_named_where_there_are_several(fresh_sqlite: Fresh, tmp_path: Path) -> None:
    with fresh_sqlite() as target:
        several = report_of(target, [package(ref="a"), package(ref="b", recipient="MD")], NOTHING_SPECIAL)
    written(several, tmp_path / "memo.md")
    assert [row["Recipient"] for row in memo_tables(tmp_path / "memo.md")["packages"]] == ["UA", "MD"]


def test_addresses_are_links_and_nothing_else_is(report: Report, tmp_path: Path) -> None:
    links = [
        (child.attrGet("href"), said(token))
        for token in MARKDOWN.parse(written(report, tmp_path / "memo.md", *PARTS))
        for child in token.children or ()
        if child.type == "link_open"
    ]
    assert links == [
        ("https://example.org/%28a%29?b=1&lt;c%7Cd_e", "https://example.org/(a)?b=1&lt;c|d_e"),
    ]  # fmt: skip


def test_only_web_addresses_become_links(report: Report, tmp_path: Path) -> None:
    more = next(one for one in report.listed if one.revision.ref == "more")
    evil = more.revision.package.sources[0].model_copy(update={"url": "javascript:alert(1)"})
    changed = more.revision.model_copy(
        update={"package": more.revision.package.model_copy(update={"sources": (evil,)})}
    )
    text = written(report._replace(listed=(more._replace(revision=changed),)), tmp_path / "memo.md", PartName.SOURCES)
    assert "| javascript:alert(1) |" in text
    assert "](" not in text


def test_text_of_people_never_becomes_markup(fresh_sqlite: Fresh, tmp_path: Path) -> None:
    hostile = package(ref="a", title=" ".join(HOSTILE.split()), note=HOSTILE, items=[HOSTILE.partition("\n")[0]])
    with fresh_sqlite() as target:
        report = report_of(target, [hostile], NOTHING_SPECIAL)._replace(ledger=f"/{HOSTILE}")
    text = written(report, tmp_path / "memo.md", *PARTS)
    assert len(headings(text)) == len(set(headings(text)))
    assert "heading" not in headings(text)
    children = [child for token in MARKDOWN.parse(text) for child in token.children or ()]
    assert {child.type for child in children} <= {"text", "html_inline", "softbreak"}
    assert {child.content for child in children if child.type == "html_inline"} <= {"<br>"}
    assert any(said(token) == "Ledger: " + " ".join(HOSTILE.split()) for token in MARKDOWN.parse(text))


@given(awkward)
@example(HOSTILE)
@example("__init__ ~~~ $x$ &copy; 1986. 12) - + = > ==")
@example("1986. A great year")
@example("- [ ] task")
@example("Title #")
@example("<br>")
def test_any_text_stays_text_in_lines_titles_and_cells(text: str) -> None:
    line = tables.markdown_line(text)
    seen = " ".join(text.split())
    for before, kinds in (("", ["paragraph_open"]), ("# ", ["heading_open"]), ("* ", ["bullet_list_open"])):
        tokens = MARKDOWN.parse(f"{before}{line}\n")
        assert [token.type for token in tokens if token.level == 0 and token.nesting == 1] == kinds[
            : bool(seen or before)
        ]
        inlines = [token for token in tokens if token.type == "inline"]
        assert [said(token) for token in inlines if token.children] == [seen] * bool(seen)
        assert {child.type for token in inlines for child in token.children or ()} <= {"text"}
    made = MARKDOWN.parse(f"{tables.markdown(tables.Table((tables.Column('A'), tables.Column('B')), [[text, 'b']]))}\n")
    cells = [after for token, after in pairs(made) if token.type == "td_open"]
    assert [said(cell) for cell in cells[1:]] == ["b"]
    assert [part.strip() for part in said(cells[0]).splitlines()] == [part.strip() for part in text.splitlines()]
    assert {child.type for child in cells[0].children or ()} <= {"text", "html_inline"}
