"""`aidledger cancel`."""

from typing import Annotated

import typer

from aidledger.cli import fields, options, output
from aidledger.cli.commands.revise import tell
from aidledger.errors import InvalidInput


def command(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="The package, as `aidledger list` names it.")],
    reason: Annotated[str, typer.Option(help="Why it does not stand.", metavar="TEXT")],
    duplicate_of: Annotated[
        str | None, typer.Option(help="The package that announced the same before or after.", metavar="REF")
    ] = None,
    known_on: fields.KnownOn = None,
    tip: fields.Tip = None,
) -> None:
    """Take a package out of all totals.

    It stays in the ledger, and in what was known before --known-on; `aidledger revise` restores it. A published total
    that is cancelled is not reconciled any more.
    """
    from aidledger.domain.published import PublishedTotal

    day = options.on_day("--known-on", known_on) if known_on else None
    with context.obj.write() as ledger:
        chain = ledger.chain(ref)
        if duplicate_of and isinstance(chain[0].stated, PublishedTotal):
            raise InvalidInput(
                "--duplicate-of is of a package, and this is a published total",
                "leave it out, and name the other figure in --reason",
            )
        seen = tip if tip is not None else len(chain)
        tell(ledger, ledger.cancel(ref, reason=reason, duplicate_of=duplicate_of, known_on=day, tip=seen))
        output.say(f"ledger: {ledger.name}", quiet=context.obj.quiet)
