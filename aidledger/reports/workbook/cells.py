"""Cells as Excel keeps them: figures without rounding, text that is never a formula, days, links."""

import re
import textwrap
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from openpyxl.utils import get_column_letter

from aidledger.domain.bounds import Bound
from aidledger.domain.currencies import sign
from aidledger.reports.description.values import Column, Count, Kind, Link, Live, Money, Row, Value
from aidledger.reports.workbook import styles as look
from aidledger.reports.workbook.formulas import Formulas
from aidledger.reports.workbook.layout import Layout, Sheet
from aidledger.reports.workbook.styles import Styles

LINK_LIMIT: Final = 65_530
"""What one sheet may hold; Excel repairs, and thereby damages, a file that has more."""
TEXT_LIMIT: Final = 32_767
"""Units of UTF-16 that a cell may hold."""
CUT: Final = " [... cut: a cell holds no more; the ledger has all of it]"
FIRST_DAY: Final = date(1900, 3, 1)
"""Excel counts a 29 February 1900; days before it are shown differently by different programs."""
_EPOCH: Final = date(1899, 12, 30)
_DAY_WIDTH: Final = len("2023-08-29")
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TOOLTIP: Final = 255
LINE_HEIGHT: Final = 12.75
_MOST_HEIGHT: Final = 409
"""In points: that of one line of a cell, and of the highest row that Excel has."""

_HIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_URL_CHARACTERS: Final = "%/:=&?~#+!$,;'@()*[]"


class Cells:
    """Writes the cells of one sheet as XML, and keeps account of its widths and links."""

    def __init__(self, sheet: Sheet, styles: Styles, layout: Layout) -> None:
        self.sheet = sheet
        self.links: list[str] = []
        """What leads from cells, as XML, until somebody takes it away."""
        self.linked = 0
        """How many links there have been."""
        self.addresses: dict[str, int] = {}
        """What these lead to outside the book, each with a number."""
        self._styles = styles
        self._layout = layout
        self._formulas = Formulas(layout)
        self._columns = [(get_column_letter(at), column) for at, column in enumerate(sheet.part.columns, start=1)]
        self._longest = [0] * len(self._columns)
        self._room = [int(max(_heading_width(one), one.widest + 4) * 1.1) - 3 for one in sheet.part.columns]
        """Characters that a line of each column has, where its text is long enough to be folded."""
        self._room_for_links = LINK_LIMIT - sum(isinstance(value, Link) for row in sheet.above for value in row)
        self._row = sheet.header_row
        self._plain, self._quoted = styles.number(look.TEXT), styles.number(look.TEXT, quoted=True)

    @property
    def widths(self) -> list[float]:
        """The width of each column, in characters: that of its longest text, as far as the column may grow."""
        return [
            max(_heading_width(column), min(longest, column.widest) + 4)
            for (_, column), longest in zip(self._columns, self._longest, strict=True)
        ]

    def head(self) -> str:
        """The rows above those of the table: its title, what is said of it, its headings."""
        title = self._content("A1", self.sheet.part.title, look.TITLE)[1]
        rows = [f'<row r="1" ht="{2 * LINE_HEIGHT}" customHeight="1">{title}</row>']
        for number, row in enumerate(self.sheet.above, start=2):
            cells = [
                self._remark(f"{get_column_letter(at)}{number}", value, label=at < len(row))
                for at, value in enumerate(row, start=1)
            ]
            rows.append(f'<row r="{number}">{"".join(cells)}</row>')
        number = self.sheet.header_row
        headings = [
            self._content(f"{letter}{number}", one.heading, look.FIGURES_HEADING if one.figures else look.HEADING)[1]
            for letter, one in self._columns
        ]
        rows.append(f'<row r="{number}" ht="{2 * LINE_HEIGHT + 4}" customHeight="1">{"".join(headings)}</row>')
        return "".join(rows)

    def foot(self) -> str:
        """The rows beneath the table and its charts, and one of the table where it has none."""
        empty = "" if self.sheet.rows else self.row([None] * len(self._columns))
        remarks = enumerate(self.sheet.beneath, start=self.sheet.foot_row)
        return empty + "".join(
            f'<row r="{number}">{self._remark(f"A{number}", value, label=False)}</row>' for number, (value,) in remarks
        )

    def row(self, values: Row) -> str:
        """The next row of the table."""
        self._row = number = self._row + 1
        lines, cells, longest = 1, [], self._longest
        for at, ((letter, column), value) in enumerate(zip(self._columns, values, strict=True)):
            if value is None or value == "":
                cells.append(f'<c r="{letter}{number}" s="{self._plain}"/>')
                continue
            if type(value) is str:
                length, tail = _text(value, self._plain, self._quoted)
                cells.append(f'<c r="{letter}{number}"{tail}')
                if length > column.widest or "\n" in value:
                    lines = max(lines, _lines(value, self._room[at]))
            else:
                length, cell = self._content(f"{letter}{number}", value, kind=column.kind)
                cells.append(cell)
            longest[at] = max(longest[at], length)
        if lines == 1:
            return f'<row r="{number}">{"".join(cells)}</row>'
        height = min(_MOST_HEIGHT, lines * LINE_HEIGHT + 3)
        return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'

    def _remark(self, ref: str, value: Value, *, label: bool) -> str:
        """A cell above or beneath the table."""
        style = look.REMARK_LINK if isinstance(value, Link) else look.LABEL if label else look.REMARK
        return self._content(ref, value, style)[1]

    def _content(self, ref: str, value: Value, style: str | None = None, kind: Kind = Kind.TEXT) -> tuple[int, str]:
        """How many characters a cell shows, and the cell."""
        match value:
            case Link():
                return self._link(ref, value, style)
            case Live(shown, means):
                return self._live(ref, shown, self._formulas.formula(means, self.sheet, self._row), style)
            case Money(amount, code, bound):
                return _figure(ref, amount, self._styles.money(code, bound, millions=kind is Kind.MILLIONS), sign(code))
            case Count() | int() | Decimal():
                return self._number(ref, value, style)
            case date() if value >= FIRST_DAY:
                number = self._styles.number(look.DAY)
                return _DAY_WIDTH, f'<c r="{ref}" s="{number}"><v>{(value - _EPOCH).days}</v></c>'
            case _:
                plain, quoted = (self._styles.number(style or look.TEXT, quoted=one) for one in (False, True))
                length, tail = _text(str(value or ""), plain, quoted)
                return length, f'<c r="{ref}"{tail}'

    def _number(self, ref: str, value: Count | int | Decimal, style: str | None) -> tuple[int, str]:
        number, bound = value if isinstance(value, Count) else (Decimal(value), Bound.EXACT)
        whole = number == int(number)
        return _figure(ref, number, self._styles.count(bound, style or look.FIGURE, whole=whole))

    def _live(
        self, ref: str, shown: str | int | Money | Count, formula: str | None, style: str | None
    ) -> tuple[int, str]:
        """A formula with what it comes to, so that programs that do not work it out show it all the same."""
        length, cell = self._content(ref, shown, style)
        if formula is None:
            return length, cell
        if isinstance(shown, str):
            number = self._styles.number(style or look.TEXT)
            return length, f'<c r="{ref}" s="{number}" t="str"><f>{_escaped(formula)}</f><v>{_escaped(shown)}</v></c>'
        return length, cell.replace("<v>", f"<f>{_escaped(formula)}</f><v>", 1)

    def _link(self, ref: str, value: Link, style: str | None) -> tuple[int, str]:
        outside = value.address and quote(value.address, safe=_URL_CHARACTERS)
        inside = None if isinstance(value.to, str) else self._layout.target(value.to)
        if not (outside or inside) or self.linked == (LINK_LIMIT if style else self._room_for_links):
            return self._content(ref, value.shown, look.REMARK if style else None)
        self.linked += 1
        if outside:
            number = self.addresses.setdefault(outside, len(self.addresses) + 1)
            where = f'r:id="link{number}" xmlns:r="{_RELATIONS}"'
        else:
            where = f"location={quoteattr(str(inside))}"
        hint = f" tooltip={quoteattr(value.hint[:_TOOLTIP])}" if value.hint else ""
        self.links.append(f'<hyperlink ref="{ref}" {where}{hint}/>')
        return self._content(
            ref, value.shown, style or (look.LINK if isinstance(value.shown, str) else look.FIGURE_LINK)
        )


