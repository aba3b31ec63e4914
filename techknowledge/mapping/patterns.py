"""How all knowledge of one technology becomes a pattern, and back (design, section 6).

RULES says it in words. The functions of `pg_temp` are explained in alignment/jsonb.py, `crossing`
in alignment/section.py, `member` and `grouped` in alignment/ledger.py.
"""

from __future__ import annotations

from alignment.section import Mapping, MergedPair
from techknowledge.mapping.gathering import BELONGING_BACKWARD, BELONGING_FORWARD, GATHER

# By column of technology_patterns: the columns of technology_knowledge, or keys in them, of all
# rows of one technology and category, and the rule. Rows are in the order of (inserted_at, id).
RULES: dict[str, tuple[tuple[str, ...], str]] = {
    "id": (("inserted_at", "id"), "a new number, in the order of the first rows"),
    "technology_name": (
        ("technology", "metadata.technology_name"),
        "the column; in full where metadata has what it could not hold",
    ),
    "technology_type": (
        ("category", "metadata.technology_type"),
        "the column; in full where metadata has what it could not hold",
    ),
    "version_pattern": (("metadata.version_pattern",), "of the first row that has it; else NULL"),
    "file_patterns": (("metadata.file_patterns",), "all that the rows list, each once"),
    "directory_patterns": (("metadata.directory_patterns",), "all that the rows list, each once"),
    "config_files": (("metadata.config_files",), "all that the rows list, each once"),
    "build_command": (("metadata.build_command",), "of the first row that has it; else NULL"),
    "dev_command": (("metadata.dev_command",), "of the first row that has it; else NULL"),
    "install_command": (("metadata.install_command",), "of the first row that has it; else NULL"),
    "test_command": (("metadata.test_command",), "of the first row that has it; else NULL"),
    "output_directory": (("metadata.output_directory",), "of the first row that has it; else NULL"),
    "confidence_weight": (
        ("metadata.confidence_weight",),
        "of the first row that has it; else 1",
    ),
    "detection_count": ((), "0: the application counts"),
    "success_rate": ((), "1: the application counts"),
    "last_detected_at": ((), "NULL: the application counts"),
    "extended_metadata": (
        ("name", "description", "examples", "best_practices", "antipatterns"),
        "an object of these columns of the first row, and knowledge: all rows in full",
    ),
    "created_at": (("inserted_at",), "the earliest"),
    "updated_at": (("updated_at",), "the latest"),
}

