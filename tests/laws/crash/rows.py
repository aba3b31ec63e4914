"""Some 50,000 legacy rows, so that a crossing takes long enough to be killed in its middle.

A few say in their text that they will be deleted, and on which side (`writes`).
"""

CROWD = """
INSERT INTO detection_events
    (id, event_type, detector, confidence, data, metadata, inserted_at, updated_at)
SELECT md5('event ' || n)::uuid, 'seen', 'walker ' || n % 10, n % 10 / 10.0,
       CASE WHEN n % 100 = 1 THEN jsonb_build_object('codebase_id', 'dies by night ' || n)
            WHEN n % 100 = 2 THEN jsonb_build_object('codebase_id', 'dies by day ' || n)
            WHEN n % 3 = 0 THEN jsonb_build_object('codebase_id', 'base ' || n % 97)
            WHEN n % 9 = 1 THEN jsonb_build_object('codebase_path', '/src/' || n % 11,
                                                   'technologies', '{"language": ["Go"]}'::jsonb)
            ELSE '{}' END,
       '{}', timestamp '2025-01-01' + n * interval '1 second', '2025-01-02'
FROM generate_series(1, 30000) AS n;

INSERT INTO git_sessions
    (id, session_type, branch_name, base_branch, status, metadata, inserted_at, updated_at)
SELECT md5('session ' || n)::uuid, 'agent',
       CASE n % 100 WHEN 1 THEN 'dies by night ' WHEN 2 THEN 'dies by day ' ELSE 'branch ' END || n,
       'main', 'status ' || n % 10,
       CASE WHEN n % 2 = 0 THEN jsonb_build_object('agent_id', 'agent ' || n % 1000)
            ELSE '{}' END,
       timestamp '2025-01-01' + n * interval '1 second', '2025-01-02'
FROM generate_series(1, 3000) AS n;

INSERT INTO git_commits
    (id, session_id, commit_hash, message, author, files_changed, metadata, inserted_at, updated_at)
SELECT md5('commit ' || n)::uuid,
       CASE WHEN n % 5 > 0 THEN md5('session ' || n % 3000 + 1)::uuid END,
       CASE n % 100 WHEN 1 THEN 'dies by night ' WHEN 2 THEN 'dies by day ' ELSE 'hash ' END || n,
       'message ' || n, 'author ' || n % 10, '{lib/a.ex,lib/b.ex}', '{}',
       timestamp '2025-01-01' + n * interval '1 second', '2025-01-02'
FROM generate_series(1, 10000) AS n;

INSERT INTO technology_knowledge
    (id, technology, category, name, description, template, examples, best_practices, antipatterns,
     metadata, inserted_at, updated_at)
SELECT md5('knowledge ' || n)::uuid,
       CASE n % 100 WHEN 1 THEN 'dies by night ' || n WHEN 2 THEN 'dies by day ' || n
                    ELSE 'technology ' || n % 2000 END,
       'category ' || n % 3, 'name ' || n, 'description ' || n,
       CASE WHEN n % 5 < 3 THEN 'template ' || n END, '{one,two}', 'Keep it small', '{}',
       jsonb_build_object('file_patterns', ARRAY['*.' || n % 7], 'build_command', 'make ' || n),
       timestamp '2025-01-01' + n * interval '1 second', '2025-01-02'
FROM generate_series(1, 7000) AS n;
"""
