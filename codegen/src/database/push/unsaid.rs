//! Views, functions and the like that a database holds and a schema does not say: they are somebody's, and stay where they
//! can.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Dependency, ObjectId, ObjectName, Pair, SqlObject};
use crate::diff::{Change, TableChange};

/// An object that the schema does not say, and that stands on something which goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTheWay {
    /// The object.
    pub object: ObjectId,
    /// What it stands on, for a person: `column user.bio`.
    pub on: String,
}

/// Puts what the database holds besides into what it is to be, with the namespaces of that; gives what it was.
pub(super) fn put_into(next: &mut Catalog, live: &Catalog) -> Vec<ObjectId> {
    let unsaid: Vec<_> = (live.objects.values())
        .filter(|object| !next.objects.contains_key(&object.id))
        .cloned()
        .collect();
    for object in &unsaid {
        if let Some((name, comment)) = object
            .id
            .name
            .namespace
            .as_ref()
            .and_then(|name| live.namespaces.get_key_value(name))
        {
            next.namespaces.entry(name.clone()).or_insert_with(|| comment.clone());
        }
    }
    let ids = unsaid.iter().map(|object| object.id.clone()).collect();
    next.objects
        .extend(unsaid.into_iter().map(|object| (object.id.clone(), object)));
    ids
}

/// Of these objects those that cannot stay with these changes; with what stands against it where somebody has to be
/// asked, and none where it goes along with what it is a part of.
pub(super) fn that_cannot_stay(
    pair: Pair<&Catalog>,
    changes: &[Change],
    unsaid: &BTreeSet<ObjectId>,
) -> Vec<(ObjectId, Option<String>)> {
    let going = Going::of(pair, changes);
    let objects = unsaid.iter().filter_map(|id| pair.previous.objects.get(id));
    let found = objects.filter_map(|object| {
        let on = going.under(object, &pair)?;
        let asked = !going.goes_along(object);
        Some((object.id.clone(), asked.then_some(on)))
    });
    found.collect()
}

/// What goes, by the names that it has in the database.
#[derive(Default)]
struct Going<'a> {
    tables: BTreeSet<&'a ObjectName>,
    columns: BTreeSet<(&'a ObjectName, &'a str)>,
    objects: BTreeSet<&'a ObjectId>,
}

impl<'a> Going<'a> {
    fn of(pair: Pair<&'a Catalog>, changes: &'a [Change]) -> Self {
        let before: BTreeMap<&ObjectName, &ObjectName> = changes
            .iter()
            .filter_map(|change| match change {
                Change::RenameTable { from, to } => Some((to, from)),
                _ => None,
            })
            .collect();
        let mut going = Self::default();
        for change in changes {
            match change {
                Change::DropTable { object } => {
                    going.tables.insert(&object.name);
                }
                Change::DropObject { object } => {
                    going.objects.insert(&object.id);
                }
                Change::AlterTable { table, changes } => {
                    let table = before.get(table).copied().unwrap_or(table);
                    let dropped = changes.iter().filter_map(|change| match change {
                        TableChange::DropColumn { column } => Some((table, column.name.as_str())),
                        _ => None,
                    });
                    going.columns.extend(dropped);
                }
                _ => {}
            }
        }
        // What was there and is not there any more, in whatever way.
        let objects = pair.previous.objects.keys();
        going
            .objects
            .extend(objects.filter(|id| !pair.next.objects.contains_key(*id)));
        going
    }

    /// What of all that an object stands on.
    fn under(&self, object: &SqlObject, pair: &Pair<&Catalog>) -> Option<String> {
        if let Some(table) = object.id.table.as_ref().filter(|table| self.tables.contains(table)) {
            return Some(format!("table {table}"));
        }
        let stands_on = object.depends_on.iter().find_map(|dependency| match dependency {
            Dependency::Table(table) => self.tables.contains(table).then(|| format!("table {table}")),
            Dependency::Column(table, column) => {
                let goes = self.tables.contains(table) || self.columns.contains(&(table, column));
                goes.then(|| format!("column {table}.{column}"))
            }
            Dependency::Object(id) => self.objects.contains(id).then(|| id.to_string()),
        });
        stands_on.or_else(|| {
            let owner = owner_of_sequence(object, pair)?;
            let goes = self.objects.contains(&owner.id);
            goes.then(|| owner.id.to_string())
        })
    }

    /// Whether it is a part of what goes (a trigger of a table, the comment on a column) and nothing by itself.
    fn goes_along(&self, object: &SqlObject) -> bool {
        let table_goes = object
            .id
            .table
            .as_ref()
            .is_some_and(|table| self.tables.contains(table));
        let kind = object.id.kind.as_str();
        let is_part = kind.contains(" of ") || kind.starts_with("comment on ");
        table_goes || is_part || matches!(kind, "index" | "constraint" | "statistics" | "sequence")
    }
}

/// A sequence goes with the column that it belongs to.
fn owner_of_sequence<'c>(object: &SqlObject, pair: &Pair<&'c Catalog>) -> Option<&'c SqlObject> {
    let mut objects = pair.previous.objects.values();
    objects.find(|owner| {
        object.id.kind == "sequence" && owner.id.kind == "owner of sequence" && owner.id.name == object.id.name
    })
}
