"""What a figure in a text is: something new, a total, a part, or one of the many that are no package, and why."""

import re
from collections.abc import Callable
from typing import Final

from aidledger.intake.announcements import cues
from aidledger.intake.announcements.about import Judged, Verdict, about, converts
from aidledger.intake.announcements.cues import ending, pattern
from aidledger.intake.announcements.earlier import earlier_day
from aidledger.intake.announcements.mentions import UKRAINE, may_give
from aidledger.intake.announcements.page import Kind
from aidledger.intake.announcements.pieces import names_thing
from aidledger.intake.announcements.reading import Scene

_Ruling = tuple[Verdict, str]


def verdicts(scene: Scene) -> list[Judged]:
    """Every figure of the text, in order, with its verdict."""
    found: list[Judged] = []
    for line in scene.lines:
        for position in range(len(line.figures)):
            one = about(line, position)
            verdict, reason = _rule(one, found[-1] if found else None, scene)
            found.append(one._replace(verdict=verdict, reason=reason))
    return found


def _rule(one: Judged, before: Judged | None, scene: Scene) -> _Ruling:
    for rule in _RULES:
        if ruling := rule(one, before, scene):
            return ruling
    return Verdict.NEW, ""


def _around(one: Judged, _: Judged | None, __: Scene) -> _Ruling | None:
    if not one.line.furniture:
        return None
    appeal = pattern(*cues.APPEAL).search(one.line.words)
    return Verdict.ASIDE, "an appeal to the publisher's own readers" if appeal else "a line around the text"


_FEW: Final = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")
"""So much money buys a meal: the price of something, or a slip of the pen."""


_TOO_MUCH: Final = "more than any aid package holds"


def _rate(one: Judged, _: Judged | None, __: Scene) -> _Ruling | None:
    if one.figure.number.endswith(("trillion", "tn")):
        return Verdict.ASIDE, _TOO_MUCH
    each = ending(cues.EACH_WORTH).search(one.line.words[: one.figure.start].rstrip())
    if each or pattern(*cues.PER).match(one.right.lstrip(" -")) or _FEW.fullmatch(one.figure.number):
        return Verdict.ASIDE, "a price or a rate"
    return None


def _conversion(one: Judged, before: Judged | None, _: Scene) -> _Ruling | None:
    if before and before.line is one.line and converts(one.line, one.line.figures.index(one.figure)):
        return Verdict.SAME, "the figure before, in another currency"
    return None


def _for_nobody(_: Judged, __: Judged | None, scene: Scene) -> _Ruling | None:
    if scene.sold:
        return Verdict.ASIDE, "a sale or a contract, not aid"
    if scene.surveys:
        return Verdict.ASIDE, "the text surveys what others announced"
    return None if scene.about_ukraine else (Verdict.ASIDE, "nothing here says that it is for Ukraine")


_ELSEWHERE: Final = (
    ("refused or held back, not given", (cues.REFUSED,)),
    ("what a law allows, not a package", (cues.ALLOWED[0],)),
    ("a waiver of law, which gives nothing by itself", cues.WAIVERS),
    ("Russian assets, not aid", cues.ASSETS),
    ("a sale or a contract, not aid", cues.SALES),
    ("a budget, not a package", cues.BUDGETS),
    ("a loss, a cost or a sanction, not aid", cues.LOSSES),
)


def _elsewhere(one: Judged, _: Judged | None, __: Scene) -> _Ruling | None:
    close = f"{one.left[-60:]} # {one.right[:60]}"
    for reason, own in _ELSEWHERE:
        if own is cues.ASSETS and pattern(cues.PROCEEDS).search(one.near):
            continue
        words = one.near if own is cues.SALES else one.left[-80:] if own == (cues.REFUSED,) else close
        if pattern(*own).search(words):
            return Verdict.ASIDE, reason
    return None


A_PART: Final = "a part of what is stated before"
_A_PART: Final = (Verdict.PART, A_PART)


def _of_it(one: Judged, _: Judged | None, __: Scene) -> _Ruling | None:
    return _A_PART if pattern(cues.OF_IT).match(one.right.lstrip()) else None


_CUMULATIVE: Final = (Verdict.TOTAL, "a cumulative total")


def _total(one: Judged, _: Judged | None, __: Scene) -> _Ruling | None:
    bound = one.line.words[one.figure.first : one.figure.start]
    left = _SPEAKS_ANEW.split(one.left)[-1]
    near = without_comparisons(f"{left[-110:]}{bound} # {one.right[:110]}")
    if not pattern("total", *cues.AID, *cues.GIVES).search(one.line.words):
        return None
    if pattern(*cues.SINCE_THEN).search(near):
        return _CUMULATIVE
    opening = one.line.words[:60] if len(one.line.figures) == 1 else ""
    in_all = pattern(*cues.TOTALS).search(near) or pattern(*cues.IN_ALL).search(opening) or _is_done(one)
    return _CUMULATIVE if in_all and not _is_new(one) else None


