"""Through Excel and back: a workbook that was exported shows exactly what was edited in it, and records just that."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from program import Forks, Run
from strategies import amounts, lines, packages, quantities, tags
from support import Fresh
from workbooks import Book

from aidledger import intake, reports
from aidledger.domain.packages import Package
from aidledger.domain.vocabulary import Category, Stage
from aidledger.errors import InvalidInput
from aidledger.storage.ledger import Ledger

LEDGER = """
[[packages]]
ref = "act"
title = "an act"
donor = "US"
stage = "appropriation"
announced_on = "2023-01"
amount = "USD 60bn"

[[packages]]
ref = "us-1"
title = "a drawdown"
donor = "US"
instrument = "PDA"
announced_on = 2023-08-29
amount = "up to USD 250M"
items = ["3,000,000+ rounds: small arms ammunition", "12 x HIMARS", "spare parts"]
sources = ["https://example.org/1", "a book"]
draws_on = "act"
tags = ["b", "a"]
note = "two\\nlines"

[[packages]]
ref = "no-1"
donor = "NO"
announced_on = 2023-09-05
amount = "NOK 7.5bn"
items = ["8 x tanks"]

[[packages]]
ref = "dk-1"
title = "not disclosed"
donor = "DK+SE"
announced_on = "2023-10"

[[packages]]
ref = "dk-2"
title = "announced twice"
donor = "DK"
announced_on = "2023-10"
status = "cancelled"
duplicate_of = "dk-1"
"""


@pytest.fixture(scope="module")
def exported_once(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> Path:
    """A folder with a ledger and its workbook, made once."""
    folder = tmp_path_factory.mktemp("exported")
    (folder / "packages.toml").write_text(LEDGER)
    for words in (("import", "packages.toml"), ("export", "book.xlsx")):
        ran = forks.run(("--db", "ledger.db", *words), cwd=folder, env={"HOME": str(folder)}, stdin="")
        assert ran.code == 0, ran.err
    return folder


@pytest.fixture
def book(exported_once: Path, home: Path) -> Book:
    """The workbook, beside its ledger, in the folder that the program is started in."""
    for name in ("ledger.db", "book.xlsx"):
        shutil.copyfile(exported_once / name, home / name)
    return Book(home / "book.xlsx")


@pytest.fixture
def told(run: Run, book: Book) -> Callable[..., list[str]]:
    """Saves the workbook, and gives the lines that the program tells of it, the last one that of the result."""

    def tell(*options: str, code: int = 0) -> list[str]:
        book.save()
        ran = run("--db", "ledger.db", "import", "book.xlsx", *(options or ("--dry-run",)))
        assert ran.code == code, ran
        return (ran.err + ran.out).splitlines()

    return tell


@pytest.fixture(scope="module")
def edited_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where workbooks are written, each over the one before."""
    return tmp_path_factory.mktemp("edited") / "book.xlsx"


NOTHING = "0 would be recorded, 0 already there"
REASON = "hint: what is revised needs a reason: --reason TEXT"


def revised(lines: list[str]) -> list[str]:
    """The lines of a dry run that say what of one package would be revised."""
    assert lines[-2:] == [REASON, "0 would be recorded, 1 would be revised, 0 already there"]
    place, _, ref = lines[0].rpartition(": would be revised: ")
    assert place.startswith("book.xlsx[")
    return [ref, *(line.strip() for line in lines[1:-2])]


def test_a_workbook_that_nobody_edited_changes_nothing(told: Callable[..., list[str]]) -> None:
    assert told() == [NOTHING]
    assert told("--reason", "none") == ["0 recorded, 0 already there"]


