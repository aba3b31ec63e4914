"""git_commits in place: to git_merge_history and back, with the sessions there already."""

from __future__ import annotations

from benchmarks.contenders.in_place import alterations

_RESHAPE = """
    DROP INDEX git_commits_session_id_index, git_commits_commit_hash_index;
    ALTER TABLE git_commits RENAME TO git_merge_history;
    ALTER TABLE git_merge_history RENAME COLUMN id TO legacy_id;
    ALTER TABLE git_merge_history RENAME COLUMN commit_hash TO merge_commit;
    ALTER TABLE git_merge_history RENAME COLUMN metadata TO details;
    ALTER TABLE git_merge_history
        DROP CONSTRAINT git_commits_pkey,
        ADD COLUMN id bigint,
        ADD COLUMN branch varchar,
        ADD COLUMN agent_id varchar,
        ADD COLUMN task_id varchar,
        ADD COLUMN correlation_id varchar,
        ADD COLUMN status varchar"""

_FOLD = """
    WITH numbered AS (
        SELECT commit.legacy_id,
               row_number() OVER (ORDER BY commit.inserted_at, commit.legacy_id) AS id,
               session.branch, session.agent_id
        FROM git_merge_history AS commit
        LEFT JOIN git_agent_sessions AS session ON session.legacy_id = commit.session_id
    )
    UPDATE git_merge_history AS commit SET
        id = numbered.id,
        branch = coalesce(numbered.branch, 'unknown'),
        agent_id = numbered.agent_id,
        status = 'legacy_commit',
        details = jsonb_build_object('message', message, 'author', author,
                                     'files_changed', files_changed, 'metadata', details,
                                     'session_id', session_id)
    FROM numbered WHERE numbered.legacy_id = commit.legacy_id"""

_FINISH = f"""
    ALTER TABLE git_merge_history
        DROP COLUMN session_id, DROP COLUMN message, DROP COLUMN author, DROP COLUMN files_changed,
        ALTER COLUMN legacy_id DROP NOT NULL,
        ALTER COLUMN id SET NOT NULL,
        ALTER COLUMN branch SET NOT NULL,
        ALTER COLUMN merge_commit TYPE varchar,
        ALTER COLUMN merge_commit DROP NOT NULL,
        ALTER COLUMN status SET NOT NULL,
        {alterations.aligned()};
    {alterations.numbered("git_merge_history")}"""

FORWARD = (
    ("Rename git_commits, add columns", _RESHAPE),
    ("Fold git_commits", _FOLD),
    ("Drop columns", _FINISH),
    ("Build indexes of git_merge_history", alterations.indexed("git_merge_history")),
)

_UNFOLD_INTO = f"""
    DROP INDEX git_merge_history_branch_index, git_merge_history_agent_id_index,
               git_merge_history_status_index, git_merge_history_merge_commit_index,
               git_merge_history_inserted_at_index, git_merge_history_branch_status_index,
               git_merge_history_agent_id_inserted_at_index;
    ALTER TABLE git_merge_history RENAME TO git_commits;
    ALTER TABLE git_commits RENAME COLUMN details TO metadata;
    {alterations.set_aside("git_commits")};
    ALTER TABLE git_commits
        DROP CONSTRAINT git_merge_history_pkey,
        ADD COLUMN commit_hash varchar(255),
        {alterations.TIMES_ADDED},
        ADD COLUMN session_id uuid,
        ADD COLUMN message text,
        ADD COLUMN author varchar(255),
        ADD COLUMN files_changed varchar(255)[]"""

# A session may be gone. IN is hashed; the new index cannot be used in this transaction.
_UNFOLD = f"""
    UPDATE git_commits SET
        legacy_id = coalesce(legacy_id, gen_random_uuid()),
        commit_hash = left(coalesce(merge_commit, gen_random_uuid()::text), 255),
        session_id = CASE WHEN (metadata ->> 'session_id')::uuid IN (SELECT id FROM git_sessions)
                          THEN (metadata ->> 'session_id')::uuid END,
        message = coalesce(metadata ->> 'message', status),
        author = metadata ->> 'author',
        files_changed = CASE WHEN jsonb_typeof(metadata -> 'files_changed') = 'array'
                             THEN ARRAY(SELECT jsonb_array_elements_text(
                                 metadata -> 'files_changed')) END,
        metadata = metadata -> 'metadata',
        {alterations.TIMES_TAKEN_BACK}"""

_UNFOLDED = f"""
    ALTER TABLE git_commits
        DROP COLUMN id, DROP COLUMN branch, DROP COLUMN agent_id, DROP COLUMN task_id,
        DROP COLUMN correlation_id, DROP COLUMN status, DROP COLUMN merge_commit,
        {alterations.ASIDE_DROPPED},
        ALTER COLUMN commit_hash SET NOT NULL,
        ALTER COLUMN message SET NOT NULL,
        {alterations.TIMES_REQUIRED};
    ALTER TABLE git_commits RENAME COLUMN legacy_id TO id"""

_INDEX_BACK = """
    ALTER TABLE git_commits ADD CONSTRAINT git_commits_pkey PRIMARY KEY (id);
    CREATE INDEX git_commits_session_id_index ON git_commits (session_id);
    CREATE UNIQUE INDEX git_commits_commit_hash_index ON git_commits (commit_hash);
    ALTER TABLE git_commits ADD CONSTRAINT git_commits_session_id_fkey
        FOREIGN KEY (session_id) REFERENCES git_sessions ON DELETE CASCADE;
    ANALYZE git_commits"""

BACKWARD = (
    ("Rename git_merge_history, add columns", _UNFOLD_INTO),
    ("Unfold git_merge_history", _UNFOLD),
    ("Drop columns", _UNFOLDED),
    ("Build indexes of git_commits", _INDEX_BACK),
)
