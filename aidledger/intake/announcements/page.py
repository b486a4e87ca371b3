"""The text of an announcement as it is read: tidied, put together from its lines, and parted into sentences.

Pages come with lines broken anywhere, with bullets, Markdown and typographic signs. What the rules read is `Page.text`,
in which all of that is gone; `Page.place` leads from there back to the characters of the text as it was given.
"""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import pairwise
from typing import Final, NamedTuple

from aidledger.domain.drafts import Place

LONGEST_SENTENCE: Final = 1200
"""Longer ones are parted, so that no rule looks at more than this at once."""


class Kind(Enum):
    """What a piece of the page is."""

    HEADING = "heading"
    PROSE = "prose"
    BULLET = "bullet"


class Sentence(NamedTuple):
    """The characters of the tidied text from `start` to `end`, in the piece of the page numbered `block`."""

    start: int
    end: int
    kind: Kind
    block: int


class Page(NamedTuple):
    """The tidied text, for each of its characters the position in the text as given, and its sentences in order."""

    text: str
    origins: list[int]
    sentences: list[Sentence]

    @classmethod
    def of(cls, given: str) -> "Page":
        """Read the text `given`, whatever it is."""
        return _Builder(given).page()

    def place(self, start: int, end: int) -> Place:
        """Where the characters from `start` to `end` of the tidied text stand in the text as given."""
        return Place(self.origins[start], self.origins[end - 1] + 1)

    def words(self, sentence: Sentence) -> str:
        """The sentence itself."""
        return self.text[sentence.start : sentence.end]


_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_BREAK = re.compile(r"[\r\n\v\f\x85\u2028\u2029]")
_TIDIED = re.compile(
    r"(?P<blank>\s+)"
    r"|(?P<gone>[\u200b-\u200f\u2060\ufeff\u00ad*\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]|\\(?=[^\w\s])|!?\[(?=[^\[\]\n]{1,200}\]\()|\]\([^()\s]{0,500}\))"
    r"|(?P<quote>[\u201c\u201d\u201e\u00ab\u00bb])|(?P<apostrophe>[\u2018\u2019\u02bc`\u00b4])|(?P<hyphen>[\u2010\u2011])"
)
_REPLACED: Final = {"blank": " ", "gone": "", "quote": '"', "apostrophe": "'", "hyphen": "-"}
_BULLET = re.compile(
    r"\s{0,40}(?:(?:--?-?|[\u2013\u2014\u2022\u00b7\u25aa\u25cf\u25cb\u25e6\u2023\u2043*+])(?=\s|$)|[\u2022\u25cf\u25aa\u00b7](?=\S)"
    r"|\\?\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})(?:\\?\)|\\?\.)(?=\s))"
)
_PARENTHETIC: Final = frozenset("\u2013\u2014")
"""Dashes that stand within sentences too, and so at the beginning of a line that was broken for width."""
_HEADING_MARK = re.compile(r"\s{0,10}(?:#{1,6}\s|>)")
_ENDED = re.compile(r"[.!?;:,][\"')\]]*(?: \(\w+\))?$")
_ABBREVIATIONS: Final = frozenset(
    [
        "mr", "mrs", "ms", "dr", "gen", "lt", "col", "sgt", "maj", "capt", "adm", "sen", "rep", "gov", "st", "no",
        "nos", "approx", "ca", "vs", "etc", "inc", "co", "corp", "fig", "art", "sec", "dept", "jan", "feb", "mar",
        "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "u.s", "u.k", "u.n", "e.u", "d.c", "a.m",
        "p.m", "i.e", "e.g", "est", "incl", "mln", "bln", "mil",
    ]
)  # fmt: skip
_SENTENCE_END = re.compile(r"[.!?\u2026][\"')\]]{0,3}(?= [\"'(\[]{0,2}(?:[A-Z0-9$\u20ac\u00a3]|\u2026))")


_OPENS_WITHIN = re.compile(r":\s+[-\u2022\u25aa\u25cf]\s+[A-Z0-9]")
_BULLET_WITHIN = re.compile(r"(?<=\S)\s+(?=[-\u2022\u25aa\u25cf]\s+[A-Z0-9])")


