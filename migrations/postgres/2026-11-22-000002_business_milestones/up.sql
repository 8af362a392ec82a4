-- What a business reached and when the register learned of it; `kind` is of the code list
-- `business_milestone`. Verification and the first NIB come once, a scale may rise again.

CREATE TABLE business_milestones (
    business_id uuid NOT NULL REFERENCES businesses (id),
    register_code text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (business_id, kind, at)
);
CREATE UNIQUE INDEX business_milestones_once ON business_milestones (business_id, kind) WHERE kind IN ('verified', 'nib');
CREATE INDEX business_milestones_register ON business_milestones (register_code, kind, at);

-- The true days of the rows that stand already are not known (the audit trail's values are sealed):
-- a NIB counts from the entry, a verification from the last change, which may lie after it. Earlier
-- rises in scale are not known, nor whether a closed or merged business had been verified.
INSERT INTO business_milestones (business_id, register_code, kind, at)
SELECT id, register_code, 'nib', created_at FROM businesses WHERE nib IS NOT NULL;
INSERT INTO business_milestones (business_id, register_code, kind, at)
SELECT id, register_code, 'verified', updated_at FROM businesses WHERE status IN ('verified', 'active', 'dormant');
