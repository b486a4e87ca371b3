"""`aidledger draft`: what it prints, on which stream, and that `add --from` takes it. All texts are generated."""

import json
import tomllib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest
from program import Run

TEXT: Final = """\
A generated statement on support for Ukraine

Today, Norway announced a new package of military aid for Ukraine, worth up to NOK 111 million ($10 million).

The package includes:

- 21,000 155mm artillery rounds
- Four radars

In total, Norway has provided Ukraine with military aid worth NOK 2.2 billion since 2014.
"""
DATED: Final = ("--published", "2023-08-18", "--publisher", "A generated publisher")


def quoted(words: str, *, last: bool = False) -> str:
    """The words with the characters at which they stand in the text: the first ones in its sentences, or the last."""
    start = TEXT.rindex(words) if last else TEXT.index(words, TEXT.index("Today"))
    return f'"{words}" [{start}, {start + len(words)}]'


TOML: Final = f"""\
# Drafted by rules: hold it against the text, mend it, then record it with `aidledger add --from`.
# Beside each field stand the words that support it [first character, character after the last].

[[packages]]
donor = "NO"  # {quoted("Norway")}
recipient = "UA"  # {quoted("Ukraine")}
stage = "commitment"  # {quoted("announced")}
aid_type = "military"  # {quoted("military")}
announced_on = "2023-08-18"  # {quoted("Today")}
amount = "up to NOK 111,000,000"  # {quoted("worth up to")}, {quoted("NOK 111 million")}

  [[packages.items]]
  description = "155mm artillery rounds"  # {quoted("21,000 155mm artillery rounds")}
  category = "fires"
  quantity = "21,000 rounds"

  [[packages.items]]
  description = "radars"  # {quoted("Four radars")}
  category = "support"
  quantity = "4 radars"

  [[packages.sources]]
  publisher = "A generated publisher"
  title = "A generated statement on support for Ukraine"
  # url = "https://..."
  published_on = "2023-08-18"

[[published_totals]]
published_total = "NOK 2,200,000,000"  # {quoted("NOK 2.2 billion")}
since = "2014-01-01"  # {quoted("since 2014")}
until = "2023-08-18"
donor = "NO"  # {quoted("Norway", last=True)}
recipient = "UA"  # {quoted("Ukraine", last=True)}
aid_type = "military"  # {quoted("military", last=True)}

  [[published_totals.sources]]
  publisher = "A generated publisher"
  title = "A generated statement on support for Ukraine"
  # url = "https://..."
  published_on = "2023-08-18"

# Set aside, for they are no new packages:
#   {quoted("$10 million")}: the figure before, in another currency
#   {quoted("NOK 2.2 billion")}: a cumulative total, drafted as a published total
"""


@pytest.fixture
def statement(home: Path) -> str:
    """The generated text as a file in the folder that the program is started in."""
    (home / "statement.txt").write_text(TEXT, encoding="utf-8")
    return "statement.txt"


def test_toml_is_written_with_the_words_that_support_each_field(run: Run, statement: str) -> None:
    ran = run("draft", statement, *DATED)
    assert (ran.code, ran.out) == (0, TOML)
    assert ran.err == "drafted 1 package and 1 published total, 2 figures set aside; nothing is recorded\n"
    assert run("--quiet", "draft", statement, *DATED).err == ""


def test_standard_input_is_read_as_a_file_is(run: Run) -> None:
    assert run("draft", "-", *DATED, stdin=TEXT).out == TOML


def test_add_records_what_was_drafted_and_nothing_was_recorded_before(run: Run, statement: str, home: Path) -> None:
    (home / "draft.toml").write_text(run("draft", statement, *DATED).out, encoding="utf-8")
    assert run("--db", "new.db", "list").code == 4
    assert run("--db", "new.db", "add", "--from", "draft.toml").out == (
        "recorded as no-2023-08-18\nrecorded as no-published-2023-08-18\n"
    )
    shown = json.loads(run("--db", "new.db", "show", "no-2023-08-18", "--format", "json").out)
    assert shown["amount"] == {"bound": "at_most", "currency": "NOK", "value": "111000000.00"}
    assert [item["quantity"]["number"] for item in shown["items"]] == ["21000", "4"]
    assert "already recorded" in run("--db", "new.db", "add", "--from", "draft.toml").out


def test_json_has_the_fields_of_documents_and_a_place_for_each(run: Run, statement: str) -> None:
    found = json.loads(run("draft", statement, *DATED, "--format", "json").out)
    assert list(found) == ["packages", "published_totals", "set_aside", "source"]
    (package,) = found["packages"]
    assert {name: value for name, value in package.items() if name not in {"items", "places"}} == {
        "donor": "NO", "recipient": "UA", "stage": "commitment", "aid_type": "military", "announced_on": "2023-08-18",
        "amount": {"bound": "at_most", "currency": "NOK", "value": "111000000.00"},
    }  # fmt: skip
    assert package["items"][1] == {
        "category": "support", "description": "radars",
        "quantity": {"bound": "exact", "number": "4", "unit": "radars"},
    }  # fmt: skip
    start, end = package["places"]["amount"]
    assert TEXT[start:end] == "NOK 111 million"
    assert [TEXT[start:end] for start, end in package["places"]["items"]] == [
        "21,000 155mm artillery rounds", "Four radars",
    ]  # fmt: skip
    assert found["set_aside"][0] == {
        "text": "$10 million", "start": TEXT.index("$10"), "end": TEXT.index(")."), "reason": "the figure before, in another currency",
    }  # fmt: skip
    assert found["published_totals"][0]["published_total"]["value"] == "2200000000.00"


