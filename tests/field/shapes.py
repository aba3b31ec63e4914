"""DDL of the tables that Ecto's migrations, the predecessor and an older lineage left behind.

Of one table there may be several: `made_…` is by the migrations that make aligned tables new,
`half_…` by the predecessor, `old_…` by the older lineage. Names of indexes and types of columns are
those of the field; so are the faults.
"""

VECTOR = "CREATE EXTENSION IF NOT EXISTS vector;"

# --- Aligned tables, made new: bigserial, varchar(255), whole seconds here and there -------------

MADE_SNAPSHOTS = """
CREATE TABLE codebase_snapshots (
    id bigserial PRIMARY KEY, codebase_id varchar(255) NOT NULL, snapshot_id integer NOT NULL,
    metadata jsonb, summary jsonb, detected_technologies varchar(255)[] DEFAULT ARRAY[]::varchar[],
    features jsonb, inserted_at timestamp(0) DEFAULT now());
CREATE UNIQUE INDEX codebase_snapshots_codebase_id_snapshot_id_index
    ON codebase_snapshots (codebase_id, snapshot_id);
CREATE INDEX codebase_snapshots_codebase_id_index ON codebase_snapshots (codebase_id);
CREATE INDEX codebase_snapshots_snapshot_id_index ON codebase_snapshots (snapshot_id);
CREATE INDEX codebase_snapshots_inserted_at_index ON codebase_snapshots (inserted_at);
CREATE INDEX codebase_snapshots_detected_technologies_index
    ON codebase_snapshots USING gin (detected_technologies);
CREATE INDEX codebase_snapshots_metadata_index ON codebase_snapshots USING gin (metadata);
"""

MADE_AGENTS = """
CREATE TABLE git_agent_sessions (
    id bigserial PRIMARY KEY, agent_id varchar(255) NOT NULL, branch varchar(255),
    workspace_path varchar(255) NOT NULL, correlation_id varchar(255),
    status varchar(255) NOT NULL DEFAULT 'active', meta jsonb DEFAULT '{}',
    inserted_at timestamp NOT NULL, updated_at timestamp NOT NULL);
CREATE UNIQUE INDEX git_agent_sessions_agent_id_index ON git_agent_sessions (agent_id);
CREATE INDEX git_agent_sessions_branch_index ON git_agent_sessions (branch);
CREATE INDEX git_agent_sessions_meta_index ON git_agent_sessions USING gin (meta);
"""

MADE_MERGES = """
CREATE TABLE git_pending_merges (
    id bigserial PRIMARY KEY, branch varchar(255) NOT NULL, pr_number integer,
    agent_id varchar(255) NOT NULL, task_id varchar(255), correlation_id varchar(255),
    meta jsonb DEFAULT '{}', inserted_at timestamp NOT NULL, updated_at timestamp NOT NULL);
CREATE UNIQUE INDEX git_pending_merges_branch_index ON git_pending_merges (branch);
CREATE INDEX git_pending_merges_agent_id_index ON git_pending_merges (agent_id);
CREATE TABLE git_merge_history (
    id bigserial PRIMARY KEY, branch varchar(255) NOT NULL, agent_id varchar(255),
    task_id varchar(255), correlation_id varchar(255), merge_commit varchar(255),
    status varchar(255) NOT NULL, details jsonb DEFAULT '{}', inserted_at timestamp NOT NULL,
    updated_at timestamp NOT NULL);
CREATE INDEX git_merge_history_branch_index ON git_merge_history (branch);
CREATE INDEX git_merge_history_branch_status_index ON git_merge_history (branch, status);
"""

MADE_TEMPLATES = """
CREATE TABLE technology_templates (
    id bigserial PRIMARY KEY, identifier varchar(255) NOT NULL, category varchar(255) NOT NULL,
    version varchar(255), source varchar(255), template jsonb NOT NULL, metadata jsonb DEFAULT '{}',
    checksum varchar(255), inserted_at timestamp NOT NULL, updated_at timestamp NOT NULL);
CREATE UNIQUE INDEX technology_templates_identifier_index ON technology_templates (identifier);
CREATE INDEX technology_templates_category_index ON technology_templates (category);
"""

