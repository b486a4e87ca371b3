"""Packages as tables: many of them, one in full, one through time."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from aidledger.domain.differences import differences, item_words
from aidledger.domain.lookback import made_from
from aidledger.domain.packages import Citation, Package
from aidledger.domain.parties import party_names
from aidledger.domain.published import PublishedTotal
from aidledger.domain.revisions import AnyRevision, Json, Revision, Stated, document
from aidledger.reports.tables import Column, Table, comma_separated
from aidledger.reports.wording import NOT_DISCLOSED, UNSOURCED, number_of, status_words

FIRST_RECORDED = "first recorded"
FIRST_KNOWN = "known earlier than so far"
NOTHING_ELSE = "known on another day"

SPARED: Final = ("Items", "Sources", "Recipient", "Donor", "Announced", "Stage")
"""The columns that a narrow terminal does without, the first one first; donor and day the ref mostly tells."""

_CSV: Final = (
    "Ref", "Announced", "Donor", "Recipient", "Stage", "Amount", "Currency", "Bound", "Items", "Sources", "Status",
    "Aid type", "Instrument", "Title",
)  # fmt: skip
_CSV_FIGURES: Final = frozenset({"Amount", "Items", "Sources"})


def packages(found: Sequence[Revision]) -> Table:
    """One row a package, narrow enough for a terminal; recipients are told where there are several."""
    several = len({revision.package.recipient for revision in found}) > 1
    columns = (
        Column("Ref"), Column("Announced"), Column("Donor"), *([Column("Recipient")] if several else []),
        Column("Stage"), Column("Amount", figures=True), Column("Items", figures=True), Column("Sources", figures=True),
    )  # fmt: skip
    rows = []
    for revision in found:
        package = revision.package
        rows.append(
            [
                str(package.ref),
                str(package.announced_on),
                package.donor,
                *([package.recipient] if several else []),
                "cancelled" if revision.cancelled else package.stage.value,
                package.amount.short if package.amount else NOT_DISCLOSED,
                str(len(package.items)),
                str(len(package.sources)) if package.sources else UNSOURCED,
            ]
        )
    return Table(columns, rows)


def left_out(found: Sequence[Revision], without: Collection[str]) -> Iterator[str]:
    """What a table `without` some columns would keep back: that there are packages without a source."""
    number = sum(not revision.package.sources for revision in found)
    if number and "Sources" in without:
        yield f"Unsourced: {number_of(number, 'package')} of those listed."


def as_csv(found: Sequence[Revision]) -> str:
    """The same for programs: exact amounts beside their currency and bound, and always the same columns."""
    return comma_separated(_CSV, map(_cells, found), figures=_CSV_FIGURES)


def _cells(revision: Revision) -> list[str]:
    package, amount = revision.package, revision.package.amount
    return [
        str(package.ref),
        str(package.announced_on),
        package.donor,
        package.recipient,
        package.stage.value,
        *((f"{amount.value:f}", amount.currency, amount.bound.value) if amount else ("", "", "")),
        str(len(package.items)),
        str(len(package.sources)),
        package.status.value,
        package.aid_type.value,
        package.instrument or "",
        package.title or "",
    ]


def card(stated: Stated, *, assumed: Sequence[str] = (), revision: tuple[int, int] | None = None) -> Table:
    """One package or published total in full; `assumed` names the fields that took a default.

    `revision` is the number of the one that is shown, and of the latest; what has but one does not tell it.
    """
    shown, latest = revision or (1, 1)
    rows = [
        *(_package(stated) if isinstance(stated, Package) else _published_total(stated)),
        ("note", stated.note or ""),
        ("known_on", str(stated.known_on or "")),
        *(("sources", _cited(citation)) for citation in stated.sources),
        ("sources", "" if stated.sources else UNSOURCED),
        ("revision", f"{shown} of {latest}" if latest > 1 else ""),
    ]
    told = [
        (name.replace("_", " ").capitalize(), f"{value} (default)" if name in assumed else value)
        for name, value in rows
        if value
    ]
    return Table((Column("Field"), Column("Value", wraps=True)), _without_repeats(told))


def _package(package: Package) -> list[tuple[str, str]]:
    return [
        ("ref", package.ref or f"{package.suggested_ref} (made up when it is recorded)"),
        ("title", package.title or ""),
        ("status", status_words(package)),
        ("donor", f"{package.donor} ({party_names(package.donor)})"),
        ("recipient", f"{package.recipient} ({party_names(package.recipient)})"),
        ("stage", package.stage.value),
        ("aid_type", package.aid_type.value),
        ("instrument", package.instrument or ""),
        ("announced_on", str(package.announced_on)),
        ("amount", str(package.amount or f"value {NOT_DISCLOSED}")),
        *(("items", f"{position}. {item_words(item)}") for position, item in enumerate(package.items, start=1)),
        ("draws_on", package.draws_on or ""),
        ("tags", ", ".join(package.tags)),
    ]


def _published_total(total: PublishedTotal) -> list[tuple[str, str]]:
    return [
        ("ref", total.ref or f"{total.suggested_ref} (made up when it is recorded)"),
        ("title", total.title or ""),
        ("status", total.status.value),
        ("published_total", str(total.published_total)),
        ("since", str(total.since or "the beginning")),
        ("until", str(total.until)),
        ("donor", f"{total.donor} ({party_names(total.donor)})"),
        ("recipient", f"{total.recipient} ({party_names(total.recipient)})"),
        ("stage", total.stage.value),
        ("aid_type", total.aid_type.value),
        ("instrument", total.instrument or "all"),
    ]


def _without_repeats(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The rows with the field named once where several follow each other."""
    return [
        ("" if position and rows[position - 1][0] == name else name, value)
        for position, (name, value) in enumerate(rows)
    ]


