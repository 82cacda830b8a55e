//! What steps wait for of tables and columns: each in the state before or after.

use super::Planner;
use super::object::{Object, When};
use crate::catalog::{Column, ObjectName, Table, TypeName};

impl<'a> Planner<'a> {
    /// The table, and those of these names that are columns of it, in one state.
    pub(super) fn states(
        &self,
        when: When,
        table: &'a ObjectName,
        names: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Vec<Object<'a>> {
        let names: Vec<String> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
        let mut states = self.own_states(when, table, &names);
        if let Some(found) = self.as_it_is(when, table) {
            states.extend(self.states_above(when, found, &names));
        }
        states
    }

    /// The same of the tables that a table has columns of.
    pub(super) fn states_above(&self, when: When, table: &'a Table, names: &[String]) -> Vec<Object<'a>> {
        let above = match when {
            When::Before => self.pair.previous.ancestors(table),
            When::After => self.pair.next.ancestors(table),
        };
        let above = above.into_iter().map(|above| match when {
            When::Before => self.renames.next_table_name(&above.name),
            When::After => &above.name,
        });
        above.flat_map(|above| self.own_states(when, above, names)).collect()
    }

    /// A table, which goes by its next name, in one state.
    fn as_it_is(&self, when: When, table: &'a ObjectName) -> Option<&'a Table> {
        match when {
            When::Before => self.renames.previous_table(self.pair.previous, table),
            When::After => self.pair.next.tables.get(table),
        }
    }

    /// Whether rows of the table are dealt out among partitions: what PostgreSQL does beside the use of a table, it does
    /// not for such a one.
    pub(super) fn is_partitioned(&self, table: &'a ObjectName) -> bool {
        let states = [When::Before, When::After].into_iter();
        let mut found = states.filter_map(|when| self.as_it_is(when, table));
        found.any(|table| table.partition_key.is_some())
    }

    fn own_states(&self, when: When, table: &'a ObjectName, names: &[String]) -> Vec<Object<'a>> {
        let mut states = vec![Object::Table(when, table)];
        if let Some(work) = self.tables.get(table) {
            let columns = match when {
                When::Before => &work.before,
                When::After => &work.after,
            };
            for name in names {
                if let Some((name, column)) = columns.get_key_value(name.as_str()) {
                    states.push(Object::Column(when, table, name));
                    states.extend(match type_state(when, column) {
                        // The columns before are as the previous catalog has them.
                        Some(Object::Type(When::Before, name)) => {
                            Some(Object::Type(When::Before, self.renames.next_type_name(name)))
                        }
                        state => state,
                    });
                }
            }
        }
        states
    }

    /// Whether one of these columns goes, or gets another type: what is built on it must be gone by then.
    pub(super) fn is_leaving(&self, table: &'a ObjectName, names: &[String]) -> bool {
        !self.leaving_columns(table, names).is_empty()
    }

    /// The table, and those of these columns that go or get another type, as they were.
    pub(super) fn leaving(&self, table: &'a ObjectName, names: &[String]) -> Vec<Object<'a>> {
        let columns = self.leaving_columns(table, names);
        self.states(When::Before, table, columns)
    }

    fn leaving_columns(&self, table: &'a ObjectName, names: &[String]) -> Vec<String> {
        let mut holders = vec![table];
        if let Some(found) = self.as_it_is(When::Before, table) {
            let above = self.pair.previous.ancestors(found).into_iter();
            holders.extend(above.map(|above| self.renames.next_table_name(&above.name)));
        }
        let works: Vec<_> = holders
            .into_iter()
            .filter_map(|holder| self.tables.get(holder))
            .collect();
        let leaves = |name: &&String| {
            works.iter().any(|work| {
                work.is_retyped(name)
                    || work.is_replaced(name)
                    || work.dropped.iter().any(|column| column.name == **name)
            })
        };
        names.iter().filter(leaves).cloned().collect()
    }
}

/// The enum that a column is of, in one state.
pub(super) fn type_state(when: When, column: &Column) -> Option<Object<'_>> {
    match &column.r#type.r#type {
        TypeName::Enum(name) => Some(Object::Type(when, name)),
        TypeName::BuiltIn(_) => None,
    }
}
