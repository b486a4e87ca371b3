"""The `aidledger` command: parses what people type, calls the ledger, prints what it says, and nothing else.

__init__    the commands by name, global options, errors and exit codes
words       what no word may be, whatever the command
settings    which ledger, and what may be said
options     the options that several commands share
fields      the fields of a package as options
groups      how commands share options
format      the forms in which commands print
output      tables, records and messages, each on its stream
asking      questions, step by step, on a terminal
importing   what `import` does with files of each kind
commands    one module a command, named after it
"""

import atexit
import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Any, Final, NoReturn

import typer

from aidledger import __version__
from aidledger.cli.settings import Settings
from aidledger.cli.words import refuse_empty
from aidledger.errors import AidledgerError
from aidledger.interrupts import INTERRUPTS

COMMANDS: Final = {
    "demo": "Make a ledger of real packages, total it, write the workbook.",
    "add": "Record a package, or a published total.",
    "import": "Record the packages of files, all or none; restore a ledger.",
    "draft": "Draft the packages that a text announces.",
    "list": "List packages.",
    "show": "Show one package, or one published total, in full.",
    "history": "Show how a package or published total was stated through time.",
    "revise": "State a package or published total again, or restore it.",
    "cancel": "Take a package out of all totals.",
    "totals": "Add up, without counting a dollar twice.",
    "items": "Add up the quantities of line items.",
    "balance": "Show what each appropriation has left after what draws on it.",
    "changes": "Show what the ledger says differently since a day.",
    "reconcile": "Hold published totals against the ledger.",
    "export": "Write a report, or the whole ledger.",
    "verify": "Recompute everything, and report what does not agree.",
    "schema": "Print the JSON Schema of a package document.",
    "db": "Look after the database.",
}
"""The commands in the order of the help, which tells this of each without loading it."""

_HELP_WORDS: Final = ["-h", "--help"]
_HELP_NAMES: Final = {"help_option_names": _HELP_WORDS}


_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_INTERRUPTED: Final = 130
"""The exit code after Ctrl-C, as shells have it."""
_REPORT: Final = "run it again with --debug, and report what it prints"


def app(words: Sequence[str]) -> typer.Typer:
    """The program, with those commands loaded that `words` may call; the others stand there by name alone."""
    program = typer.Typer(
        name="aidledger", help="The ledger of military-aid packages.", rich_markup_mode=None,
        pretty_exceptions_enable=False, context_settings=_HELP_NAMES,
    )  # fmt: skip
    program.callback()(_global_options)
    for name, summary in COMMANDS.items():
        if name not in words:
            program.command(name, help=summary)(_not_loaded)
            continue
        module = _module(name)
        if hasattr(module, "group"):
            program.add_typer(module.group, name=name, help=summary)
        else:
            program.command(name)(module.command)
    return program


def _alone(name: str) -> typer.Typer:
    """The program that is one command: enough for its help, which then need not read what stands before it."""
    program = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
    program.command(context_settings=_HELP_NAMES)(_module(name).command)
    return program


def _module(name: str) -> Any:
    return import_module(f"aidledger.cli.commands.{name}{'_' if name in {'import', 'list'} else ''}")


def _not_loaded() -> None:
    """Stands for a command that was not called."""


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"aidledger {__version__}")
        raise typer.Exit


