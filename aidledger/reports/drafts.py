"""Drafts as people mend them and programs read them: TOML with its evidence, JSON, the text with its places marked."""

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from aidledger.domain.amounts import Amount
from aidledger.domain.drafts import Draft, DraftItem, DraftPackage, DraftPublishedTotal, Found, Place
from aidledger.domain.quantities import Quantity
from aidledger.domain.revisions import Json

OPEN: Final = "?"
"""Stands for a day that the text does not tell; no date is written so, and `add` asks for it."""
_FILL_IN: Final = "the text does not tell: fill it in, as 2023-08-29, 2023-08 or 2023"
_LONGEST_QUOTE: Final = 100


def toml(draft: Draft, text: str) -> Iterator[str]:
    """The lines of a document for a person to read, mend and hand to `add --from`.

    Beside each field stand the words of `text` that support it, and the characters that they are, counted from 0.
    """
    yield "# Drafted by rules: hold it against the text, mend it, then record it with `aidledger add --from`."
    yield "# Beside each field stand the words that support it [first character, character after the last]."
    for package in draft.packages:
        yield ""
        yield "[[packages]]"
        yield from _package(package, text)
        yield from _source("packages", draft)
    for total in draft.published_totals:
        yield ""
        yield "[[published_totals]]"
        yield from _published_total(total, text)
        yield from _source("published_totals", draft)
    if draft.set_aside:
        yield ""
        yield "# Set aside, for they are no new packages:"
        yield from (f"#   {_quoted(text, one.place)}: {_printable(one.reason)}" for one in draft.set_aside)


def _package(package: DraftPackage, text: str) -> Iterator[str]:
    yield from _field("title", package.title, text)
    yield from _field("donor", package.donor, text)
    yield from _field("recipient", package.recipient, text)
    yield from _field("stage", package.stage, text)
    yield from _field("aid_type", package.aid_type, text)
    yield from _field("instrument", package.instrument, text)
    yield from _day("announced_on", package.announced_on, text)
    yield from _amount("amount", package.amount, package.places.get("bound"), text)
    for drafted in package.items:
        yield ""
        yield "  [[packages.items]]"
        yield from (f"  {line}" for line in _item(drafted, text))


def _published_total(total: DraftPublishedTotal, text: str) -> Iterator[str]:
    yield from _amount("published_total", total.published_total, total.places.get("bound"), text)
    yield from _field("since", total.since, text)
    yield from _day("until", total.until, text)
    yield from _field("donor", total.donor, text)
    yield from _field("recipient", total.recipient, text)
    yield from _field("aid_type", total.aid_type, text)


def _field(name: str, found: Found[str] | Found[object] | None, text: str) -> Iterator[str]:
    if found:
        yield _line(name, str(found.value), [found.place], text)


def _day(name: str, found: Found[object] | None, text: str) -> Iterator[str]:
    yield _line(name, str(found.value), [found.place], text) if found else f'{name} = "{OPEN}"  # {_FILL_IN}'


def _amount(name: str, found: Found[Amount] | None, bound: Place | None, text: str) -> Iterator[str]:
    if found:
        yield _line(name, str(found.value), [bound, found.place], text)


def _item(drafted: DraftItem, text: str) -> Iterator[str]:
    yield _line("description", drafted.item.description, [drafted.place], text)
    if drafted.item.category:
        yield _line("category", drafted.item.category, [], text)
    if drafted.item.quantity:
        yield _line("quantity", str(drafted.item.quantity), [], text)
    if drafted.item.amount:
        yield _line("amount", str(drafted.item.amount), [], text)


def _source(kind: str, draft: Draft) -> Iterator[str]:
    if not draft.title:
        return
    yield ""
    yield f"  [[{kind}.sources]]"
    if draft.publisher:
        yield f"  publisher = {_text(draft.publisher)}"
    yield f"  title = {_text(draft.title)}"
    yield '  # url = "https://..."'
    if draft.published:
        yield f'  published_on = "{draft.published}"'
    if draft.sha256:
        yield f'  sha256 = "{draft.sha256}"'


def _line(name: str, value: str, places: list[Place | None], text: str) -> str:
    quotes = ", ".join(_quoted(text, place) for place in places if place)
    return f"{name} = {_text(value)}" + (f"  # {quotes}" if quotes else "")


