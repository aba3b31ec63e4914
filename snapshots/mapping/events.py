"""How a detection event becomes a codebase snapshot, and the other way round (design, section 6).

RULES says it in words. The functions of `pg_temp` are explained in alignment/jsonb.py, `crossing`
in alignment/section.py.
"""

from __future__ import annotations

from alignment.section import Mapping, Pair

# By column of codebase_snapshots: the columns of detection_events, or keys in them, and the rule.
RULES = {
    "id": (("inserted_at", "id"), "a new number, in this order"),
    "codebase_id": (
        (
            "data.codebase_id",
            "metadata.codebase_id",
            "data.codebase_path",
            "metadata.codebase_path",
            "id",
        ),
        "the first of these that is a text; else migrated_ and the id",
    ),
    "snapshot_id": (
        ("data.snapshot_id", "metadata.snapshot_id"),
        "the first that is an integer and free in its code base; else the next free number there",
    ),
    "metadata": (
        ("metadata", "event_type", "detector", "confidence", "data"),
        "the old object with the four columns as keys",
    ),
    "summary": (
        ("data.summary", "data.technologies"),
        "the first that is an object with keys; else an empty object",
    ),
    "detected_technologies": (
        ("data.detected_technologies", "data.technologies"),
        "the list of texts; else category:name of each technology",
    ),
    "features": (("data.features",), "the object; else an empty object"),
    "inserted_at": (
        ("inserted_at", "data.inserted_at"),
        "the column, to the microsecond where data has it",
    ),
}

# What an event's jsonb says about its snapshot; asked in both directions.
READERS = r"""
-- category:name of each technology: {"language": ["Rust", {"name": "Elixir"}]}, or a list of
-- {"category": "language", "name": "Rust"}.
CREATE OR REPLACE FUNCTION pg_temp.technology_names(technologies jsonb) RETURNS varchar[]
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(array_agg(label ORDER BY place), '{}')
    FROM (
        SELECT DISTINCT ON (label COLLATE "C") label, place
        FROM (
            SELECT lower(CASE jsonb_typeof(technologies)
                         WHEN 'array' THEN pg_temp.text_at(item.value, 'category')
                         ELSE nullif(kind.key, '') END)
                   || ':' || CASE WHEN jsonb_typeof(item.value) = 'string'
                             THEN nullif(item.value #>> '{}', '')
                             ELSE coalesce(pg_temp.text_at(item.value, 'name'),
                                           pg_temp.text_at(item.value, 'technology_name'))
                             END AS label,
                   ARRAY[kind.place, item.place] AS place
            FROM jsonb_each(CASE jsonb_typeof(technologies)
                            WHEN 'object' THEN technologies
                            WHEN 'array' THEN jsonb_build_object('', technologies)
                            ELSE '{}' END) WITH ORDINALITY AS kind (key, value, place)
            CROSS JOIN LATERAL jsonb_array_elements(
                CASE WHEN jsonb_typeof(kind.value) = 'array' THEN kind.value ELSE '[]' END
            ) WITH ORDINALITY AS item (value, place)
        ) AS named
        WHERE label IS NOT NULL
        ORDER BY label COLLATE "C", place
    ) AS labelled
$$;

CREATE OR REPLACE FUNCTION pg_temp.codebase_of(data jsonb, metadata jsonb, id text) RETURNS text
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(
        pg_temp.indexable(pg_temp.text_at(data, 'codebase_id'), 2600),
        pg_temp.indexable(pg_temp.text_at(metadata, 'codebase_id'), 2600),
        pg_temp.indexable(pg_temp.text_at(data, 'codebase_path'), 2600),
        pg_temp.indexable(pg_temp.text_at(metadata, 'codebase_path'), 2600),
        'migrated_' || id)
$$;

CREATE OR REPLACE FUNCTION pg_temp.number_of(data jsonb, metadata jsonb) RETURNS bigint
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(
        pg_temp.integer_at(data, 'snapshot_id'), pg_temp.integer_at(metadata, 'snapshot_id'))
$$;

CREATE OR REPLACE FUNCTION pg_temp.summary_of(data jsonb) RETURNS jsonb
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(pg_temp.object_at(data, 'summary'), pg_temp.object_at(data, 'technologies'),
                    '{}'::jsonb)
$$;

CREATE OR REPLACE FUNCTION pg_temp.detected_in(data jsonb) RETURNS varchar[]
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN pg_temp.is_texts(data -> 'detected_technologies')
                THEN pg_temp.texts(data -> 'detected_technologies')
                WHEN jsonb_typeof(data -> 'technologies') IN ('array', 'object')
                THEN pg_temp.technology_names(data -> 'technologies')
                ELSE '{}' END
$$;

CREATE OR REPLACE FUNCTION pg_temp.features_of(data jsonb) RETURNS jsonb
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(pg_temp.object_at(data, 'features'), '{}'::jsonb)
$$;
"""

