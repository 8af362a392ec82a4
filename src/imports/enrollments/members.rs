//! The women of the batch, so that a row without NIK and business finds the enrollment it means.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::imports::read::ReadPerson;
use crate::schema::{businesses, enrollments, people as persons};
use crate::training::enrollments::EnrollmentStatus;
use crate::values::name;

/// One enrollment of the batch.
#[derive(Clone, Debug)]
pub struct Member {
    /// The enrollment.
    pub enrollment: Id,
    /// Whether she takes part, or has asked to.
    pub is_active: bool,
    /// The woman.
    pub person: Id,
    /// The register she lies in.
    pub register: String,
    /// Her name as it is compared.
    pub name: String,
    /// The keyed hash of her NIK.
    pub nik: Option<Vec<u8>>,
    /// Her date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Her business's name as it is compared.
    pub business: Option<String>,
}

/// Everybody enrolled in a batch.
#[derive(Default)]
pub struct Members {
    all: Vec<Member>,
    by_id: HashMap<Id, usize>,
    by_name: HashMap<String, Vec<usize>>,
    by_person: HashMap<Id, Vec<usize>>,
}

/// Whom a name means within the batch.
pub enum Named {
    /// Nobody.
    Nobody,
    /// One woman.
    One(Member),
    /// Somebody, but who cannot be told.
    Unclear,
}

type Row = (
    Id,
    EnrollmentStatus,
    Id,
    String,
    String,
    Option<Vec<u8>>,
    Option<NaiveDate>,
    Option<String>,
);

impl Members {
    /// Reads everybody enrolled in a batch.
    pub fn load(conn: &mut Conn, batch: Id) -> Result<Self, Problem> {
        let rows: Vec<Row> = on!(conn, |c| enrollments::table
            .inner_join(persons::table)
            .left_join(businesses::table.on(enrollments::business_id.eq(businesses::id.nullable())))
            .filter(enrollments::batch_id.eq(batch))
            .order(enrollments::id)
            .select((
                enrollments::id,
                enrollments::status,
                persons::id,
                persons::register_code,
                persons::name_key,
                persons::nik_hash,
                persons::birth_date,
                businesses::name.nullable(),
            ))
            .load(c))?;
        let mut members = Self::default();
        for row in rows {
            let (enrollment, status, person, register, name, nik, birth_date, business) = row;
            members.add(Member {
                enrollment,
                is_active: !EnrollmentStatus::GONE.contains(&status),
                person,
                register,
                name,
                nik,
                birth_date,
                business: business.as_deref().map(name::business_match_key),
            });
        }
        Ok(members)
    }

    /// Adds an enrollment, or what has become of one.
    pub fn add(&mut self, member: Member) {
        let known = self.by_id.get(&member.enrollment).copied();
        let at = known.unwrap_or(self.all.len());
        let (by_name, by_person) = (
            self.by_name.entry(member.name.clone()).or_default(),
            self.by_person.entry(member.person).or_default(),
        );
        for places in [by_name, by_person] {
            if !places.contains(&at) {
                places.push(at);
            }
        }
        self.by_id.insert(member.enrollment, at);
        if known.is_some() {
            self.all[at] = member;
        } else {
            self.all.push(member);
        }
    }

    /// An enrollment of the batch.
    pub fn enrollment(&self, id: Id) -> Option<&Member> {
        self.by_id.get(&id).map(|at| &self.all[*at])
    }

    /// A woman's enrollment: the active one, else the last she has left.
    pub fn of(&self, person: Id) -> Option<&Member> {
        let places = self.by_person.get(&person)?;
        let all = || places.iter().map(|at| &self.all[*at]);
        all()
            .find(|member| member.is_active)
            .or_else(|| all().next_back())
    }

    /// Whom a row's name means among the women of the batch.
    ///
    /// Two NIKs, two dates of birth, two registers or two businesses are two women. A row that names
    /// a business does not say whether the namesake who came without one is meant.
    pub fn named(&self, who: &ReadPerson, nik: Option<&[u8]>, business: Option<&str>) -> Named {
        let key = name::person_match_key(&who.person.full_name);
        let places = self.by_name.get(&key).into_iter().flatten();
        let fitting: Vec<&Member> = places
            .map(|at| &self.all[*at])
            .filter(|member| member.name == key && member.register == who.register)
            .filter(|member| nik.is_none() || member.nik.is_none())
            .filter(|member| may_equal(member.birth_date, who.person.birth_date))
            .filter(|member| may_equal(member.business.as_deref(), business))
            .collect();
        let Some(first) = fitting.first() else {
            return Named::Nobody;
        };
        let several = fitting.iter().any(|member| member.person != first.person);
        let untold = business.is_some() && fitting.iter().any(|member| member.business.is_none());
        match self.of(first.person) {
            Some(member) if !several && !untold => Named::One(member.clone()),
            _ => Named::Unclear,
        }
    }
}

fn may_equal<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    a.is_none() || b.is_none() || a == b
}
