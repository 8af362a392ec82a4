//! Optimistic writing: a row is replaced only by its next version.

/// Stores the next version of a row (`id` or the named key, and `version`, are its fields); 412 when
/// another write came first.
macro_rules! replace_row {
    ($conn:expr, $table:ident, $row:expr) => {
        $crate::db::replace_row!($conn, $table, $row, id)
    };
    ($conn:expr, $table:ident, $row:expr, $key:ident) => {{
        let row = $row;
        // A row's changeset writes every column (`treat_none_as_null`): its text is always the same.
        let changed = $crate::db::on!($conn, |c| $crate::db::Kept(
            diesel::update(
                $table::table
                    .find(&row.$key)
                    .filter($table::version.eq(row.version - 1))
            )
            .set(row)
        )
        .execute(c))?;
        if changed == 0 {
            Err($crate::http::Problem::new(
                $crate::http::Code::PreconditionFailed,
            ))
        } else {
            Ok(())
        }
    }};
}
pub(crate) use replace_row;
