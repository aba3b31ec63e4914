"""What may stand on a table and would not follow it to its successor, or holds it in its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dependents:
    """A kind of object that may stand on a table, or of lock that may be held on it.

    Attributes:
        id: of the finding, e.g. ``alignment.P01``.
        why: what would happen to it.
        remedy: what to do before migrating again.
        query: their descriptions, of the tables whose oids are `%(tables)s`; `%(patience)s` is how
            many seconds a lock is waited for.
    """

    id: str
    why: str
    remedy: str
    query: str


DEPENDENTS = (
    Dependents(
        id="alignment.P01",
        why="it would follow the table into the archive and go on showing the old rows",
        remedy="Drop it, keeping its definition (pg_get_viewdef), and make it anew afterwards.",
        query="""
            SELECT DISTINCT CASE dependent.relkind WHEN 'm' THEN 'materialized view '
                                                   ELSE 'view ' END
                   || dependent.oid::regclass || ' on ' || refobjid::regclass
            FROM pg_depend
            JOIN pg_rewrite ON pg_rewrite.oid = objid
            JOIN pg_class AS dependent ON dependent.oid = ev_class
            WHERE pg_depend.classid = 'pg_rewrite'::regclass
              AND refclassid = 'pg_class'::regclass
              AND refobjid = ANY (%(tables)s)
              AND dependent.relkind IN ('v', 'm')
              AND dependent.relpersistence <> 't'""",
    ),
    Dependents(
        id="alignment.P02",
        why="it would refer to the archived rows from then on",
        remedy="Drop the constraint, and make one to the new table afterwards if it is wanted.",
        query="""
            SELECT 'foreign key ' || quote_ident(conname) || ' of ' || conrelid::regclass
                   || ' to ' || confrelid::regclass
            FROM pg_constraint
            WHERE contype = 'f' AND confrelid = ANY (%(tables)s)
              AND NOT conrelid = ANY (%(tables)s)""",
    ),
    Dependents(
        id="alignment.P03",
        why="it would publish the archived table, and not the new one",
        remedy="ALTER PUBLICATION … DROP TABLE, and ADD TABLE the new one afterwards.",
        query="""
            SELECT 'publication ' || quote_ident(pubname) || ' of ' || prrelid::regclass
            FROM pg_publication_rel JOIN pg_publication ON pg_publication.oid = prpubid
            WHERE prrelid = ANY (%(tables)s)""",
    ),
    Dependents(
        id="alignment.P04",
        why="it would fire while rows are carried, and not for the new table",
        remedy="ALTER TABLE … DISABLE TRIGGER, or drop it.",
        query="""
            SELECT 'trigger ' || quote_ident(tgname) || ' on ' || tgrelid::regclass
            FROM pg_trigger
            WHERE tgrelid = ANY (%(tables)s) AND NOT tgisinternal AND tgenabled <> 'D'""",
    ),
    Dependents(
        id="alignment.P05",
        why="the new table would have none, and show every row to everybody",
        remedy="Decide who may see which rows of the new table; ALTER TABLE … DISABLE ROW LEVEL "
        "SECURITY on this one.",
        query="""
            SELECT 'row-level security of ' || oid::regclass
            FROM pg_class WHERE oid = ANY (%(tables)s) AND relrowsecurity""",
    ),
    Dependents(
        id="alignment.P06",
        why="its rows are in more than one table",
        remedy="Copy the rows into an ordinary table of this name.",
        query="""
            SELECT 'partitioned table ' || oid::regclass
            FROM pg_class WHERE oid = ANY (%(tables)s) AND relkind = 'p'
            UNION ALL
            SELECT 'inheritance of ' || inhrelid::regclass || ' from ' || inhparent::regclass
            FROM pg_inherits
            WHERE inhrelid = ANY (%(tables)s) OR inhparent = ANY (%(tables)s)""",
    ),
    Dependents(
        id="alignment.P07",
        why="it would rewrite the statements that carry rows",
        remedy="Drop the rule.",
        query="""
            SELECT 'rule ' || quote_ident(rulename) || ' on ' || ev_class::regclass
            FROM pg_rewrite WHERE ev_class = ANY (%(tables)s)""",
    ),
    Dependents(
        id="alignment.P08",
        why="it would work on the archived table from then on",
        remedy="Drop the function, and make it anew afterwards.",
        query="""
            SELECT DISTINCT 'function ' || objid::regprocedure || ' on ' || refobjid::regclass
            FROM pg_depend
            WHERE classid = 'pg_proc'::regclass AND refclassid = 'pg_class'::regclass
              AND refobjid = ANY (%(tables)s)""",
    ),
    Dependents(
        id="alignment.P09",
        why="only its owner may move it",
        remedy="Migrate as its owner or as a superuser, or GRANT the owner's role to this one.",
        query="""
            SELECT 'table ' || oid::regclass || ' of ' || quote_ident(pg_get_userbyid(relowner))
                   || ' (this is ' || quote_ident(current_user) || ')'
            FROM pg_class
            WHERE oid = ANY (%(tables)s) AND NOT pg_has_role(relowner, 'USAGE')""",
    ),
    Dependents(
        id="alignment.P18",
        why="its locks stay until it is ended, whatever becomes of the session that prepared it",
        remedy="COMMIT PREPARED or ROLLBACK PREPARED, with the name in quotes.",
        query="""
            SELECT 'prepared transaction ' || quote_literal(gid) || ' of ' || quote_ident(owner)
                   || ', since ' || date_trunc('second', prepared) || ', with a lock on '
                   || string_agg(DISTINCT held.relation::regclass::text, ', ')
            FROM pg_prepared_xacts
            JOIN pg_locks AS own ON own.pid IS NULL AND own.transactionid = transaction
            JOIN pg_locks AS held
                ON held.pid IS NULL AND held.virtualtransaction = own.virtualtransaction
            WHERE pg_prepared_xacts.database = current_database()
              AND held.relation = ANY (%(tables)s)
            GROUP BY gid, owner, prepared""",
    ),
    Dependents(
        id="alignment.P19",
        why="its lock would still be there when the section gives up waiting for it",
        remedy="End it, e.g. SELECT pg_terminate_backend(pid); or wait for it, with a larger "
        "ALIGNMENT_LOCK_TRIES.",
        query="""
            SELECT 'pid ' || pid || ', user ' || quote_ident(usename) || ', in a transaction for '
                   || date_trunc('second', now() - xact_start) || ', with a lock on '
                   || string_agg(DISTINCT relation::regclass::text, ', ') || ', '
                   || state || ': ' || left(regexp_replace(query, '\\s+', ' ', 'g'), 200)
            FROM pg_locks
            JOIN pg_stat_activity USING (pid)
            WHERE relation = ANY (%(tables)s) AND granted AND pid <> pg_backend_pid()
              AND now() - xact_start > make_interval(secs => %(patience)s)
            GROUP BY pid, usename, xact_start, state, query""",
    ),
)
