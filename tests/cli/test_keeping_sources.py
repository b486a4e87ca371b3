"""Keeping copies of sources: `--keep`, `show --sources`, `db source`, and what `verify` and `db backup` make of them."""

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import Ran, Run
from support import Fresh

PAGE = b"<p>up to $250M</p>\n\xff"
DIGEST = hashlib.sha256(PAGE).hexdigest()
OTHER = hashlib.sha256(b"a report").hexdigest()
ADD = ("add", "one", "--amount", "USD 250M", "--on", "2023-08-29", "--donor", "US")
URL = "https://www.example.org/page"


@pytest.fixture(autouse=True)
def files(home: Path) -> None:
    (home / "page.html").write_bytes(PAGE)
    (home / "report.pdf").write_bytes(b"a report")


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest) -> Iterator[str]:
    """What `--db` names: a file in the folder that the program is started in, or a server's database."""
    if request.param == "sqlite":
        yield "ledger.db"
        return
    fresh: Fresh = request.getfixturevalue("fresh_postgresql")
    with fresh() as url:
        yield url


def place(home: Path, db: str, sha256: str = DIGEST) -> str:
    """Where the copy is said to be."""
    return "in the database" if "://" in db else str((home / "ledger.db.sources" / sha256).resolve())


def documents(home: Path, *packages: str) -> str:
    """A file of packages that each cite the sources given."""
    tables = (
        f'[[packages]]\nref = "p{number}"\ndonor = "US"\nannounced_on = "2023-08-29"\namount = "USD {number + 1}M"\n'
        f"sources = {sources}\n"
        for number, sources in enumerate(packages)
    )
    (home / "packages.toml").write_text("\n".join(tables), encoding="utf-8")
    return "packages.toml"


def cited(run: Run, ref: str, *, db: str = "ledger.db") -> list[str | None]:
    """The digests that the sources of a package state."""
    return [one["sha256"] for one in json.loads(run("--db", db, "show", ref, "--sources", "--format", "json").out)]


def test_a_page_is_kept_shown_handed_out_and_verified(run: Run, home: Path, db: str) -> None:
    ran = run("--db", db, *ADD, "--source", URL, "--keep", "page.html")
    assert ran.code == 0, ran.err
    assert f"SHA-256 of a copy: {DIGEST}" in ran.out
    (home / "page.html").unlink()
    shown = run("--db", db, "show", "one", "--sources")
    assert shown == Ran(
        0,
        f"Source 1: {URL}\n  Kept copy: {place(home, db)}, {len(PAGE)} bytes\n  SHA-256: {DIGEST}\n",
        "\n'aidledger db source SHA256 FILE' writes a kept copy to a file\n",
    )
    assert run("--db", db, "verify", "--strict") == Ran(0, "", "")
    assert run("--db", db, "db", "source", DIGEST, "again.html") == Ran(0, "", "wrote again.html\n")
    assert (home / "again.html").read_bytes() == PAGE
    assert run("--db", db, "db", "source", f" {DIGEST.upper()}", "report.pdf").code == 0
    assert (home / "report.pdf").read_bytes() == PAGE


