"""Programs killed at random instants: what was acknowledged is there, nothing is half there, and files stay whole."""

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, repeat
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from support import package
from survival.children import Child, Ended, Work, call, die_between_two_pages, faults, kills, refs, run, told

from aidledger.domain.packages import Entry
from aidledger.storage.ledger import Ledger

STATED = ("--on", "2023-08-29", "--donor", "US", "--item", "3 x HIMARS", "--source", "https://example.org/release")


def slow(*values: Any) -> Any:
    """The same test at length."""
    return pytest.param(*values, marks=pytest.mark.slow)


def timed(work: Callable[[], Ended]) -> float:
    """The seconds that it takes, undisturbed."""
    ended = work()
    assert ended.code == 0, ended.err
    return ended.seconds


@pytest.mark.parametrize("wanted", [3, slow(40)])
def test_no_acknowledged_package_is_lost_when_add_is_killed(target: str, home: Path, wanted: int) -> None:
    def adding() -> Iterator[Work]:
        for child in count():
            yield partial(_add_for_ever, target, child)

    once = run(home, "--db", target, "add", "first", "--amount", "USD 1M", *STATED).seconds
    acknowledged, killed = {"first"}, 0
    for ended in kills(wanted, adding(), home, within=3 * once, seed=wanted):
        acknowledged |= set(told(r"recorded as (\S+)", ended.out))
        killed += ended.killed
        assert faults(target) == []
        there = refs(target)
        assert acknowledged <= there
        # A child may have died between its commit and its answer.
        assert len(there) <= len(acknowledged) + killed
    assert killed == wanted
    assert len(acknowledged) > 1


def _add_for_ever(target: str, child: int) -> int:
    for number in count(1):
        words = ("add", f"{child}-{number}", "--amount", f"USD {number}M", *STATED)
        if code := call("--db", target, *words):
            return code
    raise AssertionError


@pytest.mark.parametrize("wanted", [3, slow(30)])
def test_no_acknowledged_revision_is_lost_when_revise_is_killed(target: str, home: Path, wanted: int) -> None:
    with Ledger.open(target) as ledger:
        ledger.record(package(ref="one", items=["3 x HIMARS"], sources=["https://example.org/release"]))

    def revising() -> Iterator[Work]:
        for child in count(1):
            yield partial(_revise_for_ever, target, child)

    once = run(home, "--db", target, "revise", "one", "--amount", "USD 1", "--reason", "first").seconds
    acknowledged, latest, killed = 2, 2, 0
    # Of the first instants that this seed gives, two are late: some revisions are told of on a slow machine too.
    for ended in kills(wanted, revising(), home, within=3 * once, seed=2):
        numbers_told = [int(number) for number in told(r"recorded as revision (\d+) of one, .*", ended.out)]
        acknowledged += len(numbers_told)
        latest = max([latest, *numbers_told])
        killed += ended.killed
        assert faults(target) == []
        with Ledger.open(target, create=False, writable=False) as ledger:
            chain = ledger.history("one")
        assert latest <= len(chain) <= acknowledged + killed
        assert all(revision.package.items and revision.package.sources for revision in chain)
    assert killed == wanted
    assert latest > 2


def _revise_for_ever(target: str, child: int) -> int:
    for number in count(1):
        words = ("revise", "one", "--amount", f"USD {child * 1000 + number}", "--reason", f"{child} and {number}")
        if code := call("--db", target, *words):
            return code
    raise AssertionError


def test_the_first_package_of_all_can_be_added_after_the_first_program_was_killed(home: Path) -> None:
    words = ("--db", "new.db", "add", "--amount", "USD 1M", *STATED)
    once = timed(lambda: run(home, *words))
    (home / "new.db").unlink()
    ended: list[Ended] = list(kills(2, repeat(lambda: call(*words)), home, within=once, seed=7))
    assert sum(one.killed for one in ended) == 2
    again = run(home, *words)
    assert again.code == 0, again.err
    assert faults(home / "new.db") == []
    assert refs(home / "new.db") == {"us-2023-08-29"}
    assert sorted(path.name for path in home.iterdir()) == ["new.db"]


def documents(amount: int) -> list[dict[str, Any]]:
    """As many packages, as different from each other as a real list has them."""
    return [
        {
            "ref": f"p-{number:05}",
            "donor": ("US", "DE", "GB", "PL")[number % 4],
            "announced_on": f"2023-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "amount": f"USD {number + 1}M",
            "title": f"Package {number} of the list",
            "items": [f"{number + 1} x HIMARS", "an unknown number of spare parts"][: number % 3],
            "sources": [f"https://example.org/{number % 97}"],
        }
        for number in range(amount)
    ]


def write_list(path: Path, amount: int) -> None:
    """A list of packages in the format that the name of `path` ends in."""
    rows = documents(amount)
    match path.suffix:
        case ".json":
            path.write_text(json.dumps(rows), encoding="utf-8")
        case ".toml":
            blocks = ("\n".join(f"{name} = {json.dumps(value)}" for name, value in row.items()) for row in rows)
            path.write_text("".join(f"[[packages]]\n{block}\n" for block in blocks), encoding="utf-8")
        case _:
            lines = (",".join(value if isinstance(value, str) else "; ".join(value) for value in row.values())
                     for row in rows)  # fmt: skip
            path.write_text("\n".join([",".join(rows[0]), *lines, ""]), encoding="utf-8")


