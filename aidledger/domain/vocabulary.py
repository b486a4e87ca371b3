"""The closed lists of words that everything agrees on; to know them nothing heavy is loaded, so help is quick."""

from enum import StrEnum

from aidledger.errors import InvalidInput


class Stage(StrEnum):
    """How far the money has come, from asked for to handed over. Stages are never added together."""

    REQUEST = "request"
    PLEDGE = "pledge"
    APPROPRIATION = "appropriation"
    COMMITMENT = "commitment"
    DELIVERY = "delivery"

    @property
    def rank(self) -> int:
        """Its place in the order of the stages, from 0."""
        return _RANKS[self]


_RANKS = {stage: rank for rank, stage in enumerate(Stage)}

COUNTED_STAGES = (Stage.APPROPRIATION, Stage.COMMITMENT, Stage.DELIVERY)
"""What totals count unless `--stage` asks for others: nobody owes a request or a pledge yet."""


class AidType(StrEnum):
    """The kind of aid."""

    MILITARY = "military"
    FINANCIAL = "financial"
    HUMANITARIAN = "humanitarian"
    MIXED = "mixed"


class Category(StrEnum):
    """The headings under which the US Department of Defense's fact sheets list what it sends, and four beside them."""

    AIR_DEFENSE = "air defense"
    FIRES = "fires"
    GROUND_MANEUVER = "ground maneuver"
    AIRCRAFT_AND_UAS = "aircraft and uas"
    ANTI_ARMOR_AND_SMALL_ARMS = "anti-armor and small arms"
    MARITIME = "maritime"
    DEMINING_AND_ENGINEERING = "demining and engineering"
    MEDICAL = "medical"
    SUPPORT = "support"
    OTHER = "other"


class Status(StrEnum):
    """Whether a package stands, or was announced in error or twice and is excluded."""

    LIVE = "live"
    CANCELLED = "cancelled"


class Dimension(StrEnum):
    """What totals may be grouped by."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL_YEAR = "fiscal-year"
    FISCAL_QUARTER = "fiscal-quarter"
    DONOR = "donor"
    RECIPIENT = "recipient"
    STAGE = "stage"
    AID_TYPE = "aid-type"
    INSTRUMENT = "instrument"
    CATEGORY = "category"
    CURRENCY = "currency"

    @classmethod
    def parse(cls, text: str) -> "tuple[Dimension, ...]":
        """Read `month,donor`. Raises `InvalidInput` for an unknown dimension or the same one twice."""
        found: list[Dimension] = []
        for name in (part.strip().lower().replace("_", "-") for part in text.split(",")):
            if name not in set(cls):
                raise InvalidInput(f"'{name}' is not a dimension", f"choose from: {', '.join(cls)}")
            if name in found:
                raise InvalidInput(f"'{name}' is named twice", "name each dimension once")
            found.append(cls(name))
        return tuple(found)


TIME_DIMENSIONS = frozenset(list(Dimension)[: list(Dimension).index(Dimension.DONOR)])
"""Those that group by when it was announced."""


class DecimalMark(StrEnum):
    """What stands before the decimals."""

    POINT = "point"
    COMMA = "comma"


class DateOrder(StrEnum):
    """What a day begins with, where it is written in numbers and not with the year first."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
