"""The installed program and what a run of it leaves behind, for the tests that run it."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

PROGRAM = Path(sys.executable).with_name("aidledger")
SEEDS = Path(__file__).parents[1] / "seeds"


class Ran(NamedTuple):
    """What a run of the program left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


class Forks:
    """Runs of the program in forks of a process that has loaded it; see `zygote.py`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("zygote.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, words: tuple[str, ...], *, cwd: Path, env: Mapping[str, str], stdin: str) -> Ran:
        """Run the program to its end."""
        streams = {name: self._folder / name for name in ("stdin", "stdout", "stderr")}
        for path in streams.values():
            path.unlink(missing_ok=True)
        streams["stdin"].write_text(stdin, encoding="utf-8")
        job = {
            "words": [str(PROGRAM), *words],
            "cwd": str(cwd),
            "env": [f"{name}={value}" for name, value in env.items()],
        }
        assert self._process.stdin
        assert self._process.stdout
        print(
            json.dumps(job | {name: str(path) for name, path in streams.items()}), file=self._process.stdin, flush=True
        )
        code = int(self._process.stdout.readline())
        out, err = (streams[name].read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        return Ran(code, out, err)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()
