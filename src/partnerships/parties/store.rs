//! The queries of parties.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::types::{Party, PartyInput};
use crate::app::{App, Tx};
use crate::audit::changed;
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, List, NoFilter, Page, Problem, Rules, etag, page_by_id};
use crate::partnerships::store::{stands, touch};
use crate::partnerships::{PartnershipRow, PartyRole, find as partnership, hold};
use crate::reference::{agencies, organizations};
use crate::schema::partnership_parties as parties;
use crate::text::Text;

/// The word of the resource in audit and change feed.
const RESOURCE: &str = "partnership-parties";

/// The most parties of one partnership.
const MOST: usize = 100;

/// A party as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = parties, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct PartyRow {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The agency.
    pub agency: Option<String>,
    /// The organization.
    pub organization_id: Option<Id>,
    /// What it does.
    pub role: PartyRole,
    /// The number of the document at this party.
    pub document_number: Option<String>,
    /// The office that signs for it.
    pub signatory_office: Option<String>,
    /// When it signed.
    pub signed_on: Option<NaiveDate>,
    /// Rises with each change.
    pub version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl PartyRow {
    fn input(&self) -> PartyInput {
        PartyInput {
            agency: self.agency.clone(),
            organization_id: self.organization_id,
            role: self.role,
            document_number: self.document_number.clone(),
            signatory_office: self.signatory_office.clone(),
            signed_on: self.signed_on,
        }
    }

    /// This row, saying what `input` says.
    fn saying(self, input: PartyInput) -> Self {
        Self {
            agency: input.agency,
            organization_id: input.organization_id,
            role: input.role,
            document_number: input.document_number,
            signatory_office: input.signatory_office,
            signed_on: input.signed_on,
            ..self
        }
    }

    /// What callers see of it.
    pub fn view(&self) -> Party {
        Party {
            id: self.id,
            partnership_id: self.partnership_id,
            agency: self.agency.clone(),
            organization_id: self.organization_id,
            role: self.role,
            document_number: self.document_number.clone(),
            signatory_office: self.signatory_office.clone(),
            signed_on: self.signed_on,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    fn key(&self) -> (&'static str, Id, i64) {
        (RESOURCE, self.id, self.version)
    }
}

/// The parties of partnerships that have been found in sight, in the order they were named.
pub(in crate::partnerships) fn of(
    conn: &mut Conn,
    partnerships: &[Id],
) -> Result<Vec<PartyRow>, Problem> {
    Ok(on!(conn, |c| parties::table
        .filter(parties::partnership_id.eq_any(partnerships))
        .select(PartyRow::as_select())
        .order(parties::id)
        .load(c))?)
}

/// One page of the parties of a partnership in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    id: Id,
    query: &List<NoFilter>,
) -> Result<Page<Party>, Problem> {
    partnership(conn, who, id)?;
    let list = format!("partnership-parties:{id}");
    macro_rules! filtered {
        () => {
            parties::table
                .filter(parties::partnership_id.eq(id))
                .into_boxed()
        };
    }
    let page = page_by_id!(
        conn,
        app,
        &query.page,
        &list,
        parties,
        PartyRow,
        filtered!()
    );
    Ok(page.map(|row| row.view()))
}

/// One party of a partnership in sight.
pub(super) fn find(conn: &mut Conn, who: &Who, of: Id, id: Id) -> Result<PartyRow, Problem> {
    partnership(conn, who, of)?;
    Ok(on!(conn, |c| parties::table
        .find(id)
        .filter(parties::partnership_id.eq(of))
        .select(PartyRow::as_select())
        .first(c))?)
}

/// Seats the agency that entered a partnership as its coordinator.
pub(in crate::partnerships) fn seat_coordinator(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
) -> Result<(), Problem> {
    let input = PartyInput {
        agency: Some(partnership.owner_agency.clone()),
        organization_id: None,
        role: PartyRole::Koordinator,
        document_number: None,
        signatory_office: None,
        signed_on: None,
    };
    insert(tx, partnership, input).map(drop)
}

/// Names a party of a partnership that the caller coordinates and that is not signed yet.
pub fn create(tx: &mut Tx<'_>, of: Id, input: PartyInput) -> Result<PartyRow, Problem> {
    let partnership = hold(tx, of)?;
    partnership.must_coordinate(&tx.who)?;
    let input = check(tx, &partnership, input, None)?;
    must_be_open(&partnership)?;
    let row = insert(tx, &partnership, input)?;
    touch(tx, &partnership)?;
    Ok(row)
}

fn insert(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    input: PartyInput,
) -> Result<PartyRow, Problem> {
    let row = PartyRow {
        id: Id::new(),
        partnership_id: partnership.id,
        agency: None,
        organization_id: None,
        role: input.role,
        document_number: None,
        signatory_office: None,
        signed_on: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input);
    on!(tx.conn, |c| diesel::insert_into(parties::table)
        .values(&row)
        .execute(c))?;
    let values = changed(None, Some(&row.input()))?;
    tx.record(partnership.act("created", row.key(), values), Kind::Created)?;
    Ok(row)
}

/// Changes a party by a merge patch: the coordinator everything, a party its own signature.
pub fn update(
    tx: &mut Tx<'_>,
    of: Id,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&PartyInput) -> Result<PartyInput, Problem>,
) -> Result<PartyRow, Problem> {
    let partnership = hold(tx, of)?;
    let before = find(tx.conn, &tx.who, of, id)?;
    let own = before.agency.as_deref() == Some(tx.who.agency.as_str());
    if !own {
        partnership.must_coordinate(&tx.who)?;
    }
    if_match.check(&etag(before.version, ""))?;
    let was = before.input();
    let input = check(tx, &partnership, patch(&was)?, Some(&before))?;
    if input == was {
        return Ok(before);
    }
    if (&input.agency, input.organization_id, input.role)
        != (&was.agency, was.organization_id, was.role)
    {
        partnership.must_coordinate(&tx.who)?;
    }
    must_be_open(&partnership)?;
    let row = PartyRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before
    }
    .saying(input.clone());
    replace_row!(tx.conn, parties, &row)?;
    let values = changed(Some(&was), Some(&input))?;
    tx.record(partnership.act("updated", row.key(), values), Kind::Updated)?;
    touch(tx, &partnership)?;
    Ok(row)
}

