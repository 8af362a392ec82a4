-- The audit chain: each row seals some events in the feed's order and names the seal before it.
-- `entries` holds sequence number, id and keyed digest of each event, `head` is the keyed digest of
-- the seal; (txid, seq) is the place in the order of `epoch` up to which everything is sealed,
-- `events` counts them all, `top` is the highest number among them.
CREATE TABLE audit_seals (
    n bigint PRIMARY KEY,
    epoch uuid NOT NULL,
    txid bigint NOT NULL,
    seq bigint NOT NULL,
    events bigint NOT NULL,
    top bigint NOT NULL,
    sealed_at timestamptz NOT NULL,
    prev bytea NOT NULL,
    head bytea NOT NULL,
    entries bytea NOT NULL
);
-- Digests cannot be compressed.
ALTER TABLE audit_seals ALTER COLUMN entries SET STORAGE EXTERNAL;

-- The feed's order, in which the sealer reads; SQLite's is that of the primary key.
CREATE INDEX audit_events_order ON audit_events (txid, seq);

-- Which instance does what only one may do at a time; the id of zeros is nobody.
CREATE TABLE leases (
    name text COLLATE "C" NOT NULL PRIMARY KEY,
    holder uuid NOT NULL,
    until timestamptz NOT NULL
);
INSERT INTO leases (name, holder, until)
VALUES ('audit_sealer', '00000000-0000-0000-0000-000000000000', '1970-01-01T00:00:00Z');
