"""Announcements in running text, drafted as packages: rules, no model; the same text always gives the same draft.

page        the text tidied, put together from its lines, parted into sentences; the way back to the given characters
cues        the words of the field, in one table
figures     amounts of money with their bounds
mentions    who is named
days        which days are named
items       lists of things, in bullets and in prose
reading     what each sentence holds, and whose page it is
about       each figure with the words about it
judging     what each figure is: new, or why not
donors      who gives
said        what is said of one sum, and when two figures are one
kinds       through which channel, and which kind of aid
sums        packages that hold others, and shares in them
requested   what is asked for, and what of it is for Ukraine
unvalued    packages of which no value is told
gathering   from figures to packages, each once
listing     which things belong to which package
drafting    puts the draft together
"""

from aidledger.intake.announcements.drafting import draft

__all__ = ["draft"]
