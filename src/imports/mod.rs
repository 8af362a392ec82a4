//! Imports: an agency's spreadsheet becomes rows of the register.
//!
//! A file (CSV, XLSX or NDJSON) is taken in encrypted chunks ([`upload`]) and worked off by a job in the
//! background ([`runner`], [`job`]), or by the command line ([`run_file`]). Reading is in two
//! layers: the file's rows and columns ([`sheet`], [`header`]), then what a row says ([`read`]).
//! What cannot be read safely is refused with a code and, where one is known, a suggestion; it is
//! never guessed.
//!
//! Planning ([`plan`]) only reads: which business and person does the row mean? In the row's own
//! register it tries, in order, the keys whose parts the row has: the record id of the source; the
//! NIK with the business's name; the NIB with the owner; a keyed hash of names, address and region
//! within one agency's source. Applying ([`apply`]) writes rows, audit, changes, flags and the
//! job's counters in one transaction.
//!
//! What a row leaves blank stays as it is; what it says replaces what is recorded. Two rows of one
//! file that mean the same business: the second is skipped and reported.
//!
//! A list of participants ([`enrollments`]) is read by the same engine; its rows find or enter people
//! and businesses in the same way ([`link`]) and enroll them in one batch.
//!
//! A job belongs to its agency: nobody else sees it. The file is erased when the job ends, what was
//! refused seven days later.

mod aliases;
mod apply;
mod batch;
pub mod cell;
mod cells;
mod contact;
mod context;
mod csv;
mod doubts;
mod enrollments;
mod erase;
pub mod field;
mod figures;
mod finding;
mod finish;
pub mod header;
mod hold;
mod http;
mod inflate;
mod job;
mod lease;
mod line;
mod link;
mod local;
mod marks;
mod matching;
mod merge;
mod ndjson;
mod pace;
mod pending;
mod person;
mod place;
mod plan;
mod progress;
mod read;
mod report;
mod runner;
mod seen;
mod send_back;
pub mod sheet;
mod source;
mod status;
mod store;
mod survey;
mod template;
mod types;
mod upload;
mod view;
mod vocabulary;
mod whole;
mod work;
mod xlsx;
mod zip_guard;

pub use local::{FileOptions, run_file, write_errors};
pub use pace::Pace;
pub use progress::Progress;
pub use runner::start;
pub use status::ImportStatus;
pub use template::template;
pub use types::{Counters, Import, ImportKind, ImportMode, ImportQuery, OnConflict};

use crate::routes::Routes;

/// The routes of imports.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::create)
        .service(http::list)
        .service(template::get)
        .service(http::get)
        .service(http::errors)
        .service(http::transition);
}
