"""The words of the field as immutable models and pure functions: no database, no files, no printing.

text, numbers, currencies, parties, dates    what single words and figures mean
amounts, quantities                          a figure with its bound
packages                                     Package, LineItem, Source: the document that people write
revisions                                    what the ledger makes of it: author, instant, digest
totals                                       the question "how much", and its answer
findings                                     what a check of the ledger reports
"""
