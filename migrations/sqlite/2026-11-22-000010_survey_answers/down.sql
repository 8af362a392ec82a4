ALTER TABLE snapshots DROP COLUMN survey;
