"""How knowledge with a template becomes a template, and back (design, section 6).

RULES says it in words. The functions of `pg_temp` are explained in alignment/jsonb.py, `crossing`
in alignment/section.py.
"""

from __future__ import annotations

from alignment.section import Mapping, Pair
from techknowledge.mapping.canonical import CANONICAL

# By column of technology_templates: the columns of technology_knowledge, or keys in them, of a row
# with a template, and the rule.
RULES = {
    "id": (("inserted_at", "id"), "a new number, in this order"),
    "identifier": (
        ("technology", "name", "category"),
        "technology/name; where that is taken category/technology/name, then with a number",
    ),
    "category": (
        ("category", "metadata.category"),
        "the column; in full where metadata has what it could not hold",
    ),
    "version": (("metadata.version",), "the text; else NULL"),
    "source": (("metadata.source",), "the text; else 'migrated'"),
    "template": (
        (
            "technology",
            "name",
            "description",
            "template",
            "examples",
            "best_practices",
            "antipatterns",
        ),
        "an object of these columns",
    ),
    "metadata": (
        ("metadata",),
        "the old object with aliases: the other names that it could have had",
    ),
    "checksum": ((), "SHA-256 of the template as canonical JSON (RFC 8785)"),
    "inserted_at": (
        ("inserted_at", "metadata.inserted_at"),
        "the column, to the microsecond where metadata has it",
    ),
    "updated_at": (
        ("updated_at", "metadata.updated_at"),
        "the column, to the microsecond where metadata has it",
    ),
}

# A version and a category stand in one index, where there is room for both.
READERS = """
    CREATE OR REPLACE FUNCTION pg_temp.version_of(metadata jsonb) RETURNS text
    STABLE PARALLEL SAFE LANGUAGE sql AS $$
        SELECT pg_temp.indexable(pg_temp.string_at(metadata, 'version'), 1600)
    $$;

    -- A name that an index takes: of a longer one its beginning.
    CREATE OR REPLACE FUNCTION pg_temp.name_of(whole text) RETURNS text
    STABLE PARALLEL SAFE LANGUAGE sql AS $$
        SELECT CASE WHEN octet_length(whole) <= 2600 THEN whole ELSE left(whole, 640) END
    $$;
"""

IDENTIFIERS = """
    CREATE TEMP TABLE identified AS
    SELECT crossing.aligned_id, crossing.kind,
           pg_temp.name_of(knowledge.technology || '/' || knowledge.name) AS short,
           pg_temp.name_of(knowledge.category || '/' || knowledge.technology || '/'
                           || knowledge.name) AS long,
           template.identifier
    FROM crossing
    JOIN technology_knowledge AS knowledge ON knowledge.id = crossing.legacy_id
    LEFT JOIN technology_templates AS template
        ON template.id = crossing.aligned_id AND crossing.kind = 'changed';

    CREATE TEMP TABLE taken AS
    SELECT identifier FROM technology_templates AS template
    WHERE NOT EXISTS (
        SELECT FROM crossing WHERE crossing.aligned_id = template.id AND crossing.kind = 'deleted');
    CREATE UNIQUE INDEX ON taken (identifier);
    CREATE UNIQUE INDEX ON identified (aligned_id);
    ANALYZE taken;
    ANALYZE identified;

    -- The short name goes to the first who asks for it.
    WITH first AS (
        SELECT DISTINCT ON (short) aligned_id, short FROM identified
        WHERE identifier IS NULL AND NOT EXISTS (SELECT FROM taken WHERE taken.identifier = short)
        ORDER BY short, aligned_id
    ), granted AS (
        UPDATE identified SET identifier = first.short
        FROM first WHERE first.aligned_id = identified.aligned_id
        RETURNING identified.identifier
    )
    INSERT INTO taken SELECT identifier FROM granted;

    -- The others get the long one, with a number from the second on.
    CREATE TEMP TABLE tried (name text PRIMARY KEY, attempts integer);
    DO $do$
    DECLARE
        loser record;
        candidate text;
        attempt integer;
    BEGIN
        FOR loser IN
            SELECT aligned_id, long FROM identified WHERE identifier IS NULL ORDER BY aligned_id
        LOOP
            attempt := coalesce((SELECT attempts FROM tried WHERE name = loser.long), 0);
            LOOP
                attempt := attempt + 1;
                candidate := loser.long || CASE WHEN attempt > 1 THEN '-' || attempt ELSE '' END;
                EXIT WHEN NOT EXISTS (SELECT FROM taken WHERE taken.identifier = candidate);
            END LOOP;
            INSERT INTO tried VALUES (loser.long, attempt)
            ON CONFLICT (name) DO UPDATE SET attempts = excluded.attempts;
            INSERT INTO taken VALUES (candidate);
            UPDATE identified SET identifier = candidate WHERE aligned_id = loser.aligned_id;
        END LOOP;
    END $do$;
"""

