"""The Kiel Institute's Ukraine Support Tracker: the main data sheet of a release becomes packages.

sheet       the rows of the sheet, under whatever headings the release gives them
days        when something was announced, as coarse as the sheet says it
items       what a row lists: how many of what, under which category
counting    which rows count, and which belong to them
packages    what is recorded of these
"""

from aidledger.intake.kiel.packages import TAG, free_ref, is_own_citation, read_kiel, title_of

__all__ = ["TAG", "free_ref", "is_own_citation", "read_kiel", "title_of"]
