"""`aidledger revise`, `cancel` and `history`: correcting by adding, and being told what was changed."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from program import Prepare, Run

ADD = ("add", "one", "--amount", "up to $400M", "--on", "2022-11-10", "--donor", "US", "--instrument", "PDA",
       "--item", "12 x HIMARS", "--item", "spares", "--source", "https://example.org/a", "--note", "a note")  # fmt: skip
TODAY = datetime.now(UTC).date().isoformat()


def record(run: Run) -> None:
    assert run(*ADD).code == 0


@pytest.fixture(autouse=True)
def recorded(prepared: Callable[[Prepare], None]) -> None:
    prepared(record)


def shown(run: Run, *words: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("show", "one", "--format", "json", *words).out)
    return found


def test_a_revision_states_the_whole_package_again_and_says_what_it_changed(run: Run) -> None:
    before = shown(run)
    ran = run("revise", "one", "--amount", "$380M", "--reason", "The memorandum says so")
    assert (ran.code, ran.out) == (
        0, f"recorded as revision 2 of one, known on {TODAY}\n  amount: <= $400.0M -> $380.0M\n"
    )  # fmt: skip
    amount = {"bound": "exact", "currency": "USD", "value": "380000000.00"}
    assert shown(run) == before | {"amount": amount, "known_on": TODAY, "tip": 2}
    assert shown(run, "--as-known-on", "2022-11-10") == before | {"tip": 2}


def test_what_is_not_named_carries_over_from_what_was_known_on_its_own_day(run: Run) -> None:
    run("revise", "one", "--amount", "$380M", "--known-on", "2023-03-01", "--reason", "later")
    ran = run("revise", "one", "--title", "A title", "--known-on", "2023-01-01", "--reason", "late correction")
    assert ran.out == "recorded as revision 3 of one, known on 2023-01-01\n  title: nothing -> A title\n"
    assert shown(run, "--as-known-on", "2023-02-01")["amount"] == {
        "bound": "at_most", "currency": "USD", "value": "400000000.00",
    }  # fmt: skip
    assert "title" not in shown(run)  # it did not become head


def test_a_correction_known_before_anything_was_has_to_state_everything(run: Run, home: Path) -> None:
    run("revise", "one", "--on", "2022-11-09", "--reason", "the day before")
    ran = run("revise", "one", "--note", "x", "--known-on", "2022-11-09", "--reason", "earlier")
    assert ran.code == 2
    assert ran.err == (
        "error: nothing was known of 'one' on 2022-11-09: it is known since 2022-11-10\n"
        "hint: give a later --known-on, or state the whole package with --from\n"
    )
    document = {"donor": "US", "announced_on": "2022-11-09", "amount": "USD 400M"}
    (home / "whole.json").write_text(json.dumps(document))
    words = ("revise", "one", "--from", "whole.json", "--known-on", "2022-11-09", "--reason", "earlier")
    assert run(*words).out == "recorded as revision 3 of one, known on 2022-11-09\n  known earlier than so far\n"


@pytest.mark.parametrize(
    ("words", "items"),
    [
        (("--item-at", "1=18 x HIMARS"), ["18 units: HIMARS", "spares"]),
        (("--item-at", "2="), ["12 units: HIMARS"]),
        (("--item-at", "3=two Patriot batteries"), ["12 units: HIMARS", "spares", "2 batteries: Patriot batteries"]),
        (("--item-at", "1=", "--item-at", "2=demolition munitions"), ["demolition munitions"]),
        (("--item", "5 tanks"), ["5 tanks: tanks"]),
        (("--clear", "items"), []),
        (("--clear", "item"), []),
    ],
)
def test_items_are_replaced_all_together_or_by_position(run: Run, words: tuple[str, ...], items: list[str]) -> None:
    assert run("revise", "one", *words, "--reason", "the list").code == 0
    told = [line.split("  ")[-1].strip() for line in run("show", "one").out.splitlines()]
    assert [line.partition(". ")[2] for line in told if line[:1].isdigit() and ". " in line] == items


def test_an_item_changed_by_position_keeps_its_heading(run: Run, home: Path) -> None:
    item = {"description": "launchers", "category": "fires", "quantity": "2 launchers"}
    (home / "two.json").write_text(json.dumps({"ref": "two", "donor": "US", "announced_on": "2023", "items": [item]}))
    run("add", "--from", "two.json")
    ran = run("revise", "two", "--item-at", "1=3 launchers: launchers", "--reason", "counted again")
    assert ran.out.splitlines()[1] == "  items 1: 2 launchers: launchers (fires) -> 3 launchers: launchers (fires)"


def test_a_field_can_be_left_out(run: Run) -> None:
    ran = run("revise", "one", "--clear", "amount", "--clear", "note", "--reason", "never said")
    assert ran.out.splitlines()[1:] == ["  amount: <= $400.0M -> value not disclosed", "  note: a note -> nothing"]
    assert {"amount", "note"} & set(shown(run)) == set()


def test_a_whole_document_is_checked_against_the_revision_that_it_was_made_from(run: Run, home: Path) -> None:
    document = shown(run)
    run("revise", "one", "--amount", "$390M", "--reason", "Somebody was faster", env={"AIDLEDGER_AUTHOR": "Ben"})
    (home / "edited.json").write_text(json.dumps(document | {"amount": "$380M"}))
    ran = run("revise", "one", "--from", "edited.json", "--reason", "mine")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.splitlines() == [
        "error: edited.json: 'one' is no longer at revision 1, from which this one was made:",
        "  revision 2 by Ben: Somebody was faster",
        "    amount: <= $400.0M -> $390.0M",
        "hint: look at 'aidledger history one', and revise it again if need be",
    ]
    (home / "edited.json").write_text(json.dumps(document | {"amount": "$380M", "tip": 2}))
    ran = run("revise", "one", "--from", "edited.json", "--reason", "mine")
    assert ran.out == f"recorded as revision 3 of one, known on {TODAY}\n  amount: $390.0M -> $380.0M\n"


def test_a_stale_tip_is_told_what_was_changed_and_changes_nothing(run: Run) -> None:
    run("revise", "one", "--note", "another", "--reason", "first", "--tip", "1")
    ran = run("revise", "one", "--note", "mine", "--reason", "second", "--tip", "1")
    assert ran.code == 5
    assert "    note: a note -> another\n" in ran.err
    assert run("revise", "one", "--note", "mine", "--reason", "second", "--tip", "7").code == 5
    assert shown(run)["tip"] == 2


def test_what_says_nothing_new_changes_nothing(run: Run) -> None:
    ran = run("revise", "one", "--amount", "up to USD 400 million", "--reason", "again")
    assert (ran.code, ran.out) == (0, "'one' says so already (revision 1); nothing was changed\n")
    run("revise", "one", "--amount", "$5M", "--reason", "there")
    assert run("revise", "one", "--amount", "up to $400M", "--reason", "and back").code == 0
    assert shown(run)["tip"] == 3


def test_a_cancelled_package_counts_nowhere_until_a_revision_restores_it(run: Run) -> None:
    run("add", "two", "--amount", "$5M", "--on", "2022-11-10", "--donor", "US")
    ran = run("cancel", "one", "--reason", "announced twice", "--duplicate-of", "two")
    assert ran.out == (
        f"recorded as revision 2 of one, known on {TODAY}\n  status: live -> cancelled\n  duplicate of: nothing -> two\n"
    )
    totals = ("totals", "--by", "year", "--format", "csv")
    assert run(*totals).out.splitlines()[1:] == ["2022,commitment,USD,5000000.00,exact,1,0"]
    assert run(*totals, "--as-known-on", "2022-11-10").out.splitlines()[1:] == [
        "2022,commitment,USD,405000000.00,at_most,2,0"
    ]
    ran = run("revise", "one", "--reason", "it stands after all")
    assert ran.out.splitlines()[1:] == ["  status: cancelled -> live", "  duplicate of: two -> nothing"]
    assert run(*totals).out.splitlines()[1:] == ["2022,commitment,USD,405000000.00,at_most,2,0"]


def test_what_is_cancelled_as_a_duplicate_stays_one_until_it_is_said_otherwise(run: Run) -> None:
    for ref in ("two", "three"):
        run("add", ref, "--amount", "$5M", "--on", "2022-11-10", "--donor", "US", "--new")
    run("cancel", "one", "--reason", "announced twice", "--duplicate-of", "two")
    ran = run("cancel", "one", "--reason", "again")
    assert (ran.code, ran.out) == (0, "'one' says so already (revision 2); nothing was changed\n")
    ran = run("cancel", "one", "--reason", "rather that one", "--duplicate-of", "three")
    assert ran.out == f"recorded as revision 3 of one, known on {TODAY}\n  duplicate of: two -> three\n"
    assert shown(run)["duplicate_of"] == "three"


def test_what_live_packages_draw_on_is_not_cancelled(run: Run) -> None:
    run("add", "child", "--amount", "$5M", "--on", "2023-01-10", "--donor", "US", "--draws-on", "one")
    ran = run("cancel", "one", "--reason", "no")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith(f"error: 'one' cannot be cancelled from {TODAY} on: 'child' draws on it\nhint: ")
    assert run("cancel", "one", "--reason", "no", "--known-on", "2022-12-01").code == 5
    assert run("revise", "child", "--clear", "draws-on", "--reason", "paid by another").code == 0
    assert run("cancel", "one", "--reason", "no").code == 0
    assert run("cancel", "one", "--reason", "no", "--known-on", "2022-12-01").code == 5  # the child still drew on it


def test_stages_and_circles_are_checked_both_ways(run: Run) -> None:
    run("add", "child", "--amount", "$5M", "--on", "2023-01-10", "--donor", "US", "--draws-on", "one")
    ran = run("revise", "one", "--stage", "delivery", "--reason", "no")
    assert ran.code == 2
    assert "'one' cannot be a delivery" in ran.err
    ran = run("revise", "one", "--draws-on", "child", "--reason", "no")
    assert ran.code == 2
    assert "'one' draws on itself, through child\n" in ran.err
    run("add", "grandchild", "--amount", "$5M", "--on", "2023-01-11", "--donor", "US", "--draws-on", "child")
    run("add", "last", "--amount", "$5M", "--on", "2023-01-12", "--donor", "US", "--draws-on", "grandchild")
    ran = run("revise", "one", "--draws-on", "last", "--reason", "no")
    assert "'one' draws on itself, through last, grandchild and child\n" in ran.err


@pytest.mark.parametrize(
    ("stage", "other", "said"),
    [
        ("request", "pledge", "a request cannot draw on a pledge"),
        ("pledge", "appropriation", "a pledge cannot draw on an appropriation"),
        ("appropriation", "commitment", "an appropriation cannot draw on a commitment"),
        ("commitment", "delivery", "a commitment cannot draw on a delivery"),
    ],
)
def test_stages_have_the_right_article(run: Run, stage: str, other: str, said: str) -> None:
    given = ("--amount", "$5M", "--on", "2023-01-10", "--donor", "US")
    run("add", "parent", *given, "--stage", other)
    assert f"{said} ('parent')" in run("add", "child", *given, "--stage", stage, "--draws-on", "parent").err
    run("add", "child", *given, "--stage", other, "--draws-on", "parent")
    ran = run("revise", "child", "--stage", stage, "--reason", "no")
    assert f"{said} ('parent')" in ran.err


def test_so_they_have_where_the_parent_is_revised(run: Run) -> None:
    given = ("--amount", "$5M", "--on", "2023-01-10", "--donor", "US")
    run("add", "parent", *given, "--stage", "pledge")
    run("add", "child", *given, "--stage", "appropriation", "--draws-on", "parent")
    ran = run("revise", "parent", "--stage", "commitment", "--reason", "no")
    assert "'parent' cannot be a commitment from 2023-01-10 on: 'child', an appropriation, draws on it" in (
        re.sub(rf"from {TODAY} on", "from 2023-01-10 on", ran.err)
    )


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("revise", "none", "--note", "x", "--reason", "r"), 4, "there is no package 'none'"),
        (("cancel", "none", "--reason", "r"), 4, "there is no package 'none'"),
        (("revise", "one", "--note", "x"), 2, "Missing option '--reason'"),
        (("revise", "one", "--note", "x", "--reason", ""), 2, "the word after --reason is empty"),
        (("revise", "one", "--amount", "50M", "--reason", "r"), 2, "--amount: the amount '50M' names no currency"),
        (("revise", "one", "--known-on", "9000-01-01", "--reason", "r"), 2, "--known-on: 9000-01-01 lies after today"),
        (("revise", "one", "--known-on", "1.2.2023", "--reason", "r"), 2, "--known-on: '1.2.2023' can mean two days"),
        (("revise", "one", "--item-at", "9=x", "--reason", "r"), 2, "--item-at: '9=x' names no item of the 2"),
        (("revise", "one", "--item-at", "x", "--reason", "r"), 2, "--item-at: 'x' names no item of the 2"),
        (("revise", "one", "--item-at", "1=5-10 tanks", "--reason", "r"), 2, "--item-at: '5-10 tanks' is a range"),
        (("revise", "one", "--clear", "donor", "--reason", "r"), 2, "--clear: 'donor' cannot be left out"),
        (("revise", "one", "--clear", "soul", "--reason", "r"), 2, "--clear: 'soul' cannot be left out"),
        (("revise", "one", "--draws-on", "none", "--reason", "r"), 4, "draws on 'none', which is not in the ledger"),
        (("cancel", "one", "--duplicate-of", "one", "--reason", "r"), 2, "cannot draw on, or duplicate, itself"),
        (("revise", "one", "--from", "none.toml", "--reason", "r"), 4, "there is no file none.toml"),
        (("revise", "one", "--from", "x.toml", "--note", "n", "--reason", "r"), 2, "--from and --note were both given"),
        (("revise", "one", "--from", "x.toml", "--clear", "note", "--reason", "r"), 2, "were both given"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(run: Run, words: tuple[str, ...], code: int, message: str) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (code, "")
    first, hint = ran.err.splitlines()[0], ran.err.splitlines()[-1]
    assert message in first
    assert hint.startswith("hint: ")
    assert shown(run)["tip"] == 1


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"ref": "two", "donor": "US", "announced_on": "2023", "title": "x"}, "x.json states 'two', not 'one'"),
        ({"packages": [{"donor": "US", "announced_on": "2023", "title": "x"}] * 2}, "x.json holds 2 packages"),
    ],
)
def test_a_document_of_something_else_is_refused(run: Run, home: Path, document: object, message: str) -> None:
    (home / "x.json").write_text(json.dumps(document))
    ran = run("revise", "one", "--from", "x.json", "--reason", "r")
    assert ran.code == 2
    assert message in ran.err


def test_a_document_with_a_reason_is_a_revision_however_often_it_comes(run: Run, home: Path) -> None:
    document = {"ref": "one", "donor": "US", "announced_on": "2022-11-10", "amount": "$380M",
                "known_on": "2023-02-01", "reason": "The memorandum says so"}  # fmt: skip
    (home / "again.json").write_text(json.dumps(document))
    assert run("add", "--from", "again.json").out.startswith("recorded as one (revision 2)\n")
    assert run("add", "--from", "again.json").out.startswith("already recorded as one (revision 2)")
    run("revise", "one", "--amount", "$5M", "--known-on", "2023-02-01", "--reason", "since then")
    assert run("import", "again.json").out == "0 recorded, 1 already there\n"
    (home / "none.json").write_text(json.dumps(document | {"ref": "none"}))
    ran = run("import", "none.json")
    assert ran.code == 4
    assert ran.err.startswith("error: none.json: there is no package 'none' to revise\n")


def test_the_history_tells_who_changed_what_when_and_why(run: Run) -> None:
    run(
        "revise",
        "one",
        "--amount",
        "$380M",
        "--known-on",
        "2023-02-01",
        "--reason",
        "The memorandum",
        env={"AIDLEDGER_AUTHOR": "Ben"},
    )
    lines = run("history", "one").out.splitlines()
    assert lines[0].startswith(f"Revision 1: known on 2022-11-10, recorded at {TODAY} ")
    assert lines[0].endswith(" UTC by An Author")
    assert lines[1:3] == ["  first recorded", ""]
    assert lines[3].startswith(f"Revision 2: known on 2023-02-01, recorded at {TODAY} ")
    assert lines[3].endswith(" UTC by Ben")
    assert lines[4:] == ["Reason: The memorandum", "  amount: <= $400.0M -> $380.0M"]
    rows = run("history", "one", "--format", "csv").out.splitlines()
    assert rows[0] == "No.,Known on,Recorded at (UTC),By,Reason,What changed"
    assert rows[2].endswith(",Ben,The memorandum,amount: <= $400.0M -> $380.0M")
    first, second = json.loads(run("history", "one", "--format", "json").out)
    assert (first["changed"], second["changed"]) == (["first recorded"], ["amount: <= $400.0M -> $380.0M"])
    assert len(json.loads(run("history", "one", "--format", "json", "--as-known-on", "2023-01-01").out)) == 1
