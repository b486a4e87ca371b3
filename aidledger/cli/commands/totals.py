"""`aidledger totals`."""

from typing import Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format
from aidledger.domain.vocabulary import Dimension


def command(
    context: typer.Context,
    period: options.PeriodArgument = None,
    by: Annotated[str, typer.Option(help=f"One or more of: {', '.join(Dimension)}.", metavar="DIMENSIONS")] = "month",
    donor: options.Donor = None,
    recipient: options.Recipient = None,
    stage: options.StageFilter = None,
    aid_type: options.AidTypeFilter = None,
    instrument: options.Instrument = None,
    currency: options.Currency = None,
    tag: options.Tag = None,
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """Add up, without counting a dollar twice.

    Stages and currencies are never added together. Requests and pledges are counted only when --stage asks for them.
    """
    from aidledger.reports import sums

    dimensions, chosen_period = Dimension.parse(by), options.period(period)
    chosen = options.filters(
        donor=donor, recipient=recipient, stage=stage, aid_type=aid_type, instrument=instrument, currency=currency,
        tag=tag,
    )  # fmt: skip
    with context.obj.read() as ledger:
        totals = ledger.totals(dimensions, chosen_period, chosen)
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
