"""`aidledger export`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidledger.cli import options, output
from aidledger.cli.groups import taking
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from aidledger.cli.settings import Settings
    from aidledger.domain.lookback import AsOf
    from aidledger.domain.rates import Exchange
    from aidledger.domain.report import PartName


@taking(scope=options.scope, exchange=options.exchange, as_of=options.looking_back)
def command(
    context: typer.Context,
    scope: options.Scope,
    exchange: "Exchange | None",
    as_of: "AsOf",
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|.csv|.json|.jsonl", help="The file to write or replace.")],
    cumulative: Annotated[
        bool, typer.Option("--cumulative", help="Workbook: let totals by month and fiscal year run on.")
    ] = False,
    sheets: Annotated[
        str | None,
        typer.Option(help="Workbook: only these sheets: cover,totals-by-month,packages,...", metavar="NAMES"),
    ] = None,
) -> None:
    """Write a report, or the whole ledger.

    A report is a workbook, JSON documents, or three CSV files: packages, their items, their sources; `aidledger import`
    reads CSV and JSON again, and what was edited in a workbook. In a workbook every total stands beside what its
    packages add up to; `aidledger verify FILE.xlsx` tells later whether it still says what the ledger says.

    A .jsonl file holds the whole ledger, published totals and all, revision by revision; `aidledger import` restores
    it. Of kept copies of sources it has the SHA-256 alone; `aidledger db backup` takes them along.
    """
    if file.suffix.lower() == ".jsonl":
        options.refuse_any(scope, as_of, "a .jsonl file holds the whole ledger")
        _refuse_for_workbooks_alone(file, exchange=exchange, cumulative=cumulative, sheets=sheets)
        _write_history(context.obj, file)
    elif file.suffix.lower() == ".xlsx":
        # Their names are those of the parts of a report, which little else needs.
        from aidledger.domain.report import PartName

        parts = PartName.parse(sheets) if sheets else ()
        _write_workbook(context.obj, file, scope, exchange, as_of, parts, cumulative=cumulative)
    else:
        _refuse_for_workbooks_alone(file, exchange=exchange, cumulative=cumulative, sheets=sheets)
        _write_documents(context.obj, file, scope, as_of)


def _refuse_for_workbooks_alone(
    file: Path, *, exchange: "Exchange | None", cumulative: bool, sheets: str | None
) -> None:
    """Raise `InvalidInput` for an option that says how totals are told, where none are."""
    given = {"--in": exchange, "--cumulative": cumulative, "--sheets": sheets}
    if named := next((name for name, value in given.items() if value), None):
        raise InvalidInput(f"{named} is about totals, and {file} has none", "name a workbook: report.xlsx")


def _write_history(settings: "Settings", file: Path) -> None:
    # Reports of all kinds are loaded here, and nowhere else.
    from aidledger import reports

    with settings.read() as ledger, ledger.stream() as revisions:
        fingerprint = reports.keep(revisions, file)
    output.say(f"wrote {file}", f"fingerprint: {fingerprint}", quiet=settings.quiet)


def _write_workbook(
    settings: "Settings", file: Path, scope: options.Scope, exchange: "Exchange | None", as_of: "AsOf",
    parts: "tuple[PartName, ...]", *, cumulative: bool,
) -> None:  # fmt: skip
    # Only this needs it, and openpyxl takes longer to import than most commands to run.
    from aidledger.reports.workbook import write_workbook

    with (
        settings.read() as ledger,
        ledger.reporting(
            scope.period, scope.filters, as_of, fiscal_start=scope.fiscal_start, cumulative=cumulative,
            exchange=exchange, parts=parts, made_at=settings.made_at,
        ) as report,
        output.progress(report.listing.packages, quiet=settings.quiet) as advance,
    ):  # fmt: skip
        write_workbook(report, file, author=settings.author, tell=advance)
    output.say(f"wrote {file}", quiet=settings.quiet)


def _write_documents(settings: "Settings", file: Path, scope: options.Scope, as_of: "AsOf") -> None:
    # Reports of all kinds are loaded here, and nowhere else.
    from aidledger import reports
    from aidledger.domain.report import PartName
    from aidledger.reports.wording import number_of

    with settings.read() as ledger:
        report = ledger.report(scope.period, scope.filters, as_of, parts=[PartName.PACKAGES])
        published = len(ledger.published_totals(as_of))
    for written in reports.write(report, file):
        output.say(f"wrote {written}", quiet=settings.quiet)
    if published:
        told = f"{number_of(published, 'published total')} {'is' if published == 1 else 'are'}"
        output.say(f"{told} not in it: a .jsonl file holds them", quiet=settings.quiet)
