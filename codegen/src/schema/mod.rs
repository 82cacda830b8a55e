//! What the author means: logical, portable, resolved. Nothing unchecked is left in it.
//!
//! References between parts are typed ids into flat vectors; a [`Schema`] that exists has only valid ones. It knows
//! nothing of SQL beyond the text the author wrote; [`crate::dialect`] lowers it to a [`crate::catalog::Catalog`].

mod columns;
mod context;
mod defaults;
mod enums;
mod foreign_keys;
mod indexes;
mod keys;
mod load;
mod mixins;
mod names;
mod relations;
mod resolve;
mod scope;
mod settings;
mod sql;
mod types;
mod validation;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value as Json;

use crate::dialect::{DialectName, PerDialect, Version};
use crate::source::Span;

pub use load::{Loaded, load};
pub use resolve::resolve;

/// Index of a table in [`Schema::tables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub usize);

/// Index of an enum in [`Schema::enums`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnumId(pub usize);

/// Index of a column in [`Table::columns`] of the table it is used with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId(pub usize);

/// A whole schema: the root file and all that it includes.
#[derive(Debug, Clone)]
pub struct Schema {
    /// `[database]`.
    pub database: Database,
    /// `[env.*]`, by name.
    pub environments: BTreeMap<String, Environment>,
    /// `[generate]` and `[[generate.output]]`.
    pub generate: Generate,
    /// Rust modules that include files make, in order of inclusion; the root's tables have none.
    pub modules: Vec<String>,
    /// Namespaces in use (`schema = "…"`) or declared (`[namespace.x]`), by name.
    pub namespaces: BTreeMap<String, Namespace>,
    /// Enums, in the order of the files.
    pub enums: Vec<Enum>,
    /// Tables, in the order of the files.
    pub tables: Vec<Table>,
}

impl Schema {
    /// The table behind an id.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.0]
    }

    /// The enum behind an id.
    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.0]
    }
}

/// `[database]`.
#[derive(Debug, Clone)]
pub struct Database {
    /// The database's name.
    pub name: String,
    /// The dialects that get a migration history, in the author's order; never empty.
    pub dialects: Vec<DialectName>,
    /// Used when `DATABASE_URL` is unset.
    pub default_url: Option<String>,
    /// The oldest server that must work, per dialect; defaults filled in.
    pub min_versions: BTreeMap<DialectName, Version>,
    /// `strict = true` on SQLite: tables are `STRICT`.
    pub sqlite_strict: bool,
}

/// `[env.NAME]`: a database one can choose with `--env` or `APP_ENV`.
#[derive(Debug, Clone)]
pub struct Environment {
    /// A URL, or `env:VARIABLE`.
    pub url: Option<String>,
    /// Whether commands that destroy data refuse here.
    pub protected: bool,
}

/// `[generate]`. Paths are joined to the folder of the file they stand in.
#[derive(Debug, Clone)]
pub struct Generate {
    /// Where models go.
    pub models: PathBuf,
    /// Where `<dialect>/` migration directories go.
    pub migrations: PathBuf,
    /// The user's templates, which override ours by file name, if the folder exists.
    pub templates: PathBuf,
    /// Hand-written modules beside the models.
    pub modules: Vec<String>,
    /// serde derives on models unless a table says otherwise.
    pub serde: Serde,
    /// Which crate dates and times are of.
    pub dates: Dates,
    /// Further files from the user's templates.
    pub outputs: Vec<Output>,
}

/// Which serde traits models derive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Serde {
    /// Neither.
    None,
    /// `Serialize`: `Deserialize` is two thirds of the cost of compiling a model.
    #[default]
    Serialize,
    /// Both.
    Both,
}

/// The crate whose date and time types models use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dates {
    /// jiff.
    #[default]
    Jiff,
    /// chrono.
    Chrono,
}

/// `[[generate.output]]`.
#[derive(Debug, Clone)]
pub struct Output {
    /// The template to render.
    pub template: PathBuf,
    /// The file to write.
    pub path: PathBuf,
    /// Where the entry stands.
    pub span: Span,
}

