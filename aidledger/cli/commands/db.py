"""`aidledger db`."""

import typer

from aidledger.cli import output
from aidledger.cli.format import Format

group = typer.Typer(rich_markup_mode=None)


@group.command()
def status(context: typer.Context) -> None:
    """Say where the ledger lies, which schema it has, and what it holds."""
    from aidledger.reports.tables import Column, Table

    with context.obj.read() as ledger:
        packages, revisions = ledger.size()
        rows = [
            ("Ledger", ledger.name),
            ("Schema", ledger.schema),
            ("Packages", f"{packages:,}"),
            ("Revisions", f"{revisions:,}"),
            ("Fingerprint", ledger.fingerprint()),
        ]
    output.show(Table((Column("Field"), Column("Value", wraps=True)), rows), Format.TABLE)


@group.command()
def upgrade(context: typer.Context) -> None:
    """Make the ledger where there is none, and bring its schema to this version."""
    from aidledger.storage.ledger import Ledger

    with Ledger.open(context.obj.location) as ledger:
        output.say(f"{ledger.name} has schema {ledger.schema}, the one of this version", quiet=context.obj.quiet)
