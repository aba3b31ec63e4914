"""How the tables of events and snapshots may look when they are met (behaviour, section 7)."""

from __future__ import annotations

from alignment.shapes import ANY_KEY, Shape

EVENTS = Shape(
    table="detection_events",
    columns={
        "id": ANY_KEY,
        "event_type": "text",
        "detector": "text",
        "confidence": "double",
        "data": "jsonb",
        "metadata": "jsonb",
        "inserted_at": "timestamp",
        "updated_at": "timestamp",
    },
)

SNAPSHOT_COLUMNS = {
    "codebase_id": "text",
    "snapshot_id": "integer",
    "metadata": "jsonb",
    "summary": "jsonb",
    "detected_technologies": "texts",
    "features": "jsonb",
    "inserted_at": "timestamp timestamptz",
}

SNAPSHOTS = Shape(
    table="codebase_snapshots",
    columns={"id": "integer", **SNAPSHOT_COLUMNS},
    required=("codebase_id", "snapshot_id"),
    unique=("codebase_id", "snapshot_id"),
)

# An older lineage of the application made its snapshots under this name (V11).
SNAPSHOTS_CALLED_EVENTS = Shape(
    table="detection_events",
    columns=SNAPSHOTS.columns,
    required=SNAPSHOTS.required,
    unique=SNAPSHOTS.unique,
    really="codebase_snapshots",
)

# What the predecessor made of events: still with their keys, and with most columns empty (V03).
HALF_ALIGNED = Shape(
    table="codebase_snapshots",
    columns={"id": "uuid", **SNAPSHOT_COLUMNS, "inserted_at": "timestamp"},
    really="detection_events",
    rows="""
        SELECT crossing.aligned_id AS id,
               found.codebase_id,
               found.snapshot_id,
               -- Metadata that was no object became a list, with what it added as the last (M-4).
               CASE WHEN jsonb_typeof(found.metadata) = 'array'
                     AND found.metadata -> -1 ?& ARRAY['event_type', 'detector', 'confidence']
                    THEN (found.metadata -> -1) || jsonb_build_object(
                             'metadata', CASE WHEN jsonb_array_length(found.metadata) = 2
                                              THEN found.metadata -> 0
                                              ELSE found.metadata - -1 END)
                    ELSE found.metadata END AS metadata,
               coalesce(found.summary, '{}') AS summary,
               coalesce(found.detected_technologies::varchar[], '{}') AS detected_technologies,
               coalesce(found.features, '{}') AS features,
               found.inserted_at::timestamp
        FROM found JOIN crossing ON crossing.found_id = found.id""",
    # It has the event's `updated_at` still; and columns that nobody knew of are kept in data.
    after=(
        """
        UPDATE detection_events AS event
        SET updated_at = coalesce(
                (to_jsonb(found.*) ->> 'updated_at')::timestamp, event.updated_at),
            data = CASE WHEN more.columns = '{}' THEN event.data
                        ELSE more.columns || pg_temp.as_object(event.data, 'data') END
        FROM crossing
        JOIN found ON found.id = crossing.found_id
        CROSS JOIN LATERAL (
            SELECT to_jsonb(found.*) - ARRAY[
                'id', 'metadata', 'inserted_at', 'updated_at', 'codebase_id', 'snapshot_id',
                'summary', 'detected_technologies', 'features'] AS columns
        ) AS more
        WHERE event.id = crossing.legacy_id
        """,
    ),
)

SHAPES = (EVENTS, SNAPSHOTS_CALLED_EVENTS, SNAPSHOTS, HALF_ALIGNED)
