"""What values are worked out from, as formulas: sums over tables, by the headings of their columns."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from aidledger.domain.report import PartName
from aidledger.reports.description.checks import TIES
from aidledger.reports.description.values import (
    AllTie,
    Condition,
    Less,
    Match,
    Meaning,
    Standing,
    Summed,
    Term,
    Ties,
)
from aidledger.reports.workbook.layout import Layout, Sheet

_PIECE: Final = 120
"""Characters, of which each quote is doubled."""
_SIGNS: Final = {Match.ABOVE_ZERO: ">", Match.BELOW_ZERO: "<"}
_CHECKS: Final = f"{PartName.CHECKS.value}[{TIES}]"


class Formulas:
    """Writes formulas for cells; `layout` tells where everything stands."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def formula(self, means: Meaning, sheet: Sheet, row: int) -> str | None:
        """The formula of a cell in a row of `sheet`; `None` where what it is about is not in the book."""
        match means:
            case Summed():
                return self._summed(means)
            case Standing(place):
                return self._layout.target(place)
            case Less(one, other, decimals):
                return f"ROUND({sheet.letter(one)}{row}-{sheet.letter(other)}{row},{decimals})"
            case Ties(heading):
                return f'IF({sheet.letter(heading)}{row}=0,"yes","no")'
            case AllTie():
                return self._all_tie() if self._layout.sheets(PartName.CHECKS) else None

    def _all_tie(self) -> str:
        number, wrong = f"ROWS({_CHECKS})", f'COUNTIF({_CHECKS},"<>yes")'
        several = f'"All "&TEXT({number},"#,##0")&" figures tie to the packages"'
        good = f'IF({number}=1,"The figure ties to the packages",{several})'
        return (
            f'IF({wrong}=0,{good},{wrong}&" of "&{number}&" figures do not tie to the packages: see the sheet Checks")'
        )

    def _summed(self, means: Summed) -> str | None:
        if not all(self._layout.sheets(term.part) for term in means.terms):
            return None
        parts = [
            ("-" if term.negative else "+") + _term(sheet.table, term)
            for term in means.terms for sheet in self._layout.sheets(term.part)
        ]  # fmt: skip
        return "".join(parts).removeprefix("+")


def _term(table: str, term: Term) -> str:
    summed = f"{table}[{term.heading}]"
    if any(condition.match is Match.EXACT and condition.value for condition in term.conditions):
        # SUMIFS takes no notice of capitals, and takes * and ? in what people have written for any text.
        factors = "*".join(f"({_exactly(table, condition)})" for condition in term.conditions)
        return f"SUMPRODUCT({factors},{summed})"
    several = [condition for condition in term.conditions if len(condition.texts) > 1]
    criteria = ",".join(
        f"{table}[{one.heading}],{_several(one, several) if one in several else _criterion(one)}"
        for one in term.conditions
    )
    return f"SUMPRODUCT(SUMIFS({summed},{criteria}))" if several else f"SUMIFS({summed},{criteria})"


def _exactly(table: str, condition: Condition) -> str:
    return "+".join(f"EXACT({table}[{condition.heading}],{_text(text)})" for text in condition.texts)


def _several(condition: Condition, several: Sequence[Condition]) -> str:
    """Texts of which one will do: a row of them, or a column beside another's row, so that every pair is summed."""
    separator = ",;"[several.index(condition)]
    return f"{{{separator.join(map(_text, condition.texts))}}}"


def _criterion(condition: Condition) -> str:
    value = condition.value
    if isinstance(value, date):
        # Of two days text alone can be told from each other; a day in a formula is a number.
        than = ">=" if condition.match is Match.FROM else "<="
        return f'"{than}"&DATE({value.year},{value.month},{value.day})'
    (text,) = condition.texts
    if condition.match is Match.STARTS:
        return _text(f"{text}*")
    if sign := _SIGNS.get(condition.match):
        return _text(f"{sign}0")
    return _text(text or "=")


def _text(text: str) -> str:
    """A text of a formula; Excel takes no piece of more than 255 characters."""
    pieces = [text[start : start + _PIECE].replace('"', '""') for start in range(0, max(1, len(text)), _PIECE)]
    return "&".join(f'"{piece}"' for piece in pieces)
