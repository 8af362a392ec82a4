//! What callers send and receive.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::status::ClientStatus;
use crate::auth::Scope;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

/// A client to create.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientInput {
    /// The agency it belongs to, by its code; it never changes.
    #[schema(
        min_length = 2,
        max_length = 64,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "dp3a-kukar"
    )]
    pub agency: String,
    /// What it is for.
    #[schema(min_length = 1, max_length = 200, example = "SIGA Kukar")]
    pub label: Option<String>,
    /// The most its tokens may be used for; `admin` for clients of the operator only.
    #[schema(min_items = 1, max_items = 50, example = json!(["businesses:read", "statistics:read"]))]
    pub scopes: Vec<Scope>,
    /// When it ends by itself, in the future.
    #[schema(example = "2030-12-31T16:00:00Z")]
    pub expires_at: Option<Timestamp>,
}

/// What may change of a client.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientChange {
    /// What it is for.
    #[schema(min_length = 1, max_length = 200, example = "SIGA Kukar")]
    pub label: Option<String>,
    /// The most its tokens may be used for; `admin` for clients of the operator only.
    #[schema(min_items = 1, max_items = 50, example = json!(["businesses:read", "statistics:read"]))]
    pub scopes: Vec<Scope>,
    /// When it ends by itself, in the future.
    #[schema(example = "2030-12-31T16:00:00Z")]
    pub expires_at: Option<Timestamp>,
}

patch_of!(
    ClientPatch,
    ClientChange,
    "A merge patch of a client; `scopes` is replaced whole."
);

/// A move in the life cycle of a client.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientTransition {
    /// The state to move to; only `revoked` can be moved to, and nothing leads back.
    pub to: ClientStatus,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// A client, without its secrets.
// `Client` is what generators call their own entry, so the document names it otherwise.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ApiClient)]
pub struct Client {
    /// Its id: the `client_id` of a token request.
    #[schema(max_length = 100, example = "dp3a-kukar-0a1b2c3d")]
    pub id: String,
    /// The agency it belongs to.
    #[schema(max_length = 64, example = "dp3a-kukar")]
    pub agency: String,
    /// What it is for.
    #[schema(required, max_length = 200)]
    pub label: Option<String>,
    /// The most its tokens may be used for.
    #[schema(max_items = 50)]
    pub scopes: Vec<Scope>,
    /// Its state.
    pub status: ClientStatus,
    /// The states that may follow.
    #[schema(max_items = 5)]
    pub allowed_transitions: Vec<ClientStatus>,
    /// When it ends by itself.
    #[schema(required)]
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    #[schema(required)]
    pub revoked_at: Option<Timestamp>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(ClientPage, Client, "A page of clients.");

impl Columns for Client {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("agency", "/agency"),
        Column("label", "/label"),
        Column("scopes", "/scopes"),
        Column("status", "/status"),
        Column("expires_at", "/expires_at"),
        Column("revoked_at", "/revoked_at"),
        Column("created_at", "/created_at"),
        Column("updated_at", "/updated_at"),
    ];
}

/// A client just created; the secret is shown this once.
#[derive(Clone, Serialize, ToSchema)]
pub struct NewClient {
    /// The client.
    #[serde(flatten)]
    pub client: Client,
    /// Its id once more, under the name it has in a token request.
    #[schema(max_length = 100, example = "dp3a-kukar-0a1b2c3d")]
    pub client_id: String,
    /// The id of its secret.
    pub secret_id: Id,
    /// Its secret: kept nowhere, shown this once.
    #[schema(max_length = 100)]
    pub client_secret: String,
}

impl fmt::Debug for NewClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewClient")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

/// A secret to add to a client.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientSecretInput {
    /// When it ends by itself, in the future; without it, it is valid until it is ended.
    #[schema(example = "2030-12-31T16:00:00Z")]
    pub expires_at: Option<Timestamp>,
}

/// A secret of a client, of which nobody can be shown more than its hint.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClientSecret {
    /// Its id.
    pub id: Id,
    /// Its last four characters; null for a secret that was made before hints were kept.
    #[schema(required, min_length = 4, max_length = 4, example = "x7Qk")]
    pub hint: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    #[schema(required)]
    pub expires_at: Option<Timestamp>,
}

page_of!(
    ClientSecretPage,
    ClientSecret,
    "A page of a client's secrets."
);

impl Columns for ClientSecret {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("hint", "/hint"),
        Column("created_at", "/created_at"),
        Column("expires_at", "/expires_at"),
    ];
}

/// A secret just made; it is shown this once.
#[derive(Clone, Serialize, ToSchema)]
pub struct NewClientSecret {
    /// What is kept of it.
    #[serde(flatten)]
    pub secret: ClientSecret,
    /// The secret itself: kept nowhere, shown this once.
    #[schema(max_length = 100)]
    pub client_secret: String,
}

impl fmt::Debug for NewClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewClientSecret")
            .field("secret", &self.secret)
            .finish_non_exhaustive()
    }
}

words! {
    /// The order of clients.
    pub enum ClientSort {
        /// Oldest first.
        CreatedAt = "created_at",
        /// Newest first.
        CreatedAtFalling = "-created_at",
    }
}

/// Which clients.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClientFilter {
    /// Of this agency, by its code.
    #[param(
        min_length = 2,
        max_length = 64,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "dp3a-kukar"
    )]
    pub agency: Option<String>,
    /// In this state.
    #[param(inline)]
    pub status: Option<ClientStatus>,
    /// That have this scope.
    #[param(inline)]
    pub scope: Option<Scope>,
    /// That end by themselves before this instant, or have ended so.
    #[param(inline)]
    pub expires_before: Option<Timestamp>,
    /// The order; oldest first unless named.
    #[param(inline)]
    pub sort: Option<ClientSort>,
}
