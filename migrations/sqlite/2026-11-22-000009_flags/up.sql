-- Flags that live. `region_code` is that of the row in doubt, its register's where it names none.
-- `resolution` says why a flag is not open: `gone` with its reason, or `settled` by an official, which
-- holds while the reason is the same; `basis` is a keyed digest of the values that the doubt is about.
ALTER TABLE data_quality_flags ADD COLUMN region_code TEXT NOT NULL DEFAULT '';
ALTER TABLE data_quality_flags ADD COLUMN resolution TEXT;
ALTER TABLE data_quality_flags ADD COLUMN basis BLOB;
UPDATE data_quality_flags SET region_code = COALESCE(
    (SELECT region_code FROM businesses WHERE businesses.id = resource_id),
    (SELECT region_code FROM people WHERE people.id = resource_id),
    register_code);
-- Whatever was ever moved by hand counts as settled; the next review corrects what is not.
UPDATE data_quality_flags SET resolution = CASE WHEN EXISTS (
    SELECT 1 FROM audit_events WHERE resource = 'data-quality-flags' AND audit_events.resource_id =
        lower(substr(hex(data_quality_flags.id), 1, 8) || '-' || substr(hex(data_quality_flags.id), 9, 4)
        || '-' || substr(hex(data_quality_flags.id), 13, 4) || '-' || substr(hex(data_quality_flags.id), 17, 4)
        || '-' || substr(hex(data_quality_flags.id), 21))
) THEN 'settled' ELSE 'gone' END WHERE status = 'resolved';
CREATE INDEX data_quality_flags_region ON data_quality_flags (region_code, status, id);

-- The first phone of a business, as a keyed hash: the number itself stands encrypted only.
CREATE TABLE business_phones (
    business_id BLOB NOT NULL PRIMARY KEY REFERENCES businesses (id),
    register_code TEXT NOT NULL,
    phone_hash BLOB NOT NULL
) STRICT;
CREATE INDEX business_phones_hash ON business_phones (register_code, phone_hash);

-- What is to be looked at again because another row changed: the rows with this value, or the
-- businesses of this person. Only ever appended to and deleted from, so that no writer waits.
CREATE TABLE data_quality_due (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    register_code TEXT NOT NULL,
    key BLOB NOT NULL
) STRICT;
INSERT INTO leases (name, holder, until) VALUES ('data_quality', zeroblob(16), 0);
