//! The tables of partnerships; one of them has taken that name.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    partnerships (id) {
        id -> Uuid,
        area_code -> Text,
        owner_agency -> Text,
        title -> Text,
        scheme -> Text,
        instrument -> Text,
        objectives -> Text,
        fields -> Json,
        region_codes -> Json,
        effective_from -> Date,
        effective_to -> Date,
        extension_of -> Nullable<Uuid>,
        authority_office -> Nullable<Text>,
        authority_number -> Nullable<Text>,
        authority_signed_on -> Nullable<Date>,
        document_url -> Nullable<Text>,
        document_sha256 -> Nullable<Text>,
        ended_on -> Nullable<Date>,
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

    partnership_parties (id) {
        id -> Uuid,
        partnership_id -> Uuid,
        agency -> Nullable<Text>,
        organization_id -> Nullable<Uuid>,
        role -> Text,
        document_number -> Nullable<Text>,
        signatory_office -> Nullable<Text>,
        signed_on -> Nullable<Date>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    activities (id) {
        id -> Uuid,
        partnership_id -> Uuid,
        code -> Text,
        name -> Text,
        lead_agency -> Text,
        supporting_agencies -> Json,
        region_codes -> Json,
        planned_from -> Date,
        planned_to -> Date,
        actual_from -> Nullable<Date>,
        actual_to -> Nullable<Date>,
        budget_idr -> Nullable<BigInt>,
        spent_idr -> Nullable<BigInt>,
        fund_source -> Nullable<Text>,
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

    activity_links (activity_id, resource, resource_id) {
        activity_id -> Uuid,
        resource -> Text,
        resource_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    targets (id) {
        id -> Uuid,
        partnership_id -> Uuid,
        activity_id -> Nullable<Uuid>,
        agency -> Text,
        indicator -> Text,
        name -> Nullable<Text>,
        unit -> Text,
        region_code -> Nullable<Text>,
        year -> Integer,
        baseline -> Nullable<BigInt>,
        q1 -> Nullable<BigInt>,
        q2 -> Nullable<BigInt>,
        q3 -> Nullable<BigInt>,
        q4 -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    realizations (id) {
        id -> Uuid,
        partnership_id -> Uuid,
        target_id -> Uuid,
        quarter -> Integer,
        revision -> Integer,
        value -> BigInt,
        note -> Nullable<Text>,
        evidence_url -> Nullable<Text>,
        correction_reason -> Nullable<Text>,
        status -> Text,
        status_reason -> Nullable<Text>,
        reported_by -> Text,
        verified_by -> Nullable<Text>,
        verified_at -> Nullable<Instant>,
        counts_from -> Nullable<Instant>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    quarter_closings (id) {
        id -> Uuid,
        partnership_id -> Uuid,
        year -> Integer,
        quarter -> Integer,
        agency -> Text,
        actor -> Text,
        note -> Nullable<Text>,
        figures -> Json,
        closed_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    meetings (id) {
        id -> Uuid,
        partnership_id -> Uuid,
        series_id -> Nullable<Uuid>,
        kind -> Text,
        title -> Nullable<Text>,
        starts_at -> Instant,
        ends_at -> Nullable<Instant>,
        place -> Nullable<Text>,
        chair_agency -> Text,
        agenda -> Nullable<Text>,
        minutes -> Nullable<Text>,
        decisions -> Json,
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

    meeting_attendance (meeting_id, party_id) {
        meeting_id -> Uuid,
        party_id -> Uuid,
        mark -> Text,
        delegates -> Nullable<Integer>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    obstacles (id) {
        id -> Uuid,
        partnership_id -> Uuid,
        activity_id -> Nullable<Uuid>,
        meeting_id -> Nullable<Uuid>,
        category -> Text,
        severity -> Text,
        title -> Text,
        description -> Nullable<Text>,
        root_cause -> Nullable<Text>,
        region_code -> Nullable<Text>,
        owner_agency -> Text,
        raised_by -> Text,
        raised_on -> Date,
        escalated_by -> Nullable<Text>,
        closed_on -> Nullable<Date>,
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

    follow_ups (id) {
        id -> Uuid,
        partnership_id -> Uuid,
        obstacle_id -> Nullable<Uuid>,
        meeting_id -> Nullable<Uuid>,
        action -> Text,
        agency -> Text,
        office -> Nullable<Text>,
        assigned_on -> Date,
        due_on -> Date,
        done_on -> Nullable<Date>,
        evidence_note -> Nullable<Text>,
        evidence_url -> Nullable<Text>,
        evidence_sha256 -> Nullable<Text>,
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

    evaluations (id) {
        id -> Uuid,
        partnership_id -> Uuid,
        agency -> Text,
        period -> Text,
        achievement_percent -> Nullable<Integer>,
        analysis -> Text,
        lessons -> Nullable<Text>,
        recommendations -> Nullable<Text>,
        signatory_office -> Nullable<Text>,
        signed_on -> Nullable<Date>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}
