//! The state before a migration, asked for by next names.

use std::collections::{BTreeMap, BTreeSet};

use sqlparser::tokenizer::{Token, Tokenizer};

use super::{Key, Offending, PreCheck};
use crate::catalog::{Catalog, Column, IndexKey, ObjectName, Pair, Table, TypeName};
use crate::dialect::Dialect;
use crate::diff::{Change, TableChange};

/// A column as it is before the migration, and what becomes of its values.
pub(super) struct Origin<'a> {
    pub(super) column: &'a Column,
    /// Its NULLs get a value.
    pub(super) is_filled: bool,
    /// Its values come from an expression: of `using`, or of the column itself.
    pub(super) is_computed_anew: bool,
    /// Values of its enum are renamed, replaced or go.
    pub(super) is_mapped: bool,
    is_retyped: bool,
}

impl Origin<'_> {
    /// Whether its values are not those that the migration ends with.
    pub(super) fn is_changed(&self) -> bool {
        self.is_filled || self.is_computed_anew || self.is_mapped || self.is_retyped
    }
}

pub(super) struct Before<'a> {
    pub(super) pair: Pair<&'a Catalog>,
    /// Next name → previous name.
    tables: BTreeMap<&'a ObjectName, &'a ObjectName>,
    columns: BTreeMap<(&'a ObjectName, &'a str), &'a str>,
    enums: BTreeMap<&'a ObjectName, &'a ObjectName>,
    added: BTreeSet<(&'a ObjectName, &'a str)>,
    altered: BTreeMap<(&'a ObjectName, &'a str), &'a TableChange>,
    /// Enums whose values change, by next names.
    mapped: BTreeSet<&'a ObjectName>,
    /// Words that mean something else before, or nothing: names of types that come, change or are renamed.
    strange: BTreeSet<String>,
}

impl<'a> Before<'a> {
    pub(super) fn of(pair: Pair<&'a Catalog>, changes: &'a [Change]) -> Self {
        let mut before = Self {
            pair,
            tables: BTreeMap::new(),
            columns: BTreeMap::new(),
            enums: BTreeMap::new(),
            added: BTreeSet::new(),
            altered: BTreeMap::new(),
            mapped: BTreeSet::new(),
            strange: BTreeSet::new(),
        };
        for change in changes {
            before.take_in(change);
        }
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
                self.strange.extend([self.folded(&from.name), self.folded(&to.name)]);
            }
            Change::CreateEnum { object } => {
                self.strange.insert(self.folded(&object.name.name));
            }
            Change::AlterEnum(change) => {
                let name = &change.object.next.name;
                self.strange.insert(self.folded(&name.name));
                if !change.renamed.is_empty() || !change.removed().is_empty() {
                    self.mapped.insert(name);
                }
            }
            Change::AlterTable { table, changes } => {
                for change in changes {
                    match change {
                        TableChange::AddColumn { column, .. } => {
                            self.added.insert((table, &column.name));
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

    pub(super) fn dialect(&self) -> &'static dyn Dialect {
        self.pair.next.dialect.dialect()
    }

    fn folded(&self, name: &str) -> String {
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
        if self.added.contains(&(table, next)) {
            return None;
        }
        let name = self.columns.get(&(table, next)).copied().unwrap_or(next);
        let column = self.table(table)?.column(name)?;
        let after = self.pair.next.tables.get(table)?.column(next)?;
        let of_enum = after.text_enum.as_ref().or(match &after.r#type.r#type {
            TypeName::Enum(name) => Some(name),
            TypeName::BuiltIn(_) => None,
        });
        let is_mapped = of_enum.is_some_and(|name| self.mapped.contains(name));
        let mut origin = Origin {
            column,
            is_filled: false,
            is_computed_anew: false,
            is_mapped,
            is_retyped: column.r#type != after.r#type && !is_mapped,
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

    /// Whether SQL of the next catalog about a table's rows means the same before: every column that it may mention is
    /// there under the same name, with the values that it keeps.
    pub(super) fn can_say(&self, table: &ObjectName, text: &str) -> bool {
        let Some(words) = self.words(text) else {
            return false;
        };
        let (Some(next), Some(_)) = (self.pair.next.tables.get(table), self.table(table)) else {
            return false;
        };
        let is_same = |column: &Column| {
            let origin = self.column(table, &column.name);
            origin.is_some_and(|origin| !origin.is_changed() && origin.column.name == column.name)
        };
        let mut mentioned = next
            .columns
            .iter()
            .filter(|column| words.contains(&self.folded(&column.name)));
        mentioned.all(is_same) && words.is_disjoint(&self.strange)
    }

    /// The columns of a table that SQL may mention.
    pub(super) fn mentioned(&self, table: &ObjectName, text: &str) -> Vec<String> {
        let words = self.words(text).unwrap_or_default();
        let columns = self
            .pair
            .next
            .tables
            .get(table)
            .into_iter()
            .flat_map(|table| &table.columns);
        let mentioned = columns.filter(|column| words.contains(&self.folded(&column.name)));
        mentioned.map(|column| column.name.clone()).collect()
    }

    fn words(&self, text: &str) -> Option<BTreeSet<String>> {
        let tokens = Tokenizer::new(self.dialect().parser(), text).tokenize().ok()?;
        let words = tokens.into_iter().filter_map(|token| match token {
            Token::Word(word) if word.quote_style.is_some() => Some(self.folded(&word.value)),
            Token::Word(word) => Some(word.value.to_lowercase()),
            _ => None,
        });
        Some(words.collect())
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
        offending: Offending,
    ) -> Option<PreCheck> {
        let table = self.table(table)?;
        Some(PreCheck {
            code,
            message,
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
