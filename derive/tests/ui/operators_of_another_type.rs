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

fn wrong() {
    let _ = Note::STARS.ilike("%a%");
    let _ = Note::STARS.eq("a");
    let _ = Note::ID.is_null();
    let _ = Note::query().filter(User::AGE.gt(3));
    let _ = Note::query().order_by(User::AGE.desc());
}
fn main() {}
