//! What relations are called that nobody has named.

use codegen::dialect::DialectName;

use super::{pull, start};

const SQLITE: &str = "
create table users (id integer primary key, name text not null);
create table profiles (user_id integer primary key references users (id), bio text);
create table categories (id integer primary key, parent_id integer references categories (id), boss integer references users (id));
create table posts (
    id integer primary key,
    author_id integer not null references users (id),
    editor_id integer references users (id),
    category integer references categories (id)
);
create table tags (name text primary key);
create table post_tags (
    post_id integer not null references posts (id), tag text not null references tags (name), primary key (post_id, tag)
);
create table memberships (
    user_id integer not null references users (id),
    category_id integer not null references categories (id),
    since text not null,
    primary key (user_id, category_id)
);
create table friendships (
    user_id integer not null references users (id),
    friend_id integer not null references users (id),
    primary key (user_id, friend_id)
);
create table seat (hall integer not null, number integer not null, tickets integer, primary key (hall, number));
create table ticket (
    id integer primary key, hall integer not null, number integer not null, foreign key (hall, number) references seat (hall, number)
);
create table husband (id integer primary key, wife_id integer unique references wife (id));
create table wife (id integer primary key, husband_id integer unique references husband (id));
create table twice (id integer primary key, tag text references tags (name), foreign key (tag) references tags (name) on delete cascade);
";

#[test]
fn relations_are_called_as_a_person_would() {
    let (project, live) = start(DialectName::Sqlite, SQLITE);
    pull(&project, &live, &["--verify"]).expect(0);
    let text = std::fs::read_to_string(project.path().join("schema.toml")).expect("it was written");
    let mut told = Vec::new();
    let mut is_relation = false;
    for line in text.lines() {
        if line.starts_with('[') {
            is_relation = line.ends_with(".relations]");
        }
        if is_relation && !line.is_empty() {
            told.push(line);
        }
    }
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(project.run(&["generate"]).expect(0).stdout, "nothing changed\n");
}

#[test]
fn a_key_of_another_type_is_named_and_left() {
    let sql =
        "create table a (id integer primary key); create table b (id integer primary key, a text references a (id));";
    let (project, live) = start(DialectName::Sqlite, sql);
    let ran = pull(&project, &live, &[]).expect(1);
    assert!(
        ran.stdout
            .contains("foreign key b_a_fkey on b: a column of it has another type than the one that it points at"),
        "{}",
        ran.stdout
    );
    assert_eq!(project.run(&["generate"]).expect(0).stdout, "nothing changed\n");
}