FORWARD = """
    SELECT grouped.aligned_id AS id,
           pg_temp.whole(grouped.technology, pg_temp.string_at(first.metadata, 'technology_name'),
                         'technology_knowledge', 'technology') AS technology_name,
           pg_temp.whole(grouped.category, pg_temp.string_at(first.metadata, 'technology_type'),
                         'technology_knowledge', 'category') AS technology_type,
           pg_temp.text_of('version_pattern', gathered.version_pattern, pattern.version_pattern,
                           own.found) AS version_pattern,
           pg_temp.list_of('file_patterns', files.elements, first.metadata, known.pattern,
                           pattern.file_patterns, own.found) AS file_patterns,
           pg_temp.list_of('directory_patterns', directories.elements, first.metadata,
                           known.pattern, pattern.directory_patterns, own.found)
               AS directory_patterns,
           pg_temp.list_of('config_files', configs.elements, first.metadata, known.pattern,
                           pattern.config_files, own.found) AS config_files,
           pg_temp.text_of('build_command', gathered.build_command, pattern.build_command,
                           own.found) AS build_command,
           pg_temp.text_of('dev_command', gathered.dev_command, pattern.dev_command,
                           own.found) AS dev_command,
           pg_temp.text_of('install_command', gathered.install_command, pattern.install_command,
                           own.found) AS install_command,
           pg_temp.text_of('test_command', gathered.test_command, pattern.test_command,
                           own.found) AS test_command,
           pg_temp.text_of('output_directory', gathered.output_directory, pattern.output_directory,
                           own.found) AS output_directory,
           CASE WHEN pg_temp.double_at(own.found, 'confidence_weight') IS NOT NULL
                THEN pg_temp.double_at(own.found, 'confidence_weight')
                WHEN known.pattern AND pattern.confidence_weight IS NULL
                THEN gathered.confidence_weight
                ELSE coalesce(gathered.confidence_weight, 1.0) END AS confidence_weight,
           pg_temp.as_object(pattern.extended_metadata, 'extended_metadata')
               || jsonb_build_object(
                   'name', pg_temp.whole(
                       first.name, first.metadata -> 'extended_metadata' ->> 'name',
                       'technology_knowledge', 'name'),
                   'description', first.description,
                   'examples', first.examples, 'best_practices', first.best_practices,
                   'antipatterns', pg_temp.whole_texts(
                       first.antipatterns, first.metadata -> 'extended_metadata' -> 'antipatterns',
                       'technology_knowledge', 'antipatterns'),
                   'knowledge', whole.knowledge)
               || CASE WHEN own.found IS NULL THEN '{}'
                       ELSE pg_temp.as_object(nullif(own.found -> 'extended_metadata', 'null'),
                                              'extended_metadata') - 'knowledge'
                            || jsonb_build_object('found', own.found) END
               AS extended_metadata,
           -- To the microsecond, where the pattern knew it.
           CASE WHEN own.found IS NOT NULL
                THEN least((own.found ->> 'created_at')::timestamp, gathered.created_at)
                WHEN pg_temp.fitted_time(pattern.created_at, 'technology_knowledge', 'inserted_at')
                     = gathered.created_at
                THEN pattern.created_at ELSE gathered.created_at END AS created_at,
           CASE WHEN own.found IS NOT NULL
                THEN greatest((own.found ->> 'updated_at')::timestamp, gathered.updated_at)
                WHEN pg_temp.fitted_time(pattern.updated_at, 'technology_knowledge', 'updated_at')
                     = gathered.updated_at
                THEN pattern.updated_at ELSE gathered.updated_at END AS updated_at
    FROM grouped
    JOIN gathered ON gathered.aligned_id = grouped.aligned_id
    JOIN ordered ON ordered.aligned_id = grouped.aligned_id AND ordered.place = 1
    JOIN technology_knowledge AS first ON first.id = ordered.legacy_id
    JOIN (
        SELECT ordered.aligned_id,
               jsonb_agg(
                   CASE WHEN embedding.is_vector
                        -- As text a vector is a JSON list already.
                        THEN row.value || jsonb_build_object(
                            'embedding', (row.value ->> 'embedding')::jsonb)
                        ELSE row.value END
                   ORDER BY ordered.place) AS knowledge
        FROM ordered
        JOIN technology_knowledge AS knowledge ON knowledge.id = ordered.legacy_id
        CROSS JOIN LATERAL (SELECT to_jsonb(knowledge.*) AS value) AS row
        CROSS JOIN (
            SELECT EXISTS (
                SELECT FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
                WHERE attrelid = to_regclass('technology_knowledge') AND attname = 'embedding'
                  AND typname IN ('vector', 'halfvec')) AS is_vector
        ) AS embedding
        GROUP BY ordered.aligned_id
    ) AS whole ON whole.aligned_id = grouped.aligned_id
    LEFT JOIN listed AS files
        ON files.aligned_id = grouped.aligned_id AND files.key = 'file_patterns'
    LEFT JOIN listed AS directories
        ON directories.aligned_id = grouped.aligned_id AND directories.key = 'directory_patterns'
    LEFT JOIN listed AS configs
        ON configs.aligned_id = grouped.aligned_id AND configs.key = 'config_files'
    LEFT JOIN technology_patterns AS pattern
        ON pattern.id = grouped.aligned_id AND grouped.kind = 'changed'
    CROSS JOIN LATERAL (SELECT pattern.id IS NOT NULL AS pattern) AS known
    -- What a pattern said when it was found, without knowledge, goes on to hold. It is kept in the
    -- pattern until that is written to; then a rollback notes all that the pattern says.
    CROSS JOIN LATERAL (
        SELECT CASE WHEN grouped.found
                    THEN to_jsonb(pattern.*) - ARRAY[
                        'id', 'technology_name', 'technology_type', 'detection_count',
                        'success_rate', 'last_detected_at']
                    WHEN first.metadata -> 'extended_metadata' ? 'found' THEN NULL
                    ELSE pattern.extended_metadata -> 'found' END AS found
    ) AS own
"""

