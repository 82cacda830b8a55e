//! The names of the result, and what leads to them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Conflict, Merge};
use crate::catalog::{Catalog, Hints, ObjectName, RenameHint};
use crate::diff::lineage::{Lineage, Origin};
use crate::diff::rename::Renames;
use crate::diff::{Change, TableChange};

/// The names that things have in the result, by where they come from.
#[derive(Debug, Default)]
pub(super) struct Names {
    tables: BTreeMap<Origin, ObjectName>,
    columns: BTreeMap<Origin, String>,
    enums: BTreeMap<Origin, ObjectName>,
}

impl Names {
    fn renames(&self, side: &Lineage) -> Renames {
        let mut renames = Renames::default();
        for (name, origin) in &side.tables {
            if let Some(to) = self.tables.get(origin).filter(|to| *to != name) {
                renames.tables.insert(name.clone(), to.clone());
            }
        }
        for (name, origin) in &side.enums {
            if let Some(to) = self.enums.get(origin).filter(|to| *to != name) {
                renames.enums.insert(name.clone(), to.clone());
            }
        }
        for ((table, column), origin) in &side.columns {
            if let Some(to) = self.columns.get(origin).filter(|to| *to != column) {
                let table = renames.table(table).clone();
                let names = renames.columns.entry(table).or_default();
                names.insert(column.clone(), to.clone());
            }
        }
        renames
    }

    /// A side under the names of the result.
    pub(super) fn seen(&self, side: &Lineage) -> Catalog {
        self.renames(side).see(&side.catalog)
    }

    /// What leads from the other side to the result.
    pub(super) fn hints(&self, ours: &Lineage, theirs: &Lineage, changes: &[Change]) -> Hints {
        let mut hints = Hints::default();
        let renames = self.renames(theirs);
        for (from, to) in &renames.tables {
            let table = &theirs.catalog.tables[from];
            hints.renamed.push(RenameHint::Table {
                from: table.key.clone().unwrap_or_else(|| from.name.clone()),
                to: to.clone(),
            });
        }
        for (from, to) in &renames.enums {
            let object = &theirs.catalog.enums[from];
            hints.renamed.push(RenameHint::Enum {
                from: object.key.clone().unwrap_or_else(|| from.name.clone()),
                to: to.clone(),
            });
        }
        for (name, table) in &theirs.catalog.tables {
            let after = renames.table(name);
            for (from, to) in renames.columns.get(after).into_iter().flatten() {
                let key = table.column(from).and_then(|column| column.key.clone());
                hints.renamed.push(RenameHint::Column {
                    table: after.clone(),
                    from: key.unwrap_or_else(|| from.clone()),
                    to: to.clone(),
                });
            }
        }
        said(&self.renames(ours), changes, &mut hints);
        hints
    }
}

impl Merge {
    pub(super) fn names(&mut self, base: &Lineage, ours: &Lineage, theirs: &Lineage, decider: &Catalog) -> Names {
        let mut names = Names::default();
        let table_known = |name: &ObjectName| decider.tables.contains_key(name);
        let enum_known = |name: &ObjectName| decider.enums.contains_key(name);
        names.tables = self.objects("table", [&base.tables, &ours.tables, &theirs.tables], table_known);
        names.enums = self.objects("enum", [&base.enums, &ours.enums, &theirs.enums], enum_known);
        let sides = [base, ours, theirs].map(|side| by_origin(&side.columns));
        for origin in sides.iter().flat_map(BTreeMap::keys).copied().collect::<BTreeSet<_>>() {
            let [base_at, ours_at, theirs_at] = [0, 1, 2].map(|side| sides[side].get(origin).copied());
            let settled_on = |side: &Lineage, at: Option<&(ObjectName, String)>| {
                let (table, column) = at?;
                let table = names.tables.get(side.tables.get(table)?)?;
                let known = decider.tables.get(table)?.column(column)?;
                Some(known.name.clone())
            };
            let decided = settled_on(ours, ours_at).or_else(|| settled_on(theirs, theirs_at));
            let what = base_at.map_or_else(String::new, |(table, column)| format!("table {table}, column {column}"));
            let sides = [base_at, ours_at, theirs_at].map(|at| at.map(|(_, column)| column.clone()));
            if let Some(name) = self.name(&what, sides, decided) {
                names.columns.insert(origin.clone(), name);
            }
        }
        names
    }

