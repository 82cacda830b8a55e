//! From what a database holds to the schema that a person would have written of it.
//!
//! [`pull`] is the way back of reading, resolving and lowering: the text that it gives leads to the same catalog again,
//! names of constraints included. What the language cannot say is left out and [named](Pulled::not_taken).

mod column;
mod forms;
mod keys;
mod merge;
mod mixins;
mod number;
mod object;
mod order;
mod partition;
mod relations;
mod sayable;
mod table;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Enum, ObjectId, ObjectName};
use crate::dialect::{Capabilities, Introspected};
use crate::schema::TrackedKind;
use forms::Forms;
use keys::Keys;
pub use merge::{Known, Merged, merge};
use mixins::Mixin;
use object::Sections;
use text::{Entries, Value, block, key};

/// A schema as text, and what it does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// `[database]`.
    pub head: String,
    /// All else of `schema.toml`.
    pub body: String,
    /// What the database holds and the text does not say, each with its reason, sorted.
    pub not_taken: Vec<String>,
    /// Columns whose default is said in other words than the server's: by table and name.
    pub reworded: BTreeSet<(ObjectName, String)>,
}

impl Pulled {
    /// `schema.toml` as a whole.
    pub fn text(&self) -> String {
        match self.body.as_str() {
            "" => self.head.clone(),
            body => format!("{}\n{body}", self.head),
        }
    }
}

/// Writes a schema of what was read from a database. `name` is what the database is called, `mixins` are the keys of those
/// that stand beside it.
///
/// ```
/// use codegen::dialect::DialectName;
/// use codegen::pull::pull;
///
/// let found = codegen::dialect::Introspected {
///     catalog: codegen::catalog::Catalog::empty(DialectName::Sqlite),
///     unmodelled: vec!["virtual table search".into()],
/// };
/// let pulled = pull(&found, "shop", &[].into());
/// assert_eq!(pulled.text(), "[database]\nname     = \"shop\"\ndialects = [\"sqlite\"]\n");
/// assert_eq!(pulled.not_taken, ["virtual table search"]);
/// ```
pub fn pull(found: &Introspected, name: &str, mixins: &BTreeSet<String>) -> Pulled {
    let (catalog, mut not_taken) = sayable::part(&found.catalog);
    not_taken.extend(found.unmodelled.iter().cloned());
    not_taken.sort();
    let mut writer = Writer::new(&catalog, Keys::new(&catalog), |_| None);
    writer.database(name);
    let head = std::mem::take(&mut writer.text);
    writer.namespaces();
    writer.objects(object::BEFORE_TABLES);
    for object in catalog.enums.values() {
        writer.enumeration(object);
    }
    // A partition is written where its table is.
    let tables = order::of(&catalog).into_iter().map(|name| &catalog.tables[name]);
    let tables: Vec<_> = tables.filter(|table| table.partition_of.is_none()).collect();
    let forms: Vec<_> = (tables.iter())
        .map(|table| writer.forms.remove(&table.name).unwrap_or_default())
        .collect();
    let mut columns: BTreeMap<_, _> = (tables.iter().zip(&forms))
        .map(|(table, forms)| (&table.name, writer.columns(table, forms)))
        .collect();
    let mixins = writer.mixins(&columns, mixins);
    let of_table: BTreeMap<&ObjectName, &Mixin> = (mixins.iter())
        .flat_map(|mixin| mixin.tables.iter().map(move |table| (table, mixin)))
        .collect();
    for (table, forms) in tables.iter().zip(&forms) {
        let columns = columns.remove(&table.name).unwrap_or_default();
        writer.table(table, forms, columns, of_table.get(&table.name).copied());
    }
    writer.objects(object::AFTER_TABLES);
    Pulled {
        head,
        body: writer.text,
        not_taken,
        reworded: writer.reworded,
    }
}

struct Writer<'a> {
    catalog: &'a Catalog,
    /// Of the tables that are not written yet.
    forms: BTreeMap<&'a ObjectName, Forms>,
    /// Of the tables that are not written yet.
    relations: BTreeMap<ObjectName, Entries>,
    keys: Keys,
    sections: Sections<'a>,
    /// What alone is written of them, where it is not all.
    only_objects: Option<BTreeSet<ObjectId>>,
    reworded: BTreeSet<(ObjectName, String)>,
    text: String,
}

