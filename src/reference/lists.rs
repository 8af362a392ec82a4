//! The code lists in memory, read once and again when an import changed them.
//!
//! The note `lists_generation` of the database names the state its lists are in; a copy is kept for
//! each state seen, and a new one is made when the note or the day has changed.

mod kbli;
mod resolve;

pub use kbli::KbliMatch;
pub(super) use resolve::dotted;
pub use resolve::{RegionQuery, Resolved};

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, RwLock};

use chrono::{NaiveDate, Utc};

use super::regions::{RegionKind, store as regions};
use super::{kbli::store as kbli_store, public};
use crate::app::App;
use crate::data_quality::{Flag, FlagCode};
use crate::db::{Conn, DbError, Id};
use crate::http::{Code, Problem, Rules};
use crate::setup;
use crate::text::Text;

/// The note that names the state of the lists.
const GENERATION: &str = "lists_generation";
/// The note of the provinces whose list is complete.
pub(super) const REGIONS_COMPLETE: &str = "regions_complete";
/// The note of the KBLI editions whose list is complete.
pub(super) const KBLI_COMPLETE: &str = "kbli_complete";
/// The most states kept: one for the service, more only where one process holds many databases.
const KEPT: usize = 8;

type State = (String, NaiveDate);

static CACHE: RwLock<Vec<(State, Arc<Lists>)>> = RwLock::new(Vec::new());

/// A region in memory.
#[derive(Clone, Debug)]
pub struct Region {
    /// Dotted Kemendagri code.
    pub code: String,
    /// Official name.
    pub name: String,
    /// 1 province, 2 regency or city, 3 district, 4 village.
    pub level: u8,
    /// Its kind.
    pub kind: RegionKind,
    /// The code of BPS, where it is known.
    pub bps_code: Option<String>,
    /// Whether the code is no longer in use.
    pub retired: bool,
    /// The codes that took its place.
    pub successors: Vec<String>,
    /// The keys of its names.
    keys: Vec<String>,
}

/// The regions and KBLI codes known.
#[derive(Debug, Default)]
pub struct Lists {
    regions: BTreeMap<String, Region>,
    /// For each level, the codes in use by the key of a name.
    names: [HashMap<String, Vec<String>>; 4],
    by_bps: HashMap<String, String>,
    complete: HashSet<String>,
    kbli: HashMap<String, kbli::Edition>,
}

/// Says that the lists are as shipped.
pub(super) fn shipped(conn: &mut Conn) -> Result<(), DbError> {
    let generation = public::hash(&[
        include_str!("data/regions.csv"),
        include_str!("data/region_successors.csv"),
        include_str!("data/kbli.csv"),
    ]);
    setup::set_note(conn, GENERATION, &generation)
}

/// Says that the lists have changed, in the transaction that changed them.
pub(super) fn changed(conn: &mut Conn) -> Result<(), DbError> {
    setup::set_note(conn, GENERATION, &Id::new())
}

/// Names the state that the lists are in.
pub fn generation(conn: &mut Conn) -> Result<String, DbError> {
    let generation: Option<String> = setup::note(conn, GENERATION)?;
    Ok(generation.unwrap_or_default())
}

impl Lists {
    /// The lists as they are now.
    pub fn current(conn: &mut Conn, _: &App) -> Result<Arc<Self>, Problem> {
        let state = (generation(conn)?, Utc::now().date_naive());
        if let Ok(cache) = CACHE.read()
            && let Some((_, lists)) = cache.iter().find(|(held, _)| *held == state)
        {
            return Ok(Arc::clone(lists));
        }
        let lists = Arc::new(Self::load(conn, state.1)?);
        // Without a note nothing would say when the copy grows old.
        if !state.0.is_empty()
            && let Ok(mut cache) = CACHE.write()
        {
            if cache.len() >= KEPT {
                cache.remove(0);
            }
            cache.push((state, Arc::clone(&lists)));
        }
        Ok(lists)
    }

    fn load(conn: &mut Conn, today: NaiveDate) -> Result<Self, DbError> {
        let rows = regions::all(conn)?;
        let successors = regions::all_successors(conn)?;
        let complete: Option<Vec<String>> = setup::note(conn, REGIONS_COMPLETE)?;
        let editions: Option<Vec<String>> = setup::note(conn, KBLI_COMPLETE)?;
        let codes = kbli_store::all(conn)?;
        Ok(Self::of(
            rows,
            successors,
            complete.unwrap_or_default(),
            codes,
            &editions.unwrap_or_default(),
            today,
        ))
    }

    fn of(
        rows: Vec<regions::Row>,
        successors: Vec<regions::Successor>,
        complete: Vec<String>,
        codes: Vec<kbli_store::Row>,
        editions: &[String],
        today: NaiveDate,
    ) -> Self {
        let mut lists = Self {
            complete: complete.into_iter().collect(),
            kbli: kbli::editions(codes, editions),
            ..Self::default()
        };
        for row in rows {
            lists.add(row, today);
        }
        for pair in successors {
            if let Some(region) = lists.regions.get_mut(&pair.code) {
                region.successors.push(pair.successor_code);
            }
        }
        lists
    }

