"""Published totals on the command line, and `aidledger reconcile`."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from program import Run

PLAIN = (
    "add",
    "--published-total",
    "more than USD 43.1B",
    "--since",
    "2022-02-24",
    "--on",
    "2023-08-29",
    "--donor",
    "US",
)
PACKAGE = ("add", "p", "--amount", "USD 250M", "--on", "2023-08-29", "--donor", "US", "--title", "t")


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_it_is_recorded_and_shown_with_what_is_assumed(run: Run) -> None:
    ran = run(*PLAIN, "--source", "https://example.org/x", "--title", "A fact sheet")
    assert ran.code == 0
    assert lines(ran.out) == [
        "recorded as us-published-2023-08-29",
        "",
        "Field Value",
        lines(ran.out)[3],
        "Ref us-published-2023-08-29",
        "Title A fact sheet",
        "Status live",
        "Published total at least USD 43,100,000,000",
        "Since 2022-02-24",
        "Until 2023-08-29",
        "Donor US (United States)",
        "Recipient UA (Ukraine) (default)",
        "Stage commitment (default)",
        "Aid type military (default)",
        "Instrument all",
        "Known on 2023-08-29 (default)",
        "Sources https://example.org/x",
    ]
    again = run(*PLAIN, "--source", "https://example.org/x", "--title", "A fact sheet")
    assert again.out == "already recorded as us-published-2023-08-29 (revision 1); nothing was changed\n"
    assert run(*PLAIN).out.startswith("recorded as us-published-2023-08-29-2\n")
    assert run("list").err == "0 packages, announced: all dates\n"


def test_show_and_history_tell_it_and_its_document_goes_in_again(run: Run, home: Path) -> None:
    run(*PLAIN, "--source", "x")
    ran = run("show", "us-published-2023-08-29", "--format", "json")
    document = json.loads(ran.out)
    assert document == {
        "ref": "us-published-2023-08-29",
        "published_total": {"bound": "at_least", "currency": "USD", "value": "43100000000.00"},
        "since": "2022-02-24",
        "until": "2023-08-29",
        "donor": "US",
        "recipient": "UA",
        "stage": "commitment",
        "aid_type": "military",
        "sources": [{"title": "x"}],
        "known_on": "2023-08-29",
        "tip": 1,
    }
    (home / "one.json").write_text(ran.out)
    assert run("import", "one.json").out == "0 recorded, 1 already there\n"
    assert run("--db", "other.db", "add", "--from", "one.json").code == 0
    ran = run("revise", "us-published-2023-08-29", "--published-total", "USD 44B", "--reason", "misread")
    assert lines(ran.out)[1] == "published total: >= $43.1B -> $44.0B"
    ran = run("revise", "us-published-2023-08-29", "--on", "2023-08-30", "--clear", "since", "--reason", "a day more")
    assert lines(ran.out)[1:] == ["since: 2022-02-24 -> nothing", "until: 2023-08-29 -> 2023-08-30"]
    told = json.loads(run("history", "us-published-2023-08-29", "--format", "json").out)
    assert [one["number"] for one in told] == [1, 2, 3]
    assert told[2]["published_total"]["until"] == "2023-08-30"
    assert "Reason: misread" in run("history", "us-published-2023-08-29").out
    assert run("history", "us-published-2023-08-29", "--format", "csv").code == 0


def test_a_whole_document_revises_it(run: Run, home: Path) -> None:
    run(*PLAIN)
    document = json.loads(run("show", "us-published-2023-08-29", "--format", "json").out)
    (home / "new.json").write_text(json.dumps(document | {"published_total": "USD 44B"}))
    ran = run("revise", "us-published-2023-08-29", "--from", "new.json", "--reason", "misread")
    assert ran.code == 0, ran.err
    assert "published total: >= $43.1B -> $44.0B" in ran.out
    again = run("revise", "us-published-2023-08-29", "--from", "new.json", "--reason", "misread")
    assert (again.code, again.out.rpartition(";")[2]) == (0, " nothing was changed\n")
    (home / "late.json").write_text(json.dumps(document | {"published_total": "USD 45B"}))
    assert run("revise", "us-published-2023-08-29", "--from", "late.json", "--reason", "misread").code == 5
    (home / "package.json").write_text(json.dumps({"amount": "USD 1", "announced_on": "2023", "donor": "US"}))
    ran = run("revise", "us-published-2023-08-29", "--from", "package.json", "--reason", "r")
    assert (ran.code, ran.err.splitlines()[0]) == (
        5,
        "error: package.json: 'us-published-2023-08-29' is the ref of a published total, and cannot be that of a package",
    )


def test_cancelling_takes_it_out_of_reconciliation(run: Run) -> None:
    run(*PLAIN)
    assert run("reconcile").code == 3
    ran = run("cancel", "us-published-2023-08-29", "--reason", "withdrawn")
    assert ran.code == 0
    assert lines(ran.out)[1] == "status: live -> cancelled"
    ran = run("reconcile")
    assert (ran.code, ran.out, ran.err) == (
        0, "", "No published total is recorded: there is nothing to reconcile.\n"
    )  # fmt: skip
    assert run("revise", "us-published-2023-08-29", "--reason", "it stands").code == 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((*PLAIN, "--amount", "USD 1"), 2, "--amount is of a package, and this is a published total"),
        ((*PLAIN, "--item", "12 x HIMARS"), 2, "--item is of a package, and this is a published total"),
        ((*PLAIN, "--draws-on", "p"), 2, "--draws-on is of a package, and this is a published total"),
        ((*PLAIN, "--tag", "x"), 2, "--tag is of a package, and this is a published total"),
        ((*PACKAGE[:1], "q", *PACKAGE[2:], "--since", "2022-01-01"), 2, "--since is of a published total"),
        (("add", "--published-total", "USD 1B"), 2, "--on and --donor are needed"),
        (("add", "--published-total", "USD 1B", "--donor", "US"), 2, "--on is needed"),
        ((*PLAIN[:6], "2023-08", *PLAIN[7:]), 2, "--on: '2023-08' is not a day"),
        ((*PLAIN[:4], "2024-01-01", *PLAIN[5:]), 2, "it would count from 2024-01-01 to 2023-08-29"),
        (
            ("add", "--published-total", "43.1B", *PLAIN[3:]),
            2,
            "--published-total: the amount '43.1B' names no currency",
        ),
        (("add", "p", *PLAIN[1:]), 5, "'p' is the ref of a package, and cannot be that of a published total"),
        (
            ("revise", "p", "--published-total", "USD 1", "--reason", "r"),
            2,
            "--published-total is of a published total",
        ),
        (("revise", "all", "--amount", "USD 1", "--reason", "r"), 2, "--amount is of a package"),
        (("revise", "all", "--item-at", "1=x", "--reason", "r"), 2, "--item is of a package"),
        (("revise", "all", "--clear", "amount", "--reason", "r"), 2, "--clear: 'amount' cannot be left out"),
        (
            ("cancel", "all", "--duplicate-of", "p", "--reason", "r"),
            2,
            "--duplicate-of is of a package, and this is a published total",
        ),
        (
            ("cancel", "all", "--duplicate-of", "p", "--reason", "r", "--tip", "1"),
            2,
            "--duplicate-of is of a package, and this is a published total",
        ),
        (
            ("revise", "p", "--draws-on", "all", "--reason", "r"),
            2,
            "'p' draws on 'all', which is a published total, and nothing draws on it",
        ),
        (
            ("cancel", "p", "--duplicate-of", "all", "--reason", "r"),
            2,
            "'p' duplicates 'all', which is a published total, and nothing duplicates it",
        ),
        (("reconcile", "nothing"), 4, "there is no published total 'nothing' that stands"),
        (("reconcile", "p"), 4, "there is no published total 'p' that stands"),
        (("show", "al"), 4, "there is no package 'al'"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_hint(run: Run, words: tuple[str, ...], code: int, says: str) -> None:
    run(*PACKAGE)
    run("add", "all", *PLAIN[1:])
    ran = run(*words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(f"error: {says}")
    assert "\nhint: " in ran.err


TOML = """
[[published_totals]]
published_total = "more than $43.1 billion"
since = 2022-02-24
until = 2023-08-29
donor = "US"