impl<'a> Writer<'a> {
    /// `known` says where objects are written already.
    fn new(catalog: &'a Catalog, keys: Keys, known: impl Fn(&ObjectId) -> Option<(TrackedKind, String)>) -> Self {
        Self {
            forms: forms::of(catalog),
            catalog,
            relations: relations::of(catalog, &keys),
            keys,
            sections: object::sections(catalog, known),
            only_objects: None,
            reworded: BTreeSet::new(),
            text: String::new(),
        }
    }
}

impl Writer<'_> {
    /// A section with its head.
    fn section(&mut self, head: &str, entries: &Entries) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self.part(head, entries);
    }

    /// The same without a line before it.
    fn part(&mut self, head: &str, entries: &Entries) {
        self.text.push_str(head);
        self.text.push('\n');
        self.text.push_str(&block(entries));
    }

    fn database(&mut self, name: &str) {
        let dialect = self.catalog.dialect;
        let mut entries = Entries::default();
        entries.add("name", name);
        entries.add("dialects", vec![dialect.as_str()]);
        let mut settings = Entries::default();
        settings.add_some("min_version", self.min_version());
        if !settings.is_empty() {
            entries.add(dialect.as_str(), settings);
        }
        self.section("[database]", &entries);
    }

    /// The oldest server that can hold this, where it is newer than the one that is meant without a word.
    fn min_version(&self) -> Option<String> {
        let dialect = self.catalog.dialect.dialect();
        let is_enough = |capabilities: &Capabilities| {
            self.catalog.tables.values().all(|table| {
                let distinct = |nulls_not_distinct: bool| !nulls_not_distinct || capabilities.nulls_not_distinct;
                let computed = |stored: bool| {
                    if stored {
                        capabilities.stored_generated
                    } else {
                        capabilities.virtual_generated
                    }
                };
                table.uniques.iter().all(|unique| distinct(unique.nulls_not_distinct))
                    && table.indexes.iter().all(|index| distinct(index.nulls_not_distinct))
                    && table
                        .columns
                        .iter()
                        .filter_map(|column| column.generated.as_ref())
                        .all(|rule| computed(rule.stored))
                    && (!table.strict || capabilities.strict_tables)
            })
        };
        let usual = dialect.default_version();
        if is_enough(&dialect.capabilities(usual)) {
            return None;
        }
        let mut versions = dialect.versions().into_iter().filter(|version| *version > usual);
        versions
            .find(|version| is_enough(&dialect.capabilities(*version)))
            .map(|version| version.to_string())
    }

    fn namespaces(&mut self) {
        let catalog = self.catalog;
        for (name, comment) in &catalog.namespaces {
            let names = catalog.tables.keys().chain(catalog.enums.keys());
            let is_used = names
                .filter_map(|other| other.namespace.as_ref())
                .any(|used| used == name);
            if is_used && comment.is_none() {
                continue;
            }
            self.namespace(name, comment.as_ref());
        }
    }

    fn namespace(&mut self, name: &str, comment: Option<&String>) {
        let mut entries = Entries::default();
        entries.add_some("comment", comment);
        self.section(&format!("[namespace.{}]", key(name)), &entries);
    }

    /// Writes what tables have in common.
    fn mixins(&mut self, columns: &BTreeMap<&ObjectName, Entries>, keys: &BTreeSet<String>) -> Vec<Mixin> {
        let mixins = mixins::of(columns, keys);
        for mixin in &mixins {
            self.section(&format!("[mixin.{}.columns]", key(&mixin.key)), &mixin.columns);
        }
        mixins
    }

    fn enumeration(&mut self, object: &Enum) {
        let own = &self.keys.enums[&object.name];
        let mut entries = Entries::default();
        entries.add_some("type_name", Some(&object.name.name).filter(|name| *name != own));
        entries.add_some("schema", object.name.namespace.as_ref());
        entries.add_some("rust_name", self.keys.types.get(own));
        entries.add_some("comment", object.comment.as_ref());
        let said = keys::variants(&object.values);
        let values = object.values.iter().map(|value| {
            let rust_name = said.get(value.as_str());
            if rust_name.is_none() && !value.is_empty() {
                return Value::from(value);
            }
            let mut entries = Entries::default();
            if value.is_empty() {
                entries.add("name", keys::EMPTY);
                entries.add("value", "");
            } else {
                entries.add("name", value);
            }
            entries.add_some("rust_name", rust_name);
            entries.into()
        });
        entries.add("values", values.collect::<Vec<_>>());
        let head = format!("[enum.{}]", key(own));
        self.section(&head, &entries);
    }
}
