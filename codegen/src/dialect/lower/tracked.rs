//! Objects that are written as SQL, and what they need as far as their words tell.
//!
//! A word that is the name of a table, a column or another object is taken to mean it. That errs on the side of yes, and
//! two objects may so seem to need each other: then the less likely of the two meanings is dropped.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Dependency, IndexKey, ObjectId, ObjectName, SqlObject, Table, TypeName};
use crate::dialect::{self, lower::Lowering};
use crate::schema::{Tracked, TrackedReference};
use crate::statement::{Script, Word, Words, names_in};

/// What no table needs: it stands on tables, or says something about them.
const STANDS_ON_TABLES: [&str; 8] = [
    "index",
    "materialized view",
    "policy",
    "rule",
    "statistics",
    "trigger",
    "view",
    "virtual table",
];

/// What has code in it that is read when it runs.
const HAS_BODY: [&str; 2] = ["function", "procedure"];

impl Lowering<'_> {
    /// The objects that exist in this database.
    pub(super) fn objects(&self, catalog: &mut Catalog) {
        let found: Vec<_> = self.schema.tracked.iter().map(|tracked| self.object(tracked)).collect();
        if found.iter().flatten().next().is_none() {
            return;
        }
        let ids: Vec<Option<ObjectId>> = (found.iter())
            .map(|object| object.as_ref().map(|object| object.id.clone()))
            .collect();
        let mut needs = Needs::of(self, catalog, found.iter().flatten());
        for (tracked, id) in self.schema.tracked.iter().zip(&ids) {
            if let Some(id) = id {
                needs.said(self, tracked, id, &ids);
            }
        }
        needs.likely();
        let waiting = needs.waiting_tables();
        let objects = found.into_iter().flatten().map(|object| {
            let object = needs.put_into(object, &waiting);
            (object.id.clone(), object)
        });
        catalog.objects = objects.collect();
    }

    fn object(&self, tracked: &Tracked) -> Option<SqlObject> {
        let make = tracked.sql.get(self.dialect.name())?;
        let make = make.trim().trim_end_matches(';').trim_end().to_owned();
        let take = tracked.drop.get(self.dialect.name())?.clone();
        let script = Script::read(self.dialect, &make).ok()?;
        let altered = self
            .capabilities
            .replaces_objects
            .then(|| script.alter(self.dialect, &tracked.kind));
        let (alter, shape) = altered.flatten().unzip();
        Some(SqlObject {
            id: self.object_id(tracked),
            make,
            take,
            alter,
            shape,
            depends_on: BTreeSet::new(),
            follows: BTreeSet::new(),
            needed_by: BTreeSet::new(),
        })
    }

    fn object_id(&self, tracked: &Tracked) -> ObjectId {
        let namespace = dialect::namespace(tracked.namespace.as_deref());
        let table = tracked.owner.map(|owner| match owner {
            TrackedReference::Table(id) => self.table_name(self.schema.table(id)),
            TrackedReference::Object(id) => self.object_id(&self.schema.tracked[id.0]).name,
        });
        let name = self.dialect.object_name(namespace, &tracked.name);
        ObjectId {
            kind: tracked.kind.clone(),
            // What belongs to a table goes by that; the sequence of a column is in a namespace all the same.
            name: if table.is_some() {
                let namespace = namespace.filter(|_| self.capabilities.namespaces);
                ObjectName::in_namespace(namespace.map(str::to_owned), tracked.name.clone())
            } else {
                name
            },
            table,
        }
    }
}

/// A table or an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Table(ObjectName),
    Object(ObjectId),
}

/// What needs what.
struct Needs<'a> {
    catalog: &'a Catalog,
    words: BTreeMap<ObjectId, Words>,
    /// What a word may mean, by its folded name.
    named: BTreeMap<String, BTreeSet<Thing>>,
    namespaces: BTreeSet<String>,
    ignores_case: bool,
    /// Of each thing those that must be there before it.
    before: BTreeMap<Thing, BTreeSet<Thing>>,
    /// Of functions those that are better there before: what their bodies name.
    follows: BTreeMap<ObjectId, BTreeSet<Thing>>,
    /// Tables that were said to be needed: all of their columns count.
    whole: BTreeSet<(ObjectId, ObjectName)>,
}

