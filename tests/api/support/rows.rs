//! Register rows put into the database directly, for tests of what is read from them.

use sinergi::db::{Conn, DbError, Id};

use super::TestApp;

/// A business as the statistics see it.
#[derive(Clone, Copy)]
pub struct Business {
    pub region: &'static str,
    pub agency: &'static str,
    pub status: &'static str,
    pub women_owned: &'static str,
    pub women_led: &'static str,
    pub scale: Option<&'static str>,
    pub ikm_class: Option<&'static str>,
    pub sector: Option<&'static str>,
    pub workers: Option<(i32, i32)>,
    pub derived: &'static str,
}

impl Business {
    /// A woman's small food business in Tenggarong with one man and two women at work.
    pub const USUAL: Self = Self {
        region: "64.02.06",
        agency: "dp3a-kukar",
        status: "submitted",
        women_owned: "yes",
        women_led: "unknown",
        scale: Some("mikro"),
        ikm_class: Some("industri_kecil"),
        sector: Some("kuliner"),
        workers: Some((1, 2)),
        derived: "{}",
    };
}

/// A program of training as the statistics see it.
#[derive(Clone, Copy)]
pub struct Program {
    pub area: &'static str,
    pub agency: &'static str,
    pub field: &'static str,
    pub fund_source: &'static str,
    pub fiscal_year: i32,
    pub money: (Option<i64>, Option<i64>),
    pub status: &'static str,
}

impl Program {
    /// A running culinary program of Kutai Kartanegara's labor agency.
    pub const USUAL: Self = Self {
        area: "64.02",
        agency: "distransnaker-kukar",
        field: "kuliner",
        fund_source: "apbd",
        fiscal_year: 2026,
        money: (None, None),
        status: "running",
    };
}

/// A batch as the statistics see it.
#[derive(Clone, Copy)]
pub struct Batch {
    pub region: &'static str,
    pub starts_on: &'static str,
    pub quota: i32,
    pub status: &'static str,
}

impl Batch {
    /// Four seats in Tenggarong in February.
    pub const USUAL: Self = Self {
        region: "64.02.06",
        starts_on: "2026-02-02",
        quota: 4,
        status: "completed",
    };
}

fn text(value: Option<&str>) -> String {
    value.map_or_else(|| "NULL".to_owned(), |value| format!("'{value}'"))
}

/// How one database writes the values that the two write differently.
#[derive(Clone, Copy)]
struct Literals {
    postgres: bool,
}

impl Literals {
    fn id(self, id: Id) -> String {
        if self.postgres {
            format!("'{id}'")
        } else {
            format!("X'{}'", id.to_string().replace('-', ""))
        }
    }

    fn bytes(self, bytes: &[u8]) -> String {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        if self.postgres {
            format!("'\\x{hex}'")
        } else {
            format!("X'{hex}'")
        }
    }

    fn now(self) -> &'static str {
        if self.postgres {
            "now()"
        } else {
            "1795000000000000"
        }
    }
}

impl TestApp {
    fn run(&self, sql: impl FnOnce(Literals) -> String + Send + 'static) {
        self.app
            .db()
            .write_now(move |conn| {
                let postgres = matches!(conn, Conn::Postgres(_));
                conn.execute(&sql(Literals { postgres }))?;
                Ok::<_, DbError>(())
            })
            .unwrap();
    }

    /// One business; its id.
    pub fn put_business(&self, business: Business) -> Id {
        let key = Id::new();
        self.run(move |sql| {
            let b = business;
            let (male, female) = b.workers.map_or(
                ("NULL".to_owned(), "NULL".to_owned()),
                |(male, female)| (male.to_string(), female.to_string()),
            );
            format!(
                "INSERT INTO businesses (id, register_code, owner_agency, name, search_text, region_code, \
                 sector, status, women_owned, women_led, scale, ikm_class, workers_male, workers_female, \
                 document, derived, sealed, digest, version, created_at, updated_at) VALUES ({}, '{}', '{}', \
                 'Usaha Uji', 'usaha uji', '{}', {}, '{}', '{}', '{}', {}, {}, {male}, {female}, '{{}}', '{}', \
                 {e}, {e}, 1, {now}, {now})",
                sql.id(key),
                &b.region[..5],
                b.agency,
                b.region,
                text(b.sector),
                b.status,
                b.women_owned,
                b.women_led,
                text(b.scale),
                text(b.ikm_class),
                b.derived,
                e = sql.bytes(&[]),
                now = sql.now(),
            )
        });
        key
    }

    /// One person in a register; her id. `nik` stands for the keyed hash of a NIK.
    pub fn put_person(
        &self,
        register: &'static str,
        agency: &'static str,
        gender: &'static str,
        nik: u8,
    ) -> Id {
        self.put_anyone(register, agency, gender, Some(nik))
    }

    /// A woman in a register whose NIK is not known; her id.
    pub fn put_stranger(&self, register: &'static str, agency: &'static str) -> Id {
        self.put_anyone(register, agency, "P", None)
    }

