"""The rows of a legacy database of any size, the same for the same seed.

For a thousand events there are a hundred sessions, two hundred commits and a hundred pieces of
knowledge. Most are what the application writes, of the widths that it writes; some are what nobody
expects: metadata that is NULL, JSON null, a text or a list, several sessions of one agent, commits
of no session, numbers that two snapshots claim, confidences that are no number, names that fill
their column, quotes and other alphabets.

What Django's ORM cannot carry is left out (`infinity` as a time, decimals of thirty digits): every
contender gets the same rows, and has to arrive at the same ones.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg.sql import SQL, Literal

import config.demo

LEGACY_TABLES = Path(config.demo.__file__).with_name("legacy.sql")

# Rows of each table for one event.
SHARES = {
    "detection_events": 1.0,
    "git_sessions": 0.1,
    "git_commits": 0.2,
    "technology_knowledge": 0.1,
}

# Embeddings would make servers with and without pgvector differ in what there is to carry.
_WITHOUT_EMBEDDINGS = "ALTER TABLE technology_knowledge DROP COLUMN IF EXISTS embedding"

# Chance: a number below `size` that depends on the row, on what it is for, and on the seed.
_CHANCE = """
    CREATE FUNCTION pg_temp.draw(n bigint, purpose integer, size bigint) RETURNS bigint
    IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
        SELECT (hashint8extended(n, purpose + 1000 * {seed}::bigint) & 9223372036854775807) % size
    $$;

    CREATE FUNCTION pg_temp.pick(n bigint, purpose integer, variadic list text[]) RETURNS text
    IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
        SELECT list[1 + pg_temp.draw(n, purpose, cardinality(list))]
    $$;

    CREATE FUNCTION pg_temp.key(kind text, n bigint) RETURNS uuid
    IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
        SELECT md5(kind || ' ' || n || ' ' || {seed})::uuid
    $$;

    -- Metadata: most often the usual object, now and then what nobody expects.
    CREATE FUNCTION pg_temp.odd(n bigint, purpose integer, usual jsonb) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
        SELECT CASE pg_temp.draw(n, purpose, 200)
               WHEN 0 THEN NULL
               WHEN 1 THEN 'null'::jsonb
               WHEN 2 THEN '"imported by hand"'::jsonb
               WHEN 3 THEN '[1, "two", null]'::jsonb
               WHEN 4 THEN '{{}}'::jsonb
               ELSE usual END
    $$;

    -- A moment, in the order of the rows and often the same as that of the row before.
    CREATE FUNCTION pg_temp.moment(n bigint, seconds bigint) RETURNS timestamp
    IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
        SELECT timestamp '2025-03-01' + make_interval(secs => n * seconds / 3 * 3)
    $$
