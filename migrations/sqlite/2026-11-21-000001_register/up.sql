-- What the database knows of itself: key ids, the feed's epoch, which reference lists are complete.
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE regions (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    match_name TEXT NOT NULL,
    level INTEGER NOT NULL,
    kind TEXT NOT NULL,
    parent_code TEXT,
    bps_code TEXT,
    valid_from TEXT,
    valid_to TEXT,
    aliases TEXT NOT NULL,
    legal_basis TEXT
) STRICT;
CREATE INDEX regions_parent ON regions (parent_code, code);
CREATE INDEX regions_match ON regions (match_name);
CREATE INDEX regions_bps ON regions (bps_code);

CREATE TABLE region_successors (
    code TEXT NOT NULL REFERENCES regions (code),
    successor_code TEXT NOT NULL REFERENCES regions (code),
    since TEXT NOT NULL,
    legal_basis TEXT,
    PRIMARY KEY (code, successor_code)
) STRICT;

CREATE TABLE kbli_codes (
    version TEXT NOT NULL,
    code TEXT NOT NULL,
    level INTEGER NOT NULL,
    parent_code TEXT,
    section TEXT NOT NULL,
    title_id TEXT NOT NULL,
    title_en TEXT,
    PRIMARY KEY (version, code)
) STRICT;