def _cited(citation: Citation) -> str:
    label = f"{citation.label}: {citation.locator}" if citation.locator else citation.label
    address = citation.url if citation.title else None
    copy = f"SHA-256 of a copy: {citation.sha256}" if citation.sha256 else None
    return "\n".join(filter(None, (label, address, copy)))


def history(revisions: Sequence[AnyRevision]) -> Table:
    """One row a revision: when it was known and recorded, by whom, why, and what it changed."""
    columns = (
        Column("No.", figures=True), Column("Known on"), Column("Recorded at (UTC)"), Column("By"),
        Column("Reason", wraps=True), Column("What changed", wraps=True),
    )  # fmt: skip
    rows = [
        [
            str(revision.number),
            str(revision.known_on),
            f"{revision.recorded_at:%Y-%m-%d %H:%M:%S}",
            revision.author,
            revision.reason or "",
            "\n".join(what_changed(revisions, revision)),
        ]
        for revision in revisions
    ]
    return Table(columns, rows)


def history_lines(revisions: Sequence[AnyRevision]) -> Iterator[str]:
    """A few lines for each revision: when, by whom, why, and beneath it what it changed."""
    for position, revision in enumerate(revisions):
        if position:
            yield ""
        recorded = f"recorded at {revision.recorded_at:%Y-%m-%d %H:%M:%S} UTC by {revision.author}"
        yield f"Revision {revision.number}: known on {revision.known_on}, {recorded}"
        if revision.reason:
            yield f"Reason: {revision.reason}"
        yield from (f"  {line}" for line in what_changed(revisions, revision))


def what_changed(chain: Sequence[AnyRevision], revision: AnyRevision) -> list[str]:
    """What a revision of `chain` says differently from the one that it was made from, a line a field."""
    before = made_from(chain, revision)
    if before is None:
        return [FIRST_RECORDED if revision.number == 1 else FIRST_KNOWN]
    return differences(before.stated, revision.stated) or [NOTHING_ELSE]


def revision_record(chain: Sequence[AnyRevision], revision: AnyRevision) -> Json:
    """A revision of `chain` for programs: who stated it, when, what it changed, and the document that it states."""
    kind = "package" if isinstance(revision, Revision) else "published_total"
    return {
        "number": revision.number,
        "known_on": str(revision.known_on),
        "recorded_at": revision.recorded_at.isoformat(),
        "author": revision.author,
        "reason": revision.reason,
        "changed": what_changed(chain, revision),
        "digest": revision.digest,
        kind: document(revision.stated),
    }
