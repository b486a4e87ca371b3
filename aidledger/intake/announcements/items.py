"""Lists of things, in bullets and in prose: what is given, and how many of it."""

import re
from functools import cache
from typing import Final, NamedTuple

from aidledger.domain.bounds import Bound
from aidledger.domain.model import validate
from aidledger.domain.packages import LineItem
from aidledger.domain.quantities import UNITS, Quantity, parse_item
from aidledger.domain.units import KNOWN
from aidledger.domain.vocabulary import Category
from aidledger.errors import InvalidInput
from aidledger.intake.announcements import cues
from aidledger.intake.announcements.cues import ending, pattern
from aidledger.intake.announcements.figures import bound_before, figures

LONGEST: Final = 160
"""Characters of the longest description in prose; in a bullet twice as many."""
_SKIPPED: Final = 60
"""Characters of prose within which a list begins, or there is none."""


class Thing(NamedTuple):
    """An item, and the characters of its sentence that state it."""

    start: int
    end: int
    item: LineItem


def listed(text: str, start: int, end: int, *, every: bool) -> list[Thing]:
    """The things that the characters from `start` to `end` list, in order.

    In a bullet `every` piece is a thing, whatever it is called; in prose the list ends where something else begins.
    """
    if every and (cut := _INCLUDING.search(text, start + 1, end)):
        end = cut.start()  # what is named after it is listed already
    if not every and (quoted := _UNQUOTED.search(text, start + 1, end)):
        end = quoted.start()
    things: list[Thing] = []
    skipped = False
    for first, last in _pieces(text, start, end, bullet=every):
        if things and not every and _INCLUDED.match(text, first, last):
            break  # of what is listed already
        thing = _thing(text, first, last, every=every, begun=bool(things))
        if thing:
            things.append(thing)
            skipped = False
        elif not every and (skipped or (things and last - first > _SHORT) or (not things and first - start > _SKIPPED)):
            break
        else:
            skipped = bool(things)
    return things


_UNQUOTED: Final = re.compile(r"[,.!?]\" (?![\"]|and\b|or\b)")
"""Where a quotation ends, and who said it follows."""
_SHORT: Final = 20
"""Characters of a word or two in a list that are not known here, but may be a thing."""
_INCLUDING: Final = re.compile(r",? (?:including|such as|among them|of which)\b")
_COUNT: Final = re.compile(
    r"\(?(?:[0-9]{1,3}(?:[,. ][0-9]{3})+|[0-9]{1,9}(?:\.[0-9])?|half a|(?:a )?quarter of a|one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty"
    r"|sixty|(?:a |half a )?dozen)\)?(?: (?:thousand|million|hundred))?(?=\s|\+|x |$)",
    re.IGNORECASE,
)
_BOUND: Final = re.compile(
    r"(?:more than|over|up to|about|approximately|nearly|around|at least"
    r"|almost|some|an additional|another|a further|a) ",
    re.IGNORECASE,
)
_MEASURED: Final = re.compile(
    r"(?:[0-9.]+[- ]?(?:mm|cm|calib(?:er|re)|cal|inch|km|kilomet\w+|ton(?:ne)?s?)\b|[0-9]+[-/]\w)", re.IGNORECASE
)
"""A number that measures the thing, or is part of its name, counts nothing."""


def counted(text: str, at: int) -> bool:
    """Whether a number of things begins at `at`, with or without a bound before it."""
    bound = _BOUND.match(text, at)
    at = bound.end() if bound else at
    return _COUNT.match(text, at) is not None and not _MEASURED.match(text, at)


_DOZENS: Final = re.compile(r"(?:dozens|scores|hundreds|thousands|(?:two|three) dozen)\b", re.IGNORECASE)
_SEPARATOR: Final = re.compile(
    r"\s*;\s*(?:and\s+)?|,\s+(?:and|as well as|along with|together with|in addition to|plus|or)\s+|,\s+"
    r"|\s+(?:as well as|along with|together with|in addition to|plus)\s+|\s+and\s+|\s+&\s+"
)
_IN_PARENTHESES: Final = re.compile(r"\((?![\d,]+\))[^()]{0,200}\)")
_WITHIN_NUMBER: Final = re.compile(r"(?<=\d),(?=\d{3})")
_FOR_BOTH: Final = re.compile(r"\b(?:for|between|both)\b", re.IGNORECASE)