MADE_PATTERNS = """
CREATE TABLE technology_patterns (
    id bigserial PRIMARY KEY, technology_name varchar(255) NOT NULL,
    technology_type varchar(255) NOT NULL, version_pattern varchar(255),
    file_patterns varchar(255)[] DEFAULT ARRAY[]::varchar[],
    directory_patterns varchar(255)[] DEFAULT ARRAY[]::varchar[],
    config_files varchar(255)[] DEFAULT ARRAY[]::varchar[], build_command varchar(255),
    dev_command varchar(255), install_command varchar(255), test_command varchar(255),
    output_directory varchar(255), confidence_weight double precision DEFAULT 1.0,
    detection_count integer DEFAULT 0, success_rate double precision DEFAULT 1.0,
    last_detected_at timestamp(0), extended_metadata jsonb, created_at timestamp(0) DEFAULT now(),
    updated_at timestamp(0) DEFAULT now());
CREATE UNIQUE INDEX technology_patterns_technology_name_technology_type_index
    ON technology_patterns (technology_name, technology_type);
CREATE INDEX technology_patterns_technology_name_index ON technology_patterns (technology_name);
CREATE INDEX technology_patterns_extended_metadata_index
    ON technology_patterns USING gin (extended_metadata);
"""

# --- By the predecessor: uuid keys with nothing to fill them, other names, text in place of varchar

HALF_SNAPSHOTS = """
CREATE TABLE codebase_snapshots (
    id uuid CONSTRAINT detection_events_pkey PRIMARY KEY, metadata jsonb DEFAULT '{}',
    inserted_at timestamp(0) NOT NULL, updated_at timestamp(0) NOT NULL, codebase_id varchar(255),
    snapshot_id integer, summary jsonb, detected_technologies text[], features jsonb);
CREATE INDEX codebase_snapshots_codebase_id_index ON codebase_snapshots (codebase_id);
CREATE UNIQUE INDEX codebase_snapshots_codebase_id_snapshot_id_index
    ON codebase_snapshots (codebase_id, snapshot_id);
CREATE INDEX codebase_snapshots_inserted_at_index ON codebase_snapshots (inserted_at);
"""

HALF_AGENTS = """
CREATE TABLE git_agent_sessions (
    id uuid CONSTRAINT git_sessions_pkey PRIMARY KEY, branch varchar(255) NOT NULL,
    status varchar(255) NOT NULL, inserted_at timestamp(0) NOT NULL,
    updated_at timestamp(0) NOT NULL, agent_id varchar(255), workspace_path text,
    correlation_id varchar(255), meta jsonb);
CREATE UNIQUE INDEX git_agent_sessions_agent_id_index ON git_agent_sessions (agent_id);
CREATE INDEX git_agent_sessions_status_index ON git_agent_sessions (status);
"""

HALF_MERGES = """
CREATE TABLE git_pending_merges (
    id bigserial PRIMARY KEY, branch varchar(255) NOT NULL, pr_number integer,
    agent_id varchar(255) NOT NULL, task_id varchar(255), correlation_id varchar(255),
    meta jsonb DEFAULT '{}', inserted_at timestamp(6) NOT NULL DEFAULT now(),
    updated_at timestamp(6) NOT NULL DEFAULT now());
CREATE UNIQUE INDEX git_pending_merges_branch_index ON git_pending_merges (branch);
CREATE TABLE git_merge_history (
    id bigserial PRIMARY KEY, branch varchar(255) NOT NULL, agent_id varchar(255),
    task_id varchar(255), correlation_id varchar(255), merge_commit varchar(255),
    status varchar(255) NOT NULL, details jsonb DEFAULT '{}',
    inserted_at timestamp(6) NOT NULL DEFAULT now(),
    updated_at timestamp(6) NOT NULL DEFAULT now());
CREATE INDEX git_merge_history_status_index ON git_merge_history (status);
"""

HALF_TEMPLATES = """
CREATE TABLE technology_templates (
    id bigserial PRIMARY KEY, identifier varchar(255) NOT NULL, category varchar(255) NOT NULL,
    version varchar(255), source varchar(255), template jsonb NOT NULL, metadata jsonb DEFAULT '{}',
    checksum varchar(64), inserted_at timestamp(6) NOT NULL DEFAULT now(),
    updated_at timestamp(6) NOT NULL DEFAULT now(),
    CONSTRAINT technology_templates_identifier_key UNIQUE (identifier));
CREATE INDEX technology_templates_category_index ON technology_templates (category);
CREATE INDEX technology_templates_identifier_index ON technology_templates (identifier);
"""

