"""Which of the things that a text lists belong to which package."""

import re
from collections.abc import Sequence
from typing import Final

from aidledger.domain.bounds import Bound
from aidledger.domain.drafts import DraftItem
from aidledger.domain.packages import LineItem
from aidledger.errors import InvalidInput
from aidledger.intake.announcements import cues
from aidledger.intake.announcements.cues import ending, pattern
from aidledger.intake.announcements.donors import acts
from aidledger.intake.announcements.earlier import is_old
from aidledger.intake.announcements.items import Thing, listed
from aidledger.intake.announcements.kinds import CIVILIAN, aid_type, channel_in
from aidledger.intake.announcements.page import Kind
from aidledger.intake.announcements.pieces import names_thing
from aidledger.intake.announcements.reading import Line, Scene
from aidledger.intake.announcements.said import Package
from aidledger.intake.announcements.unvalued import past_recipient, things_ahead

_FAR: Final = 12
"""Sentences after a package was last named, only a list of its own goes back to it."""
_NEAR: Final = 40
"""Characters after "will send" within which what is sent is named."""
_ROUNDED: Final = 10
"""A count in another sentence that is within a tenth is the same, rounded: "two dozen", and then "22"."""
_SEVERAL: Final = 2
"""Things that are handed over without a count: more than these are a list."""
_SOON: Final = 5
"""Sentences before a package is named that may tell already what it holds."""


def things_of(packages: Sequence[Package], scene: Scene) -> list[tuple[DraftItem, ...]]:
    """The things of each package: those in bullets, which are the full list where there is one, else those in prose.

    Those of a heading are less than the text has, if it has any. Requests and civilian aid are not itemised.
    """
    listing = _Listing(packages, scene)
    for line in scene.lines:
        if not line.furniture:
            listing.read(line)
    return [
        () if package.stage or aid_type(package, scene).value in CIVILIAN else _once(listing.found(position), scene)
        for position, package in enumerate(packages)
    ]


def _once(things: list[tuple[Line, Thing]], scene: Scene) -> tuple[DraftItem, ...]:
    """The things without those that are named again; of two the one speaks that is counted, or said more exactly."""
    found: list[tuple[Line, Thing]] = []
    for line, thing in things:
        again = next((before for before in found if _again(line, thing, *before)), None)
        if again is None:
            found.append((line, thing))
        elif _says_more(thing.item, again[1].item):
            found[found.index(again)] = (line, thing)
    return tuple(DraftItem(thing.item, scene.place(line, thing.start, thing.end)) for line, thing in found)


def _says_more(one: LineItem, other: LineItem) -> bool:
    """Whether `one`, of two items for the same thing, counts it where `other` does not, or tells more of it."""
    if one.quantity and other.quantity:
        return one.quantity.number != other.quantity.number and one.quantity.bound is Bound.EXACT
    return bool(one.quantity) or (not other.quantity and _told_of(other) < _told_of(one))


def _again(line: Line, thing: Thing, earlier: Line, other: Thing) -> bool:
    """Whether it is the same thing: by the same words, or as many of the same category in another sentence."""
    one, two = thing.item, other.item
    words, others = _told_of(one), _told_of(two)
    if one.quantity and two.quantity and one.quantity.number != two.quantity.number:
        near = abs(one.quantity.number - two.quantity.number) * _ROUNDED <= two.quantity.number
        rough = one.category == two.category and Bound.EXACT in {one.quantity.bound, two.quantity.bound}
        alike = words <= others or others <= words or (rough and one.quantity.bound is not two.quantity.bound)
        return near and line is not earlier and alike
    counted = bool(one.quantity), bool(two.quantity)
    if one.description.lower() == two.description.lower() and counted[0] == counted[1]:
        return True
    if line is earlier or line.kind is Kind.BULLET:
        return False
    if all(counted):
        return one.category == two.category
    named = set(_NAMES.findall(one.description)) & set(_NAMES.findall(two.description))
    return words <= others or others <= words or (bool(named) and _kind_of_thing(one) == _kind_of_thing(two))


def _told_of(item: LineItem) -> set[str]:
    return set(_TELLS_APART.findall(item.description.lower()))


def _kind_of_thing(item: LineItem) -> set[str]:
    return set(_TELLS_APART.findall(re.split(r" for | with ", item.description.lower())[0]))


