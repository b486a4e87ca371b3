"""`python -m aidledger` is the same as `aidledger`."""

from aidledger.cli import run

run()