"""

_EVENTS = """
    INSERT INTO detection_events
    SELECT pg_temp.key('event', n),
           pg_temp.pick(n, 1, 'technology_detected', 'framework_detected', 'codebase_scanned',
                        'rescan', 'drift'),
           pg_temp.pick(n, 2, 'file_scanner', 'manifest_reader', 'llm', 'git_walker', 'manual'),
           CASE WHEN n %% 499 = 0 THEN 'NaN'
                ELSE round(0.4 + pg_temp.draw(n, 3, 61) / 100.0, 2) END::double precision,
           CASE WHEN kind < 60 THEN named || jsonb_build_object(
                    'snapshot_id', CASE WHEN n %% 97 = 0 THEN 7 ELSE 1740787200 + n * 7 / 3 END)
                WHEN kind < 75 THEN named
                WHEN kind < 85 THEN jsonb_build_object(
                    'codebase_id', codebase, 'summary', technologies,
                    'technologies', jsonb_build_array(
                        jsonb_build_object('category', 'Language', 'name', language),
                        jsonb_build_object('category', 'database', 'name', base, 'version', '16')))
                WHEN kind < 95 THEN jsonb_build_object(
                    'codebase_path', '/srv/code/' || codebase,
                    'detected_technologies', jsonb_build_array(
                        'language:' || language, 'framework:' || framework))
                ELSE jsonb_build_object('files', n %% 9000, 'technologies', NULL) END,
           pg_temp.odd(n, 4, jsonb_build_object(
               'took_ms', round(pg_temp.draw(n, 5, 40000) / 100.0, 2),
               'commit', md5(n::text) || left(md5(codebase), 8),
               'host', 'detector-' || n %% 12,
               'options', jsonb_build_object('depth', n %% 5, 'follow_links', n %% 2 = 0))
               || CASE WHEN n %% 211 = 0 THEN '{"event_type": "its own", "seed": 1267650600228229}'
                       ELSE '{}' END::jsonb),
           pg_temp.moment(n, 7),
           pg_temp.moment(n, 7)
    FROM generate_series(1, %(rows)s::bigint) AS n
    CROSS JOIN LATERAL (
        SELECT pg_temp.draw(n, 6, 100) AS kind,
               'team-' || pg_temp.draw(n, 7, 40) || '/service-'
                   || pg_temp.draw(n, 8, %(rows)s::bigint / 2000 + 3) AS codebase,
               pg_temp.pick(n, 9, 'Elixir', 'Rust', 'Go', 'Python', 'Gleam', 'Visual "Basic"')
                   AS language,
               CASE WHEN n %% 5000 = 77 THEN 'Zig'
                    ELSE pg_temp.pick(n, 10, 'Ruby', 'TypeScript', 'Kotlin', '日本') END AS second,
               pg_temp.pick(n, 11, 'Phoenix', 'Django', 'Axum', 'Rails', 'Vue.js') AS framework,
               pg_temp.pick(n, 12, 'PostgreSQL', 'Redis', 'SQLite') AS base
    ) AS chosen
    CROSS JOIN LATERAL (
        SELECT jsonb_build_object(
                   'languages', jsonb_build_array(language, second),
                   'frameworks', jsonb_build_array(framework),
                   'databases', jsonb_build_array(base)) AS technologies
    ) AS found
    CROSS JOIN LATERAL (
        SELECT jsonb_build_object(
                   'codebase_id', codebase, 'technologies', technologies,
                   'features', jsonb_build_object(
                       'languages_count', 2, 'frameworks_count', 1, 'databases_count', 1,
                       'has_tests', n %% 3 > 0, 'files', pg_temp.draw(n, 13, 9000))) AS named
    ) AS whole
"""

_SESSIONS = """
    INSERT INTO git_sessions
    SELECT pg_temp.key('session', n),
           pg_temp.pick(n, 20, 'agent', 'feature', 'rules'),
           CASE WHEN n %% 401 = 0 THEN repeat('long/', 51)
                ELSE 'agents/' || pg_temp.draw(n, 21, %(rows)s) || '/topic-' || n %% 50 END,
           (ARRAY['main', 'main', 'develop', NULL])[1 + pg_temp.draw(n, 22, 4)],
           pg_temp.pick(n, 23, 'active', 'merged', 'merged', 'abandoned'),
           pg_temp.odd(n, 24, jsonb_build_object(
               'workspace_path', '/var/agents/' || n, 'correlation_id', 'request-' || n / 5,
               'model', 'small', 'attempts', n %% 4)
               || CASE WHEN n %% 10 > 0
                       THEN jsonb_build_object(
                           'agent_id', 'agent-' || pg_temp.draw(n, 25, %(rows)s))
                       ELSE '{}' END::jsonb),
           pg_temp.moment(n, 70),
           pg_temp.moment(n, 70) + make_interval(mins => pg_temp.draw(n, 26, 600)::integer)
    FROM generate_series(1, %(rows)s::bigint) AS n