def _pieces(text: str, start: int, end: int, *, bullet: bool) -> list[tuple[int, int]]:
    """Where the pieces of a list begin and end.

    A number begins a new one, wherever it stands. In a bullet, commas and "and" may belong to one thing.
    """
    plain = _IN_PARENTHESES.sub(lambda match: "_" * len(match[0]), text[start:end])
    plain = _WITHIN_NUMBER.sub("_", plain).replace('"', " ")
    semicolons = ";" in plain.rstrip("; ")
    all_things = _lists_things(plain)
    pieces: list[tuple[int, int]] = []
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
            pieces.append((start + at, start + match.start()))
            at = match.end()
    pieces.append((start + at, end))
    return [part for piece in pieces for part in _parted_with(text, *piece)]


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
    if (
        ending(*cues.MODIFIERS).search(left)
        or not (names_thing(left) and names_thing(words))
        or _MEASURED.fullmatch(re.split(r"\band\b", left)[-1].strip())
    ):
        return False
    return last_of_list or len(words.split()) > 1 or len(left.split()) == 1


@cache
def _nouns() -> re.Pattern[str]:
    return pattern(*(cue for _, own in cues.CATEGORIES for cue in own))


def names_thing(text: str) -> bool:
    """Whether the text holds a word for something that is given."""
    return _nouns().search(text) is not None


def category(description: str) -> Category | None:
    """The heading under which a thing of this description is listed; `None` for what is not known here."""
    head = re.split(r"\b(?:for|to|with)\b", description, maxsplit=1)[0]
    for part in (head, description):
        for heading, own in cues.CATEGORIES:
            if pattern(*own).search(part):
                return heading
    return None


_LEADING: Final = re.compile(rf"(?:{'|'.join(cues.LEADING)})(?=\W)(?! than)\W*", re.IGNORECASE)
_PREPOSITION: Final = re.compile(r"(?:for|to|of) ")
_INCLUDED: Final = re.compile(r"(?:such as|including)\b", re.IGNORECASE)
_KEPT: Final = re.compile(r"(?:to|from|that|which|against)\b", re.IGNORECASE)


def _thing(text: str, start: int, end: int, *, every: bool, begun: bool) -> Thing | None:
    start, end = _trimmed(text, start, end)
    if every and (lead := _PREPOSITION.match(text, start, end)):
        start = lead.end()
    while (lead := _LEADING.match(text, start, end)) and lead.end() < end:
        start = lead.end()
    purpose = pattern(*cues.PURPOSE).search(text, min(start + 1, end), end)
    if purpose and not (every and _KEPT.match(purpose[0])):
        end = purpose.start()
    start, end = _trimmed(text, start, end)
    if text.startswith("of ", start, end):
        start += len("of ")
    words = text[start:end]
    if not re.search(r"[A-Za-z]{2}", words) or len(words) > (2 if every else 1) * LONGEST or figures(words):
        return None
    if pattern(*cues.SAYS_NOTHING).fullmatch(words) or (not every and pattern(*cues.NO_THING).search(words)):
        return None
    if every and pattern(cues.AID_TO_UKRAINE).search(words):
        return None
    item = _item(words, every=every or (begun and counted(words, 0)))
    return Thing(start, end, item) if item else None


