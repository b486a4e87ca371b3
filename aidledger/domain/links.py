"""How packages draw on each other through time, and what must not be so on any day.

A revision speaks for its package from its known-on day until that of the next one. A link therefore joins not two
packages but what each of them states during the days that both speak; what must hold, must hold on every such day, so
that looking back never shows what could not have been recorded.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from aidledger.domain.vocabulary import Stage, Status


class Statement(NamedTuple):
    """What one revision says that matters to links."""

    ref: str
    number: int
    known_on: date
    stage: Stage
    status: Status
    draws_on: str | None


class Spell(NamedTuple):
    """The days from `first` to before `until` during which a statement speaks for its package."""

    statement: Statement
    first: date
    until: date

    def during(self, other: "Spell") -> "Spell | None":
        """The part of this spell during which `other` lasts, too; `None` where there is none."""
        first, until = max(self.first, other.first), min(self.until, other.until)
        return self._replace(first=first, until=until) if first < until else None


class Fault(Enum):
    """What may be wrong with a link."""

    STAGE = "of a later stage"
    CANCELLED = "cancelled"
    CIRCLE = "drawn on in a circle"


class Clash(NamedTuple):
    """A link that must not be: between what `child` and `parent` state from the day `first` on.

    `through` names the packages of a circle, that of the child first; it is empty for other faults.
    """

    fault: Fault
    child: Statement
    parent: Statement
    first: date
    through: tuple[str, ...] = ()


Timelines = Mapping[str, list[Spell]]
"""The spells of each package, by its ref."""


def spells(statements: Iterable[Statement]) -> list[Spell]:
    """When each of the statements about one package speaks for it; what is never heard has no spell."""
    by_day = {one.known_on: one for one in sorted(statements, key=lambda one: (one.known_on, one.number))}
    ends = [*list(by_day)[1:], date.max]
    return [Spell(one, first, until) for (first, one), until in zip(by_day.items(), ends, strict=True)]


def clashes(timelines: Timelines, judged: Collection[tuple[str, int]]) -> Iterator[Clash]:
    """What is wrong with the links from and to the revisions `judged`, given as (ref, number), each thing once.

    `timelines` must hold every package that can be reached from one of these by drawing on it, and those that draw
    on it themselves.
    """
    chosen = [spell for ref in {ref for ref, _ in judged} for spell in timelines.get(ref, ())]
    chosen = sorted(spell for spell in chosen if spell.statement[:2] in judged)
    children: dict[str, list[Spell]] = defaultdict(list)
    for spell in (spell for line in timelines.values() for spell in line):
        if spell.statement.draws_on:
            children[spell.statement.draws_on].append(spell)
    found: dict[tuple[Fault, str, str], Clash] = {}
    for spell in chosen:
        pairs = [(spell, parent) for parent in timelines.get(spell.statement.draws_on or "", ())]
        pairs += [(child, spell) for child in children[spell.statement.ref]]
        for child, parent in pairs:
            if clash := _clash(child, parent):
                found.setdefault((clash.fault, child.statement.ref, parent.statement.ref), clash)
    yield from found.values()
    yield from _circles(timelines, chosen)


def _clash(child: Spell, parent: Spell) -> Clash | None:
    together = child.during(parent)
    if not together or child.statement.ref == parent.statement.ref:
        return None
    if parent.statement.stage.rank > child.statement.stage.rank:
        return Clash(Fault.STAGE, child.statement, parent.statement, together.first)
    if parent.statement.status is Status.CANCELLED and child.statement.status is Status.LIVE:
        return Clash(Fault.CANCELLED, child.statement, parent.statement, together.first)
    return None


def _circles(timelines: Timelines, chosen: Iterable[Spell]) -> Iterator[Clash]:
    """The circles through `chosen`, each once; a circle of spells that never last together is none."""
    graph = {
        spell.statement[:2]: [
            parent.statement[:2] for parent in timelines.get(spell.statement.draws_on or "", ()) if spell.during(parent)
        ]
        for line in timelines.values()
        for spell in line
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        told = set()
        for spell in chosen:
            for path in _paths_back(timelines, spell):
                refs = tuple(step.statement.ref for step in path)
                if frozenset(refs) not in told:
                    told.add(frozenset(refs))
                    yield Clash(Fault.CIRCLE, spell.statement, path[-1].statement, path[-1].first, refs)


def _paths_back(timelines: Timelines, start: Spell) -> Iterator[list[Spell]]:
    """The ways from `start` along what it draws on back to itself, on days that they all last."""
    ways = [[start]]
    while ways:
        way = ways.pop()
        here = way[-1]
        for parent in timelines.get(here.statement.draws_on or "", ()):
            together = parent.during(here)
            if together and parent.statement[:2] == start.statement[:2]:
                yield way
            elif together and all(parent.statement.ref != step.statement.ref for step in way):
                ways.append([*way, together])
