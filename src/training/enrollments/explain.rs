//! Why a rule is met or not, in both languages.

use super::eligibility::{EligibilityRule as Rule, EligibilityVerdict as Verdict, Finding};
use crate::auth::Who;
use crate::text::Text;

impl Finding {
    /// The verdict and why, for a caller who may be told of the similar training or not.
    pub fn detail(&self, who: &Who) -> Text {
        let (id, en) = match self.verdict {
            Verdict::Met => ("terpenuhi", "met"),
            Verdict::NotMet => ("tidak terpenuhi", "not met"),
            Verdict::Unknown => ("tidak diketahui", "unknown"),
        };
        let why = self.why(who);
        Text::owned(format!("{id}: {}", why.id), format!("{en}: {}", why.en))
    }

    fn why(&self, who: &Who) -> Text {
        let (bound, on) = (&self.bound, self.on);
        let (id, en) = match (self.rule, self.verdict) {
            (Rule::AgeMin, Verdict::Met) => (
                format!("berusia paling sedikit {bound} tahun pada {on}"),
                format!("at least {bound} years old on {on}"),
            ),
            (Rule::AgeMin, Verdict::NotMet) => (
                format!("belum berusia {bound} tahun pada {on}"),
                format!("younger than {bound} years on {on}"),
            ),
            (Rule::AgeMax, Verdict::Met) => (
                format!("berusia paling banyak {bound} tahun pada {on}"),
                format!("at most {bound} years old on {on}"),
            ),
            (Rule::AgeMax, Verdict::NotMet) => (
                format!("sudah melewati usia {bound} tahun pada {on}"),
                format!("older than {bound} years on {on}"),
            ),
            (Rule::AgeMin | Rule::AgeMax, Verdict::Unknown) => (
                format!("tanggal lahir belum tercatat (batas {bound} tahun)"),
                format!("no birth date is recorded (the bound is {bound} years)"),
            ),
            (Rule::Gender, Verdict::Unknown) => (
                format!("jenis kelamin belum tercatat (terbuka untuk {bound})"),
                format!("no gender is recorded (open to {bound})"),
            ),
            (Rule::Gender, _) => (format!("terbuka untuk {bound}"), format!("open to {bound}")),
            (Rule::Region, Verdict::Met) => (
                format!("tinggal di wilayah {bound}"),
                format!("lives in {bound}"),
            ),
            (Rule::Region, Verdict::NotMet) => (
                format!("tinggal di luar wilayah {bound}"),
                format!("lives outside {bound}"),
            ),
            (Rule::Region, Verdict::Unknown) => (
                format!("tempat tinggal belum tercatat cukup rinci (terbuka untuk {bound})"),
                format!("her residence is not recorded closely enough (open to {bound})"),
            ),
            (Rule::EducationMin, Verdict::Met) => (
                format!("pendidikan paling rendah {bound}"),
                format!("education of at least {bound}"),
            ),
            (Rule::EducationMin, Verdict::NotMet) => (
                format!("pendidikan di bawah {bound}"),
                format!("education below {bound}"),
            ),
            (Rule::EducationMin, Verdict::Unknown) => (
                format!("pendidikan belum tercatat (paling rendah {bound})"),
                format!("no education is recorded (at least {bound})"),
            ),
            (Rule::NoSimilarTraining, Verdict::Met) => (
                format!("tidak ada pelatihan serupa dalam {bound} bulan sebelumnya"),
                format!("no similar training in the {bound} months before"),
            ),
            (Rule::NoSimilarTraining, Verdict::Unknown) => (
                "tanpa NIK, pelatihan di register lain tidak dapat diperiksa".to_owned(),
                "without a NIK, trainings in other registers cannot be looked for".to_owned(),
            ),
            (Rule::NoSimilarTraining, Verdict::NotMet) => return self.trained(who),
        };
        Text::owned(id, en)
    }

    /// "trained in kuliner 4 months ago": field and agency only for who may see that enrollment.
    fn trained(&self, who: &Who) -> Text {
        let Some(similar) = &self.similar else {
            return Text::new(
                "pernah mengikuti pelatihan serupa",
                "had a similar training",
            );
        };
        let (what_id, what_en, by_id, by_en) = if who.sees(&similar.register_code) {
            (
                format!("pelatihan {}", similar.field),
                format!("trained in {}", similar.field),
                format!(" oleh {}", similar.agency),
                format!(" by {}", similar.agency),
            )
        } else {
            (
                "pelatihan serupa".to_owned(),
                "had a similar training".to_owned(),
                String::new(),
                String::new(),
            )
        };
        let (when_id, when_en) = match similar.months {
            None => (
                "pada waktu yang sama".to_owned(),
                "at the same time".to_owned(),
            ),
            Some(0) => (
                "kurang dari sebulan sebelumnya".to_owned(),
                "less than a month before".to_owned(),
            ),
            Some(1) => ("1 bulan sebelumnya".to_owned(), "1 month ago".to_owned()),
            Some(n) => (format!("{n} bulan sebelumnya"), format!("{n} months ago")),
        };
        Text::owned(
            format!("mengikuti {what_id} {when_id}{by_id}"),
            format!("{what_en} {when_en}{by_en}"),
        )
    }
}
