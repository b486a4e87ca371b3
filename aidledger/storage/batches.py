"""Questions about many values, asked some at a time."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, RowMapping, Select

_MANY: Final = 500
"""Values in one IN list: below the limits of both databases, large enough to be few statements."""


T = TypeVar("T", str, int)


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """`values` in runs of as many as one statement may ask for."""
    return (values[start : start + _MANY] for start in range(0, len(values), _MANY))


def chunks(
    connection: Connection, values: Sequence[T], statement: Callable[[Sequence[T]], Select[Any]]
) -> Iterator[RowMapping]:
    """The rows that `statement` gives for `values`, of which it is handed a batch at a time."""
    for some in batches(values):
        yield from connection.execute(statement(some)).mappings()
