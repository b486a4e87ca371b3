"""`aidledger db`."""

from pathlib import Path
from typing import Annotated

import typer

from aidledger.cli import output
from aidledger.cli.format import Format
from aidledger.errors import InvalidInput

group = typer.Typer(rich_markup_mode=None)


@group.command()
def status(context: typer.Context) -> None:
    """Say where the ledger lies, which schema it has, and what it holds."""
    from aidledger.domain.dates import instant_text
    from aidledger.reports.tables import Column, Table

    with context.obj.read() as ledger:
        packages, revisions = ledger.size()
        published = len(ledger.published_totals())
        latest = ledger.latest()
        rows = [
            ("Ledger", ledger.name),
            ("Schema", ledger.schema),
            ("Packages", f"{packages:,}"),
            ("Revisions", f"{revisions:,}"),
            ("Published totals", f"{published:,}"),
            ("Last recorded at", instant_text(latest) if latest else "never"),
            ("Fingerprint", ledger.fingerprint()),
        ]
    output.show(Table((Column("Field"), Column("Value", wraps=True)), rows), Format.TABLE)


@group.command()
def upgrade(context: typer.Context) -> None:
    """Make the ledger where there is none, and bring its schema to this version."""
    from aidledger.storage.ledger import Ledger

    Ledger.upgrade(context.obj.location)
    with context.obj.read() as ledger:
        output.say(f"{ledger.name} has schema {ledger.schema}, the one of this version", quiet=context.obj.quiet)


@group.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; one that is there is not replaced.")],
) -> None:
    """Copy the ledger, while others may write to it, to an SQLite file.

    The copy has the same fingerprint, and is a ledger itself: `aidledger --db FILE list`. A ledger on PostgreSQL
    becomes a file, too. Kept copies of sources go into the folder FILE.sources beside it.
    """
    from aidledger.reports.wording import number_of

    with context.obj.read() as ledger:
        copies = ledger.backup(file)
    beside = f", and {number_of(copies, 'kept copy')} to {file}.sources" if copies else ""
    output.say(f"copied to {file}{beside}", quiet=context.obj.quiet)


@group.command()
def source(
    context: typer.Context,
    sha256: Annotated[
        str, typer.Argument(metavar="SHA256", help="The copy, as `aidledger show REF --sources` names it.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write or replace.")],
) -> None:
    """Write the kept copy of a source to a file.

    From beside the ledger or out of the database, and only as it was: one that does not fit its SHA-256 is refused.
    """
    from aidledger.reports.replacing import replacing

    with context.obj.read() as ledger:
        content = ledger.kept_copy(sha256.strip().lower())
    with replacing(file) as temporary:
        temporary.write_bytes(content)
    output.say(f"wrote {file}", quiet=context.obj.quiet)


@group.command()
def grant(
    context: typer.Context,
    writer: Annotated[
        list[str] | None, typer.Option(help="A role that may record and revise; repeat it.", metavar="NAME")
    ] = None,
    reader: Annotated[
        list[str] | None, typer.Option(help="A role that may read alone; repeat it.", metavar="NAME")
    ] = None,
) -> None:
    r"""Let roles of PostgreSQL write or read the ledger, and create those that are not there.

    Neither can alter or delete history, or drop what guards it; only the owner, whose name --db gives here, can. A role
    that is created has no password: give it one in psql, with \password NAME.
    """
    if not (writer or reader):
        raise InvalidInput("no role was named", "aidledger db grant --writer NAME --reader NAME")
    with context.obj.write() as ledger:
        created = ledger.grant(writers=writer or (), readers=reader or ())
        for name in dict.fromkeys([*(writer or ()), *(reader or ())]):
            rights = "may record and read" if name in (writer or ()) else "may read"
            new = ", a role that was created, without a password" if name in created else ""
            output.say(f"{name}{new}: {rights}", quiet=context.obj.quiet)
