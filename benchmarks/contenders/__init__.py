"""Who is measured: the alignment, a bare copy, an update in place, and Django's ORM.

Each works in a process of its own, on the database that DATABASE_URL names, and tells its steps as
`migrate` does.
"""