    fn objects(
        &mut self,
        what: &str,
        sides: [&BTreeMap<ObjectName, Origin>; 3],
        known: impl Fn(&ObjectName) -> bool,
    ) -> BTreeMap<Origin, ObjectName> {
        let sides = sides.map(by_origin);
        let mut names = BTreeMap::new();
        for origin in sides.iter().flat_map(BTreeMap::keys).copied().collect::<BTreeSet<_>>() {
            let [base, ours, theirs] = [0, 1, 2].map(|side| sides[side].get(origin).copied().cloned());
            let decided = [&ours, &theirs].into_iter().flatten().find(|name| known(name)).cloned();
            let what = format!("{what} {}", base.as_ref().map(ToString::to_string).unwrap_or_default());
            if let Some(name) = self.name(&what, [base, ours, theirs], decided) {
                names.insert(origin.clone(), name);
            }
        }
        names
    }

    /// The name of one thing in the result; none when it is not there any more on either side.
    fn name<N: PartialEq + Clone + ToString>(
        &mut self,
        what: &str,
        sides: [Option<N>; 3],
        decided: Option<N>,
    ) -> Option<N> {
        match sides {
            [base, Some(ours), Some(theirs)] => {
                if ours == theirs || base.as_ref() == Some(&ours) {
                    return Some(theirs);
                }
                if base.as_ref() == Some(&theirs) {
                    return Some(ours);
                }
                let conflict = Conflict {
                    object: what.to_owned(),
                    ours: format!("renamed to {}", ours.to_string()),
                    theirs: format!("renamed to {}", theirs.to_string()),
                };
                if let Some(name) = decided {
                    self.decided.push(conflict);
                    return Some(name);
                }
                self.conflicts.push(conflict);
                Some(theirs)
            }
            [_, Some(ours), None] => Some(ours),
            [_, None, Some(theirs)] => Some(theirs),
            [base, None, None] => base,
        }
    }

    /// Things that would have one name: one that a side renamed, and one that the other side made. Nothing can be compared
    /// by name then.
    pub(super) fn has_collisions(&mut self, names: &Names, sides: [&Lineage; 3]) -> bool {
        let before = self.conflicts.len();
        for side in sides {
            let renames = names.renames(side);
            let tables = side.tables.keys().map(|name| format!("table {}", renames.table(name)));
            let enums = side
                .enums
                .keys()
                .map(|name| format!("enum {}", renames.enumeration(name)));
            let columns = side.columns.keys().map(|(table, column)| {
                let table = renames.table(table);
                format!("table {table}, column {}", renames.column(table, column))
            });
            let mut seen = BTreeSet::new();
            for object in tables.chain(enums).chain(columns) {
                let conflict = Conflict {
                    object: object.clone(),
                    ours: "has this name".to_owned(),
                    theirs: "has this name too".to_owned(),
                };
                if !seen.insert(object) && !self.conflicts.contains(&conflict) {
                    self.conflicts.push(conflict);
                }
            }
        }
        self.conflicts.len() > before
    }
}

/// What changes say besides their result.
fn said(ours: &Renames, changes: &[Change], hints: &mut Hints) {
    for change in changes {
        match change {
            Change::RenameConstraint { table, from, to } => hints.renamed.push(RenameHint::Constraint {
                table: ours.table(table).clone(),
                from: from.clone(),
                to: to.clone(),
            }),
            Change::RenameIndex { table, from, to } => hints.renamed.push(RenameHint::Index {
                table: ours.table(table).clone(),
                from: from.clone(),
                to: to.clone(),
            }),
            Change::AlterEnum(change) => {
                let name = ours.enumeration(&change.object.next.name).clone();
                for (from, to) in &change.renamed {
                    hints.renamed.push(RenameHint::EnumValue {
                        enumeration: name.clone(),
                        from: from.clone(),
                        to: to.clone(),
                    });
                }
                if !change.replaced.is_empty() {
                    hints.replaced.insert(name, change.replaced.clone());
                }
            }
            Change::AlterTable { table, changes } => {
                let table = ours.table(table);
                for change in changes {
                    let (column, backfill, using) = match change {
                        TableChange::AddColumn { column, backfill } => (&column.name, backfill, &None),
                        TableChange::AlterColumn {
                            column,
                            backfill,
                            using,
                        } => (&column.next.name, backfill, using),
                        _ => continue,
                    };
                    let key = (table.clone(), ours.column(table, column).to_owned());
                    if let Some(sql) = backfill {
                        hints.backfill.insert(key.clone(), sql.clone());
                    }
                    if let Some(sql) = using {
                        hints.using.insert(key, sql.clone());
                    }
                }
            }
            _ => {}
        }
    }
}

fn by_origin<N>(names: &BTreeMap<N, Origin>) -> BTreeMap<&Origin, &N> {
    names.iter().map(|(name, origin)| (origin, name)).collect()
}
