"""Days, months and years as precise as their source, and the periods that totals cover."""

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, ClassVar, Final, Self

from pydantic import BeforeValidator, Field, model_validator

from aidledger.domain.model import Model, Written
from aidledger.errors import InvalidInput

FISCAL_START_MONTH: Final = 10
"""A US fiscal year starts on 1 October of the year before the one that it is named after (31 U.S.C. 1102)."""

_FORMS = "write 2023-08-29, 2023-08 or 2023, as precise as the source is"
_SLASHES = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")
_ANNOUNCED = re.compile(r"(\d{4})(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?", re.IGNORECASE)


def day(value: object) -> object:
    """Text of the form 2023-08-29 as a date; other types pass, for the model to judge."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if _SLASHES.fullmatch(text):
        raise InvalidInput(f"'{text}' can mean two days", "write the year first: 2023-08-29")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise InvalidInput(f"'{text}' is not a day", "write it as 2023-08-29")
    return _date(text, *map(int, text.split("-")))


def _date(text: str, year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise InvalidInput(f"there is no such day as '{text}'", "check the month and the day") from None


Day = Annotated[date, BeforeValidator(day)]


def as_day(text: str) -> date:
    """The day that `text` names, as 2023-08-29. Raises `InvalidInput` for anything else."""
    read = day(text)
    if not isinstance(read, date):
        raise TypeError(f"text was read as {read!r}")
    return read


def instant(text: str) -> datetime:
    """An instant in UTC: `2026-11-24T20:15:00Z`, or `2026-11-24` for the end of that day.

    A time without a zone is UTC. Raises `InvalidInput` for anything else.
    """
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return datetime.combine(_date(text, *map(int, text.split("-"))), time.max, UTC)
    try:
        return in_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise InvalidInput(
            f"'{text}' is not an instant", "write 2026-11-24T20:15:00Z, or 2026-11-24 for the end of that day (UTC)"
        ) from None


def in_utc(moment: datetime) -> datetime:
    """`moment` in UTC, which is what it is in where it names no zone."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def instant_text(moment: datetime) -> str:
    """`2026-11-24T20:15:00.000000Z`: what `instant` reads as the same, and the form that digests are made over."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class AnnouncedOn(Written):
    """The day, the month or the year of an announcement; never finer than its source.

    Written in EDTF (ISO 8601-2): `2023-08-29`, `2023-08`, `2023`. The parts of finer groupings that it leaves open
    are written as EDTF does, with X: the month of `2022` is `2022-XX`.
    """

    year: Annotated[int, Field(ge=1900, le=9998)]
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None

    text_form: ClassVar = "a day, a month or a year: '2023-08-29', '2023-08', '2023'"

    @classmethod
    def _read(cls, text: str) -> dict[str, int | None]:
        return _announced_fields(text)

    @model_validator(mode="before")
    @classmethod
    def _from_day_or_year(cls, data: object) -> object:
        if isinstance(data, date):
            return data.isoformat()
        return str(data) if isinstance(data, int) and not isinstance(data, bool) else data

    @model_validator(mode="after")
    def _is_in_the_calendar(self) -> Self:
        if self.day and not self.month:
            raise InvalidInput(f"day {self.day} of {self.year} is of no month", _FORMS)
        _date(str(self), self.year, self.month or 1, self.day or 1)
        return self

    @property
    def first_day(self) -> date:
        """The first day that it may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The last day that it may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    @property
    def groups(self) -> dict[str, str]:
        """Its day, week, month, quarter, year, fiscal year and fiscal quarter, by the names of those dimensions.

        What the source leaves open is masked with X.
        """
        year = f"{self.year:04}"
        month = f"{year}-{self.month:02}" if self.month else f"{year}-XX"
        whole_day = f"{month}-{self.day:02}" if self.day else f"{month}-XX"
        if self.day:
            iso_year, iso_week, _ = self.first_day.isocalendar()
            week = f"{iso_year:04}-W{iso_week:02}"
        else:
            week = f"{month}-WXX" if self.month else f"{year}-WXX"
        return {
            "day": whole_day, "week": week, "month": month,
            "quarter": f"{year}Q{(self.month - 1) // 3 + 1}" if self.month else f"{year}QX", "year": year,
            "fiscal-year": fiscal_year(month), "fiscal-quarter": fiscal_quarter(month),
        }  # fmt: skip