# --- Forward -------------------------------------------------------------------------------------

CLAIMS = """
    -- What each event asks for; a changed one may keep the number it had, and an empty name.
    CREATE TEMP TABLE claim AS
    SELECT crossing.aligned_id, asked.codebase_id,
           pg_temp.number_of(event.data, event.metadata) AS wish,
           CASE WHEN snapshot.codebase_id = asked.codebase_id
                THEN snapshot.snapshot_id END AS present
    FROM crossing
    JOIN detection_events AS event ON event.id = crossing.legacy_id
    LEFT JOIN codebase_snapshots AS snapshot ON snapshot.id = crossing.aligned_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN event.data -> 'codebase_id' = to_jsonb(snapshot.codebase_id)
                    THEN snapshot.codebase_id
                    ELSE pg_temp.codebase_of(event.data, event.metadata, event.id::text)
               END AS codebase_id
    ) AS asked;
    ANALYZE claim;

    -- Numbers of snapshots that are not on their way.
    CREATE TEMP TABLE settled AS
    SELECT codebase_id, snapshot_id FROM codebase_snapshots
    WHERE EXISTS (SELECT FROM claim WHERE claim.codebase_id = codebase_snapshots.codebase_id)
      AND NOT EXISTS (SELECT FROM crossing WHERE crossing.aligned_id = codebase_snapshots.id);
    ANALYZE settled;
"""

NAMES = """
    -- What is named by technologies, once for all the events that say the same. Hashed: to sort a
    -- million documents takes twenty times longer.
    SET LOCAL enable_sort = off;
    CREATE TEMP TABLE named AS
    SELECT technologies, pg_temp.technology_names(technologies) AS names
    FROM (
        SELECT DISTINCT event.data -> 'technologies' AS technologies
        FROM crossing JOIN detection_events AS event ON event.id = crossing.legacy_id
        WHERE jsonb_typeof(event.data -> 'technologies') IN ('array', 'object')
          AND pg_temp.is_texts(event.data -> 'detected_technologies') IS NOT TRUE
    ) AS listed;
    SET LOCAL enable_sort = on;
    ANALYZE named;
"""

NUMBERS = """
    -- Who has the number it asks for keeps it; else first come, first served.
    CREATE TEMP TABLE number AS
    SELECT DISTINCT ON (codebase_id, wish) aligned_id, codebase_id, wish AS snapshot_id
    FROM claim
    WHERE wish IS NOT NULL AND NOT EXISTS (
        SELECT FROM settled
        WHERE settled.codebase_id = claim.codebase_id AND settled.snapshot_id = claim.wish)
    ORDER BY codebase_id, wish, wish IS DISTINCT FROM present, aligned_id;

    -- Whose wish was not granted keeps the number it has, if that is still free. In two steps, as
    -- PostgreSQL takes those that are left for one, and would go through all numbers for each.
    CREATE TEMP TABLE ungranted AS
    SELECT aligned_id, codebase_id, present
    FROM claim
    WHERE present IS NOT NULL
      AND NOT EXISTS (SELECT FROM number WHERE number.aligned_id = claim.aligned_id);
    ANALYZE ungranted;

    INSERT INTO number
    SELECT aligned_id, codebase_id, present
    FROM ungranted
    WHERE NOT EXISTS (
        SELECT FROM number
        WHERE number.codebase_id = ungranted.codebase_id
          AND number.snapshot_id = ungranted.present);

    -- Everybody else gets the next free number of the code base: the third free one comes after
    -- three free ones and all that are taken below them.
    INSERT INTO number
    WITH waiting AS (
        SELECT aligned_id, codebase_id,
               row_number() OVER (PARTITION BY codebase_id ORDER BY aligned_id) AS place
        FROM claim
        WHERE NOT EXISTS (SELECT FROM number WHERE number.aligned_id = claim.aligned_id)
    ), taken AS (
        SELECT codebase_id,
               snapshot_id - row_number() OVER (
                   PARTITION BY codebase_id ORDER BY snapshot_id) AS free_below
        FROM (
            SELECT codebase_id, snapshot_id FROM settled
            UNION ALL
            SELECT codebase_id, snapshot_id FROM number
        ) AS numbered
        WHERE snapshot_id > 0
    )
    SELECT aligned_id, codebase_id, place + taken_below
    FROM (
        SELECT aligned_id, codebase_id, place,
               count(*) FILTER (WHERE aligned_id IS NULL) OVER (
                   PARTITION BY codebase_id ORDER BY place, aligned_id NULLS LAST) AS taken_below
        FROM (
            SELECT aligned_id, codebase_id, place FROM waiting
            UNION ALL
            SELECT NULL, codebase_id, free_below FROM taken
        ) AS line
    ) AS counted
    WHERE aligned_id IS NOT NULL;
    ANALYZE number;

    -- Numbers that change hands within a code base: one UPDATE would meet itself half-way.
    UPDATE codebase_snapshots AS snapshot SET codebase_id = gen_random_uuid()::text
    FROM number
    WHERE number.aligned_id = snapshot.id AND number.snapshot_id <> snapshot.snapshot_id;
"""

