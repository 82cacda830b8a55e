//! One case per kind of change.

use codegen::catalog::{Catalog, Column, ColumnType, Hints, ObjectName, Pair, Table, TypeName};
use codegen::dialect::DialectName;
use codegen::diff::{Change, Decisions, TableChange, apply, diff};

fn column(name: &str, r#type: &str) -> Column {
    Column {
        name: name.to_owned(),
        key: None,
        r#type: ColumnType {
            r#type: TypeName::BuiltIn(r#type.to_owned()),
            array: false,
        },
        text_enum: None,
        nullable: false,
        default: None,
        identity: None,
        generated: None,
        collation: None,
        comment: None,
    }
}

fn table(name: &str, columns: Vec<Column>) -> Table {
    Table {
        name: ObjectName::new(name),
        key: None,
        comment: None,
        strict: false,
        without_rowid: false,
        columns,
        primary_key: None,
        uniques: Vec::new(),
        checks: Vec::new(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
    }
}

fn catalog(tables: Vec<Table>) -> Catalog {
    let mut catalog = Catalog::empty(DialectName::Postgres);
    catalog.tables = tables.into_iter().map(|table| (table.name.clone(), table)).collect();
    catalog
}

#[test]
fn columns_come_go_and_change() {
    let previous = catalog(vec![table(
        "user",
        vec![column("id", "text"), column("bio", "integer"), column("age", "integer")],
    )]);
    let next = catalog(vec![table(
        "user",
        vec![column("id", "text"), column("age", "bigint"), column("born", "date")],
    )]);
    let pair = Pair {
        previous: &previous,
        next: &next,
    };
    let found = diff(pair, &Hints::default(), &Decisions::default()).expect("no renames");
    assert!(
        matches!(&found.changes[..], [Change::AlterTable { changes, .. }] if matches!(
            &changes[..],
            [TableChange::DropColumn { .. }, TableChange::AlterColumn { .. }, TableChange::AddColumn { .. }]
        )),
        "{:#?}",
        found.changes
    );
    let mut applied = previous.clone();
    apply(&mut applied, &found.changes).expect("the changes fit");
    assert_eq!(applied, next);
}
