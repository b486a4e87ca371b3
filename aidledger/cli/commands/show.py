"""`aidledger show`."""

from typing import Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format


def command(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="The package, as `aidledger list` names it.")],
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """Show one package in full.

    JSON is the document that `add --from` takes.
    """
    from aidledger.domain.revisions import document
    from aidledger.reports import listings

    with context.obj.read() as ledger:
        package = ledger.get(ref).package
    if kind is Format.JSON:
        output.show_json(document(package))
    else:
        output.show(listings.card(package), kind)
