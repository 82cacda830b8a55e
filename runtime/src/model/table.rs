//! A table as data: what `derive(Dao)` writes into a static, and what every statement is built from.

use crate::value::{Datum, DatumRef, Value};

/// A table, as `derive(Dao)` describes it.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its namespace.
    pub schema: Option<&'static str>,
    /// Its columns, in the order of the fields.
    pub columns: &'static [TableColumn],
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
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct TableColumn {
    /// Its name in the database.
    pub name: &'static str,
    /// The field's name.
    pub field: &'static str,
    /// Its PostgreSQL type as SQL text: `int4`, `varchar(255)`, `"order_state"`, `text[]`.
    pub postgres_type: &'static str,
    /// Whether PostgreSQL is sent and gives text that it casts, for types that have no Rust counterpart.
    /// Enums and other types outside PostgreSQL's own are recognised without it.
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

impl TableColumn {
    /// A required column without rules; the base for `TableColumn { nullable: true, ..TableColumn::new(…) }`.
    pub const fn new(name: &'static str, field: &'static str, postgres_type: &'static str) -> Self {
        Self {
            field,
            ..Self::described(name, postgres_type, 0)
        }
    }

    /// A column with facts as bits.
    const fn described(name: &'static str, postgres_type: &'static str, facts: u16) -> Self {
        Self {
            name,
            field: name,
            postgres_type,
            through_text: facts & 8 != 0,
            nullable: facts & 1 != 0,
            default: DefaultValue::numbered(facts >> 4 & 7),
            update_default: DefaultValue::numbered(facts >> 8 & 7),
            generated: facts & 2 != 0,
            secret: facts & 4 != 0,
            validate: &[],
        }
    }
}

/// Gives the value that is written down.
type Written = fn() -> Datum<'static>;

/// What few columns have, by their places, as `derive(Dao)` writes it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Exceptions {
    /// Fields that are called otherwise than their columns.
    pub fields: &'static [(usize, &'static str)],
    /// PostgreSQL types other than those of the Rust types.
    pub postgres_types: &'static [(usize, &'static str)],
    /// Rules.
    pub validate: &'static [(usize, &'static [Validation])],
    /// Values that updates write.
    pub written: &'static [(usize, Written)],
}

impl Exceptions {
    /// No column has anything of its own.
    pub const NONE: Self = Self {
        fields: &[],
        postgres_types: &[],
        validate: &[],
        written: &[],
    };
}

/// The columns of a table: names; facts, two bytes for each column, the lower first (1 nullable, 2 generated, 4 secret,
/// 8 through text; from 16 on the number of its default, from 256 on that of its default at updates); the types as
/// tuples of Rust types have them. Few literals in one call are what costs a model the least to compile.
#[doc(hidden)]
pub const fn columns<const N: usize>(
    names: [&'static str; N],
    facts: &[u8],
    postgres_types: &[&[&'static str]],
    exceptions: &Exceptions,
) -> [TableColumn; N] {
    let mut columns = [const { TableColumn::new("", "", "") }; N];
    let (mut at, mut tuple, mut in_tuple) = (0, 0, 0);
    while at < N {
        let column_facts = u16::from_le_bytes([facts[2 * at], facts[2 * at + 1]]);
        columns[at] = TableColumn::described(names[at], postgres_types[tuple][in_tuple], column_facts);
        at += 1;
        in_tuple += 1;
        if in_tuple == postgres_types[tuple].len() {
            (tuple, in_tuple) = (tuple + 1, 0);
        }
    }
    at = 0;
    while at < exceptions.fields.len() {
        columns[exceptions.fields[at].0].field = exceptions.fields[at].1;
        at += 1;
    }
    at = 0;
    while at < exceptions.postgres_types.len() {
        columns[exceptions.postgres_types[at].0].postgres_type = exceptions.postgres_types[at].1;
        at += 1;
    }
    at = 0;
    while at < exceptions.validate.len() {
        columns[exceptions.validate[at].0].validate = exceptions.validate[at].1;
        at += 1;
    }
    at = 0;
    while at < exceptions.written.len() {
        columns[exceptions.written[at].0].update_default = DefaultValue::Value(exceptions.written[at].1);
        at += 1;
    }
    columns
}

/// Who makes a value that nobody gives.
#[derive(Debug, Clone, Copy)]
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
    /// A value that is written down: we.
    Value(fn() -> Datum<'static>),
}

impl PartialEq for DefaultValue {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(left), Self::Value(right)) => left() == right(),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

impl DefaultValue {
    /// The number that `derive(Dao)` gives it; a value is written beside.
    const fn numbered(number: u16) -> Self {
        match number {
            1 => Self::Database,
            2 => Self::Now,
            3 => Self::Uuid,
            4 => Self::UuidV7,
            5 => Self::Nanoid,
            6 => Self::Ulid,
            _ => Self::None,
        }
    }

    /// Whether nobody makes one.
    pub fn is_none(self) -> bool {
        matches!(self, Self::None)
    }
}

/// A value that is written down, as its column's type takes it; what it does not take goes to the database, to refuse.
#[doc(hidden)]
pub fn written<T: Value>(written: DatumRef<'static>) -> Datum<'static> {
    match (T::from_datum(written), written) {
        (Ok(value), _) => value.into_datum(),
        (Err(_), DatumRef::Boolean(value)) => Datum::Boolean(value),
        (Err(_), DatumRef::Integer(value)) => Datum::Integer(value),
        (Err(_), DatumRef::Float(value)) => Datum::Float(value),
        (Err(_), DatumRef::Text(value)) => value.into(),
        (Err(_), _) => Datum::Null,
    }
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
    /// Whether policies of the database decide what is found, which are told whose rows are meant: those of the table, or
    /// of one on the way to the owner.
    pub row_security: bool,
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
