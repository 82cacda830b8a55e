//! Which form each key, constraint and index is written in, and whether with its name.
//!
//! A name is left out where the schema would derive the same one, and the short form, which has none, is taken where shape
//! and name allow it. What would be derived depends on all that is written, so that forms are chosen, names derived from
//! them by what derives them of a schema, and what comes out otherwise gets its name written, until all names are right.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::names::{Item, Label, Nameable, Relations, derive, derived};
use crate::catalog::{Catalog, Expression, ForeignKey, Index, IndexKey, ObjectName, Table};
use crate::dialect;

/// The most numbers that a derived name is looked for with.
const NUMBERS: usize = 10;

/// How something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// At its column, whose place this is.
    AtColumn(usize),
    /// On its own, without a name.
    Unnamed,
    /// On its own, with its name.
    Named,
    /// Not at all: a foreign key has it along.
    Implied,
}

/// The forms of all that a table has, each in the order of the table.
#[derive(Debug, Clone, Default)]
pub(super) struct Forms {
    pub(super) primary_key: Option<Form>,
    pub(super) uniques: Vec<Form>,
    pub(super) checks: Vec<Form>,
    pub(super) foreign_keys: Vec<Form>,
    /// Foreign keys that must say that they have no index.
    pub(super) without_index: BTreeSet<usize>,
    pub(super) indexes: Vec<Form>,
}

/// The places of those that are written, in order: those at columns first, by column.
pub(super) fn written(forms: &[Form]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..forms.len())
        .filter(|place| forms[*place] != Form::Implied)
        .collect();
    order.sort_by_key(|place| match forms[*place] {
        Form::AtColumn(column) => (0, column),
        _ => (1, *place),
    });
    order
}

/// The forms of all tables.
pub(super) fn of(catalog: &Catalog) -> BTreeMap<&ObjectName, Forms> {
    let dialect = catalog.dialect.dialect();
    let fold = dialect.ignores_case();
    let tables: Vec<&Table> = catalog.tables.values().collect();
    let mut relations = Relations::new();
    let enums = catalog
        .enums
        .iter()
        .filter(|(_, object)| object.native)
        .map(|(name, _)| name);
    for name in catalog.tables.keys().chain(enums) {
        let text = if fold {
            name.name.to_ascii_lowercase()
        } else {
            name.name.clone()
        };
        relations.entry(name.namespace.clone()).or_default().insert(text);
    }
    let mut named = vec![BTreeSet::new(); tables.len()];
    loop {
        let forms: Vec<Forms> = tables
            .iter()
            .zip(&named)
            .map(|(table, named)| choose(table, named))
            .collect();
        let nameables: Vec<Nameable<'_>> = tables
            .iter()
            .zip(&forms)
            .map(|(table, forms)| nameable(table, forms))
            .collect();
        let names = derive(&nameables, relations.clone(), fold);
        let mut is_right = true;
        for (((table, forms), names), named) in tables.iter().zip(&forms).zip(&names).zip(&mut named) {
            let before = named.len();
            let key = (table.primary_key.as_ref()).filter(|key| names.primary_key.as_ref() != Some(&key.name));
            named.extend(key.map(|_| (Label::PrimaryKey.as_str(), 0)));
            let mut compare = |label: Label, forms: &[Form], own: &[&String], names: &[String]| {
                let wrong = written(forms)
                    .into_iter()
                    .zip(names)
                    .filter(|(place, name)| own[*place] != *name);
                named.extend(wrong.map(|(place, _)| (label.as_str(), place)));
            };
            let own: Vec<_> = table.uniques.iter().map(|unique| &unique.name).collect();
            compare(Label::Unique, &forms.uniques, &own, &names.uniques);
            let own: Vec<_> = table.checks.iter().map(|check| &check.name).collect();
            compare(Label::Check, &forms.checks, &own, &names.checks);
            let own: Vec<_> = table.foreign_keys.iter().map(|key| &key.name).collect();
            compare(Label::ForeignKey, &forms.foreign_keys, &own, &names.foreign_keys);
            let own: Vec<_> = table.indexes.iter().map(|index| &index.name).collect();
            compare(Label::Index, &forms.indexes, &own, &names.indexes);
            for (place, key) in written(&forms.foreign_keys).into_iter().zip(&names.foreign_key_indexes) {
                let columns = &table.foreign_keys[place].columns;
                let wrong = (table.indexes.iter().enumerate()).filter(|(place, index)| {
                    forms.indexes[*place] == Form::Implied && is_of(index, columns) && key.as_ref() != Some(&index.name)
                });
                named.extend(wrong.map(|(place, _)| (Label::Index.as_str(), place)));
            }
            is_right &= named.len() == before;
        }
        if is_right {
            return catalog.tables.keys().zip(forms).collect();
        }
    }
}

