"""How the tables of technology knowledge may look when they are met (behaviour, section 7)."""

from __future__ import annotations

from alignment.shapes import ANY_KEY, Shape

TIME = "timestamp timestamptz"

# Without its embedding, which is there only where pgvector is.
KNOWLEDGE = Shape(
    table="technology_knowledge",
    columns={
        "id": ANY_KEY,
        "technology": "text",
        "category": "text",
        "name": "text",
        "description": "text",
        "template": "text",
        "examples": "texts",
        "best_practices": "text",
        "antipatterns": "texts",
        "metadata": "jsonb",
        "inserted_at": "timestamp",
        "updated_at": "timestamp",
    },
    required=("technology", "category", "name"),
)

TEMPLATES = Shape(
    table="technology_templates",
    columns={
        "id": "integer",
        "identifier": "text",
        "category": "text",
        "version": "text",
        "source": "text",
        "template": "jsonb",
        "metadata": "jsonb",
        "checksum": "text",
        "inserted_at": TIME,
        "updated_at": TIME,
    },
    required=("identifier", "category", "template"),
    unique=("identifier",),
)

PATTERN_COLUMNS = {
    "version_pattern": "text",
    "build_command": "text",
    "dev_command": "text",
    "install_command": "text",
    "test_command": "text",
    "output_directory": "text",
    "confidence_weight": "double",
    "detection_count": "integer",
    "success_rate": "double",
    "last_detected_at": TIME,
    "extended_metadata": "jsonb",
    "created_at": TIME,
    "updated_at": TIME,
}

PATTERNS = Shape(
    table="technology_patterns",
    columns={
        "id": "integer",
        "technology_name": "text",
        "technology_type": "text",
        "file_patterns": "texts",
        "directory_patterns": "texts",
        "config_files": "texts",
        **PATTERN_COLUMNS,
    },
    required=("technology_name", "technology_type"),
    unique=("technology_name", "technology_type"),
)

# An older lineage of the application has its patterns under this name, with lists in jsonb (V11).
PATTERNS_CALLED_KNOWLEDGE = Shape(
    table="technology_knowledge",
    columns={
        "id": "integer",
        "name": "text",
        "category": "text",
        "file_patterns": "jsonb",
        "directory_patterns": "jsonb",
        "config_files": "jsonb",
        **PATTERN_COLUMNS,
    },
    required=("name", "category"),
    unique=("name", "category"),
    really="technology_patterns",
    renamed={"name": "technology_name", "category": "technology_type"},
    # A list that is no list of texts is kept where anything can be.
    before=(
        """
        UPDATE technology_knowledge AS pattern
        SET extended_metadata = pg_temp.as_object(extended_metadata, 'extended_metadata')
            || jsonb_build_object('lists_found', (
                SELECT jsonb_object_agg(list.name, list.value)
                FROM (VALUES ('file_patterns', pattern.file_patterns),
                             ('directory_patterns', pattern.directory_patterns),
                             ('config_files', pattern.config_files)) AS list (name, value)
                WHERE NOT pg_temp.is_texts(list.value)))
        WHERE NOT (pg_temp.is_texts(file_patterns) AND pg_temp.is_texts(directory_patterns)
                   AND pg_temp.is_texts(config_files))
        """,
    ),
)

SHAPES = (KNOWLEDGE, PATTERNS_CALLED_KNOWLEDGE, TEMPLATES, PATTERNS)
