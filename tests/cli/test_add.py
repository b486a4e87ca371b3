"""`aidledger add`: what is needed, what is assumed, what is recorded already, and what is refused."""

import json
from pathlib import Path

import pytest
from program import Run

PLAIN = ("add", "--amount", "USD 250M", "--on", "2023-08-29", "--donor", "US")


def test_only_an_amount_a_date_and_a_donor_are_needed_and_the_rest_is_shown(run: Run) -> None:
    ran = run(*PLAIN)
    assert (ran.code, ran.err.splitlines()[0].split(":")[0]) == (0, "ledger")
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert lines[0] == "recorded as us-2023-08-29"
    assert "Recipient UA (Ukraine) (default)" in lines
    assert "Stage commitment (default)" in lines
    assert "Aid type military (default)" in lines
    assert "Known on 2023-08-29 (default)" in lines
    assert "Amount USD 250,000,000" in lines
    assert "Sources unsourced" in lines


def test_what_is_given_is_not_called_a_default(run: Run) -> None:
    ran = run(
        *PLAIN, "--recipient", "ua", "--stage", "Commitment", "--aid-type", "military", "--known-on", "2023-08-30"
    )
    assert "(default)" not in ran.out


def test_the_ref_is_made_up_from_donor_instrument_and_date_with_a_suffix_where_it_is_taken(run: Run) -> None:
    pda = ("--instrument", "Presidential Drawdown Authority")
    assert run(*PLAIN, *pda).out.startswith("recorded as us-pda-2023-08-29\n")
    assert run(*PLAIN, *pda, "--note", "another").out.startswith("recorded as us-pda-2023-08-29-2\n")


def test_the_very_same_document_again_is_already_recorded_unless_it_is_forced(run: Run) -> None:
    run(*PLAIN)
    again = run(*PLAIN)
    assert (again.code, again.out) == (0, "already recorded as us-2023-08-29 (revision 1); nothing was changed\n")
    assert run(*PLAIN, "--new").out.startswith("recorded as us-2023-08-29-2\n")


def test_a_ref_that_says_something_else_already_is_refused_with_the_difference(run: Run) -> None:
    run("add", "mine", *PLAIN[1:])
    ran = run("add", "mine", "--amount", "up to USD 400M", "--on", "2023-08-29", "--donor", "US")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == (
        "error: 'mine' is recorded already and says something else:\n"
        "  amount: $250.0M -> <= $400.0M\n"
        "hint: correct it with 'aidledger revise mine', or record it under another ref\n"
    )


def test_items_alone_are_enough(run: Run) -> None:
    ran = run("add", "--on", "2024-05", "--donor", "DK+no", "--item", "two Patriot batteries", "--item", "12 x HIMARS")
    assert ran.code == 0
    assert "recorded as dk-no-2024-05" in ran.out
    assert "DK+NO (Denmark and Norway)" in ran.out
    assert "1. 2 batteries: Patriot batteries" in ran.out
    assert "value not disclosed" in ran.out


DOCUMENT = """
donor = "US"
announced_on = 2023-08-29
amount = 'up to $250M'
items = ["3,000,000+ rounds: small arms ammunition"]
"""


@pytest.mark.parametrize("name", ["package.toml", "package.json", "-"])
def test_a_document_is_read_from_toml_json_or_standard_input(run: Run, home: Path, name: str) -> None:
    as_json = '{"donor": "US", "announced_on": "2023-08-29", "amount": "up to $250M", "items": '
    as_json += '["3,000,000+ rounds: small arms ammunition"]}'
    (home / "package.toml").write_text(DOCUMENT)
    (home / "package.json").write_text(as_json)
    assert run("add", "--from", name, stdin=as_json).out.startswith("recorded as us-2023-08-29\n")
    for same in ("package.toml", "package.json"):
        assert run("add", "--from", same).out.startswith("already recorded as us-2023-08-29 ")


def test_what_show_prints_as_json_goes_back_in(run: Run, seeded: str, home: Path) -> None:
    shown = run("--db", seeded, "show", "us-pda-2023-08-29", "--format", "json")
    (home / "package.json").write_text(shown.out)
    assert "already recorded as us-pda-2023-08-29" in run("--db", seeded, "add", "--from", "package.json").out
    assert run("--db", "new.db", "add", "--from", "package.json").code == 0
    again = run("--db", "new.db", "show", "us-pda-2023-08-29", "--format", "json")
    assert json.loads(again.out) == json.loads(shown.out)


