"""Keeping a ledger and proving it: `export ledger.jsonl` and its way back, `db backup`, `verify` and its fingerprints."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from program import Prepare, Run
from support import Fresh

from aidledger.domain.revisions import sealed
from aidledger.storage.ledger import Ledger


def keep(run: Run) -> None:
    run("--db", "ledger.db", "revise", "us-pda-2023-08-29", "--amount", "$240M", "--reason", "as delivered")
    run("--db", "ledger.db", "cancel", "us-pledge-2025-01-05", "--reason", "unsourced")
    ran = run("--db", "ledger.db", "export", "ledger.jsonl")
    assert ran.err == f"wrote ledger.jsonl\nfingerprint: {fingerprint(run, 'ledger.db')}\n"


@pytest.fixture
def kept(seeded: str, prepared: Callable[[Prepare], None], home: Path) -> Path:
    """The seeds with a correction and a cancellation of our own, as `ledger.jsonl`."""
    prepared(keep)
    return home / "ledger.jsonl"


def fingerprint(run: Run, ledger: str) -> str:
    ran = run("--db", ledger, "--quiet", "verify", "--fingerprint")
    assert ran.code == 0
    return ran.out.strip()


def test_a_whole_ledger_comes_back_with_its_fingerprint_on_either_database(
    run: Run, seeded: str, kept: Path, home: Path, fresh_postgresql: Fresh
) -> None:
    with fresh_postgresql() as url:
        for target in ("again.db", url):
            ran = run("--db", target, "import", "ledger.jsonl")
            assert (ran.code, ran.out) == (0, "157 revisions restored, 0 already there\n")
            assert fingerprint(run, target) == fingerprint(run, seeded)
            assert run("--db", target, "import", "ledger.jsonl").out == "0 revisions restored, 157 already there\n"
            run("--db", target, "export", "again.jsonl")
            assert (home / "again.jsonl").read_bytes() == kept.read_bytes()
        assert run("--db", url, "db", "backup", "from-server.db").code == 0
        assert fingerprint(run, "from-server.db") == fingerprint(run, seeded)


def test_each_line_is_one_revision_whose_digest_anybody_can_recompute(kept: Path) -> None:
    import hashlib

    lines = kept.read_text(encoding="utf-8").splitlines()
    assert lines == [
        json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True, separators=(",", ":")) for line in lines
    ]
    instants = []
    for line in lines:
        fields = json.loads(line)
        instants.append(fields["recorded_at"])
        digest = fields.pop("digest")
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == digest
    assert instants == sorted(instants)


def test_what_is_recorded_later_is_appended_so_that_git_shows_it(run: Run, seeded: str, kept: Path) -> None:
    before = kept.read_bytes()
    run("--db", seeded, "add", "--amount", "$5M", "--on", "2025-02-01", "--donor", "US")
    run("--db", seeded, "export", "ledger.jsonl")
    after = kept.read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].count(b"\n") == 1


@pytest.mark.usefixtures("kept")
def test_only_what_is_missing_is_added(run: Run, seeded: str, home: Path) -> None:
    run("--db", "part.db", "import", "ledger.jsonl")
    run("--db", seeded, "revise", "us-pda-2023-08-29", "--amount", "$230M", "--reason", "again")
    run("--db", seeded, "add", "new", "--amount", "$5M", "--on", "2025-02-01", "--donor", "US")
    run("--db", seeded, "export", "ledger.jsonl")
    dry = run("--db", "part.db", "import", "ledger.jsonl", "--dry-run")
    assert (dry.out, dry.err) == ("2 revisions would be restored, 157 already there\n", "")
    assert run("--db", "part.db", "import", "ledger.jsonl").out == "2 revisions restored, 157 already there\n"
    assert fingerprint(run, "part.db") == fingerprint(run, seeded)
    run("--db", seeded, "add", "last", "--amount", "$5M", "--on", "2025-02-02", "--donor", "US")
    run("--db", seeded, "export", "ledger.jsonl")
    assert run("--db", "part.db", "import", "ledger.jsonl").out == "1 revision restored, 159 already there\n"
    assert [path.name for path in home.glob(".*")] == []


def test_lines_may_come_in_any_order_and_from_several_files(run: Run, seeded: str, kept: Path, home: Path) -> None:
    lines = kept.read_text(encoding="utf-8").splitlines(keepends=True)
    (home / "one.jsonl").write_text("".join(reversed(lines[::2])), encoding="utf-8")
    (home / "two.jsonl").write_text("\n" + "".join(lines[1::2]) + lines[0], encoding="utf-8")
    ran = run("--db", "again.db", "import", "two.jsonl", "one.jsonl")
    assert ran.out == "157 revisions restored, 1 already there\n"
    assert fingerprint(run, "again.db") == fingerprint(run, seeded)


def alter(line: str, **changed: object) -> str:
    return json.dumps(json.loads(line) | changed, ensure_ascii=False)


def resealed(line: str, **changed: object) -> str:
    """A line altered by somebody who knows how digests are made."""
    from aidledger.intake.ledgers import read_ledgers  # what the program itself would read

    path = Path("resealed.jsonl").absolute()
    path.write_text(alter(line, **changed), encoding="utf-8")
    (one,) = read_ledgers(path)
    path.unlink()
    stated = one.revision
    anew = sealed(
        stated.stated, number=stated.number, recorded_at=stated.recorded_at, author=stated.author,
        reason=stated.reason, previous=stated.previous,
    )  # fmt: skip
    return alter(line, **changed, digest=anew.digest)


@pytest.mark.parametrize(
    ("number", "changed", "code", "message"),
    [
        (4, {"author": "Somebody"}, 2, "ledger.jsonl:5: revision 1 of '{ref}' does not fit its digest: it was altered"),
        (4, {"recorded_at": "2026-01-01"}, 2, "ledger.jsonl:5: revision 1 of '{ref}' does not fit its digest"),
        (4, {"stage": "promise"}, 2, "ledger.jsonl:5:stage: 'promise' is not a stage"),
        (4, {"number": 0}, 2, "ledger.jsonl:5:number"),
        (4, {"more": 1}, 2, "ledger.jsonl:5:more: there is no such field"),
        (4, {"canonical": 2}, 2, "ledger.jsonl:5: it is in canonical form 2"),
        (4, {"ref": None}, 2, "ledger.jsonl:5: this is not a revision: it has no ref"),
    ],
)
def test_a_line_that_was_altered_is_named_and_nothing_is_taken_in(
    run: Run, kept: Path, number: int, changed: dict[str, object], code: int, message: str
) -> None:
    lines = kept.read_text(encoding="utf-8").splitlines()
    ref = json.loads(lines[number])["ref"]
    lines[number] = alter(lines[number], **changed)
    kept.write_text("\n".join(lines), encoding="utf-8")
    ran = run("--db", "again.db", "import", "ledger.jsonl")
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(f"error: {message.format(ref=ref)}")
    assert json.loads(run("--db", "again.db", "list", "--format", "json").out or "[]") == []


@pytest.mark.parametrize(
    ("marked", "changed", "code", "message"),
    [
        ('"number":1', {"recorded_at": "2999-01-01T00:00:00.000000Z"}, 2, "comes from after now: 2999-01-01"),
        ('"number":1', {"known_on": "2999-01-01"}, 2, "was recorded before it was known or announced"),
        ('"draws_on"', {"stage": "request"}, 2, "a request cannot draw on a"),
    ],
)
def test_a_history_that_no_ledger_could_have_recorded_is_refused_whatever_its_digests(
    run: Run, kept: Path, home: Path, monkeypatch: pytest.MonkeyPatch, marked: str, changed: dict[str, object], code: int,
    message: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(home)
    lines = kept.read_text(encoding="utf-8").splitlines()
    at = next(at for at, line in enumerate(lines) if marked in line)
    lines[at] = resealed(lines[at], **changed)
    kept.write_text("\n".join(lines), encoding="utf-8")
    ran = run("--db", "again.db", "import", "ledger.jsonl")
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err.splitlines()[0]
    assert run("--db", "again.db", "list").err.startswith("0 packages")


@pytest.mark.parametrize("line", ["{", "[]", "\xff", '{"a": 1}', '{"digest": 1, "digest": 2}', "9" * 5000])
def test_what_is_no_revision_is_named(run: Run, kept: Path, line: str) -> None:
    kept.write_bytes(kept.read_bytes() + line.encode("latin-1"))
    ran = run("--db", "again.db", "import", "ledger.jsonl")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ledger.jsonl:158:")


def test_a_file_with_a_hole_is_refused(run: Run, kept: Path) -> None:
    lines = kept.read_text(encoding="utf-8").splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if '"ref":"us-pda-2023-08-29"' in line)
    kept.write_text("".join(lines[:first] + lines[first + 1 :]), encoding="utf-8")
    ran = run("--db", "again.db", "import", "ledger.jsonl")
    assert ran.code == 2
    assert "revision 2 of 'us-pda-2023-08-29' has no revision 1 before it" in ran.err
    drawn = [line for line in lines if '"draws_on":"us-pda-authority-2022-03-15"' in line]
    kept.write_text(drawn[0], encoding="utf-8")
    ran = run("--db", "again.db", "import", "ledger.jsonl")
    assert ran.code == 4
    assert "it names 'us-pda-authority-2022-03-15', which is not in the ledger, nor given with it" in ran.err


@pytest.mark.usefixtures("kept")
def test_histories_that_fork_are_not_joined(run: Run, seeded: str) -> None:
    run("--db", "other.db", "import", "ledger.jsonl")
    run("--db", "other.db", "revise", "us-pda-2023-08-29", "--amount", "$1M", "--reason", "here")
    run("--db", seeded, "revise", "us-pda-2023-08-29", "--amount", "$2M", "--reason", "there")
    run("--db", seeded, "export", "ledger.jsonl")
    before = fingerprint(run, "other.db")
    ran = run("--db", "other.db", "import", "ledger.jsonl")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith(
        "error: ledger.jsonl:158: revision 3 of 'us-pda-2023-08-29' is another one than the one in the ledger\n"
    )
    assert fingerprint(run, "other.db") == before


@pytest.mark.usefixtures("kept")
def test_the_past_of_a_ledger_is_not_changed_by_a_restore(run: Run) -> None:
    run("--db", "own.db", "add", "own", "--amount", "$5M", "--on", "2025-02-01", "--donor", "US")
    ran = run("--db", "own.db", "import", "ledger.jsonl")
    assert (ran.code, ran.out) == (5, "")
    assert "was recorded before what the ledger holds already" in ran.err
    run("--db", "own.db", "export", "own.jsonl")
    assert run("--db", "both.db", "import", "own.jsonl", "ledger.jsonl").out.startswith("158 revisions restored")


@pytest.mark.parametrize("words", [("2023",), ("--donor", "US"), ("--as-known-on", "2023-01-01")])
@pytest.mark.usefixtures("kept")
def test_a_history_is_whole_and_comes_alone(run: Run, seeded: str, words: tuple[str, ...]) -> None:
    ran = run("--db", seeded, "export", "part.jsonl", *words)
    assert ran.code == 2
    assert "a .jsonl file holds the whole ledger" in ran.err
    ran = run("--db", "again.db", "import", "ledger.jsonl", "other.csv")
    assert ran.code == 2
    assert "is restored by itself" in ran.err


def test_a_backup_is_a_ledger_and_replaces_nothing(run: Run, seeded: str, home: Path) -> None:
    ran = run("--db", seeded, "db", "backup", "copy.db")
    assert (ran.code, ran.out, ran.err) == (0, "", "copied to copy.db\n")
    assert fingerprint(run, "copy.db") == fingerprint(run, seeded)
    assert (home / "copy.db").stat().st_mode & 0o077 == 0
    before = (home / "copy.db").read_bytes()
    ran = run("--db", seeded, "db", "backup", "copy.db")
    assert ran.code == 5
    assert ran.err.startswith("error: there is something at copy.db already\nhint: ")
    assert (home / "copy.db").read_bytes() == before
    ran = run("--db", seeded, "db", "backup", "none/copy.db")
    assert ran.code == 1
    assert ran.err.startswith("error: cannot write a copy to none/copy.db: ")
    assert not list(home.glob(".*"))


def test_a_fingerprint_tells_whether_this_is_the_ledger_that_somebody_saw(run: Run, seeded: str, home: Path) -> None:
    seen = fingerprint(run, seeded)
    ran = run("--db", seeded, "--quiet", "verify", "--fingerprint", "--by-ref")
    assert len(ran.out.splitlines()) == 154  # 136 packages and 18 published totals
    assert all(re.fullmatch(r"[a-z0-9-]+\t[0-9a-f]{64}", line) for line in ran.out.splitlines())
    (home / "seen").write_text(ran.out)
    assert run("--db", seeded, "verify", "--expect", seen).code == 0
    assert run("--db", seeded, "verify", "--expect", "seen").code == 0
    with closing(sqlite3.connect(home / seeded)) as file:
        (then,) = file.execute("SELECT max(recorded_at) FROM revisions").fetchone()
    run("--db", seeded, "revise", "us-pda-2023-08-29", "--amount", "$1M", "--reason", "r")
    run("--db", seeded, "add", "new", "--amount", "$1M", "--on", "2025", "--donor", "US", "--source", "x")
    ran = run("--db", seeded, "verify", "--expect", "seen")
    assert ran.code == 3
    assert ran.out.splitlines()[:2] == [
        "fault: new: this ledger has it, and the other one has not",
        "fault: us-pda-2023-08-29: it is at revision 2, the other ledger was at 1",
    ]
    ran = run("--db", seeded, "verify", "--expect", seen)
    assert ran.code == 3
    assert ran.out.startswith("fault: ledger: its fingerprint is ")
    for expected in (seen, seen.upper(), "seen"):
        assert run("--db", seeded, "verify", "--expect", expected, "--as-recorded-at", f"{then}Z").code == 0


def test_a_forger_who_rewrites_the_whole_chain_is_found_by_what_was_kept_apart(
    run: Run, seeded: str, kept: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    (home / "seen").write_text(run("--db", seeded, "--quiet", "verify", "--fingerprint", "--by-ref").out)
    lines = kept.read_text(encoding="utf-8").splitlines()
    at = next(at for at, line in enumerate(lines) if '"ref":"us-pda-2022-11-10"' in line)
    amount = {"bound": "exact", "currency": "USD", "value": "4000000.00"}
    lines[at] = resealed(lines[at], amount=amount)
    kept.write_text("\n".join(lines), encoding="utf-8")
    assert run("--db", "forged.db", "import", "ledger.jsonl").code == 0
    assert [line for line in run("--db", "forged.db", "verify").out.splitlines() if line.startswith("fault")] == []
    ran = run("--db", "forged.db", "verify", "--expect", "seen")
    assert ran.code == 3
    found = [line for line in ran.out.splitlines() if line.startswith("fault")]
    assert len(found) == 1
    assert found[0].startswith(
        "fault: us-pda-2022-11-10: its history is another one: no revision of it has the digest "
    )


def test_facts_of_the_world_are_notices_unless_strict(run: Run) -> None:
    source = ("--source", "https://example.org")
    run("add", "act", "--amount", "$10M", "--on", "2023", "--donor", "US", "--stage", "appropriation", *source)
    assert run("verify", "--strict") == (0, "", "")
    run("add", "a", "--amount", "$7M", "--on", "2023", "--donor", "US", "--draws-on", "act", *source)
    run("add", "b", "--amount", "$4M", "--on", "2023", "--donor", "US", "--draws-on", "act")
    item = {"description": "tanks", "amount": "USD 6M"}
    document = {"ref": "c", "donor": "US", "announced_on": "2023", "amount": "USD 11M", "items": [item, item],
                "sources": ["x"]}  # fmt: skip
    run("add", "--from", "-", stdin=json.dumps(document))
    ran = run("verify")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "notice: b: it cites no source",
        "notice: act: overdrawn: what draws on it at the stage of commitment is USD 1,000,000 more than it",
        "notice: c: its line items state USD 1,000,000 more than it",
    ]
    assert run("verify", "--strict").code == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--by-ref",), "--by-ref says how --fingerprint prints"),
        (("--as-recorded-at", "2023-01-01"), "--as-recorded-at says of when a fingerprint is"),
        (("--strict", "--as-recorded-at", "yesterday"), "--as-recorded-at says of when a fingerprint is"),
        (("--expect", "nothing"), "--expect: 'nothing' is no fingerprint of 64 digits, and no file"),
        (("--expect", "wrong"), "wrong:2: this is no ref and digest"),
    ],
)
def test_what_cannot_be_compared_is_told(
    run: Run, seeded: str, home: Path, words: tuple[str, ...], message: str
) -> None:
    (home / "wrong").write_text(f"a\t{'0' * 64}\nb\n")
    ran = run("--db", seeded, "verify", *words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.parametrize("name", ["x" * 300, f"{'-'.join('word' for _ in range(2_000))}\n"])
def test_what_no_file_can_be_called_is_told_in_brief(run: Run, seeded: str, name: str) -> None:
    ran = run("--db", seeded, "verify", "--expect", name)
    assert (ran.code, ran.out) == (2, "")
    first, second = ran.err.splitlines()
    assert first == f"error: --expect: '{name[:60]}...' is no fingerprint of 64 digits, and no file"
    assert (
        second == "hint: give what 'aidledger verify --fingerprint' printed, or the name of a file of it with --by-ref"
    )


def test_the_text_of_a_file_in_the_place_of_its_name_is_told(run: Run, seeded: str) -> None:
    text = run("--db", seeded, "verify", "--fingerprint", "--by-ref").out
    ran = run("--db", seeded, "verify", "--expect", text.rstrip("\n"))
    assert (ran.code, ran.out) == (2, "")
    first, second = ran.err.splitlines()
    assert first.endswith("...' is no fingerprint of 64 digits, and no file")
    assert second.startswith("hint: ")


def test_a_circle_made_behind_the_ledgers_back_is_a_fault(run: Run, home: Path) -> None:
    for ref in ("a", "b"):
        run("--db", "l.db", "add", ref, "--amount", "$5M", "--on", "2023", "--donor", "US", "--source", "x")
    with closing(sqlite3.connect(home / "l.db")) as forger:
        forger.execute("DROP TRIGGER revisions_refuse_update")
        forger.execute("UPDATE revisions SET draws_on_id = 3 - package_id")
        forger.commit()
    out = run("--db", "l.db", "verify").out
    assert "fault: a revision 1: 'a' draws on itself, through b\n" in out


def test_the_public_interface_does_the_same(home: Path) -> None:
    from support import package

    from aidledger.domain.packages import Entry

    with Ledger.open(home / "l.db") as ledger:
        ledger.record_many([Entry(package(ref="one"))])
        with ledger.stream() as revisions:
            assert [revision.ref for revision in revisions] == ["one"]
        assert ledger.fingerprint() != ledger.fingerprint(ledger.get("one").recorded_at.replace(year=2000))
