"""The database, and the only importer of SQLAlchemy and Alembic.

tables       what a row is
rows         how a revision becomes rows, and rows a revision
database     opening SQLite and PostgreSQL: one transaction, one writer
migrations   making and upgrading the schema
ledger       Ledger, the public face: record, find, total, verify
totals       one statement for each question about sums
verify       recomputing everything that can be recomputed
"""