# What the first row's metadata has to say of a pattern, and what no row's may say any more.
NOTES = """
    CREATE TEMP TABLE note AS
    SELECT pattern.id AS aligned_id,
           jsonb_object_agg(said.key, said.value)
               FILTER (WHERE said.stated AND said.value <> 'null') AS put,
           coalesce(array_agg(said.key) FILTER (WHERE NOT said.default_kept), '{}') AS cleared
    FROM (SELECT DISTINCT aligned_id FROM crossing) AS carried
    JOIN technology_patterns AS pattern ON pattern.id = carried.aligned_id
    LEFT JOIN gathered ON gathered.aligned_id = pattern.id
    LEFT JOIN ordered AS first ON first.aligned_id = pattern.id AND first.place = 1

    -- What is left of extended_metadata without the keys that have become columns, but with what a
    -- column cannot hold.
    CROSS JOIN LATERAL (
        SELECT CASE WHEN jsonb_typeof(pattern.extended_metadata) <> 'object'
               THEN pattern.extended_metadata
               ELSE nullif(pattern.extended_metadata - array_remove(ARRAY[
                   CASE WHEN pg_temp.fitted(pg_temp.string_at(pattern.extended_metadata, 'name'),
                                            'technology_knowledge', 'name')
                             = pattern.extended_metadata ->> 'name' THEN 'name' END,
                   CASE WHEN jsonb_typeof(pattern.extended_metadata -> 'description')
                             IN ('string', 'null') THEN 'description' END,
                   CASE WHEN jsonb_typeof(pattern.extended_metadata -> 'examples') = 'null'
                          OR pg_temp.is_texts(pattern.extended_metadata -> 'examples')
                        THEN 'examples' END,
                   CASE WHEN jsonb_typeof(pattern.extended_metadata -> 'best_practices')
                             IN ('string', 'null') THEN 'best_practices' END,
                   CASE WHEN jsonb_typeof(pattern.extended_metadata -> 'antipatterns') = 'null'
                          OR pg_temp.fitted_texts(
                                 pg_temp.texts_at(pattern.extended_metadata, 'antipatterns'),
                                 'technology_knowledge', 'antipatterns')
                             = pg_temp.texts_at(pattern.extended_metadata, 'antipatterns')
                        THEN 'antipatterns' END,
                   'knowledge'], NULL), '{}'::jsonb) END AS rest
    ) AS extended
    LEFT JOIN listed AS files
        ON files.aligned_id = pattern.id AND files.key = 'file_patterns'
    LEFT JOIN listed AS directories
        ON directories.aligned_id = pattern.id AND directories.key = 'directory_patterns'
    LEFT JOIN listed AS configs
        ON configs.aligned_id = pattern.id AND configs.key = 'config_files'
    CROSS JOIN LATERAL (
        SELECT key, coalesce(value, 'null') AS value,
               value IS DISTINCT FROM coalesce(found, initial)
                   AND value IS DISTINCT FROM initial AS stated,
               value IS NOT DISTINCT FROM coalesce(found, initial) AS default_kept
        FROM (VALUES
            ('file_patterns', to_jsonb(pattern.file_patterns), to_jsonb(files.elements), '[]'),
            ('directory_patterns', to_jsonb(pattern.directory_patterns),
             to_jsonb(directories.elements), '[]'),
            ('config_files', to_jsonb(pattern.config_files), to_jsonb(configs.elements), '[]'),
            ('version_pattern', to_jsonb(pattern.version_pattern),
             to_jsonb(gathered.version_pattern), NULL),
            ('build_command', to_jsonb(pattern.build_command),
             to_jsonb(gathered.build_command), NULL),
            ('dev_command', to_jsonb(pattern.dev_command), to_jsonb(gathered.dev_command), NULL),
            ('install_command', to_jsonb(pattern.install_command),
             to_jsonb(gathered.install_command), NULL),
            ('test_command', to_jsonb(pattern.test_command),
             to_jsonb(gathered.test_command), NULL),
            ('output_directory', to_jsonb(pattern.output_directory),
             to_jsonb(gathered.output_directory), NULL),
            ('confidence_weight', to_jsonb(pattern.confidence_weight),
             to_jsonb(gathered.confidence_weight), to_jsonb(1.0::double precision)),
            ('detection_count', to_jsonb(pattern.detection_count), NULL, to_jsonb(0)),
            ('success_rate', to_jsonb(pattern.success_rate), NULL,
             to_jsonb(1.0::double precision)),
            ('last_detected_at', to_jsonb(pattern.last_detected_at), NULL, NULL),
            ('extended_metadata', extended.rest, NULL, NULL),
            ('technology_name',
             to_jsonb(CASE WHEN pg_temp.whole(
                     pg_temp.fitted(pattern.technology_name, 'technology_knowledge', 'technology'),
                     pg_temp.string_at(first.metadata, 'technology_name'),
                     'technology_knowledge', 'technology') <> pattern.technology_name
                 THEN pattern.technology_name
                 ELSE pg_temp.string_at(first.metadata, 'technology_name') END),
             to_jsonb(pg_temp.string_at(first.metadata, 'technology_name')), NULL),
            ('technology_type',
             to_jsonb(CASE WHEN pg_temp.whole(
                     pg_temp.fitted(pattern.technology_type, 'technology_knowledge', 'category'),
                     pg_temp.string_at(first.metadata, 'technology_type'),
                     'technology_knowledge', 'category') <> pattern.technology_type
                 THEN pattern.technology_type
                 ELSE pg_temp.string_at(first.metadata, 'technology_type') END),
             to_jsonb(pg_temp.string_at(first.metadata, 'technology_type')), NULL)
        ) AS spoken (key, value, found, initial)
    ) AS said
    GROUP BY pattern.id;
    CREATE INDEX ON note (aligned_id);
    ANALYZE note;
"""

