"""`aidledger history`."""

from typing import Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format


def command(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="The package, as `aidledger list` names it.")],
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """Show how a package was stated through time."""
    from aidledger.reports import listings

    with context.obj.read() as ledger:
        revisions = ledger.history(ref)
    if kind is Format.JSON:
        output.show_json([listings.revision_record(revision) for revision in revisions])
    else:
        output.show(listings.history(revisions), kind)
