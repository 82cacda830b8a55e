//! A table as data: what `derive(Dao)` writes into a static, and what every statement is built from.

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
        Self::described(
            name,
            field,
            postgres_type,
            0,
            DefaultValue::None,
            DefaultValue::None,
            &[],
        )
    }

    /// A column with all that can be said of it; `flags` is a sum of [`Self::NULLABLE`] and its like. One call with
    /// plain arguments is what costs a model the least to compile.
    #[doc(hidden)]
    pub const fn described(
        name: &'static str,
        field: &'static str,
        postgres_type: &'static str,
        flags: u8,
        default: DefaultValue,
        update_default: DefaultValue,
        validate: &'static [Validation],
    ) -> Self {
        Self {
            name,
            field,
            postgres_type,
            through_text: flags & Self::THROUGH_TEXT != 0,
            nullable: flags & Self::NULLABLE != 0,
            default,
            update_default,
            generated: flags & Self::GENERATED != 0,
            secret: flags & Self::SECRET != 0,
            validate,
        }
    }

    /// [`Self::nullable`] for [`Self::described`].
    #[doc(hidden)]
    pub const NULLABLE: u8 = 1;
    /// [`Self::generated`] for [`Self::described`].
    #[doc(hidden)]
    pub const GENERATED: u8 = 2;
    /// [`Self::secret`] for [`Self::described`].
    #[doc(hidden)]
    pub const SECRET: u8 = 4;
    /// [`Self::through_text`] for [`Self::described`].
    #[doc(hidden)]
    pub const THROUGH_TEXT: u8 = 8;
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
