"""`aidledger export`."""

from pathlib import Path
from typing import Annotated

import typer

from aidledger.cli import options, output


def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|.csv|.json", help="The file to write or replace.")],
    period: options.PeriodArgument = None,
    donor: options.Donor = None,
    recipient: options.Recipient = None,
    stage: options.StageFilter = None,
    aid_type: options.AidTypeFilter = None,
    instrument: options.Instrument = None,
    currency: options.Currency = None,
    tag: options.Tag = None,
) -> None:
    """Write a report: a workbook, CSV tables or JSON documents.

    CSV makes three files: packages, their items, their sources. `aidledger import` reads CSV and JSON again.
    """
    # Reports of all kinds are loaded here, and nowhere else.
    from aidledger import reports

    chosen_period = options.period(period)
    chosen = options.filters(
        donor=donor, recipient=recipient, stage=stage, aid_type=aid_type, instrument=instrument, currency=currency,
        tag=tag,
    )  # fmt: skip
    with context.obj.read() as ledger:
        report = ledger.report(chosen_period, chosen)
    for written in reports.write(report, file):
        output.say(f"wrote {written}", quiet=context.obj.quiet)
