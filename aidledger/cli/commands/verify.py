"""`aidledger verify`."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import datetime

    from aidledger.domain.findings import Finding
    from aidledger.storage.ledger import Ledger

FOUND_SOMETHING = 3


def command(
    context: typer.Context,
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

    Silent when all is well. A fault ends with exit code 3; a notice, such as a package without a source, does not. Who
    owns the file can rewrite the whole history so that all agrees: --expect finds that, with a fingerprint kept apart.
    """
    from aidledger.domain.findings import Kind

    if by_ref and not fingerprint:
        raise InvalidInput("--by-ref says how --fingerprint prints", "add --fingerprint")
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

    if not Path(path).exists():
        raise InvalidInput(
            f"--expect: '{path}' is no fingerprint of 64 digits, and no file",
            "give what 'aidledger verify --fingerprint' printed, or a file of it with --by-ref",
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
