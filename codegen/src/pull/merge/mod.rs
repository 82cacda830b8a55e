//! What a database holds, put into a schema that is there: what differs is changed in its text, and all else stays as it
//! was written.
//!
//! Where the two differ is found as a migration would find it, both as the same server gives them back. Each change is
//! made where the schema says the thing (in a column, in an array); a table of which something cannot be found is written
//! out. Whether what comes of it is the database is for the caller to look at.

mod constraint;
mod object;
mod relation;
mod table;
mod text;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml_edit::{Array, DocumentMut, Item, TableLike, Value as Toml};

pub(in crate::pull) use constraint::Kind;
use relation::{Moved, Relations};

use super::keys::Keys;
use super::text::Value;
use super::{Writer, object as sections, sayable};
use crate::catalog::{Catalog, Enum, Hints, ObjectName, Pair};
use crate::dialect::{self, Introspected};
use crate::diff::{Change, Decisions, TableChange, diff};
use crate::schema::{Schema, TableId};

/// A schema that is there.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What it says.
    pub schema: &'a Schema,
    /// Its files, with their texts; the root comes first.
    pub files: &'a [(PathBuf, String)],
    /// What it leads to, in the words of its author.
    pub authored: &'a Catalog,
    /// The same as the server gives it back.
    pub made: &'a Catalog,
}

/// A schema that takes in what a database holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// All files, as they are to be.
    pub files: Vec<(PathBuf, String)>,
    /// What was taken out, since the database does not have it.
    pub taken_out: Vec<String>,
    /// The rest is as with [`pull`](super::pull).
    pub pulled: super::Pulled,
}

/// Puts what was read from a database into a schema.
///
/// # Panics
/// Never: the files were read as TOML before.
pub fn merge(found: &Introspected, known: &Known<'_>) -> Merged {
    let (mut catalog, mut not_taken) = sayable::part(&found.catalog);
    not_taken.extend(found.unmodelled.iter().cloned());
    not_taken.sort();
    let changes = changes(known.made, &catalog);
    words::keep(&mut catalog, known);
    let names: Vec<ObjectName> = (known.schema.tables.iter())
        .map(|table| {
            let namespace = dialect::namespace(table.namespace.as_deref());
            catalog.dialect.dialect().object_name(namespace, &table.name)
        })
        .collect();
    let keys = Keys::beside(&catalog, known.authored);
    let mut merger = Merger {
        documents: (known.files.iter())
            .map(|(_, text)| text.parse().expect("it was read as TOML before"))
            .collect(),
        mixins: BTreeMap::new(),
        writer: Writer::new(&catalog, keys, |id| object::known(known.schema, id)),
        known,
        names: &names,
        moved: Moved::default(),
        taken_out: Vec::new(),
    };
    merger.read_mixins();
    let mut renamed: BTreeMap<ObjectName, Vec<Pair<String>>> = BTreeMap::new();
    for change in &changes {
        if let Change::RenameConstraint { table, from, to } | Change::RenameIndex { table, from, to } = change {
            let pair = Pair {
                previous: from.clone(),
                next: to.clone(),
            };
            renamed.entry(table.clone()).or_default().push(pair);
        }
        merger.note(change);
    }
    for change in &changes {
        merger.make(change, &mut renamed);
    }
    for (table, renamed) in std::mem::take(&mut renamed) {
        merger.alter(&table, &[], &renamed);
    }
    merger.relations();
    merger.leave_out_empty_files();
    merger.append(&changes);
    let added = std::mem::take(&mut merger.writer.text);
    let mut files: Vec<(PathBuf, String)> = (known.files.iter())
        .zip(&merger.documents)
        .map(|((path, _), document)| (path.clone(), document.to_string()))
        .collect();
    if let (Some((_, root)), false) = (files.first_mut(), added.is_empty()) {
        *root = format!("{}\n\n{}", root.trim_end(), added.trim_start());
    }
    let reworded = std::mem::take(&mut merger.writer.reworded);
    Merged {
        files,
        taken_out: merger.taken_out,
        pulled: super::Pulled {
            head: String::new(),
            body: added,
            not_taken,
            reworded,
        },
    }
}

/// What differs, with nothing taken for a rename: a schema says those, and a database never does.
fn changes(made: &Catalog, found: &Catalog) -> Vec<Change> {
    let pair = Pair {
        previous: made,
        next: found,
    };
    let mut decisions = Decisions::default();
    loop {
        match diff(pair, &Hints::default(), &decisions) {
            Ok(diff) => return diff.changes,
            Err(ambiguities) => {
                let before = decisions.drops.len();
                decisions
                    .drops
                    .extend(ambiguities.into_iter().map(|ambiguity| ambiguity.drop));
                if decisions.drops.len() == before {
                    return Vec::new();
                }
            }
        }
    }
}

