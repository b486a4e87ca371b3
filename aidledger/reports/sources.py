"""The sources of a package or a published total, and the copies that are kept of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from aidledger.domain.evidence import KeptCopy
from aidledger.domain.packages import Citation
from aidledger.domain.revisions import Json
from aidledger.reports.tables import Column, Table
from aidledger.reports.wording import UNSOURCED, number_of

MISSING: Final = "missing"
NONE_KEPT: Final = "none is kept"
"""Of a source that states the digest of a copy."""

Copies = Mapping[str, KeptCopy]
"""The copies that a ledger has kept, by digest."""


def table(cited: Sequence[Citation], copies: Copies) -> Table:
    """One row a source, as it is cited, and its kept copy: where it is, its digest and how many bytes it has."""
    columns = (
        Column("No.", figures=True), Column("Publisher", wraps=True), Column("Title", wraps=True),
        Column("Published on"), Column("URL", wraps=True), Column("Locator", wraps=True),
        Column("Kept copy", wraps=True), Column("SHA-256", wraps=True), Column("Bytes", figures=True),
    )  # fmt: skip
    rows = []
    for number, citation in enumerate(cited, start=1):
        copy = copies.get(citation.sha256 or "")
        rows.append(
            [
                str(number),
                citation.publisher or "",
                citation.title or "",
                str(citation.published_on or ""),
                citation.url or "",
                citation.locator or "",
                _place(citation, copy),
                citation.sha256 or "",
                str(copy.size) if copy and copy.size is not None else "",
            ]
        )
    return Table(columns, rows)


def lines(cited: Sequence[Citation], copies: Copies) -> Iterator[str]:
    """A few lines for each source, for people."""
    if not cited:
        yield UNSOURCED
    for number, citation in enumerate(cited, start=1):
        if number > 1:
            yield ""
        label = ", ".join(filter(None, (citation.publisher, citation.title))) or str(citation.url)
        yield f"Source {number}: {label}"
        copy = copies.get(citation.sha256 or "")
        size = f", {number_of(copy.size, 'byte')}" if copy and copy.size is not None else ""
        told = {
            "Published on": str(citation.published_on or ""),
            "URL": citation.url if citation.url and citation.url != label else "",
            "Locator": citation.locator or "",
            "Kept copy": f"{_place(citation, copy)}{size}" if citation.sha256 else "",
            "SHA-256": citation.sha256 or "",
        }
        yield from (f"  {name}: {value}" for name, value in told.items() if value)


def records(cited: Sequence[Citation], copies: Copies) -> list[Json]:
    """The sources for programs: what a document states of each, and `kept_copy`, `null` where there is none."""
    return [
        citation.model_dump(mode="json") | {"kept_copy": _record(copies.get(citation.sha256 or ""))}
        for citation in cited
    ]


def _place(citation: Citation, copy: KeptCopy | None) -> str:
    if not citation.sha256:
        return ""
    if not copy:
        return NONE_KEPT
    return copy.place if copy.size is not None else f"{MISSING} ({copy.place})"


def _record(copy: KeptCopy | None) -> Json | None:
    return copy and {"place": copy.place, "bytes": copy.size, "missing": copy.size is None}
