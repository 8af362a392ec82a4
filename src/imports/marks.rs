//! By what the rows of one file know of each other.

use super::context::Context;
use super::matching::Keys;
use super::read::ReadRow;
use crate::db::Id;

/// The keyed digests by which later rows of the file know of this one.
pub struct Marks {
    /// The business, and the year where the row names one.
    pub business: Vec<u8>,
    /// The business whatever the year.
    pub any_year: Option<Vec<u8>>,
    /// The owner's NIK.
    pub owner: Option<Vec<u8>>,
    /// The telephone.
    pub phone: Option<Vec<u8>>,
    /// Whose telephone it is, as a number.
    pub phone_owner: i64,
}

/// The digest by which later rows of the file know of a person with a NIK.
pub fn owner(context: &Context, register: &str, nik: &[u8]) -> Vec<u8> {
    mark(context, register, b"owner", &[nik])
}

/// The digest by which later rows of the file know of an enrollment.
pub fn enrollment(context: &Context, id: Id) -> Vec<u8> {
    mark(context, "", b"enrollment", &[id.to_string().as_bytes()])
}

fn mark(context: &Context, register: &str, purpose: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut all: Vec<&[u8]> = vec![purpose, register.as_bytes()];
    all.extend(parts);
    // Half of a digest is far more than one file's rows can collide on.
    context.app.keys().digest("import_seen", &all)[..16].to_vec()
}

impl Marks {
    /// The digests of a row.
    pub fn of(context: &Context, row: &ReadRow, keys: &Keys) -> Self {
        let said = &row.business;
        let system = said.source_system.as_deref().unwrap_or_default();
        let own = row.id.map(|id| id.to_string());
        let key: [&[u8]; 3] = match (&own, &said.source_record_id, &keys.nik, &said.nib) {
            (Some(id), ..) => [b"id", id.as_bytes(), b""],
            (None, Some(id), _, _) => [b"record", system.as_bytes(), id.as_bytes()],
            (None, None, Some(nik), _) => [b"nik", nik, keys.business.as_bytes()],
            (None, None, None, Some(nib)) => [b"nib", nib.as_bytes(), keys.owner.as_bytes()],
            (None, None, None, None) => [b"hash", system.as_bytes(), &keys.hash],
        };
        let mark = |purpose: &[u8], parts: &[&[u8]]| mark(context, &row.register, purpose, parts);
        let day = row
            .figures
            .snapshot
            .as_ref()
            .map(|figures| figures.input().as_of.to_string())
            .filter(|_| row.figures.own_year);
        let whole = mark(b"business", &key);
        let (business, any_year) = match day {
            Some(day) => {
                let [a, b, c] = key;
                let dated = mark(b"business on", &[a, b, c, day.as_bytes()]);
                (dated, Some(whole))
            }
            None => (whole, None),
        };
        let phone = said.contact.as_ref().and_then(|c| c.phone.as_ref());
        let holder: &[u8] = keys.nik.as_deref().unwrap_or(keys.owner.as_bytes());
        let digest = context
            .app
            .keys()
            .digest("import_seen", &[b"owner", holder]);
        let mut number = [0; 8];
        number.copy_from_slice(&digest[..8]);
        Self {
            business,
            any_year,
            owner: keys
                .nik
                .as_ref()
                .map(|nik| owner(context, &row.register, nik)),
            phone: phone.map(|phone| mark(b"phone", &[phone.as_bytes()])),
            phone_owner: i64::from_be_bytes(number),
        }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = Vec<u8>> {
        [
            Some(self.business.clone()),
            self.any_year.clone(),
            self.owner.clone(),
            self.phone.clone(),
        ]
        .into_iter()
        .flatten()
    }
}