struct Merger<'a> {
    documents: Vec<DocumentMut>,
    /// All mixins, as they were.
    mixins: BTreeMap<String, Item>,
    writer: Writer<'a>,
    known: &'a Known<'a>,
    /// What the schema's tables are called in the database.
    names: &'a [ObjectName],
    moved: Moved,
    taken_out: Vec<String>,
}

impl Merger<'_> {
    fn read_mixins(&mut self) {
        for document in &self.documents {
            let mixins = document.get("mixin").and_then(Item::as_table_like);
            for (key, mixin) in mixins.into_iter().flat_map(TableLike::iter) {
                self.mixins.insert(key.to_owned(), mixin.clone());
            }
        }
    }

    /// The part of a section under this key, in whichever file.
    fn part(&mut self, section: &str, key: &str) -> Option<&mut dyn TableLike> {
        let mut documents = self.documents.iter_mut();
        documents.find_map(|document| {
            let section = document.get_mut(section)?.as_table_like_mut()?;
            section.get_mut(key)?.as_table_like_mut()
        })
    }

    fn remove(&mut self, section: &str, key: &str) {
        for document in &mut self.documents {
            let parts = document.get_mut(section).and_then(Item::as_table_like_mut);
            if let Some(parts) = parts.filter(|parts| parts.contains_key(key)) {
                parts.remove(key);
                if parts.is_empty() {
                    document.remove(section);
                }
                self.taken_out.push(format!("{section} {key}"));
                return;
            }
        }
    }

    /// Keeps what relations must know of.
    fn note(&mut self, change: &Change) {
        match change {
            Change::CreateTable { object } => {
                self.moved.new_tables.insert(object.name.clone());
            }
            Change::DropTable { object } => {
                self.moved.gone_tables.insert(object.name.clone());
            }
            Change::AlterTable { table, changes } => {
                for change in changes {
                    let TableChange::ForeignKey { foreign_key } = change else {
                        continue;
                    };
                    let Pair { previous, next } = foreign_key;
                    let is_other = |a: &crate::catalog::ForeignKey, b: Option<&crate::catalog::ForeignKey>| {
                        b.is_none_or(|b| a.columns != b.columns || a.references != b.references)
                    };
                    if let Some(key) = previous.as_ref().filter(|key| is_other(key, next.as_ref())) {
                        self.moved.gone.insert((table.clone(), key.columns.clone()));
                    }
                    if let Some(key) = next.as_ref().filter(|key| is_other(key, previous.as_ref())) {
                        self.moved.new.insert((table.clone(), key.columns.clone()));
                    }
                }
            }
            _ => {}
        }
    }

    /// Makes a change to what is there.
    fn make(&mut self, change: &Change, renamed: &mut BTreeMap<ObjectName, Vec<Pair<String>>>) {
        match change {
            Change::DropNamespace { name, .. } => self.remove("namespace", name),
            Change::CommentNamespace { name, comment } => {
                let comment = comment.next.as_ref().map(Value::from);
                if let Some(namespace) = self.part("namespace", name) {
                    text::put(namespace, "comment", comment.as_ref());
                }
            }
            Change::DropEnum { object } => {
                let key = self.enum_key(&object.name);
                self.remove("enum", &key);
            }
            Change::AlterEnum(change) => {
                let key = self.enum_key(&change.object.next.name);
                if let Some(item) = self.part("enum", &key) {
                    enumeration(item, &change.object.next);
                }
            }
            Change::DropTable { object } => {
                let key = self.table_key(&object.name);
                self.remove("table", &key);
            }
            Change::AlterTable { table, changes } => {
                let renamed = renamed.remove(table).unwrap_or_default();
                self.alter(table, changes, &renamed);
            }
            Change::DropObject { object } => self.drop_object(object),
            Change::AlterObject { object } => self.alter_object(&object.next),
            Change::CreateObject { object } => self.create_object(object),
            // What is new comes behind all that is there; what a snapshot records is not said in a schema.
            _ => {}
        }
    }

    fn table_key(&self, name: &ObjectName) -> String {
        let place = self.names.iter().position(|own| own == name);
        place.map_or_else(
            || name.name.clone(),
            |place| self.known.schema.tables[place].key.clone(),
        )
    }

    fn enum_key(&self, name: &ObjectName) -> String {
        let known = self.known.authored.enums.get(name);
        known
            .and_then(|object| object.key.clone())
            .unwrap_or_else(|| name.name.clone())
    }

    fn alter(&mut self, name: &ObjectName, changes: &[TableChange], renamed: &[Pair<String>]) {
        let catalog = self.writer.catalog;
        let tables = (
            catalog.tables.get(name),
            self.known.authored.tables.get(name),
            self.known.made.tables.get(name),
        );
        let (Some(new), Some(old), Some(made)) = tables else {
            return;
        };
        let forms = self.writer.forms.get(name).cloned().unwrap_or_default();
        let columns = self.writer.columns(new, &forms);
        let apart = self.writer.apart(new, &forms);
        let primary_key = self.writer.primary_key(new, &forms);
        let key = self.table_key(name);
        let mut documents = self.documents.iter_mut();
        let item = documents.find_map(|document| {
            let tables = document.get_mut("table")?.as_table_like_mut()?;
            tables.get_mut(&key)?.as_table_like_mut()
        });
        let Some(item) = item else { return };
        let mut edit = table::Edit {
            item,
            name,
            old,
            made,
            new,
            forms: &forms,
            keys: &self.writer.keys,
            columns: columns.0.into_iter().map(|(_, value)| value).collect(),
            apart,
            primary_key,
            mixins: &self.mixins,
            catalog,
        };
        edit.alter(changes, renamed);
    }

    fn relations(&mut self) {
        for place in 0..self.known.schema.tables.len() {
            let name = &self.names[place];
            let pulled = self.writer.relations.get(name).cloned();
            let relations = Relations {
                schema: self.known.schema,
                names: self.names,
                catalog: self.writer.catalog,
                keys: &self.writer.keys,
                moved: &self.moved,
            };
            let key = &self.known.schema.tables[place].key;
            let mut documents = self.documents.iter_mut();
            let item = documents.find_map(|document| {
                let tables = document.get_mut("table")?.as_table_like_mut()?;
                tables.get_mut(key)?.as_table_like_mut()
            });
            if let Some(item) = item {
                relations.mend(TableId(place), item, pulled.as_ref());
            }
        }
    }

    /// A file that says nothing any more is not included any more; its comments stay in it.
    fn leave_out_empty_files(&mut self) {
        let Some((root, others)) = self.documents.split_first_mut() else {
            return;
        };
        let generate = root.get_mut("generate").and_then(Item::as_table_like_mut);
        let Some(generate) = generate else { return };
        let Some(include) = generate.get_mut("include").and_then(Item::as_array_mut) else {
            return;
        };
        // They were read in the order in which they stand there.
        for place in (0..others.len()).rev() {
            if others[place].is_empty() && place < include.len() {
                let file = include.remove(place);
                self.taken_out
                    .push(format!("include {}", file.as_str().unwrap_or_default()));
            }
        }
        tidy(include);
        if include.is_empty() {
            generate.remove("include");
        }
        if generate.is_empty() {
            root.remove("generate");
        }
    }

    /// Writes what is new behind all that is there.
    fn append(&mut self, changes: &[Change]) {
        for change in changes {
            if let Change::CreateNamespace {
                name,
                comment: Some(comment),
            } = change
            {
                self.writer.namespace(name, Some(comment));
            }
        }
        let objects: std::collections::BTreeSet<_> = (changes.iter())
            .filter_map(|change| match change {
                Change::CreateObject { object } => Some(object.id.clone()),
                _ => None,
            })
            .collect();
        self.writer.only_objects = Some(objects);
        self.writer.objects(sections::BEFORE_TABLES);
        for change in changes {
            if let Change::CreateEnum { object } = change {
                self.writer.enumeration(object);
            }
        }
        let catalog = self.writer.catalog;
        for name in super::order::of(catalog) {
            let table = &catalog.tables[name];
            if self.moved.new_tables.contains(name) && table.partition_of.is_none() {
                let forms = self.writer.forms.remove(name).unwrap_or_default();
                let columns = self.writer.columns(table, &forms);
                self.writer.table(table, &forms, columns, None);
            }
        }
        self.writer.objects(sections::AFTER_TABLES);
    }
}

