-- Partnerships: what was agreed, done, met about and achieved.

-- What agencies and organizations agreed; `owner_agency` coordinates it.
CREATE TABLE partnerships (
    id uuid NOT NULL PRIMARY KEY,
    area_code text COLLATE "C" NOT NULL,
    owner_agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    title text COLLATE "C" NOT NULL,
    scheme text COLLATE "C" NOT NULL,
    instrument text COLLATE "C" NOT NULL,
    objectives text COLLATE "C" NOT NULL,
    fields jsonb NOT NULL,
    region_codes jsonb NOT NULL,
    effective_from date NOT NULL,
    effective_to date NOT NULL,
    extension_of uuid REFERENCES partnerships (id),
    authority_office text COLLATE "C",
    authority_number text COLLATE "C",
    authority_signed_on date,
    document_url text COLLATE "C",
    document_sha256 text COLLATE "C",
    ended_on date,
    status text COLLATE "C" NOT NULL,
    status_reason text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX partnerships_area ON partnerships (area_code, id);

-- Either an agency or an organization.
CREATE TABLE partnership_parties (
    id uuid NOT NULL PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES partnerships (id),
    agency text COLLATE "C" REFERENCES agencies (code),
    organization_id uuid REFERENCES organizations (id),
    role text COLLATE "C" NOT NULL,
    document_number text COLLATE "C",
    signatory_office text COLLATE "C",
    signed_on date,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX partnership_parties_agency ON partnership_parties (partnership_id, agency);
CREATE UNIQUE INDEX partnership_parties_organization ON partnership_parties (partnership_id, organization_id);
CREATE INDEX partnership_parties_sight ON partnership_parties (agency, partnership_id);

CREATE TABLE activities (
    id uuid NOT NULL PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES partnerships (id),
    code text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    lead_agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    supporting_agencies jsonb NOT NULL,
    region_codes jsonb NOT NULL,
    planned_from date NOT NULL,
    planned_to date NOT NULL,
    actual_from date,
    actual_to date,
    budget_idr bigint,
    spent_idr bigint,
    fund_source text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    status_reason text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX activities_code ON activities (partnership_id, code);

-- What an activity consists of: the word of a path and an id.
CREATE TABLE activity_links (
    activity_id uuid NOT NULL REFERENCES activities (id),
    resource text COLLATE "C" NOT NULL,
    resource_id uuid NOT NULL,
    PRIMARY KEY (activity_id, resource, resource_id)
);
CREATE INDEX activity_links_resource ON activity_links (resource, resource_id);

-- `agency` reports the realization.
CREATE TABLE targets (
    id uuid NOT NULL PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES partnerships (id),
    activity_id uuid REFERENCES activities (id),
    agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    indicator text COLLATE "C" NOT NULL,
    name text COLLATE "C",
    unit text COLLATE "C" NOT NULL,
    region_code text COLLATE "C",
    year integer NOT NULL,
    baseline bigint,
    q1 bigint,
    q2 bigint,
    q3 bigint,
    q4 bigint,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX targets_partnership ON targets (partnership_id, year, id);

-- A correction of a closed quarter is the next revision; `counts_from` is when a figure began to count.
CREATE TABLE realizations (
    id uuid NOT NULL PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES partnerships (id),
    target_id uuid NOT NULL REFERENCES targets (id),
    quarter integer NOT NULL,
    revision integer NOT NULL,
    value bigint NOT NULL,
    note text COLLATE "C",
    evidence_url text COLLATE "C",
    correction_reason text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    status_reason text COLLATE "C",
    reported_by text COLLATE "C" NOT NULL REFERENCES agencies (code),
    verified_by text COLLATE "C" REFERENCES agencies (code),
    verified_at timestamptz,
    counts_from timestamptz,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX realizations_revision ON realizations (target_id, quarter, revision);
CREATE INDEX realizations_partnership ON realizations (partnership_id, id);

-- `figures`: each target's reported and computed value as of the closing.
CREATE TABLE quarter_closings (
    id uuid NOT NULL PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES partnerships (id),
    year integer NOT NULL,
    quarter integer NOT NULL,
    agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    actor text COLLATE "C" NOT NULL,
    note text COLLATE "C",
    figures jsonb NOT NULL,
    closed_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX quarter_closings_quarter ON quarter_closings (partnership_id, year, quarter);

CREATE TABLE meetings (
    id uuid NOT NULL PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES partnerships (id),
    series_id uuid,
    kind text COLLATE "C" NOT NULL,
    title text COLLATE "C",
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    place text COLLATE "C",
    chair_agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    agenda text COLLATE "C",
    minutes text COLLATE "C",
    decisions jsonb NOT NULL,
    status text COLLATE "C" NOT NULL,
    status_reason text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX meetings_partnership ON meetings (partnership_id, starts_at, id);

CREATE TABLE meeting_attendance (
    meeting_id uuid NOT NULL REFERENCES meetings (id),
    party_id uuid NOT NULL REFERENCES partnership_parties (id),
    mark text COLLATE "C" NOT NULL,
    delegates integer,
    PRIMARY KEY (meeting_id, party_id)
);
CREATE INDEX meeting_attendance_party ON meeting_attendance (party_id);

CREATE TABLE obstacles (
    id uuid NOT NULL PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES partnerships (id),
    activity_id uuid REFERENCES activities (id),
    meeting_id uuid REFERENCES meetings (id),
    category text COLLATE "C" NOT NULL,
    severity text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    root_cause text COLLATE "C",
    region_code text COLLATE "C",
    owner_agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    raised_by text COLLATE "C" NOT NULL REFERENCES agencies (code),
    raised_on date NOT NULL,
    escalated_by text COLLATE "C" REFERENCES agencies (code),
    closed_on date,
    status text COLLATE "C" NOT NULL,
    status_reason text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX obstacles_partnership ON obstacles (partnership_id, id);
CREATE INDEX obstacles_owner ON obstacles (owner_agency, status);

-- Of an obstacle, or of a meeting's decision.
CREATE TABLE follow_ups (
    id uuid NOT NULL PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES partnerships (id),
    obstacle_id uuid REFERENCES obstacles (id),
    meeting_id uuid REFERENCES meetings (id),
    action text COLLATE "C" NOT NULL,
    agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    office text COLLATE "C",
    assigned_on date NOT NULL,
    due_on date NOT NULL,
    done_on date,
    evidence_note text COLLATE "C",
    evidence_url text COLLATE "C",
    evidence_sha256 text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    status_reason text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX follow_ups_partnership ON follow_ups (partnership_id, id);
CREATE INDEX follow_ups_obstacle ON follow_ups (obstacle_id);
CREATE INDEX follow_ups_agency ON follow_ups (agency, status, due_on);

CREATE TABLE evaluations (
    id uuid NOT NULL PRIMARY KEY,
    partnership_id uuid NOT NULL REFERENCES partnerships (id),
    agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    period text COLLATE "C" NOT NULL,
    achievement_percent integer,
    analysis text COLLATE "C" NOT NULL,
    lessons text COLLATE "C",
    recommendations text COLLATE "C",
    signatory_office text COLLATE "C",
    signed_on date,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX evaluations_period ON evaluations (partnership_id, agency, period);

-- Parties outside the area hear of their partnerships too.
ALTER TABLE changes ADD COLUMN partnership_id uuid;
ALTER TABLE audit_events ADD COLUMN partnership_id uuid;
CREATE INDEX audit_events_partnership ON audit_events (partnership_id, agency) WHERE partnership_id IS NOT NULL;
