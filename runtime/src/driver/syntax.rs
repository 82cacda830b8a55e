//! What differs between the SQL of the databases, as data.

/// A database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
}

impl Dialect {
    /// Its name in the schema: `postgres`, `sqlite`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Sqlite => "sqlite",
        }
    }
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What differs between the SQL of the databases.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Syntax {
    pub(crate) dialect: Dialect,
    /// What stands before a parameter's number. (`$1` would be a *named* parameter to SQLite.)
    pub(crate) placeholder: char,
    /// Whether values have types that text must be cast to.
    pub(crate) casts: bool,
    /// Whether a parameter can be an array, and `unnest` makes rows of several.
    pub(crate) arrays: bool,
    /// Whether the database makes random UUIDs.
    pub(crate) makes_uuids: bool,
    /// Whether tables stand in namespaces.
    pub(crate) namespaces: bool,
    /// Whether LIKE tells small letters from capitals, and ILIKE does not.
    pub(crate) like_matters_case: bool,
    /// The clock, for a column of this PostgreSQL type.
    pub(crate) now: fn(&str) -> &'static str,
}

pub(crate) const POSTGRES: Syntax = Syntax {
    dialect: Dialect::Postgres,
    placeholder: '$',
    casts: true,
    arrays: true,
    makes_uuids: true,
    namespaces: true,
    like_matters_case: true,
    now: |_| "now()",
};

pub(crate) const SQLITE: Syntax = Syntax {
    dialect: Dialect::Sqlite,
    placeholder: '?',
    casts: false,
    arrays: false,
    makes_uuids: false,
    namespaces: false,
    like_matters_case: false,
    now: |postgres_type| match postgres_type {
        "date" => "date('now')",
        "time" | "time without time zone" => "(strftime('%H:%M:%f', 'now') || '000')",
        "timestamp" | "timestamp without time zone" => "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000')",
        _ => "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z')",
    },
};
