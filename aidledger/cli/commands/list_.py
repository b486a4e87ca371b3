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
    from aidledger.reports.wording import number_of

    with context.obj.read() as ledger:
        found = ledger.find(scope.period, scope.filters, as_of, text=text)
    if kind is Format.JSON:
        output.show_json([document(revision.package) for revision in found])
        return
    if found or kind is Format.CSV:
        output.show(listings.packages(found), kind)
    output.say(f"{number_of(len(found), 'package')}, announced: {scope.period}", *as_of.line, quiet=context.obj.quiet)
