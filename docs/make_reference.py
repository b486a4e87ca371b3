"""Write docs/reference.md from the help of every command, as `make docs` does; a test fails while it is stale."""

from pathlib import Path

import typer
from typer.testing import CliRunner

from aidledger.cli import COMMANDS, app

TARGET = Path(__file__).with_name("reference.md")


def reference() -> str:
    """The page: the help of the program, then of each command and of those below it."""
    program = app(tuple(COMMANDS))
    pages = [_help(program), *(_help(program, name) for name in COMMANDS), *(_help(program, "db", n) for n in _below())]
    return "# Commands\n\nThis page is generated from `--help`; `make docs` writes it anew.\n" + "".join(pages)


def _below() -> list[str]:
    from aidledger.cli.commands.db import group

    return [command.callback.__name__ for command in group.registered_commands if command.callback]


def _help(program: typer.Typer, *words: str) -> str:
    shown = CliRunner().invoke(
        program, [*words, "--help"], prog_name="aidledger", env={"COLUMNS": "100", "TERM": "dumb"}
    )
    title = " ".join(["aidledger", *words])
    return f"\n## {title}\n\n```text\n{shown.output.strip()}\n```\n"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
