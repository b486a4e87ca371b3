"""Which packages of a tracker's release are which of those that earlier releases were recorded as.

A tracker's IDs are not stable: they move, and are used again for something else. A package is known again by what it
says, and its ID is one sign among others. Donor and type of aid must agree. Then

* what says the very same is the same package, whatever its ID is now;
* of the rest, those go together first that are most alike: in the words of title, note and items, the amount, the date,
  the ID, and what they cite. What is less alike than a threshold is not the same package.

Under which name the release cites itself, and in which order it has packages, items and sources, says nothing new. What
the tracker does not state (links, more tags, a cancellation) stays as somebody recorded it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from aidledger.domain.dates import AnnouncedOn
from aidledger.domain.packages import Citation, Entry, LineItem, Package
from aidledger.domain.revisions import Revision, canonical, content
from aidledger.domain.vocabulary import Status
from aidledger.intake.kiel import free_ref, is_own_citation, title_of

T = TypeVar("T")
Part = TypeVar("Part", LineItem, Citation)

_WORDS: Final = 4
_AMOUNT: Final = 2
_DATE: Final = 1
_ID: Final = 1
_SOURCES: Final = 1
"""What each sign weighs."""
_THRESHOLD: Final = 3.5
_FAR: Final = 31
"""Days; dates further apart speak against one package."""


class Matched(NamedTuple):
    """What a release says: packages that are new, with refs that are free, and revisions of those recorded.

    `unchanged` are the refs of packages of which it says nothing new, `gone` of those that it no longer has: they are
    left as they are.
    """

    new: list[Entry]
    revised: list[Entry]
    unchanged: list[str]
    gone: list[str]


class _Told(NamedTuple):
    """A package as the tracker tells of it: its ID there, and all that is said, in no order."""

    package: Package
    identifier: str
    said: Hashable


Tales = Mapping[int, _Told]
"""Packages by their position in the list that they came in."""


def matched(entries: Sequence[Entry], recorded: Sequence[Revision], reason: str) -> Matched:
    """Part the packages of a release by what they are to those that are `recorded` of earlier ones.

    A revision has the ref of the one that it was made from, its number as the tip, and the `reason`, which names the
    release. In whatever order packages come, the answer is the same but for the refs of new ones that share an ID.
    """
    new = {position: _told(entry.package) for position, entry in enumerate(entries)}
    old = {position: _told(revision.package) for position, revision in enumerate(recorded)}
    mates = _mates(new, old)
    taken = {revision.ref for revision in recorded}
    answer = Matched([], [], [], [])
    for position, entry in enumerate(entries):
        if position not in mates:
            ref = free_ref(str(entry.package.ref), taken)
            taken.add(ref)
            answer.new.append(entry._replace(stated=entry.package.model_copy(update={"ref": ref})))
            continue
        revision = recorded[mates[position]]
        package = _restated(entry.package, revision.package)
        if new[position].said == old[mates[position]].said and package.instrument == revision.package.instrument:
            answer.unchanged.append(revision.ref)
        else:
            answer.revised.append(Entry(package, entry.place, reason, revision.number))
    known = set(mates.values())
    gone = (one for position, one in enumerate(recorded) if position not in known and not one.cancelled)
    answer.gone.extend(sorted(one.ref for one in gone))
    return answer


def _restated(package: Package, before: Package) -> Package:
    """The package as the release states it, under its old ref, with what somebody else said of it before.

    What it lists keeps the order that it had, so that nothing reads as changed but what did.
    """
    kept = {
        "ref": before.ref,
        "items": _ordered(package.items, before.items, lambda item: item.description),
        "sources": _ordered(package.sources, before.sources, _name),
        "tags": package.tags + before.tags,
        "instrument": package.instrument or before.instrument,
        "draws_on": before.draws_on,
        "status": before.status,
        "duplicate_of": before.duplicate_of,
    }
    return package.revised(kept)


def _ordered(new: Sequence[Part], old: Sequence[Part], name: Callable[[Part], str]) -> tuple[Part, ...]:
    """`new` in the order of `old`, the places of which are found by what is equal, or else has the same name."""
    named = {name(one): place for place, one in reversed(list(enumerate(old)))}
    equal = {one: place for place, one in reversed(list(enumerate(old)))}
    return tuple(sorted(new, key=lambda one: equal.get(one, named.get(name(one), len(old)))))


def _name(citation: Citation) -> str:
    return title_of(None) if is_own_citation(citation) else citation.label


def _told(package: Package) -> _Told:
    bare = package.model_copy(
        update={"items": (), "sources": (), "tags": (), "draws_on": None, "status": Status.LIVE, "duplicate_of": None}
        | {"instrument": None}
    )
    own = (citation.locator for citation in package.sources if is_own_citation(citation))
    said = canonical(content(bare)), frozenset(Counter(package.items).items()), _cited(package)
    return _Told(package, next(filter(None, own), ""), said)


def _cited(package: Package) -> frozenset[Citation]:
    """What the tracker cites, itself aside."""
    return frozenset(citation for citation in package.sources if not is_own_citation(citation))


def _mates(new: Tales, old: Tales) -> dict[int, int]:
    """Which positions of `new` and `old` are one package."""
    pools: dict[tuple[str, str], tuple[dict[int, _Told], dict[int, _Told]]] = defaultdict(lambda: ({}, {}))
    for side, tales in enumerate((new, old)):
        for position, one in tales.items():
            pools[one.package.donor, one.package.aid_type][side][position] = one
    return {ours: theirs for pool in pools.values() for ours, theirs in _pool_mates(*pool).items()}


def _pool_mates(new: Tales, old: Tales) -> dict[int, int]:
    mates: dict[int, int] = {}
    for join in (_same_under_one_id, _same, _alike):
        mates |= join(_without(new, mates.keys()), _without(old, mates.values()))
    return mates


def _without(tales: Tales, positions: Iterable[int]) -> dict[int, _Told]:
    left_out = set(positions)
    return {position: one for position, one in tales.items() if position not in left_out}


def _same_under_one_id(new: Tales, old: Tales) -> dict[int, int]:
    return _joined(new, old, lambda one: (one.identifier, one.said))


def _same(new: Tales, old: Tales) -> dict[int, int]:
    return _joined(new, old, lambda one: one.said)


def _joined(new: Tales, old: Tales, key: Callable[[_Told], Hashable]) -> dict[int, int]:
    """Those that agree in `key`; of several, in the order of their refs."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for position in _by_ref(old):
        waiting[key(old[position])].append(position)
    return {position: waiting[key(new[position])].pop(0) for position in _by_ref(new) if waiting[key(new[position])]}


