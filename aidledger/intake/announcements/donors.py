"""Who gives what a sentence announces."""

import re
from typing import Final, NamedTuple

from aidledger.domain.drafts import Found
from aidledger.intake.announcements import cues
from aidledger.intake.announcements.cues import ending, pattern
from aidledger.intake.announcements.mentions import UKRAINE, Mention, may_give
from aidledger.intake.announcements.reading import Line, Scene, is_place

_FIRST_PERSON: Final = re.compile(r"\b(?:I|we|We|our|Our|my|My)\b")
_JOINED: Final = re.compile(
    r",? (?:and )?(?:the )?|, and (?:the )?|,? together with (?:the )?|,? jointly with (?:the )?"
)
_BACK: Final = 2
"""Sentences back to which "the package" refers."""
_SOON: Final = 120
"""Characters after a party within which it acts."""


class Giver(NamedTuple):
    """The donor, by code, and the mention that says so; none where nobody is named beside it."""

    code: str
    line: Line | None
    mention: Mention | None
    last: Mention | None = None

    def found(self, scene: Scene) -> Found[str]:
        """The code with its place in the text."""
        if not (self.line and self.mention and self.last):
            return Found(self.code)
        return Found(self.code, scene.place(self.line, self.mention.start, self.last.end))


def giver(line: Line, start: int, at: int, end: int, before: Giver | None, scene: Scene) -> Giver | None:
    """Who gives the thing at `at`, whose own words reach from `start` to `end`; `before` gave what was named last.

    `None` where several give together of whom not all are named, or nobody is told.
    """
    able = [mention for mention in line.mentions if may_give(mention.code)]
    ahead = [mention for mention in able if mention.end <= at]
    close = [mention for mention in ahead if mention.start >= start]
    acting = [mention for mention in ahead if _acts(line.words, mention, at)]
    candidates = (
        *(mention for mention in reversed(acting) if mention.start >= start),
        *(mention for mention in close if _by(line.words, mention)),
        *(mention for mention in close if not is_place(line.words, mention)),
        *reversed(acting),
        *(mention for mention in able if at <= mention.start < end and _by(line.words, mention)),
        *(mention for mention in ahead if not is_place(line.words, mention)),
    )
    chosen = next(iter(candidates), None)
    if _collective_acts(line.words, chosen.end if chosen else 0, at):
        return None
    if chosen:
        return _jointly(line, able, chosen)
    if _FIRST_PERSON.search(line.words) and scene.home:
        return _home(scene)
    if pattern(cues.REFERS_BACK).match(line.words) and (giving := before or _acting_before(line, scene)):
        return giving
    behind = next((mention for mention in able if mention.start >= at and _gives_it(line.words, mention)), None)
    if behind:
        return _jointly(line, able, behind)
    return None if pattern(cues.FROM_SEVERAL).search(line.words) else before or _home(scene)


def _acting_before(line: Line, scene: Scene) -> Giver | None:
    """Who acts in the sentence before."""
    for one in reversed(scene.lines[max(0, line.number - _BACK) : line.number]):
        for mention in one.mentions:
            if may_give(mention.code) and _acts(one.words, mention, len(one.words)):
                return Giver(mention.code, one, mention, mention)
    return None


def _gives_it(words: str, mention: Mention) -> bool:
    """Whether what stands behind the figure is the party's own aid."""
    following = words[mention.end :].removeprefix("'s").lstrip()
    return not is_place(words, mention) and pattern(*cues.THEIR_AID).match(following) is not None


def _home(scene: Scene) -> Giver | None:
    if not scene.home:
        return None
    line, mention = scene.home_at or (None, None)
    return Giver(scene.home, line, mention, mention)


def _acts(words: str, mention: Mention, at: int) -> bool:
    """Whether the party does something, in the words up to `at`."""
    if is_place(words, mention):
        return False
    acting = rf"(?:'s?)?(?: [\w'\"\u00c0-\u017e.,()-]+){{0,9}}? ?(?:{'|'.join(cues.ACTS)})"
    return re.match(rf"{acting}\b", words[mention.end : min(at, mention.end + _SOON)]) is not None


def acts(line: Line) -> str | None:
    """The code of the first donor that does something in the sentence."""
    return next(
        (
            mention.code
            for mention in line.mentions
            if may_give(mention.code) and _acts(line.words, mention, len(line.words))
        ),
        None,
    )


def _by(words: str, mention: Mention) -> bool:
    """Whether it is said to be by or from them, other than bought there."""
    before = words[max(0, mention.start - 80) : mention.start]
    if ending(cues.LED_BY).search(before):
        return False
    by = ending(r"(?:by|from|of)(?: the)?", cues.AGREED_WITH).search(before)
    return by is not None and not pattern(*cues.BOUGHT).search(before)


def _collective_acts(words: str, start: int, end: int) -> bool:
    """Whether several that are not named act between `start` and `end`."""
    acting = (
        rf"(?:the |its |our |other |western |eu |european |\d+ )*(?:{'|'.join(cues.COLLECTIVES)})"
        rf"(?:,? [\w']+){{0,4}}?,? ?(?:{'|'.join(cues.COLLECTIVE_ACTS)})"
    )
    return pattern(acting).search(words[start:end]) is not None


def _stands_with(words: str, mention: Mention) -> bool:
    """Whether it may give jointly with those named beside it: it is no place, or named after "together with"."""
    before = words[max(0, mention.start - 24) : mention.start]
    return not is_place(words, mention) or ending(r"(?:together|jointly) with(?: the)?").search(before) is not None


def _jointly(line: Line, able: list[Mention], mention: Mention) -> Giver:
    """With the party all those that it is named in one breath with."""
    able = [other for other in able if other is mention or _stands_with(line.words, other)]
    group = [mention]
    for other in able[able.index(mention) + 1 :]:
        if other.end > mention.end and _JOINED.fullmatch(line.words[group[-1].end : other.start]):
            group.append(other)
    for other in reversed(able[: able.index(mention)]):
        if not _JOINED.fullmatch(line.words[other.end : group[0].start]):
            break
        group.insert(0, other)
    codes = sorted({other.code for other in group})
    if UKRAINE in codes:
        codes.remove(UKRAINE)
    return Giver("+".join(codes), line, group[0], group[-1])
