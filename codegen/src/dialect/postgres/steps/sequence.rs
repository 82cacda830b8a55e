//! Sequences of identity columns. They have no names in the catalog: the server calls one `table_column_seq` when its column
//! is made, and leaves it so when the table or the column is renamed. Into another namespace they go along with their
//! table, and meet there what has such a name already.

use std::collections::{BTreeMap, BTreeSet};

use super::sql_text::{identifier, object_name, text};
use super::statement::Sql;
use crate::catalog::{Catalog, ObjectName, Pair, Table};
use crate::plan::Step;

/// The longest name that PostgreSQL takes, in bytes.
const LONGEST: usize = 63;

/// A sequence that moves with its table under a name of its own.
#[derive(Debug)]
pub(super) struct MovedSequence<'a> {
    /// The column, by the name that it has then.
    pub(super) column: &'a str,
    /// What it is called from the move on.
    pub(super) temporary: ObjectName,
}

impl MovedSequence<'_> {
    /// Takes its name away before the table, which is called that by now, moves.
    pub(super) fn aside(&self, table: &ObjectName) -> Step {
        let (table_text, column, to) = (text(&object_name(table)), text(self.column), text(&self.temporary.name));
        let sql = Sql::RenameSequenceOf {
            quote: dollar_quote(&[&table_text, &column, &to]),
            table: table_text,
            column,
            to,
        };
        let comment = format!(
            "Gives the sequence of {table}.{} another name: there may be one of its name where the table goes.",
            self.column
        );
        sql.step(comment)
    }

    /// Gives it the name that the server would give, once nothing else has it; `None` of one that goes, or whose name the
    /// server would cut.
    pub(super) fn back(&self, next: &Table, column: &str) -> Option<Step> {
        next.column(column).filter(|column| column.identity.is_some())?;
        let name = name_of(&next.name, column);
        let sequence = ObjectName::in_namespace(next.name.namespace.clone(), &*self.temporary.name);
        let sql = Sql::RenameSequence {
            sequence: object_name(&sequence),
            to: identifier(&name),
        };
        (name.len() <= LONGEST).then(|| sql.step(format!("Gives the sequence of {}.{column} its name.", next.name)))
    }
}

/// A quote for a text that holds these (manual, section 4.1.2.4).
fn dollar_quote(texts: &[&str]) -> String {
    let numbered = (1..).map(|number: usize| format!("$rename_{number}$"));
    let mut quotes = std::iter::once("$$".to_owned()).chain(numbered);
    let is_free = |quote: &String| texts.iter().all(|text| !text.contains(quote.as_str()));
    quotes.find(is_free).unwrap_or_default()
}

/// The identity columns of a table that moves whose sequences may meet another one of their names, by the names that they
/// have before.
pub(super) fn meeting_others<'a>(
    pair: Pair<&'a Catalog>,
    next_tables: &BTreeMap<&ObjectName, &ObjectName>,
    table: &ObjectName,
    to: &ObjectName,
) -> Vec<&'a str> {
    let Some(moved) = pair.previous.tables.get(table) else {
        return Vec::new();
    };
    // A name of before is not given up by a rename, and one of after may be there already.
    let mut taken = BTreeSet::new();
    let next_of = |name: &ObjectName| next_tables.get(name).copied().unwrap_or(name).clone();
    for other in pair.previous.tables.values().filter(|other| other.name != *table) {
        if [other.name.namespace.as_ref(), next_of(&other.name).namespace.as_ref()].contains(&to.namespace.as_ref()) {
            taken.extend(names(other));
        }
    }
    let arrivals = pair
        .next
        .tables
        .values()
        .filter(|other| other.name.namespace == to.namespace);
    for other in arrivals.filter(|other| next_of(table) != other.name) {
        taken.extend(names(other));
    }
    let own_after: Vec<String> = pair
        .next
        .tables
        .get(&next_of(table))
        .into_iter()
        .flat_map(names)
        .collect();
    let meets = |column: &str| {
        let before = [name_of(table, column), name_of(to, column)];
        before.iter().chain(&own_after).any(|name| taken.contains(name))
    };
    identities(moved).filter(|column| meets(column)).collect()
}

fn identities(table: &Table) -> impl Iterator<Item = &str> {
    let columns = table.columns.iter();
    let columns = columns.filter(|column| column.identity.is_some());
    columns.map(|column| column.name.as_str())
}

fn names(table: &Table) -> impl Iterator<Item = String> {
    identities(table).map(|column| name_of(&table.name, column))
}

/// As the server has it (manual, CREATE TABLE, `SERIAL`), where it need not be cut.
pub(super) fn name_of(table: &ObjectName, column: &str) -> String {
    format!("{}_{column}_seq", table.name)
}
