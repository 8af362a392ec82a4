//! The rules of an activity.

use diesel::prelude::*;

use super::links;
use super::store::ActivityRow;
use super::types::ActivityInput;
use crate::app::Tx;
use crate::db::{Conn, Id, on};
use crate::http::{Code, Problem, Rules};
use crate::partnerships::{PartnershipRow, check_party, seats};
use crate::reference::Lists;
use crate::schema::activities;
use crate::text::Text;

/// Cleans and checks what is said of an activity; `before` is what it said so far.
pub(super) fn check(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    mut input: ActivityInput,
    before: Option<(&ActivityRow, &ActivityInput)>,
) -> Result<ActivityInput, Problem> {
    let lists = Lists::current(tx.conn, &tx.app)?;
    let seats = seats(tx.conn, partnership)?;
    let mut rules = Rules::default();
    input.code = rules.text(&input.code, "/code");
    input.name = rules.text(&input.name, "/name");
    check_party(&seats, &input.lead_agency, true, "/lead_agency", &mut rules);
    rules.no_repeats(&input.supporting_agencies, "/supporting_agencies");
    for (n, agency) in input.supporting_agencies.iter().enumerate() {
        let pointer = format!("/supporting_agencies/{n}");
        check_party(&seats, agency, false, &pointer, &mut rules);
        if *agency == input.lead_agency {
            rules.broken(
                pointer,
                "leads_already",
                Text::new(
                    "Instansi ini memimpin kegiatan.",
                    "This agency leads the activity.",
                ),
            );
        }
    }
    rules.no_repeats(&input.region_codes, "/region_codes");
    let mut flags = Vec::new();
    for (n, code) in input.region_codes.iter().enumerate() {
        let pointer = format!("/region_codes/{n}");
        lists.check_region(code, &pointer, &mut rules, &mut flags);
    }
    check_days(&input, partnership, &mut rules);
    check_begun(&input, before.map(|(row, _)| row), &mut rules);
    if input.spent_idr.unwrap_or(0) > input.budget_idr.unwrap_or(0) {
        rules.broken(
            "/spent_idr",
            "above_budget",
            Text::new(
                "Belanja tidak boleh melebihi anggaran.",
                "What was spent cannot exceed the budget.",
            ),
        );
    }
    let known = before.map_or(&[][..], |(_, was)| &was.links);
    links::check(tx.conn, &tx.who, &seats, (known, &input.links), &mut rules)?;
    rules.finish()?;
    input
        .links
        .sort_by_key(|link| (link.resource.as_str(), link.id));
    Ok(input)
}

fn check_days(input: &ActivityInput, partnership: &PartnershipRow, rules: &mut Rules) {
    rules.in_order(input.planned_from, input.planned_to, "/planned_to");
    for (pointer, day) in [
        ("/planned_from", input.planned_from),
        ("/planned_to", input.planned_to),
    ] {
        if day < partnership.effective_from || day > partnership.effective_to {
            rules.broken(
                pointer,
                "outside_partnership",
                Text::new(
                    "Hari ini di luar masa kemitraan.",
                    "This day lies outside the partnership's days.",
                ),
            );
        }
    }
    if let Some((from, to)) = input.actual_from.zip(input.actual_to) {
        rules.in_order(from, to, "/actual_to");
    }
    rules.not_in_future(input.actual_from, "/actual_from");
    rules.not_in_future(input.actual_to, "/actual_to");
}

/// What has begun says when, and what is done says until when.
fn check_begun(input: &ActivityInput, before: Option<&ActivityRow>, rules: &mut Rules) {
    let status = before.map(|row| row.status);
    let begun = status.is_some_and(super::ActivityStatus::has_begun);
    if input.actual_from.is_none() && (begun || input.actual_to.is_some()) {
        rules.broken(
            "/actual_from",
            "required",
            Text::new("Sebutkan hari mulainya.", "Say the day it began."),
        );
    }
    if input.actual_to.is_none() && status == Some(super::ActivityStatus::Completed) {
        rules.broken(
            "/actual_to",
            "required",
            Text::new("Sebutkan hari selesainya.", "Say the day it ended."),
        );
    }
}

/// Refuses a second activity with a code; under the partnership's lock nobody comes between.
pub(super) fn must_be_the_only(
    conn: &mut Conn,
    partnership: Id,
    code: &str,
    own: Option<Id>,
) -> Result<(), Problem> {
    let same: Option<Id> = on!(conn, |c| activities::table
        .filter(activities::partnership_id.eq(partnership))
        .filter(activities::code.eq(code))
        .select(activities::id)
        .first(c)
        .optional())?;
    match same.filter(|id| own != Some(*id)) {
        None => Ok(()),
        Some(id) => Err(Problem::new(Code::AlreadyExists)
            .at(
                "/code",
                "already_exists",
                Text::new(
                    "Kode kegiatan ini sudah dipakai dalam kemitraan; lihat existing_id.",
                    "The partnership has an activity with this code already; see existing_id.",
                ),
            )
            .member("existing_id", id.to_string())),
    }
}
