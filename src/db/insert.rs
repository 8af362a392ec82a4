//! Many rows of one table, the fastest way of each database.

/// Inserts a slice of rows; their struct writes every column it names (`treat_none_as_default_value
/// = false`).
///
/// SQLite runs one statement that is prepared once: a statement of many rows is prepared anew for
/// each number of rows, which costs more than it saves. PostgreSQL takes several rows by `COPY`.
macro_rules! insert_rows {
    ($conn:expr, $table:ident, $rows:expr) => {{
        let rows = $rows;
        match $conn {
            $crate::db::Conn::Sqlite(c) => rows.iter().try_for_each(|row| {
                diesel::insert_into($table::table)
                    .values(row)
                    .execute(c)
                    .map(drop)
            }),
            $crate::db::Conn::Postgres(c) => match rows {
                [] => Ok(()),
                [row] => diesel::insert_into($table::table)
                    .values(row)
                    .execute(c)
                    .map(drop),
                rows => diesel::copy_from($table::table)
                    .from_insertable(rows)
                    .execute(c)
                    .map(drop),
            },
        }
    }};
}
pub(crate) use insert_rows;
