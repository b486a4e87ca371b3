"""A report as files that others read: an Excel workbook, CSV tables, JSON documents."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from aidledger.domain.amounts import Amount
from aidledger.domain.report import Report
from aidledger.domain.revisions import AnyRevision, Revision, canonical, document, fingerprint
from aidledger.errors import InvalidInput
from aidledger.reports.replacing import replacing
from aidledger.reports.tables import comma_separated

_PACKAGES = (
    "ref", "title", "donor", "recipient", "stage", "aid_type", "instrument", "announced_on", "amount", "currency",
    "bound", "draws_on", "tags", "note", "known_on", "status", "duplicate_of",
)  # fmt: skip
_ITEMS = (
    "ref", "description", "category", "quantity", "unit", "quantity_bound", "amount", "currency", "amount_bound",
)  # fmt: skip
_SOURCES = ("ref", "publisher", "title", "url", "published_on", "sha256", "locator")
_FIGURES = frozenset({"amount", "quantity"})


def write(report: Report, path: str | Path) -> list[Path]:
    """Write `report` in the format that the name of `path` ends in, and tell which files were made.

    `.xlsx` is the workbook. `.json` holds the package documents, `.csv` one row a package with `-items` and
    `-sources` beside it; `aidledger import` reads both again. Each file replaces an older one whole or not at all.

    Raises `InvalidInput` for other endings, `AidledgerError` for what cannot be written.
    """
    path = Path(path)
    match path.suffix.lower():
        case ".xlsx":
            # openpyxl takes longer to import than most commands to run.
            from aidledger.reports.workbook import write_workbook

            write_workbook(report, path)
            return [path]
        case ".json":
            documents = [document(revision.package) for revision in report.revisions]
            return [_write(path, json.dumps({"packages": documents}, ensure_ascii=False, indent=2) + "\n")]
        case ".csv":
            return [_write(part, text) for part, text in _tables(report.revisions, path)]
        case ending:
            raise InvalidInput(f"cannot write files of type '{ending}'", "name a file .xlsx, .csv, .json or .jsonl")


def keep(revisions: Iterable[AnyRevision], path: str | Path) -> str:
    """Write every revision as a line of JSON in canonical form, with its digest, in the order given.

    `aidledger import` restores a ledger from it. The file replaces an older one whole or not at all. Returns the
    fingerprint of the ledger. Raises `AidledgerError` for what cannot be written.
    """
    tips: dict[str, str] = {}
    with replacing(Path(path)) as temporary, temporary.open("wb") as file:
        for one in revisions:
            file.write(canonical(one.statement | {"digest": one.digest}) + b"\n")
            tips[one.ref] = one.digest
    return fingerprint(tips.items())


def _write(path: Path, text: str) -> Path:
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    return path


def _tables(revisions: Iterable[Revision], path: Path) -> Iterable[tuple[Path, str]]:
    rows: dict[Path, list[dict[str, str]]] = {}
    tables = {
        path: _PACKAGES,
        path.with_stem(f"{path.stem}-items"): _ITEMS,
        path.with_stem(f"{path.stem}-sources"): _SOURCES,
    }
    packages, items, sources = (rows.setdefault(part, []) for part in tables)
    for revision in revisions:
        package = revision.package
        ref = {"ref": str(package.ref)}
        fields = _texts(document(package), _PACKAGES)
        packages.append(fields | {"tags": " ".join(package.tags)} | _amount(package.amount, "bound"))
        for item in package.items:
            quantity = item.quantity and {
                "quantity": _digits(item.quantity.number),
                "unit": item.quantity.unit,
                "quantity_bound": item.quantity.bound.value,
            }
            stated = {"description": item.description, "category": item.category or ""}
            items.append(ref | stated | (quantity or {}) | _amount(item.amount, "amount_bound"))
        sources.extend(ref | _texts(citation.model_dump(), _SOURCES) for citation in package.sources)
    for part, headings in tables.items():
        cells = ([row.get(heading, "") for heading in headings] for row in rows[part])
        yield part, comma_separated(headings, cells, figures=_FIGURES)


def _texts(fields: Mapping[str, object], names: Iterable[str]) -> dict[str, str]:
    return {name: str(fields[name]) for name in names if fields.get(name) is not None}


def _amount(amount: Amount | None, bound: str) -> dict[str, str]:
    """An amount over three columns, in digits that `aidledger import` reads in one way only."""
    if amount is None:
        return {}
    return {"amount": _digits(amount.value), "currency": amount.currency, bound: amount.bound.value}


def _digits(value: Decimal) -> str:
    """Digits with all decimals of the currency; `1.234` gets a fourth, for it could be read as a thousand and more."""
    text = f"{value:f}"
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text
