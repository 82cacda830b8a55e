//! How to walk from table to table: the relations that a person would have written of the foreign keys.
//!
//! A foreign key gives one relation each way, a table whose key is nothing but two foreign keys one from either side to the
//! other. They are called by the column without its `_id`, and by the table, as one or as many; what that leaves alike is
//! told apart by the column (`posts_as_author`).

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, ForeignKey, ObjectName, Table};
use crate::schema::{OWN_CONSTANTS, RustKind};

use super::keys::{Fields, Keys};
use super::number::{plural, singular};
use super::text::Entries;

/// What a column's name says besides what it points at.
const ENDS: [&str; 6] = ["_id", "_uuid", "_ulid", "_key", "_fk", "_ref"];

/// The relations of each table that has some, in the order of its foreign keys and then of the tables that point at it.
pub(super) fn of(catalog: &Catalog, keys: &Keys) -> BTreeMap<ObjectName, Entries> {
    let mut builder = Builder {
        catalog,
        keys,
        taken: BTreeMap::new(),
        found: BTreeMap::new(),
    };
    for table in builder.models() {
        let mut taken = Fields::new(table).taken;
        let columns = catalog.all_columns(table);
        taken.extend(columns.iter().filter_map(|column| RustKind::Field.name(&column.name)));
        builder.taken.insert(&table.name, taken);
    }
    // What a table says itself has the first choice of names.
    for table in builder.models() {
        builder.ahead(table);
    }
    for table in builder.models() {
        if let Some((from, to)) = builder.joined(table) {
            builder.through(table, from, to);
            builder.through(table, to, from);
        }
        builder.back(table);
    }
    builder.found
}

struct Builder<'a> {
    catalog: &'a Catalog,
    keys: &'a Keys,
    /// Names of fields and relations.
    taken: BTreeMap<&'a ObjectName, BTreeSet<String>>,
    found: BTreeMap<ObjectName, Entries>,
}

impl<'a> Builder<'a> {
    /// Partitions have none.
    fn models(&self) -> impl Iterator<Item = &'a Table> + use<'a> {
        self.catalog
            .tables
            .values()
            .filter(|table| table.partition_of.is_none())
    }