_TELLS_APART: Final = re.compile(
    r"(?!(?:additional|more|new|further|other|and|for|the|of|a)\b)[a-z0-9-]+?(?=s?(?![a-z0-9-]))"
)
"""The words of a description, in the singular, by which things are told apart."""


_NAMES: Final = re.compile(r"\b[A-Z0-9][A-Z0-9-]{2,}\b")
"""Such as HIMARS."""


class _Listing:
    """The sentences read one after the other, and the package that each speaks of."""

    def __init__(self, packages: Sequence[Package], scene: Scene) -> None:
        self._packages = packages
        self._scene = scene
        self._numbers = {package: package.numbers for package in packages}
        self._recent: Package | None = None
        self._opened: Package | None = None
        self._past = False
        self._more: set[Package] = set()
        self.bullets: list[list[tuple[Line, Thing]]] = [[] for _ in packages]
        self.prose: list[list[tuple[Line, Thing]]] = [[] for _ in packages]
        self.headings: list[list[tuple[Line, Thing]]] = [[] for _ in packages]

    def read(self, line: Line) -> None:
        """Take the things of one sentence."""
        here = [package for package in self._packages if line.number in self._numbers[package]]
        if here:
            self._recent = here[-1]
        self._past = not here and (self._past or _speaks_of_past(line, self._scene))
        if line.kind is Kind.BULLET:
            if here:
                self._in_prose(line, here[-1], here=here)
            elif self._opened:
                things = _in_bullet(line, self._opened, self._scene)
                self.bullets[self._packages.index(self._opened)] += [(line, thing) for thing in things]
            return
        target = self._target(line, here)
        self._opened = target if _opens_list(line) or (here and line.words.endswith(":")) else None
        if target and self._opened and pattern(*cues.ALSO).search(line.words):
            self._more.add(target)
        if target:
            self._in_prose(line, target, here=here)

    def found(self, position: int) -> list[tuple[Line, Thing]]:
        """The things of the package at `position`: all that are told of it, where its bullets are not all of them."""
        if self._packages[position] in self._more:
            return self.prose[position] + self.bullets[position]
        return self.bullets[position] or self.prose[position] or self.headings[position]

    def _target(self, line: Line, here: list[Package]) -> Package | None:
        """The package of which the sentence may list the things."""
        if self._speaks_of_other_things(line, here=bool(here)):
            return None
        if through := self._by_channel(line, here):
            self._recent = through
            return through
        if here:
            return here[-1]
        return self._gone_on_about(line)

    def _speaks_of_other_things(self, line: Line, *, here: bool) -> bool:
        """Whether it is about earlier packages, totals, requests or what comes later."""
        if not here and pattern(cues.TELLS_ITS_THINGS).match(line.words.lstrip('"')):
            self._past = False
            return False
        new = pattern(*cues.NEW).search(line.words) is not None
        if here:
            return not new and pattern(*cues.EARLIER).search(line.words) is not None
        if pattern(cues.HOW_IT_WORKS).search(line.words):
            return True
        planned = pattern(cues.PLANS).search(line.words) is not None
        if line.is_opening and _hands_over_now(line) and not planned:
            return False
        other = (cues.EARLIER, cues.SINCE_THEN, cues.IN_ALL, cues.REQUESTS, cues.LATER, cues.ALREADY)
        return planned or (self._past and not new) or any(pattern(*own).search(line.words) for own in other)

    def _by_channel(self, line: Line, here: list[Package]) -> Package | None:
        channel = channel_in(self._scene, line, 0, len(line.words))
        if not channel or len(self._packages) == 1:
            return None
        through = [
            package for package in here or self._packages if package.channel and package.channel.value == channel.value
        ]
        named = (package for package in reversed(through) if package.line.number <= line.number)
        return next(named, through[0] if through else None)

    def _gone_on_about(self, line: Line) -> Package | None:
        """The package that was named before, or is named soon, where the sentence refers to one."""
        refers = pattern(*cues.REFERS).search(line.words[:160]) is not None
        if not self._recent:
            if len(self._packages) > 1 and line.figures:
                return None  # a sum of several, whose things may be of any
            soon = (package for package in self._packages if 0 <= package.line.number - line.number <= _SOON)
            hands_over = pattern(*cues.HANDS_OVER).search(line.words) is not None
            return next(soon, None) if refers or hands_over else None
        acting = acts(line)
        other = acting is not None and acting not in self._recent.givers
        far = line.number - max(self._numbers[self._recent]) > _FAR and not _opens_list(line)
        hands_over = acting is not None and (_hands_over_now(line) or line.words.endswith(":"))
        goes_on = refers or pattern(cues.AMONG_THEM).match(line.words) or hands_over or bool(things_ahead(line.words))
        return self._recent if goes_on and not other and not far else None

    def _in_prose(self, line: Line, package: Package, *, here: list[Package]) -> None:
        first = things_ahead(line.words)
        if ahead := [thing for thing in first if thing.item.quantity or len(first) > _SEVERAL]:
            self.prose[self._packages.index(package)] += [(line, thing) for thing in ahead]
            return
        starts = _list_starts(line, here=bool(here))
        made = [start for start, named in starts if named]
        for start, named in starts:
            package = _nearest(here, line, start) or package
            later = [figure.first for figure in line.figures if figure.first > start]
            things = listed(line.words, start, min([len(line.words), *later]), every=False)
            near = things and (named or things[0].start - start <= _NEAR)
            if near and any(start < other < things[0].start for other in made):
                continue  # the list begins nearer
            if near and (named or here or things[0].item.quantity or len(things) > _SEVERAL or line.is_opening):
                found = self.headings if line.kind is Kind.HEADING else self.prose
                found[self._packages.index(package)] += [(line, thing) for thing in things]
                return


