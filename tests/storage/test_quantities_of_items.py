"""Quantities of items, against a plain-Python reference that was written from the rules in words."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

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

from aidledger.domain.bounds import Bound, combine
from aidledger.domain.dates import Period
from aidledger.domain.findings import Kind
from aidledger.domain.item_totals import AnyDimension, ItemDimension, ItemTotal, ItemTotals, parse_dimensions
from aidledger.domain.lookback import AsOf
from aidledger.domain.packages import Entry, LineItem, Package
from aidledger.domain.totals import Filters
from aidledger.domain.vocabulary import AidType, Category, Dimension, Stage, Status
from aidledger.storage.ledger import Ledger

SPELLINGS = {"rds": "rounds", "metric tons": "tonnes"}
"""Of the units below, those that are another one's spelling."""


def reference(
    packages: Packages, by: tuple[AnyDimension, ...], period: Period, filters: Filters, text: str
) -> dict[str, Any]:
    """What the answer has to be."""
    asked_for = stages(filters)

    def wanted(one: Package) -> list[LineItem]:
        return [
            item
            for item in one.items
            if all(word in item.description.lower() for word in text.lower().split())
            and (not filters.categories or item.category in filters.categories)
        ]

    passing = [one for one in packages if one.status is Status.LIVE and passes(one, filters)]
    scope = [one for one in passing if inside(one, period)]
    chosen = [one for one in scope if one.stage in asked_for]
    counted = {str(one.ref): one for one in chosen if wanted(one)}
    parted = apart(counted.values(), by, filters)

    def group(one: Package, item: LineItem) -> tuple[str | None, ...]:
        currency = one.amount.currency if one.amount else None
        return groups(one, by, parted, lambda own: currency if own is Dimension.CURRENCY else getattr(item, own))

    together: dict[Any, dict[str | None, list[tuple[Package, LineItem]]]] = defaultdict(lambda: defaultdict(list))
    for one in counted.values():
        for item in wanted(one):
            unit = SPELLINGS.get(item.quantity.unit, item.quantity.unit) if item.quantity else None
            together[group(one, item), one.stage][unit].append((one, item))
    rows = []
    for (keys, stage), by_unit in together.items():
        unstated = by_unit.pop(None) if len(by_unit) == 2 and None in by_unit else []
        for unit, some in by_unit.items():
            stated = [item.quantity for _, item in some if item.quantity]
            rows.append(
                ItemTotal(
                    groups=keys,
                    stage=stage,
                    unit=unit,
                    quantity=sum((one.number for one in stated), Decimal(0)) if stated else None,
                    bound=combine(one.bound for one in stated),
                    packages=len({one.ref for one, _ in some}),
                    items=len(stated),
                    without_quantity=len(some) - len(stated) + len(unstated),
                )
            )

    rows.sort(key=lambda row: (by_text(*row.groups), list(Stage).index(row.stage), by_text(row.unit)))
    return {
        "rows": rows,
        "dimensions": dimensions(by, parted),
        "aid_types": tuple(kind for kind in AidType if any(one.aid_type is kind for one in counted.values())),
        "left_out": {
            stage: count
            for stage in Stage
            if stage not in asked_for and (count := sum(len(wanted(one)) for one in scope if one.stage is stage))
        },
        "unlisted": sum(not one.items for one in chosen),
        "unsourced": sum(not one.sources for one in counted.values()),
        "straddling": straddling((one for one in passing if one.stage in asked_for and wanted(one)), period),
        "within_others": tuple(
            sorted(
                ref
                for ref, one in counted.items()
                if any(str(above.ref) in counted for above in lineage(one, packages))
            )
        ),
    }


def shown(totals: ItemTotals) -> dict[str, Any]:
    """The same parts of what the ledger says."""
    names = (
        "dimensions", "aid_types", "left_out", "unlisted", "unsourced", "straddling", "within_others",
    )  # fmt: skip
    return {"rows": list(totals.rows)} | {name: getattr(totals, name) for name in names}


_quantities = st.fixed_dictionaries(
    {
        "number": st.integers(0, 5_000).map(lambda milli: str(Decimal(milli) / 8)),
        "unit": st.sampled_from(["rounds", "rounds", "rds", "systems", "tons", "tonnes", "metric tons"]),
        "bound": bounds.map(lambda bound: bound.value),
    }
)
_items = st.fixed_dictionaries(
    {"description": st.sampled_from(["155mm rounds", "155MM shells", "Ölpumpe 100%", "spare_parts"])},
    optional={"category": st.sampled_from(["fires", "medical"]), "quantity": _quantities},
)