def test_a_day_that_the_text_does_not_tell_is_open_and_add_asks_for_it_by_name(run: Run, statement: str) -> None:
    drafted = run("draft", statement)
    assert 'announced_on = "?"  # the text does not tell: fill it in, as 2023-08-29, 2023-08 or 2023\n' in drafted.out
    refused = run("add", "--from", "-", stdin=drafted.out)
    assert (refused.code, refused.out) == (2, "")
    assert "standard input:4:announced_on: '?' is not a date\n" in refused.err
    assert "hint: write 2023-08-29, 2023-08 or 2023, as precise as the source is\n" in refused.err
    filled = drafted.out.replace('"?"', '"2023-08-18"')
    assert run("add", "--from", "-", stdin=filled).out.startswith("recorded as no-2023-08-18\n")


def test_a_text_without_a_package_is_no_error_and_says_so(run: Run) -> None:
    ran = run("draft", "-", stdin="A generated note\n\nNorway may give Ukraine $11 million in military aid.\n")
    assert (ran.code, ran.err) == (0, "no package was found in standard input; 1 figure set aside\n")
    assert '#   "$11 million" [42, 53]: not announced yet ("may")\n' in ran.out
    assert tomllib.loads(ran.out) == {}
    empty = run("draft", "-", stdin="")
    assert (empty.code, empty.err) == (0, "no package was found in standard input; 0 figures set aside\n")


REFUSED: Final = {
    "no such file": (["nowhere.txt"], 4, "error: there is no file nowhere.txt\n"),
    "a day to come": (["-", "--published", "9998-01-01"], 2, "error: --published: 9998-01-01 lies after today"),
    "no day": (["-", "--published", "Friday"], 2, "error: --published: 'Friday' is not a day\n"),
    "a publisher of two lines": (["-", "--publisher", "a\nb"], 2, "error: --publisher: the text has a line break"),
    "no file at all": ([], 2, "error: Missing argument"),
    "another format": (["-", "--format", "csv"], 2, "error: Invalid value for '--format'"),
}


@pytest.mark.parametrize(("words", "code", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused(run: Run, words: list[str], code: int, message: str) -> None:
    ran = run("draft", *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(message)


def test_what_is_not_text_is_refused(run: Run, home: Path) -> None:
    (home / "picture.txt").write_bytes(b"\x89PNG\xff\xfe")
    ran = run("draft", "picture.txt")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: picture.txt:1: the text is not UTF-8")


def test_a_terminal_shows_the_text_first_with_all_that_was_found_marked(
    on_terminal: Callable[..., list[str]], statement: str
) -> None:
    lines = on_terminal("draft", statement, *DATED, columns=200)
    legend = "[day]D  [from whom]F  [stage]S  [kind of aid]K  [to whom]T  [bound]B  [amount]A  [set aside]X  [item]I"
    assert lines[0] == f"{legend}  [published total]P"
    assert (
        "[Today]D1, [Norway]F1 [announced]S1 a new package of [military]K1 aid for [Ukraine]T1, [worth up to]B1 "
        "[NOK 111 million]A1 ([$10 million]X)."
    ) in lines
    assert "- [21,000 155mm artillery rounds]I1" in lines
    assert lines.index("- [Four radars]I1") < lines.index("[[packages]]")


def test_a_text_cannot_command_the_terminal_or_break_the_toml(
    run: Run, on_terminal: Callable[..., list[str]], home: Path
) -> None:
    hostile = TEXT.replace("Four radars", '4 "radars"\x1b]0;x\x07 [bold]\\').replace("generated", 'ge"ner\\ated')
    (home / "hostile.txt").write_text(hostile, encoding="utf-8")
    assert "\x1b" not in "".join(on_terminal("draft", "hostile.txt", *DATED, columns=100))
    ran = run("draft", "hostile.txt", *DATED)
    assert "\x1b" not in ran.out
    assert run("add", "--from", "-", stdin=ran.out).code == 0


def test_a_copy_of_the_source_is_kept_and_its_digest_drafted(run: Run, home: Path) -> None:
    (home / "text.txt").write_text("Norway gives Ukraine NOK 250 million in military aid, it said on 14 February 2024.")
    ran = run("draft", "text.txt", "--keep", "text.txt")
    digest = sha256((home / "text.txt").read_bytes()).hexdigest()
    assert f'sha256 = "{digest}"' in ran.out
    (home / "draft.toml").write_text(ran.out)
    assert run("add", "--from", "draft.toml").code == 0
    assert digest in run("show", "no-2024-02-14", "--sources").out
    assert run("verify").out == ""
