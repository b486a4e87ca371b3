"""The packages, their items, sources and revisions, as the rows of four parts that are written in one go."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import starmap
from typing import NamedTuple

from aidledger.domain.dates import FISCAL_START_MONTH
from aidledger.domain.folding import refiscalled
from aidledger.domain.packages import LineItem, Package
from aidledger.domain.rates import Rate
from aidledger.domain.report import Listed, PartName, Report
from aidledger.domain.revisions import Revision
from aidledger.domain.totals import NOT_ITEMISED, Groups, Share, Total, group_label
from aidledger.domain.units import FOLDED
from aidledger.domain.vocabulary import Dimension, Stage
from aidledger.reports.description.cells import amount_cells, announced, bound_word, package_link
from aidledger.reports.description.values import Column, Count, Kind, Link, Money, Part, Place, Row
from aidledger.reports.listings import what_changed
from aidledger.reports.wording import NOT_DISCLOSED, UNSOURCED, dimension_heading, number_of, status_words

MONTH, FISCAL_YEAR = dimension_heading(Dimension.MONTH), dimension_heading(Dimension.FISCAL_YEAR)
COUNTED, COUNTED_IN = "Counted", "Counted in"
FIRST_DAY, LAST_DAY = "First possible day", "Last possible day"
APPROPRIATION = "Appropriation"
WITHIN, NOT_CONVERTED, NO_QUANTITY = "within another", "not converted", "no quantity"

Key = tuple[Dimension, str | None, Stage, str | None]
"""A group of totals: by what, its name, its stage, the currency that it is counted in."""
ItemKey = tuple[Groups, Stage, str | None]
"""A group of line items: what they are grouped by, their stage and unit, `None` for those that state no quantity."""
Tell = Callable[[int], None]
"""Hears of each so many packages that are done."""
Take = Callable[[Sequence[Row]], object]
"""Takes the next rows of a part."""


class Record(NamedTuple):
    """One package: its row, and those of its items, its sources and its revisions."""

    package: Row
    items: list[Row]
    sources: list[Row]
    revisions: list[Row]

    @property
    def rows(self) -> tuple[list[Row], ...]:
        """The rows of each of `Records.parts`."""
        return [self.package], self.items, self.sources, self.revisions


class Records:
    """All packages of a report, one by one; when all have been gone through, it is known where they stand."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._exchanged = report.overall.exchanged is not None
        self._categories = _categories(report)
        self._by = [Dimension.STAGE, *report.by]
        self.packages: dict[Key, int] = {}
        """The first package of each group of the totals, by its position from 0."""
        self.items: dict[ItemKey, int] = {}
        """The first line item of each group that is summed."""
        self.counted_for: dict[str, int] = {}
        """The first package that counts for each appropriation, and for no component of it."""
        self._appropriations = _drawn(report)
        self._groups_of_items = _groups_of_items(report)
        self._parties = parties_of_items(report)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The four parts, without their rows."""
        return (
            _packages_part(self._report, self._categories, exchanged=self._exchanged),
            _items_part(self._report),
            _sources_part(self._report),
            _revisions_part(self._report),
        )

    @property
    def sizes(self) -> Mapping[PartName, int]:
        """How many rows each of the four parts has."""
        listing = self._report.listing
        counts = (listing.packages, listing.items, listing.citations, listing.revisions)
        return {part.name: rows for part, rows in zip(self.parts, counts, strict=True)}

    def __iter__(self) -> Iterator[Record]:
        items = sources = revisions = 0
        for position, listed in enumerate(self._report.listed):
            package = listed.revision.package
            self._note(position, listed)
            here = Link(str(package.ref), Place(PartName.PACKAGES, position))
            yield Record(
                self._package(listed, items, sources, revisions),
                [
                    (here, number, *_item(item), package.stage.value, *self._summed(listed, item, items + number - 1))
                    for number, item in enumerate(package.items, start=1)
                ],
                list(_sources(here, package)),
                [(here, *_revision(listed.chain, one)) for one in listed.chain],
            )
            items += len(package.items)
            sources += len(package.sources)
            revisions += len(listed.chain)

    def hand_out(self, takers: Mapping[PartName, Take], tell: Tell | None = None) -> None:
        """Go through all, once, and give the rows of each part to who takes them; not at all where nobody does."""
        if not takers:
            return
        wanted = [takers.get(part.name) for part in self.parts]
        for record in self:
            for take, rows in zip(wanted, record.rows, strict=True):
                if take:
                    take(rows)
            if tell:
                tell(1)

    def _summed(self, listed: Listed, item: LineItem, position: int) -> Row:
        """The parties that its sums are told apart by, and the unit in which a line item is summed.

        Instead of that, that it states no quantity; `None` where it does not count.
        """
        if self._report.quantities is None:
            return ()
        package = listed.revision.package
        parties = [(party, getattr(package, party)) for party in self._parties]
        groups = (
            item.category and item.category.value,
            item.description,
            *starmap(self._report.filters.told_under, parties),
        )
        codes = [code for _, code in parties]
        if listed.revision.cancelled or (groups, package.stage) not in self._groups_of_items:
            return (*codes, None)
        unit = FOLDED.get(item.quantity.unit, item.quantity.unit) if item.quantity else None
        self.items.setdefault((groups, package.stage, unit), position)
        return (*codes, unit or NO_QUANTITY)

    def _note(self, position: int, listed: Listed) -> None:
        share, package = listed.share, listed.revision.package
        above = (self._appropriations or {}).get(str(package.ref))
        if above and package.stage is not Stage.APPROPRIATION:
            self.counted_for.setdefault(above, position)
        if share is None:
            return
        total = share.total
        for dimension in self._by:
            for group in self._groups(dimension, package, listed):
                self.packages.setdefault((dimension, group, total.stage, total.currency), position)

    def _groups(self, dimension: Dimension, package: Package, listed: Listed) -> list[str | None]:
        match dimension:
            case Dimension.CATEGORY:
                return [*listed.by_category] or [None]
            case Dimension.MONTH:
                return [package.announced_on.groups["month"]]
            case Dimension.FISCAL_YEAR:
                return [fiscal_year_of(package, self._report)]
            case Dimension.DONOR:
                return [package.donor]
            case Dimension.INSTRUMENT:
                return [package.instrument]
            case _:
                return [package.stage.value]

    def _package(self, listed: Listed, items: int, sources: int, revisions: int) -> Row:
        revision, package = listed.revision, listed.revision.package
        return (
            package.ref,
            package.title,
            announced(package),
            group_label(Dimension.MONTH, package.announced_on.groups["month"]),
            group_label(Dimension.FISCAL_YEAR, fiscal_year_of(package, self._report)),
            package.stage.value,
            package.donor,
            package.recipient,
            package.aid_type.value,
            package.instrument,
            *amount_cells(package.amount, absent=NOT_DISCLOSED),
            "yes" if listed.share else "no",
            *self._counted(listed),
            Link(len(package.items), Place(PartName.ITEMS, items)) if package.items else 0,
            Link(len(package.sources), Place(PartName.SOURCES, sources)) if package.sources else UNSOURCED,
            *([Link(len(listed.chain), Place(PartName.REVISIONS, revisions))] if listed.chain else ()),
            package_link(package.draws_on, self._report.listing.places),
            *(() if self._appropriations is None else (self._appropriations.get(str(revision.ref)),)),
            status_words(package),
            revision.known_on,
            " ".join(package.tags),
            package.note,
            package.announced_on.first_day,
            package.announced_on.last_day,
        )

    def _counted(self, listed: Listed) -> Row:
        share = listed.share
        width = 3 + 2 * self._exchanged + len(self._categories)
        if share is None:
            return (None,) * width
        total = share.total
        if total.amount is None or total.currency is None:
            return (why_no_amount(total), *(None,) * (width - 1))
        code = total.currency
        money = Money(total.amount, code, total.bound)
        parts = [listed.by_category.get(category) for category in self._categories]
        return (
            code, bound_word(total.bound), money, *(_rate(share) if self._exchanged else ()),
            *(None if part is None else Money(part, code) for part in parts),
        )  # fmt: skip


def _drawn(report: Report) -> Mapping[str, str] | None:
    """The appropriation that each package counts for, by their refs; `None` where no appropriation is told of."""
    return report.balances.tree.counted_for if report.balances and report.balances.tree.balances else None


def _groups_of_items(report: Report) -> set[tuple[Groups, Stage]]:
    """What line items are grouped by that are summed, and their stages."""
    return {(row.groups, row.stage) for row in report.quantities.rows} if report.quantities else set()


def parties_of_items(report: Report) -> tuple[Dimension, ...]:
    """The parties by which quantities are told apart, beside category and description: those that packages share."""
    return tuple(map(Dimension, report.quantities.dimensions[2:])) if report.quantities else ()


def fiscal_year_of(package: Package, report: Report) -> str:
    """The fiscal year of a package, as its totals group it."""
    groups = package.announced_on.groups
    if report.fiscal_start == FISCAL_START_MONTH:
        return groups["fiscal-year"]
    return str(refiscalled(Dimension.FISCAL_YEAR, groups["month"], report.fiscal_start))


def why_no_amount(total: Total) -> str:
    """What stands in the place of the currency of a total that has no amount."""
    return NOT_DISCLOSED if total.without_value else NOT_CONVERTED if total.unconvertible else WITHIN


def counted_as(category: str | None) -> str:
    """The heading over what of the packages counts in a category; a hyphen would have to be quoted in formulas."""
    return f"Counted as {(category or NOT_ITEMISED).replace('-', ' ')}"


def _categories(report: Report) -> list[str | None]:
    """The categories that some total is of, in its order."""
    found = report.by.get(Dimension.CATEGORY)
    return list(dict.fromkeys(row.groups[0] for row in found.rows)) if found else []


def _rate(share: Share) -> Row:
    rate: Rate | None = share.rate
    if rate is None or share.stated is None or rate.base == rate.quote:
        return None, None
    return Decimal(rate.digits), rate.day


def _item(item: LineItem) -> Row:
    quantity = item.quantity
    stated = (bound_word(quantity.bound), Count(quantity.number, quantity.bound), quantity.unit) if quantity else ()
    return item.description, item.category, *(stated or (None, None, None)), *amount_cells(item.amount)


def _sources(here: Link, package: Package) -> Iterator[Row]:
    for number, cited in enumerate(package.sources, start=1):
        address = cited.url and Link(cited.url, cited.url)
        yield (
            here, number, cited.publisher, cited.title, cited.published_on, cited.locator, address, cited.sha256,
        )  # fmt: skip


def _revision(chain: Sequence[Revision], one: Revision) -> Row:
    recorded = f"{one.recorded_at:%Y-%m-%d %H:%M:%S}"
    return one.number, one.known_on, recorded, one.author, one.reason, "\n".join(what_changed(chain, one))


def _packages_part(report: Report, categories: list[str | None], *, exchanged: bool) -> Part:
    listing = report.listing
    figure = Kind.FIGURE
    columns = (
        Column("Ref"), Column("Title"), Column("Announced on", Kind.DAY), Column(MONTH),
        Column(FISCAL_YEAR), Column("Stage"),
        Column("Donor"), Column("Recipient"), Column("Aid type"), Column("Instrument", widest=25), Column("Currency"),
        Column("Bound"), Column("Amount", figure), Column("In totals"), Column(COUNTED_IN), Column("Counted bound"),
        Column(COUNTED, figure), *((Column("Rate", figure), Column("Rate of", Kind.DAY)) if exchanged else ()),
        *(Column(counted_as(category), figure) for category in categories), Column("Items", figure),
        Column("Sources", figure), *([Column("Revisions", figure)] if report.has(PartName.REVISIONS) else ()),
        Column("Draws on"), *(() if _drawn(report) is None else (Column(APPROPRIATION),)),
        Column("Status", widest=20), Column("Known on", Kind.DAY),
        Column("Tags", widest=18), Column("Note", widest=90), Column(FIRST_DAY, Kind.DAY), Column(LAST_DAY, Kind.DAY),
    )  # fmt: skip
    about = (
        f"{number_of(listing.packages, 'package')} of every stage, {listing.cancelled:,} of them cancelled.",
        "Amounts are as announced. Counted is what each adds to the totals: money that is stated twice counts once.",
        "Items, Sources and Revisions tell how many of these it has, Draws on what pays for it.",
        *(() if _drawn(report) is None else ("Appropriation is the act, or component of one, that pays in the end.",)),
    )
    return Part(PartName.PACKAGES, "Packages", [(line,) for line in about], columns, ())


def _items_part(report: Report) -> Part:
    columns = (
        Column("Ref"), Column("No.", Kind.FIGURE), Column("Description", widest=60), Column("Category"),
        Column("Quantity bound"), Column("Quantity", Kind.FIGURE), Column("Unit", widest=25),
        Column("Currency"), Column("Amount bound"), Column("Amount", Kind.FIGURE), Column("Stage"),
        *(Column(dimension_heading(party)) for party in parties_of_items(report)),
        *([Column(COUNTED_IN)] if report.quantities else []),
    )  # fmt: skip
    number = number_of(report.listing.items, "line item")
    about = (
        f"{number}: what the packages are made of, as far as their sources say.",
        "A blank quantity or amount was not stated.",
        *(["Counted in is the unit in which a quantity is summed."] if report.quantities else []),
    )
    return Part(PartName.ITEMS, "Line items", [(line,) for line in about], columns, ())


def _sources_part(report: Report) -> Part:
    columns = (
        Column("Ref"), Column("No.", Kind.FIGURE), Column("Publisher", widest=40), Column("Title", widest=60),
        Column("Published on", Kind.DAY), Column("Locator", widest=40), Column("Address", widest=110),
        Column("SHA-256", widest=64),
    )  # fmt: skip
    listing = report.listing
    about = (
        f"{number_of(listing.citations, 'citation')}: who published what each package states.",
        f"Packages without any source, and so without a row here: {listing.unsourced:,}.",
        "The address is that of the page itself; the locator says where in it to look.",
    )
    return Part(PartName.SOURCES, "Sources", [(line,) for line in about], columns, ())


def _revisions_part(report: Report) -> Part:
    columns = (
        Column("Ref"), Column("No.", Kind.FIGURE), Column("Known on", Kind.DAY), Column("Recorded at (UTC)"),
        Column("Recorded by", widest=25), Column("Reason", widest=60), Column("What changed", widest=90),
    )  # fmt: skip
    about = (
        f"{number_of(report.listing.revisions, 'revision')}: each time that the ledger stated one of these packages.",
        "Nothing is overwritten: the revision that was known last speaks, and the others stay.",
    )
    return Part(PartName.REVISIONS, "Revisions", [(line,) for line in about], columns, ())
