"""Values as HTML: text that is never markup, cells with what their figures are worked out from, tables."""

import html
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import quote

from aidledger.domain.report import PartName, Report
from aidledger.reports.description.shown import shortened, shown
from aidledger.reports.description.sums import AMOUNT
from aidledger.reports.description.values import (
    AllTie,
    Column,
    Kind,
    Less,
    Link,
    Live,
    Money,
    Part,
    Place,
    Row,
    Standing,
    Summed,
    Term,
    Ties,
    Value,
    bare,
)
from aidledger.reports.wording import number_of, plural

_CONTROL: Final = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
"""The pictures that Unicode has for control characters, of which HTML may hold none."""
_MEANT: Final = "Shows what it counts"
_PROSE: Final = 32
"""Characters from which on text of a table may be broken into lines."""
_URL_CHARACTERS: Final = "%/:?#[]@!$&'()*+,;=-._~"
_IN_LIST: Final = frozenset({
    "Ref", "Title", "Announced on", "Stage", "Donor", "Recipient", "Instrument", "Amount", "Counted", "Items",
    "Sources", "Revisions", "Draws on",
})  # fmt: skip
"""The columns of packages that a list of many has room for; each package shows all of its own."""


def text(words: object) -> str:
    """Text, to stand between tags or within the quotes of an attribute."""
    return html.escape(str(words).translate(_CONTROL))


def anchor(ref: str) -> str:
    """The place of a package in full."""
    return f"package-{ref}"


