//! The tables, one description for both databases; a test compares it with each.

mod audit;
mod cooperation;
mod register;
mod training;

pub use audit::*;
pub use cooperation::*;
pub use register::*;
pub use training::*;

diesel::joinable!(business_milestones -> businesses (business_id));
diesel::joinable!(business_phones -> businesses (business_id));
diesel::joinable!(ownerships -> businesses (business_id));
diesel::joinable!(licenses -> businesses (business_id));
diesel::joinable!(ownerships -> people (person_id));
diesel::joinable!(training_batches -> training_programs (program_id));
diesel::joinable!(enrollments -> training_batches (batch_id));
diesel::joinable!(enrollments -> people (person_id));
diesel::joinable!(attendance -> training_sessions (session_id));
diesel::joinable!(attendance -> enrollments (enrollment_id));
diesel::joinable!(certificates -> enrollments (enrollment_id));
diesel::joinable!(job_placements -> enrollments (enrollment_id));
diesel::allow_tables_to_appear_in_same_query!(
    businesses,
    business_milestones,
    business_phones,
    ownerships,
    people,
    snapshots,
    licenses,
    regions,
    data_quality_flags,
    training_programs,
    training_batches,
    training_sessions,
    training_speakers,
    enrollments,
    attendance,
    certificates,
    job_placements,
    organizations,
    agencies,
    partnerships,
    partnership_parties,
    activities,
    activity_links,
    targets,
    realizations,
    quarter_closings,
    meetings,
    meeting_attendance,
    obstacles,
    follow_ups,
    evaluations
);
diesel::allow_tables_to_appear_in_same_query!(audit_events, audit_values, partnership_parties);
diesel::allow_tables_to_appear_in_same_query!(changes, partnership_parties);
diesel::allow_tables_to_appear_in_same_query!(clients, agencies);
diesel::allow_tables_to_appear_in_same_query!(imports, import_chunks, import_seen);
