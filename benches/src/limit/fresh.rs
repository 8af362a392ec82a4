//! What is new in one transaction.

use uuid::Uuid;

/// What is new in one transaction.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) ids: Vec<Uuid>,
    pub(super) texts: Vec<String>,
    pub(super) nib: String,
    pub(super) hash: [u8; 32],
    /// The id of the request's path, as text.
    pub(super) path_id: String,
}

impl Fresh {
    pub(super) fn new(count: usize, path_id: Option<Uuid>) -> Self {
        let mut hash = [0; 32];
        fastrand::fill(&mut hash);
        let ids: Vec<Uuid> = (0..count).map(|_| Uuid::now_v7()).collect();
        Self {
            texts: ids.iter().map(Uuid::to_string).collect(),
            ids,
            nib: format!("{:013}", fastrand::u64(0..10_000_000_000_000)),
            hash,
            path_id: path_id.map(|id| id.to_string()).unwrap_or_default(),
        }
    }
}