_SPEAKS_ANEW: Final = re.compile(r" and (?:[A-Z][\w'-]+ ){1,3}(?:said|would|will|announced) ")
"""What stands before it in the sentence is another thought."""


def without_comparisons(words: str) -> str:
    """The words without those that compare one package with others, or tell its worth: "the ninth since 2021"."""
    return pattern(cues.LARGEST, cues.NTH, cues.OF_THE_PACKAGE).sub("", words.replace("U.S.", "US"))


def _is_done(one: Judged) -> bool:
    """Whether it has been given, other than in the news itself."""
    news = one.line.is_opening and pattern(*cues.DONE_NOW).search(one.left)
    done = None if news else pattern(cues.DONE).search(one.left)
    return done is not None and not pattern(*cues.IN_ITS_OWN_RIGHT).search(one.left, done.end())


def _is_new(one: Judged) -> bool:
    """Whether the words right before the figure, or within its bound, call it new."""
    before = one.left[-80:] + one.line.words[one.figure.first : one.figure.start]
    return ending(rf"(?:{'|'.join(cues.NEW)})(?: (?!{cues.NO_LONGER})[\w'-]+){{0,6}}").search(before) is not None


_FOLLOWS: Final = 2
"""Sentences within which one goes on about another."""


def _continued(one: Judged, before: Judged | None, _: Scene) -> _Ruling | None:
    """One more of a list of totals, requests, earlier packages: what holds for the first holds for all."""
    if not before or before.verdict in {Verdict.NEW, Verdict.SAME, Verdict.HOLDS} or before.reason == _TOO_MUCH:
        return None
    same_sentence = before.line is one.line and (
        _continues(one.left)
        or (pattern(cues.GOES_ON).match(one.line.words) and not pattern(*cues.ANNOUNCES).search(one.left))
        or (before.verdict is Verdict.TOTAL and ending(cues.HOLDS).search(one.left) and not _is_of_today(one))
    )
    about_it = (cues.GOES_ON, cues.THEY_GO_ON) if before.verdict is Verdict.ASIDE else (cues.GOES_ON,)
    apart = one.line.number - before.line.number
    goes_on = 0 < apart <= _FOLLOWS and pattern(*about_it).match(one.left)
    goes_on = goes_on or (apart == 1 and before.verdict is Verdict.ASIDE and pattern(cues.SPENT[0]).search(one.right))
    within = before.line.number < one.line.number and one.line.intro and before.line.words == one.line.intro
    return (before.verdict, before.reason) if same_sentence or goes_on or within else None


def _is_of_today(one: Judged) -> bool:
    return pattern(*cues.NEW, *cues.ANNOUNCED).search(one.near) is not None


def _continues(left: str) -> bool:
    """Whether nothing is given or announced between the figure and the one before."""
    return (
        len(left) < 140
        and not pattern(*cues.ANNOUNCES).search(left)
        and not re.search(r":|\bbut\b|\bnew\b|\badditional\b|\banother\b", left)
    )


def _request(one: Judged, _: Judged | None, scene: Scene) -> _Ruling | None:
    if scene.asks or pattern(*cues.REQUESTS).search(one.near):
        return Verdict.REQUEST, "asked for or proposed, not given"
    return None


def _rest(one: Judged, _: Judged | None, __: Scene) -> _Ruling | None:
    channels = (cue for name, own in cues.INSTRUMENTS if name in {"PDA", "USAI"} for cue in own)
    if ending(*cues.REST).search(one.left) and pattern(*channels).search(one.right):
        return _A_PART
    if ending(*cues.REST).search(one.left) or pattern(cues.LEFT_OVER).match(one.line.words[one.figure.end :].lstrip()):
        return Verdict.ASIDE, "what is left of another sum, or more than it"
    return None


NOT_YET: Final = "not announced yet"


def _expected(one: Judged, _: Judged | None, scene: Scene) -> _Ruling | None:
    if scene.out_soon:
        return Verdict.ASIDE, NOT_YET
    found = pattern(*cues.EXPECTED).search(one.near)
    found = found or pattern(cues.POISED).search(one.left)
    if not found and not one.line.is_opening:
        found = pattern(cues.PLANS).search(one.left)
    if found and not pattern(*cues.REPORTED).search(one.line.words):
        return Verdict.ASIDE, f'{NOT_YET} ("{found[0].partition("#")[0].strip().lower()}")'
    return None


BEFORE: Final = "announced before"


def _earlier(one: Judged, _: Judged | None, scene: Scene) -> _Ruling | None:
    found = (
        pattern(*cues.EARLIER).search(one.near)
        or pattern(cues.OPENS_EARLIER).match(one.line.words)
        or pattern(cues.ANNOUNCED_THEN).match(one.right.lstrip())
    )
    told = found[0] if found else scene.published and earlier_day(one, scene.published)
    return (Verdict.ASIDE, f'{BEFORE} ("{told.strip(" ,").lower()}")') if told else None


