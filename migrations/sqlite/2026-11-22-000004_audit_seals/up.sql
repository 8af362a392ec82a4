-- The audit chain: each row seals some events in the feed's order and names the seal before it.
-- `entries` holds sequence number, id and keyed digest of each event, `head` is the keyed digest of
-- the seal; (txid, seq) is the place in the order of `epoch` up to which everything is sealed,
-- `events` counts them all, `top` is the highest number among them.
CREATE TABLE audit_seals (
    n INTEGER PRIMARY KEY,
    epoch BLOB NOT NULL,
    txid INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    events INTEGER NOT NULL,
    top INTEGER NOT NULL,
    sealed_at INTEGER NOT NULL,
    prev BLOB NOT NULL,
    head BLOB NOT NULL,
    entries BLOB NOT NULL
) STRICT;

-- Which instance does what only one may do at a time; the id of zeros is nobody.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder BLOB NOT NULL,
    until INTEGER NOT NULL
) STRICT;
INSERT INTO leases (name, holder, until) VALUES ('audit_sealer', zeroblob(16), 0);
