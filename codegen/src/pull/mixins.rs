//! Columns that several tables end in alike, as a person would lay them in by a mixin.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::text::{Entries, Entry, Value};
use crate::catalog::ObjectName;

/// Fewer tables are no pattern.
const TABLES: usize = 3;

/// One column is written as fast as the name of a mixin; of many, nobody knows from its name what it lays in.
const COLUMNS: std::ops::RangeInclusive<usize> = 2..=4;

/// What may be said of a column in a mixin: nothing that is about its table, as a key or a reference is.
const SAID: [&str; 6] = ["type", "declared", "collation", "nullable", "default", "comment"];

/// Columns at the end of tables.
#[derive(Debug, PartialEq)]
pub(super) struct Mixin {
    pub(super) key: String,
    pub(super) columns: Entries,
    /// The tables that end in them.
    pub(super) tables: Vec<ObjectName>,
}

/// An ending of tables: what is written of its columns, and whose it is.
struct Ending<'a> {
    columns: &'a [Entry],
    tables: Vec<&'a ObjectName>,
}

impl Ending<'_> {
    fn saved(&self) -> usize {
        self.columns.len() * (self.tables.len() - 1)
    }
}

/// The mixins that save the most lines first; a table has one at most. `keys` are those of other mixins.
pub(super) fn of(columns: &BTreeMap<&ObjectName, Entries>, keys: &BTreeSet<String>) -> Vec<Mixin> {
    let mut keys = keys.clone();
    let mut taken: BTreeSet<&ObjectName> = BTreeSet::new();
    let mut mixins: Vec<Mixin> = Vec::new();
    for ending in common(columns) {
        let tables = ending.tables.into_iter();
        let tables: Vec<_> = tables.filter(|name| !taken.contains(name)).collect();
        if tables.len() < TABLES {
            continue;
        }
        taken.extend(&tables);
        mixins.push(Mixin {
            key: key(ending.columns, &mut keys),
            columns: Entries(ending.columns.to_vec()),
            tables: tables.into_iter().cloned().collect(),
        });
    }
    mixins
}

/// The endings that are common, those first that save the most lines. What is only a part of what its tables have in
/// common is none.
fn common<'a>(columns: &'a BTreeMap<&'a ObjectName, Entries>) -> Vec<Ending<'a>> {
    let mut endings: BTreeMap<Vec<String>, Ending<'a>> = BTreeMap::new();
    for (name, entries) in columns {
        let plain = plain_part(&entries.0);
        // One column more says whether there is more in common.
        for length in *COLUMNS.start()..=plain.len().min(COLUMNS.end() + 1) {
            let columns = &plain[plain.len() - length..];
            let texts = columns
                .iter()
                .map(|(name, value)| format!("{name:?} = {}", value.print()));
            let ending = endings.entry(texts.collect());
            let tables = Vec::new();
            ending.or_insert(Ending { columns, tables }).tables.push(name);
        }
    }
    let is_part = |(texts, longer): (&Vec<String>, &Ending<'_>)| {
        let shorter = &texts[1..];
        let is_all = endings
            .get(shorter)
            .is_some_and(|ending| ending.tables.len() == longer.tables.len());
        is_all.then(|| shorter.to_vec())
    };
    let parts: BTreeSet<_> = endings.iter().filter_map(is_part).collect();
    let common = endings.into_iter().filter(|(texts, ending)| {
        ending.tables.len() >= TABLES && COLUMNS.contains(&texts.len()) && !parts.contains(texts)
    });
    let mut common: Vec<_> = common.map(|(_, ending)| ending).collect();
    // The sort is stable, so that the same database gives the same text.
    common.sort_by_key(|ending| Reverse((ending.saved(), ending.columns.len())));
    common
}

