"""Rows that an import left out, as CSV files for whoever repairs them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from aidledger.domain.bad_rows import BadRow
from aidledger.reports.replacing import replacing
from aidledger.reports.tables import comma_separated

_FIGURES: Final = frozenset({"amount", "quantity", "item_amount", "item_quantity"})


def put_aside(rows: Iterable[BadRow], path: Path) -> list[Path]:
    """Write `rows` to `path`, those of items and sources beside it (`bad-items.csv`), and tell which files were made.

    Their headings are the names of fields; the first column says what is wrong, and where the row came from. What was
    repaired can be imported as it is: that column is not read. Raises `AidledgerError` for what cannot be written.
    """
    tables: dict[str, list[BadRow]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append(row)
    written = []
    for table, its_rows in tables.items():
        part = path if table == "packages" else path.with_stem(f"{path.stem}-{table}")
        fields = list(dict.fromkeys(name for row in its_rows for name in row.cells))
        cells = ([row.problem or row.place, *(row.cells.get(name, "") for name in fields)] for row in its_rows)
        text = comma_separated(["problem", *fields], cells, figures=_FIGURES)
        with replacing(part) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
        written.append(part)
    return written
