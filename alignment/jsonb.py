"""The SQL functions in which the mappings read and write jsonb: the vocabulary of section 6.

They live in the session's temporary schema and are gone with it. Each is one expression, so
PostgreSQL inlines it and a million rows cost what the bare expression would. That is why they are
STABLE, which they need not be: an IMMUTABLE one that calls a STABLE one is not inlined. The few
that need a subquery, which is never inlined, are called only where there is something to convert:
a call takes two microseconds.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.catalog import execute

FUNCTIONS = r"""
-- Any string under a key; NULL for a missing key and for any other type.
CREATE OR REPLACE FUNCTION pg_temp.string_at(object jsonb, key text) RETURNS text
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN jsonb_typeof(object -> key) = 'string' THEN object ->> key END
$$;

-- A string that is not empty.
CREATE OR REPLACE FUNCTION pg_temp.text_at(object jsonb, key text) RETURNS text
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN jsonb_typeof(object -> key) = 'string' THEN nullif(object ->> key, '') END
$$;

-- A text that an index takes, whose rows have at most some 2,700 bytes; NULL for a longer one.
CREATE OR REPLACE FUNCTION pg_temp.indexable(whole text, bytes integer) RETURNS text
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN octet_length(whole) <= bytes THEN whole END
$$;

-- An object that is not empty.
CREATE OR REPLACE FUNCTION pg_temp.object_at(object jsonb, key text) RETURNS jsonb
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN jsonb_typeof(object -> key) = 'object'
           THEN nullif(object -> key, '{}'::jsonb) END
$$;

-- A whole number that a bigint can hold.
CREATE OR REPLACE FUNCTION pg_temp.integer_at(object jsonb, key text) RETURNS bigint
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN jsonb_typeof(object -> key) = 'number'
           THEN CASE WHEN (object -> key)::numeric BETWEEN -9223372036854775808
                                                       AND 9223372036854775807
                      AND trunc((object -> key)::numeric) = (object -> key)::numeric
                THEN (object -> key)::numeric::bigint END END
$$;

-- A number that a double can hold, and the three that JSON has no number for.
CREATE OR REPLACE FUNCTION pg_temp.double_at(object jsonb, key text) RETURNS double precision
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE jsonb_typeof(object -> key)
           WHEN 'number' THEN
                CASE WHEN (object -> key)::numeric = 0
                       OR abs((object -> key)::numeric) BETWEEN 4.9406564584124654e-324
                                                            AND 1.7976931348623157e308
                THEN (object -> key)::numeric::double precision END
           WHEN 'string' THEN
                CASE WHEN object ->> key IN ('NaN', 'Infinity', '-Infinity')
                THEN (object ->> key)::double precision END
           END
$$;

-- Whether a value is a list of strings and nulls.
CREATE OR REPLACE FUNCTION pg_temp.is_texts(list jsonb) RETURNS boolean
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT jsonb_typeof(list) = 'array'
       -- Strict, or a list in the list would be looked into; silent for what is no list.
       AND NOT jsonb_path_exists(
           list, 'strict $[*] ? (@.type() != "string" && @.type() != "null")', '{}', TRUE)
$$;

CREATE OR REPLACE FUNCTION pg_temp.texts_with_escapes(list jsonb) RETURNS varchar[]
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT ARRAY(SELECT element #>> '{}'
                 FROM jsonb_array_elements(list) WITH ORDINALITY AS item (element, place)
                 ORDER BY place)::varchar[]
$$;

-- A list of strings and nulls as an array. Without escapes in it, the list is the array's own
-- text in other brackets, which is read ten times faster.
CREATE OR REPLACE FUNCTION pg_temp.texts(list jsonb) RETURNS varchar[]
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN position('\' IN list::text) = 0
           THEN ('{' || substr(list::text, 2, length(list::text) - 2) || '}')::varchar[]
           ELSE pg_temp.texts_with_escapes(list) END
$$;

-- The list of strings under a key as an array; NULL for anything else.
CREATE OR REPLACE FUNCTION pg_temp.texts_at(object jsonb, key text) RETURNS varchar[]
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN pg_temp.is_texts(object -> key) THEN pg_temp.texts(object -> key) END
$$;

-- What is no object becomes one: nothing an empty one, anything else {"<key>": …}.
CREATE OR REPLACE FUNCTION pg_temp.as_object(thing jsonb, key text) RETURNS jsonb
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN thing IS NULL THEN '{}'::jsonb
                WHEN jsonb_typeof(thing) = 'object' THEN thing
                ELSE jsonb_build_object(key, thing) END
$$;

-- The reverse: {"<key>": X} was X, if what stood there before was no object either.
CREATE OR REPLACE FUNCTION pg_temp.as_before(object jsonb, key text, before jsonb) RETURNS jsonb
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN object = pg_temp.as_object(before, key) THEN before
                WHEN jsonb_typeof(before) <> 'object' AND object ? key
                 AND jsonb_typeof(object -> key) <> 'object'
                 AND object - key = '{}'::jsonb THEN object -> key
                ELSE object END
$$;

-- Some keys of an object.
CREATE OR REPLACE FUNCTION pg_temp.only(object jsonb, keys text[]) RETURNS jsonb
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(object)
                     WHERE key = ANY (keys)), '{}'::jsonb)
