"""`aidledger demo`."""

import shlex
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from aidledger.cli import output
from aidledger.cli.format import Format
from aidledger.domain.vocabulary import Dimension
from aidledger.errors import AidledgerError, Conflict


def command(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make it in.")] = Path("demo"),
) -> None:
    """Make a ledger of real packages, total it, write the workbook.

    US aid to Ukraine from 2021 to 2025, each package with its sources, and totals of it that were published, in
    DIR/aidledger.db; the report is DIR/aid-report.xlsx.
    """
    from aidledger import intake, reports
    from aidledger.reports import sums
    from aidledger.storage.ledger import Ledger

    database, workbook = folder / "aidledger.db", folder / "aid-report.xlsx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AidledgerError(f"cannot make the folder {folder}: {error.strerror}", "name another folder") from error
    if database.exists():
        raise Conflict(f"there is a ledger at {database} already", "name another folder: 'aidledger demo other'")
    seeds = sorted(_seeds().glob("*.toml"))
    with Ledger.open(database, author="aidledger demo") as ledger:
        ledger.record_many(intake.read(*seeds))
        totals = ledger.totals([Dimension.MONTH], gaps=True)
        reports.write(ledger.report(), workbook)
    output.show_lines([*sums.heading(totals), ""])
    output.show(sums.table(totals), Format.TABLE)
    output.show_lines(["", *sums.notes(totals)])
    program = _program()
    output.say(
        "",
        f"The ledger:   {database}",
        f"The workbook: {workbook}",
        "",
        "Try next:",
        f"  {program} --db {database} show us-pda-2023-08-29",
        f"  {program} --db {database} totals 2022-11..2023-08 --by month",
        f"  {program} --db {database} totals FY2023 --by instrument",
        f"  {program} --db {database} list --text himars",
        f"  {program} --db {database} reconcile",
        f"  {program} --db {database} export {folder / 'report.html'}",
        quiet=context.obj.quiet,
    )


def _seeds() -> Path:
    """The folder of the seeds: shipped as `_seeds` within the package, at the top of a checkout as `seeds`."""
    package = Path(__file__).parents[2]
    shipped = package / "_seeds"
    return shipped if shipped.is_dir() else package.parent / "seeds"


def _program() -> str:
    """How the user can call this program again: by its name where the shell finds it, else as it was called."""
    found = shutil.which("aidledger")
    if found and Path(found).resolve() == Path(sys.argv[0]).resolve():
        return "aidledger"
    return shlex.quote(sys.argv[0])
