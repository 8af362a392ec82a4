-- What the database knows of itself: key ids, the feed's epoch, which reference lists are complete.
CREATE TABLE meta (
    key text COLLATE "C" NOT NULL PRIMARY KEY,
    value jsonb NOT NULL
);

CREATE TABLE regions (
    code text COLLATE "C" NOT NULL PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    match_name text COLLATE "C" NOT NULL,
    level integer NOT NULL,
    kind text COLLATE "C" NOT NULL,
    parent_code text COLLATE "C",
    bps_code text COLLATE "C",
    valid_from date,
    valid_to date,
    aliases text COLLATE "C" NOT NULL,
    legal_basis text COLLATE "C"
);
CREATE INDEX regions_parent ON regions (parent_code, code);
CREATE INDEX regions_match ON regions (match_name);
CREATE INDEX regions_bps ON regions (bps_code);

CREATE TABLE region_successors (
    code text COLLATE "C" NOT NULL REFERENCES regions (code),
    successor_code text COLLATE "C" NOT NULL REFERENCES regions (code),
    since date NOT NULL,
    legal_basis text COLLATE "C",
    PRIMARY KEY (code, successor_code)
);

CREATE TABLE kbli_codes (
    version text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    level integer NOT NULL,
    parent_code text COLLATE "C",
    section text COLLATE "C" NOT NULL,
    title_id text COLLATE "C" NOT NULL,
    title_en text COLLATE "C",
    PRIMARY KEY (version, code)
);

