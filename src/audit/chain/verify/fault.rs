//! What can be wrong with the chain.

use std::fmt;

use crate::db::{Id, Timestamp};

/// One fault, with the very row or seal; it says no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Seals are not there.
    SealsMissing {
        /// The first of them.
        from: i64,
        /// The last.
        to: i64,
    },
    /// A seal is not as it was made.
    SealChanged {
        /// Its number.
        n: i64,
    },
    /// A seal stands at the place of another.
    SealMoved {
        /// Where it stands.
        n: i64,
        /// Where it was made.
        was: i64,
    },
    /// A seal does not follow from the one before it.
    SealUnlinked {
        /// Its number.
        n: i64,
    },
    /// The chain ends before the head that was noted.
    TailCut {
        /// The last seal that is there.
        last: i64,
        /// The one that was noted.
        known: i64,
    },
    /// The seal with the noted number is another one.
    OtherHead {
        /// Its number.
        n: i64,
    },
    /// A sealed row is not as it was.
    RowChanged {
        /// Its number.
        seq: i64,
        /// Its id.
        id: Id,
        /// When it says it happened.
        at: Timestamp,
    },
    /// A sealed row is not there.
    RowMissing {
        /// Its number.
        seq: i64,
        /// Its id.
        id: Id,
        /// The row that stands in its place.
        instead: Option<Id>,
    },
    /// A sealed row stands elsewhere in the order.
    RowMoved {
        /// The number it was sealed with.
        seq: i64,
        /// Its id.
        id: Id,
        /// The number it has now.
        now: i64,
    },
    /// A row stands among the sealed ones that no seal holds.
    RowAdded {
        /// Its number.
        seq: i64,
        /// Its id.
        id: Id,
        /// When it says it happened.
        at: Timestamp,
    },
    /// Two seals, or one twice, hold the same row.
    RowTwice {
        /// Its number.
        seq: i64,
        /// Its id.
        id: Id,
        /// The later seal.
        n: i64,
    },
    /// The values kept with a row are not those that were recorded.
    ValuesChanged {
        /// The row's number.
        seq: i64,
        /// The row's id.
        id: Id,
        /// When it happened.
        at: Timestamp,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SealsMissing { from, to } if from == to => write!(f, "seal {from} is missing"),
            Self::SealsMissing { from, to } => write!(f, "seals {from} to {to} are missing"),
            Self::SealChanged { n } => {
                write!(f, "seal {n} was changed; its rows cannot be checked")
            }
            Self::SealMoved { n, was } => write!(
                f,
                "seal {n} was made as seal {was}; its rows cannot be checked"
            ),
            Self::SealUnlinked { n } => {
                write!(f, "seal {n} does not follow from the seal before it")
            }
            Self::TailCut { last, known } => write!(
                f,
                "the chain ends with seal {last}, before the noted head {known}: its tail was cut off"
            ),
            Self::OtherHead { n } => write!(
                f,
                "seal {n} is not the noted head: the chain was cut off before it and went on otherwise"
            ),
            Self::RowChanged { seq, id, at } => {
                write!(f, "row seq={seq} id={id} at={at} was changed")
            }
            Self::RowMissing {
                seq,
                id,
                instead: None,
            } => write!(f, "row seq={seq} id={id} is missing"),
            Self::RowMissing {
                seq,
                id,
                instead: Some(other),
            } => write!(
                f,
                "row seq={seq} id={id} is missing, the row id={other} stands in its place"
            ),
            Self::RowMoved { seq, id, now } => {
                write!(f, "row seq={seq} id={id} was moved, it stands at seq={now}")
            }
            Self::RowAdded { seq, id, at } => write!(
                f,
                "row seq={seq} id={id} at={at} stands in the sealed past, and no seal holds it"
            ),
            Self::RowTwice { seq, id, n } => {
                write!(f, "row seq={seq} id={id} is sealed once more in seal {n}")
            }
            Self::ValuesChanged { seq, id, at } => {
                write!(
                    f,
                    "the values of row seq={seq} id={id} at={at} were changed"
                )
            }
        }
    }
}
