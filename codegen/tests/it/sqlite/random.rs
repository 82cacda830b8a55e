//! Random pairs of catalogs with rows: up, compared, and back.

use std::collections::BTreeSet;

use codegen::catalog::{Action, Catalog, Expression, Hints, ObjectName, Pair, RenameHint};
use codegen::diff::{Decisions, diff};
use codegen::plan::Plan;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::catalog::{ColumnBuilder, TableBuilder, catalog, integer, table, text, typed};
use super::database::{Database, plan};

const TABLES: usize = 3;
const COLUMNS: usize = 4;

/// What a column is like; its name says which one of the other side it is.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is drawn by itself")]
struct RandomColumn {
    renamed: bool,
    declared: &'static str,
    nullable: bool,
    default: Option<&'static str>,
    generated: Option<bool>,
    collation: bool,
    check: bool,
    unique: bool,
    index: Option<(bool, bool)>,
    points: Option<(usize, bool)>,
}

#[derive(Debug, Clone)]
struct RandomTable {
    renamed: bool,
    key: usize,
    strict: bool,
    columns: Vec<Option<RandomColumn>>,
}

fn random_column() -> impl Strategy<Value = RandomColumn> {
    let declared = prop::sample::select(vec!["TEXT", "INTEGER", "REAL", "NUMERIC", "VARCHAR(20)"]);
    let default = prop::sample::select(vec![None, Some("'5'"), Some("6"), Some("(3 + 4)"), Some("NULL")]);
    (
        any::<bool>(),
        declared,
        any::<bool>(),
        default,
        prop::option::weighted(0.2, any::<bool>()),
        any::<bool>(),
        (any::<bool>(), any::<bool>()),
        prop::option::of((any::<bool>(), any::<bool>())),
        (0..TABLES, any::<bool>()),
    )
        .prop_map(
            |(renamed, declared, nullable, default, generated, collation, (check, unique), index, points)| {
                RandomColumn {
                    renamed,
                    declared,
                    nullable,
                    default,
                    generated,
                    collation,
                    check,
                    unique,
                    index,
                    points: Some(points),
                }
            },
        )
}

fn random_table() -> impl Strategy<Value = RandomTable> {
    let columns = prop::collection::vec(prop::option::weighted(0.7, random_column()), COLUMNS);
    // The last column is the one that points at other tables.
    let columns = columns.prop_map(|mut columns| {
        for column in columns.iter_mut().take(COLUMNS - 1).flatten() {
            column.points = None;
        }
        if let Some(column) = &mut columns[COLUMNS - 1] {
            column.declared = if column.declared == "TEXT" { "TEXT" } else { "INTEGER" };
        }
        columns
    });
    (any::<bool>(), 0..4_usize, prop::bool::weighted(0.2), columns).prop_map(|(renamed, key, strict, columns)| {
        RandomTable {
            renamed,
            key,
            strict,
            columns,
        }
    })
}

/// A side of a pair. `other` is what it is compared with: a thing has another name only where it is on both sides.
fn side(tables: &[Option<RandomTable>], other: &[Option<RandomTable>], is_next: bool) -> Catalog {
    let name_of = |index: usize| {
        let renamed = tables[index].as_ref().is_some_and(|table| table.renamed);
        if is_next && renamed && other[index].is_some() {
            format!("u{index}")
        } else {
            format!("t{index}")
        }
    };
    let build = |(index, random): (usize, &Option<RandomTable>)| {
        let random = random.as_ref()?;
        let id = match random.key {
            0 => integer("id").identity(),
            1 => integer("id"),
            _ => text("id"),
        };
        let before = other[index].as_ref();
        let names: Vec<_> = (0..COLUMNS)
            .map(|column| {
                let renamed = random.columns[column].as_ref().is_some_and(|column| column.renamed);
                let kept = before.is_some_and(|table| table.columns[column].is_some());
                if is_next && renamed && kept {
                    format!("d{column}")
                } else {
                    format!("c{column}")
                }
            })
            .collect();
        let columns = random.columns.iter().zip(&names).filter_map(|(column, name)| {
            let column = column.as_ref()?;
            Some(build_column(name, column, random.strict))
        });
        let mut built =
            table(&name_of(index), [id].into_iter().chain(columns)).named_key(&format!("key_{index}"), &["id"]);
        if random.key == 3 {
            built = built.without_rowid();
        }
        if random.strict {
            built = built.strict();
        }
        for (column, name) in random.columns.iter().zip(&names) {
            let Some(column) = column else { continue };
            // Rows point at rows that are there before.
            let is_known = |parent: usize| parent != index && tables[parent].is_some() && other[parent].is_some();
            built = constrain(built, name, column, |parent| is_known(parent).then(|| name_of(parent)));
        }
        Some(built)
    };
    catalog(tables.iter().enumerate().filter_map(build))
}

