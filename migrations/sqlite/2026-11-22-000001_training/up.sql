-- Training programs, from the plan to the certificate and the job.

CREATE TABLE training_programs (
    id BLOB NOT NULL PRIMARY KEY,
    area_code TEXT NOT NULL,
    owner_agency TEXT NOT NULL REFERENCES agencies (code),
    title TEXT NOT NULL,
    field TEXT NOT NULL,
    method TEXT NOT NULL,
    hours INTEGER,
    skkni_reference TEXT,
    kkni_level INTEGER,
    eligibility TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    fund_source TEXT NOT NULL,
    budget_idr INTEGER,
    spent_idr INTEGER,
    target_participants INTEGER,
    policy_reference TEXT,
    passing_share_percent INTEGER NOT NULL,
    status TEXT NOT NULL,
    status_reason TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX training_programs_area ON training_programs (area_code, id);

CREATE TABLE training_batches (
    id BLOB NOT NULL PRIMARY KEY,
    program_id BLOB NOT NULL REFERENCES training_programs (id),
    area_code TEXT NOT NULL,
    owner_agency TEXT NOT NULL REFERENCES agencies (code),
    number INTEGER NOT NULL,
    region_code TEXT NOT NULL,
    venue TEXT,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    registration_opens_on TEXT NOT NULL,
    registration_closes_on TEXT NOT NULL,
    quota INTEGER NOT NULL,
    status TEXT NOT NULL,
    status_reason TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX training_batches_number ON training_batches (program_id, number);
CREATE INDEX training_batches_area ON training_batches (area_code, id);

CREATE TABLE training_sessions (
    id BLOB NOT NULL PRIMARY KEY,
    batch_id BLOB NOT NULL REFERENCES training_batches (id),
    number INTEGER NOT NULL,
    topic TEXT,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX training_sessions_number ON training_sessions (batch_id, number);

CREATE TABLE training_speakers (
    id BLOB NOT NULL PRIMARY KEY,
    batch_id BLOB NOT NULL REFERENCES training_batches (id),
    name TEXT,
    role TEXT NOT NULL,
    organization_id BLOB REFERENCES organizations (id),
    topic TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX training_speakers_batch ON training_speakers (batch_id, id);

-- `register_code` is the person's; `area_code` and `owner_agency` are the batch's.
CREATE TABLE enrollments (
    id BLOB NOT NULL PRIMARY KEY,
    batch_id BLOB NOT NULL REFERENCES training_batches (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    business_id BLOB REFERENCES businesses (id),
    register_code TEXT NOT NULL,
    area_code TEXT NOT NULL,
    owner_agency TEXT NOT NULL REFERENCES agencies (code),
    applied_on TEXT NOT NULL,
    status TEXT NOT NULL,
    status_reason TEXT,
    waitlist_position INTEGER,
    eligibility TEXT NOT NULL,
    override_reason TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX enrollments_active ON enrollments (batch_id, person_id) WHERE status NOT IN ('rejected', 'withdrawn', 'dropped');
CREATE INDEX enrollments_batch ON enrollments (batch_id, status, waitlist_position);
CREATE INDEX enrollments_person ON enrollments (person_id);
CREATE INDEX enrollments_register ON enrollments (register_code, id);

CREATE TABLE attendance (
    session_id BLOB NOT NULL REFERENCES training_sessions (id),
    enrollment_id BLOB NOT NULL REFERENCES enrollments (id),
    mark TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, enrollment_id)
) STRICT;
CREATE INDEX attendance_enrollment ON attendance (enrollment_id);

-- `code` is what the public verification takes.
CREATE TABLE certificates (
    id BLOB NOT NULL PRIMARY KEY,
    enrollment_id BLOB NOT NULL REFERENCES enrollments (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    register_code TEXT NOT NULL,
    owner_agency TEXT NOT NULL REFERENCES agencies (code),
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    issuer_id BLOB REFERENCES organizations (id),
    skkni_scheme TEXT,
    kkni_level INTEGER,
    result TEXT,
    issued_on TEXT NOT NULL,
    expires_on TEXT,
    code TEXT NOT NULL,
    status TEXT NOT NULL,
    status_reason TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX certificates_number ON certificates (owner_agency, number);
CREATE UNIQUE INDEX certificates_code ON certificates (code);
CREATE INDEX certificates_enrollment ON certificates (enrollment_id);
CREATE INDEX certificates_register ON certificates (register_code, id);

CREATE TABLE job_placements (
    id BLOB NOT NULL PRIMARY KEY,
    enrollment_id BLOB NOT NULL REFERENCES enrollments (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    register_code TEXT NOT NULL,
    owner_agency TEXT NOT NULL REFERENCES agencies (code),
    employer TEXT NOT NULL,
    organization_id BLOB REFERENCES organizations (id),
    sector TEXT NOT NULL,
    position TEXT,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX job_placements_enrollment ON job_placements (enrollment_id);
CREATE INDEX job_placements_register ON job_placements (register_code, id);
