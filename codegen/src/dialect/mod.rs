//! The databases. Facts about one are in its [`Capabilities`], behaviour is behind [`Dialect`], and the statements whose
//! shape differs are in the dialect's own step type. Both folders have the same file names.

mod authored;
mod beside;
mod capabilities;
mod cast;
mod lower;
mod parsable;
pub mod postgres;
mod sample;
pub mod sqlite;
mod syntax;
mod value;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Column, ColumnType, Expression, ObjectName, Pair, SqlObject};
use crate::diagnostic::Diagnostics;
use crate::diff::Change;
use crate::plan::Plan;
use crate::plan::graph::Cycle;
use crate::schema::Scalar;
pub use authored::{AuthoredDefault, AuthoredType};
pub use beside::{Beside, InStep};
pub use capabilities::Capabilities;
pub use cast::{CastVerdict, Reform};
pub use lower::{ColumnContext, Lowered, OwnedRows, OwnerStep, PhysicalColumn, is_enum_check, lower, lower_named};
pub(crate) use parsable::parsable;
pub use sample::Sample;
pub use syntax::Syntax;

/// The namespace that a schema means: `public`, the default one of PostgreSQL, needs no saying on any database.
pub(crate) fn namespace(said: Option<&str>) -> Option<&str> {
    said.filter(|name| *name != postgres::built_in::DEFAULT_NAMESPACE)
}

/// What one database does differently. Get one by [`DialectName::dialect`].
pub trait Dialect: fmt::Debug + Sync {
    /// Which database.
    fn name(&self) -> DialectName;

    /// The oldest server that is supported at all.
    fn oldest_version(&self) -> Version;

    /// The oldest server that must work when `schema.toml` does not say.
    fn default_version(&self) -> Version;

    /// The newest server whose features are known; later ones are taken to have them too.
    fn newest_version(&self) -> Version;

    /// The versions between these two that differ in what they can do, oldest first.
    fn versions(&self) -> Vec<Version>;

    /// What a server of this version can do.
    fn capabilities(&self, min_version: Version) -> Capabilities;

    /// How this database's SQL is parsed.
    fn parser(&self) -> &'static dyn sqlparser::dialect::Dialect;

    /// How its text is cut into words, names, strings and statements.
    fn syntax(&self) -> Syntax;

    /// Templates whose statements that parser does not know, each with its reason. What comes of all others is parsed
    /// before it is given out.
    fn unparsed_templates(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Changes between two catalogs as statements, in an order in which they can run on a server of these capabilities.
    ///
    /// # Errors
    /// [`Cycle`] when no order is one: a bug of the planner.
    fn plan(&self, pair: Pair<&Catalog>, changes: &[Change], capabilities: &Capabilities) -> Result<Plan, Cycle>;

    /// The name in this database of a table or type that the author put in a namespace, `None` being the default one.
    fn object_name(&self, namespace: Option<&str>, name: &str) -> ObjectName;

    /// The namespace that has to be said with the name of an enum of the default one, because the database takes the
    /// plain name for a type of its own.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    ///
    /// let postgres = DialectName::Postgres.dialect();
    /// assert_eq!(postgres.type_namespace("line"), Some("public"));
    /// assert_eq!(postgres.type_namespace("state"), None);
    /// ```
    fn type_namespace(&self, _name: &str) -> Option<&'static str> {
        None
    }

    /// What a column is in this database, and which checks keep its values to its logical type.
    fn lower_column(&self, context: &ColumnContext<'_>, diagnostics: &mut Diagnostics) -> PhysicalColumn;

    /// What keeps whoever reads and writes a table to the rows that are theirs, where the database
    /// [can](Capabilities::row_security).
    fn row_security(&self, _rows: &OwnedRows<'_>) -> Vec<SqlObject> {
        Vec::new()
    }

    /// The kinds and names of those objects, which nothing else of the table can have.
    fn row_security_names<'a>(&self, _table: &'a ObjectName) -> Vec<(&'static str, &'a str)> {
        Vec::new()
    }

    /// The logical type that a built-in type is of, as an author would say it: the way back of
    /// [`lower_column`](Self::lower_column).
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    ///
    /// let authored = DialectName::Postgres.dialect().authored_type("timestamp with time zone");
    /// assert_eq!(authored.scalar.to_string(), "timestamptz");
    /// let authored = DialectName::Sqlite.dialect().authored_type("BIGINT");
    /// assert_eq!(authored.scalar.to_string(), "bigint");
    /// assert_eq!(authored.declared.as_deref(), Some("BIGINT"));
    /// ```
    fn authored_type(&self, built_in: &str) -> AuthoredType;

