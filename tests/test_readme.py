"""The README is run: every command in it, in order, as a reader would type it."""

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from program import PROGRAM

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```console\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS_IN_EXAMPLES = 28
WRITTEN_ON = "As known on 2026-11-26"
"""What the examples say of the day on which they were written; they are run on another one."""


def steps() -> list[tuple[str, str]]:
    """Each command of the examples, and what the README says that it prints."""
    found = []
    for example in EXAMPLES:
        for step in re.split(r"^\$ ", example, flags=re.MULTILINE)[1:]:
            command, _, printed = step.partition("\n")
            found.append((command, printed))
    return found


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name.startswith(("LANG", "COVERAGE", "SYSTEM"))}
    return kept | {"HOME": str(tmp_path), "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"}


def test_the_commands_of_the_readme_print_what_it_says(tmp_path: Path, environment: dict[str, str]) -> None:
    assert len(steps()) == COMMANDS_IN_EXAMPLES
    for command, printed in steps():
        if name := re.fullmatch(r"export (\w+)=(\S+)", command):
            environment[name[1]] = name[2]
            continue
        ran = subprocess.run(
            ["bash", "-c", f"{{ {command}\n}} 2>&1"], cwd=tmp_path, env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        today = f"As known on {datetime.now(UTC).date()}"
        assert ran.stdout == printed.replace(WRITTEN_ON, today), command


def test_the_python_of_the_readme_runs(tmp_path: Path, environment: dict[str, str]) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    subprocess.run([PROGRAM, "demo"], cwd=tmp_path, env=environment, capture_output=True, check=True)
    ran = subprocess.run(
        [PROGRAM.with_name("python"), "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert [line.split()[:3] for line in ran.stdout.splitlines()] == [
        ["US", "appropriation", "about"],
        ["US", "commitment", "about"],
    ]


def test_what_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links
    for link in links:
        assert (README.parent / link).exists(), link


def test_the_command_reference_is_what_the_commands_say() -> None:
    """`make docs` writes it anew."""
    page = README.parent / "docs" / "reference.md"
    code = "from make_reference import reference; print(reference(), end='')"
    ran = subprocess.run(
        [PROGRAM.with_name("python"), "-c", code], cwd=page.parent, capture_output=True, text=True, check=True
    )
    assert ran.stdout == page.read_text(encoding="utf-8")
