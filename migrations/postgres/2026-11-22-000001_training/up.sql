-- Training programs, from the plan to the certificate and the job.

CREATE TABLE training_programs (
    id uuid NOT NULL PRIMARY KEY,
    area_code text COLLATE "C" NOT NULL,
    owner_agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    title text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    method text COLLATE "C" NOT NULL,
    hours integer,
    skkni_reference text COLLATE "C",
    kkni_level integer,
    eligibility jsonb NOT NULL,
    fiscal_year integer NOT NULL,
    fund_source text COLLATE "C" NOT NULL,
    budget_idr bigint,
    spent_idr bigint,
    target_participants integer,
    policy_reference text COLLATE "C",
    passing_share_percent integer NOT NULL,
    status text COLLATE "C" NOT NULL,
    status_reason text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX training_programs_area ON training_programs (area_code, id);

CREATE TABLE training_batches (
    id uuid NOT NULL PRIMARY KEY,
    program_id uuid NOT NULL REFERENCES training_programs (id),
    area_code text COLLATE "C" NOT NULL,
    owner_agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    number integer NOT NULL,
    region_code text COLLATE "C" NOT NULL,
    venue text COLLATE "C",
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    registration_opens_on date NOT NULL,
    registration_closes_on date NOT NULL,
    quota integer NOT NULL,
    status text COLLATE "C" NOT NULL,
    status_reason text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX training_batches_number ON training_batches (program_id, number);
CREATE INDEX training_batches_area ON training_batches (area_code, id);

CREATE TABLE training_sessions (
    id uuid NOT NULL PRIMARY KEY,
    batch_id uuid NOT NULL REFERENCES training_batches (id),
    number integer NOT NULL,
    topic text COLLATE "C",
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX training_sessions_number ON training_sessions (batch_id, number);

CREATE TABLE training_speakers (
    id uuid NOT NULL PRIMARY KEY,
    batch_id uuid NOT NULL REFERENCES training_batches (id),
    name text COLLATE "C",
    role text COLLATE "C" NOT NULL,
    organization_id uuid REFERENCES organizations (id),
    topic text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX training_speakers_batch ON training_speakers (batch_id, id);

-- `register_code` is the person's; `area_code` and `owner_agency` are the batch's.
CREATE TABLE enrollments (
    id uuid NOT NULL PRIMARY KEY,
    batch_id uuid NOT NULL REFERENCES training_batches (id),
    person_id uuid NOT NULL REFERENCES people (id),
    business_id uuid REFERENCES businesses (id),
    register_code text COLLATE "C" NOT NULL,
    area_code text COLLATE "C" NOT NULL,
    owner_agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    applied_on date NOT NULL,
    status text COLLATE "C" NOT NULL,
    status_reason text COLLATE "C",
    waitlist_position bigint,
    eligibility jsonb NOT NULL,
    override_reason text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX enrollments_active ON enrollments (batch_id, person_id) WHERE status NOT IN ('rejected', 'withdrawn', 'dropped');
CREATE INDEX enrollments_batch ON enrollments (batch_id, status, waitlist_position);
CREATE INDEX enrollments_person ON enrollments (person_id);
CREATE INDEX enrollments_register ON enrollments (register_code, id);

CREATE TABLE attendance (
    session_id uuid NOT NULL REFERENCES training_sessions (id),
    enrollment_id uuid NOT NULL REFERENCES enrollments (id),
    mark text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (session_id, enrollment_id)
);
CREATE INDEX attendance_enrollment ON attendance (enrollment_id);

-- `code` is what the public verification takes.
CREATE TABLE certificates (
    id uuid NOT NULL PRIMARY KEY,
    enrollment_id uuid NOT NULL REFERENCES enrollments (id),
    person_id uuid NOT NULL REFERENCES people (id),
    register_code text COLLATE "C" NOT NULL,
    owner_agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    kind text COLLATE "C" NOT NULL,
    number text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    issuer_id uuid REFERENCES organizations (id),
    skkni_scheme text COLLATE "C",
    kkni_level integer,
    result text COLLATE "C",
    issued_on date NOT NULL,
    expires_on date,
    code text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    status_reason text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX certificates_number ON certificates (owner_agency, number);
CREATE UNIQUE INDEX certificates_code ON certificates (code);
CREATE INDEX certificates_enrollment ON certificates (enrollment_id);
CREATE INDEX certificates_register ON certificates (register_code, id);

CREATE TABLE job_placements (
    id uuid NOT NULL PRIMARY KEY,
    enrollment_id uuid NOT NULL REFERENCES enrollments (id),
    person_id uuid NOT NULL REFERENCES people (id),
    register_code text COLLATE "C" NOT NULL,
    owner_agency text COLLATE "C" NOT NULL REFERENCES agencies (code),
    employer text COLLATE "C" NOT NULL,
    organization_id uuid REFERENCES organizations (id),
    sector text COLLATE "C" NOT NULL,
    position text COLLATE "C",
    starts_on date NOT NULL,
    ends_on date,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX job_placements_enrollment ON job_placements (enrollment_id);
CREATE INDEX job_placements_register ON job_placements (register_code, id);
