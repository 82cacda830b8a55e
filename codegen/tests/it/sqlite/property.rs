//! What holds for any two catalogs, on a database with rows.

use codegen::catalog::{Catalog, Column, Hints, Pair, Table};
use codegen::dialect::DialectName;
use codegen::diff::{Change, Decisions, diff, invert};
use proptest::prelude::*;

use super::database::{Database, plan};
use crate::random::{Case, cases, strangers};

/// What may stop a migration: rows that cannot be as the next catalog wants them.
const REFUSALS: [&str; 12] = [
    "COLUMN_NEEDS_VALUE: ",
    "NULL_VALUES: ",
    "VALUE_DOES_NOT_FIT: ",
    "UNIQUE_DUPLICATES: ",
    "CHECK_VIOLATIONS: ",
    "FOREIGN_KEY_ORPHANS: ",
    "ENUM_VALUE_USED: ",
    "UNIQUE constraint failed",
    "CHECK constraint failed",
    "NOT NULL constraint failed",
    "foreign keys: [",
    "convert it with `using`",
];

fn changes(pair: Pair<&Catalog>, hints: &Hints) -> Vec<Change> {
    let mut decisions = Decisions::default();
    let found = diff(pair, hints, &decisions).or_else(|ambiguities| {
        decisions.drops = ambiguities.into_iter().map(|ambiguity| ambiguity.drop).collect();
        diff(pair, hints, &decisions)
    });
    found.expect("all that was asked is answered").changes
}

/// Rows as far as the constraints let them in.
fn fill(database: &Database, catalog: &Catalog, rows: i64) {
    for table in catalog.tables.values() {
        for row in 1..=rows {
            let columns: Vec<_> = table
                .columns
                .iter()
                .filter(|column| column.generated.is_none())
                .collect();
            let quote = |column: &&Column| DialectName::Sqlite.dialect().quote_identifier(&column.name);
            let names: Vec<_> = columns.iter().map(quote).collect();
            let values: Vec<_> = columns
                .iter()
                .map(|column| value(catalog, table, column, row))
                .collect();
            let table = DialectName::Sqlite.dialect().quote_identifier(&table.name.name);
            database.run(&format!(
                "PRAGMA foreign_keys = 0; INSERT OR IGNORE INTO {table} ({}) VALUES ({}); PRAGMA foreign_keys = 1",
                names.join(", "),
                values.join(", ")
            ));
        }
    }
    // A unique constraint may have kept out a row that another one points at.
    while let Some(violation) = database
        .rows("SELECT \"table\", rowid FROM pragma_foreign_key_check")
        .first()
    {
        let (table, rowid) = violation.rsplit_once(' ').expect("two values");
        let table = table.trim_matches('\'').replace('"', "\"\"");
        database.run(&format!(
            "PRAGMA foreign_keys = 0; DELETE FROM \"{table}\" WHERE rowid = {rowid}; PRAGMA foreign_keys = 1"
        ));
    }
}

fn value(catalog: &Catalog, table: &Table, column: &Column, row: i64) -> String {
    let quote = |text: &str| DialectName::Sqlite.dialect().quote_text(text);
    let is_key = |columns: &[String]| columns.contains(&column.name);
    if column.nullable && row % 2 == 0 {
        return "NULL".to_owned();
    }
    if let Some(name) = &column.text_enum {
        let values = &catalog.enums[name].values;
        let index = usize::try_from(row).expect("a small number") % values.len();
        return quote(&values[index]);
    }
    if table.primary_key.as_ref().is_some_and(|key| is_key(&key.columns))
        || table.foreign_keys.iter().any(|key| is_key(&key.columns))
    {
        return row.to_string();
    }
    let is_flag = column.default.as_ref().is_some_and(|default| default.authored == "1");
    let is_day = column
        .default
        .as_ref()
        .is_some_and(|default| default.authored.starts_with("'2020"));
    match (is_flag, is_day) {
        (true, _) => "1".to_owned(),
        (_, true) => format!("'2021-01-0{row}'"),
        // Text that is a number, so that it can be one.
        _ => quote(&(2000 + row).to_string()),
    }
}