    /// The default of a column of this logical type as an author would say it: a literal or a generator where lowering it
    /// gives the same default again, else the SQL.
    fn authored_default(&self, column: &Column, scalar: &Scalar, default: &Expression) -> AuthoredDefault;

    /// Whether names that differ in ASCII case alone are the same, quoted or not. Else what is unquoted is folded to
    /// lower case.
    fn ignores_case(&self) -> bool;

    /// A query, in one statement, whose one value holds all of a database; [`read_introspection`](Self::read_introspection)
    /// understands it. Ask it with the search path that [`introspection_setup`](Self::introspection_setup) sets.
    fn introspection_query(&self) -> &'static str;

    /// Statements to run before the query, in the same transaction.
    fn introspection_setup(&self) -> &'static str;

    /// Reads the answer to the query.
    ///
    /// # Errors
    /// When the answer is of another query.
    fn read_introspection(&self, answer: &str) -> Result<Introspected, InvalidAnswer>;

    /// What becomes of a column's values when its type changes from `previous` to `next`.
    ///
    /// ```
    /// use codegen::catalog::{ColumnType, TypeName};
    /// use codegen::dialect::{CastVerdict, DialectName};
    ///
    /// let [integer, bigint] =
    ///     ["integer", "bigint"].map(|name| ColumnType { r#type: TypeName::BuiltIn(name.into()), array: false });
    /// let postgres = DialectName::Postgres.dialect();
    /// assert_eq!(postgres.cast(&integer, &bigint), CastVerdict::Safe);
    /// assert_eq!(postgres.cast(&bigint, &integer), CastVerdict::Risky);
    /// ```
    fn cast(&self, previous: &ColumnType, next: &ColumnType) -> CastVerdict;

    /// A condition on `value` (SQL of type `previous`) that holds for what a conversion to `next` would fail on; `None`
    /// where that is not known beforehand. Of a conversion that is [`CastVerdict::Risky`].
    ///
    /// ```
    /// use codegen::catalog::{ColumnType, TypeName};
    /// use codegen::dialect::DialectName;
    ///
    /// let [bigint, integer] =
    ///     ["bigint", "integer"].map(|name| ColumnType { r#type: TypeName::BuiltIn(name.into()), array: false });
    /// assert_eq!(
    ///     DialectName::Postgres.dialect().misfit("age", &bigint, &integer).as_deref(),
    ///     Some("age NOT BETWEEN -2147483648 AND 2147483647")
    /// );
    /// ```
    fn misfit(&self, _value: &str, _previous: &ColumnType, _next: &ColumnType) -> Option<String> {
        None
    }

    /// How values of one [form](crate::catalog::Column::form) in a column become values of another, where they are not
    /// the same and the database has a way.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    ///
    /// let reform = DialectName::Sqlite.dialect().reform("timestamptz", "date", "day").expect("there is a way");
    /// assert_eq!(reform.sql, r#"substr("day", 1, 10)"#);
    /// assert!(!reform.lossless);
    /// ```
    fn reform(&self, _previous: &str, _next: &str, _column: &str) -> Option<Reform> {
        None
    }

    /// Whether values are written anew when a column becomes another, so that code which knows the one cannot read the other.
    fn changes_values(&self, columns: Pair<&Column>) -> bool;

    /// SQL that gives the value of `next` from a row that has `previous`, where the database has a way.
    fn conversion(&self, columns: Pair<&Column>) -> Option<String>;

