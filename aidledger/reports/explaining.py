"""Which packages make up each row of totals, according to whom: lines that are ready to be footnotes."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from operator import itemgetter

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound
from aidledger.domain.totals import Share, Total, Totals, group_label
from aidledger.reports.sums import Json, record
from aidledger.reports.tables import comma_separated
from aidledger.reports.wording import NOT_DISCLOSED, UNSOURCED

_FIGURES = frozenset({"counted_amount", "converted", "rate"})


def footnotes(totals: Totals) -> Iterator[str]:
    """For each row its groups and its sum, and beneath it a line for each package."""
    for row, shares in filter(itemgetter(1), _explained(totals)):
        groups = [group_label(name, value) for name, value in zip(totals.dimensions, row.groups, strict=True)]
        stage = [] if row.stage.value in row.groups else [row.stage.value]
        yield f"{', '.join([*groups, *stage])}: {_figure(row)}"
        for share in shares:
            yield f"  {_line(share)}"
        yield ""


def _figure(row: Total) -> str:
    unvalued = f"{row.without_value:,} without a stated value" if row.without_value else ""
    sum_ = "" if row.amount is None or row.currency is None else _money(row.amount, row.currency, row.bound)
    return " + ".join(filter(None, (sum_, unvalued))) or "nothing of its own"


def _money(value: Decimal, currency: str, bound: Bound) -> str:
    return str(Amount.model_construct(value=value, currency=currency, bound=bound))


def _line(share: Share) -> str:
    named = f"{share.ref} ({share.announced_on})" + (f", {share.title.rstrip('.')}" if share.title else "")
    return f"{named}: {_counts(share)}. {_sources(share)}"


def _counts(share: Share) -> str:
    """What the package counts for, where that is not simply what it states."""
    stated, total, converted = share.stated, share.total, share.converted
    if stated is None:
        return "no part of its own" if not total.without_value else f"value {NOT_DISCLOSED}"
    base = str(converted or "")
    source = base if base == str(stated) else f"{base} of {stated}"
    if total.unconvertible:
        return f"{source}, not converted"
    if total.amount is None or total.currency is None:
        return f"nothing of {stated}, which is within what it draws on"
    counted = _money(total.amount, total.currency, total.bound)
    if share.rate and stated.currency != total.currency:
        return f"{counted}, from {source} at {share.rate} of {share.rate.day}"
    return counted if counted == str(stated) else f"{counted} of {stated}"


def _sources(share: Share) -> str:
    parts = []
    for source in share.sources:
        address = source.url if source.url and source.url not in source.label else None
        parts.append(", ".join(filter(None, (source.label, source.locator, address))))
    return "; ".join(parts) or UNSOURCED.capitalize()


def explained_records(totals: Totals) -> list[Json]:
    """The records of the totals, each with the packages of which it is made, under `counted`."""
    return [record(totals, row) | {"counted": [_json(share) for share in shares]} for row, shares in _explained(totals)]


def _json(share: Share) -> Json:
    total, stated, rate = share.total, share.stated, share.rate
    return {
        "ref": share.ref,
        "announced_on": share.announced_on,
        "title": share.title,
        "amount": None if total.amount is None else f"{total.amount:f}",
        "bound": None if total.amount is None else total.bound.value,
        "stated": stated and {"value": f"{stated.value:f}", "currency": stated.currency, "bound": stated.bound.value},
        "converted": share.converted and f"{share.converted.value:f}",
        "rate": rate and {"day": rate.day.isoformat(), "value": rate.digits},
        "sources": [source.model_dump(mode="json", exclude_none=True) for source in share.sources],
    }


def explained_csv(totals: Totals) -> str:
    """One row for each package, behind the groups that it counts in."""
    own = (
        "ref",
        "announced_on",
        "title",
        "counted_amount",
        "counted_bound",
        "stated",
        "converted",
        "rate",
        "rate_day",
        "sources",
    )
    names = list(dict.fromkeys([*(dimension.value for dimension in totals.dimensions), "stage", "currency"]))
    rows = []
    for row, shares in _explained(totals):
        groups = record(totals, row)
        for share in shares:
            counted = _json(share)
            values = [groups[name] for name in names]
            values += [counted[name] for name in ("ref", "announced_on", "title", "amount", "bound")]
            rate = [share.rate.digits, share.rate.day] if share.rate else ["", ""]
            converted = share.converted and f"{share.converted.value:f}"
            values += [share.stated and str(share.stated), converted, *rate, _sources(share)]
            rows.append(["" if value is None else str(value) for value in values])
    return comma_separated([*names, *own], rows, figures=_FIGURES)


def _explained(totals: Totals) -> Iterator[tuple[Total, list[Share]]]:
    """Each row with its packages; those without a value may stand beside the sum of another currency."""
    by_row: dict[object, list[Share]] = defaultdict(list)
    for share in totals.shares:
        by_row[share.total[:3]].append(share)
    alone = {row[:2] for row in totals.rows if row.currency is None}
    for row in totals.rows:
        beside = [] if row.currency is None or row[:2] in alone else by_row[(*row[:2], None)]
        yield row, [*by_row[row[:3]], *beside]
