-- The tables that Singularity's Ecto migrations of 2024 leave behind, empty: where the alignment begins.
--
-- Load it into an empty database:
--
--     psql "$DATABASE_URL" --set ON_ERROR_STOP=1 --single-transaction --file config/demo/legacy.sql
--
-- and into the embedded one:
--
--     python manage.py dbshell -- --set ON_ERROR_STOP=1 --single-transaction --file config/demo/legacy.sql
--
-- Names of indexes and constraints are those that Ecto derives. Ecto makes ids and timestamps in the
-- application, hence no defaults for them here.

-- What Ecto has run so far.
CREATE TABLE schema_migrations (
    version bigint CONSTRAINT schema_migrations_pkey PRIMARY KEY,
    inserted_at timestamp(0)
);

INSERT INTO schema_migrations (version, inserted_at)
SELECT 20240101000000 + nth, timestamp '2025-10-05 10:00:00' + (nth - 1) * interval '1 second'
FROM generate_series(1, 5) AS nth;

-- What a detector saw in a codebase.
CREATE TABLE detection_events (
    id uuid CONSTRAINT detection_events_pkey PRIMARY KEY,
    event_type varchar(255) NOT NULL,
    detector varchar(255) NOT NULL,
    confidence double precision NOT NULL,
    data jsonb NOT NULL,
    metadata jsonb DEFAULT '{}',
    inserted_at timestamp(0) NOT NULL,
    updated_at timestamp(0) NOT NULL
);

CREATE INDEX detection_events_event_type_index ON detection_events (event_type);
CREATE INDEX detection_events_detector_index ON detection_events (detector);
CREATE INDEX detection_events_inserted_at_index ON detection_events (inserted_at);

-- An agent's work on a branch, and the commits it made there.
CREATE TABLE git_sessions (
    id uuid CONSTRAINT git_sessions_pkey PRIMARY KEY,
    session_type varchar(255) NOT NULL,
    branch_name varchar(255) NOT NULL,
    base_branch varchar(255),
    status varchar(255) NOT NULL,
    metadata jsonb DEFAULT '{}',
    inserted_at timestamp(0) NOT NULL,
    updated_at timestamp(0) NOT NULL
);

CREATE INDEX git_sessions_session_type_index ON git_sessions (session_type);
CREATE INDEX git_sessions_status_index ON git_sessions (status);

CREATE TABLE git_commits (
    id uuid CONSTRAINT git_commits_pkey PRIMARY KEY,
    session_id uuid CONSTRAINT git_commits_session_id_fkey REFERENCES git_sessions ON DELETE CASCADE,
    commit_hash varchar(255) NOT NULL,
    message text NOT NULL,
    author varchar(255),
    files_changed varchar(255)[] DEFAULT ARRAY[]::varchar[],
    metadata jsonb DEFAULT '{}',
    inserted_at timestamp(0) NOT NULL,
    updated_at timestamp(0) NOT NULL
);

CREATE INDEX git_commits_session_id_index ON git_commits (session_id);
CREATE UNIQUE INDEX git_commits_commit_hash_index ON git_commits (commit_hash);

-- What is known about a technology. With pgvector on the server there is an embedding before the
-- timestamps; without it, installations came to do without the column.
DO $$
DECLARE
    embedding text := '';
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        CREATE EXTENSION IF NOT EXISTS vector;
        embedding := 'embedding vector(768),';
    END IF;
    EXECUTE format(
        $ddl$
        CREATE TABLE technology_knowledge (
            id uuid CONSTRAINT technology_knowledge_pkey PRIMARY KEY,
            technology varchar(255) NOT NULL,
            category varchar(255) NOT NULL,
            name varchar(255) NOT NULL,
            description text,
            template text,
            examples text[] DEFAULT ARRAY[]::text[],
            best_practices text,
            antipatterns varchar(255)[] DEFAULT ARRAY[]::varchar[],
            metadata jsonb DEFAULT '{}',
            %s
            inserted_at timestamp(0) NOT NULL,
            updated_at timestamp(0) NOT NULL
        )
        $ddl$,
        embedding
    );
END
$$;

CREATE INDEX technology_knowledge_technology_category_index ON technology_knowledge (technology, category);
CREATE INDEX technology_knowledge_name_index ON technology_knowledge (name);
