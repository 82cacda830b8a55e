//! Which files of a layout run, and in which order.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::layout::{JOURNAL, LOCK, file_name, folder, is_sql, version_of_flyway};
use super::{File, Layout, NotRecognized, Recognized, Script, section};
use crate::dialect::DialectName;

/// The scripts of a layout.
pub(super) fn in_order(layout: Layout, files: &[File]) -> Result<Recognized, NotRecognized> {
    let mut dialect = None;
    let chosen = match layout {
        Layout::Drizzle => match find(files, JOURNAL) {
            Some(journal) => {
                let journal_of = Journal::read(journal)?;
                dialect = of_tool(journal_of.dialect)?;
                journaled(files, journal, &journal_of.entries)?
            }
            None if files.iter().any(|file| file_name(&file.path) == "migration.sql") => {
                in_folders(layout, files, "migration.sql")?
            }
            None => named(layout, files, by_number)?,
        },
        Layout::Prisma => {
            dialect = match find(files, LOCK) {
                Some(lock) => of_tool(Lock::read(lock)?.provider)?,
                None => None,
            };
            in_folders(layout, files, "migration.sql")?
        }
        Layout::Diesel => in_folders(layout, files, "up.sql")?,
        Layout::Flyway => flyway(files)?,
        Layout::Knex | Layout::Dbmate => named(layout, files, str::cmp)?,
        Layout::Goose | Layout::Sqlx | Layout::Plain => named(layout, files, by_number)?,
    };
    let scripts = chosen.into_iter().map(|file| {
        let (pieces, in_transaction) = section::up(layout, &file.text);
        Script {
            path: file.path.clone(),
            pieces,
            in_transaction,
        }
    });
    Ok(Recognized {
        layout,
        dialect,
        scripts: scripts.collect(),
        not_sql: not_sql(layout, files),
    })
}

/// Drizzle's journal.
#[derive(Deserialize)]
struct Journal {
    dialect: Option<String>,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    tag: String,
}

impl Journal {
    fn read(file: &File) -> Result<Self, NotRecognized> {
        serde_json::from_str(&file.text).map_err(|error| unreadable(file, &error))
    }
}

/// Prisma's `migration_lock.toml`.
#[derive(Deserialize)]
struct Lock {
    provider: Option<String>,
}

impl Lock {
    fn read(file: &File) -> Result<Self, NotRecognized> {
        toml::from_str(&file.text).map_err(|error| unreadable(file, &error))
    }
}

fn unreadable(file: &File, error: &dyn std::error::Error) -> NotRecognized {
    NotRecognized::Unreadable {
        list: file.path.clone(),
        reason: error.to_string(),
    }
}

/// The one file of this name; of several, that which is least deep.
fn find<'a>(files: &'a [File], name: &str) -> Option<&'a File> {
    let named = files.iter().filter(|file| file_name(&file.path) == name);
    named.min_by_key(|file| (file.path.matches('/').count(), &file.path))
}

/// What a tool calls a database.
fn of_tool(name: Option<String>) -> Result<Option<DialectName>, NotRecognized> {
    match name.as_deref() {
        None => Ok(None),
        Some("postgresql" | "postgres" | "pg" | "cockroachdb") => Ok(Some(DialectName::Postgres)),
        Some("sqlite" | "turso" | "libsql") => Ok(Some(DialectName::Sqlite)),
        Some(_) => Err(NotRecognized::OtherDatabase(name.unwrap_or_default())),
    }
}

/// Those that the journal names, as it names them.
fn journaled<'a>(files: &'a [File], journal: &File, entries: &[Entry]) -> Result<Vec<&'a File>, NotRecognized> {
    // The journal is in `meta`, the files beside that.
    let root = folder(folder(&journal.path));
    let find = |entry: &Entry| {
        let name = format!("{}.sql", entry.tag);
        let path = if root.is_empty() {
            name
        } else {
            format!("{root}/{name}")
        };
        let found = files.iter().find(|file| file.path == path);
        found.ok_or_else(|| NotRecognized::Missing {
            list: journal.path.clone(),
            file: path,
        })
    };
    entries.iter().map(find).collect()
}

