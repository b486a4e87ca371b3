"""Lists of things, in bullets and in prose: what is given, and how many of it."""

import re
from typing import Final, NamedTuple

from aidledger.domain.bounds import Bound
from aidledger.domain.model import validate
from aidledger.domain.packages import LineItem
from aidledger.domain.quantities import UNITS, Quantity, parse_item
from aidledger.domain.units import KNOWN
from aidledger.domain.vocabulary import Category
from aidledger.errors import InvalidInput
from aidledger.intake.announcements import cues
from aidledger.intake.announcements.cues import pattern
from aidledger.intake.announcements.figures import bound_before, figures
from aidledger.intake.announcements.pieces import BOUND, COUNT, MEASURED, counted, names_thing, pieces

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
    for first, last in pieces(text, start, end, bullet=every):
        if things and not every and _INCLUDED.match(text, first, last):
            if things[-1].item.quantity or not _GENERIC.fullmatch(things[-1].item.description):
                break  # of what is listed already
            things.pop()
        if things and not every and _RELATIVE.match(text, first, last) and _resumes(text, last, end):
            continue
        thing = _thing(text, first, last, every=every, begun=bool(things))
        if thing:
            things.append(thing)
            skipped = False
            if not every and _TO_DO.search(text, first, last):
                break  # "parts needed to service, repair and overhaul tanks"
        elif not every and (skipped or (things and last - first > _SHORT) or (not things and first - start > _SKIPPED)):
            break
        else:
            skipped = bool(things)
    return things


_GENERIC: Final = re.compile(r"(?:munitions|weapons|arms|vehicles|ammunition|supplies)", re.IGNORECASE)
"""A thing that says less than what it includes."""
_RELATIVE: Final = re.compile(r"(?:with |of |to )?(?:which|that|who)\b")
_RESUMES: Final = re.compile(r",? (?:as well as|along with|together with|in addition to|alongside|plus)\b")
_NEXT: Final = re.compile(r", (?:and )?")
_TO_DO: Final = re.compile(r"\bto [a-z]+ ?$")
_UNQUOTED: Final = re.compile(r"[,.!?]\" (?![\"]|and\b|or\b)")
"""Where a quotation ends, and who said it follows."""
_SHORT: Final = 20
"""Characters of a word or two in a list that are not known here, but may be a thing."""
_INCLUDING: Final = re.compile(r",? (?:including|such as|among them|of which)\b")


def category(description: str) -> Category | None:
    """The heading under which a thing of this description is listed; `None` for what is not known here."""
    head = re.split(r"\b(?:for|to|with)\b", description, maxsplit=1)[0]
    for part in (head, description):
        for heading, own in cues.CATEGORIES:
            if pattern(*own).search(part):
                return heading
    return None


_LEADING: Final = re.compile(rf"(?:{'|'.join(cues.LEADING)})(?=\W)(?! than)\W*", re.IGNORECASE)
_HEADED: Final = re.compile(r"[A-Za-z][^:0-9]{2,40}: (?=\w)")
"""What the thing is for: `air defence: missiles`."""
_PREPOSITION: Final = re.compile(r"(?:for|to|of) ")
_INCLUDED: Final = re.compile(r"(?:such as|including)\b", re.IGNORECASE)
_TELLS_WHICH: Final = re.compile(r"(?:to|used|designed|needed|related)\b", re.IGNORECASE)
"""What makes a thing of mere equipment: `equipment to protect power stations`."""
_KEPT: Final = re.compile(r"(?:to|from|that|which|against)\b", re.IGNORECASE)


def _resumes(text: str, at: int, end: int) -> bool:
    """Whether the list goes on at `at`, behind a relative clause."""
    following = _NEXT.match(text, at, end)
    return _RESUMES.match(text, at, end) is not None or (following is not None and counted(text, following.end()))


def _thing(text: str, start: int, end: int, *, every: bool, begun: bool) -> Thing | None:
    start, end = _trimmed(text, start, end)
    if every and (lead := _PREPOSITION.match(text, start, end)):
        start = lead.end()
    while (lead := _LEADING.match(text, start, end)) and lead.end() < end:
        start = lead.end()
    purpose = pattern(*cues.PURPOSE).search(text, min(start + 1, end), end)
    if purpose and not (every and _KEPT.match(purpose[0])):
        nothing = begun and pattern(*cues.SAYS_NOTHING).fullmatch(text[start : purpose.start()].strip(_DASHES))
        end = end if nothing and _TELLS_WHICH.match(purpose[0]) else purpose.start()
    start, end = _trimmed(text, start, end)
    if not every and (heading := _HEADED.match(text, start, end)):
        start = heading.end()
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
    (re.compile(r"\ba hundred\b(?! (?:and|thousand|million))", re.IGNORECASE), "100"),
    (re.compile(r"\ba pair of\b", re.IGNORECASE), "2"),
    (re.compile(r"\b([0-9]{1,3})k\b(?! ?m)"), r"\1,000"),
    (re.compile(r"^([^():0-9]{3,80}) \((?!19|20)([0-9][0-9,]*)\)$"), r"\2 \1"),
    (re.compile(r"\ba thousand\b", re.IGNORECASE), "1,000"),
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
        if pattern(*cues.NOT_COUNTED).match(COUNT.sub("", words[at:], count=1).lstrip(" +")):
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


_AIM: Final = re.compile(r"\b(?:to|for|with) ")
"""What is counted behind it is not the thing: `spares to mend up to 100 tanks`."""


def _count_at(words: str) -> int | None:
    """Where the number that counts the things begins; only a bound, or that they are additional, stands before it."""
    for match in COUNT.finditer(words[:60]):
        head = words[: match.start()]
        bound_at = bound_before(words, match.start())[1]
        bounded = not head.strip() or BOUND.fullmatch(head) or (bound_at and not _AIM.search(words, 0, bound_at[0]))
        return match.start() if bounded and not MEASURED.match(words, match.start()) else None
    return None


def _counted_item(words: str, at: int) -> tuple[str, Quantity | None]:
    """The description and the quantity; a number before several things counts them together."""
    bound, _ = bound_before(words, at)
    head = _head(words[at:])
    rest = words[at + len(head) :]
    try:
        description, quantity = parse_item(head)
    except InvalidInput:
        number = COUNT.match(head)
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
