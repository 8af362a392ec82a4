-- Partnerships: what was agreed, done, met about and achieved.

-- What agencies and organizations agreed; `owner_agency` coordinates it.
CREATE TABLE partnerships (
    id BLOB NOT NULL PRIMARY KEY,
    area_code TEXT NOT NULL,
    owner_agency TEXT NOT NULL REFERENCES agencies (code),
    title TEXT NOT NULL,
    scheme TEXT NOT NULL,
    instrument TEXT NOT NULL,
    objectives TEXT NOT NULL,
    fields TEXT NOT NULL,
    region_codes TEXT NOT NULL,
    effective_from TEXT NOT NULL,
    effective_to TEXT NOT NULL,
    extension_of BLOB REFERENCES partnerships (id),
    authority_office TEXT,
    authority_number TEXT,
    authority_signed_on TEXT,
    document_url TEXT,
    document_sha256 TEXT,
    ended_on TEXT,
    status TEXT NOT NULL,
    status_reason TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX partnerships_area ON partnerships (area_code, id);

-- Either an agency or an organization.
CREATE TABLE partnership_parties (
    id BLOB NOT NULL PRIMARY KEY,
    partnership_id BLOB NOT NULL REFERENCES partnerships (id),
    agency TEXT REFERENCES agencies (code),
    organization_id BLOB REFERENCES organizations (id),
    role TEXT NOT NULL,
    document_number TEXT,
    signatory_office TEXT,
    signed_on TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX partnership_parties_agency ON partnership_parties (partnership_id, agency);
CREATE UNIQUE INDEX partnership_parties_organization ON partnership_parties (partnership_id, organization_id);
CREATE INDEX partnership_parties_sight ON partnership_parties (agency, partnership_id);

CREATE TABLE activities (
    id BLOB NOT NULL PRIMARY KEY,
    partnership_id BLOB NOT NULL REFERENCES partnerships (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    lead_agency TEXT NOT NULL REFERENCES agencies (code),
    supporting_agencies TEXT NOT NULL,
    region_codes TEXT NOT NULL,
    planned_from TEXT NOT NULL,
    planned_to TEXT NOT NULL,
    actual_from TEXT,
    actual_to TEXT,
    budget_idr INTEGER,
    spent_idr INTEGER,
    fund_source TEXT,
    status TEXT NOT NULL,
    status_reason TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX activities_code ON activities (partnership_id, code);

-- What an activity consists of: the word of a path and an id.
CREATE TABLE activity_links (
    activity_id BLOB NOT NULL REFERENCES activities (id),
    resource TEXT NOT NULL,
    resource_id BLOB NOT NULL,
    PRIMARY KEY (activity_id, resource, resource_id)
) STRICT;
CREATE INDEX activity_links_resource ON activity_links (resource, resource_id);

-- `agency` reports the realization.
CREATE TABLE targets (
    id BLOB NOT NULL PRIMARY KEY,
    partnership_id BLOB NOT NULL REFERENCES partnerships (id),
    activity_id BLOB REFERENCES activities (id),
    agency TEXT NOT NULL REFERENCES agencies (code),
    indicator TEXT NOT NULL,
    name TEXT,
    unit TEXT NOT NULL,
    region_code TEXT,
    year INTEGER NOT NULL,
    baseline INTEGER,
    q1 INTEGER,
    q2 INTEGER,
    q3 INTEGER,
    q4 INTEGER,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX targets_partnership ON targets (partnership_id, year, id);

-- A correction of a closed quarter is the next revision; `counts_from` is when a figure began to count.
CREATE TABLE realizations (
    id BLOB NOT NULL PRIMARY KEY,
    partnership_id BLOB NOT NULL REFERENCES partnerships (id),
    target_id BLOB NOT NULL REFERENCES targets (id),
    quarter INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    value INTEGER NOT NULL,
    note TEXT,
    evidence_url TEXT,
    correction_reason TEXT,
    status TEXT NOT NULL,
    status_reason TEXT,
    reported_by TEXT NOT NULL REFERENCES agencies (code),
    verified_by TEXT REFERENCES agencies (code),
    verified_at INTEGER,
    counts_from INTEGER,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX realizations_revision ON realizations (target_id, quarter, revision);
CREATE INDEX realizations_partnership ON realizations (partnership_id, id);

-- `figures`: each target's reported and computed value as of the closing.
CREATE TABLE quarter_closings (
    id BLOB NOT NULL PRIMARY KEY,
    partnership_id BLOB NOT NULL REFERENCES partnerships (id),
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    agency TEXT NOT NULL REFERENCES agencies (code),
    actor TEXT NOT NULL,
    note TEXT,
    figures TEXT NOT NULL,
    closed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX quarter_closings_quarter ON quarter_closings (partnership_id, year, quarter);

CREATE TABLE meetings (
    id BLOB NOT NULL PRIMARY KEY,
    partnership_id BLOB NOT NULL REFERENCES partnerships (id),
    series_id BLOB,
    kind TEXT NOT NULL,
    title TEXT,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER,
    place TEXT,
    chair_agency TEXT NOT NULL REFERENCES agencies (code),
    agenda TEXT,
    minutes TEXT,
    decisions TEXT NOT NULL,
    status TEXT NOT NULL,
    status_reason TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX meetings_partnership ON meetings (partnership_id, starts_at, id);

CREATE TABLE meeting_attendance (
    meeting_id BLOB NOT NULL REFERENCES meetings (id),
    party_id BLOB NOT NULL REFERENCES partnership_parties (id),
    mark TEXT NOT NULL,
    delegates INTEGER,
    PRIMARY KEY (meeting_id, party_id)
) STRICT;
CREATE INDEX meeting_attendance_party ON meeting_attendance (party_id);

CREATE TABLE obstacles (
    id BLOB NOT NULL PRIMARY KEY,
    partnership_id BLOB NOT NULL REFERENCES partnerships (id),
    activity_id BLOB REFERENCES activities (id),
    meeting_id BLOB REFERENCES meetings (id),
    category TEXT NOT NULL,
    severity TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    root_cause TEXT,
    region_code TEXT,
    owner_agency TEXT NOT NULL REFERENCES agencies (code),
    raised_by TEXT NOT NULL REFERENCES agencies (code),
    raised_on TEXT NOT NULL,
    escalated_by TEXT REFERENCES agencies (code),
    closed_on TEXT,
    status TEXT NOT NULL,
    status_reason TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX obstacles_partnership ON obstacles (partnership_id, id);
CREATE INDEX obstacles_owner ON obstacles (owner_agency, status);

-- Of an obstacle, or of a meeting's decision.
CREATE TABLE follow_ups (
    id BLOB NOT NULL PRIMARY KEY,
    partnership_id BLOB NOT NULL REFERENCES partnerships (id),
    obstacle_id BLOB REFERENCES obstacles (id),
    meeting_id BLOB REFERENCES meetings (id),
    action TEXT NOT NULL,
    agency TEXT NOT NULL REFERENCES agencies (code),
    office TEXT,
    assigned_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    done_on TEXT,
    evidence_note TEXT,
    evidence_url TEXT,
    evidence_sha256 TEXT,
    status TEXT NOT NULL,
    status_reason TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX follow_ups_partnership ON follow_ups (partnership_id, id);
CREATE INDEX follow_ups_obstacle ON follow_ups (obstacle_id);
CREATE INDEX follow_ups_agency ON follow_ups (agency, status, due_on);

CREATE TABLE evaluations (
    id BLOB NOT NULL PRIMARY KEY,
    partnership_id BLOB NOT NULL REFERENCES partnerships (id),
    agency TEXT NOT NULL REFERENCES agencies (code),
    period TEXT NOT NULL,
    achievement_percent INTEGER,
    analysis TEXT NOT NULL,
    lessons TEXT,
    recommendations TEXT,
    signatory_office TEXT,
    signed_on TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX evaluations_period ON evaluations (partnership_id, agency, period);

-- Parties outside the area hear of their partnerships too.
ALTER TABLE changes ADD COLUMN partnership_id BLOB;
ALTER TABLE audit_events ADD COLUMN partnership_id BLOB;
CREATE INDEX audit_events_partnership ON audit_events (partnership_id, agency) WHERE partnership_id IS NOT NULL;
