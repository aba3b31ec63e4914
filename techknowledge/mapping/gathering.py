"""What all knowledge of one pattern says together, in the order in which it is heard."""

from __future__ import annotations

# Which rows belong to which pattern, in what order; asked in both directions.
BELONGING_FORWARD = """
    CREATE TEMP TABLE belonging AS
    SELECT grouped.aligned_id, member.legacy_id
    FROM member JOIN grouped USING (technology, category);
"""

BELONGING_BACKWARD = """
    CREATE TEMP TABLE belonging AS
    SELECT aligned_id, legacy_id FROM crossing WHERE kind = 'changed';
"""

# What the rows of a pattern say together.
GATHER = """
    -- Two lists as one, without repetition.
    CREATE OR REPLACE FUNCTION pg_temp.joined(one varchar[], other varchar[]) RETURNS varchar[]
    STABLE PARALLEL SAFE LANGUAGE sql AS $$
        SELECT ARRAY(
            SELECT item
            FROM unnest(coalesce(one, '{}') || coalesce(other, '{}'))
                WITH ORDINALITY AS element (item, place)
            GROUP BY item ORDER BY min(place))
    $$;

    -- A list that the rows say together; of a pattern that is there, as the pattern itself said
    -- it (repeated, with NULLs or NULL) where the rows add nothing to that; of one that was found,
    -- what both say.
    CREATE OR REPLACE FUNCTION pg_temp.list_of(
        key text, together varchar[], first jsonb, known boolean, before varchar[], found jsonb
    ) RETURNS varchar[] STABLE PARALLEL SAFE LANGUAGE sql AS $$
        SELECT CASE WHEN found IS NOT NULL AND together IS NULL THEN pg_temp.texts_at(found, key)
                    WHEN found IS NOT NULL
                    THEN pg_temp.joined(pg_temp.texts_at(found, key), together)
                    WHEN known AND together IS NULL AND before IS NULL THEN NULL
                    WHEN known AND first -> key = to_jsonb(before)
                     AND coalesce(together, '{}') <@ before THEN before
                    ELSE coalesce(together, '{}') END
    $$;

    -- A text that one of the rows says, unless a pattern that was found says another; else an empty
    -- one stays empty.
    CREATE OR REPLACE FUNCTION pg_temp.text_of(key text, said text, before text, found jsonb)
    RETURNS text STABLE PARALLEL SAFE LANGUAGE sql AS $$
        SELECT coalesce(pg_temp.text_at(found, key), said, CASE WHEN before = '' THEN '' END)
    $$;

    CREATE TEMP TABLE ordered AS
    SELECT belonging.aligned_id, knowledge.id AS legacy_id, knowledge.metadata,
           knowledge.inserted_at, knowledge.updated_at,
           row_number() OVER (PARTITION BY belonging.aligned_id
                              ORDER BY knowledge.inserted_at, knowledge.id) AS place,
           row_number() OVER (PARTITION BY belonging.aligned_id
                              ORDER BY knowledge.updated_at DESC, knowledge.id) AS place_from_last
    FROM belonging
    JOIN technology_knowledge AS knowledge ON knowledge.id = belonging.legacy_id;
    CREATE INDEX ON ordered (aligned_id, place);
    ANALYZE ordered;

    CREATE TEMP TABLE listed AS
    SELECT aligned_id, key, array_agg(element ORDER BY first)::varchar[] AS elements
    FROM (
        SELECT ordered.aligned_id, list.key, item.element #>> '{}' AS element,
               min(ARRAY[ordered.place, item.place]) AS first
        FROM ordered
        CROSS JOIN LATERAL (
            VALUES ('file_patterns'), ('directory_patterns'), ('config_files')
        ) AS list (key)
        CROSS JOIN LATERAL jsonb_array_elements(
            CASE WHEN jsonb_typeof(ordered.metadata -> list.key) = 'array'
                 THEN ordered.metadata -> list.key ELSE '[]' END
        ) WITH ORDINALITY AS item (element, place)
        WHERE jsonb_typeof(ordered.metadata) = 'object'
          AND jsonb_typeof(item.element) = 'string'
        GROUP BY 1, 2, 3
    ) AS distinct_elements
    GROUP BY aligned_id, key;
    CREATE INDEX ON listed (aligned_id, key);
    ANALYZE listed;

    CREATE TEMP TABLE gathered AS
    SELECT aligned_id,
           min(inserted_at) AS created_at,
           max(updated_at) AS updated_at,
           (array_agg(version_pattern ORDER BY place) FILTER (WHERE version_pattern <> ''))[1]
               AS version_pattern,
           (array_agg(build_command ORDER BY place) FILTER (WHERE build_command <> ''))[1]
               AS build_command,
           (array_agg(dev_command ORDER BY place) FILTER (WHERE dev_command <> ''))[1]
               AS dev_command,
           (array_agg(install_command ORDER BY place) FILTER (WHERE install_command <> ''))[1]
               AS install_command,
           (array_agg(test_command ORDER BY place) FILTER (WHERE test_command <> ''))[1]
               AS test_command,
           (array_agg(output_directory ORDER BY place) FILTER (WHERE output_directory <> ''))[1]
               AS output_directory,
           (array_agg(confidence_weight ORDER BY place)
               FILTER (WHERE confidence_weight IS NOT NULL))[1] AS confidence_weight
    FROM (
        SELECT *,
               pg_temp.text_at(metadata, 'version_pattern') AS version_pattern,
               pg_temp.text_at(metadata, 'build_command') AS build_command,
               pg_temp.text_at(metadata, 'dev_command') AS dev_command,
               pg_temp.text_at(metadata, 'install_command') AS install_command,
               pg_temp.text_at(metadata, 'test_command') AS test_command,
               pg_temp.text_at(metadata, 'output_directory') AS output_directory,
               pg_temp.double_at(metadata, 'confidence_weight') AS confidence_weight
        FROM ordered
    ) AS said
    GROUP BY aligned_id;
    CREATE INDEX ON gathered (aligned_id);
    ANALYZE gathered;
"""
