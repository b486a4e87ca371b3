"""Packages of which no value is told: "a new package of military aid", or things that are handed over."""

import re
from typing import Final

from aidledger.domain.vocabulary import Category
from aidledger.intake.announcements import cues
from aidledger.intake.announcements.cues import ending, pattern
from aidledger.intake.announcements.donors import Giver, giver
from aidledger.intake.announcements.earlier import is_old
from aidledger.intake.announcements.items import Thing, listed
from aidledger.intake.announcements.judging import without_comparisons
from aidledger.intake.announcements.kinds import channel_in
from aidledger.intake.announcements.mentions import UKRAINE, may_give
from aidledger.intake.announcements.page import Kind
from aidledger.intake.announcements.reading import Line, Scene
from aidledger.intake.announcements.said import Package

_NOT_NOW: Final = (
    (cues.REFUSED,),
    cues.REQUESTS,
    cues.EXPECTED,
    cues.EARLIER,
    cues.SINCE_THEN,
    cues.TOTALS,
    cues.SALES,
)
_TO_WHOM: Final = re.compile(cues.TO_WHOM, re.IGNORECASE)
_NEAR: Final = 30
"""Characters after "will send" within which the first thing is named."""
_SENT_TO: Final = re.compile(r"[^.,;:]{3,50} to (?:the )?")
_LEAD: Final = re.compile(r"(?:as part of|under|within|besides|in) [^,]{1,60}, ", re.IGNORECASE)
"""What may stand before them: "As part of the package, "."""
_OPENS: Final = 12
"""Characters before the things with which a sentence begins."""
_APART: Final = 80
"""Characters from a package to the figure of another one."""


def unvalued(packages: list[Package], not_yet: set[str], scene: Scene) -> list[Package]:
    """The packages without a value, of those who give none of `packages`, other than those who do `not_yet` give.

    In a list of what is announced, bullets that hand over things are one package more, beside those with figures.
    What several give together gives way where of each of them is told what it gives.
    """
    found: list[Package] = []
    shares: dict[str, Package] = {}
    named = {code for package in packages for code in package.givers} | not_yet
    if scene.surveys or scene.sold or scene.out_soon:
        return found
    apart: Package | None = None
    before: Giver | None = None
    for line in sorted(scene.lines, key=lambda line: line.kind is Kind.HEADING):
        phrase = _phrase(line, scene)
        gives = giver(line, 0, *phrase, before, scene) if phrase and not _is_past(line, *phrase, scene) else None
        if gives is None or (gives.line and gives.line.number > line.number):
            continue  # whoever is named only later need not be who gives it
        before = gives
        in_list = line.kind is Kind.BULLET and pattern(*cues.ANNOUNCED).search(line.intro) is not None
        if in_list and apart and apart.giver.code == gives.code:
            apart.lines.append(line)
        elif named.isdisjoint(gives.code.split("+")) or (in_list and not apart) or _is_beside(line, gives, packages):
            package = _package(gives, line, phrase, scene)
            found.append(package)
            named |= package.givers
            apart = package if in_list else apart
        elif any(gives.code in package.givers and package.giver.code != gives.code for package in found):
            shares.setdefault(gives.code, _package(gives, line, phrase, scene))
    for joint in [package for package in found if len(package.givers) > 1 and package.givers <= shares.keys()]:
        found.remove(joint)
        found += [shares[code] for code in sorted(joint.givers)]
    return found


def _package(gives: Giver, line: Line, phrase: tuple[int, int] | None, scene: Scene) -> Package:
    package = Package(gives, line, None if line.figures else channel_in(scene, line, 0, len(line.words)))
    package.phrase = phrase
    return package


def _is_beside(line: Line, gives: Giver, packages: list[Package]) -> bool:
    """Whether the news is of things, and each package of the same giver with a value is told of besides."""
    own = [package for package in packages if package.giver.code == gives.code]
    later = all(
        package.line.number > line.number and pattern(*cues.BESIDES).search(package.line.words) for package in own
    )
    things = line.kind is not Kind.HEADING and not pattern(*cues.NEW_PACKAGE).search(line.words)
    return bool(own) and later and things and line.is_opening


def _is_past(line: Line, start: int, end: int, scene: Scene) -> bool:
    """Whether what the characters from `start` to `end` name is not announced now."""
    near = without_comparisons(line.words[max(0, start - 200) : end + 160])
    counted = any(map(str.isdigit, line.words[start:end]))
    planned = not (line.is_opening or counted) and pattern(cues.PLANS).search(line.words[:start])
    later = planned or pattern(cues.OPENS_EARLIER).match(line.words) or pattern(*cues.LATER).search(line.words[:start])
    ahead = pattern(*cues.AHEAD).search(line.words[max(0, start - _NEAR) : start]) is not None
    not_now = (own for own in _NOT_NOW if not (ahead and own in (cues.SINCE_THEN, cues.TOTALS)))
    before = scene.published and any(is_old(day, scene.published) for day in line.days)
    return (
        later is not None or before or _for_another(line, start) or any(pattern(*own).search(near) for own in not_now)
    )