CREATE TABLE agencies (
    code text COLLATE "C" NOT NULL PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    short_name text COLLATE "C" NOT NULL,
    level text COLLATE "C" NOT NULL,
    region_code text COLLATE "C",
    functions text COLLATE "C" NOT NULL,
    valid_from date,
    valid_to date,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE organizations (
    id uuid NOT NULL PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    level text COLLATE "C" NOT NULL,
    region_code text COLLATE "C",
    parent_id uuid REFERENCES organizations (id),
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX organizations_name ON organizations (name, level);

CREATE TABLE clients (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    agency_code text COLLATE "C" NOT NULL REFERENCES agencies (code),
    label text COLLATE "C" NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz
);

-- NIK, phones, e-mail, street address and disability stand only in `sealed` (AEAD).
CREATE TABLE people (
    id uuid NOT NULL PRIMARY KEY,
    register_code text COLLATE "C" NOT NULL,
    owner_agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    full_name text COLLATE "C" NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    gender text COLLATE "C",
    birth_date date,
    education text COLLATE "C",
    region_code text COLLATE "C",
    is_household_head boolean,
    status text COLLATE "C" NOT NULL,
    nik_hash bytea,
    phone_hash bytea,
    sealed bytea NOT NULL,
    digest bytea NOT NULL,
    source_system text COLLATE "C",
    source_record_id text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX people_register ON people (register_code, id);
CREATE INDEX people_name ON people (register_code, name_key, id);
CREATE UNIQUE INDEX people_nik ON people (register_code, nik_hash) WHERE nik_hash IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX people_nik_everywhere ON people (nik_hash) WHERE nik_hash IS NOT NULL;
CREATE INDEX people_phone ON people (register_code, phone_hash) WHERE phone_hash IS NOT NULL;

-- `document` holds the plain fields that no query filters by; `sealed` the contact (AEAD).
CREATE TABLE businesses (
    id uuid NOT NULL PRIMARY KEY,
    register_code text COLLATE "C" NOT NULL,
    owner_agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    name text COLLATE "C" NOT NULL,
    search_text text COLLATE "C" NOT NULL,
    region_code text COLLATE "C" NOT NULL REFERENCES regions (code),
    sector text COLLATE "C",
    legal_form text COLLATE "C",
    kbli_version text COLLATE "C",
    kbli_code text COLLATE "C",
    nib text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    women_owned text COLLATE "C" NOT NULL,
    women_led text COLLATE "C" NOT NULL,
    scale text COLLATE "C",
    ikm_class text COLLATE "C",
    workers_male integer,
    workers_female integer,
    registered_on date,
    document jsonb NOT NULL,
    derived jsonb NOT NULL,
    sealed bytea NOT NULL,
    digest bytea NOT NULL,
    source_system text COLLATE "C",
    source_record_id text COLLATE "C",
    match_hash bytea,
    submitted_by text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX businesses_register ON businesses (register_code, id);
CREATE INDEX businesses_scale ON businesses (register_code, scale, id);
CREATE INDEX businesses_status ON businesses (register_code, status, id);
CREATE INDEX businesses_name ON businesses (register_code, name, id);
CREATE INDEX businesses_match ON businesses (register_code, match_hash) WHERE match_hash IS NOT NULL;
CREATE INDEX businesses_nib ON businesses (register_code, nib) WHERE nib IS NOT NULL;
CREATE INDEX businesses_region ON businesses (region_code);
CREATE UNIQUE INDEX businesses_source ON businesses (owner_agency, source_system, source_record_id, register_code) WHERE source_record_id IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE ownerships (
    business_id uuid NOT NULL REFERENCES businesses (id),
    person_id uuid NOT NULL REFERENCES people (id),
    role text COLLATE "C" NOT NULL,
    is_main boolean NOT NULL,
    share_hundredths integer,
    since date,
    until date,
    PRIMARY KEY (business_id, person_id, role)
);
CREATE INDEX ownerships_person ON ownerships (person_id);

CREATE TABLE snapshots (
    id uuid NOT NULL PRIMARY KEY,
    business_id uuid NOT NULL REFERENCES businesses (id),
    as_of date NOT NULL,
    capital_own_idr bigint,
    capital_loan_idr bigint,
    investment_idr bigint,
    annual_sales_idr bigint,
    workers_male integer,
    workers_female integer,
    method text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX snapshots_business ON snapshots (business_id, as_of);

CREATE TABLE data_quality_flags (
    id uuid NOT NULL PRIMARY KEY,
    resource text COLLATE "C" NOT NULL,
    resource_id uuid NOT NULL,
    register_code text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    severity text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    resolved_at timestamptz
);
CREATE UNIQUE INDEX data_quality_flags_once ON data_quality_flags (resource_id, code, field);
CREATE INDEX data_quality_flags_register ON data_quality_flags (register_code, status, id);

CREATE TABLE imports (
    id uuid NOT NULL PRIMARY KEY,
    client_id text COLLATE "C" NOT NULL,
    agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    register_code text COLLATE "C",
    kind text COLLATE "C" NOT NULL,
    mode text COLLATE "C" NOT NULL,
    on_conflict text COLLATE "C" NOT NULL,
    atomic boolean NOT NULL,
    parameters jsonb NOT NULL,
    status text COLLATE "C" NOT NULL,
    file_sha256 text COLLATE "C" NOT NULL,
    media_type text COLLATE "C" NOT NULL,
    size_bytes bigint NOT NULL,
    total_rows bigint,
    processed_rows bigint NOT NULL,
    created bigint NOT NULL,
    updated bigint NOT NULL,
    unchanged bigint NOT NULL,
    skipped bigint NOT NULL,
    failed bigint NOT NULL,
    warnings bigint NOT NULL,
    problem jsonb,
    actor text COLLATE "C",
    request_id text COLLATE "C" NOT NULL,
    lease_until timestamptz,
    lang text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    finished_at timestamptz,
    erase_at timestamptz
);
CREATE INDEX imports_agency ON imports (agency, id);
CREATE INDEX imports_status ON imports (status);

-- The uploaded file, encrypted, until its job ends.
CREATE TABLE import_chunks (
    import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    n integer NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (import_id, n)
);

-- Keyed digests of the rows seen, so that a row which stands twice in one file is found.
CREATE TABLE import_seen (
    import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    key bytea NOT NULL,
    row_number bigint NOT NULL,
    PRIMARY KEY (import_id, key)
);

-- What was refused, skipped or doubted, with the original row (encrypted), for seven days.
CREATE TABLE import_refusals (
    import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    n bigint NOT NULL,
    row_number bigint NOT NULL,
    severity text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    field text COLLATE "C",
    sealed bytea NOT NULL,
    PRIMARY KEY (import_id, n)
);

-- Who did what, when; append-only. The values stand apart and can be erased.
CREATE TABLE audit_events (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    txid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    id uuid NOT NULL UNIQUE,
    at timestamptz NOT NULL,
    agency text COLLATE "C" NOT NULL,
    client_id text COLLATE "C" NOT NULL,
    actor text COLLATE "C",
    action text COLLATE "C" NOT NULL,
    resource text COLLATE "C" NOT NULL,
    resource_id text COLLATE "C" NOT NULL,
    register_code text COLLATE "C",
    version bigint,
    request_id text COLLATE "C" NOT NULL,
    purpose text COLLATE "C",
    digest bytea NOT NULL
);
CREATE INDEX audit_events_resource ON audit_events (resource, resource_id, id);
CREATE INDEX audit_events_agency ON audit_events (agency, id);

CREATE TABLE audit_values (
    event_id uuid NOT NULL PRIMARY KEY,
    salt bytea NOT NULL,
    sealed bytea NOT NULL
);

-- The change feed: no field values, only what to read again.
CREATE TABLE changes (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    txid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    resource text COLLATE "C" NOT NULL,
    resource_id text COLLATE "C" NOT NULL,
    register_code text COLLATE "C",
    version bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX changes_order ON changes (txid, seq);

CREATE TABLE idempotency_keys (
    client_id text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    answer bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (client_id, key)
);
CREATE INDEX idempotency_keys_expires ON idempotency_keys (expires_at);

-- Parts of words in names; pg_trgm is a trusted extension, so the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX businesses_search ON businesses USING gin (search_text gin_trgm_ops);
