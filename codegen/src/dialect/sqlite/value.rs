//! Which values are the same for all rows.

use sqlparser::dialect::SQLiteDialect;

use crate::dialect::value::called;

/// The functions without `SQLITE_DETERMINISTIC` that a column may call (<https://sqlite.org/deterministic.html>).
const VOLATILE: &[&str] = &["changes", "last_insert_rowid", "random", "randomblob", "total_changes"];

/// See [`Dialect::is_volatile`](crate::dialect::Dialect::is_volatile).
pub(super) fn is_volatile(value: &str) -> bool {
    let called = called(value, &SQLiteDialect {});
    called.is_none_or(|called| called.iter().any(|name| VOLATILE.contains(&name.as_str())))
}
