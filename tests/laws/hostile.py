"""Legacy rows of every shape that PostgreSQL takes and a careless migration does not."""

HOSTILE_ROWS = r"""
-- Numbers, and what is none.
INSERT INTO detection_events
    (id, event_type, detector, confidence, data, metadata, inserted_at, updated_at) VALUES
 (gen_random_uuid(), '', '', 'NaN', '{}', NULL, '2025-01-01', '2025-01-01'),
 (gen_random_uuid(), 'a', 'b', 'Infinity', 'null', 'null', '2025-01-01', 'infinity'),
 (gen_random_uuid(), 'a', 'b', '-Infinity', '[]', '[1, null]', '2025-01-01', '2025-01-01'),
 (gen_random_uuid(), 'a', 'b', 5e-324, '"text"', '"text"', '-infinity', '2025-01-01'),
 (gen_random_uuid(), 'a', 'b', -0.0, '17', 'true', '4713-01-01 BC', '294276-12-31'),
 (gen_random_uuid(), 'a', 'b', 1.7976931348623157e308,
  '{"codebase_id": "shop", "snapshot_id": 0}', '{}', '2025-01-02', '2025-01-02'),
 (gen_random_uuid(), 'a', 'b', 0.1, '{"codebase_id": "shop", "snapshot_id": 9223372036854775807}',
  '{}', '2025-01-02', '2025-01-02'),
 (gen_random_uuid(), 'a', 'b', 0.1, '{"codebase_id": "shop", "snapshot_id": 9223372036854775808}',
  '{}', '2025-01-02', '2025-01-02'),
 (gen_random_uuid(), 'a', 'b', 0.1,
  '{"codebase_id": "shop", "snapshot_id": 123456789012345678901234567890.000001}',
  '{"pi": 3.14159265358979323846264338327950, "tiny": 1e-400, "huge": 1e400}',
  '2025-01-02', '2025-01-02'),
-- Numbers that several ask for.
 (gen_random_uuid(), 'a', 'b', 1, '{"codebase_id": "shop", "snapshot_id": 1}', '{}',
  '2025-01-03', '2025-01-03'),
 (gen_random_uuid(), 'a', 'b', 1, '{"codebase_id": "shop", "snapshot_id": 1}', '{}',
  '2025-01-03', '2025-01-03'),
 (gen_random_uuid(), 'a', 'b', 1, '{"codebase_path": "shop"}', '{"snapshot_id": 1}',
  '2025-01-03', '2025-01-03'),
-- Keys that collide with ours.
 (gen_random_uuid(), 'a', 'b', 1,
  '{"data": {"data": 1}, "summary": [], "technologies": {"Language": ["Go", {"name": "C"}, 3]},
    "detected_technologies": ["x", 1], "features": "none", "inserted_at": "yesterday"}',
  '{"event_type": 1, "detector": null, "confidence": "high", "data": [], "metadata": {"a": 1}}',
  '2025-01-04', '2025-01-04'),
 (gen_random_uuid(), 'a', 'b', 1, '{"detected_technologies": ["a\"b", "c\\d", "{e}", null, ""]}',
  '{"metadata": 5}', '2025-01-04', '2025-01-04'),
-- Texts.
 (gen_random_uuid(), repeat('é', 255), repeat('𝄞', 255), 1,
  jsonb_build_object('codebase_id', repeat('long ', 100),
                     'blob', repeat('0123456789abcdef', 65536)),
  jsonb_build_object('text', E'\x01\x1f\x7f\u2028\ufeff\ufffe "\\ \t', '', 'an empty key'),
  '2025-01-05', '2025-01-05'),
 (gen_random_uuid(), E'line\nline', E'tab\tback\\slash', 1,
  '{"codebase_id": "שלום مرحبا 你好 👩‍👩‍👧‍👦 é e\u0301", "'''';--": "$$ % %s {} :name"}', '{}',
  '2025-01-05', '2025-01-05');

INSERT INTO git_sessions
    (id, session_type, branch_name, base_branch, status, metadata, inserted_at, updated_at)
SELECT ('00000000-0000-4000-8000-00000000000' || number)::uuid, type, branch, base, status,
       metadata::jsonb, moment::timestamp, moment::timestamp
FROM (VALUES
 (1, 'agent', 'feature/one', 'main', 'active', '{"agent_id": "ada"}', '2025-02-01'),
 (2, 'agent', 'feature/two', NULL, 'active', '{"agent_id": "ada"}', '2025-02-02'),
 (3, 'agent', '', '', '', '{"agent_id": "", "workspace_path": 7}', '2025-02-02'),
 (4, 'agent', repeat('b', 255), repeat('c', 255), repeat('d', 255), NULL, 'infinity'),
 (5, 'agent', 'x', 'y', 'z', '[{"agent_id": "grace"}]', '2025-02-03'),
 (6, 'agent', 'x', 'y', 'z', 'null', '2025-02-03'),
 (7, 'agent', 'x', 'y', 'z',
  '{"agent_id": "migrated_00000000-0000-4000-8000-000000000006", "session_type": {}, "status": 0,
    "base_branch": null, "branch": null, "metadata": []}', '2025-02-03')
) AS row (number, type, branch, base, status, metadata, moment);

INSERT INTO git_commits
    (id, session_id, commit_hash, message, author, files_changed, metadata, inserted_at, updated_at)
SELECT gen_random_uuid(), ('00000000-0000-4000-8000-00000000000' || session)::uuid, hash, message,
       author, files::varchar[], metadata::jsonb, '2025-02-05', '2025-02-05'
FROM (VALUES
 (1, 'one', 'Say what and why', 'Ada', '{lib/a.ex,lib/b.ex}', '{}'),
 (2, 'two', '', NULL, NULL, NULL),
 (4, repeat('f', 255), repeat('Long message. ', 80000), repeat('g', 255), '{}', 'null'),
 (NULL, '', E'\n\n', '', '{NULL,"",NULL}', '[]'),
 (NULL, 'three', 'An orphan', 'Grace', '[0:1]={a,b}', '{"status": "merged", "merge_commit": "x"}'),
 (NULL, 'four', 'Nested', 'Grace', '{{a,b},{c,NULL}}', '"text"')
) AS row (session, hash, message, author, files, metadata);

INSERT INTO technology_knowledge
    (id, technology, category, name, description, template, examples, best_practices,
     antipatterns, metadata, inserted_at, updated_at)
SELECT gen_random_uuid(), technology, category, name, description, template, examples::text[],
       practices, antipatterns::varchar[], metadata::jsonb, '2025-03-01', '2025-03-01'
FROM (VALUES
 ('phoenix', 'framework', 'live', 'A view', 'defmodule {{Name}} do', '{one,two}', 'Keep it small',
  '{god module}', '{"file_patterns": ["*.ex", "mix.exs"], "build_command": "mix compile"}'),
 ('phoenix', 'framework', 'live', NULL, 'another template', NULL, NULL, NULL, NULL),
 ('phoenix', 'framework', 'channel', '', '', '{}', '', '{}',
  '{"file_patterns": ["*.exs", "*.ex"], "build_command": "", "confidence_weight": "NaN"}'),
 ('phoenix', 'library', 'live', '', 'third', '{NULL,""}', '', '{NULL}', '{"aliases": 1}'),
 ('framework/phoenix', 'x', 'live', '', 'slashes', '{{a,b},{c,d}}', '', '[2:3]={a,b}', '[]'),
 ('framework', 'y', 'phoenix/live', '', 'slashes', '{}', '', '{}', '"text"'),
 ('', '', '', '', 'empty names', '{}', '', '{}', 'null'),
 (repeat('t', 255), repeat('c', 255), repeat('n', 255), repeat('d', 1000000),
  repeat('x', 1000000), '{}', E'\x01\u2028 "\\', '{}',
  '{"version": 1.5, "source": "", "knowledge": [], "extended_metadata": 1}'),
 ('go', 'language', 'cli', NULL, NULL, '{}', NULL, '{}',
  '{"config_files": ["go.mod", 5, null], "directory_patterns": "cmd", "embedding": "[1]"}')
) AS row (technology, category, name, description, template, examples, practices, antipatterns,
          metadata);
"""

