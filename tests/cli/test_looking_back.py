"""Looking back from the command line, on both axes of time, and what changed between two states."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from program import Prepare, Run

ADD = ("--on", "2023-01-10", "--donor", "US", "--source", "https://example.org")
READING = {
    "list": ("list", "--format", "json"),
    "show": ("show", "one", "--format", "json"),
    "history": ("history", "one", "--format", "json"),
    "totals": ("totals", "--by", "month", "--format", "json"),
    "items": ("items", "--format", "json"),
    "balance": ("balance", "--format", "json"),
}


def instant(run: Run) -> str:
    """When the latest revision was recorded, as `db status` tells it."""
    (line,) = [line for line in run("db", "status").out.splitlines() if line.startswith("Last recorded at")]
    return line.split()[-1]


def change(run: Run) -> str:
    run("add", "one", "--amount", "up to $400M", *ADD)
    run("add", "two", "--amount", "$50M", *ADD)
    then = instant(run)
    run("revise", "one", "--amount", "$380M", "--known-on", "2023-03-01", "--reason", "The memorandum")
    run("revise", "one", "--title", "A title", "--known-on", "2023-02-01", "--reason", "late")
    run("cancel", "two", "--known-on", "2023-04-01", "--reason", "withdrawn")
    run("add", "three", "--amount", "EUR 7M", "--on", "2023-05-01", "--donor", "DE", "--source", "https://example.org")
    return then


@pytest.fixture
def earlier(prepared: Callable[[Prepare], str]) -> str:
    """A ledger in which a package was revised twice, one was cancelled and one is new since an instant; that instant."""
    return prepared(change)


@pytest.mark.parametrize("command", READING)
def test_what_was_printed_at_an_instant_comes_out_again(run: Run, command: str) -> None:
    act = ("--stage", "appropriation", "--item", "12 x HIMARS")
    run("add", "one", "--amount", "up to $400M", *ADD, *act)
    printed, then = run(*READING[command]), instant(run)
    run("revise", "one", "--amount", "$380M", "--item", "9 x HIMARS", "--known-on", "2023-01-10", "--reason", "r")
    run("add", "two", "--amount", "$50M", *ADD)
    assert run(*READING[command]).out != printed.out
    assert run(*READING[command], "--as-recorded-at", then).out == printed.out


@pytest.mark.usefixtures("earlier")
def test_both_axes_can_be_combined(run: Run, earlier: str) -> None:
    def value(*words: str) -> object:
        return json.loads(run("show", "one", "--format", "json", *words).out)["amount"]["value"]

    assert value() == "380000000.00"
    assert value("--as-known-on", "2023-02-28") == "400000000.00"
    assert value("--as-known-on", "2023-03-01") == "380000000.00"
    assert value("--as-known-on", "2023-03-01", "--as-recorded-at", earlier) == "400000000.00"
    lines = run("totals", "--by", "stage", "--as-known-on", "2023-03-01", "--as-recorded-at", earlier).out.splitlines()
    assert lines[2] == f"As known on 2023-03-01, as recorded at {earlier}"
    assert lines[6].split() == ["commitment", "<=", "$450.0M", "2"]


def test_a_bare_date_is_the_end_of_that_day(run: Run) -> None:
    run("add", "one", "--amount", "$5M", *ADD)
    today = datetime.now(UTC).date().isoformat()
    assert json.loads(run("list", "--format", "json", "--as-recorded-at", today).out)
    assert json.loads(run("list", "--format", "json", "--as-recorded-at", "2020-01-01").out) == []


def test_what_was_not_there_yet_is_not_found_and_told_since_when_it_is(run: Run, earlier: str) -> None:
    ran = run("show", "three", "--as-known-on", "2023-04-30")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith(
        "error: there was no package 'three' as known on 2023-04-30\nhint: it is known since 2023-05-01, and recorded "
    )
    assert run("history", "three", "--as-recorded-at", earlier).code == 4
    assert run("show", "none", "--as-known-on", "2023-04-30").err.startswith("error: there is no package 'none'\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("list", "--as-known-on", "9000-01-01"), "--as-known-on: 9000-01-01 lies after today"),
        (("list", "--as-known-on", "2023-01"), "--as-known-on: '2023-01' is not a day"),
        (("totals", "--as-recorded-at", "yesterday"), "--as-recorded-at: 'yesterday' is not an instant"),
        (("totals", "--as-recorded-at", "2023-02-30"), "--as-recorded-at: there is no such day as '2023-02-30'"),
        (("changes", "--since", "soon"), "--since: 'soon' is not an instant"),
        (("changes", "--since", "2023-01-01", "--until", "x"), "--until: 'x' is not an instant"),
        (("changes", "--since", "2023-01", "--known"), "--since: '2023-01' is not a day"),
        (("changes",), "Missing option '--since'"),
    ],
)
def test_a_moment_that_cannot_be_read_is_told_with_its_option(run: Run, words: tuple[str, ...], message: str) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err.splitlines()[0]
    assert "hint: " in ran.err


def test_the_workbook_says_as_of_when_it_is_and_how_to_make_it_again(run: Run, earlier: str, home: Path) -> None:
    assert run("export", "then.xlsx", "--as-recorded-at", earlier, "--as-known-on", "2023-03-05").code == 0
    rows = load_workbook(home / "then.xlsx")["Cover"].iter_rows(max_col=2, values_only=True)
    cover = {str(label): str(value) for label, value in rows}
    assert (cover["As known on"], cover["As recorded at"]) == ("2023-03-05", earlier)
    assert cover["Recorded up to"] == instant(run)
    run("export", "then.json", "--as-recorded-at", earlier)
    held = json.loads((home / "then.json").read_text())["packages"]
    assert [package["amount"]["value"] for package in held] == ["400000000.00", "50000000.00"]


def test_changes_tell_what_an_article_would_have_to_correct(run: Run, earlier: str) -> None:
    ran = run("changes", "--since", earlier)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        f"Changes from the ledger as recorded at {earlier} to now",
        "3 packages: 1 new, 1 revised, 1 cancelled",
        "",
        "one: revised (The memorandum; late)",
        "  amount: <= $400.0M -> $380.0M",
        "",
        "three: new",
        "  announced on 2023-05-01, €7.0M",
        "",
        "two: cancelled (withdrawn)",
        "  status: live -> cancelled",
        "",
        "Stage           Before    After  Difference  Packages",
        "─────────────────────────────────────────────────────",
        "commitment        none    €7.0M      +€7.0M    0 -> 1",
        "commitment  <= $450.0M  $380.0M  >= -$70.0M    2 -> 1",
    ]


def test_changes_of_what_the_world_knew(run: Run, earlier: str) -> None:
    ran = run("changes", "--known", "--since", "2023-02-28", "--until", "2023-03-31")
    assert ran.out.splitlines()[:6] == [
        "Changes from the ledger as known on 2023-02-28 to the one as known on 2023-03-31",
        "1 package: 1 revised",
        "",
        "one: revised (The memorandum)",
        "  title: A title -> nothing",
        "  amount: <= $400.0M -> $380.0M",
    ]
    assert run("changes", "--known", "--since", "2023-05-01").out.splitlines()[1] == "Nothing has changed."
    assert earlier


def test_a_late_correction_and_a_restored_package_have_kinds_of_their_own(run: Run, earlier: str) -> None:
    then = instant(run)
    assert then > earlier
    run("revise", "one", "--note", "found later", "--known-on", "2023-02-02", "--reason", "late again")
    run("revise", "two", "--reason", "it stands")
    rows = json.loads(run("changes", "--since", then, "--format", "json").out)["packages"]
    assert [(row["ref"], row["change"], row["changed"]) for row in rows] == [
        ("one", "past corrected", ["as known on 2023-02-02: note: nothing -> found later"]),
        ("two", "restored", ["status: cancelled -> live"]),
    ]
    assert rows[0]["revisions"] == [4]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--known", "--since", "2023-06-20", "--until", "2023-05-17"),
            "error: --until 2023-05-17 lies before --since 2023-06-20\nhint: write the earlier day after --since\n",
        ),
        (
            ("--since", "2023-06-20", "--until", "2023-06-19T23:00:00Z"),
            "error: --until 2023-06-19T23:00:00Z lies before --since 2023-06-20\n",
        ),
        (("--since", "2530-01-01"), "error: --since: 2530-01-01 lies after today, "),
        (("--since", "2023-01-01", "--until", "2530-01-01"), "error: --until: 2530-01-01 lies after today, "),
        (("--known", "--since", "2530-01-01"), "error: --since: 2530-01-01 lies after today, "),
        (("--known", "--since", "2023-01-01", "--until", "2530-01-01"), "error: --until: 2530-01-01 lies after "),
    ],
)
def test_changes_between_days_that_cannot_be_compared(run: Run, words: tuple[str, ...], message: str) -> None:
    ran = run("changes", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(message)


def test_changes_since_today_and_within_one_day(run: Run, earlier: str) -> None:
    today = instant(run)[:10]
    for words in (["--since", today], ["--since", today, "--until", today], ["--since", earlier, "--until", earlier]):
        ran = run("changes", *words)
        assert (ran.code, ran.out.splitlines()[1]) == (0, "Nothing has changed.")


def test_changes_as_tables_for_programs_and_reports(run: Run, earlier: str) -> None:
    found = json.loads(run("changes", "--since", earlier, "--format", "json").out)
    assert found["until"] == "now"
    assert found["totals"][1] == {
        "stage": "commitment", "currency": "USD", "difference": "-70000000.00", "bound": "at_least",
        "before": {"amount": "450000000.00", "bound": "at_most", "packages": 2, "without_value": 0},
        "after": {"amount": "380000000.00", "bound": "exact", "packages": 1, "without_value": 0},
    }  # fmt: skip
    assert (found["packages"][1]["before"], found["packages"][1]["after"]) == (
        None,
        {
            "revision": 1, "stage": "commitment", "status": "live", "amount": "7000000.00", "currency": "EUR",
            "bound": "exact",
        },
    )  # fmt: skip
    assert found["packages"][0]["before"]["bound"] == "at_most"
    text = run("changes", "--since", earlier, "--format", "csv").out
    assert text.startswith("Ref,Change,Stage,What it says,Reason,Kind,Amount before,Currency before,Bound before,")
    assert "\none,revised,commitment,amount: <= $400.0M -> $380.0M,The memorandum; late,package," in text
    rows = [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(text))]
    assert [row["Kind"] for row in rows] == ["package", "package", "package", "total", "total"]
    assert rows[0] | {"What it says": "", "Reason": ""} == {
        "Ref": "one", "Change": "revised", "Stage": "commitment", "What it says": "", "Reason": "", "Kind": "package",
        "Amount before": "400000000.00", "Currency before": "USD", "Bound before": "at_most",
        "Amount after": "380000000.00", "Currency after": "USD", "Bound after": "exact",
        "Status before": "live", "Status after": "live",
    }  # fmt: skip
    assert (rows[2]["Status before"], rows[2]["Status after"]) == ("live", "cancelled")
    assert rows[3] == {
        "Stage": "commitment", "Kind": "total", "Amount after": "7000000.00", "Currency after": "EUR",
        "Bound after": "exact", "Difference": "7000000.00", "Difference bound": "exact", "Packages before": "0",
        "Packages after": "1", "Without value before": "0", "Without value after": "0",
    }  # fmt: skip
    assert (rows[4]["Difference"], rows[4]["Difference bound"]) == ("-70000000.00", "at_least")
    assert "| one | revised | commitment |" in run("changes", "--since", earlier, "--format", "md").out
