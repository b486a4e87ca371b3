"""Totals, against a plain-Python reference that was written from the rules in words."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage.reference import (
    Packages,
    apart,
    by_text,
    dimensions,
    groups,
    inside,
    ledgers,
    lineage,
    passes,
    stages,
    straddling,
)
from strategies import bounds
from support import Anew, package

from aidledger.domain.amounts import Amount
from aidledger.domain.bounds import Bound, combine
from aidledger.domain.dates import Period
from aidledger.domain.packages import Entry, Package
from aidledger.domain.totals import Filters, Totals
from aidledger.domain.vocabulary import AidType, Category, Dimension, Stage, Status
from aidledger.storage.ledger import Ledger


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


def shares(packages: Packages) -> list[Share]:
    """The rules of the lineage, package by package."""
    live = [one for one in packages if one.status is Status.LIVE]
    within: set[str | None] = set()
    drawn: dict[str | None, list[Amount]] = defaultdict(list)
    for one in live:
        valued = [above.amount for above in lineage(one, packages) if above.amount]
        if one.amount and one.amount.value < 0:
            continue
        if valued and (not one.amount or one.amount.currency != valued[-1].currency):
            within.add(one.ref)
        elif one.amount and one.amount.value > 0:
            for above in lineage(one, packages):
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


def has_category(one: Package, filters: Filters) -> bool:
    """A category takes the packages that have an item of it, whole."""
    return not filters.categories or any(item.category in filters.categories for item in one.items)


def _in_order(row: Row) -> Any:
    """The order of time is tested on its own."""
    return by_text(*row.groups), list(Stage).index(row.stage), by_text(row.currency)


def reference(packages: Packages, by: tuple[Dimension, ...], period: Period, filters: Filters) -> dict[str, Any]:
    """What the totals have to be."""
    counted = stages(filters)
    passing = [one for one in packages if passes(one, filters) and has_category(one, filters)]
    scope = [one for one in shares(packages) if one.package in passing and inside(one.package, period)]
    chosen = [one for one in scope if one.package.stage in counted]
    parted = apart((one.package for one in chosen), by, filters)

    def group(share: Share, category: str | None) -> tuple[str | None, ...]:
        return groups(share.package, by, parted, lambda own: category if own is Dimension.CATEGORY else share.currency)

    together: dict[tuple[tuple[str | None, ...], Stage], dict[str | None, list[Share]]] = defaultdict(dict)
    for share in chosen:
        for category, part in by_category(share) if Dimension.CATEGORY in by else [(None, share)]:
            together[group(share, category), share.package.stage].setdefault(share.currency, []).append(part)
    rows = [row for (keys, stage), found in together.items() for row in folded(keys, stage, found)]
    whole: dict[Stage, dict[str | None, list[Share]]] = defaultdict(dict)
    for share in chosen:
        whole[share.package.stage].setdefault(share.currency, []).append(share)
    sums = [row for stage, found in whole.items() for row in folded((), stage, found)]

    rows.sort(key=_in_order)
    sums.sort(key=_in_order)
    once: dict[tuple[Stage, str], list[Any]] = defaultdict(lambda: [Decimal(0), 0])
    for share in chosen:
        if share.children:
            entry = once[share.package.stage, str(share.currency)]
            entry[0] += share.drawn
            entry[1] += share.children
    return {
        "rows": rows,
        "sums": sums,
        "dimensions": dimensions(by, parted),
        "counted_once": {(stage, code, amount, count) for (stage, code), (amount, count) in once.items()},
        "within_others": sum(one.within for one in chosen),
        "unsourced": sum(not one.package.sources for one in chosen),
        "aid_types": tuple(kind for kind in AidType if any(one.package.aid_type is kind for one in chosen)),
        "straddling": straddling(
            (one for one in passing if one.status is Status.LIVE and one.stage in counted), period
        ),
        "left_out": {
            stage: count
            for stage in Stage
            if stage not in counted and (count := sum(one.package.stage is stage for one in scope))
        },
    }


def shown(totals: Totals) -> dict[str, Any]:
    """The same parts of what the ledger says."""
    return {
        "rows": sorted((Row(*row[:7]) for row in totals.rows), key=_in_order),
        "sums": [Row(*row[:7]) for row in totals.sums],
        "dimensions": totals.dimensions,
        "counted_once": {(one.stage, one.currency, one.amount, one.packages) for one in totals.counted_once},
        "within_others": totals.within_others,
        "unsourced": totals.unsourced,
        "aid_types": totals.aid_types,
        "straddling": totals.straddling,
        "left_out": totals.left_out,
    }


_items = st.builds(
    lambda category, worth: {
        "description": "x",
        "category": category,
        "amount": worth and {"value": worth[0], "currency": worth[1], "bound": worth[2].value},
    },
    st.sampled_from(["fires", "medical", None]),
    st.none() | st.tuples(st.integers(0, 40), st.sampled_from(["USD", "USD", "JPY"]), bounds),
)


_stated = st.builds(
    lambda *worth: dict(zip(("value", "currency", "bound"), worth, strict=True)),
    st.integers(-60, 120),
    st.sampled_from(["USD", "USD", "USD", "JPY"]),
    bounds.map(lambda bound: bound.value),
)
_packages = ledgers(st.one_of(st.none(), _stated, _stated, _stated), _items)
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


def agree(anew: Anew, packages: Packages, questions: Any) -> None:
    with anew() as ledger:
        ledger.record_many(map(Entry, packages))
        for by, period, filters in questions:
            assert shown(ledger.totals(by, period, filters)) == reference(packages, by, period, filters)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(packages=_packages, questions=_questions)
def test_totals_agree_with_the_rules(anew_sqlite: Anew, packages: Packages, questions: Any) -> None:
    agree(anew_sqlite, packages, questions)


@pytest.mark.slow
@settings(max_examples=1_000, suppress_health_check=list(HealthCheck))
@given(packages=_packages, questions=_questions)
def test_totals_agree_with_the_rules_at_length(anew_sqlite: Anew, packages: Packages, questions: Any) -> None:
    agree(anew_sqlite, packages, questions)


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(packages=_packages, questions=_questions)
def test_totals_agree_with_the_rules_on_postgresql(anew_postgresql: Anew, packages: Packages, questions: Any) -> None:
    agree(anew_postgresql, packages, questions)


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
@given(packages=_packages, by=_dimensions, filters=_filters)
def test_finer_groups_and_shorter_periods_add_up_to_coarser_and_longer_ones(
    anew_sqlite: Anew, packages: Packages, by: tuple[Dimension, ...], filters: Filters
) -> None:
    years, kinds = ("..2021", "2022", "2023.."), filters.aid_types or (AidType.MILITARY, AidType.MIXED)
    with anew_sqlite() as ledger:
        ledger.record_many(map(Entry, packages))
        coarse = add_up(ledger.totals([Dimension.STAGE], None, filters))
        assert add_up(ledger.totals(by, None, filters)) == coarse
        assert add_up(*(ledger.totals([Dimension.STAGE], Period.parse(year), filters) for year in years)) == coarse
        parted = [ledger.totals(by, None, filters.model_copy(update={"aid_types": (kind,)})) for kind in kinds]
        assert add_up(*parted) == coarse


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(packages=_packages, by=_dimensions)
def test_every_live_package_is_counted_in_one_row_and_no_row_mixes(
    anew_sqlite: Anew, packages: Packages, by: tuple[Dimension, ...]
) -> None:
    with anew_sqlite() as ledger:
        ledger.record_many(map(Entry, packages))
        totals = ledger.totals(by, None, Filters(stages=tuple(Stage)))
    assert sum(row.packages for row in totals.rows) == sum(one.status is Status.LIVE for one in packages)
    assert len({(row.groups, row.stage, row.currency) for row in totals.rows}) == len(totals.rows)
    stated = {(one.stage, one.amount.currency) for one in packages if one.amount and one.status is Status.LIVE}
    for row in totals.rows:
        assert row.currency is None or (row.stage, row.currency) in stated
        assert (row.currency is None) == (row.amount is None)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(stated=st.integers(1, 100), parts=st.lists(st.integers(1, 40), max_size=5))
def test_what_is_drawn_from_a_package_is_counted_once(anew_sqlite: Anew, stated: int, parts: list[int]) -> None:
    children = [package(ref=f"c{n}", draws_on="parent", amount=f"USD {part}") for n, part in enumerate(parts)]
    with anew_sqlite() as ledger:
        ledger.record_many(map(Entry, [package(ref="parent", amount=f"USD {stated}"), *children]))
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
    anew_sqlite: Anew, parent: str, child: str, left: str
) -> None:
    with anew_sqlite() as ledger:
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
