"""The program on PostgreSQL: the same commands, the same answers."""

import json

from program import SEEDS, Run
from support import Fresh, raw


def test_a_database_is_made_into_a_ledger_by_upgrade_alone(run: Run, fresh_postgresql_database: Fresh) -> None:
    words = ("add", "--amount", "$5", "--on", "2023", "--donor", "US")
    with fresh_postgresql_database() as url:
        ran = run("--db", url, *words)
        assert ran.code == 4
        assert ran.err.endswith("hint: make one with 'aidledger db upgrade', or check --db\n")
        assert run("--db", url, "db", "upgrade").code == 0
        assert run("--db", url, *words).code == 0


def test_the_seeds_add_up_to_the_same(run: Run, seeded: str, fresh_postgresql: Fresh) -> None:
    with fresh_postgresql() as url:
        assert run("--db", url, "import", *map(str, sorted(SEEDS.glob("*.toml")))).out.startswith(
            "154 recorded, 1 revised,"
        )
        for words in (
            ("totals", "--by", "month,instrument", "--format", "json"),
            ("totals", "FY2024", "--by", "fiscal-quarter,aid-type,currency", "--format", "csv"),
            ("totals", "2022-02..2022-03", "--by", "stage,donor"),
            ("list", "--text", "Javelin", "--format", "json"),
            ("show", "us-pda-2022-11-10"),
            ("verify",),
        ):
            there, here = run("--db", url, *words), run("--db", seeded, *words)
            assert there == here, words
        assert json.loads(run("--db", url, "history", "us-pda-2022-11-10", "--format", "json").out)[0]["number"] == 1


def test_roles_are_let_in_by_name(run: Run, fresh_postgresql: Fresh) -> None:
    with fresh_postgresql() as url, raw(url) as opened:
        assert run("--db", url, "db", "grant").err.startswith("error: no role was named\nhint: ")
        ran = run("--db", url, "db", "grant", "--writer", "cli_writer", "--reader", "cli_reader")
        again = run("--db", url, "db", "grant", "--reader", "cli_reader")
        opened.rows("DROP OWNED BY cli_writer, cli_reader")
        opened.rows("DROP ROLE cli_writer, cli_reader")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines() == [
        "cli_writer, a role that was created, without a password: may record and read",
        "cli_reader, a role that was created, without a password: may read",
    ]
    assert again.err == "cli_reader: may read\n"
    assert run("db", "grant", "--reader", "me").err.startswith("error: an SQLite file has no roles\nhint: ")
