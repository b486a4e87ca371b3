"""Options that several commands share, and what is made of them.

Here and in the commands, what only a running command needs is imported when it runs: help has to be quick.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli.format import Format
from aidledger.domain.vocabulary import AidType, Stage
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from aidledger.domain.dates import Period
    from aidledger.domain.totals import Filters

_SINGULAR = {"currencies": "currency"}
_SEVERAL = "repeat it, or join with commas"

PeriodArgument = Annotated[
    str | None, typer.Argument(metavar="PERIOD", help="2023-08, 2023Q3, 2023, FY2023, 2022-11..2023-08, 2023-08..")
]
Donor = Annotated[list[str] | None, typer.Option(help=f"Only of these donors; {_SEVERAL}.", metavar="CODE")]
Recipient = Annotated[list[str] | None, typer.Option(help="Only for these recipients.", metavar="CODE")]
StageFilter = Annotated[list[str] | None, typer.Option("--stage", help=", ".join(Stage) + ".", metavar="STAGE")]
AidTypeFilter = Annotated[list[str] | None, typer.Option("--aid-type", help=", ".join(AidType) + ".", metavar="TYPE")]
Instrument = Annotated[list[str] | None, typer.Option(help="PDA, USAI, FMF, ...", metavar="NAME")]
Currency = Annotated[list[str] | None, typer.Option(help="Only amounts in these currencies.", metavar="CODE")]
Tag = Annotated[list[str] | None, typer.Option(help="Only packages with one of these tags.", metavar="WORD")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]


def period(text: str | None) -> "Period":
    """The period that was asked for: all dates, unless one was given."""
    from aidledger.domain.dates import Period

    return Period.parse(text) if text else Period()


def filters(
    *,
    donor: list[str] | None,
    recipient: list[str] | None,
    stage: list[str] | None,
    aid_type: list[str] | None,
    instrument: list[str] | None,
    currency: list[str] | None,
    tag: list[str] | None,
) -> "Filters":
    """The filters that were given. Raises `InvalidInput` that names the option."""
    from aidledger.domain.model import validate
    from aidledger.domain.totals import Filters

    given = {
        "donors": donor, "recipients": recipient, "stages": stage, "aid_types": aid_type, "instruments": instrument,
        "currencies": currency, "tags": tag,
    }  # fmt: skip
    split = {
        name: [part.strip() for text in texts for part in text.split(",")] for name, texts in given.items() if texts
    }
    try:
        return validate(Filters, split)
    except InvalidInput as error:
        raise in_options(
            error, {name: f"--{_SINGULAR.get(name, name.removesuffix('s')).replace('_', '-')}" for name in given}
        ) from None


def in_options(error: InvalidInput, names: dict[str, str]) -> InvalidInput:
    """The error with the options in the place of the fields that they fill: `--aid-type` for `aid_types`."""
    problems = []
    for problem in error.problems:
        field = problem.where.partition(".")[0].partition(":")[0]
        problems.append(problem._replace(where=names.get(field, problem.where)))
    return InvalidInput.of(problems)