def _global_options(
    context: typer.Context,
    db: Annotated[
        str | None,
        typer.Option(envvar="AIDLEDGER_DB", metavar="PATH-or-URL", help="The ledger; by default one of your own."),
    ] = None,
    debug: Annotated[  # noqa: ARG001  `_fail` looks for the word itself, for what is wrong may come before it is read
        bool, typer.Option("--debug", help="Show the traceback of an error.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print data and errors alone.")] = False,
    version: Annotated[  # noqa: ARG001  its callback has printed it already
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    # A variable that is empty is one that is not set, as Typer has it for AIDLEDGER_DB, too.
    context.obj = Settings(target=db, quiet=quiet, author=os.environ.get("AIDLEDGER_AUTHOR") or None)


def run() -> None:
    """Be a process of its own: `main`, and then its end at once, for the system takes back all that Python would."""
    codes: list[int] = []
    # What is registered first is called last. Python would go on to take apart every module and class, which takes a
    # tenth of a command's time.
    atexit.register(lambda: os._exit(codes[0]) if codes else None)
    INTERRUPTS.heed()
    try:
        main()
    except SystemExit as end:
        with suppress(OSError):  # what still waits after an error; if nobody can read it, the error counts
            sys.stdout.flush()
        codes.append(end.code if isinstance(end.code, int) else 0)
        raise


def main() -> None:
    """Run the program, and end it with the exit code that DESIGN promises: no traceback reaches a user."""
    _hasten()
    words = sys.argv[1:] or ["--help"]
    try:
        refuse_empty(words, COMMANDS)
        code = _call(words)
        sys.stdout.flush()
        INTERRUPTS.ignore()
    except AidledgerError as error:
        _fail(error.message, error.hint, error.exit_code, error)
    except typer.TyperException as error:
        usage = " ".join(["aidledger", *[word for word in words if word in COMMANDS][:1]])
        # What pydantic prefixes for Typer says nothing to a user.
        _fail(
            error.format_message().replace("Value error, ", ""),
            f"'{usage} --help' shows how it is used",
            error.exit_code,
            error,
        )
    except KeyboardInterrupt as error:
        _stop(error)
    except typer.Abort as error:
        _fail("stopped; nothing more was recorded", None, _INTERRUPTED, error)
    except BrokenPipeError:
        # Whoever read our output has seen enough; what is left of it must not fail again when Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            _fail(f"a defect in aidledger: {error!r}", _REPORT, 1, error)
        # As above; what goes to a file is explained where the file is written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        reason = os.strerror(error.errno or 0).lower()
        _fail(f"cannot write standard output: {reason}", "make room there; what was recorded is recorded", 1, error)
    except Exception as error:  # noqa: BLE001  the last net: a defect of ours, told without a traceback
        _fail(f"a defect in aidledger: {error!r}", _REPORT, 1, error)
    sys.exit(code if isinstance(code, int) else 0)


def _call(words: list[str]) -> Any:
    """Do what `words` say, and give the exit code that the command asks for, if any."""
    completing = os.environ.get("_AIDLEDGER_COMPLETE")
    if len(words) == 2 and words[0] in COMMANDS and words[1] in _HELP_WORDS and words[0] != "db":
        code = _alone(words[0])(words[1:], standalone_mode=False, prog_name=f"aidledger {words[0]}")
    else:
        code = app(tuple(COMMANDS) if completing else words)(words, standalone_mode=False, prog_name="aidledger")
    if code == _INTERRUPTED:  # Typer has made that of it, and told nobody
        raise KeyboardInterrupt
    return code


def _hasten() -> None:
    """Leave out what costs a short process a quarter of its time, and gives it nothing."""
    # What only a collector would free does not grow with the ledger, and all goes with the process.
    gc.disable()
    # To look for them, pydantic reads the metadata of all that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _stop(error: BaseException) -> NoReturn:
    """End as somebody asked for with Ctrl-C."""
    INTERRUPTS.ignore()
    if "--debug" in sys.argv:
        raise error
    recorded = "what was recorded before stays recorded" if INTERRUPTS.recorded else "nothing was recorded"
    typer.echo(f"interrupted; {recorded}", err=True)
    sys.exit(_INTERRUPTED)


def _fail(message: str, hint: str | None, code: int, error: BaseException) -> NoReturn:
    if INTERRUPTS.asked:  # what went wrong afterwards comes of that
        _stop(error)
    INTERRUPTS.ignore()
    if "--debug" in sys.argv:
        raise error
    typer.echo(f"error: {message}", err=True)
    for line in (hint or "").splitlines():
        typer.echo(f"hint: {line}", err=True)
    sys.exit(code)