/// The columns at a table's end of which no more is said than a mixin may; the first is always the table's own.
fn plain_part(columns: &[Entry]) -> &[Entry] {
    let is_plain = |(_, value): &Entry| match value {
        Value::Text(_) => true,
        Value::Table(entries) => entries.iter().all(|(key, _)| SAID.contains(&key.as_str())),
        _ => false,
    };
    let plain = columns.iter().rev().take_while(|column| is_plain(column)).count();
    &columns[columns.len() - plain.min(columns.len().saturating_sub(1))..]
}

/// What the mixin is called, as none before it.
fn key(columns: &[Entry], keys: &mut BTreeSet<String>) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let times = ["created_at", "updated_at", "deleted_at", "inserted_at", "modified_at"];
    let wanted = if names.iter().all(|name| times.contains(name)) {
        "timestamps".to_owned()
    } else {
        let ends: Vec<&str> = names.first().into_iter().chain(names.last()).copied().collect();
        ends.join(if names.len() == 2 { "_and_" } else { "_to_" })
    };
    let mut key = wanted.clone();
    for number in 2_usize.. {
        if keys.insert(key.clone()) {
            break;
        }
        key = format!("{wanted}_{number}");
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(tables: &[(&str, &[&str])]) -> Vec<(String, Vec<String>, Vec<String>)> {
        found_beside(&[], tables)
    }

    fn found_beside(keys: &[&str], tables: &[(&str, &[&str])]) -> Vec<(String, Vec<String>, Vec<String>)> {
        let names: Vec<_> = tables.iter().map(|(name, _)| ObjectName::new(*name)).collect();
        let columns = tables.iter().map(|(_, columns)| {
            let entries = columns.iter().map(|column| {
                let (name, said) = column.split_once(' ').unwrap_or((column, "text"));
                let mut value = Entries::default();
                value.add("type", "text");
                match said {
                    "text" => return (name.to_owned(), Value::from("text")),
                    said => value.add(said, true),
                }
                (name.to_owned(), Value::from(value))
            });
            Entries(entries.collect())
        });
        let columns = names.iter().zip(columns).collect();
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        of(&columns, &keys)
            .into_iter()
            .map(|mixin| {
                let columns = mixin.columns.0.into_iter().map(|(name, _)| name);
                let tables = mixin.tables.iter().map(ToString::to_string);
                (mixin.key, columns.collect(), tables.collect())
            })
            .collect()
    }

    #[test]
    fn what_three_tables_end_in_is_a_mixin() {
        let times = ["id", "created_at", "updated_at"];
        let mixins = found(&[
            ("a", &times),
            ("b", &times),
            ("c", &["id", "name", "created_at", "updated_at"]),
        ]);
        assert_eq!(
            mixins,
            [(
                "timestamps".to_owned(),
                vec!["created_at".to_owned(), "updated_at".to_owned()],
                vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]
            )]
        );
        let beside = found_beside(&["timestamps"], &[("a", &times), ("b", &times), ("c", &times)]);
        assert_eq!(beside[0].0, "timestamps_2");
        // Two are none, and what is about its table is not common to others.
        assert_eq!(found(&[("a", &times), ("b", &times), ("c", &["id", "name"])]), []);
        let many = ["id", "a", "b", "c", "d", "e"];
        assert_eq!(found(&[("a", &many), ("b", &many), ("c", &many)]), []);
        let unique = ["id", "code unique", "name unique"];
        assert_eq!(found(&[("a", &unique), ("b", &unique), ("c", &unique)]), []);
    }

    #[test]
    fn a_table_keeps_a_column_and_has_one_mixin() {
        let all = ["x", "y", "z"];
        let mixins = found(&[
            ("a", &all),
            ("b", &all),
            ("c", &all),
            ("d", &["id", "x", "y"]),
            ("e", &["id", "x", "y"]),
            ("f", &["id", "x", "y"]),
        ]);
        let keys: Vec<_> = mixins
            .iter()
            .map(|(key, _, tables)| (key.as_str(), tables.len()))
            .collect();
        assert_eq!(keys, [("x_and_y", 3), ("y_and_z", 3)]);
    }
}
