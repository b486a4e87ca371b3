"""`aidledger reconcile`."""

from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format
from aidledger.cli.groups import taking

if TYPE_CHECKING:
    from aidledger.domain.lookback import AsOf
    from aidledger.domain.reconciling import Reconciliation

FOUND_SOMETHING = 3


@taking(as_of=options.looking_back)
def command(
    context: typer.Context,
    as_of: "AsOf",
    refs: Annotated[
        list[str] | None, typer.Argument(metavar="[REF]...", help="These published totals; all unless given.")
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Print amounts in full.")] = False,
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
    elif kind is Format.CSV:
        typer.echo(reconciliation.as_csv(found), nl=False)
        output.say(*reconciliation.explanations(found, exact=exact), quiet=context.obj.quiet)
    else:
        without = _show(found, kind, exact=exact) if found.comparisons else ()
        output.show_lines([""] if kind is Format.MD and not found.agrees else [])
        output.show_text(reconciliation.explanations(found, exact=exact, without=without), kind)
        output.say(*reconciliation.left_out(found, without), quiet=context.obj.quiet)
    output.say(reconciliation.summary(found), *as_of.line, quiet=context.obj.quiet)
    if not found.agrees:
        raise typer.Exit(FOUND_SOMETHING)


def _show(found: "Reconciliation", kind: Format, *, exact: bool) -> tuple[str, ...]:
    """Print the table, without the columns for which a terminal has no room; these are the answer."""
    from aidledger.reports import reconciliation

    if kind is not Format.TABLE or output.width() is None:
        output.show(reconciliation.table(found, exact=exact), kind)
        return ()
    for without in reconciliation.narrower():
        table = reconciliation.table(found, exact=exact, without=without)
        if output.fits(table):
            output.show(table, kind)
            return without
    output.show_text(reconciliation.lines(found, exact=exact))
    return ()
