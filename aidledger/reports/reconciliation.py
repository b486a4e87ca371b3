"""Published totals beside the ledger's own, for people and for programs."""

from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from typing import Final

from aidledger.domain.amounts import full, short
from aidledger.domain.bounds import Bound
from aidledger.domain.lookback import NOW, AsOf
from aidledger.domain.reconciling import Clue, Comparison, Kind, Reconciliation, Sum
from aidledger.domain.revisions import Json
from aidledger.reports.tables import Column, Table, comma_separated
from aidledger.reports.wording import number_of

SPARED: Final = ("Of", "Since", "Until", "Known now")
"""The columns that a narrow terminal does without, the first one first."""

CSV_FIGURES: Final = frozenset({
    "revision", "published", "ledger_then", "ledger_then_packages", "ledger_then_without_value", "ledger_now",
    "ledger_now_packages", "ledger_now_without_value", "difference",
})  # fmt: skip

_HEADINGS: Final = (
    "ref", "revision", "since", "until", "donor", "recipient", "stage", "aid_type", "instrument", "known_on",
    "currency", "published", "published_bound",
    "ledger_then", "ledger_then_bound", "ledger_then_packages", "ledger_then_without_value",
    "ledger_now", "ledger_now_bound", "ledger_now_packages", "ledger_now_without_value",
    "agrees", "difference", "verdict",
)  # fmt: skip

Figure = Callable[[Decimal, str, Bound], str]
"""How an amount is written: rounded for a narrow table, or in full."""


def table(found: Reconciliation, *, exact: bool = False, without: Collection[str] = ()) -> Table:
    """A row for each published total: what it counts, the ledger's own then and now, and whether they agree.

    Amounts are rounded (`$61.0B`), or `exact`; columns whose heading is among `without` are left out.
    """
    figure = full if exact else short
    several = len({scope(one) for one in found.comparisons}) > 1
    columns: dict[str, tuple[Column, Callable[[Comparison], str]]] = {
        "Ref": (Column("Ref"), lambda one: one.published.ref),
        "Of": (Column("Of"), scope),
        "Since": (Column("Since"), lambda one: str(one.published.total.since or "")),
        "Until": (Column("Until"), lambda one: str(one.published.total.until)),
        "Published": (Column("Published", figures=True), lambda one: _published(one, figure)),
        "Known then": (Column("Known then", figures=True), lambda one: _own(one, one.then, figure)),
        "Known now": (
            Column(f"Known {_now(found.as_of)}", figures=True), lambda one: _own(one, one.now, figure)
        ),
        "Verdict": (Column("Verdict"), lambda one: verdict(one, found.as_of, figure)),
    }  # fmt: skip
    hidden = {*without, *(() if several else ("Of",))}
    shown = [column for name, column in columns.items() if name not in hidden]
    rows = [[cell(one) for _, cell in shown] for one in found.comparisons]
    return Table(tuple(column for column, _ in shown), rows)


def _now(as_of: AsOf) -> str:
    """The day of the later of the two sums: `now`, unless one looks back."""
    return f"on {as_of.known_on}" if as_of.known_on else "now"


def narrower() -> Iterator[tuple[str, ...]]:
    """The columns to leave out where there is no room for all: none, then one more each time.

    The first are those that the ref mostly tells; what is left out of them, `explanations` say.
    """
    yield from (SPARED[:number] for number in range(len(SPARED) + 1))


def lines(found: Reconciliation, *, exact: bool = False) -> Iterator[str]:
    """The same as the table, in prose, which breaks between words where there is no room for any table."""
    figure = full if exact else short
    for one in found.comparisons:
        then, now = _own(one, one.then, figure), _own(one, one.now, figure)
        known = f"known then {then}, known {_now(found.as_of)} {now}"
        yield f"{_named(one)}: published {_published(one, figure)}, {known}: {verdict(one, found.as_of, figure)}"


def left_out(found: Reconciliation, without: Collection[str]) -> Iterator[str]:
    """The line that names the columns that a table `without` some does not have, if any."""
    there = table(found, without=without).columns
    if missing := [column.heading for column in table(found).columns if column not in there]:
        yield f"left out for want of room: {', '.join(missing)}"


def summary(found: Reconciliation) -> str:
    """How many agree, in a line."""
    if not found.comparisons:
        return "No published total is recorded: there is nothing to reconcile."
    number = len(found.comparisons)
    good = sum(one.agrees for one in found.comparisons)
    agree, do = "agrees" if good == 1 else "agree", "does" if number - good == 1 else "do"
    return f"{number_of(number, 'published total')}: {good:,} {agree}, {number - good:,} {do} not"


def verdict(one: Comparison, as_of: AsOf = NOW, figure: Figure = short) -> str:
    """Whether the two agree, and if not, what the ledger has more or less."""
    if one.agrees:
        known = f"as known {_now(as_of)}" if as_of.known_on else "now"
        return "agrees" if one.agrees_then else f"agrees {known}"
    return _less(one, one.difference, figure)