/// A namespace (a PostgreSQL schema; on SQLite a prefix of the table name).
#[derive(Debug, Clone)]
pub struct Namespace {
    /// Its comment.
    pub comment: Option<String>,
    /// Where it is declared or first used.
    pub span: Span,
}

/// An enum.
#[derive(Debug, Clone)]
pub struct Enum {
    /// The logical key.
    pub key: String,
    /// The name in the database.
    pub name: String,
    /// Its namespace.
    pub namespace: Option<String>,
    /// The Rust type name.
    pub rust_name: String,
    /// Index in [`Schema::modules`] of the module it lives in.
    pub module: Option<usize>,
    /// Documentation.
    pub comment: Option<String>,
    /// How the database stores it where it has a choice.
    pub storage: EnumStorage,
    /// The values in order; never empty.
    pub values: Vec<EnumValue>,
    /// Removed value → the value its rows get.
    pub replaced: BTreeMap<String, String>,
    /// The key it had before.
    pub renamed_from: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// How an enum is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EnumStorage {
    /// A type of its own where the database has such.
    #[default]
    Native,
    /// Text with a CHECK everywhere.
    Text,
}

/// A value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// The text in the database.
    pub value: String,
    /// The Rust variant.
    pub rust_name: String,
    /// The value it had before.
    pub renamed_from: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A table. Everything it says names columns by [`ColumnId`].
#[derive(Debug, Clone)]
pub struct Table {
    /// The logical key, unique over all files.
    pub key: String,
    /// The name in the database.
    pub name: String,
    /// Its namespace.
    pub namespace: Option<String>,
    /// The Rust type name.
    pub rust_name: String,
    /// Index in [`Schema::modules`] of the module it lives in.
    pub module: Option<usize>,
    /// Documentation and database comment.
    pub comment: Option<String>,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// Its own columns in order, then those of its mixins.
    pub columns: Vec<Column>,
    /// The primary key, if any.
    pub primary_key: Option<Key>,
    /// Unique constraints, those of single columns included.
    pub uniques: Vec<Unique>,
    /// Checks, those of single columns included.
    pub checks: Vec<Check>,
    /// Indexes, without those that foreign keys imply: lowering adds them.
    pub indexes: Vec<Index>,
    /// Foreign keys, those of single columns included.
    pub foreign_keys: Vec<ForeignKey>,
    /// Relations, by name.
    pub relations: Vec<Relation>,
    /// Whom its rows belong to.
    pub scope: Option<Scope>,
    /// serde derives of its model, where they differ from the schema's.
    pub serde: Option<Serde>,
    /// The key it had before.
    pub renamed_from: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

impl Table {
    /// The column behind an id.
    pub fn column(&self, id: ColumnId) -> &Column {
        &self.columns[id.0]
    }
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// The logical key.
    pub key: String,
    /// The name in the database.
    pub name: String,
    /// The Rust field, without `r#`.
    pub rust_name: String,
    /// Its type; of a reference, that of the column it points at.
    pub r#type: Type,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// What a row gets that says nothing.
    pub default: Option<Default>,
    /// What a row gets on each update that says nothing.
    pub update_default: Option<Default>,
    /// Whether the database numbers it.
    pub identity: Option<Identity>,
    /// Whether the database computes it.
    pub generated: Option<Generated>,
    /// Documentation and database comment.
    pub comment: Option<String>,
    /// A Rust type of the user's own, as written.
    pub rust: Option<String>,
    /// Rules a value must meet before it is written.
    pub validate: Vec<Validation>,
    /// Never shown in `Debug` or logs.
    pub secret: bool,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// The key it had before.
    pub renamed_from: Option<String>,
    /// SQL for rows that are NULL when it becomes NOT NULL, or for all rows when it is added.
    pub backfill: Option<PerDialect<String>>,
    /// SQL that gives the new value from the old when the type changes.
    pub using: Option<PerDialect<String>>,
    /// Where it is declared.
    pub span: Span,
}

/// A logical type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// The element, or the type itself.
    pub scalar: Scalar,
    /// Whether it is an array of [`Self::scalar`].
    pub array: bool,
}

