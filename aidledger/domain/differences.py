"""What two statements under one ref say differently, field by field, as a person would say it."""

from enum import StrEnum
from itertools import zip_longest
from typing import Final

from aidledger.domain.amounts import Amount
from aidledger.domain.packages import Citation, LineItem
from aidledger.domain.revisions import Stated
from aidledger.domain.vocabulary import Category

NOTHING: Final = "nothing"
NOT_DISCLOSED: Final = "value not disclosed"
_LONG_BEGINNING: Final = 40
"""Characters; what two texts share at their start is told up to here."""


def differences(before: Stated, after: Stated) -> list[str]:
    """One line for each field that differs, of two statements of one kind: `amount: <= $400.0M -> $380.0M`.

    Items and sources are compared by position; ref and known on, which identify a statement, are left aside.
    """
    lines = []
    for field in type(before).model_fields:
        old, new = getattr(before, field), getattr(after, field)
        if field in {"ref", "known_on"} or old == new:
            continue
        if field in {"items", "sources"}:
            pairs = [(f"{field} {at}", *pair) for at, pair in enumerate(zip_longest(old, new), start=1)]
        else:
            pairs = [(field.replace("_", " "), old, new)]
        absent = NOT_DISCLOSED if field == "amount" else NOTHING
        lines += [f"{name}: {' -> '.join(_said(one, other, absent))}" for name, one, other in pairs if one != other]
    return lines


def _said(one: object, other: object, absent: str) -> tuple[str, str]:
    """Both values, as briefly as they can be told from each other."""
    if isinstance(one, str) and isinstance(other, str) and not isinstance(one, StrEnum):
        return _parted(one, other)
    if isinstance(one, Citation) and isinstance(other, Citation) and one.label == other.label:
        return _in_full(one), _in_full(other)
    return _word(one, absent), _word(other, absent)


def _word(value: object, absent: str) -> str:
    match value:
        case None | ():
            return absent
        case tuple():
            return ", ".join(map(str, value))
        case Amount():
            return value.concise
        case LineItem():
            return item_words(value)
        case Citation():
            return value.label
        case _:
            return str(value)


def _in_full(citation: Citation) -> str:
    return ", ".join(str(part) for _, part in citation if part)


def _parted(one: str, other: str) -> tuple[str, str]:
    """Two texts, without a long beginning that both have."""
    differing = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    start = one.rfind(" ", 0, differing) + 1 if differing > _LONG_BEGINNING else 0
    return (f"... {one[start:]}", f"... {other[start:]}") if start else (one, other)


def item_words(item: LineItem) -> str:
    """An item in full: its line of text, then heading and worth where they are stated."""
    more = [item.category.value if isinstance(item.category, Category) else "", str(item.amount or "")]
    stated = ", ".join(filter(None, more))
    return f"{item} ({stated})" if stated else str(item)
