"""The program on PostgreSQL: the same commands, the same answers."""

import json

from program import SEEDS, Run
from support import Fresh


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
        assert run("--db", url, "import", *map(str, sorted(SEEDS.glob("*.toml")))).out.startswith("137 recorded")
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
