//! The embedded migrations, the same names for both databases.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Conn, DbError, dialect};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Applies what is missing and answers the names of what was applied.
pub fn migrate(conn: &mut Conn) -> Result<Vec<String>, DbError> {
    dialect::lock_migrations(conn)?;
    let done = match conn {
        Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map(names),
        Conn::Postgres(c) => c.run_pending_migrations(POSTGRES).map(names),
    };
    let unlocked = dialect::unlock_migrations(conn);
    let done = done.map_err(|error| DbError::Unavailable(error.to_string()))?;
    unlocked?;
    Ok(done)
}

/// How many migrations this binary has which the database has not.
pub fn pending(conn: &mut Conn) -> Result<usize, DbError> {
    let pending = match conn {
        Conn::Sqlite(c) => c.pending_migrations(SQLITE).map(|list| list.len()),
        Conn::Postgres(c) => c.pending_migrations(POSTGRES).map(|list| list.len()),
    };
    pending.map_err(|error| DbError::Unavailable(error.to_string()))
}

fn names(versions: Vec<diesel::migration::MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}
