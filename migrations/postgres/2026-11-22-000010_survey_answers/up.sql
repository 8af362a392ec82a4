-- What a survey asks besides capital, sales and workers (SIDT blocks II, VIII and XII); null where it said nothing.
ALTER TABLE snapshots ADD COLUMN survey jsonb;
