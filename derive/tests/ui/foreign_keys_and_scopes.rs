use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(table = "note", primary_key(columns(id)))]
#[dao(foreign_key(columns(user_id), to("id")))]
#[dao(foreign_key(columns(user_id), references = "user", to("id", "tenant")))]
#[dao(scope(user_id))]
struct Note {
    id: i64,
    user_id: String,
}

#[derive(Debug, Dao)]
#[dao(table = "tag", primary_key(columns(id)), scope("note_id", owner = String))]
struct Tag {
    id: i64,
    note_id: String,
}

fn main() {}