_packages = ledgers(st.sampled_from([None, "USD 5", "EUR 5"]), _items)
_dimensions = st.sampled_from(
    [
        *((dimension,) for dimension in (*ItemDimension, *Dimension)),
        (Dimension.CATEGORY, Dimension.FISCAL_YEAR),
        (Dimension.DONOR, ItemDimension.DESCRIPTION, Dimension.STAGE),
    ]
)
_periods = st.sampled_from(["2022", "FY2023", "2022-11..2023-01", "2023-01-02..", "..2022-12-30"]).map(Period.parse)
_filters = st.sampled_from(
    [
        Filters(donors=("DK",)),
        Filters(donors=("NO",), recipients=("MD", "UA")),
        Filters(categories=(Category.FIRES,)),
        Filters(categories=(Category.FIRES, Category.MEDICAL), stages=(Stage.PLEDGE, Stage.DELIVERY)),
        Filters(tags=("a",)),
    ]
)
_texts = st.sampled_from(["", "155mm", "mm ROUND", "ÖL", "0%", "_", "howitzer"])
_questions = st.lists(
    st.tuples(_dimensions, st.just(Period()) | _periods, st.just(Filters()) | _filters, _texts), min_size=4, max_size=4
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(packages=_packages, questions=_questions)
def test_quantities_agree_with_the_rules(anew_sqlite: Anew, packages: Packages, questions: Any) -> None:
    agree(anew_sqlite, packages, questions)


@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
@given(packages=_packages, questions=_questions)
def test_quantities_agree_with_the_rules_on_postgresql(
    anew_postgresql: Anew, packages: Packages, questions: Any
) -> None:
    agree(anew_postgresql, packages, questions)


def agree(anew: Anew, packages: Packages, questions: Any) -> None:
    with anew() as ledger:
        ledger.record_many(map(Entry, packages))
        for by, period, filters, text in questions:
            answer = ledger.quantities(by, period, filters, text=text)
            assert shown(answer) == reference(packages, by, period, filters, text)


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(packages=_packages, by=_dimensions)
def test_finer_groups_add_up_to_coarser_ones_and_no_row_mixes(
    anew_sqlite: Anew, packages: Packages, by: tuple[AnyDimension, ...]
) -> None:
    def added(totals: ItemTotals) -> tuple[Any, ...]:
        sums: dict[Any, Decimal] = defaultdict(Decimal)
        found: dict[Any, list[Bound]] = defaultdict(list)
        counts: dict[Stage, list[int]] = defaultdict(lambda: [0, 0])
        for row in totals.rows:
            if row.unit:
                sums[row.stage, row.unit] += row.quantity or 0
                found[row.stage, row.unit].append(row.bound)
            counts[row.stage][0] += row.items
            counts[row.stage][1] += row.without_quantity
        return sums, {key: combine(some) for key, some in found.items()}, counts

    with anew_sqlite() as ledger:
        ledger.record_many(map(Entry, packages))
        everything = Filters(stages=tuple(Stage))
        fine = ledger.quantities(by, None, everything)
        assert added(fine) == added(ledger.quantities([Dimension.STAGE], None, everything))
    assert len({(row.groups, row.stage, row.unit) for row in fine.rows}) == len(fine.rows)
    live = [one for one in packages if one.status is Status.LIVE]
    assert sum(row.items + row.without_quantity for row in fine.rows) == sum(len(one.items) for one in live)


def rows_of(ledger: Ledger, *some: Package, by: str = "category", **question: Any) -> list[str]:
    """Record `some`; the rows of their quantities in short: groups, the quantity, packages/items/without a quantity."""
    ledger.record_many(map(Entry, some))
    return [
        " ".join(
            [
                *map(str, row.groups),
                "?" if row.quantity is None else f"{row.bound.symbol}{row.quantity:f} {row.unit}",
                f"{row.packages}/{row.items}/{row.without_quantity}",
            ]
        )
        for row in ledger.quantities(parse_dimensions(by), **question).rows
    ]


def item(text: str, category: str | None = None) -> dict[str, object]:
    """An item as a document has it: `3 systems: HIMARS`."""
    quantity, colon, description = text.rpartition(": ")
    found: dict[str, object] = {"description": description}
    return found | ({"quantity": quantity} if colon else {}) | ({"category": category} if category else {})


def test_spellings_of_a_unit_are_one_and_a_package_that_uses_two_counts_once(ledger: Ledger) -> None:
    rows = rows_of(
        ledger,
        package(items=[item("at least 100 rds: x", "fires"), item("5 rounds: y", "fires"), item("z", "fires")]),
        package(announced_on="2023-01", items=[item("1 round: x", "fires")]),
    )
    assert rows == ["fires >=106 rounds 2/3/1"]


def test_tonnes_and_tons_stay_apart_and_so_do_items_without_a_quantity_beside_two_units(ledger: Ledger) -> None:
    written = ["1.5 metric tons: x", "2 tonnes: x", "3 tons: x", "4 short tons: x", "x"]
    rows = rows_of(ledger, package(items=[item(text) for text in written]))
    assert rows == ["None 4 short tons 1/1/0", "None 3.5 tonnes 1/2/0", "None 3 tons 1/1/0", "None ? 1/0/1"]


def test_what_is_stored_is_not_changed_by_folding(ledger: Ledger) -> None:
    ledger.record(package(ref="one", items=[item("100 rds: x")]))
    assert rows_of(ledger) == ["None 100 rounds 1/1/0"]
    (kept,) = ledger.get("one").package.items
    assert kept.quantity is not None
    assert kept.quantity.unit == "rds"
    assert not [one for one in ledger.verify() if one.kind is Kind.FAULT]


def test_a_category_takes_its_own_items_alone(ledger: Ledger) -> None:
    one = package(items=[item("5 rounds: x", "fires"), item("7 rounds: y", "medical"), item("9 rounds: z")])
    assert rows_of(ledger, one) == ["fires 5 rounds 1/1/0", "medical 7 rounds 1/1/0", "None 9 rounds 1/1/0"]
    assert rows_of(ledger, filters=Filters(categories=(Category.FIRES,)), by="stage") == ["commitment 5 rounds 1/1/0"]


def test_words_are_looked_for_in_the_description_alone_and_mean_themselves(ledger: Ledger) -> None:
    one = package(title="155mm", note="155mm", items=[item("5 rounds: 105mm"), item("6 rounds: Übung 155 MM 50%")])
    for text, found in (
        ("155mm", []),
        ("mm 155", ["Übung 155 MM 50% 6 rounds 1/1/0"]),
        ("übung", ["Übung 155 MM 50% 6 rounds 1/1/0"]),
        ("5%", []),
        ("50%", ["Übung 155 MM 50% 6 rounds 1/1/0"]),
        ("1_5mm", []),
        ("\x00\ud800", []),
        ("  ", ["105mm 5 rounds 1/1/0", "Übung 155 MM 50% 6 rounds 1/1/0"]),
    ):
        assert rows_of(ledger, one, by="description", text=text) == found


def test_items_that_may_be_counted_twice_are_told(ledger: Ledger) -> None:
    some = [
        package(ref="act", items=[item("10 rounds: x"), item("tents")]),
        package(ref="empty", amount="USD 5", draws_on="act"),
        package(ref="below", amount="USD 4", draws_on="empty", items=[item("3 rounds: x")]),
        package(ref="later", stage="delivery", draws_on="act", items=[item("3 rounds: x")]),
    ]
    rows = rows_of(ledger, *some, by="stage")
    assert rows == ["commitment 13 rounds 2/2/1", "delivery 3 rounds 1/1/0"]
    assert ledger.quantities([Dimension.STAGE]).within_others == ("below",)
    assert ledger.quantities([Dimension.STAGE], text="tents").within_others == ()


def test_looking_back_counts_what_spoke_then(ledger: Ledger) -> None:
    ledger.record(package(ref="one", known_on="2023-09-01", items=[item("10 rounds: x")]))
    ledger.revise("one", {"items": [item("8 rounds: x")]}, reason="recount", known_on=date(2023, 10, 1))
    ledger.record(package(ref="two", known_on="2023-09-15", items=[item("1 round: x")]))
    ledger.cancel("two", reason="withdrawn", known_on=date(2023, 10, 1))
    assert rows_of(ledger) == ["None 8 rounds 1/1/0"]
    for day, expected in ((1, ["None 10 rounds 1/1/0"]), (15, ["None 11 rounds 2/2/0"])):
        assert rows_of(ledger, as_of=AsOf(known_on=date(2023, 9, day))) == expected
    assert rows_of(ledger, as_of=AsOf(known_on=date(2023, 8, 31))) == []


def test_fiscal_years_may_start_in_another_month(ledger: Ledger) -> None:
    dates = {
        "2023-03-31": "at least 1 round",
        "2023-04-01": "2 rounds",
        "2024-03": "up to 4 rounds",
        "2023": "8 rounds",
    }
    some = [package(announced_on=on, items=[item(f"{quantity}: x"), item("x")]) for on, quantity in dates.items()]
    rows = rows_of(ledger, *some, by="fiscal-year,instrument", fiscal_start=4)
    assert rows == [
        "FY2023 None >=1 rounds 1/1/1",
        "FY2023-2024 None 8 rounds 1/1/1",
        "FY2024 None <=6 rounds 2/2/2",
    ]
    rows = rows_of(ledger, by="fiscal-quarter", fiscal_start=4, period=Period.parse("FY2024", 4))
    assert rows == ["FY2024Q1 2 rounds 1/1/1", "FY2024Q4 <=4 rounds 1/1/1"]


def test_sums_of_the_largest_quantities_stay_exact(ledger: Ledger) -> None:
    most = "999,999,999,999.999 rounds: x"
    rows = rows_of(ledger, *(package(ref=f"p{n}", items=[item(most)] * 10) for n in range(30)))
    assert rows == ["None 299999999999999.7 rounds 30/300/0"]


def test_nothing_adds_up_to_no_rows(ledger: Ledger) -> None:
    totals = ledger.quantities([ItemDimension.DESCRIPTION])
    assert (totals.rows, totals.unlisted, totals.within_others) == ((), 0, ())


@pytest.mark.parametrize(("text", "hint"), [("describe", "choose from: description, day, "), ("day,DAY", "each")])
def test_what_is_no_dimension_is_refused(text: str, hint: str) -> None:
    with pytest.raises(ValueError, match=text.rpartition(",")[2].lower()) as caught:
        parse_dimensions(text)
    assert hint in getattr(caught.value, "hint", "")