impl<'a> Needs<'a> {
    fn of<'o>(lowering: &Lowering<'_>, catalog: &'a Catalog, objects: impl Iterator<Item = &'o SqlObject>) -> Self {
        let dialect = lowering.dialect;
        let mut needs = Self {
            catalog,
            words: BTreeMap::new(),
            named: BTreeMap::new(),
            namespaces: catalog.namespaces.keys().cloned().collect(),
            ignores_case: dialect.ignores_case(),
            before: BTreeMap::new(),
            follows: BTreeMap::new(),
            whole: BTreeSet::new(),
        };
        for name in catalog.tables.keys() {
            let folded = needs.folded(&name.name);
            needs
                .named
                .entry(folded)
                .or_default()
                .insert(Thing::Table(name.clone()));
        }
        let mut are_needed = false;
        for object in objects {
            let id = &object.id;
            let base = id.name.name.split('(').next().unwrap_or_default().trim_end();
            let folded = needs.folded(base);
            needs.named.entry(folded).or_default().insert(Thing::Object(id.clone()));
            are_needed |= !STANDS_ON_TABLES.contains(&id.kind.as_str());
            if let Ok(script) = Script::read(dialect, &object.make) {
                let has_body = HAS_BODY.contains(&id.kind.as_str());
                needs.words.insert(id.clone(), Words::of(dialect, &script, has_body));
            }
        }
        if are_needed {
            for table in catalog.tables.values() {
                let words = sql_of(table).flat_map(|sql| names_in(dialect, sql)).collect();
                needs.of_table(table, &words);
            }
        }
        needs
    }

    fn folded(&self, name: &str) -> String {
        if self.ignores_case {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        }
    }

    /// What a word may mean.
    fn meant(&self, word: &Word) -> impl Iterator<Item = &Thing> {
        let in_other_namespace = |thing: &&Thing| {
            let (Thing::Table(name) | Thing::Object(ObjectId { name, .. })) = thing;
            word.qualifier.as_ref().is_some_and(|qualifier| {
                self.namespaces.contains(qualifier) && name.namespace.as_ref() != Some(qualifier)
            })
        };
        let things = self.named.get(&word.name).into_iter().flatten();
        let is_namespace = self.is_namespace(word);
        things.filter(move |thing| !is_namespace && !in_other_namespace(thing))
    }

    /// Whether a word before a dot is the namespace of what is behind it, and no table of the same name.
    fn is_namespace(&self, word: &Word) -> bool {
        let Some(behind) = &word.qualifies else { return false };
        let things = self.named.get(behind).into_iter().flatten();
        let mut things = things.filter_map(|thing| match thing {
            Thing::Table(name) | Thing::Object(ObjectId { name, .. }) => name.namespace.as_ref(),
        });
        word.qualifier.is_none()
            && self.namespaces.contains(&word.name)
            && things.any(|namespace| *namespace == word.name)
    }

    /// A table needs the functions, types and sequences that its defaults, checks, indexes and columns name.
    fn of_table(&mut self, table: &Table, words: &BTreeSet<Word>) {
        let is_needed = |thing: &&Thing| matches!(thing, Thing::Object(id) if is_needed_by_tables(id));
        let things: BTreeSet<Thing> = (words.iter())
            .flat_map(|word| self.meant(word))
            .filter(is_needed)
            .cloned()
            .collect();
        if !things.is_empty() {
            self.before
                .entry(Thing::Table(table.name.clone()))
                .or_default()
                .extend(things);
        }
    }

    /// What the author says, and what an object belongs to.
    fn said(&mut self, lowering: &Lowering<'_>, tracked: &Tracked, id: &ObjectId, ids: &[Option<ObjectId>]) {
        let this = Thing::Object(id.clone());
        for table in &tracked.needed_by {
            let table = lowering.table_name(lowering.schema.table(*table));
            if self.catalog.tables.contains_key(&table) {
                self.before.entry(Thing::Table(table)).or_default().insert(this.clone());
            }
        }
        for reference in tracked.owner.iter().chain(&tracked.depends_on) {
            let thing = match reference {
                TrackedReference::Table(table) => Thing::Table(lowering.table_name(lowering.schema.table(*table))),
                TrackedReference::Object(on) => match &ids[on.0] {
                    Some(on) => Thing::Object(on.clone()),
                    None => continue,
                },
            };
            if let Thing::Table(table) = &thing {
                if !self.catalog.tables.contains_key(table) {
                    continue;
                }
                if tracked.depends_on.contains(reference) {
                    self.whole.insert((id.clone(), table.clone()));
                }
            }
            self.before.entry(this.clone()).or_default().insert(thing);
        }
    }

    /// What the words of objects mean, the likely ones first; none that would close a circle.
    fn likely(&mut self) {
        let ids: Vec<ObjectId> = self.words.keys().cloned().collect();
        let pick = |words: &Words, tier: usize| match tier {
            0 => words.likely.clone(),
            1 => words.possible.clone(),
            _ => words.in_bodies.clone(),
        };
        for tier in 0..3 {
            // What tables wait for cannot wait for tables, whose foreign keys stand in no order among them.
            let tables = self.before.keys().filter(|thing| matches!(thing, Thing::Table(_)));
            let early = if tier == 2 {
                self.reached(tables.cloned().collect())
            } else {
                BTreeSet::new()
            };
            for id in &ids {
                let is_early = early.contains(&Thing::Object(id.clone()));
                let words = self.words.get(id).map(|words| pick(words, tier)).unwrap_or_default();
                let things: BTreeSet<Thing> = words.iter().flat_map(|word| self.meant(word)).cloned().collect();
                for thing in things {
                    let this = Thing::Object(id.clone());
                    let is_later =
                        matches!(&thing, Thing::Object(other) if other.kind == "trigger" || other.kind == "policy");
                    if thing == this || is_later || self.leads_to(&thing, &this) {
                        continue;
                    }
                    let is_table = |thing: &Thing| matches!(thing, Thing::Table(_));
                    if is_early && self.reached(vec![thing.clone()]).iter().any(is_table) {
                        continue;
                    }
                    if tier == 2 {
                        self.follows.entry(id.clone()).or_default().insert(thing);
                    } else {
                        self.before.entry(this).or_default().insert(thing);
                    }
                }
            }
        }
    }

    /// Whether `to` must be there, or is better there, before `from`.
    fn leads_to(&self, from: &Thing, to: &Thing) -> bool {
        self.reached(vec![from.clone()]).contains(to)
    }

    /// All that must be there, or is better there, before any of these, and these.
    fn reached(&self, mut waiting: Vec<Thing>) -> BTreeSet<Thing> {
        let mut seen: BTreeSet<Thing> = waiting.iter().cloned().collect();
        while let Some(thing) = waiting.pop() {
            let follows = match &thing {
                Thing::Object(id) => self.follows.get(id),
                Thing::Table(_) => None,
            };
            let next = self.before.get(&thing).into_iter().chain(follows).flatten();
            for thing in next {
                if seen.insert(thing.clone()) {
                    waiting.push(thing.clone());
                }
            }
        }
        seen
    }

    /// The tables that need each object.
    fn waiting_tables(&self) -> BTreeMap<&ObjectId, BTreeSet<ObjectName>> {
        let mut waiting: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (thing, needed) in &self.before {
            let Thing::Table(table) = thing else { continue };
            for thing in needed {
                if let Thing::Object(id) = thing {
                    waiting.entry(id).or_default().insert(table.clone());
                }
            }
        }
        waiting
    }

    fn put_into(&self, mut object: SqlObject, waiting: &BTreeMap<&ObjectId, BTreeSet<ObjectName>>) -> SqlObject {
        let id = &object.id;
        let this = Thing::Object(id.clone());
        let words = self.words.get(id);
        for thing in self.before.get(&this).into_iter().flatten() {
            match thing {
                Thing::Object(on) => {
                    object.depends_on.insert(Dependency::Object(on.clone()));
                }
                Thing::Table(name) => {
                    object.depends_on.insert(Dependency::Table(name.clone()));
                    let is_whole = self.whole.contains(&(id.clone(), name.clone()));
                    let columns = self
                        .catalog
                        .tables
                        .get(name)
                        .into_iter()
                        .flat_map(|table| &table.columns);
                    let is_named = |column: &str| {
                        words.is_none_or(|words| is_whole || words.has_star || self.has_word(words, column))
                    };
                    let columns = columns.filter(|column| is_named(&column.name));
                    let columns = columns.map(|column| Dependency::Column(name.clone(), column.name.clone()));
                    object.depends_on.extend(columns);
                }
            }
        }
        let follows = self.follows.get(id).into_iter().flatten();
        object.follows = follows
            .map(|thing| match thing {
                Thing::Table(name) => Dependency::Table(name.clone()),
                Thing::Object(on) => Dependency::Object(on.clone()),
            })
            .collect();
        object
            .needed_by
            .extend(waiting.get(&object.id).into_iter().flatten().cloned());
        object
    }

    fn has_word(&self, words: &Words, name: &str) -> bool {
        let folded = self.folded(name);
        let mut all = words.likely.iter().chain(&words.possible);
        all.any(|word| word.name == folded)
    }
}

