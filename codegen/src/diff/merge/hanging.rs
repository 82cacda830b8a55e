//! What needs a thing that is gone.

use std::collections::{BTreeMap, BTreeSet};

use super::{Conflict, Merge};
use crate::catalog::{Catalog, IndexKey, ObjectName, TypeName};

impl Merge {
    /// What one side made of a thing that the other side dropped: a key over a column that is gone, a foreign key to a
    /// table that is gone, a column of a type that is gone.
    pub(super) fn drop_what_hangs(&mut self, catalog: &mut Catalog, decider: &Catalog) {
        let columns: BTreeMap<ObjectName, BTreeSet<String>> = (catalog.tables.iter())
            .map(|(name, table)| {
                (
                    name.clone(),
                    table.columns.iter().map(|column| column.name.clone()).collect(),
                )
            })
            .collect();
        let enums: BTreeSet<ObjectName> = catalog.enums.keys().cloned().collect();
        for (name, table) in &mut catalog.tables {
            let wanted = decider.tables.get(name);
            let has = |column: &String| columns[name].contains(column);
            let mut hangs = |what: String, wanted: bool| {
                let conflict = Conflict {
                    object: format!("table {name}, {what}"),
                    ours: "needs what is gone".to_owned(),
                    theirs: "needs what is gone".to_owned(),
                };
                if wanted {
                    self.conflicts.push(conflict);
                } else {
                    self.decided.push(conflict);
                }
            };
            if let Some(key) = table.primary_key.take_if(|key| !key.columns.iter().all(has)) {
                let wanted = wanted.and_then(|table| table.primary_key.as_ref());
                hangs("primary key".to_owned(), wanted == Some(&key));
            }
            table.uniques.retain(|unique| {
                let stays = unique.columns.iter().all(has);
                if !stays {
                    let wanted = wanted.is_some_and(|table| table.uniques.contains(unique));
                    hangs(format!("unique {}", unique.name), wanted);
                }
                stays
            });
            table.foreign_keys.retain(|key| {
                let target = columns.get(&key.references);
                let stays = key.columns.iter().all(has)
                    && target.is_some_and(|columns| key.referenced_columns.iter().all(|name| columns.contains(name)));
                if !stays {
                    let wanted = wanted.is_some_and(|table| table.foreign_keys.contains(key));
                    hangs(format!("foreign key {}", key.name), wanted);
                }
                stays
            });
            table.indexes.retain(|index| {
                let parts = index.parts.iter().all(|part| match &part.key {
                    IndexKey::Column(name) => has(name),
                    IndexKey::Expression(_) => true,
                });
                let stays = parts && index.include.iter().all(has);
                if !stays {
                    let wanted = wanted.is_some_and(|table| table.indexes.contains(index));
                    hangs(format!("index {}", index.name), wanted);
                }
                stays
            });
            for column in &table.columns {
                if let TypeName::Enum(of) = &column.r#type.r#type
                    && !enums.contains(of)
                {
                    hangs(format!("column {}", column.name), true);
                }
            }
        }
    }
}
