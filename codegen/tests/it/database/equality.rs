//! A schema lowered, created, read back: the database says of itself what lowering said of it.

use std::path::Path;

use codegen::catalog::Catalog;
use codegen::database::{build, canonical, compare, differences, in_scratch};
use codegen::diagnostic::Diagnostics;
use codegen::dialect::{DialectName, lower};
use tablesmith::Db;
use testing::postgres::{Database, Server};

use super::wait;
use crate::lower::{Case, types::SCHEMA};

/// A database of each dialect, and what keeps it alive.
struct Place {
    url: String,
    _database: Option<Database>,
    _folder: Option<tempfile::TempDir>,
}

fn place(dialect: DialectName) -> Place {
    if dialect == DialectName::Postgres {
        let database = Server::shared().database();
        return Place {
            url: database.url().to_owned(),
            _database: Some(database),
            _folder: None,
        };
    }
    let folder = tempfile::tempdir().expect("there is room for a folder");
    Place {
        url: format!("sqlite:{}", folder.path().join("test.db").display()),
        _database: None,
        _folder: Some(folder),
    }
}

fn demo(dialect: DialectName) -> Catalog {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.toml");
    let schema = codegen::schema::load(&path).schema.expect("the demo schema is right");
    lower(&schema, dialect, &mut Diagnostics::new()).catalog
}

/// Namespaces, enums, comments, every kind of constraint and index.
const OBJECTS: &str = r#"
    [namespace.sales]
    comment = "What is sold."
    [enum.state]
    values    = ["open", "paid"]
    type_name = "orderState"
    comment   = "How far it is."
    [table.user]
    comment = "It's a \"person\"."
    [table.user.columns]
    id     = { type = "uuid", default = "uuid()", primary_key = true }
    select = { type = "text", nullable = true, unique = true, comment = "A word." }
    boss   = { references = "user", nullable = true, on_delete = "set_null" }
    line   = { type = "integer", column = "theLine", nullable = true }
    [[table.user.foreign_key]]
    columns    = ["line"]
    references = { table = "line", columns = ["id"] }
    on_update  = "cascade"
    [table.line]
    schema      = "sales"
    primary_key = ["a", "b"]
    [table.line.columns]
    a     = "integer"
    b     = "smallint"
    id    = { type = "integer", unique = true }
    state = { type = "state", default = "open" }
    owner = { references = "user", on_delete = "restrict" }
    name  = { type = "varchar(9)", default = "", check = "name <> 'it''s'" }
    [[table.line.foreign_key]]
    columns    = ["b", "a"]
    references = { table = "line", columns = ["a", "b"] }
    deferrable = "initially_deferred"
    [[table.line.unique]]
    columns            = ["name", "owner"]
    nulls_not_distinct = true
    only               = "postgres"
    [[table.line.check]]
    expression = "a > b or b in (1, 2)"
    [[table.line.index]]
    columns = ["a desc", { expression = "lower(name)", order = "desc" }]
    unique  = true
    where   = "a is not null and name <> ''"
    [[table.line.index]]
    columns = [{ expression = "name", collation = "C", opclass = "text_pattern_ops", nulls = "first" }]
    include = ["id"]
    only    = "postgres"
"#;

fn catalogs(dialect: DialectName) -> Vec<Catalog> {
    let settings = "dialects = [\"postgres\", \"sqlite\"]\npostgres = { min_version = \"15\" }";
    let objects = Case::with_database(settings, OBJECTS);
    vec![
        demo(dialect),
        Case::new(SCHEMA).catalog(dialect),
        objects.catalog(dialect),
    ]
}

/// Names, types and structure as lowering has them are those that the database reports. Only the text of expressions is
/// the server's own.
#[test]
fn lowering_speaks_the_words_of_the_database() {
    for dialect in DialectName::ALL {
        let place = place(dialect);
        for catalog in catalogs(dialect) {
            let read = wait(canonical(&place.url, &catalog)).expect("the server takes the catalog");
            assert_eq!(read.unmodelled, Vec::<String>::new());
            let structure = differences(&read.catalog, &catalog).into_iter().filter(|line| {
                let of_text = [
                    ": default is Some",
                    ": expression is Some",
                    ": predicate is Some",
                    ": generated is Some",
                ];
                let parts_with_text = line.contains(": parts is") && line.contains('(');
                !of_text.iter().any(|text| line.contains(text)) && !parts_with_text
            });
            assert_eq!(structure.collect::<Vec<_>>(), Vec::<String>::new(), "{dialect}");
        }
    }
}

#[test]
fn a_database_that_was_made_from_a_catalog_equals_it() {
    for dialect in DialectName::ALL {
        for catalog in catalogs(dialect) {
            let place = place(dialect);
            wait(async {
                let db = Db::connect(&place.url).await.expect("the database is there");
                build(&db, &catalog).await.expect("the database takes the catalog");
                let comparison = compare(&place.url, &catalog).await.expect("they can be compared");
                assert_eq!(comparison.differences, Vec::<String>::new(), "{dialect}");
                assert!(comparison.is_equal() && comparison.unmodelled.is_empty());

                db.batch("alter table \"user\" add column extra integer; create view v as select 1")
                    .await
                    .unwrap_or_else(|_| panic!("{dialect} takes a column"));
                let comparison = compare(&place.url, &catalog).await.expect("they can be compared");
                assert_eq!(
                    comparison.differences,
                    ["table user: column extra: is in the database, and should not be"]
                );
                assert_eq!(comparison.unmodelled, ["view v"]);
            });
        }
    }
}

#[test]
fn a_scratch_place_goes_also_when_the_work_fails() {
    let database = Server::shared().database();
    let mut name = String::new();
    let error = wait(in_scratch(database.url(), DialectName::Postgres, async |db| {
        let rows: Vec<(String,)> = db.rows("select current_database()::text", &[]).await?;
        name = rows.into_iter().map(|(name,)| name).collect();
        Ok(db.batch("create table t (x no_such_type)").await?)
    }));
    assert!(error.is_err_and(|error| error.to_string().contains("no_such_type")));
    assert!(name.starts_with("tablesmith_scratch_"), "{name}");
    let left = database.query(&format!("select 1 from pg_database where datname = '{name}'"));
    assert!(left.is_empty());
}
