"""Asking for a package step by step, on a terminal."""

from collections.abc import Callable
from typing import Any

import typer

from aidledger.cli import output
from aidledger.cli.format import Format
from aidledger.domain.amounts import Amount
from aidledger.domain.dates import AnnouncedOn
from aidledger.domain.instruments import instrument
from aidledger.domain.model import validate
from aidledger.domain.packages import Citation, LineItem, Package
from aidledger.domain.parties import parties
from aidledger.domain.text import line
from aidledger.domain.vocabulary import AidType, Stage
from aidledger.errors import InvalidInput
from aidledger.reports import listings

Read = Callable[[str], object]


def ask_for_package() -> Package:
    """Ask until a package is stated that a person has seen and approved. Raises `typer.Abort` where they decline."""
    output.say("A package, step by step. An empty answer takes what stands in [brackets], or leaves the field out.", "")
    while True:
        fields: dict[str, Any] = {
            "donor": _ask("Donor (US, EU, jointly DK+NO+SE)", parties),
            "recipient": _ask("Recipient", parties, default="UA"),
            "announced_on": _ask("Announced on (2023-08-29, 2023-08, 2023)", AnnouncedOn.parse),
            "stage": _ask(f"Stage ({', '.join(Stage)})", _field("stage"), default=Stage.COMMITMENT),
            "aid_type": _ask(f"Type of aid ({', '.join(AidType)})", _field("aid_type"), default=AidType.MILITARY),
            "instrument": _ask("Instrument (PDA, USAI, ...)", instrument, default=""),
            "amount": _ask("Amount ('up to $400M'; empty: not disclosed)", Amount.parse, default=""),
            "items": _ask_several("Item ('3,000,000+ rounds: small arms ammunition')", LineItem.parse),
            "title": _ask("Title", line, default=""),
            "sources": _ask_several("Source (address or title)", Citation.parse),
        }
        try:
            package = validate(Package, {name: value for name, value in fields.items() if value})
        except InvalidInput as error:
            _tell(error)
            continue
        output.show(listings.card(package), Format.TABLE)
        if typer.confirm("Record this?", default=True):
            return package
        if not typer.confirm("Start again?", default=False):
            raise typer.Abort


def _ask(question: str, read: Read, *, default: str | None = None) -> str:
    """The answer as it was typed, once `read` accepts it."""
    while True:
        answer: str = typer.prompt(question, default=default, show_default=bool(default)).strip()
        try:
            if answer:
                read(answer)
        except InvalidInput as error:
            _tell(error)
        else:
            return answer


def _ask_several(question: str, read: Read) -> list[str]:
    answers: list[str] = []
    while answer := _ask(f"{question}, or empty to go on", read, default=""):
        answers.append(answer)
    return answers


def _field(name: str) -> Read:
    """A reader of one field of a package, which judges it as the whole package would."""

    def read(text: str) -> object:
        return validate(Package, {"donor": "US", "announced_on": "2000", "title": "-", name: text})

    return read


def _tell(error: InvalidInput) -> None:
    output.say(f"  {error.message}", *([f"  {error.hint}"] if error.hint else []))
