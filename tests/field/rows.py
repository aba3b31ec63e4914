"""Rows for the databases of the field: everyday ones, and what each state is known for."""

LEGACY = """
INSERT INTO detection_events (id, event_type, detector, confidence, data, metadata, inserted_at,
                              updated_at) VALUES
 ('e0000000-0000-4000-8000-000000000001', 'scan', 'walker', 0.75,
  '{"codebase_id": "shop", "snapshot_id": 1, "summary": {"languages": ["Go"]}}', '{"night": true}',
  '2025-03-01 10:00:00', '2025-03-02 10:00:00'),
 ('e0000000-0000-4000-8000-000000000002', 'scan', 'walker', 0.5, '{}', NULL,
  '2025-03-01 11:00:00', '2025-03-01 11:00:00');
INSERT INTO git_sessions (id, session_type, branch_name, base_branch, status, metadata, inserted_at,
                          updated_at) VALUES
 ('50000000-0000-4000-8000-000000000001', 'agent', 'feature/cart', 'main', 'active',
  '{"agent_id": "ada", "workspace_path": "/srv/ada"}', '2025-03-01 09:00:00',
  '2025-03-01 09:30:00'),
 ('50000000-0000-4000-8000-000000000002', 'manual', 'fix/tax', NULL, 'closed', NULL,
  '2025-02-01 09:00:00', '2025-02-01 09:30:00');
"""

COMMITS = """
INSERT INTO git_commits (id, session_id, commit_hash, message, author, files_changed, metadata,
                         inserted_at, updated_at) VALUES
 ('c0000000-0000-4000-8000-000000000001', '50000000-0000-4000-8000-000000000001', 'abc1',
  'Add a cart', 'ada', '{cart.go}', '{}', '2025-03-01 09:10:00', '2025-03-01 09:10:00'),
 ('c0000000-0000-4000-8000-000000000002', NULL, 'abc2', 'Lost', NULL, NULL, NULL,
  '2025-01-01 00:00:00', '2025-01-01 00:00:00');
"""

KNOWLEDGE = """
INSERT INTO technology_knowledge (id, technology, category, name, description, template, examples,
                                  best_practices, antipatterns, metadata, inserted_at, updated_at)
VALUES
 ('a0000000-0000-4000-8000-000000000001', 'go', 'language', 'handler', 'An HTTP handler',
  'func {{name}}()', '{one,two}', 'small ones', '{globals}',
  '{"file_patterns": ["*.go"], "build_command": "go build"}', '2025-03-01 00:00:00',
  '2025-03-01 00:00:00'),
 ('a0000000-0000-4000-8000-000000000002', 'go', 'language', 'module', NULL, NULL, NULL, NULL, NULL,
  '{"config_files": ["go.mod"]}', '2025-03-02 00:00:00', '2025-03-02 00:00:00'),
 ('a0000000-0000-4000-8000-000000000003', 'kafka', 'messaging', 'consumer', NULL, 'loop {}', '{}',
  NULL, '{}', '{}', '2025-03-03 00:00:00', '2025-03-03 00:00:00');
"""

EMBEDDINGS = """
UPDATE technology_knowledge
SET embedding = array_fill(0.5::real, ARRAY[768])::vector WHERE technology = 'go';
"""

SNAPSHOTS = """
INSERT INTO {table} (id, codebase_id, snapshot_id, metadata, summary, detected_technologies,
                     features, inserted_at) VALUES
 (3, 'shop', 1, '{{"detection_method": "walker"}}', '{{"languages": ["Go"]}}', '{{language:Go}}',
  '{{"languages_count": 1}}', '2025-04-01 00:00:00'),
 (7, 'shop', 2, NULL, NULL, NULL, NULL, '2025-04-02 00:00:00');
SELECT setval(pg_get_serial_sequence('{table}', 'id'), 40);
"""

NEVER = "UPDATE codebase_snapshots SET inserted_at = NULL WHERE id = 7;"

AGENTS = """
INSERT INTO git_agent_sessions (id, agent_id, branch, workspace_path, correlation_id, status, meta,
                                inserted_at, updated_at) VALUES
 (2, 'ada', 'feature/pay', '/srv/ada', 'c1', 'active', '{"task_id": 5}',
  '2025-04-01 00:00:00.25', '2025-04-01 00:00:00.5'),
 (5, 'bob', NULL, '/srv/bob', NULL, 'rules', NULL, '2025-04-02 00:00:00', '2025-04-02 00:00:00');
"""

MERGES = """
INSERT INTO git_pending_merges (id, branch, pr_number, agent_id, task_id, correlation_id, meta,
                                inserted_at, updated_at) VALUES
 (4, 'feature/pay', 17, 'ada', '5', 'c1', '{}', '2025-04-03 00:00:00', '2025-04-03 00:00:00');
INSERT INTO git_merge_history (id, branch, agent_id, status, merge_commit, details, inserted_at,
                               updated_at) VALUES
 (6, 'feature/old', 'ada', 'merged', 'fff1', '{}', '2025-04-01 00:00:00', '2025-04-01 00:00:00'),
 (8, 'feature/odd', 'bob', 'conflict', NULL, '{"files": ["a b"]}', '2025-04-02 00:00:00',
  '2025-04-02 00:00:00');
SELECT setval(pg_get_serial_sequence('git_merge_history', 'id'), 30);
"""