fn build_column(name: &str, column: &RandomColumn, strict: bool) -> ColumnBuilder {
    let declared = if strict && !["TEXT", "INTEGER", "REAL"].contains(&column.declared) {
        "TEXT"
    } else {
        column.declared
    };
    let mut built = typed(name, declared);
    if column.collation && column.points.is_none() {
        built = built.collation("NOCASE");
    }
    if column.points.is_some() {
        return built.nullable();
    }
    if let Some(stored) = column.generated {
        return built.nullable().generated("id + 1", stored);
    }
    if column.nullable {
        built = built.nullable();
    }
    match column.default {
        Some(default) if column.nullable || default != "NULL" => built.default(default),
        _ => built,
    }
}

fn constrain(
    mut table: TableBuilder,
    name: &str,
    column: &RandomColumn,
    parent_of: impl Fn(usize) -> Option<String>,
) -> TableBuilder {
    let own = table.0.name.name.clone();
    if column.check {
        table = table.check(
            &format!("{own}_{name}_check"),
            &format!("{name} is null or length({name}) < 100"),
        );
    }
    if let Some((parent, deferred)) = column.points {
        if let Some(parent) = parent_of(parent) {
            table = table.points(&[name], &parent, &["id"], Action::Cascade);
            if deferred {
                table = table.deferred();
            }
        }
        return table;
    }
    let is_constant = column.default.is_some_and(|default| default != "NULL");
    if column.unique && !is_constant && column.generated.is_none() {
        table = table.unique(&format!("{own}_{name}_key"), &[name]);
    }
    if let Some((unique, partial)) = column.index {
        table = table.index(&format!("{own}_{name}_idx"), &[name]).with_index(|index| {
            index.unique = unique && !is_constant;
            index.predicate = partial.then(|| Expression::authored(format!("{name} is not null")));
        });
    }
    table
}

/// From the first names to the second ones.
fn hints(pair: Pair<&Catalog>, is_up: bool) -> Hints {
    let mut hints = Hints::default();
    let (old, new) = if is_up {
        (('t', 'c'), ('u', 'd'))
    } else {
        (('u', 'd'), ('t', 'c'))
    };
    for (name, table) in &pair.next.tables {
        let before = name.name.replace(new.0, &old.0.to_string());
        let known = pair
            .previous
            .tables
            .get(name)
            .or_else(|| pair.previous.tables.get(&ObjectName::new(&before)));
        let Some(known) = known else { continue };
        if known.name != *name {
            hints.renamed.push(RenameHint::Table {
                from: before,
                to: name.clone(),
            });
        }
        for column in &table.columns {
            let before = column.name.replace(new.1, &old.1.to_string());
            if known.column(&column.name).is_none() && known.column(&before).is_some() {
                hints.renamed.push(RenameHint::Column {
                    table: name.clone(),
                    from: before,
                    to: column.name.clone(),
                });
            }
            let is_plain = column.generated.is_none() && !column.name.ends_with('3');
            if column.name != "id" && is_plain && !column.nullable {
                let value = format!("'77' || {}.id", name.name);
                hints.backfill.insert((name.clone(), column.name.clone()), value);
            }
        }
    }
    hints
}

