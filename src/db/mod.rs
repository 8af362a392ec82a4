//! The only room that knows there are two databases.
//!
//! Queries are written once in diesel's DSL and expanded for each concrete connection by [`on!`];
//! what only one database can do has its siblings in [`dialect`]. Query functions take `&mut Conn`,
//! never the pool, so that several compose in one transaction.

mod conn;
pub mod dialect;
mod fixed;
mod insert;
mod kept;
mod migrate;
mod over;
mod pool;
pub mod types;
mod url;
mod versions;
mod within;
mod writer;

pub use conn::Conn;
pub(crate) use conn::{each_row, on};
pub use fixed::fixed;
pub use insert::Inserts;
pub(crate) use insert::{insert_rows, insert_with};
pub use kept::Kept;
pub use migrate::{migrate, pending};
pub use over::Over;
pub use pool::{Db, DbLoad, DbOptions};
pub use types::{Id, Json, JsonText, Timestamp};
pub use url::DatabaseUrl;
pub(crate) use versions::replace_row;
pub use within::{Within, within};
pub use writer::WriterLoad;

/// What can go wrong between the service and its database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The database cannot be reached or is shutting down.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// Too many requests wait for the database; try again a little later.
    #[error("the database is busy")]
    Busy,
    /// A query failed.
    #[error(transparent)]
    Query(diesel::result::Error),
}

impl From<diesel::result::Error> for DbError {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error};
        match error {
            Error::DatabaseError(Kind::ClosedConnection | Kind::UnableToSendCommand, info) => {
                Self::Unavailable(info.message().to_owned())
            }
            Error::BrokenTransactionManager => Self::Unavailable("broken connection".to_owned()),
            Error::DatabaseError(_, ref info) if is_disconnect(info.message()) => {
                Self::Unavailable(info.message().to_owned())
            }
            Error::DatabaseError(_, ref info) if is_contention(info.message()) => Self::Busy,
            other => Self::Query(other),
        }
    }
}

/// Others were at the same rows; the same work may succeed a little later.
fn is_contention(message: &str) -> bool {
    matches!(message, "database is locked" | "deadlock detected")
}

/// libpq reports a lost server as an ordinary error with one of these texts.
fn is_disconnect(message: &str) -> bool {
    const SIGNS: [&str; 6] = [
        "server closed the connection",
        "terminating connection",
        "could not connect",
        "connection to server",
        "no connection to the server",
        "the database system is",
    ];
    SIGNS.iter().any(|sign| message.contains(sign))
}

#[cfg(test)]
mod tests {
    use diesel::result::{DatabaseErrorKind, Error};

    use super::*;

    #[test]
    fn contention_passes() {
        let failed = |message: &str| {
            let info = Box::new(message.to_owned());
            DbError::from(Error::DatabaseError(DatabaseErrorKind::Unknown, info))
        };
        for message in ["database is locked", "deadlock detected"] {
            assert!(matches!(failed(message), DbError::Busy), "{message}");
        }
        assert!(matches!(
            failed("server closed the connection"),
            DbError::Unavailable(_)
        ));
        assert!(matches!(failed("division by zero"), DbError::Query(_)));
    }
}
