"""Packages that nobody announced, for measuring: the same ones every time, marked as generated in title, tag, source.

`python benchmarks/generate.py COUNT FOLDER` writes them as `ledger.db`, for pandas and duckdb as `packages.csv`, for
hledger and ledger as `packages.journal`, for bean-query as `packages.beancount`, and prints the seconds of processor
time that each thousand took to record.
"""

import csv
import random
import sys
import time
from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from aidledger import Ledger, Package
from aidledger.domain.bounds import Bound
from aidledger.domain.packages import Entry
from aidledger.domain.vocabulary import Category, Stage

CHUNK = 1_000
"""Packages that one call of `record_many` takes."""

FIRST_DAY = date(2022, 1, 1)
DAYS = (date(2025, 12, 31) - FIRST_DAY).days + 1
DONORS = (
    "US", "GB", "DE", "FR", "PL", "NO", "SE", "DK", "FI", "NL", "BE", "LU", "ES", "PT", "IT", "GR", "CZ", "SK", "SI",
    "HR", "HU", "RO", "BG", "EE", "LV", "LT", "IE", "AT", "CH", "IS", "CA", "AU", "NZ", "JP", "KR", "TR", "AL", "ME",
    "MK", "EU", "DK+NO+SE", "EE+LV+LT",
)  # fmt: skip
STAGES = {Stage.REQUEST: 2, Stage.PLEDGE: 8, Stage.APPROPRIATION: 10, Stage.COMMITMENT: 60, Stage.DELIVERY: 20}
CURRENCIES = {"US": "USD", "GB": "GBP", "NO": "NOK", "SE": "SEK", "DK": "DKK", "PL": "PLN", "CA": "CAD", "JP": "JPY"}
"""What a donor mostly states; all others state euros."""
INSTRUMENTS = {"PDA": 30, "USAI": 15, "FMF": 5, "EPF": 10, "grant": 10, "loan": 5, None: 25}
BOUNDS = {Bound.EXACT: 70, Bound.ABOUT: 12, Bound.AT_MOST: 10, Bound.AT_LEAST: 8}
ITEMS = (
    "155mm artillery ammunition", "small arms ammunition", "HIMARS munitions", "Javelin anti-armor systems",
    "air defense missiles", "mine-clearing equipment", "armored ambulances", "tactical vehicles", "patrol boats",
    "field hospitals", "spare parts, services, training and transportation", "demolition munitions",
)  # fmt: skip
UNITS = ("units", "rounds", "systems", "vehicles")
SOURCE = {"publisher": "aidledger", "title": "generated data", "url": "https://example.org/generated"}


def packages(count: int) -> Iterator[Entry]:
    """`count` packages with 0 to 12 items each, announced in 2022 to 2025; every second one leaves its ref open.

    One in twenty states no amount; one in ten draws on a recent one of an earlier stage or of its own; of those with a
    ref one in ten is corrected at once, and its revision follows it.
    """
    chance = random.Random(count)
    recent: deque[tuple[str, Stage]] = deque(maxlen=1_000)
    for number in range(count):
        stage: Stage = _pick(chance, STAGES)
        donor = chance.choice(DONORS) if chance.random() < 0.7 else "US"
        ref = f"generated-{number}" if number % 2 == 0 else None
        parent = chance.choice(recent) if recent and chance.random() < 0.12 else None
        document = {
            "ref": ref,
            "title": f"generated package {number}",
            "donor": donor,
            "stage": stage,
            "instrument": _pick(chance, INSTRUMENTS),
            "announced_on": _announced_on(chance),
            "amount": _amount(chance, donor) if chance.random() < 0.95 else None,
            "items": [_item(chance) for _ in range(chance.randint(0, 12))],
            "sources": [SOURCE | {"locator": f"package {number}"}],
            "draws_on": parent[0] if parent and parent[1].rank <= stage.rank else None,
            "tags": ["generated"],
        }
        if ref:
            recent.append((ref, stage))
        package = Package.model_validate(document)
        yield Entry(package)
        if ref and chance.random() < 0.1:
            yield Entry(package.revised({"note": "Read again."}), reason="a correction")


