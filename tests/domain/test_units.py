"""The table of units: every spelling means one thing, and what was recorded before stays what it is."""

import pytest

from aidledger.domain.quantities import Quantity
from aidledger.domain.units import FOLDED, KNOWN, READ, TABLE


def test_every_spelling_belongs_to_one_unit() -> None:
    spellings = [name for unit in TABLE for name in (*unit.read, *unit.folded)]
    assert len(set(spellings)) == len(spellings)
    names = {unit.name for unit in TABLE}
    assert len(names) == len(TABLE)
    assert not names & set(FOLDED)
    assert {name for name in names & set(READ) if READ[name] != name} == set()


def test_the_table_is_in_the_order_in_which_it_is_looked_up() -> None:
    assert [unit.name for unit in TABLE] == sorted(unit.name for unit in TABLE)


@pytest.mark.parametrize("spelling", [*READ, *FOLDED, *(unit.name for unit in TABLE)])
def test_every_spelling_can_be_recorded_and_keeps_its_form(spelling: str) -> None:
    """Digests stand over units as they were recorded: what is folded in sums must never be changed when read."""
    assert Quantity.parse(f"5 {spelling}").unit == READ.get(spelling, spelling)


def test_what_is_not_equal_is_not_folded() -> None:
    assert FOLDED["metric tons"] == "tonnes"
    apart = {"tonnes", "tons", "short tons", "long tons", "rounds", "shells", "units", "pieces", "systems"}
    assert apart <= {unit.name for unit in TABLE}


def test_no_spelling_joins_or_leaves_those_that_are_read() -> None:
    """Else what is recorded would be read as something else than its digest says."""
    plural_with_s = [
        "piece", "helicopter", "howitzer", "kilogram", "launcher", "liter", "litre", "missile", "munition",
        "pair", "radar", "rocket", "round", "set", "shell", "system", "tank", "ton", "tonne", "truck",
        "unit", "vehicle", "drone", "boat", "kit", "mine", "rifle",
    ]  # fmt: skip
    irregular = {"battery": "batteries", "box": "boxes", "aircraft": "aircraft", "litre": "liters", "litres": "liters"}
    assert {name: f"{name}s" for name in plural_with_s} | irregular == READ
    assert set(READ.values()) == KNOWN
