"""Puts the draft together: each package with its stage, its day, its channel and its things, and where each stands."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from aidledger.domain.bounds import Bound
from aidledger.domain.dates import AnnouncedOn
from aidledger.domain.drafts import Draft, DraftItem, DraftPackage, DraftPublishedTotal, Found, SetAside
from aidledger.domain.vocabulary import AidType, Stage
from aidledger.intake.announcements import cues
from aidledger.intake.announcements.cues import ending, pattern
from aidledger.intake.announcements.days import Named
from aidledger.intake.announcements.gathering import Gathered, gather
from aidledger.intake.announcements.kinds import OF_THEIR_OWN, aid_type, channel_in, kind_of
from aidledger.intake.announcements.listing import things_of
from aidledger.intake.announcements.mentions import UKRAINE
from aidledger.intake.announcements.page import Kind
from aidledger.intake.announcements.reading import Line, Scene, read
from aidledger.intake.announcements.said import Package, Said

_TITLE_LENGTH: Final = 300
_NEWS: Final = timedelta(days=14)
"""A day so long before or after the publication is not that of the news."""
_SHORT: Final = 40
_LEAD: Final = 8
_BEFORE: Final = 12
_AFTER: Final = 3
"""Sentences of the lead, and before and after a package, that tell the day on which somebody said so."""


def draft(text: str, *, published: date | None, publisher: str | None) -> Draft:
    """What `text` announces, as far as rules can tell, with the place of each field; every other figure is set aside.

    `published` is the day from which "today" and "on Friday" are counted; without it the one that the text gives.
    """
    scene = read(text, published, publisher)
    gathered = gather(scene)
    things = things_of(gathered.packages, scene)
    alone = len(gathered.packages) == 1
    return Draft(
        packages=tuple(
            _package(package, items, scene, alone=alone)
            for package, items in zip(gathered.packages, things, strict=True)
        ),
        published_totals=tuple(_published_total(said, scene) for said in gathered.totals),
        set_aside=tuple(_set_aside(gathered, scene)),
        title=next((line.words[:_TITLE_LENGTH].strip() for line in scene.title), None),
        publisher=publisher,
        published=scene.published,
    )


def _package(package: Package, items: tuple[DraftItem, ...], scene: Scene, *, alone: bool) -> DraftPackage:
    package.lines.sort(key=lambda line: line.number)
    channel = package.channel or (_only_channel(package, scene) if alone and package.giver.code == "US" else None)
    stage = _stage(package, channel, scene)
    kind = aid_type(package, scene)
    if stage.value in {Stage.APPROPRIATION, Stage.REQUEST} and not (channel and channel.value != "supplemental"):
        kind = Found(AidType.MIXED)
    title = None
    if package.phrase and not items:
        start, end = package.phrase
        title = Found(package.line.words[start:end].strip()[:_TITLE_LENGTH], scene.place(package.line, start, end))
    figure = package.said.judged.figure if package.said else None
    return DraftPackage(
        donor=package.giver.found(scene),
        recipient=_recipient(package.line, scene),
        stage=stage,
        aid_type=kind,
        announced_on=_announced(package, scene),
        title=title,
        instrument=channel,
        amount=Found(package.said.amount, scene.place(package.line, figure.start, figure.end))
        if package.said and figure
        else None,
        bound=_bound(package.said, scene) if package.said else None,
        # A law of Congress tells what money is for; what a parliament grants for a package buys things.
        items=() if stage.value is Stage.APPROPRIATION and package.giver.code == "US" else items,
    )


def _bound(said: Said, scene: Scene) -> Found[Bound] | None:
    figure = said.judged.figure
    return Found(figure.bound, scene.place(said.line, *figure.bound_at)) if figure.bound_at else None


def _recipient(line: Line, scene: Scene) -> Found[str]:
    for one in (line, *scene.lines):
        for mention in one.mentions:
            if mention.code == UKRAINE:
                return Found(UKRAINE, scene.place(one, mention.start, mention.end))
    return Found(UKRAINE)


def _only_channel(package: Package, scene: Scene) -> Found[str] | None:
    """The channel that the text names, if it names only one, and not for another sum."""
    numbers = package.numbers
    found = [
        channel
        for line in scene.lines
        if not line.furniture and (not line.figures or line.number in numbers)
        if not pattern(cues.UNLIKE).match(line.words)
        if (channel := channel_in(scene, line, 0, len(line.words))) and channel.value in OF_THEIR_OWN
    ]
    return found[0] if len({channel.value for channel in found}) == 1 else None


def _stage(package: Package, channel: Found[str] | None, scene: Scene) -> Found[Stage]:
    if package.stage:
        return _told(package.lines, package.stage, cues.REQUESTED, scene) or Found(package.stage)
    lines = [line for line in package.lines if line.kind is not Kind.HEADING] or package.lines
    if pattern(cues.REFERS_BACK).match(package.line.words) and package.line.number:
        lines = [*lines, scene.lines[package.line.number - 1]]
    for stage, own in cues.STAGES:
        # What a parliament lets go of is no money.
        if (package.said or stage is not Stage.APPROPRIATION) and (
            told := _told(lines, stage, own, scene, package.said)
        ):
            return told
    if not package.said and (told := _told(scene.title, Stage.DELIVERY, dict(cues.STAGES)[Stage.DELIVERY], scene)):
        return told
    dollars = package.amount.value if package.amount and package.amount.currency == "USD" else 0
    if channel and channel.value == "PDA" and dollars > cues.UMBRELLA:
        return Found(Stage.APPROPRIATION, channel.place)
    if package.giver.code == "US" and dollars > cues.LEGISLATED:
        return Found(Stage.APPROPRIATION)
    return _told(lines, Stage.COMMITMENT, cues.GIVES, scene) or Found(Stage.COMMITMENT)


def _told(
    lines: list[Line], stage: Stage, own: tuple[str, ...], scene: Scene, said: Said | None = None
) -> Found[Stage] | None:
    """The stage, with the first words among the cues `own` that tell it; those of a pledge reach about its figure."""
    for line in lines:
        figure = said.judged.figure if said and stage is Stage.PLEDGE else None
        for found in pattern(*own).finditer(line.words):
            if not figure or (said and said.line is line and found.start() < figure.start < found.end()):
                return Found(stage, scene.place(line, found.start(), found.end()))
    return None


def _announced(package: Package, scene: Scene) -> Found[AnnouncedOn] | None:
    """The day beside the announcement, else the one on which it was told, else that of publication."""
    end = package.line.number + _AFTER
    told = [
        line
        for line in (*scene.lines[: min(_LEAD, end)], *scene.lines[max(_LEAD, end - _BEFORE) : end])
        if not (line.furniture or line.background or pattern(*cues.EARLIER).search(line.words))
        if pattern(*cues.TELLS).search(line.words)
    ]
    told.sort(key=lambda line: abs(line.number - package.line.number))
    before = scene.lines[max(0, package.line.number - 1) : package.line.number]
    datelines = [line for line in before if len(line.words) < _SHORT and line.words.isascii() and line.days]
    for line in (*package.lines, *datelines, *told):
        figure = package.said.judged.figure.start if package.said and line is package.said.line else 0
        if day := _day_in(line, figure, scene.published):
            return Found(day.on, scene.place(line, day.start, day.end))
    if scene.dateline and scene.published in {None, scene.dateline[1].on.first_day}:
        line, day = scene.dateline
        return Found(day.on, scene.place(line, day.start, day.end))
    if not scene.published:
        return None
    return Found(AnnouncedOn(year=scene.published.year, month=scene.published.month, day=scene.published.day))


def _day_in(line: Line, figure: int, published: date | None) -> Named | None:
    """The day of the news that the sentence names nearest to a word that announces."""
    days = [day for day in line.days if day.is_day and not ending(*cues.NOT_THE_DAY).search(line.words[: day.start])]
    days = [day for day in days if not published or abs(published - day.on.first_day) <= _NEWS]
    anchors = [match.start() for match in pattern(*cues.TELLS).finditer(line.words)] or [figure]
    return min(days, key=lambda day: (min(abs(day.start - anchor) for anchor in anchors), day.start), default=None)


def _published_total(said: Said, scene: Scene) -> DraftPublishedTotal:
    figure, line, donor = said.judged.figure, said.line, said.giver.code
    start, end = said.judged.reach
    since = _since(donor, line, figure.end, end, scene)
    return DraftPublishedTotal(
        published_total=Found(said.amount, scene.place(line, figure.start, figure.end)),
        donor=said.giver.found(scene),
        recipient=_recipient(line, scene),
        aid_type=kind_of(said, scene) or Found(AidType.MILITARY),
        until=Found(day) if (day := scene.published or _dateline(scene)) else None,
        since=since or _since(donor, line, max(start, figure.first - 80), figure.first, scene),
        bound=_bound(said, scene),
    )


def _dateline(scene: Scene) -> date | None:
    return scene.dateline[1].on.first_day if scene.dateline and scene.dateline[1].is_day else None


def _since(donor: str, line: Line, start: int, end: int, scene: Scene) -> Found[date] | None:
    for day, of, own in cues.SINCE:
        if of and of != donor:
            continue
        if found := pattern(*own).search(line.words, start, end):
            return Found(date.fromisoformat(day), scene.place(line, found.start(), found.end()))
    return None


def _set_aside(gathered: Gathered, scene: Scene) -> Iterator[SetAside]:
    totals = [(said.judged, f"{said.judged.reason}, drafted as a published total") for said in gathered.totals]
    aside = sorted((*gathered.aside, *totals), key=lambda pair: (pair[0].line.number, pair[0].figure.start))
    for one, reason in aside:
        start, end = one.figure.first, max(one.figure.end, one.figure.bound_at[1] if one.figure.bound_at else 0)
        yield SetAside(one.line.words[start:end], scene.place(one.line, start, end), reason)