HALF_PATTERNS = """
CREATE TABLE technology_patterns (
    id bigserial PRIMARY KEY, technology_name varchar(255) NOT NULL,
    technology_type varchar(255) NOT NULL, version_pattern varchar(255),
    file_patterns text[] DEFAULT ARRAY[]::text[], directory_patterns text[] DEFAULT ARRAY[]::text[],
    config_files text[] DEFAULT ARRAY[]::text[], build_command text, dev_command text,
    install_command text, test_command text, output_directory text,
    confidence_weight double precision DEFAULT 1.0, detection_count integer DEFAULT 0,
    success_rate double precision DEFAULT 1.0, last_detected_at timestamp, extended_metadata jsonb,
    created_at timestamp(6) NOT NULL DEFAULT now(), updated_at timestamp(6) NOT NULL DEFAULT now());
CREATE UNIQUE INDEX technology_patterns_name_type_index
    ON technology_patterns (technology_name, technology_type);
"""

COMMITS_OF_HALF_AGENTS = """
CREATE TABLE git_commits (
    id uuid CONSTRAINT git_commits_pkey PRIMARY KEY,
    session_id uuid CONSTRAINT git_commits_session_id_fkey
        REFERENCES git_agent_sessions ON DELETE CASCADE,
    commit_hash varchar(255) NOT NULL, message text NOT NULL, author varchar(255),
    files_changed varchar(255)[] DEFAULT ARRAY[]::varchar[], metadata jsonb DEFAULT '{}',
    inserted_at timestamp(0) NOT NULL, updated_at timestamp(0) NOT NULL);
CREATE INDEX git_commits_session_id_index ON git_commits (session_id);
CREATE UNIQUE INDEX git_commits_commit_hash_index ON git_commits (commit_hash);
"""

# --- Legacy tables as the predecessor's rollback left them ---------------------------------------

BACK_EVENTS = """
CREATE TABLE detection_events (
    id {key} CONSTRAINT detection_events_pkey PRIMARY KEY, metadata jsonb DEFAULT '{{}}',
    inserted_at timestamp(0) NOT NULL, updated_at timestamp(0) NOT NULL, event_type varchar(255),
    detector varchar(255), confidence double precision, data jsonb);
CREATE INDEX detection_events_detector_index ON detection_events (detector);
"""

BACK_SESSIONS = """
CREATE TABLE git_sessions (
    id {key} CONSTRAINT git_sessions_pkey PRIMARY KEY, branch_name varchar(255),
    status varchar(255) NOT NULL, inserted_at timestamp(0) NOT NULL,
    updated_at timestamp(0) NOT NULL, session_type varchar(255), base_branch varchar(255),
    metadata jsonb);
"""

BACK_KNOWLEDGE = """
CREATE TABLE technology_knowledge (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY, technology varchar(255) NOT NULL,
    category varchar(255) NOT NULL, name varchar(255) NOT NULL, description text, template text,
    examples text[] DEFAULT ARRAY[]::text[], best_practices text,
    antipatterns text[] DEFAULT ARRAY[]::text[], metadata jsonb DEFAULT '{}',
    inserted_at timestamp(6) NOT NULL DEFAULT now(),
    updated_at timestamp(6) NOT NULL DEFAULT now());
"""

# --- The older lineage: aligned columns under legacy names, text, timestamptz, lists in jsonb ----

OLD_EVENTS = """
CREATE TABLE detection_events (
    id bigint CONSTRAINT codebase_snapshots_pkey PRIMARY KEY, codebase_id varchar(255) NOT NULL,
    snapshot_id bigint NOT NULL, metadata jsonb, summary jsonb,
    detected_technologies varchar(255)[] DEFAULT ARRAY[]::varchar[], features jsonb,
    inserted_at timestamp NOT NULL DEFAULT now());
CREATE SEQUENCE codebase_snapshots_id_seq OWNED BY detection_events.id;
ALTER TABLE detection_events ALTER id SET DEFAULT nextval('codebase_snapshots_id_seq');
CREATE UNIQUE INDEX detection_events_codebase_id_snapshot_id_index
    ON detection_events (codebase_id, snapshot_id);
"""

