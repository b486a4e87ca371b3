"""Published totals beside the ledger's own, for people and for programs."""

from collections.abc import Iterator
from decimal import Decimal

from aidledger.domain.amounts import short
from aidledger.domain.bounds import Bound
from aidledger.domain.reconciling import Clue, Comparison, Kind, Reconciliation, Sum
from aidledger.domain.revisions import Json
from aidledger.reports.tables import Column, Table
from aidledger.reports.wording import number_of


def table(found: Reconciliation) -> Table:
    """A row for each published total: what it counts, the ledger's own then and now, and whether they agree."""
    several = len({_scope(one) for one in found.comparisons}) > 1
    columns = (
        Column("Ref"), *([Column("Of")] if several else []), Column("Since"), Column("Until"),
        Column("Published", figures=True), Column("Known then", figures=True), Column("Known now", figures=True),
        Column("Verdict"),
    )  # fmt: skip
    rows = [
        [
            one.published.ref,
            *([_scope(one)] if several else []),
            str(one.published.total.since or ""),
            str(one.published.total.until),
            one.figure.short,
            _figure(one, one.then),
            _figure(one, one.now),
            verdict(one),
        ]
        for one in found.comparisons
    ]
    return Table(columns, rows)


def summary(found: Reconciliation) -> str:
    """How many agree, in a line."""
    if not found.comparisons:
        return "No published total is recorded: there is nothing to reconcile."
    number = len(found.comparisons)
    good = sum(one.agrees for one in found.comparisons)
    return f"{number_of(number, 'published total')}: {good:,} agree, {number - good:,} do not"


def verdict(one: Comparison) -> str:
    """Whether the two agree, and if not, what the ledger has more or less."""
    if one.agrees:
        return "agrees" if one.agrees_then else "agrees, as known now"
    return f"the ledger has {_less(one, one.difference)}"


def explanations(found: Reconciliation) -> Iterator[str]:
    """For each that does not agree, a few lines of what may explain it."""
    for one in found.comparisons:
        if not one.agrees:
            yield ""
            yield f"{one.published.ref}: {verdict(one)}"
            yield from (f"  {clue_line(one, clue)}" for clue in one.clues)
            if not one.clues:
                yield "  nothing near it explains that"


def clue_line(one: Comparison, clue: Clue) -> str:
    """One explanation: `us-pda-2023-09-06 (2023-09-06, $175.0M), not counted, ...: with it the two agree`."""
    if clue.kind is Kind.EMPTY:
        return clue.kind
    if clue.kind is Kind.EARLIER:
        had = "the two agreed" if clue.closes else f"the ledger had {_less(one, clue.left or Decimal(0))} already"
        return f"up to {clue.day}, {had} ({clue.refs[0]})"
    if clue.amount is None:
        more = f" and {clue.more:,} more" if clue.more else ""
        return f"{clue.kind}: {', '.join(clue.refs)}{more}"
    put = "with it" if clue.kind is Kind.OUTSIDE else "without it"
    rest = "the two agree" if clue.closes else f"{_size(one, clue.left or Decimal(0))} would be left"
    return f"{clue.refs[0]} ({clue.day}, {clue.amount.short}), {clue.kind}: {put} {rest}"


def record(found: Reconciliation) -> Json:
    """The same for programs."""
    return {
        "as_of": str(found.as_of) or "now",
        "agrees": found.agrees,
        "published_totals": [_record(one) for one in found.comparisons],
    }


def _record(one: Comparison) -> Json:
    total = one.published.total
    return {
        "ref": one.published.ref,
        "revision": one.published.number,
        "published": {
            "amount": f"{one.figure.value:f}",
            "currency": one.figure.currency,
            "bound": one.figure.bound.value,
        },
        "since": total.since and total.since.isoformat(),
        "until": total.until.isoformat(),
        "donor": total.donor,
        "recipient": total.recipient,
        "stage": total.stage.value,
        "aid_type": total.aid_type.value,
        "instrument": total.instrument,
        "known_on": one.published.known_on.isoformat(),
        "ledger_then": _sum(one.then),
        "ledger_now": _sum(one.now),
        "agrees": one.agrees,
        "difference": f"{one.difference:f}",
        "verdict": verdict(one),
        "explanations": [
            {
                "kind": clue.kind.name.lower().replace("_", " "),
                "refs": list(clue.refs),
                "more": clue.more,
                "left": None if clue.left is None else f"{clue.left:f}",
                "text": clue_line(one, clue),
            }
            for clue in one.clues
        ],
    }


def _sum(own: Sum) -> Json:
    return {
        "amount": f"{own.amount:f}",
        "bound": own.bound.value,
        "packages": own.packages,
        "without_value": own.without_value,
    }


def _scope(one: Comparison) -> str:
    total = one.published.total
    return ", ".join(filter(None, (f"{total.donor} to {total.recipient}", total.stage.value, total.instrument)))


def _figure(one: Comparison, own: Sum) -> str:
    return short(own.amount, one.figure.currency, own.bound)


def _less(one: Comparison, difference: Decimal) -> str:
    return f"{_size(one, difference)} {'more' if difference > 0 else 'less'}"


def _size(one: Comparison, difference: Decimal) -> str:
    return short(abs(difference), one.figure.currency, Bound.EXACT)
