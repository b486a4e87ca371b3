"""What is recorded of the rows that count, and of those that belong to them.

All packages are commitments. What was delivered the sheet states in euros alone, at rates of its own, and for few of
the rows that count: deliveries are left out.
"""

import re
from collections.abc import Container, Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import chain, count
from pathlib import Path
from typing import Final

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound
from aidledger.domain.currencies import currency, exponent
from aidledger.domain.model import validate
from aidledger.domain.packages import Citation, Entry, LineItem, Package
from aidledger.domain.text import LINE_LENGTH, PROSE_LENGTH, web_address
from aidledger.domain.vocabulary import AidType, DateOrder, DecimalMark
from aidledger.errors import InvalidInput, Problem
from aidledger.intake.kiel.counting import Parted, ReadRow, parted
from aidledger.intake.kiel.items import fitted, item_of
from aidledger.intake.kiel.sheet import read_sheet

TAG: Final = "kiel"

_PUBLISHER: Final = "Kiel Institute for the World Economy"
_TRACKER: Final = "Ukraine Support Tracker"
_RECIPIENT: Final = "UA"
_TITLE_LENGTH: Final = 100
_INSTRUMENTS: Final = {
    "loan": "loan",
    "grant": "grant",
    "guarantee": "guarantee",
    "swap-line": "swap line",
    "european peace facility": "EPF",
}
"""Specific types of aid that name a legal channel."""

_WIDE: Final = Context(prec=400)
"""Room for whatever number a cell may hold; what no package is worth is refused afterwards."""
_SENTENCE: Final = re.compile(r"(?<=[a-z0-9)\"\u201d]{2}[.!?])\s+(?=[A-Z\"\u201c])")


def read_kiel(
    path: str | Path, *, release: str | None = None, known_on: date | None = None, decimal: DecimalMark | None = None,
    dates: DateOrder | None = None,
) -> list[Entry]:  # fmt: skip
    """The packages of the main data sheet at `path`, in its order; `counting` says which rows make them.

    `release` is what the release is called, and `known_on` its day, on which the world could know all of it; without
    one, each package is known on the last day that its announcement may mean. `decimal` and `dates` say how the file
    writes, where it does not show that itself.

    Raises `NotFound`, and `InvalidInput` with every problem of the file otherwise.
    """
    problems: list[Problem] = []
    tracker: dict[str, object] = {"publisher": _PUBLISHER, "title": title_of(release)}
    if known_on:
        tracker["published_on"] = known_on
    entries: list[Entry] = []
    taken: set[str] = set()
    for package in parted(read_sheet(path, decimal, dates), known_on, problems):
        ref = free_ref(_ref(package.lead.row.line("id")), taken)
        taken.add(ref)
        try:
            entries.append(_entry(ref, package, tracker, known_on))
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput.of(problems)
    return entries


def title_of(release: str | None) -> str:
    """What a release is called in citations and reasons: `Ukraine Support Tracker, release 14`."""
    return f"{_TRACKER}, release {release}" if release else _TRACKER


def is_own_citation(citation: Citation) -> bool:
    """Whether the citation is of the tracker itself, of whichever release; its locator is the ID there."""
    return citation.publisher == _PUBLISHER and (citation.title or "").startswith(_TRACKER)


def free_ref(ref: str, taken: Container[str]) -> str:
    """`ref`, or else the first of `ref-2`, `ref-3`, ... that is not taken."""
    return next(name for name in chain([ref], (f"{ref}-{position}" for position in count(2))) if name not in taken)


def _ref(identifier: str) -> str:
    """`kiel-usm8` of the ID `USM8`."""
    slug = re.sub(r"[^a-z0-9]+", "-", identifier.lower())[:60].strip("-")
    return "-".join(filter(None, (TAG, slug)))


