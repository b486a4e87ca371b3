"""`aidledger items`."""

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
    text: Annotated[
        str | None, typer.Option(help="Only items whose description has all these words.", metavar="WORDS")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            help=f"One or more of: description, {', '.join(Dimension)}. Without it: by description where --text is "
            "given, else by category.",
            metavar="DIMENSIONS",
        ),
    ] = None,
    units: Annotated[
        bool, typer.Option("--units", help="Print the units, with the spellings that are summed as one.")
    ] = False,
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """Add up the quantities of line items.

    Units and stages are never added together; items that state no quantity are counted beside. Here --category takes
    the items of that category alone. Requests and pledges are counted only when --stage asks for them.
    """
    from aidledger.domain.item_totals import parse_dimensions
    from aidledger.reports import quantities

    if units:
        options.refuse_any(scope, as_of, "--units lists all units that are known")
        if kind is Format.JSON:
            output.show_json(quantities.units_records())
        else:
            output.show(quantities.units_table(), kind)
        return
    dimensions = parse_dimensions(by or ("description" if text and text.strip() else "category"))
    with context.obj.read() as ledger:
        totals = ledger.quantities(
            dimensions, scope.period, scope.filters, as_of, text=text, fiscal_start=scope.fiscal_start
        )
    if kind in {Format.JSON, Format.CSV}:
        if kind is Format.JSON:
            output.show_json(quantities.records(totals))
        else:
            typer.echo(quantities.as_csv(totals), nl=False)
        output.say(*quantities.heading(totals), *quantities.notes(totals), quiet=context.obj.quiet)
        return
    output.show_text(quantities.heading(totals), kind)
    output.show_lines([""])
    if totals.rows:
        without = output.show_fitting(quantities.table(totals), kind, quantities.SPARED)
        output.say_left_out(without, quiet=context.obj.quiet)
        output.show_lines([""])
    output.show_text(quantities.notes(totals), kind)
