//! What is read from SQLite.

use codegen::catalog::snapshot::Snapshot;
use codegen::catalog::{Action, IndexKey};

use super::read_sqlite;

const SQL: &str = r#"
create table "user" (
  id integer primary key autoincrement,
  "eMail" varchar(255) not null unique, -- a comment
  price NUMERIC default 0.00,
  seen text default (strftime('%Y','now') || 'Z'),
  low text generated always as (lower("eMail")) stored,
  up text as (upper("eMail")),
  c text collate nocase check (c <> ''),
  "on" text default current_timestamp,
  constraint adult check (price >= 18),
  unique (c, LOW)
);
create table line (
  a integer not null, b integer not null,
  "user" integer references USER on delete cascade on update set null deferrable initially deferred,
  constraint line_key primary key (b, a),
  foreign key (A, b) references line (b, a)
) without rowid, strict;
create unique index by_mail on "user" (lower("eMail") desc, c collate rtrim, "on") where price > 1;
create index "odd name" on line (b);
create view adults as select * from "user";
create trigger t after insert on line begin select 1; end;
create table _tablesmith_migrations (id text primary key);
"#;

#[test]
fn all_that_a_catalog_says() {
    let found = read_sqlite(SQL);
    assert_eq!(found.unmodelled, Vec::<String>::new());
    insta::assert_snapshot!(Snapshot::new(found.catalog, std::collections::BTreeSet::new()).to_text());
}

/// SQLite takes a name behind DEFAULT for text; in brackets it would be a column.
#[test]
fn a_name_as_a_default_is_text() {
    let found = read_sqlite(
        r#"create table t (a text default "it's ""so""", b text default word, c text default TRUE, d text default ('x' || 'y'))"#,
    );
    let table = found.catalog.tables.values().next().expect("there is a table");
    let defaults: Vec<_> = (table.columns.iter())
        .map(|column| column.default.as_ref().map_or("", |default| &default.authored))
        .collect();
    assert_eq!(defaults, [r#"'it''s "so"'"#, "'word'", "TRUE", "('x' || 'y')"]);
}

#[test]
fn virtual_tables_are_objects_and_conflict_clauses_are_told() {
    let found = read_sqlite(
        "create virtual table search using fts5(text);
         create table t (a integer primary key on conflict replace, b text not null on conflict ignore, unique (b) on conflict fail);",
    );
    // What a virtual table keeps its rows in is its own.
    assert_eq!(
        found
            .catalog
            .objects
            .keys()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["virtual table search"]
    );
    assert_eq!(
        found.unmodelled,
        [
            "ON CONFLICT FAIL of a unique of table t",
            "ON CONFLICT IGNORE of NOT NULL of b of table t",
            "ON CONFLICT REPLACE of a primary key of table t",
        ]
    );
    assert_eq!(found.catalog.tables.len(), 1);
}

/// A key that compares otherwise than its columns keeps other rows apart.
#[test]
fn keys_that_are_more_than_their_columns_are_told() {
    let found = read_sqlite(
        "create table t (a text collate nocase, b text, c integer, unique (a collate nocase, b collate binary) on conflict abort,
           unique (b collate nocase), unique (a, c desc), primary key (c desc));
         create table u (a text, primary key (a collate rtrim desc)) without rowid;",
    );
    assert_eq!(
        found.unmodelled,
        [
            "COLLATE NOCASE in the key (b) for b of table t",
            "COLLATE RTRIM in the key (a) for a of table u",
            "DESC in the key (a) for a of table u",
            "DESC in the key (a, c) for c of table t",
        ]
    );
}

#[test]
fn what_sqlite_rewrites_is_read_as_what_was_meant() {
    let found = read_sqlite(
        "create table a (id integer primary key, n integer check (n > 0), unique (n));
         create table b (a integer references a (n) on delete restrict);
         create index i on a (n + 1) where n > 5;
         alter table a rename column n to \"new n\";
         alter table a rename to \"table\";
         alter table b add column c text default 'x' references \"table\"(id) check (c <> 'y,');",
    );
    let tables: Vec<_> = found.catalog.tables.values().collect();
    let (b, a) = (tables[0], tables[1]);
    assert_eq!(a.name.name, "table");
    assert_eq!(a.checks[0].expression.canonical.as_deref(), Some("\"new n\" > 0"));
    assert_eq!(a.uniques[0].columns, ["new n"]);
    let IndexKey::Expression(expression) = &a.indexes[0].parts[0].key else {
        panic!("it is an expression");
    };
    assert_eq!(expression.canonical.as_deref(), Some("\"new n\" + 1"));
    let predicate = a.indexes[0].predicate.as_ref().and_then(|sql| sql.canonical.as_deref());
    assert_eq!(predicate, Some("\"new n\" > 5"));
    assert_eq!(b.checks[0].expression.authored, "c <> 'y,'");
    assert_eq!(b.foreign_keys[0].references.name, "table");
    assert_eq!(b.foreign_keys[0].referenced_columns, ["new n"]);
    assert_eq!(b.foreign_keys[0].on_delete, Action::Restrict);
    assert_eq!(b.foreign_keys[1].referenced_columns, ["id"]);
}
