//! What a batch writes, decided and not yet written.

use crate::businesses::licenses::ListedLicense;
use crate::businesses::products::ListedProduct;
use crate::businesses::{
    BusinessInput, BusinessRow, Derived, NewBusiness, NewSnapshot, SnapshotRow,
};
use crate::data_quality::Flag;
use crate::db::Id;
use crate::people::{NewPerson, PersonInput, PersonRow};

/// A person to enter.
pub struct EnteredPerson {
    /// Her id.
    pub id: Id,
    /// Her values.
    pub person: NewPerson,
    /// The register she lies in.
    pub register: String,
    /// What her values leave in doubt.
    pub flags: Vec<Flag>,
}

/// A person to change.
pub struct ChangedPerson {
    /// The row as it is.
    pub before: PersonRow,
    /// What it says.
    pub was: PersonInput,
    /// What it will say.
    pub person: NewPerson,
    /// What that leaves in doubt.
    pub flags: Vec<Flag>,
}

impl ChangedPerson {
    /// Whether her recorded gender becomes another.
    pub fn changes_gender(&self) -> bool {
        self.before.gender != self.person.gender
    }
}

/// A business to enter.
pub struct EnteredBusiness {
    /// Its id.
    pub id: Id,
    /// Its values.
    pub business: NewBusiness,
    /// What follows from them.
    pub derived: Derived,
    /// What they leave in doubt.
    pub flags: Vec<Flag>,
    /// What a later file without ids finds it by.
    pub hash: [u8; 32],
    /// Its licenses.
    pub licenses: Vec<ListedLicense>,
    /// Its main product.
    pub product: Option<ListedProduct>,
    /// Its figures.
    pub figures: Option<NewSnapshot>,
}

/// A business to change.
pub struct ChangedBusiness {
    /// The row as it is.
    pub before: BusinessRow,
    /// What it says.
    pub was: BusinessInput,
    /// What it will say.
    pub business: NewBusiness,
    /// What follows from that.
    pub derived: Derived,
    /// What that leaves in doubt.
    pub flags: Vec<Flag>,
    /// What a later file without ids finds it by; none where the row names no owner.
    pub hash: Option<[u8; 32]>,
    /// New licenses.
    pub licenses: Vec<ListedLicense>,
    /// A new product.
    pub product: Option<ListedProduct>,
    /// New figures, and those they replace.
    pub figures: Option<(Option<SnapshotRow>, NewSnapshot)>,
    /// Whether its owners change.
    pub owners_change: bool,
}

/// What a batch writes.
#[derive(Default)]
pub struct Work {
    /// People to enter.
    pub people: Vec<EnteredPerson>,
    /// People to change.
    pub changed_people: Vec<ChangedPerson>,
    /// Businesses to enter.
    pub businesses: Vec<EnteredBusiness>,
    /// Businesses to change.
    pub changed_businesses: Vec<ChangedBusiness>,
}
