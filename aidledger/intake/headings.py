"""Headings that people write over columns, and the fields that they mean.

The table below is the whole knowledge: a heading means a field if it is that field's name or one of its other names, in
any case, with whatever blanks and marks between the words. What a heading says of currency and scale
("Amount (EUR million)") holds for its column.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Final, NamedTuple

from aidledger.domain.currencies import currency
from aidledger.errors import InvalidInput, Problem

_PACKAGE: Final = {
    "ref": "id, package id, reference, package",
    "title": "name, package title, package name, package description, description, headline, what",
    "donor": "donor country, donor name, donating country, country, countries, from, provider, donated by",
    "recipient": "recipient country, receiving country, to, beneficiary",
    "stage": "",
    "aid_type": "type of aid, type",
    "instrument": "authority, channel, legal channel, mechanism, program, programme",
    "announced_on": "date, date announced, announcement date, date of announcement, announced, day, announcement",
    "amount": "value, total, sum, worth, cost, amount announced, total amount, total value, stated value",
    "currency": "currency code, original currency",
    "bound": "amount bound, qualifier, precision",
    "items": "contents, item list, equipment, line items",
    "sources": "source, link, links, reference url, source of aid",
    "draws_on": "funded by, paid from, parent",
    "tags": "tag, labels, keywords",
    "note": "notes, comment, comments, remark, remarks, explanation",
    "known_on": "known since",
    "status": "",
    "duplicate_of": "duplicate",
    "reason": "reason for change",
    "item_description": "item, item name, line item",
    "item_category": "category, type of item",
    "item_quantity": "quantity, count, units, no of units, number of units, qty",
    "item_unit": "unit",
    "item_quantity_bound": "quantity bound",
    "item_amount": "item value, value of item",
    "item_currency": "",
    "item_amount_bound": "",
    "source_publisher": "publisher, published by",
    "source_title": "",
    "source_url": "url, source address, web address, address, source link, hyperlink",
    "source_published_on": "published on, published, date published, source date, publication date",
    "source_locator": "locator, page",
    "source_sha256": "sha256, sha 256",
}
_ITEM: Final = {
    "ref": "id, package id, reference, package",
    "description": "item, item name, line item, name, what",
    "category": "type of item, type",
    "quantity": "count, units, no of units, number of units, qty",
    "unit": "",
    "quantity_bound": "bound, qualifier",
    "amount": "value, worth, total",
    "currency": "currency code",
    "amount_bound": "",
    "number": "no",
}
_SOURCE: Final = {
    "ref": "id, package id, reference, package",
    "publisher": "published by",
    "title": "name",
    "url": "address, web address, link, source",
    "published_on": "published, date, date published, publication date",
    "sha256": "sha 256",
    "locator": "page, place",
    "number": "no",
}
OF_ITEM: Final = "item_"
OF_SOURCE: Final = "source_"
"""What the fields of items and of sources begin with where they stand beside those of a package."""
_FIGURES: Final = {"amount": "currency", "item_amount": "item_currency"}
"""The fields of amounts, and those of their currencies."""
_SCALES: Final = {
    Decimal(10) ** 3: ("thousand", "thousands", "k", "000s", "000"),
    Decimal(10) ** 6: ("million", "millions", "m", "mn", "mln", "mio"),
    Decimal(10) ** 9: ("billion", "billions", "b", "bn", "bln", "mrd"),
}
SCALE_WORDS: Final = {scale: words[1] for scale, words in _SCALES.items()}
_SCALE_OF: Final = {word: scale for scale, words in _SCALES.items() for word in words}
_FIGURE_WORD: Final = re.compile(r"[A-Z]{3}(?=(?:k|mn?|bn?)\b)|[A-Z]{0,3}\$|[\u20ac\u00a3]|[^\W_]+")
"""Words of a heading; a currency stands apart from the scale in `EURm` and `\u20acm`."""
_IN_ANY_CASE: Final = frozenset({"AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "JPY", "NOK", "PLN", "SEK", "USD"})
"""Codes that are no words of English, either."""
_LEFT_OUT: Final = frozenset({"problem"})
"""What rows that were put aside for repair say of themselves."""
_FILLERS: Final = frozenset({"in", "of"})


class Column(NamedTuple):
    """A column: its heading, the field that it holds (`""` for none), and what the heading says of figures."""

    heading: str
    field: str
    currency: str = ""
    scale: Decimal = Decimal(1)

    def __str__(self) -> str:
        """`amount, in millions of EUR`."""
        words = " of ".join(filter(None, (SCALE_WORDS.get(self.scale), self.currency)))
        return f"{self.field or 'left out'}{', in ' if words else ''}{words}"


class Kind(NamedTuple):
    """A kind of table: what it is called, its fields by all of their names, and those that it cannot do without."""

    name: str
    fields: Mapping[str, str]
    needed: frozenset[str]


def words(heading: str) -> str:
    """The words of a heading, by which it is known: without regard to case, blanks and marks."""
    return " ".join(re.findall(r"[^\W_]+", heading.casefold()))


def _named(fields: Mapping[str, str]) -> Mapping[str, str]:
    return {
        name: field
        for field, others in fields.items()
        for name in (words(field), *filter(None, map(str.strip, others.split(","))))
    }


PACKAGES: Final = Kind("packages", _named(_PACKAGE), frozenset({"announced_on", "donor"}))
ITEMS: Final = Kind("items", _named(_ITEM), frozenset({"ref", "description"}))
SOURCES: Final = Kind("sources", _named(_SOURCE), frozenset({"ref", "url"}))
KINDS: Final = (PACKAGES, ITEMS, SOURCES)


class Lacking(NamedTuple):
    """A kind of table that headings fall short of: how many of its fields they name, and which it cannot do without."""

    known: int
    kind: Kind
    missing: list[str]


class Mapped(NamedTuple):
    """What a person says of a column: `Remarks=note`, `Sum=amount (EUR m)`; without a field, it is left out."""

    heading: str
    field: str
    currency: str = ""
    scale: Decimal = Decimal(1)

    @classmethod
    def parse(cls, text: str) -> "Mapped":
        """Read `COLUMN=field`. Raises `InvalidInput` for other text, and for a field that no table has."""
        heading, sign, said = text.rpartition("=")
        code, scale, field = _figure_words(said)
        field = field.replace(" ", "_") or ("amount" if code else "")
        fields = dict.fromkeys(name for kind in KINDS for name in kind.fields.values())
        if not sign or not heading.strip():
            raise InvalidInput(
                f"'{text}' maps no column", "write --map 'Column=field', or --map 'Column=' to leave it out"
            )
        if field and field not in fields:
            raise InvalidInput(
                f"there is no field '{field}' to map '{heading}' to", f"choose from: {', '.join(fields)}"
            )
        if (code or scale != 1) and field not in _FIGURES:
            raise InvalidInput(f"'{field}' of '{text}' has no currency and no scale", "amount and item_amount have")
        return cls(heading.strip(), field, code, scale)


def kind_of(headings: Sequence[str], mapped: Sequence[Mapped]) -> Kind | None:
    """The kind of table that has these headings, if any."""
    return next(
        (kind for kind in KINDS if kind.needed <= {column.field for column in _columns(kind, headings, mapped)}), None
    )


def lacking(headings: Sequence[str], mapped: Sequence[Mapped]) -> Lacking:
    """The kind of table that headings come nearest to."""
    found = []
    for kind in KINDS:
        fields = {column.field for column in _columns(kind, headings, mapped)} - {""}
        found.append(Lacking(len(fields), kind, sorted(kind.needed - fields)))
    return max(found, key=lambda one: one.known)


def columns_of(kind: Kind, headings: Sequence[str], mapped: Sequence[Mapped], place: str) -> list[Column]:
    """The columns of a table of `kind`, in order. `place` is that of its headings (`packages.csv:1`).

    Raises `InvalidInput` with every heading that means no field, or the same as another.
    """
    columns = _columns(kind, headings, mapped)
    problems = []
    means: dict[str, list[str]] = {}
    told = {words(one.heading) for one in mapped} | _LEFT_OUT
    for column in columns:
        if column.field:
            means.setdefault(column.field, []).append(column.heading)
        elif column.heading and words(column.heading) not in told:
            message = f"no field is known by the name '{column.heading}'"
            problems.append(Problem(f"{place}:{column.heading}", message, _advice(kind, column.heading)))
    for field, names in means.items():
        if len(names) > 1:
            both = " and ".join(f"'{name}'" for name in names)
            message = f"{both} are both taken for {field}"
            problems.append(Problem(f"{place}:{names[1]}", message, _one_of(names)))
    if problems:
        raise InvalidInput.of(problems)
    return columns


def _one_of(names: Sequence[str]) -> str:
    """How to leave out one of the columns with these headings; what is headed alike cannot be told apart by that."""
    alike = Counter(map(words, names))
    single = next((name for name in names[1:] if alike[words(name)] == 1), None)
    if single is None:
        return f"give one of them another heading in the file: --map '{names[0]}=' would leave out both"
    return f"leave one of them out: --map '{single}='"


def _columns(kind: Kind, headings: Iterable[str], mapped: Sequence[Mapped]) -> list[Column]:
    said = {words(one.heading): one for one in mapped}
    return [_column(kind, heading.strip(), said) for heading in headings]


def _column(kind: Kind, heading: str, said: Mapping[str, Mapped]) -> Column:
    name = words(heading)
    code, scale, rest = _figure_words(heading)
    if name in said:
        field, code = said[name].field, said[name].currency or code
        scale = said[name].scale if said[name].scale != 1 else scale
    else:
        field = kind.fields.get(name) or kind.fields.get(rest) or ("amount" if code and not rest else "")
    if field in _FIGURES:
        return Column(heading, field, code, scale)
    return Column(heading, field)


def currency_of(field: str) -> str:
    """The field that holds the currency of the amounts in `field`; nothing for what is no amount."""
    return _FIGURES.get(field, "")


def _figure_words(heading: str) -> tuple[str, Decimal, str]:
    """The currency and the scale that a heading names, and its other words."""
    code, scale, rest = "", Decimal(1), []
    for word in _FIGURE_WORD.findall(heading):
        if found := _currency(word):
            code = found
        elif word.casefold() in _SCALE_OF:
            scale = _SCALE_OF[word.casefold()]
        elif word.casefold() not in _FILLERS:
            rest.append(word)
    return code, scale, words(" ".join(rest))


def _currency(word: str) -> str:
    """The code of a currency that a word of a heading names, if it does; `all` and `top` are no codes, `ALL` is one."""
    try:
        code = currency(word)
    except InvalidInput:
        return ""
    return code if word.isupper() or code in _IN_ANY_CASE or code.casefold() != word.casefold() else ""


def _advice(kind: Kind, heading: str) -> str:
    close = get_close_matches(_figure_words(heading)[2], kind.fields, n=1, cutoff=0.7)
    field = kind.fields[close[0]] if close else "note"
    return f"say what the column is: --map '{heading}={field}', or --map '{heading}=' to leave it out"
