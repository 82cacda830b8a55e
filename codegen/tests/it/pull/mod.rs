//! `codegen pull`: from a database that is there to a schema that makes it again.

mod corpora;
mod merge;
mod parts;
mod relations;
mod round_trip;

use codegen::dialect::DialectName;
use testing::postgres::Server;

use crate::command::{Project, Ran};
use crate::live::Live;

const SQLITE: &str = "
create table user (
    id integer primary key autoincrement,
    email varchar(255) not null unique,
    name text not null default 'nobody',
    is_active boolean not null default 1,
    born DATETIME,
    score real not null default 0.5,
    created_at text not null default (datetime('now'))
);
create table post (
    id text primary key,
    author_id integer not null references user (id) on delete cascade,
    editor_id int references user (id),
    title text not null collate nocase check (length(title) > 0),
    body,
    constraint title_of_author unique (author_id, title)
) without rowid;
create index post_editor_id_idx on post (editor_id);
create index latest on post (title desc) where body is not null;
create table setting (key text not null primary key, value any) strict;
create view latest_post as select p.id, u.name from post p join user u on u.id = p.author_id;
create trigger stamp after update on post begin
    update user set name = name || ';' where id = new.author_id;
end;
create trigger no_insert instead of insert on latest_post begin select raise(abort, 'no'); end;
";

const POSTGRES: &str = "
create schema sales;
comment on schema sales is 'All that is sold.';
create type state as enum ('open', 'on its way', '');
create table public.user (
    id bigint generated always as identity primary key,
    email character varying(255) not null unique,
    name text not null default 'no\"body''s()',
    state state not null default 'open',
    tags text[] not null default '{}',
    meta jsonb not null default '{\"a\": 1}',
    score double precision not null default 0.5,
    balance numeric(10,2) not null default 0.00,
    age integer not null default -1,
    nickname character varying,
    search tsvector,
    uid uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default CURRENT_TIMESTAMP
);
comment on table public.user is 'Who signs in.';
comment on column public.user.name is 'Shown to others.';
create index on public.user using gin (search);
create table sales.post (
    author_id bigint not null references public.user (id) on delete cascade,
    number integer not null check (number > 0),
    editor_id bigint references public.user (id) deferrable initially deferred,
    title text collate \"C\" not null,
    long text generated always as (title || '!') stored,
    primary key (author_id, number)
);
create index post_editor_id_idx on sales.post (editor_id);
create unique index latest on sales.post (lower(title) desc nulls last) where title <> '';
create table sales.\"user\" (
    author_id bigint not null,
    number integer not null,
    foreign key (author_id, number) references sales.post on update cascade
);
create domain sales.percent as integer check (value between 0 and 100);
create table sales.person (id serial primary key, share sales.percent not null default 50);
create view sales.latest_post as select p.number, u.name from sales.post p join public.user u on u.id = p.author_id;
create function sales.stamp() returns trigger language plpgsql as $$ begin new.title := new.title || '\\'; return new; end $$;
create trigger stamp before update on sales.post for each row execute function sales.stamp();
create function twice(a integer) returns integer language sql immutable as 'select a * 2';
create function twice(a text) returns text language sql immutable as 'select a || a';
create table doubled (id integer primary key check (twice(id) > 0));
alter table doubled enable row level security;
create policy above_ten on doubled using (id > 10);
comment on constraint doubled_pkey on doubled is 'it''s the key';
";

/// A database with these statements, and a folder without a schema.
fn start(dialect: DialectName, sql: &str) -> (Project, Live) {
    let live = Live::new(dialect);
    live.run_script(sql);
    let project = Project::new("");
    std::fs::remove_file(project.path().join("schema.toml")).expect("it can be removed");
    (project, live)
}

fn pull(project: &Project, live: &Live, arguments: &[&str]) -> Ran {
    let url = live.url();
    let all = [&["pull", "--url", &url, "--id", "20260101T000000"], arguments].concat();
    project.run_with(&[("SHADOW_DATABASE_URL", Server::shared().url())], &all)
}