FORWARD = """
    SELECT crossing.aligned_id AS id,
           number.codebase_id,
           number.snapshot_id,
           pg_temp.as_object(event.metadata, 'metadata') || jsonb_build_object(
               'event_type', pg_temp.whole(
                   event.event_type, pg_temp.string_at(event.metadata, 'event_type'),
                   'detection_events', 'event_type'),
               'detector', pg_temp.whole(
                   event.detector, pg_temp.string_at(event.metadata, 'detector'),
                   'detection_events', 'detector'),
               'confidence', pg_temp.whole_number(
                   event.confidence, event.metadata -> 'confidence'),
               'data', event.data) AS metadata,
           -- What data says of the snapshot that is there holds, empty or of whatever type it is.
           CASE WHEN known.snapshot AND event.data -> 'summary' = coalesce(snapshot.summary, 'null')
                THEN snapshot.summary
                ELSE pg_temp.summary_of(event.data) END AS summary,
           CASE WHEN known.snapshot AND event.data -> 'detected_technologies'
                                        = coalesce(to_jsonb(snapshot.detected_technologies), 'null')
                THEN snapshot.detected_technologies
                ELSE coalesce(named.names, pg_temp.detected_in(event.data))
                END AS detected_technologies,
           CASE WHEN known.snapshot
                 AND event.data -> 'features' = coalesce(snapshot.features, 'null')
                THEN snapshot.features
                ELSE pg_temp.features_of(event.data) END AS features,
           CASE WHEN known.snapshot AND snapshot.inserted_at IS NULL
                 AND event.data -> 'inserted_at' = 'null' THEN NULL
                ELSE pg_temp.finer(
                    event.inserted_at, pg_temp.string_at(event.data, 'inserted_at'),
                    'detection_events', 'inserted_at') END AS inserted_at
    FROM crossing
    JOIN detection_events AS event ON event.id = crossing.legacy_id
    JOIN number ON number.aligned_id = crossing.aligned_id
    LEFT JOIN codebase_snapshots AS snapshot ON snapshot.id = crossing.aligned_id
    LEFT JOIN named ON named.technologies = event.data -> 'technologies'
                   AND pg_temp.is_texts(event.data -> 'detected_technologies') IS NOT TRUE
    CROSS JOIN LATERAL (SELECT snapshot.id IS NOT NULL AS snapshot) AS known
"""

# --- Backward ------------------------------------------------------------------------------------

