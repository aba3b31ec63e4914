"""Canonical JSON (RFC 8785) in SQL: the text that a template's checksum is taken of."""

CANONICAL = r"""
-- A number as ECMAScript prints it, which RFC 8785 asks for.
CREATE OR REPLACE FUNCTION pg_temp.canonical_number(number double precision) RETURNS text
IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE
        WHEN number = 0 THEN '0'
        WHEN abs(number) >= 1e-6 AND abs(number) < 1e21
        THEN trim_scale(number::text::numeric)::text
        ELSE regexp_replace(regexp_replace(number::text, 'e([+-])0+', 'e\1'), '\.0+e', 'e') END
$$;

CREATE OR REPLACE FUNCTION pg_temp.canonical(thing jsonb) RETURNS text
IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE jsonb_typeof(thing)
        WHEN 'object' THEN (
            -- Keys in UTF-16 order: U+E000 to U+FFFF come after all that needs surrogates.
            SELECT '{' || coalesce(string_agg(
                to_json(key)::text || ':' || pg_temp.canonical(value), ','
                ORDER BY regexp_replace(key, '([\uE000-\uFFFF])', U&'\+10FFFF\\1', 'g')
                COLLATE "C"), '') || '}'
            FROM jsonb_each(thing))
        WHEN 'array' THEN (
            SELECT '[' || coalesce(string_agg(pg_temp.canonical(value), ',' ORDER BY place), '')
                   || ']'
            FROM jsonb_array_elements(thing) WITH ORDINALITY AS element (value, place))
        WHEN 'number' THEN coalesce(
            pg_temp.canonical_number(pg_temp.double_at(jsonb_build_object('', thing), '')),
            thing::text) -- Beyond the doubles, of which alone RFC 8785 speaks.
        WHEN 'string' THEN to_json(thing #>> '{}')::text
        ELSE thing::text END;
END $$;

CREATE OR REPLACE FUNCTION pg_temp.checksum(canonical text) RETURNS text
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT encode(sha256(convert_to(canonical, 'UTF8')), 'hex')
$$;
"""
