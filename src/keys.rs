//! The keys outside the database: signing, encryption and the keyed hash.
//!
//! They stand in one file of mode 0600 that all instances share, are made only together with an
//! empty database, and the database records their ids, so that an instance which lacks one refuses
//! to start instead of writing what nobody else can read. Signing keys can be rotated ([`rotate_signing`])
//! and are taken up by running instances; data and hash keys stay.

mod rotate;
mod span;
mod watch;

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

pub use rotate::{Rotation, rotate_signing};
pub use span::{PUBLISHED_SECONDS, Span, TAKEN_UP_SECONDS, signs};
pub use watch::take_up;
pub(crate) use watch::watch;

use crate::db::Timestamp;

/// The form of a sealed value: version, key id (4 bytes), nonce (24 bytes), ciphertext and tag.
const VERSION: u8 = 1;
const NONCE: usize = 24;

#[derive(Serialize, Deserialize)]
struct KeyFile {
    /// Newest first.
    signing: Vec<SigningEntry>,
    data: Vec<NamedKey>,
    hash: NamedKey,
}

#[derive(Serialize, Deserialize)]
struct SigningEntry {
    #[serde(flatten)]
    key: NamedKey,
    /// Absent in the first key of a file, which signs at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signs_from: Option<Timestamp>,
}

#[derive(Clone, Serialize, Deserialize)]
struct NamedKey {
    id: String,
    /// 32 random bytes, base64.
    key: String,
}

/// The ids a database records of the keys it was written with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyIds {
    signing: Vec<String>,
    data: Vec<String>,
    hash: String,
}

/// A sealed value that cannot be opened: changed, of another row, or of a key that is missing.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value cannot be opened with the keys at hand")]
pub struct Unsealable;

/// A key that signs tokens, or did.
#[derive(Clone)]
pub struct Signing {
    /// Its id, the `kid` of its tokens.
    pub id: String,
    /// The Ed25519 seed.
    pub seed: [u8; 32],
    /// When it signs, and until when it verifies.
    pub span: Span,
}

/// The keys in use.
pub struct Keys {
    ids: KeyIds,
    signing: Vec<Signing>,
    data: Vec<(u32, XChaCha20Poly1305)>,
    hash: Hmac<Sha256>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("ids", &self.ids)
            .finish_non_exhaustive()
    }
}

impl Keys {
    /// Makes new keys and writes them to a file that only its owner may read; never over another.
    pub fn create(path: &Path) -> Result<Self, String> {
        let file = KeyFile {
            signing: vec![SigningEntry {
                key: random_key(),
                signs_from: None,
            }],
            data: vec![random_key()],
            hash: random_key(),
        };
        let text = serde_json::to_string_pretty(&file).map_err(|error| error.to_string())?;
        write_private(path, &text).map_err(|error| {
            format!("the key file {} cannot be written: {error}", path.display())
        })?;
        Self::of(&file)
    }

