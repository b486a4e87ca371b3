"""How a file writes numbers and days: found out over all of it, so that no cell is read in another way than the next.

`1.234` can be a thousand and more or a little over one, `03/04/2023` two days. What other cells show decides; where
none does, nothing is guessed. A comma before three digits parts thousands, as elsewhere in the house, unless other
cells have commas as decimal marks, or semicolons part the cells, as they do where commas are decimal marks; days with
full stops between their parts begin with the day.
"""

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from typing import Final, NamedTuple, TypeVar

from aidledger.domain.vocabulary import DateOrder, DecimalMark
from aidledger.errors import InvalidInput

_DATE_ORDERS: Final[dict[DateOrder | None, str]] = {
    DateOrder.DAY_FIRST: "days before months",
    DateOrder.MONTH_FIRST: "months before days",
}
Choice = TypeVar("Choice", DecimalMark, DateOrder)


class Notation(NamedTuple):
    """How the file writes; `None` where nothing in it depends on that."""

    decimal: DecimalMark | None = None
    dates: DateOrder | None = None

    def __str__(self) -> str:
        """`decimal comma, days before months`."""
        decimals = f"decimal {self.decimal}" if self.decimal else ""
        return ", ".join(filter(None, (decimals, _DATE_ORDERS.get(self.dates, ""))))

    def figure(self, text: str) -> str:
        """`text` with its numbers written as the models read them: `1234.50`; `1.2340` where three decimals follow.

        Raises `InvalidInput` for a number that the file, as it writes others, cannot mean.
        """
        return _NUMBER.sub(self._english, text)

    def _english(self, match: re.Match[str]) -> str:
        token, mark = match[0], "," if self.decimal is DecimalMark.COMMA else "."
        whole, _, fraction = token.partition(mark)
        if _GROUPED.fullmatch(whole):
            whole = re.sub(r"[^0-9]", "", whole)
        if not (whole + (fraction or "0")).isdecimal():
            named = f" with a decimal {self.decimal}" if self.decimal else ""
            raise InvalidInput(f"'{token}' is no number{named}", "write thousands in groups of three")
        if not fraction:
            return whole
        return f"{whole}.{fraction}0" if len(fraction) == 3 and not match["multiplier"] else f"{whole}.{fraction}"

    def day(self, text: str) -> str:
        """`text` as `2023-08-29` or `2023-08`, if it is a day or a month in any of the ways that people write them."""
        text = text.strip()
        if match := _TIMED.fullmatch(text):
            return match[1]
        if match := _YEAR_FIRST.fullmatch(text):
            return _iso(match["year"], match["month"], match["day"])
        if match := _NUMERIC.fullmatch(text):
            month_first = self.dates is DateOrder.MONTH_FIRST and match["mark"] != "."
            one, other = match["one"], match["other"]
            return _iso(match["year"], *((one, other) if month_first else (other, one)))
        if match := _MONTH.fullmatch(text):
            return _iso(match["year"], match["month"])
        named = _WEEKDAY.sub("", text, count=1) if _WEEKDAY.match(text) else text
        for pattern in _NAMED:
            if match := pattern.fullmatch(named):
                parts = match.groupdict()
                month = _MONTHS[parts["month"].lower()[:3]]
                return _iso(parts["year"], str(month), parts.get("day"))
        return text


class _Seen(NamedTuple):
    text: str
    place: str


class Evidence:
    """What the cells of a file show, gathered cell by cell."""

    def __init__(self, *, semicolons: bool = False) -> None:
        """`semicolons` says that they part the cells."""
        self._semicolons = semicolons
        self._decimals: dict[DecimalMark | None, _Seen] = {}
        self._dates: dict[DateOrder | None, _Seen] = {}

    def figure(self, text: str, place: str) -> None:
        """Look at a cell that holds a figure."""
        for match in _NUMBER.finditer(text):
            for shown in _marks_shown(match, semicolons=self._semicolons):
                self._decimals.setdefault(shown, _Seen(text, place))

    def day(self, text: str, place: str) -> None:
        """Look at a cell that holds a day."""
        match = _NUMERIC.fullmatch(text.strip())
        if match and match["mark"] != "." and int(match["one"]) != int(match["other"]):
            self._dates.setdefault(_order_shown(match), _Seen(text, place))

    def settled(self, decimal: DecimalMark | None, dates: DateOrder | None) -> Notation:
        """How the file writes: as `decimal` and `dates` say, else as its cells show.

        Raises `InvalidInput` where two readings are possible and nothing decides, or cells contradict each other.
        """
        return Notation(
            decimal or _only(self._decimals, "decimals", "1.234", "--decimal point or --decimal comma"),
            dates or _only(self._dates, "days", "03/04/2023", "--dates day-first or --dates month-first"),
        )


