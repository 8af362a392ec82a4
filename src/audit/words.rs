//! The closed lists of the audit trail: whatever is recorded uses their words.

use crate::db::types::words;

words! {
    /// What was done, the code list `audit_action`.
    pub enum AuditAction {
        /// Created a row.
        Created = "created",
        /// Changed a row.
        Updated = "updated",
        /// Removed a row.
        Deleted = "deleted",
        /// Moved a row in its life cycle.
        Transitioned = "transitioned",
        /// Read a person's full identity.
        IdentityRead = "identity_read",
        /// Searched people.
        PeopleSearched = "people_searched",
        /// Searched businesses by their owner.
        BusinessesSearched = "businesses_searched",
        /// Started an import.
        ImportStarted = "import_started",
        /// Finished an import.
        ImportFinished = "import_finished",
        /// Undid an import.
        ImportUndone = "import_undone",
        /// Read the refused rows of an import.
        ImportErrorsRead = "import_errors_read",
        /// Created a client.
        ClientCreated = "client_created",
        /// Revoked a client.
        ClientRevoked = "client_revoked",
        /// Made a secret of a client.
        ClientSecretCreated = "client_secret_created",
        /// Ended a secret of a client.
        ClientSecretEnded = "client_secret_ended",
        /// Loaded an official list.
        ReferenceLoaded = "reference_loaded",
        /// Erased values of the audit trail.
        ValuesErased = "values_erased",
        /// Extended a registration.
        Extended = "extended",
        /// Recorded who attended.
        AttendanceRecorded = "attendance_recorded",
    }
}

words! {
    /// What it was done to: mostly the word of its path.
    pub enum AuditResource {
        /// Agencies.
        Agencies = "agencies",
        /// Organizations.
        Organizations = "organizations",
        /// Machine clients and their secrets.
        Clients = "clients",
        /// The list of regions.
        Regions = "regions",
        /// The list of KBLI codes.
        KbliCodes = "kbli-codes",
        /// People.
        People = "people",
        /// Businesses and their snapshots.
        Businesses = "businesses",
        /// Data-quality flags.
        DataQualityFlags = "data-quality-flags",
        /// Imports.
        Imports = "imports",
        /// Training programs.
        TrainingPrograms = "training-programs",
        /// Training batches.
        TrainingBatches = "training-batches",
        /// Sessions of a batch.
        TrainingSessions = "training-sessions",
        /// Speakers of a session.
        TrainingSpeakers = "training-speakers",
        /// Enrollments and their attendance.
        Enrollments = "enrollments",
        /// Certificates.
        Certificates = "certificates",
        /// Job placements.
        JobPlacements = "job-placements",
        /// Partnerships.
        Partnerships = "partnerships",
        /// Parties of a partnership.
        PartnershipParties = "partnership-parties",
        /// Activities of a partnership.
        Activities = "activities",
        /// Targets of a partnership.
        Targets = "targets",
        /// Realizations of a target.
        Realizations = "realizations",
        /// Closed quarters of a partnership.
        QuarterClosings = "quarter-closings",
        /// Meetings of a partnership.
        Meetings = "meetings",
        /// Obstacles of a partnership.
        Obstacles = "obstacles",
        /// Follow-ups of an obstacle or a meeting.
        FollowUps = "follow-ups",
        /// Evaluations of a party.
        Evaluations = "evaluations",
    }
}

words! {
    /// The order of audited acts.
    pub enum AuditSort {
        /// By id, that is oldest first.
        Id = "id",
        /// Newest first.
        IdFalling = "-id",
    }
}