def _lines_of(given: str) -> Iterator[re.Match[str]]:
    """The lines; where bullets stand behind a colon in one line, each of them, and of those after it, is one."""
    listing = False
    for line in _LINE.finditer(given):
        bullet = _BULLET.match(line[0]) is not None
        listing = _OPENS_WITHIN.search(line[0]) is not None or (listing and bullet)
        start = line.start()
        for cut in _BULLET_WITHIN.finditer(line[0]) if listing else ():
            if piece := _LINE.match(given, start, line.start() + cut.start()):
                yield piece
            start = line.start() + cut.end()
        if piece := _LINE.match(given, start, line.end()):
            yield piece


class _Line(NamedTuple):
    start: int
    words: str
    width: int
    bullet: bool
    after_gap: bool


class _Builder:
    """Puts a page together, line for line."""

    def __init__(self, given: str) -> None:
        self._given = given
        self._characters: list[str] = []
        self._origins: list[int] = []
        self._blocks: list[tuple[int, int, Kind]] = []

    def page(self) -> Page:
        for run in _runs(self._lines()):
            self._add(run)
        text = "".join(self._characters)
        blocks = _with_lists(text, self._blocks)
        sentences = [
            Sentence(start, end, kind, number)
            for number, (first, last, kind) in enumerate(blocks)
            for start, end in _parted(text, first, last)
        ]
        return Page(text, self._origins, sentences)

    def _lines(self) -> list[_Line]:
        lines: list[_Line] = []
        end, marked = 0, False
        for match in _lines_of(self._given):
            words = match[0]
            if not words.strip():
                continue
            gap = self._given[end : match.start()]
            after_gap = not lines or len(_BREAK.findall(gap.replace("\r\n", "\n"))) > 1
            end = match.end()
            mark = _BULLET.match(words) or _HEADING_MARK.match(words)
            if mark and mark[0].strip() in _PARENTHETIC and not (after_gap or _begins_anew(lines[-1])):
                mark = None
            start = match.start() + (mark.end() if mark else 0)
            words = words[mark.end() :] if mark else words
            if not words.strip():
                marked = mark is not None
                continue
            bullet = marked or (mark is not None and mark.re is _BULLET)
            after_gap = after_gap or (mark is not None and mark.re is _HEADING_MARK)
            lines.append(_Line(start, words.rstrip(), len(match[0].rstrip()), bullet, after_gap))
            marked = False
        return lines

    def _add(self, run: list[_Line]) -> None:
        """One piece of the page; lines that were broken for width are one again."""
        start = len(self._characters)
        for line in run:
            if len(self._characters) > start and not self._joins_closely():
                self._put(" ", line.start)
            self._tidy(line.start, line.words)
        while len(self._characters) > start and self._characters[-1] == " ":
            self._characters.pop()
            self._origins.pop()
        end = len(self._characters)
        if end == start:
            return
        text = "".join(self._characters[start:end])
        ended = _ENDED.search(text) is not None or len(_parted(text, 0, len(text))) > 1
        heading = not run[0].bullet and len(text) <= 220 and not ended
        self._blocks.append((start, end, Kind.BULLET if run[0].bullet else Kind.HEADING if heading else Kind.PROSE))
        self._put("\n", run[-1].start + len(run[-1].words))

    def _joins_closely(self) -> bool:
        """Whether the line before ends in a hyphen within a word, or in a dash."""
        before = "".join(self._characters[-2:])
        return len(before) == 2 and (before[1] == "\u2014" or (before[1] == "-" and before[0].isalnum()))

    def _tidy(self, offset: int, words: str) -> None:
        at = 0
        for match in _TIDIED.finditer(words):
            self._characters.extend(words[at : match.start()])
            self._origins.extend(range(offset + at, offset + match.start()))
            replaced = _REPLACED[match.lastgroup or "gone"]
            fresh = not self._characters or self._characters[-1] in " \n"
            if replaced and not (replaced == " " and fresh):
                self._put(replaced, offset + match.start())
            at = match.end()
        self._characters.extend(words[at:])
        self._origins.extend(range(offset + at, offset + len(words)))

    def _put(self, character: str, origin: int) -> None:
        self._characters.append(character)
        self._origins.append(min(origin, len(self._given) - 1))


