"""`aidledger verify`."""

import typer

from aidledger.cli import output

FOUND_SOMETHING = 3


def command(context: typer.Context) -> None:
    """Recompute everything, and report what does not agree.

    Silent when all is well. A fault ends with exit code 3; a notice, such as a package without a source, does not.
    """
    from aidledger.domain.findings import Kind

    with context.obj.read() as ledger:
        findings = ledger.verify()
    output.show_lines(map(str, findings))
    if any(finding.kind is Kind.FAULT for finding in findings):
        raise typer.Exit(FOUND_SOMETHING)
