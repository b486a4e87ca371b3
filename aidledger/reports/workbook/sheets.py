"""What the sheets of the summary, the packages, their items and their sources say."""

import textwrap
from itertools import chain
from typing import Final

from aidledger.domain.dates import instant_text
from aidledger.domain.packages import LineItem
from aidledger.domain.report import Report
from aidledger.domain.totals import counted, group_label
from aidledger.domain.vocabulary import Dimension
from aidledger.reports.wording import NOT_DISCLOSED, UNSOURCED, group_labels, number_of, status_words
from aidledger.reports.workbook.layout import (
    ITEMS,
    PACKAGES,
    SHEETS,
    SOURCES,
    SUMMARY,
    Column,
    Link,
    Row,
    Sheet,
    amount_cells,
    announced,
    bound_word,
    dimension_column,
    package_link,
    package_places,
    period_words,
    place,
    sum_cells,
)
from aidledger.reports.workbook.notes import caveats

_REMARK_WIDTH: Final = 110


def summary_sheet(report: Report) -> Sheet:
    """The totals by stage, what they leave out, where they come from, and the way to the other sheets."""
    totals = report.overall
    extra = totals.dimensions[1:]
    columns = (
        Column("Stage"), *map(dimension_column, extra), Column("Currency"), Column("Bound"),
        Column("Amount", figures=True), Column("Packages", figures=True),
        Column("Without a stated value", figures=True),
    )  # fmt: skip
    rows = [
        (
            row.stage.capitalize(),
            *group_labels(extra, row.groups[1:]),
            row.currency or NOT_DISCLOSED,
            *sum_cells(row, row.currency),
            row.packages,
            row.without_value,
        )
        for row in totals.rows
    ]
    return Sheet(
        SUMMARY,
        totals.title,
        (
            f"What donors have announced, by stage and currency. Period: {period_words(report)}.",
            "Stages are never added together: the same money passes from one to the next.",
        ),
        columns,
        rows,
        (
            *chain.from_iterable(textwrap.wrap(": ".join(note), _REMARK_WIDTH) for note in caveats(report)),
            "",
            f"Only: {report.filters}" if str(report.filters) else "Filters: none",
            f"Ledger: {report.ledger}",
            f"Fingerprint of the ledger: {report.fingerprint}",
            *(
                [f"Recorded up to: {instant_text(latest)} (--as-recorded-at gives the same figures again)"]
                if (latest := report.recorded_up_to)
                else []
            ),
            f"Made at: {report.made_at:%Y-%m-%d %H:%M:%S} UTC, by aidledger",
            "",
            "In this workbook:",
            *(Link(name, place(name)) for name in SHEETS[1:]),
        ),
    )


def packages_sheet(report: Report) -> Sheet:
    """Every package in scope, with links to its items, its sources and what it draws on."""
    columns = (
        Column("Ref"), Column("Title"), Column("Announced on"), Column("Month"), Column("Stage"),
        Column("Donor"), Column("Recipient"), Column("Aid type"), Column("Instrument", 25), Column("Currency"),
        Column("Bound"), Column("Amount", figures=True), Column("In totals"), Column("Items", figures=True),
        Column("Sources", figures=True), Column("Draws on"), Column("Status", 20), Column("Known on"),
        Column("Tags", 18), Column("Note", 60),
    )  # fmt: skip
    stages = counted(report.filters.stages)
    places = {ref: place for ref, place, _ in package_places(report)}
    rows: list[Row] = []
    items = sources = 0
    for revision in report.revisions:
        package = revision.package
        rows.append(
            (
                package.ref,
                package.title,
                announced(package),
                group_label(Dimension.MONTH, package.announced_on.groups["month"]),
                package.stage.value,
                package.donor,
                package.recipient,
                package.aid_type.value,
                package.instrument,
                *amount_cells(package.amount, absent=NOT_DISCLOSED),
                "yes" if package.stage in stages and not revision.cancelled else "no",
                Link(len(package.items), place(ITEMS, items)) if package.items else 0,
                Link(len(package.sources), place(SOURCES, sources)) if package.sources else UNSOURCED,
                package_link(package.draws_on, places),
                status_words(package),
                revision.known_on,
                " ".join(package.tags),
                package.note,
            )
        )
        items += len(package.items)
        sources += len(package.sources)
    cancelled = sum(revision.cancelled for revision in report.revisions)
    return Sheet(
        PACKAGES,
        "Packages",
        (
            (
                f"{number_of(len(rows), 'package')} of every stage; {cancelled:,} cancelled. "
                "'In totals' says which of them the totals count."
            ),
            (
                "The numbers under Items and Sources lead to the lists behind them. Amounts are as announced, "
                "before anything is drawn from them."
            ),
        ),
        columns,
        rows,
    )


def line_items_sheet(report: Report) -> Sheet:
    """Every item of every package, with a link back."""
    columns = (
        Column("Ref"), Column("No.", figures=True), Column("Description", 60), Column("Category"),
        Column("Quantity bound"), Column("Quantity", figures=True), Column("Unit", 25),
        Column("Currency"), Column("Amount bound"), Column("Amount", figures=True),
    )  # fmt: skip
    rows = [
        (Link(ref, place), number, *_item(item))
        for ref, place, package in package_places(report)
        for number, item in enumerate(package.items, start=1)
    ]
    return Sheet(
        ITEMS,
        "Line items",
        (
            f"{number_of(len(rows), 'line item')}: what the packages are made of, as far as their sources say.",
            "A blank quantity or amount was not stated. A ref leads back to its package.",
        ),
        columns,
        rows,
    )


def _item(item: LineItem) -> Row:
    quantity = item.quantity
    counted_as = (bound_word(quantity.bound), quantity.number, quantity.unit) if quantity else (None, None, None)
    return item.description, item.category, *counted_as, *amount_cells(item.amount)


def sources_sheet(report: Report) -> Sheet:
    """Every citation of every package, with its address and a link back."""
    columns = (
        Column("Ref"), Column("No.", figures=True), Column("Publisher", 40), Column("Title", 60),
        Column("Published on"), Column("Locator", 40), Column("Address", 110),
    )  # fmt: skip
    rows = [
        (
            Link(ref, place),
            number,
            cited.publisher,
            cited.title,
            cited.published_on,
            cited.locator,
            cited.url and Link(cited.url, cited.url),
        )
        for ref, place, package in package_places(report)
        for number, cited in enumerate(package.sources, start=1)
    ]
    unsourced = sum(not revision.package.sources for revision in report.revisions)
    return Sheet(
        SOURCES,
        "Sources",
        (
            (
                f"{number_of(len(rows), 'citation')}: who published what each package states. "
                f"Packages without any source, and so without a row here: {unsourced:,}."
            ),
            "A ref leads back to its package, an address to the page itself; the locator says where in it to look.",
        ),
        columns,
        rows,
    )
