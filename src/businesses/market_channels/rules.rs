//! The rules of a market channel: a pure file.

use super::types::{MarketChannelInput, MarketChannelType};
use crate::businesses::hundredths;
use crate::http::Rules;
use crate::reference::Lists;
use crate::text::Text;
use crate::values::{country, web};

/// Checks a market channel and brings its values into their one form.
pub(super) fn check(
    mut input: MarketChannelInput,
    lists: &Lists,
    rules: &mut Rules,
) -> MarketChannelInput {
    input.name = input.name.map(|name| {
        let name = rules.text(&name, "/name");
        if web::is_personal(&name) {
            rules.check::<()>("/name", Err(web::personal()));
        }
        name
    });
    input.url = input
        .url
        .and_then(|url| rules.check("/url", web::parse(&url)));
    place(&mut input, lists, rules);
    if input
        .share_percent
        .is_some_and(|share| hundredths(share).is_none())
    {
        rules.broken(
            "/share_percent",
            "invalid_share",
            Text::new(
                "Porsi 0,01 sampai 100 persen dengan paling banyak dua desimal.",
                "A share is 0.01 to 100 percent with at most two decimals.",
            ),
        );
    }
    rules.not_in_future(input.started_on, "/started_on");
    if let (Some(first), Some(last)) = (input.started_on, input.ended_on) {
        rules.in_order(first, last, "/ended_on");
    }
    input
}

/// An export goes to a country, everything else lies in a region.
fn place(input: &mut MarketChannelInput, lists: &Lists, rules: &mut Rules) {
    let exports = input.kind == MarketChannelType::Ekspor;
    if let Some(region) = &input.region_code {
        if exports {
            rules.broken(
                "/region_code",
                "not_for_this_type",
                Text::new(
                    "Ekspor tidak mempunyai wilayah di Indonesia; isi country_code.",
                    "An export has no region in Indonesia; give country_code.",
                ),
            );
        } else {
            // A region that has been merged since is where it was: no doubt about the business.
            lists.check_region(region, "/region_code", rules, &mut Vec::new());
        }
    }
    let Some(given) = input.country_code.take() else {
        return;
    };
    if !exports {
        rules.broken(
            "/country_code",
            "not_for_this_type",
            Text::new(
                "Negara hanya untuk jenis ekspor; tempat di Indonesia ditulis pada region_code.",
                "A country goes with the type ekspor alone; a place in Indonesia is its region_code.",
            ),
        );
        return;
    }
    let code = rules.check("/country_code", country::parse(&given));
    if code == Some("ID") {
        rules.broken(
            "/country_code",
            "not_abroad",
            Text::new(
                "Penjualan ke Indonesia bukan ekspor.",
                "What is sold to Indonesia is no export.",
            ),
        );
    }
    input.country_code = code.map(str::to_owned);
}
