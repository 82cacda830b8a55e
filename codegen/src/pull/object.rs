//! Objects that are written as the SQL that makes them: views, functions, triggers, sequences and all the rest.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Dependency, IndexKey, ObjectId, ObjectName, SqlObject, Table, TypeName};
use crate::schema::TrackedKind;
use crate::statement::Script;

use super::Writer;
use super::text::{Entries, key};

/// Where each object is written: its section and its key there.
#[derive(Debug, Default)]
pub(super) struct Sections<'a> {
    by_id: BTreeMap<&'a ObjectId, (TrackedKind, String)>,
    /// The triggers and policies of each table.
    of_tables: BTreeMap<&'a ObjectName, Vec<&'a SqlObject>>,
}

/// The order in which sections are read best, before tables and after them.
pub(super) const BEFORE_TABLES: &[TrackedKind] = &[
    TrackedKind::Extension,
    TrackedKind::Domain,
    TrackedKind::Type,
    TrackedKind::Sequence,
];
pub(super) const AFTER_TABLES: &[TrackedKind] = &[
    TrackedKind::View,
    TrackedKind::MaterializedView,
    TrackedKind::Function,
    TrackedKind::Procedure,
    TrackedKind::Aggregate,
    TrackedKind::Other,
];

/// Sections and keys of all objects.
pub(super) fn sections(catalog: &Catalog, known: impl Fn(&ObjectId) -> Option<(TrackedKind, String)>) -> Sections<'_> {
    let known: BTreeMap<&ObjectId, _> = (catalog.objects.keys())
        .filter_map(|id| Some((id, known(id)?)))
        .collect();
    let mut taken: BTreeSet<(TrackedKind, String)> = known.values().cloned().collect();
    let mut sections = Sections::default();
    for (id, object) in &catalog.objects {
        let section = section(catalog, id);
        let first = match section {
            TrackedKind::Trigger | TrackedKind::Policy => {
                sections.by_id.insert(id, (section, id.name.name.clone()));
                if let Some(table) = &id.table {
                    sections.of_tables.entry(table).or_default().push(object);
                }
                continue;
            }
            TrackedKind::Other => {
                let words = [
                    Some(id.kind.as_str()),
                    id.table.as_ref().map(|table| table.name.as_str()),
                ];
                let words: Vec<_> = words.into_iter().flatten().chain([base(&id.name.name)]).collect();
                let mut words: Vec<String> = words.iter().map(|word| word.replace([' ', '.', '"'], "_")).collect();
                words.dedup();
                words.join("_")
            }
            _ => base(&id.name.name).to_owned(),
        };
        if let Some(known) = known.get(id) {
            sections.by_id.insert(id, known.clone());
            continue;
        }
        let qualified = match &id.name.namespace {
            Some(namespace) => format!("{namespace}_{first}"),
            None => first.clone(),
        };
        let numbered = (2_usize..).map(|number| format!("{qualified}{number}"));
        let mut candidates = [first, qualified.clone()].into_iter().chain(numbered);
        let key = candidates.find(|candidate| taken.insert((section, candidate.clone())));
        // There are endlessly many.
        sections.by_id.insert(id, (section, key.unwrap_or_default()));
    }
    sections
}

fn section(catalog: &Catalog, id: &ObjectId) -> TrackedKind {
    let of_table = id
        .table
        .as_ref()
        .is_some_and(|table| catalog.tables.contains_key(table));
    match (id.kind.as_str(), &id.table) {
        ("trigger", Some(_)) if of_table => TrackedKind::Trigger,
        ("policy", Some(_)) if of_table => TrackedKind::Policy,
        (kind, None) => {
            let mut known = TrackedKind::SECTIONS.into_iter();
            known
                .find(|section| section.made() == Some(kind))
                .unwrap_or(TrackedKind::Other)
        }
        _ => TrackedKind::Other,
    }
}

/// A name without the types of arguments.
fn base(name: &str) -> &str {
    name.split('(').next().unwrap_or_default().trim_end()
}

impl Sections<'_> {
    /// The section of an object and its key there.
    pub(super) fn of(&self, id: &ObjectId) -> (TrackedKind, String) {
        self.by_id[id].clone()
    }
}

