"""The report as one page of HTML that opens offline and can be mailed: the description of a report in a browser.

markup     values as HTML: text that is never markup, cells with their exact figures, tables
drawing    charts as SVG
packages   each package in full, with its items, sources and history
page.css   how it looks: light, dark, narrow, printed
page.js    sorting, filtering, and working out again what packages add up to

The page asks nobody for anything: its policy forbids every request, and every script but its own. Without scripts it
shows all that it has.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TextIO

from aidledger.domain.report import PartName, Report
from aidledger.reports.description import Records, describe
from aidledger.reports.description.cover import title
from aidledger.reports.description.records import Tell
from aidledger.reports.description.values import Chart, Part
from aidledger.reports.page.drawing import drawing
from aidledger.reports.page.markup import Markup, text
from aidledger.reports.page.packages import in_full
from aidledger.reports.replacing import replacing_text
from aidledger.reports.spools import Spools, pour


def write_page(report: Report, path: Path, *, tell: Tell | None = None) -> None:
    """Write `report` as a page of HTML that takes the place of `path` whole, or not at all.

    Raises `AidledgerError` when `path` cannot be written.
    """
    with replacing_text(path) as file, Spools() as spools:
        _Writer(report, file, spools).write(tell)


class _Writer:
    """Writes one page; what can be long is kept in `spools` until its place has come."""

    def __init__(self, report: Report, file: TextIO, spools: Spools) -> None:
        self._report = report
        self._file = file
        self._spools = spools
        self._markup = Markup(report)

    def write(self, tell: Tell | None) -> None:
        records = Records(self._report)
        rows = {part.name: self._spools.new() for part in records.parts if self._report.has(part.name)}
        packages = self._spools.new()
        self._stream(records, rows, packages, tell)
        parts = describe(self._report, records)
        self._file.write(_head(self._report, parts))
        drawn: set[Chart] = set()
        for part in parts:
            self._file.writelines(self._opening(part, parts, drawn))
            self._file.write(self._markup.table_opening(part))
            if part.name in rows:
                pour(rows[part.name], self._file)
            else:
                self._file.writelines(self._markup.row(part, row, at) for at, row in enumerate(part.rows))
            self._file.write("</tbody></table></div>\n")
            if part.name is PartName.PACKAGES:
                self._file.write("<h3>Each package in full</h3>\n")
                pour(packages, self._file)
            self._file.writelines(f"<p>{self._markup.value(row[0])}</p>\n" for row in part.beneath)
            self._file.write("</section>\n")
        self._file.write(f"</main>\n<script>{_inlined('page.js')}</script>\n</body>\n</html>\n")

    def _stream(self, records: Records, rows: dict[PartName, TextIO], packages: TextIO, tell: Tell | None) -> None:
        """Go through all packages, and keep what is to be written of them; not at all where that is nothing."""
        if not rows:
            return
        parts, written = records.parts, dict.fromkeys(rows, 0)
        for record in records:
            for part, more in zip(parts, record.rows, strict=True):
                if part.name in rows:
                    for at, row in enumerate(more, start=written[part.name]):
                        rows[part.name].write(self._markup.row(part, row, at))
                    written[part.name] += len(more)
            if PartName.PACKAGES in rows:
                packages.writelines(in_full(self._markup, parts, record, rows.keys()))
            if tell:
                tell(1)

    def _opening(self, part: Part, parts: Sequence[Part], drawn: set[Chart]) -> Iterator[str]:
        """A part before its table: its heading, what is said of it, and its charts, each of which is `drawn` once."""
        name = part.name.option
        if part.name is PartName.COVER:
            yield f'<section id="{name}" aria-labelledby="title">\n'
        else:
            yield f'<section id="{name}" aria-labelledby="{name}-title">\n'
            yield f'<h2 id="{name}-title">{text(part.title)}</h2>\n'
        yield from (f"<p>{self._markup.value(row[0])}</p>\n" for row in part.about if len(row) == 1)
        if part.name is PartName.COVER:
            yield self._markup.headline(part)
        yield self._markup.facts(row for row in part.about if len(row) > 1)
        for chart in part.charts:
            source = next((one for one in parts if one.name is chart.part), None)
            if source and chart not in drawn:
                drawn.add(chart)
                yield drawing(chart, source, self._markup)


def _head(report: Report, parts: Sequence[Part]) -> str:
    """All before the first part; the policy comes before what it is about."""
    script, style = _inlined("page.js"), _inlined("page.css")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    named = f"{text(title(report))}: {text(report.period)}"
    links = "".join(f'<li><a href="#{part.name.option}">{text(part.name)}</a></li>' for part in parts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="aidledger">\n'
        f'<link rel="icon" href="data:,">\n<title>{named}</title>\n<style>{style}</style>\n</head>\n<body>\n'
        f'<a class=skip href="#main">To the report</a>\n<header><h1 id="title">{named}</h1></header>\n'
        f'<nav aria-label="Parts of this report"><ul>{links}</ul></nav>\n<main id="main">\n'
    )


def _inlined(name: str) -> str:
    return "\n" + files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """What a policy names a script or a style by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
