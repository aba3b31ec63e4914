"""How a commit becomes merge history, and back (design, section 6).

RULES says it in words. The functions of `pg_temp` are explained in alignment/jsonb.py, `crossing`
in alignment/section.py.
"""

from __future__ import annotations

from alignment.section import Mapping, Pair

# By column of git_merge_history: the columns of git_commits, or keys in them, and the rule.
RULES: dict[str, tuple[tuple[str, ...], str]] = {
    "id": (("inserted_at", "id"), "a new number, in this order"),
    "branch": (("session_id",), "the branch of the commit's session; without one 'unknown'"),
    "agent_id": (("session_id",), "the agent of the commit's session; without one NULL"),
    "task_id": ((), "NULL: commits know of no tasks"),
    "correlation_id": ((), "NULL: commits know of no requests"),
    "merge_commit": (
        ("commit_hash", "metadata.merge_commit"),
        "the column; in full where metadata has what it could not hold",
    ),
    "status": ((), "'legacy_commit'"),
    "details": (
        ("message", "author", "files_changed", "metadata", "session_id"),
        "an object of these columns",
    ),
    "inserted_at": (
        ("inserted_at", "metadata.inserted_at"),
        "the column, to the microsecond where metadata has it",
    ),
    "updated_at": (
        ("updated_at", "metadata.updated_at"),
        "the column, to the microsecond where metadata has it",
    ),
}

FORWARD = """
    SELECT crossing.aligned_id AS id,
           CASE WHEN same.session THEN history.branch
                ELSE coalesce(agent.branch, session.branch_name, 'unknown') END AS branch,
           CASE WHEN same.session THEN history.agent_id ELSE agent.agent_id END AS agent_id,
           -- A merge commit that the column could not take was noted, with what the column got.
           CASE WHEN history.id IS NOT NULL
                 AND commit.metadata -> 'commit_hash' = to_jsonb(commit.commit_hash)
                 AND commit.metadata -> 'merge_commit'
                     = coalesce(to_jsonb(history.merge_commit), 'null')
                THEN history.merge_commit ELSE commit.commit_hash END AS merge_commit,
           coalesce(history.status, 'legacy_commit') AS status,
           pg_temp.as_object(history.details, 'details') || jsonb_build_object(
               'message', commit.message,
               'author', pg_temp.whole(
                   commit.author, pg_temp.string_at(commit.metadata, 'author'),
                   'git_commits', 'author'),
               'files_changed', pg_temp.whole_texts(
                   commit.files_changed, commit.metadata -> 'files_changed',
                   'git_commits', 'files_changed'),
               'metadata', commit.metadata,
               'session_id', commit.session_id) AS details,
           pg_temp.finer(commit.inserted_at, pg_temp.string_at(commit.metadata, 'inserted_at'),
                         'git_commits', 'inserted_at') AS inserted_at,
           pg_temp.finer(commit.updated_at, pg_temp.string_at(commit.metadata, 'updated_at'),
                         'git_commits', 'updated_at') AS updated_at
    FROM crossing
    JOIN git_commits AS commit ON commit.id = crossing.legacy_id
    LEFT JOIN git_sessions AS session ON session.id::text = commit.session_id::text
    LEFT JOIN alignment_movedrow AS receipt
        ON receipt.legacy_table = 'git_sessions' AND receipt.aligned_table = 'git_agent_sessions'
       AND receipt.legacy_id = commit.session_id::text
    LEFT JOIN git_agent_sessions AS agent ON agent.id = receipt.aligned_id
    LEFT JOIN git_merge_history AS history
        ON history.id = crossing.aligned_id AND crossing.kind = 'changed'
    CROSS JOIN LATERAL (
        SELECT history.id IS NOT NULL
           AND history.details ->> 'session_id' IS NOT DISTINCT FROM commit.session_id::text
               AS session
    ) AS same
"""