    /// The table that a foreign key leads to; none where several keys have the same columns and target, of which none can
    /// be said.
    fn target(&self, table: &Table, key: &ForeignKey) -> Option<&'a Table> {
        let target = self.catalog.tables.get(&key.references)?;
        let is_alike =
            |other: &&ForeignKey| other.references == key.references && is_same(&other.columns, &key.columns);
        let is_sole = table.foreign_keys.iter().filter(is_alike).count() == 1;
        (target.partition_of.is_none() && is_sole).then_some(target)
    }

    fn key_of(&self, table: &Table) -> &'a str {
        self.keys.tables.get(&table.name).map_or("", String::as_str)
    }

    /// The foreign keys from one table to another.
    fn between<'t>(from: &'t Table, to: &'t Table) -> impl Iterator<Item = &'t ForeignKey> {
        from.foreign_keys.iter().filter(|key| key.references == to.name)
    }

    /// What the row that a foreign key leads to is to this table: `author`, and whether no field is called so.
    fn role(&self, key: &ForeignKey, target: &Table) -> (String, bool) {
        let by_table = || (singular(&snake(self.key_of(target))), true);
        let [column] = key.columns.as_slice() else {
            return by_table();
        };
        let name = snake(column);
        match ENDS.iter().find_map(|end| name.strip_suffix(end)) {
            Some(role) if !role.is_empty() => (role.to_owned(), true),
            _ if name == "id" => by_table(),
            _ => (name, false),
        }
    }

    fn ahead(&mut self, table: &'a Table) {
        for key in &table.foreign_keys {
            let Some(target) = self.target(table, key) else {
                continue;
            };
            let many = Self::between(table, target).count() > 1;
            let meets =
                target.name != table.name && Self::between(target, table).any(|back| is_unique(target, &back.columns));
            let (role, is_free) = self.role(key, target);
            let by_table = singular(&snake(self.key_of(target)));
            let with_table = if role == by_table {
                format!("{role}_row")
            } else {
                format!("{role}_{by_table}")
            };
            let names = if is_free {
                vec![role, with_table]
            } else {
                vec![with_table]
            };
            let mut entries = Entries::default();
            entries.add("one", self.key_of(target));
            if many || meets {
                entries.add("via", self.keys.via(&table.name, &key.columns));
            }
            if meets && Self::between(target, table).any(|back| is_same(&back.columns, &key.columns)) {
                continue;
            }
            self.add(table, &names, entries);
        }
    }

    fn back(&mut self, table: &'a Table) {
        let is_only_a_join = self.joined(table).is_some_and(|(from, to)| {
            let key = from.columns.len() + to.columns.len();
            table.columns.len() == key && from.references != to.references
        });
        for key in table.foreign_keys.iter().filter(|_| !is_only_a_join) {
            let Some(target) = self.target(table, key) else {
                continue;
            };
            let own = snake(self.key_of(table));
            let (role, _) = self.role(key, target);
            let is_one = is_unique(table, &key.columns);
            let counted = if is_one { singular(&own) } else { plural(&own) };
            let beside: Vec<_> = Self::between(table, target).collect();
            let is_self = target.name == table.name;
            let mut names = Vec::new();
            if is_self && role == "parent" {
                names.push(if is_one {
                    "child".to_owned()
                } else {
                    "children".to_owned()
                });
            } else if !is_self && beside.len() == 1 {
                names.push(counted.clone());
            }
            names.push(format!("{counted}_as_{role}"));
            let mut entries = Entries::default();
            entries.add(if is_one { "one" } else { "many" }, self.key_of(table));
            let ahead = is_one && Self::between(target, table).next().is_some();
            if is_one && is_self {
                // Of itself, a table's `one` is the way ahead.
                continue;
            }
            if beside.len() > 1 || ahead {
                entries.add("via", self.keys.via(&table.name, &key.columns));
            }
            if ahead && Self::between(target, table).any(|other| is_same(&other.columns, &key.columns)) {
                continue;
            }
            self.add(target, &names, entries);
        }
    }

    /// The two foreign keys that make up the primary key of a table, which joins what they lead to.
    fn joined<'t>(&self, table: &'t Table) -> Option<(&'t ForeignKey, &'t ForeignKey)> {
        let primary = &table.primary_key.as_ref()?.columns;
        let [from, to] = table.foreign_keys.as_slice() else {
            return None;
        };
        let columns: BTreeSet<&String> = from.columns.iter().chain(&to.columns).collect();
        let is_all = columns.len() == from.columns.len() + to.columns.len() && columns == primary.iter().collect();
        let leads = self.target(table, from).is_some() && self.target(table, to).is_some();
        (is_all && leads).then_some((from, to))
    }

    fn through(&mut self, join: &'a Table, from: &ForeignKey, to: &ForeignKey) {
        let (Some(own), Some(target)) = (self.target(join, from), self.target(join, to)) else {
            return;
        };
        let key = snake(self.key_of(target));
        let by_role = plural(&self.role(to, target).0);
        let by_join = format!("{}_through_{}", plural(&key), snake(self.key_of(join)));
        let mut names = Vec::new();
        let mut through = Entries::default();
        through.add("table", self.key_of(join));
        let is_self = own.name == target.name;
        if is_self {
            names.push(by_role);
            through.add("from", self.keys.via(&join.name, &from.columns));
            through.add("to", self.keys.via(&join.name, &to.columns));
        } else {
            names.extend([plural(&key), by_role]);
        }
        names.push(by_join);
        let mut entries = Entries::default();
        entries.add("many", self.key_of(target));
        if is_self {
            entries.add("through", through);
        } else {
            entries.add("through", self.key_of(join));
        }
        self.add(own, &names, entries);
    }

    /// Adds a relation under the first of these names that nothing has, or else the last with a number.
    fn add(&mut self, table: &'a Table, names: &[String], entries: Entries) {
        let taken = self.taken.entry(&table.name).or_default();
        let last = names.last().cloned().unwrap_or_default();
        let numbered = (2_u32..100).map(|number| format!("{last}{number}"));
        let mut names = names.iter().cloned().chain(numbered);
        let is_free = |name: &String| {
            RustKind::Field.name(name).as_ref() == Some(name)
                && !taken.contains(name)
                && !OWN_CONSTANTS.contains(&name.to_uppercase().as_str())
        };
        if let Some(name) = names.find(is_free) {
            taken.insert(name.clone());
            let relations = self.found.entry(table.name.clone()).or_default();
            relations.add(&name, entries);
        }
    }
}

/// A name as one of a field, as far as it has one.
fn snake(name: &str) -> String {
    RustKind::Field.name(name).unwrap_or_else(|| "table".to_owned())
}

fn is_same(a: &[String], b: &[String]) -> bool {
    a.iter().collect::<BTreeSet<_>>() == b.iter().collect()
}

/// Whether at most one row has given values in these columns.
fn is_unique(table: &Table, columns: &[String]) -> bool {
    let within = |of: &[String]| !of.is_empty() && of.iter().all(|name| columns.contains(name));
    let by_key = table.primary_key.as_ref().is_some_and(|key| within(&key.columns));
    by_key || table.uniques.iter().any(|unique| within(&unique.columns))
}
