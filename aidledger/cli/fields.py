"""The fields of a package as options, which `add` and `revise` share."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options
from aidledger.domain.vocabulary import AidType, Stage
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from aidledger.domain.packages import Package

Given = dict[str, str | list[str]]
"""What was given, by the name of the field."""

KnownOn = Annotated[str | None, typer.Option(help="When the world could know it; today unless given.", metavar="DATE")]
Tip = Annotated[
    int | None, typer.Option(help="The latest revision that you saw; a later one refuses yours.", metavar="NUMBER")
]

_OPTIONS = {
    "ref": "REF", "announced_on": "--on", "items": "--item", "sources": "--source", "tags": "--tag",
    "draws_on": "--draws-on", "aid_type": "--aid-type", "known_on": "--known-on",
}  # fmt: skip


def stated(
    *,
    amount: Annotated[
        str | None, typer.Option(help="'up to $400M', 'NOK 7.5bn', \"USD 250M\".", metavar="TEXT")
    ] = None,
    on: Annotated[str | None, typer.Option(help="Announced on: 2023-08-29, 2023-08 or 2023.", metavar="DATE")] = None,
    donor: Annotated[str | None, typer.Option(help="US, EU, or jointly DK+NO+SE.", metavar="CODE")] = None,
    recipient: Annotated[str | None, typer.Option(help="For whom it is.", metavar="CODE")] = None,
    stage: Annotated[str | None, typer.Option(help=f"{', '.join(Stage)}.", metavar="STAGE")] = None,
    aid_type: Annotated[str | None, typer.Option(help=f"{', '.join(AidType)}.", metavar="TYPE")] = None,
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
    tag: Annotated[list[str] | None, typer.Option(help="A free word; repeat it.", metavar="WORD")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="What a reader should know.")] = None,
) -> Given:
    """The fields that were given."""
    fields = {
        "title": title, "donor": donor, "recipient": recipient, "stage": stage, "aid_type": aid_type,
        "instrument": instrument, "announced_on": on, "amount": amount, "items": item, "sources": source,
        "draws_on": draws_on, "tags": tag, "note": note,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}


def option(field: str) -> str:
    """The option that gives `field`."""
    return _OPTIONS.get(field, f"--{field}")


def package(fields: Mapping[str, object]) -> "Package":
    """The package that `fields` state. Raises `InvalidInput` that names the options."""
    from aidledger.domain.model import validate
    from aidledger.domain.packages import Package

    try:
        return validate(Package, fields)
    except InvalidInput as error:
        raise named(error) from None


def named(error: InvalidInput) -> InvalidInput:
    """The error with the options in the place of the fields that they fill."""
    from aidledger.domain.packages import Package

    return options.in_options(error, {name: option(name) for name in Package.model_fields})


def not_beside(given: Mapping[str, object]) -> None:
    """Raise `InvalidInput` where fields were given beside a document."""
    if given:
        names = " and ".join(option(name) for name in given)
        raise InvalidInput(f"--from and {names} were both given", "write everything into the document, or use options")
