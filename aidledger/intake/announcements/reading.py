"""What the sentences of an announcement hold, and what holds for all of them: whose page it is, and of which day."""

import re
from datetime import date
from typing import Final, NamedTuple

from aidledger.domain.drafts import Place
from aidledger.intake.announcements import cues, days
from aidledger.intake.announcements.cues import ending, pattern
from aidledger.intake.announcements.days import Named
from aidledger.intake.announcements.figures import Figure, figures
from aidledger.intake.announcements.mentions import UKRAINE, Mention, may_give, mentions
from aidledger.intake.announcements.page import Kind, Page, Sentence

_HEAD: Final = 14
"""Sentences and lines at the beginning, among which title, publisher and day stand."""
_SHORT: Final = 40
"""Characters of a heading that stands over a part of the page."""
_LEAD: Final = 5
_OPENING: Final = 2
"""The news of a text stands in its first sentences, beneath the title."""


class Line(NamedTuple):
    """One sentence, and what was found in it; positions count from its beginning. `intro` is what its list follows.

    `number` counts all sentences from 0, `rank` those of prose before it.
    """

    sentence: Sentence
    number: int
    rank: int
    words: str
    mentions: list[Mention]
    figures: list[Figure]
    days: list[Named]
    intro: str
    furniture: bool
    background: bool

    @property
    def kind(self) -> Kind:
        """What the sentence is a piece of."""
        return self.sentence.kind

    @property
    def is_lead(self) -> bool:
        """Whether it stands where the news does."""
        return self.rank < _LEAD

    @property
    def is_opening(self) -> bool:
        """Whether it is the title, or one of the sentences that tell the news itself."""
        return self.rank < _OPENING

    def names_ukraine(self) -> bool:
        """Whether the recipient is named in it."""
        return any(mention.code == UKRAINE for mention in self.mentions)


class Scene(NamedTuple):
    """The whole text: its sentences, whose page it is, the day of its publication, the dollar that it means by `$`."""

    page: Page
    lines: list[Line]
    home: str | None
    home_at: tuple[Line, Mention] | None
    published: date | None
    dateline: tuple[Line, Named] | None
    own_dollars: frozenset[str]
    about_ukraine: bool
    asks: bool
    surveys: bool
    sold: bool
    out_soon: bool

    @property
    def title(self) -> list[Line]:
        """What the text is called: its first line, if it has one."""
        return [line for line in self.lines if not line.furniture][:1]

    def place(self, line: Line, start: int, end: int) -> Place:
        """Where the characters from `start` to `end` of the sentence stand in the text as given."""
        return self.page.place(line.sentence.start + start, line.sentence.start + end)


def read(text: str, published: date | None, publisher: str | None) -> Scene:
    """Everything that the rules look at, found in one pass over the text."""
    page = Page.of(text)
    dated = published or _published_in(page)
    lines = _lines(page, dated)
    home, home_at = _home(lines, publisher)
    return Scene(
        page=page,
        lines=lines,
        home=home,
        home_at=home_at,
        published=dated,
        dateline=_dateline(lines),
        own_dollars=_own_dollars(lines, publisher),
        about_ukraine=any(line.names_ukraine() for line in lines) or "USAI" in page.text,
        asks=_asks(lines),
        surveys=_surveys(lines, publisher),
        sold=any(line.is_lead and pattern(cues.SOLD).search(line.words) for line in lines),
        out_soon=any(line.is_lead and pattern(cues.OUT_SOON).search(line.words) for line in lines),
    )


def _lines(page: Page, published: date | None) -> list[Line]:
    lines: list[Line] = []
    intro, rank, aside, background = "", 0, False, False
    within, block = False, -1
    for number, sentence in enumerate(page.sentences):
        words = page.words(sentence)
        if sentence.kind is not Kind.BULLET:
            intro = words if words.endswith(":") or ending(*cues.LISTS).search(words.rstrip(":- ")) else ""
            if len(words) < _SHORT:
                begins = pattern(*cues.BACKGROUND).search(words) is not None
                background = begins or (background and sentence.kind is Kind.PROSE)
        within = pattern(cues.BACKGROUND_WITHIN).match(words) is not None or (within and sentence.block == block)
        block = sentence.block
        furniture = (aside and sentence.kind is not Kind.PROSE) or _is_furniture(words, number)
        numbered = any(map(str.isdigit, words))
        # "Read more:" stands over headlines, each in a line of its own.
        aside = (
            furniture
            and not pattern(*cues.NAVIGATION).search(words)
            and (len(words) < _SHORT or aside)
            and not (numbered and not aside)
        )
        line = Line(
            sentence=sentence,
            number=number,
            rank=rank,
            words=words,
            mentions=mentions(words),
            figures=figures(words) if numbered or "illion" in words else [],
            days=days.named(words, published),
            intro=intro if sentence.kind is Kind.BULLET else "",
            furniture=furniture,
            background=background or within,
        )
        lines.append(line)
        rank += sentence.kind is Kind.PROSE
    return lines


def _is_furniture(words: str, number: int) -> bool:
    if pattern(*cues.APPEAL).search(words):
        return True
    if pattern(*cues.NAVIGATION).search(words):
        return True
    return number > 0 and pattern(*cues.FURNITURE).search(words) is not None


