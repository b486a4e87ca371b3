"""`aidledger export`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.groups import taking

if TYPE_CHECKING:
    from aidledger.domain.lookback import AsOf


@taking(scope=options.scope, as_of=options.looking_back)
def command(
    context: typer.Context,
    scope: options.Scope,
    as_of: "AsOf",
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|.csv|.json|.jsonl", help="The file to write or replace.")],
) -> None:
    """Write a report, or the whole ledger.

    A report is a workbook, JSON documents, or three CSV files: packages, their items, their sources; `aidledger import`
    reads CSV and JSON again. A .jsonl file holds the whole ledger, published totals and all, revision by revision;
    `aidledger import` restores it.
    """
    # Reports of all kinds are loaded here, and nowhere else.
    from aidledger import reports
    from aidledger.reports.wording import number_of

    if file.suffix.lower() == ".jsonl":
        options.refuse_any(scope, as_of, "a .jsonl file holds the whole ledger")
        with context.obj.read() as ledger, ledger.stream() as revisions:
            fingerprint = reports.keep(revisions, file)
        output.say(f"wrote {file}", f"fingerprint: {fingerprint}", quiet=context.obj.quiet)
        return
    with context.obj.read() as ledger:
        report = ledger.report(scope.period, scope.filters, as_of)
        published = len(ledger.published_totals(as_of))
    for written in reports.write(report, file):
        output.say(f"wrote {written}", quiet=context.obj.quiet)
    if published:
        told = f"{number_of(published, 'published total')} {'is' if published == 1 else 'are'}"
        output.say(f"{told} not in it: a .jsonl file holds them", quiet=context.obj.quiet)
