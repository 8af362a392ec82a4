//! The queries of quarters.

use diesel::prelude::*;

use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::schema::quarter_closings as closings;
use crate::values::quarter::Quarter;

/// The closed quarters of partnerships, each beside its partnership.
pub(in crate::partnerships) fn closed(
    conn: &mut Conn,
    partnerships: &[Id],
) -> Result<Vec<(Id, Quarter)>, Problem> {
    let rows: Vec<(Id, i32, i32)> = on!(conn, |c| closings::table
        .filter(closings::partnership_id.eq_any(partnerships))
        .select((closings::partnership_id, closings::year, closings::quarter))
        .order((closings::partnership_id, closings::year, closings::quarter))
        .load(c))?;
    let quarter = |(id, year, number)| Some((id, quarter_of(year, number)?));
    Ok(rows.into_iter().filter_map(quarter).collect())
}

/// The quarter that two columns name.
pub(in crate::partnerships) fn quarter_of(year: i32, number: i32) -> Option<Quarter> {
    Quarter::new(year, u8::try_from(number).ok()?)
}