def _pick(chance: random.Random, weights: dict[Any, int]) -> Any:
    return chance.choices(list(weights), weights=list(weights.values()))[0]


def _announced_on(chance: random.Random) -> str:
    """Mostly a day; one in fifty a month, one in two hundred a year."""
    text = (FIRST_DAY + timedelta(days=chance.randrange(DAYS))).isoformat()
    luck = chance.random()
    return text[:4] if luck < 0.005 else text[:7] if luck < 0.025 else text


def _amount(chance: random.Random, donor: str) -> dict[str, Any]:
    """From 100,000 to 9,900,000,000, of two digits, as announced; one in fifty in dollars, whoever gives."""
    currency = CURRENCIES.get(donor, "EUR") if chance.random() < 0.98 else "USD"
    value = chance.randint(10, 99) * 10 ** chance.randint(4, 8)
    return {"value": value, "currency": currency, "bound": _pick(chance, BOUNDS)}


def _item(chance: random.Random) -> dict[str, Any]:
    quantity = {"number": chance.randint(1, 5_000), "unit": chance.choice(UNITS), "bound": _pick(chance, BOUNDS)}
    return {
        "description": chance.choice(ITEMS),
        "category": chance.choice(list(Category)),
        "quantity": quantity if chance.random() < 0.7 else None,
    }


def record(path: Path, count: int) -> list[float]:
    """Record the packages in a new ledger at `path`; the seconds of processor time that each `CHUNK` of them took."""
    seconds = []
    source = packages(count)
    with Ledger.open(path, author="generated") as ledger:
        while chunk := list(islice(source, CHUNK)):
            start = time.process_time()
            ledger.record_many(chunk)
            seconds.append(time.process_time() - start)
    return seconds


def _said_last(count: int) -> Iterator[Package]:
    """The packages as a plain table has them, which keeps no history."""
    return (entry.package for entry in packages(count) if not entry.reason)


def write_csv(path: Path, count: int) -> None:
    """One row a package; amounts in minor units, empty where none is stated."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["month", "donor", "stage", "currency", "amount_minor"])
        for package in _said_last(count):
            amount = package.amount and (package.amount.currency, package.amount.minor)
            month = package.announced_on.groups["month"]
            writer.writerow([month, package.donor, package.stage.value, *(amount or ("", ""))])


def write_journal(path: Path, count: int) -> None:
    """One transaction a package, to the account `stage:donor`; it needs a day, so the first that may be meant."""
    with path.open("w", encoding="utf-8") as file:
        for package in _said_last(count):
            amount = f"{package.amount.value:f} {package.amount.currency}" if package.amount else "0"
            file.write(f"{package.announced_on.first_day} {package.title}\n")
            file.write(f"    {package.stage}:{package.donor}  {amount}\n    given\n\n")


def write_beancount(path: Path, count: int) -> None:
    """The same for bean-query, whose accounts have capital letters and no plus sign."""
    with path.open("w", encoding="utf-8") as file:
        accounts = {_account(package) for package in _said_last(count)}
        file.writelines(f"1970-01-01 open {account}\n" for account in sorted({*accounts, "Equity:Given"}))
        for package in _said_last(count):
            amount = f"{package.amount.value:f} {package.amount.currency}" if package.amount else "0 USD"
            file.write(f'{package.announced_on.first_day} * "{package.title}"\n')
            file.write(f"  {_account(package)}  {amount}\n  Equity:Given\n\n")


def _account(package: Package) -> str:
    return f"Assets:{package.stage.capitalize()}:{package.donor.replace('+', '-')}"


if __name__ == "__main__":
    number, folder = int(sys.argv[1]), Path(sys.argv[2])
    print(*record(folder / "ledger.db", number), sep="\n")
    if "--ledger-only" not in sys.argv:
        write_csv(folder / "packages.csv", number)
        write_journal(folder / "packages.journal", number)
        if number <= 200_000:
            write_beancount(folder / "packages.beancount", number)
