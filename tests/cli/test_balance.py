"""`aidledger balance`, on the seeds, whose figures are worked out here from the files themselves."""

import csv
import io
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from program import SEEDS, Prepare, Run

ACT = "us-supplemental-2024-04-24"


def seeds() -> dict[str, dict[str, Any]]:
    """The live packages of the seeds, by ref; of those stated again, what was stated last."""
    paths = (path for path in sorted(SEEDS.glob("us-*.toml")))
    stated = {one["ref"]: one for path in paths for one in tomllib.loads(path.read_text())["packages"]}
    return {ref: one for ref, one in stated.items() if one.get("status") != "cancelled"}


def amount(package: dict[str, Any]) -> Decimal:
    return Decimal(package["amount"].split()[-1].replace(",", "")) * (-1 if "-USD" in package["amount"] else 1)


def answer(run: Run, *words: str) -> dict[str, dict[str, Any]]:
    """The rows that `balance` gives to programs, by ref."""
    ran = run(*words, "--format", "json")
    assert ran.code == 0, ran.err
    rows: list[dict[str, Any]] = json.loads(ran.out)
    return {row["ref"]: row for row in rows}


def test_figures_are_those_of_the_seeds(run: Run, seeded: str) -> None:
    stated = seeds()
    committed: dict[str, Decimal] = defaultdict(Decimal)
    parts: dict[str, Decimal] = defaultdict(Decimal)
    for package in stated.values():
        above = package.get("draws_on")
        if package["stage"] == "appropriation" and above:
            parts[above] += amount(package)
        while package["stage"] == "commitment" and above:
            committed[above] += amount(package)
            above = stated[above].get("draws_on")
    rows = answer(run, "--db", seeded, "balance")
    assert set(rows) == {ref for ref, one in stated.items() if one["stage"] == "appropriation"}
    for ref, row in rows.items():
        package = stated[ref]
        assert row["parent"] == package.get("draws_on")
        assert Decimal(row["made_available"]) == amount(package)
        assert Decimal(row["committed"]) == committed[ref]
        rest = amount(package) - parts[ref] if ref in parts else Decimal(0)
        assert Decimal(row["not_broken_down"] or 0) == rest
        locked = rest if package["aid_type"] == "mixed" else 0
        assert Decimal(row["remaining"]) == amount(package) - committed[ref] - locked
        assert (row["delivered"], row["restored"], row["overdrawn"]) == ("0.00", "0.00", None)


def test_an_act_and_its_components(run: Run, seeded: str) -> None:
    ran = run("--db", seeded, "balance", ACT)
    assert (ran.code, ran.err) == (0, "")
    heading, known, _, columns, _, *rows = ran.out.splitlines()
    assert heading == f"What {ACT} has left after what draws on it"
    assert known.startswith("As known on 20")
    assert columns.split("  ")[0] == "Appropriation"
    assert [row[:35].rstrip() for row in rows[:9]] == [
        ACT,
        "  us-economic-aid-2024-04-24",
        "  us-fmf-funds-2024-04-24",
        "  us-pda-authority-2024-04-24",
        "    us-pda-determination-2024-09-26",
        "    not broken down",
        "  us-stock-replacement-2024-04-24",
        "  us-usai-funds-2024-04-24",
        "  not broken down",
    ]
    assert rows[0].endswith("Ukraine Security Supplemental Appropriations Act, 2024 (Public Law 118-50, division B)")
    assert rows[3].split()[1:7] == ["<=", "$7.8B", "~", "$6.8B", "~", "$1.0B"]
    assert rows[8].split() == ["not", "broken", "down", "~", "$15.3B", "$0"]
    assert rows[10:] == [
        "Remaining is made available less committed; what of it has lapsed is not recorded.",
        "Each row counts what draws on its components, too.",
        "Of an act of mixed aid type, what is not broken down is in no remainder.",
        "1 adjustment of -$6.2B draws on no appropriation: us-pda-revaluation-2023.",
    ]


def test_a_terminal_of_80_columns_has_room_for_every_figure(on_terminal: Callable[..., list[str]], seeded: str) -> None:
    lines = on_terminal("--db", seeded, "balance", columns=80)
    assert max(map(len, lines)) <= 80
    assert not any("Public Law" in line for line in lines)
    assert (
        sum(line.lstrip().startswith(("us-", "not broken")) for line in lines)
        == len([one for one in seeds().values() if one["stage"] == "appropriation"]) + 6
    )
    assert any("Public Law" in line for line in on_terminal("--db", seeded, "balance", columns=200))


def test_a_narrow_terminal_cuts_no_figure(on_terminal: Callable[..., list[str]], seeded: str) -> None:
    lines = on_terminal("--db", seeded, "balance", "us-pda-authority-2024-04-24", columns=50)
    assert max(map(len, lines)) <= 50
    rows = [line.split() for line in lines if line.strip().startswith("us-")]
    assert rows[0] == ["us-pda-authority-2024-04-24", "~", "$1.0B"]
    assert "left out for want of room: Made available," in lines


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_a_narrow_terminal_breaks_no_ref(on_terminal: Callable[..., list[str]], seeded: str, columns: int) -> None:
    lines = on_terminal("--db", seeded, "balance", columns=columns)
    assert max(map(len, lines)) <= columns
    acts = {ref for ref, one in seeds().items() if one["stage"] == "appropriation"}
    assert acts <= {line.split()[0].rstrip(":") for line in lines if line.strip()}
    assert any(line.startswith("left out for want of room: Made available") for line in lines) == (columns == 60)


