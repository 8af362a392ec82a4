//! Cursors that callers can keep but neither read nor change.

use std::fmt::Display;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::{Code, Problem};
use crate::db::Id;
use crate::keys::Keys;

/// The place after which a page begins: the sort key's text and the row's id or code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The sort key of the last row served.
    pub key: String,
    /// The id of the last row served.
    pub id: String,
}

impl Position {
    /// The sort key, if the list is sorted by one, and the id.
    pub fn read<K: FromStr<Err: Display>>(&self) -> Result<(Option<K>, Id), Problem> {
        let key = (!self.key.is_empty()).then(|| self.key.parse().map_err(Problem::internal));
        let id = self.id.parse().map_err(Problem::internal)?;
        Ok((key.transpose()?, id))
    }
}

/// Seals and opens cursors (AEAD); each is bound to its list and order.
#[derive(Clone, Copy, Debug)]
pub struct Cursors<'k>(pub &'k Keys);

impl Cursors<'_> {
    /// The cursor of a place.
    pub fn seal<P: Serialize>(&self, list: &str, place: &P) -> String {
        let plain = serde_json::to_vec(place).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(self.0.seal(&context(list), &plain))
    }

    /// The place of a cursor; anything changed, foreign or from another list is refused.
    pub fn open<P: for<'de> Deserialize<'de>>(
        &self,
        list: &str,
        cursor: &str,
    ) -> Result<P, Problem> {
        let refused = || Problem::new(Code::InvalidCursor);
        let sealed = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refused())?;
        let plain = self
            .0
            .open(&context(list), &sealed)
            .map_err(|_| refused())?;
        serde_json::from_slice(&plain).map_err(|_| refused())
    }
}

fn context(list: &str) -> String {
    format!("cursor:{list}")
}