_DECIMAL: Final = re.compile(r"\.[0-9]")
"""As in ".50 calibre"."""
_DASHES: Final = " ,;:.\"'\u2013\u2014-"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The same characters without what only joins them to others."""
    while start < end and text[start] in _DASHES and not _DECIMAL.match(text, start, end):
        start += 1
    while end > start and text[end - 1] in _DASHES:
        end -= 1
    if text[start:end].lower().startswith("and "):
        start += len("and ")
    if text[start:end].lower().endswith((" and", ";and")):
        end -= len(" and")
    return start, end


_TIMES: Final = re.compile(r"(\(?[0-9][0-9,]*\)?) ?[x\u00d7] ?(?=\D)", re.IGNORECASE)
_IN_WORDS: Final = (
    (re.compile(r"\bhalf a million\b(?: of\b)?", re.IGNORECASE), "500,000"),
    (re.compile(r"\b(?:a )?quarter of a million\b(?: of\b)?", re.IGNORECASE), "250,000"),
    (re.compile(r"\bhalf a dozen\b", re.IGNORECASE), "6"),
    (re.compile(r"\btwo dozen\b", re.IGNORECASE), "24"),
    (re.compile(r"\bthree dozen\b", re.IGNORECASE), "36"),
    (re.compile(r"\ba dozen\b", re.IGNORECASE), "12"),
    (re.compile(r"^\(([0-9][0-9,]*)\) "), r"\1 "),
    (re.compile(r"\b([0-9]{1,3}) hundred\b"), r"\g<1>00"),
)
_AT_THE_END: Final = re.compile(
    r"(?P<thing>[^:\u2013]{3,80}?)(?: ?: ?| [\u2013-] ?)(?P<count>(?:[a-z ]{0,20} )?[0-9][0-9,]{0,10}"
    r"(?: (?:units?|pieces|pcs|rounds|systems|sets|vehicles|missiles|shells|kits))?)\.?",
    re.IGNORECASE,
)
_VAGUE: Final = re.compile(
    r"(?:(?:tens|hundreds|dozens|thousands|scores|millions|several|many|numerous|some|a few|a couple"
    r"|multiple(?! launch)|various|hundred)"
    r" (?:and \w+ )?(?:of )?(?:hundreds of |thousands of |millions of |hundred |thousand |dozen )?)+",
    re.IGNORECASE,
)
_CALLED_NEW: Final = re.compile(r"(?:additional|more|further|extra|new|other|another) ", re.IGNORECASE)
_ARTICLE: Final = re.compile(
    r"(?:an?|another) (?:additional |new |complete |second |third |entire |full |further |modern )?", re.IGNORECASE
)
_ONE: Final = re.compile(
    r"\b(?:system|battery|launcher|ship|boat|aircraft|helicopter|tank|howitzer|radar|vessel|minehunter|hospital|jet|bridge"
    r"|plane|simulator|vehicle|truck|train|trailer)$",
    re.IGNORECASE,
)


def _item(words: str, *, every: bool) -> LineItem | None:
    """The item that a piece of a list states; `None` where it counts something else, or in prose names no thing."""
    for spelled, digits in (*_IN_WORDS, (_TIMES, r"\1 x ")):
        words = spelled.sub(digits, words, count=1)
    quantity: Quantity | None = None
    if (last := _AT_THE_END.fullmatch(words)) and _count_at(words) is None:
        words = f"{last['count']}: {last['thing']}"
    if (at := _count_at(words)) is not None:
        if pattern(*cues.NOT_COUNTED).match(_COUNT.sub("", words[at:], count=1).lstrip(" +")):
            return None
        description, quantity = _counted_item(words, at)
    elif vague := _VAGUE.match(words):
        description = _CALLED_NEW.sub("", words[vague.end() :], count=1)
    elif article := _ARTICLE.match(words):
        description = words[article.end() :]
        if _ONE.search(_head(description)):
            _, quantity = _counted_item(f"1 {description}", 0)
    else:
        description = words
    description = description.rstrip(_DASHES).lstrip(_DASHES.replace(".", ""))
    if len(description) < 2 or not (every or names_thing(description)):
        return None
    try:
        return validate(LineItem, {"description": description, "quantity": quantity, "category": category(description)})
    except InvalidInput:
        return None


def _count_at(words: str) -> int | None:
    """Where the number that counts the things begins; only a bound, or that they are additional, stands before it."""
    for match in _COUNT.finditer(words[:60]):
        head = words[: match.start()]
        bounded = not head.strip() or _BOUND.fullmatch(head) or bound_before(words, match.start())[1] is not None
        return match.start() if bounded and not _MEASURED.match(words, match.start()) else None
    return None


def _counted_item(words: str, at: int) -> tuple[str, Quantity | None]:
    """The description and the quantity; a number before several things counts them together."""
    bound, _ = bound_before(words, at)
    head = _head(words[at:])
    rest = words[at + len(head) :]
    try:
        description, quantity = parse_item(head)
    except InvalidInput:
        number = _COUNT.match(head)
        try:
            quantity = Quantity.parse(f"{number[0].strip('()')} units") if number else None
        except InvalidInput:
            return words, None
        description = head[number.end() :].lstrip("+ ") if number else head
    first, _, thing = description.partition(" ")
    unit = first.lower()
    if quantity and quantity.unit == UNITS and unit in KNOWN and thing and not re.search(r",|\band\b", thing):
        quantity = quantity.model_copy(update={"unit": unit})
        description = thing if unit in _MERE_UNITS else description
    if quantity and bound is not Bound.EXACT:
        quantity = quantity.model_copy(update={"bound": bound})
    return _CALLED_NEW.sub("", description, count=1) + rest, quantity


_MERE_UNITS: Final = frozenset({"rounds", "pieces", "sets", "pairs"})
"""Units that say nothing of what the thing is: `3,000 rounds 155mm`, other than `2 launchers PATRIOT`."""


def _head(words: str) -> str:
    """The words up to those that only tell what the thing is for, or comes with."""
    return re.split(r" (?=(?:for|with|to|that|including|in|on)\b)", words, maxsplit=1)[0]