/// Gives an enum its values; those that stay keep what is said of them.
fn enumeration(item: &mut dyn TableLike, object: &Enum) {
    let comment = object.comment.as_ref().map(Value::from);
    if comment.is_some() || item.contains_key("comment") {
        text::put(item, "comment", comment.as_ref());
    }
    let Some(values) = item.get_mut("values").and_then(Item::as_array_mut) else {
        return;
    };
    let before: Vec<Toml> = values.iter().cloned().collect();
    let line = before
        .last()
        .and_then(|value| value.decor().prefix()?.as_str()?.rsplit_once('\n'));
    let indent = line.map_or_else(String::new, |(_, blank)| format!("\n{blank}"));
    values.clear();
    for value in &object.values {
        let said = before.iter().find(|said| {
            let table = said.as_inline_table();
            let own = table.and_then(|table| table.get("value").or_else(|| table.get("name")));
            own.unwrap_or(said).as_str() == Some(value)
        });
        let said = said.cloned().unwrap_or_else(|| {
            let mut value = Toml::from(value.as_str());
            value.decor_mut().set_prefix(indent.clone());
            value
        });
        values.push_formatted(said);
    }
    tidy(values);
}

/// The first of an array in one line stands at its bracket, the others behind a blank.
fn tidy(values: &mut Array) {
    for (place, value) in values.iter_mut().enumerate() {
        let decor = value.decor_mut();
        let is_line = decor
            .prefix()
            .and_then(|raw| raw.as_str())
            .is_none_or(|prefix| !prefix.contains('\n'));
        if is_line {
            decor.set_prefix(if place == 0 { "" } else { " " });
        }
    }
}
