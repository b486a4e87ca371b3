"""What people read, written from the domain's records alone.

tables      one table for the terminal, CSV, Markdown; the pieces that the others share
listings    tables of packages, of one package, of its history
sums        tables of totals, with what stands beneath them
changes     what changed between two states of the ledger
files       a report as a file: workbook, CSV, JSON; the whole ledger in JSON Lines
workbook    the Excel workbook, a package of its own
wording     the words that all of them share
replacing   how a file takes the place of an older one
"""

from aidledger.reports.files import keep, write

__all__ = ["keep", "write"]
