DROP INDEX audit_events_order;
DROP TABLE leases;
DROP TABLE audit_seals;
