//! Prepares a database for the service: migrations, keys, shipped reference data.

use diesel::prelude::*;

use crate::config::Storage;
use crate::data_quality::review;
use crate::db::{Conn, Db, DbError, Id, Json, dialect, migrate, on};
use crate::keys::{KeyIds, Keys};
use crate::reference;
use crate::schema::meta;

/// Reads a note the database keeps of itself.
pub fn note<T: serde::de::DeserializeOwned>(
    conn: &mut Conn,
    key: &str,
) -> Result<Option<T>, DbError> {
    let found: Option<Json> = on!(conn, |c| meta::table
        .find(key)
        .select(meta::value)
        .first(c)
        .optional())?;
    Ok(found.and_then(|json| serde_json::from_value(json.0).ok()))
}

/// Writes a note the database keeps of itself.
pub fn set_note(conn: &mut Conn, key: &str, value: &impl serde::Serialize) -> Result<(), DbError> {
    let value = Json(serde_json::to_value(value).unwrap_or_default());
    on!(conn, |c| diesel::insert_into(meta::table)
        .values((meta::key.eq(key), meta::value.eq(&value)))
        .on_conflict(meta::key)
        .do_update()
        .set(meta::value.eq(&value))
        .execute(c))?;
    Ok(())
}

/// Migrates, makes or checks the keys, and loads the shipped lists into an empty database.
pub fn prepare(db: &Db, storage: &Storage) -> Result<Keys, String> {
    let place = storage.database.to_string();
    let failed = |error: DbError| format!("{place}: {error}");
    let key_file = storage.key_file()?;
    let applied = db.read_now(migrate).map_err(failed)?;
    if !applied.is_empty() {
        log::info!("migrations applied to {place}: {}", applied.join(", "));
    }
    let recorded: Option<KeyIds> = db.read_now(|conn| note(conn, "keys")).map_err(failed)?;
    let keys = match recorded {
        Some(recorded) => {
            let keys = Keys::load(&key_file)?;
            if let Some(missing) = keys.lacks(&recorded) {
                return Err(format!(
                    "{} lacks {missing}, with which {place} was written; use the key file of that database",
                    key_file.display()
                ));
            }
            keys
        }
        None => first_start(db, &key_file).map_err(|error| format!("{place}: {error}"))?,
    };
    Ok(keys)
}

/// Keys are made only together with an empty database.
fn first_start(db: &Db, key_file: &std::path::Path) -> Result<Keys, String> {
    // Another instance may have made the file for a database that this one starts together with it.
    let keys = if key_file.exists() {
        Keys::load(key_file)?
    } else {
        Keys::create(key_file)?
    };
    let ids = keys.ids().clone();
    db.write_now(move |conn| -> Result<(), DbError> {
        dialect::lock(conn, 0x5345_5455)?;
        if note::<KeyIds>(conn, "keys")?.is_some() {
            return Ok(());
        }
        set_note(conn, "keys", &ids)?;
        set_note(conn, "feed_epoch", &Id::new())?;
        reference::ship(conn)?;
        review::begin(conn)
    })
    .map_err(|error| error.to_string())?;
    Ok(keys)
}
