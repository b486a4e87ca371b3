"""Packages as three CSV files that `aidledger import` reads again: themselves, their items, their sources."""

import csv
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Final

from aidledger.domain.amounts import Amount
from aidledger.domain.packages import Package
from aidledger.domain.report import PartName
from aidledger.domain.revisions import Revision, document
from aidledger.domain.text import spreadsheet_safe
from aidledger.reports.description.records import Tell
from aidledger.reports.replacing import opened_anew

PARTS: Final = (PartName.PACKAGES, PartName.ITEMS, PartName.SOURCES)
"""What a report has to have for it."""

_PACKAGES: Final = (
    "ref", "title", "donor", "recipient", "stage", "aid_type", "instrument", "announced_on", "amount", "currency",
    "bound", "draws_on", "tags", "note", "known_on", "status", "duplicate_of",
)  # fmt: skip
_ITEMS: Final = (
    "ref", "description", "category", "quantity", "unit", "quantity_bound", "amount", "currency", "amount_bound",
)  # fmt: skip
_SOURCES: Final = ("ref", "publisher", "title", "url", "published_on", "sha256", "locator")
_FIGURES: Final = frozenset({"amount", "quantity"})


def write_tables(revisions: Iterable[Revision], path: Path, *, tell: Tell | None = None) -> list[Path]:
    """Write the packages of `revisions` at `path`, with `-items` and `-sources` beside it, and tell which files.

    Each file replaces an older one whole or not at all. Raises `AidledgerError` for what cannot be written.
    """
    tables = {
        path: _PACKAGES,
        path.with_stem(f"{path.stem}-items"): _ITEMS,
        path.with_stem(f"{path.stem}-sources"): _SOURCES,
    }
    with ExitStack() as replaced, ExitStack() as opened:
        writers = []
        for part, headings in tables.items():
            file = opened_anew(part, replaced, opened)
            writers.append(csv.DictWriter(file, headings, restval="", lineterminator="\n"))
            writers[-1].writeheader()
        for revision in revisions:
            for writer, rows in zip(writers, _rows(revision.package), strict=True):
                writer.writerows(map(_safe, rows))
            if tell:
                tell(1)
    return list(tables)


def _rows(package: Package) -> tuple[Iterable[dict[str, str]], ...]:
    """What stands of a package in each of the files."""
    ref = {"ref": str(package.ref)}
    stated = _texts(document(package), _PACKAGES) | {"tags": " ".join(package.tags)}
    items = []
    for item in package.items:
        quantity = item.quantity and {
            "quantity": _digits(item.quantity.number),
            "unit": item.quantity.unit,
            "quantity_bound": item.quantity.bound.value,
        }
        described = ref | {"description": item.description, "category": item.category or ""}
        items.append(described | (quantity or {}) | _amount(item.amount, "amount_bound"))
    sources = [ref | _texts(citation.model_dump(), _SOURCES) for citation in package.sources]
    return [stated | _amount(package.amount, "bound")], items, sources


def _texts(fields: Mapping[str, object], names: Iterable[str]) -> dict[str, str]:
    return {name: str(fields[name]) for name in names if fields.get(name) is not None}


def _safe(row: Mapping[str, str]) -> dict[str, str]:
    return {name: text if name in _FIGURES else spreadsheet_safe(text) for name, text in row.items()}


def _amount(amount: Amount | None, bound: str) -> dict[str, str]:
    """An amount over three columns, in digits that `aidledger import` reads in one way only."""
    if amount is None:
        return {}
    return {"amount": _digits(amount.value), "currency": amount.currency, bound: amount.bound.value}


def _digits(value: Decimal) -> str:
    """Digits with all decimals of the currency; `1.234` gets a fourth, for it could be read as a thousand and more."""
    text = f"{value:f}"
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text
