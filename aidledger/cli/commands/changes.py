"""`aidledger changes`."""

from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from aidledger.domain.lookback import AsOf


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
    _refuse_days_to_come(first, last)
    if _ends_before_it_starts(first, last):
        raise InvalidInput(f"--until {until} lies before --since {since}", "write the earlier day after --since")
    with context.obj.read() as ledger:
        changes = ledger.changes(first, last)
    if kind is Format.JSON:
        output.show_json(report.record(changes))
        return
    if kind is Format.CSV:
        typer.echo(report.as_csv(changes), nl=False)
        return
    output.show_text(report.heading(changes), kind)
    if kind is Format.TABLE:
        output.show_text(report.blocks(changes))
    elif changes.packages or changes.published:
        output.show_lines([""])
        output.show(report.packages(changes), kind)
    if changes.effects:
        output.show_lines([""])
        without = output.show_fitting(report.effects(changes), kind, report.SPARED)
        output.say_left_out(without, quiet=context.obj.quiet)


def _refuse_days_to_come(since: "AsOf", until: "AsOf") -> None:
    """Raise `InvalidInput` where nothing can have been recorded yet; of what is known, `options` refuses such days."""
    from datetime import UTC, datetime

    today = datetime.now(UTC).date()
    for option, state in (("--since", since), ("--until", until)):
        # A bare date is the end of that day, so that today's lies ahead.
        if state.recorded_at and state.recorded_at.date() > today:
            raise InvalidInput(
                f"{option}: {state.recorded_at.date()} lies after today, {today} (UTC)", "check the date"
            )


def _ends_before_it_starts(since: "AsOf", until: "AsOf") -> bool:
    known = since.known_on and until.known_on and until.known_on < since.known_on
    recorded = since.recorded_at and until.recorded_at and until.recorded_at < since.recorded_at
    return bool(known or recorded)
