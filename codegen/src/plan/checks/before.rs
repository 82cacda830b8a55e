//! The state before a migration, asked for by next names.

use std::collections::{BTreeMap, BTreeSet};

use super::foreseen::Rows;
use super::{Key, Offending, PreCheck};
use crate::catalog::{Catalog, Check, Column, IndexKey, ObjectName, Pair, Table, TypeName};
use crate::dialect::{Capabilities, Dialect, is_enum_check};
use crate::diff::{Change, EnumChange, Record, TableChange};

/// A column as it is before the migration, and what becomes of its values.
pub(super) struct Origin<'a> {
    pub(super) column: &'a Column,
    /// Its NULLs get a value.
    pub(super) is_filled: bool,
    /// Its values come from an expression: of `using`, or of the column itself.
    pub(super) is_computed_anew: bool,
    /// Values of its enum are renamed, replaced or go.
    pub(super) is_mapped: bool,
    pub(super) is_retyped: bool,
}

impl Origin<'_> {
    /// Whether its values are not those that the migration ends with.
    pub(super) fn is_changed(&self) -> bool {
        self.is_filled || self.is_computed_anew || self.is_mapped || self.is_retyped
    }
}

pub(super) struct Added<'a> {
    pub(super) column: &'a Column,
    pub(super) backfill: Option<&'a str>,
}

pub(super) struct Before<'a> {
    pub(super) pair: Pair<&'a Catalog>,
    pub(super) capabilities: &'a Capabilities,
    /// Next name → previous name.
    tables: BTreeMap<&'a ObjectName, &'a ObjectName>,
    columns: BTreeMap<(&'a ObjectName, &'a str), &'a str>,
    enums: BTreeMap<&'a ObjectName, &'a ObjectName>,
    pub(super) added: BTreeMap<(&'a ObjectName, &'a str), Added<'a>>,
    pub(super) altered: BTreeMap<(&'a ObjectName, &'a str), &'a TableChange>,
    /// Columns that come to stand beside one that is there and has their values: the name of that one.
    beside: BTreeMap<(&'a ObjectName, &'a str), &'a str>,
    /// Enums whose values get other names, are replaced or go, by next names.
    pub(super) mapped: BTreeMap<&'a ObjectName, &'a EnumChange>,
    /// Names of functions that mean something else before, or nothing.
    pub(super) strange: BTreeSet<String>,
    /// Names of types that are not there before, are called otherwise, or have other values.
    pub(super) unsettled_types: BTreeSet<String>,
    /// Values that types of their own do not have before, with those types: no literal can say them.
    pub(super) new_values: BTreeSet<(&'a str, &'a ObjectName)>,
}

impl<'a> Before<'a> {
    pub(super) fn of(pair: Pair<&'a Catalog>, changes: &'a [Change], capabilities: &'a Capabilities) -> Self {
        let mut before = Self {
            pair,
            capabilities,
            tables: BTreeMap::new(),
            columns: BTreeMap::new(),
            enums: BTreeMap::new(),
            added: BTreeMap::new(),
            altered: BTreeMap::new(),
            beside: BTreeMap::new(),
            mapped: BTreeMap::new(),
            strange: BTreeSet::new(),
            unsettled_types: BTreeSet::new(),
            new_values: BTreeSet::new(),
        };
        for change in changes {
            before.take_in(change);
        }
        for change in changes {
            before.take_in_beside(change);
        }
        // A function may come or change on the way.
        let (previous, next) = (&pair.previous.objects, &pair.next.objects);
        let new = next
            .iter()
            .filter(|(id, object)| previous.get(*id).is_none_or(|before| !before.is_same(object)));
        let names = new.map(|(id, _)| id.name.name.split('(').next().unwrap_or_default());
        let names: Vec<_> = names.map(|name| before.folded(name)).collect();
        before.strange.extend(names);
        before
    }

