"""Groups of options that several commands share: each is one parameter of the command, and many of the program.

A group is a function whose parameters are the options and whose result is what the command is handed. Typer reads
options from the signature of a command alone, so a command that takes groups is given the signature of all together.
"""

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, signature

Command = Callable[..., None]


def taking(**groups: Callable[..., object]) -> Callable[[Command], Command]:
    """A decorator: the parameters of the command that `groups` name are filled by them, from options of theirs."""

    def decorate(command: Command) -> Command:
        own = [one for one in signature(command).parameters.values() if one.name not in groups]
        shared = {name: list(signature(group).parameters.values()) for name, group in groups.items()}

        @wraps(command)
        def run(**given: object) -> None:
            made = {
                name: group(**{option.name: given.pop(option.name) for option in shared[name]})
                for name, group in groups.items()
            }
            command(**given, **made)

        options = [option for group in shared.values() for option in group]
        parameters = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in (*own, *options)]
        vars(run)["__signature__"] = Signature(parameters)
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        return run

    return decorate
