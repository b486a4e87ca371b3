"""`aidledger list`."""

from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format
from aidledger.cli.groups import taking

if TYPE_CHECKING:
    from aidledger.domain.lookback import AsOf


@taking(scope=options.scope, as_of=options.looking_back)
def command(
    context: typer.Context,
    scope: options.Scope,
    as_of: "AsOf",
    text: Annotated[
        str | None, typer.Option(help="Only packages that mention all these words.", metavar="WORDS")
    ] = None,
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """List packages.

    --text looks in refs, titles, notes, tags, items and sources. JSON gives the documents, as `add --from` takes them.
    """
    from aidledger.domain.revisions import document
    from aidledger.reports import listings
    from aidledger.reports.wording import number_of, straddling_lines

    with context.obj.read() as ledger:
        found = ledger.find(scope.period, scope.filters, as_of, text=text)
        straddling = ledger.straddling(scope.period, scope.filters, as_of, text=text)
    notes = list(straddling_lines(straddling, "not listed"))
    if kind is Format.JSON:
        output.show_json([document(revision.package) for revision in found])
        output.say(*notes, quiet=context.obj.quiet)
        return
    if kind is Format.CSV:
        typer.echo(listings.as_csv(found), nl=False)
    elif found:
        without = output.show_fitting(listings.packages(found), kind, listings.SPARED)
        output.say_left_out(without, quiet=context.obj.quiet)
        notes = [*listings.left_out(found, without), *notes]
    count = f"{number_of(len(found), 'package')}, announced: {scope.period}"
    output.say(count, *as_of.line, *notes, quiet=context.obj.quiet)
