//! Kutai Kartanegara's partnership, and how its operations are tried.

use serde_json::{Value, json};

use super::fixtures::{Above, Foreign};
use super::monitoring::{self, Monitoring};
use super::reporting::{self, Reporting};
use super::rows::id_of;
use crate::support::Caller;

const TITLE: &str = "Sinergi Kembang Setaman";
const ACTIVITY: &str = "Kegiatan Kembang Setaman";

/// One row of each kind.
pub(super) struct Partnerships {
    partnership: String,
    party: String,
    activity: String,
    target: String,
    monitoring: Monitoring,
    reporting: Reporting,
}

impl Partnerships {
    pub(super) fn enter(kukar: &Caller) -> Self {
        let partnership = id_of(&kukar.post("/v1/partnerships", &agreement()).expect(201));
        let path = format!("/v1/partnerships/{partnership}");
        let party = json!({ "agency": "disperindag-kukar", "role": "pelaksana" });
        let party = id_of(&kukar.post(&format!("{path}/parties"), &party).expect(201));
        let below = |part: &str, body: &Value| {
            id_of(&kukar.post(&format!("{path}/{part}"), body).expect(201))
        };
        let activity = below("activities", &activity("1.1", ACTIVITY));
        let target = below("targets", &target(&activity));
        Self {
            partnership,
            party,
            activity,
            target,
            monitoring: Monitoring::enter(kukar, &agreement()),
            reporting: Reporting::enter(kukar, &agreement()),
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        let own = [&self.partnership, &self.party, &self.activity, &self.target];
        let below = self.monitoring.ids().chain(self.reporting.ids());
        own.into_iter().chain(below)
    }

    /// What nobody outside may be shown.
    pub(super) fn marks(&self) -> Vec<String> {
        let texts = [TITLE, ACTIVITY].map(str::to_owned);
        let texts = texts.into_iter().chain(Reporting::texts());
        self.ids().cloned().chain(texts).collect()
    }

    /// Where the owner reads the rows.
    pub(super) fn paths(&self) -> Vec<String> {
        let partnership = format!("/v1/partnerships/{}", self.partnership);
        let own = [
            format!("{partnership}/parties/{}", self.party),
            partnership,
            format!("/v1/activities/{}", self.activity),
            format!("/v1/targets/{}", self.target),
        ];
        let below = self.monitoring.paths().into_iter();
        own.into_iter()
            .chain(below.chain(self.reporting.paths()))
            .collect()
    }
}

fn agreement() -> Value {
    json!({
        "title": TITLE, "scheme": "internal_opd", "instrument": "nota_kesepakatan", "objectives": "Contoh.",
        "effective_from": "2026-01-01", "effective_to": "2026-12-31"
    })
}

fn activity(code: &str, name: &str) -> Value {
    json!({
        "code": code, "name": name, "lead_agency": "dp3a-kukar", "planned_from": "2026-01-05",
        "planned_to": "2026-11-30"
    })
}

fn target(activity: &str) -> Value {
    json!({ "activity_id": activity, "indicator": "peserta_dilatih", "year": 2026, "q1": 25, "q3": 25 })
}

pub(super) fn fixtures(
    rows: &Partnerships,
    put: &mut impl FnMut(&'static str, &str, Value, Foreign, Above),
) {
    use Above::{Owned, Sees};
    use Foreign::{Hidden, New, NotFound};
    let n = || Value::Null;
    monitoring::fixtures(&rows.monitoring, put);
    reporting::fixtures(&rows.reporting, put);
    let all = "/v1/partnerships";
    let partnership = format!("{all}/{}", rows.partnership);
    put("listPartnerships", all, n(), Hidden, Sees);
    // Its own work is nobody else's, not even the province's.
    put(
        "listWorklist",
        "/v1/worklist?limit=200",
        n(),
        Hidden,
        Above::Same,
    );
    let mut own = agreement();
    own["title"] = json!("Sinergi Lain");
    put("createPartnership", all, own, New, Above::Enters);
    put("getPartnership", &partnership, n(), NotFound, Sees);
    let change = json!({ "objectives": "Lain." });
    put("updatePartnership", &partnership, change, NotFound, Owned);
    put("deletePartnership", &partnership, n(), NotFound, Owned);
    let moves = format!("{partnership}/transitions");
    let to = json!({ "to": "under_review" });
    put("transitionPartnership", &moves, to, NotFound, Owned);
    let past = format!("{partnership}/history");
    put("listPartnershipHistory", &past, n(), NotFound, Sees);

    let report = format!("{partnership}/report?period=2026-Q1");
    put("getPartnershipReport", &report, n(), NotFound, Sees);

    let parties = format!("{partnership}/parties");
    let party = format!("{parties}/{}", rows.party);
    put("listPartnershipParties", &parties, n(), NotFound, Sees);
    let next = json!({ "agency": "diskop-kukar", "role": "pelaksana" });
    put("createPartnershipParty", &parties, next, NotFound, Owned);
    put("getPartnershipParty", &party, n(), NotFound, Sees);
    let change = json!({ "role": "pendukung" });
    put("updatePartnershipParty", &party, change, NotFound, Owned);
    put("deletePartnershipParty", &party, n(), NotFound, Owned);

    let of = format!("{partnership}/activities");
    let one = format!("/v1/activities/{}", rows.activity);
    put("listActivities", &of, n(), NotFound, Sees);
    let next = activity("1.2", "Kegiatan Lain");
    put("createActivity", &of, next, NotFound, Owned);
    put("getActivity", &one, n(), NotFound, Sees);
    let change = json!({ "budget_idr": 1_000_000 });
    put("updateActivity", &one, change, NotFound, Owned);
    put("deleteActivity", &one, n(), NotFound, Owned);
    let moves = format!("{one}/transitions");
    let to = json!({ "to": "postponed" });
    put("transitionActivity", &moves, to, NotFound, Owned);
    let past = format!("{one}/history");
    put("listActivityHistory", &past, n(), NotFound, Sees);

    let of = format!("{partnership}/targets");
    let one = format!("/v1/targets/{}", rows.target);
    put("listTargets", &of, n(), NotFound, Sees);
    let next = target(&rows.activity);
    put("createTarget", &of, next, NotFound, Owned);
    put("getTarget", &one, n(), NotFound, Sees);
    put("updateTarget", &one, json!({ "q2": 5 }), NotFound, Owned);
    put("deleteTarget", &one, n(), NotFound, Owned);
    let past = format!("{one}/history");
    put("listTargetHistory", &past, n(), NotFound, Sees);
}