BACKWARD = """
    SELECT crossing.legacy_id AS id,
           fits.event_type,
           fits.detector,
           column_of.confidence,
           noted.data,
           whole.metadata,
           column_of.inserted_at,
           CASE WHEN crossing.kind = 'born' THEN column_of.inserted_at
                ELSE event.updated_at END AS updated_at
    FROM crossing
    JOIN codebase_snapshots AS snapshot ON snapshot.id = crossing.aligned_id
    LEFT JOIN detection_events AS event
        ON event.id = crossing.legacy_id AND crossing.kind = 'changed'
    CROSS JOIN LATERAL (
        SELECT CASE WHEN crossing.kind = 'born' THEN timezone('utc', now()) END AS now
        OFFSET 0
    ) AS born

    -- Columns return to where they came from; what is missing or of another type stays as it was.
    CROSS JOIN LATERAL (
        SELECT coalesce(pg_temp.string_at(snapshot.metadata, 'event_type'), event.event_type,
                        'codebase_snapshot') AS event_type,
               coalesce(pg_temp.string_at(snapshot.metadata, 'detector'), event.detector,
                        pg_temp.text_at(snapshot.metadata, 'detection_method'),
                        'unknown') AS detector,
               coalesce(pg_temp.double_at(snapshot.metadata, 'confidence'), event.confidence,
                        1.0) AS confidence,
               coalesce(snapshot.metadata -> 'data', event.data, '{}'::jsonb) AS data,
               coalesce(snapshot.inserted_at, event.inserted_at, born.now) AS inserted_at,
               -- The keys that have become columns.
               array_remove(ARRAY[
                   CASE WHEN jsonb_typeof(snapshot.metadata -> 'event_type') = 'string'
                        THEN 'event_type' END,
                   CASE WHEN jsonb_typeof(snapshot.metadata -> 'detector') = 'string'
                        THEN 'detector' END,
                   CASE WHEN pg_temp.double_at(snapshot.metadata, 'confidence') IS NOT NULL
                        THEN 'confidence' END,
                   'data'], NULL) AS keys
        OFFSET 0
    ) AS column_of

    -- The old object: without those keys, but with the like-named ones that it had of its own.
    CROSS JOIN LATERAL (
        SELECT pg_temp.as_before(
            CASE WHEN jsonb_typeof(snapshot.metadata) = 'object'
                 THEN snapshot.metadata - column_of.keys
                      || pg_temp.only(pg_temp.as_object(event.metadata, 'metadata'), column_of.keys)
                 ELSE snapshot.metadata END,
            'metadata', CASE WHEN crossing.kind = 'born' THEN '{}' ELSE event.metadata END
        ) AS metadata
        OFFSET 0
    ) AS rest

    -- What has no column goes into data, unless forward would find it anyway.
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(column_of.data, 'data', 'codebase_id', to_jsonb(snapshot.codebase_id),
            pg_temp.codebase_of(column_of.data, rest.metadata, crossing.legacy_id::text)
                <> snapshot.codebase_id) AS data
        OFFSET 0
    ) AS named
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(named.data, 'data', 'snapshot_id', to_jsonb(snapshot.snapshot_id),
            pg_temp.number_of(named.data, rest.metadata)
                IS DISTINCT FROM snapshot.snapshot_id) AS data
        OFFSET 0
    ) AS numbered
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(numbered.data, 'data', 'summary', coalesce(snapshot.summary, 'null'),
            pg_temp.summary_of(numbered.data) IS DISTINCT FROM snapshot.summary) AS data
        OFFSET 0
    ) AS summarised
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(summarised.data, 'data', 'detected_technologies',
            coalesce(to_jsonb(snapshot.detected_technologies), 'null'),
            pg_temp.detected_in(summarised.data)
                IS DISTINCT FROM snapshot.detected_technologies) AS data
        OFFSET 0
    ) AS detected
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(detected.data, 'data', 'features', coalesce(snapshot.features, 'null'),
            pg_temp.features_of(detected.data) IS DISTINCT FROM snapshot.features) AS data
        OFFSET 0
    ) AS featured

    -- What a column cannot hold stands in data, or in metadata, in full. An older note that does
    -- not hold any more is put right.
    CROSS JOIN LATERAL (
        SELECT pg_temp.fitted(column_of.event_type, 'detection_events', 'event_type') AS event_type,
               pg_temp.fitted(column_of.detector, 'detection_events', 'detector') AS detector,
               pg_temp.fitted_time(column_of.inserted_at, 'detection_events',
                                   'inserted_at') AS inserted_at
        OFFSET 0
    ) AS fits
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(featured.data, 'data', 'inserted_at',
            pg_temp.instant(snapshot.inserted_at),
            pg_temp.finer(fits.inserted_at, pg_temp.string_at(featured.data, 'inserted_at'),
                          'detection_events', 'inserted_at')
                IS DISTINCT FROM snapshot.inserted_at) AS data
        OFFSET 0
    ) AS noted
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(rest.metadata, 'metadata', 'event_type', to_jsonb(column_of.event_type),
            pg_temp.whole(fits.event_type, pg_temp.string_at(rest.metadata, 'event_type'),
                          'detection_events', 'event_type') <> column_of.event_type) AS metadata
        OFFSET 0
    ) AS typed
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(typed.metadata, 'metadata', 'detector', to_jsonb(column_of.detector),
            pg_temp.whole(fits.detector, pg_temp.string_at(typed.metadata, 'detector'),
                          'detection_events', 'detector') <> column_of.detector) AS metadata
        OFFSET 0
    ) AS detector
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(detector.metadata, 'metadata', 'confidence',
            snapshot.metadata -> 'confidence',
            'confidence' = ANY (column_of.keys)
            AND pg_temp.whole_number(column_of.confidence, detector.metadata -> 'confidence')
                <> snapshot.metadata -> 'confidence') AS metadata
        OFFSET 0
    ) AS whole
"""

PAIR = Pair(
    legacy="detection_events",
    aligned="codebase_snapshots",
    forward=Mapping(
        before=(READERS, CLAIMS, NUMBERS, NAMES), select=FORWARD, parked=("codebase_id",)
    ),
    backward=Mapping(before=(READERS,), select=BACKWARD),
)