class Markup:
    """Writes the values of one report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._fractional = report.listing.fractional
        parties = {"Donor": report.listing.donors, "Recipient": report.listing.recipients}
        self._alike = {heading for heading, codes in parties.items() if len(codes) == 1}

    def value(self, value: Value, kind: Kind = Kind.TEXT) -> str:
        """What is shown of a value, with its link."""
        match value:
            case Link(inner, _, hint, only):
                href = self._target(value)
                if href is None:
                    return self.value(inner, kind)
                attributes = [f'href="{href}"']
                attributes += ['rel="external noopener noreferrer"'] if value.address else []
                if only:
                    attributes.append(f'title="{_MEANT}" data-only="{_json(_terms(only.terms))}"')
                    attributes += ["data-number"] if isinstance(inner, int) else []
                elif hint:
                    attributes.append(f'title="{text(hint)}"')
                return f"<a {' '.join(attributes)}>{self.value(inner, kind)}</a>"
            case Live(_, AllTie()):
                # Only what has worked it out may say so.
                return "<span data-all-tie>not worked out here: that takes a browser with scripts</span>"
            case _:
                return text(shown(value, self._fractional, kind))

    def _target(self, link: Link) -> str | None:
        """Where a link leads; `None` where that is no web address, or not on the page."""
        to = link.to
        if isinstance(to, str):
            return text(quote(link.address, safe=_URL_CHARACTERS)) if link.address else None
        if not self._report.has(to.part):
            return None
        if to.part is PartName.PACKAGES and to.row is not None and isinstance(link.shown, str):
            return f"#{anchor(text(link.shown))}"
        return f"#{to.part.option}" + (f"-{to.row}" if to.row is not None else "")

    def table_opening(self, part: Part) -> str:
        """All of a table before its rows."""
        name = part.name.option
        headings = "".join(
            f'<th scope="col"{_classes(column)}{self._hidden(part, column)}>{text(column.heading)}</th>'
            for column in part.columns
        )
        return (
            f'<div class="table" role="region" tabindex="0" aria-label="{text(part.name)}, table">'
            f'<table id="{name}-table" data-part="{name}" aria-label="{text(part.title)}">'
            f"<thead><tr>{headings}</tr></thead><tbody>\n"
        )

    def row(self, part: Part, row: Row, at: int) -> str:
        """A row of a part, the one `at` that position from 0."""
        cells = "".join(
            self._cell(column, value, tag="td" if position else "th", hidden=self._hidden(part, column))
            for position, (column, value) in enumerate(zip(part.columns, _linked(part, row, at), strict=True))
        )
        return f'<tr id="{part.name.option}-{at}">{cells}</tr>\n'

    def inner_table(self, name: str, columns: Sequence[Column], rows: Sequence[Row]) -> str:
        """A small table within something else; columns in which nothing stands are left out."""
        used = [at for at in range(len(columns)) if any(row[at] not in {None, ""} for row in rows)]
        headings = "".join(f'<th scope="col"{_classes(columns[at])}>{text(columns[at].heading)}</th>' for at in used)
        body = "".join(f"<tr>{''.join(self._cell(columns[at], row[at]) for at in used)}</tr>" for row in rows)
        return (
            f'<div class="table" role="region" tabindex="0" aria-label="{text(name)}"><table>'
            f"<thead><tr>{headings}</tr></thead><tbody>{body}</tbody></table></div>\n"
        )

    def facts(self, rows: Iterable[Row]) -> str:
        """Names, and what is said of each."""
        named = [f"<div><dt>{self.value(name)}</dt><dd>{self.value(said)}</dd></div>" for name, said in rows]
        return f"<dl class=facts>{''.join(named)}</dl>\n" if named else ""

    def headline(self, part: Part) -> str:
        """The figures of the cover, as large as a headline."""
        named, amount, counted, unvalued = map(part.at, ("Currency", AMOUNT, "Packages", "Without a stated value"))
        cards = [
            f"<div><dt>{text(', '.join([plural(str(row[0])), *map(str, row[1 : named + 1])]))}</dt>"
            f"<dd><b>{text(shortened(money))}</b> "
            f"<span{_standing(Place(part.name, at, AMOUNT))}>{self.value(money)}</span> "
            f"<span>{self.value(row[counted])} {_packages(row[counted])}</span>{_unvalued(row[unvalued])}</dd></div>"
            for at, row in enumerate(part.rows)
            if isinstance(money := row[amount], Money)
        ]
        return f"<dl class=headline>{''.join(cards)}</dl>" if cards else ""

    def _cell(self, column: Column, value: Value, *, tag: str = "td", hidden: str = "") -> str:
        scope = ' scope="row"' if tag == "th" else ""
        said = self.value(value, column.kind)
        prose = " class=prose" if len(str(bare(value) or "")) > _PROSE else ""
        return f"<{tag}{scope}{_classes(column) or prose}{hidden}{_live(value)}>{said}</{tag}>"

    def _hidden(self, part: Part, column: Column) -> str:
        if part.name is not PartName.PACKAGES:
            return ""
        return " hidden" if column.heading in self._alike or column.heading not in _IN_LIST else ""


def _linked(part: Part, row: Row, at: int) -> Iterator[Value]:
    """The values of a row; in the list of packages each leads to itself in full, and says why it has no amount."""
    if part.name is not PartName.PACKAGES:
        yield from row
        return
    said = dict(zip((column.heading for column in part.columns), row, strict=True))
    said["Ref"] = Link(str(said["Ref"]), Place(PartName.PACKAGES, at))
    said["Amount"] = said["Amount"] or said["Bound"]
    yield from said.values()


def _classes(column: Column) -> str:
    return " class=figure" if column.figures else ""


def _live(value: Value) -> str:
    """What a cell is worked out from, for the script that does so."""
    if not isinstance(value, Live):
        return ""
    match value.means:
        case Summed(terms):
            return f' data-sum="{_json(_terms(terms))}"'
        case Standing(place):
            return _standing(place)
        case Less(one, other):
            return f' data-less="{_json([one, other])}"'
        case Ties(heading):
            return f' data-ties="{_json(heading)}"'
        case AllTie():
            return ""


def _standing(place: Place) -> str:
    return f' data-at="{_json([f"{place.part.option}-{place.row}", place.heading])}"'


def _terms(terms: Iterable[Term]) -> list[object]:
    return [
        [
            term.part.option, term.heading, term.negative,
            [[one.heading, one.match.name.lower(), one.texts] for one in term.conditions],
        ]
        for term in terms
    ]  # fmt: skip


def _json(data: object) -> str:
    return text(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _packages(value: Value) -> str:
    number = value.shown if isinstance(value, Link) else value
    return number_of(int(str(number)), "package").partition(" ")[2]


def _unvalued(number: Value) -> str:
    return f" <span>+ {number:,} without a stated value</span>" if isinstance(number, int) and number else ""
