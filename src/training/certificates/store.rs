//! The queries of certificates.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::rules::certifies;
use super::status::{CertificateStatus, CertificateType, CompetenceResult};
use super::types::{Certificate, CertificateFilter, CertificateSort, CertificateTransition};
use crate::app::{App, Tx};
use crate::audit::{Act, difference};
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{IfMatch, List, Page, Position, Problem, Rules, check_move, etag, keyset};
use crate::schema::certificates;
use crate::training::enrollments;
use crate::values::date::today;

/// The word of the path, in audit and change feed.
pub const RESOURCE: &str = "certificates";

/// A certificate as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = certificates, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct CertificateRow {
    /// Its id.
    pub id: Id,
    /// The enrollment it was issued for.
    pub enrollment_id: Id,
    /// Who holds it.
    pub person_id: Id,
    /// Her register.
    pub register_code: String,
    /// The agency that issued it.
    pub owner_agency: String,
    /// What it says.
    pub kind: CertificateType,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The organization that issued it.
    pub issuer_id: Option<Id>,
    /// The SKKNI scheme.
    pub skkni_scheme: Option<String>,
    /// The qualification level.
    pub kkni_level: Option<i32>,
    /// How the examination came out.
    pub result: Option<CompetenceResult>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// The last day it is valid.
    pub expires_on: Option<NaiveDate>,
    /// What the public verification takes.
    pub code: String,
    /// Its stored state.
    pub status: CertificateStatus,
    /// Why it was revoked.
    pub status_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl CertificateRow {
    /// The state to show today.
    pub fn shown_status(&self) -> CertificateStatus {
        self.status.shown(self.expires_on, today())
    }

    /// Whether it proves something today.
    pub fn is_valid(&self) -> bool {
        self.shown_status() == CertificateStatus::Issued
            && self.result != Some(CompetenceResult::BelumKompeten)
    }

    /// The strong tag of what is shown now: the state changes with the day alone.
    pub(super) fn tag(&self) -> String {
        let view = match self.shown_status() {
            CertificateStatus::Expired => "x",
            CertificateStatus::Issued | CertificateStatus::Revoked => "",
        };
        etag(self.version, view)
    }

    /// What callers see of it.
    pub fn view(&self) -> Certificate {
        let status = self.shown_status();
        Certificate {
            id: self.id,
            enrollment_id: self.enrollment_id,
            person_id: self.person_id,
            register_code: self.register_code.clone(),
            agency: self.owner_agency.clone(),
            kind: self.kind,
            number: self.number.clone(),
            title: self.title.clone(),
            issuer_id: self.issuer_id,
            skkni_scheme: self.skkni_scheme.clone(),
            kkni_level: self.kkni_level,
            result: self.result,
            issued_on: self.issued_on,
            expires_on: self.expires_on,
            code: self.code.clone(),
            status,
            status_reason: self.status_reason.clone(),
            allowed_transitions: status.allowed(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// An act on it, in the register of its holder.
    pub(super) fn act(&self, action: &'static str, values: Option<Value>) -> Act {
        Act {
            register: Some(self.register_code.clone()),
            version: Some(self.version),
            values,
            ..Act::administrative(action, RESOURCE, &self.id.to_string())
        }
    }
}

/// One page of the certificates in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    query: &List<CertificateFilter>,
) -> Result<Page<Certificate>, Problem> {
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(CertificateSort::Id);
    let list = format!("certificates:{sort}");
    let after = query.page.after(app, &list)?;
    let (low, high) = who.registers();
    let today = today();
    macro_rules! filtered {
        () => {{
            let mut q = certificates::table
                .filter(certificates::register_code.between(&low, &high))
                .into_boxed();
            if let Some(person) = filter.person_id {
                q = q.filter(certificates::person_id.eq(person));
            }
            if let Some(enrollment) = filter.enrollment_id {
                q = q.filter(certificates::enrollment_id.eq(enrollment));
            }
            if let Some(agency) = &filter.agency {
                q = q.filter(certificates::owner_agency.eq(agency));
            }
            if let Some(kind) = filter.kind {
                q = q.filter(certificates::kind.eq(kind));
            }
            match filter.status {
                None => {}
                Some(CertificateStatus::Revoked) => {
                    q = q.filter(certificates::status.eq(CertificateStatus::Revoked));
                }
                Some(CertificateStatus::Issued) => {
                    let lasts = certificates::expires_on.is_null();
                    q = q
                        .filter(certificates::status.eq(CertificateStatus::Issued))
                        .filter(lasts.or(certificates::expires_on.assume_not_null().ge(today)));
                }
                Some(CertificateStatus::Expired) => {
                    q = q
                        .filter(certificates::status.eq(CertificateStatus::Issued))
                        .filter(certificates::expires_on.lt(today));
                }
            }
            q
        }};
    }
    let falling = matches!(
        sort,
        CertificateSort::IdFalling | CertificateSort::IssuedOnFalling
    );
    let by_day = matches!(
        sort,
        CertificateSort::IssuedOn | CertificateSort::IssuedOnFalling
    );
    let place = after.map(|place| place.read::<NaiveDate>()).transpose()?;
    let limit = query.page.limit() + 1;
    let rows: Vec<CertificateRow> = on!(conn, |c| {
        let q = filtered!().select(CertificateRow::as_select()).limit(limit);
        if by_day {
            let place = place.and_then(|(day, id)| day.map(|day| (day, id)));
            keyset!(q, falling, place, certificates::issued_on, certificates::id).load(c)
        } else {
            let place = place.map(|(_, id)| (id, id));
            keyset!(q, falling, place, certificates::id, certificates::id).load(c)
        }
    })?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, &query.page, rows, total, |row| Position {
        key: if by_day {
            row.issued_on.to_string()
        } else {
            String::new()
        },
        id: row.id.to_string(),
    });
    Ok(page.map(|row| row.view()))
}

/// One certificate in the caller's sight.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<CertificateRow, Problem> {
    let (low, high) = who.registers();
    Ok(on!(conn, |c| certificates::table
        .find(id)
        .filter(certificates::register_code.between(low, high))
        .select(CertificateRow::as_select())
        .first(c))?)
}

