//! Whose files these are.

use std::fmt;
use std::str::FromStr;

use super::{File, section};

/// How a tool lays out its migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// `0000_name.sql` with `meta/_journal.json`, or `TIME_name/migration.sql` with `snapshot.json`.
    Drizzle,
    /// `TIME_name/migration.sql` with `migration_lock.toml`.
    Prisma,
    /// `TIME_name/up.sql`.
    Diesel,
    /// `V1__name.sql`, `R__name.sql`.
    Flyway,
    /// `-- migrate:up` in the file.
    Dbmate,
    /// `-- +goose Up` in the file.
    Goose,
    /// `TIME_name.up.sql` or `TIME_name.sql`, the latter without a way down.
    Sqlx,
    /// SQL files that Knex runs: `TIME_name.up.sql` in any folder.
    Knex,
    /// Files in the order of their names.
    Plain,
}

impl Layout {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Drizzle,
        Self::Prisma,
        Self::Diesel,
        Self::Flyway,
        Self::Dbmate,
        Self::Goose,
        Self::Sqlx,
        Self::Knex,
        Self::Plain,
    ];

    /// What a user calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drizzle => "drizzle",
            Self::Prisma => "prisma",
            Self::Diesel => "diesel",
            Self::Flyway => "flyway",
            Self::Dbmate => "dbmate",
            Self::Goose => "goose",
            Self::Sqlx => "sqlx",
            Self::Knex => "knex",
            Self::Plain => "plain",
        }
    }

    /// For a sentence.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Drizzle => "migrations of Drizzle",
            Self::Prisma => "migrations of Prisma",
            Self::Diesel => "migrations of Diesel",
            Self::Flyway => "migrations of Flyway",
            Self::Dbmate => "migrations of dbmate",
            Self::Goose => "migrations of goose",
            Self::Sqlx => "migrations as sqlx has them",
            Self::Knex => "SQL migrations of Knex",
            Self::Plain => "SQL",
        }
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Layout {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|layout| layout.as_str() == text);
        known.ok_or_else(|| format!("there are {}", Self::ALL.map(Self::as_str).join(", ")))
    }
}

/// Drizzle's list of migrations.
pub(super) const JOURNAL: &str = "_journal.json";
/// Where Prisma says which database its migrations are for.
pub(super) const LOCK: &str = "migration_lock.toml";

/// The layout that the files' names, or marks in them, speak for; none where there is no SQL.
pub(super) fn of(files: &[File]) -> Option<Layout> {
    let is_named = |name: &str| files.iter().any(|file| file_name(&file.path) == name);
    let sql = || files.iter().filter(|file| is_sql(&file.path));
    sql().next()?;
    let folders_hold = |name: &str| sql().any(|file| file.path.contains('/') && file_name(&file.path) == name);
    Some(if is_named(JOURNAL) {
        Layout::Drizzle
    } else if is_named(LOCK) {
        Layout::Prisma
    } else if folders_hold("migration.sql") {
        if is_named("snapshot.json") {
            Layout::Drizzle
        } else {
            Layout::Prisma
        }
    } else if folders_hold("up.sql") {
        Layout::Diesel
    } else if sql().any(|file| version_of_flyway('V', file_name(&file.path)).is_some()) {
        Layout::Flyway
    } else if sql().any(|file| file.text.contains(section::BREAKPOINT)) {
        Layout::Drizzle
    } else if sql().any(|file| section::has_mark(Layout::Dbmate, &file.text)) {
        Layout::Dbmate
    } else if sql().any(|file| section::has_mark(Layout::Goose, &file.text)) {
        Layout::Goose
    } else if sql().any(|file| file.path.ends_with(".up.sql")) {
        Layout::Sqlx
    } else {
        Layout::Plain
    })
}

pub(super) fn is_sql(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("sql"))
}

pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The name of the folder that a file is in; "" at the top.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The parts of the version of `V1.2__name.sql`, which begins with this letter: numbers with dots or underscores between them.
pub(super) fn version_of_flyway(letter: char, name: &str) -> Option<Vec<u64>> {
    let (version, _) = name.strip_prefix(letter)?.split_once("__")?;
    let parts = version.split(['.', '_']).map(|part| part.parse().ok());
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(files: &[(&str, &str)]) -> Option<Layout> {
        let files: Vec<_> = (files.iter())
            .map(|(path, text)| File {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
            })
            .collect();
        of(&files)
    }

    #[test]
    fn each_tool_is_known_by_its_files() {
        let of = |path| layout(&[(path, "create table a (id int)")]);
        assert_eq!(of("a/README.md"), None);
        assert_eq!(of("0001_a.sql"), Some(Layout::Plain));
        assert_eq!(of("1_a.up.sql"), Some(Layout::Sqlx));
        assert_eq!(of("2026-01-01-000000_a/up.sql"), Some(Layout::Diesel));
        assert_eq!(of("20260101000000_a/migration.sql"), Some(Layout::Prisma));
        assert_eq!(of("db/V1_2__a.sql"), Some(Layout::Flyway));
        assert_eq!(of("Vault__a.sql"), Some(Layout::Plain));
        let both = [("drizzle/0000_a.sql", ""), ("drizzle/meta/_journal.json", "{}")];
        assert_eq!(layout(&both), Some(Layout::Drizzle));
        let both = [("1_a/migration.sql", ""), ("1_a/snapshot.json", "{}")];
        assert_eq!(layout(&both), Some(Layout::Drizzle));
        assert_eq!(layout(&[("1_a.sql", "-- migrate:up\nselect 1")]), Some(Layout::Dbmate));
        assert_eq!(layout(&[("1_a.sql", "-- +goose Up\nselect 1")]), Some(Layout::Goose));
    }

    #[test]
    fn layouts_are_said_by_name() {
        for layout in Layout::ALL {
            assert_eq!(layout.to_string().parse(), Ok(layout));
        }
        assert!(
            "liquibase"
                .parse::<Layout>()
                .is_err_and(|error| error.contains("flyway"))
        );
    }
}