fn way(pair: Pair<&Catalog>, is_up: bool) -> Plan {
    let mut decisions = Decisions::default();
    for (name, table) in &pair.previous.tables {
        decisions.drops.insert(format!("drop-table:{name}"));
        for next in pair.next.tables.keys() {
            let columns = table.columns.iter();
            decisions
                .drops
                .extend(columns.map(|column| format!("drop-column:{next}.{}", column.name)));
        }
    }
    let changes = diff(pair, &hints(pair, is_up), &decisions)
        .expect("nothing is ambiguous")
        .changes;
    plan(pair, &changes)
}

/// Three rows a table, with gaps in their numbers, that point at each other.
fn fill(database: &Database, catalog: &Catalog) {
    let mut statements = vec!["BEGIN; PRAGMA defer_foreign_keys = 1;".to_owned()];
    for table in catalog.tables.values() {
        for row in [3, 8, 11] {
            let columns = table.columns.iter().filter(|column| column.generated.is_none());
            let (names, values): (Vec<_>, Vec<_>) = columns
                .enumerate()
                .map(|(index, column)| {
                    let is_id = column.name == "id" || column.name.ends_with('3');
                    let value = if is_id {
                        row
                    } else {
                        row * 100 + i32::try_from(index).expect("few columns")
                    };
                    let value = if column.nullable && row == 8 && column.name != "id" {
                        "NULL".to_owned()
                    } else {
                        format!("'{value}'")
                    };
                    (column.name.clone(), value)
                })
                .unzip();
            statements.push(format!(
                "INSERT INTO {} ({}) VALUES ({});",
                table.name.name,
                names.join(", "),
                values.join(", ")
            ));
        }
    }
    statements.push("COMMIT".to_owned());
    database.run(&statements.concat());
}

/// The numbers in all rows, whatever type they have; only of columns that hold them on both sides.
fn numbers(database: &Database, catalog: &Catalog, other: &Catalog) -> Vec<String> {
    let mut all = Vec::new();
    for table in catalog.tables.values() {
        let number = &table.name.name[1..];
        let Some(other) = other.tables.values().find(|other| other.name.name[1..] == *number) else {
            continue;
        };
        let mut columns: Vec<_> = table.columns.iter().collect();
        columns.sort_unstable_by_key(|column| &column.name[1..]);
        for column in columns {
            let is_kept = other.columns.iter().any(|other| {
                let is_plain = column.generated.is_none() && other.generated.is_none();
                is_plain && other.name[1..] == column.name[1..] && other.nullable == column.nullable
            });
            if is_kept {
                let (table, column) = (&table.name.name, &column.name);
                let rows = database.rows(&format!(
                    "SELECT cast({column} AS REAL) FROM {table} ORDER BY cast(id AS REAL)"
                ));
                all.push(format!("{number} {} {rows:?}", &column[1..]));
            }
        }
    }
    all.sort();
    all
}

fn passes(previous: &[Option<RandomTable>], next: &[Option<RandomTable>]) {
    let pair = Pair {
        previous: side(previous, next, false),
        next: side(next, previous, true),
    };
    let Pair { previous, next } = &pair;
    let (up, down) = (
        way(Pair { previous, next }, true),
        way(
            Pair {
                previous: next,
                next: previous,
            },
            false,
        ),
    );
    let database = Database::of(previous);
    fill(&database, previous);
    let sql = format!("{}\n==== down\n{}", database.sql(&up), database.sql(&down));
    let before = numbers(&database, previous, next);

    database
        .migrate(&up)
        .unwrap_or_else(|error| panic!("up: {error}\n====\n{sql}"));
    database.is_as_new(next, &sql);
    assert_eq!(numbers(&database, next, previous), before, "up\n{sql}");

    database
        .migrate(&down)
        .unwrap_or_else(|error| panic!("down: {error}\n====\n{sql}"));
    database.is_as_new(previous, &sql);
    assert_eq!(numbers(&database, previous, next), before, "down\n{sql}");
    let left: BTreeSet<_> = database
        .rows("SELECT name FROM temp.sqlite_schema")
        .into_iter()
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_catalog_becomes_any_other_and_comes_back(
        previous in prop::collection::vec(prop::option::weighted(0.8, random_table()), TABLES),
        next in prop::collection::vec(prop::option::weighted(0.8, random_table()), TABLES),
    ) {
        passes(&previous, &next);
    }
}