def _begins_anew(before: _Line) -> bool:
    """Whether what follows the line is not merely the rest of its sentence."""
    return before.bullet or _ENDED.search(before.words) is not None


def _runs(lines: list[_Line]) -> list[list[_Line]]:
    """Lines that belong together: of one paragraph, or of one bullet."""
    runs: list[list[_Line]] = []
    paragraph: list[_Line] = []
    for line in [*lines, None]:
        if paragraph and (line is None or line.after_gap):
            runs += _unwrapped(paragraph)
            paragraph = []
        if line:
            paragraph.append(line)
    return runs


_OVER = re.compile(r"[.:;!?][\"')\]]*(?: \(\w+\))?$")
_MOSTLY: Final = 0.8
_LONG: Final = 50
"""Characters of a line that may have been broken for width."""


def _unwrapped(lines: list[_Line]) -> list[list[_Line]]:
    """Lines that follow each other without a gap are one paragraph if they break where the next word had no room.

    A list without marks has a semicolon at the end of each line but the last; two lines of whole sentences are none.
    """
    listed = len(lines) > (1 if all(". " not in line.words for line in lines) else 2)
    if listed and all(re.search(r";(?: and)?$", line.words) for line in lines[:-1]):
        return [[line] for line in lines]
    width = max(line.width for line in lines)
    breaks = [
        line.width + 1 + len(after.words.split(maxsplit=1)[0]) > width
        for line, after in pairwise(lines)
        if not after.bullet
    ]
    wrapped = sum(breaks) >= _MOSTLY * len(breaks)
    runs: list[list[_Line]] = []
    for position, line in enumerate(lines):
        if position and not line.bullet and (wrapped or _is_cut(lines[position - 1], line)):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _is_cut(line: _Line, after: _Line) -> bool:
    """Whether the sentence of one line goes on in the next one."""
    return line.width > _LONG and after.words[:1].islower() and not _OVER.search(line.words)


def _with_lists(text: str, blocks: list[tuple[int, int, Kind]]) -> list[tuple[int, int, Kind]]:
    """Short lines beneath one that ends in a colon are a list, though they have no bullets."""
    found: list[tuple[int, int, Kind]] = []
    listing = False
    for start, end, kind in blocks:
        words = text[start:end]
        ended_item = words.rstrip(" and").endswith((";", ","))
        if listing and kind is not Kind.BULLET:
            last_one = bool(found) and text[found[-1][1] - 1] in ";,d" and found[-1][2] is Kind.BULLET
            if (kind is Kind.HEADING or ended_item or (last_one and len(words) < 200)) and not words.endswith(":"):
                kind = Kind.BULLET  # noqa: PLW2901  the piece turns out to be another kind of piece
                listing = kind is Kind.BULLET and not (last_one and words.endswith("."))
                found.append((start, end, kind))
                continue
        listing = words.endswith(":")
        found.append((start, end, kind))
    return found


def _parted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the sentences of one piece begin and end."""
    parts: list[tuple[int, int]] = []
    at = start
    for match in _SENTENCE_END.finditer(text, start, end):
        before = text[max(at, match.start() - 12) : match.start()].rsplit(" ", 1)[-1].strip("(\"'").lower()
        if text[match.start()] == "." and (before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha())):
            continue
        parts.append((at, match.end()))
        at = match.end() + 1
    if at < end:
        parts.append((at, end))
    return [piece for part in parts for piece in _short(text, *part)]


def _short(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = cut if cut > 0 else start + LONGEST_SENTENCE
        pieces.append((start, cut))
        start = cut + (text[cut] == " ")
    if end > start:
        pieces.append((start, end))
    return pieces