/// Removes a party other than the coordinator.
pub(super) fn delete(tx: &mut Tx<'_>, of: Id, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    let partnership = hold(tx, of)?;
    partnership.must_coordinate(&tx.who)?;
    let before = find(tx.conn, &tx.who, of, id)?;
    if_match.check(&etag(before.version, ""))?;
    must_be_open(&partnership)?;
    if before.role == PartyRole::Koordinator {
        return Err(Problem::new(Code::Conflict).detail(
            "Koordinator tetap menjadi pihak.",
            "The coordinator stays a party.",
        ));
    }
    remove(tx, &partnership, before)?;
    touch(tx, &partnership)
}

/// Removes every party of a partnership that is itself removed.
pub(in crate::partnerships) fn remove_all(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
) -> Result<(), Problem> {
    for row in of(tx.conn, &[partnership.id])? {
        remove(tx, partnership, row)?;
    }
    Ok(())
}

fn remove(tx: &mut Tx<'_>, partnership: &PartnershipRow, row: PartyRow) -> Result<(), Problem> {
    on!(tx.conn, |c| diesel::delete(parties::table.find(row.id))
        .execute(c))?;
    let values = changed(Some(&row.input()), None)?;
    let gone = (RESOURCE, row.id, row.version + 1);
    tx.record(partnership.act("deleted", gone, values), Kind::Deleted)
}

fn must_be_open(partnership: &PartnershipRow) -> Result<(), Problem> {
    if partnership.status.is_open() {
        Ok(())
    } else {
        Err(stands())
    }
}

/// The rules of a party.
fn check(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    mut input: PartyInput,
    before: Option<&PartyRow>,
) -> Result<PartyInput, Problem> {
    let mut rules = Rules::default();
    let mut clean =
        |text: Option<String>, pointer: &str| text.map(|text| rules.text(&text, pointer));
    input.document_number = clean(input.document_number, "/document_number");
    input.signatory_office = clean(input.signatory_office, "/signatory_office");
    rules.not_in_future(input.signed_on, "/signed_on");
    if input
        .signed_on
        .is_some_and(|day| day > partnership.effective_to)
    {
        rules.broken(
            "/signed_on",
            "out_of_order",
            Text::new(
                "Tanda tangan sesudah hari terakhir kemitraan.",
                "The signature lies after the partnership's last day.",
            ),
        );
    }
    if input.agency.is_some() == input.organization_id.is_some() {
        rules.broken(
            "/agency",
            "agency_or_organization",
            Text::new(
                "Sebutkan satu instansi atau satu organisasi.",
                "Name either an agency or an organization.",
            ),
        );
    }
    if let Some(agency) = &input.agency {
        agencies::check_known(tx.conn, agency, "/agency", &mut rules)?;
    }
    organizations::check_known(
        tx.conn,
        input.organization_id,
        "/organization_id",
        &mut rules,
    )?;
    let is_owner = input.agency.as_ref() == Some(&partnership.owner_agency);
    let was_coordinator = before.is_some_and(|row| row.role == PartyRole::Koordinator);
    if (input.role == PartyRole::Koordinator) != is_owner || (was_coordinator && !is_owner) {
        rules.broken(
            "/role",
            "one_coordinator",
            Text::new(
                "Koordinator adalah instansi yang membuat kemitraan ini, dan hanya instansi itu.",
                "The coordinator is the agency that entered this partnership, and no other.",
            ),
        );
    }
    let others = of(tx.conn, &[partnership.id])?;
    let own = before.map(|row| row.id);
    let twice = |row: &&PartyRow| {
        Some(row.id) != own
            && (row.agency.is_some() && row.agency == input.agency
                || row.organization_id.is_some() && row.organization_id == input.organization_id)
    };
    if let Some(same) = others.iter().find(twice) {
        return Err(Problem::new(Code::AlreadyExists).member("existing_id", same.id.to_string()));
    }
    if before.is_none() && others.len() >= MOST {
        return Err(Problem::new(Code::Conflict).detail(
            format!("Satu kemitraan paling banyak {MOST} pihak."),
            format!("A partnership has at most {MOST} parties."),
        ));
    }
    rules.finish()?;
    Ok(input)
}
