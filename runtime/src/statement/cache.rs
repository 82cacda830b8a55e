//! Statements that were built already.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use crate::driver::{Dialect, Syntax};
use crate::model::Table;

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Finds by the primary key.
    Find,
    /// Finds by a unique constraint, by index.
    FindUnique(usize),
    /// Whether a key is there.
    Exists,
    /// Lists.
    All,
    /// Counts.
    Count,
    /// Deletes by the primary key.
    Delete,
    /// Inserts.
    Insert,
    /// Inserts many at once.
    InsertUnnested {
        /// Whether it gives the rows.
        returning: bool,
    },
    /// Inserts many one by one.
    InsertEach {
        /// Whether it gives the rows.
        returning: bool,
    },
    /// Inserts or updates, on the primary key (`None`) or a unique constraint, by index; and which of the columns were set
    /// by the user.
    Upsert(Option<usize>, u128),
    /// Updates by the primary key.
    Update,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    /// The address of the table: a static, so it stays what it is.
    table: usize,
    dialect: Dialect,
    kind: Kind,
    scoped: bool,
    columns: u128,
}

type Statements = RwLock<HashMap<Key, &'static str>>;

/// The statement of this kind for these columns, built where it was not yet.
///
/// `columns` are those that it writes. Each is leaked: there are as many as a program has models, and sets of columns that it writes to them.
pub(crate) fn cached(
    table: &'static Table,
    syntax: &'static Syntax,
    kind: Kind,
    scoped: bool,
    columns: &[usize],
    build: impl FnOnce() -> String,
) -> Cow<'static, str> {
    static STATEMENTS: OnceLock<Statements> = OnceLock::new();
    let statements = STATEMENTS.get_or_init(Statements::default);
    let Some(columns) = mask(columns) else {
        return Cow::Owned(build());
    };
    let key = Key {
        table: std::ptr::from_ref(table).addr(),
        dialect: syntax.dialect,
        kind,
        scoped,
        columns,
    };
    if let Some(found) = statements.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Cow::Borrowed(found);
    }
    let mut statements = statements.write().unwrap_or_else(PoisonError::into_inner);
    Cow::Borrowed(statements.entry(key).or_insert_with(|| String::leak(build())))
}

/// A bit per column; `None` for a table so wide that they do not fit, whose statements are built each time.
pub(crate) fn mask(columns: &[usize]) -> Option<u128> {
    columns.iter().try_fold(0_u128, |mask, at| {
        let bit = 1_u128.checked_shl(u32::try_from(*at).ok()?)?;
        Some(mask | bit)
    })
}