_PUBLISHED: Final = re.compile(
    r"(?:published|updated|posted|release[ds]?|date|press release|news release|statement|immediate release|article)\b",
    re.IGNORECASE,
)


def _published_in(page: Page) -> date | None:
    """The day that the head of the page gives: in a line of its own, after "Published", or before the first dash."""
    for number, sentence in enumerate(page.sentences[:_HEAD]):
        words = page.words(sentence)
        for found in days.named(words, None):
            if not found.is_day or found.relative:
                continue
            alone = sentence.kind is Kind.HEADING and len(words) < 90 and number > 0
            before = words[: found.start]
            told = _PUBLISHED.search(before) is not None and len(before) < 40
            place = re.fullmatch(r"[A-Z][\w.,/ -]{1,50}?[,(/\u2013\u2014-] ?(?:on )?", before) is not None
            after = words[found.end :]
            lined = place and re.match(r"\)? ?(?:[\u2013\u2014-]|\([A-Z][\w ]+\)|/|:)", after) is not None
            if alone or told or lined or (found.start < 3 and re.match(r" ?[\u2013\u2014-] ", after)):
                return found.on.first_day
    return None


def _dateline(lines: list[Line]) -> tuple[Line, Named] | None:
    for line in lines[:_HEAD]:
        for day in line.days:
            if day.is_day and not day.relative and day.start < 60 and len(line.words) < 90:
                return line, day
    return None


def _home(lines: list[Line], publisher: str | None) -> tuple[str | None, tuple[Line, Mention] | None]:
    """The donor whose page it is: its publisher, else whom the title names, else who is named first."""
    for code, own in cues.PUBLISHERS.items():
        if publisher and any(name in publisher.lower() for name in own):
            return code, None
    for mention in mentions(publisher or ""):
        if may_give(mention.code):
            return mention.code, None
    title = next((line for line in lines if not line.furniture), None)
    if title and (institution := pattern(*cues.INSTITUTIONS).search(title.words)):
        first = next((mention for mention in title.mentions if may_give(mention.code)), None)
        if not first or institution.start() < first.start:
            return None, None
    for line in lines[:_HEAD]:
        for mention in line.mentions if not line.furniture else ():
            if may_give(mention.code) and not is_place(line.words, mention):
                return mention.code, (line, mention)
    return None, None


def _own_dollars(lines: list[Line], publisher: str | None) -> frozenset[str]:
    """The donors whose own dollars a bare `$` means.

    Those whose dollars the text never calls by another sign, if it is published there, or tells no other donor's
    dollars: then it converts.
    """
    name = (publisher or "").lower()

    def own(code: str, signs: tuple[str, ...]) -> bool:
        if any(sign in line.words for line in lines for sign in signs):
            return False
        at_home = any(sign in name for sign in (*cues.OWN_PRESS[code], *cues.PUBLISHERS.get(code, ()))) and name
        return bool(at_home) or not any(_tells_dollars_of_another(line, code) for line in lines)

    return frozenset(code for code, signs in cues.OWN_DOLLARS.items() if own(code, signs))


def _tells_dollars_of_another(line: Line, code: str) -> bool:
    givers = {one.code for one in line.mentions if may_give(one.code) and not is_place(line.words, one)}
    return bool(givers) and code not in givers and any(figure.currency == "$" for figure in line.figures)


def _asks(lines: list[Line]) -> bool:
    """Whether the news is that a government asks its legislature for something."""
    title = next((line for line in lines if not line.furniture), None)
    asked = title and pattern(*cues.REQUESTED).search(title.words)
    gives = title and title.kind is not Kind.HEADING and pattern(*cues.ANNOUNCED).search(title.words)
    return bool(asked) and not gives


def _surveys(lines: list[Line], publisher: str | None) -> bool:
    """Whether the text tells what others announced."""
    title = next((line.words for line in lines if not line.furniture), "")
    return pattern(*cues.SURVEYS).search(f"{publisher or ''} # {title}") is not None


_BEFORE: Final = 60
"""Characters before a party that tell why it is named."""
_DATELINED: Final = re.compile(r"[A-Z][\w .'-]{1,30}, ")
_DASH: Final = re.compile(r"[\w ,./()]{0,40}? ?(?:[\u2013\u2014]|--?) ")


def is_place(words: str, mention: Mention) -> bool:
    """Whether the party is named for where something is, or to whom it goes, rather than for what it does."""
    before = words[max(0, mention.start - 24) : mention.start]
    if ending(cues.IN_A_TOWN).search(before):
        return pattern(*cues.ANNOUNCES).match(words[mention.end :].lstrip()) is None
    dateline = _DATELINED.fullmatch(words[: mention.start]) and _DASH.match(words[mention.end :])
    if dateline or re.match(cues.SCHEMES, words[mention.end :], re.IGNORECASE):
        return True
    at, around = min(mention.start, _BEFORE), words[max(0, mention.start - _BEFORE) : mention.end + _BEFORE]
    if any(one.start() <= at < one.end() for one in pattern(cues.BETWEEN_THEM).finditer(around)):
        return True
    places = ending(rf"(?:{'|'.join(cues.PLACES)})(?: the)?", cues.IN_BOTH).search(before)
    return places is not None or ending(cues.SUCH_AS, cues.LED_BY).search(words[: mention.start][-_BEFORE:]) is not None
