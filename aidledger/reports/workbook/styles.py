"""How cells look: a few named styles, and number formats by currency and bound."""

from collections.abc import Iterator
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from aidledger.domain.bounds import Bound
from aidledger.domain.currencies import exponent, sign
from aidledger.reports.description.shown import SIGNS

ACCENT: Final = "1F4E79"
SECOND: Final = "D55E00"
"""Okabe and Ito's vermilion, which people who confuse colours tell from the first, and which is lighter in grey."""
RULE: Final = "D0D5DB"
QUIET: Final = "4A5560"
_BLUE: Final = "0B5CAD"

TITLE: Final = "Ledger title"
REMARK: Final = "Ledger remark"
LABEL: Final = "Ledger label"
REMARK_LINK: Final = "Ledger remark link"
HEADING: Final = "Ledger heading"
FIGURES_HEADING: Final = "Ledger heading of figures"
TEXT: Final = "Ledger text"
LINK: Final = "Ledger link"
FIGURE: Final = "Ledger figure"
FIGURE_LINK: Final = "Ledger figure link"
DAY: Final = "Ledger day"

DAY_FORMAT: Final = "yyyy-mm-dd"


class Styles:
    """The styles of a book, by the number that its cells know each by."""

    def __init__(self, book: Workbook, fractional: frozenset[str]) -> None:
        for style in _named_styles():
            book.add_named_style(style)
        sheet: Any = book.active
        self._cell: Any = WriteOnlyCell(sheet)
        self._fractional = fractional
        self._numbers: dict[tuple[str, str | None, bool], int] = {}
        self._money: dict[tuple[str, Bound, bool], int] = {}

    def number(self, style: str, number_format: str | None = None, *, quoted: bool = False) -> int:
        """The number of a named style with a format; `quoted` keeps text what it is when somebody edits it."""
        key = (style, number_format, quoted)
        if key not in self._numbers:
            self._cell.style = style
            if number_format:
                self._cell.number_format = number_format
            self._cell.quotePrefix = quoted
            self._numbers[key] = self._cell.style_id
        return self._numbers[key]

    def money(self, code: str, bound: Bound, *, millions: bool = False) -> int:
        """The number of the style for amounts of a currency."""
        key = (code, bound, millions)
        if key not in self._money:
            digits = '#,##0.0,,"m"' if millions else self._digits(code)
            amount = f"[${sign(code)}]{digits}"
            before = _before(bound)
            self._money[key] = self.number(FIGURE, f"{before}{amount};{before}-{amount}")
        return self._money[key]

    def _digits(self, code: str) -> str:
        """Decimals are shown where some amount of the report has them."""
        return f"#,##0.{'0' * exponent(code)}" if code in self._fractional else "#,##0"

    def count(self, bound: Bound, style: str, *, whole: bool) -> int:
        """The number of the style for numbers of things."""
        return self.number(style, f"{_before(bound)}{'#,##0' if whole else '#,##0.######'}")


def _before(bound: Bound) -> str:
    """What a number format puts before a figure."""
    return f'"{SIGNS[bound]}"' if SIGNS[bound] else ""


def font(size: int = 10, *, bold: bool = False, color: str = "000000", underlined: bool = False) -> Font:
    """The one typeface of the book, which every program has."""
    return Font(name="Arial", sz=size, b=bold, color=color, u="single" if underlined else None)


def _named_styles() -> Iterator[NamedStyle]:
    """The few styles of all cells, by names that people find in Excel's gallery."""
    text = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
    figure = Alignment(horizontal="right", vertical="top")
    top = Alignment(vertical="top")
    rule = Border(bottom=Side("hair", RULE))
    blue = font(color=_BLUE, underlined=True)
    yield NamedStyle(TITLE, font=font(16, bold=True, color=ACCENT))
    yield NamedStyle(REMARK, font=font(color=QUIET), alignment=top)
    yield NamedStyle(LABEL, font=font(bold=True, color=QUIET), alignment=top)
    yield NamedStyle(REMARK_LINK, font=blue, alignment=top)
    fill = PatternFill("solid", fgColor=ACCENT)
    for name, side, indent in ((HEADING, "left", 1), (FIGURES_HEADING, "right", 2)):
        # Excel draws the button of the filter over the right end of the cell.
        alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent)
        yield NamedStyle(name, font=font(bold=True, color="FFFFFF"), fill=fill, alignment=alignment)
    yield NamedStyle(TEXT, font=font(), alignment=text, border=rule)
    yield NamedStyle(FIGURE, font=font(), alignment=figure, border=rule)
    yield NamedStyle(DAY, font=font(), alignment=text, border=rule, number_format=DAY_FORMAT)
    yield NamedStyle(LINK, font=blue, alignment=text, border=rule)
    yield NamedStyle(FIGURE_LINK, font=blue, alignment=figure, border=rule)
