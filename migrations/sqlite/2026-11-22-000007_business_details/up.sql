-- What a business holds, makes and sells through. Each row hangs on its business, whose history and
-- version tell of it. `kind` of a license is of the code list `license_type`, of a channel of
-- `market_channel_type`.

-- `number` is the normalized form, `number_as_written` what was given where that differs.
CREATE TABLE licenses (
    id BLOB NOT NULL PRIMARY KEY,
    business_id BLOB NOT NULL REFERENCES businesses (id),
    register_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT,
    number_as_written TEXT,
    issuer TEXT,
    issued_on TEXT,
    expires_on TEXT,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX licenses_business ON licenses (business_id, id);
CREATE UNIQUE INDEX licenses_once ON licenses (business_id, kind, number) WHERE number IS NOT NULL;
CREATE INDEX licenses_register ON licenses (register_code, kind, expires_on, business_id);
CREATE INDEX licenses_number ON licenses (register_code, number) WHERE number IS NOT NULL;

CREATE TABLE products (
    id BLOB NOT NULL PRIMARY KEY,
    business_id BLOB NOT NULL REFERENCES businesses (id),
    name TEXT NOT NULL,
    category TEXT,
    brand TEXT,
    unit TEXT,
    capacity_quantity INTEGER,
    capacity_period TEXT,
    price_min_idr INTEGER,
    price_max_idr INTEGER,
    raw_material TEXT,
    export_ready INTEGER,
    quality_note TEXT,
    quantity_note TEXT,
    continuity_note TEXT,
    photo_url TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX products_business ON products (business_id, id);

CREATE TABLE market_channels (
    id BLOB NOT NULL PRIMARY KEY,
    business_id BLOB NOT NULL REFERENCES businesses (id),
    kind TEXT NOT NULL,
    name TEXT,
    url TEXT,
    region_code TEXT REFERENCES regions (code),
    country_code TEXT,
    share_hundredths INTEGER,
    started_on TEXT,
    ended_on TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX market_channels_business ON market_channels (business_id, id);