CREATE TABLE agencies (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    level TEXT NOT NULL,
    region_code TEXT,
    functions TEXT NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE organizations (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    region_code TEXT,
    parent_id BLOB REFERENCES organizations (id),
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX organizations_name ON organizations (name, level);

CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    agency_code TEXT NOT NULL REFERENCES agencies (code),
    label TEXT NOT NULL,
    secret_hash BLOB NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
) STRICT;

-- NIK, phones, e-mail, street address and disability stand only in `sealed` (AEAD).
CREATE TABLE people (
    id BLOB NOT NULL PRIMARY KEY,
    register_code TEXT NOT NULL,
    owner_agency TEXT NOT NULL REFERENCES agencies (code),
    full_name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    gender TEXT,
    birth_date TEXT,
    education TEXT,
    region_code TEXT,
    is_household_head INTEGER,
    status TEXT NOT NULL,
    nik_hash BLOB,
    phone_hash BLOB,
    sealed BLOB NOT NULL,
    digest BLOB NOT NULL,
    source_system TEXT,
    source_record_id TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;
CREATE INDEX people_register ON people (register_code, id);
CREATE INDEX people_name ON people (register_code, name_key, id);
CREATE UNIQUE INDEX people_nik ON people (register_code, nik_hash) WHERE nik_hash IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX people_nik_everywhere ON people (nik_hash) WHERE nik_hash IS NOT NULL;
CREATE INDEX people_phone ON people (register_code, phone_hash) WHERE phone_hash IS NOT NULL;

-- `document` holds the plain fields that no query filters by; `sealed` the contact (AEAD).
CREATE TABLE businesses (
    id BLOB NOT NULL PRIMARY KEY,
    register_code TEXT NOT NULL,
    owner_agency TEXT NOT NULL REFERENCES agencies (code),
    name TEXT NOT NULL,
    search_text TEXT NOT NULL,
    region_code TEXT NOT NULL REFERENCES regions (code),
    sector TEXT,
    legal_form TEXT,
    kbli_version TEXT,
    kbli_code TEXT,
    nib TEXT,
    status TEXT NOT NULL,
    women_owned TEXT NOT NULL,
    women_led TEXT NOT NULL,
    scale TEXT,
    ikm_class TEXT,
    workers_male INTEGER,
    workers_female INTEGER,
    registered_on TEXT,
    document TEXT NOT NULL,
    derived TEXT NOT NULL,
    sealed BLOB NOT NULL,
    digest BLOB NOT NULL,
    source_system TEXT,
    source_record_id TEXT,
    match_hash BLOB,
    submitted_by TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;
CREATE INDEX businesses_register ON businesses (register_code, id);
CREATE INDEX businesses_scale ON businesses (register_code, scale, id);
CREATE INDEX businesses_status ON businesses (register_code, status, id);
CREATE INDEX businesses_name ON businesses (register_code, name, id);
CREATE INDEX businesses_match ON businesses (register_code, match_hash) WHERE match_hash IS NOT NULL;
CREATE INDEX businesses_nib ON businesses (register_code, nib) WHERE nib IS NOT NULL;
CREATE INDEX businesses_region ON businesses (region_code);
CREATE UNIQUE INDEX businesses_source ON businesses (owner_agency, source_system, source_record_id, register_code) WHERE source_record_id IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE ownerships (
    business_id BLOB NOT NULL REFERENCES businesses (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    is_main INTEGER NOT NULL,
    share_hundredths INTEGER,
    since TEXT,
    until TEXT,
    PRIMARY KEY (business_id, person_id, role)
) STRICT;
CREATE INDEX ownerships_person ON ownerships (person_id);

CREATE TABLE snapshots (
    id BLOB NOT NULL PRIMARY KEY,
    business_id BLOB NOT NULL REFERENCES businesses (id),
    as_of TEXT NOT NULL,
    capital_own_idr INTEGER,
    capital_loan_idr INTEGER,
    investment_idr INTEGER,
    annual_sales_idr INTEGER,
    workers_male INTEGER,
    workers_female INTEGER,
    method TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX snapshots_business ON snapshots (business_id, as_of);

CREATE TABLE data_quality_flags (
    id BLOB NOT NULL PRIMARY KEY,
    resource TEXT NOT NULL,
    resource_id BLOB NOT NULL,
    register_code TEXT NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    field TEXT NOT NULL,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    resolved_at INTEGER
) STRICT;
CREATE UNIQUE INDEX data_quality_flags_once ON data_quality_flags (resource_id, code, field);
CREATE INDEX data_quality_flags_register ON data_quality_flags (register_code, status, id);

CREATE TABLE imports (
    id BLOB NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL,
    agency TEXT NOT NULL REFERENCES agencies (code),
    register_code TEXT,
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    on_conflict TEXT NOT NULL,
    atomic INTEGER NOT NULL,
    parameters TEXT NOT NULL,
    status TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    total_rows INTEGER,
    processed_rows INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    warnings INTEGER NOT NULL,
    problem TEXT,
    actor TEXT,
    request_id TEXT NOT NULL,
    lease_until INTEGER,
    lang TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    finished_at INTEGER,
    erase_at INTEGER
) STRICT;
CREATE INDEX imports_agency ON imports (agency, id);
CREATE INDEX imports_status ON imports (status);

-- The uploaded file, encrypted, until its job ends.
CREATE TABLE import_chunks (
    import_id BLOB NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (import_id, n)
) STRICT;

-- Keyed digests of the rows seen, so that a row which stands twice in one file is found.
CREATE TABLE import_seen (
    import_id BLOB NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    key BLOB NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (import_id, key)
) STRICT;

-- What was refused, skipped or doubted, with the original row (encrypted), for seven days.
CREATE TABLE import_refusals (
    import_id BLOB NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    severity TEXT NOT NULL,
    code TEXT NOT NULL,
    field TEXT,
    sealed BLOB NOT NULL,
    PRIMARY KEY (import_id, n)
) STRICT;

-- Who did what, when; append-only. The values stand apart and can be erased.
CREATE TABLE audit_events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    txid INTEGER NOT NULL DEFAULT 0,
    id BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    agency TEXT NOT NULL,
    client_id TEXT NOT NULL,
    actor TEXT,
    action TEXT NOT NULL,
    resource TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    register_code TEXT,
    version INTEGER,
    request_id TEXT NOT NULL,
    purpose TEXT,
    digest BLOB NOT NULL
) STRICT;
CREATE INDEX audit_events_resource ON audit_events (resource, resource_id, id);
CREATE INDEX audit_events_agency ON audit_events (agency, id);

CREATE TABLE audit_values (
    event_id BLOB NOT NULL PRIMARY KEY,
    salt BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

-- The change feed: no field values, only what to read again.
CREATE TABLE changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    txid INTEGER NOT NULL DEFAULT 0,
    resource TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    register_code TEXT,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX changes_order ON changes (txid, seq);

CREATE TABLE idempotency_keys (
    client_id TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    answer BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (client_id, key)
) STRICT;
CREATE INDEX idempotency_keys_expires ON idempotency_keys (expires_at);
