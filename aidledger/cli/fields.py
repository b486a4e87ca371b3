"""The fields of a package, and those of a published total, as options, which `add` and `revise` share."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options
from aidledger.domain.vocabulary import AidType, Stage
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from aidledger.domain.packages import Package
    from aidledger.domain.published import PublishedTotal

Given = dict[str, str | list[str]]
"""What was given, by the name of the field."""

KnownOn = Annotated[str | None, typer.Option(help="When the world could know it; today unless given.", metavar="DATE")]
Tip = Annotated[
    int | None, typer.Option(help="The latest revision that you saw; a later one refuses yours.", metavar="NUMBER")
]
Keep = Annotated[
    list[Path] | None,
    typer.Option(
        help="Keep a copy of this file, up to 50 MiB, which is the source; of several sources one each, in order.",
        metavar="FILE",
    ),
]

_OPTIONS = {
    "ref": "REF", "announced_on": "--on", "items": "--item", "sources": "--source", "tags": "--tag",
    "draws_on": "--draws-on", "aid_type": "--aid-type", "known_on": "--known-on", "until": "--on",
    "published_total": "--published-total",
}  # fmt: skip
_PACKAGES_ALONE = ("amount", "items", "draws_on", "tags")
_PUBLISHED_ALONE = ("published_total", "since")


def stated(
    *,
    amount: Annotated[
        str | None, typer.Option(help="'up to $400M', 'NOK 7.5bn', \"USD 250M\".", metavar="TEXT")
    ] = None,
    published_total: Annotated[
        str | None, typer.Option(help="A figure that sums up many packages, to be reconciled.", metavar="TEXT")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="The first day that the published total counts.", metavar="DATE")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(help="Announced on: 2023-08-29, 2023-08 or 2023; the last day it counts.", metavar="DATE"),
    ] = None,
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
        "draws_on": draws_on, "tags": tag, "note": note, "published_total": published_total, "since": since,
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
        return validate(Package, of_package(fields))
    except InvalidInput as error:
        raise named(error) from None


def published_total(fields: Mapping[str, object]) -> "PublishedTotal":
    """The published total that `fields` state. Raises `InvalidInput` that names the options."""
    from aidledger.domain.model import validate
    from aidledger.domain.published import PublishedTotal

    try:
        return validate(PublishedTotal, of_published_total(fields))
    except InvalidInput as error:
        raise named(error) from None


def of_package(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields as the document of a package has them. Raises `InvalidInput` for what none has."""
    if foreign := [option(name) for name in _PUBLISHED_ALONE if name in fields]:
        raise InvalidInput(
            f"{foreign[0]} is of a published total, and this is a package",
            "record the total by itself: aidledger add --published-total 'USD 43.1B' --since ... --on ... --donor US",
        )
    return dict(fields)


def of_published_total(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields as the document of a published total has them. Raises `InvalidInput` for what none has."""
    if foreign := [option(name) for name in _PACKAGES_ALONE if name in fields]:
        raise InvalidInput(
            f"{foreign[0]} is of a package, and this is a published total",
            "its figure is given by --published-total; it is never summed, and draws on nothing",
        )
    return {"until" if name == "announced_on" else name: value for name, value in fields.items()}


def named(error: InvalidInput) -> InvalidInput:
    """The error with the options in the place of the fields that they fill."""
    from aidledger.domain.packages import Package
    from aidledger.domain.published import PublishedTotal

    fields = (*Package.model_fields, *PublishedTotal.model_fields)
    return options.in_options(error, {name: option(name) for name in fields})


def not_beside(given: Mapping[str, object]) -> None:
    """Raise `InvalidInput` where fields were given beside a document."""
    if given:
        names = " and ".join(option(name) for name in given)
        raise InvalidInput(f"--from and {names} were both given", "write everything into the document, or use options")