BACKWARD = """
    SELECT crossing.legacy_id AS id,
           column_of.technology,
           column_of.category,
           column_of.name,
           column_of.description,
           column_of.examples,
           column_of.best_practices,
           column_of.antipatterns,
           noted.metadata,
           CASE WHEN place.first AND template.id IS NULL
                THEN coalesce(pattern.created_at, knowledge.inserted_at, born.now)
                ELSE knowledge.inserted_at END AS inserted_at,
           CASE WHEN place.last AND template.id IS NULL
                THEN coalesce(pattern.updated_at, knowledge.updated_at, born.now)
                WHEN place.last THEN greatest(pattern.updated_at, knowledge.updated_at)
                ELSE knowledge.updated_at END AS updated_at
    FROM crossing
    JOIN technology_patterns AS pattern ON pattern.id = crossing.aligned_id
    JOIN note ON note.aligned_id = crossing.aligned_id
    LEFT JOIN technology_knowledge AS knowledge
        ON knowledge.id = crossing.legacy_id AND crossing.kind = 'changed'
    LEFT JOIN ordered ON ordered.legacy_id = knowledge.id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN crossing.kind = 'born' THEN timezone('utc', now()) END AS now
        OFFSET 0
    ) AS born
    CROSS JOIN LATERAL (
        SELECT coalesce(ordered.place, 1) = 1 AS first,
               coalesce(ordered.place_from_last, 1) = 1 AS last
        OFFSET 0
    ) AS place

    -- A row that was just written by its template hears from its pattern only what is new there:
    -- what differs from the row as the pattern got it.
    LEFT JOIN (
        SELECT DISTINCT id FROM touched WHERE relation = 'technology_knowledge'
        OFFSET 0
    ) AS template ON template.id = knowledge.id::text
    CROSS JOIN LATERAL (
        SELECT CASE WHEN template.id IS NOT NULL THEN jsonb_path_query_first(
            pattern.extended_metadata, '$.knowledge[*] ? (@.id == $id)',
            jsonb_build_object('id', template.id)) END AS row
        OFFSET 0
    ) AS known

    -- The first row speaks for the pattern; what is missing or of another type stays as it was.
    CROSS JOIN LATERAL (
        SELECT CASE WHEN place.first AND jsonb_typeof(pattern.extended_metadata) = 'object'
                    THEN pattern.extended_metadata - ARRAY(
                        SELECT key FROM jsonb_each(known.row)
                        WHERE pattern.extended_metadata -> key = value)
                    ELSE '{}'::jsonb END AS document
        OFFSET 0
    ) AS spoken
    CROSS JOIN LATERAL (
        SELECT CASE WHEN pg_temp.fitted(pattern.technology_name, 'technology_knowledge',
                                        'technology') = known.row ->> 'technology'
                    THEN knowledge.technology ELSE pattern.technology_name END AS technology,
               CASE WHEN pg_temp.fitted(pattern.technology_type, 'technology_knowledge',
                                        'category') = known.row ->> 'category'
                    THEN knowledge.category ELSE pattern.technology_type END AS category,
               coalesce(pg_temp.string_at(spoken.document, 'name'), knowledge.name,
                        pattern.technology_name) AS name,
               CASE WHEN jsonb_typeof(spoken.document -> 'description') IN ('string', 'null')
                    THEN spoken.document ->> 'description'
                    ELSE knowledge.description END AS description,
               CASE WHEN spoken.document -> 'examples' = 'null' THEN NULL
                    ELSE coalesce(pg_temp.texts_at(spoken.document, 'examples'),
                                  knowledge.examples::varchar[]) END AS examples,
               CASE WHEN jsonb_typeof(spoken.document -> 'best_practices') IN ('string', 'null')
                    THEN spoken.document ->> 'best_practices'
                    ELSE knowledge.best_practices END AS best_practices,
               CASE WHEN spoken.document -> 'antipatterns' = 'null' THEN NULL
                    ELSE coalesce(pg_temp.texts_at(spoken.document, 'antipatterns'),
                                  knowledge.antipatterns::varchar[]) END AS antipatterns
        OFFSET 0
    ) AS column_of
    CROSS JOIN LATERAL (
        SELECT CASE WHEN jsonb_typeof(knowledge.metadata) = 'object'
                    THEN CASE WHEN knowledge.metadata ?| note.cleared
                              THEN knowledge.metadata - note.cleared
                              ELSE knowledge.metadata END
                    ELSE knowledge.metadata END AS metadata
        OFFSET 0
    ) AS cleared
    CROSS JOIN LATERAL (
        SELECT CASE WHEN place.first AND note.put IS NOT NULL
                    THEN pg_temp.as_object(cleared.metadata, 'metadata') || note.put
                    ELSE cleared.metadata END AS metadata
        OFFSET 0
    ) AS noted
"""

PAIR = MergedPair(
    legacy="technology_knowledge",
    aligned="technology_patterns",
    shared=True,
    group=("technology", "category"),
    aligned_group=("technology_name", "technology_type"),
    forward=Mapping(
        before=(BELONGING_FORWARD, GATHER), select=FORWARD, parked=("technology_name",)
    ),
    backward=Mapping(before=(BELONGING_BACKWARD, GATHER, NOTES), select=BACKWARD),
)
