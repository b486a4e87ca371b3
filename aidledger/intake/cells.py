"""One cell of a table as the models read it, and what is told of those that no field can be read from."""

import re
from datetime import date
from decimal import Decimal
from textwrap import shorten
from typing import Final

from aidledger.domain.bounds import split_bound
from aidledger.domain.parties import in_codes
from aidledger.domain.text import LINE_LENGTH
from aidledger.errors import InvalidInput
from aidledger.intake.grids import NOT_CALCULATED, Cell
from aidledger.intake.headings import Column
from aidledger.intake.notation import Notation

AMOUNTS: Final = frozenset({"amount", "item_amount"})
FIGURES: Final = AMOUNTS | {"quantity", "item_quantity"}
DAYS: Final = frozenset({"announced_on", "known_on", "published_on", "source_published_on"})
_PARTIES: Final = frozenset({"donor", "recipient"})
_LISTS: Final = frozenset({"items", "sources"})
_PROSE: Final = _LISTS | {"note", "title", "item_description", "description", "reason"}
"""What people write, whose length the models judge."""
_READ: Final = FIGURES | DAYS | _PARTIES | _LISTS
"""Fields whose text is not taken as it is."""
_NOT_STATED: Final = frozenset(
    ["", "-", "\u2013", ".", "n/a", "na", "none", "tbd", "unknown", "undisclosed", "not disclosed",
     "value not disclosed"]
)  # fmt: skip
"""What people write where no figure was stated."""
_ERROR: Final = re.compile(
    r"#(?:N/A|DIV/0!|NAME\?|(?:REF|VALUE|NULL|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN)!)|Err:\d{3}"
)
"""What Excel and LibreOffice show where a formula fails."""
_ERROR_MARKS: Final = ("#", "Err:")
_NEGATIVE: Final = re.compile(r"([^()0-9]*)\(([^()]*[0-9][^()]*)\)([^()0-9]*)")
"""A figure in brackets, as accountants write what is below zero."""
_NUMBER: Final = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_BARE: Final = re.compile(r"[-\u2212\u2013+~(\s]*[0-9][0-9.,'\u2019\s)+]*")
_SHOWN: Final = 60
"""Characters of a text in a message about its row."""
_MINUS: Final = str.maketrans("\u2212\u2013", "--")
_TOTAL: Final = re.compile(
    r"(?i:(?:grand |overall |sub-?)?(?:totals?|sums?)|summe|gesamt(?:summe)?|insgesamt)"
    r"(?:\s*[:(].*|\s+(?:[A-Z]{3}|[0-9]{4}))?",
    re.DOTALL,
)


_TOTAL_STARTS: Final = frozenset("TtSsGgOoIi")


def is_filled(cell: Cell) -> bool:
    """Whether anything is written in it."""
    return bool(cell) and not cell.isspace() if isinstance(cell, str) else True


def is_bare(cell: Cell) -> bool:
    """Whether it is a number without any word or sign of a currency."""
    return isinstance(cell, Decimal) or (isinstance(cell, str) and bool(_BARE.fullmatch(cell)))


def brief(cell: Cell) -> str:
    """What it holds, for a message about it."""
    return shorten(str(cell), _SHOWN, placeholder=" ...")


def text_of(cell: Cell, column: Column, notation: Notation) -> str:
    """The text of a cell of `column` that is not blank. Raises `InvalidInput` for what cannot be one of its field."""
    field = column.field
    if isinstance(cell, date):
        return _day(cell, field)
    if isinstance(cell, Decimal):
        text = _digits(cell) if field in FIGURES else f"{cell:f}"
    else:
        if cell.startswith(_ERROR_MARKS):
            _refuse_error(cell)
        if field not in _READ and len(cell) <= LINE_LENGTH:
            return cell
        text = _written(cell, field, notation)
    if field in _LISTS and text.strip().isdecimal():
        raise InvalidInput(f"'{text}' is a number, and no list of {field}", "leave the column out: --map 'COLUMN='")
    if len(text) > LINE_LENGTH and field not in _PROSE:
        raise InvalidInput(f"the cell has {len(text):,} characters", "no field but text is that long")
    return _scaled(text, column.scale) if column.scale != 1 and not is_unstated(text) else text


def is_unstated(figure: str) -> bool:
    """Whether a figure was not stated, in the words that people have for that."""
    return figure.strip().lower() in _NOT_STATED


def is_total(text: str) -> bool:
    """Whether a cell says that its row adds up others: `Total`, `Grand total (USD)`."""
    text = text.strip()
    return text[:1] in _TOTAL_STARTS and bool(_TOTAL.fullmatch(text))


def _day(cell: date, field: str) -> str:
    if field in DAYS | _PROSE:
        return cell.isoformat()
    raise InvalidInput(
        f"the workbook has the day {cell} here, and no {field.replace('_', ' ')}",
        "Excel makes days of what looks like them: format the cell as text, and write it again",
    )


def _refuse_error(text: str) -> None:
    if text == NOT_CALCULATED:
        raise InvalidInput(
            "the formula has no result", "open the workbook in Excel or LibreOffice and save it, or write the value"
        )
    if _ERROR.fullmatch(text):
        raise InvalidInput(f"the formula failed: {text}", "mend it, or write the value")


def _written(text: str, field: str, notation: Notation) -> str:
    if field in DAYS:
        return notation.day(text)
    if field in _PARTIES:
        return in_codes(text)
    if field in AMOUNTS and (negative := _NEGATIVE.fullmatch(text.strip())):
        text = f"-{''.join(negative.groups())}"
    return notation.figure(text) if field in FIGURES and not text.isdecimal() else text


def _digits(value: Decimal) -> str:
    """Plain digits; three decimals get a fourth, for they could be read as a thousand and more."""
    text = f"{value:f}"
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def _scaled(text: str, scale: Decimal) -> str:
    """A bare number times what the heading of its column says. Raises `InvalidInput` for one with words of its own."""
    bound, rest = split_bound(text)
    bare = rest.strip().translate(_MINUS)
    if not _NUMBER.fullmatch(bare):
        raise InvalidInput(
            f"'{text}' is not a number that could be of the scale in its heading", "write the number alone"
        )
    return f"{bound.words} {_digits(Decimal(bare.replace(',', '')) * scale)}".strip()
