-- What a business holds, makes and sells through. Each row hangs on its business, whose history and
-- version tell of it. `kind` of a license is of the code list `license_type`, of a channel of
-- `market_channel_type`.

-- `number` is the normalized form, `number_as_written` what was given where that differs.
CREATE TABLE licenses (
    id uuid NOT NULL PRIMARY KEY,
    business_id uuid NOT NULL REFERENCES businesses (id),
    register_code text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    number text COLLATE "C",
    number_as_written text COLLATE "C",
    issuer text COLLATE "C",
    issued_on date,
    expires_on date,
    status text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX licenses_business ON licenses (business_id, id);
CREATE UNIQUE INDEX licenses_once ON licenses (business_id, kind, number) WHERE number IS NOT NULL;
CREATE INDEX licenses_register ON licenses (register_code, kind, expires_on, business_id);
CREATE INDEX licenses_number ON licenses (register_code, number) WHERE number IS NOT NULL;

CREATE TABLE products (
    id uuid NOT NULL PRIMARY KEY,
    business_id uuid NOT NULL REFERENCES businesses (id),
    name text COLLATE "C" NOT NULL,
    category text COLLATE "C",
    brand text COLLATE "C",
    unit text COLLATE "C",
    capacity_quantity bigint,
    capacity_period text COLLATE "C",
    price_min_idr bigint,
    price_max_idr bigint,
    raw_material text COLLATE "C",
    export_ready boolean,
    quality_note text COLLATE "C",
    quantity_note text COLLATE "C",
    continuity_note text COLLATE "C",
    photo_url text COLLATE "C",
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX products_business ON products (business_id, id);

CREATE TABLE market_channels (
    id uuid NOT NULL PRIMARY KEY,
    business_id uuid NOT NULL REFERENCES businesses (id),
    kind text COLLATE "C" NOT NULL,
    name text COLLATE "C",
    url text COLLATE "C",
    region_code text COLLATE "C" REFERENCES regions (code),
    country_code text COLLATE "C",
    share_hundredths integer,
    started_on date,
    ended_on date,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX market_channels_business ON market_channels (business_id, id);
