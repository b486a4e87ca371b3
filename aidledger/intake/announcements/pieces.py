"""Where the pieces of a list begin and end, and whether a piece counts or names things."""

import re
from functools import cache
from typing import Final

from aidledger.intake.announcements import cues
from aidledger.intake.announcements.cues import ending, pattern

COUNT: Final = re.compile(
    r"\(?(?:[0-9]{1,3}(?:[,. ][0-9]{3})+|[0-9]{1,9}(?:\.[0-9])?|half a|(?:a )?quarter of a|one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty"
    r"|sixty|(?:a |half a )?dozen)\)?(?: (?:thousand|million|hundred))?(?=\s|\+|x |$)",
    re.IGNORECASE,
)
BOUND: Final = re.compile(
    r"(?:more than|over|up to|about|approximately|nearly|around|at least"
    r"|almost|some|(?:an )?additional|another|(?:a )?further|a) ",
    re.IGNORECASE,
)
MEASURED: Final = re.compile(
    r"(?:[0-9.]+[- ]?(?:mm|cm|calib(?:er|re)|cal|inch|km|kilomet\w+|ton(?:ne)?s?)\b|[0-9]+[-/]\w)", re.IGNORECASE
)
"""A number that measures the thing, or is part of its name, counts nothing."""


def counted(text: str, at: int) -> bool:
    """Whether a number of things begins at `at`, with or without a bound before it."""
    bound = BOUND.match(text, at)
    at = bound.end() if bound else at
    return COUNT.match(text, at) is not None and not MEASURED.match(text, at)


_DOZENS: Final = re.compile(r"(?:dozens|scores|hundreds|thousands|(?:two|three) dozen)\b", re.IGNORECASE)
_SEPARATOR: Final = re.compile(
    r"\s*;\s*(?:and\s+)?|,\s+(?:and|as well as|along with|together with|in addition to|alongside|plus|or)\s+|,\s+"
    r"|\s+(?:as well as|along with|together with|in addition to|alongside|plus)\s+|\s+and\s+|\s+&\s+"
)
_IN_PARENTHESES: Final = re.compile(r"\((?![\d,]+\))[^()]{0,200}\)")
_WITHIN_NUMBER: Final = re.compile(r"(?<=\d),(?=\d{3})")
_PLATFORM: Final = r"(?:(?!munition|missile|round|shell|rockets\b|parts\b|radars|equipment| and |[,;]|\d+ ).){2,60}"
_FOR_EACH: Final = re.compile(
    rf"\b(?:munitions|ammunition|missiles|interceptors|parts) for (?:{_PLATFORM}, ){{2,5}}and {_PLATFORM}"
    r"(?=, (?!(?:and|or|as well|along|together|in addition|plus|which|said|that)\b))",
    re.IGNORECASE,
)
"""A list within the list, closed by its own "and": `munitions for tanks, jets, and mortars, rifles, and radars`."""
_SHARES_HEAD: Final = re.compile(r"(?:.*\W)?[A-Z][a-z]+(?<!s) # [A-Z][\w-]+ (?:[\w-]+ ){0,3}[a-z-]+s\W*")
"""`Bradley and Stryker vehicles` are told by one word."""
_FOR_BOTH: Final = re.compile(r"\b(?:for|between|both)\b", re.IGNORECASE)


def pieces(text: str, start: int, end: int, *, bullet: bool) -> list[tuple[int, int]]:
    """Where the pieces of a list begin and end.

    A number begins a new one, wherever it stands. In a bullet, commas and "and" may belong to one thing.
    """
    plain = _IN_PARENTHESES.sub(lambda match: "_" * len(match[0]), text[start:end])
    plain = _WITHIN_NUMBER.sub("_", plain).replace('"', " ")
    if not bullet:
        plain = _FOR_EACH.sub(lambda match: match[0].replace(",", "_").replace(" and ", " ___ "), plain)
    semicolons = ";" in plain.rstrip("; ")
    all_things = _lists_things(plain)
    found: list[tuple[int, int]] = []
    at = 0
    for match in _SEPARATOR.finditer(plain):
        left, right = plain[at : match.start()], plain[match.end() :]
        separator = match[0].strip()
        if ";" in separator or counted(right.replace("_", ","), 0) or _DOZENS.match(right):
            cut = True
        elif semicolons or (separator == "," and pattern(*cues.ONLY_MODIFIERS).fullmatch(left.strip())):
            cut = False
        elif separator in {"and", "&"}:
            last = ", " in plain[: match.start()] and not names_thing(right.partition(", ")[2])
            cut = not bullet and not _FOR_BOTH.search(left) and _both_stand_alone(left, right, last_of_list=last)
        else:
            cut = all_things or not bullet
        if cut:
            found.append((start + at, start + match.start()))
            at = match.end()
    found.append((start + at, end))
    return [part for piece in found for part in _parted_with(text, *piece)]


_WITH: Final = re.compile(r"\s+with\s+")
_MUNITIONS: Final = re.compile(
    r"(?:additional |associated |more |accompanying |their |its )?(?:[\w-]+ ){0,2}"
    r"(?:munitions?|ammunition|missiles|spare parts|spares|interceptors)\b"
)


def _parted_with(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """`Six NASAMS with additional munitions` are two things, and so are `59 vehicles with 590 missiles`."""
    for match in _WITH.finditer(text, start, end):
        if counted(text, start) and (_MUNITIONS.match(text, match.end(), end) or counted(text, match.end())):
            return [(start, match.start()), *_parted_with(text, match.end(), end)]
    return [(start, end)]


def _lists_things(text: str) -> bool:
    """`Small arms, optics, and ammunition` lists things; `Funding for training, maintenance, and repair` is one."""
    head, *rest = re.split(r",\s+(?:and\s+)?", text)
    one = re.search(r"\b(?:for|to|including|such as|of|from|with)\b", head, re.IGNORECASE)
    return (not one or counted(head.lstrip(), 0)) and all(map(names_thing, [head, *rest]))


def _both_stand_alone(left: str, right: str, *, last_of_list: bool) -> bool:
    """`field equipment and radars` are two things, `artillery systems and munitions` share their first word."""
    words = re.split(r"[,;.]|\s+and\s+(?![0-9])", right, maxsplit=1)[0]
    if right.lstrip().startswith("other ") and not left.endswith(","):
        return False
    if _SHARES_HEAD.fullmatch(f"{left.rpartition(',')[2].strip()} # {words.strip()}"):
        return False
    if (
        ending(*cues.MODIFIERS).search(left)
        or not (names_thing(left) and names_thing(words))
        or MEASURED.fullmatch(re.split(r"\band\b", left)[-1].strip())
    ):
        return False
    return last_of_list or len(words.split()) > 1 or len(left.split()) == 1


@cache
def _nouns() -> re.Pattern[str]:
    return pattern(*(cue for _, own in cues.CATEGORIES for cue in own))


def names_thing(text: str) -> bool:
    """Whether the text holds a word for something that is given."""
    return _nouns().search(text) is not None
