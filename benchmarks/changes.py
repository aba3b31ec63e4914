"""What is written between two crossings: one row in a hundred, on either side.

Most of it are changes, some births and deletions.
"""

from __future__ import annotations

from typing import Final

# In every hundred rows the first is written to: of ten such rows one is deleted.
ALIGNED: Final = """
    UPDATE codebase_snapshots SET summary = summary || '{"reviewed": true}' WHERE id % 100 = 1;
    DELETE FROM codebase_snapshots WHERE id % 1000 = 501;
    INSERT INTO codebase_snapshots (codebase_id, snapshot_id, detected_technologies)
    SELECT 'born/' || id, 1, '{language:Gleam}' FROM codebase_snapshots WHERE id % 1000 = 1;

    UPDATE git_agent_sessions SET status = 'merged', updated_at = timezone('utc', now())
    WHERE id % 100 = 1;
    DELETE FROM git_agent_sessions WHERE id % 1000 = 501;
    INSERT INTO git_agent_sessions (agent_id, branch, workspace_path)
    SELECT 'born-' || id, 'born/' || id, '/var/born' FROM git_agent_sessions WHERE id % 1000 = 1;

    UPDATE git_merge_history SET details = details || '{"author": "Dora"}' WHERE id % 100 = 1;
    DELETE FROM git_merge_history WHERE id % 1000 = 501;
    INSERT INTO git_merge_history (branch, status, merge_commit)
    SELECT 'born/' || id, 'merged', md5(id::text) FROM git_merge_history WHERE id % 1000 = 1;

    UPDATE technology_templates SET template = template || '{"description": "Improved."}'
    WHERE id % 100 = 1;
    DELETE FROM technology_templates WHERE id % 1000 = 501;
    INSERT INTO technology_templates (identifier, category, template)
    SELECT 'born/' || id, 'language', '{"template": "text"}' FROM technology_templates
    WHERE id % 1000 = 1;

    UPDATE technology_patterns SET detection_count = detection_count + 1 WHERE id % 100 = 1;
    DELETE FROM technology_patterns WHERE id % 1000 = 501"""

# Keys are uuids: a row's number is that in their order.
LEGACY: Final = """
    CREATE TEMP TABLE event AS
    SELECT id, row_number() OVER (ORDER BY id) AS number FROM detection_events;
    CREATE TEMP TABLE session AS
    SELECT id, row_number() OVER (ORDER BY id) AS number FROM git_sessions;
    CREATE TEMP TABLE commit AS
    SELECT id, row_number() OVER (ORDER BY id) AS number FROM git_commits;
    CREATE TEMP TABLE known AS
    SELECT id, row_number() OVER (ORDER BY id) AS number FROM technology_knowledge;

    UPDATE detection_events SET confidence = 0.5, updated_at = timezone('utc', now())
    WHERE id IN (SELECT id FROM event WHERE number % 100 = 1);
    DELETE FROM detection_events WHERE id IN (SELECT id FROM event WHERE number % 1000 = 501);
    INSERT INTO detection_events
    SELECT md5('born' || id)::uuid, event_type, detector, confidence,
           '{"codebase_id": "born again"}', metadata, inserted_at, updated_at
    FROM detection_events WHERE id IN (SELECT id FROM event WHERE number % 1000 = 1);

    UPDATE git_sessions SET status = 'abandoned'
    WHERE id IN (SELECT id FROM session WHERE number % 100 = 1);
    DELETE FROM git_sessions WHERE id IN (SELECT id FROM session WHERE number % 1000 = 501);
    INSERT INTO git_sessions
    SELECT md5('born' || id)::uuid, session_type, 'born/again', base_branch, status, '{}',
           inserted_at, updated_at
    FROM git_sessions WHERE id IN (SELECT id FROM session WHERE number % 1000 = 1);

    UPDATE git_commits SET message = message || ' (amended)'
    WHERE id IN (SELECT id FROM commit WHERE number % 100 = 1);
    DELETE FROM git_commits WHERE id IN (SELECT id FROM commit WHERE number % 1000 = 501);
    INSERT INTO git_commits
    SELECT md5('born' || id)::uuid, session_id, md5('born again' || id), message, author,
           files_changed, metadata, inserted_at, updated_at
    FROM git_commits WHERE id IN (SELECT id FROM commit WHERE number % 1000 = 1);

    UPDATE technology_knowledge SET description = 'Rewritten.'
    WHERE id IN (SELECT id FROM known WHERE number % 100 = 1);
    DELETE FROM technology_knowledge WHERE id IN (SELECT id FROM known WHERE number % 1000 = 501);
    INSERT INTO technology_knowledge (
        id, technology, category, name, template, metadata, inserted_at, updated_at)
    SELECT md5('born' || id)::uuid, technology, category, 'born again', template, '{}',
           inserted_at, updated_at
    FROM technology_knowledge WHERE id IN (SELECT id FROM known WHERE number % 1000 = 1)"""
