"""Amounts of money in running text, each with its currency as far as it is said, and its bound."""

import re
from collections.abc import Collection
from functools import cache
from typing import Final, NamedTuple

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound, split_bound
from aidledger.errors import InvalidInput
from aidledger.intake.announcements import cues

_CODES: Final = "USD|EUR|GBP|CAD|AUD|NZD|DKK|NOK|SEK|ISK|PLN|CZK|CHF|JPY|KRW|UAH|BGN|HUF|RON|TRY"
_BEFORE: Final = (
    r"(?<!\w)(?-i:(?:US|USD|CA|CAN|CDN|C|CAD|AU|A|AUD|NZ|NZD)\$|(?:US|USD|CAD|AUD) \$)|(?-i:\$(?:CAN|CDN))"
    r"|[$\u20ac\u00a3\u00a5\u20b4\u20a9]"
    rf"|(?<!\w)(?-i:EUROS?|{_CODES})|(?<!\w)kr\.?"
)
_AFTER: Final = (
    rf"(?:{_CODES})\b|[\u20ac\u00a3]|(?:U\.?S\.?|Canadian|Australian|New Zealand) dollars?|dollars?|euros?"
    r"|pounds sterling|British pounds|pounds"
    r"|(?:Danish|Norwegian|Swedish|Icelandic) (?:kroner|kronor|kronas?|krone|kr\u00f3nur|crowns?)"
    r"|Czech (?:crowns|koruna)|Swiss francs|kroner|kronor|kronas?|krone|crowns|zlotys?|hryvnias?|yen\b|won\b|kr\b"
)
_MULTIPLIER: Final = r"thousand|millions?|mln|mn|mio\.?|m|billions?|bln|bn|mrd\.?|b|trillion|tn|k"
_WORDS: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
_NUMBER: Final = (
    r"[0-9]{1,3}(?:[ ,.'][0-9]{3}){1,5}(?:[.,][0-9]{1,2})?(?![0-9]|[.,][0-9])"
    r"|[0-9]{1,15}(?:[.,][0-9]{1,3})?(?![0-9]|[.,][0-9])"
)
"""At most so many digits, so that no run of them is looked at twice."""
_ONES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_FRACTIONS: Final = {
    **{f"{word} and a half": f"{number}.5" for number, word in enumerate(_ONES, 1)},
    "three quarters of a": "0.75",
    "a quarter of a": "0.25",
    "quarter of a": "0.25",
    "half a": "0.5",
    "a half": "0.5",
    "a": "1",
}
_MORE: Final = re.compile(r" ?\+|-plus\b| or more\b| plus\b(?= (?:package|in))", re.IGNORECASE)
_RANGE: Final = re.compile(r" ?(?:-|\u2013|to) ?[$\u20ac\u00a3]? ?[0-9]")


@cache
def _money() -> re.Pattern[str]:
    words = "|".join([*_FRACTIONS, _WORDS])
    multiplied = rf"(?:[ -]?(?P<multiplier{{0}}>{_MULTIPLIER})(?![\w]))"
    return re.compile(
        rf"(?P<before>{_BEFORE}) ?-?(?P<number1>{_NUMBER}){multiplied.format(1)}?"
        rf"(?: (?P<both>{_CODES}|(?:Canadian|Australian|US|U\.S\.)(?= dollars)|Canadian|Australian)(?!\w)"
        r"| [(\[](?P<whose>(?:Canadian|Australian|US|U\.S\.) dollars?|(?:CAD|AUD|NZD)(?=[,)\]]))(?!\w))?"
        rf"|(?<![\w.,$])(?:(?P<number2>{_NUMBER}){multiplied.format(2)}?"
        rf"|(?P<words>{words}) (?P<multiplier3>million|billion|thousand))[ -]?(?P<after>{_AFTER})(?![\w])",
        re.IGNORECASE,
    )


