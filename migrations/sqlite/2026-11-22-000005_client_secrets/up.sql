-- The secrets of clients: two may be valid at a time, so that one can be exchanged for another.
-- `hash` is a keyed digest, `hint` the last four characters of the secret; those made before this
-- table are known by their digest only and have no hint. An ended secret has no row.

ALTER TABLE clients RENAME TO clients_before;
CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    agency_code TEXT NOT NULL REFERENCES agencies (code),
    label TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO clients (id, agency_code, label, scopes, created_at, expires_at, revoked_at, version, updated_at)
SELECT id, agency_code, label, scopes, created_at, expires_at, revoked_at, 1, coalesce(revoked_at, created_at)
FROM clients_before;
CREATE INDEX clients_created ON clients (created_at, id);

CREATE TABLE client_secrets (
    id BLOB NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id),
    hash BLOB NOT NULL,
    hint TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT;
CREATE INDEX client_secrets_client ON client_secrets (client_id, id);

-- Ids as the service makes them (UUIDv7, RFC 9562): the time in milliseconds, then chance.
INSERT INTO client_secrets (id, client_id, hash, created_at)
SELECT unhex(printf('%012x', created_at / 1000)
             || '7' || substr(hex(randomblob(2)), 1, 3)
             || '8' || substr(hex(randomblob(8)), 1, 15)),
       id, secret_hash, created_at
FROM clients_before;
DROP TABLE clients_before;
