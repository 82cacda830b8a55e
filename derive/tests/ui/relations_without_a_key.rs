use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(table = "user", primary_key(columns(id)))]
#[dao(relation(notes, many = Note))]
struct User {
    id: String,
}

#[derive(Debug, Dao)]
#[dao(table = "note", primary_key(columns(id)))]
#[dao(relation(user, one = User, via(id)))]
struct Note {
    id: i64,
}

const NOTES: tablesmith::query::Relation<User, Note, tablesmith::query::ToMany> = User::NOTES;
const USER: tablesmith::query::Relation<Note, User, tablesmith::query::ToOne> = Note::USER;

fn main() {}