fn is_needed_by_tables(id: &ObjectId) -> bool {
    id.table.is_none() && !STANDS_ON_TABLES.contains(&id.kind.as_str())
}

/// All SQL of a table.
fn sql_of(table: &Table) -> impl Iterator<Item = &str> {
    let columns = table.columns.iter().flat_map(|column| {
        let r#type = match &column.r#type.r#type {
            TypeName::BuiltIn(name) => Some(name.as_str()),
            TypeName::Enum(_) => None,
        };
        let default = column.default.as_ref().map(|default| default.authored.as_str());
        let generated = column.generated.as_ref().map(|rule| rule.expression.authored.as_str());
        [r#type, default, generated].into_iter().flatten()
    });
    let checks = table.checks.iter().map(|check| check.expression.authored.as_str());
    let indexes = table.indexes.iter().flat_map(|index| {
        let parts = index.parts.iter().flat_map(|part| {
            let expression = match &part.key {
                IndexKey::Expression(expression) => Some(expression.authored.as_str()),
                IndexKey::Column(_) => None,
            };
            [expression, part.opclass.as_deref(), part.collation.as_deref()]
                .into_iter()
                .flatten()
        });
        parts.chain(index.predicate.iter().map(|predicate| predicate.authored.as_str()))
    });
    columns.chain(checks).chain(indexes)
}
