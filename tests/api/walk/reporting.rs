//! What is reported in a signed partnership: realizations and quarters.

use serde_json::{Value, json};

use super::fixtures::{Above, Foreign};
use super::rows::id_of;
use crate::partnerships::sign;
use crate::support::Caller;

const NOTE: &str = "Catatan Kembang Setaman";

/// One row of each kind, of one signed partnership.
pub(super) struct Reporting {
    partnership: String,
    target: String,
    realization: String,
}

impl Reporting {
    pub(super) fn enter(kukar: &Caller, agreement: &Value) -> Self {
        let partnership = id_of(&kukar.post("/v1/partnerships", agreement).expect(201));
        let path = format!("/v1/partnerships/{partnership}");
        let party = json!({ "agency": "diskop-kukar", "role": "pelaksana" });
        kukar.post(&format!("{path}/parties"), &party).expect(201);
        let target = json!({ "agency": "dp3a-kukar", "indicator": "pameran_diikuti", "year": 2026, "q1": 1 });
        let target = id_of(&kukar.post(&format!("{path}/targets"), &target).expect(201));
        sign(kukar, &path);
        let list = format!("/v1/targets/{target}/realizations");
        let realization = id_of(&kukar.post(&list, &report("2026-Q1")).expect(201));
        let quarter = json!({ "quarter": "2026-Q2", "note": NOTE });
        kukar
            .post(&format!("{path}/quarters"), &quarter)
            .expect(201);
        Self {
            partnership,
            target,
            realization,
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        [&self.partnership, &self.target, &self.realization].into_iter()
    }

    /// What nobody outside may be shown beside the ids.
    pub(super) fn texts() -> impl Iterator<Item = String> {
        [NOTE.to_owned()].into_iter()
    }

    /// Where the owner reads the rows.
    pub(super) fn paths(&self) -> Vec<String> {
        vec![
            format!("/v1/partnerships/{}", self.partnership),
            format!("/v1/realizations/{}", self.realization),
            format!("/v1/partnerships/{}/quarters", self.partnership),
        ]
    }
}

fn report(quarter: &str) -> Value {
    json!({ "quarter": quarter, "value": 1, "note": NOTE })
}

pub(super) fn fixtures(
    rows: &Reporting,
    put: &mut impl FnMut(&'static str, &str, Value, Foreign, Above),
) {
    use Above::{Owned, Sees};
    use Foreign::NotFound;
    let n = || Value::Null;
    let of = format!("/v1/targets/{}/realizations", rows.target);
    let one = format!("/v1/realizations/{}", rows.realization);
    put("listRealizations", &of, n(), NotFound, Sees);
    put("createRealization", &of, report("2026-Q3"), NotFound, Owned);
    put("getRealization", &one, n(), NotFound, Sees);
    let change = json!({ "value": 2 });
    put("updateRealization", &one, change, NotFound, Owned);
    let moves = format!("{one}/transitions");
    let to = json!({ "to": "verified" });
    put("transitionRealization", &moves, to, NotFound, Owned);
    let past = format!("{one}/history");
    put("listRealizationHistory", &past, n(), NotFound, Sees);

    let quarters = format!("/v1/partnerships/{}/quarters", rows.partnership);
    put("listPartnershipQuarters", &quarters, n(), NotFound, Sees);
    let quarter = json!({ "quarter": "2026-Q3" });
    put(
        "closePartnershipQuarter",
        &quarters,
        quarter,
        NotFound,
        Owned,
    );
    let one = format!("{quarters}/2026-Q2");
    put("getPartnershipQuarter", &one, n(), NotFound, Sees);
}
