//! A person as she was at the end of a day, under today's field rules.

use super::person::Personal;
use super::{NewPerson, PersonInput, PersonRow, PersonStatus, RESOURCE};
use crate::app::App;
use crate::audit::Past;
use crate::audit::past::{document, read};
use crate::db::Conn;
use crate::http::Problem;

/// The row as it was; `present` is how it is.
pub(super) fn as_of(
    conn: &mut Conn,
    app: &App,
    present: PersonRow,
    past: Past,
) -> Result<PersonRow, Problem> {
    past.must_include_entry(present.created_at)?;
    if past.includes(present.updated_at) {
        return Ok(present);
    }
    let all = read(conn, app, RESOURCE, &[present.id])?;
    let all = all.into_values().next().unwrap_or_default();
    let versions = past.versions(&all)?;
    let input: PersonInput = document(versions, |_| true)?;
    let row = recorded(input).into_row(
        app,
        present.id,
        &present.register_code,
        &present.owner_agency,
        present.created_at,
    );
    Ok(PersonRow {
        version: versions.last().map_or(row.version, |last| last.number),
        updated_at: versions.last().map_or(row.updated_at, |last| last.at),
        ..row
    })
}

/// The person that was recorded: her values met the rules of their day.
fn recorded(input: PersonInput) -> NewPerson {
    NewPerson {
        full_name: input.full_name,
        gender: input.gender,
        birth_date: input.birth_date,
        education: input.education,
        region_code: input.region_code,
        is_household_head: input.is_household_head,
        status: input.status.unwrap_or(PersonStatus::Aktif),
        source_system: input.source_system,
        source_record_id: input.source_record_id,
        personal: Personal {
            nik: input.nik,
            phones: input.phones,
            email: input.email,
            address: input.address,
            disability: input.disability,
            marital_status: input.marital_status,
            is_cooperative_member: input.is_cooperative_member,
            cooperative_type: input.cooperative_type,
            other_occupation: input.other_occupation,
        },
    }
}
