"""`aidledger totals` seen in other ways: across, run on, drawn, explained, in another currency."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from program import Prepare, Run

OnTerminal = Callable[..., list[str]]


def add_few(run: Run) -> None:
    for words in (
        ["--amount", "up to $400M", "--on", "2022-11-10", "--donor", "US", "--source", "https://example.org/a"],
        ["--amount", "EUR 1bn", "--on", "2022-11-12", "--donor", "DE", "--title", "Leopards"],
        ["--amount", "$100M", "--on", "2023-02-03", "--donor", "US"],
        ["--amount", "UAH 75bn", "--on", "2023-02-03", "--donor", "UA", "--recipient", "PL"],
        ["--amount", "EUR 2bn", "--on", "2023", "--donor", "DE"],
        ["--item", "12 x HIMARS", "--on", "2023-02-05", "--donor", "US"],
    ):
        assert run("add", *words).code == 0


@pytest.fixture
def few(run: Run, prepared: Callable[[Prepare], Any]) -> Run:
    """A ledger of a few packages that can be added up by hand."""
    prepared(add_few)
    return run


def rows(run: Run, *words: str) -> list[dict[str, Any]]:
    ran = run("totals", "--format", "json", *words)
    assert ran.code == 0, ran.err
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


def test_a_gap_is_a_row_of_zero_unless_it_is_left_out(few: Run) -> None:
    def months(*words: str) -> list[tuple[str, str]]:
        return [(row["month"], row["amount"]) for row in rows(few, "--by", "month", "--currency", "usd", *words)]

    assert months() == [
        ("2022-11", "400000000.00"), ("2022-12", "0.00"), ("2023-01", "0.00"), ("2023-02", "100000000.00"),
    ]  # fmt: skip
    assert months("--no-gaps") == [("2022-11", "400000000.00"), ("2023-02", "100000000.00")]
    assert months("2022-10..2022-12") == [("2022-10", "0.00"), ("2022-11", "400000000.00"), ("2022-12", "0.00")]


def test_cumulative_totals_run_on_and_keep_their_bound(few: Run) -> None:
    found = rows(few, "--by", "month", "--cumulative", "--donor", "us")
    assert [(row["month"], row["amount"], row["bound"], row["packages"], row["without_value"]) for row in found] == [
        ("2022-11", "400000000.00", "at_most", 1, 0),
        ("2022-12", "400000000.00", "at_most", 1, 0),
        ("2023-01", "400000000.00", "at_most", 1, 0),
        ("2023-02", "500000000.00", "at_most", 3, 1),
    ]
    text = few("totals", "--by", "month", "--cumulative", "--donor", "us").out
    assert text.startswith("Cumulative aid (military) by month\nPeriod: all dates, each row with all before it\n")
    assert "Total" not in text


def test_a_year_alone_joins_at_its_end_and_keeps_its_own_row(few: Run) -> None:
    found = rows(few, "--by", "month", "--cumulative", "--donor", "de")
    assert [(row["month"], row["amount"]) for row in found] == [
        ("2022-11", "1000000000.00"), ("2023-XX", "3000000000.00"),
    ]  # fmt: skip
    assert "2023, month unknown" in few("totals", "--by", "month", "--donor", "de").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--by", "donor", "--cumulative"],
            "error: what is cumulative runs on in time\nhint: name one dimension of time: --by month,donor\n",
        ),
        (
            ["--by", "year,month", "--cumulative"],
            "error: what is cumulative runs on in time\nhint: name one dimension of time: --by month,donor\n",
        ),
        (
            ["--cumulative", "--explain"],
            "error: each row of a cumulative total has the packages of all before it\nhint: leave out --cumulative\n",
        ),
        (
            ["--rates", "own.csv"],
            "error: --rates says nothing without --in\nhint: name the currency to convert into: --in USD\n",
        ),
        (
            ["--skip-unconvertible"],
            "error: --skip-unconvertible says nothing without --in\nhint: name the currency to convert into: --in USD\n",
        ),
        (
            ["--in", "kr"],
            "error: --in: 'kr' may be SEK, NOK, DKK or ISK\nhint: write the code of three letters instead\n",
        ),
        (["--in", "usd", "--rates", "none.csv"], "error: there is no file none.csv\nhint: check the path\n"),
    ],
)
def test_what_cannot_be_asked(run: Run, words: list[str], message: str) -> None:
    ran = run("totals", *words)
    assert (ran.code, ran.out) == (4 if "none.csv" in words else 2, "")
    assert ran.err.partition("hint")[0] == message.partition("hint")[0]


def test_a_month_outside_the_calendar_is_refused(run: Run) -> None:
    ran = run("totals", "--fiscal-start", "13")
    assert ran.code == 2
    assert ran.err.startswith("error: Invalid value for '--fiscal-start': ")


def test_fiscal_years_of_others_start_in_the_month_that_is_given(few: Run) -> None:
    found = rows(few, "--by", "fiscal-year", "--fiscal-start", "4", "--currency", "usd")
    assert [(row["fiscal-year"], row["amount"]) for row in found] == [("FY2023", "500000000.00")]
    assert [row["fiscal-year"] for row in rows(few, "--by", "fiscal-year", "--currency", "uah")] == ["FY2023"]
    apart = rows(few, "--by", "fiscal-quarter", "--fiscal-start", "1", "--currency", "usd")
    assert [(row["fiscal-quarter"], row["amount"]) for row in apart] == [
        ("FY2022Q4", "400000000.00"), ("FY2023Q1", "100000000.00"),
    ]  # fmt: skip
    text = few("totals", "FY2023", "--by", "fiscal-year", "--fiscal-start", "4", "--donor", "us").out
    assert "Period: 2022-04-01 to 2023-03-31 (both days included)" in text
    assert "Fiscal years start on 1 April, and are named after the year in which they end\n" in text


def test_two_dimensions_are_a_cross_table_where_the_terminal_has_room(few: Run, on_terminal: OnTerminal) -> None:
    wide = on_terminal("totals", "--by", "year,donor", "--stage", "commitment", columns=80)
    assert [line.split() for line in wide[5:]] == [
        ["Commitment"],
        ["Year", "DE", "UA", "US"],
        ["─" * 43],
        ["2022", "€1.0B"],
        ["2022", "UAH", "0"],
        ["2022", "<=", "$400.0M"],
        ["2023", "€2.0B"],
        ["2023", "UAH", "75.0B"],
        ["2023", "$100.0M", "+", "1"],
        [],
        ["Total", "EUR", "€3.0B"],
        ["Total", "UAH", "UAH", "75.0B"],
        ["Total", "USD", "<=", "$500.0M", "+", "1"],
        [],
        ["+", "n:", "packages", "without", "a", "stated", "value"],
        [],
        ["Unsourced:", "5", "packages", "of", "those", "counted."],
    ]
    narrow = on_terminal("totals", "--by", "year,donor", "--stage", "commitment", columns=40)
    assert any(line.split()[:2] == ["Year", "Donor"] for line in narrow)
    assert few("totals", "--by", "year,donor").out.count("Donor") == 1, "a pipe has no width: the table is long"


def test_each_stage_has_a_cross_table_of_its_own(on_terminal: OnTerminal, seeded: str) -> None:
    lines = on_terminal("--db", seeded, "totals", "FY2023", "--by", "quarter,instrument", columns=100)
    assert [line for line in lines if line in {"Appropriation", "Commitment"}] == ["Appropriation", "Commitment"]
    assert all(len(line) <= 100 for line in lines)
    lines = on_terminal("--db", seeded, "totals", "FY2023", "--by", "quarter,stage", columns=80)
    assert any(line.split() == ["Quarter", "Appropriation", "Commitment"] for line in lines)


def test_amounts_are_rounded_unless_they_are_to_be_exact(few: Run) -> None:
    text = few("totals", "--by", "year", "--currency", "usd", "--exact").out
    assert [line.split() for line in text.splitlines()[7:10]] == [
        ["2022", "<=", "$400,000,000.00", "1"],
        ["2023", "$100,000,000.00", "1"],
        [],
    ]


def test_a_chart_is_plain_bars_in_a_pipe_and_columns_on_a_terminal(few: Run, on_terminal: OnTerminal) -> None:
    words = ["totals", "--by", "month", "--currency", "usd", "--chart"]
    piped = few(*words).out
    assert "Commitment, USD\n" in piped
    bars = [line for line in piped.splitlines() if line.startswith("20") and "█" in line]
    assert [line.count("█") for line in bars] == [48, 12]
    assert "2022-12          $0\n" in piped
    drawn = on_terminal(*words, columns=80)
    assert "Commitment, USD million" in drawn
    assert any("┤" in line for line in drawn)
    assert all(len(line) <= 80 for line in drawn[drawn.index("Commitment, USD million") :])
    narrow = on_terminal(*words, columns=40)
    assert not any("┤" in line for line in narrow)
    assert any("█" in line and len(line) <= 40 for line in narrow)


def test_a_reduction_is_drawn_below_nothing(run: Run) -> None:
    run("add", "--amount", "-$6.2bn", "--on", "2023-05-18", "--donor", "US", "--title", "Revaluation")
    run("add", "--amount", "$3bn", "--on", "2023-06-18", "--donor", "US")
    lines = run("totals", "--chart").out.splitlines()
    assert f"2023-05  -$6.2B -{'█' * 48}" in lines
    assert f"2023-06   $3.0B  {'█' * 23}▏" in lines


def test_each_row_is_explained_by_packages_and_sources(few: Run) -> None:
    text = few("totals", "2022-11", "--by", "month", "--explain").out
    assert (
        "2022-11, commitment: EUR 1,000,000,000\n"
        "  de-2022-11-12 (2022-11-12), Leopards: EUR 1,000,000,000. Unsourced\n"
        "\n"
        "2022-11, commitment: up to USD 400,000,000\n"
        "  us-2022-11-10 (2022-11-10): up to USD 400,000,000. https://example.org/a\n"
    ) in text
    (german, american) = rows(few, "2022-11", "--by", "month", "--explain")
    assert [one["ref"] for one in german["counted"]] == ["de-2022-11-12"]
    assert american["counted"] == [
        {
            "ref": "us-2022-11-10", "announced_on": "2022-11-10", "title": None, "amount": "400000000.00",
            "bound": "at_most", "stated": {"value": "400000000.00", "currency": "USD", "bound": "at_most"},
            "converted": None, "rate": None, "sources": [{"url": "https://example.org/a"}],
        }
    ]  # fmt: skip
    lines = few("--quiet", "totals", "2023-02", "--by", "month", "--explain", "--format", "csv").out.splitlines()
    assert lines == [
        "month,stage,currency,ref,announced_on,title,counted_amount,counted_bound,stated,converted,rate,rate_day,sources",
        '2023-02,commitment,UAH,ua-2023-02-03,2023-02-03,,75000000000.00,exact,"UAH 75,000,000,000",,,,Unsourced',
        '2023-02,commitment,USD,us-2023-02-03,2023-02-03,,100000000.00,exact,"USD 100,000,000",,,,Unsourced',
        "2023-02,commitment,,us-2023-02-05,2023-02-05,,,,,,,,Unsourced",
    ]


def test_an_explained_row_says_what_was_counted_elsewhere(run: Run) -> None:
    run("add", "act", "--amount", "$100M", "--on", "2022-05-01", "--donor", "US")
    run("add", "part", "--amount", "$30M", "--on", "2022-06-01", "--donor", "US", "--draws-on", "act")
    run("add", "euros", "--amount", "EUR 5M", "--on", "2022-06-01", "--donor", "US", "--draws-on", "act")
    text = run("totals", "--by", "year", "--explain").out
    assert "  act (2022-05-01): USD 70,000,000 of USD 100,000,000. Unsourced\n" in text
    assert "  part (2022-06-01): USD 30,000,000. Unsourced\n" in text
    assert "  euros (2022-06-01): nothing of EUR 5,000,000, which is within what it draws on. Unsourced\n" in text


def test_every_package_of_the_seeds_is_explained_once_and_adds_up(run: Run, seeded: str) -> None:
    found = json.loads(run("--db", seeded, "totals", "--by", "year,donor", "--explain", "--format", "json").out)
    refs = [one["ref"] for row in found for one in row["counted"]]
    assert len(refs) == len(set(refs)) == sum(row["packages"] for row in found)
    for row in found:
        assert sum(Decimal(one["amount"]) for one in row["counted"]) == Decimal(row["amount"])


def test_by_category_only_what_items_state_is_broken_down(home: Path, run: Run) -> None:
    (home / "aid.toml").write_text(
        'donor = "US"\nannounced_on = "2023-01-05"\namount = "up to $400M"\n'
        'items = [{description = "shells", category = "fires", amount = "$100M"}, {description = "boats"}]\n',
        encoding="utf-8",
    )
    run("add", "--from", "aid.toml")
    run("add", "--amount", "$50M", "--on", "2023-01-06", "--donor", "US")
    ran = run("totals", "--by", "category")
    assert [line.split() for line in ran.out.splitlines()[6:11]] == [
        ["fires", "$100.0M", "1"],
        ["not", "itemised", "<=", "$350.0M", "2"],
        [],
        ["Total", "<=", "$450.0M", "2"],
        [],
    ]
    assert [row["category"] for row in rows(run, "--by", "category")] == ["fires", "not itemised"]


def test_in_one_currency_each_package_is_converted_at_the_rate_of_its_day(few: Run, home: Path) -> None:
    ran = few("totals", "--by", "donor", "--in", "usd")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "error: ua-2023-02-03: there is no rate from UAH to USD for 2023-02-03: no UAH/USD and no UAH/EUR in "
        f"{ran.err.partition(' in ')[2].partition(chr(10))[0]}\n"
        "hint: give rates of your own with --rates FILE, or leave such packages out with --skip-unconvertible\n"
    )
    skipped = few("totals", "--by", "donor", "--in", "usd", "--skip-unconvertible")
    assert "Not converted, for want of a rate, and in no sum: 1 package (ua-2023-02-03).\n" in skipped.out
    assert "+ 1 not converted" in skipped.out
    found = rows(few, "--by", "donor", "--in", "usd", "--skip-unconvertible")
    assert [(row["donor"], row["packages"], row["unconvertible"], row["amount"] is None) for row in found] == [
        ("DE", 2, 0, False), ("UA", 1, 1, True), ("US", 3, 0, False),
    ]  # fmt: skip
    explained = few("totals", "2023-02-03", "--donor", "ua", "--in", "usd", "--skip-unconvertible", "--explain").out
    assert "ua-2023-02-03 (2023-02-03): UAH 75,000,000,000, not converted. Unsourced" in explained
    (home / "own.csv").write_text(
        "date,base,quote,rate\n2023-02-01,USD,UAH,40\n2022-11-12,EUR,USD,1.5\n", encoding="utf-8"
    )
    # Of the year 2023 the first day counts, for which the file has no rate any more.
    ran = few("totals", "2022-11..2023-02", "--by", "donor", "--in", "usd", "--rates", "own.csv")
    assert [line.split() for line in ran.out.splitlines()[6:12]] == [
        ["DE", "$1.5B", "1"],
        ["UA", "$1.9B", "1"],
        ["US", "<=", "$500.0M", "3", "+", "1", "without", "a", "stated", "value"],
        [],
        ["Total", "<=", "$3.9B", "5", "+", "1", "without", "a", "stated", "value"],
        [],
    ]
    assert "In USD: 2 packages converted, own.csv; the oldest rate is 2 days older than its package.\n" in ran.out
    explained = few("totals", "2023-02", "--in", "usd", "--rates", "own.csv", "--explain").out
    assert "USD 1,875,000,000, from UAH 75,000,000,000 at USD 1 = UAH 40 of 2023-02-01. Unsourced" in explained


def test_what_was_converted_is_told_where_it_is_not_all_that_a_package_states(home: Path, run: Run) -> None:
    (home / "own.csv").write_text(
        "date,base,quote,rate\n2022-05-01,EUR,USD,1.5\n2022-06-01,EUR,USD,2\n", encoding="utf-8"
    )
    run("add", "act", "--amount", "EUR 100", "--on", "2022-05-01", "--donor", "DE")
    run("add", "part", "--amount", "EUR 60", "--on", "2022-06-01", "--donor", "DE", "--draws-on", "act")
    text = run("totals", "--by", "year", "--in", "usd", "--rates", "own.csv", "--explain").out
    assert "act (2022-05-01): USD 60, from EUR 40 of EUR 100 at EUR 1 = USD 1.5 of 2022-05-01. Unsourced\n" in text
    assert "part (2022-06-01): USD 120, from EUR 60 at EUR 1 = USD 2 of 2022-06-01. Unsourced\n" in text
    (home / "aid.toml").write_text(
        'ref = "items"\ndonor = "FR"\nannounced_on = "2022-05-01"\namount = "EUR 100"\n'
        'items = [{description = "shells", category = "fires", amount = "EUR 30"}]\n',
        encoding="utf-8",
    )
    run("add", "--from", "aid.toml")
    text = run("totals", "--donor", "fr", "--by", "category", "--in", "usd", "--rates", "own.csv", "--explain").out
    assert "fires, commitment: USD 45\n  items (2022-05-01): USD 45, from EUR 30 of EUR 100 at EUR 1 = USD 1.5" in text
    assert (
        "not itemised, commitment: USD 105\n  items (2022-05-01): USD 105, from EUR 70 of EUR 100 at EUR 1 = USD 1.5"
        in text
    )


def test_what_is_drawn_whole_needs_no_rate_and_what_is_overdrawn_is_told(run: Run) -> None:
    run("add", "act", "--amount", "UAH 100", "--on", "2022-05-01", "--donor", "UA")
    run("add", "part", "--amount", "UAH 130", "--on", "2022-06-01", "--donor", "UA", "--draws-on", "act")
    text = run("totals", "--by", "year").out
    assert (
        "Overdrawn: what draws on 1 package states UAH 30 of commitments more than there is, and all of it is counted.\n"
        in text
    )
    ran = run("totals", "2022-05", "--in", "usd")
    assert (ran.code, "In USD: nothing had to be converted.\n" in ran.out) == (0, True)


def test_a_missing_rate_is_told_once_with_the_first_packages(run: Run) -> None:
    for number in range(12):
        run("add", f"p{number}", "--amount", f"UAH {number + 1}", "--on", "2022-05-01", "--donor", "UA")
    ran = run("totals", "--in", "usd")
    assert ran.code == 2
    told, hint = ran.err.splitlines()
    assert told.startswith(
        "error: there is no rate from UAH to USD for 12 packages (p0, p1, p10 and 9 more) of 2022-05-01: no UAH/USD and "
    )
    assert hint.startswith("hint: give rates of your own")
    skipped = run("totals", "--in", "usd", "--skip-unconvertible").out
    assert "nothing had to be converted" not in skipped


def test_a_chart_is_for_people(run: Run) -> None:
    ran = run("totals", "--chart", "--format", "json")
    assert (ran.code, ran.err) == (2, "error: a chart is not drawn in json\nhint: leave out --chart, or --format\n")


def test_items_that_state_more_than_their_package_are_not_broken_down(home: Path, run: Run) -> None:
    (home / "aid.toml").write_text(
        'donor = "US"\nannounced_on = "2023-01-05"\namount = "$100M"\n'
        'items = [{description = "shells", category = "fires", amount = "$130M"}]\n',
        encoding="utf-8",
    )
    run("add", "--from", "aid.toml")
    assert [(row["category"], row["amount"]) for row in rows(run, "--by", "category")] == [
        ("not itemised", "100000000.00")
    ]


def test_a_year_joins_behind_the_fiscal_quarters_in_which_it_may_lie(run: Run) -> None:
    run("add", "--amount", "$7M", "--on", "2021-11-05", "--donor", "US")
    run("add", "--amount", "$100M", "--on", "2022", "--donor", "US")
    found = rows(run, "--by", "fiscal-quarter", "--cumulative")
    assert [(row["fiscal-quarter"], row["amount"]) for row in found] == [
        ("FY2022Q1", "7000000.00"), ("FY2022-2023QX", "107000000.00"),
    ]  # fmt: skip


def test_what_has_no_value_stands_in_its_row_of_a_cross_table(run: Run, on_terminal: OnTerminal) -> None:
    run("add", "--amount", "EUR 1bn", "--on", "2022-03-01", "--donor", "DE")
    run("add", "--item", "tanks", "--on", "2022-03-02", "--donor", "FR")
    lines = on_terminal("totals", "--by", "month,donor", columns=60)
    assert [line.split() for line in lines[5:10]] == [
        ["Month", "DE", "FR"], ["─" * 19], ["2022-03", "€1.0B", "+", "1"], [], ["+", "n:", "packages", "without", "a", "stated", "value"],
    ]  # fmt: skip


def test_an_address_is_never_broken(run: Run, on_terminal: OnTerminal) -> None:
    address = "https://example.org/a-very-long-address/that-has-hyphens/and-does-not-fit-beside-the-rest/of-the-line"
    run("add", "one", "--amount", "$1M", "--on", "2022-03-01", "--donor", "US", "--source", address)
    assert any(address in line for line in on_terminal("totals", "--explain", columns=60))


def test_nothing_is_converted_that_is_in_the_currency_already(few: Run) -> None:
    text = few("totals", "--by", "year", "--in", "usd", "--currency", "usd").out
    assert "In USD: nothing had to be converted.\n" in text
    plain = rows(few, "--by", "year", "--currency", "usd")
    assert rows(few, "--by", "year", "--in", "usd", "--currency", "usd") == [
        row | {"unconvertible": 0} for row in plain
    ]


def test_what_was_known_then_says_so_in_every_view(run: Run, seeded: str) -> None:
    text = run("--db", seeded, "totals", "--by", "year", "--as-known-on", "2023-05-01", "--stage", "commitment").out
    assert "As known on 2023-05-01\n" in text
    assert "$34.7B" in text, "before the revaluation"


def test_a_row_without_any_value_tells_of_which_stage_it_is(run: Run, on_terminal: OnTerminal, seeded: str) -> None:
    asked = ("--db", seeded, "totals", "--by", "year", "--stage", "request,pledge")
    lines = on_terminal(*asked, columns=80)
    assert max(map(len, lines)) <= 80
    at = next(at for at, line in enumerate(lines) if line.startswith("Year"))
    assert lines[at].split() == ["Year", "Request", "Pledge", "Packages"]
    assert [line.rstrip() for line in lines[at + 2 : at + 8]] == [
        "2022          $33.0B                        1",
        "2023              $0                        0",
        "2024   not disclosed                        1  + 1 without a stated value",
        "2025              $0  not disclosed         1  + 1 without a stated value",
        "",
        "Total         $33.0B  not disclosed         3  + 2 without a stated value",
    ]
    assert "| 2024 | not disclosed |  | 1 | + 1 without a stated value |" in run(*asked, "--format", "md").out


def test_no_two_totals_bear_one_name(run: Run, on_terminal: OnTerminal) -> None:
    for donor, amount in (("US", "USD 5M"), ("DE", "EUR 7M")):
        run("add", "--amount", amount, "--on", "2023-01-05", "--donor", donor)
    for month in ("2023-02-01", "2023-03-01"):
        run("add", "--on", month, "--donor", "US", "--title", "t", "--stage", "delivery")
    names = ["Total EUR", "Total USD", "Total not disclosed"]
    plain = run("totals", "--by", "month").out.splitlines()
    assert [line.partition("  ")[0] for line in plain if line.startswith("Total")] == names
    cells = [line.split(" | ") for line in run("totals", "--format", "md").out.splitlines()]
    assert [row[0].removeprefix("| ") for row in cells if row[0].startswith("| Total")] == names
    narrow = on_terminal("totals", "--by", "month", columns=80)
    assert max(map(len, narrow)) <= 80
    crossed = on_terminal("totals", "--by", "month,donor", "--stage", "commitment,delivery", columns=80)
    for table in "\n".join(crossed).split("\n\nDelivery\n"):
        totals = [line.split("  ")[0] for line in table.splitlines() if line.startswith("Total")]
        assert len(totals) == len(set(totals)) > 0