    fn take_in(&mut self, change: &'a Change) {
        match change {
            Change::RenameTable { from, to } => {
                self.tables.insert(to, from);
            }
            Change::RenameColumn { table, from, to } => {
                self.columns.insert((table, to), from);
            }
            Change::RenameEnum { from, to } => {
                self.enums.insert(to, from);
                let names = [from, to].map(|name| self.folded(&name.name));
                self.unsettled_types.extend(names);
            }
            Change::CreateEnum { object } => {
                self.unsettled_types.insert(self.folded(&object.name.name));
            }
            Change::AlterEnum(change) => {
                let name = &change.object.next.name;
                self.unsettled_types.insert(self.folded(&name.name));
                let Pair { previous, next } = &change.object;
                let new = next.values.iter().filter(|value| !previous.values.contains(value));
                self.new_values
                    .extend(new.filter(|_| next.native).map(|value| (value.as_str(), name)));
                if !change.renamed.is_empty() || !change.removed().is_empty() {
                    self.mapped.insert(name, change);
                }
            }
            Change::AlterTable { table, changes } => {
                for change in changes {
                    match change {
                        TableChange::AddColumn { column, backfill } => {
                            let backfill = backfill.as_deref();
                            self.added.insert((table, &column.name), Added { column, backfill });
                        }
                        TableChange::AlterColumn { column, .. } => {
                            self.altered.insert((table, &column.next.name), change);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn take_in_beside(&mut self, change: &'a Change) {
        let Change::Record(Record::Expansion { expansion }) = change else {
            return;
        };
        let (None, Some(opened)) = (&expansion.previous, &expansion.next) else {
            return;
        };
        for (added, there) in [(&opened.new, &opened.old), (&opened.old, &opened.new)] {
            if self.added.contains_key(&(&opened.table, added.as_str())) {
                self.beside.insert((&opened.table, added), there);
            }
        }
    }

    /// The column that a new one comes to stand beside, if it does.
    pub(super) fn beside(&self, table: &ObjectName, next: &str) -> Option<&'a str> {
        self.beside.get(&(table, next)).copied()
    }

    pub(super) fn dialect(&self) -> &'static dyn Dialect {
        self.pair.next.dialect.dialect()
    }

    pub(super) fn folded(&self, name: &str) -> String {
        if self.dialect().ignores_case() {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        }
    }

    /// The table as it is before, where it is.
    pub(super) fn table(&self, next: &ObjectName) -> Option<&'a Table> {
        self.pair.next.tables.get(next)?;
        let previous = self.tables.get(next).copied().unwrap_or(next);
        // A new table may bear the name that a rename has freed.
        let is_taken = !self.tables.contains_key(next) && self.tables.values().any(|from| *from == previous);
        if is_taken {
            None
        } else {
            self.pair.previous.tables.get(previous)
        }
    }

    pub(super) fn has_table(&self, next: &ObjectName) -> bool {
        self.table(next).is_some()
    }

    /// The column as it is before, where it is.
    pub(super) fn column(&self, table: &ObjectName, next: &str) -> Option<Origin<'a>> {
        if self.added.contains_key(&(table, next)) {
            return None;
        }
        let name = self.columns.get(&(table, next)).copied().unwrap_or(next);
        let column = self.table(table)?.column(name)?;
        let after = self.pair.next.tables.get(table)?.column(next)?;
        // What comes to an enum from elsewhere is not touched by what becomes of its values.
        let is_mapped = (enum_of(after).filter(|name| self.is_of_enum(column, name)))
            .is_some_and(|name| self.mapped.contains_key(name));
        let after_by_its_name = self.as_named_before(after);
        let columns = Pair {
            previous: column,
            next: &after_by_its_name,
        };
        let mut origin = Origin {
            column,
            is_filled: false,
            is_computed_anew: false,
            is_mapped,
            is_retyped: !is_mapped
                && (column.r#type != after_by_its_name.r#type || self.dialect().changes_values(columns)),
        };
        if let Some(TableChange::AlterColumn {
            column: changed,
            backfill,
            using,
        }) = self.altered.get(&(table, next))
        {
            let expression = |column: &Column| {
                let generated = column.generated.as_ref();
                generated.map(|generated| generated.expression.authored.clone())
            };
            origin.is_filled = backfill.is_some();
            let computed = expression(&changed.next);
            origin.is_computed_anew =
                using.is_some() || (computed.is_some() && computed != expression(&changed.previous));
        }
        Some(origin)
    }

    /// A column with its type as that is called before: an enum may get another name or namespace.
    fn as_named_before(&self, after: &Column) -> Column {
        let mut column = after.clone();
        if let TypeName::Enum(name) = &mut column.r#type.r#type
            && let Some(previous) = self.enums.get(name)
        {
            name.clone_from(previous);
        }
        column
    }

    /// The values that an enum is to have.
    pub(super) fn next_values(&self, name: &ObjectName) -> Option<&'a [String]> {
        self.pair.next.enums.get(name).map(|object| object.values.as_slice())
    }

    /// Whether a column is of an enum before that is called `next` after.
    pub(super) fn is_of_enum(&self, column: &Column, next: &ObjectName) -> bool {
        let previous = self.enums.get(next).copied().unwrap_or(next);
        let is_it = |name: &ObjectName| name == previous || name == next;
        column.text_enum.as_ref().is_some_and(is_it)
            || matches!(&column.r#type.r#type, TypeName::Enum(name) if is_it(name))
    }

    /// Whether a check does no more than keep a column to the values of its enum, which it was of before: values that go
    /// are asked for by themselves.
    pub(super) fn kept_by_its_enum(&self, table: &ObjectName, check: &Check) -> bool {
        let Some(next) = self.pair.next.tables.get(table) else {
            return false;
        };
        next.columns.iter().any(|column| {
            let of = column
                .text_enum
                .as_ref()
                .and_then(|name| self.pair.next.enums.get(name));
            let is_it = of.is_some_and(|of| is_enum_check(self.dialect(), check, column, of));
            is_it
                && self.column(table, &column.name).is_some_and(|origin| {
                    let is_altered = origin.is_filled || origin.is_computed_anew || origin.is_retyped;
                    !is_altered && of.is_some_and(|of| self.is_of_enum(origin.column, &of.name))
                })
        })
    }

    /// Whether something keeps rows apart by these already. `keys` go by previous names.
    pub(super) fn is_unique(
        &self,
        table: &ObjectName,
        keys: &[Key],
        nulls_clash: bool,
        predicate: Option<&str>,
    ) -> bool {
        let Some(table) = self.table(table) else {
            return false;
        };
        let among = |columns: &[String]| {
            let mut columns = columns.iter();
            columns.all(|name| keys.contains(&Key::Column(name.clone())))
        };
        let by_key = table.primary_key.as_ref().is_some_and(|key| among(&key.columns));
        let mut uniques = table.uniques.iter();
        let by_unique = uniques.any(|unique| (unique.nulls_not_distinct || !nulls_clash) && among(&unique.columns));
        let by_index = table.indexes.iter().any(|index| {
            let mut parts = index.parts.iter();
            let all = parts.all(|part| {
                keys.contains(&match &part.key {
                    IndexKey::Column(name) => Key::Column(name.clone()),
                    IndexKey::Expression(expression) => Key::Expression(expression.authored.clone()),
                })
            });
            let held = index.predicate.as_ref().map(|predicate| predicate.authored.as_str());
            index.unique && all && (index.nulls_not_distinct || !nulls_clash) && (held.is_none() || held == predicate)
        });
        by_key || by_unique || by_index
    }

    /// A check on the rows of a table; none where it is not there before.
    pub(super) fn check(
        &self,
        table: &ObjectName,
        code: &'static str,
        message: String,
        rows: Rows,
        offending: Offending,
    ) -> Option<PreCheck> {
        let table = self.table(table)?;
        Some(PreCheck {
            code,
            message,
            allow: None,
            rows,
            table: table.name.clone(),
            key: table
                .primary_key
                .as_ref()
                .map(|key| key.columns.clone())
                .unwrap_or_default(),
            offending,
        })
    }
}

/// The enum whose values a column holds, whichever way it is kept.
pub(super) fn enum_of(column: &Column) -> Option<&ObjectName> {
    column.text_enum.as_ref().or(match &column.r#type.r#type {
        TypeName::Enum(name) => Some(name),
        TypeName::BuiltIn(_) => None,
    })
}
