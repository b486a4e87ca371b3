"""`aidledger totals`."""

from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format
from aidledger.cli.groups import taking
from aidledger.domain.vocabulary import Dimension
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from aidledger.domain.lookback import AsOf
    from aidledger.domain.rates import Exchange
    from aidledger.domain.totals import Totals


@taking(scope=options.scope, exchange=options.exchange, as_of=options.looking_back)
def command(
    context: typer.Context,
    scope: options.Scope,
    exchange: "Exchange | None",
    as_of: "AsOf",
    by: Annotated[str, typer.Option(help=f"One or more of: {', '.join(Dimension)}.", metavar="DIMENSIONS")] = "month",
    cumulative: Annotated[bool, typer.Option("--cumulative", help="Let each row run on from those before.")] = False,
    no_gaps: Annotated[bool, typer.Option("--no-gaps", help="Leave out the months, years, ... with nothing.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Tell the packages and sources of each row.")] = False,
    chart: Annotated[bool, typer.Option("--chart", help="Draw it, too.")] = False,
    exact: Annotated[bool, typer.Option("--exact", help="Print amounts in full.")] = False,
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """Add up, without counting a dollar twice.

    Stages and currencies are never added together. Requests and pledges are counted only when --stage asks for them.
    """
    from aidledger.reports import sums

    if chart and kind is not Format.TABLE:
        raise InvalidInput(f"a chart is not drawn in {kind.value}", "leave out --chart, or --format")
    with context.obj.read() as ledger:
        totals = ledger.totals(
            Dimension.parse(by), scope.period, scope.filters, as_of,
            fiscal_start=scope.fiscal_start, gaps=not no_gaps, cumulative=cumulative, explain=explain,
            exchange=exchange,
        )  # fmt: skip
    heading, notes = list(sums.heading(totals)), list(sums.notes(totals))
    if kind in {Format.JSON, Format.CSV}:
        _show_data(totals, kind, explain=explain)
        output.say(*heading, *notes, quiet=context.obj.quiet)
        return
    output.show_text(heading, kind)
    output.show_lines([""])
    if totals.rows:
        without = _show_tables(totals, kind, exact=exact)
        output.say_left_out(without, quiet=context.obj.quiet)
        output.show_lines([""])
    if chart and totals.rows:
        # Few look at a chart.
        from aidledger.reports.charts import charts

        output.show_lines(charts(totals, width=output.width()))
    if explain and totals.rows:
        # Few ask for all of them.
        from aidledger.reports.explaining import footnotes

        output.show_text(footnotes(totals), kind)
        output.show_lines([""] if kind is Format.MD else [])
    output.show_text(notes, kind)


def _show_data(totals: "Totals", kind: Format, *, explain: bool) -> None:
    from aidledger.reports import explaining, sums

    if kind is Format.JSON:
        output.show_json(explaining.explained_records(totals) if explain else sums.records(totals))
    else:
        typer.echo(explaining.explained_csv(totals) if explain else sums.as_csv(totals), nl=False)


def _show_tables(totals: "Totals", kind: Format, *, exact: bool) -> tuple[str, ...]:
    """A cross table for each stage where they fit the terminal, else one long table, and what there is no room for."""
    from aidledger.reports import crossing, sums

    # A pipe has no width for them to fit into.
    crossed = crossing.crossed(totals, exact=exact) if kind is Format.TABLE and output.width() else []
    if not crossed or not all(output.fits(one.table) for one in crossed):
        return output.show_fitting(sums.table(totals, exact=exact), kind, sums.SPARED)
    for position, one in enumerate(crossed):
        if one.stage:
            output.show_lines([*([""] if position else []), one.stage.capitalize()])
        output.show(one.table, kind)
    if any(row.without_value for row in totals.rows):
        output.show_lines(["", crossing.MARK])
    return ()