/// A file of the same name in each folder, in the order of the folders' names.
fn in_folders<'a>(layout: Layout, files: &'a [File], name: &str) -> Result<Vec<&'a File>, NotRecognized> {
    let of_name = files.iter().filter(|file| file_name(&file.path) == name);
    let mut found: Vec<_> = of_name.filter(|file| file.path.contains('/')).collect();
    if found.is_empty() {
        return Err(NotRecognized::NotSo(layout, "no folder holds the file that it runs"));
    }
    // Diesel reads `2026-01-01-000000_a` as the number 20260101000000.
    let key = |file: &File| file_name(folder(&file.path)).replace('-', "");
    found.sort_by_key(|file| (key(file), file.path.clone()));
    Ok(found)
}

/// SQL files in the order of their names, less those of the way down.
fn named(layout: Layout, files: &[File], order: fn(&str, &str) -> Ordering) -> Result<Vec<&File>, NotRecognized> {
    let is_down = |file: &&File| {
        let name = file_name(&file.path).to_ascii_lowercase();
        name.ends_with(".down.sql") || layout != Layout::Plain && name == "down.sql"
    };
    let mut found: Vec<_> = files.iter().filter(|file| is_sql(&file.path)).collect();
    // A dump of one file may be called anything.
    if found.len() > 1 {
        found.retain(|file| !is_down(file));
    }
    if found.is_empty() {
        return Err(NotRecognized::Empty);
    }
    found.sort_by(|a, b| order(file_name(&a.path), file_name(&b.path)).then_with(|| a.path.cmp(&b.path)));
    Ok(found)
}

/// Those that begin with a number by that, the others behind them by their names.
fn by_number(a: &str, b: &str) -> Ordering {
    let number = |name: &str| {
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        let digits = digits.trim_start_matches('0').to_owned();
        (
            !name.starts_with(|first: char| first.is_ascii_digit()),
            digits.len(),
            digits,
        )
    };
    number(a).cmp(&number(b)).then_with(|| a.cmp(b))
}

/// The last baseline, versions from there on, repeatable ones by their names behind them. Undo migrations (`U`) are none
/// of these.
fn flyway(files: &[File]) -> Result<Vec<&File>, NotRecognized> {
    let mut versions: BTreeMap<Vec<u64>, &File> = BTreeMap::new();
    let mut baseline: Option<(Vec<u64>, &File)> = None;
    let mut repeatable = Vec::new();
    for file in files.iter().filter(|file| is_sql(&file.path)) {
        let name = file_name(&file.path);
        if let Some(version) = version_of_flyway('V', name).map(comparable) {
            if let Some(other) = versions.insert(version, file) {
                return Err(NotRecognized::SameVersion(other.path.clone(), file.path.clone()));
            }
        } else if name.starts_with("R__") {
            repeatable.push(file);
        } else if let Some(version) = version_of_flyway('B', name).map(comparable)
            && baseline.as_ref().is_none_or(|(other, _)| *other < version)
        {
            baseline = Some((version, file));
        }
    }
    let mut found = Vec::new();
    if let Some((version, file)) = baseline {
        versions.retain(|other, _| *other > version);
        found.push(file);
    }
    found.extend(versions.into_values());
    repeatable.sort_by_key(|file| file_name(&file.path));
    found.extend(repeatable);
    if found.is_empty() {
        return Err(NotRecognized::NotSo(
            Layout::Flyway,
            "no file is called V1__name.sql or R__name.sql",
        ));
    }
    Ok(found)
}

/// `1.0` and `1` are one version.
fn comparable(mut version: Vec<u64>) -> Vec<u64> {
    while version.last() == Some(&0) {
        version.pop();
    }
    version
}

