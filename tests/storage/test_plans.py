"""How the databases answer questions about totals: with indexes, and with none made for one statement alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import event
from support import package

from aidledger.domain.dates import Period
from aidledger.domain.lookback import NOW, AsOf
from aidledger.domain.packages import Entry
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import Dimension, Stage
from aidledger.storage.ledger import Ledger

THEN = AsOf(known_on=date(2023, 9, 1), recorded_at=datetime(2030, 1, 1, tzinfo=UTC))
Statement = tuple[str, Any]


@contextmanager
def listening(ledger: Ledger) -> Iterator[list[Statement]]:
    """The statements that the ledger sends meanwhile."""
    sent: list[Statement] = []

    def hear(*given: Any) -> None:
        _connection, _cursor, statement, parameters, *_ = given
        sent.append((statement, parameters))

    engine = ledger._database._engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def plan(ledger: Ledger, statement: Statement) -> list[str]:
    """The steps by which the database would answer, as it tells them; tables that a statement makes have other names."""
    sql, parameters = statement
    with ledger._database.read() as connection:
        if connection.dialect.name == "sqlite":
            return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)]
        # A small table is read whole whatever its indexes: this asks whether they can be used.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}", parameters)]


def without_index(steps: list[str]) -> list[str]:
    """The steps that read a table of the ledger from its first row to its last, or make an index of it first.

    Line items and citations are indexes themselves on SQLite, which keeps them in the order of their keys.
    """
    scans = re.compile(r"SCAN (revisions|second|older|newer|child|parent|packages)$|AUTOMATIC|Seq Scan")
    return [step for step in steps if scans.search(step)]


QUESTIONS = [
    *((dimension, Period(), Filters(), NOW) for dimension in Dimension),
    (Dimension.MONTH, Period.parse("2023"), Filters(donors=("US",), stages=(Stage.COMMITMENT,)), NOW),
    (Dimension.MONTH, Period(), Filters(), THEN),
    (Dimension.CATEGORY, Period.parse("2023"), Filters(donors=("US",)), THEN),
]


def test_every_totals_statement_uses_an_index(ledger: Ledger) -> None:
    ledger.record_many(Entry(package(ref=f"p{number}", draws_on="p0" if number else None)) for number in range(20))
    for dimension, period, filters, as_of in QUESTIONS:
        with listening(ledger) as sent:
            ledger.totals([dimension], period, filters, as_of)
        asked = [statement for statement in sent if "revisions" in statement[0]]
        assert asked
        for statement in asked:
            assert without_index(plan(ledger, statement)) == [], statement[0]


def test_a_scan_is_noticed(ledger: Ledger) -> None:
    with ledger._database.read() as connection:
        sqlite = connection.dialect.name == "sqlite"
    found = plan(ledger, ("SELECT author FROM revisions", () if sqlite else {}))
    assert without_index(found)
