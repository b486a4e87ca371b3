"""`aidledger totals`."""

from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format
from aidledger.cli.groups import taking
from aidledger.domain.vocabulary import Dimension

if TYPE_CHECKING:
    from aidledger.domain.lookback import AsOf


@taking(scope=options.scope, as_of=options.looking_back)
def command(
    context: typer.Context,
    scope: options.Scope,
    as_of: "AsOf",
    by: Annotated[str, typer.Option(help=f"One or more of: {', '.join(Dimension)}.", metavar="DIMENSIONS")] = "month",
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """Add up, without counting a dollar twice.

    Stages and currencies are never added together. Requests and pledges are counted only when --stage asks for them.
    """
    from aidledger.reports import sums

    dimensions = Dimension.parse(by)
    with context.obj.read() as ledger:
        totals = ledger.totals(dimensions, scope.period, scope.filters, as_of)
    if kind in {Format.JSON, Format.CSV}:
        if kind is Format.JSON:
            output.show_json(sums.records(totals))
        else:
            typer.echo(sums.as_csv(totals), nl=False)
        output.say(*sums.heading(totals), *sums.notes(totals), quiet=context.obj.quiet)
        return
    output.show_lines([*sums.heading(totals), ""])
    if totals.rows:
        output.show(sums.table(totals), kind)
        output.show_lines([""])
    output.show_lines(sums.notes(totals))
