//! What hangs on Kutai Kartanegara's business, and how its operations are tried.

use serde_json::{Value, json};

use super::fixtures::{Above, Foreign};
use super::rows::id_of;
use crate::support::Caller;

const BRAND: &str = "Merek Kembang Setaman";
const HALAL: &str = "ID64110000123450723";
const SHOP: &str = "https://toko.example.id/kembang-setaman";

/// One row of each kind.
pub(super) struct Details {
    business: String,
    license: String,
    product: String,
    channel: String,
}

impl Details {
    pub(super) fn enter(kukar: &Caller, business: &str) -> Self {
        let below = |part: &str, body: &Value| {
            let path = format!("/v1/businesses/{business}/{part}");
            id_of(&kukar.post(&path, body).expect(201))
        };
        Self {
            license: below("licenses", &json!({ "type": "halal", "number": HALAL })),
            product: below("products", &json!({ "name": "Amplang", "brand": BRAND })),
            channel: below(
                "market-channels",
                &json!({ "type": "marketplace", "url": SHOP }),
            ),
            business: business.to_owned(),
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        [&self.license, &self.product, &self.channel].into_iter()
    }

    /// What nobody outside may be shown.
    pub(super) fn marks(&self) -> Vec<String> {
        let texts = [BRAND, HALAL, SHOP].map(str::to_owned);
        self.ids().cloned().chain(texts).collect()
    }

    /// Where the owner reads the rows.
    pub(super) fn paths(&self) -> Vec<String> {
        let path = |part, id| format!("/v1/businesses/{}/{part}/{id}", self.business);
        vec![
            path("licenses", &self.license),
            path("products", &self.product),
            path("market-channels", &self.channel),
        ]
    }
}

pub(super) fn fixtures(
    rows: &Details,
    put: &mut impl FnMut(&'static str, &str, Value, Foreign, Above),
) {
    use Above::{Owned, Sees};
    use Foreign::NotFound;
    let n = || Value::Null;
    let [license, product, channel] = &rows.paths()[..] else {
        panic!("three rows")
    };
    let list = |path: &str| path.rsplit_once('/').unwrap().0.to_owned();

    let licenses = list(license);
    put("listLicenses", &licenses, n(), NotFound, Sees);
    let new = json!({ "type": "pirt", "number": "2066402010001-29" });
    put("createLicense", &licenses, new, NotFound, Owned);
    put("getLicense", license, n(), NotFound, Sees);
    let change = json!({ "issuer": "BPJPH" });
    put("updateLicense", license, change, NotFound, Owned);
    put("deleteLicense", license, n(), NotFound, Owned);

    let products = list(product);
    put("listProducts", &products, n(), NotFound, Sees);
    let new = json!({ "name": "Kerupuk" });
    put("createProduct", &products, new, NotFound, Owned);
    put("getProduct", product, n(), NotFound, Sees);
    let change = json!({ "export_ready": true });
    put("updateProduct", product, change, NotFound, Owned);
    put("deleteProduct", product, n(), NotFound, Owned);

    let channels = list(channel);
    put("listMarketChannels", &channels, n(), NotFound, Sees);
    let new = json!({ "type": "rumah" });
    put("createMarketChannel", &channels, new, NotFound, Owned);
    put("getMarketChannel", channel, n(), NotFound, Sees);
    let change = json!({ "name": "Toko" });
    put("updateMarketChannel", channel, change, NotFound, Owned);
    put("deleteMarketChannel", channel, n(), NotFound, Owned);
}
