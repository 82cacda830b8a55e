//! What the databases print and sqlparser does not know, in a form of the same meaning that it knows.

use std::borrow::Cow;

/// TRIM without the characters to trim, as PostgreSQL prints `btrim` with one argument.
const TRIMS: [(&str, &str); 3] = [
    ("TRIM(BOTH FROM ", "TRIM(BOTH ' ' FROM "),
    ("TRIM(LEADING FROM ", "TRIM(LEADING ' ' FROM "),
    ("TRIM(TRAILING FROM ", "TRIM(TRAILING ' ' FROM "),
];

/// The text to be parsed, where only whether it can be is asked.
pub(crate) fn parsable(sql: &str) -> Cow<'_, str> {
    if !TRIMS.iter().any(|(printed, _)| sql.contains(printed)) {
        return Cow::Borrowed(sql);
    }
    let parsable = TRIMS
        .iter()
        .fold(sql.to_owned(), |sql, (printed, known)| sql.replace(printed, known));
    Cow::Owned(parsable)
}
