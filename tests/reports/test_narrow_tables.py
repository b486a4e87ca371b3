"""Tables on terminals of any width: what is folded, what is left out, and what never is."""

from hypothesis import given
from hypothesis import strategies as st

from aidledger.reports.tables import Column, Table, as_lines, fitting, terminal

WORDS = st.lists(st.from_regex(r"[a-z0-9-]{1,14}", fullmatch=True), min_size=1, max_size=4).map(" ".join)
FIGURES = st.sampled_from(["", "$0", "<= $400.0M", "~ -NOK 7.5B", "not disclosed"])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(
        st.lists(st.builds(Column, WORDS, st.booleans()), min_size=1, max_size=5, unique_by=lambda one: one.heading)
    )
    row = st.tuples(*(FIGURES if column.figures else WORDS for column in columns))
    rows = draw(st.lists(row, min_size=1, max_size=4))
    return Table(tuple(columns), rows, draw(st.integers(0, 1)))


@given(table=tables(), width=st.integers(5, 90), spared=st.lists(st.integers(0, 4), max_size=5))
def test_what_fits_has_every_word_whole_and_keeps_to_its_width(table: Table, width: int, spared: list[int]) -> None:
    names = list(dict.fromkeys(table.columns[at].heading for at in spared if 0 < at < len(table.columns)))
    found = fitting(table, width, names)
    if found is None:
        return
    narrower, left_out = found
    assert list(left_out) == names[: len(left_out)]
    shown = terminal(narrower, width=width, colour=False)
    assert max(map(len, shown.splitlines())) <= width
    kept = [at for at, column in enumerate(table.columns) if column in narrower.columns]
    for row in table.rows:
        for at in kept:
            whole = [row[at]] if table.columns[at].figures else row[at].split()
            assert all(word in shown for word in whole)


def test_of_columns_of_one_name_each_can_be_left_out_by_itself() -> None:
    table = Table((Column("Ref"), Column("Donor"), Column("Donor")), [["a-2023", "US", "US"]])
    assert fitting(table, 18, ("Donor",)) == (table, ())
    found = fitting(table, 12, ("Donor",))
    assert found == (Table((Column("Ref"), Column("Donor")), [["a-2023", "US"]]), ("Donor",))
    assert fitting(table, 5, ("Donor",)) is None


def test_a_row_in_prose_names_its_columns_and_leaves_out_empty_cells() -> None:
    columns = (Column("Ref"), Column("Amount", figures=True), Column("Sources"), Column(""))
    table = Table(columns, [["  a-2023", "$5.0M", "", "overdrawn"], ["b", "$0", "1", ""]])
    assert list(as_lines(table)) == ["  a-2023: amount $5.0M, overdrawn", "b: amount $0, sources 1"]