/// Migrations that a tool's own language says: they stand beside those in SQL.
fn not_sql(layout: Layout, files: &[File]) -> Vec<String> {
    let extensions: &[&str] = match layout {
        Layout::Knex => &["js", "ts", "cjs", "mjs"],
        Layout::Flyway => &["java", "kt"],
        Layout::Goose => &["go"],
        _ => &[],
    };
    let is_migration = |file: &&File| {
        let name = file_name(&file.path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let starts = match layout {
            Layout::Flyway => name.starts_with('V') || name.starts_with("R__"),
            _ => name.starts_with(|first: char| first.is_ascii_digit()),
        };
        starts && extensions.contains(&extension)
    };
    let found = files.iter().filter(is_migration).map(|file| file.path.clone());
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::recognize;

    fn paths(files: &[(&str, &str)]) -> Result<(Layout, Option<DialectName>, Vec<String>), NotRecognized> {
        let files: Vec<_> = (files.iter())
            .map(|(path, text)| File {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
            })
            .collect();
        let found = recognize(&files, None)?;
        let paths = found.scripts.into_iter().map(|script| script.path);
        Ok((found.layout, found.dialect, paths.collect()))
    }

    fn named(names: &[&str]) -> Vec<String> {
        let files: Vec<_> = names.iter().map(|name| (*name, "select 1")).collect();
        paths(&files).map(|(_, _, paths)| paths).unwrap_or_default()
    }

    #[test]
    fn numbers_count_as_numbers() {
        assert_eq!(
            named(&["10_c.sql", "2_b.sql", "0001_a.sql", "seed.sql"]),
            ["0001_a.sql", "2_b.sql", "10_c.sql", "seed.sql"]
        );
        assert_eq!(
            named(&["2_b.up.sql", "1_a.up.sql", "1_a.down.sql"]),
            ["1_a.up.sql", "2_b.up.sql"]
        );
    }

    #[test]
    fn the_journal_decides() {
        let journal =
            r#"{"version":"7","dialect":"sqlite","entries":[{"idx":0,"tag":"0001_b"},{"idx":1,"tag":"0000_a"}]}"#;
        let files = [
            ("drizzle/0000_a.sql", ""),
            ("drizzle/0001_b.sql", ""),
            ("drizzle/0002_draft.sql", ""),
            ("drizzle/meta/_journal.json", journal),
        ];
        let (layout, dialect, found) = paths(&files).expect("recognized");
        assert_eq!((layout, dialect), (Layout::Drizzle, Some(DialectName::Sqlite)));
        assert_eq!(found, ["drizzle/0001_b.sql", "drizzle/0000_a.sql"]);
        let missing = paths(&[files[0], files[3]]).expect_err("a file is missing");
        assert_eq!(
            missing.to_string(),
            "drizzle/meta/_journal.json names drizzle/0001_b.sql, which is not there"
        );
    }

    #[test]
    fn prisma_says_its_database() {
        let lock = |provider: &str| {
            let lock = format!("provider = \"{provider}\"\n");
            paths(&[
                ("migrations/20260101_a/migration.sql", ""),
                ("migrations/migration_lock.toml", &lock),
            ])
        };
        assert_eq!(lock("postgresql").expect("known").1, Some(DialectName::Postgres));
        assert_eq!(lock("mysql"), Err(NotRecognized::OtherDatabase("mysql".to_owned())));
    }

    #[test]
    fn flyway_counts_versions_part_by_part() {
        assert_eq!(
            named(&[
                "V10__j.sql",
                "V1.10__c.sql",
                "V1.9__b.sql",
                "V1__a.sql",
                "R__views.sql",
                "U1__a.sql",
                "V2_1__d.sql"
            ]),
            [
                "V1__a.sql",
                "V1.9__b.sql",
                "V1.10__c.sql",
                "V2_1__d.sql",
                "V10__j.sql",
                "R__views.sql"
            ]
        );
        assert_eq!(
            named(&["V1__a.sql", "B2__all.sql", "V3__c.sql"]),
            ["B2__all.sql", "V3__c.sql"]
        );
        let same = paths(&[("a/V1__a.sql", ""), ("b/V1.0__b.sql", "")]);
        assert!(matches!(same, Err(NotRecognized::SameVersion(..))));
    }
}
