"""`aidledger history`."""

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
    """Show how a package or published total was stated through time."""
    from aidledger.reports import listings

    with context.obj.read() as ledger:
        revisions = ledger.chain(ref, as_of)
    if kind is Format.JSON:
        output.show_json([listings.revision_record(revisions, revision) for revision in revisions])
    elif kind is Format.TABLE:
        output.show_text(listings.history_lines(revisions))
    else:
        output.show(listings.history(revisions), kind)
