//! The tables of training.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    training_programs (id) {
        id -> Uuid,
        area_code -> Text,
        owner_agency -> Text,
        title -> Text,
        field -> Text,
        method -> Text,
        hours -> Nullable<Integer>,
        skkni_reference -> Nullable<Text>,
        kkni_level -> Nullable<Integer>,
        eligibility -> Json,
        fiscal_year -> Integer,
        fund_source -> Text,
        budget_idr -> Nullable<BigInt>,
        spent_idr -> Nullable<BigInt>,
        target_participants -> Nullable<Integer>,
        policy_reference -> Nullable<Text>,
        passing_share_percent -> Integer,
        status -> Text,
        status_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    training_batches (id) {
        id -> Uuid,
        program_id -> Uuid,
        area_code -> Text,
        owner_agency -> Text,
        number -> Integer,
        region_code -> Text,
        venue -> Nullable<Text>,
        starts_on -> Date,
        ends_on -> Date,
        registration_opens_on -> Date,
        registration_closes_on -> Date,
        quota -> Integer,
        status -> Text,
        status_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    training_sessions (id) {
        id -> Uuid,
        batch_id -> Uuid,
        number -> Integer,
        topic -> Nullable<Text>,
        starts_at -> Instant,
        ends_at -> Instant,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    training_speakers (id) {
        id -> Uuid,
        batch_id -> Uuid,
        name -> Nullable<Text>,
        role -> Text,
        organization_id -> Nullable<Uuid>,
        topic -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    enrollments (id) {
        id -> Uuid,
        batch_id -> Uuid,
        person_id -> Uuid,
        business_id -> Nullable<Uuid>,
        register_code -> Text,
        area_code -> Text,
        owner_agency -> Text,
        applied_on -> Date,
        status -> Text,
        status_reason -> Nullable<Text>,
        waitlist_position -> Nullable<BigInt>,
        eligibility -> Json,
        override_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    attendance (session_id, enrollment_id) {
        session_id -> Uuid,
        enrollment_id -> Uuid,
        mark -> Text,
        recorded_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    certificates (id) {
        id -> Uuid,
        enrollment_id -> Uuid,
        person_id -> Uuid,
        register_code -> Text,
        owner_agency -> Text,
        kind -> Text,
        number -> Text,
        title -> Text,
        issuer_id -> Nullable<Uuid>,
        skkni_scheme -> Nullable<Text>,
        kkni_level -> Nullable<Integer>,
        result -> Nullable<Text>,
        issued_on -> Date,
        expires_on -> Nullable<Date>,
        code -> Text,
        status -> Text,
        status_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    job_placements (id) {
        id -> Uuid,
        enrollment_id -> Uuid,
        person_id -> Uuid,
        register_code -> Text,
        owner_agency -> Text,
        employer -> Text,
        organization_id -> Nullable<Uuid>,
        sector -> Text,
        position -> Nullable<Text>,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}