OLD_KNOWLEDGE = """
CREATE TABLE technology_knowledge (
    id bigint PRIMARY KEY, name text NOT NULL, category text NOT NULL, version_pattern text,
    file_patterns jsonb DEFAULT '[]', directory_patterns jsonb DEFAULT '[]',
    config_files jsonb DEFAULT '[]', build_command text, dev_command text, install_command text,
    test_command text, output_directory text, confidence_weight double precision DEFAULT 1.0,
    detection_count integer DEFAULT 0, success_rate double precision DEFAULT 1.0,
    last_detected_at timestamptz, extended_metadata jsonb DEFAULT '{}',
    created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now(),
    CONSTRAINT technology_knowledge_name_category_key UNIQUE (name, category));
CREATE SEQUENCE framework_patterns_id_seq OWNED BY technology_knowledge.id;
ALTER TABLE technology_knowledge ALTER id SET DEFAULT nextval('framework_patterns_id_seq');
CREATE INDEX technology_knowledge_name_idx ON technology_knowledge (name);
"""

OLD_PATTERN_EMBEDDING = """
ALTER TABLE technology_knowledge ADD pattern_embedding vector(3);
CREATE INDEX technology_knowledge_embedding_idx
    ON technology_knowledge USING hnsw (pattern_embedding vector_cosine_ops);
"""

OLD_TEMPLATES = """
CREATE TABLE technology_templates (
    id bigserial PRIMARY KEY, identifier text NOT NULL, category text NOT NULL, version text,
    source text DEFAULT 'manual', template jsonb NOT NULL, metadata jsonb DEFAULT '{}',
    checksum text, inserted_at timestamp NOT NULL, updated_at timestamp NOT NULL,
    CONSTRAINT template_is_object CHECK (jsonb_typeof(template) = 'object'));
CREATE UNIQUE INDEX technology_templates_identifier_index ON technology_templates (identifier);
"""

OLD_GIT = """
CREATE TABLE git_agent_sessions (
    id bigserial PRIMARY KEY, agent_id text NOT NULL, branch text, workspace_path text NOT NULL,
    correlation_id text, status text NOT NULL DEFAULT 'active', meta jsonb DEFAULT '{}',
    inserted_at timestamp NOT NULL, updated_at timestamp NOT NULL);
CREATE UNIQUE INDEX git_agent_sessions_agent_id_index ON git_agent_sessions (agent_id);
CREATE TABLE git_pending_merges (
    id bigserial PRIMARY KEY, branch text NOT NULL, pr_number integer, agent_id text NOT NULL,
    task_id text, correlation_id text, meta jsonb DEFAULT '{}', inserted_at timestamp NOT NULL,
    updated_at timestamp NOT NULL);
CREATE UNIQUE INDEX git_pending_merges_branch_index ON git_pending_merges (branch);
CREATE TABLE git_merge_history (
    id bigserial PRIMARY KEY, branch text NOT NULL, agent_id text, task_id text,
    correlation_id text, merge_commit text, status text NOT NULL, details jsonb DEFAULT '{}',
    inserted_at timestamp NOT NULL, updated_at timestamp NOT NULL);
CREATE INDEX git_merge_history_correlation_id_index ON git_merge_history (correlation_id);
"""

# --- Found in one place or another ---------------------------------------------------------------

BTREES = """
DROP INDEX codebase_snapshots_detected_technologies_index, codebase_snapshots_metadata_index,
    git_agent_sessions_meta_index, technology_patterns_extended_metadata_index,
    technology_templates_identifier_index;
CREATE INDEX codebase_snapshots_detected_technologies_index
    ON codebase_snapshots (detected_technologies);
CREATE INDEX codebase_snapshots_metadata_index ON codebase_snapshots (metadata);
CREATE INDEX git_agent_sessions_meta_index ON git_agent_sessions (meta);
CREATE INDEX technology_patterns_extended_metadata_index ON technology_patterns (extended_metadata);
CREATE UNIQUE INDEX technology_templates_identifier_key ON technology_templates (identifier);
"""

EXTRAS = """
ALTER TABLE codebase_snapshots ADD reviewed boolean DEFAULT FALSE;
CREATE INDEX snapshots_to_review ON codebase_snapshots (id) WHERE NOT reviewed;
ALTER TABLE technology_patterns ADD file_extensions text[], ADD CHECK (detection_count >= 0);
ALTER TABLE git_merge_history ADD reviewer text COLLATE "C";
COMMENT ON TABLE git_merge_history IS 'what became of branches';
"""
