"""`aidledger list`: for people, on terminals of any width, and for programs."""

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from program import Run

REFS_DAYS_AND_FIGURES = re.compile(r"[a-z]+(?:-[a-z0-9]+)+|\d{4}-\d\d-\d\d|(?:<= )?\$[\d.]+[MB]")


def test_csv_has_exact_amounts_and_always_the_same_columns(run: Run) -> None:
    run("add", "one", "--amount", "up to USD 1,120,000,000.05", "--on", "2023-01-05", "--donor", "US", "--instrument",
        "PDA", "--title", "=A title", "--item", "12 x HIMARS", "--source", "x")  # fmt: skip
    run("add", "two", "--on", "2023-01", "--donor", "DK+NO", "--title", "t", "--aid-type", "mixed")
    run("add", "three", "--amount", "EUR -1", "--on", "2023-01-07", "--donor", "DE", "--stage", "delivery")
    run("cancel", "three", "--reason", "r")
    ran = run("list", "--format", "csv")
    assert ran.out.splitlines() == [
        "Ref,Announced,Donor,Recipient,Stage,Amount,Currency,Bound,Items,Sources,Status,Aid type,Instrument,Title",
        "two,2023-01,DK+NO,UA,commitment,,,,0,0,live,mixed,,t",
        "one,2023-01-05,US,UA,commitment,1120000000.05,USD,at_most,1,1,live,military,PDA,'=A title",
        "three,2023-01-07,DE,UA,delivery,-1.00,EUR,exact,0,0,cancelled,military,,",
    ]  # fmt: skip
    assert ran.err == "3 packages, announced: all dates\n"
    assert [row["Ref"] for row in csv.DictReader(io.StringIO(run("list", "2022", "--format", "csv").out))] == []


@pytest.mark.parametrize("kind", ["table", "md", "csv", "json"])
def test_what_lies_only_partly_in_the_period_is_told(run: Run, kind: str) -> None:
    run("add", "--amount", "EUR 1bn", "--on", "2024", "--donor", "DE", "--stage", "request")
    run("add", "--amount", "EUR 1bn", "--on", "2024-02", "--donor", "DE")
    ran = run("list", "2024-02", "--format", kind)
    assert "de-request-2024 " not in ran.out
    assert ran.err.splitlines()[-1] == "Only partly in this period, not listed: de-request-2024 (2024)."
    for others in (["2024"], ["2024-02", "--donor", "US"], ["2024-02", "--text", "rounds"], ["2023"], []):
        assert "partly" not in run("list", *others, "--format", kind).err
    assert "de-2024-02 (2024-02), de-request-2024 (2024)" not in run("list", "2024-02-01..2024-02-10").out
    assert "partly" not in run("list", "2024-02", "--as-known-on", "2023-12-31").err
    assert run("--quiet", "list", "2024-02", "--format", kind).err == ""


@pytest.mark.parametrize("columns", [20, 30, 45, 60, 72, 80])
def test_a_narrow_terminal_breaks_no_ref_no_day_and_no_figure(
    run: Run, on_terminal: Callable[..., list[str]], seeded: str, columns: int
) -> None:
    whole = REFS_DAYS_AND_FIGURES.findall(run("--db", seeded, "list", "2023-08").out)
    shown = on_terminal("--db", seeded, "list", "2023-08", columns=columns)
    told = " ".join(" ".join(shown).partition("left out")[2].split())
    there = [one for line in shown for one in REFS_DAYS_AND_FIGURES.findall(line)]
    assert set(there) - {"--"} <= {*whole, "2023-08-01", "2023-08-31"}
    assert {one for one in whole if "Announced" not in told or not one.startswith("2023")} <= set(there)
    if columns >= 45:
        assert max(map(len, shown[:4])) <= columns
    if columns == 60:
        assert told.startswith("for want of room: Items, Sources 2 packages")
        assert shown[0].split() == ["Ref", "Announced", "Donor", "Stage", "Amount"]
    if columns == 80:
        assert not told


def test_what_is_unsourced_is_said_where_there_is_no_room_for_sources(
    run: Run, on_terminal: Callable[..., list[str]]
) -> None:
    run("add", "--amount", "EUR 1bn", "--on", "2024-02-01", "--donor", "DE")
    assert on_terminal("list", columns=50)[-1] == "Unsourced: 1 package of those listed."
    assert "Unsourced" not in "\n".join(on_terminal("list", columns=100))
    assert json.loads(run("list", "--format", "json").out)[0]["amount"]["value"] == "1000000000.00"
