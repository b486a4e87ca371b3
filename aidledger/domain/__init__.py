"""The words of the field as immutable models and pure functions: no database, no files, no printing.

vocabulary                                   stages, types of aid, categories, dimensions: closed lists of words
text, numbers, currencies, parties, dates    what single words and figures mean
bounds, amounts, quantities                  a figure with its bound
packages                                     Package, LineItem, Source: the document that people write
revisions                                    what the ledger makes of it: author, instant, digest
lookback                                     what spoke for a package on a day, or at an instant
links                                        packages that draw on each other through time, and what must not be
differences, changes                         what two statements, or two states of the ledger, say differently
totals                                       the question "how much", and its answer
report                                       one state of the ledger, from which every format is written
findings                                     what a check of the ledger reports
"""
