"""What values are worked out from, as formulas: sums over tables, by the headings of their columns."""

from collections.abc import Iterator
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
        factors = "*".join(_factor(table, condition) for condition in term.conditions)
        return f"SUMPRODUCT({factors},{summed})"
    return f"SUMIFS({summed},{','.join(_criteria(table, term))})"


def _factor(table: str, condition: Condition) -> str:
    return f"EXACT({table}[{condition.heading}],{_text(str(condition.value))})"


def _criteria(table: str, term: Term) -> Iterator[str]:
    for condition in term.conditions:
        value = condition.value
        if isinstance(value, date):
            # Of two days text alone can be told from each other; a day in a formula is a number.
            criterion = f'"<="&DATE({value.year},{value.month},{value.day})'
        elif condition.match is Match.STARTS:
            criterion = _text(f"{value}*")
        elif sign := _SIGNS.get(condition.match):
            criterion = _text(f"{sign}0")
        else:
            criterion = _text(value or "=")
        yield f"{table}[{condition.heading}],{criterion}"


def _text(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
