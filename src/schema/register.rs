//! The tables of the register, and of what every room shares.

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
        scopes -> Text,
        created_at -> Instant,
        expires_at -> Nullable<Instant>,
        revoked_at -> Nullable<Instant>,
        version -> BigInt,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Json, Uuid};

    client_secrets (id) {
        id -> Uuid,
        client_id -> Text,
        hash -> Binary,
        hint -> Nullable<Text>,
        created_at -> Instant,
        expires_at -> Nullable<Instant>,
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
        survey -> Nullable<Json>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Uuid};

    licenses (id) {
        id -> Uuid,
        business_id -> Uuid,
        register_code -> Text,
        kind -> Text,
        number -> Nullable<Text>,
        number_as_written -> Nullable<Text>,
        issuer -> Nullable<Text>,
        issued_on -> Nullable<Date>,
        expires_on -> Nullable<Date>,
        status -> Text,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Uuid};

    products (id) {
        id -> Uuid,
        business_id -> Uuid,
        name -> Text,
        category -> Nullable<Text>,
        brand -> Nullable<Text>,
        unit -> Nullable<Text>,
        capacity_quantity -> Nullable<BigInt>,
        capacity_period -> Nullable<Text>,
        price_min_idr -> Nullable<BigInt>,
        price_max_idr -> Nullable<BigInt>,
        raw_material -> Nullable<Text>,
        export_ready -> Nullable<Bool>,
        quality_note -> Nullable<Text>,
        quantity_note -> Nullable<Text>,
        continuity_note -> Nullable<Text>,
        photo_url -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::{Instant, Uuid};

    market_channels (id) {
        id -> Uuid,
        business_id -> Uuid,
        kind -> Text,
        name -> Nullable<Text>,
        url -> Nullable<Text>,
        region_code -> Nullable<Text>,
        country_code -> Nullable<Text>,
        share_hundredths -> Nullable<Integer>,
        started_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
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
        region_code -> Text,
        resolution -> Nullable<Text>,
        basis -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::Uuid;

    business_phones (business_id) {
        business_id -> Uuid,
        register_code -> Text,
        phone_hash -> Binary,
    }
}

diesel::table! {
    data_quality_due (n) {
        n -> BigInt,
        kind -> Text,
        register_code -> Text,
        key -> Binary,
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
