"""aidledger: the ledger of military-aid packages.

A map of the house, from the words of the field outwards:

    errors      every error that a user may meet, as one tree
    domain      what a package, an amount, a period is: pure, immutable models
    storage     the database: an append-only ledger on SQLite or PostgreSQL
    intake      documents that people write (TOML, JSON, CSV), read into packages
    reports     what people read: tables for the terminal; reports as workbook, page, memo, CSV, JSON
    cli         the `aidledger` command, which joins them

Data flows one way: intake -> domain -> storage -> domain -> reports. From Python:

    from aidledger import Ledger, intake, reports

    with Ledger.open("ledger.db") as ledger:
        ledger.record_many(intake.read("packages.toml"))
        print(ledger.totals([Dimension.MONTH]))
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aidledger.domain.dates import Period as Period
    from aidledger.domain.lookback import AsOf as AsOf
    from aidledger.domain.packages import Package as Package
    from aidledger.domain.published import PublishedTotal as PublishedTotal
    from aidledger.domain.totals import Filters as Filters
    from aidledger.domain.vocabulary import Dimension as Dimension
    from aidledger.storage.ledger import Ledger as Ledger

__version__ = "0.1.0"

_HOMES = {
    "Ledger": "aidledger.storage.ledger",
    "AsOf": "aidledger.domain.lookback",
    "Package": "aidledger.domain.packages",
    "Period": "aidledger.domain.dates",
    "PublishedTotal": "aidledger.domain.published",
    "Dimension": "aidledger.domain.vocabulary",
    "Filters": "aidledger.domain.totals",
}
__all__ = ["AsOf", "Dimension", "Filters", "Ledger", "Package", "Period", "PublishedTotal", "__version__"]


def __getattr__(name: str) -> object:
    """Import the public names when they are asked for, so that `aidledger --help` need not wait for the database."""
    if name not in _HOMES:
        raise AttributeError(f"module 'aidledger' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
