"""detection_events in place: to codebase_snapshots and back."""

from __future__ import annotations

from benchmarks.contenders.in_place import alterations

_RESHAPE = """
    DROP INDEX detection_events_event_type_index, detection_events_detector_index,
               detection_events_inserted_at_index;
    ALTER TABLE detection_events RENAME TO codebase_snapshots;
    ALTER TABLE codebase_snapshots RENAME COLUMN id TO legacy_id;
    ALTER TABLE codebase_snapshots
        DROP CONSTRAINT detection_events_pkey,
        ADD COLUMN id bigint,
        ADD COLUMN codebase_id varchar,
        ADD COLUMN snapshot_id bigint,
        ADD COLUMN summary jsonb,
        ADD COLUMN detected_technologies varchar[],
        ADD COLUMN features jsonb"""

_FOLD = """
    WITH event AS (
        SELECT legacy_id,
               row_number() OVER (ORDER BY inserted_at, legacy_id) AS id,
               coalesce(data ->> 'codebase_id', metadata ->> 'codebase_id',
                        data ->> 'codebase_path', metadata ->> 'codebase_path',
                        'migrated_' || legacy_id) AS codebase_id,
               coalesce(data -> 'snapshot_id', metadata -> 'snapshot_id')::bigint AS wish
        FROM codebase_snapshots
    ), asked AS (
        SELECT *, wish IS NOT NULL
                  AND row_number() OVER (PARTITION BY codebase_id, wish ORDER BY id) = 1 AS granted
        FROM event
    ), waiting AS (
        SELECT codebase_id, id, row_number() OVER (PARTITION BY codebase_id ORDER BY id) AS place
        FROM asked WHERE NOT granted
    ), free AS (
        SELECT codebase_id, number,
               row_number() OVER (PARTITION BY codebase_id ORDER BY number) AS place
        FROM (SELECT codebase_id, count(*) AS size FROM asked
              GROUP BY codebase_id HAVING NOT bool_and(granted)) AS codebase
        CROSS JOIN LATERAL generate_series(1, size) AS number
        WHERE NOT EXISTS (
            SELECT FROM asked
            WHERE granted AND asked.codebase_id = codebase.codebase_id AND wish = number)
    ), numbered AS (
        SELECT asked.legacy_id, asked.id, codebase_id,
               CASE WHEN granted THEN wish ELSE free.number END AS snapshot_id
        FROM asked
        LEFT JOIN waiting USING (codebase_id, id)
        LEFT JOIN free USING (codebase_id, place)
    )
    UPDATE codebase_snapshots AS snapshot SET
        id = numbered.id,
        codebase_id = numbered.codebase_id,
        snapshot_id = numbered.snapshot_id,
        metadata = CASE WHEN metadata IS NULL THEN '{}'
                        WHEN jsonb_typeof(metadata) = 'object' THEN metadata
                        ELSE jsonb_build_object('metadata', metadata) END
                   || jsonb_build_object('event_type', event_type, 'detector', detector,
                                         'confidence', confidence, 'data', data),
        summary = CASE WHEN jsonb_typeof(data -> 'summary') = 'object' THEN data -> 'summary'
                       WHEN jsonb_typeof(data -> 'technologies') = 'object'
                       THEN data -> 'technologies'
                       ELSE '{}' END,
        detected_technologies = CASE
            WHEN data ? 'detected_technologies'
            THEN ARRAY(SELECT jsonb_array_elements_text(data -> 'detected_technologies'))
            WHEN jsonb_typeof(data -> 'technologies') = 'object'
            THEN ARRAY(SELECT lower(kind.key) || ':' || name
                       FROM jsonb_each(data -> 'technologies') AS kind,
                            jsonb_array_elements_text(kind.value) AS name)
            WHEN jsonb_typeof(data -> 'technologies') = 'array'
            THEN ARRAY(SELECT lower(item ->> 'category') || ':' || (item ->> 'name')
                       FROM jsonb_array_elements(data -> 'technologies') AS item)
            ELSE '{}' END,
        features = coalesce(data -> 'features', '{}')
    FROM numbered WHERE numbered.legacy_id = snapshot.legacy_id"""