impl Writer<'_> {
    /// The objects of these sections.
    pub(super) fn objects(&mut self, sections: &[TrackedKind]) {
        let catalog = self.catalog;
        for section in sections {
            for (id, object) in &catalog.objects {
                let (own, own_key) = &self.sections.by_id[id];
                let is_left_out = self.only_objects.as_ref().is_some_and(|only| !only.contains(id));
                if own != section || is_left_out {
                    continue;
                }
                let (own, own_key) = (*own, own_key.clone());
                let mut entries = Entries::default();
                if own == TrackedKind::Other {
                    entries.add("kind", &id.kind);
                }
                entries.add_some("name", Some(&id.name.name).filter(|name| **name != own_key));
                entries.add_some("schema", id.name.namespace.as_ref());
                entries.add_some("table", id.table.as_ref().and_then(|table| self.owner(table)));
                entries.0.extend(self.statements(object, own).0);
                self.section(&format!("[{}.{}]", own.section(), key(&own_key)), &entries);
            }
        }
    }

    /// The triggers and policies of a table.
    pub(super) fn objects_of(&mut self, path: &str, table: &Table) {
        for object in self.sections.of_tables.remove(&table.name).unwrap_or_default() {
            let (section, name) = self.sections.by_id[&object.id].clone();
            let mut entries = Entries::default();
            entries.add("name", name);
            entries.0.extend(self.statements(object, section).0);
            self.part(&format!("[[{path}.{}]]", section.section()), &entries);
        }
    }

    /// Whether a table has triggers or policies.
    pub(super) fn has_objects(&self, table: &Table) -> bool {
        self.sections.of_tables.contains_key(&table.name)
    }

    /// The key of a table or a view.
    fn owner(&self, name: &ObjectName) -> Option<String> {
        self.keys.tables.get(name).cloned().or_else(|| self.view(name))
    }

    fn view(&self, name: &ObjectName) -> Option<String> {
        let views = ["view", "materialized view"].map(|kind| ObjectId {
            kind: kind.to_owned(),
            name: name.clone(),
            table: None,
        });
        views.iter().find_map(|id| Some(self.sections.by_id.get(id)?.1.clone()))
    }

    /// What makes and takes it, and what it needs beyond what its words tell.
    pub(super) fn statements(&self, object: &SqlObject, section: TrackedKind) -> Entries {
        let mut entries = Entries::default();
        entries.add("sql", &object.make);
        if !self.is_plain_drop(object, section) {
            entries.add("drop", &object.take);
        }
        let untold = object.depends_on.iter().filter_map(|needed| {
            let (name, reference) = match needed {
                Dependency::Table(table) | Dependency::Column(table, _) => match self.keys.tables.get(table) {
                    Some(key) => (table, format!("table.{key}")),
                    None => return None,
                },
                Dependency::Object(id) => (&id.name, self.object_reference(id)?),
            };
            let is_owner = object.id.table.as_ref() == Some(name);
            (!is_owner && !object.make.contains(base(&name.name))).then_some(reference)
        });
        let untold: BTreeSet<String> = untold.collect();
        if !untold.is_empty() {
            entries.add("depends_on", untold.into_iter().collect::<Vec<_>>());
        }
        let needed_by = object
            .needed_by
            .iter()
            .filter(|name| object.id.table.as_ref() != Some(name));
        let tables = needed_by.filter_map(|name| self.catalog.tables.get(name));
        let untold = tables.filter(|table| !says(table, base(&object.id.name.name)));
        let untold: Vec<_> = untold
            .filter_map(|table| self.keys.tables.get(&table.name))
            .cloned()
            .collect();
        if !untold.is_empty() && !matches!(section, TrackedKind::Trigger | TrackedKind::Policy) {
            entries.add("needed_by", untold);
        }
        entries
    }

    fn object_reference(&self, id: &ObjectId) -> Option<String> {
        let (section, own) = self.sections.by_id.get(id)?;
        Some(match section {
            TrackedKind::Trigger | TrackedKind::Policy => {
                let table = self.keys.tables.get(id.table.as_ref()?)?;
                format!("{}.{table}.{own}", section.section())
            }
            _ => format!("{}.{own}", section.section()),
        })
    }

    /// Whether it goes by its kind and name, as it would without a word.
    fn is_plain_drop(&self, object: &SqlObject, section: TrackedKind) -> bool {
        let plain = |text: &str| text.replace('"', "").replace("public.", "").to_ascii_lowercase();
        let id = &object.id;
        let wanted = match (section, &id.table) {
            (TrackedKind::Other, _) => return false,
            (TrackedKind::Extension, _) => format!("drop extension {}", id.name.name),
            (_, Some(table)) if object.take.to_ascii_lowercase().contains(" on ") => {
                format!("drop {} {} on {table}", id.kind, id.name)
            }
            _ => format!("drop {} {}", id.kind, id.name),
        };
        let script = Script::read(self.catalog.dialect.dialect(), &object.make);
        plain(&wanted) == plain(&object.take) && script.is_ok_and(|script| script.statements().len() == 1)
    }
}

/// Whether the SQL of a table or the type of a column names it.
fn says(table: &Table, name: &str) -> bool {
    let mut texts: Vec<&str> = Vec::new();
    for column in &table.columns {
        if let TypeName::BuiltIn(r#type) = &column.r#type.r#type {
            texts.push(r#type);
        }
        texts.extend(column.default.iter().map(|default| default.authored.as_str()));
        texts.extend(column.generated.iter().map(|rule| rule.expression.authored.as_str()));
    }
    texts.extend(table.checks.iter().map(|check| check.expression.authored.as_str()));
    for index in &table.indexes {
        texts.extend(index.predicate.iter().map(|predicate| predicate.authored.as_str()));
        for part in &index.parts {
            if let IndexKey::Expression(expression) = &part.key {
                texts.push(&expression.authored);
            }
            texts.extend(part.opclass.as_deref());
            texts.extend(part.collation.as_deref());
        }
    }
    texts.iter().any(|text| text.contains(name))
}