def test_sources_are_shown_in_every_form(run: Run, home: Path) -> None:
    source = (
        '{publisher = "DoD", title = "=Fact | sheet", url = "https://example.org/a", published_on = "2023-08-30", '
        'locator = "p. 1"}'
    )
    run(
        "--db",
        "ledger.db",
        "add",
        "--from",
        documents(home, f'[{source}, "a report", {{title = "b", sha256 = "{OTHER}"}}]'),
    )
    run("--db", "ledger.db", "revise", "p0", "--keep", "report.pdf", "--reason", "it is at hand")
    copies = place(home, "ledger.db", OTHER)
    show = ("--db", "ledger.db", "show", "p0", "--sources")
    assert run(*show).out.splitlines() == [
        "Source 1: DoD, =Fact | sheet", "  Published on: 2023-08-30", "  URL: https://example.org/a", "  Locator: p. 1",
        "",
        "Source 2: a report",
        "",
        "Source 3: b", f"  Kept copy: {copies}, 8 bytes", f"  SHA-256: {OTHER}",
    ]  # fmt: skip
    absent = {"publisher": None, "title": None, "url": None, "published_on": None, "sha256": None, "locator": None}
    assert json.loads(run(*show, "--format", "json").out) == [
        {"publisher": "DoD", "title": "=Fact | sheet", "url": "https://example.org/a", "published_on": "2023-08-30",
         "sha256": None, "locator": "p. 1", "kept_copy": None},
        absent | {"title": "a report", "kept_copy": None},
        absent | {"title": "b", "sha256": OTHER, "kept_copy": {"place": copies, "bytes": 8, "missing": False}},
    ]  # fmt: skip
    headings = ["No.", "Publisher", "Title", "Published on", "URL", "Locator", "Kept copy", "SHA-256", "Bytes"]
    assert list(csv.reader(io.StringIO(run(*show, "--format", "csv").out))) == [
        headings,
        ["1", "DoD", "'=Fact | sheet", "2023-08-30", "https://example.org/a", "p. 1", "", "", ""],
        ["2", "", "a report", "", "", "", "", "", ""],
        ["3", "", "b", "", "", "", copies, OTHER, "8"],
    ]
    table = run(*show, "--format", "md").out.splitlines()
    assert table[0] == f"| {' | '.join(headings)} |"
    assert table[2] == "| 1 | DoD | =Fact \\| sheet | 2023-08-30 | https://example.org/a | p. 1 |  |  |  |"
    assert len(table) == 5


def test_what_has_no_source_says_so(run: Run) -> None:
    run("--db", "ledger.db", *ADD)
    assert run("--db", "ledger.db", "show", "one", "--sources") == Ran(0, "unsourced\n", "")
    assert json.loads(run("--db", "ledger.db", "show", "one", "--sources", "--format", "json").out) == []


def test_sources_are_shown_as_they_were(run: Run) -> None:
    run("--db", "ledger.db", *ADD, "--source", "a page")
    run("--db", "ledger.db", "revise", "one", "--keep", "page.html", "--reason", "it is at hand")
    assert cited(run, "one") == [DIGEST]
    then = run("--db", "ledger.db", "show", "one", "--sources", "--as-known-on", "2023-08-29")
    assert then == Ran(0, "Source 1: a page\n", "")


def test_copies_of_several_sources_are_given_in_their_order(run: Run) -> None:
    sources = ("--source", "a page", "--source", "a report")
    ran = run("--db", "ledger.db", *ADD, *sources, "--keep", "page.html")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(
        "error: 2 different sources are cited, and the file could be a copy of any of them\nhint: "
    )
    assert run("--db", "ledger.db", *ADD, *sources, "--keep", "page.html", "--keep", "report.pdf").code == 0
    assert cited(run, "one") == [DIGEST, OTHER]


def test_what_is_recorded_takes_copies_later_from_its_own_sources_or_from_new_ones(run: Run, db: str) -> None:
    run("--db", db, *ADD, "--source", "a page", "--source", "a report")
    revise = ("--db", db, "revise", "one", "--reason", "it is at hand")
    ran = run(*revise, "--keep", "page.html", "--keep", "report.pdf")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[1:] == [
        f"  sources 1: a page -> a page, {DIGEST}", f"  sources 2: a report -> a report, {OTHER}",
    ]  # fmt: skip
    assert run(*revise, "--keep", "page.html", "--keep", "report.pdf").out.startswith("'one' says so already")
    ran = run(*revise, "--keep", "report.pdf", "--keep", "page.html")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: 'a page' states another kept copy")
    assert run(*revise, "--source", "a new page", "--keep", "report.pdf").code == 0
    assert cited(run, "one", db=db) == [OTHER]
    assert run("--db", db, "verify", "--strict") == Ran(0, "", "")


