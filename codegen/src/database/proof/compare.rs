//! Whether the rows are still there.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, ObjectName};
use crate::diff::Survivors;
use crate::rows::{Made, Values, quoted};

/// So many differences say enough.
const SHOWN: usize = 5;

/// What is not as it was, after the way up: rows of tables that stay, by the columns whose values stay.
///
/// Of tables that are `handled`, triggers may have changed any value but that of a key.
pub(super) fn after_up(
    before: &Made,
    after: &Made,
    survivors: &Survivors,
    previous: &Catalog,
    handled: &BTreeSet<&ObjectName>,
) -> Vec<String> {
    let mut found = Vec::new();
    for (name, table) in survivors.tables.iter().filter(|(_, table)| !table.is_dealt_anew) {
        let (from, to): (Vec<&str>, Vec<&str>) = table.kept().unzip();
        let stored = |column: &&str| stored(previous, name, column) && stays(previous, name, column, handled);
        let (from, to): (Vec<&str>, Vec<&str>) = from.into_iter().zip(to).filter(|(from, _)| stored(from)).unzip();
        let rows = project(before.get(name), &from);
        compare(
            &quoted_name(previous, name),
            &from,
            &rows,
            &project(after.get(&table.name), &to),
            &mut found,
        );
    }
    found
}

/// The same, after the way back: by the columns whose values stayed, or by all where nothing is said to be lost.
pub(super) fn after_down(
    before: &Made,
    after: &Made,
    survivors: &Survivors,
    previous: &Catalog,
    handled: &BTreeSet<&ObjectName>,
    whole: bool,
) -> Vec<String> {
    let mut found = Vec::new();
    for (name, table) in survivors.tables.iter().filter(|(_, table)| !table.is_dealt_anew) {
        let Some(columns) = previous.tables.get(name).map(|table| &table.columns) else {
            continue;
        };
        let kept: BTreeSet<&str> = table.kept().map(|(from, _)| from).collect();
        let stays = columns.iter().map(|column| column.name.as_str());
        let stays = stays.filter(|column| self::stays(previous, name, column, handled));
        let stays = stays.filter(|column| stored(previous, name, column) && (whole || kept.contains(column)));
        let columns: Vec<_> = stays.collect();
        let rows = project(before.get(name), &columns);
        compare(
            &quoted_name(previous, name),
            &columns,
            &rows,
            &project(after.get(name), &columns),
            &mut found,
        );
    }
    found
}

fn quoted_name(catalog: &Catalog, name: &ObjectName) -> String {
    quoted(name, catalog.dialect.dialect())
}

fn stays(catalog: &Catalog, table: &ObjectName, column: &str, handled: &BTreeSet<&ObjectName>) -> bool {
    let in_key = || {
        let key = catalog.tables.get(table).and_then(|table| table.primary_key.as_ref());
        key.is_some_and(|key| key.columns.iter().any(|part| part == column))
    };
    !handled.contains(table) || in_key()
}

fn stored(catalog: &Catalog, table: &ObjectName, column: &str) -> bool {
    let column = catalog.tables.get(table).and_then(|table| table.column(column));
    column.is_some_and(|column| column.generated.is_none())
}

/// Rows by these columns alone, sorted.
fn project<'a>(rows: Option<&'a Vec<Values>>, columns: &[&str]) -> Vec<Vec<&'a str>> {
    let values = |row: &'a Values| -> Vec<&'a str> {
        let value = |column: &&str| row.get(*column).map_or("nothing", String::as_str);
        columns.iter().map(value).collect()
    };
    let mut projected: Vec<_> = rows.into_iter().flatten().map(values).collect();
    projected.sort_unstable();
    projected
}

fn compare(table: &str, columns: &[&str], before: &[Vec<&str>], after: &[Vec<&str>], found: &mut Vec<String>) {
    if before == after || found.len() > SHOWN {
        return;
    }
    if before.len() != after.len() {
        found.push(format!(
            "{table} had {} rows, and has {} now",
            before.len(),
            after.len()
        ));
    }
    let gone = before.iter().find(|row| !after.contains(row));
    let new = after.iter().find(|row| !before.contains(row));
    let shown = |row: &Vec<&str>| -> String {
        let pairs = columns
            .iter()
            .zip(row)
            .map(|(column, value)| format!("{column} = {value}"));
        pairs.collect::<Vec<_>>().join(", ")
    };
    if let Some(row) = gone {
        found.push(format!("{table}: this row is gone: {}", shown(row)));
    }
    if let Some(row) = new {
        found.push(format!("{table}: this row was not there: {}", shown(row)));
    }
}