"""

_COMMITS = """
    INSERT INTO git_commits
    SELECT pg_temp.key('commit', n),
           CASE WHEN n %% 33 > 0
                THEN pg_temp.key('session', 1 + pg_temp.draw(n, 30, %(sessions)s)) END,
           md5('commit' || n) || left(md5('hash' || n), 8),
           pg_temp.pick(n, 31, 'Add', 'Fix', 'Rename', 'Drop') || ' '
               || pg_temp.pick(n, 32, 'the parser', 'caching', 'a "quoted" name', 'übersetzung')
               || ' (#' || n || ')',
           (ARRAY['Ada', 'Ben', 'Çelik', NULL])[1 + pg_temp.draw(n, 33, 4)],
           CASE WHEN n %% 35 > 0
                THEN (ARRAY['lib/a.ex', 'lib/b "2".ex', 'test/a_test.exs', 'README.md']::varchar[])
                     [1:pg_temp.draw(n, 34, 5)] END,
           pg_temp.odd(n, 35, jsonb_build_object('lines', pg_temp.draw(n, 36, 400))),
           pg_temp.moment(n, 35),
           pg_temp.moment(n, 35)
    FROM generate_series(1, %(rows)s::bigint) AS n
"""

_KNOWLEDGE = """
    INSERT INTO technology_knowledge (
        id, technology, category, name, description, template, examples, best_practices,
        antipatterns, metadata, inserted_at, updated_at)
    SELECT pg_temp.key('knowledge', n),
           technology,
           pg_temp.pick(n, 40, 'language', 'framework', 'database', 'container', 'messaging',
                        'monitoring', 'cloud', 'security'),
           CASE WHEN n %% 301 = 0 THEN repeat('n', 255)
                ELSE 'lesson ' || pg_temp.draw(n, 41, 12) END,
           CASE WHEN n %% 6 > 0 THEN 'How ' || technology || ' does it, in "some" words.' END,
           CASE WHEN n %% 20 < 12 THEN repeat('defmodule <%%= name %%> do' || chr(10), 8)
                WHEN n %% 20 = 12 THEN '' END,
           CASE WHEN n %% 11 > 0 THEN ARRAY['see ' || technology, 'one' || chr(10) || 'two'] END,
           CASE WHEN n %% 4 > 0 THEN 'Keep it small. Measure first.' END,
           CASE WHEN n %% 9 > 0 THEN ARRAY['copy and paste'] ELSE '{}' END,
           pg_temp.odd(n, 42, jsonb_build_object(
               'file_patterns', jsonb_build_array('*.' || n %% 40, '*.lock', technology || '.toml'),
               'config_files', jsonb_build_array('config-' || n %% 3 || '.toml'))
               || CASE WHEN n %% 3 = 0
                       THEN jsonb_build_object(
                           'build_command', 'make', 'confidence_weight', 0.9,
                           'version', '1.' || n %% 4)
                       ELSE '{"source": "handbook", "directory_patterns": ["lib", "lib"]}' END),
           pg_temp.moment(n, 70),
           pg_temp.moment(n, 71)
    FROM generate_series(1, %(rows)s::bigint) AS n
    CROSS JOIN LATERAL (
        SELECT 'tech-' || pg_temp.draw(n, 43, %(rows)s / 20 + 1) AS technology
    ) AS chosen
"""


def counts(events: int) -> dict[str, int]:
    """Rows of each legacy table, for so many events."""
    return {table: max(1, int(events * share)) for table, share in SHARES.items()}


def fill(connection: psycopg.Connection, events: int, seed: int) -> None:
    """Make the legacy tables in an empty database, with rows and statistics.

    Args:
        connection: in autocommit mode.
        events: rows of detection_events; see `counts` for the others.
        seed: other rows for another number.
    """
    rows = counts(events)
    connection.execute(LEGACY_TABLES.read_text())
    connection.execute(_WITHOUT_EMBEDDINGS)
    connection.execute(SQL(_CHANCE).format(seed=Literal(seed)))
    connection.execute(_EVENTS, {"rows": rows["detection_events"]})
    connection.execute(_SESSIONS, {"rows": rows["git_sessions"]})
    connection.execute(_COMMITS, {"rows": rows["git_commits"], "sessions": rows["git_sessions"]})
    connection.execute(_KNOWLEDGE, {"rows": rows["technology_knowledge"]})
