"""The installed program and what a run of it leaves behind, for the tests that run it."""

import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

PROGRAM = Path(sys.executable).with_name("aidledger")
SEEDS = Path(__file__).parents[1] / "seeds"
STREAMS = ("stdin", "stdout", "stderr")
PATIENCE_S = 30
"""How long a terminal may show nothing new."""


class Ran(NamedTuple):
    """What a run of the program left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
Prepare = Callable[[Run], Any]
"""Runs the program a few times, and may give something back."""


def _readable(*streams: IO[Any]) -> list[IO[Any]]:
    """Which of them have something new, as soon as one has."""
    return select.select(streams, [], [], PATIENCE_S)[0]


class Forks:
    """Runs of the program in forks of a process that has loaded it; see `zygote.py`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("zygote.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdin
        assert self._process.stdout
        self._jobs, self._codes = self._process.stdin, self._process.stdout

    def run(self, words: tuple[str, ...], *, cwd: Path, env: Mapping[str, str], stdin: str) -> Ran:
        """Run the program to its end."""
        streams = {name: self._folder / name for name in STREAMS}
        for path in streams.values():
            path.unlink(missing_ok=True)
        streams["stdin"].write_text(stdin, encoding="utf-8")
        self._start(words, cwd, env, {name: str(path) for name, path in streams.items()})
        code = int(self._codes.readline())
        out, err = (streams[name].read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        return Ran(code, out, err)

    def run_on_terminal(
        self, words: tuple[str, ...], *, cwd: Path, env: Mapping[str, str], answers: Iterable[str] = ()
    ) -> Ran:
        """Run the program on a terminal of its own, where it is given the next answer whenever it asks."""
        terminal, end = pty.openpty()
        left, asked, shown = list(answers), 0, b""
        with closing(os.fdopen(terminal, "r+b", buffering=0)) as screen:
            self._start(words, cwd, env, dict.fromkeys(STREAMS, os.ttyname(end)))
            while (ready := _readable(screen, self._codes)) != [self._codes]:
                assert ready, f"it waits for what nobody told it: {shown.decode()}"
                shown += screen.read(65536)
                if left and len(shown) > asked and shown.rstrip(b" ").endswith(b":"):
                    screen.write(f"{left.pop(0)}\n".encode())
                    asked = len(shown)
            code = int(self._codes.readline())
            os.close(end)
            with suppress(OSError):  # nobody holds the other end any more: all has been read
                while read := screen.read(65536):
                    shown += read
        return Ran(code, shown.decode(), "")

    def _start(self, words: tuple[str, ...], cwd: Path, env: Mapping[str, str], streams: Mapping[str, str]) -> None:
        job = {
            "words": [str(PROGRAM), *words],
            "cwd": str(cwd),
            "env": [f"{name}={value}" for name, value in env.items()],
        }
        print(json.dumps(job | dict(streams)), file=self._jobs, flush=True)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()
