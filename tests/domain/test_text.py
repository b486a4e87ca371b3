"""Text that is safe to keep."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import lines, prose, tags
from support import attempt

from aidledger.domain.packages import ref
from aidledger.domain.text import (
    LINE_LENGTH,
    PROSE_LENGTH,
    line,
    spreadsheet_plain,
    spreadsheet_safe,
    tag,
    web_address,
)
from aidledger.domain.text import prose as long_text
from aidledger.errors import InvalidInput

FORBIDDEN = [chr(code) for code in (*range(9), *range(11, 13), *range(14, 32), *range(127, 160))] + [
    "\u2028", "\u2029", "\ufffe", "\uffff", "\ud800", "\udbff", "\udc00", "\udfff",
]  # fmt: skip


@pytest.mark.parametrize("character", FORBIDDEN, ids=lambda character: f"U+{ord(character):04X}")
def test_control_characters_and_halves_of_surrogate_pairs_are_refused(character: str) -> None:
    for keep in (line, long_text, tag, lambda text: web_address(f"https://example.org/{text}")):
        with pytest.raises(InvalidInput) as caught:
            keep(f"a{character}b")
        assert caught.value.hint


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "\u00a0"])
def test_nothing_but_blanks_is_refused(text: str) -> None:
    for keep in (line, long_text, tag, web_address):
        with pytest.raises(InvalidInput):
            keep(text)


@given(lines())
def test_a_tidy_line_is_kept_as_it_is(text: str) -> None:
    assert line(text) == long_text(text) == text
    assert line(f" {text}\n") == text


@given(prose)
def test_prose_keeps_its_lines_whatever_ends_them(text: str) -> None:
    assert long_text(text) == long_text(text.replace("\n", "\r\n")) == long_text(text.replace("\n", "\r")) == text


def test_a_line_has_no_break_and_no_tab() -> None:
    for text in ("a\nb", "a\tb", "a\rb"):
        with pytest.raises(InvalidInput, match="line break or a tab"):
            line(text)
    assert long_text("a\tb\nc") == "a\tb\nc"


def test_text_is_bounded_in_length() -> None:
    assert line("x" * LINE_LENGTH)
    assert long_text("x" * PROSE_LENGTH)
    for keep, length in ((line, LINE_LENGTH), (long_text, PROSE_LENGTH)):
        with pytest.raises(InvalidInput, match="is the limit"):
            keep("x" * (length + 1))


def test_decomposed_letters_become_composed_ones() -> None:
    assert line("Mu\u0308nchen") == "M\u00fcnchen"
    assert tag("O\u0308L") == "\u00f6l"


_texts = st.text() | lines() | st.text(alphabet="aÖİǅß\u0301\u0345\u0307 ,\n")


@given(_texts)
@example("İ")
@example("\u1f88\u0301")
@example("J\u030c")
def test_what_is_kept_is_kept_in_one_form(text: str) -> None:
    for keep in (line, long_text, tag, web_address):
        kept = attempt(keep, text)
        if isinstance(kept, InvalidInput):
            assert kept.hint
        else:
            assert keep(kept) == kept
            assert unicodedata.is_normalized("NFC", kept)


@given(tags)
def test_a_tag_is_one_word_in_lower_case(word: str) -> None:
    assert tag(f" {word.upper()} ") == word
    for text in (f"{word} {word}", f"{word},{word}", f"{word}\u00a0{word}"):
        with pytest.raises(InvalidInput, match="more than one word"):
            tag(text)


@pytest.mark.parametrize(
    "address",
    ["https://www.example.org/page", "http://example.org", "HTTPS://example.org/ä?q=%20#x", "https://[::1]/x",
     "https://münchen.example/"],
)  # fmt: skip
def test_web_addresses_are_kept_as_written(address: str) -> None:
    assert web_address(address) == address


@pytest.mark.parametrize(
    "text",
    ["example.org", "ftp://example.org", "javascript:alert(1)", "https://", "https:///x", "http://[", "https://a b",
     "file:///etc/passwd", "https://example.org/\u3000x", "mailto:a@example.org"],
)  # fmt: skip
def test_what_a_workbook_may_not_link_to_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a web address") as caught:
        web_address(text)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["us-pda-2023-08-29", "a", "0", " eu-1 ", "x" * 80])
def test_refs_are_small_letters_and_digits_joined_by_hyphens(text: str) -> None:
    assert ref(text) == text.strip()


@pytest.mark.parametrize("text", ["", "US", "a--b", "-a", "a-", "a_b", "a b", "é", "x" * 81, "a/b", "\ud800", "٣"])
def test_any_other_ref_is_refused_with_one_that_would_do(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ref(text)
    suggestion = (caught.value.hint or "").rpartition(" as in ")[2].strip("'")
    assert ref(suggestion) == suggestion


@given(st.text() | st.text(alphabet="aZ0-_ ", min_size=70, max_size=90))
@example("a" * 79 + " b")
def test_any_text_is_a_ref_or_refused_with_one_that_would_do(text: str) -> None:
    kept = attempt(ref, text)
    if isinstance(kept, InvalidInput):
        suggestion = (kept.hint or "").rpartition(" as in ")[2].strip("'")
        assert ref(suggestion) == suggestion
    else:
        assert kept == text.strip()


@given(st.text() | st.text(alphabet="'=+-@\t\rab"))
def test_text_for_a_spreadsheet_is_never_a_formula_and_comes_back_as_it_was(text: str) -> None:
    safe = spreadsheet_safe(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert spreadsheet_plain(safe) == text
    assert safe in {text, f"'{text}"}