TEMPLATES = """
INSERT INTO technology_templates (id, identifier, category, version, source, template, metadata,
                                  checksum, inserted_at, updated_at) VALUES
 (9, 'go/handler', 'language', '2', 'filesystem', '{"name": "handler"}', '{}', NULL,
  '2025-04-01 00:00:00', '2025-04-01 00:00:00'),
 (11, 'ai/agent', 'ai', NULL, NULL, '{"patterns": []}', NULL, 'c0ffee', '2025-04-01 00:00:00',
  '2025-04-01 00:00:00');
"""

PATTERNS = """
INSERT INTO technology_patterns (id, technology_name, technology_type, file_patterns, config_files,
                                 build_command, test_command, detection_count, extended_metadata,
                                 created_at, updated_at) VALUES
 (12, 'go', 'language', '{*.go,*.mod}', '{go.sum}', 'make', 'go test', 9, '{"ecosystem": "golang"}',
  '2025-04-01 00:00:00', '2025-04-01 00:00:00'),
 (14, 'vue', 'framework', '{*.vue}', NULL, NULL, NULL, 0, NULL, '2025-04-01 00:00:00',
  '2025-04-01 00:00:00');
"""

HALF = """
INSERT INTO codebase_snapshots (id, metadata, inserted_at, updated_at) VALUES
 ('e0000000-0000-4000-8000-000000000001',
  '{"night": true, "event_type": "scan", "detector": "walker", "confidence": 0.75}',
  '2025-03-01 10:00:00', '2025-03-02 10:00:00'),
 ('e0000000-0000-4000-8000-000000000002',
  '["listed", {"event_type": "scan", "detector": "walker", "confidence": "NaN"}]',
  '2025-03-01 11:00:00', '2025-03-01 11:00:00');
INSERT INTO codebase_snapshots (id, metadata, inserted_at, updated_at, codebase_id, snapshot_id,
                                summary, detected_technologies, features) VALUES
 ('e0000000-0000-4000-8000-000000000003', '{"by": "hand"}', '2025-03-03 00:00:00',
  '2025-03-03 00:00:00', 'shop', 4, '{"a": 1}', '{language:Go}', '{"n": 1}');
INSERT INTO git_agent_sessions (id, branch, status, inserted_at, updated_at, agent_id,
                                workspace_path, correlation_id, meta) VALUES
 ('50000000-0000-4000-8000-000000000001', 'feature/cart', 'active', '2025-03-01 09:00:00',
  '2025-03-01 09:30:00', 'migrated_50000000-0000-4000-8000-000000000001', NULL, NULL,
  '{"agent_id": "ada", "session_type": "agent", "base_branch": "main", "status": "active"}'),
 ('50000000-0000-4000-8000-000000000002', 'fix/tax', 'closed', '2025-02-01 09:00:00',
  '2025-02-01 09:30:00', 'eve', '/srv/eve', 'c7', NULL);
"""

BACK = """
INSERT INTO detection_events (id, metadata, inserted_at, updated_at, event_type, detector,
                              confidence, data) VALUES
 ({one}, '{{"a": 1}}', '2025-03-01', '2025-03-01', 'scan', 'walker', 0.5, '{{"a": 1}}'),
 ({two}, NULL, '2025-03-02', '2025-03-02', NULL, NULL, NULL, NULL);
INSERT INTO git_sessions (id, branch_name, status, inserted_at, updated_at, session_type,
                          base_branch, metadata) VALUES
 ({one}, 'feature/cart', 'active', '2025-03-01', '2025-03-01', NULL, NULL, NULL),
 ({two}, NULL, 'closed', '2025-03-02', '2025-03-02', 'agent', 'main', '{{"agent_id": "ada"}}');
"""

UUIDS = {
    "one": "'b0000000-0000-4000-8000-000000000001'",
    "two": "'b0000000-0000-4000-8000-000000000002'",
}
NUMBERS = {"one": "1", "two": "2"}

OLD_KNOWLEDGE = """
INSERT INTO technology_knowledge (id, name, category, file_patterns, directory_patterns,
                                  config_files, build_command, detection_count, last_detected_at,
                                  extended_metadata, created_at, updated_at) VALUES
 (1, 'phoenix', 'framework', '["*.ex", "a \\"b\\" \\\\ c"]', NULL, '[]', 'mix compile', 3,
  '2025-03-01 12:00:00+02', '{"kept": true}', '2025-03-01 12:00:00+02', NULL),
 (2, 'odd', 'framework', '{"no": "list"}', '["lib", 5]', '["mix.exs"]', NULL, 0, NULL, '[1]',
  '2025-03-01 00:00:00Z', '2025-03-01 00:00:00Z');
SELECT setval('framework_patterns_id_seq', 20);
"""
