"""How long an import takes, against what others take to bring the same CSV files into an SQLite database.

`python benchmarks/importing.py [20000,200000]`. The files hold generated packages, their items and their sources, in
three tables; rows a second count all three. The `sqlite3` program imports them as text and then makes typed tables and
indexes of them; sqlite-utils and pandas load them into tables as they are. Only aidledger validates, makes up refs,
and computes digests.
"""

import csv
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from generate import packages
from run import AIDLEDGER, BIN, Contender, judge, measure

from aidledger.domain.packages import Package
from aidledger.domain.quantities import Quantity

PACKAGES = ("ref", "title", "donor", "recipient", "stage", "aid_type", "instrument", "announced_on", "amount",
            "currency", "bound", "note")  # fmt: skip
ITEMS = ("ref", "description", "category", "quantity", "unit", "quantity_bound")
SOURCES = ("ref", "publisher", "title", "url", "locator")

NORMALISED = """
CREATE TABLE package (id INTEGER PRIMARY KEY, ref TEXT UNIQUE, title TEXT, donor TEXT, recipient TEXT, stage TEXT,
  aid_type TEXT, instrument TEXT, announced_on TEXT, month TEXT, amount_minor INTEGER, currency TEXT, bound TEXT,
  note TEXT);
INSERT INTO package SELECT NULL, ref, title, donor, recipient, stage, aid_type, instrument, announced_on,
  substr(announced_on, 1, 7), CAST(round(amount * 100) AS INTEGER), currency, bound, note FROM packages;
CREATE TABLE item (package_id INTEGER, position INTEGER, description TEXT, category TEXT, milli INTEGER, unit TEXT,
  bound TEXT);
INSERT INTO item SELECT package.id, items.rowid, description, category, CAST(quantity * 1000 AS INTEGER), unit,
  quantity_bound FROM items JOIN package USING (ref);
CREATE TABLE source (id INTEGER PRIMARY KEY, publisher TEXT, title TEXT, url TEXT);
INSERT INTO source SELECT DISTINCT NULL, publisher, title, url FROM sources;
CREATE TABLE citation (package_id INTEGER, source_id INTEGER, locator TEXT);
INSERT INTO citation SELECT package.id, source.id, locator FROM sources
  JOIN package USING (ref) JOIN source ON source.url = sources.url AND source.title = sources.title;
CREATE INDEX item_package ON item (package_id);
CREATE INDEX package_month ON package (month, donor, stage, currency);
CREATE INDEX citation_package ON citation (package_id);
DROP TABLE packages; DROP TABLE items; DROP TABLE sources;
"""
PANDAS = """
import sqlite3, sys, pandas
with sqlite3.connect(sys.argv[1]) as database:
    for path in sys.argv[2:]:
        pandas.read_csv(path).to_sql(path.rpartition("-")[2], database, if_exists="replace", index=False)
"""


def write(folder: Path, count: int) -> tuple[list[Path], int]:
    """The three files of `count` generated packages, and how many rows they have."""
    paths = [folder / f"{count}-{name}.csv" for name in ("packages", "items", "sources")]
    rows = 0
    with ExitStack() as stack:
        writers = [csv.writer(stack.enter_context(path.open("w", newline=""))) for path in paths]
        for writer, headings in zip(writers, (PACKAGES, ITEMS, SOURCES), strict=True):
            writer.writerow(headings)
        stated = (entry.package for entry in packages(count) if not entry.reason)
        for number, package in enumerate(stated):
            for writer, found in zip(writers, _rows(package, package.ref or f"unnamed-{number}"), strict=True):
                writer.writerows(found)
                rows += len(found)
    return paths, rows


def _rows(package: Package, ref: str) -> Iterator[list[Sequence[object]]]:
    amount = package.amount
    figures = (amount.value, amount.currency, amount.bound.value) if amount else ("", "", "")
    yield [(ref, package.title, package.donor, package.recipient, package.stage.value, package.aid_type.value,
            package.instrument, package.announced_on, *figures, package.note)]  # fmt: skip
    yield [
        (ref, item.description, item.category and item.category.value, *_counted(item.quantity))
        for item in package.items
    ]
    yield [(ref, one.publisher, one.title, one.url, one.locator) for one in package.sources]


def _counted(quantity: Quantity | None) -> tuple[str, str, str]:
    return (f"{quantity.number:f}", quantity.unit, quantity.bound.value) if quantity else ("", "", "")


def contenders(folder: Path, files: Sequence[Path]) -> list[Contender]:
    """Each brings the files into a database of its own, made anew."""
    names = list(map(str, files))
    database = {name: str(folder / f"{name}.db") for name in ("aidledger", "sqlite3", "sqlite-utils", "pandas")}
    script = folder / "normalise.sql"
    imports = "\n".join(f".import '{path}' {path.stem.rpartition('-')[2]}" for path in files)
    script.write_text(f".mode csv\n{imports}\nBEGIN;\n{NORMALISED}\nCOMMIT;\n")
    anew, all_files = f"rm -f {folder}/*.db", " ".join(names)
    utils = " && ".join(
        f"{BIN}/sqlite-utils insert {database['sqlite-utils']} {path.stem.rpartition('-')[2]} {path} --csv"
        for path in files
    )
    commands = {
        "aidledger import": f"{AIDLEDGER} --quiet --db {database['aidledger']} import {all_files}",
        "sqlite3, normalised": f"sqlite3 {database['sqlite3']} < {script}",
        "sqlite-utils insert": utils,
        "pandas.to_sql": f"{sys.executable} -c '{PANDAS}' {database['pandas']} {all_files}",
    }
    needs = {"sqlite3, normalised": ["sqlite3"], "sqlite-utils insert": ["sqlite_utils"], "pandas.to_sql": ["pandas"]}
    return [
        Contender(name, ["sh", "-c", f"{anew}; {command}"], needs.get(name, ())) for name, command in commands.items()
    ]


def main(sizes: Sequence[int]) -> None:
    """Measure every size, and hold the figures against the aims."""
    took: dict[int, dict[str, float]] = {}
    for count in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            files, rows = write(folder, count)
            measured = measure(contenders(folder, files), rounds=3 if count < 100_000 else 1)
            print(f"\n## {count:,} packages, {rows:,} rows")
            print(f"{'':24}{'processor':>11}{'rows/s':>10}{'MiB':>7}{'x sqlite3':>11}")
            base = measured["sqlite3, normalised"].processor if "sqlite3, normalised" in measured else float("nan")
            for contender, figures in measured.items():
                print(f"{contender:24}{figures.processor:11.2f}{rows / figures.processor:10,.0f}{figures.memory:7.0f}"
                      f"{figures.processor / base:10.1f}x")  # fmt: skip
            took[count] = {contender: figures.processor for contender, figures in measured.items()}
            ours = took[count]["aidledger import"]
            judge("times the sqlite3 program", ours / base, 4, "x")
            if "sqlite-utils insert" in measured:
                judge("faster than sqlite-utils", took[count]["sqlite-utils insert"] / ours, 4, "x", at_least=True)
            judge("memory", measured["aidledger import"].memory, 128, " MiB")
    if len(sizes) == 2:
        first, last = (took[count]["aidledger import"] for count in sizes)
        judge(f"{sizes[1]:,} against {sizes[0]:,}", last / first, 1.05 * sizes[1] / sizes[0], "x")


if __name__ == "__main__":
    main([int(size) for size in (sys.argv[1] if len(sys.argv) > 1 else "20000,200000").split(",")])
