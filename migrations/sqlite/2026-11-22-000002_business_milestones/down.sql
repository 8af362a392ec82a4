DROP TABLE business_milestones;