_FINISH = f"""
    ALTER TABLE codebase_snapshots
        DROP COLUMN event_type, DROP COLUMN detector, DROP COLUMN confidence, DROP COLUMN data,
        DROP COLUMN updated_at,
        ALTER COLUMN legacy_id DROP NOT NULL,
        ALTER COLUMN id SET NOT NULL,
        ALTER COLUMN codebase_id SET NOT NULL,
        ALTER COLUMN snapshot_id SET NOT NULL,
        ALTER COLUMN summary SET DEFAULT '{{}}',
        ALTER COLUMN detected_technologies SET DEFAULT '{{}}',
        ALTER COLUMN features SET DEFAULT '{{}}',
        {alterations.aligned("inserted_at")};
    {alterations.numbered("codebase_snapshots")}"""

FORWARD = (
    ("Rename detection_events, add columns", _RESHAPE),
    ("Fold detection_events", _FOLD),
    ("Drop columns", _FINISH),
    ("Build indexes of codebase_snapshots", alterations.indexed("codebase_snapshots")),
)

_UNFOLD_INTO = """
    DROP INDEX codebase_snapshots_codebase_id_index, codebase_snapshots_snapshot_id_index,
               codebase_snapshots_inserted_at_index,
               codebase_snapshots_codebase_id_snapshot_id_index,
               codebase_snapshots_detected_technologies_index;
    ALTER TABLE codebase_snapshots RENAME TO detection_events;
    ALTER TABLE detection_events
        DROP CONSTRAINT codebase_snapshots_pkey,
        ADD COLUMN event_type varchar(255),
        ADD COLUMN detector varchar(255),
        ADD COLUMN confidence double precision,
        ADD COLUMN data jsonb,
        ADD COLUMN at timestamp(0),
        ADD COLUMN updated_at timestamp(0)"""

# A snapshot that was never an event says all it has in `data`. Where a type becomes narrower the
# values move to a new column: to change the type would write each row once more.
_UNFOLD = """
    UPDATE detection_events SET
        legacy_id = coalesce(legacy_id, gen_random_uuid()),
        event_type = coalesce(metadata ->> 'event_type', 'codebase_snapshot'),
        detector = coalesce(metadata ->> 'detector', metadata ->> 'detection_method', 'unknown'),
        confidence = coalesce((metadata ->> 'confidence')::double precision, 1),
        data = coalesce(metadata -> 'data', jsonb_build_object(
            'codebase_id', codebase_id, 'snapshot_id', snapshot_id, 'summary', summary,
            'detected_technologies', detected_technologies, 'features', features)),
        metadata = CASE WHEN metadata ? 'metadata' THEN metadata -> 'metadata'
                        ELSE metadata - '{event_type,detector,confidence,data}'::text[] END,
        at = coalesce(inserted_at, timezone('utc', now())),
        updated_at = coalesce(inserted_at, timezone('utc', now()))"""

_UNFOLDED = """
    ALTER TABLE detection_events
        DROP COLUMN id, DROP COLUMN codebase_id, DROP COLUMN snapshot_id, DROP COLUMN summary,
        DROP COLUMN detected_technologies, DROP COLUMN features, DROP COLUMN inserted_at,
        ALTER COLUMN event_type SET NOT NULL,
        ALTER COLUMN detector SET NOT NULL,
        ALTER COLUMN confidence SET NOT NULL,
        ALTER COLUMN data SET NOT NULL,
        ALTER COLUMN at SET NOT NULL,
        ALTER COLUMN updated_at SET NOT NULL;
    ALTER TABLE detection_events RENAME COLUMN at TO inserted_at;
    ALTER TABLE detection_events RENAME COLUMN legacy_id TO id"""

_INDEX_BACK = """
    ALTER TABLE detection_events ADD CONSTRAINT detection_events_pkey PRIMARY KEY (id);
    CREATE INDEX detection_events_event_type_index ON detection_events (event_type);
    CREATE INDEX detection_events_detector_index ON detection_events (detector);
    CREATE INDEX detection_events_inserted_at_index ON detection_events (inserted_at);
    ANALYZE detection_events"""

BACKWARD = (
    ("Rename codebase_snapshots, add columns", _UNFOLD_INTO),
    ("Unfold codebase_snapshots", _UNFOLD),
    ("Drop columns", _UNFOLDED),
    ("Build indexes of detection_events", _INDEX_BACK),
)
