"""Options that several commands share, and what is made of them.

Here and in the commands, what only a running command needs is imported when it runs: help has to be quick.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeVar

import typer

from aidledger.cli.format import Format
from aidledger.domain.vocabulary import AidType, Category, Stage
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import date

    from aidledger.domain.dates import Period
    from aidledger.domain.lookback import AsOf
    from aidledger.domain.rates import Exchange
    from aidledger.domain.totals import Filters

T = TypeVar("T")
_SINGULAR = {"currencies": "currency", "categories": "category"}
_SEVERAL = "repeat it, or join with commas"

FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]


class Scope(NamedTuple):
    """Which packages a question is about; fiscal years start in the month `fiscal_start` (1 to 12)."""

    period: "Period"
    filters: "Filters"
    fiscal_start: int = 10


def scope(
    *,
    period: Annotated[
        str | None,
        typer.Argument(metavar="PERIOD", help="2023-08, 2023Q3, 2023, FY2023, 2022-11..2023-08, 2023-08.."),
    ] = None,
    donor: Annotated[list[str] | None, typer.Option(help=f"Only of these donors; {_SEVERAL}.", metavar="CODE")] = None,
    recipient: Annotated[list[str] | None, typer.Option(help="Only for these recipients.", metavar="CODE")] = None,
    stage: Annotated[list[str] | None, typer.Option(help=", ".join(Stage) + ".", metavar="STAGE")] = None,
    aid_type: Annotated[list[str] | None, typer.Option(help=", ".join(AidType) + ".", metavar="TYPE")] = None,
    instrument: Annotated[list[str] | None, typer.Option(help="PDA, USAI, FMF, ...", metavar="NAME")] = None,
    category: Annotated[
        list[str] | None,
        typer.Option(help=f"Only packages with an item of {', '.join(Category)}.", metavar="CATEGORY"),
    ] = None,
    currency: Annotated[
        list[str] | None, typer.Option(help="Only amounts in these currencies.", metavar="CODE")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only packages with one of these tags.", metavar="WORD")] = None,
    fiscal_start: Annotated[
        int,
        typer.Option(help="The month in which fiscal years start: 4 for those of GB.", metavar="MONTH", min=1, max=12),
    ] = 10,
) -> Scope:
    """The period and the filters that were given. Raises `InvalidInput` that names the option."""
    from aidledger.domain.dates import Period
    from aidledger.domain.model import validate
    from aidledger.domain.totals import Filters

    given = {
        "donors": donor, "recipients": recipient, "stages": stage, "aid_types": aid_type, "instruments": instrument,
        "categories": category, "currencies": currency, "tags": tag,
    }  # fmt: skip
    split = {
        name: [part.strip() for text in texts for part in text.split(",")] for name, texts in given.items() if texts
    }
    chosen = Period.parse(period, fiscal_start) if period else Period()
    try:
        return Scope(chosen, validate(Filters, split), fiscal_start)
    except InvalidInput as error:
        raise in_options(
            error, {name: f"--{_SINGULAR.get(name, name.removesuffix('s')).replace('_', '-')}" for name in given}
        ) from None


def exchange(
    *,
    in_: Annotated[
        str | None,
        typer.Option(
            "--in", help="Convert each package at the rate of its day (European Central Bank).", metavar="CODE"
        ),
    ] = None,
    rates: Annotated[
        str | None, typer.Option(help="Rates of your own: CSV with date, base, quote, rate.", metavar="FILE")
    ] = None,
    skip_unconvertible: Annotated[
        bool, typer.Option("--skip-unconvertible", help="Leave out packages without a rate, and count them.")
    ] = False,
) -> "Exchange | None":
    """The currency to convert into, and at which rates; the file's come before the bank's. Raises `InvalidInput`."""
    if in_ is None:
        if rates or skip_unconvertible:
            given = "--rates" if rates else "--skip-unconvertible"
            raise InvalidInput(f"{given} says nothing without --in", "name the currency to convert into: --in USD")
        return None
    from aidledger.domain.currencies import currency
    from aidledger.domain.rates import Exchange, Rates
    from aidledger.intake.rates import ecb_rates, read_rates

    own = [read_rates(rates)] if rates else []
    return Exchange(_read("--in", currency, in_), Rates(*own, ecb_rates()), skip_unconvertible)


def looking_back(
    *,
    as_known_on: Annotated[str | None, typer.Option(help="As the world knew it on that day.", metavar="DATE")] = None,
    as_recorded_at: Annotated[
        str | None, typer.Option(help="As this ledger said then; of a bare date, at its end (UTC).", metavar="INSTANT")
    ] = None,
) -> "AsOf":
    """The state of the ledger that was asked for: the present one, unless an option says otherwise."""
    from aidledger.domain.dates import instant
    from aidledger.domain.lookback import AsOf

    return AsOf(
        known_on=on_day("--as-known-on", as_known_on) if as_known_on else None,
        recorded_at=_read("--as-recorded-at", instant, as_recorded_at) if as_recorded_at else None,
    )


def state(option: str, text: str | None, *, known: bool) -> "AsOf":
    """The state of the ledger that `option` names, as the world `known` it or as it was recorded; else the present."""
    from aidledger.domain.dates import instant
    from aidledger.domain.lookback import NOW, AsOf

    if not text:
        return NOW
    if known:
        return AsOf(known_on=on_day(option, text))
    return AsOf(recorded_at=_read(option, instant, text))


def refuse_any(scope: Scope, as_of: "AsOf", why: str) -> None:
    """Raise `InvalidInput` where the period, a filter or a look back was given."""
    from aidledger.domain.dates import Period
    from aidledger.domain.lookback import NOW
    from aidledger.domain.totals import Filters

    if (scope.period, scope.filters, as_of) != (Period(), Filters(), NOW):
        raise InvalidInput(f"{why}: it takes no period, no filter and no look back", "leave them out")


def on_day(option: str, text: str) -> "date":
    """The day that `option` gives. Raises `InvalidInput` that names it, also for days that nobody knows yet."""
    from datetime import UTC, datetime

    from aidledger.domain.dates import as_day

    day, today = _read(option, as_day, text), datetime.now(UTC).date()
    if day > today:
        raise InvalidInput(f"{option}: {day} lies after today, {today} (UTC)", "check the date")
    return day


def _read(option: str, read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except InvalidInput as error:
        raise in_options(error, {"": option}) from None


def in_options(error: InvalidInput, names: dict[str, str]) -> InvalidInput:
    """The error with the options in the place of the fields that they fill: `--aid-type` for `aid_types`."""
    problems = []
    for problem in error.problems:
        field = problem.where.partition(".")[0].partition(":")[0]
        problems.append(problem._replace(where=names.get(field, problem.where)))
    return InvalidInput.of(problems)