#[test]
fn a_database_becomes_a_schema_and_a_baseline() {
    for (dialect, sql) in [(DialectName::Sqlite, SQLITE), (DialectName::Postgres, POSTGRES)] {
        let (project, live) = start(dialect, sql);
        let before = live.query("select 1");
        let ran = pull(&project, &live, &["--verify"]);
        let text = std::fs::read_to_string(project.path().join("schema.toml")).unwrap_or_default();
        let ran = ran.expect(0);
        let name = text
            .lines()
            .find(|line| line.starts_with("name "))
            .expect("it has a name");
        insta::assert_snapshot!(format!("{dialect}"), text.replace(name, "name     = \"test\""));
        assert!(
            ran.stdout.contains("verified: a database built from it"),
            "{}",
            ran.stdout
        );
        assert_eq!(project.migrations(dialect), ["20260101T000000_baseline"]);
        assert_eq!(before, live.query("select 1"));

        let again = project.run(&["generate"]).expect(0);
        assert_eq!(again.stdout, "nothing changed\n");
        project.run(&["check"]).expect(0);
        live.migrate(project.path(), &["baseline"]);
        let up = project.run(&["migrate", "up", "--url", &live.url()]).expect(0);
        assert_eq!(up.stdout, "nothing to do\n");
        let drift = project.run_with(
            &[("SHADOW_DATABASE_URL", Server::shared().url())],
            &["drift", "--url", &live.url()],
        );
        assert_eq!(drift.expect(0).stdout, "the database is what its history made\n");
    }
}

/// Names that are no names elsewhere, and such that meet when Rust makes names of them.
#[test]
fn odd_names_work() {
    let tables = "
        create table \"Order Details\" (\"1st\" integer primary key, \"the.Group\" text, \"group\" text, type text, \"Type \" text);
        create table \"order-details\" (id integer primary key, \"a b desc\" text, \"a b\" text, \"größe\" text, \"!\" text, \"?\" text);
        create table \"select\" (\"table\" integer primary key, self text, \"exec\" text unique, \"it's \"\"q\"\"\" text not null default 'x''y\"z');
        create table \"a.b\" (\"c.d\" integer primary key references \"select\" (\"table\"));
        create table \"2nd\" (id integer primary key, other integer references \"a.b\" (\"c.d\"));
        create index \"odd index\" on \"order-details\" (\"a b\" desc, \"a b desc\");
    ";
    let postgres = "
        create type \"text[]\" as enum ('+', '-', 'a b', 'a-b', 'self');
        create type \"date time\" as enum ('x');
        create table \"\"\"quoted\"\"\" (id integer primary key, state \"text[]\" not null default '+', list \"date time\"[]);
        create schema \"Other Space\";
        create table \"Other Space\".\"select\" (id integer primary key, parent integer references \"Other Space\".\"select\");
    ";
    for dialect in DialectName::ALL {
        let sql = match dialect {
            DialectName::Sqlite => tables.to_owned(),
            DialectName::Postgres => format!("{tables}{postgres}"),
        };
        let (project, live) = start(dialect, &sql);
        let ran = pull(&project, &live, &["--verify"]);
        assert_eq!(
            ran.code,
            Some(0),
            "{}\n{}\n{}",
            ran.stdout,
            ran.stderr,
            project.read("schema.toml")
        );
        assert_eq!(project.run(&["generate"]).expect(0).stdout, "nothing changed\n");
        project.run(&["check"]).expect(0);
    }
}

#[test]
fn without_a_scratch_place_it_is_compared_as_text() {
    let (project, live) = start(DialectName::Postgres, POSTGRES);
    let ran = project.run(&["pull", "--url", &live.url()]).expect(0);
    assert!(ran.stderr.contains("compared as text"), "{}", ran.stderr);
    assert!(!ran.stdout.contains("differs"), "{}", ran.stdout);
}

