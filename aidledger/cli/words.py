"""The words of the command line, before any command reads them."""

from collections.abc import Collection, Sequence
from typing import Final

from aidledger.errors import InvalidInput

_HINT: Final = "check that every variable in the command is set, or leave that word out"
_TO_CLEAR: Final = "'aidledger revise REF --clear FIELD' leaves a field out"


def refuse_empty(words: Sequence[str], commands: Collection[str]) -> None:
    """Raise `InvalidInput` for a word that is blank, and for an option with nothing after its `=`.

    A shell leaves such a word where a variable is not set. No option means anything by it, and taken for one that was
    not given it would change what is asked: `--expect ""` would check nothing, `--db ""` record elsewhere.
    """
    for position, word in enumerate(words):
        option, equals, value = word.partition("=")
        if not word.strip():
            message = f"the word after {_place(words[:position], commands)} is empty"
        # What follows two dashes by themselves is no option.
        elif equals and not value.strip() and word.startswith("--") and "--" not in words[:position]:
            message = f"nothing stands after {option}="
        else:
            continue
        raise InvalidInput(message, "\n".join([_HINT, *([_TO_CLEAR] if "revise" in words else [])]))


def _place(words: Sequence[str], commands: Collection[str]) -> str:
    """Where a word stands that comes after `words`: an option's name, else which word of the command it is."""
    # No other word is repeated: it may be a long text, or the address of a server with a password in it.
    if words and words[-1].startswith("--"):
        return words[-1].partition("=")[0]
    command = next((word for word in words if word in commands), None)
    others = words[words.index(command) + 1 :] if command else words
    named = f"'aidledger {command}'" if command else "'aidledger'"
    return f"{named} and {len(others)} more" if others else named
