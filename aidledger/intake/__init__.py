"""Everything that becomes packages and published totals: documents, tables, workbooks, whole ledgers.

files        bytes from disk or standard input, as text
documents    TOML, JSON and JSON Lines: documents of packages and published totals
grids        tables as rows of cells: CSV of any encoding and separator, sheets of workbooks (workbooks)
headings     what the headings of columns mean
notation     how a file writes decimals and days
cells        one cell as the models read it
tables       the rows of a grid, by the fields that its headings mean
packages     rows that state packages, their items and their sources
reading      all of these together, for who has files of any kind
exported     workbooks that were exported and come back edited
ledgers      whole ledgers in JSON Lines, revision by revision
rates        exchange rates, of the European Central Bank and of a CSV file
announcements  texts of statements and articles, drafted as packages
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from aidledger.domain.drafts import Draft
from aidledger.domain.vocabulary import DateOrder, DecimalMark
from aidledger.intake.exported import exported, read_edits
from aidledger.intake.headings import Mapped
from aidledger.intake.ledgers import is_history, read_ledgers
from aidledger.intake.rates import ecb_rates, read_rates
from aidledger.intake.reading import Reading
from aidledger.intake.tables import Told

__all__ = [
    "Mapped",
    "Reading",
    "draft",
    "ecb_rates",
    "exported",
    "is_history",
    "read",
    "read_edits",
    "read_ledgers",
    "read_rates",
]


def read(
    *paths: str | Path,
    mapped: Sequence[Mapped] = (),
    decimal: DecimalMark | None = None,
    dates: DateOrder | None = None,
) -> Reading:
    """What the files at `paths` state, packages and published totals, in order, tables last.

    `-` is standard input. Tables are read together: those of items and of sources belong to the packages of the others
    by their ref. `mapped` says what columns mean, `decimal` and `dates` how figures and days are written, where the
    files leave that open.

    Raises `NotFound` for a missing file, `InvalidInput` for what is not understood; see `Reading` for the rest.
    """
    return Reading(paths, Told(mapped, decimal, dates))


def draft(text: str, *, published: date | None = None, publisher: str | None = None) -> Draft:
    """What a statement or an article announces, each field with the place in `text` that supports it.

    `published` is the day from which "today" and "on Friday" are counted, else the one that the text gives;
    `publisher` tells whose "we" it is. Nothing is raised, whatever the text.
    """
    # Its cues take longer to load than most files take to read.
    from aidledger.intake.announcements import draft as drafted

    return drafted(text, published=published, publisher=publisher)
