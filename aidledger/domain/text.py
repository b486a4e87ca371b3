"""Text that people write, made safe to keep: normalised, free of invisible characters, of bounded length."""

import re
import unicodedata
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from aidledger.errors import InvalidInput

LINE_LENGTH = 1_000
PROSE_LENGTH = 20_000
"""Below the 32,767 characters that an Excel cell holds."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def prose(text: str) -> str:
    r"""Text of several lines: NFC, line ends as `\\n`, no blanks around it.

    Raises `InvalidInput` for nothing but blanks, control characters, halves of surrogate pairs, or too much of it.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise InvalidInput("the text is empty", "leave the field out, or write something")
    if found := _FORBIDDEN.search(text):
        raise InvalidInput(
            f"the text holds the control character U+{ord(found[0]):04X} at position {found.start() + 1}",
            "delete it; it often comes with text copied from a PDF",
        )
    if len(text) > PROSE_LENGTH:
        raise InvalidInput(f"the text has {len(text):,} characters, and {PROSE_LENGTH:,} is the limit", "shorten it")
    return text


def line(text: str) -> str:
    """Text of one line: as `prose`, and with no line break or tab in it."""
    text = prose(text)
    if "\n" in text or "\t" in text:
        raise InvalidInput("the text has a line break or a tab", "write it on one line; notes may have several")
    if len(text) > LINE_LENGTH:
        raise InvalidInput(f"the text has {len(text):,} characters, and {LINE_LENGTH:,} is the limit", "shorten it")
    return text


def web_address(text: str) -> str:
    """An `http` or `https` address, the only kind that a workbook may link to."""
    text = line(text)
    try:
        parts = urlsplit(text)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", text):
        raise InvalidInput(f"'{text}' is not a web address", "write it in full: https://www.example.org/page")
    return text


def tag(text: str) -> str:
    """One word in lower case, so that `--tag` finds it however it was typed."""
    text = line(text.lower())
    if re.search(r"[\s,]", text):
        raise InvalidInput(f"the tag '{text}' is more than one word", "join the words with a hyphen, or give two tags")
    return text


Line = Annotated[str, AfterValidator(line)]
Prose = Annotated[str, AfterValidator(prose)]
WebAddress = Annotated[str, AfterValidator(web_address)]
Tag = Annotated[str, AfterValidator(tag)]

_LOOKS_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def spreadsheet_safe(text: str) -> str:
    """Text for a cell of a CSV file, which a spreadsheet would take for a formula: an apostrophe goes before it."""
    return f"'{text}" if _LOOKS_LIKE_A_FORMULA.match(text) else text


def spreadsheet_plain(text: str) -> str:
    """The text that `spreadsheet_safe` was given."""
    return text[1:] if text.startswith("'") and _LOOKS_LIKE_A_FORMULA.match(text) else text