def _only(shown: dict[Choice | None, _Seen], what: str, example: str, options: str) -> Choice | None:
    decisive = {choice: seen for choice, seen in shown.items() if choice is not None}
    if len(decisive) > 1:
        one, other = decisive.values()
        raise InvalidInput(
            f"{other.place}: {what} are written in two ways: '{other.text}' here, '{one.text}' at {one.place}",
            f"write them in one way, or say which with {options}",
        )
    if decisive:
        return next(iter(decisive))
    if (unsure := shown.get(None)) is not None:
        raise InvalidInput(
            f"{unsure.place}: '{unsure.text}' can be read in two ways, and no other cell of the file decides",
            f"say how the file writes {what}, such as '{example}': {options}",
        )
    return None


_MULTIPLIER: Final = (
    r"(?=\s*(?:(?P<multiplier>k|thousand|mn?|mln|million|bn?|bln|billion|tn|trillion)"
    r"|(?P<continental>mio|mrd|milliard))\b)?"
)
"""Before an English multiplier nobody writes thousands with a full stop; the others come with either mark."""
_BLANKS: Final = " \u00a0\u2009\u202f"
_NUMBER: Final = re.compile(
    rf"(?<![0-9.,])(?:[0-9]{{1,3}}(?:[{_BLANKS}][0-9]{{3}})+(?:[.,][0-9]+)?(?!\w)"
    rf"|[0-9]+(?:[.,'\u2019][0-9]+)*(?![0-9])){_MULTIPLIER}",
    re.IGNORECASE,
)
"""Blanks part thousands only where no letter follows: `21,000 155mm rounds` are not 21 million."""
_GROUPED: Final = re.compile(rf"[0-9]{{1,3}}([.,'\u2019{_BLANKS}])[0-9]{{3}}(?:\1[0-9]{{3}})*")
_TIMED: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})(?:\2(?P<day>\d{1,2})\.?)?")
_NUMERIC: Final = re.compile(r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4}|(?<!-)\d{2})")
"""Between hyphens, where the year has two digits, it may come first."""
_MONTH: Final = re.compile(r"(?P<month>\d{1,2})[/.](?P<year>\d{4})")
_WEEKDAY: Final = re.compile(rf"(?:{'|'.join(day_name)}|{'|'.join(day_abbr)})\.?,?\s+", re.IGNORECASE)
_MONTHS: Final = {month_abbr[number].lower(): number for number in range(1, 13)}
_MONTH_NAME: Final = "(?P<month>" + "|".join([*month_name[1:], *month_abbr[1:], "Sept"]) + r")\.?"
_NAMED: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+(?:of\s+)?{_MONTH_NAME},?[\s-]+(?P<year>\d{{4}}|\d{{2}})",
        rf"{_MONTH_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        rf"{_MONTH_NAME},?[\s-]+(?P<year>\d{{4}})",
    )
)


_DECIMAL: Final = {".": DecimalMark.POINT, ",": DecimalMark.COMMA}
_THOUSANDS: Final = {",": DecimalMark.POINT, ".": DecimalMark.COMMA}


def _marks_shown(match: re.Match[str], *, semicolons: bool) -> list[DecimalMark | None]:
    """The decimal mark that a number shows, if it shows one; `None` for one that can be read in two ways."""
    token = match[0]
    marks = [mark for mark in token if mark in _DECIMAL]
    if not marks:
        return []
    last = marks[-1]
    if len(set(marks)) > 1:
        return [_DECIMAL[last]]
    if len(marks) > 1:
        return [_THOUSANDS[last]]
    whole, _, fraction = token.partition(last)
    two_readings = len(fraction) == 3 and whole.isdecimal() and len(whole) <= 3 and not whole.startswith("0")
    if not two_readings or (last == "." and match["multiplier"]):
        return [_DECIMAL[last]]
    return [None] if last == "." or match["continental"] or semicolons else []


def _order_shown(match: re.Match[str]) -> DateOrder | None:
    if int(match["one"]) > 12:
        return DateOrder.DAY_FIRST
    if int(match["other"]) > 12:
        return DateOrder.MONTH_FIRST
    return None


def _iso(year: str, month: str, day: str | None = None) -> str:
    if len(year) == 2:
        year = f"{'19' if int(year) > 68 else '20'}{year}"
    return "-".join([year, *(f"{int(part):02}" for part in (month, day) if part)])