#[test]
fn what_is_there_is_left_alone() {
    let (project, live) = start(DialectName::Sqlite, "create table a (id integer primary key)");
    let schema = "[database]\nname = \"x\"\ndialects = [\"postgres\"]\n\n[table.b.columns]\nid = \"text\"\n";
    project.write("schema.toml", schema);
    let before = project.files();
    let ran = pull(&project, &live, &[]).expect(2);
    assert!(
        ran.stderr.contains("the schema is not for SQLite alone"),
        "{}",
        ran.stderr
    );
    let ran = pull(&project, &live, &["--schema", "pulled.toml", "--dry-run"]).expect(0);
    assert!(ran.stdout.starts_with("[database]\n"), "{}", ran.stdout);
    let missing = project
        .run(&["pull", "--schema", "pulled.toml", "--url", "sqlite:none.db"])
        .expect(2);
    assert!(
        missing.stderr.contains("there is no database none.db"),
        "{}",
        missing.stderr
    );
    let nothing = project.run(&["pull", "--schema", "pulled.toml"]).expect(2);
    assert!(nothing.stderr.contains("no database to talk to"), "{}", nothing.stderr);
    let refused = project
        .run(&[
            "pull",
            "--schema",
            "pulled.toml",
            "--url",
            "postgres://me:secret@127.0.0.1:1/x?connect_timeout=1s",
        ])
        .expect(3);
    assert!(!refused.stderr.contains("secret"), "{}", refused.stderr);
    assert_eq!(project.files(), before);
}

#[test]
fn settings_that_are_there_are_kept() {
    let (project, live) = start(DialectName::Sqlite, "create table a (id integer primary key)");
    let settings = "# ours\n[database]\nname = \"x\"\ndialects = [\"sqlite\"]\n\n[generate]\nmodels = \"src/models\"\n";
    project.write("schema.toml", settings);
    pull(&project, &live, &[]).expect(0);
    let text = project.read("schema.toml");
    assert_eq!(
        text,
        format!("{settings}\n[table.a.columns]\nid = {{ type = \"bigint\", primary_key = true }}\n")
    );
    assert!(project.path().join("src/models/mod.rs").is_file());
    let before = project.files();
    let again = pull(&project, &live, &[]).expect(0);
    assert!(
        again.stdout.starts_with("nothing changed in schema.toml"),
        "{}",
        again.stdout
    );
    assert_eq!(project.files(), before);
    let (project, live) = start(DialectName::Sqlite, "create table a (id integer primary key)");
    project.write("schema.toml", &settings.replace("sqlite", "postgres"));
    let other = pull(&project, &live, &[]).expect(2);
    assert!(
        other.stderr.contains("the schema is not for SQLite alone"),
        "{}",
        other.stderr
    );
}

#[test]
fn a_mixin_that_is_there_keeps_its_key() {
    let tables = ["a", "b", "c"]
        .map(|name| format!("create table {name} (id integer primary key, created_at text, updated_at text);"));
    let (project, live) = start(DialectName::Sqlite, &tables.concat());
    let settings =
        "[database]\nname = \"x\"\ndialects = [\"sqlite\"]\n\n[mixin.timestamps.columns]\nmade_at = \"text\"\n";
    project.write("schema.toml", settings);
    pull(&project, &live, &["--verify"]).expect(0);
    let text = project.read("schema.toml");
    assert!(text.starts_with(settings), "{text}");
    assert_eq!(text.matches("mixins = [\"timestamps_2\"]").count(), 3, "{text}");
}

#[test]
fn what_the_schema_cannot_say_is_named() {
    let (project, live) = start(
        DialectName::Sqlite,
        "create table a (id integer primary key, b references nowhere (id));
         create virtual table search using fts5 (text);",
    );
    let ran = pull(&project, &live, &["--verify"]).expect(1);
    let named: Vec<_> = ran
        .stdout
        .lines()
        .filter(|line| line.starts_with("not taken"))
        .collect();
    assert!(
        named.contains(&"not taken: foreign key a_b_fkey on a: the table that it points at is not there"),
        "{}",
        ran.stdout
    );
    assert_eq!(named.len(), 1, "{}", ran.stdout);
    // The virtual table is taken along, its shadow tables are its own.
    assert!(ran.stdout.contains("1 table, 1 object"), "{}", ran.stdout);
    assert!(ran.stdout.contains("not the same: "), "{}", ran.stdout);
}
