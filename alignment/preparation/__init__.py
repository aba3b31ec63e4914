"""The bulk of the first alignment, done beforehand while the application writes legacy rows.

A prepared section is exactly like one that was aligned and rolled back: its aligned tables stand in
the archive with rows and indexes, the ledger has the receipts, watermarks tell what was written
since. `migrate` then brings the tables home and carries the rest, as it does in any second
alignment. So whatever a preparation came to, finished, half done or killed, is a lawful beginning
for `migrate`, and no row is known to be carried but by its receipt.
"""
