//! Kutai Kartanegara's partnership, and how its operations are tried.

use serde_json::{Value, json};

use super::fixtures::{Above, Foreign};
use super::rows::id_of;
use crate::support::Caller;

const TITLE: &str = "Sinergi Kembang Setaman";

/// One row of each kind.
pub(super) struct Partnerships {
    partnership: String,
    party: String,
}

impl Partnerships {
    pub(super) fn enter(kukar: &Caller) -> Self {
        let partnership = id_of(&kukar.post("/v1/partnerships", &agreement()).expect(201));
        let path = format!("/v1/partnerships/{partnership}");
        let party = json!({ "agency": "disperindag-kukar", "role": "pelaksana" });
        let party = id_of(&kukar.post(&format!("{path}/parties"), &party).expect(201));
        Self { partnership, party }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        [&self.partnership, &self.party].into_iter()
    }

    /// What nobody outside may be shown.
    pub(super) fn marks(&self) -> Vec<String> {
        self.ids().cloned().chain([TITLE.to_owned()]).collect()
    }

    /// Where the owner reads the rows.
    pub(super) fn paths(&self) -> Vec<String> {
        let partnership = format!("/v1/partnerships/{}", self.partnership);
        vec![format!("{partnership}/parties/{}", self.party), partnership]
    }
}

fn agreement() -> Value {
    json!({
        "title": TITLE, "scheme": "internal_opd", "instrument": "nota_kesepakatan", "objectives": "Contoh.",
        "effective_from": "2026-01-01", "effective_to": "2026-12-31"
    })
}

pub(super) fn fixtures(
    rows: &Partnerships,
    put: &mut impl FnMut(&'static str, &str, Value, Foreign, Above),
) {
    use Above::{Owned, Sees};
    use Foreign::{Hidden, New, NotFound};
    let n = || Value::Null;
    let all = "/v1/partnerships";
    let partnership = format!("{all}/{}", rows.partnership);
    put("listPartnerships", all, n(), Hidden, Sees);
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

    let parties = format!("{partnership}/parties");
    let party = format!("{parties}/{}", rows.party);
    put("listPartnershipParties", &parties, n(), NotFound, Sees);
    let next = json!({ "agency": "diskop-kukar", "role": "pelaksana" });
    put("createPartnershipParty", &parties, next, NotFound, Owned);
    put("getPartnershipParty", &party, n(), NotFound, Sees);
    let change = json!({ "role": "pendukung" });
    put("updatePartnershipParty", &party, change, NotFound, Owned);
    put("deletePartnershipParty", &party, n(), NotFound, Owned);
}
