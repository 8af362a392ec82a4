DELETE FROM leases WHERE name = 'data_quality';
DELETE FROM meta WHERE key = 'data_quality_review';
DROP TABLE data_quality_due;
DROP TABLE business_phones;
DROP INDEX data_quality_flags_region;
ALTER TABLE data_quality_flags DROP COLUMN basis;
ALTER TABLE data_quality_flags DROP COLUMN resolution;
ALTER TABLE data_quality_flags DROP COLUMN region_code;
