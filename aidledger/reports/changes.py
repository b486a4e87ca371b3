"""What changed between two states of the ledger, for people and for programs."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from aidledger.domain.amounts import Amount, short
from aidledger.domain.bounds import Bound
from aidledger.domain.changes import Change, Changes, Effect, Kind
from aidledger.domain.lookback import NOW, AsOf
from aidledger.domain.published import PublishedTotal
from aidledger.domain.revisions import AnyRevision, Json, Stated
from aidledger.domain.totals import Total
from aidledger.reports.listings import what_changed
from aidledger.reports.tables import Column, Table, comma_separated
from aidledger.reports.wording import NOT_DISCLOSED, number_of

SPARED: Final = ("Packages",)
"""The column of the effects that a narrow terminal does without."""

_CSV: Final = (
    "Ref", "Change", "Stage", "What it says", "Reason", "Kind",
    "Amount before", "Currency before", "Bound before", "Amount after", "Currency after", "Bound after",
    "Status before", "Status after", "Difference", "Difference bound",
    "Packages before", "Packages after", "Without value before", "Without value after",
)  # fmt: skip
_CSV_FIGURES: Final = frozenset({
    "Amount before", "Amount after", "Difference", "Packages before", "Packages after", "Without value before",
    "Without value after",
})  # fmt: skip


def heading(changes: Changes) -> Iterator[str]:
    """Between which states, and how many packages say something else."""
    yield f"Changes from the ledger {changes.since} to {_state(changes.until)}"
    found = [
        f"{number_of(len(changed), noun)}: {_counts(changed)}"
        for noun, changed in (("package", changes.packages), ("published total", changes.published))
        if changed
    ]
    yield from found or ["Nothing has changed."]


def _counts(changed: tuple[Change, ...]) -> str:
    counts = {kind: sum(change.kind is kind for change in changed) for kind in Kind}
    return ", ".join(f"{count:,} {kind}" for kind, count in counts.items() if count)


def _state(as_of: AsOf) -> str:
    return "now" if as_of == NOW else f"the one {as_of}"


def blocks(changes: Changes) -> Iterator[str]:
    """A few lines for each change: what became of it and why, and beneath it what it says differently."""
    for change in (*changes.packages, *changes.published):
        why = f" ({_reasons(change)})" if _reasons(change) else ""
        yield ""
        yield f"{change.ref}: {change.kind}{why}"
        yield from (f"  {line}" for line in _lines(change))


def packages(changes: Changes) -> Table:
    """A row for each package and published total: what became of it, what it says differently, and why."""
    columns = (
        Column("Ref"), Column("Change"), Column("Stage"), Column("What it says", wraps=True),
        Column("Reason", wraps=True),
    )  # fmt: skip
    rows = [
        [change.ref, change.kind.value, change.after.stated.stage.value, "\n".join(_lines(change)), _reasons(change)]
        for change in (*changes.packages, *changes.published)
    ]
    return Table(columns, rows)


def _lines(change: Change) -> list[str]:
    match change.kind:
        case Kind.NEW:
            return [f"{_said(change.after.stated)}{', cancelled' if change.after.cancelled else ''}"]
        case Kind.PAST:
            return [
                f"as known on {one.known_on}: {line}"
                for one in change.between
                for line in what_changed(change.chain, one)
            ]
        case _:
            return change.lines


def _said(stated: Stated) -> str:
    if isinstance(stated, PublishedTotal):
        return f"a published total up to {stated.until}, {stated.published_total.concise}"
    return f"announced on {stated.announced_on}, {stated.amount.concise if stated.amount else NOT_DISCLOSED}"


def _reasons(change: Change) -> str:
    return "; ".join(dict.fromkeys(one.reason for one in change.between if one.reason))


def effects(changes: Changes) -> Table:
    """A row for each stage and currency whose total changed."""
    columns = (
        Column("Stage"), Column("Before", figures=True), Column("After", figures=True),
        Column("Difference", figures=True), Column("Packages", figures=True),
    )  # fmt: skip
    rows = []
    for effect in changes.effects:
        before, after = (total.packages if total else 0 for total in (effect.before, effect.after))
        difference = "" if effect.amount is None or effect.currency is None else _signed(
            effect.amount, effect.currency, effect.bound
        )  # fmt: skip
        rows.append(
            [effect.stage.value, _amount(effect.before), _amount(effect.after), difference, f"{before:,} -> {after:,}"]
        )
    return Table(columns, rows)


def _signed(amount: Decimal, code: str, bound: Bound) -> str:
    plus = "+" if amount > 0 else ""
    figure = short(amount, code, Bound.EXACT)
    return f"{bound.symbol} {plus}{figure}".strip()


def _amount(total: Total | None) -> str:
    if total is None or total.amount is None or total.currency is None:
        return "none"
    return short(total.amount, total.currency, total.bound)


def record(changes: Changes) -> Json:
    """The same for programs."""
    return {
        "since": _stated(changes.since),
        "until": _stated(changes.until),
        "packages": [_record(change) for change in changes.packages],
        "published_totals": [_record(change) for change in changes.published],
        "totals": [
            {
                "stage": effect.stage.value,
                "currency": effect.currency,
                "before": _figures(effect.before),
                "after": _figures(effect.after),
                "difference": None if effect.amount is None else f"{effect.amount:f}",
                "bound": None if effect.amount is None else effect.bound.value,
            }
            for effect in changes.effects
        ],
    }


def as_csv(changes: Changes) -> str:
    """A row for each package and published total, and one for each total that changed, told apart by their kind."""
    rows = [
        *(_row("package", change) for change in changes.packages),
        *(_row("published total", change) for change in changes.published),
        *map(_total_row, changes.effects),
    ]
    cells = [["" if row.get(name) is None else str(row[name]) for name in _CSV] for row in rows]
    return comma_separated(_CSV, cells, figures=_CSV_FIGURES)


def _row(kind: str, change: Change) -> Json:
    return {
        "Ref": change.ref,
        "Change": change.kind.value,
        "Stage": change.after.stated.stage.value,
        "What it says": "\n".join(_lines(change)),
        "Reason": _reasons(change),
        "Kind": kind,
        **(_side("before", _amount_of(change.before)) if change.before else {}),
        **_side("after", _amount_of(change.after)),
        "Status before": change.before and change.before.stated.status.value,
        "Status after": change.after.stated.status.value,
    }


def _side(when: str, amount: Amount | None) -> Json:
    return _exact(when, amount.value, amount.currency, amount.bound) if amount else {}


def _exact(when: str, value: Decimal, code: str, bound: Bound) -> Json:
    return {f"Amount {when}": f"{value:f}", f"Currency {when}": code, f"Bound {when}": bound.value}


def _total_row(effect: Effect) -> Json:
    sides: Json = {}
    for when, total in (("before", effect.before), ("after", effect.after)):
        sides[f"Packages {when}"] = total.packages if total else 0
        sides[f"Without value {when}"] = total.without_value if total else 0
        if total and total.amount is not None and total.currency:
            sides |= _exact(when, total.amount, total.currency, total.bound)
    if effect.amount is not None:
        sides |= {"Difference": f"{effect.amount:f}", "Difference bound": effect.bound.value}
    return {"Stage": effect.stage.value, "Kind": "total", **sides}


def _amount_of(revision: AnyRevision) -> Amount | None:
    stated = revision.stated
    return stated.published_total if isinstance(stated, PublishedTotal) else stated.amount


def _speaking(revision: AnyRevision | None) -> Json | None:
    """What a revision says of stage, status and amount, exactly."""
    if revision is None:
        return None
    amount = _amount_of(revision)
    return {
        "revision": revision.number,
        "stage": revision.stated.stage.value,
        "status": revision.stated.status.value,
        "amount": None if amount is None else f"{amount.value:f}",
        "currency": amount and amount.currency,
        "bound": amount and amount.bound.value,
    }


def _record(change: Change) -> Json:
    return {
        "ref": change.ref,
        "change": change.kind.value,
        "before": _speaking(change.before),
        "after": _speaking(change.after),
        "changed": _lines(change),
        "revisions": [one.number for one in change.between],
        "reasons": list(dict.fromkeys(one.reason for one in change.between if one.reason)),
    }


def _stated(as_of: AsOf) -> str:
    return str(as_of) or "now"


def _figures(total: Total | None) -> Json | None:
    if total is None:
        return None
    return {
        "amount": None if total.amount is None else f"{total.amount:f}",
        "bound": None if total.amount is None else total.bound.value,
        "packages": total.packages,
        "without_value": total.without_value,
    }
