"""`aidledger show`."""

from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format
from aidledger.cli.groups import taking

if TYPE_CHECKING:
    from aidledger.domain.lookback import AsOf


@taking(as_of=options.looking_back)
def command(
    context: typer.Context,
    as_of: "AsOf",
    ref: Annotated[str, typer.Argument(metavar="REF", help="The package, as `aidledger list` names it.")],
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """Show one package, or one published total, in full.

    JSON is the document that `add --from` takes.
    """
    from aidledger.domain.lookback import AsOf
    from aidledger.domain.revisions import document
    from aidledger.reports import listings

    with context.obj.read() as ledger:
        chain = ledger.chain(ref, as_of)
        tip = len(ledger.chain(ref, AsOf(recorded_at=as_of.recorded_at)))
    speaking = as_of.speaking(chain) or chain[-1]
    if kind is Format.JSON:
        output.show_json(document(speaking.stated, tip=tip))
    else:
        output.show(listings.card(speaking.stated, revision=(speaking.number, tip)), kind)
