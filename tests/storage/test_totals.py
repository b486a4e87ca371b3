"""Totals, against a plain-Python reference that was written from the rules in words."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import bounds
from support import Fresh, package

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound, combine
from aidledger.domain.dates import Period
from aidledger.domain.packages import Entry, Package
from aidledger.domain.totals import Filters, Totals
from aidledger.domain.vocabulary import AidType, Category, Dimension, Stage, Status
from aidledger.storage.ledger import Ledger

Packages = list[Package]


class Row(NamedTuple):
    """A row of totals, as the tests compare it."""

    groups: tuple[str | None, ...]
    stage: Stage
    currency: str | None
    amount: Decimal | None
    bound: Bound
    packages: int
    without_value: int


class Share(NamedTuple):
    """What one package contributes: nothing of its own where it is `within` another one."""

    package: Package
    within: bool
    net: Decimal | None
    bound: Bound
    drawn: Decimal
    children: int

    @property
    def currency(self) -> str | None:
        return None if self.within or not self.package.amount else self.package.amount.currency


def shares(packages: Packages) -> list[Share]:  # noqa: C901  the rules in one place
    """The rules of the lineage, package by package."""
    by_ref = {one.ref: one for one in packages}
    live = [one for one in packages if one.status is Status.LIVE]

    def lineage(one: Package) -> Packages:
        chain: Packages = []
        at = by_ref.get(one.draws_on)
        while at and at.stage is one.stage:
            chain.append(at)
            at = by_ref.get(at.draws_on)
        return chain

    within: set[str | None] = set()
    drawn: dict[str | None, list[Amount]] = defaultdict(list)
    for one in live:
        valued = [above.amount for above in lineage(one) if above.amount]
        if one.amount and one.amount.value < 0:
            continue
        if valued and (not one.amount or one.amount.currency != valued[-1].currency):
            within.add(one.ref)
        elif one.amount and one.amount.value > 0:
            for above in lineage(one):
                if above.amount and above.amount.currency == one.amount.currency and above.amount.value >= 0:
                    drawn[above.ref].append(one.amount)
                    break
    result = []
    for one in live:
        if one.ref in within or not one.amount:
            result.append(Share(one, one.ref in within, None, Bound.EXACT, Decimal(0), 0))
            continue
        parts = drawn[one.ref] if one.amount.value > 0 else []
        left = one.amount.value - sum(part.value for part in parts)
        bound = combine([one.amount.bound, *(part.bound.flipped for part in parts)])
        if parts and left <= 0 and bound is Bound.AT_MOST:
            bound = Bound.EXACT  # at most nothing is nothing
        net = max(left, Decimal(0)) if parts else one.amount.value
        result.append(Share(one, within=False, net=net, bound=bound, drawn=one.amount.value - net, children=len(parts)))
    return result


def by_category(share: Share) -> list[tuple[str | None, Share]]:
    """What its items state under each heading, and the rest."""
    if share.net is None or share.children:
        return [(None, share)]
    found: dict[str, list[Amount]] = defaultdict(list)
    for item in share.package.items:
        if item.category and item.amount and item.amount.currency == share.currency:
            found[item.category.value].append(item.amount)
    parts: list[tuple[str | None, Share]] = []
    for category, amounts in found.items():
        worth = sum((one.value for one in amounts), Decimal(0))
        parts.append((category, share._replace(net=worth, bound=combine(one.bound for one in amounts))))
    rest = share.net - sum((part.net or Decimal(0) for _, part in parts), Decimal(0))
    if rest < 0 <= share.net:
        return [(None, share)]
    bound = combine([share.bound, *(part.bound.flipped for _, part in parts)])
    if rest or bound not in {Bound.EXACT, Bound.AT_MOST} or not parts:
        parts.append((None, share._replace(net=rest, bound=bound)))
    return parts


def folded(groups: tuple[str | None, ...], stage: Stage, by_currency: dict[str | None, list[Share]]) -> Iterator[Row]:
    """A row for each currency; what has no value stands beside the sum where there is but one."""
    beside: list[Share] = []
    if len(by_currency) == 2 and None in by_currency:
        beside = by_currency[None]
    for code, some in by_currency.items():
        if code is None and beside:
            continue
        yield Row(
            groups=groups,
            stage=stage,
            currency=code,
            amount=None if code is None else sum((one.net or Decimal(0) for one in some), Decimal(0)),
            bound=combine(one.bound for one in some),
            packages=len(some) + len(beside),
            without_value=sum(not one.within and not one.package.amount for one in some + beside),
        )


def inside(one: Package, period: Period) -> bool:
    return (period.first is None or one.announced_on.first_day >= period.first) and (
        period.last is None or one.announced_on.last_day <= period.last
    )


def touches(one: Package, period: Period) -> bool:
    return (period.first is None or one.announced_on.last_day >= period.first) and (
        period.last is None or one.announced_on.first_day <= period.last
    )


def passes(one: Package, filters: Filters) -> bool:
    def party(wanted: tuple[str, ...], stated: str) -> bool:
        return not wanted or any(code == stated or code in stated.split("+") for code in wanted)

    return (
        party(filters.donors, one.donor)
        and party(filters.recipients, one.recipient)
        and (not filters.aid_types or one.aid_type in filters.aid_types)
        and (not filters.instruments or one.instrument in filters.instruments)
        and (not filters.currencies or (one.amount is not None and one.amount.currency in filters.currencies))
        and (not filters.categories or any(item.category in filters.categories for item in one.items))
        and (not filters.tags or bool(set(filters.tags) & set(one.tags)))
    )


def _by_text(row: Row) -> Any:
    """The order of time is tested on its own."""

    def last(text: str | None) -> tuple[bool, str]:
        return text is None, text or ""

    return [last(text) for text in row.groups], list(Stage).index(row.stage), last(row.currency)


def reference(packages: Packages, by: tuple[Dimension, ...], period: Period, filters: Filters) -> dict[str, Any]:  # noqa: C901  the rules in one place
    """What the totals have to be."""
    stages = filters.stages or (Stage.APPROPRIATION, Stage.COMMITMENT, Stage.DELIVERY)
    scope = [one for one in shares(packages) if inside(one.package, period) and passes(one.package, filters)]
    chosen = [one for one in scope if one.package.stage in stages]
    parties = [("donor", filters.donors), ("recipient", filters.recipients)]
    apart = [
        (name, codes)
        for name, codes in parties
        if codes and Dimension(name) not in by and any(getattr(one.package, name) not in codes for one in chosen)
    ]

    def group(share: Share, category: str | None) -> tuple[str | None, ...]:
        one = share.package
        found: list[str | None] = []
        for dimension in by:
            match dimension:
                case Dimension.DONOR | Dimension.RECIPIENT | Dimension.STAGE | Dimension.INSTRUMENT:
                    found.append(getattr(one, dimension.value))
                case Dimension.AID_TYPE:
                    found.append(one.aid_type.value)
                case Dimension.CURRENCY:
                    found.append(share.currency)
                case Dimension.CATEGORY:
                    found.append(category)
                case _:
                    found.append(one.announced_on.groups[dimension.value])
        for name, codes in apart:
            stated = getattr(one, name)
            found.append(", ".join(sorted(codes)) if stated in codes else stated)
        return tuple(found)

    together: dict[tuple[tuple[str | None, ...], Stage], dict[str | None, list[Share]]] = defaultdict(dict)
    for share in chosen:
        for category, part in by_category(share) if Dimension.CATEGORY in by else [(None, share)]:
            together[group(share, category), share.package.stage].setdefault(share.currency, []).append(part)
    rows = [row for (groups, stage), found in together.items() for row in folded(groups, stage, found)]
    whole: dict[Stage, dict[str | None, list[Share]]] = defaultdict(dict)
    for share in chosen:
        whole[share.package.stage].setdefault(share.currency, []).append(share)
    sums = [row for stage, found in whole.items() for row in folded((), stage, found)]

    rows.sort(key=_by_text)
    sums.sort(key=_by_text)
    once: dict[tuple[Stage, str], list[Any]] = defaultdict(lambda: [Decimal(0), 0])
    for share in chosen:
        if share.children:
            entry = once[share.package.stage, str(share.currency)]
            entry[0] += share.drawn
            entry[1] += share.children
    straddling = sorted(
        (one.announced_on.first_day, str(one.ref), str(one.announced_on))
        for one in packages
        if one.status is Status.LIVE
        and one.stage in stages
        and passes(one, filters)
        and touches(one, period)
        and not inside(one, period)
    )
    return {
        "rows": rows,
        "sums": sums,
        "dimensions": (*by, *(Dimension(name) for name, _ in apart)),
        "counted_once": {(stage, code, amount, count) for (stage, code), (amount, count) in once.items()},
        "within_others": sum(one.within for one in chosen),
        "unsourced": sum(not one.package.sources for one in chosen),
        "aid_types": tuple(kind for kind in AidType if any(one.package.aid_type is kind for one in chosen)),
        "straddling": tuple((ref, on) for _, ref, on in straddling),
        "left_out": {
            stage: count
            for stage in Stage
            if stage not in stages and (count := sum(one.package.stage is stage for one in scope))
        },
    }


def shown(totals: Totals) -> dict[str, Any]:
    """The same parts of what the ledger says."""
    return {
        "rows": sorted((Row(*row[:7]) for row in totals.rows), key=_by_text),
        "sums": [Row(*row[:7]) for row in totals.sums],
        "dimensions": totals.dimensions,
        "counted_once": {(one.stage, one.currency, one.amount, one.packages) for one in totals.counted_once},
        "within_others": totals.within_others,
        "unsourced": totals.unsourced,
        "aid_types": totals.aid_types,
        "straddling": totals.straddling,
        "left_out": totals.left_out,
    }


_STAGES = [Stage.APPROPRIATION, Stage.COMMITMENT, Stage.COMMITMENT, Stage.COMMITMENT, Stage.DELIVERY, Stage.PLEDGE]


_items = st.builds(
    lambda category, worth: {
        "description": "x",
        "category": category,
        "amount": worth and {"value": worth[0], "currency": worth[1], "bound": worth[2].value},
    },
    st.sampled_from(["fires", "medical", None]),
    st.none() | st.tuples(st.integers(0, 40), st.sampled_from(["USD", "USD", "JPY"]), bounds),
)


@st.composite
def ledgers(draw: st.DrawFn) -> Packages:
    """A few packages that draw on one another in trees, of several stages, currencies, bounds and dates."""
    some: Packages = []
    for number in range(draw(st.integers(2, 7))):
        stage = draw(st.sampled_from(_STAGES))
        cancelled = draw(st.sampled_from([False] * 7 + [True]))
        parents = [one.ref for one in some if one.stage.rank <= stage.rank and (cancelled or one.status is Status.LIVE)]
        stated = st.tuples(st.integers(-60, 120), st.sampled_from(["USD", "USD", "USD", "JPY"]), bounds)
        amount = draw(st.one_of(st.none(), stated, stated, stated))
        some.append(
            package(
                ref=f"p{number}",
                title="x",
                stage=stage.value,
                status="cancelled" if cancelled else None,
                donor=draw(st.sampled_from(["US", "DK", "DK+NO"])),
                recipient=draw(st.sampled_from(["UA", "UA", "MD+UA"])),
                aid_type=draw(st.sampled_from(["military", "military", "mixed"])),
                instrument=draw(st.sampled_from([None, "PDA", "loan"])),
                announced_on=draw(
                    st.sampled_from(["2022-11-10", "2022-12-31", "2023-01-01", "2023-01", "2022", "2023-10-01"])
                ),
                amount=amount and {"value": amount[0], "currency": amount[1], "bound": amount[2].value},
                draws_on=draw(st.sampled_from([None, *parents[-3:]])),
                tags=draw(st.lists(st.sampled_from(["a", "b"]), max_size=1)),
                items=draw(st.lists(_items, max_size=3)),
                sources=draw(st.sampled_from([None, ["a source"]])),
            )
        )
    return some


_dimensions = st.sampled_from(
    [
        *((dimension,) for dimension in Dimension if dimension is not Dimension.CATEGORY),
        (Dimension.MONTH, Dimension.DONOR),
        (Dimension.CURRENCY, Dimension.INSTRUMENT),
        (Dimension.FISCAL_YEAR, Dimension.STAGE, Dimension.RECIPIENT),
        (Dimension.DONOR, Dimension.CURRENCY, Dimension.DAY),
    ]
)
_any_dimensions = _dimensions | st.sampled_from([(Dimension.CATEGORY,), (Dimension.YEAR, Dimension.CATEGORY)])
_periods = st.sampled_from(
    [
        "2022",
        "2023",
        "FY2023",
        "2022-11..2023-01",
        "2023-01..",
        "..2022-12-30",
        "2022-12-31..2023-01-01",
        "2023-01-31..",
    ]
).map(Period.parse)
_filters = st.sampled_from(
    [
        Filters(donors=("DK",)),
        Filters(donors=("DK+NO", "US")),
        Filters(donors=("NO",), recipients=("MD",)),
        Filters(recipients=("UA",), instruments=("PDA", "loan")),
        Filters(stages=(Stage.COMMITMENT,), currencies=("USD",)),
        Filters(stages=(Stage.PLEDGE, Stage.APPROPRIATION), donors=("US",)),
        Filters(aid_types=(AidType.MIXED,)),
        Filters(tags=("a",)),
        Filters(categories=(Category.FIRES,)),
        Filters(categories=(Category.FIRES, Category.MEDICAL), currencies=("USD",)),
    ]
)
_questions = st.lists(
    st.tuples(_any_dimensions, st.just(Period()) | _periods, st.just(Filters()) | _filters), min_size=3, max_size=3
)


class Emptied:
    """One open SQLite ledger that is made empty again, so that its statements are compiled once for all examples."""

    def __init__(self, path: Path) -> None:
        self._path, self._empty = path, path.with_suffix(".empty")
        self._ledger = Ledger.open(path)
        shutil.copyfile(path, self._empty)

    def of(self, packages: Packages) -> Ledger:
        """The ledger with these packages and no others."""
        shutil.copyfile(self._empty, self._path)
        self._ledger.record_many(map(Entry, packages))
        return self._ledger


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Emptied:
    return Emptied(tmp_path_factory.mktemp("totals") / "ledger.db")


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(packages=ledgers(), questions=_questions)
def test_totals_agree_with_the_rules(emptied: Emptied, packages: Packages, questions: Any) -> None:
    ledger = emptied.of(packages)
    for by, period, filters in questions:
        assert shown(ledger.totals(by, period, filters)) == reference(packages, by, period, filters)


@pytest.mark.slow
@settings(max_examples=1_000, suppress_health_check=list(HealthCheck))
@given(packages=ledgers(), questions=_questions)
def test_totals_agree_with_the_rules_at_length(emptied: Emptied, packages: Packages, questions: Any) -> None:
    ledger = emptied.of(packages)
    for by, period, filters in questions:
        assert shown(ledger.totals(by, period, filters)) == reference(packages, by, period, filters)


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(packages=ledgers(), questions=_questions)
def test_totals_agree_with_the_rules_on_postgresql(fresh_postgresql: Fresh, packages: Packages, questions: Any) -> None:
    with fresh_postgresql() as target, Ledger.open(target) as ledger:
        ledger.record_many(map(Entry, packages))
        for by, period, filters in questions:
            assert shown(ledger.totals(by, period, filters)) == reference(packages, by, period, filters)


class Sum(NamedTuple):
    """What a set of rows adds up to."""

    amounts: dict[tuple[Stage, str], Decimal]
    bounds: dict[tuple[Stage, str], Bound]
    packages: dict[Stage, int]
    without_value: dict[Stage, int]
    counted_once: set[Any]
    within_others: int


def add_up(*all_totals: Totals) -> Sum:
    amounts: dict[tuple[Stage, str], Decimal] = defaultdict(Decimal)
    found: dict[tuple[Stage, str], list[Bound]] = defaultdict(list)
    packages: dict[Stage, int] = defaultdict(int)
    without_value: dict[Stage, int] = defaultdict(int)
    for row in (row for totals in all_totals for row in totals.rows):
        packages[row.stage] += row.packages
        without_value[row.stage] += row.without_value
        if row.currency:
            amounts[row.stage, row.currency] += row.amount or 0
            found[row.stage, row.currency].append(row.bound)
    once: dict[Any, list[Any]] = defaultdict(lambda: [Decimal(0), 0])
    for one in (one for totals in all_totals for one in totals.counted_once):
        once[one.stage, one.currency][0] += one.amount
        once[one.stage, one.currency][1] += one.packages
    return Sum(
        amounts, {key: combine(some) for key, some in found.items()}, packages, without_value,
        {(*key, *value) for key, value in once.items()}, sum(totals.within_others for totals in all_totals),
    )  # fmt: skip


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(packages=ledgers(), by=_dimensions, filters=_filters)
def test_finer_groups_and_shorter_periods_add_up_to_coarser_and_longer_ones(
    emptied: Emptied, packages: Packages, by: tuple[Dimension, ...], filters: Filters
) -> None:
    ledger = emptied.of(packages)
    coarse = add_up(ledger.totals([Dimension.STAGE], None, filters))
    assert add_up(ledger.totals(by, None, filters)) == coarse
    years = [ledger.totals([Dimension.STAGE], Period.parse(year), filters) for year in ("..2021", "2022", "2023..")]
    assert add_up(*years) == coarse
    parted = [
        ledger.totals(by, None, filters.model_copy(update={"aid_types": (kind,)}))
        for kind in filters.aid_types or (AidType.MILITARY, AidType.MIXED)
    ]
    assert add_up(*parted) == coarse


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(packages=ledgers(), by=_dimensions)
def test_every_live_package_is_counted_in_one_row_and_no_row_mixes(
    emptied: Emptied, packages: Packages, by: tuple[Dimension, ...]
) -> None:
    totals = emptied.of(packages).totals(by, None, Filters(stages=tuple(Stage)))
    assert sum(row.packages for row in totals.rows) == sum(one.status is Status.LIVE for one in packages)
    assert len({(row.groups, row.stage, row.currency) for row in totals.rows}) == len(totals.rows)
    stated = {(one.stage, one.amount.currency) for one in packages if one.amount and one.status is Status.LIVE}
    for row in totals.rows:
        assert row.currency is None or (row.stage, row.currency) in stated
        assert (row.currency is None) == (row.amount is None)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(stated=st.integers(1, 100), parts=st.lists(st.integers(1, 40), max_size=5))
def test_what_is_drawn_from_a_package_is_counted_once(emptied: Emptied, stated: int, parts: list[int]) -> None:
    children = [package(ref=f"c{n}", draws_on="parent", amount=f"USD {part}") for n, part in enumerate(parts)]
    ledger = emptied.of([package(ref="parent", amount=f"USD {stated}"), *children])
    (row,) = ledger.totals([Dimension.STAGE]).rows
    assert row.amount == max(stated, sum(parts))


def totals_of(ledger: Ledger, *some: Package, by: str = "stage", filters: Filters | None = None) -> list[str]:
    """Record `some`; the rows of their totals in short: groups, then the amount."""
    ledger.record_many(map(Entry, some))
    return [
        " ".join(
            [
                *map(str, row.groups),
                f"{row.bound.symbol}{'?' if row.amount is None else f'{row.amount:f}'}",
                row.currency or "-",
                f"{row.packages}/{row.without_value}",
            ]
        )
        for row in ledger.totals(Dimension.parse(by), None, filters).rows
    ]


def test_a_child_counts_in_its_own_period_and_its_parent_with_what_is_left(ledger: Ledger) -> None:
    rows = totals_of(
        ledger,
        package(ref="act", amount="USD 100", announced_on="2022-05-21"),
        package(ref="one", amount="USD 30", announced_on="2022-06-01", draws_on="act"),
        package(ref="two", amount="USD 50", announced_on="2023-01-06", draws_on="act"),
        by="year",
    )
    assert rows == ["2022 50.00 USD 2/0", "2023 50.00 USD 1/0"]
    (later,) = ledger.totals([Dimension.STAGE], Period.parse("2022-05")).rows
    assert later.amount == 20


def test_what_overdraws_its_parent_leaves_nothing_and_not_less(ledger: Ledger) -> None:
    rows = totals_of(ledger, package(ref="act", amount="USD 100"), package(amount="USD 130", draws_on="act"))
    assert rows == ["commitment 130.00 USD 2/0"]


def test_a_grandchild_is_drawn_from_its_nearest_ancestor(ledger: Ledger) -> None:
    rows = totals_of(
        ledger,
        package(ref="a", amount="USD 100", donor="US"),
        package(ref="b", amount="USD 60", donor="DK", draws_on="a"),
        package(ref="c", amount=None, title="untold", donor="NO", draws_on="b"),
        package(ref="d", amount="USD 50", donor="SE", draws_on="c"),
        by="donor",
    )
    assert rows == ["DK 10.00 USD 1/0", "NO ? - 1/0", "SE 50.00 USD 1/0", "US 40.00 USD 1/0"]
    assert ledger.totals([Dimension.STAGE]).within_others == 1


def test_another_currency_is_within_its_parent_and_adds_nothing(ledger: Ledger) -> None:
    rows = totals_of(ledger, package(ref="a", amount="USD 100"), package(amount="EUR 60", draws_on="a"), by="currency")
    assert rows == ["USD 100.00 USD 1/0", "None ? - 1/0"]


def test_stages_are_never_netted_against_each_other(ledger: Ledger) -> None:
    rows = totals_of(
        ledger,
        package(ref="act", stage="appropriation", amount="USD 100"),
        package(ref="pda", stage="commitment", amount="USD 60", draws_on="act"),
        package(stage="delivery", amount="USD 20", draws_on="pda"),
    )
    assert rows == ["appropriation 100.00 USD 1/0", "commitment 60.00 USD 1/0", "delivery 20.00 USD 1/0"]


@pytest.mark.parametrize(
    ("parent", "child", "left"),
    [
        ("USD 100", "at least USD 60", "<=40.00"),
        ("USD 100", "up to USD 60", ">=40.00"),
        ("USD 100", "about USD 60", "~40.00"),
        ("up to USD 100", "USD 60", "<=40.00"),
        ("up to USD 100", "at least USD 60", "<=40.00"),
        ("up to USD 100", "up to USD 60", "~40.00"),
        ("at least USD 100", "up to USD 60", ">=40.00"),
        ("USD 40", "at least USD 60", "0.00"),
        ("up to USD 40", "USD 60", "0.00"),
        ("USD 40", "up to USD 60", ">=0.00"),
        ("at least USD 40", "USD 60", ">=0.00"),
        ("USD 40", "about USD 60", "~0.00"),
        ("-USD 40", "USD 60", "-40.00"),
        ("USD 40", "-USD 60", "40.00"),
        ("-USD 40", "-USD 60", "-40.00"),
        ("USD 40", "USD 0", "40.00"),
    ],
)
def test_the_bound_of_what_is_left_is_that_of_the_difference(
    fresh_sqlite: Fresh, parent: str, child: str, left: str
) -> None:
    with fresh_sqlite() as target, Ledger.open(target) as ledger:
        rows = totals_of(
            ledger, package(ref="a", amount=parent), package(amount=child, donor="DK", draws_on="a"), by="donor"
        )
    assert rows[1] == f"US {left} USD 1/0"


def test_what_lies_below_an_adjustment_is_drawn_from_what_lies_above_it(ledger: Ledger) -> None:
    rows = totals_of(
        ledger,
        package(ref="top", amount="USD 100"),
        package(ref="adjustment", amount="-USD 20", draws_on="top"),
        package(amount="USD 30", draws_on="adjustment"),
        package(amount="-EUR 5", draws_on="top", title="in another currency"),
    )
    assert rows == ["commitment -5.00 EUR 1/0", "commitment 80.00 USD 3/0"]


def test_adjustments_are_subtracted(ledger: Ledger) -> None:
    rows = totals_of(ledger, package(amount="USD 100"), package(amount="-USD 30", title="revaluation"))
    assert rows == ["commitment 70.00 USD 2/0"]


def test_bounds_of_a_row_speak_for_its_stated_values(ledger: Ledger) -> None:
    rows = totals_of(
        ledger, package(amount="up to USD 100"), package(amount="USD 1"), package(amount=None, title="untold")
    )
    assert rows == ["commitment <=101.00 USD 3/1"]


def test_what_has_no_value_stands_alone_where_there_are_two_currencies(ledger: Ledger) -> None:
    rows = totals_of(ledger, package(amount="EUR 1"), package(amount="USD 2"), package(amount=None, title="untold"))
    assert rows == ["commitment 1.00 EUR 1/0", "commitment 2.00 USD 1/0", "commitment ? - 1/1"]


def test_a_joint_package_counts_once_and_apart_for_one_of_its_donors(ledger: Ledger) -> None:
    some = [package(donor="DK", amount="EUR 1"), package(donor="DK+NO", amount="EUR 2"), package(amount="EUR 4")]
    assert totals_of(ledger, *some, by="donor") == ["DK 1.00 EUR 1/0", "DK+NO 2.00 EUR 1/0", "US 4.00 EUR 1/0"]
    assert totals_of(ledger, filters=Filters(donors=("DK",))) == [
        "commitment DK 1.00 EUR 1/0",
        "commitment DK+NO 2.00 EUR 1/0",
    ]
    assert totals_of(ledger, filters=Filters(donors=("DK", "US"))) == [
        "commitment DK+NO 2.00 EUR 1/0",
        "commitment DK, US 5.00 EUR 2/0",
    ]


def test_requests_and_pledges_are_counted_only_when_asked_for(ledger: Ledger) -> None:
    some = [package(stage=stage.value, amount="USD 1") for stage in Stage]
    assert [row.split()[0] for row in totals_of(ledger, *some)] == ["appropriation", "commitment", "delivery"]
    assert ledger.totals([Dimension.STAGE]).left_out == {Stage.REQUEST: 1, Stage.PLEDGE: 1}
    assert totals_of(ledger, filters=Filters(stages=(Stage.REQUEST,))) == ["request 1.00 USD 1/0"]


def test_nothing_adds_up_to_no_rows(ledger: Ledger) -> None:
    totals = ledger.totals([Dimension.MONTH])
    assert (totals.rows, totals.counted_once, totals.within_others, totals.unsourced) == ((), (), 0, 0)


def test_sums_of_the_largest_amounts_stay_exact(ledger: Ledger) -> None:
    most = "USD 9,999,999,999,999.99"
    rows = totals_of(ledger, *(package(ref=f"p{n}", amount=most) for n in range(30)))
    assert rows == ["commitment 299999999999999.70 USD 30/0"]