/// A logical scalar type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// 16-bit integer.
    SmallInt,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    BigInt,
    /// Exact decimal; without precision, any.
    Numeric(Option<(u16, i16)>),
    /// 32-bit float.
    Real,
    /// 64-bit float.
    Double,
    /// Truth.
    Boolean,
    /// Text of any length.
    Text,
    /// Text of at most n characters.
    Varchar(u32),
    /// Text of exactly n characters, padded by PostgreSQL.
    Char(u32),
    /// Bytes.
    Bytea,
    /// UUID.
    Uuid,
    /// Day.
    Date,
    /// Time of day.
    Time,
    /// Date and time without a zone.
    Timestamp,
    /// An instant.
    Timestamptz,
    /// A span of time.
    Interval,
    /// JSON as written.
    Json,
    /// JSON, parsed.
    Jsonb,
    /// IP address with an optional prefix.
    Inet,
    /// IP network.
    Cidr,
    /// MAC address.
    Macaddr,
    /// An enum of this schema.
    Enum(EnumId),
    /// Any type the database knows, by name; its column needs `only`.
    Other(String),
}

/// A default.
#[derive(Debug, Clone, PartialEq)]
pub enum Default {
    /// A value of the column's type; checked against it.
    Literal(Literal),
    /// Made when the row is.
    Generator(Generator),
    /// SQL text.
    Sql(PerDialect<String>),
}

/// A literal default.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// Text; also a numeric, date, uuid … as its type writes it, and an enum's value.
    Text(String),
    /// JSON, for json, jsonb and arrays.
    Json(Json),
}

/// A value made at creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generator {
    /// The time: by the database on both.
    Now,
    /// Random UUID: by PostgreSQL; on SQLite by the DAO.
    Uuid,
    /// Time-ordered UUID, by the DAO.
    UuidV7,
    /// Nano ID, by the DAO.
    Nanoid,
    /// ULID, by the DAO.
    Ulid,
}

/// How an identity column treats a value that is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// Refused.
    Always,
    /// Taken.
    ByDefault,
}

/// A generated column.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// The SQL.
    pub expression: PerDialect<String>,
    /// Whether it is stored (else computed on read).
    pub stored: bool,
}

/// A rule of `validate`.
#[derive(Debug, Clone, PartialEq)]
pub enum Validation {
    /// Looks like an e-mail address.
    Email,
    /// An absolute URL.
    Url,
    /// Number of characters, both ends included.
    Length(Option<u64>, Option<u64>),
    /// A number, both ends included.
    Range(Option<f64>, Option<f64>),
    /// Not only white space.
    NotBlank,
    /// A regular expression that must match.
    Pattern(String),
    /// One of these.
    OneOf(Vec<String>),
}

/// A primary key.
#[derive(Debug, Clone)]
pub struct Key {
    /// The authored name.
    pub name: Option<String>,
    /// Its columns in order.
    pub columns: Vec<ColumnId>,
    /// Where it stands.
    pub span: Span,
}

