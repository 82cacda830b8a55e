use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(table = "user", primary_key(columns(id)))]
#[dao(relation(notes, many = Note))]
struct User {
    id: String,
    age: Option<i32>,
}

#[derive(Debug, Dao)]
#[dao(table = "note", primary_key(columns(id)))]
#[dao(foreign_key(columns(user_id), references = "user", to("id")))]
struct Note {
    id: i64,
    user_id: String,
    stars: i32,
}

#[derive(Row)]
struct Counted {
    user: String,
    notes: i64,
}

#[derive(Row)]
struct Starred {
    user: String,
    stars: i32,
}

fn wrong(db: &tablesmith::Db) {
    // A field of another type.
    let _ = User::query().select_as::<Counted, _, _>((User::ID, User::AGE));
    // One part too many.
    let _ = User::query().select_as::<Counted, _, _>((User::ID, count_rows(), User::AGE));
    // What a left join may not find.
    let _ = User::query().left_join(User::NOTES).select_as::<Starred, _, _>((User::ID, Note::STARS));
    // A scope that would not hold.
    let _ = sql("select 1").rows::<(i64,)>(&db.scope_key::<User>("1"));
}
fn main() {}
