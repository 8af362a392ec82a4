//! Where an agency may look and change.
//!
//! People and businesses lie in the register of one regency, named by its Kemendagri code. Every
//! agency of a regency may change its register; a province and a national agency read theirs and
//! change only rows they own (seed 003: "eksekusi dan realisasi … kabupaten dan kota").

use super::Who;
use crate::db::types::words;
use crate::http::{Code, Problem};

words! {
    /// The level of an agency, which decides its jurisdiction.
    pub enum Level {
        /// A regency's agency.
        Kabupaten = "kabupaten",
        /// A city's agency.
        Kota = "kota",
        /// A province's agency.
        Provinsi = "provinsi",
        /// A national agency.
        Nasional = "nasional",
        /// Runs the service and sees no register row.
        Operator = "operator",
    }
}

impl Level {
    /// Whether it is that of one regency or city.
    pub const fn is_local(self) -> bool {
        matches!(self, Self::Kabupaten | Self::Kota)
    }
}

/// The register (regency or city) a region lies in; none for a province.
pub fn register_of(region: &str) -> Option<&str> {
    region.get(..5).filter(|code| code.as_bytes()[2] == b'.')
}

impl Who {
    /// The registers in sight, as the lowest and highest code; nothing lies within the operator's.
    pub fn registers(&self) -> (String, String) {
        match (self.level, self.region.as_deref()) {
            (Level::Kabupaten | Level::Kota, Some(region)) => {
                (region.to_owned(), region.to_owned())
            }
            (Level::Provinsi, Some(region)) => (format!("{region}.00"), format!("{region}.99")),
            (Level::Nasional, _) => ("00".to_owned(), "99.99".to_owned()),
            _ => ("~".to_owned(), "!".to_owned()),
        }
    }

    /// Whether rows of this register are in sight.
    pub fn sees(&self, register: &str) -> bool {
        let (low, high) = self.registers();
        low.as_str() <= register && register <= high.as_str()
    }

    /// Whether the caller is an agency of one regency or city.
    pub fn is_local(&self) -> bool {
        self.level.is_local()
    }

    /// Refuses a change of a row that is in sight but another agency's to change.
    pub fn may_change(&self, register: &str, owner_agency: &str) -> Result<(), Problem> {
        if !self.sees(register) {
            return Err(Problem::not_found());
        }
        if self.is_local() || owner_agency == self.agency {
            return Ok(());
        }
        Err(Problem::new(Code::OwnedByAnotherAgency))
    }

    /// Where rows lie that an agency plans for its whole area, such as training programs: its
    /// register, or a code that only its own level and those above see.
    pub fn area(&self) -> Result<String, Problem> {
        match (self.level, self.region.as_deref()) {
            (Level::Kabupaten | Level::Kota, Some(region)) => Ok(region.to_owned()),
            (Level::Provinsi, Some(region)) => Ok(format!("{region}.00")),
            (Level::Nasional, _) => Ok("00".to_owned()),
            _ => Err(Problem::new(Code::InsufficientScope).detail(
                "Operator layanan tidak menyelenggarakan program.",
                "The operator of the service runs no programs.",
            )),
        }
    }

    /// Refuses a change of what only its owner changes: programs, batches and what hangs on them.
    pub fn must_own(&self, area: &str, owner_agency: &str) -> Result<(), Problem> {
        if !self.sees(area) {
            return Err(Problem::not_found());
        }
        if owner_agency == self.agency {
            return Ok(());
        }
        Err(Problem::new(Code::OwnedByAnotherAgency))
    }

    /// Refuses a row that the caller would enter outside its jurisdiction.
    pub fn may_enter(&self, register: &str, pointer: &str) -> Result<(), Problem> {
        if self.sees(register) {
            return Ok(());
        }
        Err(Problem::invalid(
            pointer,
            "outside_register",
            "Wilayah ini di luar wilayah kerja instansi Anda.",
            "This region is outside your agency's jurisdiction.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_is_a_regency() {
        assert_eq!(register_of("64.02.06.1001"), Some("64.02"));
        assert_eq!(register_of("64.02"), Some("64.02"));
        assert_eq!(register_of("64"), None);
        assert_eq!(register_of("640206"), None);
    }

    #[test]
    fn each_level_sees_its_own_registers() {
        let who = |level, region: Option<&str>| Who {
            level,
            region: region.map(str::to_owned),
            ..Who::system("x")
        };
        let kukar = who(Level::Kabupaten, Some("64.02"));
        assert!(kukar.sees("64.02") && !kukar.sees("64.72") && !kukar.sees("62.71"));
        let kaltim = who(Level::Provinsi, Some("64"));
        assert!(
            kaltim.sees("64.02")
                && kaltim.sees("64.74")
                && !kaltim.sees("62.71")
                && !kaltim.sees("65.01")
        );
        assert!(who(Level::Nasional, None).sees("62.71"));
        assert_eq!(kaltim.area().expect("an area"), "64.00");
        assert!(kaltim.sees("64.00") && !kukar.sees("64.00") && !kukar.sees("00"));
        let operator = who(Level::Operator, None);
        for register in ["64.02", "11.01", "94.01", "~", "!"] {
            assert!(!operator.sees(register), "{register}");
        }
    }
}
