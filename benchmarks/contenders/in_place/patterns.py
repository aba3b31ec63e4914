"""technology_patterns, gathered from technology_knowledge, and what is taken out of them again."""

from __future__ import annotations

from benchmarks.contenders.in_place import alterations

# What would be written after the patterns are gathered would be missing from them.
_CREATE = """
    LOCK TABLE technology_knowledge IN SHARE ROW EXCLUSIVE MODE;
    CREATE TABLE technology_patterns (
        id bigint NOT NULL,
        technology_name varchar NOT NULL,
        technology_type varchar NOT NULL,
        version_pattern varchar,
        file_patterns varchar[] DEFAULT '{}',
        directory_patterns varchar[] DEFAULT '{}',
        config_files varchar[] DEFAULT '{}',
        build_command varchar,
        dev_command varchar,
        install_command varchar,
        test_command varchar,
        output_directory varchar,
        confidence_weight double precision DEFAULT 1.0,
        detection_count bigint DEFAULT 0,
        success_rate double precision DEFAULT 1.0,
        last_detected_at timestamp,
        extended_metadata jsonb,
        created_at timestamp DEFAULT timezone('utc', now()),
        updated_at timestamp DEFAULT timezone('utc', now())
    )"""

_GATHER = """
    WITH known AS (
        SELECT knowledge.*, to_jsonb(knowledge.*) AS whole,
               row_number() OVER (PARTITION BY technology, category
                                  ORDER BY inserted_at, id) AS place
        FROM technology_knowledge AS knowledge
    ), element AS (
        SELECT technology, category, list.key, item.text,
               min(ARRAY[known.place, item.place]) AS first
        FROM known
        CROSS JOIN (
            VALUES ('file_patterns'), ('directory_patterns'), ('config_files')) AS list (key)
        CROSS JOIN LATERAL jsonb_array_elements_text(metadata -> list.key)
            WITH ORDINALITY AS item (text, place)
        GROUP BY 1, 2, 3, 4
    ), listed AS (
        SELECT technology, category,
               array_agg(text ORDER BY first) FILTER (WHERE key = 'file_patterns') AS files,
               array_agg(text ORDER BY first) FILTER (WHERE key = 'directory_patterns')
                   AS directories,
               array_agg(text ORDER BY first) FILTER (WHERE key = 'config_files') AS configs
        FROM element GROUP BY technology, category
    ), gathered AS (
        SELECT technology, category, min(inserted_at) AS created_at, max(updated_at) AS updated_at,
               jsonb_agg(whole ORDER BY place) AS knowledge,
               jsonb_agg(metadata -> 'version_pattern' ORDER BY place)
                   FILTER (WHERE metadata ->> 'version_pattern' <> '') ->> 0 AS version_pattern,
               jsonb_agg(metadata -> 'build_command' ORDER BY place)
                   FILTER (WHERE metadata ->> 'build_command' <> '') ->> 0 AS build_command,
               jsonb_agg(metadata -> 'dev_command' ORDER BY place)
                   FILTER (WHERE metadata ->> 'dev_command' <> '') ->> 0 AS dev_command,
               jsonb_agg(metadata -> 'install_command' ORDER BY place)
                   FILTER (WHERE metadata ->> 'install_command' <> '') ->> 0 AS install_command,
               jsonb_agg(metadata -> 'test_command' ORDER BY place)
                   FILTER (WHERE metadata ->> 'test_command' <> '') ->> 0 AS test_command,
               jsonb_agg(metadata -> 'output_directory' ORDER BY place)
                   FILTER (WHERE metadata ->> 'output_directory' <> '') ->> 0 AS output_directory,
               jsonb_agg(metadata -> 'confidence_weight' ORDER BY place)
                   FILTER (WHERE metadata ? 'confidence_weight') ->> 0 AS confidence_weight
        FROM known GROUP BY technology, category
    )
    INSERT INTO technology_patterns
    SELECT row_number() OVER (ORDER BY created_at, (knowledge #>> '{0,id}')::uuid),
           technology, category, version_pattern,
           coalesce(files, '{}'), coalesce(directories, '{}'), coalesce(configs, '{}'),
           build_command, dev_command, install_command, test_command, output_directory,
           coalesce(confidence_weight::double precision, 1), 0, 1, NULL,
           jsonb_build_object(
               'name', knowledge #> '{0,name}', 'description', knowledge #> '{0,description}',
               'examples', knowledge #> '{0,examples}',
               'best_practices', knowledge #> '{0,best_practices}',
               'antipatterns', knowledge #> '{0,antipatterns}', 'knowledge', knowledge),
           created_at, updated_at
    FROM gathered LEFT JOIN listed USING (technology, category)"""

_INDEX = f"""
    {alterations.indexed("technology_patterns")};
    {alterations.numbered("technology_patterns")}"""

FORWARD = (
    ("Create technology_patterns", _CREATE),
    ("Gather technology_patterns", _GATHER),
    ("Build indexes of technology_patterns", _INDEX),
)

_TAKE_OUT = """
    ALTER TABLE technology_knowledge ADD CONSTRAINT technology_knowledge_pkey PRIMARY KEY (id);
    INSERT INTO technology_knowledge (
        id, technology, category, name, description, template, examples, best_practices,
        antipatterns, metadata, inserted_at, updated_at)
    SELECT known.id, known.technology, known.category, known.name, known.description,
           known.template, known.examples, known.best_practices, known.antipatterns,
           known.metadata, known.inserted_at, known.updated_at
    FROM technology_patterns
    CROSS JOIN LATERAL jsonb_populate_recordset(
        NULL::technology_knowledge, extended_metadata -> 'knowledge') AS known
    WHERE coalesce(known.template, '') = '';
    DROP TABLE technology_patterns"""

_INDEX_BACK = """
    CREATE INDEX technology_knowledge_technology_category_index
        ON technology_knowledge (technology, category);
    CREATE INDEX technology_knowledge_name_index ON technology_knowledge (name);
    ANALYZE technology_knowledge"""

BACKWARD = (
    ("Take the rest out of technology_patterns", _TAKE_OUT),
    ("Build indexes of technology_knowledge", _INDEX_BACK),
)
