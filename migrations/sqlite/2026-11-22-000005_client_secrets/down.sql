-- A client has one secret again, the newest that is valid, and ends with it; without one its hash is
-- empty, which no secret has.
ALTER TABLE clients RENAME TO clients_after;
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
INSERT INTO clients (id, agency_code, label, secret_hash, scopes, created_at, expires_at, revoked_at)
SELECT c.id, c.agency_code, c.label, coalesce(kept.hash, x''), c.scopes, c.created_at,
       coalesce(min(c.expires_at, kept.expires_at), c.expires_at, kept.expires_at), c.revoked_at
FROM clients_after AS c
LEFT JOIN (
    SELECT client_id, hash, expires_at,
           row_number() OVER (PARTITION BY client_id ORDER BY created_at DESC, id DESC) AS place
    FROM client_secrets
    WHERE expires_at IS NULL OR expires_at > unixepoch() * 1000000
) AS kept ON kept.client_id = c.id AND kept.place = 1;
DROP TABLE client_secrets;
DROP TABLE clients_after;
