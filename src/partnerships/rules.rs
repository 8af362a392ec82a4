//! The rules of a partnership.

use super::sight::find;
use super::types::PartnershipInput;
use crate::app::Tx;
use crate::db::Id;
use crate::http::{Problem, Rules, known};
use crate::reference::Lists;
use crate::text::Text;
use crate::values::quarter::Quarter;

/// The rules of a partnership.
pub(super) fn check(
    tx: &mut Tx<'_>,
    mut input: PartnershipInput,
    own: Option<Id>,
) -> Result<PartnershipInput, Problem> {
    let lists = Lists::current(tx.conn, &tx.app)?;
    let mut rules = Rules::default();
    input.title = rules.text(&input.title, "/title");
    input.objectives = rules.prose(&input.objectives, "/objectives");
    let mut clean =
        |text: Option<String>, pointer: &str| text.map(|text| rules.text(&text, pointer));
    input.authority_office = clean(input.authority_office, "/authority_office");
    input.authority_number = clean(input.authority_number, "/authority_number");
    rules.in_order(input.effective_from, input.effective_to, "/effective_to");
    for (pointer, day) in [
        ("/effective_from", input.effective_from),
        ("/effective_to", input.effective_to),
    ] {
        if Quarter::of(day).is_none() {
            rules.broken(
                pointer,
                "out_of_range",
                Text::new(
                    "Tahunnya harus 2000 sampai 2100.",
                    "The year must be 2000 to 2100.",
                ),
            );
        }
    }
    rules.not_in_future(input.authority_signed_on, "/authority_signed_on");
    rules.no_repeats(&input.fields, "/fields");
    rules.no_repeats(&input.region_codes, "/region_codes");
    let mut flags = Vec::new();
    for (n, code) in input.region_codes.iter().enumerate() {
        let pointer = format!("/region_codes/{n}");
        lists.check_region(code, &pointer, &mut rules, &mut flags);
    }
    if input.document_sha256.is_some() && input.document_url.is_none() {
        rules.broken(
            "/document_url",
            "required",
            Text::new(
                "Sebutkan alamat dokumen yang memiliki SHA-256 ini.",
                "Say where the document of this SHA-256 lies.",
            ),
        );
    }
    if let Some(continued) = input.extension_of {
        check_extension(tx, &input, own, continued, &mut rules)?;
    }
    rules.finish()?;
    Ok(input)
}

/// What is continued is another partnership of the same agency that was signed and ends earlier.
fn check_extension(
    tx: &mut Tx<'_>,
    input: &PartnershipInput,
    own: Option<Id>,
    continued: Id,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let found = known(find(tx.conn, &tx.who, continued))?;
    let fits = found.is_some_and(|row| {
        own != Some(row.id)
            && row.owner_agency == tx.who.agency
            && row.status.takes_reports()
            && row.effective_to < input.effective_to
    });
    if !fits {
        rules.broken(
            "/extension_of",
            "not_extendable",
            Text::new(
                "Yang dilanjutkan haruslah kemitraan lain milik instansi Anda yang sudah ditandatangani dan berakhir lebih awal.",
                "What is continued must be another partnership of your agency that was signed and ends earlier.",
            ),
        );
    }
    Ok(())
}
