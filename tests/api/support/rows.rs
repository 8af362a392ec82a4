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
        let key = Id::new();
        self.run(move |sql| {
            format!(
                "INSERT INTO people (id, register_code, owner_agency, full_name, name_key, gender, status, \
                 nik_hash, sealed, digest, version, created_at, updated_at) VALUES ({}, '{register}', '{agency}', \
                 'Orang Uji', 'orang uji', '{gender}', 'active', {}, {e}, {e}, 1, {now}, {now})",
                sql.id(key),
                sql.bytes(&[nik; 32]),
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

    /// An issued certificate of completion for the enrollment at a path.
    pub fn put_certificate(&self, enrollment: &str) {
        let id: Id = enrollment.rsplit('/').next().unwrap().parse().unwrap();
        let key = Id::new();
        self.run(move |sql| {
            format!(
                "INSERT INTO certificates (id, enrollment_id, person_id, register_code, owner_agency, kind, number, \
                 title, issued_on, code, status, version, created_at, updated_at) SELECT {}, id, person_id, \
                 register_code, owner_agency, 'kelulusan', '{key}', 'Contoh', '2026-03-07', '{key}', 'issued', 1, \
                 {now}, {now} FROM enrollments WHERE id = {}",
                sql.id(key),
                sql.id(id),
                now = sql.now(),
            )
        });
    }
}
