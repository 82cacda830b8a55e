//! Renames that were said, by what they are about.

use std::collections::BTreeMap;

use crate::catalog::{ObjectName, RenameHint};

/// (Before, after) pairs.
type Pairs<'a, N> = Vec<(&'a str, N)>;

#[derive(Default)]
pub(super) struct Said<'a> {
    pub(super) tables: Pairs<'a, &'a ObjectName>,
    pub(super) enums: Pairs<'a, &'a ObjectName>,
    pub(super) values: BTreeMap<&'a ObjectName, Pairs<'a, &'a str>>,
    pub(super) columns: BTreeMap<&'a ObjectName, Pairs<'a, &'a str>>,
    pub(super) constraints: BTreeMap<&'a ObjectName, Pairs<'a, &'a str>>,
    pub(super) indexes: BTreeMap<&'a ObjectName, Pairs<'a, &'a str>>,
}

impl<'a> Said<'a> {
    pub(super) fn new(hints: impl IntoIterator<Item = &'a RenameHint>) -> Self {
        let mut said = Self::default();
        for hint in hints {
            match hint {
                RenameHint::Table { from, to } => said.tables.push((from, to)),
                RenameHint::Enum { from, to } => said.enums.push((from, to)),
                RenameHint::EnumValue { enumeration, from, to } => {
                    said.values.entry(enumeration).or_default().push((from, to));
                }
                RenameHint::Column { table, from, to } => said.columns.entry(table).or_default().push((from, to)),
                RenameHint::Constraint { table, from, to } => {
                    said.constraints.entry(table).or_default().push((from, to));
                }
                RenameHint::Index { table, from, to } => said.indexes.entry(table).or_default().push((from, to)),
            }
        }
        said
    }
}
