"""From figures to packages: the same sum is one package however often it is named, and a sum of packages is none."""

from typing import Final, NamedTuple

from aidledger.domain.amounts import Amount
from aidledger.domain.drafts import Found
from aidledger.domain.vocabulary import Stage
from aidledger.errors import InvalidInput
from aidledger.intake.announcements import cues
from aidledger.intake.announcements.about import Judged, Verdict
from aidledger.intake.announcements.cues import pattern
from aidledger.intake.announcements.donors import Giver, giver
from aidledger.intake.announcements.judging import A_PART, BEFORE, NOT_YET, is_given, verdicts
from aidledger.intake.announcements.kinds import CIVILIAN, aid_type, channel_of, has_own_channel, kind_of
from aidledger.intake.announcements.page import Kind
from aidledger.intake.announcements.reading import Scene
from aidledger.intake.announcements.requested import asked_for, for_others_too
from aidledger.intake.announcements.said import (
    Package,
    Said,
    about_equal,
    is_own_money,
    is_roughly,
    says_more,
)
from aidledger.intake.announcements.sums import is_parted, is_share, is_sum
from aidledger.intake.announcements.unvalued import unvalued

_AGAIN: Final = "the same package, named again"
_NOBODYS: Final = "nobody in particular gives it"
_FOR_OTHERS_TOO: Final = "it holds what is for others too"
_TITLE: Final = 2
"""Headings with a higher number are of parts of the page, or of other pages."""
_CLOSE: Final = 3
"""Sentences apart, within which a bill and Ukraine's share of it are named."""
_MOST: Final = 200
"""Packages of one text; what has more is no announcement, and each would be compared with all the others."""
_CONVERTED: Final = 60
"""Characters within which the same sum follows in another currency."""


class Gathered(NamedTuple):
    """The packages, the cumulative totals, and every other figure with the reason why it is neither."""

    packages: list[Package]
    totals: list[Said]
    aside: list[tuple[Judged, str]]


def gather(scene: Scene) -> Gathered:
    """What the text announces, each package once, in the order in which it is first said."""
    gathering = _Gathering(scene)
    gathering.figures()
    gathering.sums()
    gathering.packages += unvalued(gathering.packages, gathering.not_yet(), scene)
    gathering.civilian()
    gathering.named_again()
    return Gathered(sorted(gathering.packages, key=lambda package: package.position), gathering.totals, gathering.aside)


