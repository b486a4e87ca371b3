"""What other programs read in the files of a report: the rows of every table, as text under its headings."""

import csv
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from aidledger.domain.report import PartName, Report
from aidledger.reports.description import Records, describe
from aidledger.reports.description.values import Part, Row

Tables = dict[str, list[dict[str, Any]]]

PARTS = tuple(part for part in PartName if part is not PartName.CHECKS)
"""All that a format may have that works nothing out again."""
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def described(report: Report) -> list[Part]:
    """The parts of the report with all their rows, those of packages, items, sources and revisions too."""
    records = Records(report)
    rows: dict[PartName, list[Row]] = {part.name: [] for part in records.parts}
    for record in records:
        for held, more in zip(rows.values(), record.rows, strict=True):
            held.extend(more)
    parts = describe(report, records, live=False)
    return [part._replace(rows=rows.get(part.name, part.rows)) for part in parts]


def csv_table(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def csv_tables(folder: Path) -> Tables:
    return {path.stem: csv_table(path) for path in folder.iterdir()}


def json_tables(path: Path) -> Tables:
    return {name: table["rows"] for name, table in json.loads(path.read_text(encoding="utf-8"))["tables"].items()}


def memo_tables(path: Path) -> Tables:
    """The tables by the heading that they stand under; that of the title is the cover's."""
    found: Tables = {}
    section = ""
    headings: list[str] = []
    cells: list[str] = []
    for before, token in pairs(MARKDOWN.parse(path.read_text(encoding="utf-8"))):
        match before.type:
            case "heading_open":
                section = "cover" if before.tag == "h1" else said(token).lower().replace(" ", "-")
            case "thead_open":
                headings = []
                found[section] = []
            case "th_open":
                headings.append(said(token))
            case "tr_open":
                cells = []
            case "td_open":
                cells.append(said(token))
        if token.type == "tr_close" and cells:
            found[section].append(dict(zip(headings, cells, strict=True)))
    return found


def pairs(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    return pairwise(tokens)


def said(token: Token) -> str:
    """The text that a reader sees of what stands in a line; a break is one, all other markup is none."""
    return "".join(
        "\n" if (one.type, one.content) == ("html_inline", "<br>") else one.content for one in token.children or ()
    )