def fiscal_year(month: str, start: int = FISCAL_START_MONTH) -> str:
    """The fiscal year, named after the one in which it ends, of a month (`2023-08`), when years begin in month `start`.

    `FY2022-2023` for `2022-XX`, of which it may be either.
    """
    year, number = int(month[:4]), month[5:]
    if start == 1:
        return f"FY{year:04}"
    return f"FY{year:04}-{year + 1:04}" if number == "XX" else f"FY{year + (int(number) >= start):04}"


def fiscal_quarter(month: str, start: int = FISCAL_START_MONTH) -> str:
    """The quarter of its fiscal year: `FY2023Q4`; `FY2022-2023QX` for `2022-XX`."""
    number = month[5:]
    return fiscal_year(month, start) + ("QX" if number == "XX" else f"Q{(int(number) - start) % 12 // 3 + 1}")


def _announced_fields(text: str) -> dict[str, int | None]:
    text = text.strip()
    match = _ANNOUNCED.fullmatch(text)
    if _SLASHES.fullmatch(text):
        raise InvalidInput(f"'{text}' can mean two days", "write the year first: 2023-08-29")
    if not match:
        raise InvalidInput(f"'{text}' is not a date", _FORMS)
    year, month, number = (None if part is None or part.upper() == "XX" else int(part) for part in match.groups())
    if month is None and number is not None:
        raise InvalidInput(f"'{text}' gives a day of no month", _FORMS)
    if year is None or not 1900 <= year <= 9998:
        raise InvalidInput(f"'{text}' lies outside 1900 to 9998", "check the year")
    if month is not None:
        _date(text, year, month, number or 1)
    return {"year": year, "month": month, "day": number}


_PART = re.compile(
    r"(?:(?P<fy>FY))?(?P<year>\d{4})(?:Q(?P<quarter>[1-4]))?|(?P<date>\d{4}-\d{2}(?:-\d{2})?)", re.IGNORECASE
)
_PERIODS = "write 2023-08-29, 2023-08, 2023Q3, 2023, FY2023, FY2023Q4, or a range: 2022-11..2023-08"


class Period(Model):
    """The days from `first` to `last`, both included; `None` is an open end.

    An announcement belongs to a period only if all the days that it may mean lie inside.
    """

    first: date | None = None
    last: date | None = None

    @classmethod
    def parse(cls, text: str, fiscal_start: int = FISCAL_START_MONTH) -> "Period":
        """Read `2023-08-29`, `2023-08`, `2023Q3`, `2023`, `FY2023`, `FY2023Q4`, `2022-11..2023-08`, `2023-08..`.

        Raises `InvalidInput` for anything else, and where the end lies before the start.
        """
        start, dots, end = text.strip().partition("..")
        if not dots:
            first, last = _span(start, text, fiscal_start)
            return cls(first=first, last=last)
        if not (start or end):
            raise InvalidInput(f"'{text}' names no day", _PERIODS)
        opening = _span(start, text, fiscal_start)[0] if start else None
        closing = _span(end, text, fiscal_start)[1] if end else None
        if opening and closing and closing < opening:
            raise InvalidInput(f"the period '{text}' ends before it starts", "write the earlier day first")
        return cls(first=opening, last=closing)

    def __str__(self) -> str:
        match self.first, self.last:
            case None, None:
                return "all dates"
            case first, None:
                return f"from {first}"
            case None, last:
                return f"to {last}"
            case first, last:
                return f"{first} to {last}" if first != last else f"{first}"


def _span(part: str, text: str, fiscal_start: int) -> tuple[date, date]:
    match = _PART.fullmatch(part.strip())
    if not match:
        raise InvalidInput(f"'{text}' is not a period", _PERIODS)
    if match["date"]:
        announced = AnnouncedOn.parse(match["date"])
        return announced.first_day, announced.last_day
    year, quarter = int(match["year"]), int(match["quarter"] or 0)
    if not 1900 <= year <= 9998:
        raise InvalidInput(f"'{text}' lies outside 1900 to 9998", "check the year")
    start_month = fiscal_start if match["fy"] else 1
    start_year = year - 1 if start_month > 1 else year
    first = _month_start(start_year, start_month + 3 * (quarter - 1 if quarter else 0))
    return first, _month_start(first.year, first.month + (3 if quarter else 12)) - timedelta(days=1)


def _month_start(year: int, month: int) -> date:
    """The first day of the month; months past December count on into the next year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