    /// How two columns are kept in step, each writer seeing what the other wrote.
    ///
    /// # Errors
    /// Why they cannot be, for a person.
    fn in_step(&self, beside: &Beside<'_>) -> Result<InStep, String>;

    /// A value of a type that says nothing, as SQL: zero, no text, no bytes. `None` where the type has none. `form` is
    /// that of a [column](crate::catalog::Column::form)'s values, where the type says too little.
    fn neutral_value(&self, r#type: &ColumnType, form: Option<&str>) -> Option<&'static str>;

    /// Whether SQL may give another value each time that it is evaluated. It errs on the side of yes.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    ///
    /// let sqlite = DialectName::Sqlite.dialect();
    /// assert!(sqlite.is_volatile("hex(randomblob(8))"));
    /// assert!(!sqlite.is_volatile("lower(name)"));
    /// ```
    fn is_volatile(&self, expression: &str) -> bool;

    /// Whether SQL is a literal other than NULL, as it is or converted.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    ///
    /// let postgres = DialectName::Postgres.dialect();
    /// assert!(postgres.is_constant("'open'::text"));
    /// assert!(!postgres.is_constant("lower(name)"));
    /// ```
    fn is_constant(&self, expression: &str) -> bool;

    /// Whether two types are of one kind (numbers, text, moments …), so that a column of one may well be a column of the
    /// other under a new name.
    fn alike(&self, a: &ColumnType, b: &ColumnType) -> bool;

    /// A made-up value of a built-in type, or, of an array, one of its elements: another one for each row, as far as the
    /// type has so many. `None` of a type that nothing is known of, and of enums.
    ///
    /// ```
    /// use codegen::catalog::{ColumnType, TypeName};
    /// use codegen::dialect::{DialectName, Sample};
    ///
    /// let uuid = ColumnType { r#type: TypeName::BuiltIn("uuid".into()), array: false };
    /// let sample = DialectName::Postgres.dialect().sample(&uuid, 7);
    /// assert_eq!(sample, Some(Sample::Quoted("00000000-0000-4000-8000-000000000007".into())));
    /// ```
    fn sample(&self, r#type: &ColumnType, row: usize) -> Option<Sample>;

    /// An array of one element, which is given as text, as SQL.
    fn array_of(&self, element: &str) -> String;

    /// A condition that holds for an array in which one of `elements` is, given as a list of SQL literals.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    ///
    /// let condition = DialectName::Postgres.dialect().array_has_any("states", "'lost', 'void'");
    /// assert_eq!(condition, "CAST(states AS text[]) && ARRAY['lost', 'void']");
    /// ```
    fn array_has_any(&self, array: &str, elements: &str) -> String;

    /// SQL that is true where an array of text has none but these elements, which are literals. `None`: it cannot be said.
    fn array_has_only(&self, _array: &str, _elements: &str) -> Option<String> {
        None
    }

    /// What stands between columns and values of an INSERT that numbers its rows itself.
    fn insert_as_given(&self) -> &'static str {
        ""
    }

    /// SQL that shows any value of an expression as text, so that two values are the same when their texts are.
    fn shown(&self, expression: &str) -> String;

    /// A statement whose one value is the server's version, for a person.
    fn version_query(&self) -> &'static str;

    /// The URL of a database that is made by connecting to it, and gone when the connection is.
    fn throwaway_url(&self) -> Option<&'static str> {
        None
    }

    /// How a server of one's own is made and started, where there must be one.
    fn private_server(&self) -> Option<&'static PrivateServer> {
        None
    }

    /// How a line begins that is for the client which reads a dump, and no SQL: psql's `\\connect`, sqlite3's `.mode`.
    fn client_command_prefix(&self) -> char;

    /// Words of SQL that this database takes and no other one here.
    fn own_words(&self) -> &'static [&'static str];

    /// Whether a statement is about who owns what, who may do what, or about databases: of a whole server, not of what a
    /// schema holds.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    ///
    /// let postgres = DialectName::Postgres.dialect();
    /// assert!(postgres.is_of_server("-- a dump says\nALTER TABLE public.a OWNER TO somebody"));
    /// assert!(!postgres.is_of_server("ALTER TABLE a ADD owner text"));
    /// ```
    fn is_of_server(&self, _statement: &str) -> bool {
        false
    }

    /// How to make an empty database called `name` on the server behind `url`, and how to drop it.
    fn scratch(&self, url: &str, name: &str) -> Scratch;

    /// A name as SQL: always in double quotes, those inside doubled, so that reserved words, capitals and hostile text
    /// are names and nothing else.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    ///
    /// let postgres = DialectName::Postgres.dialect();
    /// assert_eq!(postgres.quote_identifier("user"), r#""user""#);
    /// assert_eq!(postgres.quote_identifier(r#"a"b"#), r#""a""b""#);
    /// ```
    fn quote_identifier(&self, name: &str) -> String {
        let mut quoted = String::with_capacity(name.len() + 2);
        quoted.push('"');
        for part in name.split_inclusive('"') {
            quoted.push_str(part);
            if part.ends_with('"') {
                quoted.push('"');
            }
        }
        quoted.push('"');
        quoted
    }

    /// Text as an SQL literal: in single quotes, those inside doubled. Both databases take backslashes as they are
    /// (PostgreSQL with `standard_conforming_strings`, on since 9.1).
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    ///
    /// assert_eq!(DialectName::Sqlite.dialect().quote_text("it's"), "'it''s'");
    /// ```
    fn quote_text(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialectName {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
}

impl DialectName {
    /// Every dialect.
    pub const ALL: [Self; 2] = [Self::Postgres, Self::Sqlite];

    /// As written in `schema.toml` and in the names of folders.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Sqlite => "sqlite",
        }
    }

    /// The one that is not this one: what `only` would have to say.
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Postgres => Self::Sqlite,
            Self::Sqlite => Self::Postgres,
        }
    }

    /// Its behaviour and facts.
    pub fn dialect(self) -> &'static dyn Dialect {
        match self {
            Self::Postgres => &postgres::Postgres,
            Self::Sqlite => &sqlite::Sqlite,
        }
    }

    /// As its makers write it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite",
        }
    }
}

