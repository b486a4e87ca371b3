"""Runs the program in forks of a process that has loaded it: the same code, each run in a process of its own, without
the half second that loading takes. `program.py` starts it, hands it a job a line, and reads the exit codes."""

import atexit
import gc
import json
import os
import sys
import traceback
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from importlib import import_module
from io import StringIO
from tempfile import TemporaryDirectory
from typing import NoReturn

PACKAGE = ("--amount", "USD 5", "--on", "2023-08-29", "--donor", "US", "--item", "3 systems: HIMARS")
RUNS = (
    ("add", "one", *PACKAGE),
    ("add", "all", "--published-total", "USD 5", "--on", "2023-08-29", "--donor", "US"),
    ("revise", "one", "--amount", "USD 4", "--reason", "a reason"),
    ("totals", "--by", "month,donor", "--in", "EUR", "--chart", "--explain"),
    ("list", "--format", "csv"),
    ("history", "one"),
    ("items",),
    ("balance",),
    ("changes", "--since", "2023-01-01"),
    ("reconcile",),
    ("verify",),
    ("export", "report.xlsx"),
    ("export", "report.json"),
    ("export", "report.md"),
    ("import", "report.json"),
    ("import", "report.xlsx"),
    ("db", "backup", "copy.db"),
)
"""Between them they load what the program loads at first use."""


def work(job: dict[str, str | list[str]]) -> NoReturn:
    """Be the program: its words, folder, environment and streams are those of the job."""
    os.setsid()  # a terminal among the streams becomes its own
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
        atexit._run_exitfuncs()  # what the program left to its end, such as to delete a temporary file
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def warm_up() -> None:
    """Load what is loaded at first use, modules, currencies, rates, by being the program a few times."""
    import psycopg  # noqa: F401  what no run on SQLite loads

    from aidledger.cli import main

    with TemporaryDirectory() as folder, chdir(folder), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        for words in RUNS:
            sys.argv = ["aidledger", "--db", "ledger.db", *words]
            with suppress(SystemExit):
                main()


if __name__ == "__main__":
    warm_up()
    gc.freeze()  # what was made so far is not written to by the collector, and so stays shared
    while line := sys.stdin.buffer.readline():
        child = os.fork()
        if not child:
            work(json.loads(line))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()
