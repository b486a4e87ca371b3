"""What two statements of one package say differently, field by field, as a person would say it."""

from itertools import zip_longest

from aidledger.domain.packages import Citation, LineItem, Package
from aidledger.domain.vocabulary import Category

NOTHING = "nothing"


def differences(before: Package, after: Package) -> list[str]:
    """One line for each field that differs: `amount: up to USD 400,000,000 -> USD 380,000,000`.

    Items and sources are compared by position; ref and known on, which identify a statement, are left aside.
    """
    lines = []
    for field in Package.model_fields:
        old, new = getattr(before, field), getattr(after, field)
        if field in {"ref", "known_on"} or old == new:
            continue
        if field in {"items", "sources"}:
            for position, (one, other) in enumerate(zip_longest(old, new), start=1):
                if one != other:
                    lines.append(f"{field} {position}: {_said(one)} -> {_said(other)}")
        else:
            lines.append(f"{field.replace('_', ' ')}: {_said(old)} -> {_said(new)}")
    return lines


def _said(value: object) -> str:
    match value:
        case None | () | "":
            return NOTHING
        case tuple():
            return ", ".join(map(str, value))
        case LineItem():
            return item_words(value)
        case Citation():
            return ", ".join(str(part) for _, part in value if part)
        case _:
            return getattr(value, "label", None) or str(value)


def item_words(item: LineItem) -> str:
    """An item in full: its line of text, then heading and worth where they are stated."""
    more = [item.category.value if isinstance(item.category, Category) else "", str(item.amount or "")]
    stated = ", ".join(filter(None, more))
    return f"{item} ({stated})" if stated else str(item)
