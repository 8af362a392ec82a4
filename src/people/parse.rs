//! Reading a person: the rules that need no other row.

use chrono::{Datelike, Days, NaiveDate};

use super::person::Personal;
use super::{NewPerson, PersonInput, PersonStatus, StreetAddress};
use crate::data_quality::{Flag, FlagCode};
use crate::http::Rules;
use crate::reference::Lists;
use crate::text::Text;
use crate::values::date::today;
use crate::values::phone::Phone;
use crate::values::{ValueError, email, name, nik, phone};

/// Nobody alive was ever older.
const OLDEST: i32 = 120;

/// Reads a person; every broken rule is noted at `at` + its field, and then there is none.
///
/// The flags are the doubts that need no other row. `register_code` is not read here: who may
/// enter where is the business of whoever makes the row.
pub fn parse(
    input: &PersonInput,
    lists: &Lists,
    rules: &mut Rules,
    at: &str,
) -> Option<(NewPerson, Vec<Flag>)> {
    let mut reader = Reader {
        rules,
        at,
        clean: true,
    };
    let full_name = reader.name(&input.full_name);
    let nik = reader.optional("nik", input.nik.as_deref(), nik::parse);
    let email = reader.optional("email", input.email.as_deref(), email::parse);
    let phones = reader.phones(&input.phones);
    let address = reader.address(input.address.as_ref());
    let disability = reader.text("disability", input.disability.as_deref());
    let other_occupation = reader.text("other_occupation", input.other_occupation.as_deref());
    let (source_system, source_record_id) = reader.source(input);
    reader.birth_date(input.birth_date, today());
    if let Some(code) = &input.region_code {
        let pointer = format!("{at}/region_code");
        let known = lists.check_region(code, &pointer, reader.rules, &mut Vec::new());
        reader.clean &= known.is_some();
    }
    if !reader.clean {
        return None;
    }
    let flags = doubts(input, lists);
    let person = NewPerson {
        full_name,
        gender: input.gender,
        birth_date: input.birth_date,
        education: input.education,
        region_code: input.region_code.clone(),
        is_household_head: input.is_household_head,
        status: input.status.unwrap_or(PersonStatus::Aktif),
        source_system,
        source_record_id,
        personal: Personal {
            nik: nik.map(|nik| nik.as_str().to_owned()),
            phones,
            email: email.map(|email| email.as_str().to_owned()),
            address,
            disability,
            marital_status: input.marital_status,
            is_cooperative_member: input.is_cooperative_member,
            cooperative_type: input.cooperative_type,
            other_occupation,
        },
    };
    Some((person, flags))
}

/// The doubts that need no other row.
///
/// Real NIKs with a wrong date or gender exist and are not issued again: a doubt, never a refusal.
pub(super) fn doubts(input: &PersonInput, lists: &Lists) -> Vec<Flag> {
    let mut flags = Vec::new();
    let region = input.region_code.as_deref();
    if region
        .and_then(|code| lists.region(code))
        .is_some_and(|region| region.retired)
    {
        flags.push(Flag::new(FlagCode::RegionRetired, "region_code"));
    }
    let Some(Ok(nik)) = input.nik.as_deref().map(nik::parse) else {
        return flags;
    };
    if let Some(date) = input.birth_date
        && !nik.birth_date_hint().agrees_with(date)
    {
        flags.push(Flag::new(FlagCode::NikBirthDateMismatch, "birth_date"));
    }
    if let Some(gender) = input.gender
        && nik.gender_hint() != gender
    {
        flags.push(Flag::new(FlagCode::NikGenderMismatch, "gender"));
    }
    flags
}

struct Reader<'r> {
    rules: &'r mut Rules,
    at: &'r str,
    clean: bool,
}

