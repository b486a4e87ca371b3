"""How firmly a source states a figure, and what that leaves of a sum."""

import re
from collections.abc import Iterable
from enum import StrEnum

from aidledger.errors import InvalidInput


class Bound(StrEnum):
    """What a source says of the signed number beside it: "valued at", "roughly", "more than", "up to"."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"

    @property
    def flipped(self) -> "Bound":
        """The bound of the same figure with its sign turned."""
        return _FLIPPED.get(self, self)

    @property
    def words(self) -> str:
        """As a person says it before the figure; empty for an exact one."""
        return _WORDS[self]

    @property
    def symbol(self) -> str:
        """As a narrow table shows it before the figure; empty for an exact one."""
        return _SYMBOLS[self]


_FLIPPED = {Bound.AT_LEAST: Bound.AT_MOST, Bound.AT_MOST: Bound.AT_LEAST}
_WORDS = {Bound.EXACT: "", Bound.ABOUT: "about", Bound.AT_LEAST: "at least", Bound.AT_MOST: "up to"}
_SYMBOLS = {Bound.EXACT: "", Bound.ABOUT: "~", Bound.AT_LEAST: ">=", Bound.AT_MOST: "<="}


def combine(bounds: Iterable[Bound]) -> Bound:
    """The bound of a sum of figures with these bounds: associative, commutative, `EXACT` for none.

    Lower bounds add up to a lower bound and upper ones to an upper one, exact figures change neither; whatever mixes
    the two, or holds an approximate figure, is approximate.
    """
    found = set(bounds) - {Bound.EXACT}
    return found.pop() if len(found) == 1 else Bound.ABOUT if found else Bound.EXACT


_CUES = {
    Bound.EXACT: ("exactly", "valued at", "worth", "a total of", "="),
    Bound.ABOUT: (
        "about", "approximately", "approx.", "approx", "around", "roughly", "nearly", "almost", "close to", "circa",
        "ca.", "an estimated", "estimated", "some", "~", "≈",
    ),
    Bound.AT_LEAST: (
        "at least", "more than", "over", "no less than", "not less than", "in excess of", "upwards of", ">=", "≥", ">",
    ),
    Bound.AT_MOST: (
        "up to", "at most", "no more than", "not more than", "as much as", "as many as", "less than", "under", "<=",
        "≤", "<",
    ),
}  # fmt: skip
_BOUND_OF = {cue: bound for bound, cues in _CUES.items() for cue in cues}
_CUE = re.compile(
    "|".join(
        re.escape(cue).replace(r"\ ", r"\s+") + (r"\b" if cue[-1].isalpha() else "")
        for cue in sorted(_BOUND_OF, key=len, reverse=True)
    ),
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(r"\s*\bor (more|less)$", re.IGNORECASE)


def split_bound(text: str) -> tuple[Bound, str]:
    """Part "valued at up to $400M" into its bound and the rest, "$400M".

    Raises `InvalidInput` where two bounds are given, as in "at least up to".
    """
    found: set[Bound] = set()
    rest = text.strip()
    while cue := _CUE.match(rest):
        found.add(_BOUND_OF[re.sub(r"\s+", " ", cue[0].lower())])
        rest = rest[cue.end() :].lstrip()
    if after := _AFTERWARDS.search(rest):
        found.add(Bound.AT_LEAST if after[1].lower() == "more" else Bound.AT_MOST)
        rest = rest[: after.start()]
    stated = found - {Bound.EXACT}
    if len(stated) > 1:
        raise InvalidInput(f"'{text}' gives two bounds", f"keep one of {', '.join(sorted(b.words for b in stated))}")
    return (stated.pop() if stated else Bound.EXACT), rest
