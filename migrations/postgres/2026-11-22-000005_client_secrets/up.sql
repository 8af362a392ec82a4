-- The secrets of clients: two may be valid at a time, so that one can be exchanged for another.
-- `hash` is a keyed digest, `hint` the last four characters of the secret; those made before this
-- table are known by their digest only and have no hint. An ended secret has no row.

ALTER TABLE clients ADD COLUMN version bigint, ADD COLUMN updated_at timestamptz;
UPDATE clients SET version = 1, updated_at = coalesce(revoked_at, created_at);
ALTER TABLE clients ALTER COLUMN version SET NOT NULL, ALTER COLUMN updated_at SET NOT NULL;
CREATE INDEX clients_created ON clients (created_at, id);

CREATE TABLE client_secrets (
    id uuid NOT NULL PRIMARY KEY,
    client_id text COLLATE "C" NOT NULL REFERENCES clients (id),
    hash bytea NOT NULL,
    hint text COLLATE "C",
    created_at timestamptz NOT NULL,
    expires_at timestamptz
);
CREATE INDEX client_secrets_client ON client_secrets (client_id, id);

-- Ids as the service makes them (UUIDv7, RFC 9562): the time in milliseconds, then chance.
INSERT INTO client_secrets (id, client_id, hash, created_at)
SELECT (lpad(to_hex(floor(extract(epoch FROM created_at) * 1000)::bigint), 12, '0')
        || '7' || substr(md5(gen_random_uuid()::text), 1, 3)
        || '8' || substr(md5(gen_random_uuid()::text), 1, 15))::uuid,
       id, secret_hash, created_at
FROM clients;
ALTER TABLE clients DROP COLUMN secret_hash;
