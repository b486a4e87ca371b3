"""The real program, run as a user runs it: its own process, an empty home, a ledger of its own."""

import contextlib
import os
import pty
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from program import PROGRAM, SEEDS, Forks, Ran, Run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder, which is also the folder that the program is started in."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """The variables of a user who has set nothing."""
    kept = {
        name: value for name, value in os.environ.items() if name.startswith(("PATH", "LANG", "COVERAGE", "SYSTEM"))
    }
    return kept | {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "AIDLEDGER_AUTHOR": "An Author"}


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """What starts the program, for all tests of this process."""
    with closing(Forks(tmp_path_factory.mktemp("streams"))) as opened:
        yield opened


@pytest.fixture
def run(home: Path, environment: dict[str, str], forks: Forks) -> Run:
    """Run `aidledger` with these words; `stdin` is text, `env` goes on top of the environment."""

    def run(*words: str, stdin: str = "", env: dict[str, str] | None = None) -> Ran:
        return forks.run(words, cwd=home, env=environment | (env or {}), stdin=stdin)

    return run


@pytest.fixture
def on_terminal(home: Path, environment: dict[str, str]) -> Callable[..., list[str]]:
    """Run `aidledger` with these words on a terminal of so many columns; the lines that it shows there."""

    def run(*words: str, columns: int) -> list[str]:
        child, terminal = pty.fork()
        if not child:
            os.chdir(home)
            shown = environment | {"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": str(columns)}
            os.execve(PROGRAM, [str(PROGRAM), *words], shown)
        printed = b""
        with contextlib.suppress(OSError):  # the child has closed its end
            while read := os.read(terminal, 65536):
                printed += read
        os.waitpid(child, 0)
        os.close(terminal)
        return printed.decode().replace("\r\n", "\n").splitlines()

    return run


@pytest.fixture(scope="session")
def seeded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the seeds, made once."""
    path = tmp_path_factory.mktemp("seeded") / "seeds.db"
    subprocess.run(
        [PROGRAM, "--db", path, "import", *sorted(SEEDS.glob("*.toml"))], check=True, capture_output=True, timeout=120
    )
    return path


@pytest.fixture
def seeded(seeded_once: Path, home: Path) -> str:
    """A ledger of the seeds that a test may write to: `ledger.db` in the folder that the program is started in."""
    shutil.copyfile(seeded_once, home / "ledger.db")
    return "ledger.db"
