//! What every resource shares on the wire, each mechanism once.

mod answer;
mod catalogue;
mod cursor;
mod envelope;
mod etag;
mod idempotency;
mod input;
mod lenient;
mod list;
mod moves;
mod page;
mod patch;
mod problem;
mod rules;
mod schema;
mod table;
mod wire;

pub use answer::{Answer, Download, Reply, download, found, shown};
pub use catalogue::{Code, Entry};
pub use cursor::{Cursors, Position};
pub use envelope::envelope;
pub use etag::{IfMatch, etag};
pub use idempotency::{erase_expired, post};
pub use input::{Body, List, NoFilter, PathCode, PathId, Query};
pub(crate) use input::{cut_short, media_type, path_id};
pub use list::LISTS;
pub use moves::check_move;
pub use page::{CountMode, Page, PageQuery};
pub(crate) use page::{keyset, page_by_id, page_of};
pub(crate) use patch::patch_of;
pub use patch::{MergePatch, Patch, merge};
pub use problem::{FieldError, FieldProblem, Problem, ProblemBody, known};
pub use rules::Rules;
pub(crate) use table::guarded;
pub use table::{Column, Columns, FreeColumn, columns, whole, whole_of};
pub use wire::{Format, NDJSON, Wire, XLSX};
