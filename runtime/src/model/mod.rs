//! What `derive(Dao)` says of a struct: plain data in [`Table`], and the two functions that need its type.
//!
//! Types live at the edges; everything between is data, so that a model costs little to compile.

use std::marker::PhantomData;

use crate::datum::{Datum, DatumRef, DecodeError, Value};

/// A struct that is a row of a table. `derive(Dao)` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    note = "add `#[derive(tablesmith::Dao)]` and `#[dao(table = \"…\")]` to it"
)]
pub trait Model: Sized + Send + Sync + 'static {
    /// Its table, as data.
    const TABLE: &'static Table;

    /// The type of its primary key: the field's type, or a tuple; `()` where it has none.
    type Key: Send + Sync;

    /// Whether its rows belong to somebody: [`Shared`], or [`Owned`] by a model or a key type.
    type Scope;

    /// Its setters before a row is there.
    type Patch: From<Patch<Self>> + Into<Patch<Self>>;

    /// A row whose values stand in the order of [`Table::columns`].
    fn decode(row: &mut Row<'_>) -> Result<Self, DecodeError>;

    /// The values of the primary key, in its order.
    fn key(&self) -> Vec<Datum<'_>>;
}

/// A row of either driver, read from left to right: `User { id: row.next()?, name: row.next()? }`.
#[derive(Debug)]
pub struct Row<'a> {
    values: &'a [DatumRef<'a>],
    at: usize,
}

impl Row<'_> {
    /// The next value.
    pub fn next<T: Value>(&mut self) -> Result<T, DecodeError> {
        let datum = self.values.get(self.at).copied().unwrap_or(DatumRef::Null);
        self.at += 1;
        T::from_datum(datum)
    }
}

/// Rows that belong to nobody.
#[derive(Debug, Clone, Copy)]
pub struct Shared;

/// Rows that belong to an `O`.
#[derive(Debug, Clone, Copy)]
pub struct Owned<O>(PhantomData<fn() -> O>);

/// A table, as `derive(Dao)` describes it.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its namespace.
    pub schema: Option<&'static str>,
    /// Its columns, in the order of the fields.
    pub columns: &'static [Column],
    /// Its primary key.
    pub primary_key: Option<Constraint>,
    /// Its unique constraints.
    pub uniques: &'static [Constraint],
    /// Its foreign keys.
    pub foreign_keys: &'static [ForeignKey],
    /// The names of its checks.
    pub checks: &'static [&'static str],
    /// Whom its rows belong to.
    pub scope: Option<Scope>,
}

/// A column, as data.
#[derive(Debug)]
pub struct Column {
    /// Its name in the database.
    pub name: &'static str,
    /// The field's name.
    pub field: &'static str,
    /// The PostgreSQL type of a parameter for it.
    pub postgres_type: &'static str,
    /// Whether PostgreSQL is sent and gives text that it casts, for types that have no Rust counterpart.
    pub through_text: bool,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Who makes its value when nothing is said.
    pub default: DefaultValue,
    /// Who makes its value when an update says nothing.
    pub update_default: DefaultValue,
    /// Whether the database computes it, so that it is never written.
    pub generated: bool,
    /// Whether it is never shown.
    pub secret: bool,
    /// Rules a value must meet before it is written.
    pub validate: &'static [Validation],
}

/// Who makes a value that nobody gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultValue {
    /// Nobody: it is required (or NULL).
    None,
    /// The database.
    Database,
    /// The database's clock.
    Now,
    /// A random UUID: PostgreSQL; on SQLite we.
    Uuid,
    /// A time-ordered UUID: we.
    UuidV7,
    /// A Nano ID: we.
    Nanoid,
    /// A ULID: we.
    Ulid,
}

/// A key or unique constraint: its name, and its columns as indexes into [`Table::columns`].
#[derive(Debug, Clone, Copy)]
pub struct Constraint {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [usize],
}

/// A foreign key.
#[derive(Debug)]
pub struct ForeignKey {
    /// Its name.
    pub name: &'static str,
    /// Its columns, as indexes into [`Table::columns`].
    pub columns: &'static [usize],
    /// The namespace of the table pointed at.
    pub schema: Option<&'static str>,
    /// The table pointed at.
    pub table: &'static str,
    /// The columns there.
    pub referenced: &'static [&'static str],
    /// Whether it is checked at COMMIT.
    pub deferred: bool,
}

/// Whom rows belong to: a column, at the end of a path of foreign keys.
#[derive(Debug)]
pub struct Scope {
    /// The steps to the table that has the column; empty where it is this one.
    pub path: &'static [ScopeStep],
    /// The column that holds the owner, by its name in the database.
    pub column: &'static str,
}

/// A step along a foreign key.
#[derive(Debug)]
pub struct ScopeStep {
    /// The columns that point, by name.
    pub columns: &'static [&'static str],
    /// The namespace of the table pointed at.
    pub schema: Option<&'static str>,
    /// The table pointed at.
    pub table: &'static str,
    /// The columns there.
    pub referenced: &'static [&'static str],
}

/// A rule of `validate`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Validation {
    /// Looks like an e-mail address.
    Email,
    /// An absolute URL.
    Url,
    /// Number of characters.
    Length(Option<u64>, Option<u64>),
    /// A number.
    Range(Option<f64>, Option<f64>),
    /// Not only white space.
    NotBlank,
    /// A regular expression.
    Pattern(&'static str),
    /// One of these.
    OneOf(&'static [&'static str]),
}

/// Values to write, by index into [`Table::columns`]; `derive(Dao)` wraps it with setters.
#[derive(Debug, Clone)]
pub struct Patch<M> {
    /// The values that were set.
    pub values: Vec<(usize, Datum<'static>)>,
    model: PhantomData<fn() -> M>,
}

impl<M> Default for Patch<M> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            model: PhantomData,
        }
    }
}
