use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(table = "user", primary_key(columns(id)))]
struct User {
    id: String,
    age: Option<i32>,
}

#[derive(Debug, Dao)]
#[dao(table = "note", primary_key(columns(id)), scope(user_id, owner = User))]
struct Note {
    id: i64,
    user_id: String,
    stars: i32,
}

fn wrong(db: &tablesmith::Db) {
    let _ = Note::find(&db.scope("tenant-1"), 1);
}
fn main() {}