def _figure(ref: str, value: Decimal, style: int, before: str = "") -> tuple[int, str]:
    """A number with its exact digits; a binary fraction would not have them."""
    digits = f"{value:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    # With what parts thousands, a bound, and a little for decimals that a format may add.
    length = len(digits) + len(digits) // 3 + len(before) + 3
    return length, f'<c r="{ref}" s="{style}"><v>{digits}</v></c>'


@lru_cache(maxsize=10_000)
def _text(text: str, plain: int, quoted: int) -> tuple[int, str]:
    """How long the longest line of a text is, and the cell that holds it, but for where it stands."""
    length = max(map(len, text.splitlines()), default=0)
    # Otherwise whoever edits the cell in Excel would make a formula of it.
    style = quoted if text.startswith(("=", "+", "-", "@")) else plain
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return length, f' s="{style}" t="inlineStr"><is><t{kept}>{_escaped(visible(text))}</t></is></c>'


def visible(text: str) -> str:
    """Text as a cell can hold it: control characters are shown as signs for them, what is too long is cut visibly."""
    shown = _HIDDEN.sub(_sign, text)
    if len(shown) * 2 > TEXT_LIMIT and len(units := shown.encode("utf-16-le")) > 2 * TEXT_LIMIT:
        shown = units[: 2 * (TEXT_LIMIT - len(CUT))].decode("utf-16-le", "ignore") + CUT
    return shown


def _sign(hidden: re.Match[str]) -> str:
    """The picture that Unicode has for a control character, and a mark for what is no character."""
    code = ord(hidden[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def _escaped(text: str) -> str:
    """Text as XML; Excel would take `_x0041_` for an escaped A."""
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def _heading_width(column: Column) -> int:
    """A heading may break into two lines, and has the button of the filter beside it."""
    return max(len(column.heading) // 2 + 1, *map(len, column.heading.split())) + 6


def _lines(text: str, room: int) -> int:
    return sum(max(1, len(textwrap.wrap(line, room))) for line in text.splitlines())