FORWARD = """
    SELECT crossing.aligned_id AS id,
           identified.identifier,
           pg_temp.whole(knowledge.category, pg_temp.string_at(knowledge.metadata, 'category'),
                         'technology_knowledge', 'category') AS category,
           pg_temp.version_of(knowledge.metadata) AS version,
           -- What metadata says of the template that is there holds, empty or NULL as it is.
           CASE WHEN known.id IS NOT NULL
                 AND knowledge.metadata -> 'source' = coalesce(to_jsonb(known.source), 'null')
                THEN known.source
                ELSE coalesce(pg_temp.text_at(knowledge.metadata, 'source'), 'migrated')
           END AS source,
           document.template,
           pg_temp.as_object(knowledge.metadata, 'metadata') || jsonb_build_object(
               'aliases', to_jsonb(array_remove(ARRAY[identified.short, identified.long],
                                                identified.identifier))) AS metadata,
           pg_temp.checksum(
               CASE WHEN known.id IS NOT NULL THEN pg_temp.canonical(document.template)
               -- The same for the seven keys of a new one, many times faster.
               ELSE concat(
                   '{"antipatterns":', coalesce(to_json(knowledge.antipatterns)::text, 'null'),
                   ',"best_practices":', coalesce(to_json(knowledge.best_practices)::text, 'null'),
                   ',"description":', coalesce(to_json(knowledge.description)::text, 'null'),
                   ',"examples":', coalesce(to_json(knowledge.examples)::text, 'null'),
                   ',"name":', to_json(knowledge.name)::text,
                   ',"technology":', to_json(knowledge.technology)::text,
                   ',"template":', to_json(knowledge.template)::text, '}') END) AS checksum,
           pg_temp.finer(knowledge.inserted_at,
                         pg_temp.string_at(knowledge.metadata, 'inserted_at'),
                         'technology_knowledge', 'inserted_at') AS inserted_at,
           pg_temp.finer(knowledge.updated_at,
                         pg_temp.string_at(knowledge.metadata, 'updated_at'),
                         'technology_knowledge', 'updated_at') AS updated_at
    FROM crossing
    JOIN technology_knowledge AS knowledge ON knowledge.id = crossing.legacy_id
    JOIN identified ON identified.aligned_id = crossing.aligned_id

    LEFT JOIN technology_templates AS known
        ON known.id = crossing.aligned_id AND crossing.kind = 'changed'

    -- Of a template that is there already only the keys change whose column was changed.
    CROSS JOIN LATERAL (SELECT known.template) AS kept
    CROSS JOIN LATERAL (
        SELECT CASE WHEN kept.template IS NULL THEN fresh.template
                    WHEN jsonb_typeof(kept.template) <> 'object'
                    THEN CASE WHEN kept.template::text = knowledge.template
                              THEN kept.template ELSE fresh.template END
                    ELSE kept.template || pg_temp.only(fresh.template, array_remove(ARRAY[
                        CASE WHEN pg_temp.fitted(pg_temp.string_at(kept.template, 'technology'),
                                                 'technology_knowledge', 'technology')
                                  IS DISTINCT FROM knowledge.technology THEN 'technology' END,
                        CASE WHEN pg_temp.fitted(pg_temp.string_at(kept.template, 'name'),
                                                 'technology_knowledge', 'name')
                                  IS DISTINCT FROM knowledge.name THEN 'name' END,
                        CASE WHEN pg_temp.string_at(kept.template, 'description')
                                  IS DISTINCT FROM knowledge.description THEN 'description' END,
                        CASE WHEN coalesce(pg_temp.text_at(kept.template, 'template'),
                                           kept.template::text)
                                  IS DISTINCT FROM knowledge.template THEN 'template' END,
                        CASE WHEN pg_temp.texts_at(kept.template, 'examples')
                                  IS DISTINCT FROM knowledge.examples::varchar[]
                             THEN 'examples' END,
                        CASE WHEN pg_temp.string_at(kept.template, 'best_practices')
                                  IS DISTINCT FROM knowledge.best_practices
                             THEN 'best_practices' END,
                        CASE WHEN pg_temp.fitted_texts(
                                      pg_temp.texts_at(kept.template, 'antipatterns'),
                                      'technology_knowledge', 'antipatterns')
                                  IS DISTINCT FROM knowledge.antipatterns::varchar[]
                             THEN 'antipatterns' END], NULL)) END AS template
        FROM (SELECT jsonb_build_object(
                'technology', knowledge.technology, 'name', knowledge.name,
                'description', knowledge.description, 'template', knowledge.template,
                'examples', knowledge.examples, 'best_practices', knowledge.best_practices,
                'antipatterns', knowledge.antipatterns) AS template) AS fresh
    ) AS document
"""

