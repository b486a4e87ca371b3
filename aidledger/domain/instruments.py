"""The legal channels of aid: an open list, with the names that the known ones go by."""

import re
from typing import Annotated

from pydantic import AfterValidator

from aidledger.domain.text import line

_NAMES = {
    "PDA": ("presidential drawdown authority", "presidential drawdown", "drawdown"),
    "USAI": ("ukraine security assistance initiative",),
    "FMF": ("foreign military financing",),
    "EPF": ("european peace facility",),
    "supplemental": ("supplemental appropriation", "supplemental appropriations act"),
    "loan": ("loans",),
    "grant": ("grants",),
}
_CHANNEL = {alias: name for name, aliases in _NAMES.items() for alias in (name.lower(), *aliases)}


def instrument(text: str) -> str:
    """The short name of a known channel; any other as it was written."""
    name = re.sub(r"\s+", " ", line(text))
    return _CHANNEL.get(name.lower(), name)


Instrument = Annotated[str, AfterValidator(instrument)]
