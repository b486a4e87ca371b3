"""`aidledger add`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import fields, output
from aidledger.cli.format import Format
from aidledger.cli.groups import taking
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from aidledger.domain.packages import Entry, Package
    from aidledger.domain.published import PublishedTotal
    from aidledger.domain.revisions import Stated

_DEFAULTS = ("recipient", "stage", "aid_type", "known_on")


@taking(given=fields.stated)
def command(
    context: typer.Context,
    given: fields.Given,
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="Made up, as us-pda-2023-08-29, unless given.")
    ] = None,
    known_on: Annotated[str | None, typer.Option(help="When the world could know it.", metavar="DATE")] = None,
    document: Annotated[
        Path | None,
        typer.Option("--from", help="Read it from TOML or JSON instead; - is standard input.", metavar="FILE|-"),
    ] = None,
    keep: fields.Keep = None,
    new: Annotated[bool, typer.Option("--new", help="Record it even if one that states the same is there.")] = False,
) -> None:
    """Record a package, or a published total.

    Only an amount or items, --on and --donor are needed, or a document. The recipient is UA, the stage commitment, the
    type of aid military, unless given; what is assumed is shown. On a terminal, with nothing given, it asks.
    --published-total, with --on and --donor, records a cumulative figure that somebody published: it is never summed,
    and `aidledger reconcile` holds it against the ledger. --keep lays a copy of what the source says beside the ledger,
    or into a server's database: the source states its SHA-256, and `aidledger show REF --sources` where it is. Of a
    document it is the only source without a copy, or the only one that every package in it cites.
    """
    from aidledger.domain.evidence import with_kept_copies
    from aidledger.reports import listings

    stated = {name: value for name, value in (("ref", ref), ("known_on", known_on)) if value} | given
    assumed: list[str] = []
    entries: list[Entry]
    if document:
        from aidledger.intake import read

        fields.not_beside(stated)
        entries = list(read(document))
    elif stated:
        entries = [_entry(_published_total(stated) if "published_total" in stated else _package(stated))]
        assumed = [name for name in _DEFAULTS if name not in stated]
    elif sys.stdin.isatty() and sys.stdout.isatty():
        from aidledger.cli.asking import ask_for_package

        entries = [_entry(ask_for_package())]
    else:
        raise InvalidInput(
            "nothing was given to record", "aidledger add --amount 'USD 250M' --on 2023-08-29 --donor US"
        )
    with context.obj.write() as ledger:
        entries = with_kept_copies(entries, [ledger.keep(file) for file in keep or []])
        outcome = ledger.record_many(entries, new=new)
        for recorded in outcome:
            if recorded.already:
                typer.echo(f"already recorded as {recorded.ref} (revision {recorded.number}); nothing was changed")
                continue
            revision = f" (revision {recorded.number})" if recorded.number > 1 else ""
            typer.echo(f"recorded as {recorded.ref}{revision}")
            if len(outcome) == 1:
                typer.echo()
                told = ledger.chain(recorded.ref)[recorded.number - 1].stated
                output.show(listings.card(told, assumed=assumed), Format.TABLE)
        output.say(f"ledger: {ledger.name}", quiet=context.obj.quiet)


def _entry(stated: "Stated") -> "Entry":
    from aidledger.domain.packages import Entry

    return Entry(stated)


def _published_total(given: fields.Given) -> "PublishedTotal":
    missing = [option for name, option in (("announced_on", "--on"), ("donor", "--donor")) if name not in given]
    if missing:
        raise InvalidInput(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} needed",
            "aidledger add --published-total 'USD 43.1B' --since 2022-02-24 --on 2023-08-29 --donor US",
        )
    return fields.published_total(given)


def _package(given: fields.Given) -> "Package":
    missing = [option for name, option in (("announced_on", "--on"), ("donor", "--donor")) if name not in given]
    if not {"amount", "items", "title"} & set(given):
        missing.insert(0, "--amount or --item")
    if missing:
        raise InvalidInput(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} needed",
            "aidledger add --amount 'USD 250M' --on 2023-08-29 --donor US",
        )
    return fields.package(given)