def test_a_published_total_has_its_source_kept(run: Run) -> None:
    total = (
        "add",
        "sum",
        "--published-total",
        "USD 43.1B",
        "--on",
        "2023-08-29",
        "--donor",
        "US",
        "--source",
        "a page",
    )
    assert run("--db", "ledger.db", *total).code == 0
    assert run("--db", "ledger.db", "revise", "sum", "--keep", "page.html", "--reason", "it is at hand").code == 0
    assert cited(run, "sum") == [DIGEST]


@pytest.mark.parametrize("command", ["add", "import"])
def test_a_document_has_the_one_source_kept_that_its_packages_cite(run: Run, home: Path, command: str) -> None:
    document = documents(home, '["the statement"]', '["the statement"]', '["its own", "the statement"]')
    words = ("import", document) if command == "import" else ("add", "--from", document)
    ran = run("--db", "ledger.db", *words, "--keep", "page.html")
    assert ran.code == 0, ran.err
    assert [cited(run, ref) for ref in ("p0", "p1", "p2")] == [[DIGEST], [DIGEST], [None, DIGEST]]
    assert run("--db", "ledger.db", *words, "--keep", "page.html").code == 0, "there already"
    assert [entry.name for entry in (home / "ledger.db.sources").iterdir()] == [DIGEST]


def test_a_document_that_states_the_digest_has_that_source_kept(run: Run, home: Path) -> None:
    document = documents(home, f'["another", {{title = "the statement", sha256 = "{DIGEST}"}}]')
    assert run("--db", "ledger.db", "add", "--from", document, "--keep", "page.html").code == 0
    assert cited(run, "p0") == [None, DIGEST]
    assert run("--db", "ledger.db", "verify", "--strict").code == 0


def test_a_whole_document_that_revises_has_its_source_kept(run: Run, home: Path) -> None:
    document = documents(home, '["the statement"]')
    run("--db", "ledger.db", "add", "--from", document)
    words = ("revise", "p0", "--from", document, "--keep", "page.html", "--reason", "it is at hand")
    assert run("--db", "ledger.db", *words).code == 0
    assert cited(run, "p0") == [DIGEST]


def test_a_dry_run_keeps_nothing(run: Run, home: Path) -> None:
    ran = run("--db", "ledger.db", "import", documents(home, '["the statement"]'), "--keep", "page.html", "--dry-run")
    assert ran.code == 0, ran.err
    assert not (home / "ledger.db.sources").exists()


def test_a_copy_that_is_kept_later_is_no_second_package(run: Run, home: Path) -> None:
    words = ("--db", "ledger.db", "add", *ADD[2:], "--source", "a page")
    run(*words)
    ran = run(*words, "--keep", "page.html")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.splitlines() == [
        "error: 'us-2023-08-29' states the same already, but for the kept copies of its sources",
        "hint: add them with 'aidledger revise us-2023-08-29 --keep FILE', or record another package with --new",
    ]
    run("--db", "ledger.db", "revise", "us-2023-08-29", "--keep", "page.html", "--reason", "it is at hand")
    assert run(*words).out == "already recorded as us-2023-08-29 (revision 1); nothing was changed\n"
    assert run(*words, "--keep", "page.html").out.startswith("already recorded as us-2023-08-29 (revision 2)")


