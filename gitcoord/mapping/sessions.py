"""How a session becomes an agent session, and back (design, section 6).

RULES says it in words. The functions of `pg_temp` are explained in alignment/jsonb.py, `crossing`
in alignment/section.py.
"""

from __future__ import annotations

from alignment.section import Mapping, Pair

# By column of git_agent_sessions: the columns of git_sessions, or keys in them, and the rule.
RULES = {
    "id": (("inserted_at", "id"), "a new number, in this order"),
    "agent_id": (
        ("metadata.agent_id", "id"),
        "the text; of several sessions of one agent the newest gets it; else migrated_ and the id",
    ),
    "branch": (
        ("branch_name", "metadata.branch"),
        "the column; in full where metadata has what it could not hold",
    ),
    "workspace_path": (("metadata.workspace_path",), "the text; else an empty one"),
    "correlation_id": (("metadata.correlation_id",), "the text; else NULL"),
    "status": (
        ("status", "metadata.status"),
        "the column; in full where metadata has what it could not hold",
    ),
    "meta": (
        ("metadata", "session_type", "base_branch", "status"),
        "the old object with the three columns as keys",
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

# What a session says of an agent; asked in both directions.
READERS = """
-- What a request is called, which an index has to hold.
CREATE OR REPLACE FUNCTION pg_temp.correlation_of(metadata jsonb) RETURNS text
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT pg_temp.indexable(pg_temp.string_at(metadata, 'correlation_id'), 2600)
$$;

-- An agent may have no branch, a session not: the difference is noted.
CREATE OR REPLACE FUNCTION pg_temp.branch_of(branch_name text, metadata jsonb) RETURNS text
STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN branch_name = '' AND metadata -> 'branch' = 'null' THEN NULL
                ELSE pg_temp.whole(branch_name, pg_temp.string_at(metadata, 'branch'),
                                   'git_sessions', 'branch_name') END
$$;
"""

AGENTS = """
    -- What each session asks for (an empty name, if that is what its agent has), and the name it
    -- gets where that is refused.
    CREATE TEMP TABLE claim AS
    SELECT crossing.aligned_id, session.inserted_at, session.id::text AS legacy_id,
           coalesce(pg_temp.indexable(pg_temp.text_at(session.metadata, 'agent_id'), 2600),
                    CASE WHEN session.metadata -> 'agent_id' = to_jsonb(agent.agent_id)
                         THEN agent.agent_id END) AS wish,
           'migrated_' || session.id AS fallback
    FROM crossing
    JOIN git_sessions AS session ON session.id = crossing.legacy_id
    LEFT JOIN git_agent_sessions AS agent ON agent.id = crossing.aligned_id;
    ANALYZE claim;

    -- Names asked for that sessions have which are not on their way.
    CREATE TEMP TABLE settled AS
    SELECT agent_id FROM git_agent_sessions
    WHERE agent_id IN (SELECT wish FROM claim UNION SELECT fallback FROM claim)
      AND NOT EXISTS (SELECT FROM crossing WHERE crossing.aligned_id = git_agent_sessions.id);
    ANALYZE settled;

    -- Of several sessions of one agent the newest gets the name, unless a row that is not on its
    -- way has it, or it is the name another session would fall back to.
    CREATE TEMP TABLE agent AS
    SELECT DISTINCT ON (wish) aligned_id, wish AS agent_id
    FROM claim
    WHERE wish IS NOT NULL
      AND NOT EXISTS (SELECT FROM settled WHERE settled.agent_id = claim.wish)
      AND NOT EXISTS (
        SELECT FROM claim AS other
        WHERE other.fallback = claim.wish AND other.aligned_id <> claim.aligned_id)
    ORDER BY wish, inserted_at DESC, legacy_id DESC;

    INSERT INTO agent
    SELECT aligned_id,
           CASE WHEN EXISTS (SELECT FROM settled WHERE settled.agent_id = claim.fallback)
                THEN fallback || '-' || aligned_id ELSE fallback END
    FROM claim
    WHERE NOT EXISTS (SELECT FROM agent WHERE agent.aligned_id = claim.aligned_id);
    ANALYZE agent;
"""

FORWARD = """
    SELECT crossing.aligned_id AS id,
           agent.agent_id,
           pg_temp.branch_of(session.branch_name, session.metadata) AS branch,
           coalesce(pg_temp.string_at(session.metadata, 'workspace_path'), '') AS workspace_path,
           pg_temp.correlation_of(session.metadata) AS correlation_id,
           column_of.status,
           pg_temp.as_object(session.metadata, 'metadata') || jsonb_build_object(
               'session_type', column_of.session_type,
               'base_branch', column_of.base_branch,
               'status', column_of.status) AS meta,
           pg_temp.finer(session.inserted_at, pg_temp.string_at(session.metadata, 'inserted_at'),
                         'git_sessions', 'inserted_at') AS inserted_at,
           pg_temp.finer(session.updated_at, pg_temp.string_at(session.metadata, 'updated_at'),
                         'git_sessions', 'updated_at') AS updated_at
    FROM crossing
    JOIN git_sessions AS session ON session.id = crossing.legacy_id
    JOIN agent ON agent.aligned_id = crossing.aligned_id
    CROSS JOIN LATERAL (
        SELECT pg_temp.whole(session.session_type,
                             pg_temp.string_at(session.metadata, 'session_type'),
                             'git_sessions', 'session_type') AS session_type,
               pg_temp.whole(session.base_branch,
                             pg_temp.string_at(session.metadata, 'base_branch'),
                             'git_sessions', 'base_branch') AS base_branch,
               pg_temp.whole(session.status,
                             pg_temp.string_at(session.metadata, 'status'),
                             'git_sessions', 'status') AS status
    ) AS column_of
"""

# A commit whose session goes stays; without this the foreign key would take it along. As text,
# since a rolled-back session may have another type of key than commits refer to.
KEEP_COMMITS = """
    INSERT INTO touched
    SELECT 'git_commits', git_commits.id::text
    FROM git_commits JOIN crossing ON crossing.legacy_id::text = git_commits.session_id::text
    WHERE crossing.kind = 'deleted';

    UPDATE git_commits SET session_id = NULL
    FROM crossing
    WHERE crossing.legacy_id::text = git_commits.session_id::text AND crossing.kind = 'deleted';
"""

BACKWARD = """
    SELECT crossing.legacy_id AS id,
           fits.session_type,
           fits.branch_name,
           fits.base_branch,
           fits.status,
           noted.metadata,
           column_of.inserted_at,
           column_of.updated_at
    FROM crossing
    JOIN git_agent_sessions AS agent ON agent.id = crossing.aligned_id
    LEFT JOIN git_sessions AS session
        ON session.id = crossing.legacy_id AND crossing.kind = 'changed'
    CROSS JOIN LATERAL (
        SELECT CASE WHEN crossing.kind = 'born' THEN timezone('utc', now()) END AS now
        OFFSET 0
    ) AS born

    -- Columns return to where they came from; what is missing or of another type stays as it was.
    CROSS JOIN LATERAL (
        SELECT coalesce(pg_temp.string_at(agent.meta, 'session_type'), session.session_type,
                        'agent') AS session_type,
               CASE WHEN jsonb_typeof(agent.meta -> 'base_branch') IN ('string', 'null')
                    THEN agent.meta ->> 'base_branch'
                    ELSE session.base_branch END AS base_branch,
               coalesce(agent.status, session.status, 'active') AS status,
               coalesce(agent.inserted_at, session.inserted_at, born.now) AS inserted_at,
               coalesce(agent.updated_at, session.updated_at, born.now) AS updated_at,
               -- The keys that have become columns.
               array_remove(ARRAY[
                   CASE WHEN jsonb_typeof(agent.meta -> 'session_type') = 'string'
                        THEN 'session_type' END,
                   CASE WHEN jsonb_typeof(agent.meta -> 'base_branch') IN ('string', 'null')
                        THEN 'base_branch' END,
                   'status'], NULL) AS keys
        OFFSET 0
    ) AS column_of
    CROSS JOIN LATERAL (
        SELECT pg_temp.fitted(column_of.session_type, 'git_sessions',
                              'session_type') AS session_type,
               pg_temp.fitted(column_of.base_branch, 'git_sessions', 'base_branch') AS base_branch,
               pg_temp.fitted(coalesce(agent.branch, ''), 'git_sessions',
                              'branch_name') AS branch_name,
               pg_temp.fitted(column_of.status, 'git_sessions', 'status') AS status,
               pg_temp.fitted_time(column_of.inserted_at, 'git_sessions',
                                   'inserted_at') AS inserted_at,
               pg_temp.fitted_time(column_of.updated_at, 'git_sessions',
                                   'updated_at') AS updated_at
        OFFSET 0
    ) AS fits

    -- The old object: without those keys, but with the like-named ones that it had of its own.
    CROSS JOIN LATERAL (
        SELECT pg_temp.as_before(
            CASE WHEN jsonb_typeof(agent.meta) = 'object'
                 THEN agent.meta - column_of.keys
                      || pg_temp.only(pg_temp.as_object(session.metadata, 'metadata'),
                                      column_of.keys)
                 ELSE agent.meta END,
            'metadata', CASE WHEN crossing.kind = 'born' THEN '{}' ELSE session.metadata END
        ) AS metadata
        OFFSET 0
    ) AS rest

    -- What has no column goes into metadata, unless forward would find it anyway.
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(rest.metadata, 'metadata', 'agent_id', to_jsonb(agent.agent_id),
            agent.agent_id <> 'migrated_' || crossing.legacy_id
            AND pg_temp.text_at(rest.metadata, 'agent_id')
                IS DISTINCT FROM agent.agent_id) AS metadata
        OFFSET 0
    ) AS named
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(named.metadata, 'metadata', 'workspace_path',
            to_jsonb(agent.workspace_path),
            coalesce(pg_temp.string_at(named.metadata, 'workspace_path'), '')
                <> agent.workspace_path) AS metadata
        OFFSET 0
    ) AS placed
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(placed.metadata, 'metadata', 'correlation_id',
            coalesce(to_jsonb(agent.correlation_id), 'null'),
            pg_temp.correlation_of(placed.metadata)
                IS DISTINCT FROM agent.correlation_id) AS metadata
        OFFSET 0
    ) AS correlated

    -- What a column cannot hold stands in metadata in full. An older note that does not hold any
    -- more is put right.
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(correlated.metadata, 'metadata', 'branch',
            coalesce(to_jsonb(agent.branch), 'null'),
            pg_temp.branch_of(fits.branch_name, correlated.metadata)
                IS DISTINCT FROM agent.branch) AS metadata
        OFFSET 0
    ) AS branched
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(branched.metadata, 'metadata', 'session_type',
            to_jsonb(column_of.session_type),
            pg_temp.whole(fits.session_type, pg_temp.string_at(branched.metadata, 'session_type'),
                          'git_sessions', 'session_type') <> column_of.session_type) AS metadata
        OFFSET 0
    ) AS typed
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(typed.metadata, 'metadata', 'base_branch',
            to_jsonb(column_of.base_branch),
            pg_temp.whole(fits.base_branch, pg_temp.string_at(typed.metadata, 'base_branch'),
                          'git_sessions', 'base_branch') <> column_of.base_branch) AS metadata
        OFFSET 0
    ) AS based
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(based.metadata, 'metadata', 'status', to_jsonb(column_of.status),
            pg_temp.whole(fits.status, pg_temp.string_at(based.metadata, 'status'),
                          'git_sessions', 'status') <> column_of.status) AS metadata
        OFFSET 0
    ) AS stated
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(stated.metadata, 'metadata', 'inserted_at',
            pg_temp.instant(column_of.inserted_at),
            pg_temp.finer(fits.inserted_at, pg_temp.string_at(stated.metadata, 'inserted_at'),
                          'git_sessions', 'inserted_at') <> column_of.inserted_at) AS metadata
        OFFSET 0
    ) AS begun
    CROSS JOIN LATERAL (
        SELECT pg_temp.put(begun.metadata, 'metadata', 'updated_at',
            pg_temp.instant(column_of.updated_at),
            pg_temp.finer(fits.updated_at, pg_temp.string_at(begun.metadata, 'updated_at'),
                          'git_sessions', 'updated_at') <> column_of.updated_at) AS metadata
        OFFSET 0
    ) AS noted
"""

PAIR = Pair(
    legacy="git_sessions",
    aligned="git_agent_sessions",
    forward=Mapping(before=(READERS, AGENTS), select=FORWARD, parked=("agent_id",)),
    backward=Mapping(before=(READERS, KEEP_COMMITS), select=BACKWARD),
)