@pytest.mark.parametrize("suffix", [".json", ".csv", ".toml"])
@pytest.mark.parametrize(("amount", "wanted"), [(300, 2), slow(300, 20), slow(20_000, 2)])
def test_an_import_that_is_killed_is_there_as_a_whole_or_not_at_all(
    empty: Path, home: Path, suffix: str, amount: int, wanted: int
) -> None:
    ledger, file = home / "ledger.db", home / f"list{suffix}"
    write_list(file, amount)
    with Ledger.open(empty) as opened:
        opened.record(package(ref="before"))
    whole = {"before"} | {row["ref"] for row in documents(amount)}

    def importing() -> Iterator[Work]:
        while True:
            shutil.copyfile(empty, ledger)
            yield lambda: call("--db", ledger, "import", file)

    shutil.copyfile(empty, ledger)
    once = timed(lambda: run(home, "--db", ledger, "import", file))
    assert refs(ledger) == whole
    for ended in kills(wanted, importing(), home, within=once, seed=amount + wanted):
        there = refs(ledger)
        assert there in ([whole] if told("([0-9,]+) recorded, 0 already there", ended.out) else [{"before"}, whole])
        if amount < 1_000 or there != whole:
            assert faults(ledger) == []
    if amount < 1_000:
        again = run(home, "--db", ledger, "import", file)
        assert again.code == 0, again.err
        assert refs(ledger) == whole
        assert faults(ledger) == []


@pytest.mark.parametrize("command", ["list", "totals", "history", "verify", "export", "backup"])
def test_a_reading_command_finds_the_ledger_as_it_was_before_a_writer_died_between_two_pages(
    empty: Path, home: Path, command: str
) -> None:
    ledger = home / "ledger.db"
    shutil.copyfile(empty, ledger)
    with Ledger.open(ledger) as opened:
        opened.record_many([Entry(package(ref=f"p-{number}", sources=["https://example.org"])) for number in range(9)])
        before = opened.fingerprint()
    assert Child(partial(die_between_two_pages, ledger), home).end().killed
    assert (home / "ledger.db-journal").exists()
    words = {"history": ("history", "p-1"), "export": ("export", "x.jsonl"), "backup": ("db", "backup", "copy.db")}
    ran = run(home, "--db", ledger, *words.get(command, (command,)))
    assert ran.code == 0, ran.err
    assert not (home / "ledger.db-journal").exists()
    assert faults(ledger) == []
    with Ledger.open(ledger, create=False, writable=False) as opened:
        assert opened.fingerprint() == before


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of a hundred packages, which nobody writes to."""
    folder = tmp_path_factory.mktemp("filled")
    write_list(folder / "list.json", 100)
    ended = run(folder, "--db", "ledger.db", "import", "list.json")
    assert ended.code == 0, ended.err
    return folder / "ledger.db"


@pytest.mark.parametrize("wanted", [2, slow(25)])
def test_a_workbook_stays_the_earlier_one_until_the_new_one_is_complete(filled: Path, home: Path, wanted: int) -> None:
    report = home / "report.xlsx"
    words = ("--db", filled, "export", report)
    timed(lambda: run(home, *words, "--donor", "PL"))
    earlier = report.read_bytes()
    once = timed(lambda: run(home, "--db", filled, "export", home / "other.xlsx"))
    for ended in kills(wanted, repeat(lambda: call(*words)), home, within=once, seed=wanted):
        if report.read_bytes() != earlier:
            assert rows_of(report) == 100
            run(home, *words, "--donor", "PL")
            earlier = report.read_bytes()
        else:
            assert ended.killed
    # What killed programs left lying about disturbs nobody.
    assert run(home, *words).code == 0
    assert rows_of(report) == 100
    assert faults(filled) == []


def rows_of(workbook: Path) -> int:
    """How many packages a workbook lists."""
    opened = load_workbook(workbook, read_only=True)
    try:
        cells = [row[0] for row in opened["Packages"].iter_rows(values_only=True)]
    finally:
        opened.close()
    return sum(str(cell).startswith("p-") for cell in cells)


@pytest.mark.parametrize("wanted", [1, slow(20)])
def test_a_history_stays_the_earlier_one_until_the_new_one_is_complete(filled: Path, home: Path, wanted: int) -> None:
    kept = home / "ledger.jsonl"
    words = ("--db", filled, "export", kept)
    once = timed(lambda: run(home, *words))
    complete = kept.read_bytes()
    kept.write_bytes(b"the earlier one")
    for ended in kills(wanted, repeat(lambda: call(*words)), home, within=once, seed=wanted):
        assert kept.read_bytes() in ([b"the earlier one", complete] if ended.killed else [complete])
        kept.write_bytes(b"the earlier one")
    assert run(home, *words).code == 0
    assert kept.read_bytes() == complete


@pytest.mark.parametrize("wanted", [1, slow(20)])
def test_a_copy_is_there_as_a_whole_or_not_at_all(filled: Path, home: Path, wanted: int) -> None:
    copy = home / "copy.db"
    words = ("--db", filled, "db", "backup", copy)
    once = timed(lambda: run(home, *words))
    with Ledger.open(filled, writable=False) as ledger:
        fingerprint = ledger.fingerprint()
    copy.unlink()
    for ended in kills(wanted, repeat(lambda: call(*words)), home, within=once, seed=wanted):
        assert copy.exists() or ended.killed
        if copy.exists():
            assert faults(copy) == []
            copy.unlink()
    assert run(home, *words).code == 0
    with Ledger.open(copy, writable=False) as ledger:
        assert ledger.fingerprint() == fingerprint