# A commit hash is unique in git_commits, and only there.
HASHES = """
    CREATE TEMP TABLE hash AS
    WITH asked AS (
        SELECT crossing.legacy_id,
               commit.commit_hash AS present,
               coalesce(pg_temp.fitted(history.merge_commit, 'git_commits', 'commit_hash'),
                        commit.commit_hash) AS wish
        FROM crossing
        JOIN git_merge_history AS history ON history.id = crossing.aligned_id
        JOIN git_commits AS commit ON commit.id = crossing.legacy_id
    ), taken AS (
        SELECT DISTINCT wish AS hash
        FROM asked
        JOIN git_commits AS other ON other.commit_hash = wish
        WHERE NOT EXISTS (
            SELECT FROM crossing WHERE crossing.legacy_id = other.id AND crossing.kind <> 'born')
    )
    SELECT legacy_id, wish,
           row_number() OVER (PARTITION BY wish ORDER BY wish = present DESC, legacy_id) = 1
           AND taken.hash IS NULL AS granted
    FROM asked LEFT JOIN taken ON taken.hash = wish;
"""

# Sessions that the history names. A key of theirs may have any type, so they are compared as text,
# all at once: asked for one by one, each would be looked for in the whole table.
SESSIONS = """
    CREATE TEMP TABLE named_session AS
    SELECT DISTINCT session.id::text AS id
    FROM git_sessions AS session
    JOIN git_merge_history AS history ON history.details ->> 'session_id' = session.id::text
    JOIN crossing ON crossing.aligned_id = history.id;
    ANALYZE named_session;
"""

