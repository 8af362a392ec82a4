//! The life cycle of an enrollment: the states, and the one table of allowed moves.

use crate::db::types::words;

words! {
    /// The state of an enrollment, the code list `enrollment_status`.
    pub enum EnrollmentStatus {
        /// Asked to take part.
        Applied = "applied",
        /// Her documents were accepted.
        Screened = "screened",
        /// She passed the selection.
        Selected = "selected",
        /// She has a seat.
        Accepted = "accepted",
        /// She takes part.
        Attending = "attending",
        /// She finished with success.
        Passed = "passed",
        /// She finished without success.
        Failed = "failed",
        /// She holds a certificate of completion or competence.
        Certified = "certified",
        /// She was not taken.
        Rejected = "rejected",
        /// She waits for a seat that is given up.
        Waitlisted = "waitlisted",
        /// She went away by her own wish.
        Withdrawn = "withdrawn",
        /// She stayed away.
        Dropped = "dropped",
    }
}

use EnrollmentStatus as S;

impl EnrollmentStatus {
    /// The states that hold a seat of the batch: never more than its quota.
    pub const SEATED: [Self; 5] = [
        S::Accepted,
        S::Attending,
        S::Passed,
        S::Failed,
        S::Certified,
    ];

    /// The states of those who take no part any more; a woman may enroll in the batch again.
    pub const GONE: [Self; 3] = [S::Rejected, S::Withdrawn, S::Dropped];

    /// The states of those who took part: what counts as a training she had.
    pub const TRAINED: [Self; 4] = [S::Attending, S::Passed, S::Failed, S::Certified];

    /// The states of those who finished with success.
    pub const GRADUATED: [Self; 2] = [S::Passed, S::Certified];

    /// The states in which nothing is decided yet about a seat.
    pub const ASKING: [Self; 4] = [S::Applied, S::Screened, S::Selected, S::Waitlisted];

    /// The states that may follow, in the order they are shown.
    ///
    /// `certified` is reached by issuing a certificate and left by revoking it.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            S::Applied => &[S::Screened, S::Rejected, S::Withdrawn],
            S::Screened => &[S::Selected, S::Rejected, S::Withdrawn],
            S::Selected => &[S::Accepted, S::Waitlisted, S::Rejected, S::Withdrawn],
            S::Waitlisted => &[S::Accepted, S::Rejected, S::Withdrawn],
            S::Accepted => &[S::Attending, S::Withdrawn, S::Dropped],
            S::Attending => &[S::Passed, S::Failed, S::Withdrawn, S::Dropped],
            S::Passed => &[S::Certified],
            S::Failed | S::Certified | S::Rejected | S::Withdrawn | S::Dropped => &[],
        }
    }

    /// Whether she takes no part any more.
    pub fn is_gone(self) -> bool {
        Self::GONE.contains(&self)
    }

    /// Whether it holds a seat.
    pub fn is_seated(self) -> bool {
        Self::SEATED.contains(&self)
    }
}
