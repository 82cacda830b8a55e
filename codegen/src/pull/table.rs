//! A table with its keys, constraints and indexes.

use crate::catalog::{Catalog, Index, IndexKey, IndexPart, Nulls, Table};

use super::Writer;
use super::column::{Place, actions, deferrable};
use super::forms::{Form, Forms, written};
use super::keys::{Fields, Keys};
use super::merge::Kind;
use super::mixins::Mixin;
use super::text::{Entries, Value, key};

/// A constraint or an index that is written apart from columns.
#[derive(Debug)]
pub(super) struct Apart {
    pub(super) kind: Kind,
    /// Among those of its kind.
    pub(super) place: usize,
    pub(super) entries: Entries,
}

impl Writer<'_> {
    /// Writes a table; what `mixin` has of its columns stands there.
    pub(super) fn table(&mut self, table: &Table, forms: &Forms, mut columns: Entries, mixin: Option<&Mixin>) {
        let own = self.keys.tables[&table.name].clone();
        let path = format!("table.{}", key(&own));
        let mut entries = Entries::default();
        entries.add_some("table", Some(&table.name.name).filter(|name| **name != own));
        entries.add_some("schema", table.name.namespace.as_ref());
        entries.add_some("rust_name", self.keys.types.get(&own));
        entries.add_some("comment", table.comment.as_ref());
        if !table.inherits.is_empty() {
            let parents = table.inherits.iter().map(|parent| self.keys.tables[parent].clone());
            entries.add("inherits", parents.collect::<Vec<_>>());
        }
        if table.strict || table.without_rowid {
            let mut settings = Entries::default();
            settings.mark("strict", table.strict);
            settings.mark("without_rowid", table.without_rowid);
            entries.add("sqlite", settings);
        }
        entries.add_some("primary_key", self.primary_key(table, forms));
        if let Some(mixin) = mixin {
            entries.add("mixins", vec![mixin.key.as_str()]);
            columns.0.truncate(columns.0.len() - mixin.columns.0.len());
        }
        let head = format!("[{path}.columns]");
        if entries.is_empty() {
            self.section(&head, &columns);
        } else {
            self.section(&format!("[{path}]"), &entries);
            if !columns.is_empty() {
                self.part(&head, &columns);
            }
        }
        self.constraints(&path, table, forms);
        if let Some(relations) = self.relations.remove(&table.name) {
            self.part(&format!("[{path}.relations]"), &relations);
        }
        self.objects_of(&path, table);
        self.partitioning(&path, table);
    }

    /// A primary key that is not said at its column.
    pub(super) fn primary_key(&self, table: &Table, forms: &Forms) -> Option<Value> {
        let key = table.primary_key.as_ref()?;
        let columns = self.keys.columns(&table.name, &key.columns);
        match forms.primary_key? {
            Form::AtColumn(_) | Form::Implied => None,
            Form::Unnamed => Some(columns.into()),
            Form::Named => {
                let mut named = Entries::default();
                named.add("name", &key.name);
                named.add("columns", columns);
                Some(named.into())
            }
        }
    }

    /// What is written of each column.
    pub(super) fn columns(&mut self, table: &Table, forms: &Forms) -> Entries {
        let fields = Fields::new(table);
        let columns = (0..table.columns.len()).map(|number| {
            let place = Place {
                table,
                forms,
                fields: &fields,
                number,
            };
            (table.columns[number].name.clone(), self.column(&place))
        });
        Entries(columns.collect())
    }

    pub(super) fn constraints(&mut self, path: &str, table: &Table, forms: &Forms) {
        for apart in self.apart(table, forms) {
            self.part(&format!("[[{path}.{}]]", apart.kind.array()), &apart.entries);
        }
    }

    /// The constraints and indexes that are not said at columns.
    pub(super) fn apart(&self, table: &Table, forms: &Forms) -> Vec<Apart> {
        let mut all = Vec::new();
        let mut add = |kind, place, entries| all.push(Apart { kind, place, entries });
        let keys = |columns: &[String]| self.keys.columns(&table.name, columns);
        let apart = |forms: &[Form]| -> Vec<(usize, bool)> {
            let places = written(forms).into_iter();
            let places = places.filter(|place| matches!(forms[*place], Form::Named | Form::Unnamed));
            places.map(|place| (place, forms[place] == Form::Named)).collect()
        };
        for (place, named) in apart(&forms.foreign_keys) {
            let foreign_key = &table.foreign_keys[place];
            let mut entries = Entries::default();
            entries.add_some("name", Some(&foreign_key.name).filter(|_| named));
            entries.add("columns", keys(&foreign_key.columns));
            entries.add(
                "references",
                self.reference(&foreign_key.references, &foreign_key.referenced_columns, true),
            );
            entries.0.extend(actions(foreign_key).0);
            if forms.without_index.contains(&place) {
                entries.add("index", false);
            }
            add(Kind::ForeignKey, place, entries);
        }
        for (place, named) in apart(&forms.uniques) {
            let unique = &table.uniques[place];
            let mut entries = Entries::default();
            entries.add_some("name", Some(&unique.name).filter(|_| named));
            entries.add("columns", keys(&unique.columns));
            entries.mark("nulls_not_distinct", unique.nulls_not_distinct);
            entries.add_some("deferrable", unique.deferrable.map(deferrable));
            add(Kind::Unique, place, entries);
        }
        for (place, named) in apart(&forms.checks) {
            let check = &table.checks[place];
            let mut entries = Entries::default();
            entries.add_some("name", Some(&check.name).filter(|_| named));
            entries.add("expression", &check.expression.authored);
            add(Kind::Check, place, entries);
        }
        for (place, named) in apart(&forms.indexes) {
            add(Kind::Index, place, self.index(table, &table.indexes[place], named));
        }
        all
    }
}