/// The forms of a table where some must have their names written.
fn choose(table: &Table, named: &BTreeSet<(&'static str, usize)>) -> Forms {
    let must_be_named = |label: Label, place: usize| named.contains(&(label.as_str(), place));
    let place_of = |name: &String| table.columns.iter().position(|column| column.name == *name);
    let primary_key = table.primary_key.as_ref().map(|key| {
        let is_derived = looks_derived(table, &key.name, &[], Label::PrimaryKey);
        match key.columns.as_slice() {
            _ if !is_derived || must_be_named(Label::PrimaryKey, 0) => Form::Named,
            [column] => place_of(column).map_or(Form::Unnamed, Form::AtColumn),
            _ => Form::Unnamed,
        }
    });
    let mut forms = Forms {
        primary_key,
        ..Forms::default()
    };

    // At its column, where it has no other and `taken` does not hold it; without `taken` it says more than goes there.
    let at_column =
        |label: Label, place: usize, name: &str, columns: &[String], taken: Option<&mut BTreeSet<usize>>| {
            let parts: Vec<&str> = columns.iter().map(String::as_str).collect();
            if must_be_named(label, place) || !looks_derived(table, name, &parts, label) {
                return Form::Named;
            }
            let column = sole(columns).and_then(place_of).zip(taken);
            let free = column.filter(|(column, taken)| !taken.contains(column));
            free.map_or(Form::Unnamed, |(column, taken)| {
                taken.insert(column);
                Form::AtColumn(column)
            })
        };
    let mut taken = BTreeSet::new();
    forms.uniques = (table.uniques.iter().enumerate())
        .map(|(place, unique)| {
            let is_plain = !unique.nulls_not_distinct && unique.deferrable.is_none();
            at_column(
                Label::Unique,
                place,
                &unique.name,
                &unique.columns,
                Some(&mut taken).filter(|_| is_plain),
            )
        })
        .collect();

    let mut taken = BTreeSet::new();
    forms.checks = (table.checks.iter().enumerate())
        .map(|(place, check)| {
            if must_be_named(Label::Check, place) {
                return Form::Named;
            }
            let at = table
                .columns
                .iter()
                .position(|column| derived(&table.name.name, &[&column.name], Label::Check, 0) == check.name);
            if let Some(column) = at.filter(|column| taken.insert(*column)) {
                return Form::AtColumn(column);
            }
            let is_derived = looks_derived(table, &check.name, &[], Label::Check);
            if is_derived { Form::Unnamed } else { Form::Named }
        })
        .collect();

    let mut taken = BTreeSet::new();
    forms.foreign_keys = (table.foreign_keys.iter().enumerate())
        .map(|(place, key)| at_column(Label::ForeignKey, place, &key.name, &key.columns, Some(&mut taken)))
        .collect();

    let mut at_columns = BTreeSet::new();
    forms.indexes = (table.indexes.iter().enumerate())
        .map(|(place, index)| {
            let item = index_item(index, None);
            let parts: Vec<&str> = item.parts.iter().map(AsRef::as_ref).collect();
            if must_be_named(Label::Index, place) || !looks_derived(table, &index.name, &parts, Label::Index) {
                return Form::Named;
            }
            let columns: Vec<_> = table.columns.iter().map(|column| &column.name).collect();
            let column = columns
                .iter()
                .position(|column| is_of(index, std::slice::from_ref(*column)));
            // At a column that points at another table, `index` is about the index of the foreign key.
            let column = column.filter(|column| !taken.contains(column) && at_columns.insert(*column));
            column.map_or(Form::Unnamed, Form::AtColumn)
        })
        .collect();
    imply_indexes(table, &mut forms, |place| must_be_named(Label::Index, place));
    forms
}

/// Finds the indexes that foreign keys have along, as lowering gives them.
fn imply_indexes(table: &Table, forms: &mut Forms, must_be_named: impl Fn(usize) -> bool) {
    let candidate = |key: &ForeignKey| {
        let parts: Vec<&str> = key.columns.iter().map(String::as_str).collect();
        let mut indexes = table.indexes.iter().enumerate();
        let found = indexes.find(|(place, index)| {
            !must_be_named(*place)
                && is_of(index, &key.columns)
                && looks_derived(table, &index.name, &parts, Label::Index)
        });
        found.map(|(place, _)| place)
    };
    let candidates: BTreeSet<usize> = table.foreign_keys.iter().filter_map(candidate).collect();
    let keys = table.primary_key.iter().map(|key| key.columns.as_slice());
    let keys = keys.chain(table.uniques.iter().map(|unique| unique.columns.as_slice()));
    let mut serving: Vec<Vec<&String>> = keys.map(|columns| columns.iter().collect()).collect();
    let others = table
        .indexes
        .iter()
        .enumerate()
        .filter(|(place, _)| !candidates.contains(place));
    serving.extend(others.map(|(_, index)| leading(index)));
    for place in written(&forms.foreign_keys) {
        let key = &table.foreign_keys[place];
        let wanted: BTreeSet<&String> = key.columns.iter().collect();
        let serves =
            |columns: &Vec<&String>| columns.iter().take(wanted.len()).copied().collect::<BTreeSet<_>>() == wanted;
        let is_served = serving.iter().any(serves);
        match candidate(key) {
            _ if is_served => {}
            Some(index) => {
                forms.indexes[index] = Form::Implied;
                serving.push(key.columns.iter().collect());
            }
            None => {
                forms.without_index.insert(place);
            }
        }
    }
}

/// The columns by whose values an index finds any row, as for lowering.
fn leading(index: &Index) -> Vec<&String> {
    let finds_all = index.predicate.is_none() && index.method.is_none();
    let parts = index.parts.iter().take_while(|_| finds_all);
    parts
        .map_while(|part| match &part.key {
            IndexKey::Column(name) if part.collation.is_none() => Some(name),
            _ => None,
        })
        .collect()
}

/// Whether an index has these columns and says nothing else.
fn is_of(index: &Index, columns: &[String]) -> bool {
    let is_plain = !index.unique
        && !index.nulls_not_distinct
        && index.method.is_none()
        && index.include.is_empty()
        && index.predicate.is_none();
    is_plain
        && index.parts.len() == columns.len()
        && index.parts.iter().zip(columns).all(|(part, column)| {
            part.key == IndexKey::Column(column.clone())
                && !part.descending
                && part.nulls.is_none()
                && part.opclass.is_none()
                && part.collation.is_none()
        })
}

fn sole(columns: &[String]) -> Option<&String> {
    match columns {
        [column] => Some(column),
        _ => None,
    }
}

/// Whether a name is a derived one, with whatever number.
fn looks_derived(table: &Table, name: &str, parts: &[&str], label: Label) -> bool {
    (0..NUMBERS).any(|number| derived(&table.name.name, parts, label, number) == name)
}

fn nameable<'a>(table: &'a Table, forms: &Forms) -> Nameable<'a> {
    fn item<'a>(form: Form, name: &'a str, parts: impl IntoIterator<Item = &'a str>) -> Item<'a> {
        Item::new((form == Form::Named).then_some(name), parts)
    }
    fn texts(columns: &[String]) -> impl Iterator<Item = &str> {
        columns.iter().map(String::as_str)
    }
    let space = dialect::namespace(table.name.namespace.as_deref());
    let foreign_keys = written(&forms.foreign_keys);
    Nameable {
        table: (table.name.namespace.as_deref(), &table.name.name),
        space,
        primary_key: (table.primary_key.as_ref().zip(forms.primary_key)).map(|(key, form)| item(form, &key.name, [])),
        uniques: (written(&forms.uniques).into_iter())
            .map(|place| {
                item(
                    forms.uniques[place],
                    &table.uniques[place].name,
                    texts(&table.uniques[place].columns),
                )
            })
            .collect(),
        checks: (written(&forms.checks).into_iter())
            .map(|place| {
                let at = match forms.checks[place] {
                    Form::AtColumn(column) => Some(table.columns[column].name.as_str()),
                    _ => None,
                };
                item(forms.checks[place], &table.checks[place].name, at)
            })
            .collect(),
        wants_index: foreign_keys
            .iter()
            .map(|place| !forms.without_index.contains(place))
            .collect(),
        foreign_keys: (foreign_keys.iter())
            .map(|place| {
                let key = &table.foreign_keys[*place];
                item(forms.foreign_keys[*place], &key.name, texts(&key.columns))
            })
            .collect(),
        indexes: (written(&forms.indexes).into_iter())
            .map(|place| {
                let index = &table.indexes[place];
                index_item(
                    index,
                    (forms.indexes[place] == Form::Named).then_some(index.name.as_str()),
                )
            })
            .collect(),
    }
}

fn index_item<'a>(index: &'a Index, name: Option<&'a str>) -> Item<'a> {
    let keys = index.parts.iter().map(|part| match &part.key {
        IndexKey::Column(column) => Ok(column.as_str()),
        IndexKey::Expression(Expression { authored, .. }) => Err(authored.as_str()),
    });
    Item::index(name, keys, index.include.iter().map(String::as_str))
}