EMPTY_TEMPLATE = """
    UPDATE technology_knowledge SET template = NULL
    FROM crossing
    WHERE crossing.legacy_id = technology_knowledge.id AND crossing.kind = 'deleted'
"""

BACKWARD = """
    SELECT crossing.legacy_id AS id,
           column_of.technology,
           template.category,
           column_of.name,
           column_of.description,
           column_of.template,
           column_of.examples,
           column_of.best_practices,
           column_of.antipatterns,
           noted.metadata,
           column_of.inserted_at,
           column_of.updated_at
    FROM crossing
    JOIN technology_templates AS template ON template.id = crossing.aligned_id
    LEFT JOIN technology_knowledge AS knowledge
        ON knowledge.id = crossing.legacy_id AND crossing.kind = 'changed'
    CROSS JOIN LATERAL (
        SELECT CASE WHEN crossing.kind = 'born' THEN timezone('utc', now()) END AS now
        OFFSET 0
    ) AS born

    -- Columns return to where they came from; what is missing or of another type stays as it was.
    CROSS JOIN LATERAL (
        SELECT coalesce(pg_temp.string_at(template.template, 'technology'), knowledge.technology,
                        nullif(split_part(template.identifier, '/', -2), ''),
                        template.category) AS technology,
               coalesce(pg_temp.string_at(template.template, 'name'), knowledge.name,
                        nullif(split_part(template.identifier, '/', -1), ''),
                        template.identifier) AS name,
               CASE WHEN jsonb_typeof(template.template -> 'description') IN ('string', 'null')
                    THEN template.template ->> 'description'
                    ELSE knowledge.description END AS description,
               -- A document without that text is the text itself: the column must not be empty.
               coalesce(pg_temp.text_at(template.template, 'template'),
                        template.template::text) AS template,
               CASE WHEN template.template -> 'examples' = 'null' THEN NULL
                    ELSE coalesce(pg_temp.texts_at(template.template, 'examples'),
                                  knowledge.examples::varchar[]) END AS examples,
               CASE WHEN jsonb_typeof(template.template -> 'best_practices')
                         IN ('string', 'null')
                    THEN template.template ->> 'best_practices'
                    ELSE knowledge.best_practices END AS best_practices,
               CASE WHEN template.template -> 'antipatterns' = 'null' THEN NULL
                    ELSE coalesce(pg_temp.texts_at(template.template, 'antipatterns'),
                                  knowledge.antipatterns::varchar[]) END AS antipatterns,
               coalesce(template.inserted_at, knowledge.inserted_at, born.now) AS inserted_at,
               coalesce(template.updated_at, knowledge.updated_at, born.now) AS updated_at
        OFFSET 0
    ) AS column_of
    CROSS JOIN LATERAL (
        SELECT pg_temp.fitted(column_of.technology, 'technology_knowledge',
                              'technology') AS technology,
               pg_temp.fitted(column_of.name, 'technology_knowledge', 'name') AS name,
               pg_temp.fitted(template.category, 'technology_knowledge', 'category') AS category,
               pg_temp.fitted_texts(column_of.antipatterns, 'technology_knowledge',
                                    'antipatterns') AS antipatterns,
               pg_temp.fitted_time(column_of.inserted_at, 'technology_knowledge',
                                   'inserted_at') AS inserted_at,
               pg_temp.fitted_time(column_of.updated_at, 'technology_knowledge',
                                   'updated_at') AS updated_at
        OFFSET 0
    ) AS fits
    CROSS JOIN LATERAL (
        SELECT pg_temp.as_before(
            CASE WHEN jsonb_typeof(template.metadata) = 'object'
                 THEN template.metadata - 'aliases'
                      || pg_temp.only(pg_temp.as_object(knowledge.metadata, 'metadata'),
                                      ARRAY['aliases'])
                 ELSE template.metadata END,
            'metadata', CASE WHEN crossing.kind = 'born' THEN '{}' ELSE knowledge.metadata END
        ) AS metadata
        OFFSET 0
    ) AS rest

    -- What has no column goes into metadata, unless forward would find it anyway.
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(rest.metadata, 'metadata', 'version',
            coalesce(to_jsonb(template.version), 'null'),
            pg_temp.version_of(rest.metadata) IS DISTINCT FROM template.version) AS metadata
        OFFSET 0
    ) AS versioned
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(versioned.metadata, 'metadata', 'source',
            coalesce(to_jsonb(template.source), 'null'),
            coalesce(pg_temp.text_at(versioned.metadata, 'source'), 'migrated')
                IS DISTINCT FROM template.source) AS metadata
        OFFSET 0
    ) AS sourced
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(sourced.metadata, 'metadata', 'identifier',
            to_jsonb(template.identifier),
            crossing.kind = 'born'
            AND template.identifier <> column_of.technology || '/' || column_of.name) AS metadata
        OFFSET 0
    ) AS identified
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(identified.metadata, 'metadata', 'template', template.template,
            template.template <> jsonb_build_object(
                'technology', fits.technology, 'name', fits.name,
                'description', column_of.description, 'template', column_of.template,
                'examples', column_of.examples, 'best_practices', column_of.best_practices,
                'antipatterns', fits.antipatterns)) AS metadata
        OFFSET 0
    ) AS documented
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(documented.metadata, 'metadata', 'checksum',
            to_jsonb(template.checksum),
            template.checksum
                <> pg_temp.checksum(pg_temp.canonical(template.template))) AS metadata
        OFFSET 0
    ) AS summed

    -- What a column cannot hold stands in metadata in full. An older note that does not hold any
    -- more is put right.
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(summed.metadata, 'metadata', 'category', to_jsonb(template.category),
            pg_temp.whole(fits.category, pg_temp.string_at(summed.metadata, 'category'),
                          'technology_knowledge', 'category') <> template.category) AS metadata
        OFFSET 0
    ) AS classed
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(classed.metadata, 'metadata', 'inserted_at',
            pg_temp.instant(column_of.inserted_at),
            pg_temp.finer(fits.inserted_at, pg_temp.string_at(classed.metadata, 'inserted_at'),
                          'technology_knowledge', 'inserted_at')
                <> column_of.inserted_at) AS metadata
        OFFSET 0
    ) AS begun
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(begun.metadata, 'metadata', 'updated_at',
            pg_temp.instant(column_of.updated_at),
            pg_temp.finer(fits.updated_at, pg_temp.string_at(begun.metadata, 'updated_at'),
                          'technology_knowledge', 'updated_at')
                <> column_of.updated_at) AS metadata
        OFFSET 0
    ) AS noted
"""

PAIR = Pair(
    legacy="technology_knowledge",
    aligned="technology_templates",
    legacy_rows="template <> ''",
    shared=True,
    emptied=EMPTY_TEMPLATE,
    forward=Mapping(
        before=(CANONICAL, READERS, IDENTIFIERS), select=FORWARD, parked=("identifier",)
    ),
    backward=Mapping(before=(CANONICAL, READERS), select=BACKWARD),
)