impl Writer<'_> {
    fn index(&self, table: &Table, index: &Index, named: bool) -> Entries {
        let mut entries = Entries::default();
        entries.add_some("name", Some(&index.name).filter(|_| named));
        entries.add("columns", index_columns(self.catalog, &self.keys, table, index));
        entries.mark("unique", index.unique);
        entries.mark("nulls_not_distinct", index.nulls_not_distinct);
        entries.add_some("method", index.method.as_ref());
        if !index.include.is_empty() {
            entries.add("include", self.keys.columns(&table.name, &index.include));
        }
        entries.add_some("where", index.predicate.as_ref().map(|predicate| &predicate.authored));
        entries
    }
}

/// The parts of an index.
pub(super) fn index_columns(catalog: &Catalog, keys: &Keys, table: &Table, index: &Index) -> Vec<Value> {
    let parts = index.parts.iter();
    parts.map(|part| index_part(catalog, keys, table, part)).collect()
}

pub(super) fn index_part(catalog: &Catalog, keys: &Keys, table: &Table, part: &IndexPart) -> Value {
    let order = part.descending.then_some("desc");
    let nulls = part.nulls.map(|nulls| match nulls {
        Nulls::First => "first",
        Nulls::Last => "last",
    });
    if let (IndexKey::Column(column), None, None) = (&part.key, &part.opclass, &part.collation) {
        let column = keys.column(&table.name, column);
        let mut short = column.to_owned();
        short.extend(order.map(|order| format!(" {order}")));
        short.extend(nulls.map(|nulls| format!(" nulls {nulls}")));
        // What is a column's name as a whole is that column.
        let is_clear = short == column || catalog.column_of(table, &short).is_none();
        if is_clear && column.trim() == column && !column.is_empty() {
            return short.into();
        }
    }
    let mut entries = Entries::default();
    match &part.key {
        IndexKey::Column(column) => entries.add("column", keys.column(&table.name, column)),
        IndexKey::Expression(expression) => entries.add("expression", &expression.authored),
    }
    entries.add_some("order", order);
    entries.add_some("nulls", nulls);
    entries.add_some("opclass", part.opclass.as_ref());
    entries.add_some("collation", part.collation.as_ref());
    entries.into()
}
