//! Names of migrations: an id, which is a moment in UTC, and a word for people.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// The id of a migration: `20261121T093000`, UTC seconds. Ids of one history only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MigrationId(DateTime);

/// How an id is written.
const FORMAT: &str = "%Y%m%dT%H%M%S";

impl MigrationId {
    /// The id of a migration made at `now`, when `last` is the newest one there is (over all dialects of a project,
    /// because they share their ids).
    ///
    /// Where the clock is behind, the id is one second after `last`: order must never go back.
    ///
    /// ```
    /// use codegen::history::MigrationId;
    ///
    /// let now = "2026-11-21T09:30:00.7Z".parse()?;
    /// let first = MigrationId::after(None, now);
    /// assert_eq!(first.to_string(), "20261121T093000");
    /// assert_eq!(MigrationId::after(Some(first), now).to_string(), "20261121T093001");
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn after(last: Option<Self>, now: Timestamp) -> Self {
        let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
        let now = Self(now.to_zoned(TimeZone::UTC).datetime());
        match last {
            Some(last) if last >= now => Self(last.0.saturating_add(jiff::Span::new().seconds(1))),
            _ => now,
        }
    }
}

impl fmt::Display for MigrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime(FORMAT))
    }
}

/// Text that is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a migration's id: one is UTC seconds, as `20261121T093000`")]
pub struct InvalidMigrationId(pub String);

impl FromStr for MigrationId {
    type Err = InvalidMigrationId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidMigrationId(text.to_owned());
        let shape = text.len() == 15
            && text.bytes().enumerate().all(|(index, byte)| match index {
                8 => byte == b'T',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            return Err(invalid());
        }
        DateTime::strptime(FORMAT, text).map(Self).map_err(|_| invalid())
    }
}

/// The longest name of a migration, in bytes: a path stays well under what file systems take.
const MAX_NAME: usize = 60;

/// Makes a migration's name fit for a folder: lower-case ASCII letters, digits and single underscores.
///
/// ```
/// use codegen::history::migration_name;
///
/// assert_eq!(migration_name("Add tags & categories!"), "add_tags_categories");
/// assert_eq!(migration_name("../.."), "migration");
/// ```
pub fn migration_name(text: &str) -> String {
    let mut name = String::with_capacity(text.len().min(MAX_NAME));
    for character in text.chars() {
        if name.len() == MAX_NAME {
            break;
        }
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let length = name.trim_end_matches('_').len();
    name.truncate(length);
    if name.is_empty() {
        name.push_str("migration");
    }
    name
}

/// What a migration's folder is called: `20261121T093000_add_tags`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FolderName {
    /// The id.
    pub id: MigrationId,
    /// The name, in the form that [`migration_name`] gives.
    pub name: String,
}

impl fmt::Display for FolderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.id, self.name)
    }
}

impl From<FolderName> for String {
    fn from(folder: FolderName) -> Self {
        folder.to_string()
    }
}

impl TryFrom<String> for FolderName {
    type Error = InvalidMigrationId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl FromStr for FolderName {
    type Err = InvalidMigrationId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidMigrationId(text.to_owned());
        let (id, name) = text.split_once('_').ok_or_else(invalid)?;
        if migration_name(name) != name {
            return Err(invalid());
        }
        let id = id.parse()?;
        Ok(Self {
            id,
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> MigrationId {
        text.parse().expect("an id")
    }

    #[test]
    fn an_id_is_greater_than_the_last_even_when_the_clock_is_behind() {
        let now = "2026-11-21T09:30:00Z".parse().expect("a moment");
        assert_eq!(
            MigrationId::after(Some(id("20261121T092959")), now),
            id("20261121T093000")
        );
        assert_eq!(
            MigrationId::after(Some(id("20261121T093000")), now),
            id("20261121T093001")
        );
        assert_eq!(
            MigrationId::after(Some(id("20271231T235959")), now),
            id("20280101T000000")
        );
    }

    #[test]
    fn what_is_no_moment_is_no_id() {
        for text in [
            "",
            "20261121",
            "20261321T093000",
            "2026-11-21T093000",
            "20261121T0930é",
            "+0261121T093000",
        ] {
            assert!(text.parse::<MigrationId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_folder_name_comes_back_as_it_was_written() {
        let folder: FolderName = "20261121T093000_add_tags".parse().expect("a folder");
        assert_eq!(folder.to_string(), "20261121T093000_add_tags");
        for text in [
            "20261121T093000",
            "20261121T093000_",
            "20261121T093000_A",
            "x_20261121T093000",
        ] {
            assert!(text.parse::<FolderName>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_is_safe_and_short() {
        assert_eq!(migration_name("__Ünïcode  name__"), "n_code_name");
        assert_eq!(migration_name(&"x".repeat(200)).len(), MAX_NAME);
        assert_eq!(migration_name(""), "migration");
    }
}
