"""`aidledger list`."""

from typing import Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format


def command(
    context: typer.Context,
    period: options.PeriodArgument = None,
    text: Annotated[
        str | None, typer.Option(help="Only packages that mention all these words.", metavar="WORDS")
    ] = None,
    donor: options.Donor = None,
    recipient: options.Recipient = None,
    stage: options.StageFilter = None,
    aid_type: options.AidTypeFilter = None,
    instrument: options.Instrument = None,
    currency: options.Currency = None,
    tag: options.Tag = None,
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """List packages.

    --text looks in refs, titles, notes, tags, items and sources. JSON gives the documents, as `add --from` takes them.
    """
    from aidledger.domain.revisions import document
    from aidledger.reports import listings

    chosen_period = options.period(period)
    chosen = options.filters(
        donor=donor, recipient=recipient, stage=stage, aid_type=aid_type, instrument=instrument, currency=currency,
        tag=tag,
    )  # fmt: skip
    with context.obj.read() as ledger:
        found = ledger.find(chosen_period, chosen, text=text)
    if kind is Format.JSON:
        output.show_json([document(revision.package) for revision in found])
        return
    if found or kind is Format.CSV:
        output.show(listings.packages(found), kind)
    packages = "1 package" if len(found) == 1 else f"{len(found):,} packages"
    output.say(f"{packages}, announced: {chosen_period}", quiet=context.obj.quiet)
