"""`aidledger draft`."""

import os
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from aidledger.cli import options, output
from aidledger.errors import InvalidInput


class Form(StrEnum):
    """How a draft is written."""

    TOML = "toml"
    JSON = "json"


def command(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE|-", help="The text of a statement or an article; - is standard input.")
    ],
    published: Annotated[
        str | None, typer.Option(help="The day of its publication, from which 'on Friday' is counted.", metavar="DATE")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it: for the source.", metavar="NAME")] = None,
    keep: Annotated[
        Path | None,
        typer.Option(help="Keep a copy of this file, which is the source; its text, or the page.", metavar="FILE"),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to write the draft.")] = Form.TOML,
) -> None:
    """Draft the packages that a text announces.

    Rules find packages with their donor, day, amount and items, and the words that support each field. Figures that are
    no new packages are set aside, each with its reason; cumulative ones become published totals. Nothing is recorded:
    read the TOML, mend it, and hand it to `aidledger add --from`. On a terminal the text is shown first, with all that
    was found marked.
    """
    from aidledger import intake
    from aidledger.domain.text import line
    from aidledger.intake.files import name_of, read_text
    from aidledger.reports import drafts
    from aidledger.reports.wording import number_of

    day = options.on_day("--published", published) if published else None
    try:
        by = line(publisher) if publisher else None
    except InvalidInput as error:
        raise options.in_options(error, {"": "--publisher"}) from None
    text = read_text(file)
    draft = intake.draft(text, published=day, publisher=by)
    if keep:
        with context.obj.write() as ledger:
            draft = draft._replace(sha256=ledger.keep(keep))
    quiet = context.obj.quiet
    if sys.stderr.isatty() and not quiet:
        colour = not os.environ.get("NO_COLOR")
        typer.echo(
            drafts.highlighted(draft, text, width=shutil.get_terminal_size().columns, colour=colour),
            err=True,
            color=True,
        )
    if form is Form.JSON:
        output.show_json(drafts.record(draft))
    else:
        output.show_lines(drafts.toml(draft, text))
    counts = [
        number_of(len(found), noun)
        for noun, found in (("package", draft.packages), ("published total", draft.published_totals))
        if found
    ]
    aside = f"{number_of(len(draft.set_aside), 'figure')} set aside"
    if draft.packages:
        output.say(f"drafted {' and '.join(counts)}, {aside}; nothing is recorded", quiet=quiet)
    else:
        output.say(f"no package was found in {name_of(file)}; {', '.join([*counts, aside])}", quiet=quiet)