def _by_ref(tales: Tales) -> list[int]:
    return sorted(tales, key=lambda position: str(tales[position].package.ref))


class _Signs(NamedTuple):
    """What a package is known by where it does not say the very same."""

    identifier: str
    announced_on: AnnouncedOn
    amount: tuple[str, Decimal] | None
    words: frozenset[str]
    cited: frozenset[Citation]

    def striking(self) -> Iterator[Hashable]:
        """Two packages that share none of these are not compared."""
        yield "id", self.identifier
        yield "date", str(self.announced_on)
        yield "words", self.words
        if self.amount:
            yield "amount", self.amount


def _alike(new: Tales, old: Tales) -> dict[int, int]:
    """Those that are alike, the most alike first."""
    ours = {position: _signs(one) for position, one in new.items()}
    theirs = {position: _signs(one) for position, one in old.items()}
    sharing: dict[Hashable, list[int]] = defaultdict(list)
    for position, signs in theirs.items():
        for sign in signs.striking():
            sharing[sign].append(position)
    pairs = []
    for position, signs in ours.items():
        statement = canonical(content(new[position].package))
        for other in {mate for sign in signs.striking() for mate in sharing.get(sign, ())}:
            likeness = _likeness(signs, theirs[other])
            if likeness >= _THRESHOLD:
                pairs.append((-likeness, str(old[other].package.ref), statement, position, other))
    mates: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, _, position, other in sorted(pairs):
        if position not in mates and other not in taken:
            mates[position] = other
            taken.add(other)
    return mates


def _signs(one: _Told) -> _Signs:
    package = one.package
    text = " ".join([package.title or "", package.note or "", *(item.description for item in package.items)])
    amount = (package.amount.currency, package.amount.value) if package.amount else None
    words = frozenset(word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3 or word.isdigit())
    return _Signs(one.identifier, package.announced_on, amount, words, _cited(package))


def _likeness(one: _Signs, other: _Signs) -> float:
    likeness = _WORDS * _shared(one.words, other.words) + _SOURCES * _shared(one.cited, other.cited)
    likeness += _AMOUNT * (one.amount is not None and one.amount == other.amount)
    likeness += _ID * (one.identifier != "" and one.identifier == other.identifier)
    if one.announced_on == other.announced_on:
        return likeness + _DATE
    earlier, later = sorted((one.announced_on, other.announced_on), key=lambda on: (on.first_day, on.last_day))
    return likeness - _DATE * ((later.first_day - earlier.last_day).days > _FAR)


def _shared(one: frozenset[T], other: frozenset[T]) -> float:
    """How much of both is in both, from 0 to 1: the coefficient of Dice."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
