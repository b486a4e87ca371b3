"""Ctrl-C: the program ends in order, and knows afterwards whether anything had been recorded when it came.

Python raises `KeyboardInterrupt` wherever a program happens to be. That is right for most of it, and wrong where a
transaction ends: half a rollback leaves a journal beside the ledger, and after half a commit nobody could say whether
it was one. There it waits.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from time import monotonic
from traceback import clear_frames
from types import FrameType, TracebackType
from typing import Final, Self

_PATIENCE_S: Final = 1.0
"""How long a second Ctrl-C is taken for the same one: the program is ending. Later, something holds it up."""


class Interrupts:
    """What became of Ctrl-C in this process. Until `heed` is called, Python deals with it as it always does."""

    def __init__(self) -> None:
        self.asked = False
        """Whether it was pressed."""
        self.recorded = False
        """Whether something has been recorded."""
        self._deaf_until = 0.0
        self._ends = 0
        self._waits = False

    def heed(self) -> None:
        """Listen to it from now on, in the main thread; not where whoever started the program asked that it goes on."""
        self.asked = self.recorded = False
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, self._hear)

    def ignore(self) -> None:
        """Let nothing come between any more, for the program is ending anyway."""
        self._deaf_until = inf

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        if monotonic() < self._deaf_until:
            return
        self.asked = True
        if self._ends:
            self._waits = True
            return
        self._deaf_until = monotonic() + _PATIENCE_S
        raise KeyboardInterrupt

    def wait(self) -> None:
        """Let it wait until `wait_no_longer` has been called as often."""
        self._ends += 1

    def wait_no_longer(self) -> None:
        """Raise `KeyboardInterrupt` now if it came meanwhile, and nothing else waits."""
        self._ends -= 1
        if self._waits and not self._ends:
            self._waits = False
            raise KeyboardInterrupt


INTERRUPTS: Final = Interrupts()
"""Those of this process, which has one keyboard."""


class Ending:
    """A context whose end Ctrl-C does not interrupt: from where the block of `after` ends to where it ends itself."""

    def __init__(self) -> None:
        self._begun = False

    @contextmanager
    def after(self) -> Iterator[None]:
        """A block that may be interrupted, and what follows it may not."""
        try:
            yield
        except KeyboardInterrupt as error:
            self._begin()
            # What was going through rows one by one holds their cursors, which close before their connection does.
            clear_frames(error.__traceback__)
            raise
        finally:
            self._begin()

    def _begin(self) -> None:
        if not self._begun:
            INTERRUPTS.wait()
            self._begun = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._begun:
            INTERRUPTS.wait_no_longer()