def _for_another(line: Line, start: int) -> bool:
    """Whether what begins there goes to somebody other than Ukraine."""
    beside = (mention for mention in line.mentions if mention.start >= start and mention.code != UKRAINE)
    reached = (line.words[start : mention.start] for mention in beside)
    return any(_SENT_TO.fullmatch(words) and not ending(cues.TRAVELS).search(words) for words in reached)


def _phrase(line: Line, scene: Scene) -> tuple[int, int] | None:
    """The characters of the sentence that announce something without a figure."""
    title_or_text = line.kind is not Kind.HEADING or line in scene.title
    if line.furniture or line.background or not (title_or_text and scene.about_ukraine):
        return None
    if line.figures:
        return _beside_a_figure(line)
    if not pattern(*cues.ANNOUNCES_THINGS).search(f"{line.intro} {line.words}"):
        return None
    announced = line.is_lead or pattern(*cues.ANNOUNCED).search(f"{line.intro} {line.words}") is not None
    of_one = line.kind is not Kind.BULLET or (line.mentions and not line.mentions[0].start)
    named = announced and of_one and pattern(*cues.NEW_PACKAGE).search(line.words)
    found = named or (_stands_over_list(line, scene) and pattern(*cues.HANDED_OVER).search(line.words))
    return found.span() if found else _first_things(line, scene, announced=announced)


def _beside_a_figure(line: Line) -> tuple[int, int] | None:
    """A package that is announced in one sentence with another one, whose value is told."""
    if not pattern(*cues.TELLS).search(line.words) or line.kind is not Kind.PROSE:
        return None
    for match in pattern(*cues.HANDS_OVER).finditer(line.words):
        things = _handed_over(line, match)
        end = things[-1].end if things and things[0].item.quantity else len(line.words)
        another = (mention for mention in line.mentions if end <= mention.start and may_give(mention.code))
        if any(mention.start < line.figures[0].first for mention in another):
            return things[0].start, end
    found = pattern(*cues.NEW_PACKAGE).search(line.words)
    near = found and any(found.start() - _APART < figure.start < found.end() + _APART for figure in line.figures)
    return found.span() if found and not near else None


def _first_things(line: Line, scene: Scene, *, announced: bool) -> tuple[int, int] | None:
    """The characters of the things that are handed over to Ukraine; what is not announced has to be counted."""
    if not any(one.names_ukraine() for one in (line, *scene.lines[:3])):
        return None
    if (first := things_ahead(line.words)) and first[0].item.quantity:
        return first[0].start, first[-1].end
    for match in pattern(*cues.HANDS_OVER).finditer(line.words):
        if pattern(cues.RAISED).fullmatch(match[0]) or ending(*cues.NOT_SENT).search(line.words[: match.end()]):
            continue
        things = _handed_over(line, match)
        counts = bool(things) and things[0].item.quantity is not None
        ahead = counts and pattern(*cues.AHEAD).match(match[0]) is not None
        if things and (ahead or (announced and (counts or things[0].item.category not in {None, Category.OTHER}))):
            return things[0].start, things[-1].end
    return None


def _stands_over_list(line: Line, scene: Scene) -> bool:
    following = scene.lines[line.number + 1 : line.number + 2]
    return line.words.endswith(":") and line.names_ukraine() and any(one.kind is Kind.BULLET for one in following)


def _handed_over(line: Line, match: re.Match[str]) -> list[Thing]:
    """The things that follow a word of `HANDS_OVER`, past to whom they go; they follow soon."""
    start = past_recipient(line.words, match.end())
    things = listed(line.words, start, len(line.words), every=False)
    return things if things and things[0].start - start <= _NEAR else []


def things_ahead(words: str) -> list[Thing]:
    """The things with which the sentence begins, and which, it says, are handed over."""
    match = pattern(cues.HANDED_OVER_THEN).search(words)
    lead = _LEAD.match(words)
    begins = lead.end() if lead else 0
    things = listed(words, begins, match.start(), every=False) if match and begins < match.start() else []
    return things if things and things[0].start <= begins + _OPENS else []


def past_recipient(words: str, at: int) -> int:
    """Where the things begin that are handed over, past to whom."""
    match = _TO_WHOM.match(words, at)
    return match.end() if match else at
