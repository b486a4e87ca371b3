"""The program: `aidledger`, which is the same as `python -m aidledger`."""

import signal


def start() -> None:
    """Load the program, and run it."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        # Until all is loaded there is nothing to take back: Ctrl-C ends it without a word.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from aidledger.cli import run

    run()


if __name__ == "__main__":
    start()