def _nearest(here: list[Package], line: Line, start: int) -> Package | None:
    """Of several packages of one sentence the one that is named last before `start`."""
    before = [package for package in here if package.line is line and package.at <= start]
    return max(before, key=lambda package: package.at, default=None)


def _hands_over_now(line: Line) -> bool:
    return any(pattern(*cues.AHEAD).match(match[0]) for match in pattern(*cues.HANDS_OVER).finditer(line.words))


def _speaks_of_past(line: Line, scene: Scene) -> bool:
    past = pattern(*cues.EARLIER).search(line.words) or pattern(cues.OPENS_EARLIER).match(line.words)
    old = scene.published and any(
        is_old(day, scene.published) and not ending(*cues.UNTIL).search(line.words[: day.start]) for day in line.days
    )
    return bool(past or old) and pattern(*cues.AID).search(line.words) is not None


def _in_bullet(line: Line, package: Package, scene: Scene) -> list[Thing]:
    """The things of a bullet; the one thing of a bullet with a figure is worth that much."""
    if not line.figures:
        return listed(line.words, 0, len(line.words), every=True)
    figure = line.figures[0]
    start, end = 0, figure.first
    if not names_thing(line.words[start:end]):
        start, end = figure.end, len(line.words)
    things = listed(line.words, start, end, every=True)
    if len(things) != 1 or len(line.figures) > 1 or not things[0].item.category:
        return []
    try:
        amount = figure.amount(package.giver.code, scene.own_dollars)
    except InvalidInput:
        return []
    return [things[0]._replace(item=things[0].item.model_copy(update={"amount": amount}))]


def _opens_list(line: Line) -> bool:
    """Whether bullets beneath it are its things."""
    words = line.words.rstrip(" -:")
    if ending(*cues.LISTS).search(words):
        return True
    return line.words.endswith(":") and pattern(*cues.INCLUDES, *cues.AID).search(words) is not None


def _list_starts(line: Line, *, here: bool) -> list[tuple[int, bool]]:
    """Where the sentence may begin to list things: after "including", which says so, else after what is handed over."""
    made_of = (*cues.MADE_OF, *(cues.MADE_OF_IT if here else ()))
    includes, handed, made = (
        list(pattern(*own).finditer(line.words)) for own in (cues.LISTS_IN_PROSE, cues.HANDS_OVER, made_of)
    )
    starts = [(match.end(), True) for match in includes]
    handed = [match for match in handed if not ending(*cues.NOT_SENT).search(line.words[: match.end()])]
    starts += [(past_recipient(line.words, match.end()), "also" in match[0].lower()) for match in handed]
    return sorted(starts) + [(match.end(), True) for match in made]
