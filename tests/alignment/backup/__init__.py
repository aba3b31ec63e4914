"""`backup_database` and `restore_database`."""
