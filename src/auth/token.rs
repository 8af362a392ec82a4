//! Tokens: JWT access tokens (RFC 9068), signed with Ed25519 (RFC 8037).

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Who;
use crate::db::{Id, Timestamp};
use crate::keys::{Keys, Signing, Span, signs};

/// A verified token is believed this long before its client is looked up again.
const REMEMBERED_SECONDS: i64 = 30;
/// Above this many remembered tokens the map is emptied: it is a cache, not a register.
const REMEMBERED_MOST: usize = 10_000;
/// The audience of every token.
pub const AUDIENCE: &str = "sinergi";

/// The claims of an access token (RFC 9068 section 2.2).
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    sub: String,
    aud: String,
    /// When it ends, in seconds since 1970.
    pub exp: i64,
    iat: i64,
    nbf: i64,
    jti: String,
    /// The client.
    pub client_id: String,
    /// The scopes granted, separated by spaces.
    pub scope: String,
}

struct Signer {
    kid: String,
    span: Span,
    encoding: EncodingKey,
    decoding: DecodingKey,
    public: String,
}

/// Issues and verifies tokens, and remembers the verified ones.
pub struct Tokens {
    /// Newest first; replaced as a whole when the key file was changed.
    signers: RwLock<Arc<[Signer]>>,
    seconds: i64,
    remembered: RwLock<HashMap<[u8; 32], (Who, i64)>>,
}

impl Tokens {
    /// With the signing keys of the key file.
    pub fn new(keys: &Keys, seconds: i64) -> Self {
        Self {
            signers: RwLock::new(signers(keys)),
            seconds,
            remembered: RwLock::default(),
        }
    }

    /// Signs and verifies with the keys of a changed key file; says whether they differ.
    pub fn take_up(&self, keys: &Keys) -> bool {
        let fresh = signers(keys);
        let same = |a: &Signer, b: &Signer| a.kid == b.kid && a.span == b.span;
        let held = self.signers();
        if held.len() == fresh.len() && held.iter().zip(&*fresh).all(|(a, b)| same(a, b)) {
            return false;
        }
        *self.signers.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        true
    }

    fn signers(&self) -> Arc<[Signer]> {
        let signers = self.signers.read();
        signers.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How long a token is valid, in seconds.
    pub fn seconds(&self) -> i64 {
        self.seconds
    }

    /// A new token, or none when there is no key to sign with.
    pub fn issue(
        &self,
        issuer: &str,
        client_id: &str,
        scope: &str,
        seconds: i64,
    ) -> Option<String> {
        let signers = self.signers();
        let signer = signs(&signers, |signer| signer.span, Timestamp::now())?;
        let now = Timestamp::now().micros() / 1_000_000;
        let claims = Claims {
            iss: issuer_or_default(issuer),
            sub: client_id.to_owned(),
            aud: AUDIENCE.to_owned(),
            exp: now + seconds,
            iat: now,
            nbf: now,
            jti: Id::new().to_string(),
            client_id: client_id.to_owned(),
            scope: scope.to_owned(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(signer.kid.clone());
        encode(&header, &claims, &signer.encoding).ok()
    }

    /// The claims of a token that one of our keys signed for us, now.
    pub fn verify(&self, token: &str, issuer: &str) -> Option<Claims> {
        let header = decode_header(token).ok()?;
        if header.typ.as_deref() != Some("at+jwt") || header.alg != Algorithm::EdDSA {
            return None;
        }
        let kid = header.kid?;
        let signers = self.signers();
        let now = Timestamp::now();
        let signer = signers
            .iter()
            .find(|signer| signer.kid == kid && signer.span.verifies(now))?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[issuer_or_default(issuer)]);
        rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        rules.validate_nbf = true;
        rules.leeway = 5;
        decode::<Claims>(token, &signer.decoding, &rules)
            .ok()
            .map(|data| data.claims)
    }

    /// The caller of a token verified a moment ago.
    pub fn remembered(&self, token: &str) -> Option<Who> {
        let now = Timestamp::now().micros() / 1_000_000;
        let remembered = self.remembered.read().ok()?;
        let (who, until) = remembered.get(&fingerprint(token))?;
        (*until > now).then(|| who.clone())
    }

    /// Remembers a verified token for a moment, never beyond its end.
    pub fn remember(&self, token: &str, who: &Who, expires: i64) {
        let now = Timestamp::now().micros() / 1_000_000;
        if let Ok(mut remembered) = self.remembered.write() {
            if remembered.len() >= REMEMBERED_MOST {
                remembered.clear();
            }
            let until = expires.min(now + REMEMBERED_SECONDS);
            remembered.insert(fingerprint(token), (who.clone(), until));
        }
    }

    /// The public keys that verify now: id and base64url of the Ed25519 point.
    pub fn public_keys(&self) -> Vec<(String, String)> {
        let now = Timestamp::now();
        let signers = self.signers();
        let published = signers.iter().filter(|signer| signer.span.verifies(now));
        published
            .map(|signer| (signer.kid.clone(), signer.public.clone()))
            .collect()
    }
}

fn signers(keys: &Keys) -> Arc<[Signer]> {
    let signer = |key: &Signing| {
        let seed = SigningKey::from_bytes(&key.seed);
        let public = URL_SAFE_NO_PAD.encode(seed.verifying_key().as_bytes());
        let private = seed.to_pkcs8_der().ok()?;
        Some(Signer {
            kid: key.id.clone(),
            span: key.span,
            encoding: EncodingKey::from_ed_der(private.as_bytes()),
            decoding: DecodingKey::from_ed_components(&public).ok()?,
            public,
        })
    };
    keys.signing().iter().filter_map(signer).collect()
}

/// The issuer is the public URL; without one, a fixed name.
pub fn issuer_or_default(public_base: &str) -> String {
    if public_base.is_empty() {
        "sinergi".to_owned()
    } else {
        public_base.to_owned()
    }
}

fn fingerprint(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
