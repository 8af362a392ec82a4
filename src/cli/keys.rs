//! `sinergi keys`.

use clap::{Subcommand, ValueEnum};

use crate::config::Storage;
use crate::db::Timestamp;
use crate::keys::rotate_signing;

/// What to do with the key file.
#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Put a new key beside the old one, while the service runs; no token is refused
    ///
    /// Running instances take the file up within 60 seconds. The new key is published first, signs
    /// two minutes later, and the old one verifies until its last token has ended. Only signing
    /// keys can be rotated: data and hash keys stay as long as the database does.
    Rotate {
        /// Which key
        #[arg(value_enum)]
        which: Which,
    },
}

/// A key that can be rotated.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Which {
    /// The key that signs tokens; the only one that can be rotated
    Signing,
}

pub(super) fn keys(storage: &Storage, action: &Keys) -> Result<(), String> {
    let Keys::Rotate {
        which: Which::Signing,
    } = action;
    let path = storage.key_file()?;
    let done = rotate_signing(&path, Timestamp::now())?;
    println!(
        "signing key {} signs from {}\nsigning key {} verifies until {}\nback {} up again",
        done.new,
        done.signs_from,
        done.old,
        done.verifies_until,
        path.display()
    );
    Ok(())
}
