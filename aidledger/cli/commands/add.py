"""`aidledger add`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.format import Format
from aidledger.domain.vocabulary import AidType, Stage
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from aidledger.domain.packages import Entry, Package

_OPTIONS = {
    "ref": "REF", "announced_on": "--on", "items": "--item", "sources": "--source", "tags": "--tag",
    "draws_on": "--draws-on", "aid_type": "--aid-type", "known_on": "--known-on",
}  # fmt: skip
_DEFAULTS = ("recipient", "stage", "aid_type", "known_on")


def command(
    context: typer.Context,
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="Made up, as us-pda-2023-08-29, unless given.")
    ] = None,
    amount: Annotated[
        str | None, typer.Option(help="'up to $400M', 'NOK 7.5bn', \"USD 250M\".", metavar="TEXT")
    ] = None,
    on: Annotated[str | None, typer.Option(help="Announced on: 2023-08-29, 2023-08 or 2023.", metavar="DATE")] = None,
    donor: Annotated[str | None, typer.Option(help="US, EU, or jointly DK+NO+SE.", metavar="CODE")] = None,
    recipient: Annotated[str | None, typer.Option(help="UA unless given.", metavar="CODE")] = None,
    stage: Annotated[
        str | None, typer.Option(help=f"{', '.join(Stage)}; commitment unless given.", metavar="STAGE")
    ] = None,
    aid_type: Annotated[
        str | None, typer.Option(help=f"{', '.join(AidType)}; military unless given.", metavar="TYPE")
    ] = None,
    instrument: Annotated[str | None, typer.Option(help="PDA, USAI, FMF, ...", metavar="NAME")] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="What was announced, in a line.")] = None,
    item: Annotated[
        list[str] | None, typer.Option(help="'3,000,000+ rounds: small arms ammunition'; repeat it.", metavar="TEXT")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option(help="Where it says so; repeat it.", metavar="URL-or-TEXT")
    ] = None,
    draws_on: Annotated[
        str | None, typer.Option(help="The package that pays for it or contains it.", metavar="REF")
    ] = None,
    known_on: Annotated[str | None, typer.Option(help="When the world could know it.", metavar="DATE")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A free word; repeat it.", metavar="WORD")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="What a reader should know.")] = None,
    document: Annotated[
        Path | None,
        typer.Option("--from", help="Read it from TOML or JSON instead; - is standard input.", metavar="FILE|-"),
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="Record it even if one that states the same is there.")] = False,
) -> None:
    """Record a package.

    An amount or items, --on and --donor are needed; the rest has defaults, which are shown. With nothing given, on a
    terminal, it is asked for step by step.
    """
    from aidledger.domain.packages import Entry
    from aidledger.reports import listings

    given = {
        name: value
        for name, value in {
            "ref": ref, "title": title, "donor": donor, "recipient": recipient, "stage": stage, "aid_type": aid_type,
            "instrument": instrument, "announced_on": on, "amount": amount, "items": item, "sources": source,
            "draws_on": draws_on, "tags": tag, "note": note, "known_on": known_on,
        }.items()
        if value
    }  # fmt: skip
    assumed: list[str] = []
    if document:
        entries = _documents(document, given)
    elif given:
        entries = [Entry(_package(given))]
        assumed = [name for name in _DEFAULTS if name not in given]
    elif sys.stdin.isatty() and sys.stdout.isatty():
        from aidledger.cli.asking import ask_for_package

        entries = [Entry(ask_for_package())]
    else:
        raise InvalidInput(
            "nothing was given to record", "aidledger add --amount 'USD 250M' --on 2023-08-29 --donor US"
        )
    with context.obj.write() as ledger:
        outcome = ledger.record_many(entries, new=new)
        for recorded in outcome:
            if recorded.already:
                typer.echo(f"already recorded as {recorded.ref} (revision {recorded.number}); nothing was changed")
                continue
            typer.echo(f"recorded as {recorded.ref}")
            if len(outcome) == 1:
                typer.echo()
                output.show(listings.card(ledger.get(recorded.ref).package, assumed=assumed), Format.TABLE)
        output.say(f"ledger: {ledger.name}", quiet=context.obj.quiet)


def _documents(path: Path, given: dict[str, str | list[str]]) -> "list[Entry]":
    from aidledger.intake import read

    if given:
        names = " and ".join(_option(name) for name in given)
        raise InvalidInput(f"--from and {names} were both given", "write everything into the document, or use options")
    return read(path)


def _package(given: dict[str, str | list[str]]) -> "Package":
    from aidledger.domain.model import validate
    from aidledger.domain.packages import Package

    missing = [option for name, option in (("announced_on", "--on"), ("donor", "--donor")) if name not in given]
    if not {"amount", "items", "title"} & set(given):
        missing.insert(0, "--amount or --item")
    if missing:
        raise InvalidInput(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} needed",
            "aidledger add --amount 'USD 250M' --on 2023-08-29 --donor US",
        )
    try:
        return validate(Package, given)
    except InvalidInput as error:
        raise options.in_options(error, {name: _option(name) for name in Package.model_fields}) from None


def _option(field: str) -> str:
    return _OPTIONS.get(field, f"--{field}")
