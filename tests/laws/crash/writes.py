"""What the application writes while the tables are aligned (NIGHT) and after a rollback (DAY).

Each section has rows that change, that are born and that die, on each side; their text says so.
Timestamps are given, so that they do not depend on when the rows cross.
"""

from __future__ import annotations

NIGHT = """
UPDATE codebase_snapshots SET summary = '{"is": "changed by night"}'
    WHERE codebase_id = 'base 33';
DELETE FROM codebase_snapshots WHERE codebase_id LIKE 'dies by night%';
INSERT INTO codebase_snapshots (codebase_id, snapshot_id, inserted_at)
    VALUES ('born by night', 7, '2025-06-01 01:02:03.456789');

UPDATE git_agent_sessions SET workspace_path = '/changed by night' WHERE branch LIKE 'branch %33';
DELETE FROM git_agent_sessions WHERE branch LIKE 'dies by night%';
INSERT INTO git_agent_sessions (agent_id, branch, inserted_at, updated_at)
    VALUES ('born by night', 'feature/night', '2025-06-01 01:02:03', '2025-06-01 01:02:04');
UPDATE git_merge_history SET task_id = 'changed by night'
    WHERE merge_commit LIKE 'hash %33' AND branch NOT LIKE 'dies%';
DELETE FROM git_merge_history WHERE merge_commit LIKE 'dies by night%';
INSERT INTO git_merge_history (branch, status, inserted_at, updated_at)
    VALUES ('stays in the archive', 'merged', '2025-06-01 01:02:03', '2025-06-01 01:02:03');
INSERT INTO git_pending_merges (branch, agent_id, inserted_at, updated_at)
    VALUES ('stays in the archive', 'ada', '2025-06-01 01:02:03', '2025-06-01 01:02:03');

UPDATE technology_patterns SET test_command = 'changed by night'
    WHERE technology_name LIKE 'technology %33';
UPDATE technology_templates SET version = 'changed by night'
    WHERE identifier LIKE 'technology %33/%';
DELETE FROM technology_patterns WHERE technology_name LIKE 'dies by night%';
DELETE FROM technology_templates WHERE identifier LIKE 'dies by night%';
DELETE FROM technology_templates WHERE identifier LIKE 'technology %7/%';
INSERT INTO technology_templates (identifier, category, template, inserted_at, updated_at)
    VALUES ('framework/born by night', 'framework', '{"name": "born by night"}',
            '2025-06-01 01:02:03', '2025-06-01 01:02:03');
INSERT INTO technology_patterns (technology_name, technology_type, created_at, updated_at)
    VALUES ('born by night too', 'language', '2025-06-01 01:02:05', '2025-06-01 01:02:05');
"""

DAY = """
UPDATE detection_events SET data = data || '{"features": {"is": "changed by day"}}'
    WHERE detector = 'walker 5';
DELETE FROM detection_events WHERE data ->> 'codebase_id' LIKE 'dies by day%';
INSERT INTO detection_events
    (id, event_type, detector, confidence, data, metadata, inserted_at, updated_at)
    VALUES ('00000000-0000-4000-8000-0000000000d1', 'born by day', 'a', 1,
            '{"codebase_id": "base 1"}', '{}', '2025-06-02', '2025-06-02'),
           ('00000000-0000-4000-8000-0000000000d2', 'born by day', 'b', 1,
            '{}', '{}', '2025-06-03', '2025-06-03');

UPDATE git_sessions SET base_branch = 'changed by day' WHERE status = 'status 5';
DELETE FROM git_sessions WHERE branch_name LIKE 'dies by day%';
INSERT INTO git_sessions
    (id, session_type, branch_name, base_branch, status, metadata, inserted_at, updated_at)
    VALUES ('00000000-0000-4000-8000-0000000000d3', 'agent', 'born by day', 'main', 'active',
            '{}', '2025-06-02', '2025-06-02');
UPDATE git_commits SET message = 'changed by day' WHERE author = 'author 5';
DELETE FROM git_commits WHERE commit_hash LIKE 'dies by day%';
INSERT INTO git_commits
    (id, session_id, commit_hash, message, author, files_changed, metadata, inserted_at, updated_at)
    VALUES ('00000000-0000-4000-8000-0000000000d4', '00000000-0000-4000-8000-0000000000d3',
            'born by day', 'message', 'Ada', '{}', '{}', '2025-06-02', '2025-06-02');

UPDATE technology_knowledge SET description = 'changed by day' WHERE category = 'category 1';
DELETE FROM technology_knowledge WHERE technology LIKE 'dies by day%';
INSERT INTO technology_knowledge
    (id, technology, category, name, template, metadata, inserted_at, updated_at)
    VALUES ('00000000-0000-4000-8000-0000000000d5', 'born by day', 'framework', 'born by day',
            'template', '{}', '2025-06-04', '2025-06-04');
"""


def has_crossed(dump: str, when: str) -> bool:
    """Whether what was written then is to be seen in the dump of a section."""
    return (
        f"changed by {when}" in dump and f"born by {when}" in dump and f"dies by {when}" not in dump
    )