class Figure(NamedTuple):
    """An amount in the text: the characters of currency and number, and before or after them those of its bound.

    `number` is as `Amount.parse` reads it; `currency` is the name that the text gives it.
    """

    start: int
    end: int
    number: str
    currency: str
    bound: Bound
    bound_at: tuple[int, int] | None

    @property
    def first(self) -> int:
        """Where it begins, words of its bound included."""
        return min(self.start, self.bound_at[0]) if self.bound_at else self.start

    def amount(self, donor: str, own_dollars: Collection[str] = ()) -> Amount:
        """The amount, as what the currency's name means for a package of `donor`.

        A bare dollar sign is that of the donor's own dollar if it is among `own_dollars`. Raises `InvalidInput` where
        the name could be several.
        """
        name = self.currency
        if name in cues.BARE_DOLLARS and donor in own_dollars:
            name = cues.OWN_DOLLARS[donor][0]
        name = cues.SHARED_NAMES.get(name, {}).get(donor, name)
        read = Amount.parse(f"{name}{self.number}" if name.endswith("$") else f"{self.number} {name}")
        return read.model_copy(update={"bound": self.bound})


def figures(text: str) -> list[Figure]:
    """Every amount in `text`, which is one sentence, in order; what cannot be read as one number is left out."""
    found = []
    for match in _money().finditer(text):
        multiplier = (match["multiplier1"] or match["multiplier2"] or match["multiplier3"] or "").rstrip(".").lower()
        digits = match["number1"] or match["number2"] or match["words"].lower()
        name = _name(match)
        bound, bound_at = bound_before(text, match.start())
        start, end = match.span()
        if more := _MORE.match(text, end):
            bound, bound_at = Bound.AT_LEAST, more.span()
        if _RANGE.match(text, end):
            continue
        figure = Figure(start, end, f"{_FRACTIONS.get(digits, digits)} {multiplier}".strip(), name, bound, bound_at)
        try:
            figure.amount(_any_donor(name))
        except InvalidInput:
            continue
        found.append(figure)
    return found


def _any_donor(name: str) -> str:
    return next(iter(cues.SHARED_NAMES.get(name, {})), "")


_WHOSE: Final = {"canadian": "CAD", "australian": "AUD", "us": "USD", "u.s.": "USD"}
_SPELT: Final = {**dict.fromkeys(("EURO", "EUROS"), "EUR"), **dict.fromkeys(("CAN$", "CDN$", "$CAN", "$CDN"), "CAD")}
"""Currencies as some write them."""
_CROWNS: Final = re.compile(r"(D|N|S|I)(?:anish|orwegian|wedish|celandic) ", re.IGNORECASE)


def _name(match: re.Match[str]) -> str:
    if both := match["both"] or match["whose"]:
        return _WHOSE.get(both.split()[0].lower(), both.upper())
    name = re.sub(r"\s+", "", match["before"]) if match["before"] else match["after"]
    if own := _CROWNS.match(name):
        return {"d": "DKK", "n": "NOK", "s": "SEK", "i": "ISK"}[own[1].lower()]
    name = _SPELT.get(name, name)
    name = name.removesuffix(".") if name.lower().startswith("kr") else name
    return name.lower() if name.lower() in cues.SHARED_NAMES else name


_BETWEEN: Final = re.compile(
    r"(?: ?\b(?:an?|another|additional|extra|further|new|total|of|the|its|separate|initial|combined|equivalent"
    r"|estimated|fresh|aggregate|overall|value|amount|sum|worth))+ ?$",
    re.IGNORECASE,
)
"""What may stand between a bound and its number: "up to an additional", "more than a total of"."""
_HANDED: Final = re.compile(r"\bhand(?:s|ed|ing)? $", re.IGNORECASE)
_REACH: Final = 60


def bound_before(text: str, at: int) -> tuple[Bound, tuple[int, int] | None]:
    """The bound that the words right before the number at `at` give it, and where they stand; `EXACT` needs none."""
    start = max(0, at - _REACH)
    between = _BETWEEN.search(text, start, at)
    for end in (at, between.start() if between else at):
        words = list(re.finditer(r"[^\s(\"\[]+", text[start:end]))[-_LONGEST_BOUND:]
        for word in words:
            phrase = text[start + word.start() : end].strip()
            bound = _bound(phrase)
            if bound is None:
                continue
            if bound is Bound.EXACT or _HANDED.search(text, start, start + word.start()):
                return Bound.EXACT, None
            return bound, (start + word.start(), start + word.start() + len(phrase))
    return Bound.EXACT, None


_LONGEST_BOUND: Final = 4
"""Words: "valued at up to"."""


def _bound(phrase: str) -> Bound | None:
    """The bound that the phrase states, if it states nothing else."""
    try:
        bound, rest = split_bound(f"{phrase} 1")
    except InvalidInput:
        return None
    return bound if rest == "1" else None