    /// Reads the keys of a file.
    pub fn load(path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path)
            .map_err(|error| format!("the key file {} cannot be read: {error}", path.display()))?;
        Self::parse(&text, path)
    }

    /// Reads the keys of a file's text.
    fn parse(text: &str, path: &Path) -> Result<Self, String> {
        let file: KeyFile = serde_json::from_str(text)
            .map_err(|_| format!("{} is not a key file of Sinergi", path.display()))?;
        Self::of(&file)
    }

    fn of(file: &KeyFile) -> Result<Self, String> {
        let ids = KeyIds {
            signing: file
                .signing
                .iter()
                .map(|entry| entry.key.id.clone())
                .collect(),
            data: file.data.iter().map(|key| key.id.clone()).collect(),
            hash: file.hash.id.clone(),
        };
        let begins: Vec<_> = file.signing.iter().map(|entry| entry.signs_from).collect();
        let signing = file
            .signing
            .iter()
            .zip(Span::of(&begins))
            .map(|(entry, span)| {
                Ok(Signing {
                    id: entry.key.id.clone(),
                    seed: bytes_of(&entry.key)?,
                    span,
                })
            })
            .collect::<Result<_, String>>()?;
        let data = file
            .data
            .iter()
            .map(|key| {
                let number = u32::from_str_radix(&key.id, 16)
                    .map_err(|_| "a data key's id is not eight hexadecimal digits".to_owned())?;
                Ok((number, XChaCha20Poly1305::new(&bytes_of(key)?.into())))
            })
            .collect::<Result<Vec<_>, String>>()?;
        if data.is_empty() || file.signing.is_empty() {
            return Err("the key file lacks a signing or a data key".to_owned());
        }
        let hash = <Hmac<Sha256> as KeyInit>::new_from_slice(&bytes_of(&file.hash)?)
            .map_err(|error| error.to_string())?;
        Ok(Self {
            ids,
            signing,
            data,
            hash,
        })
    }

    /// The ids to record in a database.
    pub fn ids(&self) -> &KeyIds {
        &self.ids
    }

    /// Says which key of the database's record is missing here, if one is.
    pub fn lacks(&self, recorded: &KeyIds) -> Option<String> {
        if recorded.hash != self.ids.hash {
            return Some(format!("hash key {}", recorded.hash));
        }
        let missing = |wanted: &[String], held: &[String]| {
            wanted.iter().find(|id| !held.contains(id)).cloned()
        };
        missing(&recorded.data, &self.ids.data).map(|id| format!("data key {id}"))
    }

    /// The signing keys, newest first.
    pub fn signing(&self) -> &[Signing] {
        &self.signing
    }

    /// Encrypts and authenticates; the context (what and whose) is bound to it.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE] = rand::random();
        // The key file's reader refuses an empty list, so the first exists.
        let (id, cipher) = &self.data[0];
        let payload = Payload {
            msg: plain,
            aad: context.as_bytes(),
        };
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), payload)
            .unwrap_or_default();
        let mut out = Vec::with_capacity(5 + NONCE + sealed.len());
        out.push(VERSION);
        out.extend_from_slice(&id.to_be_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        out
    }

    /// Opens what [`Self::seal`] made for the same context.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (head, rest) = sealed.split_at_checked(5).ok_or(Unsealable)?;
        let (nonce, text) = rest.split_at_checked(NONCE).ok_or(Unsealable)?;
        let [version, id @ ..] = head else {
            return Err(Unsealable);
        };
        let id: [u8; 4] = id.try_into().map_err(|_| Unsealable)?;
        let number = u32::from_be_bytes(id);
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| Unsealable)?;
        let (_, cipher) = self
            .data
            .iter()
            .find(|(held, _)| *held == number && *version == VERSION)
            .ok_or(Unsealable)?;
        let payload = Payload {
            msg: text,
            aad: context.as_bytes(),
        };
        cipher
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Unsealable)
    }

    /// A keyed digest (HMAC-SHA-256) of some parts, separate for each purpose.
    ///
    /// A NIK has too little entropy for a plain hash: sixteen structured digits are guessed in hours.
    pub fn digest(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.hash.clone();
        for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

fn random_key() -> NamedKey {
    let id: [u8; 4] = rand::random();
    let key: [u8; 32] = rand::random();
    NamedKey {
        id: format!("{:08x}", u32::from_be_bytes(id)),
        key: STANDARD.encode(key),
    }
}

fn bytes_of(key: &NamedKey) -> Result<[u8; 32], String> {
    STANDARD
        .decode(&key.key)
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| format!("key {} of the key file is not 32 bytes of base64", key.id))
}

/// Makes a new file that only its owner may read; never over another.
pub fn create_private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Writes a new file that only its owner may read.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = create_private(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_unchanged_and_in_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::create(&dir.path().join("k")).unwrap();
        let sealed = keys.seal("people:1", b"secret");
        assert_eq!(keys.open("people:1", &sealed).unwrap(), b"secret");
        assert!(keys.open("people:2", &sealed).is_err());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(keys.open("people:1", &changed).is_err());
        let again = Keys::load(&dir.path().join("k")).unwrap();
        assert_eq!(again.open("people:1", &sealed).unwrap(), b"secret");
        assert_ne!(keys.seal("people:1", b"secret"), sealed);
    }

    #[test]
    fn digests_are_separate_for_each_purpose_and_split() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::create(&dir.path().join("k")).unwrap();
        assert_ne!(keys.digest("a", &[b"bc"]), keys.digest("ab", &[b"c"]));
        assert_ne!(keys.digest("a", &[b"b", b"c"]), keys.digest("a", &[b"bc"]));
    }

    #[test]
    fn a_key_file_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("k");
        Keys::create(&path).unwrap();
        assert!(Keys::create(&path).is_err());
    }
}