    fn add(&mut self, row: regions::Row, today: NaiveDate) {
        let region = Region {
            keys: row.keys(),
            retired: row.valid_to.is_some_and(|to| to <= today),
            level: super::regions::level_of(&row.code),
            kind: row.kind,
            bps_code: row.bps_code,
            successors: Vec::new(),
            code: row.code,
            name: row.name,
        };
        if !region.retired {
            let level = usize::from(region.level.clamp(1, 4) - 1);
            for key in &region.keys {
                let codes = self.names[level].entry(key.clone()).or_default();
                codes.push(region.code.clone());
            }
        }
        if let Some(bps) = &region.bps_code
            && (!region.retired || !self.by_bps.contains_key(bps))
        {
            self.by_bps.insert(bps.clone(), region.code.clone());
        }
        self.regions.insert(region.code.clone(), region);
    }

    /// The shipped lists, without a database.
    #[cfg(test)]
    pub(crate) fn of_shipped() -> Self {
        Self::of(
            regions::shipped(),
            regions::shipped_successors(),
            Vec::new(),
            kbli_store::shipped(),
            &[],
            Utc::now().date_naive(),
        )
    }

    /// The region with this dotted code, retired ones too.
    pub fn region(&self, code: &str) -> Option<&Region> {
        self.regions.get(code)
    }

    /// The region with this code of BPS.
    pub fn region_by_bps(&self, code: &str) -> Option<&Region> {
        self.by_bps.get(code).and_then(|code| self.region(code))
    }

    /// Whether regions are missing in the province of this code.
    pub fn is_partial(&self, code: &str) -> bool {
        let province = code.get(..2).unwrap_or_default();
        self.regions.contains_key(province) && !self.complete.contains(province)
    }

    /// The region with this dotted code; a broken rule names the way out when there is none.
    pub fn check_region(
        &self,
        code: &str,
        pointer: &str,
        rules: &mut Rules,
        flags: &mut Vec<Flag>,
    ) -> Option<&Region> {
        let found = self.regions.get(code);
        match found {
            None => self.unknown_region(code, pointer, rules),
            Some(region) if region.retired => {
                flags.push(Flag::new(FlagCode::RegionRetired, "region_code"));
            }
            Some(_) => {}
        }
        found
    }

    /// Refuses a list of what lies in a region that no list holds; retired ones hold rows still.
    /// Only an empty page asks: whatever is found lies in a region that is known.
    pub fn check_filter(
        conn: &mut Conn,
        app: &App,
        region: Option<&str>,
        is_empty: bool,
    ) -> Result<(), Problem> {
        let Some(code) = region.filter(|_| is_empty) else {
            return Ok(());
        };
        let mut rules = Rules::default();
        Self::current(conn, app)?.check_region(code, "?region", &mut rules, &mut Vec::new());
        rules.finish().map_err(|broken| {
            Problem::new(Code::InvalidParameter).errors(broken.field_errors().to_vec())
        })
    }

    fn unknown_region(&self, code: &str, pointer: &str, rules: &mut Rules) {
        let near = self.near_codes(code);
        let detail = if near.is_empty() {
            Text::new("Kode wilayah tidak dikenal.", "The region code is unknown.")
        } else {
            let near = near.join(", ");
            Text::owned(
                format!("Kode wilayah tidak dikenal. Saran: {near}"),
                format!("The region code is unknown. Suggestion: {near}"),
            )
        };
        rules.broken(pointer, "unknown_region", detail);
        if self.is_partial(code) {
            rules.broken(pointer, "region_list_incomplete", incomplete(code));
        }
    }

    /// Up to three codes in use under the same parent that differ by one slip of the hand.
    fn near_codes(&self, code: &str) -> Vec<String> {
        let parent = code.rsplit_once('.').map_or("", |(parent, _)| parent);
        self.within(parent)
            .filter(|region| region.code.len() == code.len() && !region.retired)
            .filter(|region| strsim::damerau_levenshtein(&region.code, code) == 1)
            .take(3)
            .map(|region| format!("{} ({})", region.code, region.name))
            .collect()
    }

    /// The regions at or below a code, all for an empty one.
    fn within<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Region> {
        self.regions
            .range(code.to_owned()..)
            .map(|(_, region)| region)
            .take_while(move |region| region.code.starts_with(code))
            .filter(move |region| is_within(&region.code, code))
    }
}

/// Whether a dotted code lies at or below another; the empty one is the whole country.
pub(super) fn is_within(code: &str, above: &str) -> bool {
    above.is_empty()
        || code
            .strip_prefix(above)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What to say while the list of a code's province is partial.
fn incomplete(code: &str) -> Text {
    let province = code.get(..2).unwrap_or_default();
    Text::owned(
        format!(
            "Daftar wilayah provinsi {province} belum lengkap; operator memuat daftar resmi dengan perintah: sinergi import regions FILE"
        ),
        format!(
            "The list of regions of province {province} is not complete; the operator loads the official one with the command: sinergi import regions FILE"
        ),
    )
}

#[cfg(test)]
mod tests;
