"""`aidledger show`."""

from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format
from aidledger.cli.groups import taking

if TYPE_CHECKING:
    from aidledger.domain.lookback import AsOf
    from aidledger.domain.packages import Citation
    from aidledger.storage.ledger import Ledger


@taking(as_of=options.looking_back)
def command(
    context: typer.Context,
    as_of: "AsOf",
    ref: Annotated[str, typer.Argument(metavar="REF", help="The package, as `aidledger list` names it.")],
    sources: Annotated[
        bool, typer.Option("--sources", help="Its sources alone, and where the copies are that are kept of them.")
    ] = False,
    kind: options.FormatOption = Format.TABLE,
) -> None:
    """Show one package, or one published total, in full.

    JSON is the document that `add --from` takes; with --sources it is a list of them. `aidledger db source` writes a
    kept copy to a file.
    """
    from aidledger.domain.lookback import AsOf
    from aidledger.domain.revisions import document
    from aidledger.reports import listings

    with context.obj.read() as ledger:
        chain = ledger.chain(ref, as_of)
        tip = len(ledger.chain(ref, AsOf(recorded_at=as_of.recorded_at)))
        speaking = as_of.speaking(chain) or chain[-1]
        if sources:
            _show_sources(ledger, speaking.stated.sources, kind, quiet=context.obj.quiet)
            return
    if kind is Format.JSON:
        output.show_json(document(speaking.stated, tip=tip))
    else:
        output.show(listings.card(speaking.stated, revision=(speaking.number, tip)), kind)


def _show_sources(ledger: "Ledger", cited: "tuple[Citation, ...]", kind: Format, *, quiet: bool) -> None:
    from aidledger.reports import sources

    copies = ledger.kept_copies(citation.sha256 for citation in cited if citation.sha256)
    if kind is Format.JSON:
        output.show_json(sources.records(cited, copies))
    elif kind is Format.TABLE:
        output.show_text(sources.lines(cited, copies))
        if copies:
            output.say("", "'aidledger db source SHA256 FILE' writes a kept copy to a file", quiet=quiet)
    else:
        output.show(sources.table(cited, copies), kind)