EDITS: dict[str, tuple[Callable[[Book], object], list[str]]] = {
    "amount": (
        lambda book: book.packages.write("us-1", "Amount", 240_000_000),
        ["us-1", "amount: <= $250.0M -> <= $240.0M"],
    ),
    "amount as text": (
        lambda book: book.packages.write("no-1", "Amount", "about NOK 8bn"),
        ["no-1", "amount: NOK 7.5B -> ~ NOK 8.0B"],
    ),
    "bound": (
        lambda book: book.packages.write("us-1", "Bound", "at least"),
        ["us-1", "amount: <= $250.0M -> >= $250.0M"],
    ),
    "currency": (
        lambda book: book.packages.write("no-1", "Currency", "SEK"),
        ["no-1", "amount: NOK 7.5B -> SEK 7.5B"],
    ),
    "amount disclosed": (
        lambda book: book.packages.write("dk-1", "Amount", 5).write("dk-1", "Currency", "EUR"),
        ["dk-1", "amount: value not disclosed -> \u20ac5"],
    ),
    "amount withdrawn": (
        lambda book: book.packages.write("us-1", "Amount", None),
        ["us-1", "amount: <= $250.0M -> value not disclosed"],
    ),
    "title": (lambda book: book.packages.write("act", "Title", "the act"), ["act", "title: an act -> the act"]),
    "title of none": (lambda book: book.packages.write("no-1", "Title", "new"), ["no-1", "title: nothing -> new"]),
    "later date": (
        lambda book: book.packages.write("us-1", "Announced on", "2023-08-31"),
        ["us-1", "announced on: 2023-08-29 -> 2023-08-31"],
    ),
    "coarser date": (
        lambda book: book.packages.write("us-1", "Announced on", "2023-08"),
        ["us-1", "announced on: 2023-08-29 -> 2023-08"],
    ),
    "country": (lambda book: book.packages.write("no-1", "Donor", "Norway and Denmark"), ["no-1", "donor: NO -> DK+NO"]),
    "tags": (lambda book: book.packages.write("us-1", "Tags", "c a"), ["us-1", "tags: a, b -> a, c"]),
    "note": (lambda book: book.packages.write("us-1", "Note", "two\nwords"), ["us-1", "note: two", "lines -> two", "words"]),
    "note cleared": (lambda book: book.packages.write("us-1", "Note", None), ["us-1", "note: two", "lines -> nothing"]),
    "stage": (lambda book: book.packages.write("no-1", "Stage", "delivery"), ["no-1", "stage: commitment -> delivery"]),
    "link": (lambda book: book.packages.write("no-1", "Draws on", "act"), ["no-1", "draws on: nothing -> act"]),
    "cancelled": (
        lambda book: book.packages.write("no-1", "Status", "cancelled, as a duplicate of us-1"),
        ["no-1", "status: live -> cancelled", "duplicate of: nothing -> us-1"],
    ),
    "restored": (
        lambda book: book.packages.write("dk-2", "Status", "live"),
        ["dk-2", "status: cancelled -> live", "duplicate of: dk-1 -> nothing"],
    ),
    "item text": (
        lambda book: book.items.write("us-1", "Description", "launchers", number=2),
        ["us-1", "items 2: 12 units: HIMARS -> 12 units: launchers"],
    ),
    "item quantity": (
        lambda book: book.items.write("us-1", "Quantity", 2_500_000, number=1),
        ["us-1", "items 1: at least 3,000,000 rounds: small arms ammunition -> "
                 "at least 2,500,000 rounds: small arms ammunition"],
    ),
    "item category": (
        lambda book: book.items.write("no-1", "Category", "Ground maneuver", number=1),
        ["no-1", "items 1: 8 units: tanks -> 8 units: tanks (ground maneuver)"],
    ),
    "item added": (
        lambda book: book.items.add({"Ref": "us-1", "Description": "mines", "Quantity": 5}),
        ["us-1", "items 4: nothing -> 5 units: mines"],
    ),
    "source": (
        lambda book: book.sources.write("us-1", "Title", "another book", number=2),
        ["us-1", "sources 2: a book -> another book"],
    ),
    "source added": (
        lambda book: book.sources.add({"Ref": "no-1", "Address": "https://example.org/2"}),
        ["no-1", "sources 1: nothing -> https://example.org/2"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_a_revision_of_that_alone(told: Callable[..., list[str]], book: Book, name: str) -> None:
    edit, lines_ = EDITS[name]
    edit(book)
    assert revised(told()) == lines_


def test_edits_are_recorded_with_their_reason_once(told: Callable[..., list[str]], book: Book, run: Run) -> None:
    book.packages.write("us-1", "Amount", 240_000_000)
    book.packages.write("no-1", "Title", "tanks")
    assert told()[-1] == "0 would be recorded, 2 would be revised, 0 already there"
    refusal = run("--db", "ledger.db", "import", "book.xlsx")
    assert refusal.code == 2
    assert "was edited, and a revision needs a reason\nhint: --dry-run shows all edits; --reason TEXT" in refusal.err
    assert told("--reason", "corrected")[-1] == "0 recorded, 2 revised, 0 already there"
    history = json.loads(run("--db", "ledger.db", "history", "us-1", "--format", "json").out)
    assert [one["reason"] for one in history[-1:]] == ["corrected"]
    assert (
        json.loads(run("--db", "ledger.db", "show", "us-1", "--format", "json").out)["amount"]["value"]
        == "240000000.00"
    )
    assert told("--reason", "corrected")[-1] == "0 recorded, 2 already there"
    assert run("--db", "ledger.db", "verify").code == 0


def test_a_day_since_when_it_is_known_can_be_told(told: Callable[..., list[str]], book: Book, run: Run) -> None:
    book.packages.write("us-1", "Amount", 240_000_000)
    book.packages.write("us-1", "Known on", "2023-12-24")
    told("--reason", "corrected")
    assert json.loads(run("--db", "ledger.db", "show", "us-1", "--format", "json").out)["known_on"] == "2023-12-24"


# Rows that come and go.


def test_rows_that_are_added_are_packages(told: Callable[..., list[str]], book: Book) -> None:
    book.packages.add({"Title": "unnamed", "Announced on": "2024-01-05", "Donor": "FR", "Amount": "EUR 3M"})
    book.packages.add({"Ref": "fr-9", "Announced on": "2024", "Donor": "FR", "Currency": "EUR", "Amount": 4})
    book.items.add({"Ref": "fr-9", "Description": "guns", "Quantity": 6})
    book.sources.add({"Ref": "fr-9", "Title": "a paper"})
    lines_ = told()
    assert [line.partition(": ")[2] for line in lines_[:2]] == [
        "would be recorded as fr-2024-01-05: EUR 3,000,000",
        "would be recorded as fr-9: EUR 4, 1 item",
    ]
    assert lines_[2:] == ["2 would be recorded, 0 already there"]
    assert told("--reason", "added")[-1] == "2 recorded, 0 already there"
    assert told("--reason", "added")[-1] == "0 recorded, 2 already there"


def test_rows_that_are_deleted_are_told_and_nothing_is_deleted(told: Callable[..., list[str]], book: Book) -> None:
    book.packages.delete("no-1")
    book.items.delete("no-1", 1)
    book.items.delete("us-1", 2)
    book.items.delete("us-1", 3)
    book.sources.delete("us-1", 1)
    assert told("--reason", "x") == [
        "us-1: rows of items 2, 3 were deleted, and stay: 'aidledger revise us-1 --item-at 2=' changes that",
        "us-1: rows of source 1 were deleted, and stay: 'aidledger revise us-1 --source' changes that",
        "no-1: its row was deleted, and it stays: 'aidledger cancel no-1' takes it out",
        "0 recorded, 0 already there",
    ]


def test_items_of_a_deleted_row_are_not_lost(told: Callable[..., list[str]], book: Book) -> None:
    book.packages.delete("no-1")
    book.items.write("no-1", "Quantity", 9, number=1)
    assert revised([line for line in told() if "was deleted" not in line]) == [
        "no-1", "items 1: 8 units: tanks -> 9 units: tanks",
    ]  # fmt: skip


def test_the_order_of_rows_and_columns_and_what_is_hidden_do_not_matter(
    told: Callable[..., list[str]], book: Book
) -> None:
    book.packages.write("us-1", "Amount", 240_000_000)
    for sheet in (book.packages, book.items, book.sources):
        sheet.turn()
        sheet.sheet.column_dimensions["C"].hidden = True
        sheet.sheet.row_dimensions[sheet.heading_row + 1].hidden = True
    book.book["Line items"].sheet_state = "hidden"
    # The column of refs is the last one now; the rest is found as before.
    assert revised(told()) == ["us-1", "amount: <= $250.0M -> <= $240.0M"]


def test_columns_and_sheets_that_are_deleted_leave_what_they_said(told: Callable[..., list[str]], book: Book) -> None:
    for heading in ("Note", "Bound", "Status", "Known on", "Tags"):
        position = next(cell.column for cell in book.packages.sheet[book.packages.heading_row] if cell.value == heading)
        book.packages.sheet.delete_cols(position)
    for heading in ("Quantity bound", "Unit", "Category"):
        position = next(cell.column for cell in book.items.sheet[book.items.heading_row] if cell.value == heading)
        book.items.sheet.delete_cols(position)
    del book.book["Sources"]
    assert told() == [NOTHING]


def test_a_column_of_ones_own_says_nothing(told: Callable[..., list[str]], book: Book) -> None:
    book.packages.sheet.cell(book.packages.heading_row, book.packages.sheet.max_column + 1).value = "To do"
    book.packages.sheet.cell(book.packages.heading_row + 1, book.packages.sheet.max_column).value = "ask them"
    assert told() == [NOTHING]


# What is refused.

WRONG: dict[str, tuple[Callable[[Book], object], list[str]]] = {
    "a copied row": (
        lambda book: book.packages.add({"Ref": "no-1", "Announced on": "2023-09-05", "Donor": "NO", "Title": "x"}),
        ["Ref: 'no-1' stands at book.xlsx[Packages]:"],
    ),
    "cells of many kinds": (
        lambda book: (
            book.packages.write("us-1", "Status", "gone").write("no-1", "Announced on", "2023-02-30"),
            book.packages.write("dk-1", "Donor", "Atlantis"),
            book.items.write("no-1", "Quantity", "many", number=1),
        ),
        ["Status: 'gone' is not a status", "Announced on: there is no such day as '2023-02-30'",
         "Donor: 'Atlantis' is not a country code", "Quantity: 'many units' is not a quantity"],
    ),
    "a number that no item has": (
        lambda book: book.items.add({"Ref": "no-1", "No.": 2, "Description": "guns"}),
        ["No.: no item of 'no-1' has the number 2, or another row has it, too"],
    ),
    "a number twice": (
        lambda book: book.items.add({"Ref": "no-1", "No.": 1, "Description": "guns"}),
        ["No.: no item of 'no-1' has the number 1, or another row has it, too"],
    ),
    "an item of no package": (
        lambda book: book.items.add({"Description": "guns"}),
        ["Ref: no row of the sheet Packages has this ref"],
    ),
    "a source of another package": (
        lambda book: book.sources.add({"Ref": "none", "Title": "x"}),
        ["Ref: no row of the sheet Packages has this ref"],
    ),
    "a row of totals": (
        lambda book: book.packages.add({"Ref": "Total", "Amount": 5}),
        ["'Total': a row of totals states no package"],
    ),
    "a failed formula": (
        lambda book: book.packages.write("us-1", "Note", "#REF!"),
        ["Note: the formula failed: #REF!"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_meant_is_refused_with_all_else_that_is_wrong(
    told: Callable[..., list[str]], book: Book, home: Path, name: str
) -> None:
    before = (home / "ledger.db").read_bytes()
    edit, messages = WRONG[name]
    book.packages.write("act", "Title", "edited")
    edit(book)
    lines_ = told("--reason", "x", code=2)
    for line, message in zip(lines_, messages, strict=False):
        assert message in line
    assert sum(not line.startswith("hint: ") for line in lines_) == len(messages)
    assert (home / "ledger.db").read_bytes() == before


@pytest.mark.parametrize("title", ["Packages", "Line items"])
def test_a_sheet_without_its_headings_is_refused(told: Callable[..., list[str]], book: Book, title: str) -> None:
    sheet = book.book[title]
    sheet.delete_rows(1, 12)
    assert told(code=2)[0] == f"error: book.xlsx[{title}]: the sheet, or its row of headings, is gone"


def test_a_workbook_of_another_ledger_is_refused(told: Callable[..., list[str]], run: Run, home: Path) -> None:
    assert told() == [NOTHING]
    (home / "ledger.db").unlink()
    run("--db", "ledger.db", "add", "us-1", "--amount", "$5", "--on", "2023", "--donor", "US")
    lines_ = told(code=5)
    assert lines_[0].startswith("error: book.xlsx was exported from another ledger than ")
    assert lines_[1].startswith("hint: ")


@pytest.mark.parametrize("option", [("--map", "Ref="), ("--new",), ("--skip-bad", "x.csv")])
def test_options_that_a_workbook_does_not_take(told: Callable[..., list[str]], option: tuple[str, ...]) -> None:
    assert told(*option, code=2)[0] == f"error: {option[0]} was given, and book.xlsx was exported from a ledger"


def test_text_that_can_be_read_in_two_ways_is_asked_for(told: Callable[..., list[str]], book: Book) -> None:
    book.packages.write("us-1", "Announced on", "03/09/2023")
    assert told(code=2)[0].endswith(
        ":Announced on: '03/09/2023' can be read in two ways, and no other cell of the file decides"
    )
    assert revised(told("--dry-run", "--dates", "day-first")) == ["us-1", "announced on: 2023-08-29 -> 2023-09-03"]


# A ledger that has moved on.


def test_what_was_revised_since_is_a_conflict_and_everything_else_is_none(
    told: Callable[..., list[str]], book: Book, run: Run
) -> None:
    run("--db", "ledger.db", "revise", "us-1", "--amount", "$300M", "--reason", "theirs")
    run("--db", "ledger.db", "add", "uk-1", "--amount", "\u00a35M", "--on", "2024", "--donor", "GB")
    assert told() == [NOTHING]
    book.packages.write("no-1", "Title", "tanks")
    assert revised(told()) == ["no-1", "title: nothing -> tanks"]
    book.packages.write("us-1", "Title", "mine")
    run("--db", "ledger.db", "revise", "dk-1", "--title", "theirs", "--reason", "theirs, too")
    book.packages.write("dk-1", "Title", "mine, too")
    lines_ = told("--reason", "mine", code=5)
    assert [line.partition(": '")[2] or line for line in lines_ if "no longer at revision" in line or "->" in line] == [
        "us-1' is no longer at revision 1, from which this one was made:", "    amount: <= $250.0M -> $300.0M",
        "dk-1' is no longer at revision 1, from which this one was made:", "    title: not disclosed -> theirs",
    ]  # fmt: skip
    assert json.loads(run("--db", "ledger.db", "show", "no-1", "--format", "json").out).get("title") is None


def test_who_recorded_the_same_meanwhile_is_in_nobodys_way(
    told: Callable[..., list[str]], book: Book, run: Run
) -> None:
    run("--db", "ledger.db", "revise", "us-1", "--title", "better", "--reason", "theirs")
    book.packages.write("us-1", "Title", "better")
    assert told("--reason", "mine") == ["0 recorded, 1 already there"]


# Exports of a part, and of the past.


def test_a_part_of_a_ledger_is_held_against_that_part(run: Run, book: Book, home: Path) -> None:
    run("--db", "ledger.db", "export", "part.xlsx", "2023-08..2023-09", "--donor", "NO")
    part = Book(home / "part.xlsx")
    part.packages.write("no-1", "Title", "tanks")
    part.save()
    ran = run("--db", "ledger.db", "import", "part.xlsx", "--reason", "named")
    assert (ran.code, ran.out) == (0, "0 recorded, 1 revised, 0 already there\n"), ran.err
    assert "was deleted" not in ran.err
    part.packages.add({"Ref": "us-1", "Announced on": "2023", "Donor": "US", "Title": "x"})
    part.save()
    ran = run("--db", "ledger.db", "import", "part.xlsx", "--reason", "named")
    assert ran.code == 5
    assert "'us-1' is recorded already and says something else" in ran.err


def test_an_edit_of_the_past_undoes_nothing_that_came_since(run: Run, book: Book, home: Path) -> None:
    run("--db", "ledger.db", "revise", "us-1", "--amount", "$300M", "--reason", "more", "--known-on", "2024-03-01")
    run("--db", "ledger.db", "export", "past.xlsx", "--as-known-on", "2023-12-31")
    past = Book(home / "past.xlsx")
    past.packages.write("us-1", "Title", "another")
    past.packages.write("no-1", "Title", "tanks")
    past.save()
    ran = run("--db", "ledger.db", "import", "past.xlsx", "--dry-run")
    assert ran.code == 5
    assert [line.partition("]:")[2].partition(": ")[2] or line for line in ran.err.splitlines()] == [
        "'us-1' was edited as known on 2023-12-31, and says something else now:",
        "  amount: <= $250.0M -> $300.0M",
        "hint: export the workbook again, as of now, and edit that one",
    ]
    past.packages.write("us-1", "Title", "a drawdown")
    past.save()
    ran = run("--db", "ledger.db", "import", "past.xlsx", "--reason", "named")
    assert (ran.code, ran.out) == (0, "0 recorded, 1 revised, 0 already there\n"), ran.err


def test_an_empty_workbook_is_a_form_to_fill_in(run: Run, home: Path) -> None:
    run("list")
    assert run("export", "form.xlsx").code == 0
    form = Book(home / "form.xlsx")
    form.packages.sheet.delete_rows(form.packages.heading_row + 1, 5)
    form.packages.add({"Announced on": "2024-01-05", "Donor": "FR", "Amount": "EUR 3M"})
    form.save()
    assert run("import", "form.xlsx").out == "1 recorded, 0 already there\n"
    assert run("import", "form.xlsx").out == "0 recorded, 1 already there\n"


# Whatever is edited in whatever ledger.

Edit = tuple[str, str, int | None, str, object]
"""The sheet, the ref, the number of the item or source, the heading, and what is typed."""


@st.composite
def edited(draw: st.DrawFn, package: Package) -> tuple[Package, list[Edit]]:
    """A package after some cells of its rows have been edited, and these edits."""
    changes: dict[str, object] = {}
    edits: list[Edit] = []
    ref = str(package.ref)
    for heading, field, drawn in (
        ("Title", "title", lines()),
        ("Instrument", "instrument", st.sampled_from(["PDA", "FMF"])),
        ("Stage", "stage", st.sampled_from(Stage)),
        ("Donor", "donor", st.sampled_from(["US", "DK+NO"])),
        ("Tags", "tags", st.sets(tags, max_size=2).map(sorted).map(tuple)),
        ("Note", "note", lines()),
    ):
        if draw(st.integers(0, 3)) == 0:
            changes[field] = value = draw(drawn)
            edits.append(("packages", ref, None, heading, " ".join(value) if isinstance(value, tuple) else str(value)))
    if draw(st.integers(0, 2)) == 0:
        changes["amount"] = amount = draw(st.none() | amounts(small=True))
        for heading, shown in (
            ("Amount", amount and float(amount.value)), ("Currency", amount and amount.currency),
            ("Bound", amount and (amount.bound.words or "exact")),
        ):  # fmt: skip
            edits.append(("packages", ref, None, heading, shown))
    items = list(package.items)
    for at, item in enumerate(items):
        if draw(st.integers(0, 2)) == 0:
            text, quantity = draw(lines()), draw(st.none() | quantities)
            items[at] = item.model_copy(update={"description": text, "quantity": quantity, "category": Category.FIRES})
            for heading, typed in (
                ("Description", text), ("Category", "Fires"), ("Quantity", quantity and int(quantity.number)),
                ("Unit", quantity and quantity.unit), ("Quantity bound", quantity and (quantity.bound.words or "exact")),
            ):  # fmt: skip
                edits.append(("items", ref, at + 1, heading, typed))
    sources = list(package.sources)
    for at, source in enumerate(sources):
        if draw(st.integers(0, 2)) == 0:
            sources[at] = source.model_copy(update={"title": (title := draw(lines()))})
            edits.append(("sources", ref, at + 1, "Title", title))
    changes |= {"items": tuple(items), "sources": tuple(sources)}
    return package.model_copy(update=changes), edits


def check_that_edits_come_back(fresh: Fresh, path: Path, stated: list[Package], data: st.DataObject) -> None:
    with fresh() as target, Ledger.open(target, author="tester") as ledger:
        recorded = [ledger.record(one.model_copy(update={"ref": f"p-{at}"})) for at, one in enumerate(stated)]
        assert not any(one.already for one in recorded)
        reports.write(ledger.report(), path)
        before = {one.ref: one.package for one in ledger.find()}
        after, book = {}, Book(path)
        for ref, package in before.items():
            after[ref], edits = data.draw(edited(package))
            for sheet, *cell, heading, value in edits:
                getattr(book, sheet).write(cell[0], heading, value, number=cell[1])
        book.save()
        expected = {ref: one.model_copy(update={"known_on": None}) for ref, one in after.items() if one != before[ref]}
        try:
            entries = intake.read_edits(path, ledger.find()).entries
        except InvalidInput as error:
            refusals = {problem.message for problem in error.problems}
            assert refusals == {"a package needs an amount or items"}
            assert any(not (one.amount or one.items or one.title) for one in after.values())
            return
        assert {entry.stated.ref: entry.stated for entry in entries} == expected


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stated=st.lists(packages(), min_size=1, max_size=3), data=st.data())
def test_edits_of_any_cells_come_back_as_these_edits(
    fresh_sqlite: Fresh, edited_book: Path, stated: list[Package], data: st.DataObject
) -> None:
    check_that_edits_come_back(fresh_sqlite, edited_book, stated, data)


@pytest.mark.slow
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stated=st.lists(packages(), min_size=1, max_size=5), data=st.data())
def test_two_hundred_edited_workbooks_come_back_as_their_edits(
    fresh_sqlite: Fresh, edited_book: Path, stated: list[Package], data: st.DataObject
) -> None:
    check_that_edits_come_back(fresh_sqlite, edited_book, stated, data)


# Another program's files.

OFFICE = shutil.which("soffice")


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_what_libreoffice_makes_of_a_workbook_says_the_same(
    told: Callable[..., list[str]], book: Book, home: Path
) -> None:
    def through_libreoffice() -> None:
        kind = "xlsx:Calc MS Excel 2007 XML"
        profile = f"-env:UserInstallation=file://{home}/office"
        words = [str(OFFICE), profile, "--headless", "--convert-to", kind, "--outdir", "made", "book.xlsx"]
        subprocess.run(words, cwd=home, check=True, capture_output=True, timeout=120)
        shutil.move(home / "made" / "book.xlsx", home / "book.xlsx")

    through_libreoffice()
    book.__init__(home / "book.xlsx")  # type: ignore[misc]  # what was read before is another file now
    assert told() == [NOTHING]
    book.packages.write("us-1", "Amount", 240_000_000)
    book.items.add({"Ref": "us-1", "Description": "mines", "Quantity": 5})
    book.save()
    through_libreoffice()
    book.__init__(home / "book.xlsx")  # type: ignore[misc]  # as above
    assert revised(told()) == ["us-1", "amount: <= $250.0M -> <= $240.0M", "items 4: nothing -> 5 units: mines"]
