"""`aidledger export`."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from aidledger.cli import options, output
from aidledger.cli.groups import taking
from aidledger.errors import InvalidInput

if TYPE_CHECKING:
    from aidledger.cli.settings import Settings
    from aidledger.domain.lookback import AsOf
    from aidledger.domain.rates import Exchange
    from aidledger.domain.report import PartName

_LARGE_BYTES: Final = 20_000_000
"""From which on most mail servers refuse a page, and a browser takes its time."""


@taking(scope=options.scope, exchange=options.exchange, as_of=options.looking_back)
def command(
    context: typer.Context,
    scope: options.Scope,
    exchange: "Exchange | None",
    as_of: "AsOf",
    # A path would lose the stroke at its end, which makes it a folder.
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE.xlsx|.html|.md|.csv|.json|.jsonl|FOLDER/", help="The file or the folder to write or replace."
        ),
    ],
    cumulative: Annotated[
        bool, typer.Option("--cumulative", help="Let totals by month and fiscal year run on.")
    ] = False,
    sheets: Annotated[
        str | None,
        typer.Option(
            help="Only these parts: a workbook's sheets, a page's sections, a folder's tables: "
            "cover,totals-by-month,packages,...",
            metavar="NAMES",
        ),
    ] = None,
) -> None:
    """Write a report, or the whole ledger.

    A report is a workbook (.xlsx), a page for a browser (.html), a memo in Markdown (.md), JSON, or CSV. In a workbook
    and on a page every total stands beside what its packages add up to; `aidledger verify FILE.xlsx` tells later
    whether a workbook still says what the ledger says.

    FOLDER/ takes a tidy CSV table for each part of the report, and about.csv, which says what they are about; FILE.csv
    with --sheets NAME is one of these tables. Without --sheets it is three files: packages, their items, their sources.
    `aidledger import` reads these and .json again, and what was edited in a workbook.

    A .jsonl file holds the whole ledger, published totals and all, revision by revision; `aidledger import` restores
    it. Of kept copies of sources it has the SHA-256 alone; `aidledger db backup` takes them along.
    """
    # Reports of all kinds are loaded here, and nowhere else.
    from aidledger import reports
    from aidledger.domain.report import PartName

    kind = reports.ending(file)
    if kind == ".jsonl":
        options.refuse_any(scope, as_of, "a .jsonl file holds the whole ledger")
        _refuse(
            file, {"--in": exchange, "--cumulative": cumulative, "--sheets": sheets}, "name a workbook: report.xlsx"
        )
        _write_history(context.obj, file)
        return
    parts = reports.parts_for(file, PartName.parse(sheets) if sheets else ())
    if kind == ".csv" and not sheets:
        _refuse(file, {"--in": exchange, "--cumulative": cumulative}, "name one that has: --sheets totals-by-month")
    imported = kind in {".csv", ".json"} and not sheets
    _write_report(context.obj, file, scope, exchange, as_of, parts, cumulative=cumulative, imported=imported)


def _refuse(file: str, given: "dict[str, Exchange | str | bool | None]", hint: str) -> None:
    """Raise `InvalidInput` for an option that says how totals are told, where none are."""
    if named := next((name for name, value in given.items() if value), None):
        raise InvalidInput(f"{named} is about totals, and {file} has none", hint)


def _write_history(settings: "Settings", file: str) -> None:
    # As above.
    from aidledger import reports

    with settings.read() as ledger, ledger.stream() as revisions:
        fingerprint = reports.keep(revisions, file)
    output.say(f"wrote {file}", f"fingerprint: {fingerprint}", quiet=settings.quiet)


def _write_report(
    settings: "Settings", file: str, scope: options.Scope, exchange: "Exchange | None", as_of: "AsOf",
    parts: "tuple[PartName, ...]", *, cumulative: bool, imported: bool,
) -> None:  # fmt: skip
    """Write it, and say so; also what is missing where it may be `imported` again."""
    # As above.
    from aidledger import reports
    from aidledger.reports.wording import number_of

    with settings.read() as ledger:
        with (
            ledger.reporting(
                scope.period, scope.filters, as_of, fiscal_start=scope.fiscal_start, cumulative=cumulative,
                exchange=exchange, parts=parts, made_at=settings.made_at,
            ) as report,
            output.progress(report.listing.packages, quiet=settings.quiet) as advance,
        ):  # fmt: skip
            written = reports.write(report, file, author=settings.author, tell=advance)
        published = len(ledger.published_totals(as_of)) if imported else 0
    lines = [f"{number_of(len(written), 'file')} in {file}"] if reports.ending(file) == reports.FOLDER else written
    output.say(*(f"wrote {one}" for one in lines), quiet=settings.quiet)
    if reports.ending(file) == ".html" and (size := written[0].stat().st_size) > _LARGE_BYTES:
        told = f"it has {size / 1_000_000:,.0f} MB, more than can be mailed, and slow to open"
        output.say(f"{told}: narrow it with a period, filters or --sheets", quiet=settings.quiet)
    if published:
        told = f"{number_of(published, 'published total')} {'is' if published == 1 else 'are'}"
        output.say(f"{told} not in the part of it that import reads: a .jsonl file holds them", quiet=settings.quiet)
