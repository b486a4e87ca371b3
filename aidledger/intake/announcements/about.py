"""A figure with the words about it: how far they reach, and what of them tells it in another currency."""

import re
from enum import Enum
from typing import Final, NamedTuple

from aidledger.intake.announcements.figures import Figure
from aidledger.intake.announcements.reading import Line


class Verdict(Enum):
    """What a figure is. Whether one that holds others, is a part or asked for counts, depends on the other figures."""

    NEW = "new"
    TOTAL = "total"
    HOLDS = "holds"
    PART = "part"
    REQUEST = "request"
    SAME = "same"
    ASIDE = "aside"


class Judged(NamedTuple):
    """A figure with its verdict and the reason for it.

    `left` are the words before it, up to the figure before; `right` those after it, up to the next one, or to where
    another thought begins. Between them and it stand `gap` characters that tell it in another currency.
    """

    line: Line
    figure: Figure
    left: str
    right: str
    gap: int = 0
    verdict: Verdict = Verdict.NEW
    reason: str = ""

    @property
    def near(self) -> str:
        """What stands about it, close enough to be said of it; the figure itself is `#`."""
        return f"{self.left[-160:]} # {self.right[:160]}"

    @property
    def reach(self) -> tuple[int, int]:
        """Where `left` begins and `right` ends in the sentence."""
        return self.figure.first - len(self.left), self.figure.end + self.gap + len(self.right)


_NEXT_THOUGHT: Final = re.compile(
    r", (?:adding|saying|noting) that\b"
    r"|,? (?:bringing|brings|raising|taking|making a total|for a total|part of|as part of (?:a|an|the|its)|including"
    r"|of which|on top of|in addition to|following|after|adding to|builds on|building on|while|along with the)\b"
    r"|,? (?:(?:which|that|and) )?(?:will|would) (?:bring|take|raise|increase)\b"
    r"|,? which (?:comes|brings|is part|adds|follows|includes)|;|, and (?:a|an|the) total"
    r"|, (?:a|an|the) (?:part|share|portion) of"
)


def about(line: Line, position: int) -> Judged:
    """The figure at `position` of the sentence with the words that are said of it; not judged yet."""
    figure = line.figures[position]
    start = line.figures[position - 1].end if position else 0
    begins, following = _past_conversion(line, position)
    end = line.figures[following].first if following < len(line.figures) else len(line.words)
    right = line.words[begins : max(end, begins)]
    if cut := _NEXT_THOUGHT.search(right):
        right = right[: cut.start()]
    return Judged(line, figure, line.words[start : max(start, figure.first)], right, begins - figure.end)


def _past_conversion(line: Line, position: int) -> tuple[int, int]:
    """Where the words about a figure begin behind it, past itself in other currencies, and which figure is next."""
    end, following = line.figures[position].end, position + 1
    while following < len(line.figures) and converts(line, following):
        end = line.figures[following].end
        following += 1
    if following > position + 1 and (closing := re.match(r" ?[)\]]", line.words[end:])):
        end += closing.end()
    return end, following


def converts(line: Line, position: int) -> bool:
    """Whether the figure at `position` tells the one before it in another currency."""
    before, figure = line.figures[position - 1], line.figures[position]
    between = line.words[before.end : figure.start]
    apart = before.currency != figure.currency and len(between) < _NEARBY
    return apart and _CONVERSION.fullmatch(between) is not None


_NEARBY: Final = 60
_CONVERSION: Final = re.compile(
    r"[ ,]*(?:[(\[]|\bor\b|[\u2013\u2014=]|,|equivalent to|the equivalent of|equal to|equating to"
    r"|which is|i\.e\.|that is)[ (,]*"
    r"(?:(?:or|about|approximately|approx\.?|roughly|around|some|equivalent to|the equivalent of|equal to|nearly|almost"
    r"|more than|over|just|under|circa|ca\.|worth|c\.|~|\u2248|at least)[ .]?)*",
    re.IGNORECASE,
)
