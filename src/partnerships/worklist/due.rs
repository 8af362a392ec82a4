//! What of an agency's desk is to be done, and by when.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};

use super::desk::{Desk, Latest, Meeting};
use super::types::{WorklistItem, WorklistKind as Kind};
use crate::db::{Id, Timestamp};
use crate::partnerships::meetings::MeetingStatus;
use crate::partnerships::parties::PartyRow;
use crate::partnerships::realizations::RealizationStatus;
use crate::partnerships::targets::TargetRow;
use crate::partnerships::{PartnershipRow, PartnershipStatus, PartyRole};
use crate::reference::code_lists;
use crate::text::Lang;
use crate::values::quarter::Quarter;
use crate::values::zone::Zone;

/// What comes by itself is told so many days before.
pub(super) const AHEAD: u64 = 30;

/// For whom, when and in which language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking<'a> {
    /// The agency.
    pub agency: &'a str,
    /// The instant.
    pub now: Timestamp,
    /// The language of titles.
    pub lang: Lang,
}

/// Everything to be done, in no order.
pub(super) fn items(desk: &Desk, asking: Asking<'_>) -> Vec<WorklistItem> {
    let mut found = Vec::new();
    for partnership in &desk.partnerships {
        let zone = partnership.zone();
        let parties = desk.parties.iter();
        let table = Table {
            asking,
            partnership,
            zone,
            today: zone.day(asking.now).unwrap_or_default(),
            parties: parties
                .filter(|party| party.partnership_id == partnership.id)
                .collect(),
        };
        table.handed(desk, &mut found);
        table.agreement(&mut found);
        if table.seat().is_some() {
            table.activities(desk, &mut found);
            table.meetings(desk, &mut found);
            if partnership.shown_status().takes_reports() {
                table.figures(desk, &mut found);
            }
        }
    }
    found
}

/// One partnership, seen by one of its agencies on one day.
struct Table<'a> {
    asking: Asking<'a>,
    partnership: &'a PartnershipRow,
    zone: Zone,
    today: NaiveDate,
    parties: Vec<&'a PartyRow>,
}