# What an operator's database has on its tables and no model knows of.
ORNAMENTS = """
ALTER TABLE detection_events ADD COLUMN "Färbe %s {x}" interval DEFAULT '1 month 2 days 03:04:05';
ALTER TABLE detection_events ADD COLUMN raw bytea DEFAULT '\\x00ff', ADD COLUMN gone int;
ALTER TABLE detection_events DROP COLUMN gone;
ALTER TABLE detection_events ADD COLUMN seen timestamptz DEFAULT '2025-05-01 12:00+02';
ALTER TABLE git_sessions ADD COLUMN span tsrange, ADD COLUMN money money DEFAULT 12.5;
ALTER TABLE technology_knowledge ADD COLUMN tags text[] DEFAULT ARRAY['a', NULL];
ALTER TABLE git_commits ADD CONSTRAINT message_is_short CHECK (length(message) < 10000000);
CREATE INDEX "by data" ON detection_events USING gin (data jsonb_path_ops);
CREATE UNIQUE INDEX partial ON git_sessions (id) WHERE status = 'active';
CREATE STATISTICS git_commits_statistics ON session_id, author FROM git_commits;
ALTER TABLE detection_events SET (fillfactor = 80, autovacuum_enabled = false);
ALTER TABLE detection_events ALTER COLUMN data SET STORAGE external;
ALTER TABLE detection_events ALTER COLUMN detector SET STATISTICS 500;
ALTER TABLE git_commits REPLICA IDENTITY FULL;
COMMENT ON TABLE detection_events IS 'What the detectors''s "eyes" saw: 100 %';
COMMENT ON COLUMN detection_events.metadata IS 'Odds and ends';
COMMENT ON INDEX detection_events_pkey IS 'The key';
COMMENT ON CONSTRAINT message_is_short ON git_commits IS 'Shorter than ten megabytes';
"""
