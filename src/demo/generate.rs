//! Made-up businesses: the same for the same seed, and nobody's real data.
//!
//! Every NIK stands in district 99 of its regency, which does not exist, so none can be a real
//! person's; every surname is *Contoh*, "example".

use std::io::Write;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// Dotted Kemendagri codes to spread the businesses over.
    pub regions: &'a [&'a str],
    /// How many businesses.
    pub businesses: u32,
    /// How many workers they have together; at least one each.
    pub workers: u32,
    /// The same seed makes the same rows.
    pub seed: u64,
}

const PRODUCTS: [(&str, &str, &str); 12] = [
    ("Keripik", "10794", "kuliner"),
    ("Kue Basah", "10792", "kuliner"),
    ("Roti", "10710", "kuliner"),
    ("Tempe", "10391", "kuliner"),
    ("Gula Merah", "10722", "kuliner"),
    ("Abon Ikan", "10211", "kuliner"),
    ("Bumbu", "10772", "kuliner"),
    ("Tenun Ikat", "13122", "kerajinan"),
    ("Batik", "13134", "kerajinan"),
    ("Anyaman Rotan", "16291", "kerajinan"),
    ("Lidi Nipah", "16292", "kerajinan"),
    ("Jahit", "14120", "fesyen"),
];

const PLACES: [&str; 16] = [
    "Melati", "Anggrek", "Kenanga", "Mawar", "Cempaka", "Dahlia", "Seroja", "Teratai", "Mahakam",
    "Etam", "Ulin", "Enggang", "Meranti", "Bakau", "Gaharu", "Rindang",
];

const WOMEN: [&str; 12] = [
    "Ayu", "Dewi", "Lestari", "Ratna", "Sari", "Wulan", "Indah", "Kartika", "Laras", "Mega",
    "Puspita", "Tiara",
];

const MEN: [&str; 8] = [
    "Adi", "Bayu", "Candra", "Eka", "Galih", "Jaya", "Satria", "Wira",
];

/// Writes the rows as CSV with the importer's own column names.
pub fn csv(out: impl Write, plan: &Plan<'_>) -> csv::Result<()> {
    let mut random = StdRng::seed_from_u64(plan.seed);
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "source_record_id",
        "business_name",
        "owner_name",
        "owner_nik",
        "owner_gender",
        "owner_birth_date",
        "region_code",
        "kbli_version",
        "kbli_code",
        "sector",
        "started_on",
        "registered_on",
        "workers_male",
        "workers_female",
        "investment_idr",
        "sales_idr",
    ])?;
    let mut spare = plan.workers.saturating_sub(plan.businesses);
    for n in 0..plan.businesses {
        let left = plan.businesses - n;
        // What is left is spread so that the last business takes exactly the rest.
        let most = (spare.div_ceil(left) * 2).min(spare);
        let extra = if left == 1 {
            spare
        } else {
            random.random_range(0..=most)
        };
        spare -= extra;
        write_row(&mut writer, &mut random, plan, n, 1 + extra)?;
    }
    writer.flush()?;
    Ok(())
}

fn write_row(
    writer: &mut csv::Writer<impl Write>,
    random: &mut StdRng,
    plan: &Plan<'_>,
    n: u32,
    workers: u32,
) -> csv::Result<()> {
    let region = plan.regions[n as usize % plan.regions.len()];
    let (product, kbli, sector) = PRODUCTS[random.random_range(0..PRODUCTS.len())];
    let place = PLACES[random.random_range(0..PLACES.len())];
    // Seed 004: "sekitar 60 persen pengelolanya adalah kaum perempuan".
    let woman = random.random_bool(0.6);
    let given = if woman {
        WOMEN[random.random_range(0..WOMEN.len())]
    } else {
        MEN[random.random_range(0..MEN.len())]
    };
    let second = PLACES[random.random_range(0..PLACES.len())];
    let (day, month) = (random.random_range(1..=28), random.random_range(1..=12));
    // Each block of 9,999 serial numbers has four birth years of its own: no NIK comes twice.
    let year = 1956 + (n / 9_999 % 11) * 4 + random.random_range(0..4);
    let regency: String = region
        .chars()
        .filter(char::is_ascii_digit)
        .take(4)
        .collect();
    let nik = format!(
        "{regency}99{:02}{month:02}{:02}{:04}",
        day + if woman { 40 } else { 0 },
        year % 100,
        n % 9_999 + 1
    );
    let women_workers = random.random_range(0..=workers).max(u32::from(woman));
    let investment = random.random_range(1..=400) * 500_000;
    let sales = random.random_range(2..=900) * 1_000_000;
    let started = 2005 + random.random_range(0..16);
    writer.write_record([
        format!("demo-{:06}", n + 1),
        format!("{product} {place} {:05}", n + 1),
        format!("{given} {second} Contoh"),
        nik,
        if woman { "P" } else { "L" }.to_owned(),
        format!("{year}-{month:02}-{day:02}"),
        region.to_owned(),
        "2020".to_owned(),
        kbli.to_owned(),
        sector.to_owned(),
        started.to_string(),
        "2021-05-03".to_owned(),
        (workers - women_workers).to_string(),
        women_workers.to_string(),
        investment.to_string(),
        sales.to_string(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workers_add_up_and_no_nik_comes_twice() {
        let plan = Plan {
            regions: &["64.02.06", "64.02.05"],
            businesses: 4_774,
            workers: 9_011,
            seed: 2022,
        };
        let (mut one, mut two) = (Vec::new(), Vec::new());
        csv(&mut one, &plan).unwrap();
        csv(&mut two, &plan).unwrap();
        assert_eq!(one, two);
        let mut reader = csv::Reader::from_reader(one.as_slice());
        let mut niks = std::collections::HashSet::new();
        let (mut rows, mut workers) = (0, 0);
        for record in reader.records() {
            let record = record.unwrap();
            rows += 1;
            workers += record[12].parse::<u32>().unwrap() + record[13].parse::<u32>().unwrap();
            assert!(crate::values::nik::parse(&record[3]).is_ok(), "row {rows}");
            assert!(niks.insert(record[3].to_owned()), "row {rows}");
        }
        assert_eq!((rows, workers), (4_774, 9_011));
    }
}
