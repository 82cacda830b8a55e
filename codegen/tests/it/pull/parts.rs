//! Partitions, inheritance and aggregates: pulled whole, with all that a partition has of its own.

use codegen::dialect::DialectName;

use super::{pull, start};

const POSTGRES: &str = r#"
create schema cold;
create type region as enum ('north', 'south');
create table sensor (id bigint primary key);
create table reading (
    id bigint generated always as identity,
    taken_at date not null,
    region region not null default 'north',
    value numeric(10,2) default 0.00 check (value > -100),
    doubled numeric(10,2) generated always as (value * 2) stored,
    sensor_id bigint references sensor (id) on delete cascade,
    primary key (id, taken_at, region)
) partition by range (taken_at);
create index on reading (value);
create table reading_2026 partition of reading for values from ('2026-01-01') to ('2027-01-01') partition by list (region);
create table "Reading, north" partition of reading_2026 (constraint high check (value > 0)) for values in ('north');
create table cold.reading_2026 partition of reading_2026 default;
create index north_idx on "Reading, north" (sensor_id);
comment on column "Reading, north".value is 'In metres.';
alter table only "Reading, north" alter column value set default 1.50;
alter table only "Reading, north" alter column sensor_id set not null;
create table reading_rest (
    taken_at date not null, id bigint not null, region region not null default 'north', sensor_id bigint,
    value numeric(10,2) default 0.00 constraint reading_value_check check (value > -100),
    doubled numeric(10,2) generated always as (value * 2) stored,
    constraint rest_pkey primary key (id, taken_at, region)
);
create index rest_value on reading_rest (value);
alter table reading attach partition reading_rest default;
alter table reading_rest set (fillfactor = 50);
alter table reading_rest replica identity full;
alter table reading_rest enable row level security;
create policy readable on reading_rest using (true);

create table word (text text not null, number integer) partition by hash (lower(text) collate "C", number);
create unlogged table word_0 partition of word for values with (modulus 2, remainder 0);
create table word_1 partition of word (primary key (text)) for values with (modulus 2, remainder 1);
create table spelling (text text references word_1 (text));
create table patterned (text text) partition by range (text collate "C" text_pattern_ops);
create table patterned_a partition of patterned for values from (minvalue) to ('b');

create table event (id integer primary key, at timestamptz not null default now(), check (id > 0));
create table named (name text);
create table login (name text not null, extra integer unique) inherits (event, named);
create table late_login () inherits (login);
create index on late_login (at);

create function add_text(text, text) returns text language sql immutable as 'select concat($1, $2)';
create aggregate every_text(text) (sfunc = add_text, stype = text, initcond = '');
comment on aggregate every_text(text) is 'All of it.';
create aggregate cold.rows(*) (sfunc = int8inc, stype = int8, initcond = '0', parallel = safe);
create view all_words as select every_text(text) as text from word;
"#;

#[test]
fn tables_that_are_made_of_others_come_back() {
    let (project, live) = start(DialectName::Postgres, POSTGRES);
    let ran = pull(&project, &live, &["--verify", "--json"]);
    let schema = project.read("schema.toml");
    assert_eq!(ran.code, Some(0), "{}{}\n{schema}", ran.stdout, ran.stderr);
    let report = ran.json();
    for key in ["not_taken", "differences"] {
        assert_eq!(report[key].as_array().map_or(0, Vec::len), 0, "{report}\n{schema}");
    }
    assert_eq!(project.run(&["generate"]).expect(0).stdout, "nothing changed\n");
    // The head has the name of the database.
    let body = schema.split_once("\n\n").map_or("", |(_, body)| body);
    insta::assert_snapshot!(body);
    // Partitions are reached through their table; what inherits is a table of its own.
    let models = project.path().join("generated/src");
    let has = |name: &str| models.join(name).is_file();
    assert!(has("reading.rs") && has("login.rs") && has("late_login.rs"));
    assert!(!has("reading_2026.rs") && !has("word_0.rs"));
}