/// The values of columns that stay of one type, and are not mapped, by their names after.
fn kept(database: &Database, pair: Pair<&Catalog>, changes: &[Change], is_after: bool) -> Vec<String> {
    let mut all = Vec::new();
    for (name, table) in &pair.next.tables {
        let before = changes.iter().find_map(|change| match change {
            Change::RenameTable { from, to } if to == name => Some(from),
            _ => None,
        });
        let Some(previous) = pair.previous.tables.get(before.unwrap_or(name)) else {
            continue;
        };
        let created = changes
            .iter()
            .any(|change| matches!(change, Change::CreateTable { object } if object.name == *name));
        if created {
            continue;
        }
        let quote = |name: &str| DialectName::Sqlite.dialect().quote_identifier(name);
        let mut selected = vec!["rowid".to_owned()];
        for column in &table.columns {
            let renamed = changes.iter().find_map(|change| match change {
                Change::RenameColumn { table, from, to } if table == name && *to == column.name => Some(from),
                _ => None,
            });
            let Some(old) = previous.column(renamed.unwrap_or(&column.name)) else {
                continue;
            };
            let is_same =
                old.r#type == column.r#type && old.nullable == column.nullable && !is_new(changes, table, column);
            if is_same && column.text_enum.is_none() && old.text_enum.is_none() {
                selected.push(quote(if is_after { &column.name } else { &old.name }));
            }
        }
        let from = quote(if is_after { &name.name } else { &previous.name.name });
        let rows = database.rows(&format!("SELECT {} FROM {from} ORDER BY rowid", selected.join(", ")));
        all.push(format!("{name}: {rows:?}"));
    }
    all
}

fn is_new(changes: &[Change], table: &Table, column: &Column) -> bool {
    changes.iter().any(|change| {
        match change {
        Change::AlterTable { table: name, changes } if *name == table.name => changes.iter().any(|change| {
            matches!(change, codegen::diff::TableChange::AddColumn { column: added, .. } if added.name == column.name)
        }),
        _ => false,
    }
    })
}

fn goes_up_and_down(case: &Case, rows: i64) -> Result<(), TestCaseError> {
    let pair = Pair {
        previous: &case.pair.previous,
        next: &case.pair.next,
    };
    let up = changes(pair, &case.hints);
    let down = invert(pair, &up);
    let database = Database::of(pair.previous);
    fill(&database, pair.previous, rows);

    way(&database, pair, &up)?;
    way(&database, pair.flip(), &down)
}

/// The schema becomes the next one, and no row and no value of a column that stays is lost; or it is refused for what is
/// in the rows, and nothing has changed.
fn way(database: &Database, pair: Pair<&Catalog>, changes: &[Change]) -> Result<(), TestCaseError> {
    let plan = plan(pair, changes);
    let sql = format!("{}\n{changes:#?}", database.sql(&plan));
    let before = kept(database, pair, changes, false);
    match database.migrate(&plan) {
        Ok(()) => {
            database.is_as_new(pair.next, &sql);
            prop_assert_eq!(kept(database, pair, changes, true), before, "{}", sql);
            Ok(())
        }
        Err(error) if REFUSALS.iter().any(|refusal| error.contains(refusal)) => {
            database.is_as_new(pair.previous, &sql);
            prop_assert_eq!(kept(database, pair, changes, false), before, "{}", sql);
            Err(TestCaseError::reject("the rows do not fit"))
        }
        Err(error) => Err(TestCaseError::fail(format!("{error}\n{sql}"))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_catalog_with_rows_becomes_an_edited_one(case in cases(DialectName::Sqlite), rows in 0..4_i64) {
        goes_up_and_down(&case, rows)?;
    }

    #[test]
    fn a_catalog_becomes_a_strange_one(case in strangers(DialectName::Sqlite)) {
        goes_up_and_down(&case, 0)?;
    }
}