BACKWARD = """
    SELECT crossing.legacy_id AS id,
           reachable.session_id,
           named.commit_hash,
           coalesce(pg_temp.string_at(history.details, 'message'), commit.message) AS message,
           fits.author,
           CASE WHEN listed.fits THEN listed.files ELSE commit.files_changed END AS files_changed,
           noted.metadata,
           history.inserted_at,
           history.updated_at
    FROM crossing
    JOIN git_merge_history AS history ON history.id = crossing.aligned_id
    JOIN git_commits AS commit ON commit.id = crossing.legacy_id
    JOIN hash ON hash.legacy_id = crossing.legacy_id
    LEFT JOIN named_session ON named_session.id = history.details ->> 'session_id'

    -- Columns return to where they came from; what is missing or of another type stays as it was.
    CROSS JOIN LATERAL (
        SELECT CASE WHEN jsonb_typeof(history.details -> 'author') IN ('string', 'null')
                    THEN history.details ->> 'author' ELSE commit.author END AS author,
               CASE WHEN NOT history.details ? 'metadata' OR history.details IS NULL
                      OR history.details -> 'metadata' = coalesce(commit.metadata, 'null')
                    THEN commit.metadata ELSE history.details -> 'metadata' END AS metadata
        OFFSET 0
    ) AS column_of
    CROSS JOIN LATERAL (
        SELECT jsonb_typeof(history.details -> 'files_changed') = 'null'
               OR pg_temp.is_texts(history.details -> 'files_changed') AS fits,
               pg_temp.texts_at(history.details, 'files_changed') AS files
        OFFSET 0
    ) AS listed
    CROSS JOIN LATERAL (
        SELECT coalesce(
            named_session.id,
            CASE WHEN history.details -> 'session_id' = 'null' THEN NULL
                 ELSE commit.session_id::text END) AS session_id
        OFFSET 0
    ) AS reachable
    CROSS JOIN LATERAL (
        SELECT CASE WHEN hash.granted THEN hash.wish
                    ELSE pg_temp.fitted('duplicate_' || commit.id, 'git_commits',
                                        'commit_hash') END AS commit_hash
        OFFSET 0
    ) AS named
    CROSS JOIN LATERAL (
        SELECT pg_temp.fitted(column_of.author, 'git_commits', 'author') AS author,
               pg_temp.fitted_texts(listed.files, 'git_commits', 'files_changed') AS files,
               pg_temp.fitted_time(history.inserted_at, 'git_commits',
                                   'inserted_at') AS inserted_at,
               pg_temp.fitted_time(history.updated_at, 'git_commits', 'updated_at') AS updated_at
        OFFSET 0
    ) AS fits

    -- What has no column, and what a column cannot hold, goes into metadata under its aligned name.
    -- An older note that does not hold any more is put right.
    CROSS JOIN LATERAL (
        SELECT jsonb_strip_nulls(jsonb_build_object(
                   'branch', CASE WHEN history.branch <> origin.branch THEN history.branch END,
                   'agent_id', CASE WHEN history.agent_id IS DISTINCT FROM origin.agent_id
                                    THEN history.agent_id END,
                   'task_id', history.task_id,
                   'correlation_id', history.correlation_id,
                   'status', nullif(history.status, 'legacy_commit'),
                   'author', CASE WHEN pg_temp.whole(
                           fits.author, pg_temp.string_at(column_of.metadata, 'author'),
                           'git_commits', 'author') <> column_of.author
                       THEN column_of.author END,
                   'files_changed', CASE WHEN pg_temp.whole_texts(
                           fits.files, column_of.metadata -> 'files_changed',
                           'git_commits', 'files_changed') <> listed.files
                       THEN listed.files END,
                   'inserted_at', CASE WHEN pg_temp.finer(
                           fits.inserted_at, pg_temp.string_at(column_of.metadata, 'inserted_at'),
                           'git_commits', 'inserted_at') <> history.inserted_at
                       THEN pg_temp.instant(history.inserted_at) END,
                   'updated_at', CASE WHEN pg_temp.finer(
                           fits.updated_at, pg_temp.string_at(column_of.metadata, 'updated_at'),
                           'git_commits', 'updated_at') <> history.updated_at
                       THEN pg_temp.instant(history.updated_at) END))
               || CASE WHEN history.merge_commit IS DISTINCT FROM named.commit_hash
                       THEN jsonb_build_object('merge_commit', history.merge_commit,
                                               'commit_hash', named.commit_hash)
                       ELSE '{}'::jsonb END
               || CASE WHEN jsonb_typeof(history.details) <> 'object'
                       THEN jsonb_build_object('details', history.details)
                       WHEN history.details - known.keys <> '{}'::jsonb
                       THEN jsonb_build_object('details', history.details - known.keys)
                       ELSE '{}'::jsonb END AS more
        FROM (
            -- The keys that have become columns.
            SELECT array_remove(ARRAY[
                CASE WHEN jsonb_typeof(history.details -> 'message') = 'string'
                     THEN 'message' END,
                CASE WHEN jsonb_typeof(history.details -> 'author') IN ('string', 'null')
                     THEN 'author' END,
                CASE WHEN listed.fits THEN 'files_changed' END,
                'metadata',
                'session_id'], NULL) AS keys
        ) AS known
        CROSS JOIN LATERAL (
            SELECT coalesce(max(agent.branch), 'unknown') AS branch, max(agent.agent_id) AS agent_id
            FROM alignment_movedrow AS receipt
            JOIN git_agent_sessions AS agent ON agent.id = receipt.aligned_id
            WHERE receipt.legacy_table = 'git_sessions'
              AND receipt.aligned_table = 'git_agent_sessions'
              AND receipt.legacy_id = reachable.session_id
        ) AS origin
        OFFSET 0
    ) AS extra
    CROSS JOIN LATERAL (
        SELECT CASE WHEN extra.more = '{}'::jsonb THEN column_of.metadata
                    ELSE pg_temp.as_object(column_of.metadata, 'metadata') || extra.more
               END AS metadata
        OFFSET 0
    ) AS noted
"""

PAIR = Pair(
    legacy="git_commits",
    aligned="git_merge_history",
    forward=Mapping(select=FORWARD),
    backward=Mapping(before=(HASHES, SESSIONS), select=BACKWARD, parked=("commit_hash",)),
    aligned_births=False,
)
