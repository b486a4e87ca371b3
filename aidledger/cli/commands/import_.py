"""`aidledger import`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from aidledger.cli import fields
from aidledger.domain.vocabulary import DateOrder, DecimalMark


class Tracker(StrEnum):
    """Whose data it is."""

    KIEL = "kiel"


def command(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="CSV, XLSX, TOML, JSON, JSONL; - is standard input."),
    ],
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help="What a column is, 'Remarks=note'; 'Remarks=' leaves it out.", metavar="COLUMN=FIELD"
        ),
    ] = None,
    decimal: Annotated[DecimalMark | None, typer.Option(help="What stands before decimals.")] = None,
    dates: Annotated[DateOrder | None, typer.Option(help="What 03/04/2023 begins with.")] = None,
    reason: Annotated[
        str | None, typer.Option(help="Why: what is recorded and reads otherwise is revised.", metavar="TEXT")
    ] = None,
    skip_bad: Annotated[
        Path | None, typer.Option(help="Put bad rows of tables there, and record the others.", metavar="FILE")
    ] = None,
    tracker: Annotated[
        Tracker | None, typer.Option("--format", help="A tracker's own sheet: the Kiel Institute's main data.")
    ] = None,
    release: Annotated[str | None, typer.Option(help="What the tracker's release is called.", metavar="NAME")] = None,
    known_on: Annotated[str | None, typer.Option(help="The day of the tracker's release.", metavar="DATE")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be recorded, and record nothing.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Record anew what equals a recorded package.")] = False,
    keep: fields.Keep = None,
) -> None:
    """Record the packages of files, all or none; restore a ledger.

    A table has one row a package, or one row an item of it. Its headings are understood in many forms, and so are
    encodings, separators, decimals and dates: what was understood is told first. What is recorded already changes
    nothing; with --reason, what reads otherwise is a revision. A workbook that `aidledger export` wrote can be edited
    and imported: edited rows are revisions. A .jsonl file that `aidledger export` wrote restores a ledger, its history
    and fingerprint.
    """
    from aidledger.cli.importing import Import, Ways

    ways = Ways(
        mapped=mapped or [], decimal=decimal, dates=dates, reason=reason,
        skip_bad=skip_bad, tracker=tracker and tracker.value, release=release, known_on=known_on, new=new,
    )  # fmt: skip
    Import(context.obj, ways, keep or [], dry_run=dry_run).take(files)