def _text(value: str) -> str:
    """A string of TOML, which has the escapes of JSON."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _quoted(text: str, place: Place) -> str:
    words = _printable(text[place.start : place.end])
    if len(words) > _LONGEST_QUOTE:
        words = f"{words[: _LONGEST_QUOTE - 3]}..."
    return f'"{words}" [{place.start}, {place.end}]'


def _printable(text: str) -> str:
    """The text in one line without anything that a comment may not have, or a terminal would obey."""
    return "".join(character if character.isprintable() else " " for character in re.sub(r"\s+", " ", text))


def record(draft: Draft) -> Json:
    """The draft for programs; fields as documents have them, and `places`, each `[start, end]` in characters.

    The places of items are those of `items`, in the same order.
    """
    return {
        "packages": [_package_record(package) for package in draft.packages],
        "published_totals": [_total_record(total) for total in draft.published_totals],
        "set_aside": [
            {"text": one.text, "start": one.place.start, "end": one.place.end, "reason": one.reason}
            for one in draft.set_aside
        ],
        "source": _stated(
            publisher=draft.publisher,
            title=draft.title,
            published_on=draft.published and draft.published.isoformat(),
            sha256=draft.sha256,
        ),
    }


def _package_record(package: DraftPackage) -> Json:
    places: Json = {name: list(place) for name, place in package.places.items()}
    if package.items:
        places["items"] = [list(drafted.place) for drafted in package.items]
    return _stated(
        title=_value(package.title),
        donor=_value(package.donor),
        recipient=_value(package.recipient),
        stage=_value(package.stage),
        aid_type=_value(package.aid_type),
        instrument=_value(package.instrument),
        announced_on=_value(package.announced_on) or OPEN,
        amount=package.amount and _amount_record(package.amount.value),
    ) | {"items": [_item_record(drafted) for drafted in package.items], "places": places}


def _total_record(total: DraftPublishedTotal) -> Json:
    return _stated(
        published_total=_amount_record(total.published_total.value),
        since=_value(total.since),
        until=_value(total.until) or OPEN,
        donor=_value(total.donor),
        recipient=_value(total.recipient),
        aid_type=_value(total.aid_type),
        places={name: list(place) for name, place in total.places.items()},
    )


def _item_record(drafted: DraftItem) -> Json:
    item = drafted.item
    return _stated(
        category=item.category and item.category.value,
        description=item.description,
        quantity=item.quantity and _quantity_record(item.quantity),
        amount=item.amount and _amount_record(item.amount),
    )


def _amount_record(amount: Amount) -> Json:
    return {"bound": amount.bound.value, "currency": amount.currency, "value": str(amount.value)}


def _quantity_record(quantity: Quantity) -> Json:
    return {"bound": quantity.bound.value, "number": f"{quantity.number:f}", "unit": quantity.unit}


def _value(found: Found[object] | None) -> str | None:
    return str(found.value) if found else None


def _stated(**fields: object) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


class _Mark(NamedTuple):
    """How one kind of place is shown: the letter after it, what the legend calls it, its style."""

    letter: str
    meaning: str
    style: str


_MARKS: Final = {
    "amount": _Mark("A", "amount", "bold black on green"),
    "published_total": _Mark("P", "published total", "bold black on cyan"),
    "set_aside": _Mark("X", "set aside", "black on yellow"),
    "item": _Mark("I", "item", "black on bright_blue"),
    "bound": _Mark("B", "bound", "underline green"),
    "announced_on": _Mark("D", "day", "bold magenta"),
    "donor": _Mark("F", "from whom", "bold blue"),
    "recipient": _Mark("T", "to whom", "blue"),
    "instrument": _Mark("C", "channel", "bold cyan"),
    "stage": _Mark("S", "stage", "underline"),
    "aid_type": _Mark("K", "kind of aid", "underline"),
    "title": _Mark("N", "what is announced", "bold"),
    "since": _Mark("D", "day", "bold magenta"),
}
"""In this order: of two places that overlap, the one whose kind stands first is shown."""


def highlighted(draft: Draft, text: str, *, width: int, colour: bool) -> str:
    """The text with every place in brackets, its mark behind it: `[$250 million]A1` is the amount of the first package.

    Above it stands what the marks mean. Whatever the text holds, a terminal prints it and obeys none of it.
    """
    # Rich is only wanted on a terminal.
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    marked = _marked(draft)
    legend = Text("  ").join(
        Text(f"[{mark.meaning}]{mark.letter}", style=mark.style)
        for mark in dict.fromkeys(mark for _, mark, _ in marked)
    )
    shown = Text()
    at = 0
    for place, mark, number in marked:
        shown.append(_shown(text[at : place.start]))
        shown.append(f"[{_shown(text[place.start : place.end])}]{mark.letter}{number or ''}", style=mark.style)
        at = place.end
    shown.append(_shown(text[at:]))
    page = StringIO()
    console = Console(
        file=page, width=width, force_terminal=colour, no_color=not colour, legacy_windows=False, highlight=False
    )
    console.print(legend, end="\n\n")
    console.print(shown)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines())


def _marked(draft: Draft) -> list[tuple[Place, _Mark, int]]:
    """The places to be shown, in order, none of them in another, with the number of their package or total."""
    places: list[tuple[int, Place, _Mark, int]] = []
    ranks = {name: rank for rank, name in enumerate(_MARKS)}

    def put(name: str, place: Place, number: int) -> None:
        places.append((ranks[name], place, _MARKS[name], number))

    for number, package in enumerate(draft.packages, start=1):
        for name, place in package.places.items():
            put(name, place, number)
        for drafted in package.items:
            put("item", drafted.place, number)
    for number, total in enumerate(draft.published_totals, start=1):
        for name, place in total.places.items():
            put(name, place, number)
    for one in draft.set_aside:
        put("set_aside", one.place, 0)
    shown: list[tuple[Place, _Mark, int]] = []
    taken: set[int] = set()
    for _, place, mark, number in sorted(places, key=lambda entry: (entry[0], entry[1], entry[3])):
        characters = range(*place)
        if taken.isdisjoint(characters):
            taken.update(characters)
            shown.append((place, mark, number))
    return sorted(shown, key=lambda entry: entry[0])


def _shown(text: str) -> str:
    """The text as it is, without what a terminal would obey."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text)