/// Whether an issued certificate says that she completed the training or is competent.
pub fn is_certified(conn: &mut Conn, enrollment: Id) -> Result<bool, Problem> {
    let issued: Vec<(CertificateType, Option<CompetenceResult>)> = on!(conn, |c| {
        certificates::table
            .filter(certificates::enrollment_id.eq(enrollment))
            .filter(certificates::status.eq(CertificateStatus::Issued))
            .select((certificates::kind, certificates::result))
            .load(c)
    })?;
    Ok(issued
        .iter()
        .any(|(kind, result)| certifies(*kind, *result)))
}

/// Revokes a certificate of the caller's own, and with the last one the enrollment's `certified`.
pub(super) fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: &CertificateTransition,
) -> Result<CertificateRow, Problem> {
    let seen = find(tx.conn, &tx.who, id)?;
    tx.who.must_own(&seen.register_code, &seen.owner_agency)?;
    enrollments::store::hold(tx, seen.enrollment_id)?;
    // What was read before the lock may be old.
    let before = find(tx.conn, &tx.who, id)?;
    if_match.check(&before.tag())?;
    let shown = before.shown_status();
    check_move(shown, wanted.to, shown.allowed())?;
    let mut rules = Rules::default();
    let reason = wanted
        .reason
        .as_deref()
        .map(|reason| rules.text(reason, "/reason"));
    if reason.is_none() {
        rules.reason_required();
    }
    rules.finish()?;
    let row = CertificateRow {
        status: wanted.to,
        status_reason: reason,
        version: before.version + 1,
        updated_at: tx.at,
        ..before.clone()
    };
    replace_row!(tx.conn, certificates, &row)?;
    let state =
        |row: &CertificateRow| json!({ "status": row.status, "status_reason": row.status_reason });
    let values = difference(&state(&before), &state(&row));
    tx.record(row.act("transitioned", Some(values)), Kind::Updated)?;
    if certifies(row.kind, row.result) {
        enrollments::uncertify(tx, row.enrollment_id)?;
    }
    Ok(row)
}
