//! Policies that keep rows to whom they belong to.
//!
//! Whom it is, a transaction says in a setting: `tablesmith.scope`, the owner's key as text; or `tablesmith.unscoped`, `on`
//! for the rows of all. What is unset, or empty as such a setting is after the transaction that set it, gives no row.
//!
//! - The settings stand in subqueries, so that the server reads them once for a statement and not once for a row.
//! - The door for all rows is a policy of its own. It names no column, so it stays while a migration takes the other one away
//!   for what changes under it, and what the migration does to the rows meanwhile still finds them all.
//! - The owner of the table is held to them too (FORCE): most applications connect as the role that made their tables.

use crate::catalog::{Column, Dependency, ObjectId, ObjectName, SqlObject, TypeName};
use crate::dialect::OwnedRows;
use crate::dialect::postgres::steps::{identifier, object_name, type_name};

const SCOPE: &str = "tablesmith_scope";
const UNSCOPED: &str = "tablesmith_unscoped";
const ENABLED: &str = "row security of table";
const FORCED: &str = "row security of the owner of table";

/// The names that a table with row-level security takes, by the kinds of what has them.
pub(super) fn names(table: &ObjectName) -> [(&'static str, &str); 4] {
    [
        ("policy", SCOPE),
        ("policy", UNSCOPED),
        (ENABLED, table.name.as_str()),
        (FORCED, table.name.as_str()),
    ]
}

/// The policies, and that they are in force.
pub(super) fn objects(rows: &OwnedRows<'_>) -> Vec<SqlObject> {
    let name = object_name(rows.table);
    let id = |(kind, own): (&str, &str)| ObjectId {
        kind: kind.to_owned(),
        name: ObjectName::in_namespace(None, own),
        table: Some(rows.table.clone()),
    };
    let [scope, unscoped, enabled, forced] = names(rows.table).map(id);
    let object = |id: &ObjectId, make: String, take: String| SqlObject {
        id: id.clone(),
        make,
        take,
        alter: None,
        shape: None,
        depends_on: [Dependency::Table(rows.table.clone())].into(),
        follows: [].into(),
        needed_by: [].into(),
    };
    let policy = |id: &ObjectId, condition: &str| {
        let policy = format!("{} ON {name}", identifier(&id.name.name));
        // Changed where it stands, as beside a new column for the owner, it hides no row from anybody meanwhile.
        SqlObject {
            alter: Some(format!("ALTER POLICY {policy}\n    USING ({condition})")),
            shape: Some(String::new()),
            ..object(
                id,
                format!("CREATE POLICY {policy}\n    USING ({condition})"),
                format!("DROP POLICY {policy}"),
            )
        }
    };
    let altered = |id: &ObjectId, make: &str, take: &str| {
        object(
            id,
            format!("ALTER TABLE {name} {make} ROW LEVEL SECURITY"),
            format!("ALTER TABLE {name} {take} ROW LEVEL SECURITY"),
        )
    };
    let mut scope = policy(&scope, &is_owned(rows));
    scope.depends_on.extend(rows.dependencies());
    let door = policy(
        &unscoped,
        "(SELECT current_setting('tablesmith.unscoped', true) = 'on')",
    );
    // In force once the door is there.
    let mut enabled = altered(&enabled, "ENABLE", "DISABLE");
    enabled.depends_on.insert(Dependency::Object(unscoped));
    let mut forced = altered(&forced, "FORCE", "NO FORCE");
    forced.depends_on.insert(Dependency::Object(enabled.id.clone()));
    vec![scope, door, enabled, forced]
}

/// Whether a row is the owner's: by its own column, or by the row that a path of foreign keys leads to.
fn is_owned(rows: &OwnedRows<'_>) -> String {
    let key = key(rows.owner);
    let owner = identifier(&rows.owner.name);
    let Some((first, further)) = rows.path.split_first() else {
        return format!("{owner} = {key}");
    };
    let alias = |number: usize| {
        let mut alias = format!("owner_{number}");
        while alias == rows.table.name {
            alias.push('_');
        }
        alias
    };
    let on = |from: &str, columns: &[&str], to: &str, referenced: &[&str]| {
        let pairs = columns.iter().zip(referenced);
        let pairs = pairs
            .map(|(column, referenced)| format!("{to}.{} = {from}.{}", identifier(referenced), identifier(column)));
        pairs.collect::<Vec<_>>().join(" AND ")
    };
    let mut last = alias(1);
    let mut tables = format!("{} {last}", object_name(first.table));
    for (number, step) in (2..).zip(further) {
        let next = alias(number);
        let met = on(&last, &step.columns, &next, &step.referenced);
        tables.push_str(&format!("\n        JOIN {} {next} ON {met}", object_name(step.table)));
        last = next;
    }
    let met = on(
        &identifier(&rows.table.name),
        &first.columns,
        &alias(1),
        &first.referenced,
    );
    format!("EXISTS (\n        SELECT FROM {tables}\n        WHERE {met} AND {last}.{owner} = {key}\n    )")
}

/// The owner's key as a value of a column, without the column's length or precision: a key is not cut to fit.
fn key(owner: &Column) -> String {
    let text = "nullif(current_setting('tablesmith.scope', true), '')";
    let base = match &owner.r#type.r#type {
        TypeName::Enum(name) => type_name(name),
        TypeName::BuiltIn(name) => match unlimited(name).as_str() {
            "text" | "character varying" => return format!("(SELECT {text})"),
            "character" => "bpchar".to_owned(),
            name => name.to_owned(),
        },
    };
    format!("(SELECT {text}::{base})")
}

/// `timestamp with time zone` of `timestamp(3) with time zone`.
fn unlimited(name: &str) -> String {
    match (name.contains('"'), name.split_once('('), name.rsplit_once(')')) {
        (false, Some((before, _)), Some((_, after))) => format!("{before}{after}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_cut_to_fit() {
        assert_eq!(unlimited("numeric(10,2)"), "numeric");
        assert_eq!(unlimited("timestamp(3) with time zone"), "timestamp with time zone");
        assert_eq!(unlimited("sales.\"odd (name)\""), "sales.\"odd (name)\"");
    }
}