def _entry(ref: str, package: Parted, tracker: dict[str, object], known_on: date | None) -> Entry:
    lead, row = package.lead, package.lead.row
    fields: dict[str, object] = {
        "ref": ref,
        "title": _title(lead),
        "donor": lead.donor,
        "recipient": _RECIPIENT,
        "aid_type": _aid_type(lead),
        "instrument": _INSTRUMENTS.get(row.line("specific").casefold()),
        "announced_on": lead.announced.on,
        "amount": _amount(lead),
        "items": _items(package),
        "sources": (*_cited(package.rows), tracker | {"locator": fitted(f"ID {row.line('id')}", LINE_LENGTH)}),
        "tags": (TAG,),
        "note": _note(package),
        "known_on": known_on,
    }
    stated = {name: value for name, value in fields.items() if value is not None}
    return Entry(validate(Package, stated, where=row.place), row.place)


def _aid_type(lead: ReadRow) -> AidType:
    word = lead.row.line("aid_type").lower()
    with lead.row.at("aid_type"):
        if word not in set(AidType):
            raise InvalidInput(f"'{word}' is not a type of aid", f"choose one of: {', '.join(AidType)}")
        return AidType(word)


def _amount(lead: ReadRow) -> Amount | None:
    """What the row that counts is worth: about so much where the tracker reckoned it from prices.

    Cells of a workbook may hold more decimals than the currency has; such a sum is rounded, and also about.
    """
    row = lead.row
    if lead.total is None:
        return None
    with row.at("currency"):
        code = currency(row.line("currency"))
    value = lead.total.quantize(Decimal(1).scaleb(-exponent(code)), ROUND_HALF_EVEN, _WIDE)
    reckoned = "prices" in row.line("basis").lower() or ("reported" in row.headings and not row.text("reported"))
    bound = Bound.ABOUT if reckoned or value != lead.total else Bound.EXACT
    with row.at("total"):
        return validate(Amount, {"value": value, "currency": code, "bound": bound})


def _title(lead: ReadRow) -> str:
    """The first sentence of the explanation, as far as there is room for it; the note has all of it."""
    row = lead.row
    sentence = _SENTENCE.split(row.line("explanation"), maxsplit=1)[0]
    return fitted(sentence or f"{row.line('aid_type')}: {row.line('specific') or 'aid'}", _TITLE_LENGTH)


def _items(package: Parted) -> tuple[LineItem, ...]:
    """What the rows list; of an item of another day than its package's it is said."""
    own = package.lead.announced.words
    dated = ((read.row, read.announced.words) for read in package.rows)
    return tuple(filter(None, (item_of(row, "" if words == own else words) for row, words in dated)))


def _cited(rows: Iterable[ReadRow]) -> tuple[Citation, ...]:
    """What the rows cite, each source once."""
    return tuple(dict.fromkeys(cited for read in rows for text in read.row.sources for cited in _citations(text)))


def _citations(text: str) -> list[Citation]:
    """What a cell cites: addresses, or text; what is no address is kept as text."""
    words = text.split()
    try:
        return [Citation(url=web_address(word)) for word in words]
    except InvalidInput:
        return [Citation(title=fitted(" ".join(words), LINE_LENGTH))]


def _note(package: Parted) -> str | None:
    """The explanations of the rows, the leading one first, and what the sheet says that goes into no field."""
    lead = package.lead
    remarks = [lead.announced.remark]
    if lead.donor == "EU":
        remarks.append(f"The tracker names as its donor: {lead.row.line('donor')}.")
    if re.fullmatch(r"20\d\d", year := lead.row.text("earmarked")):
        remarks.append(f"Earmarked for {year}.")
    remark = " ".join(filter(None, remarks))
    explained = fitted("\n\n".join(_explanations(package.rows)), PROSE_LENGTH - len(remark) - 2)
    return "\n\n".join(filter(None, (explained, remark))) or None


def _explanations(rows: Sequence[ReadRow]) -> list[str]:
    """Each different one: that of the first row, then the others in the order of their text."""
    others = sorted({read.explanation for read in rows[1:]} - {rows[0].explanation})
    return [text for text in (rows[0].explanation, *others) if text]
