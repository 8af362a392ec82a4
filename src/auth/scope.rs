//! Scopes: what kind of thing a token may be used for.

use crate::db::types::words;

macro_rules! scopes {
    ($($(#[$meta:meta])* $name:ident = $word:literal),+ $(,)?) => {
        words! {
            /// What kind of thing a token may be used for; where is the agency's jurisdiction.
            pub enum Scope { $($(#[$meta])* $name = $word),+ }
        }

        /// One marker type for each scope, named in a handler's parameters.
        pub mod need {
            $($(#[$meta])* #[derive(Debug)] pub struct $name;
            impl super::Need for $name { const SCOPE: super::Scope = super::Scope::$name; })+
        }
    };
}

/// The scope a handler needs, as a type.
pub trait Need: 'static {
    /// The scope.
    const SCOPE: Scope;
}

scopes! {
    /// Read businesses, their history, licenses, products, market channels, snapshots without money, flags and changes.
    BusinessesRead = "businesses:read",
    /// Enter and change businesses, their snapshots, licenses, products and market channels.
    BusinessesWrite = "businesses:write",
    /// Read people, with personal values masked.
    PeopleRead = "people:read",
    /// Enter and change people.
    PeopleWrite = "people:write",
    /// Read personal values in full, with actor and purpose; audited.
    PeopleIdentify = "people:identify",
    /// Read capital, sales and investment (specific data, UU 27/2022 Pasal 4).
    FinanceRead = "finance:read",
    /// Read disability (specific data, UU 27/2022 Pasal 4).
    DisabilityRead = "disability:read",
    /// Read training programs, batches, enrollments, certificates and job placements.
    TrainingRead = "training:read",
    /// Plan and run training programs of the own agency.
    TrainingWrite = "training:write",
    /// Read partnerships with their activities, targets, meetings, obstacles and evaluations.
    PartnershipsRead = "partnerships:read",
    /// Coordinate partnerships and report on the own activities in them.
    PartnershipsWrite = "partnerships:write",
    /// Read statistics.
    StatisticsRead = "statistics:read",
    /// Read import jobs and their errors.
    ImportsRead = "imports:read",
    /// Upload and run imports.
    ImportsWrite = "imports:write",
    /// Read the audit trail.
    AuditRead = "audit:read",
    /// Administer agencies, organizations and clients.
    Admin = "admin",
}

impl Scope {
    /// Every scope that an agency's client may hold.
    pub fn agency() -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|scope| *scope != Self::Admin)
    }

    /// What the scope allows, in English, for the OpenAPI document.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::BusinessesRead => {
                "Read businesses, their history, licenses, products, market channels, snapshots without money, flags and changes."
            }
            Self::BusinessesWrite => {
                "Enter and change businesses, their snapshots, licenses, products and market channels."
            }
            Self::PeopleRead => "Read people, with personal values masked.",
            Self::PeopleWrite => "Enter and change people.",
            Self::PeopleIdentify => {
                "Read personal values in full, with actor and purpose; audited."
            }
            Self::FinanceRead => "Read capital, sales and investment.",
            Self::DisabilityRead => "Read disability.",
            Self::TrainingRead => {
                "Read training programs, batches, enrollments, certificates and job placements."
            }
            Self::TrainingWrite => "Plan and run training programs of the own agency.",
            Self::PartnershipsRead => {
                "Read partnerships with their activities, targets, meetings, obstacles and evaluations."
            }
            Self::PartnershipsWrite => {
                "Coordinate partnerships and report on the own activities in them."
            }
            Self::StatisticsRead => "Read statistics.",
            Self::ImportsRead => "Read import jobs and their errors.",
            Self::ImportsWrite => "Upload and run imports.",
            Self::AuditRead => "Read the audit trail.",
            Self::Admin => "Administer agencies, organizations and clients.",
        }
    }
}

/// Reads a list of scopes separated by spaces (RFC 6749 section 3.3); unknown words are named.
pub fn parse_list(text: &str) -> Result<Vec<Scope>, String> {
    text.split_whitespace()
        .map(|word| Scope::from_word(word).ok_or_else(|| word.to_owned()))
        .collect()
}

/// Writes scopes as RFC 6749 section 3.3 does.
pub fn join(scopes: &[Scope]) -> String {
    scopes
        .iter()
        .map(|scope| scope.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}
