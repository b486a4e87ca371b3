"""What hypothesis draws for the tests: words of the domain, and whole package documents."""

import unicodedata
from datetime import date
from typing import Any

from hypothesis import strategies as st

from aidledger.domain.amounts import MINOR_LIMIT, Amount
from aidledger.domain.bounds import Bound
from aidledger.domain.dates import AnnouncedOn
from aidledger.domain.model import validate
from aidledger.domain.packages import Package
from aidledger.domain.quantities import Quantity
from aidledger.domain.vocabulary import AidType, Category, Stage

EXPONENTS = {"USD": 2, "EUR": 2, "NOK": 2, "JPY": 0, "ISK": 0, "KWD": 3, "CLF": 4}
"""Currencies of every number of decimals that ISO 4217 has, written down here independently of any library."""

bounds = st.sampled_from(Bound)
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def words_of(letters: str, max_size: int) -> st.SearchStrategy[str]:
    """Words of these letters, drawn at once: a pattern is drawn letter by letter."""
    return st.text(letters, min_size=1, max_size=max_size)


refs = st.lists(words_of(_LETTERS, 12), min_size=1, max_size=4).map("-".join)
tags = words_of(_LETTERS + "%_äö-", 12)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
days = st.dates(date(1991, 1, 1), date(2025, 12, 31))

_visible = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def lines(max_size: int = 40) -> st.SearchStrategy[str]:
    """Text of one line, as a model keeps it."""
    return st.text(_visible, min_size=1, max_size=max_size).map(_tidy).filter(bool)


prose = st.lists(lines(), min_size=1, max_size=3).map("\n".join)
_parts_of_paths = words_of(_LETTERS + "ABCXYZ._~%-", 10)
urls = st.builds(
    "{}://{}.example{}{}".format,
    st.sampled_from(["http", "https"]),
    words_of(_LETTERS, 8),
    st.lists(_parts_of_paths.map("/{}".format), max_size=2).map("".join),
    st.just("") | words_of(_LETTERS, 4).map("?q={}".format),
)


@st.composite
def amounts(draw: st.DrawFn, *, small: bool = False) -> Amount:
    """Any amount that a package may state."""
    code = draw(st.sampled_from(sorted(EXPONENTS)))
    limit = 10_000 if small else MINOR_LIMIT
    return Amount.of_minor(draw(st.integers(-limit, limit)), code, draw(bounds))


units = st.sampled_from(
    ["rounds", "systems", "units", "batteries", "aircraft", "metric tons", "mm", "x", "k", "km/h"]
) | st.builds(
    "{}{}".format,
    words_of("abcxyzàéñöřž", 10),
    st.lists(st.builds("{}{}".format, st.sampled_from(" /.-"), words_of(_LETTERS, 6)), max_size=2).map("".join),
)


@st.composite
def announced(draw: st.DrawFn) -> AnnouncedOn:
    """A day, a month or a year."""
    day = draw(days)
    precision = draw(st.integers(1, 3))
    return AnnouncedOn(
        year=day.year, month=day.month if precision > 1 else None, day=day.day if precision > 2 else None
    )


def _amount_document(amount: Amount) -> dict[str, str]:
    return {"value": str(amount.value), "currency": amount.currency, "bound": amount.bound.value}


quantity_documents = st.fixed_dictionaries(
    {"number": st.integers(0, 10**9).map(str), "unit": st.sampled_from(["rounds", "systems", "tonnes"])},
    optional={"bound": bounds.map(lambda bound: bound.value)},
)
quantities = quantity_documents.map(lambda data: validate(Quantity, data))
amount_documents = amounts().map(_amount_document)
item_documents = st.fixed_dictionaries(
    {"description": lines()},
    optional={
        "category": st.sampled_from([member.value for member in Category]),
        "quantity": quantity_documents,
        "amount": amount_documents,
    },
)
citation_documents = st.fixed_dictionaries(
    {"title": lines()},
    optional={
        "publisher": lines(),
        "url": urls,
        "published_on": days.map(date.isoformat),
        "sha256": digests,
        "locator": lines(),
    },
)
joint_parties = st.sets(st.sampled_from(["US", "DK", "NO", "SE", "EU", "XK"]), min_size=1, max_size=3).map(
    lambda codes: "+".join(sorted(codes))
)


def package_documents(**fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Package documents that need nothing else in the ledger: no ref, no links, no known-on day."""
    return st.fixed_dictionaries(
        {"donor": joint_parties, "announced_on": announced().map(str), "title": lines()} | fixed,
        optional={
            "recipient": joint_parties,
            "stage": st.sampled_from([member.value for member in Stage]),
            "aid_type": st.sampled_from([member.value for member in AidType]),
            "instrument": lines(20),
            "amount": amount_documents,
            "items": st.lists(item_documents, max_size=3),
            "sources": st.lists(citation_documents, max_size=2),
            "tags": st.lists(tags, max_size=3),
            "note": prose,
        },
    )


def packages(**fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Package]:
    """Packages as `package_documents` states them."""
    return package_documents(**fixed).map(lambda data: validate(Package, data))


@st.composite
def published_documents(draw: st.DrawFn, /, **fixed: st.SearchStrategy[Any]) -> dict[str, Any]:
    """Documents of published totals that need nothing else in the ledger: no ref, no known-on day."""
    first, last = sorted([draw(days), draw(days)])
    amount = draw(amounts())
    counted = {"since": first.isoformat()} if draw(st.booleans()) else {}
    stated = {"published_total": _amount_document(amount.model_copy(update={"value": abs(amount.value)}))}
    rest = st.fixed_dictionaries(
        {"donor": joint_parties} | fixed,
        optional={
            "title": lines(),
            "recipient": joint_parties,
            "stage": st.sampled_from([member.value for member in Stage]),
            "aid_type": st.sampled_from([member.value for member in AidType]),
            "instrument": lines(20),
            "sources": st.lists(citation_documents, max_size=2),
            "note": prose,
        },
    )
    return stated | counted | {"until": last.isoformat()} | draw(rest)


json_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
json_values = st.recursive(
    json_scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
