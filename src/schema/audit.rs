//! The tables of the audit trail and its chain, and who holds which lease.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    audit_events (seq) {
        seq -> BigInt,
        txid -> BigInt,
        id -> Uuid,
        at -> Instant,
        agency -> Text,
        client_id -> Text,
        actor -> Nullable<Text>,
        action -> Text,
        resource -> Text,
        resource_id -> Text,
        register_code -> Nullable<Text>,
        version -> Nullable<BigInt>,
        request_id -> Text,
        purpose -> Nullable<Text>,
        digest -> Binary,
        partnership_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    audit_values (event_id) {
        event_id -> Uuid,
        salt -> Binary,
        sealed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Uuid};

    audit_seals (n) {
        n -> BigInt,
        epoch -> Uuid,
        txid -> BigInt,
        seq -> BigInt,
        events -> BigInt,
        top -> BigInt,
        sealed_at -> Instant,
        prev -> Binary,
        head -> Binary,
        entries -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Uuid};

    leases (name) {
        name -> Text,
        holder -> Uuid,
        until -> Instant,
    }
}