[[packages]]
amount = "USD 1"
announced_on = 2023-08-29
donor = "US"
"""


def test_documents_may_hold_both_kinds(run: Run, home: Path) -> None:
    (home / "both.toml").write_text(TOML)
    ran = run("import", "both.toml", "--dry-run")
    assert ran.err.splitlines()[:2] == [
        "both.toml:2: would be recorded as us-published-2023-08-29: at least USD 43,100,000,000",
        "both.toml:8: would be recorded as us-2023-08-29: USD 1",
    ]
    assert run("import", "both.toml").out == "2 recorded, 0 already there\n"
    (home / "list.json").write_text(
        json.dumps(
            [
                {"published_total": "$1B", "until": "2023-01-01", "donor": "US"},
                {"amount": "$1", "announced_on": "2023", "donor": "US"},
            ]
        )
    )
    assert run("import", "list.json").out == "2 recorded, 0 already there\n"
    assert run("add", "--from", "-", stdin=TOML.partition("[[packages]]")[0]).out.startswith("already recorded")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            '[[published_totals]]\namount = "USD 1"\nuntil = 2023-01-01\ndonor = "US"',
            "x.toml:1:amount: there is no such field",
        ),
        ('[[packages]]\npublished_total = "USD 1"\ndonor = "US"', "x.toml:1:published_total: there is no such field"),
        ("published_totals = []", "x.toml: there is no published total in it"),
        (
            'title = "x"\n[[published_totals]]\ndonor = "US"',
            "x.toml: 'title' stands beside the list of published_totals",
        ),
        ('published_total = "USD 1"\ndonor = "US"', "x.toml:until: this is needed"),
    ],
)
def test_documents_that_are_none_are_refused_with_their_place(run: Run, home: Path, text: str, says: str) -> None:
    (home / "x.toml").write_text(text)
    ran = run("import", "x.toml")
    assert ran.code == 2
    assert says in ran.err
    assert "hint: " in ran.err


def test_the_schema_of_its_document_is_printed(run: Run) -> None:
    schema = json.loads(run("schema", "--published-total").out)
    assert sorted(schema["required"]) == ["donor", "published_total", "until"]


def test_a_history_of_both_kinds_comes_back_with_its_fingerprint(run: Run, home: Path) -> None:
    (home / "both.toml").write_text(TOML)
    run("--db", "one.db", "import", "both.toml")
    run("--db", "one.db", "revise", "us-published-2023-08-29", "--note", "n", "--reason", "r")
    out = run("--db", "one.db", "export", "ledger.jsonl").err.splitlines()[1]
    assert len((home / "ledger.jsonl").read_text().splitlines()) == 3
    ran = run("--db", "two.db", "import", "ledger.jsonl")
    assert (ran.out, ran.err.splitlines()[-1]) == ("3 revisions restored, 0 already there\n", out)
    assert run("--db", "two.db", "verify").code == 0
    altered = (home / "ledger.jsonl").read_text().replace("43100000000.00", "43200000000.00")
    (home / "altered.jsonl").write_text(altered)
    ran = run("--db", "three.db", "import", "altered.jsonl")
    assert (ran.code, ran.err.split(":")[1:3]) == (2, [" altered.jsonl", "1"])


def test_changes_tell_of_published_totals_without_effect_on_the_totals(run: Run) -> None:
    run(*PACKAGE)
    run(*PLAIN)
    told = json.loads(run("changes", "--since", "2020-01-01", "--format", "json").out)
    assert [one["ref"] for one in told["published_totals"]] == ["us-published-2023-08-29"]
    assert [one["ref"] for one in told["packages"]] == ["p"]
    assert [one["after"]["amount"] for one in told["totals"]] == ["250000000.00"]
    out = run("changes", "--since", "2020-01-01").out
    assert "1 package: 1 new\n1 published total: 1 new\n" in out
    assert "us-published-2023-08-29: new\n  a published total up to 2023-08-29, >= $43.1B\n" in out


def test_reconcile_tells_what_does_not_agree_and_what_may_explain_it(run: Run) -> None:
    run(*PACKAGE)
    run("add", "q", "--amount", "USD 50M", "--on", "2023-09-01", "--donor", "US", "--title", "t")
    late = ("--known-on", "2023-09-02")
    run("add", "good", "--published-total", "USD 250M", "--on", "2023-08-29", "--donor", "US")
    run("add", "bad", "--published-total", "USD 300M", "--since", "2023-01-01", "--on", "2023-08-29", "--donor", "US",
        *late)  # fmt: skip
    ran = run("reconcile")
    assert ran.code == 3
    assert lines(ran.out) == [
        "Ref Since Until Published Known then Known now Verdict",
        lines(ran.out)[1],
        "bad 2023-01-01 2023-08-29 $300.0M $250.0M $250.0M $50.0M less",
        "good 2023-08-29 $250.0M $250.0M $250.0M agrees",
        "",
        "bad: the ledger has $50.0M less",
        "q (2023-09-01, $50.0M), not counted, announced shortly before or after: with it the two agree",
    ]
    assert ran.err == "2 published totals: 1 agrees, 1 does not\n"
    assert run("reconcile", "good").code == 0
    assert run("reconcile", "--as-known-on", "2023-08-28").code == 0
    told: dict[str, Any] = json.loads(run("reconcile", "--format", "json").out)
    assert (told["agrees"], [one["agrees"] for one in told["published_totals"]]) == (False, [False, True])
    assert told["published_totals"][0]["difference"] == "-50000000.00"
    assert told["published_totals"][0]["explanations"] == [
        {
            "kind": "outside",
            "refs": ["q"],
            "more": 0,
            "left": "0.00",
            "text": "q (2023-09-01, $50.0M), not counted, announced shortly before or after: with it the two agree",
        }
    ]
    markdown = run("reconcile", "--format", "md").out
    assert markdown.startswith("| Ref | Since |")
    assert "with it the two agree" in markdown


def test_one_published_total_is_explained_as_among_all(run: Run, seeded: str) -> None:
    ref = "us-published-2023-05-31"
    _, _, rest = run("--db", seeded, "reconcile").out.partition(f"\n{ref}: ")
    among_all = rest.partition("\n\n")[0]
    assert "up to 2022-12-21, the ledger had $1.4B less already" in among_all
    ran = run("--db", seeded, "reconcile", ref)
    assert ran.out.partition(f"\n{ref}: ")[2].rstrip("\n") == among_all
    assert ran.err == "1 published total: 0 agree, 1 does not\n"
    told = {
        one["ref"]: one
        for one in json.loads(run("--db", seeded, "reconcile", "--format", "json").out)["published_totals"]
    }
    (one,) = json.loads(run("--db", seeded, "reconcile", ref, "--format", "json").out)["published_totals"]
    assert one == told[ref]


def test_the_later_sum_is_of_the_day_that_was_asked_for(
    run: Run, on_terminal: Callable[..., list[str]], seeded: str
) -> None:
    asked = ("--db", seeded, "reconcile", "us-published-2023-05-31", "--as-known-on", "2023-08-01")
    ran = run(*asked)
    assert "  Known then  Known on 2023-08-01  Verdict" in ran.out.splitlines()[0]
    assert "now" not in ran.out.split()
    narrow = on_terminal(*asked, columns=70)
    assert "left out for want of room: Since, Until, Known on 2023-08-01" in narrow
    assert "  as known on 2023-08-01, it has ~ $30.7B" in narrow
    prose = " ".join(" ".join(on_terminal(*asked, columns=30)).split())
    assert "known then ~ $33.9B, known on 2023-08-01 ~ $30.7B: $4.4B less" in prose


def test_what_agrees_only_later_says_as_known_when(run: Run) -> None:
    run("add", "good", "--published-total", "USD 250M", "--on", "2023-08-29", "--donor", "US")
    run(*PACKAGE, "--known-on", "2023-09-03")
    assert lines(run("reconcile").out)[2].endswith("agrees now")
    ran = run("reconcile", "--as-known-on", "2023-09-10")
    assert lines(ran.out)[2].endswith("$250.0M agrees as known on 2023-09-10")
    told = json.loads(run("reconcile", "--as-known-on", "2023-09-10", "--format", "json").out)
    assert told["published_totals"][0]["verdict"] == "agrees as known on 2023-09-10"


def test_reconcile_writes_exact_csv_and_exact_tables(run: Run) -> None:
    run(*PACKAGE)
    run("add", "bad", "--published-total", "about USD 300.05M", "--on", "2023-08-29", "--donor", "US", "--source", "x")
    run("add", "worse", "--published-total", "USD 100000001", "--since", "2023-01-01", "--on", "2023-08-29", "--donor",
        "US")  # fmt: skip
    ran = run("reconcile", "--format", "csv")
    assert ran.code == 3
    first, second = csv.DictReader(io.StringIO(ran.out))
    assert first == {
        "ref": "bad", "revision": "1", "since": "", "until": "2023-08-29", "donor": "US", "recipient": "UA",
        "stage": "commitment", "aid_type": "military", "instrument": "", "known_on": "2023-08-29", "currency": "USD",
        "published": "300050000.00", "published_bound": "about",
        "ledger_then": "250000000.00", "ledger_then_bound": "exact", "ledger_then_packages": "1",
        "ledger_then_without_value": "0",
        "ledger_now": "250000000.00", "ledger_now_bound": "exact", "ledger_now_packages": "1",
        "ledger_now_without_value": "0",
        "agrees": "false", "difference": "-50050000.00", "verdict": "$50.0M less",
    }  # fmt: skip
    assert (second["difference"], second["verdict"]) == ("149999999.00", "$150.0M more")
    assert ran.err.splitlines() == [
        "", "bad: the ledger has $50.0M less", "  nothing near it explains that",
        "", "worse: the ledger has $150.0M more", "  nothing near it explains that",
        "2 published totals: 0 agree, 2 do not",
    ]  # fmt: skip
    assert run("--quiet", "reconcile", "--format", "csv").err == ""
    ran = run("reconcile", "worse", "--exact")
    assert lines(ran.out)[2:] == [
        "worse 2023-01-01 2023-08-29 $100,000,001.00 $250,000,000.00 $250,000,000.00 $149,999,999.00 more",
        "",
        "worse: the ledger has $149,999,999.00 more",
        "nothing near it explains that",
    ]


WHOLE = re.compile(r"[a-z]+(?:-[a-z0-9]+)*-\d{4}(?:-\d\d){0,2}\b|\d{4}-\d\d-\d\d|(?:[<>]=|~) \S*\d\S*|[A-Z]{3} -?\d\S*")
"""Refs, days and figures."""


@pytest.mark.parametrize(
    ("more", "widths"), [((), (50, 80, 110, 140)), (("--exact",), (80,)), (("us-published-2023-05-31",), (100,))]
)
def test_a_terminal_folds_no_ref_no_day_and_no_figure(
    run: Run, on_terminal: Callable[..., list[str]], seeded: str, more: tuple[str, ...], widths: tuple[int, ...]
) -> None:
    explained = run("--db", seeded, "reconcile", *more).out.partition("\n\n")[2]
    for columns in widths:
        shown = on_terminal("--db", seeded, "reconcile", *more, columns=columns)
        assert max(map(len, shown)) <= columns
        whole = {one for line in shown for one in WHOLE.findall(line)}
        assert set(WHOLE.findall(explained)) <= whole
        if columns == 80 and not more:
            assert shown[0].split("  ")[0] == "Ref"
            verdicts = {line.split()[0]: line for line in shown[2:20]}
            assert len(verdicts) == 18
            assert verdicts["us-published-2022-03-16"].endswith("$2.0B    <= $1.6B  $380.0M less")
            assert "left out for want of room: Of, Since, Until, Known now" in shown
        if columns == 140:
            assert shown[0].split()[:4] == ["Ref", "Of", "Since", "Until"]


def test_a_report_says_how_many_published_totals_are_not_in_it(run: Run) -> None:
    run(*PACKAGE)
    assert run("export", "a.json").err == "wrote a.json\n"
    run(*PLAIN)
    left_out = "not in the part of it that import reads: a .jsonl file holds them"
    assert run("export", "a.json").err.splitlines()[1:] == [f"1 published total is {left_out}"]
    run(*PLAIN, "--title", "another")
    for name in ("a.csv", "a.json"):
        assert run("export", name, "2023", "--donor", "US").err.splitlines()[-1] == (
            f"2 published totals are {left_out}"
        )
    assert run("--quiet", "export", "a.json").err == ""
    assert run("export", "a.xlsx", "2023", "--donor", "US").err == "wrote a.xlsx\n"  # a workbook has a sheet of them
    assert "published" not in run("export", "a.jsonl").err
    for words in (("a.csv", "--sheets", "packages"), ("a.json", "--sheets", "packages"), ("a.md",), ("folder/",)):
        assert "published" not in run("export", *words).err
    assert run("export", "a.csv", "--as-known-on", "2023-08-28").err.splitlines()[-1].startswith("wrote ")


def test_the_seeds_are_held_against_what_was_published(run: Run, seeded: str) -> None:
    ran = run("--db", seeded, "reconcile")
    assert ran.code == 3
    assert ran.err == "18 published totals: 5 agree, 13 do not\n"
    verdicts = {line.split()[0]: line for line in ran.out.splitlines() if "-published-" in line[:40]}
    assert verdicts["us-published-since-invasion-2022-06-23"].endswith("agrees")
    assert "us-pda-revaluation-2023 (2023-05-18, -$6.2B), an adjustment, counted: without it the two agree" in ran.out
    assert "hint" not in ran.err
