"""`aidledger import`."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from aidledger.cli import output
from aidledger.errors import InvalidInput


def command(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="CSV, TOML or JSON; packages, items, sources. JSONL: a ledger."),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be recorded, and record nothing.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Record anew what equals a recorded package.")] = False,
) -> None:
    """Record the packages of files, all or none; restore a ledger.

    Tables are CSV with the headings that `aidledger export FILE.csv` writes: one row a package, with items and sources
    in columns of text or in files of their own, given together. What is recorded already changes nothing.
    A .jsonl file that `aidledger export` wrote restores a ledger, its history and fingerprint.
    """
    from aidledger import intake

    histories = [path for path in files if path.suffix.lower() == ".jsonl"]
    if histories:
        if len(histories) < len(files) or new:
            raise InvalidInput("a history (.jsonl) is restored by itself", "import other files apart, without --new")
        with context.obj.write() as ledger:
            restored = ledger.restore(intake.read_ledgers(*histories), dry_run=dry_run)
            verb = "would be restored" if dry_run else "restored"
            typer.echo(f"{restored.added:,} revisions {verb}, {restored.already:,} already there")
            if not dry_run:
                output.say(f"fingerprint: {ledger.fingerprint()}", quiet=context.obj.quiet)
        return

    entries = intake.read(*files)
    with context.obj.write() as ledger:
        outcome = ledger.record_many(entries, new=new, dry_run=dry_run)
    counts = Counter(recorded.already for recorded in outcome)
    verb = "would be recorded" if dry_run else "recorded"
    for entry, recorded in zip(entries, outcome, strict=True):
        if dry_run or entry.stated.ref is None:
            what = "already recorded as" if recorded.already else f"{verb} as"
            output.say(f"{entry.place}: {what} {recorded.ref}", quiet=context.obj.quiet)
    typer.echo(f"{counts[False]:,} {verb}, {counts[True]:,} already there")
