"""The database, and the only importer of SQLAlchemy and Alembic.

tables       what a row is
rows         how a revision becomes rows, and rows a revision
filters      periods, filters and looking back as conditions
batches      questions about many values
database     opening SQLite and PostgreSQL: one transaction, one writer
migrations   making and upgrading the schema
ledger       Ledger, the public face: record, revise, find, total, verify
recording    what documents become: new revisions, or nothing, or a refusal
contents     what is stated already, whatever its ref
restoring    taking in what another ledger kept
writing      revisions as rows, head and tip moved
linking      what is stated of links, for the domain to judge, and what is told of a wrong one
publishing   published totals as rows, and back
contributions  what packages contribute to sums: in one statement, and one by one where they hang together
totals       contributions gathered into the answer
exchanging   contributions in another currency
quantities   how many of what
balances     what balances rest on
reconciling  published totals beside the ledger's own
searching    words that a text has to mention
changes      what changed between two states
reporting    what a report is made of, from one state of the ledger
verify       recomputing everything that can be recomputed
evidence     kept copies of sources, beside the file or in the database
copies       backups, and the copy before an upgrade
roles        who may read and write on PostgreSQL
"""
