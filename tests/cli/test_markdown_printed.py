"""What `--format md` prints, as a reader of Markdown understands it."""

import pytest
from markdown_it import MarkdownIt
from program import Run

MARKDOWN = MarkdownIt("commonmark").enable("table")


def pieces(text: str) -> list[tuple[str, str]]:
    """Paragraphs, items of lists and cells, each with its text."""
    found, outer = [], ""
    for token in MARKDOWN.parse(text):
        if token.type in {"list_item_open", "paragraph_open", "th_open", "td_open"}:
            outer = "item" if outer == "item" and token.type == "paragraph_open" else token.type.partition("_")[0]
            outer = "item" if outer == "list" else outer
        elif token.type == "inline":
            children = token.children or []
            assert not any(child.type == "softbreak" for child in children), token.content
            found.append((outer, "".join(child.content for child in children)))
            outer = ""
    return found


@pytest.mark.parametrize(
    "words",
    [
        ("totals", "2023", "--by", "year"),
        ("totals", "2023-08", "--explain"),
        ("totals", "--by", "year,stage", "--explain"),
        ("items", "2023"),
        ("balance",),
        ("reconcile",),
        ("changes", "--known", "--since", "2023-05-17", "--until", "2023-06-20"),
    ],
)
def test_every_line_that_a_terminal_has_is_a_paragraph_or_an_item(
    run: Run, seeded: str, words: tuple[str, ...]
) -> None:
    ran = run("--db", seeded, *words, "--format", "md")
    found = pieces(ran.out)
    prose = [text for kind, text in found if kind in {"paragraph", "item"}]
    plain = run("--db", seeded, *words).out.splitlines()
    rule = [at for at, line in enumerate(plain) if line.startswith("───")]
    above = plain[: rule[0] - 1] if rule and words[0] != "changes" else plain[:3]
    below = plain[next(at for at in range(rule[0], len(plain)) if not plain[at]) :] if words[0] != "changes" else []
    # The sums of a table stand apart from its rows.
    wanted = [line.strip() for line in (*above, *below) if line.strip() and not line.startswith("Total ")]
    assert prose == wanted


def test_footnotes_are_a_list_for_each_row(run: Run, seeded: str) -> None:
    found = pieces(run("--db", seeded, "totals", "2023-08", "--explain", "--format", "md").out)
    kinds = [kind for kind, _ in found if kind not in {"th", "td"}]
    assert kinds == ["paragraph"] * 4 + ["item"] * 2


def test_what_people_wrote_stays_text(run: Run) -> None:
    run("add", "one", "--amount", "$5M", "--on", "2023", "--donor", "US", "--title", "*Bold* <b>", "--source", "[a](b)")
    found = pieces(run("totals", "--by", "year", "--explain", "--format", "md").out)
    assert found[-1] == ("item", "one (2023), *Bold* <b>: USD 5,000,000. [a](b)")