def test_an_author_is_taken_from_the_environment(run: Run) -> None:
    run(*PLAIN)
    (revision,) = json.loads(run("history", "us-2023-08-29", "--format", "json").out)
    assert (revision["author"], revision["number"], revision["reason"]) == ("An Author", 1, None)
    assert "An Author" in run("history", "us-2023-08-29").out


def test_quiet_prints_data_alone(run: Run) -> None:
    assert run("--quiet", *PLAIN).err == ""


REFUSED = {
    "nothing at all, and no terminal to ask on": (
        [],
        "error: nothing was given to record\nhint: aidledger add --amount 'USD 250M' --on 2023-08-29 --donor US\n",
    ),
    "a needed option is missing": (
        ["--amount", "USD 5M"],
        "error: --on and --donor are needed\nhint: aidledger add --amount 'USD 250M' --on 2023-08-29 --donor US\n",
    ),
    'the shell has eaten the dollars of "$250M"': (
        ["--amount", "50M", "--on", "2023-08-29", "--donor", "US"],
        (
            "error: --amount: the amount '50M' names no currency\n"
            "hint: write it as 'USD 250M'; in a shell, single quotes keep '$250M' whole, double quotes turn it into 50M\n"
        ),
    ),
    "a crown of no country": (
        ["--amount", "5 kr", "--on", "2023-08-29", "--donor", "NO"],
        "error: --amount: 'kr' may be SEK, NOK, DKK or ISK\nhint: write the code of three letters instead\n",
    ),
    "a separator that may be a decimal point": (
        ["--amount", "EUR 1.234", "--on", "2023-08-29", "--donor", "DE"],
        (
            "error: --amount: '1.234' can mean 1234 or 1.234 with a decimal point\n"
            "hint: write 1,234 for the one, 1.2340 for the other\n"
        ),
    ),
    "several options are wrong, and all are told": (
        ["--amount", "USD 5M", "--on", "03/04/2023", "--donor", "UK", "--stage", "promise"],
        (
            "error: --donor: 'UK' is not a country code\n"
            "--stage: 'promise' is not a stage\n"
            "--on: '03/04/2023' can mean two days\n"
            "hint: the United Kingdom is GB\n"
            "hint: choose one of: request, pledge, appropriation, commitment, delivery\n"
            "hint: write the year first: 2023-08-29\n"
        ),
    ),
    "a country by its name": (
        ["--amount", "USD 5M", "--on", "2023", "--donor", "Norway"],
        "error: --donor: 'Norway' is not a country code\nhint: Norway is NO\n",
    ),
    "no such day": (
        ["--amount", "USD 5M", "--on", "2023-02-30", "--donor", "US"],
        "error: --on: there is no such day as '2023-02-30'\nhint: check the month and the day\n",
    ),
    "a range of items": (
        ["--item", "5-10 tanks", "--on", "2023", "--donor", "US"],
        "error: --item: '5-10 tanks' is a range\nhint: write one bound: 'at least 5 tanks', or 'about 8 tanks'\n",
    ),
    "a document and options": (
        ["--from", "x.toml", "--donor", "US"],
        "error: --from and --donor were both given\nhint: write everything into the document, or use options\n",
    ),
    "an option that does not exist": (
        ["--amont", "USD 5M"],
        "error: No such option: --amont (Possible options: --amount, --note, --on)\nhint: 'aidledger add --help' shows how it is used\n",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_understood_is_refused_in_one_sentence(run: Run, home: Path, case: str) -> None:
    words, message = REFUSED[case]
    ran = run("--db", "ledger.db", "add", *words)
    assert (ran.code, ran.out, ran.err) == (2, "", message)
    assert not (home / "ledger.db").exists()


def test_a_date_after_today_is_a_slip_of_the_pen(run: Run) -> None:
    ran = run("add", "--amount", "USD 5M", "--on", "9000-01-01", "--donor", "US")
    assert ran.code == 2
    assert ran.err.startswith("error: announced_on: 9000-01-01 lies after today")


def test_drawing_on_what_is_not_there_is_refused(run: Run) -> None:
    ran = run(*PLAIN, "--draws-on", "the-act")
    assert (ran.code, ran.err) == (
        4,
        (
            "error: 'us-2023-08-29' draws on 'the-act', which is not in the ledger\n"
            "hint: record that package first, or check its ref with 'aidledger list'\n"
        ),
    )
