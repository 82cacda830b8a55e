//! Pulling into a schema that is there: what the database has otherwise is changed, and all else stays as it was written.

use codegen::dialect::DialectName;

use super::pull;
use crate::command::Project;
use crate::live::Live;

const ROOT: &str = r#"# The schema of a shop. Written by hand.
[database]
name     = "shop"
dialects = ["DIALECT"]

[generate]
include = ["people.toml"]

# When it was made, and changed.
[mixin.timestamps.columns]
created_at = { type = "timestamptz", default = "now()" }
updated_at = { type = "timestamptz", default = "now()", update_default = "now()" }

[enum.state]
values = [
    "open",   # can be changed
    "paid",
]

# What is sold.
[table.item]
mixins = ["timestamps"]
comment = "A thing on the shelf."
[table.item.columns]
id    = { type = "bigint", identity = true, primary_key = true }
# Shown to everybody.
title = { type = "varchar(100)", validate = { not_blank = true } }
price = { type = "integer", default = 0, check = "price >= 0" }   # in cents
state = { type = "state", default = "open" }
seller_id = { references = "person", on_delete = "cascade", rust_name = "by" }
[[table.item.index]]
columns = ["title", "price desc"]
# Found by its words.
[[table.item.unique]]
columns = ["title", "seller_id"]
[table.item.relations]
seller = { one = "person" }

[table.tag.columns]
id   = "text"
name = { type = "text", unique = true }

[table.left_alone]
primary_key = ["a", "b"]
[table.left_alone.columns]
a = "integer"   # as
b = "integer"   # it was
"#;

const PEOPLE: &str = r#"# People, in a file of their own.
[table.person]
mixins = ["timestamps"]
[table.person.columns]
id    = { type = "bigint", identity = true, primary_key = true }
name  = { type = "text", column = "fullName" }   # as on the passport
email = { type = "text", nullable = true, validate = { email = true } }
[table.person.relations]
items = { many = "item" }
"#;

/// What somebody did to the database by hand.
const CHANGES: &str = r#"
alter table item add column weight integer;
create index item_weight_idx on item (weight);
alter table item drop column updated_at;
drop index item_title_price_idx;
alter table person add column age integer not null default 18;
create unique index person_fullname_once on person ("fullName") where email is not null;
drop table tag;
create table review (
    id bigint primary key,
    item_id bigint not null references item (id) on delete cascade,
    words text not null default 'none'
);
create index review_item_id_idx on review (item_id);
"#;

/// What PostgreSQL alone can do.
const MORE_CHANGES: &str = r"
alter table item alter column title type text;
alter table item alter column price drop default;
alter table item drop constraint item_price_check;
alter table item add constraint item_price_check check (price > 0);
alter table item add constraint dear check (price < 1000000);
alter table item drop constraint item_title_seller_id_key;
alter table item add column buyer_id bigint references person (id);
create index item_buyer_id_idx on item (buyer_id);
alter type state add value 'lost';
alter table person alter column email set not null;
alter table person add constraint person_email_key unique (email);
comment on table item is 'A thing in the window.';
comment on column item.price is 'In cents.';
create view cheap as select id, title from item where price < 10;
";

fn project(dialect: DialectName) -> (Project, Live) {
    let project = Project::new(&ROOT.replace("DIALECT", dialect.as_str()));
    project.write("people.toml", PEOPLE);
    project.run(&["generate", "--no-verify"]).expect(0);
    let live = Live::new(dialect);
    live.migrate(project.path(), &["up"]);
    (project, live)
}

#[test]
fn what_is_the_same_is_left_alone() {
    for dialect in DialectName::ALL {
        let (project, live) = project(dialect);
        let before = project.files();
        let ran = pull(&project, &live, &[]).expect(0);
        assert_eq!(project.files(), before, "{dialect}: {}", ran.stdout);
        assert!(
            ran.stdout.starts_with("nothing changed in schema.toml"),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn what_differs_is_changed_in_place() {
    for dialect in DialectName::ALL {
        let (project, live) = project(dialect);
        live.run_script(CHANGES);
        if dialect == DialectName::Postgres {
            live.run_script(MORE_CHANGES);
        }
        let ran = pull(&project, &live, &[]);
        let text = format!(
            "{}\n=== people.toml\n{}",
            project.read("schema.toml"),
            project.read("people.toml")
        );
        assert_eq!(ran.code, Some(0), "{}\n{}\n{text}", ran.stdout, ran.stderr);
        insta::assert_snapshot!(format!("merged_{dialect}"), format!("{}\n{text}", ran.stdout));
        // It is the database now: there is nothing to take in, and what leads there is a migration.
        let files = project.files();
        pull(&project, &live, &[]).expect(0);
        assert_eq!(project.files(), files);
        project.run(&["generate", "--allow-data-loss", "--no-verify"]).expect(0);
        live.migrate(project.path(), &["baseline"]);
    }
}

#[test]
fn every_table_can_come_and_go() {
    let (project, live) = project(DialectName::Postgres);
    live.run_script("drop table item; drop table person; drop table tag; drop table left_alone; drop type state");
    live.run_script("create table only_one (id uuid primary key)");
    let ran = pull(&project, &live, &[]).expect(0);
    assert!(
        ran.stdout
            .contains("taken out, since the database does not have it: table person"),
        "{}",
        ran.stdout
    );
    assert!(project.read("schema.toml").contains("[table.only_one.columns]\n"));
    // Nothing is left in it but what a person wrote.
    assert_eq!(project.read("people.toml").trim(), "");
    assert!(!project.read("schema.toml").contains("people.toml"));
}
