//! Whether a database is what a catalog says: the catalog is made in a scratch database of the same server, and both are
//! read back.

use codegen::catalog::{Catalog, Hints, Pair};
use codegen::dialect::DialectName;
use codegen::diff::{Decisions, diff};
use codegen::render::{self, Templates};

use crate::live::Live;

/// Fails the test, naming every table that differs.
#[track_caller]
pub(crate) fn assert_equal(live: &Live, expected: &Catalog) {
    let scratch = Live::new(expected.dialect);
    scratch.run_script(&create(expected));
    let (found, expected) = (normal(read(live)), normal(read(&scratch)));
    if found == expected {
        return;
    }
    let mut told = format!("the {} database is not what the snapshot says", live.dialect());
    for (name, table) in &expected.tables {
        match found.tables.get(name) {
            None => told.push_str(&format!("\n  no table {name}")),
            Some(other) if other != table => {
                told.push_str(&format!("\n  {name}\n    is       {other:?}\n    expected {table:?}"));
            }
            Some(_) => {}
        }
    }
    for name in found.tables.keys().filter(|name| !expected.tables.contains_key(name)) {
        told.push_str(&format!("\n  table {name} too many"));
    }
    panic!("{told}\n  enums are {:?}\n  expected {:?}", found.enums, expected.enums);
}

/// The SQL that makes a catalog from nothing.
fn create(catalog: &Catalog) -> String {
    let empty = Catalog::empty(catalog.dialect);
    let pair = Pair {
        previous: &empty,
        next: catalog,
    };
    let changes = diff(pair, &Hints::default(), &Decisions::default())
        .expect("nothing vanishes")
        .changes;
    let dialect = catalog.dialect.dialect();
    let capabilities = dialect.capabilities(dialect.default_version());
    let plan = dialect.plan(pair, &changes, &capabilities).expect("it can be ordered");
    render::sql(&plan, catalog.dialect, &Templates::embedded()).unwrap_or_else(|error| panic!("{error}"))
}

fn read(live: &Live) -> Catalog {
    let dialect = live.dialect().dialect();
    let rows = live.query_after(dialect.introspection_setup(), dialect.introspection_query());
    let answer = rows[0][0].as_deref().expect("the answer is one value");
    dialect
        .read_introspection(answer)
        .expect("the answer can be read")
        .catalog
}

/// Without what is never compared: the order of columns, and which of them the logical schema calls otherwise.
fn normal(mut catalog: Catalog) -> Catalog {
    catalog.objects.clear();
    for table in catalog.tables.values_mut() {
        table.key = None;
        for column in &mut table.columns {
            column.key = None;
            column.text_enum = None;
        }
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
        if catalog.dialect == DialectName::Sqlite {
            table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        }
    }
    catalog
}