class _Gathering:
    """The figures of one text, on their way to packages."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.packages: list[Package] = []
        self.totals: list[Said] = []
        self.aside: list[tuple[Judged, str]] = []

    def figures(self) -> None:
        """Make packages of the figures that are new, then of those that turn out to be."""
        said = self._said()
        held = said[Verdict.HOLDS]
        for one in sorted(said[Verdict.NEW], key=lambda one: one.in_heading):
            same = [other for other in held if one.in_heading and _is_same(one, other)]
            if same:
                held.append(one._replace(judged=one.judged._replace(reason=same[0].judged.reason)))
            elif doubt := self._doubt(one):
                self._set_aside(one.judged, doubt)
            elif self._is_spent_of_another(one) and not any(self._is(package, one) for package in self.packages):
                said[Verdict.PART].append(one._replace(judged=one.judged._replace(reason=A_PART)))
            else:
                self._take(one)
        self._requests(said[Verdict.REQUEST])
        for one in said[Verdict.PART]:
            self._part(one, held)
        for one in held:
            self._whole(one)
        for one in said[Verdict.TOTAL]:
            package = next((package for package in self.packages if self._is(package, one)), None)
            if package and self._was_done(package):
                self.packages.remove(package)
                self.totals.append(package.said or one)
            elif package:
                self._merge(package, one)
            else:
                self.totals.append(one)

    def _was_done(self, package: Package) -> bool:
        """Whether its own words tell it as given before, beside something else that is new."""
        done = package.said and pattern(cues.DONE).search(package.said.judged.left)
        beside = (other for other in self.packages if other is not package)
        return done is not None and any(other.giver.code == package.giver.code for other in beside)

    def _is_spent_of_another(self, said: Said) -> bool:
        """Whether it is less than what the same giver announced before it, and is not announced in its own right."""
        before = [package for package in self.packages if package.line.number < said.line.number]
        own = [package for package in before if package.giver.code == said.giver.code and package.amount]
        larger = [one for one in own if one.amount and one.amount.currency == said.amount.currency]
        if said.in_heading or not any(one.amount and one.amount.value > said.amount.value for one in larger):
            return False
        if any(one.line.kind is Kind.BULLET and one.line.intro == said.line.intro for one in own):
            return False
        left, around = said.line.words[: said.judged.figure.first], said.line.words
        if pattern(*cues.IN_ITS_OWN_RIGHT).search(left):
            return False
        kind = kind_of(said, self._scene)
        if kind and kind.value in CIVILIAN and any(_is_military(package, self._scene) for package in own):
            return False
        return pattern(*cues.SPENT).search(around) is not None or not pattern(*cues.ALSO).search(around)

    def _doubt(self, said: Said) -> str | None:
        """Why a figure is none, where the text says so of it elsewhere: beneath its title, or before it.

        "The $6 billion package" is the one that was told as earlier before.
        """
        known = said.judged.left.strip().lower() in {"the", "that", "this"} and not said.in_heading
        doubts = (NOT_YET, _NOBODYS, BEFORE) if known else (NOT_YET, _NOBODYS)
        for one, reason in self.aside:
            before = said.in_heading or one.line.number < said.line.number
            amount = _amount(one, said.giver) if before and reason.startswith(doubts) else None
            if amount and (amount.value, amount.currency) == (said.amount.value, said.amount.currency):
                return reason
        return None

    def not_yet(self) -> set[str]:
        """Those of whom the news is that they will announce something."""
        soon = (one.line for one, reason in self.aside if reason.startswith(NOT_YET) and one.line.is_opening)
        return {mention.code for line in soon for mention in line.mentions}

    def _said(self) -> dict[Verdict, list[Said]]:
        """Who gives each figure, and how much; those that nobody in particular gives are set aside."""
        found: dict[Verdict, list[Said]] = {verdict: [] for verdict in Verdict}
        before: Giver | None = None
        for one in verdicts(self._scene):
            if one.verdict is Verdict.ASIDE:
                self._set_aside(one)
                continue
            if one.verdict is Verdict.SAME:
                self._convert(one, found)
                continue
            start, end = one.reach
            gives = giver(one.line, start, one.figure.first, end, before, self._scene)
            if gives is None:
                self._set_aside(one, _NOBODYS)
                continue
            before = gives
            try:
                found[one.verdict].append(Said(one, gives, one.figure.amount(gives.code, self._scene.own_dollars)))
            except InvalidInput as error:
                self._set_aside(one, error.message)
        return found

    def _convert(self, one: Judged, found: dict[Verdict, list[Said]]) -> None:
        """Of two figures for one sum, the one in the donor's own money speaks."""
        for own in found.values():
            for before in own[-1:]:
                apart = one.figure.start - before.judged.figure.end
                amount = _amount(one, before.giver)
                if before.line is not one.line or not 0 <= apart < _CONVERTED or not amount:
                    continue
                if before.amount.currency != amount.currency == cues.MONEY.get(before.giver.code):
                    judged = one._replace(verdict=before.judged.verdict)
                    own[-1] = Said(judged, before.giver, amount, before.amount)
                    self._set_aside(before.judged, "the figure after it, in another currency")
                    return
                own[-1] = before._replace(converted=amount)
        self._set_aside(one)

    def _set_aside(self, one: Judged, reason: str | None = None) -> None:
        self.aside.append((one, reason or one.reason))

    def _take(self, said: Said) -> Package | None:
        """A package of it, or more of one that is there already; `None` where a heading is not enough."""
        if package := next((package for package in self.packages if self._is(package, said)), None):
            self._merge(package, said)
            return package
        if said.in_heading and said.line.number > _TITLE:
            self._set_aside(said.judged, "in a headline or a caption, not in the text")
            return None
        own = [package.amount for package in self.packages if package.giver.code == said.giver.code and package.amount]
        if said.in_heading and any(amount.currency != said.amount.currency for amount in own):
            self._set_aside(said.judged, "in the headline, in another currency than in the text")
            return None
        if len(self.packages) == _MOST:
            self._set_aside(said.judged, f"one text does not announce more than {_MOST} packages")
            return None
        package = Package.of(said, channel_of(said, self._scene))
        self.packages.append(package)
        return package

    def _is(self, package: Package, said: Said) -> bool:
        """Whether `said` says `package` again."""
        converted = said.converted and package.is_worth(said.converted, rounded=False)
        if not (converted or is_roughly(package, said) or package.is_worth(said.amount, rounded=said.in_heading)) or (
            package.giver.code != said.giver.code and not said.in_heading
        ):
            return False
        channel = channel_of(said, self._scene)
        both = has_own_channel(channel) and has_own_channel(package.channel)
        return not (both and channel and package.channel and channel.value != package.channel.value)

    def _merge(self, package: Package, said: Said) -> None:
        """The figure that says more speaks; the other is the same again."""
        package.lines.append(said.line)
        package.converted += [said.converted] if said.converted else []
        package.channel = package.channel or channel_of(said, self._scene)
        if package.said and (says_more(said, package.said) or is_own_money(said, package.said)):
            package.said, said = said, package.said
        self._set_aside(said.judged, _AGAIN)

    def _requests(self, asked: list[Said]) -> None:
        """Where a request is the news, all that is asked for is one package of that stage; else it is none."""
        whole = asked_for(asked, self._scene)
        if whole and (self._scene.asks or not self.packages) and (package := self._take(whole)):
            package.stage = Stage.REQUEST
            asked = [said for said in asked if said is not whole]
        for said in asked:
            self._set_aside(said.judged)

    def _part(self, said: Said, wholes: list[Said]) -> None:
        """A part is a package where it has a channel of its own, or is Ukraine's share of what is for many."""
        larger = (
            package
            for package in self.packages
            if package.giver.code == said.giver.code and package.line.number <= said.line.number
            if package.amount and package.amount.value > said.amount.value
        )
        whole = next(larger, None)
        channel = channel_of(said, self._scene)
        apart = has_own_channel(channel) and not (whole and channel and _goes_through(whole, channel))
        shared = pattern(*cues.SHARED).search(said.line.words) and pattern(*cues.RECIPIENT).search(said.judged.right)
        same = (one for one in self.packages if one.amount and one.amount.value == said.amount.value)
        if package := next((package for package in same if self._is(package, said)), None):
            self._merge(package, said)
            return
        alone = shared or not whole or apart
        if not alone or not is_given(said.judged, self._scene):
            self._set_aside(said.judged)
            return
        package = self._take(said)
        if package and shared:
            # That the whole bill was passed, and when, is said of this share of it.
            package.lines += [one.line for one in wholes]
            if whole and whole.said:
                package.lines.append(whole.line)
                self.packages.remove(whole)
                self._set_aside(whole.said.judged, _FOR_OTHERS_TOO)

    def _whole(self, said: Said) -> None:
        """What holds others is a package only where none of those is."""
        own = [package for package in self.packages if package.giver.code == said.giver.code]
        if package := next((package for package in self.packages if self._is(package, said)), None):
            self._merge(package, said)
        elif (
            own
            or said.in_heading
            or said.giver.code in self.not_yet()
            or for_others_too(said)
            or not is_given(said.judged, self._scene)
        ):
            self._set_aside(said.judged)
            for package in own:
                # What is announced in a sentence of its own is no share of the whole.
                apart = has_own_channel(package.channel) or pattern(*cues.TELLS).search(package.line.words)
                if not apart and abs(package.line.number - said.line.number) <= _CLOSE:
                    package.lines.append(said.line)
        else:
            self._take(said)

    def sums(self) -> None:
        """Take away sums of packages, and shares of packages that several give together."""
        for package in list(self.packages):
            if package.said and (is_sum(package, self.packages) or is_parted(package, self.packages)):
                self.packages.remove(package)
                self._set_aside(package.said.judged, "the sum of packages that are drafted one by one")
        for joint in [package for package in self.packages if len(package.givers) > 1 and package.said]:
            shares = [package for package in self.packages if is_share(package, joint)]
            if len({share.giver.code for share in shares}) > 1 and joint.said:
                self.packages.remove(joint)
                self._set_aside(joint.said.judged, "the sum of what several give, drafted one by one")
                continue
            for share in shares:
                self.packages.remove(share)
                if share.said:
                    self._set_aside(share.said.judged, "a share of the package that several give together")

    def civilian(self) -> None:
        """Civilian aid is drafted beside military aid; a text that announces nothing else is set aside."""
        kinds = {aid_type(package, self._scene).value for package in self.packages}
        if not kinds <= CIVILIAN or any(package.stage is Stage.REQUEST for package in self.packages):
            return
        for package in self.packages:
            if package.said:
                self._set_aside(package.said.judged, "civilian aid, in a text that announces no military aid")
        self.packages = []

    def named_again(self) -> None:
        """Say of figures in headings that were set aside, but are those of packages, what they are."""
        for position, (one, _) in enumerate(self.aside):
            if one.line.kind is not Kind.HEADING:
                continue
            amounts = [(package, _amount(one, package.giver)) for package in self.packages]
            if any(amount and package.is_worth(amount, rounded=True) for package, amount in amounts):
                self.aside[position] = (one, _AGAIN)


def _is_military(package: Package, scene: Scene) -> bool:
    kind = kind_of(package.said, scene) if package.said else None
    return kind is not None and kind.value not in CIVILIAN


def _goes_through(package: Package, channel: Found[str]) -> bool:
    return package.channel is not None and package.channel.value == channel.value


def _is_same(one: Said, other: Said) -> bool:
    return one.amount.currency == other.amount.currency and about_equal(one.amount, other.amount, rounded=True)


def _amount(one: Judged, gives: Giver) -> Amount | None:
    """How much a figure is in the currency that its sign alone means."""
    try:
        return one.figure.amount(gives.code)
    except InvalidInput:
        return None
