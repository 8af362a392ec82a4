//! The tables, one description for both databases; a test compares it with each.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    meta (key) {
        key -> Text,
        value -> Json,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    regions (code) {
        code -> Text,
        name -> Text,
        match_name -> Text,
        level -> Integer,
        kind -> Text,
        parent_code -> Nullable<Text>,
        bps_code -> Nullable<Text>,
        valid_from -> Nullable<Date>,
        valid_to -> Nullable<Date>,
        aliases -> Text,
        legal_basis -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    region_successors (code, successor_code) {
        code -> Text,
        successor_code -> Text,
        since -> Date,
        legal_basis -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    kbli_codes (version, code) {
        version -> Text,
        code -> Text,
        level -> Integer,
        parent_code -> Nullable<Text>,
        section -> Text,
        title_id -> Text,
        title_en -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    agencies (code) {
        code -> Text,
        name -> Text,
        short_name -> Text,
        level -> Text,
        region_code -> Nullable<Text>,
        functions -> Text,
        valid_from -> Nullable<Date>,
        valid_to -> Nullable<Date>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    organizations (id) {
        id -> Uuid,
        name -> Text,
        kind -> Text,
        level -> Text,
        region_code -> Nullable<Text>,
        parent_id -> Nullable<Uuid>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    clients (id) {
        id -> Text,
        agency_code -> Text,
        label -> Text,
        secret_hash -> Binary,
        scopes -> Text,
        created_at -> Instant,
        expires_at -> Nullable<Instant>,
        revoked_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    people (id) {
        id -> Uuid,
        register_code -> Text,
        owner_agency -> Text,
        full_name -> Text,
        name_key -> Text,
        gender -> Nullable<Text>,
        birth_date -> Nullable<Date>,
        education -> Nullable<Text>,
        region_code -> Nullable<Text>,
        is_household_head -> Nullable<Bool>,
        status -> Text,
        nik_hash -> Nullable<Binary>,
        phone_hash -> Nullable<Binary>,
        sealed -> Binary,
        digest -> Binary,
        source_system -> Nullable<Text>,
        source_record_id -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        deleted_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    businesses (id) {
        id -> Uuid,
        register_code -> Text,
        owner_agency -> Text,
        name -> Text,
        search_text -> Text,
        region_code -> Text,
        sector -> Nullable<Text>,
        legal_form -> Nullable<Text>,
        kbli_version -> Nullable<Text>,
        kbli_code -> Nullable<Text>,
        nib -> Nullable<Text>,
        status -> Text,
        women_owned -> Text,
        women_led -> Text,
        scale -> Nullable<Text>,
        ikm_class -> Nullable<Text>,
        workers_male -> Nullable<Integer>,
        workers_female -> Nullable<Integer>,
        registered_on -> Nullable<Date>,
        document -> Json,
        derived -> Json,
        sealed -> Binary,
        digest -> Binary,
        source_system -> Nullable<Text>,
        source_record_id -> Nullable<Text>,
        match_hash -> Nullable<Binary>,
        submitted_by -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        deleted_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Uuid};

    business_milestones (business_id, kind, at) {
        business_id -> Uuid,
        register_code -> Text,
        kind -> Text,
        at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    ownerships (business_id, person_id, role) {
        business_id -> Uuid,
        person_id -> Uuid,
        role -> Text,
        is_main -> Bool,
        share_hundredths -> Nullable<Integer>,
        since -> Nullable<Date>,
        until -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    snapshots (id) {
        id -> Uuid,
        business_id -> Uuid,
        as_of -> Date,
        capital_own_idr -> Nullable<BigInt>,
        capital_loan_idr -> Nullable<BigInt>,
        investment_idr -> Nullable<BigInt>,
        annual_sales_idr -> Nullable<BigInt>,
        workers_male -> Nullable<Integer>,
        workers_female -> Nullable<Integer>,
        method -> Text,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    data_quality_flags (id) {
        id -> Uuid,
        resource -> Text,
        resource_id -> Uuid,
        register_code -> Text,
        code -> Text,
        severity -> Text,
        field -> Text,
        status -> Text,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        resolved_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    imports (id) {
        id -> Uuid,
        client_id -> Text,
        agency -> Text,
        register_code -> Nullable<Text>,
        kind -> Text,
        mode -> Text,
        on_conflict -> Text,
        atomic -> Bool,
        parameters -> Json,
        status -> Text,
        file_sha256 -> Text,
        media_type -> Text,
        size_bytes -> BigInt,
        total_rows -> Nullable<BigInt>,
        processed_rows -> BigInt,
        created -> BigInt,
        updated -> BigInt,
        unchanged -> BigInt,
        skipped -> BigInt,
        failed -> BigInt,
        warnings -> BigInt,
        problem -> Nullable<Json>,
        actor -> Nullable<Text>,
        request_id -> Text,
        lease_until -> Nullable<Instant>,
        lang -> Text,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        finished_at -> Nullable<Instant>,
        erase_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    import_chunks (import_id, n) {
        import_id -> Uuid,
        n -> Integer,
        sealed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    import_seen (import_id, key) {
        import_id -> Uuid,
        key -> Binary,
        row_number -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    import_refusals (import_id, n) {
        import_id -> Uuid,
        n -> BigInt,
        row_number -> BigInt,
        severity -> Text,
        code -> Text,
        field -> Nullable<Text>,
        sealed -> Binary,
    }
}

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
    use crate::db::types::sql::{Instant, Json, Uuid};

    changes (seq) {
        seq -> BigInt,
        txid -> BigInt,
        resource -> Text,
        resource_id -> Text,
        register_code -> Nullable<Text>,
        version -> BigInt,
        kind -> Text,
        at -> Instant,
        partnership_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    idempotency_keys (client_id, key) {
        client_id -> Text,
        key -> Text,
        fingerprint -> Binary,
        answer -> Binary,
        expires_at -> Instant,
    }
}

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

diesel::joinable!(business_milestones -> businesses (business_id));
diesel::joinable!(ownerships -> businesses (business_id));
diesel::joinable!(ownerships -> people (person_id));
diesel::joinable!(training_batches -> training_programs (program_id));
diesel::joinable!(enrollments -> training_batches (batch_id));
diesel::joinable!(enrollments -> people (person_id));
diesel::joinable!(attendance -> training_sessions (session_id));
diesel::joinable!(attendance -> enrollments (enrollment_id));
diesel::joinable!(certificates -> enrollments (enrollment_id));
diesel::joinable!(job_placements -> enrollments (enrollment_id));
diesel::allow_tables_to_appear_in_same_query!(
    businesses,
    business_milestones,
    ownerships,
    people,
    snapshots,
    regions,
    data_quality_flags,
    training_programs,
    training_batches,
    training_sessions,
    training_speakers,
    enrollments,
    attendance,
    certificates,
    job_placements,
    organizations,
    agencies,
    partnerships,
    partnership_parties,
    activities,
    activity_links,
    targets,
    realizations,
    quarter_closings,
    meetings,
    meeting_attendance,
    obstacles,
    follow_ups,
    evaluations
);
diesel::allow_tables_to_appear_in_same_query!(audit_events, audit_values, partnership_parties);
diesel::allow_tables_to_appear_in_same_query!(changes, partnership_parties);
diesel::allow_tables_to_appear_in_same_query!(clients, agencies);