def _for_another(one: Judged, _: Judged | None, __: Scene) -> _Ruling | None:
    """For another recipient, where Ukraine is not named beside it."""
    start, end = one.figure.end, one.reach[1]
    beside = [mention for mention in one.line.mentions if start <= mention.start < end]
    others = pattern(*cues.FOR_OTHERS).search(one.right)
    if ukraine := pattern(*cues.RECIPIENT).search(one.right):
        return _FOR_OTHERS if others and others.start() < ukraine.start() else None
    for mention in beside:
        if mention.code == "EU":  # its funds are for Ukraine
            continue
        before = one.line.words[start : mention.start]
        if one.line.words[mention.end :].startswith("-led") or ending(cues.TRAVELS).search(before):
            continue
        if ending(r"(?:to|for)(?: the| support| help)?").search(before):
            return Verdict.ASIDE, f"for {one.line.words[mention.start : mention.end]}, not for Ukraine"
    return _FOR_OTHERS if others else None


_FOR_OTHERS: Final = (Verdict.ASIDE, "for others, not for Ukraine")


def _loan(one: Judged, _: Judged | None, __: Scene) -> _Ruling | None:
    if pattern(*cues.LOANS).search(one.near) and not pattern(*cues.ARMS).search(one.near):
        return Verdict.ASIDE, "a loan, which is to be repaid"
    return None


def _on_top(one: Judged, _: Judged | None, __: Scene) -> _Ruling | None:
    if ending(cues.AFTER).search(one.left):
        return Verdict.ASIDE, "announced before: what is new comes on top of it"
    return None


def _background(one: Judged, _: Judged | None, __: Scene) -> _Ruling | None:
    return (Verdict.ASIDE, "it stands in the background, beneath the news") if one.line.background else None


def _not_given(one: Judged, _: Judged | None, scene: Scene) -> _Ruling | None:
    whole = f"{one.line.intro} {one.line.words}"
    if not pattern(*cues.GIVES).search(whole):
        return Verdict.ASIDE, "nothing in the sentence says that it is given"
    if pattern(*cues.AID).search(whole) or names_thing(whole):
        return None
    if pattern(cues.IT_IS_WORTH).search(one.left + one.line.words[one.figure.first : one.figure.start]):
        before = scene.lines[one.line.number - 1 : one.line.number]
        return None if any(pattern(*cues.AID).search(line.words) for line in before) else _NO_AID
    given = pattern(*(cue for cue in cues.GIVES if cue not in cues.WORTH)).search(one.line.words)
    before = scene.lines[max(0, one.line.number - 2) : one.line.number]
    told = one.line.number == 0 or any(pattern(*cues.AID).search(line.words) for line in before)
    return None if given and told else _NO_AID


_NO_AID: Final = (Verdict.ASIDE, "nothing in the sentence says that it is aid")


def is_given(one: Judged, scene: Scene) -> bool:
    """Whether its sentence says that it is aid, and given."""
    return _not_given(one, None, scene) is None


def _listed(one: Judged, _: Judged | None, __: Scene) -> _Ruling | None:
    """In a list of what a package includes, the figures are of its parts."""
    if one.line.kind is Kind.BULLET and pattern(*cues.INCLUDES).search(one.line.intro):
        return None if any(may_give(mention.code) for mention in one.line.mentions) else _A_PART
    return None


def _share(one: Judged, before: Judged | None, _: Scene) -> _Ruling | None:
    """One that holds others, or is held by one that was stated before; `is_given` says whether it may be a package."""
    start, end = one.figure.end, one.reach[1]
    own = any(mention.code == UKRAINE for mention in one.line.mentions if start <= mention.start < end)
    if pattern(*cues.SHARED).search(one.right) or (not own and pattern(*cues.SHARED).search(one.left)):
        ruling = Verdict.HOLDS, "it holds what is for others too"
    elif ending(cues.OUT_OF).search(one.left):
        ruling = Verdict.HOLDS, "the larger sum that others are taken from"
    elif _is_part(one, before):
        ruling = _A_PART
    else:
        return None
    return ruling


def _is_part(one: Judged, before: Judged | None) -> bool:
    """Whether the words before it say that it is a part, or it goes on about the figure before."""
    ahead = one.line.words[: one.figure.start]
    if pattern(cues.SEPARATE).search(ahead):
        return False
    if ending(cues.HOLDS).search(one.left) or pattern(cues.SPREAD, cues.PACKAGE_HOLDS).search(ahead):
        return True
    if not before:
        return False
    another = ending(r"and (?:another|a further|an additional)").search(one.left) is not None
    next_part = before.line is one.line and before.verdict is Verdict.PART and (another or _continues(one.left))
    return next_part or pattern(cues.GOES_ON).match(one.line.words) is not None


_RULES: Final[tuple[Callable[[Judged, Judged | None, Scene], _Ruling | None], ...]] = (
    _around, _rate, _conversion, _for_nobody, _elsewhere, _for_another, _of_it, _total, _continued, _rest, _request,
    _expected, _earlier, _loan, _on_top, _background, _share, _listed, _not_given,
)  # fmt: skip
"""In this order; what none of them catches is new."""
