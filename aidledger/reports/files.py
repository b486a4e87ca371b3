"""A report as files that others read: which writer writes them, and of which parts."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from aidledger.domain.report import PartName, Report
from aidledger.domain.revisions import AnyRevision, canonical, fingerprint
from aidledger.errors import InvalidInput
from aidledger.reports.replacing import replacing

FOLDER: Final = "/"
"""What the name of a folder ends in."""

_WORKED_OUT: Final = {".xlsx", ".html"}
"""Formats that whoever shows them works out again."""


def ending(path: str | Path) -> str:
    """What the name of `path` ends in: `.xlsx`, or `FOLDER` for one that is there, or whose name says so."""
    text = str(path)
    with suppress(OSError):  # of a name that cannot be looked at, whoever writes there says why
        if text.endswith((FOLDER, os.sep)) or (text and Path(text).is_dir()):
            return FOLDER
    return Path(text).suffix.lower()


def parts_for(path: str | Path, asked: tuple[PartName, ...]) -> tuple[PartName, ...]:
    """The parts that a report at `path` is made of: those `asked` for, or the usual ones of its format; none for all.

    Raises `InvalidInput` for formats that there are none of, and for parts that a format cannot have.
    """
    # Every command loads this module; only reports need the writers.
    from aidledger.reports import documents, importable, memo, tidy

    usual: tuple[PartName, ...]
    match ending(path):
        case ".xlsx" | ".html":
            return asked
        case ".csv":
            usual = importable.PARTS
        case ".json":
            usual = documents.PARTS
        case ".md":
            usual = memo.PARTS
        case "/":
            usual = tidy.PARTS
        case _:
            raise _unknown(path)
    _refuse_checks(path, asked)
    if asked and ending(path) == ".csv":
        tidy.only_part(asked, Path(path))
    return asked or usual


def write(
    report: Report, path: str | Path, *, author: str | None = None, tell: Callable[[int], None] | None = None
) -> list[Path]:
    """Write `report` in the format that the name of `path` ends in, and tell which files were made.

    `.xlsx` is the workbook, which names `author` as its own; `.html` a page, `.md` a memo, `.json` package documents
    and tables. `.csv` is one table where the report was asked for one part, else three files of packages, their items
    and their sources. A folder, whose name ends in `/` or which is there, takes a table for each part. `aidledger
    import` reads `.json` and the three files again. Where a report was asked for no parts, each format has its usual
    ones. Each file replaces an older one whole or not at all. `tell` hears of each package that is done.

    Raises `InvalidInput` for other endings, for two parts in one `.csv` and for checks where nothing is worked out
    again, `NotFound` for a table with nothing to show, `Conflict` for a folder with a table of another report,
    `AidledgerError` for what cannot be written.
    """
    # Every command loads this module; only reports need the writers, of which openpyxl is the slowest to import.
    from aidledger.reports import documents, importable, memo, tidy

    kind, target = ending(path), Path(path)
    if not report.parts:
        report = report._replace(parts=parts_for(path, ()))
    _refuse_checks(path, report.parts)
    match kind:
        case ".xlsx":
            from aidledger.reports.workbook import write_workbook

            write_workbook(report, target, author=author, tell=tell)
        case ".html":
            from aidledger.reports.page import write_page

            write_page(report, target, tell=tell)
        case ".md":
            memo.write_memo(report, target, tell=tell)
        case ".json":
            documents.write_documents(report, target, tell=tell)
        case ".csv" if report.parts == importable.PARTS:
            return importable.write_tables((one.revision for one in report.listed), target, tell=tell)
        case ".csv":
            tidy.write_table(report, target, tell=tell)
        case "/":
            return tidy.write_folder(report, target, tell=tell)
        case _:
            raise _unknown(path)
    return [target]


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


def _refuse_checks(path: str | Path, parts: tuple[PartName, ...]) -> None:
    """Raise `InvalidInput` for checks in a format that works nothing out."""
    if PartName.CHECKS in parts and ending(path) not in _WORKED_OUT:
        raise InvalidInput(
            f"{path} can have no checks, which are worked out by the program that shows them",
            "name a workbook or a page: report.xlsx, report.html",
        )


def _unknown(path: str | Path) -> InvalidInput:
    suffix = Path(path).suffix
    return InvalidInput(
        f"cannot write a report of type '{suffix}'" if suffix else f"the name '{path}' does not say what to write",
        "name a file .xlsx, .html, .md, .csv or .json, or a folder: report/; a .jsonl file keeps the whole ledger",
    )