$$;

-- A number as JSON has it, of which a column of doubles holds what fits; `noted` is where the
-- whole may stand.
CREATE OR REPLACE FUNCTION pg_temp.whole_number(part double precision, noted jsonb) RETURNS jsonb
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN noted IS NULL THEN to_jsonb(part)
                WHEN pg_temp.double_at(jsonb_build_object('', noted), '') = part THEN noted
           ELSE to_jsonb(part) END
$$;

-- Set a key where that is needed; what is no object becomes {"<wrapper>": …} for it.
CREATE OR REPLACE FUNCTION pg_temp.put(
    thing jsonb, wrapper text, key text, value jsonb, needed boolean
) RETURNS jsonb STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN needed
           THEN pg_temp.as_object(thing, wrapper) || jsonb_build_object(key, value)
           ELSE thing END
$$;

-- A text as a column can hold it, which a varchar(255) often cannot.
CREATE OR REPLACE FUNCTION pg_temp.fitted(whole text, relation text, name text) RETURNS text
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN atttypmod > 4
                 AND atttypid IN ('varchar'::regtype, 'varchar[]'::regtype, 'bpchar'::regtype)
           THEN left(whole, atttypmod - 4) ELSE whole END
    FROM pg_attribute WHERE attrelid = to_regclass(relation) AND attname = name
$$;

-- The whole of a text of which a column holds what fits; `noted` is where the whole may stand.
CREATE OR REPLACE FUNCTION pg_temp.whole(part text, noted text, relation text, name text)
RETURNS text STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN noted <> part THEN
           CASE WHEN pg_temp.fitted(noted, relation, name) = part THEN noted ELSE part END
           ELSE part END
$$;

-- The same for each text of an array.
CREATE OR REPLACE FUNCTION pg_temp.fitted_texts(whole varchar[], relation text, name text)
RETURNS varchar[] STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN whole IS NOT NULL THEN ARRAY(
        SELECT pg_temp.fitted(item, relation, name)
        FROM unnest(whole) WITH ORDINALITY AS element (item, place) ORDER BY place) END
$$;

CREATE OR REPLACE FUNCTION pg_temp.whole_texts(
    part varchar[], noted jsonb, relation text, name text
) RETURNS varchar[] STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN pg_temp.is_texts(noted) THEN
           CASE WHEN pg_temp.fitted_texts(pg_temp.texts(noted), relation, name) = part
                THEN pg_temp.texts(noted) ELSE part END
           ELSE part END
$$;

-- An instant as a column can hold it: Ecto's timestamp(0) has whole seconds.
CREATE OR REPLACE FUNCTION pg_temp.fitted_time(whole timestamp, relation text, name text)
RETURNS timestamp STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN atttypmod >= 0 THEN pg_catalog.timestamp(whole, atttypmod) ELSE whole END
    FROM pg_attribute WHERE attrelid = to_regclass(relation) AND attname = name
$$;

-- An instant as it is noted in jsonb.
CREATE OR REPLACE FUNCTION pg_temp.instant(whole timestamp) RETURNS jsonb
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(to_jsonb(to_char(whole, 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'null')
$$;

CREATE OR REPLACE FUNCTION pg_temp.finer_within_a_second(
    coarse timestamp, noted text, relation text, name text
) RETURNS timestamp STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(
        (SELECT instant
         FROM (VALUES (date_trunc('second', coarse)),
                      (date_trunc('second', coarse) - interval '1 second')) AS second (start)
         CROSS JOIN LATERAL (
            SELECT start + make_interval(secs => substr(noted, 20)::double precision) AS instant
         ) AS candidate
         WHERE left(noted, 19) = to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS')
           AND pg_temp.fitted_time(instant, relation, name) = coarse), coarse)
$$;

-- The instant to the microsecond of which a column holds the second.
CREATE OR REPLACE FUNCTION pg_temp.finer(coarse timestamp, noted text, relation text, name text)
RETURNS timestamp STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN noted ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$'
           THEN pg_temp.finer_within_a_second(coarse, noted, relation, name)
           ELSE coarse END
$$;
"""


def define_functions(connection: BaseDatabaseWrapper) -> None:
    """Make the functions for this session."""
    execute(connection, FUNCTIONS)
