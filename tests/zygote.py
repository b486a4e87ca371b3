"""Runs the program in forks of a process that has loaded it: the same code, each run in a process of its own, without
the half second that loading takes. `program.py` starts it, hands it a job a line, and reads the exit codes."""

import json
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import NoReturn

LOADED = (
    *(f"aidledger.cli.commands.{path.stem}" for path in (Path(__file__).parents[1] / "aidledger/cli/commands").glob("[a-z]*.py")),
    "aidledger.intake", "aidledger.reports.workbook", "aidledger.reports.sums", "aidledger.reports.listings",
    "aidledger.storage.ledger", "aidledger.storage.migrations", "aidledger.storage.verify", "psycopg",
)  # fmt: skip


def work(job: dict[str, str | list[str]]) -> NoReturn:
    """Be the program: its words, folder, environment and streams are those of the job."""
    os.chdir(str(job["cwd"]))
    os.environ.clear()
    os.environ.update(dict(pair.split("=", 1) for pair in job["env"]))
    for descriptor, name, flags in (
        (0, "stdin", os.O_RDONLY),
        (1, "stdout", os.O_WRONLY | os.O_CREAT),
        (2, "stderr", os.O_WRONLY | os.O_CREAT),
    ):
        os.dup2(os.open(str(job[name]), flags), descriptor)
        mode = "w" if descriptor else "r"
        setattr(sys, name, open(descriptor, mode, encoding="utf-8", closefd=False))  # noqa: SIM115  until the end
    sys.argv = list(job["words"])
    code = 1
    try:
        import_module("aidledger.cli").main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001  what an interpreter does at its end
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    for module in LOADED:
        import_module(module)
    while line := sys.stdin.buffer.readline():
        child = os.fork()
        if not child:
            work(json.loads(line))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()
