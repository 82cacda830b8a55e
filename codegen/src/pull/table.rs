//! A table with its keys, constraints and indexes.

use crate::catalog::{Catalog, Index, IndexKey, IndexPart, Nulls, Table};

use super::Writer;
use super::column::{Place, actions, deferrable};
use super::forms::{Form, Forms, written};
use super::keys::Fields;
use super::text::{Entries, Value, key};

impl Writer<'_> {
    pub(super) fn table(&mut self, table: &Table, forms: &Forms) {
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
        if let (Some(key), Some(form)) = (&table.primary_key, forms.primary_key) {
            match form {
                Form::AtColumn(_) | Form::Implied => {}
                Form::Unnamed => entries.add("primary_key", key.columns.clone()),
                Form::Named => {
                    let mut named = Entries::default();
                    named.add("name", &key.name);
                    named.add("columns", key.columns.clone());
                    entries.add("primary_key", named);
                }
            }
        }
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
        let columns = Entries(columns.collect());
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

    pub(super) fn constraints(&mut self, path: &str, table: &Table, forms: &Forms) {
        let apart = |forms: &[Form]| -> Vec<(usize, bool)> {
            let places = written(forms).into_iter();
            let places = places.filter(|place| matches!(forms[*place], Form::Named | Form::Unnamed));
            places.map(|place| (place, forms[place] == Form::Named)).collect()
        };
        for (place, named) in apart(&forms.foreign_keys) {
            let foreign_key = &table.foreign_keys[place];
            let mut entries = Entries::default();
            entries.add_some("name", Some(&foreign_key.name).filter(|_| named));
            entries.add("columns", foreign_key.columns.clone());
            entries.add(
                "references",
                self.reference(&foreign_key.references, &foreign_key.referenced_columns, true),
            );
            entries.0.extend(actions(foreign_key).0);
            if forms.without_index.contains(&place) {
                entries.add("index", false);
            }
            self.part(&format!("[[{path}.foreign_key]]"), &entries);
        }
        for (place, named) in apart(&forms.uniques) {
            let unique = &table.uniques[place];
            let mut entries = Entries::default();
            entries.add_some("name", Some(&unique.name).filter(|_| named));
            entries.add("columns", unique.columns.clone());
            entries.mark("nulls_not_distinct", unique.nulls_not_distinct);
            entries.add_some("deferrable", unique.deferrable.map(deferrable));
            self.part(&format!("[[{path}.unique]]"), &entries);
        }
        for (place, named) in apart(&forms.checks) {
            let check = &table.checks[place];
            let mut entries = Entries::default();
            entries.add_some("name", Some(&check.name).filter(|_| named));
            entries.add("expression", &check.expression.authored);
            self.part(&format!("[[{path}.check]]"), &entries);
        }
        for (place, named) in apart(&forms.indexes) {
            let entries = index(self.catalog, table, &table.indexes[place], named);
            self.part(&format!("[[{path}.index]]"), &entries);
        }
    }
}

fn index(catalog: &Catalog, table: &Table, index: &Index, named: bool) -> Entries {
    let mut entries = Entries::default();
    entries.add_some("name", Some(&index.name).filter(|_| named));
    entries.add(
        "columns",
        index
            .parts
            .iter()
            .map(|part| index_part(catalog, table, part))
            .collect::<Vec<_>>(),
    );
    entries.mark("unique", index.unique);
    entries.mark("nulls_not_distinct", index.nulls_not_distinct);
    entries.add_some("method", index.method.as_ref());
    if !index.include.is_empty() {
        entries.add("include", index.include.clone());
    }
    entries.add_some("where", index.predicate.as_ref().map(|predicate| &predicate.authored));
    entries
}

pub(super) fn index_part(catalog: &Catalog, table: &Table, part: &IndexPart) -> Value {
    let order = part.descending.then_some("desc");
    let nulls = part.nulls.map(|nulls| match nulls {
        Nulls::First => "first",
        Nulls::Last => "last",
    });
    if let (IndexKey::Column(column), None, None) = (&part.key, &part.opclass, &part.collation) {
        let mut short = column.clone();
        short.extend(order.map(|order| format!(" {order}")));
        short.extend(nulls.map(|nulls| format!(" nulls {nulls}")));
        // What is a column's name as a whole is that column.
        let is_clear = short == *column || catalog.column_of(table, &short).is_none();
        if is_clear && column.trim() == column && !column.is_empty() {
            return short.into();
        }
    }
    let mut entries = Entries::default();
    match &part.key {
        IndexKey::Column(column) => entries.add("column", column),
        IndexKey::Expression(expression) => entries.add("expression", &expression.authored),
    }
    entries.add_some("order", order);
    entries.add_some("nulls", nulls);
    entries.add_some("opclass", part.opclass.as_ref());
    entries.add_some("collation", part.collation.as_ref());
    entries.into()
}
