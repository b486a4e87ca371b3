"""A page as a program reads it: elements with their attributes and words."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

VOID = {"meta", "link"}


class Element(NamedTuple):
    tag: str
    attributes: dict[str, str]
    words: list[str]
    within: list["Element"]

    def all(self, tag: str = "", **wanted: str) -> Iterator["Element"]:
        """Every element below, in the order of reading, that has the tag and the attributes."""
        for one in self.within:
            if tag in {"", one.tag} and all(
                one.attributes.get(name.rstrip("_")) == value for name, value in wanted.items()
            ):
                yield one
            yield from one.all(tag, **wanted)

    @property
    def text(self) -> str:
        return "".join(self.words)


class Reader(HTMLParser):
    """Reads a page into its elements; refuses one whose tags are not balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {}, [], [])]

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, [], [])
        assert len(element.attributes) == len(attrs)
        self.open[-1].within.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.words.append(data)


def read(path: Path) -> Element:
    """The page of a file, as an element around all of it."""
    return parsed(path.read_text(encoding="utf-8"))


def parsed(markup: str) -> Element:
    """A piece of a page, as an element around all of it."""
    reader = Reader()
    reader.feed(markup)
    (whole,) = reader.open
    return whole


def the(elements: Iterator[Element]) -> Element:
    (one,) = elements
    return one
