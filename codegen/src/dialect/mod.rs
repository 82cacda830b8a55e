//! The databases. Facts about one are in its [`Capabilities`], behaviour is behind [`Dialect`], and the statements whose
//! shape differs are in the dialect's own step type. Both folders have the same file names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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

/// Something said for each database, or for one: SQL text mostly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PerDialect<T> {
    postgres: Option<T>,
    sqlite: Option<T>,
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
