"""What quantities count in, and the spellings of each unit that are one in a sum.

What is recorded stays as it was written, and so does its digest: spellings are folded when quantities are summed.
Nothing is folded that is not equal: tonnes are metric, a short ton is a tenth less, and of `tons` nobody knows which;
a shell is not yet a round.
"""

from typing import Final, NamedTuple


class Unit(NamedTuple):
    """A unit by its name in sums.

    A quantity that is written with one of the `read` spellings is recorded under the name: a unit that has some is also
    found at the end of an item's text, as in `two Patriot batteries`. `folded` spellings are recorded as they are.
    """

    name: str
    read: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()


TABLE: Final = (
    Unit("aircraft", read=("aircraft",), folded=("aircrafts",)),
    Unit("barrels", folded=("barrel",)),
    Unit("batteries", read=("battery",)),
    Unit("boats", read=("boat",)),
    Unit("bombs", folded=("bomb",)),
    Unit("boxes", read=("box",)),
    Unit("drones", read=("drone",)),
    Unit("gallons", folded=("gallon",)),
    Unit("generators", folded=("generator",)),
    Unit("grenades", folded=("grenade",)),
    Unit("guns", folded=("gun",)),
    Unit("helicopters", read=("helicopter",)),
    Unit("helmets", folded=("helmet",)),
    Unit("howitzers", read=("howitzer",)),
    Unit("interceptors", folded=("interceptor",)),
    Unit("kilograms", read=("kilogram",), folded=("kg", "kgs", "kilogramme", "kilogrammes", "kilo", "kilos")),
    Unit("kits", read=("kit",)),
    Unit("launchers", read=("launcher",)),
    Unit("liters", read=("liter", "litre", "litres"), folded=("l",)),
    Unit("long tons", folded=("long ton",)),
    Unit("machine guns", folded=("machine gun",)),
    Unit("mines", read=("mine",)),
    Unit("missiles", read=("missile",)),
    Unit("mortars", folded=("mortar",)),
    Unit("munitions", read=("munition",)),
    Unit("pairs", read=("pair",), folded=("pr", "prs")),
    Unit("pieces", read=("piece",), folded=("pc", "pcs", "pce", "pces")),
    Unit("pistols", folded=("pistol",)),
    Unit("pounds", folded=("pound", "lb", "lbs")),
    Unit("radars", read=("radar",)),
    Unit("radios", folded=("radio",)),
    Unit("rations", folded=("ration",)),
    Unit("rifles", read=("rifle",)),
    Unit("rockets", read=("rocket",)),
    Unit("rounds", read=("round",), folded=("rd", "rds", "rnd", "rnds")),
    Unit("sets", read=("set",)),
    Unit("shells", read=("shell",)),
    Unit("short tons", folded=("short ton",)),
    Unit("shotguns", folded=("shotgun",)),
    Unit("systems", read=("system",), folded=("sys",)),
    Unit("tanks", read=("tank",)),
    Unit("tonnes", read=("tonne",), folded=("metric ton", "metric tons", "metric tonne", "metric tonnes", "mt")),
    Unit("tons", read=("ton",)),
    Unit("trailers", folded=("trailer",)),
    Unit("trucks", read=("truck",)),
    Unit("units", read=("unit",), folded=("each", "ea")),
    Unit("vehicles", read=("vehicle",)),
    Unit("vests", folded=("vest",)),
    Unit("weapons", folded=("weapon",)),
)

READ: Final = {spelling: unit.name for unit in TABLE for spelling in unit.read}
"""The name under which each of these spellings is recorded."""

FOLDED: Final = {spelling: unit.name for unit in TABLE for spelling in unit.folded}
"""The name under which each of these spellings is summed."""

KNOWN: Final = frozenset(READ.values())
"""The units that are found in the text of an item."""