impl Table<'_> {
    fn item(
        &self,
        kind: Kind,
        (resource, resource_id): (&'static str, Id),
        title: String,
        due_on: Option<NaiveDate>,
    ) -> WorklistItem {
        let left = due_on.map(|day| day.signed_duration_since(self.today).num_days());
        WorklistItem {
            kind,
            partnership_id: self.partnership.id,
            partnership_title: self.partnership.title.clone(),
            resource,
            resource_id,
            title,
            quarter: None,
            due_on,
            overdue: left.is_some_and(|days| days < 0),
            days_left: left,
        }
    }

    fn is_mine(&self, agency: &str) -> bool {
        agency == self.asking.agency
    }

    fn seat(&self) -> Option<&PartyRow> {
        let own = |party: &&&PartyRow| party.agency.as_deref() == Some(self.asking.agency);
        self.parties.iter().find(own).copied()
    }

    fn coordinates(&self) -> bool {
        self.is_mine(&self.partnership.owner_agency)
    }

    fn label(&self, list: &str, code: &str) -> String {
        code_lists::label(list, code).map_or_else(
            || code.to_owned(),
            |text| text.get(self.asking.lang).to_owned(),
        )
    }

    fn is_ahead(&self, day: NaiveDate) -> bool {
        let last = self.today.checked_add_days(Days::new(AHEAD));
        last.is_none_or(|last| day <= last)
    }

    /// Obstacles and follow-ups, which an agency has without being a party too.
    fn handed(&self, desk: &Desk, found: &mut Vec<WorklistItem>) {
        let here = self.partnership.id;
        for one in desk.follow_ups.iter().filter(|one| one.partnership == here) {
            if self.is_mine(&one.agency) {
                let row = ("follow-ups", one.id);
                let due = Some(one.due_on);
                found.push(self.item(Kind::FollowUpDue, row, one.action.clone(), due));
            }
        }
        for one in desk.obstacles.iter().filter(|one| one.partnership == here) {
            let followed = desk.follow_ups.iter();
            let due = followed
                .filter(|follow_up| follow_up.obstacle == Some(one.id))
                .map(|follow_up| follow_up.due_on)
                .min();
            let row = ("obstacles", one.id);
            found.push(self.item(Kind::ObstacleOpen, row, one.title.clone(), due));
        }
    }

    /// What the agreement itself asks for: signatures, and what comes after its end.
    fn agreement(&self, found: &mut Vec<WorklistItem>) {
        let partnership = self.partnership;
        let title = || partnership.title.clone();
        match partnership.shown_status() {
            PartnershipStatus::Agreed => {
                let due = Some(partnership.effective_from);
                let mut missing =
                    |row| found.push(self.item(Kind::SignatureMissing, row, title(), due));
                if partnership.instrument.is_issued() {
                    let issued = partnership.authority_office.is_some()
                        && partnership.authority_number.is_some()
                        && partnership.authority_signed_on.is_some();
                    if self.coordinates() && !issued {
                        missing(("partnerships", partnership.id));
                    }
                    return;
                }
                for party in &self.parties {
                    let mine = match &party.agency {
                        Some(agency) => self.is_mine(agency),
                        None => self.coordinates(),
                    };
                    let signed = party.document_number.is_some()
                        && party.signatory_office.is_some()
                        && party.signed_on.is_some();
                    if mine && !signed {
                        missing(("partnership-parties", party.id));
                    }
                }
            }
            PartnershipStatus::Expiring if self.coordinates() => {
                let row = ("partnerships", partnership.id);
                let due = Some(partnership.effective_to);
                found.push(self.item(Kind::PartnershipExpiring, row, title(), due));
            }
            _ => {}
        }
    }

    fn activities(&self, desk: &Desk, found: &mut Vec<WorklistItem>) {
        for one in &desk.activities {
            if one.partnership_id == self.partnership.id && one.planned_to < self.today {
                let row = ("activities", one.id);
                let due = Some(one.planned_to);
                found.push(self.item(Kind::ActivityOverdue, row, one.name.clone(), due));
            }
        }
    }

    fn meetings(&self, desk: &Desk, found: &mut Vec<WorklistItem>) {
        for one in &desk.meetings {
            let Some(day) = self.zone.day(one.starts_at) else {
                continue;
            };
            let begun = one.starts_at <= self.asking.now;
            let called = one.status == MeetingStatus::Scheduled;
            let kind = if called && !begun && self.is_ahead(day) {
                Kind::MeetingUpcoming
            } else if begun && self.is_mine(&one.chair) {
                Kind::MinutesMissing
            } else {
                continue;
            };
            if one.partnership == self.partnership.id {
                let row = ("meetings", one.id);
                found.push(self.item(kind, row, self.meeting(one), Some(day)));
            }
        }
    }

    fn meeting(&self, one: &Meeting) -> String {
        let unnamed = || self.label("meeting_kind", one.kind.as_str());
        one.title.clone().unwrap_or_else(unnamed)
    }

    fn target(&self, one: &TargetRow) -> String {
        let unnamed = || self.label("target_indicator", one.indicator.as_str());
        one.name.clone().unwrap_or_else(unnamed)
    }

    /// Figures to report, to change and to verify, and quarters to close.
    fn figures(&self, desk: &Desk, found: &mut Vec<WorklistItem>) {
        let here = self.partnership.id;
        let closed: HashSet<Quarter> = desk
            .closed
            .iter()
            .filter(|(partnership, _)| *partnership == here)
            .map(|(_, quarter)| *quarter)
            .collect();
        let latest: HashMap<(Id, i32), &Latest> = desk
            .realizations
            .iter()
            .map(|one| ((one.target, one.quarter), one))
            .collect();
        let mut ended = HashSet::new();
        for target in desk.targets.iter().filter(|one| one.partnership_id == here) {
            for quarter in Quarter::of_year(target.year).into_iter().flatten() {
                let due_on = quarter.last_day();
                let reported = latest.get(&(target.id, i32::from(quarter.number())));
                let planned = target.planned(quarter).is_some()
                    && quarter.first_day() <= self.partnership.last_day();
                let mut push = |kind, row| {
                    let item = self.item(kind, row, self.target(target), Some(due_on));
                    found.push(WorklistItem {
                        quarter: Some(quarter),
                        ..item
                    });
                };
                match reported {
                    Some(one) => {
                        if let Some(kind) = self.of_reported(target, one) {
                            push(kind, ("realizations", one.id));
                        }
                    }
                    None if planned
                        && !closed.contains(&quarter)
                        && self.is_mine(&target.agency)
                        && self.is_ahead(due_on) =>
                    {
                        push(Kind::RealizationDue, ("targets", target.id));
                    }
                    None => {}
                }
                if (planned || reported.is_some()) && due_on < self.today {
                    ended.insert(quarter);
                }
            }
        }
        if self.coordinates() {
            for quarter in ended.difference(&closed) {
                let row = ("partnerships", here);
                let title = quarter.label().get(self.asking.lang).to_owned();
                let due = Some(quarter.last_day());
                found.push(WorklistItem {
                    quarter: Some(*quarter),
                    ..self.item(Kind::QuarterToClose, row, title, due)
                });
            }
        }
    }

    fn of_reported(&self, target: &TargetRow, one: &Latest) -> Option<Kind> {
        match one.status {
            RealizationStatus::Returned if self.is_mine(&target.agency) => {
                Some(Kind::RealizationReturned)
            }
            RealizationStatus::Reported if self.verifies(&one.reported_by) => {
                Some(Kind::RealizationToVerify)
            }
            _ => None,
        }
    }

    /// Whether the asking agency is one of those expected to verify what another reported.
    fn verifies(&self, reporter: &str) -> bool {
        let others = || {
            let parties = self.parties.iter().copied();
            parties.filter(|party| party.agency.as_deref().is_some_and(|one| one != reporter))
        };
        let advises =
            |party: &PartyRow| matches!(party.role, PartyRole::Koordinator | PartyRole::Pembina);
        let nobody_advises = !others().any(advises);
        let mut expected = others().filter(|party| nobody_advises || advises(party));
        expected.any(|party| party.agency.as_deref() == Some(self.asking.agency))
    }
}
