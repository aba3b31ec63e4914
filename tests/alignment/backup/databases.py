"""What is hard to back up, or to restore."""

# What a list of names, or a count, could trip over.
ODD = """
    CREATE SCHEMA "other place";
    CREATE TABLE "other place"."a ""b"" c; d" (n integer);
    INSERT INTO "other place"."a ""b"" c; d" SELECT generate_series(1, 3);
    CREATE TABLE "two
lines" ();
    CREATE TABLE whole (n integer) PARTITION BY RANGE (n);
    CREATE TABLE part PARTITION OF whole FOR VALUES FROM (0) TO (9);
    INSERT INTO whole VALUES (1), (2);
    CREATE TABLE child () INHERITS (detection_events);
"""

# Restoring its rows asks for rows that come later, by a name that a restore does not find.
UNRESTORABLE = """
    CREATE TABLE z (n integer);
    INSERT INTO z VALUES (1);
    CREATE FUNCTION known(integer) RETURNS boolean LANGUAGE sql
        AS 'SELECT EXISTS (SELECT FROM z WHERE n = $1)';
    CREATE TABLE a (n integer CHECK (known(n)));
    INSERT INTO a VALUES (1);
"""

# Its row goes in at once, and comes back never.
ENDLESS = """
    CREATE FUNCTION slow() RETURNS boolean LANGUAGE sql AS 'SELECT true';
    CREATE TABLE endless (n integer CHECK (public.slow()));
    INSERT INTO endless VALUES (1);
    CREATE OR REPLACE FUNCTION slow() RETURNS boolean LANGUAGE sql
        AS 'SELECT pg_sleep(600) IS NOT NULL';
"""
