"""`aidledger add` with nothing given, on a terminal: it asks, shows, and records what was approved."""

from program import Run

ON = {"TERM": "dumb", "COLUMNS": "100"}
DRAWDOWN = [
    "US",
    "",
    "2023-08-29",
    "",
    "",
    "PDA",
    "up to $250M",
    "3,000,000+ rounds: small arms ammunition",
    "",
    "",
    "",
]


def test_it_asks_step_by_step_shows_the_record_and_keeps_it(run: Run, run_on_terminal: Run) -> None:
    code, shown, _ = run_on_terminal("add", env=ON, answers=[*DRAWDOWN, "y"])
    assert code == 0, shown
    assert "up to USD 250,000,000" in shown
    assert "recorded as us-pda-2023-08-29" in shown
    assert "small arms ammunition" in run("show", "us-pda-2023-08-29").out


def test_a_wrong_answer_is_explained_and_asked_again(run: Run, run_on_terminal: Run) -> None:
    code, shown, _ = run_on_terminal("add", env=ON, answers=["Norway", "NO", *DRAWDOWN[1:], "y"])
    assert code == 0, shown
    assert "Norway is NO" in shown
    assert run("show", "no-pda-2023-08-29").code == 0


def test_what_is_not_approved_is_not_recorded(run: Run, run_on_terminal: Run) -> None:
    code, shown, _ = run_on_terminal("add", env=ON, answers=[*DRAWDOWN, "n", "n"])
    assert code == 130, shown
    assert "0 packages" in run("list").err
