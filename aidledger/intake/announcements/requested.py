"""What a government asks its legislature for, and what of it is for Ukraine."""

from aidledger.intake.announcements import cues
from aidledger.intake.announcements.cues import pattern
from aidledger.intake.announcements.reading import Scene
from aidledger.intake.announcements.said import Said


def asked_for(asked: list[Said], scene: Scene) -> Said | None:
    """Of all that is asked for what holds the rest, if a request is the news: for Ukraine alone, if that is told."""
    news = any(line.is_lead and pattern(*cues.REQUESTS).search(line.words) for line in scene.lines)
    own = [said for said in asked if news and pattern(*cues.REQUESTED).search(said.line.words)]
    own = [said for said in own if not pattern(cues.UKRAINE_ASKS).match(said.line.words)]
    alone = [said for said in own if not for_others_too(said)]
    if not any(_is_for_ukraine(said) for said in sorted(alone, key=lambda said: said.amount.value)[-1:]):
        alone = [said for said in alone if _is_for_ukraine(said)] or alone
    whole = max(alone or own, key=lambda said: said.amount.value, default=None)
    for said in alone or asked:
        larger = whole and said.amount.currency == whole.amount.currency and said.amount.value > whole.amount.value
        whole = None if larger else whole
    return whole


def for_others_too(said: Said) -> bool:
    """Whether it goes to others beside Ukraine."""
    return pattern(*cues.SHARED).search(said.judged.right) is not None


def _is_for_ukraine(said: Said) -> bool:
    return pattern(*cues.RECIPIENT, *cues.AID).search(said.judged.right) is not None
