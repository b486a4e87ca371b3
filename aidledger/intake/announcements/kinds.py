"""Through which channel something is given, and what kind of aid it is."""

from typing import Final

from aidledger.domain.drafts import Found
from aidledger.domain.vocabulary import AidType
from aidledger.intake.announcements import cues
from aidledger.intake.announcements.cues import pattern
from aidledger.intake.announcements.reading import Line, Scene
from aidledger.intake.announcements.said import Package, Said

OF_THEIR_OWN: Final = frozenset({"PDA", "USAI", "FMF", "EPF"})
"""Channels that each have packages of their own: equal sums through two of them are two packages."""
CIVILIAN: Final = frozenset({AidType.HUMANITARIAN, AidType.FINANCIAL})
_BEFORE: Final = 80
_AFTER: Final = 120
"""Characters about a figure that tell its channel and its kind, where the sentence has others."""


def channel_in(scene: Scene, line: Line, start: int, end: int) -> Found[str] | None:
    """The instrument that is named between `start` and `end` of the sentence."""
    for name, own in cues.INSTRUMENTS:
        if found := pattern(*own).search(line.words, start, end):
            return Found(name, scene.place(line, found.start(), found.end()))
    return None


def channel_of(said: Said, scene: Scene) -> Found[str] | None:
    """The instrument of a figure: beside it, where its sentence has several, first behind it."""
    line, figure = said.line, said.judged.figure
    start, end = said.judged.reach
    if len(line.figures) == 1:
        return channel_in(scene, line, 0, len(line.words))
    behind = channel_in(scene, line, figure.end, end)
    return behind or channel_in(scene, line, max(start, figure.first - _AFTER), figure.first)


def has_own_channel(channel: Found[str] | None) -> bool:
    """Whether what goes through the channel is a package of its own."""
    return channel is not None and channel.value in OF_THEIR_OWN


def aid_type(package: Package, scene: Scene) -> Found[AidType]:
    """The kind of aid: beside the figure, else in the sentences that speak of the package, else in the title."""
    if package.said and (near := kind_of(package.said, scene)):
        return near
    of_it_alone = [line for line in package.lines if len(line.figures) < 2]
    for line in (*of_it_alone, *scene.title):
        if kind := _kind_in(scene, line, 0, len(line.words)):
            return kind
    return Found(AidType.MILITARY)


def kind_of(said: Said, scene: Scene) -> Found[AidType] | None:
    """The kind of aid that the words about a figure tell."""
    (start, end), figure = said.judged.reach, said.judged.figure
    return _kind_in(scene, said.line, max(start, figure.first - _BEFORE), min(end, figure.end + _AFTER))


def _kind_in(scene: Scene, line: Line, start: int, end: int) -> Found[AidType] | None:
    found = {kind: match for kind, own in cues.AID_TYPES if (match := pattern(*own).search(line.words, start, end))}
    if not found:
        return None
    first = min(found.values(), key=lambda match: match.start())
    alone = len(found) == 1 or AidType.MILITARY not in found
    return Found(next(iter(found)) if alone else AidType.MIXED, scene.place(line, first.start(), first.end()))