impl Reader<'_> {
    fn broken(&mut self, field: &str, code: &'static str, id: &'static str, en: &'static str) {
        self.rules
            .broken(format!("{}/{field}", self.at), code, Text::new(id, en));
        self.clean = false;
    }

    fn read<T>(&mut self, field: &str, parsed: Result<T, ValueError>) -> Option<T> {
        let value = self.rules.check(&format!("{}/{field}", self.at), parsed);
        self.clean &= value.is_some();
        value
    }

    fn optional<T>(
        &mut self,
        field: &str,
        text: Option<&str>,
        parse: fn(&str) -> Result<T, ValueError>,
    ) -> Option<T> {
        let text = text?;
        self.read(field, parse(text))
    }

    /// A free text as it is kept: only trimmed, whatever stands in it.
    fn text(&mut self, field: &str, text: Option<&str>) -> Option<String> {
        let text = text?.trim();
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        {
            self.broken(
                field,
                "control_character",
                "Teks berisi karakter kendali yang tidak terlihat.",
                "The text holds invisible control characters.",
            );
            return None;
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn name(&mut self, text: &str) -> String {
        let name = self.text("full_name", Some(text));
        if self.clean && name.as_deref().is_none_or(name::is_placeholder) {
            self.broken(
                "full_name",
                "name_missing",
                "Tulis nama orangnya.",
                "Write the person's name.",
            );
        }
        name.unwrap_or_default()
    }

    fn phones(&mut self, texts: &[String]) -> Vec<String> {
        let mut phones: Vec<Phone> = Vec::new();
        for (n, text) in texts.iter().enumerate() {
            if let Some(phone) = self.read(&format!("phones/{n}"), phone::parse(text))
                && !phones.contains(&phone)
            {
                phones.push(phone);
            }
        }
        phones
            .into_iter()
            .map(|phone| phone.as_str().to_owned())
            .collect()
    }

    fn address(&mut self, address: Option<&StreetAddress>) -> Option<StreetAddress> {
        let address = address?;
        let unit = |number: &String| format!("{number:0>3}");
        let kept = StreetAddress {
            street: self.text("address/street", address.street.as_deref()),
            rt: address.rt.as_ref().map(unit),
            rw: address.rw.as_ref().map(unit),
            postal_code: address.postal_code.clone(),
        };
        (kept != StreetAddress::default()).then_some(kept)
    }

    fn source(&mut self, input: &PersonInput) -> (Option<String>, Option<String>) {
        let system = self.text("source_system", input.source_system.as_deref());
        let record = self.text("source_record_id", input.source_record_id.as_deref());
        if record.is_some() && system.is_none() {
            self.broken(
                "source_system",
                "required",
                "Sebutkan sistem asal nomor baris ini.",
                "Name the system this row id comes from.",
            );
        }
        if record.as_deref().is_some_and(|id| nik::parse(id).is_ok()) {
            self.broken(
                "source_record_id",
                "personal_value",
                "NIK tidak boleh menjadi nomor baris, karena nomor baris tidak dienkripsi.",
                "A NIK cannot serve as the row id, because row ids are not encrypted.",
            );
        }
        (system, record)
    }

    fn birth_date(&mut self, date: Option<NaiveDate>, today: NaiveDate) {
        let Some(date) = date else { return };
        if date > today {
            self.broken(
                "birth_date",
                "in_the_future",
                "Tanggal lahir belum tiba.",
                "The date of birth lies in the future.",
            );
        } else if older_than(date, OLDEST, today) {
            self.broken(
                "birth_date",
                "too_old",
                "Tanggal lahir lebih dari 120 tahun yang lalu.",
                "The date of birth is more than 120 years ago.",
            );
        }
    }
}

/// Whether somebody born on `date` is older than so many full years.
fn older_than(date: NaiveDate, years: i32, today: NaiveDate) -> bool {
    let year = today.year() - years - 1;
    // 29 February of a common year counts as 28 February.
    let limit = today
        .with_year(year)
        .or_else(|| (today - Days::new(1)).with_year(year));
    limit.is_some_and(|limit| date <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::gender::Gender;

    fn ana() -> PersonInput {
        PersonInput {
            full_name: "  Contoh \"Ana\"; DROP TABLE people; <b>  ".to_owned(),
            nik: Some("640201-410780-0001".to_owned()),
            gender: Some(Gender::P),
            birth_date: NaiveDate::from_ymd_opt(1980, 7, 1),
            phones: vec!["081255500123".to_owned(), "+62 812 5550 0123".to_owned()],
            address: Some(StreetAddress {
                rt: Some("5".to_owned()),
                ..StreetAddress::default()
            }),
            ..PersonInput::default()
        }
    }

    type Read = Result<(NewPerson, Vec<Flag>), Vec<(String, &'static str)>>;

    fn read(input: &PersonInput) -> Read {
        let mut rules = Rules::default();
        let read = parse(input, &Lists::default(), &mut rules, "/owners/0");
        match rules.finish() {
            Ok(()) => Ok(read.expect("no rule is broken")),
            Err(problem) => {
                assert!(read.is_none());
                let errors = problem.field_errors().iter();
                Err(errors.map(|e| (e.pointer.clone(), e.code)).collect())
            }
        }
    }

    #[test]
    fn values_take_their_one_form_and_text_stays() {
        let (person, flags) = read(&ana()).unwrap();
        assert_eq!(person.full_name, "Contoh \"Ana\"; DROP TABLE people; <b>");
        let input = person.input("64.02");
        assert_eq!(input.nik.as_deref(), Some("6402014107800001"));
        assert_eq!(input.phones, ["+6281255500123"]);
        assert_eq!(input.address.unwrap().rt.as_deref(), Some("005"));
        assert_eq!(input.status, Some(PersonStatus::Aktif));
        assert!(flags.is_empty());
    }

    #[test]
    fn the_one_form_reads_as_itself() {
        let (person, _) = read(&ana()).unwrap();
        let (again, _) = read(&person.input("64.02")).unwrap();
        assert!(person == again);
    }

    #[test]
    fn every_broken_rule_is_named_at_its_place() {
        let input = PersonInput {
            full_name: "-".to_owned(),
            nik: Some("6402014107800000".to_owned()),
            phones: vec!["081255500123".to_owned(), "12".to_owned()],
            email: Some("nobody".to_owned()),
            birth_date: NaiveDate::from_ymd_opt(1850, 1, 1),
            region_code: Some("99.99".to_owned()),
            source_record_id: Some("6402014107800001".to_owned()),
            disability: Some("a\u{0}".to_owned()),
            ..PersonInput::default()
        };
        let mut errors = read(&input).unwrap_err();
        errors.sort();
        assert_eq!(
            errors,
            [
                ("/owners/0/birth_date", "too_old"),
                ("/owners/0/disability", "control_character"),
                ("/owners/0/email", "invalid_email"),
                ("/owners/0/full_name", "name_missing"),
                ("/owners/0/nik", "nik_serial"),
                ("/owners/0/phones/1", "invalid_phone"),
                ("/owners/0/region_code", "unknown_region"),
                ("/owners/0/source_record_id", "personal_value"),
                ("/owners/0/source_system", "required"),
            ]
            .map(|(pointer, code)| (pointer.to_owned(), code))
        );
    }

    #[test]
    fn a_nik_that_contradicts_is_a_doubt_only() {
        let input = PersonInput {
            gender: Some(Gender::L),
            birth_date: NaiveDate::from_ymd_opt(1980, 1, 7),
            ..ana()
        };
        let (person, flags) = read(&input).unwrap();
        assert_eq!(person.gender, Some(Gender::L));
        let codes: Vec<_> = flags.iter().map(|flag| flag.code).collect();
        assert_eq!(
            codes,
            [FlagCode::NikBirthDateMismatch, FlagCode::NikGenderMismatch]
        );
    }

    #[test]
    fn gender_is_never_guessed() {
        let input = PersonInput {
            gender: None,
            ..ana()
        };
        assert_eq!(read(&input).unwrap().0.gender, None);
    }

    #[test]
    fn an_age_counts_full_years() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert!(!older_than(day(1906, 5, 2), 120, day(2027, 5, 1)));
        assert!(older_than(day(1906, 5, 1), 120, day(2027, 5, 1)));
        assert!(older_than(day(1906, 5, 1), 120, day(2028, 2, 29)));
    }
}