    fn put_anyone(
        &self,
        register: &'static str,
        agency: &'static str,
        gender: &'static str,
        nik: Option<u8>,
    ) -> Id {
        let key = Id::new();
        self.run(move |sql| {
            format!(
                "INSERT INTO people (id, register_code, owner_agency, full_name, name_key, gender, status, \
                 nik_hash, sealed, digest, version, created_at, updated_at) VALUES ({}, '{register}', '{agency}', \
                 'Orang Uji', 'orang uji', '{gender}', 'active', {}, {e}, {e}, 1, {now}, {now})",
                sql.id(key),
                nik.map_or("NULL".to_owned(), |nik| sql.bytes(&[nik; 32])),
                e = sql.bytes(&[]),
                now = sql.now(),
            )
        });
        key
    }

    /// Makes a person the owner of a business.
    pub fn put_owner(&self, business: Id, person: Id) {
        self.run(move |sql| {
            format!(
                "INSERT INTO ownerships (business_id, person_id, role, is_main) VALUES ({}, {}, 'pemilik', {})",
                sql.id(business),
                sql.id(person),
                if sql.postgres { "true" } else { "1" }
            )
        });
    }

    /// One program of training; its id.
    pub fn put_program(&self, program: Program) -> Id {
        let key = Id::new();
        self.run(move |sql| {
            let p = program;
            let money = |value: Option<i64>| value.map_or("NULL".to_owned(), |v| v.to_string());
            format!(
                "INSERT INTO training_programs (id, area_code, owner_agency, title, field, method, eligibility, \
                 fiscal_year, fund_source, budget_idr, spent_idr, passing_share_percent, status, version, \
                 created_at, updated_at) VALUES ({}, '{}', '{}', 'Pelatihan Uji', '{}', 'pelatihan', '{{}}', {}, \
                 '{}', {}, {}, 80, '{}', 1, {now}, {now})",
                sql.id(key),
                p.area,
                p.agency,
                p.field,
                p.fiscal_year,
                p.fund_source,
                money(p.money.0),
                money(p.money.1),
                p.status,
                now = sql.now(),
            )
        });
        key
    }

    /// One batch of a program; its id.
    pub fn put_batch(&self, program: Id, batch: Batch) -> Id {
        let key = Id::new();
        self.run(move |sql| {
            let (b, program, day) = (batch, sql.id(program), batch.starts_on);
            format!(
                "INSERT INTO training_batches (id, program_id, area_code, owner_agency, number, region_code, \
                 starts_on, ends_on, registration_opens_on, registration_closes_on, quota, status, version, \
                 created_at, updated_at) SELECT {}, id, area_code, owner_agency, (SELECT count(*) + 1 \
                 FROM training_batches WHERE program_id = {program}), '{}', '{day}', '{day}', '{day}', '{day}', \
                 {}, '{}', 1, {now}, {now} FROM training_programs WHERE id = {program}",
                sql.id(key),
                b.region,
                b.quota,
                b.status,
                now = sql.now(),
            )
        });
        key
    }

    /// One enrollment of a person in a batch; its id.
    pub fn put_enrollment(&self, batch: Id, person: Id, status: &'static str) -> Id {
        let key = Id::new();
        self.run(move |sql| {
            format!(
                "INSERT INTO enrollments (id, batch_id, person_id, register_code, area_code, owner_agency, \
                 applied_on, status, eligibility, version, created_at, updated_at) SELECT {}, b.id, p.id, \
                 p.register_code, b.area_code, b.owner_agency, b.starts_on, '{status}', '{{}}', 1, {now}, {now} \
                 FROM training_batches b, people p WHERE b.id = {} AND p.id = {}",
                sql.id(key),
                sql.id(batch),
                sql.id(person),
                now = sql.now(),
            )
        });
        key
    }

    /// A certificate of an enrollment.
    pub fn put_certificate(
        &self,
        enrollment: Id,
        status: &'static str,
        result: Option<&'static str>,
    ) {
        let key = Id::new();
        self.run(move |sql| {
            format!(
                "INSERT INTO certificates (id, enrollment_id, person_id, register_code, owner_agency, kind, \
                 number, title, result, issued_on, code, status, version, created_at, updated_at) SELECT {}, id, \
                 person_id, register_code, owner_agency, 'kelulusan', '{key}', 'Pelatihan Uji', {}, applied_on, \
                 '{key}', '{status}', 1, {now}, {now} FROM enrollments WHERE id = {}",
                sql.id(key),
                text(result),
                sql.id(enrollment),
                now = sql.now(),
            )
        });
    }

    /// A job that followed an enrollment.
    pub fn put_placement(&self, enrollment: Id) {
        let key = Id::new();
        self.run(move |sql| {
            format!(
                "INSERT INTO job_placements (id, enrollment_id, person_id, register_code, owner_agency, employer, \
                 sector, starts_on, version, created_at, updated_at) SELECT {}, id, person_id, register_code, \
                 owner_agency, 'PT Contoh', 'jasa', applied_on, 1, {now}, {now} FROM enrollments WHERE id = {}",
                sql.id(key),
                sql.id(enrollment),
                now = sql.now(),
            )
        });
    }

    /// What a business of Kutai Kartanegara reached, at an instant as `2024-06-30T16:00:00Z`.
    pub fn put_milestone(&self, business: Id, kind: &'static str, at: &'static str) {
        self.run(move |sql| {
            let instant = if sql.postgres {
                format!("'{at}'")
            } else {
                let at: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
                at.timestamp_micros().to_string()
            };
            format!(
                "INSERT INTO business_milestones (business_id, register_code, kind, at) \
                 VALUES ({}, '64.02', '{kind}', {instant})",
                sql.id(business),
            )
        });
    }
}