def explanations(found: Reconciliation, *, exact: bool = False, without: Collection[str] = ()) -> Iterator[str]:
    """For each that does not agree, a few lines of what may explain it, and what the table tells `without` columns."""
    figure = full if exact else short
    for one in found.comparisons:
        if not one.agrees:
            yield ""
            has = verdict(one, found.as_of, figure)
            yield f"{_named(one) if without else one.published.ref}: the ledger has {has}"
            if "Known now" in without and one.now != one.then:
                yield f"  as known {_now(found.as_of)}, it has {_own(one, one.now, figure)}"
            yield from (f"  {clue_line(one, clue, figure)}" for clue in one.clues)
            if not one.clues:
                yield "  nothing near it explains that"


def clue_line(one: Comparison, clue: Clue, figure: Figure = short) -> str:
    """One explanation: `us-pda-2023-09-06 (2023-09-06, $175.0M), not counted, ...: with it the two agree`."""
    left = clue.left or Decimal(0)
    if clue.kind is Kind.EMPTY:
        return clue.kind
    if clue.kind is Kind.EARLIER:
        return f"up to {clue.day}, {_had(one, clue, left, figure)} ({clue.refs[0]})"
    if clue.amount is None:
        more = f" and {clue.more:,} more" if clue.more else ""
        return f"{clue.kind}: {', '.join(clue.refs)}{more}"
    put = "with it" if clue.kind is Kind.OUTSIDE else "without it"
    rest = "the two agree" if clue.closes else f"{_size(one, left, figure)} would be left"
    worth = figure(clue.amount.value, clue.amount.currency, clue.amount.bound)
    return f"{clue.refs[0]} ({clue.day}, {worth}), {clue.kind}: {put} {rest}"


def _had(one: Comparison, clue: Clue, left: Decimal, figure: Figure) -> str:
    """What there was of a difference up to an earlier day; one that was within what the figure leaves open is told."""
    if clue.closes and not left:
        return "the two agreed"
    had = f"the ledger had {_less(one, left, figure)}"
    within = "by the bounds" if clue.bounded else "within its margin"
    return f"the figure agreed {within}, {had}" if clue.closes else f"{had} already"


def record(found: Reconciliation) -> Json:
    """The same for programs."""
    return {
        "as_of": str(found.as_of) or "now",
        "agrees": found.agrees,
        "published_totals": [_record(one, found.as_of) for one in found.comparisons],
    }


def _record(one: Comparison, as_of: AsOf) -> Json:
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
        "verdict": verdict(one, as_of),
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


def as_csv(found: Reconciliation) -> str:
    """The same records as rows of CSV, one for each published total: every digit, but no explanations."""
    rows = [_flat(one, found.as_of) for one in found.comparisons]
    cells = [["" if row[name] is None else str(row[name]) for name in _HEADINGS] for row in rows]
    return comma_separated(_HEADINGS, cells, figures=CSV_FIGURES)


def _flat(one: Comparison, as_of: AsOf) -> Json:
    """A record with its amounts side by side, each with its bound behind it."""
    return _record(one, as_of) | {
        "currency": one.figure.currency,
        **_amount("published", one.figure.value, one.figure.bound),
        **_counted("ledger_then", one.then),
        **_counted("ledger_now", one.now),
        "agrees": "true" if one.agrees else "false",
    }


def _counted(name: str, own: Sum) -> Json:
    counts = {f"{name}_packages": own.packages, f"{name}_without_value": own.without_value}
    return _amount(name, own.amount, own.bound) | counts


def _amount(name: str, value: Decimal, bound: Bound) -> Json:
    return {name: f"{value:f}", f"{name}_bound": bound.value}


def _sum(own: Sum) -> Json:
    return {
        "amount": f"{own.amount:f}",
        "bound": own.bound.value,
        "packages": own.packages,
        "without_value": own.without_value,
    }


def scope(one: Comparison) -> str:
    """What it counts, but for the days: `US to UA, commitment, PDA`."""
    total = one.published.total
    return ", ".join(filter(None, (f"{total.donor} to {total.recipient}", total.stage.value, total.instrument)))


def _named(one: Comparison) -> str:
    """Its ref and all that it counts: `us-published-2023 (US to UA, commitment, 2022-02-24 to 2023-12-31)`."""
    total = one.published.total
    days = f"{total.since} to {total.until}" if total.since else f"up to {total.until}"
    return f"{one.published.ref} ({scope(one)}, {days})"


def _published(one: Comparison, figure: Figure) -> str:
    return figure(one.figure.value, one.figure.currency, one.figure.bound)


def _own(one: Comparison, own: Sum, figure: Figure) -> str:
    return figure(own.amount, one.figure.currency, own.bound)


def _less(one: Comparison, difference: Decimal, figure: Figure) -> str:
    return f"{_size(one, difference, figure)} {'more' if difference > 0 else 'less'}"


def _size(one: Comparison, difference: Decimal, figure: Figure) -> str:
    return figure(abs(difference), one.figure.currency, Bound.EXACT)
