"""The installed program and what a run of it leaves behind, for the tests that run it."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

PROGRAM = Path(sys.executable).with_name("aidledger")
SEEDS = Path(__file__).parents[1] / "seeds"


class Ran(NamedTuple):
    """What a run of the program left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
