"""The real program, run as a user runs it: its own process, an empty home, a ledger of its own."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from program import PROGRAM, SEEDS, Forks, Prepare, Ran, Run


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
def run_on_terminal(home: Path, environment: dict[str, str], forks: Forks) -> Run:
    """Run `aidledger` with these words on a terminal; `env` goes on top of the environment, `answers` are typed."""

    def run(*words: str, env: dict[str, str], answers: Iterable[str] = ()) -> Ran:
        return forks.run_on_terminal(words, cwd=home, env=environment | env, answers=answers)

    return run


@pytest.fixture
def on_terminal(run_on_terminal: Run) -> Callable[..., list[str]]:
    """Run `aidledger` with these words on a terminal of so many columns; the lines that it shows there."""

    def run(*words: str, columns: int) -> list[str]:
        plain = {"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": str(columns)}
        return run_on_terminal(*words, env=plain).out.replace("\r\n", "\n").splitlines()

    return run


@pytest.fixture(scope="session")
def homes() -> dict[Prepare, tuple[Path, Any]]:
    """What `prepared` has brought about, and what each `prepare` gave back."""
    return {}


@pytest.fixture
def prepared(
    home: Path, run: Run, homes: dict[Prepare, tuple[Path, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Prepare], Any]:
    """Brings the home to where `prepare` brings it: by running the program once, and by copies from then on."""

    def prepared(prepare: Prepare) -> Any:
        if prepare not in homes:
            given = prepare(run)
            homes[prepare] = Path(shutil.copytree(home, tmp_path_factory.mktemp("homes") / "home")), given
        kept, given = homes[prepare]
        shutil.copytree(kept, home, dirs_exist_ok=True)
        return given

    return prepared


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