def test_csv_has_the_columns_of_json(run: Run, seeded: str) -> None:
    ran = run("--db", seeded, "balance", "--format", "csv")
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    expected = answer(run, "--db", seeded, "balance")
    assert [row["ref"] for row in rows] == list(expected)
    for row in rows:
        stated = expected[row["ref"]]
        assert list(row) == list(stated)
        assert stated.pop("other_currencies") == []
        assert not row.pop("other_currencies")
        assert {name: str(value) if value is not None else "" for name, value in stated.items()} == row
    assert ran.err.splitlines()[0] == "What each act has left after what draws on it"


def test_markdown_keeps_the_tree_and_full_figures(run: Run, seeded: str) -> None:
    lines = run("--db", seeded, "balance", ACT, "--format", "md", "--exact").out.splitlines()
    assert lines[4] == "| Appropriation | Made available | Committed | Remaining | Title |"
    assert lines[9].startswith(
        "| \N{NO-BREAK SPACE}\N{NO-BREAK SPACE}us-pda-authority-2024-04-24 | <= $7,800,000,000.00 | ~ $6,750,000,000.00 "
    )


def add_few(run: Run) -> None:
    law = ("--on", "2022-01-01", "--donor", "US", "--stage", "appropriation")
    for words in (
        ["act", "--amount", "USD 100M", *law],
        ["held", "--title", "Held", *law, "--draws-on", "act"],
        ["euro", "--amount", "up to EUR 5M", *law, "--draws-on", "act"],
        ["one", "--amount", "USD 120M", "--on", "2022-02-01", "--donor", "US", "--draws-on", "act"],
        ["two", "--title", "Helmets", "--on", "2022-02-01", "--donor", "US", "--draws-on", "act"],
        ["back", "--amount", "-$5M", "--on", "2022-03-01", "--donor", "US", "--draws-on", "act"],
        ["sent", "--amount", "$70M", "--on", "2022-04-01", "--donor", "US", "--stage", "delivery", "--draws-on", "one"],
        ["more", "--title", "Boots", "--on", "2022-04", "--donor", "US", "--stage", "delivery", "--draws-on", "act"],
    ):
        assert run("add", *words).code == 0


@pytest.fixture
def few(run: Run, prepared: Callable[[Prepare], Any]) -> Run:
    """A small ledger with everything that balances have to tell."""
    prepared(add_few)
    return run


def test_what_is_overdrawn_restored_or_without_value_is_said_in_words(few: Run) -> None:
    ran = few("balance", "--donor", "us")
    lines = [re.split(r"  +", line.strip()) for line in ran.out.splitlines()]
    assert lines[2:5] == [
        ["Only: donor US"],
        [""],
        ["Appropriation", "Made available", "Committed", "Delivered", "Restored", "Remaining", "Title"],
    ]
    drawn = ["$100.0M", "$120.0M", "$70.0M", "$5.0M", "-$15.0M"]
    assert lines[6:] == [
        ["act", *drawn, "overdrawn by $15.0M, + 2 without a stated value"],
        ["euro", "<= €5.0M", "€0", "€0", "€0", "<= €5.0M"],
        ["held", "not disclosed", "$0", "$0", "$0", "Held"],
        ["not broken down", *drawn],
        [""],
        ["Remaining is made available less committed, plus restored; what of it has lapsed is not recorded."],
        ["Each row counts what draws on its components, too."],
        ["In another currency, not subtracted from act: <= €5.0M made available."],
        ["Not subtracted, for they draw on no commitment: 1 delivery."],
        ["Delivered without a stated value, and not counted: 1 delivery."],
    ]


def test_programs_are_told_of_other_currencies(few: Run) -> None:
    act, *_ = answer(few, "balance").values()
    assert act["overdrawn"] == "15000000.00"
    assert (act["without_value"], act["deliveries_without_value"]) == (2, 1)
    assert [(one["currency"], one["made_available"], one["made_available_bound"]) for one in act["other_currencies"]] == [
        ("EUR", "5000000.00", "at_most"),
    ]  # fmt: skip
    rows = csv.DictReader(io.StringIO(few("balance", "--format", "csv").out))
    assert next(rows)["other_currencies"] == "EUR"


def test_it_looks_back(few: Run) -> None:
    rows = answer(few, "balance", "--as-known-on", "2022-02-15")
    assert (rows["act"]["committed"], rows["act"]["restored"]) == ("120000000.00", "0.00")
    assert "As known on 2022-02-15\n" in few("balance", "--as-known-on", "2022-02-15").out


def test_a_ledger_without_appropriations(run: Run) -> None:
    ran = run("balance")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "No appropriation is recorded that this would show.")
    assert run("balance", "--format", "json").out == "[]\n"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["acts"], 4, "error: there is no package 'acts'\nhint: did you mean act?\n"),
        (
            ["one"], 2,
            "error: 'one' is a commitment, and only appropriations have a balance\n"
            "hint: it draws on act: 'aidledger balance act'\n",
        ),
        (
            ["act", "--donor", "US"], 2,
            "error: 'act' is one appropriation, and an option chooses among all acts\nhint: leave out one of them\n",
        ),
        (
            ["--donor", "XX"], 2,
            "error: --donor: 'XX' is not a country code\n"
            "hint: write the two letters of ISO 3166, or EU, UN, XK; join several with +: DK+NO+SE\n",
        ),
        (
            ["act", "--as-known-on", "2021-12-31"], 4,
            "error: there was no package 'act' as known on 2021-12-31\nhint: it is known since 2022-01-01, and recorded",
        ),
    ],
)  # fmt: skip
def test_errors_say_what_to_do(few: Run, words: list[str], code: int, message: str) -> None:
    ran = few("balance", *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(message)
