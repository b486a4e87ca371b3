"""Who is named in a text: donors, recipients and others, by the names of countries and by the cues of the field."""

import re
from collections import defaultdict
from functools import cache
from typing import Final, NamedTuple

from aidledger.domain.parties import names
from aidledger.intake.announcements import cues

UKRAINE: Final = "UA"
_CAPITAL = re.compile(r"(?<![\w.])(?:the )?[A-Z\u00c0-\u017d]")
_FOLLOWED = re.compile(r"(?:'s?)?(?![\w])")
_MADE = re.compile(
    r"(?:'s?)?-(?:made|built|produced|supplied|provided|donated|funded|financed|manufactured|designed|origin)",
    re.IGNORECASE,
)


class Mention(NamedTuple):
    """A party that is named in the characters from `start` to `end`."""

    start: int
    end: int
    code: str


@cache
def _names() -> dict[str, list[tuple[str, str]]]:
    """All names with their codes by their first two characters, the longest first."""
    known = {name: code for code, name in names().items() if code != "UN"}
    known |= {
        name: code for table in (cues.OTHER_RECIPIENTS, cues.DONORS) for code, own in table.items() for name in own
    }
    known |= dict.fromkeys(cues.RECIPIENT, UKRAINE)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, code in sorted(known.items(), key=lambda pair: (-len(pair[0]), pair)):
        found[name.removeprefix("the ")[:2]].append((name.removeprefix("the "), code))
    return found


def mentions(text: str) -> list[Mention]:
    """Every party named in `text`, in order. What is made somewhere, as "US-made", names nobody."""
    found: list[Mention] = []
    known = _names()
    for match in _CAPITAL.finditer(text):
        at = match.end() - 1
        for name, code in known.get(text[at : at + 2], ()):
            end = at + len(name)
            if text.startswith(name, at) and _FOLLOWED.match(text, end):
                if not _MADE.match(text, end):
                    found.append(Mention(at, end, code))
                break
    return found


_NEVER_GIVE: Final = frozenset(cues.OTHER_RECIPIENTS) - {"TW"} | {UKRAINE}


def may_give(code: str) -> bool:
    """Whether such a party is ever read as a donor."""
    return code in cues.DONORS or (code in names() and code not in _NEVER_GIVE)
