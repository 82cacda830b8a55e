//! Relations of a schema whose foreign keys change.

use std::collections::BTreeSet;

use toml_edit::{Item, TableLike};

use super::text;
use crate::catalog::{Catalog, ObjectName};
use crate::pull::keys::Keys;
use crate::pull::text::{Entries, Value};
use crate::schema::{RelationKind, Schema, TableId};

/// What becomes of foreign keys: by the table that has them, and their columns.
#[derive(Debug, Default)]
pub(super) struct Moved {
    pub(super) gone: BTreeSet<(ObjectName, Vec<String>)>,
    pub(super) new: BTreeSet<(ObjectName, Vec<String>)>,
    pub(super) gone_tables: BTreeSet<ObjectName>,
    pub(super) new_tables: BTreeSet<ObjectName>,
}

/// Tables of the schema, by what they are called in the database.
pub(super) struct Relations<'a> {
    pub(super) schema: &'a Schema,
    pub(super) names: &'a [ObjectName],
    pub(super) catalog: &'a Catalog,
    pub(super) keys: &'a Keys,
    pub(super) moved: &'a Moved,
}

impl Relations<'_> {
    /// Takes away the relations of a table that lead nowhere, tells apart those that have company, and adds `pulled` ones of
    /// what is new.
    pub(super) fn mend(&self, id: TableId, item: &mut dyn TableLike, pulled: Option<&Entries>) {
        let table = self.schema.table(id);
        for relation in &table.relations {
            let along = along(id, &relation.kind);
            let is_dead = along.iter().any(|(owner, key)| self.is_gone(*owner, *key))
                || self.moved.gone_tables.contains(&self.names[target(&relation.kind).0]);
            let Some(relations) = item.get_mut("relations").and_then(Item::as_table_like_mut) else {
                return self.add(id, item, pulled);
            };
            if is_dead {
                relations.remove(&relation.name);
                continue;
            }
            let [(owner, key)] = along.as_slice() else { continue };
            let (columns, references) = self.foreign_key(*owner, *key);
            let beside = self.catalog.tables.get(&self.names[owner.0]);
            let beside = beside.into_iter().flat_map(|table| &table.foreign_keys);
            let said = relations.get_mut(&relation.name).and_then(Item::as_table_like_mut);
            if let Some(said) = said.filter(|said| !said.contains_key("via"))
                && beside.filter(|key| key.references == references).count() > 1
            {
                text::set(said, "via", &self.keys.via(&self.names[owner.0], &columns));
            }
        }
        self.add(id, item, pulled);
        let is_empty = item
            .get("relations")
            .and_then(Item::as_table_like)
            .is_some_and(TableLike::is_empty);
        if is_empty {
            item.remove("relations");
        }
    }

    fn add(&self, id: TableId, item: &mut dyn TableLike, pulled: Option<&Entries>) {
        for (name, relation) in pulled.into_iter().flat_map(|pulled| &pulled.0) {
            if !self.is_of_something_new(id, relation) {
                continue;
            }
            let Some(relations) = text::table(item, "relations") else {
                return;
            };
            let is_said = relations.iter().any(|(_, said)| leads_like(said, relation));
            if !is_said && !relations.contains_key(name) {
                text::set(relations, name, relation);
            }
        }
    }

    fn is_of_something_new(&self, id: TableId, relation: &Value) -> bool {
        let own = &self.names[id.0];
        let is_new = |key: Option<&str>| {
            let named = self.keys.tables.iter().find(|(_, own)| Some(own.as_str()) == key);
            named.is_some_and(|(name, _)| self.moved.new_tables.contains(name))
        };
        let target = said(relation, "one").or_else(|| said(relation, "many"));
        let is_between = |(owner, columns): &(ObjectName, Vec<String>)| {
            let table = self.catalog.tables.get(owner);
            let key = table.and_then(|table| table.foreign_keys.iter().find(|key| key.columns == *columns));
            let Some(key) = key else { return false };
            let other = if owner == own { &key.references } else { owner };
            let touches = owner == own || key.references == *own;
            let via = said(relation, "via");
            touches
                && self.keys.tables.get(other).map(String::as_str) == target
                && via.is_none_or(|via| columns.iter().any(|column| self.keys.column(owner, column) == via))
        };
        let through = match relation {
            Value::Table(entries) => entries.iter().find(|(key, _)| key == "through").map(|(_, value)| value),
            _ => None,
        };
        let through = match through {
            Some(Value::Text(table)) => Some(table.as_str()),
            Some(value) => said(value, "table"),
            None => None,
        };
        is_new(target) || is_new(through) || through.is_none() && self.moved.new.iter().any(is_between)
    }

    fn is_gone(&self, owner: TableId, key: usize) -> bool {
        let name = &self.names[owner.0];
        let (columns, _) = self.foreign_key(owner, key);
        self.moved.gone_tables.contains(name) || self.moved.gone.contains(&(name.clone(), columns))
    }

    /// The columns of a foreign key in the database, and what it points at.
    fn foreign_key(&self, owner: TableId, key: usize) -> (Vec<String>, ObjectName) {
        let table = self.schema.table(owner);
        let key = &table.foreign_keys[key];
        let columns = key.columns.iter().map(|column| table.columns[column.0].name.clone());
        (columns.collect(), self.names[key.references.0].clone())
    }
}

/// The foreign keys that a relation goes along, each with the table that has it.
fn along(id: TableId, kind: &RelationKind) -> Vec<(TableId, usize)> {
    match kind {
        RelationKind::One { foreign_key, .. } => vec![(id, *foreign_key)],
        RelationKind::OneBack { target, foreign_key } | RelationKind::Many { target, foreign_key } => {
            vec![(*target, *foreign_key)]
        }
        RelationKind::ManyThrough { through, from, to, .. } => vec![(*through, *from), (*through, *to)],
    }
}

const fn target(kind: &RelationKind) -> TableId {
    match kind {
        RelationKind::One { target, .. }
        | RelationKind::OneBack { target, .. }
        | RelationKind::Many { target, .. }
        | RelationKind::ManyThrough { target, .. } => *target,
    }
}

fn said<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    match value {
        Value::Table(entries) => entries.iter().find_map(|(own, value)| match value {
            Value::Text(text) if own == key => Some(text.as_str()),
            _ => None,
        }),
        _ => None,
    }
}

/// Whether what is said leads where a relation would lead, the same way.
fn leads_like(item: &Item, relation: &Value) -> bool {
    let Some(item) = item.as_table_like() else {
        return false;
    };
    ["one", "many", "via"]
        .iter()
        .all(|key| item.get(key).and_then(Item::as_str) == said(relation, key))
        && item.contains_key("through")
            == matches!(relation, Value::Table(entries) if entries.iter().any(|(key, _)| key == "through"))
}