/// A unique constraint.
#[derive(Debug, Clone)]
pub struct Unique {
    /// The authored name.
    pub name: Option<String>,
    /// Its columns in order.
    pub columns: Vec<ColumnId>,
    /// Whether two NULLs clash.
    pub nulls_not_distinct: bool,
    /// When it is checked.
    pub deferrable: Option<Deferrable>,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// The name it had before.
    pub renamed_from: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A check.
#[derive(Debug, Clone)]
pub struct Check {
    /// The authored name.
    pub name: Option<String>,
    /// The column it was written at, for its derived name.
    pub column: Option<ColumnId>,
    /// The SQL; parsed for each dialect it is for.
    pub expression: PerDialect<String>,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// The name it had before.
    pub renamed_from: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// An index.
#[derive(Debug, Clone)]
pub struct Index {
    /// The authored name.
    pub name: Option<String>,
    /// Its parts in order.
    pub parts: Vec<IndexPart>,
    /// Whether it is unique.
    pub unique: bool,
    /// Whether two NULLs clash in a unique one.
    pub nulls_not_distinct: bool,
    /// Its predicate.
    pub predicate: Option<PerDialect<String>>,
    /// Columns it carries besides.
    pub include: Vec<ColumnId>,
    /// btree, gin, gist, hash, brin …
    pub method: Option<String>,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// The name it had before.
    pub renamed_from: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A part of an index.
#[derive(Debug, Clone)]
pub struct IndexPart {
    /// What is indexed.
    pub key: IndexKey,
    /// Whether it descends.
    pub descending: bool,
    /// Where NULLs go, if said.
    pub nulls: Option<Nulls>,
    /// The operator class.
    pub opclass: Option<String>,
    /// The collation.
    pub collation: Option<String>,
}

/// What a part of an index indexes.
#[derive(Debug, Clone)]
pub enum IndexKey {
    /// A column.
    Column(ColumnId),
    /// SQL text.
    Expression(PerDialect<String>),
}

/// Where NULLs go in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// Before all.
    First,
    /// After all.
    Last,
}

/// A foreign key.
#[derive(Debug, Clone)]
pub struct ForeignKey {
    /// The authored name.
    pub name: Option<String>,
    /// Its columns.
    pub columns: Vec<ColumnId>,
    /// The table pointed at.
    pub references: TableId,
    /// Its columns there; as many, and a key or unique of that table.
    pub referenced_columns: Vec<ColumnId>,
    /// When the row pointed at goes.
    pub on_delete: Action,
    /// When its key changes.
    pub on_update: Action,
    /// When it is checked.
    pub deferrable: Option<Deferrable>,
    /// Whether lowering adds an index (`index = false` opts out).
    pub index: bool,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// The name it had before.
    pub renamed_from: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// What a foreign key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Error, at the end of the statement or transaction.
    #[default]
    NoAction,
    /// Error at once.
    Restrict,
    /// The same to the rows that point.
    Cascade,
    /// NULL.
    SetNull,
    /// The default.
    SetDefault,
}

/// When a deferrable constraint is checked unless a transaction says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// After each statement.
    InitiallyImmediate,
    /// At COMMIT.
    InitiallyDeferred,
}

/// A relation: how to walk from a row of this table to rows of another.
#[derive(Debug, Clone)]
pub struct Relation {
    /// Its name, also the Rust name.
    pub name: String,
    /// How.
    pub kind: RelationKind,
    /// Where it stands.
    pub span: Span,
}

/// How a relation walks. Foreign keys are indexes into [`Table::foreign_keys`] of the table named with them.
#[derive(Debug, Clone)]
pub enum RelationKind {
    /// Along a foreign key of this table.
    One {
        /// The table it leads to.
        target: TableId,
        /// The foreign key, of this table.
        foreign_key: usize,
    },
    /// To a table whose foreign key points here and is unique.
    OneBack {
        /// The table it leads to.
        target: TableId,
        /// The foreign key, of the target.
        foreign_key: usize,
    },
    /// To a table whose foreign key points here.
    Many {
        /// The table it leads to.
        target: TableId,
        /// The foreign key, of the target.
        foreign_key: usize,
    },
    /// Through a join table: its key to us, its key to them.
    ManyThrough {
        /// The table it leads to.
        target: TableId,
        /// The join table.
        through: TableId,
        /// Its foreign key to this table.
        from: usize,
        /// Its foreign key to the target.
        to: usize,
    },
}

/// Whom rows belong to.
#[derive(Debug, Clone)]
pub struct Scope {
    /// To-one foreign keys to follow, each an index into the foreign keys of the table reached so far.
    pub path: Vec<usize>,
    /// The table the path ends at.
    pub table: TableId,
    /// Its column that holds the owner.
    pub column: ColumnId,
    /// Where it stands.
    pub span: Span,
}
