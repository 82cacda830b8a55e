use tablesmith::prelude::*;

#[derive(Debug, Clone, Dao)]
#[dao(table = "user", primary_key(columns(id)))]
#[dao(relation(notes, many = Note))]
struct User {
    id: i64,
}

#[derive(Debug, Clone, Dao)]
#[dao(table = "note", primary_key(columns(id)))]
#[dao(foreign_key(columns(user_id), references = "user", to("id")))]
#[dao(scope(user_id, owner = User))]
struct Note {
    id: i64,
    user_id: i64,
}

fn wrong(db: &tablesmith::Db, user: User) {
    // Without the scope that a relation asks for.
    let _ = User::query().with(User::NOTES).all(db);
    // What was not loaded is not there.
    let _ = user.notes;
}
fn main() {}