impl fmt::Display for DialectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What was read from a live database.
#[derive(Debug, Clone, PartialEq)]
pub struct Introspected {
    /// What a catalog can say; of each expression also the server's own form.
    pub catalog: Catalog,
    /// The rest, by kind and name, sorted: `view sales.report`.
    pub unmodelled: Vec<String>,
}

/// An empty database to try things in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scratch {
    /// Its URL.
    pub url: String,
    /// The statement that makes it, where one is needed, to be run on the database that is there.
    pub create: Option<String>,
    /// The statement that drops it, likewise.
    pub drop: Option<String>,
}

/// How a server of one's own is made of the binaries that are installed, and started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrivateServer {
    /// The programs that are needed, all in one folder.
    pub programs: &'static [&'static str],
    /// Where packages put them: folder, what the name of a version's folder begins with, the folder below that one.
    pub folders: &'static [(&'static str, &'static str, &'static str)],
    /// The user to run it as where ours may not.
    pub user: &'static str,
    /// A shell script that makes and starts it, prints `ready` and its folder, and stops and removes it when its input
    /// ends. `$1` is the folder of the programs.
    pub script: &'static str,
    /// Its URL, with `{folder}` in it.
    pub url: &'static str,
}

/// An answer that is not one to [`Dialect::introspection_query`].
#[derive(Debug, thiserror::Error)]
#[error("internal error: the answer to the introspection query cannot be read: {0}")]
pub struct InvalidAnswer(#[from] serde_json::Error);

/// Something said for each database, or for one: SQL text mostly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerDialect<T> {
    postgres: Option<T>,
    sqlite: Option<T>,
}

/// Nothing for any of them.
impl<T> Default for PerDialect<T> {
    fn default() -> Self {
        Self {
            postgres: None,
            sqlite: None,
        }
    }
}

impl<T> PerDialect<T> {
    /// What holds for this dialect.
    pub const fn get(&self, dialect: DialectName) -> Option<&T> {
        match dialect {
            DialectName::Postgres => self.postgres.as_ref(),
            DialectName::Sqlite => self.sqlite.as_ref(),
        }
    }

    /// Says it for one dialect.
    pub fn set(&mut self, dialect: DialectName, value: T) {
        match dialect {
            DialectName::Postgres => self.postgres = Some(value),
            DialectName::Sqlite => self.sqlite = Some(value),
        }
    }
}

impl<T: Clone> PerDialect<T> {
    /// The same for all.
    pub fn same(value: T) -> Self {
        Self {
            postgres: Some(value.clone()),
            sqlite: Some(value),
        }
    }
}

/// A server's version: `14`, `3.40`, `3.45.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Version {
    /// First number.
    pub major: u16,
    /// Second number, 0 when not said.
    pub minor: u16,
    /// Third number, 0 when not said.
    pub patch: u16,
}

impl Version {
    /// A version of three numbers.
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }
}

/// Text that is no version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a version: write one to three numbers, as in `14` or `3.40`")]
pub struct InvalidVersion(pub String);

impl FromStr for Version {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidVersion(text.to_owned());
        let mut numbers = [0; 3];
        let mut parts = text.split('.');
        for (index, number) in numbers.iter_mut().enumerate() {
            match parts.next() {
                Some(part) => *number = part.parse().map_err(|_| invalid())?,
                None if index > 0 => break,
                None => return Err(invalid()),
            }
        }
        if parts.next().is_some() {
            return Err(invalid());
        }
        Ok(Self::new(numbers[0], numbers[1], numbers[2]))
    }
}

impl TryFrom<String> for Version {
    type Error = InvalidVersion;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major)?;
        if (self.minor, self.patch) != (0, 0) {
            write!(f, ".{}", self.minor)?;
        }
        if self.patch != 0 {
            write!(f, ".{}", self.patch)?;
        }
        Ok(())
    }
}
