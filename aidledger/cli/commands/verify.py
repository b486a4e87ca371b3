"""`aidledger verify`."""

import errno
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from aidledger.cli.settings import Settings
    from aidledger.domain.exported import Exported
    from aidledger.domain.findings import Finding
    from aidledger.domain.rates import Exchange
    from aidledger.intake.grids import Cell, Grid
    from aidledger.storage.ledger import Ledger

FOUND_SOMETHING = 3
_SHOWN = 60
"""How many characters are shown of what was taken for the name of a file."""


def command(
    context: typer.Context,
    workbook: Annotated[
        Path | None, typer.Argument(metavar="[REPORT.xlsx]", help="A workbook to hold against the ledger.")
    ] = None,
    rates: Annotated[
        str | None, typer.Option(help="The rates of your own that the workbook was exported with.", metavar="FILE")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let a notice end with exit code 3, too.")] = False,
    fingerprint: Annotated[
        bool, typer.Option("--fingerprint", help="Print the fingerprint of the ledger when no fault is found.")
    ] = False,
    by_ref: Annotated[
        bool, typer.Option("--by-ref", help="With --fingerprint: one line a package, a file for --expect.")
    ] = False,
    expect: Annotated[
        str | None,
        typer.Option(help="Whether this is the ledger that had that fingerprint.", metavar="FINGERPRINT-or-FILE"),
    ] = None,
    as_recorded_at: Annotated[
        str | None,
        typer.Option(help="The fingerprint that it had then; of a bare date, at its end.", metavar="INSTANT"),
    ] = None,
) -> None:
    """Recompute everything, and report what does not agree.

    Silent when all is well. A fault ends with exit code 3; a notice, such as a package without a source, does not. A
    kept copy that is missing or altered is a fault; a source that states the SHA-256 of one that was never kept, a
    notice. Who owns the file can rewrite the whole history so that all agrees: --expect finds that, with a fingerprint
    kept apart.

    With a workbook, tells which of its cells do not say what the ledger said when it was exported, and ends with exit
    code 3 where one does not. Formulas are left aside.
    """
    from aidledger.domain.findings import Kind

    if by_ref and not fingerprint:
        raise InvalidInput("--by-ref says how --fingerprint prints", "add --fingerprint")
    if workbook:
        _refuse_for_a_workbook(strict=strict, fingerprint=fingerprint, expect=expect, as_recorded_at=as_recorded_at)
        _verify_workbook(context.obj, workbook, rates)
        return
    if rates:
        raise InvalidInput("--rates says nothing without a workbook", "name it: 'aidledger verify report.xlsx'")
    if as_recorded_at and not (fingerprint or expect):
        raise InvalidInput("--as-recorded-at says of when a fingerprint is", "add --fingerprint, or --expect")
    instant = options.looking_back(as_recorded_at=as_recorded_at).recorded_at
    with context.obj.read() as ledger:
        findings = ledger.verify()
        if expect:
            findings = [*_compared(ledger, expect, instant), *findings]
        faults = any(finding.kind is Kind.FAULT for finding in findings)
        printed = [] if faults or not fingerprint else _fingerprints(ledger, instant, by_ref=by_ref)
    if fingerprint and not faults:
        output.say(*map(str, findings))
        output.show_lines(printed)
    else:
        output.show_lines(map(str, findings))
    if faults or (strict and findings):
        raise typer.Exit(FOUND_SOMETHING)


def _fingerprints(ledger: "Ledger", instant: "datetime | None", *, by_ref: bool) -> list[str]:
    if by_ref:
        return [f"{ref}\t{digest}" for ref, digest in ledger.fingerprints(instant).items()]
    return [ledger.fingerprint(instant)]


def _compared(ledger: "Ledger", expected: str, instant: "datetime | None") -> list["Finding"]:
    from aidledger.domain.findings import Finding, Kind

    if not re.fullmatch(r"[0-9a-fA-F]{64}", expected):
        return ledger.compare(_tips(expected), instant)
    found = ledger.fingerprint(instant)
    if found == expected.lower():
        return []
    message = (
        f"its fingerprint is {found}, not the expected one; where it has only grown since, --as-recorded-at compares "
        "what it held then, and a file from --by-ref names the packages that differ"
    )
    return [Finding(Kind.FAULT, "ledger", message)]


def _tips(path: str) -> dict[str, str]:
    """The digests of a file that `verify --fingerprint --by-ref` printed, by ref."""
    from aidledger.intake.files import read_text

    if not _exists(path):
        named = " ".join(path.split())
        shown = named if len(named) <= _SHOWN else f"{named[:_SHOWN]}..."
        raise InvalidInput(
            f"--expect: '{shown}' is no fingerprint of 64 digits, and no file",
            "give what 'aidledger verify --fingerprint' printed, or the name of a file of it with --by-ref",
        )
    tips = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        match = re.fullmatch(r"(\S+)\t([0-9a-f]{64})", line)
        if not match:
            raise InvalidInput(
                f"{path}:{number}: this is no ref and digest", "give what 'verify --fingerprint --by-ref' printed"
            )
        tips[match[1]] = match[2]
    return tips


def _exists(path: str) -> bool:
    """Whether there is such a file; also of what no file can be called, such as the text of one."""
    try:
        return Path(path).exists()
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG


def _refuse_for_a_workbook(**given: object) -> None:
    if named := next((name for name, value in given.items() if value), None):
        option = f"--{named.replace('_', '-')}"
        raise InvalidInput(f"{option} is about the whole ledger, and not about a workbook", "leave out one of them")


def _verify_workbook(settings: "Settings", path: Path, rates: str | None) -> None:
    """Tell the cells that do not agree, a line each."""
    # Only this needs them.
    from aidledger import intake
    from aidledger.intake.workbooks import sheets
    from aidledger.reports.workbook.comparing import differences

    told = intake.exported(path)
    if told is None:
        raise InvalidInput(
            f"{path} does not say from which ledger it was exported", "give a workbook that 'aidledger export' wrote"
        )
    exchange = _exchange(told, path, rates)
    read = {grid.name.rpartition("[")[2].removesuffix("]"): partial(_cells, grid) for grid in sheets(path)}
    with settings.read() as ledger, ledger.reporting_again(told, exchange) as report:
        found = list(map(str, differences(report, read)))
    if report.fingerprint != told.fingerprint:
        found.insert(0, f"{path} was exported from another ledger, or the history of this one was altered since")
    output.show_lines(found)
    if found:
        raise typer.Exit(FOUND_SOMETHING)


def _cells(grid: "Grid") -> "Iterator[Sequence[Cell]]":
    return (row.cells for row in grid)


def _exchange(told: "Exported", path: Path, rates: str | None) -> "Exchange | None":
    """The rates that the workbook was exported with, as far as they can be had."""
    from aidledger.domain.rates import Exchange, Rates
    from aidledger.intake.rates import ecb_rates, read_rates

    if told.into is None:
        if rates:
            raise InvalidInput(f"{path} has no converted totals", "leave out --rates")
        return None
    bank = ecb_rates()
    if others := [name for name in told.rates if name != bank.name]:
        if rates is None:
            raise InvalidInput(f"{path} was exported with rates of {others[0]}", f"add --rates {others[0]}")
        return Exchange(told.into, Rates(read_rates(rates), bank), skip=True)
    return Exchange(told.into, Rates(bank), skip=True)
