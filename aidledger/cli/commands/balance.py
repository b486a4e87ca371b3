"""`aidledger balance`."""

from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format
from aidledger.cli.groups import taking

if TYPE_CHECKING:
    from aidledger.domain.balances import Balances
    from aidledger.domain.lookback import AsOf
    from aidledger.domain.totals import Filters
    from aidledger.reports.tables import Table


def _acts(
    *,
    donor: Annotated[
        list[str] | None,
        typer.Option(help="Only acts of these donors; repeat it, or join with commas.", metavar="CODE"),
    ] = None,
    recipient: Annotated[list[str] | None, typer.Option(help="Only acts for these.", metavar="CODE")] = None,
) -> "Filters":
    """Which acts to show."""
    return options.scope(donor=donor, recipient=recipient).filters


@taking(acts=_acts, as_of=options.looking_back)
def command(
    context: typer.Context,
    acts: "Filters",
    as_of: "AsOf",
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="An act, or a component; all acts unless given.")
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Print amounts in full.")] = False,
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """Show what each appropriation has left after what draws on it.

    Beneath each act stand its components. What is committed counts once, whether it draws on an act, on a component or
    on another commitment; adjustments give authority back. Of an act of mixed aid type, what no component states is not
    broken down, and in no remainder.
    """
    from aidledger.domain.totals import Filters
    from aidledger.errors import InvalidInput
    from aidledger.reports import balances

    if ref is not None and acts != Filters():
        raise InvalidInput(
            f"'{ref}' is one appropriation, and an option chooses among all acts", "leave out one of them"
        )
    with context.obj.read() as ledger:
        found = ledger.balance(ref, acts, as_of)
    heading, notes = list(balances.heading(found)), list(balances.notes(found))
    if kind in {Format.JSON, Format.CSV}:
        if kind is Format.JSON:
            output.show_json(balances.records(found))
        else:
            typer.echo(balances.as_csv(found), nl=False)
        output.say(*heading, *notes, quiet=context.obj.quiet)
        return
    output.show_text(heading, kind)
    output.show_lines([""])
    if found.tree.balances:
        without = output.show_fitting(_table(found, kind, exact=exact), kind, balances.SPARED)
        output.say_left_out(without, quiet=context.obj.quiet)
        output.show_lines([""])
    output.show_text(notes, kind)


def _table(found: "Balances", kind: Format, *, exact: bool) -> "Table":
    """With titles, unless a terminal has no room for them."""
    from aidledger.reports import balances

    blank = "\N{NO-BREAK SPACE}" if kind is Format.MD else " "
    titled = balances.table(found, exact=exact, titles=True, blank=blank)
    if kind is Format.TABLE and output.width() is not None and not output.fits(titled):
        return balances.table(found, exact=exact)
    return titled
