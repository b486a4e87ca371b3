"""`aidledger revise`."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import fields, options, output
from aidledger.cli.groups import taking
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import date

    from aidledger.domain.packages import Citation, LineItem, Package
    from aidledger.domain.revisions import Stated
    from aidledger.storage.ledger import Ledger
    from aidledger.storage.recording import Recorded


@taking(given=fields.stated)
def command(
    context: typer.Context,
    given: fields.Given,
    ref: Annotated[str, typer.Argument(metavar="REF", help="The package, as `aidledger list` names it.")],
    reason: Annotated[str, typer.Option(help="Why it is stated again.", metavar="TEXT")],
    known_on: fields.KnownOn = None,
    item_at: Annotated[
        list[str] | None,
        typer.Option(help="One item alone: '2=12 x HIMARS' states item 2 anew, '2=' drops it.", metavar="N=TEXT"),
    ] = None,
    clear: Annotated[list[str] | None, typer.Option(help="Leave this field out; repeat it.", metavar="FIELD")] = None,
    document: Annotated[
        Path | None,
        typer.Option("--from", help="The whole package, from TOML or JSON; - is standard input.", metavar="FILE|-"),
    ] = None,
    tip: fields.Tip = None,
    keep: fields.Keep = None,
) -> None:
    """State a package or published total again, or restore it.

    What no option names carries over from what was known on the day of --known-on. --item, --source and --tag state all
    of them anew; --keep adds copies also to sources that carry over. A cancelled package stands again. Nothing is
    overwritten: `aidledger history` shows every revision.
    """
    from aidledger.domain.lookback import AsOf

    day = options.on_day("--known-on", known_on) if known_on else None
    if document and (item_at or clear):
        raise InvalidInput("--from and --item-at or --clear were both given", "write everything into the document")
    with context.obj.write() as ledger:
        if document:
            fields.not_beside(given)
            recorded = _restate(ledger, ref, document, keep or [], reason, day, tip)
        else:
            chain = ledger.chain(ref)
            seen = tip if tip is not None else len(chain)
            changes = _changes(chain[0].stated, given, clear or [], item_at or [])
            if item_at:
                changes["items"] = _items(_known(ledger, ref, day), item_at)
            if keep and (speaking := AsOf(known_on=day).speaking(chain)):
                changes["sources"] = _copied(ledger, speaking.stated, changes, keep)
            try:
                recorded = ledger.revise(ref, changes, reason=reason, known_on=day, tip=seen)
            except InvalidInput as error:
                raise fields.named(error) from None
        tell(ledger, recorded)
        output.say(f"ledger: {ledger.name}", quiet=context.obj.quiet)


def tell(ledger: "Ledger", recorded: "Recorded") -> None:
    """Say which revision was recorded, and what it changed."""
    from aidledger.reports import listings

    if recorded.already:
        typer.echo(f"'{recorded.ref}' says so already (revision {recorded.number}); nothing was changed")
        return
    chain = ledger.chain(recorded.ref)
    revision = chain[recorded.number - 1]
    typer.echo(f"recorded as revision {revision.number} of {recorded.ref}, known on {revision.known_on}")
    output.show_lines(f"  {line}" for line in listings.what_changed(chain, revision))


def _restate(
    ledger: "Ledger", ref: str, document: Path, keep: list[Path], reason: str, day: "date | None", tip: int | None
) -> "Recorded":
    from datetime import UTC, datetime

    from aidledger.domain.evidence import with_kept_copies
    from aidledger.domain.text import line
    from aidledger.intake import read

    entries = list(read(document))
    if len(entries) != 1:
        raise InvalidInput(f"{document} holds {len(entries)} packages", "give it one: that is revised by itself")
    if entries[0].stated.ref not in {None, ref}:
        stated_ref = entries[0].stated.ref
        raise InvalidInput(f"{document} states '{stated_ref}', not '{ref}'", "give the document of that package")
    (entry,) = with_kept_copies(entries, [ledger.keep(file) for file in keep])
    # What a document says of when it was known is that of the revision that it was copied from.
    known_on = day or datetime.now(UTC).date()
    stated = entry.stated.revised({"ref": ref, "known_on": known_on})
    seen = tip or entry.tip or len(ledger.chain(ref))
    return ledger.record_many([entry._replace(stated=stated, reason=line(reason), tip=seen)])[0]


def _copied(ledger: "Ledger", stated: "Stated", changes: dict[str, object], keep: list[Path]) -> "tuple[Citation, ...]":
    """The sources, those that are stated anew or those that carry over, with copies of them that are kept."""
    from aidledger.domain.evidence import with_kept_copies
    from aidledger.domain.packages import Entry

    cited = stated.revised({"sources": changes["sources"]}) if "sources" in changes else stated
    (entry,) = with_kept_copies([Entry(cited)], [ledger.keep(file) for file in keep])
    return entry.stated.sources


def _changes(stated: "Stated", given: fields.Given, clear: list[str], item_at: list[str]) -> dict[str, object]:
    """The fields to state anew, as the document of such a thing has them."""
    from aidledger.domain.packages import Package

    if isinstance(stated, Package):
        told = fields.of_package(given)
    else:
        told = fields.of_published_total({**given, **({"items": item_at} if item_at else {})})
    return told | dict.fromkeys(_cleared(type(stated), name) for name in clear)


def _cleared(kind: "type[Stated]", name: str) -> str:
    """The field that --clear names, by the name of its option or its own."""
    known = {fields.option(field).removeprefix("--"): field for field in kind.model_fields}
    field = known.get(name.removeprefix("--")) or name.replace("-", "_")
    optional = [one for one, info in kind.model_fields.items() if not info.is_required() and one not in _STAY]
    if field not in optional:
        names = ", ".join(fields.option(one).removeprefix("--") for one in optional)
        raise InvalidInput(f"--clear: '{name}' cannot be left out", f"choose from: {names}")
    return field


_STAY = frozenset({"ref", "recipient", "stage", "aid_type", "known_on", "status", "duplicate_of"})
"""What every package has, or another option states."""


def _known(ledger: "Ledger", ref: str, day: "date | None") -> "Package":
    from aidledger.domain.lookback import AsOf

    return ledger.get(ref, AsOf(known_on=day)).package


def _items(package: "Package", changes: list[str]) -> list["LineItem"]:
    """The items with those changed that `changes` name by position; heading and worth of each carry over."""
    from aidledger.domain.packages import LineItem

    items: list[LineItem | None] = list(package.items)
    for change in changes:
        match = re.fullmatch(r"\s*(\d+)\s*=(.*)", change, re.DOTALL)
        position = int(match[1]) if match else 0
        if not match or not 1 <= position <= len(items) + 1:
            raise InvalidInput(
                f"--item-at: '{change}' names no item of the {len(items)}",
                f"write its number, = and the item: '1=12 x HIMARS'; {len(items) + 1}= adds one",
            )
        text = match[2].strip()
        try:
            item = LineItem.parse(text) if text else None
        except InvalidInput as error:
            raise options.in_options(error, {"": "--item-at"}) from None
        if position > len(items):
            items.append(item)
            continue
        old = items[position - 1]
        kept = {"category": old.category, "amount": old.amount} if old else {}
        items[position - 1] = item and item.model_copy(update=kept)
    return [item for item in items if item]
