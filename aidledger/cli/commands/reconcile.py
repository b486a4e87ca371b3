"""`aidledger reconcile`."""

from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format
from aidledger.cli.groups import taking

if TYPE_CHECKING:
    from aidledger.domain.lookback import AsOf

FOUND_SOMETHING = 3


@taking(as_of=options.looking_back)
def command(
    context: typer.Context,
    as_of: "AsOf",
    refs: Annotated[
        list[str] | None, typer.Argument(metavar="[REF]...", help="These published totals; all unless given.")
    ] = None,
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """Hold published totals against the ledger.

    Each is compared with what the ledger adds up for the same donor, recipient, stage, type of aid, instrument and
    days, as known on the day on which it was published and as known now. Beneath stands what may explain a difference.
    Ends with exit code 3 where one agrees neither then nor now. `aidledger add --published-total` records them.
    """
    from aidledger.reports import reconciliation

    with context.obj.read() as ledger:
        found = ledger.reconcile(refs or (), as_of)
    if kind is Format.JSON:
        output.show_json(reconciliation.record(found))
    elif found.comparisons or kind is Format.CSV:
        output.show(reconciliation.table(found), kind)
    if kind in {Format.TABLE, Format.MD}:
        output.show_text(reconciliation.explanations(found))
    output.say(reconciliation.summary(found), *as_of.line, quiet=context.obj.quiet)
    if not found.agrees:
        raise typer.Exit(FOUND_SOMETHING)
