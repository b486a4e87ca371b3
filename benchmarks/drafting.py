"""How well announcements are drafted: precision and recall against what a careful reader records.

    python benchmarks/drafting.py FOLDER [--only 001,002] [--verbose]

FOLDER holds texts, `NAME.txt`, each with `NAME.gold.json`: `source` (`publisher`, `published_on`), `packages` (`donor`,
`stage`, `amount` as text, `currency`, `bound`, `announced_on`, `items` with `description`, `quantity`, `bound`). Each
text is drafted with the publisher and the day of publication of its source, as a person would give them.

What counts as found:

packages  donor, amount, currency and stage are all equal (a package without an amount equals one without an amount);
          each one of either side is matched once.
dates     of matched packages whose day the gold tells: the day is equal.
bounds    of matched packages with an amount: the bound is equal.
items     of matched packages (those that match but for the stage too): quantity and bound are equal (no quantity
          equals no quantity), and the descriptions, the unit of the drafted one included, have at least half of the
          words of the shorter one in common, in lower case, without plural, numbers and words such as "of"; each is
          matched once. Items of packages that are not matched count as missed, and as wrong.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from aidledger.domain.drafts import Draft, DraftPackage
from aidledger.intake import draft

_IDLE = frozenset(["of", "for", "and", "the", "a", "an", "with", "other", "additional", "more", "new", "to", "in"])
_SHORT = {
    "hmmwvs": "high mobility multipurpose wheeled vehicles",
    "himars": "high mobility artillery rocket systems",
    "nasams": "national advanced surface-to-air missile systems",
    "uas": "unmanned aerial systems",
    "uavs": "unmanned aerial vehicles",
}

Json = dict[str, Any]


def main() -> None:
    """Draft every text, compare, print."""
    parser = argparse.ArgumentParser(description="Precision and recall of `aidledger draft`.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="names of texts, joined with commas")
    parser.add_argument("--verbose", action="store_true", help="tell what was missed and what is wrong, text by text")
    given = parser.parse_args()
    only = set(filter(None, given.only.split(",")))
    scores: Counter[str] = Counter()
    seconds = []
    for path in sorted(given.folder.glob("*.txt")):
        if only and path.stem not in only:
            continue
        gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
        text = path.read_text(encoding="utf-8")
        source = gold["source"]
        published = date.fromisoformat(source["published_on"]) if source["published_on"] else None
        started = time.perf_counter()
        drafted = draft(text, published=published, publisher=source["publisher"])
        seconds.append(time.perf_counter() - started)
        told = compare(drafted, gold, scores)
        if given.verbose and told:
            print(f"{path.stem}:", *told, sep="\n  ")
    if not seconds:
        sys.exit(f"there is no text in {given.folder}")
    print(f"{len(seconds)} texts, {sum(seconds) / len(seconds) * 1000:.1f} ms each\n")
    print("           found  missed  wrong  precision  recall     F1")
    for what in ("packages", "dates", "bounds", "items"):
        print(line(what, scores[f"{what} found"], scores[f"{what} missed"], scores[f"{what} wrong"]))


def line(what: str, found: int, missed: int, wrong: int) -> str:
    """One row of the scores."""
    precision = found / (found + wrong) if found + wrong else 1.0
    recall = found / (found + missed) if found + missed else 1.0
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"{what:10} {found:5}  {missed:6}  {wrong:5}  {precision:9.3f}  {recall:6.3f}  {both:5.3f}"


def compare(drafted: Draft, gold: Json, scores: Counter[str]) -> list[str]:
    """Add to `scores` what was found, missed and wrong in one text; the misses and the wrong ones in words."""
    told = []
    wanted = list(gold["packages"])
    left = list(drafted.packages)
    pairs = []
    for strict in (True, False):
        for package in list(left):
            match = next((one for one in wanted if key(one, stage=strict) == drafted_key(package, stage=strict)), None)
            if match:
                pairs.append((package, match, strict))
                left.remove(package)
                wanted.remove(match)
    for package, match, strict in pairs:
        if strict:
            scores["packages found"] += 1
            told += same_day_and_bound(package, match, scores)
        else:
            scores["packages missed"] += 1
            scores["packages wrong"] += 1
            told.append(f"stage {package.stage.value} instead of {match['stage']}: {key(match, stage=False)}")
        told += same_items(package, match["items"], scores)
    for one in wanted:
        scores["packages missed"] += 1
        scores["items missed"] += len(one["items"])
        told.append(f"missed {key(one, stage=True)}")
    for package in left:
        scores["packages wrong"] += 1
        scores["items wrong"] += len(package.items)
        told.append(f"wrong {drafted_key(package, stage=True)}")
    return told


def key(package: Json, *, stage: bool) -> tuple[object, ...]:
    """What a package of the gold is matched by."""
    amount = Decimal(package["amount"]) if package["amount"] is not None else None
    return (package["donor"], amount, package["currency"], package["stage"] if stage else "")


def drafted_key(package: DraftPackage, *, stage: bool) -> tuple[object, ...]:
    """What a drafted package is matched by."""
    amount = package.amount.value if package.amount else None
    return (
        package.donor.value, amount.value.normalize() + 0 if amount else None, amount.currency if amount else None,
        str(package.stage.value) if stage else "",
    )  # fmt: skip


def same_day_and_bound(package: DraftPackage, gold: Json, scores: Counter[str]) -> list[str]:
    """Compare the day and the bound of two packages that match."""
    told = []
    drafted_on = str(package.announced_on.value) if package.announced_on else None
    if gold["announced_on"]:
        count(scores, "dates", equal=drafted_on == gold["announced_on"], stated=drafted_on is not None)
        if drafted_on != gold["announced_on"]:
            told.append(f"date {drafted_on} instead of {gold['announced_on']}")
    if package.amount:
        bound = package.amount.value.bound.value
        count(scores, "bounds", equal=bound == gold["bound"], stated=True)
        if bound != gold["bound"]:
            told.append(f"bound {bound} instead of {gold['bound']}")
    return told


def count(scores: Counter[str], what: str, *, equal: bool, stated: bool) -> None:
    """One field that the gold has."""
    scores[f"{what} {'found' if equal else 'missed'}"] += 1
    scores[f"{what} wrong"] += stated and not equal


def same_items(package: DraftPackage, gold: Sequence[Json], scores: Counter[str]) -> list[str]:
    """Compare the items of two packages that match."""
    told = []
    wanted = list(gold)
    for drafted in package.items:
        quantity = drafted.item.quantity
        number, bound = (quantity.number, quantity.bound.value) if quantity else (None, None)
        name = f"{drafted.item.description} {quantity.unit if quantity else ''}"
        counted = [one for one in wanted if (one["quantity"], one["bound"]) == (number, bound)]
        alike = [one for one in counted if likeness(one["description"], name) >= 0.5]
        if alike:
            wanted.remove(max(alike, key=lambda one: likeness(one["description"], name)))
            scores["items found"] += 1
        else:
            scores["items wrong"] += 1
            told.append(f"wrong item {drafted.item}")
    scores["items missed"] += len(wanted)
    told += [f"missed item {one['quantity']} {one['bound']} {one['description']}" for one in wanted]
    return told


def likeness(one: str, other: str) -> float:
    """The part of the words of the shorter description that the other has too."""
    first, second = words(one), words(other)
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def words(description: str) -> set[str]:
    """The words that tell things apart, in the singular; short names in full."""
    spelled = " ".join(_SHORT.get(word, word) for word in re.findall(r"[\w-]+", description.lower()))
    return {word.rstrip("s") for word in re.findall(r"[a-z][a-z0-9-]+|\d+mm", spelled)} - _IDLE


if __name__ == "__main__":
    main()
