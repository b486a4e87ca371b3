"""The words of the field as immutable models and pure functions: no database, no files, no printing.

vocabulary                                   stages, types of aid, categories, dimensions: closed lists of words
text, numbers, currencies, parties, dates    what single words and figures mean
bounds, amounts, quantities                  a figure with its bound
packages                                     Package, LineItem, Source: the document that people write
evidence                                     kept copies of sources
revisions                                    what the ledger makes of it: author, instant, digest
lookback                                     what spoke for a package on a day, or at an instant
links                                        packages that draw on each other through time, and what must not be
differences, changes                         what two statements, or two states of the ledger, say differently
totals, netting, folding                     the question "how much", and its answer; no dollar twice; sums of sums
rates                                        what a currency was worth in another on a day
units, item_totals                           the question "how many of what", and its answer
balances, balancing                          what appropriations have left, and how that is worked out
published, reconciling                       totals that somebody published, and how the ledger compares
report                                       one state of the ledger, from which every format is written
drafts                                       what an announcement's text seems to say, with its places
findings                                     what a check of the ledger reports
"""
