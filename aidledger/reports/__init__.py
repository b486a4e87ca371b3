"""What people read, written from the domain's records alone.

tables      one table for the terminal, CSV, Markdown; the pieces that the others share
listings    tables of packages, of one package, of its history
sources     the sources of one package, and the copies that are kept of them
sums        tables of totals, with what stands beneath them
crossing    totals as cross tables
charts      totals as bars and columns of a terminal
explaining  the packages of which totals are made, as footnotes
quantities  tables of how many of what
balances    appropriations as a tree
reconciliation  published totals beside the ledger's own
changes     what changed between two states of the ledger
repairs     rows that could not be imported, put aside to be mended
drafts      drafts of announcements: TOML with its evidence, JSON, the text with its places marked
description  what a report says, part by part, for every format to be written from
files       a report as a file, each format from one description; the whole ledger in JSON Lines
workbook    the Excel workbook, a package of its own
page        the page of HTML, likewise
memo        the memo in Markdown
tidy        a table of CSV for each part
documents   JSON: packages as documents, parts as tables
importable  three CSV files of packages, their items and their sources, to be imported again
wording     the words that all of them share
replacing   how a file takes the place of an older one
spools      what comes before its place in a file does
"""

from aidledger.reports.files import FOLDER, ending, keep, parts_for, write

__all__ = ["FOLDER", "ending", "keep", "parts_for", "write"]
