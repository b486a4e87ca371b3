"""Runs the program in forks of a process that has loaded it: the same code, each run in a process of its own, without
the half second that loading takes. `program.py` starts it, hands it a job a line, and reads the exit codes."""

import gc
import json
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
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


def warm_up() -> None:
    """Load what is loaded at first use: currencies, countries, the database's dialect."""
    from aidledger import Dimension, Ledger, Package, intake, reports

    with TemporaryDirectory() as folder, Ledger.open(Path(folder) / "ledger.db") as ledger:
        ledger.record(Package.model_validate({"donor": "US", "announced_on": "2023-08-29", "amount": "USD 5"}))
        ledger.totals([Dimension.MONTH])
        ledger.verify()
        reports.write(ledger.report(), Path(folder) / "report.xlsx")
        reports.write(ledger.report(), Path(folder) / "report.json")
        intake.read(Path(folder) / "report.json")


if __name__ == "__main__":
    for module in LOADED:
        import_module(module)
    warm_up()
    gc.freeze()  # what was made so far is not written to by the collector, and so stays shared
    while line := sys.stdin.buffer.readline():
        child = os.fork()
        if not child:
            work(json.loads(line))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()
