DROP TABLE job_placements;
DROP TABLE certificates;
DROP TABLE attendance;
DROP TABLE enrollments;
DROP TABLE training_speakers;
DROP TABLE training_sessions;
DROP TABLE training_batches;
DROP TABLE training_programs;