def test_a_lost_copy_ends_verify_with_3_and_an_unknown_one_does_not(run: Run, home: Path) -> None:
    run("--db", "ledger.db", *ADD, "--source", "a page", "--keep", "page.html")
    run("--db", "ledger.db", "export", "ledger.jsonl")
    copy = home / "ledger.db.sources" / DIGEST
    copy.chmod(0o600)
    copy.write_bytes(b"forged")
    where = place(home, "ledger.db")
    message = "fault: source a page: its kept copy {} ({}); cited by one\n"
    assert run("--db", "ledger.db", "verify") == Ran(3, message.format("was altered", where), "")
    ran = run("--db", "ledger.db", "db", "source", DIGEST, "again.html")
    assert (ran.code, ran.err.splitlines()[0]) == (1, f"error: the kept copy {DIGEST} was altered")
    assert not (home / "again.html").exists()
    shutil.rmtree(copy.parent)
    assert run("--db", "ledger.db", "verify") == Ran(3, message.format("is missing", where), "")
    assert f"  Kept copy: missing ({where})\n" in run("--db", "ledger.db", "show", "one", "--sources").out
    (shown,) = json.loads(run("--db", "ledger.db", "show", "one", "--sources", "--format", "json").out)
    assert shown["kept_copy"] == {"place": where, "bytes": None, "missing": True}
    run("--db", "again.db", "import", "ledger.jsonl")
    notice = "notice: source a page: no copy of it is kept, and it states the SHA-256 of one; cited by one\n"
    assert run("--db", "again.db", "verify") == Ran(0, notice, "")
    assert run("--db", "again.db", "verify", "--strict").code == 3
    assert "  Kept copy: none is kept\n" in run("--db", "again.db", "show", "one", "--sources").out
    run("--db", "again.db", "revise", "one", "--keep", "page.html", "--reason", "it is at hand")
    assert run("--db", "again.db", "verify", "--strict") == Ran(0, "", "")


def test_a_backup_carries_the_copies(run: Run, home: Path, db: str) -> None:
    run("--db", db, *ADD, "--source", "a page", "--keep", "page.html")
    ran = run("--db", db, "db", "backup", "copy.db")
    assert ran == Ran(0, "", "copied to copy.db, and 1 kept copy to copy.db.sources\n")
    assert (home / "copy.db.sources" / DIGEST).read_bytes() == PAGE
    assert run("--db", "copy.db", "verify", "--strict") == Ran(0, "", "")
    (home / "copy.db").unlink()
    ran = run("--db", db, "db", "backup", "copy.db")
    assert (ran.code, (home / "copy.db").exists()) == (5, False)
    assert ran.err.startswith("error: there is something at ")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ((*ADD, "--source", "a page", "--keep", "absent.html"), 4, "there is no file absent.html"),
        ((*ADD, "--source", "a page", "--keep", "."), 1, "cannot read .: Is a directory"),
        ((*ADD, "--source", "a page", "--keep", "large.bin"), 2, "large.bin has more than 50 MiB, and no larger copy"),
        ((*ADD, "--keep", "page.html"), 2, "a copy is kept of a source, and none is cited"),
        ((*ADD, "--source", "a page", "--keep", "page.html", "--keep", "report.pdf"), 2, "every source that is cited"),
        (("revise", "two", "--keep", "page.html", "--reason", "x"), 4, "there is no package 'two'"),
        (
            ("revise", "bare", "--keep", "page.html", "--reason", "x"),
            2,
            "a copy is kept of a source, and none is cited",
        ),
        (
            ("revise", "bare", "--keep", "page.html", "--reason", "x", "--known-on", "2020-01-01"),
            2,
            "nothing was known",
        ),
        (("show", "two", "--sources"), 4, "there is no package 'two'"),
        (("db", "source", DIGEST, "out.html"), 4, f"no copy is kept with the SHA-256 '{DIGEST}'"),
        (("db", "source", "x", "out.html"), 4, "no copy is kept with the SHA-256 'x'"),
    ],
)
def test_what_cannot_be_kept_or_found_is_told(
    run: Run, home: Path, words: tuple[str, ...], code: int, message: str
) -> None:
    with (home / "large.bin").open("wb") as file:
        file.truncate(51 * 2**20)
    run("--db", "ledger.db", "add", "bare", *ADD[2:])
    before = run("--db", "ledger.db", "verify", "--fingerprint").out
    ran = run("--db", "ledger.db", *words)
    assert (ran.code, ran.out) == (code, "")
    error, *others = ran.err.splitlines()
    assert error.startswith(f"error: {message}")
    assert any(line.startswith("hint: ") for line in others)
    assert run("--db", "ledger.db", "verify", "--fingerprint").out == before
    assert not (home / "out.html").exists()
