"""The kinds of object that may stand on a table, and would not follow it to its successor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dependents:
    """A kind of object that may stand on a table.

    Attributes:
        id: of the finding, e.g. ``alignment.P01``.
        why: what would happen to it.
        remedy: what to do before migrating again.
        query: their descriptions, of the tables whose oids are `%(tables)s`.
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
)
