//! Relations as attributes: `#[dao(relation(tags, many = super::Tag, through = super::VideoTag))]`.

use super::attribute::Meta;
use super::model::is_held;
use super::place::{Place, raw};
use crate::schema::{ForeignKey, Relation, RelationKind, Table, TableId};

/// Those of a table whose foreign keys the models have.
pub(super) fn attributes<'a>(place: &'a Place<'a>, table: &'a Table) -> impl Iterator<Item = Meta> + 'a {
    table
        .relations
        .iter()
        .filter_map(|relation| attribute(place, table, relation))
}

fn attribute(place: &Place<'_>, table: &Table, relation: &Relation) -> Option<Meta> {
    let schema = place.schema;
    let path = |id: TableId| {
        let target = schema.table(id);
        place.path(target.module, &target.rust_name)
    };
    let leads = |word: &str, id: TableId| Meta::Opaque(format!("{word} = {}", path(id)));
    let mut items = vec![Meta::word(&relation.name)];
    match relation.kind {
        RelationKind::One { target, foreign_key } => {
            let key = held(place, table, foreign_key)?;
            items.push(leads("one", target));
            let fields = key
                .columns
                .iter()
                .map(|&id| Meta::word(&raw(&table.column(id).rust_name)));
            items.push(Meta::List("via", fields.collect()));
        }
        RelationKind::OneBack { target, foreign_key } | RelationKind::Many { target, foreign_key } => {
            let holder = schema.table(target);
            let key = held(place, holder, foreign_key)?;
            let one = matches!(relation.kind, RelationKind::OneBack { .. });
            items.push(leads(if one { "one" } else { "many" }, target));
            items.extend(which("via", place, holder, key));
        }
        RelationKind::ManyThrough {
            target,
            through,
            from,
            to,
        } => {
            let join = schema.table(through);
            let (from, to) = (held(place, join, from)?, held(place, join, to)?);
            items.push(leads("many", target));
            items.push(leads("through", through));
            items.extend(which("from", place, join, from));
            items.extend(which("to", place, join, to));
        }
    }
    Some(Meta::List("relation", items))
}

/// A foreign key of a table, where there are models of both that have its columns and those that it references.
fn held<'a>(place: &Place<'_>, table: &'a Table, key: usize) -> Option<&'a ForeignKey> {
    let key = &table.foreign_keys[key];
    let referenced = place.schema.table(key.references);
    let own = key.columns.iter().all(|&id| is_held(place.schema, table, id));
    let other = key
        .referenced_columns
        .iter()
        .all(|&id| is_held(place.schema, referenced, id));
    (own && other && table.has_model() && referenced.has_model()).then_some(key)
}

/// `via("author_id")`, where the table has other foreign keys that lead to the same one.
fn which(word: &'static str, place: &Place<'_>, table: &Table, key: &ForeignKey) -> Option<Meta> {
    let keys = 0..table.foreign_keys.len();
    let same = keys.filter_map(|index| held(place, table, index));
    let alike = same.filter(|other| other.references == key.references).count();
    let names = key.columns.iter().map(|&id| Meta::literal(&table.column(id).name));
    (alike > 1).then(|| Meta::List(word, names.collect()))
}
