use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(table = "user", primary_key(columns(id)))]
struct User {
    id: String,
    age: Option<i32>,
}

#[derive(Debug, Dao)]
#[dao(table = "note", primary_key(columns(id)), scope(user_id, owner = User))]
#[dao(foreign_key(columns(user_id), references = "user", to("id")))]
#[dao(relation(user, one = User, via(user_id)))]
struct Note {
    id: i64,
    user_id: String,
    stars: i32,
}

fn wrong(db: &tablesmith::Db) {
    // Of a table that the query does not have.
    let _ = User::query().select((User::ID, Note::STARS));
    let _ = User::query().filter(Note::STARS.gt(3));
    let _ = User::query().group_by(Note::STARS);
    let _ = User::query().left_join(Note::USER);
    // Of another type.
    let _ = User::query().left_join(Note::on(Note::USER_ID.eq(User::AGE)));
    let _ = Note::query().having(count(Note::ID).gt("3"));
    let _ = Note::query().select(sum(Note::USER_ID));
    // Without the scope that a table of the query asks for.
    let _ = User::query().left_join(Note::on(Note::USER_ID.eq(User::ID))).count(db);
    let _ = User::query().filter(exists(Note::query())).all(db);
}
fn main() {}
