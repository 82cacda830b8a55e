//! What a comparison says, and what it does not.

use codegen::database::differences;

use super::{read_postgres, read_sqlite};

#[test]
fn the_order_of_columns_and_the_spelling_of_expressions_do_not_matter() {
    let one = read_sqlite(
        "create table t (a integer check (A>0), b text default ('x'||'y')); create index i on t (b) where a > 1",
    );
    let other = read_sqlite(
        "create table x (b text default ('x' || 'y'), a integer, constraint t_a_check check ((\"a\" > 0)));
         alter table x rename to t;
         create index i on t (b) where \"a\" > 1",
    );
    assert_eq!(differences(&one.catalog, &other.catalog), Vec::<String>::new());
    let one = read_postgres("create table t (a integer check (a in (1, 2)), b text)");
    let other = read_postgres("create table t (b text, a integer check (a = any (array[1, 2])))");
    assert_eq!(differences(&one.catalog, &other.catalog), Vec::<String>::new());
}

#[test]
fn each_difference_is_a_line() {
    let live = read_postgres(
        "create type mood as enum ('a', 'b');
         create table gone (id integer);
         create table t (id integer primary key, a text default 'x', b integer, m mood);
         create index i on t (a);",
    );
    let expected = read_postgres(
        "create schema sales;
         create type mood as enum ('b', 'a');
         create table t (id bigint not null, a varchar(3) not null default 'y', c integer, m mood);
         create unique index i on t (a desc) where a > 'b';
         create table sales.line (id integer);",
    );
    insta::assert_snapshot!(differences(&live.catalog, &expected.catalog).join("\n"));
}
