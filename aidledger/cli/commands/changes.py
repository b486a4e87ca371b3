"""`aidledger changes`."""

from typing import Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format


def command(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="The end of that day (UTC), or an instant.", metavar="DATE")],
    until: Annotated[str | None, typer.Option(help="As --since; now unless given.", metavar="DATE")] = None,
    known: Annotated[
        bool, typer.Option("--known", help="What the world knew by those days, instead of what this ledger said.")
    ] = False,
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """Show what the ledger says differently since a day.

    Packages new, revised, cancelled and restored, and what that does to the totals by stage and currency.
    """
    from aidledger.reports import changes as report

    first, last = options.state("--since", since, known=known), options.state("--until", until, known=known)
    with context.obj.read() as ledger:
        changes = ledger.changes(first, last)
    if kind is Format.JSON:
        output.show_json(report.record(changes))
        return
    if kind is Format.CSV:
        output.show(report.packages(changes), kind)
        return
    output.show_lines(report.heading(changes))
    if kind is Format.TABLE:
        output.show_text(report.blocks(changes))
    elif changes.packages or changes.published:
        output.show_lines([""])
        output.show(report.packages(changes), kind)
    if changes.effects:
        output.show_lines([""])
        output.show(report.effects(changes), kind)
