"""technology_knowledge in place: to technology_templates and back, beside the patterns."""

from __future__ import annotations

from benchmarks.contenders.in_place import alterations

_RESHAPE = """
    DELETE FROM technology_knowledge WHERE coalesce(template, '') = '';
    DROP INDEX technology_knowledge_technology_category_index, technology_knowledge_name_index;
    ALTER TABLE technology_knowledge RENAME TO technology_templates;
    ALTER TABLE technology_templates RENAME COLUMN id TO legacy_id;
    ALTER TABLE technology_templates RENAME COLUMN template TO text;
    ALTER TABLE technology_templates
        DROP CONSTRAINT technology_knowledge_pkey,
        ADD COLUMN id bigint,
        ADD COLUMN identifier varchar,
        ADD COLUMN version varchar,
        ADD COLUMN source varchar,
        ADD COLUMN template jsonb,
        ADD COLUMN checksum varchar"""

_FOLD = """
    WITH called AS (
        SELECT legacy_id, technology || '/' || name AS short,
               category || '/' || technology || '/' || name AS long,
               row_number() OVER (ORDER BY inserted_at, legacy_id) AS id
        FROM technology_templates
    ), placed AS (
        SELECT *, row_number() OVER (PARTITION BY short ORDER BY id) = 1 AS first FROM called
    ), numbered AS (
        SELECT legacy_id, id, short, long,
               CASE WHEN first THEN short
                    WHEN row_number() OVER (PARTITION BY long, first ORDER BY id) = 1 THEN long
                    ELSE long || '-' || row_number() OVER (PARTITION BY long, first ORDER BY id)
               END AS identifier
        FROM placed
    )
    UPDATE technology_templates AS template SET
        id = numbered.id,
        identifier = numbered.identifier,
        version = metadata ->> 'version',
        source = coalesce(nullif(metadata ->> 'source', ''), 'migrated'),
        template = jsonb_build_object(
            'technology', technology, 'name', name, 'description', description, 'template', text,
            'examples', examples, 'best_practices', best_practices, 'antipatterns', antipatterns),
        metadata = CASE WHEN metadata IS NULL THEN '{}'
                        WHEN jsonb_typeof(metadata) = 'object' THEN metadata
                        ELSE jsonb_build_object('metadata', metadata) END
                   || jsonb_build_object('aliases', array_remove(
                          ARRAY[numbered.short, numbered.long], numbered.identifier)),
        checksum = encode(sha256(convert_to(concat(
            '{"antipatterns":', coalesce(to_json(antipatterns)::text, 'null'),
            ',"best_practices":', coalesce(to_json(best_practices)::text, 'null'),
            ',"description":', coalesce(to_json(description)::text, 'null'),
            ',"examples":', coalesce(to_json(examples)::text, 'null'),
            ',"name":', to_json(name), ',"technology":', to_json(technology),
            ',"template":', to_json(text), '}'), 'UTF8')), 'hex')
    FROM numbered WHERE numbered.legacy_id = template.legacy_id"""

_FINISH = f"""
    ALTER TABLE technology_templates
        DROP COLUMN technology, DROP COLUMN name, DROP COLUMN description, DROP COLUMN text,
        DROP COLUMN examples, DROP COLUMN best_practices, DROP COLUMN antipatterns,
        ALTER COLUMN legacy_id DROP NOT NULL,
        ALTER COLUMN id SET NOT NULL,
        ALTER COLUMN identifier SET NOT NULL,
        ALTER COLUMN category TYPE varchar,
        ALTER COLUMN template SET NOT NULL,
        {alterations.aligned()};
    {alterations.numbered("technology_templates")}"""

FORWARD = (
    ("Rename technology_knowledge, add columns", _RESHAPE),
    ("Fold technology_knowledge", _FOLD),
    ("Drop columns", _FINISH),
    ("Build indexes of technology_templates", alterations.indexed("technology_templates")),
)

_UNFOLD_INTO = f"""
    DROP INDEX technology_templates_identifier_index, technology_templates_category_index,
               technology_templates_version_index, technology_templates_category_version_index;
    ALTER TABLE technology_templates RENAME TO technology_knowledge;
    ALTER TABLE technology_knowledge RENAME COLUMN template TO document;
    ALTER TABLE technology_knowledge RENAME COLUMN category TO aligned_category;
    {alterations.set_aside("technology_knowledge")};
    ALTER TABLE technology_knowledge
        DROP CONSTRAINT technology_templates_pkey,
        ADD COLUMN technology varchar(255),
        ADD COLUMN category varchar(255),
        {alterations.TIMES_ADDED},
        ADD COLUMN name varchar(255),
        ADD COLUMN description text,
        ADD COLUMN template text,
        ADD COLUMN examples text[] DEFAULT '{{}}',
        ADD COLUMN best_practices text,
        ADD COLUMN antipatterns varchar(255)[] DEFAULT '{{}}'"""

_UNFOLD = f"""
    UPDATE technology_knowledge SET
        legacy_id = coalesce(legacy_id, gen_random_uuid()),
        technology = left(
            coalesce(document ->> 'technology', split_part(identifier, '/', -2)), 255),
        name = left(coalesce(document ->> 'name', split_part(identifier, '/', -1)), 255),
        category = left(aligned_category, 255),
        description = document ->> 'description',
        template = coalesce(document ->> 'template', document::text),
        examples = CASE WHEN jsonb_typeof(document -> 'examples') = 'array'
                        THEN ARRAY(SELECT jsonb_array_elements_text(document -> 'examples')) END,
        best_practices = document ->> 'best_practices',
        antipatterns = CASE
            WHEN jsonb_typeof(document -> 'antipatterns') = 'array'
            THEN ARRAY(SELECT jsonb_array_elements_text(document -> 'antipatterns')) END,
        metadata = CASE WHEN metadata ? 'metadata' THEN metadata -> 'metadata'
                        ELSE metadata - 'aliases' END,
        {alterations.TIMES_TAKEN_BACK}"""

_UNFOLDED = f"""
    ALTER TABLE technology_knowledge
        DROP COLUMN id, DROP COLUMN identifier, DROP COLUMN version, DROP COLUMN source,
        DROP COLUMN document, DROP COLUMN checksum, DROP COLUMN aligned_category,
        {alterations.ASIDE_DROPPED},
        ALTER COLUMN technology SET NOT NULL,
        ALTER COLUMN category SET NOT NULL,
        ALTER COLUMN name SET NOT NULL,
        {alterations.TIMES_REQUIRED};
    ALTER TABLE technology_knowledge RENAME COLUMN legacy_id TO id"""

BACKWARD = (
    ("Rename technology_templates, add columns", _UNFOLD_INTO),
    ("Unfold technology_templates", _UNFOLD),
    ("Drop columns", _UNFOLDED),
)
