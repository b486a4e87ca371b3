"""Kept copies of sources: which source a copy is one of, and where a ledger has it."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from aidledger.domain.packages import Citation, Entry, Source
from aidledger.errors import InvalidInput


class KeptCopy(NamedTuple):
    """A copy that a ledger has kept: its digest, where it is, and how many bytes it has, `None` where it is missing."""

    sha256: str
    place: str
    size: int | None


def with_kept_copies(entries: Iterable[Entry], copies: Sequence[str]) -> list[Entry]:
    """The entries, with the digests `copies` stated by the sources of which these are copies.

    One entry alone that cites as many sources takes them one after the other. Otherwise a copy is one of the source
    that states its digest already; else of the only source that is cited without one; else of the only such source
    that every entry cites, as the rows of a tracker cite the tracker beside their own.

    Raises `InvalidInput` where that is no source, or several: only a person knows which one it is.
    """
    found = list(entries)
    if len(found) == 1 and len(copies) == len(found[0].stated.sources) > 1:
        pairs = zip(found[0].stated.sources, copies, strict=True)
        return [_citing(found[0], [_copied(*pair) for pair in pairs])]
    for sha256 in copies:
        of = _sources_of(sha256, found)
        found = [
            _citing(entry, [_copied(one, sha256) if one.source in of else one for one in entry.stated.sources])
            for entry in found
        ]
    return found


def _sources_of(sha256: str, entries: Sequence[Entry]) -> set[Source]:
    """The sources, as they are without a copy, of which this is one: but for those that state it already, only one."""
    cited = [set(entry.stated.sources) for entry in entries]
    everywhere = set().union(*cited)
    if not everywhere:
        raise InvalidInput("a copy is kept of a source, and none is cited", "name it: --source URL-or-TEXT")
    if stating := {one.source.model_copy(update={"sha256": None}) for one in everywhere if one.sha256 == sha256}:
        return stating
    bare = [{one.source for one in some if not one.sha256} for some in cited]
    if not any(bare):
        raise InvalidInput("every source that is cited states another kept copy", _ANEW)
    of_any = set().union(*bare)
    for found in (of_any, set.intersection(*bare)):
        if len(found) == 1:
            return found
    raise InvalidInput(
        f"{len(of_any)} different sources are cited, and the file could be a copy of any of them",
        "give a copy of each source of a package, in their order; or write the SHA-256 of the file as sha256 beside "
        "its source into the document",
    )


_ANEW: Final = "state the source anew, with its new copy: --source URL-or-TEXT --keep FILE"


def _copied(citation: Citation, sha256: str) -> Citation:
    if citation.sha256 not in {None, sha256}:
        raise InvalidInput(f"'{citation.label}' states another kept copy", _ANEW)
    return citation.model_copy(update={"sha256": sha256})


def _citing(entry: Entry, sources: Iterable[Citation]) -> Entry:
    return entry._replace(stated=entry.stated.model_copy(update={"sources": tuple(sources)}))
